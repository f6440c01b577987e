"""What the pages of orders show: people with names as far as the role sees them, every look written down."""

from collections.abc import Collection, Mapping
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from uuid import UUID

from dongseon.console.access import queries as access
from dongseon.console.audit import actions as audit
from dongseon.console.audit.types import Actor, Subject
from dongseon.console.cases import listing
from dongseon.console.cases import queries as cases
from dongseon.console.cases.rules import Classification
from dongseon.console.cases.rules import State as CaseState
from dongseon.console.cases.types import CaseRow, ContactRow, Filters, Sort
from dongseon.console.cases.types import Place as At
from dongseon.console.isolation import lists, queries, rules, watching
from dongseon.console.isolation.lists import Asked
from dongseon.console.isolation.types import (
    BreachRow,
    ComplaintRow,
    FacilityRow,
    LineRow,
    NeedRow,
    OrderDetail,
    OrderRow,
    PaperRow,
    QuestionRow,
    ReportRow,
    StepRow,
    View,
)
from dongseon.console.messages.types import MessageRow
from dongseon.console.policy import queries as policy
from dongseon.console.policy.types import Rule
from dongseon.console.registry import queries as people
from dongseon.console.registry import types as persons
from dongseon.console.registry.types import DataClass, Identity
from dongseon.console.workflows import (
    isolating_breaches,
    isolating_daily,
    isolating_letters,
    isolating_messages,
    line_list,
)

REACHED = (
    "name",
    "name_romanised",
    "phones",
    "no_phone",
    "language",
    "needs_interpreter",
    "safe_contact_only",
    "safe_contact",
)
WHOLE = (*REACHED, "birth_date", "sex", "address", "neutral_messages")
TEXTS = (DataClass.IDENTITY, DataClass.HEALTH, DataClass.ADDRESS)
MOST_PAGES = 25  # of contacts looked through for those without an order


@dataclass(frozen=True, slots=True)
class Watched:
    """Somebody on the morning list."""

    row: OrderRow
    identity: Identity | None
    day: int  # of the period
    questions: tuple[QuestionRow, ...]
    report: ReportRow | None


@dataclass(frozen=True, slots=True)
class Day:
    """The morning list."""

    people: tuple[Watched, ...]
    counts: Mapping[View, int]
    next: str
    standing_in_for: tuple[str, ...]  # names of officers who are away
    holiday: str
    officers: Mapping[UUID, str]


def day(*, by: Actor, now: datetime, asked: Asked, size: int) -> Day:
    """One page of a list of the officer's day."""
    today, unheard = rules.local_day(now), timedelta(hours=isolating_daily.watch_on(now).unheard_h)
    page = lists.page(asked, now=now, unheard=unheard, size=size)
    ids = [row.id for row in page.rows]
    named = line_list.identities(
        by, now, [row.person_id for row in page.rows], REACHED, act="isolation.list"
    )
    questions, reports = queries.questions(ids, today), queries.latest_reports(ids)
    others = (asked.officers or ())[1:] if by.officer_id in (asked.officers or ()) else ()
    officers = access.names_of(
        {row.officer_id for row in page.rows if row.officer_id} | set(others)
    )
    return Day(
        tuple(
            Watched(
                row,
                named.get(row.person_id),
                rules.day_number(row.period, today),
                questions.get(row.id, ()),
                reports.get(row.id),
            )
            for row in page.rows
        ),
        lists.counts(asked, now=now, unheard=unheard),
        page.next,
        tuple(officers.get(one, "") for one in others),
        isolating_breaches.is_holiday(today),
        officers,
    )


@dataclass(frozen=True, slots=True)
class PersonPage:
    """Somebody under an order, with all that belongs to it."""

    order: OrderDetail
    identity: Identity | None
    place: str
    rule: Rule[object]
    day: int
    left: int | None  # days to come after today
    house: FacilityRow | None
    proxy: Identity | None
    household: tuple[OrderRow, ...]
    questions: tuple[QuestionRow, ...]
    reports: tuple[ReportRow, ...]
    papers: tuple[PaperRow, ...]
    messages: Mapping[UUID, MessageRow]
    breaches: tuple[BreachRow, ...]
    complaints: tuple[ComplaintRow, ...]
    needs: tuple[NeedRow, ...]
    history: tuple[LineRow, ...]
    others: tuple[OrderRow, ...]  # earlier and later orders of the same person
    notes: Mapping[UUID, str]
    officers: Mapping[UUID, str]
    names: Mapping[UUID, Identity]  # of the household


def person(*, by: Actor, now: datetime, order_id: UUID) -> PersonPage:
    """The page of somebody under an order. Raises OrderUnknown."""
    detail = queries.order(order_id, area=by.area)
    row, today = detail.row, rules.local_day(now)
    household = queries.household_of(row)
    seen = {one.person_id for one in household} | ({row.proxy_id} if row.proxy_id else set())
    look = audit.look(
        by=by,
        now=now,
        act="isolation.see",
        subjects=[Subject(persons.SUBJECT, one) for one in seen],
        fields=[*WHOLE, *TEXTS],
    )
    named = people.identities_of(seen, look)
    identity = named.get(row.person_id)
    history, papers = queries.history(order_id), queries.papers(order_id)
    reports, breaches = queries.reports(order_id), watching.breaches_of(order_id)
    complaints = watching.complaints(area="", order_id=order_id)
    needs = watching.needs(area="", order_id=order_id)
    wanted = _notes_of(history, reports, breaches, complaints, needs)
    served = [one.message_id for paper in papers for one in paper.services if one.message_id]
    return PersonPage(
        order=detail,
        identity=identity,
        place="" if identity is None else isolating_letters.place_of(detail, identity, look),
        rule=policy.rule_of(detail.rule_id),
        day=rules.day_number(row.period, today),
        left=None if row.period.last is None else (row.period.last - today).days,
        house=None if detail.facility_id is None else watching.facility(detail.facility_id),
        proxy=None if row.proxy_id is None else named.get(row.proxy_id),
        household=household[1:],
        questions=queries.questions([order_id], today).get(order_id, ()),
        reports=reports,
        papers=papers,
        messages=isolating_messages.receipts(served, row.person_id),
        breaches=breaches,
        complaints=complaints,
        needs=needs,
        history=history,
        others=tuple(
            one
            for one in queries.orders_of_person(row.person_id, area=by.area)
            if one.id != order_id
        ),
        notes={key: one.text for key, one in people.notes(wanted, look).items()},
        officers=_officers(detail, history, papers, reports),
        names=named,
    )


def _notes_of(
    history: Collection[LineRow],
    reports: Collection[ReportRow],
    breaches: Collection[BreachRow],
    complaints: Collection[ComplaintRow],
    needs: Collection[NeedRow],
) -> list[UUID]:
    found = [
        *(one.note for one in history),
        *(one.note for one in reports),
        *(one.statement_note for one in breaches),
        *(one.note for one in complaints),
        *(one.answer_note for one in complaints),
        *(one.note for one in needs),
    ]
    return [one for one in found if one is not None]


def _officers(
    detail: OrderDetail,
    history: Collection[LineRow],
    papers: Collection[PaperRow],
    reports: Collection[ReportRow],
) -> dict[UUID, str]:
    found = {
        detail.row.officer_id,
        detail.issued_by,
        *(one.officer_id for one in history),
        *(_uuid(one.about) for one in history if one.act == rules.Act.ASSIGNED),
        *(one.officer_id for one in reports),
        *(service.officer_id for paper in papers for service in paper.services),
    }
    return access.names_of([one for one in found if one is not None])


def _uuid(text: str) -> UUID | None:
    try:
        return UUID(text)
    except ValueError:
        return None


@dataclass(frozen=True, slots=True)
class ToOrder:
    """Somebody for whom an order waits to be issued."""

    contact: ContactRow | None
    case: CaseRow | None
    identity: Identity | None
    last: date | None  # the last day that an order of today would have


@dataclass(frozen=True, slots=True)
class BreachPage:
    """A signal with all that was done about it."""

    breach: BreachRow
    order: OrderDetail
    identity: Identity | None
    place: str
    steps: tuple[StepRow, ...]
    notes: Mapping[UUID, str]
    officers: Mapping[UUID, str]


def breach(*, by: Actor, now: datetime, breach_id: UUID) -> BreachPage:
    """The page of a signal. Raises OrderUnknown."""
    row = watching.breach(breach_id, area=by.area)
    detail = queries.order(row.order_id, area=by.area)
    look = audit.look(
        by=by,
        now=now,
        act="isolation.see_breach",
        subjects=[Subject(persons.SUBJECT, row.person_id)],
        fields=[*WHOLE, *TEXTS],
    )
    identity = people.identities_of([row.person_id], look).get(row.person_id)
    steps = watching.steps(breach_id)
    notes = people.notes([one.note for one in steps if one.note], look)
    return BreachPage(
        row,
        detail,
        identity,
        "" if identity is None else isolating_letters.place_of(detail, identity, look),
        steps,
        {key: one.text for key, one in notes.items()},
        access.names_of([one.officer_id for one in steps if one.officer_id]),
    )


def named(
    *, by: Actor, now: datetime, person_ids: Collection[UUID], act: str
) -> dict[UUID, Identity]:
    """Who these people are and how to reach them; a list leaves an entry even when it is empty."""
    return line_list.identities(by, now, person_ids, REACHED, act=f"isolation.{act}")


def to_order(*, by: Actor, now: datetime, days: int, size: int) -> tuple[ToOrder, ...]:
    """Who waits for an order: cases first, then contacts, the latest named first."""
    waiting_cases, waiting = cases_to_order(area=by.area), contacts_to_order(by.area, now, days)
    shown_cases, shown = waiting_cases[:size], waiting[:size]
    who = named(
        by=by,
        now=now,
        person_ids=[*(one.person_id for one in shown_cases), *(one.person_id for one in shown)],
        act="see_waiting",
    )
    return (
        *(ToOrder(None, one, who.get(one.person_id), None) for one in shown_cases),
        *(
            ToOrder(one, None, who.get(one.person_id), _last(one.last_met_on, days))
            for one in shown
        ),
    )


def _last(met: date | None, days: int) -> date | None:
    return None if met is None else met + timedelta(days=days)


def cases_to_order(*, area: str) -> tuple[CaseRow, ...]:
    """Confirmed, open cases without an order of isolation."""
    page = listing.line_list(
        area=area,
        filters=Filters(classifications=(Classification.CONFIRMED,), states=(CaseState.OPEN,)),
        sort=Sort.REPORTED,
        place=At(),
        size=queries.MOST_SHOWN,
    )
    done = queries.isolated([one.id for one in page.rows])
    return tuple(one for one in page.rows if one.id not in done)


def contacts_to_order(area: str, now: datetime, days: int) -> tuple[ContactRow, ...]:
    """Open contacts whose period is not over and who are under no order."""
    first, found = rules.local_day(now) - timedelta(days=days), []
    for page in range(MOST_PAGES):
        some = cases.open_contacts(area=area, met_since=first, page=page)
        done = queries.ordered([one.id for one in some])
        under = queries.under_order([one.person_id for one in some])
        found += [one for one in some if one.id not in done and one.person_id not in under]
        if len(some) < cases.MOST_SHOWN or len(found) >= queries.MOST_SHOWN:
            break
    return tuple(found[: queries.MOST_SHOWN])


def whole(*, by: Actor, now: datetime, person_id: UUID) -> Identity | None:
    """Who somebody is, for whoever issues an order."""
    return line_list.identities(by, now, [person_id], WHOLE, act="isolation.see_contact").get(
        person_id
    )


@dataclass(frozen=True, slots=True)
class CallPage:
    """Whom one call asks after, and whom one calls."""

    order: OrderDetail
    household: tuple[OrderRow, ...]  # the person first
    names: Mapping[UUID, Identity]
    proxy: Identity | None
    reports: Mapping[UUID, ReportRow]


def call(*, by: Actor, now: datetime, order_id: UUID) -> CallPage:
    """The page of a call. Raises OrderUnknown."""
    detail = queries.order(order_id, area=by.area)
    household = queries.household_of(detail.row)
    seen = {one.person_id for one in household}
    if detail.row.proxy_id is not None:
        seen.add(detail.row.proxy_id)
    named = line_list.identities(by, now, seen, REACHED, act="isolation.call")
    return CallPage(
        detail,
        household,
        named,
        None if detail.row.proxy_id is None else named.get(detail.row.proxy_id),
        queries.latest_reports([one.id for one in household]),
    )


def complaint(*, by: Actor, now: datetime, complaint_id: UUID) -> tuple[str, ComplaintRow]:
    """What somebody objects to, in their words. Raises OrderUnknown."""
    row = watching.complaint(complaint_id, area=by.area)
    look = audit.look(
        by=by,
        now=now,
        act="isolation.see_complaint",
        subjects=[Subject(persons.SUBJECT, row.person_id)],
        fields=TEXTS,
    )
    found = people.notes([row.note], look).get(row.note)
    return "" if found is None else found.text, row
