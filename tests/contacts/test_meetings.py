"""Two whereabouts → meetings: what must hold whatever the probabilities."""

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from numpy.typing import NDArray
from tests.itinerary import makers
from tests.itinerary.makers import TOWN

from dongseon.contacts import meetings, presence, rides
from dongseon.contacts.meetings import Meeting
from dongseon.contacts.presence import Presence, Whereabouts
from dongseon.itinerary import Model

STEPS = 120


def whereabouts(series: dict[int, list[float]], first: int = 0) -> Whereabouts:
    return {
        place: Presence(np.arange(first, first + len(p), dtype=np.int32), np.array(p))
        for place, p in series.items()
    }


def key(met: Meeting) -> tuple[int, int]:
    return met.place, met.first


chances = st.lists(st.floats(0.001, 1.0), min_size=1, max_size=STEPS)
people = st.builds(
    whereabouts, st.dictionaries(st.integers(0, 3), chances, max_size=3), st.integers(0, 60)
)


@settings(max_examples=60)
@given(people, people)
def test_meetings_are_mutual(one: Whereabouts, other: Whereabouts) -> None:
    there = meetings.between(one, other, step_s=60)
    back = meetings.between(other, one, step_s=60)
    assert sorted(there, key=key) == sorted(back, key=key)


@settings(max_examples=100)
@given(people, people, st.sampled_from([30, 60, 120]))
def test_the_expected_minutes_lie_within_their_interval(
    one: Whereabouts, other: Whereabouts, step_s: int
) -> None:
    for met in meetings.between(one, other, step_s=step_s):
        assert 0 < met.probability <= 1
        assert met.first < met.last
        assert 0 < met.minutes_low <= met.minutes <= met.minutes_high


def test_two_who_were_surely_there_met_surely_and_for_as_long_as_both_were() -> None:
    one, other = whereabouts({7: [1.0] * 60}), whereabouts({7: [1.0] * 60}, first=20)
    (met,) = meetings.between(one, other, step_s=60)
    assert met == Meeting(7, 20, 60, 1.0, 40.0, 40.0, 40.0)


def test_the_chance_is_the_product_and_the_minutes_are_given_that_they_met() -> None:
    one, other = whereabouts({7: [0.5] * 30}), whereabouts({7: [0.8] * 30})
    (met,) = meetings.between(one, other, step_s=60)
    assert met.probability == pytest.approx(0.4)
    assert met.minutes == pytest.approx(30)


def test_nobody_meets_at_different_places_or_times() -> None:
    assert meetings.between(whereabouts({1: [1.0]}), whereabouts({2: [1.0]}), step_s=60) == []
    early, late = whereabouts({1: [1.0] * 5}), whereabouts({1: [1.0] * 5}, first=5)
    assert meetings.between(early, late, step_s=60) == []
    assert meetings.between({}, {}, step_s=60) == []


@pytest.mark.parametrize(("apart", "expected"), [(29, 1), (30, 1), (31, 2)])
def test_half_an_hour_apart_makes_two_meetings(apart: int, expected: int) -> None:
    steps = np.array([0, apart], np.int32)
    there = {1: Presence(steps, np.array([1.0, 1.0]))}
    assert len(meetings.between(there, there, step_s=60)) == expected


# ── presence from a few rows ─────────────────────────────────────────────────────────────────


def chances_of(
    *rows: makers.Row, place: str = "shop-5", minutes: float = 600
) -> NDArray[np.float64]:
    records = makers.records(TOWN, rows)
    grid = presence.observations.lay_grid(makers.period(minutes), model=Model())
    found = presence.of_rows(records, np.arange(len(records)), TOWN.places(), grid, model=Model())
    series = np.zeros(grid.steps)
    at = found.get(TOWN.places().position[place])
    if at is not None:
        series[at.step] = at.probability
    return series


def test_presence_is_surest_at_the_record_and_falls_away_from_it() -> None:
    for row in (makers.card("shop-5", 300), makers.check_in("shop-5", 300)):
        series = chances_of(row)
        assert series.argmax() in (299, 300)
        assert series[300] == pytest.approx(series.max())
        assert (np.diff(series[:300]) >= -1e-12).all()
        assert (np.diff(series[301:]) <= 1e-12).all()


def test_a_card_trusts_its_holder_less_than_a_code() -> None:
    assert chances_of(makers.card("shop-5", 300)).max() == pytest.approx(0.94)
    assert chances_of(makers.check_in("shop-5", 300)).max() == pytest.approx(0.99)
    assert chances_of(makers.tap("shop-5", 300)).max() == pytest.approx(0.98)


def test_a_certain_camera_is_certain_and_a_blind_one_says_nothing() -> None:
    assert chances_of(makers.sighting("shop-5", 300, 310, confidence=1.0)).max() == 1.0
    assert not chances_of(makers.sighting("shop-5", 300, 310, confidence=0.0)).any()


def test_presence_survives_as_long_as_the_camera_looks() -> None:
    series = chances_of(makers.sighting("shop-5", 300, 330, confidence=0.9))
    np.testing.assert_allclose(series[300:330], 0.9)


def test_statements_connections_and_fixes_name_no_place_here() -> None:
    rows = (makers.told("shop-5", 300, 400), makers.pings("mid-e", 300, 310)[0])
    assert not chances_of(*rows, *makers.fixes(-150, 400, 300, 310)).any()
    assert not chances_of().any()


def test_a_record_at_the_edge_of_the_period_is_cut_there() -> None:
    for at_min in (0, 599.5):
        series = chances_of(makers.check_in("shop-5", at_min))
        assert series[int(at_min)] == pytest.approx(0.99)


@settings(max_examples=40)
@given(st.lists(st.tuples(st.sampled_from(["shop-4", "shop-5"]), st.integers(0, 599)), max_size=6))
def test_presence_is_a_probability_and_ends_at_records_elsewhere(
    visits: list[tuple[str, int]],
) -> None:
    rows = [makers.check_in(place, float(at)) for place, at in visits]
    here, there = chances_of(*rows, place="shop-5"), chances_of(*rows, place="shop-4")
    assert (here >= 0).all()
    assert (here <= 1).all()
    only_there = {at for place, at in visits if place == "shop-4"} - {
        at for place, at in visits if place == "shop-5"
    }
    assert all(here[at] == 0 for at in only_there)
    assert all(there[at] >= 0.98 for at in only_there)


def test_riders_are_the_taps_in_the_vehicles_asked_for() -> None:
    rows = [
        makers.tap("shop-1", 10, vehicle="7/1"),
        makers.tap("shop-1", 20, vehicle="7/2"),
        makers.tap("shop-1", 30),
    ]
    records = makers.records(TOWN, rows)
    wanted = records.vehicle.labels.index("7/2")
    assert rides.riders(records, {wanted}).tolist() == [1]
    assert rides.riders(records, set()).tolist() == []
