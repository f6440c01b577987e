"""From accepted stays to the list: owners first, nobody's home, sums that add up, tombstones."""

from dataclasses import replace
from datetime import UTC, date, datetime, timedelta
from uuid import UUID

import pytest

from dongseon.console.cases.rules import Classification, Dates, State
from dongseon.console.cases.types import CaseRow
from dongseon.console.publishing import queries
from dongseon.console.publishing.types import SiteRow
from dongseon.console.tracing.types import AcceptedStay
from dongseon.console.workflows import publishing, publishing_figures
from dongseon.disclosure.release import District, Place
from dongseon.disclosure.types import Cleaned, Keeper

NOW = datetime(2020, 11, 6, 3, 0, tzinfo=UTC)  # noon in Seoul
CASE = UUID(int=7)
pytestmark = pytest.mark.django_db


def case() -> CaseRow:
    return CaseRow(
        id=CASE,
        number="202000001",
        person_id=UUID(int=8),
        area="11440",
        classification=Classification.CONFIRMED,
        state=State.OPEN,
        dates=Dates(date(2020, 11, 3), date(2020, 11, 4), date(2020, 11, 5)),
        version=1,
        changed_at=NOW,
    )


def stay(**changes: object) -> AcceptedStay:
    start = datetime(2020, 11, 3, 3, 0, tzinfo=UTC)
    made = AcceptedStay(
        stay_id="s1",
        case_id=CASE,
        place_id="p1",
        name="가게",
        category="cafe",
        lon_deg=126.92,
        lat_deg=37.55,
        indoor=True,
        capacity=4000,
        start=start,
        end=start + timedelta(hours=1),
        everybody_known=False,
        home=False,
        workplace=False,
        decided_at=NOW,
    )
    return replace(made, **changes)  # type: ignore[arg-type]  # a test names the fields it changes


def site(made: AcceptedStay, *, ready: bool = True) -> SiteRow:
    return replace(
        publishing.site_of(made, case()),
        address="양화로 1",
        cleaned=Cleaned.YES,
        keeper=Keeper.LOCAL,
        ready=ready,
    )


def places(*stays: AcceptedStay, ready: bool = True) -> list[str]:
    sites = {each.place_id: site(each, ready=ready) for each in stays}
    found = publishing.listed(stays, {CASE: case()}, sites, now=NOW)
    return [sourced.listing.site.name for sourced in found.draft.listings]


def test_an_accepted_stay_in_public_is_told() -> None:
    assert places(stay()) == ["가게"]


def test_a_place_waits_until_its_owner_was_told() -> None:
    assert places(stay(), ready=False) == []


def test_what_the_rules_forbid_is_not_told() -> None:
    assert places(stay(home=True)) == []
    assert places(stay(everybody_known=True)) == []
    early = datetime(2020, 10, 31, 3, 0, tzinfo=UTC)  # three days before onset
    assert places(stay(start=early, end=early + timedelta(hours=1))) == []


def test_a_place_with_too_few_people_is_not_told() -> None:
    """Whoever knows people's movements would know the one who was there."""
    assert places(stay(capacity=0)) == []


def test_what_was_taken_back_leaves_its_identifier_until_its_day() -> None:
    sites = {"p1": site(stay())}
    first = publishing.compose(
        publishing_figures.count(by=publishing.HOUSE, now=NOW),
        publishing.listed([stay()], {CASE: case()}, sites, now=NOW),
        sites,
        None,
        now=NOW,
    )
    (told,) = first.places
    stones = publishing.withdrawn_of(first, (), date(2020, 11, 6))
    assert [(each.listing_id, each.last_day) for each in stones] == [
        (told.listing_id, told.last_day)
    ]
    assert publishing.withdrawn_of(first, (told,), date(2020, 11, 6)) == ()
    assert publishing.withdrawn_of(first, (), told.last_day + timedelta(days=1)) == ()
    assert isinstance(told, Place)


def test_sums_that_differ_are_said() -> None:
    day = publishing_figures.count(by=publishing.HOUSE, now=NOW).days
    assert publishing_figures.sums_of(day, ()) == ()
    assert publishing_figures.sums_of(day, (District("11440", "마포구", "Mapo-gu", 3, 0),)) == (
        "0 ≠ 3",
    )


def test_a_position_lies_in_its_district() -> None:
    assert publishing_figures.district_of(126.9088, 37.5663) == "11440"
    assert publishing_figures.district_of(124.0, 35.0) == ""


def test_a_new_place_waits_on_the_press_officer_s_list() -> None:
    publishing.actions.note_sites(by=publishing.HOUSE, now=NOW, found=[site(stay(), ready=False)])
    assert queries.sites_waiting("11440") == (1, NOW)
    assert queries.sites_waiting("26") == (0, None)
