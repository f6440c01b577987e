"""Everything that is written in the registry. Keys are on disk before the transaction can commit."""

from collections.abc import Collection, Iterator, Mapping, Sequence
from dataclasses import replace
from datetime import datetime
from types import MappingProxyType
from uuid import UUID, uuid4

from django.db.models import F
from django.utils.translation import gettext as _

from dongseon.console.audit import actions as audit
from dongseon.console.audit.types import Actor, Subject
from dongseon.console.registry import copying, queries, rules, vault, wording
from dongseon.console.registry.keys.store import Key
from dongseon.console.registry.models import BlindIndex, Ending, Note, Person, Version
from dongseon.console.registry.search import terms
from dongseon.console.registry.types import CLASS_OF, FIELDS, SUBJECT, DataClass, Identity
from dongseon.errors import DongseonError

VERSION_COLUMNS = (
    "person_id",
    "data_class",
    "version",
    "key_id",
    "sealed",
    "at",
    "by_officer_id",
    "current",
)


class Overtaken(DongseonError):
    """Somebody else changed this person since it was looked at, or it was merged or destroyed."""


def enrol(*, by: Actor, now: datetime, identity: Identity) -> UUID:
    """Take a person up; return their random identifier. Raises InvalidInput naming the field."""
    return enrol_many(by=by, now=now, identities=[identity])[0]


def enrol_many(*, by: Actor, now: datetime, identities: Sequence[Identity]) -> tuple[UUID, ...]:
    """Take many persons up; their identifiers in the same order. All or none."""
    checked = [rules.check_identity(identity, now.date()) for identity in identities]
    ids = tuple(uuid4() for _ in checked)
    copying.write(Person, ("id", "revision", "enrolled_at"), ((one, 1, now) for one in ids))
    parts = {person_id: wording.written(one) for person_id, one in zip(ids, checked, strict=True)}
    _write_versions(parts, by=by, now=now)
    index_key = vault.store().files().index
    copying.write(
        BlindIndex,
        ("person_id", "terms"),
        (
            (person_id, terms.blinded(terms.terms_of(one), index_key))
            for person_id, one in zip(ids, checked, strict=True)
        ),
    )
    audit.record(
        by=by, now=now, act="registry.enrol", subjects=[Subject(SUBJECT, one) for one in ids]
    )
    return ids


def amend(
    *,
    by: Actor,
    now: datetime,
    person_id: UUID,
    revision: int,
    identity: Identity,
    fields: Collection[str],
    why: str = "",
) -> None:
    """Set these fields to what they are in `identity`; earlier states are kept under the same key.

    Raises Overtaken unless the person is still as it was at `revision`, InvalidInput naming a field.
    """
    claim([person_id], kinds=[CLASS_OF[field] for field in fields])
    look = audit.look(
        by=by, now=now, act="registry.amend", subjects=[Subject(SUBJECT, person_id)], fields=FIELDS
    )
    before = queries.identity_of(person_id, look)
    changed = {field: getattr(identity, field) for field in fields}
    after = rules.check_identity(replace(before, **changed), now.date())
    claimed = Person.objects.filter(
        pk=person_id, revision=revision, survivor=None, destroyed_at=None
    ).update(revision=F("revision") + 1)
    if not claimed:
        raise Overtaken(_("somebody else changed this person; look at it again"))
    _replace_versions(person_id, before, after, by=by, now=now)
    _index(person_id, after)
    audit.record(
        by=by,
        now=now,
        act="registry.amend",
        subjects=[Subject(SUBJECT, person_id)],
        fields=[field for field in FIELDS if getattr(before, field) != getattr(after, field)],
        why=why,
    )


def write_note(
    *, by: Actor, now: datetime, person_id: UUID, data_class: DataClass, text: str
) -> UUID:
    """Keep a free text about a person; return its identifier. It ends with the person's key.

    Raises InvalidInput for a text that cannot be kept.
    """
    said = rules.check_text("text", text, longest=rules.LONGEST_NOTE)
    claim([person_id], kinds=[data_class])
    key = vault.store().make([(person_id, data_class)], now=now)[person_id, data_class]
    note_id = uuid4()
    sealed = vault.seal(
        key.secret, said, person_id=person_id, data_class=data_class, what=f"note {note_id}"
    )
    Note.objects.create(
        id=note_id,
        person_id=person_id,
        data_class=data_class,
        key_id=key.id,
        sealed=sealed,
        at=now,
        by_officer_id=by.officer_id,
    )
    audit.record(
        by=by,
        now=now,
        act="registry.write_note",
        subjects=[Subject(SUBJECT, person_id)],
        fields=[data_class],
    )
    return note_id


def merge(*, by: Actor, now: datetime, person_id: UUID, survivor_id: UUID, why: str) -> None:
    """Say that one person turned out to be another. Nothing is lost, and it can be undone.

    Raises Overtaken if either was merged or destroyed meanwhile.
    """
    there = Person.objects.select_for_update().filter(
        pk__in=[person_id, survivor_id], survivor=None, destroyed_at=None
    )
    if person_id == survivor_id or len(there) != 2:
        raise Overtaken(_("one of the two was merged or erased meanwhile"))
    Person.objects.filter(pk=person_id).update(survivor=survivor_id, revision=F("revision") + 1)
    audit.record(
        by=by,
        now=now,
        act="registry.merge",
        subjects=[Subject(SUBJECT, person_id), Subject(SUBJECT, survivor_id)],
        why=why,
    )


def unmerge(*, by: Actor, now: datetime, person_id: UUID, why: str) -> None:
    """Say that somebody who was merged is a person of their own after all. Raises Overtaken."""
    parted = Person.objects.filter(pk=person_id, survivor__isnull=False, destroyed_at=None).update(
        survivor=None, revision=F("revision") + 1
    )
    if not parted:
        raise Overtaken(_("this person is not merged, or was erased"))
    audit.record(
        by=by, now=now, act="registry.unmerge", subjects=[Subject(SUBJECT, person_id)], why=why
    )


def claim(person_ids: Collection[UUID], *, kinds: Collection[DataClass]) -> None:
    """Hold persons until the transaction ends, so that no key is destroyed while it is being used.

    Raises Overtaken if one was erased, or is about to lose the key of one of these kinds.
    """
    there = Person.objects.select_for_update(no_key=True).filter(
        pk__in=person_ids, destroyed_at=None
    )
    ending = Ending.objects.filter(
        person__in=person_ids, data_class__in=kinds, key_destroyed_at=None
    )
    if len(there) != len(set(person_ids)) or ending.exists():
        raise Overtaken(_("this person was erased, or is just being erased"))


def _write_versions(
    parts: Mapping[UUID, Mapping[DataClass, object]],
    *,
    by: Actor,
    now: datetime,
    last: Mapping[DataClass, int] = MappingProxyType({}),
) -> None:
    """Seal new versions, each after the `last` of its kind, and make them the current ones."""
    keys = vault.store().make(
        [(person_id, kind) for person_id, said in parts.items() for kind in said], now=now
    )
    copying.write(Version, VERSION_COLUMNS, _sealed(parts, keys, by, now, last))


def _sealed(
    parts: Mapping[UUID, Mapping[DataClass, object]],
    keys: Mapping[tuple[UUID, DataClass], Key],
    by: Actor,
    now: datetime,
    last: Mapping[DataClass, int],
) -> Iterator[tuple[object, ...]]:
    """Rows of VERSION_COLUMNS."""
    for person_id, said in parts.items():
        for kind, values in said.items():
            key, version = keys[person_id, kind], last.get(kind, 0) + 1
            what = f"version {version}"
            sealed = vault.seal(key.secret, values, person_id=person_id, data_class=kind, what=what)
            yield person_id, kind.value, version, key.id, sealed, now, by.officer_id, True


def _replace_versions(
    person_id: UUID, before: Identity, after: Identity, *, by: Actor, now: datetime
) -> None:
    was, is_now = wording.written(before), wording.written(after)
    changed = {
        kind: is_now.get(kind, {}) for kind in DataClass if was.get(kind) != is_now.get(kind)
    }
    current = Version.objects.filter(person_id=person_id, data_class__in=changed, current=True)
    last = {
        DataClass(kind): number for kind, number in current.values_list("data_class", "version")
    }
    current.update(current=False)
    _write_versions({person_id: changed}, by=by, now=now, last=last)


def _index(person_id: UUID, identity: Identity) -> None:
    BlindIndex.objects.update_or_create(
        person_id=person_id,
        defaults={"terms": terms.blinded(terms.terms_of(identity), vault.store().files().index)},
    )
