"""What every verb of this context is made of: finding an order, changing it, telling its history."""

from collections.abc import Collection, Mapping
from dataclasses import dataclass
from datetime import date, datetime
from uuid import UUID

from django.db.models import F
from django.utils.translation import gettext as _

from dongseon.console.audit import actions as audit
from dongseon.console.audit.types import Actor, Subject
from dongseon.console.isolation.models import Line, Order
from dongseon.console.isolation.rules import Act, Reason, State
from dongseon.console.isolation.types import SUBJECT, OrderUnknown, Overtaken, Refused


@dataclass(frozen=True, slots=True)
class Said:
    """What a line of the history says besides who and when."""

    act: Act
    reason: Reason | None = None
    rule_id: UUID | None = None
    counted_from: date | None = None
    ends_before: date | None = None
    ends_after: date | None = None
    about: str = ""
    note: UUID | None = None


def held(by: Actor, order_id: UUID) -> Order:
    """The order, if it lies in the officer's area. Raises OrderUnknown."""
    order = Order.objects.filter(pk=order_id).first()
    if order is None or not order.area.startswith(by.area):
        raise OrderUnknown(order_id)
    return order


def in_force(by: Actor, order_id: UUID) -> Order:
    """The order, held until the transaction ends. Raises OrderUnknown, Refused if it is over."""
    held(by, order_id)
    order = Order.objects.select_for_update(no_key=True).get(pk=order_id)
    if order.state != State.IN_FORCE:
        raise Refused(_("The order is not in force any more."))
    return order


def change(order: Order, *, seen: int | None, values: Mapping[str, object]) -> None:
    """Set fields of an order in force if it still is what was seen. Raises Overtaken, Refused."""
    rows = Order.objects.filter(pk=order.pk, state=State.IN_FORCE)
    if seen is not None:
        rows = rows.filter(version=seen)
    if not rows.update(**values, version=F("version") + 1):
        if order.state != State.IN_FORCE:
            raise Refused(_("The order is not in force any more."))
        raise Overtaken(order.pk)


def line(by: Actor, now: datetime, order_id: UUID, said: Said) -> Line:
    """A line of history, not yet written."""
    return Line(
        order_id=order_id,
        at=now,
        officer_id=by.officer_id,
        role=by.role,
        act=said.act,
        reason=said.reason or "",
        rule_id=said.rule_id,
        counted_from=said.counted_from,
        ends_before=said.ends_before,
        ends_after=said.ends_after,
        about=said.about,
        note=said.note,
    )


def tell(*, by: Actor, now: datetime, orders: Collection[UUID], said: Said) -> None:
    """Add to the history of orders, and to the audit."""
    Line.objects.bulk_create(line(by, now, order_id, said) for order_id in orders)
    audit.record(
        by=by,
        now=now,
        act=f"isolation.{said.act}",
        subjects=[Subject(SUBJECT, order_id) for order_id in orders],
        why=said.reason or "",
    )
