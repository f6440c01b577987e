"""What begins for a case that somebody reports: an investigation and a call, once, and only while it is news."""

from datetime import datetime, timedelta
from uuid import UUID

import pytest
from tests.console import cast
from tests.console.laboratory import swabs

from dongseon.console.audit.types import HOUSE
from dongseon.console.calls.models import Task
from dongseon.console.cases.rules import Basis, Classification, Dates
from dongseon.console.cases.types import Origin
from dongseon.console.investigations.models import Investigation
from dongseon.console.laboratory.rules import Outcome, Source
from dongseon.console.messages.models import Message
from dongseon.console.registry.types import Identity
from dongseon.console.workflows import amending, following_up, results
from dongseon.console.workflows.reporting import Report

DAY = timedelta(days=1)


@pytest.fixture(autouse=True)
def areas(db: None) -> None:
    cast.ensure_areas()


def report(
    now: datetime,
    *,
    days_ago: int = 0,
    classification: Classification = Classification.CONFIRMED,
    origin: Origin = Origin.IMPORT,
    person_id: UUID | None = None,
) -> UUID:
    """A case that was reported so many days ago."""
    day = (now - days_ago * DAY).date()
    one = Report(
        Identity() if person_id else Identity(name="김하나", phones=("01012345678",)),
        cast.MAPO, classification, Basis.AS_REPORTED, Dates(reported_on=day), person_id=person_id,
    )  # fmt: skip
    [case_id] = following_up.report_cases(by=HOUSE, now=now, reports=[one], origin=origin)
    return case_id


def begun() -> tuple[int, int, int]:
    """Investigations, calls, messages."""
    return Investigation.objects.count(), Task.objects.count(), Message.objects.count()


@pytest.mark.parametrize("origin", [Origin.DESK, Origin.PROGRAM, Origin.IMPORT])
def test_a_fresh_case_is_investigated_and_called_and_nobody_gets_a_message(
    now: datetime, origin: Origin
) -> None:
    case_id = report(now, days_ago=2, origin=origin)
    assert begun() == (1, 1, 0)
    assert Task.objects.get().case_id == case_id
    following_up.by_word(by=HOUSE, now=now + DAY, case_id=case_id)
    assert begun() == (1, 1, 0)


@pytest.mark.parametrize("days_ago", [15, 300])
def test_a_list_of_old_cases_is_entered_and_begins_nothing(now: datetime, days_ago: int) -> None:
    report(now, days_ago=days_ago)
    assert begun() == (0, 0, 0)


def test_a_suspicion_begins_nothing_until_a_program_confirms_it(now: datetime) -> None:
    case_id = report(now, classification=Classification.SUSPECTED)
    assert begun() == (0, 0, 0)
    amending.amend_case(
        by=HOUSE, now=now, case_id=case_id, identity=Identity(), fields=[],
        dates=Dates(), classification=Classification.CONFIRMED,
    )  # fmt: skip
    assert begun() == (1, 1, 0)


def test_a_result_that_comes_after_the_report_opens_no_second_call(now: datetime) -> None:
    person_id = swabs.person(now)
    report(now, person_id=person_id)
    specimen = swabs.swab(now, person_id=person_id)
    results.reported(
        by=HOUSE, now=now, specimen_id=specimen.id, reading=swabs.reading(now, Outcome.POSITIVE),
        source=Source.MESSAGE, final=True,
    )  # fmt: skip
    assert begun() == (1, 1, 1)
    assert Message.objects.get().text == "result_positive"
