"""The triage board: whoever is confirmed and open, and what each still needs; who is late with vital signs."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum
from itertools import islice
from uuid import UUID

from dongseon.console.audit.types import Actor
from dongseon.console.care import queries, rules
from dongseon.console.care.types import AssessmentRow, StayRow
from dongseon.console.cases import listing
from dongseon.console.cases import queries as register
from dongseon.console.cases.rules import Classification, State
from dongseon.console.cases.types import CaseRow, Filters, Sort
from dongseon.console.registry.types import Identity
from dongseon.console.workflows import line_list
from dongseon.console.workflows.reporting import ZONE

MOST = 2_000  # open cases that a board looks at, the latest first
NAMES = ("name", "name_romanised")


class Need(StrEnum):
    """What somebody still needs."""

    TRIAGE = "triage"
    BED = "bed"
    ON_THE_WAY = "on_the_way"
    NONE = "none"  # lies in a bed


@dataclass(frozen=True, slots=True)
class Patient:
    """A confirmed case as the board shows it."""

    case: CaseRow
    identity: Identity | None
    assessment: AssessmentRow | None
    stay: StayRow | None
    need: Need


@dataclass(frozen=True, slots=True)
class Late:
    """Somebody in a bed without vital signs of this half day."""

    stay: StayRow
    case: CaseRow
    identity: Identity | None


def needs(area: str) -> dict[Need, list[CaseRow]]:
    """Open confirmed cases of an area by what they need, the latest first."""
    cases = _open_cases(area)
    ids = [case.id for case in cases]
    assessed, lying = queries.latest_assessments(ids), queries.active_stays(ids)
    found: dict[Need, list[CaseRow]] = {need: [] for need in Need}
    for case in cases:
        found[_need(assessed.get(case.id), lying.get(case.id))].append(case)
    return found


def show(*, by: Actor, now: datetime, need: Need, first: int, size: int) -> tuple[Patient, ...]:
    """A page of the board; each shown name is in the log."""
    cases = needs(by.area)[need][first : first + size]
    ids = [case.id for case in cases]
    assessed, lying = queries.latest_assessments(ids), queries.active_stays(ids)
    named = line_list.identities(
        by, now, [case.person_id for case in cases], NAMES, act="care.board"
    )
    return tuple(
        Patient(
            case,
            named.get(case.person_id),
            assessed.get(case.id),
            lying.get(case.id),
            need,
        )
        for case in cases
    )


def waiting(area: str, need: Need) -> tuple[int, datetime | None]:
    """How many need this, and since when the longest waiting does."""
    cases = needs(area)[need]
    return len(cases), min((case.changed_at for case in cases), default=None)


def late(*, by: Actor, now: datetime) -> tuple[Late, ...]:
    """Who of the area lies in a bed without vital signs of this half day; their names are in the log."""
    found = _late(by.area, now)
    persons = [case.person_id for _stay, case in found]
    named = line_list.identities(by, now, persons, NAMES, act="care.late")
    return tuple(Late(stay, case, named.get(case.person_id)) for stay, case in found)


def late_waiting(area: str, now: datetime) -> tuple[int, datetime | None]:
    """How many are late, and since when."""
    found = _late(area, now)
    return len(found), _half_begins(now) if found else None


def _late(area: str, now: datetime) -> list[tuple[StayRow, CaseRow]]:
    on, half = rules.half_of(now.astimezone(ZONE))
    stays = queries.late_with_signs(on, half, before=_half_begins(now))
    cases: Mapping[UUID, CaseRow] = register.cases({stay.case_id for stay in stays}, area=area)
    return [(stay, cases[stay.case_id]) for stay in stays if stay.case_id in cases]


def _half_begins(now: datetime) -> datetime:
    local = now.astimezone(ZONE)
    hour = rules.NOON_H if local.hour >= rules.NOON_H else 0
    return local.replace(hour=hour, minute=0, second=0, microsecond=0)


def _open_cases(area: str) -> list[CaseRow]:
    narrowed = Filters(classifications=(Classification.CONFIRMED,), states=(State.OPEN,))
    rows = listing.every_row(area=area, filters=narrowed, sort=Sort.REPORTED)
    return list(islice(rows, MOST))


def _need(assessment: AssessmentRow | None, stay: StayRow | None) -> Need:
    if stay is not None:
        return Need.NONE if stay.state is rules.StayState.ADMITTED else Need.ON_THE_WAY
    return Need.TRIAGE if assessment is None else Need.BED
