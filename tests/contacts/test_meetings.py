"""Rows that name a place → presence; two visits → a meeting; what must hold whatever the chances."""

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from numpy.typing import NDArray
from tests.itinerary import makers
from tests.itinerary.makers import TOWN

from dongseon.contacts import named, overlap, presence, rides, visits
from dongseon.contacts.presence import Presence
from dongseon.contacts.visits import Visit
from dongseon.itinerary import Model

LINE = 15  # steps of a minute


def met(one: list[float], other: list[float]) -> NDArray[np.float64]:
    said = np.zeros(overlap.FIGURES)
    overlap.meet(np.array(one), np.array(other), LINE, said)
    return said


chances = st.lists(st.floats(0.0, 1.0), min_size=1, max_size=90)


@settings(max_examples=80)
@given(st.lists(st.tuples(st.floats(0.0, 1.0), st.floats(0.0, 1.0)), min_size=1, max_size=90))
def test_meetings_are_mutual(both: list[tuple[float, float]]) -> None:
    one, other = (list(series) for series in zip(*both, strict=True))
    np.testing.assert_array_equal(met(one, other), met(other, one))


@settings(max_examples=120)
@given(st.lists(st.tuples(st.floats(0.0, 1.0), st.floats(0.0, 1.0)), min_size=1, max_size=90))
def test_what_is_said_of_a_meeting_is_consistent(both: list[tuple[float, float]]) -> None:
    one, other = (list(series) for series in zip(*both, strict=True))
    said = met(one, other)
    assert 0 <= said[overlap.LINE] <= said[overlap.CHANCE] + 1e-12
    assert said[overlap.CHANCE] <= min(max(one), max(other)) + 1e-12
    if said[overlap.CHANCE] > 0:
        assert 1 <= said[overlap.LOW] <= said[overlap.HIGH] <= len(one)
        assert 1 - 1e-9 <= said[overlap.MEAN] <= len(one) + 1e-9
        assert 0 <= said[overlap.BEGIN] < len(one)


def test_two_who_were_surely_there_met_surely_and_for_as_long_as_both_were() -> None:
    said = met([1.0] * 60, [0.0] * 20 + [1.0] * 40)
    assert said.tolist() == pytest.approx([1.0, 1.0, 40.0, 40.0, 40.0, 20.0])


def test_the_chance_is_the_product_and_the_minutes_are_given_that_they_met() -> None:
    said = met([0.5] * 30, [0.8] * 30)
    assert said[overlap.CHANCE] == said[overlap.LINE] == pytest.approx(0.4)
    assert said[overlap.MEAN] == pytest.approx(30)


def test_a_meeting_too_short_for_the_line_is_still_one() -> None:
    said = met([1.0] * 10, [1.0] * 10)
    assert (said[overlap.CHANCE], said[overlap.LINE]) == (1.0, 0.0)


def test_an_arrival_that_is_not_known_makes_the_minutes_uncertain_not_the_meeting() -> None:
    """Somebody who came some time in the last hour is there now: sure to be met, who knows how long."""
    coming = (np.arange(60) + 1) / 60
    said = met([1.0] * 60, coming.tolist())
    assert said[overlap.CHANCE] == pytest.approx(1.0)
    assert said[overlap.LINE] == pytest.approx(46 / 60)
    assert (said[overlap.LOW], said[overlap.HIGH]) == (4, 58)


def test_the_begin_is_the_step_by_which_half_have_met() -> None:
    said = met([0.2] * 10 + [1.0] * 20, [1.0] * 30)
    assert said[overlap.BEGIN] == 10
    assert met([0.6] * 10 + [1.0] * 20, [1.0] * 30)[overlap.BEGIN] == 0


def test_a_long_break_ends_a_meeting() -> None:
    there = [1.0] * 20 + [0.0] * 40 + [1.0] * 30
    said = met([1.0] * 90, there)
    assert said[overlap.MEAN] == 30
    assert said[overlap.BEGIN] == 60


def test_nobody_meets_who_was_never_there_together() -> None:
    assert not met([0.0] * 5, [1.0] * 5).any()
    assert not met([1.0] * 5 + [0.0] * 5, [0.0] * 5 + [1.0] * 5).any()


# ── the case's visits ────────────────────────────────────────────────────────────────────────


def grid(minutes: float = 600) -> presence.Grid:
    return presence.observations.lay_grid(makers.period(minutes), model=Model())


def there(*stretches: tuple[int, int, float]) -> Presence:
    step = np.concatenate([np.arange(a, b) for a, b, _ in stretches])
    chance = np.concatenate([np.full(b - a, p) for a, b, p in stretches])
    return Presence(step.astype(np.int32), chance)


@pytest.mark.parametrize(("apart", "expected"), [(29, 1), (30, 1), (31, 2)])
def test_half_an_hour_apart_makes_two_visits(apart: int, expected: int) -> None:
    mine = {3: there((10, 11, 1.0), (10 + apart, 11 + apart, 1.0))}
    assert len(visits.visits_of(mine, grid())) == expected


def test_a_visit_is_cut_to_what_matters_and_the_improbable_is_none() -> None:
    (visit,) = visits.visits_of({3: there((0, 50, 0.02), (50, 90, 0.9), (90, 99, 0.02))}, grid())
    assert (visit.place, visit.first, visit.last) == (3, 50, 90)
    assert visits.visits_of({3: there((0, 50, 0.02))}, grid()) == []


def test_days_at_home_are_told_afternoon_to_afternoon() -> None:
    days = visits.visits_of({0: there((0, 3 * 1440, 1.0))}, grid(3 * 1440))
    assert [(v.first, v.last) for v in days] == [
        (0, 840),
        (840, 840 + 1440),
        (840 + 1440, 840 + 2880),
        (840 + 2880, 4320),
    ]


def test_an_itinerary_elsewhere_meets_nobody_here() -> None:
    visit = Visit(3, 10, np.ones(30))
    assert not visits.meeting_at(visit, {4: there((0, 60, 1.0))}, line=LINE).any()
    assert not visits.meeting_at(visit, {3: there((100, 160, 1.0))}, line=LINE).any()
    said = visits.meeting_at(visit, {3: there((20, 160, 0.5))}, line=LINE)
    assert said[overlap.CHANCE] == 0.5
    assert said[overlap.MEAN] == 20


# ── presence from a few rows ─────────────────────────────────────────────────────────────────


def chances_of(
    *rows: makers.Row, place: str = "shop-5", minutes: float = 600
) -> NDArray[np.float64]:
    bundle = makers.evidence(TOWN, rows, minutes=minutes)
    read = named.named_of(bundle, grid(minutes), model=Model())
    here, away = np.zeros(int(minutes)), np.zeros(int(minutes))
    if rows:
        named.around(read, 0, TOWN.places().position[place], 0, here, away)
    return here


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
