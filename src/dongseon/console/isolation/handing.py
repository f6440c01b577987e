"""Handing somebody over to another area, with the order and all that belongs to it."""

import uuid
from datetime import datetime
from uuid import UUID

from django.db import IntegrityError, transaction
from django.utils.translation import gettext as _

from dongseon.console.audit.types import Actor
from dongseon.console.isolation import writing
from dongseon.console.isolation.models import Offer, Order
from dongseon.console.isolation.rules import OFFER_REASONS, Act, Reason, State
from dongseon.console.isolation.types import OrderUnknown, Refused
from dongseon.console.isolation.writing import Said, in_force


def offer(*, by: Actor, now: datetime, order_id: UUID, to_area: str, reason: Reason) -> UUID:
    """Offer another area to watch over somebody. Until it answers, nothing changes."""
    order = in_force(by, order_id)
    if to_area == order.area:
        raise Refused(_("The person is watched over there already."))
    if reason not in OFFER_REASONS:
        raise Refused(_("Choose why the other area should watch over this person."))
    row = Offer(
        id=uuid.uuid4(),
        order=order,
        from_area=order.area,
        to_area=to_area,
        reason=reason,
        offered_at=now,
        offered_by=by.officer_id,
    )
    try:
        with transaction.atomic():
            Offer.objects.bulk_create([row])
    except IntegrityError:
        raise Refused(_("The person is offered to another area already.")) from None
    writing.tell(by=by, now=now, orders=[order_id], said=Said(Act.OFFERED, reason, about=to_area))
    return row.pk


def accept(*, by: Actor, now: datetime, offer_id: UUID) -> UUID:
    """Watch over somebody from now on; the order's id. Its dates and papers stay as they are."""
    row = _answer(by, now, offer_id, "accepted", "to_area")
    changed = Order.objects.filter(pk=row.order_id, state=State.IN_FORCE).update(
        area=row.to_area, officer_id=None, household=None
    )
    if not changed:
        raise Refused(_("The order is not in force any more."))
    writing.tell(
        by=by, now=now, orders=[row.order_id], said=Said(Act.TAKEN_OVER, about=row.to_area)
    )
    return row.order_id


def refuse(*, by: Actor, now: datetime, offer_id: UUID) -> None:
    """Say no: the person stays where they were."""
    row = _answer(by, now, offer_id, "refused", "to_area")
    writing.tell(
        by=by, now=now, orders=[row.order_id], said=Said(Act.OFFER_ENDED, about=row.to_area)
    )


def withdraw(*, by: Actor, now: datetime, offer_id: UUID) -> None:
    """Take the offer back."""
    row = _answer(by, now, offer_id, "withdrawn", "from_area")
    writing.tell(
        by=by, now=now, orders=[row.order_id], said=Said(Act.OFFER_ENDED, about=row.to_area)
    )


def _answer(by: Actor, now: datetime, offer_id: UUID, state: str, whose: str) -> Offer:
    row = Offer.objects.filter(pk=offer_id).first()
    if row is None or not str(getattr(row, whose)).startswith(by.area):
        raise OrderUnknown(offer_id)
    changed = Offer.objects.filter(pk=offer_id, state="offered").update(
        state=state, answered_at=now, answered_by=by.officer_id
    )
    if not changed:
        raise Refused(_("This offer was answered already."))
    return row
