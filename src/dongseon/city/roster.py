"""The columns that the schedule's kernels read, as named tuples (numba takes those, not dataclasses)."""

from typing import NamedTuple

import numpy as np

from dongseon.city.types import Appointments, Population, World
from dongseon.records.columns import Bytes, Codes, Floats


class Ground(NamedTuple):
    """The standing city, for kernels."""

    x_m: Floats  # (places,)
    y_m: Floats  # (places,)
    opens_s: Codes  # (places,) second of the local day; 0 where there are no hours
    closes_s: Codes  # (places,) may lie after midnight; two days where there are no hours
    category: Codes  # (places,)
    group: Codes  # (places,)
    group_first: Codes  # (places,) first room of the same group, in rows of places
    group_rooms: Codes  # (places,) rooms of the same group
    venue_first: Codes  # (kinds, squares + 1)
    venue_place: Codes  # (venues,)
    venue_sum: Floats  # (venues,)
    venue_nearest: Codes  # (kinds, squares)
    square_m: float
    west_m: float
    south_m: float
    columns: int
    rows: int


class Lines(NamedTuple):
    """Transit, for kernels."""

    first: Codes
    call_stop: Codes
    call_time_s: Codes
    headway_s: Codes
    first_s: Codes
    last_s: Codes
    fleet: Codes
    cars: Codes
    stop_place: Codes
    near_stop: Codes  # (2, places)
    leg_line: Codes
    leg_change: Codes
    way_s: Codes
    mode: Bytes


class Folk(NamedTuple):
    """The residents, for kernels."""

    age: Codes
    occupation: Bytes
    shift: Bytes
    household: Codes
    home: Codes
    work: Codes
    circle: Codes
    circle_home: Codes  # (n,) home of the friend at whose place the circle meets
    circle_age: Codes  # (n,) age of that friend
    academy: Codes
    worship: Codes
    gym: Codes
    drives: Bytes


class Calls(NamedTuple):
    """Appointments, for kernels: those of person p are rows first[p]:first[p + 1]."""

    first: Codes  # (people + 1,)
    place: Codes
    start_s: Codes
    end_s: Codes
    mode: Bytes


DAY_S = 86_400


def ground_of(world: World) -> Ground:
    """The kernel's view of the standing city."""
    places, venues = world.places, world.venues
    opens = np.where(places.opens_min < 0, 0, places.opens_min) * 60
    closes = np.where(places.closes_min < 0, 2 * DAY_S, places.closes_min * 60)
    closes = np.where(closes <= opens, closes + DAY_S, closes)
    first, rooms = _group_rooms(world.group)
    return Ground(
        x_m=world.place_x_m.astype(np.float64),
        y_m=world.place_y_m.astype(np.float64),
        opens_s=opens.astype(np.int32),
        closes_s=closes.astype(np.int32),
        category=places.category.codes,
        group=world.group,
        group_first=first,
        group_rooms=rooms,
        venue_first=venues.first,
        venue_place=venues.place,
        venue_sum=venues.cumulative,
        venue_nearest=venues.nearest,
        square_m=venues.square_m,
        west_m=venues.west_m,
        south_m=venues.south_m,
        columns=venues.columns,
        rows=venues.rows,
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
    return Lines(
        first=t.line_first,
        call_stop=t.call_stop,
        call_time_s=t.call_time_s,
        headway_s=t.headway_s,
        first_s=t.first_s,
        last_s=t.last_s,
        fleet=t.fleet,
        cars=t.cars,
        stop_place=t.stop_place,
        near_stop=t.near_stop,
        leg_line=t.leg_line,
        leg_change=t.leg_change,
        way_s=t.way_s,
        mode=t.line_mode,
    )


def folk_of(population: Population) -> Folk:
    """The kernel's view of the residents."""
    circle = population.circle
    count = int(circle.max(initial=-1)) + 1
    host = np.zeros(count + 1, dtype=np.int32)
    host[circle[::-1]] = np.arange(len(circle), dtype=np.int32)[::-1]  # first member; -1 is last
    return Folk(
        age=population.age_years,
        occupation=population.occupation,
        shift=population.shift,
        household=population.household,
        home=population.home,
        work=population.work,
        circle=circle,
        circle_home=population.home[host[circle]],
        circle_age=population.age_years[host[circle]],
        academy=population.academy,
        worship=population.worship,
        gym=population.gym,
        drives=population.drives,
    )


def calls_of(appointments: Appointments | None, people: int) -> Calls:
    """The kernel's view of appointments."""
    if appointments is None:
        none = np.zeros(0, dtype=np.int32)
        return Calls(np.zeros(people + 1, dtype=np.int32), none, none, none, none.astype(np.int8))
    first = np.searchsorted(appointments.person, np.arange(people + 1)).astype(np.int32)
    return Calls(
        first, appointments.place, appointments.start_s, appointments.end_s, appointments.mode
    )
