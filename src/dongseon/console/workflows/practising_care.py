"""Care in a demonstration: houses with beds, people at every step, vital signs, calls, texts, a report."""

from collections.abc import Sequence
from datetime import date, datetime, timedelta
from uuid import UUID

from django.db import transaction

from dongseon.console.audit.types import HOUSE, Actor
from dongseon.console.calls.rules import Outcome
from dongseon.console.care import actions
from dongseon.console.care.actions import Signs
from dongseon.console.care.rules import Relation
from dongseon.console.care.triage import Consciousness, Findings, Place, Risk, Vitals
from dongseon.console.cases import listing
from dongseon.console.cases import queries as register
from dongseon.console.cases.rules import Classification, State
from dongseon.console.cases.types import CaseRow, Filters, Sort
from dongseon.console.cases.types import Place as ListPlace
from dongseon.console.messages import queries as messages
from dongseon.console.messages.gateways.practice import Practice
from dongseon.console.workflows import caring, daily_report, handing_over, telling
from dongseon.console.workflows.reporting import ZONE, local_day

PATIENTS = 12
HOUSES = (
    ("서울의료원", Place.HOSPITAL, 20),
    ("태릉 생활치료센터", Place.CENTRE, 60),
    ("국립중앙의료원", Place.NATIONAL, 6),
)
FINDINGS = (
    Findings(age_years=24, temperature_c=36.4),
    Findings(age_years=67, temperature_c=37.2),
    Findings(age_years=31, temperature_c=36.8, risks=frozenset({Risk.PREGNANCY})),
    Findings(age_years=44, temperature_c=38.4, antipyretic=True),
    Findings(age_years=82, facility_resident=True, temperature_c=37.9),
    Findings(age_years=53, temperature_c=37.0, smoker=True),
)
SIGNS = Vitals(112, 98, 19, 37.8, Consciousness.ALERT)


def fill(*, triage: Actor, epidemiologist: Actor, now: datetime) -> dict[str, str]:
    """People from the line list, brought through triage, beds and the end; names of what is there."""
    with transaction.atomic():
        houses = [
            actions.open_house(by=HOUSE, now=now, name=name, kind=kind, area=triage.area, beds=beds)
            for name, kind, beds in HOUSES
        ]
        patients = _patients(triage)
        for number, row in enumerate(patients):
            _bring(triage, now, number, row)
        _household(triage, now, patients)
        calls = _tell(now, patients)
    handing_over.run(clock=lambda: now, gateway=Practice())
    day = local_day(now)
    if not daily_report.drawn_up(now=now, day=day - timedelta(days=1)).faults:
        daily_report.issue(by=epidemiologist, now=now, day=day - timedelta(days=1))
    found = messages.listed(area=triage.area, size=1)
    return {
        "house_id": str(houses[0]),
        "call_id": str(calls[-1]) if calls else "",
        "message_id": str(found[0].id) if found else "",
        "report_day": (day - timedelta(days=1)).isoformat(),
        "table": "national",
    }


def _patients(by: Actor) -> Sequence[CaseRow]:
    narrowed = Filters(classifications=(Classification.CONFIRMED,), states=(State.OPEN,))
    page = listing.line_list(
        area=by.area, filters=narrowed, sort=Sort.REPORTED, place=ListPlace(), size=PATIENTS
    )
    return page.rows


def _bring(by: Actor, now: datetime, number: int, row: CaseRow) -> None:
    """The first have ended, some lie in a bed, some wait for one, the last need triage."""
    if number >= PATIENTS - 2:
        return
    caring.assess(
        by=by,
        now=now - timedelta(hours=30),
        case_id=row.id,
        findings=FINDINGS[number % len(FINDINGS)],
        vitals=SIGNS if number % 4 == 3 else None,
    )
    if number >= PATIENTS - 4:
        return
    found = caring.suggest(row.area, Place.CENTRE if number % 2 else Place.HOSPITAL)
    if not found:
        return
    caring.reserve(by=by, now=now - timedelta(hours=28), case_id=row.id, house_id=found[0].house.id)
    if number == PATIENTS - 5:
        return
    caring.admit(by=by, now=now - timedelta(hours=26), case_id=row.id)
    for hours in (24, 12, 1)[: 3 - number % 2]:
        signs = Signs(
            temperature_c=36.6 + 0.3 * (number % 4), pulse_per_min=72 + number, improving=True
        )
        caring.take_signs(by=by, now=now - timedelta(hours=hours), case_id=row.id, signs=signs)
    if number == 0:
        yesterday: date = now.astimezone(ZONE).date() - timedelta(days=1)
        caring.note_death(by=by, now=now, case_id=row.id, on=yesterday)


def _household(by: Actor, now: datetime, patients: Sequence[CaseRow]) -> None:
    if len(patients) > 3:
        caring.link(
            by=by,
            now=now,
            case_id=patients[2].id,
            number=register.case(patients[3].id, area=by.area).row.number,
            relation=Relation.HOUSEHOLD,
        )


def _tell(now: datetime, patients: Sequence[CaseRow]) -> list[UUID]:
    """Calls about results: one made, one tried in vain, the others waiting."""
    calls = []
    for number, row in enumerate(patients[:5]):
        at = now - timedelta(minutes=20 * number)
        call_id = telling.positive(
            by=HOUSE,
            now=at,
            person_id=row.person_id,
            area=row.area,
            sampled_on=local_day(at),
            key=f"practice-{row.id}",
            case_id=row.id,
        )
        if number < 2:
            outcome = (Outcome.REACHED, Outcome.NO_ANSWER)[number]
            telling.called(by=HOUSE, now=now, task_id=call_id, outcome=outcome)
        calls.append(call_id)
    return calls
