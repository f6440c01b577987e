"""The standing city: reproducible, complete, and plausible to someone who knows Korean towns."""

import dataclasses
import itertools
from collections.abc import Callable
from typing import Any

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from dongseon.city import households, world
from dongseon.city.ground.antennas import metres_per_degree
from dongseon.city.ground.island import district_count
from dongseon.city.ground.trades import CATEGORIES, TRADES, wanted
from dongseon.city.ground.transit import CHANGE_S
from dongseon.city.types import World
from dongseon.errors import InvalidInput

SEED = 7


def same(one: object, other: object) -> bool:
    if isinstance(one, np.ndarray):
        return bool(np.array_equal(one, other, equal_nan=one.dtype.kind == "f"))
    if dataclasses.is_dataclass(one):
        names = [field.name for field in dataclasses.fields(one)]
        return all(same(getattr(one, name), getattr(other, name)) for name in names)
    if isinstance(one, tuple):
        return len(one) == len(other) and all(map(same, one, other))  # type: ignore[arg-type]
    return bool(one == other)


def rows(made: World, *categories: str) -> np.ndarray:
    labels = made.places.category.labels
    return np.flatnonzero(
        np.isin(made.places.category.codes, [labels.index(c) for c in categories])
    )


@pytest.mark.parametrize("people", [100, 10_000_000])
def test_a_city_that_is_too_small_or_too_large_is_refused(people: int) -> None:
    with pytest.raises(InvalidInput, match=f"people: {people} is not between"):
        world.build_world(seed=1, people=people)


def test_the_same_seed_builds_the_same_city_and_another_another(city: Callable[..., Any]) -> None:
    assert same(city().world, world.build_world(seed=SEED, people=2_000))
    assert not same(city().world, world.build_world(seed=SEED + 1, people=2_000))


@given(seed=st.integers(0, 2**32), people=st.integers(500, 5_000))
@settings(max_examples=12)
def test_any_seed_gives_a_city_with_a_dwelling_for_every_household(seed: int, people: int) -> None:
    made = world.build_world(seed=seed, people=people)
    homes = rows(made, "home")
    assert len(homes) == len(households.household_sizes(seed, people))
    assert len(set(made.places.place_id)) == len(made.places)
    assert len(made.districts) == district_count(people)
    for trade in TRADES:
        found = len(rows(made, trade.category))
        assert 0 < found <= wanted(trade, people)


def test_places_stand_on_the_island_where_their_metres_say(city: Callable[..., Any]) -> None:
    made = city().world
    east_m, north_m = metres_per_degree(made.origin_lat_deg)
    x = (made.places.lon_deg - made.origin_lon_deg) * east_m
    y = (made.places.lat_deg - made.origin_lat_deg) * north_m
    assert np.abs(x - made.place_x_m).max() < 0.2
    assert np.abs(y - made.place_y_m).max() < 0.2
    coast = made.shapes[0]
    assert np.hypot(x, y).max() < np.hypot(coast.x_m, coast.y_m).max()


def test_the_city_lies_in_the_open_yellow_sea(city: Callable[..., Any]) -> None:
    made = city(20_000).world
    assert (made.places.lon_deg < 125.0).all()
    assert (made.places.lon_deg > 124.2).all()
    assert np.abs(made.places.lat_deg - 35.2).max() < 0.3


def test_shops_stand_ten_to_eighty_metres_apart(city: Callable[..., Any]) -> None:
    made = city(20_000).world
    shops = rows(made, "restaurant", "cafe", "shop", "bar", "clinic", "academy")
    at = np.stack([made.place_x_m[shops], made.place_y_m[shops]], axis=1).astype(float)
    buildings = np.unique(made.building[shops], return_index=True)[1]
    at = at[buildings]
    apart = np.hypot(*(at[:, None, :] - at[None, :, :]).transpose(2, 0, 1))
    apart[np.arange(len(at)), np.arange(len(at))] = np.inf
    nearest = apart.min(axis=1)
    assert 10 < np.median(nearest) < 80


def test_buildings_hold_several_trades_on_several_floors(city: Callable[..., Any]) -> None:
    made = city(20_000).world
    shops = rows(made, *(trade.category for trade in TRADES))
    tall = np.unique(made.building[shops[made.floor[shops] > 1]])
    shops = shops[np.isin(made.building[shops], tall)]
    pairs = {
        (b, c)
        for b, c in zip(
            made.building[shops].tolist(), made.places.category.codes[shops].tolist(), strict=True
        )
    }
    per_building = np.bincount([b for b, _ in pairs])
    assert np.median(per_building[per_building > 0]) >= 2
    restaurants, karaoke = rows(made, "restaurant"), rows(made, "karaoke")
    assert made.floor[restaurants].mean() < made.floor[karaoke].mean()


def test_every_category_is_there_and_open_at_some_hour(city: Callable[..., Any]) -> None:
    made = city(20_000).world
    for category in CATEGORIES:
        assert len(rows(made, category)) > 0, category
    opens, closes = made.places.opens_min, made.places.closes_min
    assert (((opens >= 0) & (opens < 1440)) | (opens == -1)).all()
    assert (((closes >= 0) & (closes <= 1440)) | (closes == -1)).all()
    assert (made.places.capacity > 0).all()


def test_work_rooms_are_small_enough_that_not_everybody_meets_everybody(
    city: Callable[..., Any],
) -> None:
    made = city(20_000).world
    offices = rows(made, "office")
    assert made.staff[offices].max() <= 22
    groups = np.bincount(made.group[offices])
    assert (groups[groups > 0] > 1).mean() > 0.3  # firms with several rooms


def test_each_telco_covers_the_city_with_three_sector_sites(city: Callable[..., Any]) -> None:
    made = city(20_000).world
    for telco in range(3):
        own = np.flatnonzero(made.station_telco == telco)
        assert len(own) % 3 == 0
        turn = np.diff(made.stations.azimuth_deg[own].reshape(-1, 3), axis=1) % 360
        assert (np.abs(turn - 120) <= 1).all()
        east_m, north_m = metres_per_degree(made.origin_lat_deg)
        homes = rows(made, "home")[::50]
        lon = (made.stations.lon_deg[own] - made.origin_lon_deg) * east_m
        lat = (made.stations.lat_deg[own] - made.origin_lat_deg) * north_m
        apart = np.hypot(
            made.place_x_m[homes][:, None] - lon, made.place_y_m[homes][:, None] - lat
        ).min(axis=1)
        assert np.median(apart) < 500
        assert apart.max() < 1_600


def test_the_best_way_with_one_change_agrees_with_trying_them_all(city: Callable[..., Any]) -> None:
    lines = city(20_000).world.transit
    rides: dict[tuple[int, int], tuple[int, int]] = {}
    for line in range(len(lines.line_name)):
        calls = range(int(lines.line_first[line]), int(lines.line_first[line + 1]))
        for i, j in itertools.permutations(calls, 2):
            pair = (int(lines.call_stop[i]), int(lines.call_stop[j]))
            ride = (abs(int(lines.call_time_s[i]) - int(lines.call_time_s[j])), line)
            rides[pair] = min(ride, rides.get(pair, ride))
    stops = range(len(lines.stop_place))
    for a, b in itertools.permutations(stops, 2):
        ways = [rides[a, b][0]] if (a, b) in rides else []
        for m in stops:
            if (a, m) in rides and (m, b) in rides:
                wait = int(lines.headway_s[rides[m, b][1]]) // 2
                ways.append(rides[a, m][0] + CHANGE_S + wait + rides[m, b][0])
        assert lines.way_s[a, b] == min(ways, default=-1)


def test_lines_call_at_stops_of_their_own_mode_in_order_of_time(city: Callable[..., Any]) -> None:
    lines = city(20_000).world.transit
    for line, mode in enumerate(lines.line_mode.tolist()):
        calls = slice(int(lines.line_first[line]), int(lines.line_first[line + 1]))
        assert (lines.stop_mode[lines.call_stop[calls]] == mode).all()
        assert (np.diff(lines.call_time_s[calls]) > 0).all()
        assert len(set(lines.call_stop[calls].tolist())) == calls.stop - calls.start
