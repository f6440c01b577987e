"""A positive that does not count yet: its person stays apart until the specimen was tested again.

The specimen stands on the order that somebody is under. Whoever is under none gets an order of its own kind,
which has no last day.
"""

from collections.abc import Collection
from datetime import datetime
from uuid import UUID

from dongseon.console.audit.types import Actor
from dongseon.console.isolation import writing
from dongseon.console.isolation.models import Line, Order
from dongseon.console.isolation.queries import to_row
from dongseon.console.isolation.rules import Act, State
from dongseon.console.isolation.types import OrderRow
from dongseon.console.isolation.writing import Said


def hold(*, by: Actor, now: datetime, order_id: UUID, specimen_id: UUID) -> bool:
    """Let no clock end an order while a specimen is tested again; whether that is new.

    An earlier specimen gives way: the latest positive is the one that has to be disproved.
    """
    order = writing.in_force(by, order_id)
    if order.held_specimen_id == specimen_id:
        return False
    writing.change(order, seen=None, values={"held_specimen_id": specimen_id})
    said = Said(Act.POSITIVE_HELD, about=str(specimen_id))
    writing.tell(by=by, now=now, orders=[order_id], said=said)
    return True


def disproved(*, by: Actor, now: datetime, order_id: UUID) -> None:
    """The specimen was negative when tested again: the order goes on as it was without it."""
    order = writing.in_force(by, order_id)
    said = Said(Act.POSITIVE_GONE, about=str(order.held_specimen_id))
    writing.change(order, seen=None, values={"held_specimen_id": None})
    writing.tell(by=by, now=now, orders=[order_id], said=said)


def anybody_waits() -> bool:
    """Whether any specimen is tested again while somebody stays apart: few are, and most days none."""
    return Order.objects.filter(state=State.IN_FORCE, held_specimen_id__isnull=False).exists()


def waiting_for(
    *, person_ids: Collection[UUID], specimen_id: UUID, taken_at: datetime
) -> OrderRow | None:
    """The order of one of these that waits for this specimen, or for any taken after the positive was held.

    None for whoever turned out to be a case meanwhile: another negative does not undo that.
    """
    order = Order.objects.filter(
        person_id__in=person_ids,
        state=State.IN_FORCE,
        held_specimen_id__isnull=False,
        became_case_id=None,
    ).first()
    if order is None:
        return None
    if order.held_specimen_id != specimen_id:
        held = Line.objects.filter(order=order, act=Act.POSITIVE_HELD).latest("seq")
        if taken_at <= held.at:
            return None
    return to_row(order)
