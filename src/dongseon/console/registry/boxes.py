"""Boxes: keys of a file's own, under which other contexts keep what they hold of a person.

Where somebody was is sealed in the box of their case: closed long enough, the box's key is destroyed
and nothing of it opens any more, in no copy, whatever else is still known of the person.
"""

from collections.abc import Collection
from datetime import datetime
from uuid import UUID, uuid4

from django.db import transaction
from django.db.models import Exists, OuterRef
from django.utils.translation import gettext as _

from dongseon.console.audit import actions as audit
from dongseon.console.audit import queries as asked
from dongseon.console.audit.types import HOUSE, Actor, Look, Subject
from dongseon.console.registry import actions, endings, vault
from dongseon.console.registry.models import Box, Ending, Hold
from dongseon.console.registry.types import SUBJECT, DataClass
from dongseon.errors import NotFound


def seal(
    *,
    by: Actor,
    now: datetime,
    box_id: UUID,
    person_id: UUID,
    data_class: DataClass,
    what: str,
    data: bytes,
) -> bytes:
    """Seal bytes in the box, which is made with the first. Its key is on disk before this returns.

    Raises Overtaken if the person was erased, NotFound if the box was ended.
    """
    box, over = _box(box_id)
    if box is None:
        actions.claim([person_id], kinds=[data_class])
        key = vault.store().make([(box_id, data_class)], now=now)[box_id, data_class]
        box, made = Box.objects.get_or_create(
            pk=box_id,
            defaults={
                "person_id": person_id,
                "data_class": data_class,
                "key_id": key.id,
                "opened_at": now,
            },
        )
        if made:
            audit.record(
                by=by,
                now=now,
                act="registry.open_box",
                subjects=[Subject(SUBJECT, person_id)],
                fields=[data_class],
                case_id=box_id,
            )
    return vault.seal_bytes(
        _secret(box, over), data, box_id=box_id, data_class=DataClass(box.data_class), what=what
    )


def unseal(box_id: UUID, what: str, sealed: bytes | memoryview, look: Look) -> bytes:
    """Open what lies in a box. The look must name its person and kind of data. Raises NotFound if it ended."""
    box, over = _box(box_id)
    if box is None:
        raise NotFound(_("nothing is kept of this"))
    asked.require(look, [Subject(SUBJECT, box.person_id)], [box.data_class])
    return vault.unseal_bytes(
        _secret(box, over), sealed, box_id=box_id, data_class=DataClass(box.data_class), what=what
    )


def ended(box_ids: Collection[UUID]) -> dict[UUID, datetime]:
    """Box → when its end was decided, of those that ended."""
    keys = dict(Box.objects.filter(pk__in=box_ids).values_list("key_id", "pk"))
    rows = Ending.objects.filter(key_id__in=keys).values_list("key_id", "decided_at")
    return {keys[key_id]: at for key_id, at in rows}


def end(*, by: Actor, now: datetime, box_ids: Collection[UUID], why: str) -> tuple[UUID, ...]:
    """Decide that boxes end; their keys follow when the transaction is committed. Returns which ended now.

    A box whose person is on legal hold stays as it is.
    """
    rows = list(Box.objects.select_for_update().filter(pk__in=box_ids).order_by("pk"))
    over = ended([row.pk for row in rows])
    on_hold = set(
        Hold.objects.filter(person__in={row.person_id for row in rows}, lifted_at=None).values_list(
            "person_id", flat=True
        )
    )
    going = [row for row in rows if row.pk not in over and row.person_id not in on_hold]
    Ending.objects.bulk_create(
        Ending(
            id=uuid4(),
            person_id=row.person_id,
            data_class=row.data_class,
            key_id=row.key_id,
            decided_at=now,
            why=why[:60],
            rows=0,
        )
        for row in going
    )
    if going:
        audit.record(
            by=by,
            now=now,
            act="registry.end_box",
            subjects=[Subject(SUBJECT, row.person_id) for row in going],
            why=why,
        )
        transaction.on_commit(lambda: endings.finish(by=HOUSE, now=now), robust=True)
    return tuple(row.pk for row in going)


def _box(box_id: UUID) -> tuple[Box | None, bool]:
    """A box, and whether its end was decided: one question, since everything of a case goes through it."""
    ending = Ending.objects.filter(key_id=OuterRef("key_id"))
    box = Box.objects.filter(pk=box_id).annotate(over=Exists(ending)).first()
    return (None, False) if box is None else (box, box.over)


def _secret(box: Box, over: bool) -> bytes:
    """The key. Raises NotFound when it was, or is being, destroyed."""
    found = None if over else vault.store().by_id([box.key_id]).get(box.key_id)
    if found is None:
        raise NotFound(_("what was kept of this case was erased"))
    return found
