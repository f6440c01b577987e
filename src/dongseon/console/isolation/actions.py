"""Orders: issued, extended, ended, handed to an officer. Each verb checks its rule and tells history and audit."""

import uuid
from collections.abc import Collection, Mapping
from dataclasses import dataclass
from datetime import date, datetime
from uuid import UUID

from django.db import IntegrityError, transaction
from django.utils.translation import gettext as _

from dongseon.console.audit.types import Actor
from dongseon.console.isolation import rules, writing
from dongseon.console.isolation.following import report
from dongseon.console.isolation.models import Offer, Order, Question
from dongseon.console.isolation.rules import (
    EXTEND_REASONS,
    Act,
    Kind,
    Period,
    Place,
    Reach,
    Reason,
    Slot,
    State,
)
from dongseon.console.isolation.types import OrderUnknown, Refused
from dongseon.console.isolation.writing import Said, change, held, in_force
from dongseon.errors import InvalidInput

__all__ = ["report"]  # the door of reports stands with its kind, in `following`

AT_ONCE = 1_000  # orders changed by one statement


@dataclass(frozen=True, slots=True)
class NewOrder:
    """What an order begins with."""

    number: str
    person_id: UUID
    area: str
    kind: Kind
    rule_id: UUID
    period: Period
    asked_per_day: int
    contact_id: UUID | None = None
    case_id: UUID | None = None
    place: Place = Place.HOME
    place_note: UUID | None = None
    reach: Reach = Reach.CALL
    proxy_id: UUID | None = None
    officer_id: UUID | None = None


def issue(*, by: Actor, now: datetime, new: NewOrder) -> UUID:
    """Issue an order. For a case it takes the place of the quarantine the person is under.

    Raises Refused for somebody who is under an order already, or an area that is not the officer's.
    """
    if not new.area.startswith(by.area):
        raise Refused(_("That area is not yours: hand the person over to it instead."))
    if new.kind is Kind.CASE:
        _give_way(by, now, new)
    row = Order(
        id=uuid.uuid4(),
        number=new.number,
        person_id=new.person_id,
        area=new.area,
        kind=new.kind,
        contact_id=new.contact_id,
        case_id=new.case_id,
        rule_id=new.rule_id,
        counted_from=new.period.counted_from,
        starts_on=new.period.first,
        ends_on=new.period.last,
        asked_per_day=new.asked_per_day,
        place=new.place,
        place_note=new.place_note,
        reach=new.reach,
        proxy_id=new.proxy_id,
        officer_id=new.officer_id,
        issued_at=now,
        issued_by=by.officer_id,
    )
    try:
        with transaction.atomic():
            Order.objects.bulk_create([row])
    except IntegrityError as fault:
        if "order_" not in str(fault):
            raise
        raise Refused(_("This person is under an order already: extend that one.")) from None
    said = Said(
        Act.ISSUED,
        rule_id=new.rule_id,
        counted_from=new.period.counted_from,
        ends_after=new.period.last,
    )
    writing.tell(by=by, now=now, orders=[row.id], said=said)
    return row.id


def _give_way(by: Actor, now: datetime, new: NewOrder) -> None:
    """End the quarantine of somebody who turned out to be a case, with the link to it."""
    before = Order.objects.filter(person_id=new.person_id, state=State.IN_FORCE).exclude(
        kind=Kind.CASE
    )
    for order in before.select_for_update():
        values = {"became_case_id": new.case_id}
        _close(
            by, now, order, State.BECAME_CASE, Said(Act.BECAME_CASE, about=str(new.case_id)), values
        )


def link_case(*, by: Actor, now: datetime, person_id: UUID, case_id: UUID) -> UUID | None:
    """Keep with the order under which somebody is that they are a case now. None if under none.

    Whoever confirms a case may belong to another area: the link is kept all the same.
    """
    order = (
        Order.objects.select_for_update(no_key=True)
        .filter(person_id=person_id, state=State.IN_FORCE, became_case_id=None)
        .exclude(kind=Kind.CASE)
        .first()
    )
    if order is None:
        return None
    change(order, seen=None, values={"became_case_id": case_id, "urgency": 3})
    writing.tell(
        by=by, now=now, orders=[order.pk], said=Said(Act.TESTED_POSITIVE, about=str(case_id))
    )
    return order.pk


def extend(
    *,
    by: Actor,
    now: datetime,
    order_id: UUID,
    seen: int,
    counted_from: date,
    rule_id: UUID,
    days: int,
    reason: Reason,
    note: UUID | None = None,
) -> None:
    """Decide that an order ends later, counted from a new last contact, by the rule of today.

    Raises Refused if it would not end later: nobody's order is made shorter or moved unseen.
    """
    order = in_force(by, order_id)
    if reason not in EXTEND_REASONS:
        raise Refused(_("An order is extended for a new last contact alone: choose which."))
    before = Period(order.counted_from, order.starts_on, order.ends_on)
    try:
        after = rules.extended(before, counted_from, days, rules.local_day(now))
    except InvalidInput as fault:
        raise Refused(str(fault)) from None
    values = {"counted_from": after.counted_from, "ends_on": after.last, "rule_id": rule_id}
    change(order, seen=seen, values=values)
    said = Said(
        Act.EXTENDED,
        reason,
        rule_id=rule_id,
        counted_from=counted_from,
        ends_before=order.ends_on,
        ends_after=after.last,
        note=note,
    )
    writing.tell(by=by, now=now, orders=[order_id], said=said)


def undo_extension(*, by: Actor, now: datetime, order_id: UUID, note: UUID) -> None:
    """Decide that an extension should not have been: the order ends when it did before it.

    If that day is over already, the order is over now.
    """
    order = in_force(by, order_id)
    last = order.lines.filter(act=Act.EXTENDED).order_by("-seq").first()
    before = None
    if last is not None:
        earlier = order.lines.filter(act__in=[Act.ISSUED, Act.EXTENDED], seq__lt=last.seq)
        before = earlier.order_by("-seq").first()
    if last is None or before is None or last.ends_before is None:
        raise Refused(_("This order was not extended."))
    values = {
        "ends_on": last.ends_before,
        "counted_from": before.counted_from,
        "rule_id": before.rule_id,
    }
    said = Said(
        Act.EXTENSION_UNDONE,
        Reason.COMPLAINT_UPHELD,
        rule_id=before.rule_id,
        counted_from=before.counted_from,
        ends_before=order.ends_on,
        ends_after=last.ends_before,
        note=note,
    )
    if last.ends_before < rules.local_day(now):
        _close(by, now, order, State.RELEASED, said)
        return
    change(order, seen=None, values=values)
    writing.tell(by=by, now=now, orders=[order_id], said=said)


def release(
    *,
    by: Actor,
    now: datetime,
    order_id: UUID,
    seen: int,
    reason: Reason,
    note: UUID | None = None,
) -> None:
    """Decide that an order ends now, before its last day."""
    order = in_force(by, order_id)
    if reason not in rules.RELEASE_REASONS[Kind(order.kind)]:
        raise Refused(_("Choose why the order ends early."))
    _close(by, now, order, State.RELEASED, Said(Act.RELEASED, reason, note=note), seen=seen)


def revoke(
    *,
    by: Actor,
    now: datetime,
    order_id: UUID,
    seen: int | None,
    reason: Reason,
    note: UUID | None = None,
) -> None:
    """Decide that an order should not have been issued."""
    order = in_force(by, order_id)
    if reason not in (Reason.ENTERED_WRONGLY, Reason.COMPLAINT_UPHELD):
        raise Refused(_("Choose why the order is taken back."))
    _close(by, now, order, State.REVOKED, Said(Act.REVOKED, reason, note=note), seen=seen)


def end_due(*, by: Actor, now: datetime, most: int = AT_ONCE) -> tuple[UUID, ...]:
    """End the orders whose last day went by in Seoul.

    Whoever turned out to be a case stays under it, and whose positive is being tested again.
    """
    today = rules.local_day(now)
    due = (
        Order.objects.select_for_update(skip_locked=True)
        .filter(state=State.IN_FORCE, ends_on__lt=today)
        .filter(became_case_id=None, held_specimen_id=None)
        .order_by("ends_on", "pk")[:most]
    )
    ids = tuple(order.pk for order in due)
    if ids:
        Order.objects.filter(pk__in=ids).update(state=State.ENDED, closed_at=now)
        _forget_questions(ids)
        writing.tell(by=by, now=now, orders=ids, said=Said(Act.ENDED))
    return ids


def _close(
    by: Actor,
    now: datetime,
    order: Order,
    state: State,
    said: Said,
    values: Mapping[str, object] | None = None,
    *,
    seen: int | None = None,
) -> None:
    change(order, seen=seen, values={"state": state, "closed_at": now, **(values or {})})
    _forget_questions([order.pk])
    Offer.objects.filter(order=order, state="offered").update(state="withdrawn", answered_at=now)
    writing.tell(by=by, now=now, orders=[order.pk], said=said)


def _forget_questions(order_ids: Collection[UUID]) -> None:
    """Questions that nobody will ask any more: neither answered nor missed."""
    Question.objects.filter(order__in=order_ids, state=Slot.OPEN).delete()


def assign(
    *, by: Actor, now: datetime, order_ids: Collection[UUID], officer_id: UUID, reason: Reason
) -> int:
    """Give people to an officer; how many were not theirs before. Raises OrderUnknown for one elsewhere."""
    rows = dict(
        Order.objects.filter(pk__in=order_ids, area__startswith=by.area).values_list(
            "pk", "officer_id"
        )
    )
    for order_id in order_ids:
        if order_id not in rows:
            raise OrderUnknown(order_id)
    moved = [pk for pk, officer in rows.items() if officer != officer_id]
    return _give(by, now, moved, officer_id, reason)


def reassign(
    *,
    by: Actor,
    now: datetime,
    from_officer: UUID | None,
    to_officer: UUID,
    most: int,
    reason: Reason,
) -> int:
    """Give an officer's people (nobody's, for None) to another, as many as asked for; how many it were."""
    theirs = Order.objects.select_for_update(skip_locked=True, no_key=True).filter(
        officer_id=from_officer, state=State.IN_FORCE, area__startswith=by.area
    )
    ids = list(theirs.order_by("number").values_list("pk", flat=True)[:most])
    return _give(by, now, ids, to_officer, reason)


def _give(by: Actor, now: datetime, ids: list[UUID], officer_id: UUID, reason: Reason) -> int:
    for at in range(0, len(ids), AT_ONCE):
        some = ids[at : at + AT_ONCE]
        Order.objects.filter(pk__in=some).update(officer_id=officer_id)
        writing.tell(
            by=by, now=now, orders=some, said=Said(Act.ASSIGNED, reason, about=str(officer_id))
        )
    return len(ids)


def join_household(*, by: Actor, now: datetime, order_id: UUID, with_order: UUID) -> None:
    """Have somebody report together with another, whose household it is."""
    one, other = in_force(by, order_id), in_force(by, with_order)
    if one.pk == other.pk:
        raise Refused(_("Choose somebody else."))
    household = other.household or one.household or uuid.uuid4()
    Order.objects.filter(pk__in=[one.pk, other.pk]).update(household=household)
    said = Said(Act.JOINED, Reason.SAME_HOUSEHOLD, about=str(household))
    writing.tell(by=by, now=now, orders=[one.pk, other.pk], said=said)


def part_household(*, by: Actor, now: datetime, order_id: UUID) -> None:
    """Have somebody report alone again."""
    order = in_force(by, order_id)
    change(order, seen=None, values={"household": None})
    writing.tell(by=by, now=now, orders=[order_id], said=Said(Act.PARTED))


def change_reach(
    *, by: Actor, now: datetime, order_id: UUID, seen: int, reach: Reach, proxy_id: UUID | None
) -> None:
    """Say how somebody is asked every day, and who answers for them."""
    order = in_force(by, order_id)
    if (reach is Reach.PROXY) != (proxy_id is not None) or proxy_id == order.person_id:
        raise Refused(_("Say who answers for this person."))
    change(order, seen=seen, values={"reach": reach, "proxy_id": proxy_id})
    writing.tell(by=by, now=now, orders=[order_id], said=Said(Act.REACH_CHANGED, about=reach))


def verify_address(*, by: Actor, now: datetime, order_id: UUID) -> None:
    """Say that somebody was found at the address they gave."""
    order = in_force(by, order_id)
    if order.address_verified_at is not None:
        raise Refused(_("The address is verified already."))
    change(order, seen=None, values={"address_verified_at": now})
    writing.tell(by=by, now=now, orders=[order_id], said=Said(Act.ADDRESS_VERIFIED))


def note_booking(*, by: Actor, now: datetime, order_id: UUID, booking_id: UUID) -> None:
    """Keep in the history that a test was booked. The same booking again changes nothing."""
    order = held(by, order_id)
    said = Said(Act.TEST_BOOKED, about=str(booking_id))
    if not order.lines.filter(act=said.act, about=said.about).exists():
        writing.tell(by=by, now=now, orders=[order_id], said=said)
