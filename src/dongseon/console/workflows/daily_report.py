"""The daily report drawn up from the register, the laboratory and the beds, and issued."""

from collections.abc import Collection, Sequence
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from uuid import UUID

from django.db import transaction

from dongseon.console.audit import actions as audit
from dongseon.console.audit.types import HOUSE, Actor, Subject
from dongseon.console.care import queries as care
from dongseon.console.cases import tallying
from dongseon.console.cases.tallying import Tallied
from dongseon.console.figures import actions, queries, rules
from dongseon.console.figures.rules import Confirmed, End, Fault, Report
from dongseon.console.laboratory import tallying as laboratory
from dongseon.console.registry import queries as registry
from dongseon.console.registry import types as people
from dongseon.console.registry.types import Identity, Sex
from dongseon.console.workflows import reporting

FIELDS = ("sex", "birth_date")
AT_ONCE = 500  # identities opened together
MOST_AT_THE_DESK = 2_000  # counted while somebody waits; the night's job counts all
SEXES = {Sex.MALE: "male", Sex.FEMALE: "female"}


@dataclass(frozen=True, slots=True)
class Draft:
    """The report of a day as it would be issued now."""

    report: Report
    faults: tuple[Fault, ...]
    before: Report | None


def drawn_up(*, now: datetime, day: date, most: int = MOST_AT_THE_DESK) -> Draft:
    """The report of a day: everything before its midnight. Counts sex and age of new cases first."""
    cases = tallying.confirmed_until(day)
    count_new(now=now, cases=cases, most=most)
    before = queries.before(day)
    persons = frozenset(case.person_id for case in cases)
    testing, negative = laboratory.people_until(rules.cut_of(day), besides=persons)
    report = rules.report(
        day,
        _confirmed(cases, day),
        testing=testing,
        negative=negative,
        before=before.national if before else None,
    )
    return Draft(report, rules.faults(report, before), before)


def _confirmed(cases: Sequence[Tallied], day: date) -> list[Confirmed]:
    ends = care.ended_until(day - timedelta(days=1))
    linked = tallying.contacts_among([case.person_id for case in cases])
    counted = queries.counted([case.case_id for case in cases])
    unknown = (rules.UNKNOWN, rules.UNKNOWN)
    return [
        Confirmed(
            case.case_id,
            case.area[:2],
            case.confirmed_on,
            End(ends[case.case_id]) if case.case_id in ends else None,
            case.person_id in linked,
            *counted.get(case.case_id, unknown),
        )
        for case in cases
    ]


def count_new(*, now: datetime, cases: Collection[Tallied], most: int) -> int:
    """Open sex and birth date of cases that were not counted yet, each once; how many there were."""
    known = queries.counted([case.case_id for case in cases])
    new = [case for case in cases if case.case_id not in known][:most]
    for begin in range(0, len(new), AT_ONCE):
        piece = new[begin : begin + AT_ONCE]
        with transaction.atomic():
            _count(now, piece)
    return len(new)


def _count(now: datetime, cases: Sequence[Tallied]) -> None:
    persons = {case.person_id for case in cases}
    look = audit.look(
        by=HOUSE,
        now=now,
        act="figures.open",
        subjects=[Subject(people.SUBJECT, one) for one in persons],
        fields=FIELDS,
    )
    named = registry.identities_of(persons, look)
    found = {case.case_id: _group(named.get(case.person_id), case.confirmed_on) for case in cases}
    actions.count(by=HOUSE, now=now, found=found)


def _group(identity: Identity | None, on: date) -> tuple[str, str]:
    if identity is None:
        return rules.UNKNOWN, rules.UNKNOWN
    born = identity.birth_date
    age = (
        None
        if born is None
        else on.year - born.year - ((on.month, on.day) < (born.month, born.day))
    )
    return SEXES.get(identity.sex, rules.UNKNOWN), rules.band_of(age)


@transaction.atomic
def issue(*, by: Actor, now: datetime, day: date, note: str = "") -> UUID:
    """Issue the report of a day as it is now. Raises figures.actions.Refused."""
    draft = drawn_up(now=now, day=day)
    return actions.issue(by=by, now=now, report=draft.report, note=note)


def waiting(now: datetime) -> tuple[int, datetime | None]:
    """Whether today's report waits, and since when."""
    today = reporting.local_day(now)
    issued = queries.report(today) is not None
    return (0, None) if issued else (1, rules.cut_of(today))
