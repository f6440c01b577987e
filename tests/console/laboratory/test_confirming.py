"""One case, once: two positives, one after the other and at once; found again after release; taken back."""

from datetime import date, datetime, timedelta

import pytest
from tests.console import cast
from tests.console.laboratory import swabs

from dongseon.console.audit.types import HOUSE
from dongseon.console.calls.models import Task
from dongseon.console.cases import actions as cases
from dongseon.console.cases.models import Case, Confirmation
from dongseon.console.cases.rules import Basis, Classification, CloseReason, Dates
from dongseon.console.cases.types import Origin
from dongseon.console.laboratory.rules import Outcome, Source
from dongseon.console.laboratory.types import SpecimenRow, Verdict
from dongseon.console.registry.types import Identity
from dongseon.console.workflows import confirming, reporting, results
from dongseon.console.workflows.reporting import Report


def positive(now: datetime, specimen: SpecimenRow) -> Verdict:
    return results.reported(
        by=HOUSE, now=now, specimen_id=specimen.id, reading=swabs.reading(now, Outcome.POSITIVE),
        source=Source.MESSAGE, final=True,
    )  # fmt: skip


def close(now: datetime) -> None:
    case = Case.objects.get()
    cases.close(by=HOUSE, now=now, case_id=case.pk, seen=case.version, reason=CloseReason.RECOVERED)


@pytest.fixture(autouse=True)
def areas(db: None) -> None:
    cast.ensure_areas()


def test_a_second_positive_of_the_same_illness_is_noted_and_nothing_more(now: datetime) -> None:
    person = swabs.person(now)
    for hours in (0, 30):
        positive(now + timedelta(hours=hours), swabs.swab(now, person_id=person))
    assert Case.objects.count() == Task.objects.count() == 1
    assert list(Confirmation.objects.order_by("at").values_list("kind", "episode")) == [
        ("first", 1), ("further", 1),
    ]  # fmt: skip


def test_found_again_after_release_is_the_next_episode_of_the_same_case(now: datetime) -> None:
    person = swabs.person(now)
    positive(now, swabs.swab(now, person_id=person))
    close(now)
    later = now + timedelta(days=20)
    positive(later, swabs.swab(later, person_id=person))
    case = Case.objects.get()
    assert case.state == "open"
    assert list(Confirmation.objects.order_by("at").values_list("kind", "episode")) == [
        ("first", 1), ("redetection", 2),
    ]  # fmt: skip
    assert Task.objects.count() == 2


def test_a_suspected_case_becomes_confirmed_with_its_history(now: datetime) -> None:
    suspected = Report(
        identity=Identity(name="김하나", phones=("01012345678",)),
        area=cast.MAPO,
        classification=Classification.SUSPECTED,
        basis=Basis.SYMPTOMS_AND_CONTACT,
        dates=Dates(reported_on=date(2020, 5, 5)),
    )
    [case_id] = reporting.report_cases(by=HOUSE, now=now, reports=[suspected], origin=Origin.DESK)
    person = Case.objects.get().person_id
    positive(now, swabs.swab(now, person_id=person))
    case = Case.objects.get()
    assert (case.pk, case.classification) == (case_id, "confirmed")
    assert case.decisions.count() == 2


def test_a_person_of_two_areas_has_one_case(now: datetime) -> None:
    person = swabs.person(now)
    positive(now, swabs.swab(now, person_id=person, area=cast.MAPO))
    positive(now, swabs.swab(now, person_id=person, area=cast.HAEUNDAE))
    assert Case.objects.count() == 1


def test_confirming_the_same_specimen_twice_changes_nothing(now: datetime) -> None:
    specimen = swabs.swab(now)
    assert specimen.person_id is not None
    told = [
        confirming.confirmed(
            by=HOUSE, now=now, person_id=specimen.person_id, specimen_id=specimen.id,
            area=cast.MAPO, sampled_on=date(2020, 5, 6),
        )
        for _time in range(3)
    ]  # fmt: skip
    assert len(set(told)) == Case.objects.count() == Task.objects.count() == 1


def test_a_case_that_rests_on_another_positive_stays(now: datetime) -> None:
    person = swabs.person(now)
    first = swabs.swab(now, person_id=person)
    positive(now, first)
    positive(now, swabs.swab(now, person_id=person))
    confirming.taken_back(by=HOUSE, now=now, specimen_id=first.id)
    assert Case.objects.get().classification == "confirmed"
