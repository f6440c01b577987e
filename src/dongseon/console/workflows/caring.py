"""Care of a case: triage by the rules of the day, a bed, vital signs, release, death; each if the case may be seen."""

from dataclasses import dataclass
from datetime import date, datetime, timedelta
from uuid import UUID

from django.db import transaction
from django.utils.translation import gettext as _

from dongseon.console.access import queries as access
from dongseon.console.audit.types import Actor
from dongseon.console.care import actions, queries, release, rules
from dongseon.console.care.actions import Signs
from dongseon.console.care.release import Check, Course, Way
from dongseon.console.care.rules import Fit, House, Relation, Taken
from dongseon.console.care.triage import Findings, Place, Triage, Vitals
from dongseon.console.care.types import (
    AssessmentRow,
    EndingRow,
    HouseRow,
    LinkRow,
    ReadingRow,
    Refused,
    StayRow,
)
from dongseon.console.cases import actions as cases
from dongseon.console.cases import confirmations
from dongseon.console.cases import queries as register
from dongseon.console.cases.rules import Classification, CloseReason, State
from dongseon.console.cases.types import CaseRow
from dongseon.console.laboratory import queries as laboratory
from dongseon.console.laboratory import rules as tests
from dongseon.console.policy import queries as policy
from dongseon.console.policy.kinds import CASE_DEFINITION, RELEASE, VITAL_SIGNS, WITHOUT_VITAL_SIGNS
from dongseon.console.policy.kinds import Release as ReleaseRule
from dongseon.console.policy.types import Rule
from dongseon.console.registry.types import Identity
from dongseon.console.workflows import isolating, line_list, reporting
from dongseon.console.workflows.reporting import ZONE

FIELDS = ("name", "name_romanised", "birth_date", "sex", "needs_interpreter", "language")
NAMES = ("name", "name_romanised")
MOST_SUGGESTED = 5


@dataclass(frozen=True, slots=True)
class Suggestion:
    """A house with a free bed, and why it."""

    house: HouseRow
    fit: Fit


@dataclass(frozen=True, slots=True)
class Kin:
    """Somebody of the household, and their case if they have one in the area."""

    link: LinkRow
    identity: Identity | None
    case: CaseRow | None


@dataclass(frozen=True, slots=True)
class CarePage:
    """What the page of somebody's care shows."""

    case: CaseRow
    episode: int
    identity: Identity | None
    age_years: int | None
    assessments: tuple[AssessmentRow, ...]
    rules: dict[UUID, Rule[object]]  # by which the assessments and endings were made
    suggestions: tuple[Suggestion, ...]
    stays: tuple[StayRow, ...]
    readings: tuple[ReadingRow, ...]
    course: Course
    rule: Rule[ReleaseRule]
    checks: tuple[Check, ...]
    ending: EndingRow | None
    endings: tuple[EndingRow, ...]
    household: tuple[Kin, ...]
    officers: dict[UUID, str]


def show(*, by: Actor, now: datetime, case_id: UUID) -> CarePage:
    """Everything about somebody's care. Raises CaseUnknown."""
    row = register.case(case_id, area=by.area).row
    named = line_list.identities(by, now, [row.person_id], FIELDS, act="care.see", case_id=case_id)
    identity = named.get(row.person_id)
    found, beds = queries.assessments(case_id), queries.stays(case_id)
    readings, endings = queries.readings(case_id), queries.endings(case_id)
    course = course_of(row, readings, now=now)
    rule = policy.rule(RELEASE, reporting.local_day(now))
    episode = episode_of(case_id)
    officers = {one.officer_id for one in found} | {one.officer_id for one in readings}
    return CarePage(
        case=row,
        episode=episode,
        identity=identity,
        age_years=age_on(identity, reporting.local_day(now)),
        assessments=found,
        rules={
            one: policy.rule_of(one)
            for one in {
                *(one.signs_rule_id for one in found),
                *(one.without_rule_id for one in found),
                *(one.rule_id for one in endings if one.rule_id),
            }
        },
        suggestions=suggest(row.area, found[0].place) if found else (),
        stays=beds,
        readings=readings,
        course=course,
        rule=rule,
        checks=release.checks(course, rule.value, now=now, today=reporting.local_day(now)),
        ending=queries.ending(case_id, episode=episode),
        endings=endings,
        household=_household(by, now, row),
        officers=access.names_of({one for one in officers if one is not None}),
    )


def age_on(identity: Identity | None, day: date) -> int | None:
    """Full years on a day."""
    if identity is None or identity.birth_date is None:
        return None
    born = identity.birth_date
    return day.year - born.year - ((day.month, day.day) < (born.month, born.day))


def episode_of(case_id: UUID) -> int:
    """Which episode of a case it is: a positive after release begins the next."""
    standing = [one.episode for one in confirmations.of_case(case_id) if one.withdrawn_at is None]
    return max(standing, default=1)


def suggest(area: str, place: Place) -> tuple[Suggestion, ...]:
    """Houses with a free bed for somebody of an area, the best first, over the whole country."""
    known = {
        House(one.name, one.kind, one.area, one.free, max(one.beds, 1)): one
        for one in queries.houses()
    }
    fits = rules.suggested(place, area, list(known))
    return tuple(Suggestion(known[fit.house], fit) for fit in fits[:MOST_SUGGESTED])


def course_of(row: CaseRow, readings: tuple[ReadingRow, ...], *, now: datetime) -> Course:
    """How an illness went, from the case, the readings and the laboratory."""
    today = reporting.local_day(now)
    decided = [
        one.decided_on
        for one in register.decisions(row.id)
        if one.classification is Classification.CONFIRMED
    ]
    confirmed_on = max(decided, default=row.dates.reported_on or today)
    standing = [one for one in confirmations.of_case(row.id) if one.withdrawn_at is None]
    begins = [one.at for one in standing if one.episode == max(s.episode for s in standing)]
    if begins:
        confirmed_on = reporting.local_day(min(begins))
    fever_c = policy.rule(CASE_DEFINITION, today).value.fever_c
    taken = [Taken(one.at, one.temperature_c, one.antipyretic) for one in readings]
    return Course(
        confirmed_on=confirmed_on,
        onset_on=row.dates.onset_on,
        improving=bool(readings) and readings[0].improving and not readings[0].dyspnoea,
        without_fever_since=rules.without_fever_since(taken, fever_c),
        negatives=negatives_of(row.person_id, since=now - timedelta(days=90)),
    )


def negatives_of(person_id: UUID, *, since: datetime) -> tuple[tuple[datetime, date], ...]:
    """When the negatives since the last positive were taken."""
    found: list[tuple[datetime, date]] = []
    for taken_at, outcome in laboratory.verified_of(person_id, since=since):
        if outcome is tests.Outcome.POSITIVE:
            break
        if outcome is tests.Outcome.NEGATIVE:
            found.append((taken_at, reporting.local_day(taken_at)))
    return tuple(found)


def _household(by: Actor, now: datetime, row: CaseRow) -> tuple[Kin, ...]:
    links = queries.household(row.person_id)
    if not links:
        return ()
    persons = [link.person_id for link in links]
    named = line_list.identities(by, now, persons, NAMES, act="care.see_household", case_id=row.id)
    of = {one.person_id: one for one in register.cases_of_persons(persons, area=by.area)}
    return tuple(Kin(link, named.get(link.person_id), of.get(link.person_id)) for link in links)


# ── acts ─────────────────────────────────────────────────────────────────────────────────────


@transaction.atomic
def assess(
    *, by: Actor, now: datetime, case_id: UUID, findings: Findings, vitals: Vitals | None
) -> Triage:
    """Find how ill somebody is, by the rules in force today. Raises CaseUnknown, Refused."""
    row = _open_case(by, case_id)
    today = reporting.local_day(now)
    _id, found = actions.assess(
        by=by,
        now=now,
        case_id=case_id,
        person_id=row.person_id,
        findings=findings,
        vitals=vitals,
        signs=policy.rule(VITAL_SIGNS, today),
        without=policy.rule(WITHOUT_VITAL_SIGNS, today),
    )
    return found


@transaction.atomic
def reserve(*, by: Actor, now: datetime, case_id: UUID, house_id: UUID) -> UUID:
    """Keep a bed. Raises CaseUnknown, Refused."""
    row = _open_case(by, case_id)
    found = queries.assessments(case_id)
    return actions.reserve(
        by=by,
        now=now,
        case_id=case_id,
        person_id=row.person_id,
        house_id=house_id,
        assessment_id=found[0].id if found else None,
    )


@transaction.atomic
def admit(*, by: Actor, now: datetime, case_id: UUID) -> None:
    """The person has come to the bed kept for them. Raises CaseUnknown, Refused."""
    register.case(case_id, area=by.area)
    actions.admit(by=by, now=now, case_id=case_id)


@transaction.atomic
def cancel(*, by: Actor, now: datetime, case_id: UUID) -> None:
    """The person does not come. Raises CaseUnknown, Refused."""
    register.case(case_id, area=by.area)
    actions.cancel(by=by, now=now, case_id=case_id)


@transaction.atomic
def take_signs(*, by: Actor, now: datetime, case_id: UUID, signs: Signs) -> None:
    """Write vital signs down. Raises CaseUnknown, Refused."""
    row = _open_case(by, case_id)
    actions.take_signs(
        by=by,
        now=now,
        case_id=case_id,
        person_id=row.person_id,
        signs=signs,
        local=now.astimezone(ZONE),
    )


@transaction.atomic
def let_go(*, by: Actor, now: datetime, case_id: UUID, way: Way) -> UUID:
    """End somebody's isolation by the rule in force today, and close the case. Raises CaseUnknown, Refused."""
    row = _open_case(by, case_id)
    today = reporting.local_day(now)
    rule = policy.rule(RELEASE, today)
    course = course_of(row, queries.readings(case_id), now=now)
    found = release.checks(course, rule.value, now=now, today=today)
    check = next((one for one in found if one.way is way), Check(way, (_NEVER,)))
    ending_id = actions.release(
        by=by,
        now=now,
        today=today,
        case_id=case_id,
        person_id=row.person_id,
        check=check,
        rule_id=rule.id,
        episode=episode_of(case_id),
    )
    cases.close(by=by, now=now, case_id=case_id, seen=row.version, reason=CloseReason.RECOVERED)
    isolating.case_released(by=by, now=now, case_id=case_id)
    return ending_id


_NEVER = release.Asked(release.Condition.DAYS, met=False, needed=0)  # a way that the rule has not


@transaction.atomic
def note_death(*, by: Actor, now: datetime, case_id: UUID, on: date) -> UUID:
    """Write down that somebody died, and close the case. Raises CaseUnknown, Refused."""
    row = _open_case(by, case_id)
    ending_id = actions.note_death(
        by=by,
        now=now,
        today=reporting.local_day(now),
        case_id=case_id,
        person_id=row.person_id,
        on=on,
        episode=episode_of(case_id),
    )
    cases.close(by=by, now=now, case_id=case_id, seen=row.version, reason=CloseReason.DIED)
    isolating.died(by=by, now=now, person_id=row.person_id)
    return ending_id


@transaction.atomic
def undo_ending(*, by: Actor, now: datetime, case_id: UUID) -> None:
    """The end was written down by mistake: the case is open again. Raises CaseUnknown."""
    row = register.case(case_id, area=by.area).row
    actions.undo_ending(by=by, now=now, case_id=case_id, episode=episode_of(case_id))
    if row.state is State.CLOSED:
        cases.reopen(by=by, now=now, case_id=case_id, seen=row.version)


@transaction.atomic
def link(*, by: Actor, now: datetime, case_id: UUID, number: str, relation: Relation) -> None:
    """Link the household of a case with that of another, by its number. Raises CaseUnknown, Refused."""
    row = register.case(case_id, area=by.area).row
    other_id = register.case_of_number(number, area=by.area)
    if other_id is None:
        raise Refused(_("No case of your area has this number."))
    other = register.case(other_id, area=by.area).row
    actions.link(
        by=by, now=now, person_id=row.person_id, other_id=other.person_id, relation=relation
    )


def _open_case(by: Actor, case_id: UUID) -> CaseRow:
    row = register.case(case_id, area=by.area).row
    if row.state is not State.OPEN:
        raise Refused(_("The case is closed: open it again first."))
    return row
