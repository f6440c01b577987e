"""Plane and cells, sectors and fixes, hours and habits: the parts a reconstruction is made of."""

import math
from dataclasses import replace
from datetime import UTC, datetime, timedelta

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from numpy.random import default_rng
from numpy.typing import NDArray

from dongseon.itinerary import (
    Model,
    Subject,
    anchors,
    candidates,
    observations,
    priors,
    sectors,
    space,
    subject,
)
from dongseon.itinerary.priors import HOURS, Anchorage, Routine
from dongseon.itinerary.space import EARTH_RADIUS_M, Plane
from dongseon.records.columns import Period, Persons

from . import dense, makers
from .makers import MONDAY, SECTORS, TOWN, H, Row, Sector, Site, Town

Floats = NDArray[np.float64]
MODEL = Model()
seeds = st.integers(0, 2**32 - 1)


# ── plane and cells ──────────────────────────────────────────────────────────────────────────


def great_circle_m(lon: Floats, lat: Floats) -> float:
    """Haversine distance of two points."""
    a, b = np.radians(lat)
    h = (
        math.sin((b - a) / 2) ** 2
        + math.cos(a) * math.cos(b) * math.sin(math.radians(lon[1] - lon[0]) / 2) ** 2
    )
    return 2 * EARTH_RADIUS_M * math.asin(math.sqrt(h))


@given(st.floats(-170, 170), st.floats(-60, 60), st.floats(-0.1, 0.1), st.floats(-0.1, 0.1))
def test_metres_on_the_plane_are_metres_on_the_ground(
    lon: float, lat: float, east: float, north: float
) -> None:
    x, y = Plane(lon, lat).to_metres(np.array([lon + east]), np.array([lat + north]))
    truth = great_circle_m(np.array([lon, lon + east]), np.array([lat, lat + north]))
    assert math.hypot(x[0], y[0]) == pytest.approx(truth, rel=0.003, abs=0.01)


@given(st.floats(-1e5, 1e5), st.floats(-1e5, 1e5))
def test_there_and_back_is_where_one_was(x_m: float, y_m: float) -> None:
    plane = Plane(129.5, 36.9)
    lon, lat = plane.to_degrees(x_m, y_m)
    back_x, back_y = plane.to_metres(np.array([lon]), np.array([lat]))
    assert back_x[0] == pytest.approx(x_m, abs=1e-5)
    assert back_y[0] == pytest.approx(y_m, abs=1e-5)


points = st.builds(
    lambda seed, n: default_rng(seed).uniform(-3000, 3000, (2, n)), seeds, st.integers(1, 30)
)


@settings(max_examples=30)
@given(points)
def test_every_point_lies_in_its_cell_and_every_cell_sends_all_it_has(points: Floats) -> None:
    cells, of_point = space.lay_cells(*points, model=MODEL)
    half = cells.side_m / 2 + 1e-9
    assert (np.abs(points[0] - cells.x_m[of_point]) <= half).all()
    assert (np.abs(points[1] - cells.y_m[of_point]) <= half).all()
    sent = np.add.reduceat(cells.weight, cells.offsets[:-1])
    np.testing.assert_allclose(sent, 1 - MODEL.jump)
    assert len({*zip(cells.x_m.tolist(), cells.y_m.tolist(), strict=True)}) == len(cells.x_m)


@settings(max_examples=20)
@given(points)
def test_moves_go_both_ways(points: Floats) -> None:
    """Whoever can get from one cell to another in a step can get back in one."""
    cells, _ = space.lay_cells(*points, model=MODEL)
    source = np.repeat(np.arange(len(cells.x_m)), np.diff(cells.offsets))
    pairs = set(zip(source.tolist(), cells.target.tolist(), strict=True))
    assert pairs == {(b, a) for a, b in pairs}
    assert all((c, c) in pairs for c in range(len(cells.x_m)))


@settings(max_examples=10)
@given(points)
def test_cells_may_be_smaller(points: Floats) -> None:
    """Then a step reaches over many of them, and the least likely moves are left out."""
    cells, _ = space.lay_cells(*points / 10, model=replace(MODEL, cell_m=100.0, ride_share=0.005))
    np.testing.assert_allclose(np.add.reduceat(cells.weight, cells.offsets[:-1]), 1 - MODEL.jump)


def test_a_journey_across_the_country_costs_two_towns() -> None:
    near, _ = space.lay_cells(np.array([0.0]), np.array([0.0]), model=MODEL)
    far, _ = space.lay_cells(np.array([0.0, 3e5]), np.array([0.0, 0.0]), model=MODEL)
    assert len(far.x_m) == 2 * len(near.x_m)


# ── sectors ──────────────────────────────────────────────────────────────────────────────────


def test_some_sector_serves_whoever_is_anywhere() -> None:
    everywhere = default_rng(1).uniform(-4000, 4000, (2, 50))
    p = sectors.sector_probability(
        TOWN.stations(),
        Plane(makers.LON_DEG, makers.LAT_DEG),
        *everywhere,
        np.arange(6, dtype=np.int32),
        model=MODEL,
    )
    np.testing.assert_allclose(p.sum(axis=0), 1.0, atol=0.01)
    assert (p >= MODEL.sector_floor).all()


def test_the_near_sector_that_looks_here_is_likelier_than_the_far_and_the_averted() -> None:
    p = sectors.sector_probability(
        TOWN.stations(),
        Plane(makers.LON_DEG, makers.LAT_DEG),
        np.array([300.0]),
        np.array([380.0]),
        np.arange(6, dtype=np.int32),
        model=MODEL,
    )[:, 0]
    by_id = dict(zip([s.base_station_id for s in SECTORS], p.tolist(), strict=True))
    assert max(by_id, key=lambda s: by_id[s]) == "mid-e"
    assert by_id["mid-w"] < 0.5 * by_id["mid-e"]


@pytest.mark.parametrize("beyond", [1 / 8, 0.05])
def test_as_many_connections_come_from_beyond_the_range_as_the_model_says(beyond: float) -> None:
    """Over evenly spread users, the far tail and the beam left out."""
    model = replace(MODEL, beyond_range=beyond, tail=0.0)
    mast = Town((), (Sector("one", 0.0, range_m=500.0),))
    radius_m = np.arange(4000) + 0.5
    weight = sectors.sector_weights(
        mast.stations(),
        Plane(makers.LON_DEG, makers.LAT_DEG),
        radius_m,
        np.zeros(4000),
        model=model,
    )[0]
    users = weight * radius_m
    assert users[radius_m > 500].sum() / users.sum() == pytest.approx(beyond, abs=0.002)


def test_a_profile_is_learned_where_there_were_connections_and_near_it() -> None:
    prior = np.full((2, 3), 0.5)
    counts = np.array([[20.0, 0.0, 0.0], [0.0, 0.0, 0.0]])
    x_m = np.array([0.0, 10.0, 5000.0])
    learned = np.stack(
        [
            sectors.learned_at(k, prior[:, k], counts, x_m, np.zeros(3), model=MODEL)
            for k in range(3)
        ],
        axis=1,
    )
    assert learned[0, 0] > 0.8
    assert learned[0, 1] > 0.8
    np.testing.assert_array_equal(learned[:, 2], prior[:, 2])
    np.testing.assert_allclose(learned.sum(axis=0), 1.0)


def test_without_connections_geometry_stands() -> None:
    prior, nowhere = default_rng(2).random(3), np.zeros(4)
    same = sectors.learned_at(1, prior, np.zeros((3, 4)), nowhere, nowhere, model=MODEL)
    np.testing.assert_array_equal(same, prior)


# ── rows on steps ────────────────────────────────────────────────────────────────────────────


def test_the_same_sector_again_within_minutes_counts_once() -> None:
    log = [
        Row("base_station", t, station=s)
        for t, s in ((0, "mid-e"), (1, "mid-w"), (2, "mid-e"), (9, "mid-e"))
    ]
    records = makers.records(TOWN, log)
    grid = observations.lay_grid(makers.period(60), model=MODEL)
    found = observations.connections_of(records, np.arange(4), grid, model=MODEL)
    assert found.offsets[[1, 2, 3, 10]].tolist() == [1, 2, 2, 3]


def test_a_connection_that_lasts_tells_again_while_it_holds() -> None:
    log = [
        Row("base_station", 0, station="mid-e", lasts_min=70),
        Row("base_station", 40, station="mid-w", lasts_min=29),
    ]
    records = makers.records(TOWN, log)
    grid = observations.lay_grid(makers.period(120), model=MODEL)
    found = observations.connections_of(records, np.arange(2), grid, model=MODEL)
    assert np.flatnonzero(np.diff(found.offsets)).tolist() == [0, 30, 40, 60]
    assert found.station[2] != found.station[0] == found.station[1] == found.station[3]


@pytest.mark.parametrize(
    ("timezone", "start", "hours"),
    [
        ("Asia/Seoul", MONDAY, [0, 1, 2, 3]),
        ("Europe/Berlin", datetime(2020, 3, 28, 23, tzinfo=UTC), [144, 145, 147, 148]),  # forward
        ("Europe/Berlin", datetime(2020, 10, 24, 23, tzinfo=UTC), [145, 146, 146, 147]),  # back
        ("Asia/Kathmandu", datetime(2020, 5, 3, 18, 15, tzinfo=UTC), [0, 1, 2, 3]),  # +05:45
        ("UTC", datetime(2020, 5, 10, 22, tzinfo=UTC), [166, 167, 0, 1]),  # the week turns
    ],
)
def test_every_step_knows_its_local_hour(timezone: str, start: datetime, hours: list[int]) -> None:
    grid = observations.lay_grid(Period(start, start + timedelta(hours=4), timezone), model=MODEL)
    assert grid.steps == 240
    assert grid.hour[[0, 60, 120, 180]].tolist() == hours
    assert grid.hour[[59, 119, 179, 239]].tolist() == hours


@given(st.floats(0.02, 500), st.sampled_from([15, 60, 7, 600, 3600]))
def test_steps_cover_the_period(minutes: float, step_s: int) -> None:
    grid = observations.lay_grid(makers.period(minutes), model=replace(MODEL, step_s=step_s))
    assert (grid.steps - 1) * step_s < minutes * 60 <= grid.steps * step_s + 1e-3
    assert len(grid.hour) == grid.steps
    last = np.datetime64((MONDAY + timedelta(minutes=minutes)).replace(tzinfo=None), "us")
    assert grid.step(np.array([last]))[0] == grid.steps - 1


def a_standing_person(seed: int, steps: int) -> tuple[Floats, Floats, Floats]:
    rng = default_rng(seed)
    x = np.where(rng.random(steps) < 0.3, np.nan, rng.normal(0, 15, steps))
    x[steps // 2 :] += rng.choice([0.0, 800.0])
    return x, rng.normal(0, 15, steps) + 0 * x, rng.uniform(20, 400, steps)


@settings(max_examples=30)
@given(seeds, st.integers(1, 60))
def test_the_running_mean_of_fixes_is_their_weighted_mean(seed: int, steps: int) -> None:
    x, y, variance = a_standing_person(seed, steps)
    compiled = observations._standing(x, y, variance, 1.0, 484.0)
    interpreted = dense.plain(observations)._standing(x, y, variance, 1.0, 484.0)
    np.testing.assert_allclose(compiled, interpreted)
    mean_x, _, known = compiled
    spot: list[int] = []
    for t in np.flatnonzero(np.isfinite(x)).tolist():
        if spot and known[t] < sum(1 / variance[k] for k in spot) * (1 - 1e-9):
            # it holds the fixes of one spot: all so far, or those since the person moved, or all
            # but the last if that was wild
            spot = next(
                part
                for part in ([spot[-1]], spot[:-1])
                if known[t] == pytest.approx(sum(1 / variance[k] for k in part))
            )
        weights = [1 / variance[k] for k in spot]
        assert known[t] == pytest.approx(sum(weights))
        if spot:
            assert mean_x[t] == pytest.approx(np.average(x[spot], weights=weights))
        spot.append(t)


def test_a_wild_fix_moves_nobody_and_two_of_them_do() -> None:
    variance = np.full(6, 64.0)
    wild, moved = np.zeros(6), np.zeros(6)
    wild[2], moved[2:] = 300.0, 300.0
    flat = np.zeros(6)
    after_wild, *_ = observations._standing(wild, flat, variance, 1.0, 361.0)
    np.testing.assert_allclose(after_wild, 0.0)
    after_move, _, known = observations._standing(moved, flat, variance, 1.0, 361.0)
    np.testing.assert_allclose(after_move, [0, 0, 0, 300, 300, 300])
    assert known[3] == pytest.approx(1 / 64)


def test_fixes_of_one_minute_are_one_fix_and_no_surer_than_one() -> None:
    log = [
        Row("gps", t, east_m=x, north_m=0, accuracy_m=10) for t, x in ((5, 0), (5.3, 10), (5.6, 20))
    ]
    records = makers.records(TOWN, log)
    grid = observations.lay_grid(makers.period(60), model=MODEL)
    plane = Plane(makers.LON_DEG, makers.LAT_DEG)
    fixes = observations.fixes_of(records, np.arange(3), grid, plane, model=MODEL)
    assert fixes.x_m[5] == pytest.approx(10)
    alone = observations.fixes_of(records, np.arange(1), grid, plane, model=MODEL)
    assert fixes.variance[5] == pytest.approx(alone.variance[5])
    assert np.isnan(fixes.x_m[6])


# ── anchors and priors ───────────────────────────────────────────────────────────────────────


def shapes(*rows: Row, place: str = "shop-0") -> anchors.Anchors:
    records = makers.records(TOWN, rows)
    n = len(rows)
    lasting = (records.end - records.start).astype("timedelta64[m]").astype(np.int32)
    return anchors.anchors_of(
        records,
        np.arange(n),
        np.arange(n, dtype=np.int32),
        lasting,
        np.zeros(n, np.int32),
        [TOWN.sites[TOWN.places().position[place]].category],
        model=MODEL,
    )


EVERY_KIND = (
    makers.card("shop-0", 1),
    makers.card("shop-0", 2, cancelled=True),
    makers.check_in("shop-0", 3),
    makers.sighting("shop-0", 4, 34),
    makers.tap("shop-0", 5),
    makers.tap("shop-0", 6, event="alight"),
    makers.told("shop-0", 7, 97),
    makers.told("shop-0", 8, 3000),
    makers.sighting("shop-0", 9, 3000),
)


def test_arrivals_are_densities_and_departures_chances() -> None:
    made = shapes(*EVERY_KIND)
    np.testing.assert_allclose(made.before.sum(axis=1), 1.0)
    assert (made.before >= 0).all()
    assert ((made.after >= 0) & (made.after <= 1)).all()
    assert ((made.false > 0) & (made.false < 1)).all()


def stays_min(hazard: Floats) -> float:
    """Mean minutes from the record to leaving."""
    return float(np.cumprod(1 - hazard).sum())


def test_a_habit_decides_how_long_and_the_source_decides_where_in_the_stay() -> None:
    made = shapes(makers.card("shop-0", 1), makers.check_in("shop-0", 2))
    card_after, code_after = stays_min(made.after[0]), stays_min(made.after[1])
    ages = np.arange(made.before.shape[1])
    card_before, code_before = made.before @ ages
    assert code_after == pytest.approx(MODEL.habit("restaurant").stay_min, rel=0.05)
    assert card_after < code_after / 2
    assert card_before > 2 * code_before


def test_nobody_leaves_while_on_camera() -> None:
    made = shapes(makers.sighting("shop-0", 0, 30))
    assert not made.after[0, :30].any()
    assert made.after[0, 31:].any()


def test_a_surer_camera_is_harder_to_doubt() -> None:
    doubts = shapes(
        *(makers.sighting("shop-0", k, k, confidence=c) for k, c in enumerate((0.2, 0.5, 0.9)))
    ).false
    assert (np.diff(doubts) < 0).all()
    assert doubts[2] == pytest.approx(MODEL.false_cctv)


def a_routine(candidates: int) -> Routine:
    """Nights at home, weekdays at work, nothing learned of other places."""
    hour, weekday = np.arange(HOURS) % 24, np.arange(HOURS) < 5 * 24
    night, working = (hour >= 22) | (hour < 7), weekday & (hour >= 9) & (hour < 18)
    return Routine(np.zeros(candidates), np.where(night, 0.9, 0.4), np.where(working, 0.5, 0.1))


def test_public_places_of_a_cell_share_one_budget() -> None:
    for n in (1, 5, 200):
        town = Town(tuple(makers.street(n)))
        odds = priors.arrival_odds(
            town.places(),
            np.zeros(n, np.int32),
            Anchorage(-1, -1),
            a_routine(n),
            model=MODEL,
        )
        assert (odds >= 0).all()
        assert odds.sum(axis=1).max() < MODEL.public_pull


def test_home_draws_at_night_and_work_in_working_hours() -> None:
    odds = priors.arrival_odds(
        TOWN.places(),
        np.zeros(24, np.int32),
        Anchorage(0, 2),
        a_routine(24),
        model=MODEL,
    )
    assert odds[23, 0] > odds[12, 0] > odds[12, 1]
    assert odds[10, 2] > odds[22, 2]
    assert odds[10, 2] > odds[24 * 5 + 10, 2]  # Saturday
    leave = priors.leave_probability(TOWN.places(), Anchorage(0, 2), a_routine(24), model=MODEL)
    assert leave[2, 0] < leave[12, 0]
    assert ((leave > 0) & (leave <= 0.5)).all()


def test_a_routine_is_learned_from_the_person_s_own_days() -> None:
    """A night worker: home by day, all week; weekends and weekdays are learned apart."""
    hour = np.repeat(np.arange(168, dtype=np.int32), 60)
    by_day = ((hour % 24 >= 9) & (hour % 24 < 18) & (hour // 24 < 5)).astype(np.float64)
    usual = a_routine(0).at_home
    learned = priors.learned_share(by_day, hour, usual, model=MODEL)
    assert ((learned >= 0) & (learned <= 1)).all()
    assert learned[12] > usual[12]
    assert learned[2] < usual[2]
    assert learned[5 * 24 + 12] < usual[5 * 24 + 12]
    unseen = priors.learned_share(np.empty(0), np.empty(0, np.int32), usual, model=MODEL)
    np.testing.assert_allclose(unseen, usual)


def test_leaving_is_learned_from_the_hours_watched() -> None:
    """Home all day and night but for one outing at noon on weekdays: the other hours keep."""
    hour = np.repeat(np.arange(168, dtype=np.int32), 60)
    there = np.ones(len(hour))
    there[(hour % 24 == 12) & (hour // 24 < 5)] = 0.0
    watched = np.ones(len(hour), dtype=np.bool_)
    seen = priors.kept(there, watched, hour, model=MODEL)
    assert seen.left[:24].sum() == pytest.approx(3 * 5), "five outings, blurred over three hours"
    assert seen.left[5 * 24 :].sum() == 0
    assert seen.minutes[3] == pytest.approx(3 * 5 * 60)
    unseen = priors.kept(there, ~watched, hour, model=MODEL)
    assert unseen.left.sum() == unseen.minutes.sum() == 0
    usual = a_routine(24)
    before, after = (
        priors.leave_probability(TOWN.places(), Anchorage(0, 2), routine, model=MODEL)
        for routine in (usual, replace(usual, kept_home=seen))
    )
    assert after[17, 0] < before[17, 0]
    np.testing.assert_array_equal(after[:, 1:], before[:, 1:])


def test_nowhere_to_go_is_no_error() -> None:
    nothing = Town(()).places()
    odds = priors.arrival_odds(
        nothing, np.empty(0, np.int32), Anchorage(-1, -1), a_routine(0), model=MODEL
    )
    assert odds.shape == (HOURS, 0)


@pytest.mark.parametrize(
    ("opens", "closes", "open_at"),
    [
        (540, 1320, {9, 12, 21}),
        (1080, 180, {18, 23, 0, 2}),
        (0, 0, set(range(24))),
        (-1, -1, set(range(24))),
        (540, -1, set(range(24))),
    ],
)
def test_opening_hours_may_pass_midnight_or_be_unknown(
    opens: int, closes: int, open_at: set[int]
) -> None:
    town = Town((Site("x", "bar", 0, opens_min=opens, closes_min=closes),))
    now = priors.hours_open(town.places())[:24, 0]
    assert open_at <= set(np.flatnonzero(now).tolist())
    if len(open_at) < 24:
        assert not now.all()
    assert (priors.hours_open(town.places()).reshape(7, 24) == now).all()


# ── candidates and subjects ──────────────────────────────────────────────────────────────────


def choose(town: Town, rows: list[Row], *, home: str = "") -> list[str]:
    records = makers.records(town, rows)
    chosen = candidates.choose(
        records,
        np.arange(len(records)),
        town.places(),
        town.stations(),
        Subject(makers.ME, home, ""),
        Plane(town.lon_deg, town.lat_deg),
    )
    return list(chosen.places.place_id)


def test_candidates_are_named_or_registered_or_near() -> None:
    assert choose(TOWN, []) == []
    assert choose(TOWN, [], home="home") == ["home"]
    assert choose(TOWN, [makers.card("shop-3", 5)]) == ["shop-3"]
    assert choose(TOWN, makers.fixes(-1500, 0, 0, 10)) == ["home", "next-door"]
    assert "office" not in choose(TOWN, makers.pings("west-w", 0, 10))
    assert "shop-3" in choose(TOWN, makers.pings("mid-w", 0, 10))


def test_of_too_many_candidates_the_least_thinkable_are_left_out() -> None:
    crowd = tuple(Site(f"c{k:04}", "shop", 0.1 * k) for k in range(candidates.MOST + 50))
    town = Town(crowd, (Sector("mast", 0.0, range_m=1000.0),))
    last = crowd[-1].place_id
    chosen = choose(town, [*makers.pings("mast", 0, 10), makers.card(last, 5)])
    assert len(chosen) == candidates.MOST
    assert chosen == sorted(chosen)
    assert last in chosen
    assert crowd[-2].place_id not in chosen


def test_of_too_many_candidates_the_dwellings_of_others_give_way_to_where_people_go() -> None:
    flats = tuple(Site(f"flat{k:04}", "home", 0.1 * k) for k in range(candidates.MOST + 50))
    town = Town((*flats, Site("bar", "bar", 1900.0)), (Sector("mast", 0.0, range_m=1000.0),))
    heard = makers.pings("mast", 0, 10)
    chosen = choose(town, heard, home=flats[-1].place_id)
    assert len(chosen) == candidates.MOST
    assert {"bar", flats[0].place_id, flats[-1].place_id} <= set(chosen)
    assert flats[-2].place_id not in chosen
    assert flats[-2].place_id in choose(town, [*heard, *makers.fixes(0.1 * len(flats), 0, 0, 1)])


def test_a_person_of_the_register_brings_home_and_work_and_another_nothing() -> None:
    none = np.array([np.datetime64("NaT")], "datetime64[us]")
    register = Persons(
        ("P1",), ("",), ((),), ("",), none, none.copy(), none.copy(), ("home",), ("office",)
    )
    assert subject.subject_of(register, "P1") == Subject("P1", "home", "office")
    assert subject.subject_of(register, "010-1") == Subject("010-1", "", "")


def test_rows_of_a_person_come_in_time_order_and_once() -> None:
    log = [makers.card("shop-3", 9), makers.card("shop-2", 5), makers.card("shop-3", 9, person="X")]
    log += [replace(log[0], record_id="again"), makers.told("shop-3", 9, 9 + H)]
    records = makers.records(TOWN, log, as_given=True)
    assert [records.record_id[r] for r in subject.rows_of(records, makers.ME)] == [
        "row:1",
        "row:0",
        "row:4",
    ]
    assert subject.rows_of(records, "nobody").tolist() == []
