"""How a person's data end: holds, erasure, and what follows a restore.

Two stores end in a fixed order. In the database, in one transaction: the sealed rows go, the decision
stays. After it is committed: the key goes, first in the log of destructions, then for good. What was
interrupted between is found by the decision that has no `key_destroyed_at`, and done again.
"""

from collections.abc import Collection, Iterable, Sequence
from datetime import datetime, timedelta
from uuid import UUID, uuid4

from django.db import transaction
from django.utils.translation import gettext as _

from dongseon.console.audit import actions as audit
from dongseon.console.audit.types import HOUSE, Actor, Subject
from dongseon.console.registry import copying, queries, vault
from dongseon.console.registry.keys.destroyed import Destruction
from dongseon.console.registry.models import BlindIndex, Box, Ending, Hold, Note, Person, Version
from dongseon.console.registry.search import terms
from dongseon.console.registry.types import FIELDS, SUBJECT, DataClass
from dongseon.errors import DongseonError, InvalidInput

AT_ONCE = 2_000  # persons or keys of one step of a long run
ORPHANED_AFTER = timedelta(days=1)  # a key that no committed row uses; no transaction lasts so long


class Held(DongseonError):
    """A legal hold stops this erasure."""


def hold(*, by: Actor, now: datetime, person_id: UUID, reference: str) -> UUID:
    """Stop every erasure of a person; return the hold's id. The reference is a case number, no name."""
    if not reference.strip() or len(reference) > 60:
        raise InvalidInput(_("reference: the number of the complaint or court case"))
    Person.objects.select_for_update().get(pk=person_id)
    placed = Hold.objects.create(
        id=uuid4(),
        person_id=person_id,
        reference=reference.strip(),
        placed_at=now,
        placed_by=by.officer_id,
    )
    _record(by, now, "registry.hold", [person_id], why=reference)
    return placed.pk


def lift(*, by: Actor, now: datetime, hold_id: UUID, why: str) -> None:
    """Let erasure go on. Raises InvalidInput if the hold is lifted already."""
    lifted = Hold.objects.filter(pk=hold_id, lifted_at=None)
    if not lifted.update(lifted_at=now, lifted_by=by.officer_id):
        raise InvalidInput(_("hold: is lifted already"))
    _record(by, now, "registry.lift", [Hold.objects.get(pk=hold_id).person_id], why=why)


def destroy(
    *,
    by: Actor,
    now: datetime,
    person_ids: Collection[UUID],
    classes: Collection[DataClass],
    why: str,
) -> int:
    """End kinds of data of persons, and of who was merged into them; return how many rows went.

    All kinds: the person is erased. The keys follow when the transaction is committed. Raises Held.
    """
    everybody = queries.everybody_in(person_ids)
    list(Person.objects.select_for_update().filter(pk__in=everybody).order_by("pk"))
    if Hold.objects.filter(person__in=everybody, lifted_at=None).exists():
        raise Held(_("a legal hold stops this erasure"))
    keys = [(*whose, key_id) for whose, key_id in vault.store().ids_of(everybody).items()]
    boxes = Box.objects.filter(person__in=everybody, data_class__in=classes)
    keys += [
        (person_id, DataClass(kind), key_id)
        for person_id, kind, key_id in boxes.values_list("person_id", "data_class", "key_id")
    ]
    rows = _remove(everybody, classes)
    Ending.objects.bulk_create(
        (
            Ending(
                id=uuid4(),
                person_id=person_id,
                data_class=kind,
                key_id=key_id,
                decided_at=now,
                why=why[:60],
                rows=rows,
            )
            for person_id, kind, key_id in keys
            if kind in classes
        ),
        ignore_conflicts=True,  # decided before, and not yet done
    )
    if set(classes) == set(DataClass):
        Person.objects.filter(pk__in=everybody, destroyed_at=None).update(destroyed_at=now)
    reindex(sorted(everybody))
    _record(by, now, "registry.destroy", everybody, fields=classes, why=why)
    transaction.on_commit(lambda: finish(by=HOUSE, now=now), robust=True)  # else the job does it
    return rows


def finish(*, by: Actor, now: datetime, limit: int = AT_ONCE) -> int:
    """Destroy the keys of decisions that are committed; return how many. Again and again harmless."""
    with transaction.atomic():
        waiting = list(
            Ending.objects.select_for_update(skip_locked=True)
            .filter(key_destroyed_at=None)
            .order_by("decided_at")[:limit]
        )
        if not waiting:
            return 0
        vault.store().destroy(
            Destruction(now, one.key_id, one.person_id, DataClass(one.data_class))
            for one in waiting
        )
        Ending.objects.filter(pk__in=[one.pk for one in waiting]).update(key_destroyed_at=now)
        _record(by, now, "registry.destroy_keys", {one.person_id for one in waiting})
    return len(waiting)


def replay(*, by: Actor, now: datetime) -> int:
    """After a restore: end again in the database what the log of destructions says; return how many keys.

    Then makes the blind index anew, which no dump holds. In one transaction, before anybody is served.
    """
    store = vault.store()
    store.replay(from_the_start=True)
    log = store.destructions()
    ended = 0
    for start in range(0, len(log), AT_ONCE):
        ended += _end_again(by, now, log[start : start + AT_ONCE])
    rebuild_index()
    return ended


def rebuild_index() -> int:
    """Make the blind index anew from what opens; return of how many persons."""
    done, last = 0, None
    while True:
        living = Person.objects.filter(destroyed_at=None).order_by("pk")
        ids = list(
            (living.filter(pk__gt=last) if last else living).values_list("pk", flat=True)[:AT_ONCE]
        )
        if not ids:
            return done
        reindex(ids)
        done, last = done + len(ids), ids[-1]


def reindex(person_ids: Sequence[UUID]) -> None:
    """Make the blind index of these persons anew from what is left of them."""
    key = vault.store().files().index
    BlindIndex.objects.filter(person__in=person_ids).delete()
    found = {
        person_id: terms.terms_of(identity)
        for person_id, identity in queries.opened(person_ids, FIELDS).items()
    }
    copying.write(
        BlindIndex,
        ("person_id", "terms"),
        ((person_id, terms.blinded(words, key)) for person_id, words in found.items() if words),
    )


def sweep(*, by: Actor, now: datetime) -> int:
    """Destroy keys that a failed transaction left behind; return how many."""
    store, swept, last = vault.store(), 0, None
    while batch := store.made_before(now - ORPHANED_AFTER, after=last, limit=AT_ONCE):
        last = batch[-1].key_id
        ids = [one.key_id for one in batch]
        used = set(Version.objects.filter(key_id__in=ids).values_list("key_id", flat=True))
        used |= set(Note.objects.filter(key_id__in=ids).values_list("key_id", flat=True))
        used |= set(Box.objects.filter(key_id__in=ids).values_list("key_id", flat=True))
        used |= set(Ending.objects.filter(key_id__in=ids).values_list("key_id", flat=True))
        unused = [one for one in batch if one.key_id not in used]
        store.destroy(unused)
        swept += len(unused)
    if swept:
        with transaction.atomic():
            audit.record(
                by=by,
                now=now,
                act="registry.sweep",
                subjects=[Subject("key", last)] if last else [],
            )
    return swept


def _remove(person_ids: Iterable[UUID], classes: Collection[DataClass]) -> int:
    gone = Version.objects.filter(person__in=person_ids, data_class__in=classes).delete()[0]
    return gone + Note.objects.filter(person__in=person_ids, data_class__in=classes).delete()[0]


def _end_again(by: Actor, now: datetime, log: Sequence[Destruction]) -> int:
    """End what a restored database still holds of these keys."""
    ids = [one.key_id for one in log]
    known = set(Ending.objects.filter(key_id__in=ids).values_list("key_id", flat=True))
    there = set(
        Person.objects.filter(pk__in={one.person_id for one in log}).values_list("pk", flat=True)
    )
    Ending.objects.filter(key_id__in=ids, key_destroyed_at=None).update(key_destroyed_at=now)
    Version.objects.filter(key_id__in=ids).delete()
    Note.objects.filter(key_id__in=ids).delete()
    again = [one for one in log if one.key_id not in known and one.person_id in there]
    Ending.objects.bulk_create(
        Ending(
            id=uuid4(),
            person_id=one.person_id,
            data_class=one.data_class,
            key_id=one.key_id,
            decided_at=one.at,
            why="restore",
            rows=0,
            key_destroyed_at=one.at,
        )
        for one in again
    )
    persons = {one.person_id for one in again}
    left = set(Version.objects.filter(person__in=persons).values_list("person_id", flat=True))
    Person.objects.filter(pk__in=persons - left, destroyed_at=None).update(destroyed_at=now)
    if persons:
        _record(by, now, "registry.replay", persons)
    return len(again)


def _record(
    by: Actor,
    now: datetime,
    act: str,
    person_ids: Iterable[UUID],
    *,
    fields: Collection[str] = (),
    why: str = "",
) -> None:
    subjects = [Subject(SUBJECT, one) for one in person_ids]
    audit.record(by=by, now=now, act=act, subjects=subjects, fields=fields, why=why)
