"""The day's figures: who stays apart, and which clusters may be named."""

from dataclasses import replace
from datetime import UTC, date, datetime, timedelta
from uuid import UUID

import pytest
from tests.console.cast import cast
from tests.console.isolation.people import order_by

from dongseon.console.isolation import actions
from dongseon.console.isolation import tallying as isolation
from dongseon.console.isolation.rules import Reason
from dongseon.console.tracing.linking import ClusterRow
from dongseon.console.workflows import publishing_clusters
from dongseon.console.workflows.publishing_clusters import LEAST_CASES
from dongseon.disclosure.release import Cluster

from .test_listing import site, stay

NOW = datetime(2020, 5, 6, 3, 0, tzinfo=UTC)  # noon in Seoul
TODAY = date(2020, 5, 6)
AREA = "11"
CASES = [UUID(int=number) for number in range(1, LEAST_CASES + 1)]
CONFIRMED = {case: TODAY - timedelta(days=at % 2) for at, case in enumerate(CASES)}


def cluster(**changes: object) -> ClusterRow:
    made = ClusterRow(
        id=UUID(int=99),
        place_id="p1",
        first_at=NOW,
        last_at=NOW,
        probability=0.9,
        state="promoted",
        raised_at=NOW,
        cases=dict.fromkeys(CASES, 0.9),
    )
    return replace(made, **changes)  # type: ignore[arg-type]  # a test names the fields it changes


def told(*found: ClusterRow, ready: bool = True, name_en: str = "") -> tuple[Cluster, ...]:
    sites = {"p1": replace(site(stay(), ready=ready), name_en=name_en)}
    return publishing_clusters.told(found, sites, CONFIRMED, as_of=TODAY, secret=bytes(32))


@pytest.mark.django_db
def test_contacts_in_quarantine_are_counted_on_each_of_their_days() -> None:
    officer = cast("investigator")["investigator"]
    assert isolation.quarantined(AREA, TODAY, TODAY + timedelta(days=20)) == {}
    order_by(officer, NOW)
    found = isolation.quarantined(AREA, TODAY - timedelta(days=3), TODAY + timedelta(days=20))
    days = [day for day, number in sorted(found.items()) if number]
    assert (days[0], days[-1]) == (TODAY, date(2020, 5, 18))  # 14 days from the 4th
    assert TODAY - timedelta(days=1) not in found
    assert isolation.quarantined("26", TODAY, TODAY) == {}


@pytest.mark.django_db
def test_who_is_released_early_is_counted_no_longer() -> None:
    officer = cast("investigator")["investigator"]
    order_id = order_by(officer, NOW)
    later = NOW + timedelta(days=2)
    actions.release(
        by=officer.actor, now=later, order_id=order_id, reason=Reason.NOT_A_CONTACT, seen=1
    )
    found = isolation.quarantined(AREA, TODAY, TODAY + timedelta(days=3))
    assert list(found.values()) == [1, 1, 0, 0]


def test_a_cluster_that_was_decided_upon_is_named_with_its_cases() -> None:
    (one,) = told(cluster())
    assert (one.name_ko, one.cases, one.new) == ("가게", LEAST_CASES, (LEAST_CASES + 1) // 2)
    assert str(cluster().id) not in one.cluster_id


def test_a_cluster_is_named_in_both_languages_and_by_the_sign_where_it_has_one_name() -> None:
    (one,) = told(cluster(), name_en="The Shop")
    assert (one.name_ko, one.name_en) == ("가게", "The Shop")
    (one,) = told(cluster())
    assert one.name_en == "가게"


@pytest.mark.parametrize("state", ["raised", "dismissed"])
def test_one_that_was_not_decided_upon_is_not_told(state: str) -> None:
    assert told(cluster(state=state)) == ()


def test_nor_is_one_whose_place_may_not_be_named_or_is_not_known() -> None:
    assert told(cluster(), ready=False) == ()
    assert told(cluster(place_id="p2")) == ()


def test_a_cluster_of_a_few_names_people_and_is_not_told() -> None:
    assert told(cluster(cases=dict.fromkeys(CASES[1:], 0.9))) == ()
    unsure = dict.fromkeys(CASES, 0.9) | {CASES[0]: 0.4}
    assert told(cluster(cases=unsure)) == ()
    unconfirmed = dict.fromkeys([*CASES[1:], UUID(int=500)], 0.9)
    assert told(cluster(cases=unconfirmed)) == ()


def test_two_clusters_of_one_place_count_each_case_once() -> None:
    (one,) = told(cluster(), cluster(id=UUID(int=98), cases=dict.fromkeys(CASES[:2], 0.9)))
    assert one.cases == LEAST_CASES
