"""The demonstration's patients go through the real actions, and every page has something to show."""

from datetime import datetime

import pytest
from tests.console.cast import MAPO, cast

from dongseon.console.audit.types import HOUSE
from dongseon.console.calls import queries as calls
from dongseon.console.care import queries
from dongseon.console.cases.rules import Basis, Classification, Dates
from dongseon.console.cases.types import Origin
from dongseon.console.figures import queries as figures
from dongseon.console.registry.types import Identity
from dongseon.console.workflows import bed_board, practising_care, reporting
from dongseon.console.workflows.bed_board import Need
from dongseon.console.workflows.reporting import Report

pytestmark = pytest.mark.django_db


def test_the_demonstration_has_people_at_every_step(now: datetime) -> None:
    reports = [
        Report(
            Identity(name="김하나", phones=(f"0101234{number:04}",)), MAPO,
            Classification.CONFIRMED, Basis.PCR_POSITIVE, Dates(None, now.date(), now.date()),
        )
        for number in range(14)
    ]  # fmt: skip
    reporting.report_cases(by=HOUSE, now=now, reports=reports, origin=Origin.DESK)
    players = cast("triage", "epidemiologist")
    there = practising_care.fill(
        triage=players["triage"].actor, epidemiologist=players["epidemiologist"].actor, now=now
    )
    needs = bed_board.needs(MAPO)
    assert all(needs[need] for need in Need)
    assert sum(house.taken for house in queries.houses()) > 5
    assert len(calls.open_calls(area=MAPO, now=now)) == 4
    assert figures.published()
    assert all(there.values())
