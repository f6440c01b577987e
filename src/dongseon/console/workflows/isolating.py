"""Orders to stay apart: issued from contacts, entrants and cases, with their letters and messages.

The days are those of the dated rule on the day of issue; they are stored, and nothing computes them again.
"""

from dataclasses import dataclass, replace
from datetime import date, datetime
from uuid import UUID

from django.db import transaction
from django.utils.translation import gettext as _

from dongseon.console.audit.types import HOUSE, Actor
from dongseon.console.cases import numbers
from dongseon.console.cases import queries as cases
from dongseon.console.cases.rules import Classification
from dongseon.console.cases.types import CaseUnknown
from dongseon.console.isolation import actions, following, helping, queries, rules
from dongseon.console.isolation import provisional as holds
from dongseon.console.isolation.actions import NewOrder
from dongseon.console.isolation.letters import Letters
from dongseon.console.isolation.rules import Kind, Period, Place, Reach, Reason
from dongseon.console.isolation.types import Needed, OrderRow, OrderUnknown, Refused
from dongseon.console.policy import queries as policy
from dongseon.console.policy.kinds import ENTRANTS, QUARANTINE
from dongseon.console.registry import actions as registry
from dongseon.console.registry import queries as people
from dongseon.console.registry.types import DataClass, Identity
from dongseon.console.workflows import isolating_letters, isolating_messages
from dongseon.errors import InvalidInput


@dataclass(frozen=True, slots=True)
class Circumstances:
    """How somebody lives: where they stay, and how they are reached."""

    address: str = ""  # "": the one in the registry
    reach: Reach = Reach.CALL
    proxy_id: UUID | None = None
    officer_id: UUID | None = None


@transaction.atomic
def order_contact(
    *,
    by: Actor,
    now: datetime,
    contact_id: UUID,
    how: Circumstances,
    last_met_on: date | None = None,
) -> UUID:
    """Put a contact under quarantine: order, letters in both languages, one message; the order's id.

    Raises OrderUnknown for a contact elsewhere, Refused where the rule leaves no day.
    """
    contact = cases.contact(contact_id, area=by.area)
    if contact is None:
        raise OrderUnknown(contact_id)
    met = last_met_on or contact.last_met_on
    if met is None:
        raise Refused(_("When did they last meet? Without that day no order can be counted."))
    today = rules.local_day(now)
    rule = policy.rule(QUARANTINE, today)
    return _issue(
        by,
        now,
        NewOrder(
            number=numbers.draw(),
            person_id=contact.person_id,
            area=contact.area,
            kind=Kind.CONTACT,
            rule_id=rule.id,
            period=_period(met, rule.value.days, today),
            asked_per_day=rule.value.asked_per_day,
            contact_id=contact_id,
            case_id=contact.case_id,
        ),
        how,
        Letters.CONTACT,
    )


@transaction.atomic
def order_entrant(
    *,
    by: Actor,
    now: datetime,
    identity: Identity,
    area: str,
    entered_on: date,
    how: Circumstances,
    person_id: UUID | None = None,
) -> UUID:
    """Put somebody who came from abroad under quarantine, in the area where they will stay."""
    today = rules.local_day(now)
    rule = policy.rule(ENTRANTS, entered_on)
    if not rule.value.days:
        raise Refused(_("On that day entrants were not put under quarantine."))
    if person_id is None:
        person_id = registry.enrol(by=by, now=now, identity=identity)
    new = NewOrder(
        number=numbers.draw(),
        person_id=person_id,
        area=area,
        kind=Kind.ENTRANT,
        rule_id=rule.id,
        period=_period(entered_on, rule.value.days, today),
        asked_per_day=rule.value.asked_per_day,
    )
    return _issue(by, now, new, how, Letters.ENTRANT)


@transaction.atomic
def order_case(*, by: Actor, now: datetime, case_id: UUID, how: Circumstances) -> UUID:
    """Put a confirmed case under isolation; the quarantine they were under gives way to it."""
    try:
        case = cases.case(case_id, area=by.area).row
    except CaseUnknown:
        raise OrderUnknown(case_id) from None
    if case.classification is not Classification.CONFIRMED:
        raise Refused(_("Isolation is for confirmed cases."))
    today = rules.local_day(now)
    rule = policy.rule(QUARANTINE, today)
    new = NewOrder(
        number=numbers.draw(),
        person_id=case.person_id,
        area=case.area,
        kind=Kind.CASE,
        rule_id=rule.id,
        period=Period(today, today, None),
        asked_per_day=rule.value.asked_per_day,
        case_id=case_id,
    )
    return _issue(by, now, new, how, Letters.CASE)


@transaction.atomic
def provisional(
    *, now: datetime, person_id: UUID, area: str, specimen_id: UUID, sampled_on: date
) -> UUID:
    """A positive that does not count is tested again: its person stays apart meanwhile; the order's id.

    Whoever is under an order stays under that one, past its last day if need be. The same specimen again
    changes nothing. The house orders it: whoever tests reads no address and decides about nobody.
    Raises registry's Overtaken for somebody who was erased.
    """
    [survivor] = people.survivors_of([person_id])
    registry.claim([survivor], kinds=[DataClass.IDENTITY, DataClass.ADDRESS])
    everybody = people.everybody_in([survivor])
    row = next(filter(None, map(queries.order_of_person, everybody)), None)
    if row is not None and row.kind is Kind.CASE:
        return row.id
    if row is None:
        today = rules.local_day(now)
        rule = policy.rule(QUARANTINE, today)
        new = NewOrder(
            number=numbers.draw(),
            person_id=survivor,
            area=area,
            kind=Kind.PROVISIONAL,
            rule_id=rule.id,
            period=Period(today, today, None),
            asked_per_day=rule.value.asked_per_day,
        )
        order_id = _write(HOUSE, now, new, Circumstances(), Letters.PROVISIONAL)
    else:
        order_id = row.id
    if holds.hold(by=HOUSE, now=now, order_id=order_id, specimen_id=specimen_id):
        isolating_messages.tell_held(
            now=now, order_id=order_id, area=area, specimen_id=specimen_id, sampled_on=sampled_on
        )
    return order_id


def retested_negative(
    *, now: datetime, person_id: UUID, specimen_id: UUID, taken_at: datetime
) -> None:
    """A specimen was negative: what was provisional because of it, or of one taken earlier, is over.

    An order that was in force for another reason goes on by its own days. A second time changes nothing.
    Called with every negative result, inside its transaction.
    """
    if not holds.anybody_waits():
        return
    everybody = people.everybody_in(people.survivors_of([person_id]))
    row = holds.waiting_for(person_ids=everybody, specimen_id=specimen_id, taken_at=taken_at)
    if row is None:
        return
    if row.kind is Kind.PROVISIONAL:
        release(by=HOUSE, now=now, order_id=row.id, seen=row.version, reason=Reason.RETEST_NEGATIVE)
    else:
        holds.disproved(by=HOUSE, now=now, order_id=row.id)


def _period(counted_from: date, days: int, today: date) -> Period:
    try:
        return rules.period(counted_from, days, today)
    except InvalidInput as fault:
        raise Refused(str(fault)) from None


def _issue(by: Actor, now: datetime, new: NewOrder, how: Circumstances, letter: Letters) -> UUID:
    order_id = _write(by, now, new, how, letter)
    isolating_messages.tell_issued(by=by, now=now, order_id=order_id)
    return order_id


def _write(by: Actor, now: datetime, new: NewOrder, how: Circumstances, letter: Letters) -> UUID:
    """Issue it, write its letters, and begin to ask."""
    place_note = None
    if how.address.strip():
        place_note = registry.write_note(
            by=by,
            now=now,
            person_id=new.person_id,
            data_class=DataClass.ADDRESS,
            text=how.address,
        )
    order_id = actions.issue(
        by=by,
        now=now,
        new=replace(
            new,
            place=Place.HOME if place_note is None else Place.OTHER,
            place_note=place_note,
            reach=how.reach,
            proxy_id=how.proxy_id,
            officer_id=how.officer_id,
        ),
    )
    isolating_letters.write_both(by=by, now=now, order_id=order_id, letter=letter)
    following.ask(by=by, now=now, day=new.period.first, order_id=order_id)
    return order_id


@transaction.atomic
def extend(
    *,
    by: Actor,
    now: datetime,
    order_id: UUID,
    seen: int,
    counted_from: date,
    reason: Reason,
    why: str = "",
) -> None:
    """Extend an order from a new last contact, by the rule of today: decided, told, on paper."""
    detail = queries.order(order_id, area=by.area)
    kind = ENTRANTS if detail.row.kind is Kind.ENTRANT else QUARANTINE
    rule = policy.rule(kind, rules.local_day(now))
    actions.extend(
        by=by,
        now=now,
        order_id=order_id,
        seen=seen,
        counted_from=counted_from,
        rule_id=rule.id,
        days=rule.value.days,
        reason=reason,
        note=note(by, now, detail.row.person_id, why),
    )
    before = detail.row.period.last
    isolating_letters.write_both(
        by=by, now=now, order_id=order_id, letter=Letters.EXTENSION, before=before, reason=reason
    )
    isolating_messages.tell_extended(by=by, now=now, order_id=order_id)


@transaction.atomic
def release(
    *, by: Actor, now: datetime, order_id: UUID, seen: int, reason: Reason, why: str = ""
) -> None:
    """End an order before its last day, with a reason; the person is told."""
    detail = queries.order(order_id, area=by.area)
    said = note(by, now, detail.row.person_id, why)
    actions.release(by=by, now=now, order_id=order_id, seen=seen, reason=reason, note=said)
    isolating_letters.write_both(
        by=by, now=now, order_id=order_id, letter=Letters.RELEASE, reason=reason
    )
    if reason not in (Reason.DIED, Reason.LEFT_COUNTRY):
        isolating_messages.tell_released(by=by, now=now, order_id=order_id)


@transaction.atomic
def revoke(*, by: Actor, now: datetime, order_id: UUID, seen: int, why: str = "") -> None:
    """Take back an order that was entered wrongly; the person is told that it is over."""
    detail = queries.order(order_id, area=by.area)
    said = note(by, now, detail.row.person_id, why)
    actions.revoke(
        by=by, now=now, order_id=order_id, seen=seen, reason=Reason.ENTERED_WRONGLY, note=said
    )
    isolating_messages.tell_released(by=by, now=now, order_id=order_id)


def follows_case(*, by: Actor, now: datetime, case_id: UUID) -> None:
    """Somebody was confirmed: the order they are under keeps the link; isolation waits to be ordered.

    Called by whatever confirms a case, inside its transaction; a second time changes nothing.
    """
    person_id = cases.case(case_id, area="").row.person_id
    actions.link_case(by=by, now=now, person_id=person_id, case_id=case_id)


def case_released(*, by: Actor, now: datetime, case_id: UUID) -> None:
    """The criteria of release are met: the order of isolation ends. Nothing happens if there is none."""
    row = queries.order_of_person(cases.case(case_id, area="").row.person_id)
    if row is not None and row.kind is Kind.CASE:
        _end(by, now, row, Reason.CRITERIA_MET)


def died(*, by: Actor, now: datetime, person_id: UUID) -> None:
    """Whatever order somebody was under ends, and nobody is asked or told anything more."""
    row = queries.order_of_person(person_id)
    if row is not None:
        _end(by, now, row, Reason.DIED)


def _end(by: Actor, now: datetime, row: OrderRow, reason: Reason) -> None:
    actor = by if row.area.startswith(by.area) else HOUSE
    release(by=actor, now=now, order_id=row.id, seen=row.version, reason=reason)


def note(
    by: Actor, now: datetime, person_id: UUID, text: str, kind: DataClass = DataClass.IDENTITY
) -> UUID | None:
    """Keep a free text sealed with its person; nothing for an empty one."""
    if not text.strip():
        return None
    return registry.write_note(by=by, now=now, person_id=person_id, data_class=kind, text=text)


@transaction.atomic
def change_reach(
    *,
    by: Actor,
    now: datetime,
    order_id: UUID,
    seen: int,
    reach: Reach,
    proxy: Identity | None = None,
) -> None:
    """Say how somebody is asked; whoever answers for them is found in the registry or taken up."""
    proxy_id = None
    if proxy is not None:
        known = people.find(text=proxy.name, phone=proxy.phone, limit=1)
        proxy_id = known[0] if known else registry.enrol(by=by, now=now, identity=proxy)
    actions.change_reach(
        by=by, now=now, order_id=order_id, seen=seen, reach=reach, proxy_id=proxy_id
    )


@transaction.atomic
def move(
    *,
    by: Actor,
    now: datetime,
    order_id: UUID,
    seen: int,
    facility_id: UUID | None,
    reason: Reason | None,
    address: str,
) -> None:
    """Say where somebody stays: in a house, at another address, or at their own."""
    if facility_id is not None and reason is not None:
        helping.move_in(
            by=by, now=now, order_id=order_id, seen=seen, facility_id=facility_id, reason=reason
        )
        return
    person_id = queries.order(order_id, area=by.area).row.person_id
    kept = note(by, now, person_id, address, DataClass.ADDRESS)
    helping.move_home(by=by, now=now, order_id=order_id, seen=seen, place_note=kept)


@transaction.atomic
def ask_for(
    *, by: Actor, now: datetime, order_id: UUID, what: Needed, pieces: int, remark: str
) -> UUID:
    """Keep what somebody needs; a remark is sealed with them."""
    person_id = queries.order(order_id, area=by.area).row.person_id
    kept = note(by, now, person_id, remark, DataClass.HEALTH)
    return helping.ask_for(by=by, now=now, order_id=order_id, what=what, pieces=pieces, note=kept)


def join(*, by: Actor, now: datetime, order_id: UUID, number: str) -> None:
    """Have somebody report with whom they live with. Raises Refused for a number that is none."""
    other = queries.order_of_number(numbers.read(number), area=by.area)
    if other is None:
        raise Refused(_("There is no order of this number in your area."))
    actions.join_household(by=by, now=now, order_id=order_id, with_order=other.id)
