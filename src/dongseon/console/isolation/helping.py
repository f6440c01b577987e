"""What people under an order need, and houses for those who cannot stay apart at home."""

import uuid
from datetime import datetime
from uuid import UUID

from django.db import IntegrityError, transaction
from django.utils.translation import gettext as _

from dongseon.console.audit import actions as audit
from dongseon.console.audit.types import Actor, Subject
from dongseon.console.isolation import writing
from dongseon.console.isolation.models import Facility, Need, Order
from dongseon.console.isolation.rules import FACILITY_REASONS, Act, Place, Reason, State
from dongseon.console.isolation.types import Needed, NeedState, OrderUnknown, Refused
from dongseon.console.isolation.writing import Said, change, in_force

# What may become what.
MOVES = {
    NeedState.SENT: [NeedState.ASKED],
    NeedState.DELIVERED: [NeedState.ASKED, NeedState.SENT],
    NeedState.CANCELLED: [NeedState.ASKED, NeedState.SENT],
}


def ask_for(
    *,
    by: Actor,
    now: datetime,
    order_id: UUID,
    what: Needed,
    pieces: int,
    note: UUID | None = None,
) -> UUID:
    """Keep that somebody needs something."""
    order = in_force(by, order_id)
    if not 1 <= pieces <= 50:
        raise Refused(_("Between 1 and 50 pieces, please."))
    row = Need.objects.create(
        id=uuid.uuid4(),
        order=order,
        what=what,
        pieces=pieces,
        note=note,
        asked_at=now,
        asked_by=by.officer_id,
        changed_at=now,
        changed_by=by.officer_id,
    )
    _record(by, now, "need", "need", row.pk, order_id)
    return row.pk


def move_need(*, by: Actor, now: datetime, need_id: UUID, state: NeedState) -> None:
    """Say how far the help is."""
    row = Need.objects.select_related("order").filter(pk=need_id).first()
    if row is None or not row.order.area.startswith(by.area):
        raise OrderUnknown(need_id)
    changed = Need.objects.filter(pk=need_id, state__in=MOVES.get(state, [])).update(
        state=state, changed_at=now, changed_by=by.officer_id
    )
    if not changed:
        raise Refused(_("Somebody has seen to this already."))
    _record(by, now, f"need_{state}", "need", need_id, row.order_id)


def open_facility(
    *,
    by: Actor,
    now: datetime,
    area: str,
    name: str,
    name_en: str,
    address: str,
    phone: str,
    rooms: int,
) -> UUID:
    """Open a house. Raises Refused for an area that is not the officer's, or a name that is taken."""
    if not area.startswith(by.area):
        raise Refused(_("That area is not yours."))
    row = Facility(
        id=uuid.uuid4(),
        area=area,
        name=name,
        name_en=name_en,
        address=address,
        phone=phone,
        rooms=rooms,
        opened_at=now,
    )
    try:
        with transaction.atomic():
            Facility.objects.bulk_create([row])
    except IntegrityError:
        raise Refused(_("A house of this name is there already, or it has no rooms.")) from None
    audit.record(
        by=by, now=now, act="isolation.open_facility", subjects=[Subject("facility", row.pk)]
    )
    return row.pk


def close_facility(*, by: Actor, now: datetime, facility_id: UUID) -> None:
    """Close a house: nobody moves in any more."""
    row = _facility(by, facility_id)
    if Order.objects.filter(facility=row, state=State.IN_FORCE).exists():
        raise Refused(_("People still stay there: find them another place first."))
    Facility.objects.filter(pk=row.pk, closed_at=None).update(closed_at=now)
    audit.record(
        by=by, now=now, act="isolation.close_facility", subjects=[Subject("facility", row.pk)]
    )


def move_in(
    *,
    by: Actor,
    now: datetime,
    order_id: UUID,
    seen: int,
    facility_id: UUID,
    reason: Reason,
) -> None:
    """Give somebody a room. The house's row is held, so that no room is given twice."""
    order = in_force(by, order_id)
    if reason not in FACILITY_REASONS:
        raise Refused(_("Choose why this person cannot stay apart at home."))
    row = Facility.objects.select_for_update().filter(pk=facility_id, closed_at=None).first()
    if row is None:
        raise Refused(_("There is no such house, or it is closed."))
    taken = Order.objects.filter(facility=row, state=State.IN_FORCE).exclude(pk=order.pk).count()
    if taken >= row.rooms:
        raise Refused(_("All rooms of this house are taken."))
    change(order, seen=seen, values={"place": Place.FACILITY, "facility": row, "place_note": None})
    said = Said(Act.PLACE_CHANGED, reason, about=str(facility_id))
    writing.tell(by=by, now=now, orders=[order_id], said=said)


def move_home(
    *, by: Actor, now: datetime, order_id: UUID, seen: int, place_note: UUID | None
) -> None:
    """Have somebody stay at home, or at another address that is kept sealed."""
    order = in_force(by, order_id)
    place = Place.HOME if place_note is None else Place.OTHER
    values = {
        "place": place,
        "facility": None,
        "place_note": place_note,
        "address_verified_at": None,
    }
    change(order, seen=seen, values=values)
    writing.tell(by=by, now=now, orders=[order_id], said=Said(Act.PLACE_CHANGED, about=place))


def _facility(by: Actor, facility_id: UUID) -> Facility:
    row = Facility.objects.select_for_update().filter(pk=facility_id).first()
    if row is None or not row.area.startswith(by.area):
        raise OrderUnknown(facility_id)
    return row


def _record(by: Actor, now: datetime, act: str, kind: str, row_id: UUID, order_id: UUID) -> None:
    audit.record(
        by=by,
        now=now,
        act=f"isolation.{act}",
        subjects=[Subject(kind, row_id), Subject("order", order_id)],
    )
