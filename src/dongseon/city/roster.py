"""The columns that the schedule's kernels read, as named tuples (numba takes those, not dataclasses)."""

from typing import NamedTuple, TypeAlias

import numpy as np

from dongseon.city.types import Appointments, Population, World
from dongseon.records.columns import Codes, Floats

# Columns of Ground.facts
OPENS_S, CLOSES_S, CATEGORY, FIRST_ROOM, ROOMS = range(5)

# Columns of Folk
(
    AGE,
    OCCUPATION,
    SHIFT,
    HOUSEHOLD,
    HOME,
    WORK,
    CIRCLE,
    HOST,
    HOST_AGE,
    ACADEMY,
    WORSHIP,
    GYM,
    DRIVES,
) = range(13)

# Columns of Lines.facts and of Lines.ways
FIRST_CALL, END_CALL, HEADWAY_S, FIRST_S, FLEET, CARS = range(6)
WAY_S, CHANGE, LEG_1, LEG_2 = range(4)


class Ground(NamedTuple):
    """The standing city, for kernels."""

    xy_m: Floats  # (places, 2)
    facts: Codes  # (places, 5) opening hours in seconds of the local day (closing may lie after
    # midnight; 0 and two days where there are no hours), category, first room and number of rooms
    # of the same organisation
    venue_first: Codes  # (kinds, squares + 1)
    venue_place: Codes  # (venues,)
    venue_sum: Floats  # (venues,)
    venue_nearest: Codes  # (kinds, squares)
    grid: Floats  # (5,) side of a square, west, south, columns, rows


class Lines(NamedTuple):
    """Transit, for kernels."""

    facts: (
        Codes  # (lines, 6) first call, call after the last, headway, first departure, fleet, cars
    )
    calls: Codes  # (calls, 2) stop, time from the terminal
    stop_place: Codes  # (stops,)
    near_stop: Codes  # (2, places)
    ways: Codes  # (stops, stops, 4) riding time, stop to change at, the two lines


# (people, 13) the residents, for kernels: age, occupation, shift, household, home, work, circle, home and
# age of the friend at whose place the circle meets, academy, worship, gym, drives
Folk: TypeAlias = Codes


class Calls(NamedTuple):
    """Appointments, for kernels: those of person p are rows first[p]:first[p + 1]."""

    first: Codes  # (people + 1,)
    rows: Codes  # (a, 4) place, start, end, mode


DAY_S = 86_400


def ground_of(world: World) -> Ground:
    """The kernel's view of the standing city."""
    places, venues = world.places, world.venues
    opens = np.where(places.opens_min < 0, 0, places.opens_min) * 60
    closes = np.where(places.closes_min < 0, 2 * DAY_S, places.closes_min * 60)
    closes = np.where(closes <= opens, closes + DAY_S, closes)
    first, rooms = _group_rooms(world.group)
    facts = (opens, closes, places.category.codes, first, rooms)
    grid = (venues.square_m, venues.west_m, venues.south_m, venues.columns, venues.rows)
    return Ground(
        xy_m=np.stack([world.place_x_m, world.place_y_m], axis=1).astype(np.float64),
        facts=np.stack(facts, axis=1).astype(np.int32),
        venue_first=venues.first,
        venue_place=venues.place,
        venue_sum=venues.cumulative,
        venue_nearest=venues.nearest,
        grid=np.array(grid, dtype=np.float64),
    )


def _group_rooms(group: Codes) -> tuple[Codes, Codes]:
    """First row and number of the neighbouring rows that share a group; its own where alone."""
    rows = np.arange(len(group), dtype=np.int32)
    begins = np.ones(len(group), dtype=bool)
    begins[1:] = (group[1:] != group[:-1]) | (group[1:] < 0)
    first = np.maximum.accumulate(np.where(begins, rows, 0)).astype(np.int32)
    rooms = np.bincount(first, minlength=len(group)).astype(np.int32)
    return first, rooms[first]


def lines_of(world: World) -> Lines:
    """The kernel's view of transit."""
    t = world.transit
    facts = (t.line_first[:-1], t.line_first[1:], t.headway_s, t.first_s, t.fleet, t.cars)
    ways = np.concatenate([t.way_s[:, :, None], t.leg_change[:, :, None], t.leg_line], axis=2)
    return Lines(
        facts=np.stack(facts, axis=1),
        calls=np.stack([t.call_stop, t.call_time_s], axis=1),
        stop_place=t.stop_place,
        near_stop=t.near_stop,
        ways=ways,
    )


def folk_of(population: Population) -> Folk:
    """The kernel's view of the residents."""
    circle = population.circle
    count = int(circle.max(initial=-1)) + 1
    host = np.zeros(count + 1, dtype=np.int32)
    host[circle[::-1]] = np.arange(len(circle), dtype=np.int32)[::-1]  # first member; -1 is last
    columns = (
        population.age_years,
        population.occupation,
        population.shift,
        population.household,
        population.home,
        population.work,
        circle,
        population.home[host[circle]],
        population.age_years[host[circle]],
        population.academy,
        population.worship,
        population.gym,
        population.drives,
    )
    return np.stack(columns, axis=1).astype(np.int32)


def calls_of(appointments: Appointments | None, people: int) -> Calls:
    """The kernel's view of appointments."""
    if appointments is None:
        return Calls(np.zeros(people + 1, dtype=np.int32), np.zeros((0, 4), dtype=np.int32))
    a = appointments
    return Calls(
        np.searchsorted(a.person, np.arange(people + 1)).astype(np.int32),
        np.stack([a.place, a.start_s, a.end_s, a.mode], axis=1).astype(np.int32),
    )
