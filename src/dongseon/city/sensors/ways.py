"""Where a person is at every second: visits and rides laid end to end as straight pieces of way.

A piece is a stay (``place`` >= 0, both ends the same point) or a stretch of way. Ways on foot, by car
or bus follow the city's street grid as an L with its corner drawn by chance; a subway runs straight.
The phone's piece differs from the person's where it was left at home.
"""

from typing import NamedTuple

import numpy as np

from dongseon.city import chance
from dongseon.city.compiled import compiled
from dongseon.city.sensors import stays
from dongseon.city.types import BUS, SUBWAY, WALK, Population, Rides, Singles, Visits, World
from dongseon.records.columns import Bytes, Codes, Ints

STAY = -1  # mode of a piece that is a stay
DAY_S = 86_400

LEFT_HOME_SHARE = 0.006  # of leavings from home, the phone stays behind (assumption)


class Track(NamedTuple):
    """Pieces of way of some persons, in time order; person i has rows offsets[i]:offsets[i + 1].

    A named tuple, because kernels take it whole.
    """

    person: Codes  # (n,) row of the population
    offsets: Ints  # (n + 1,)
    start_s: Codes  # (p,)
    end_s: Codes  # (p,) exclusive
    x0_m: Singles  # (p,) where the piece starts
    y0_m: Singles  # (p,)
    x1_m: Singles  # (p,) where it ends
    y1_m: Singles  # (p,)
    place: Codes  # (p,) -1 = under way
    mode: Bytes  # (p,) index into MODES, STAY for a stay
    left_home: Bytes  # (p,) 1 = the phone is not with the person but at home
    home: Codes  # (n,) place where the phone then is


class _Sheet(NamedTuple):
    """Room for pieces of way."""

    start_s: Codes  # (room,)
    end_s: Codes  # (room,)
    ways: Singles  # (room, 4) x0, y0, x1, y1
    place: Codes  # (room,)
    mode: Bytes  # (room,)
    left_home: Bytes  # (room,)


class _Stay(NamedTuple):
    """Stays as plain columns."""

    place: Codes
    start_s: Ints
    end_s: Ints
    mode: Bytes


class _Ride(NamedTuple):
    board_place: Codes
    alight_place: Codes
    board_s: Codes
    alight_s: Codes


@compiled
def _write(
    sheet: _Sheet,
    at: int,
    begin_s: int,
    end_s: int,
    way: tuple[float, float, float, float],
    mode: int,
) -> int:
    """Write one straight piece at row ``at``, if it lasts; the next free row."""
    if end_s <= begin_s:
        return at
    sheet.start_s[at], sheet.end_s[at], sheet.mode[at] = begin_s, end_s, mode
    for k in range(4):
        sheet.ways[at, k] = way[k]
    sheet.place[at] = -1
    return at + 1


@compiled
def _lay(
    sheet: _Sheet,
    at: int,
    begin_s: int,
    end_s: int,
    way: tuple[float, float, float, float],
    mode: int,
    corner: float,
) -> int:
    """Write one way as an L along the street grid (a subway as a line); the next free row."""
    x0_m, y0_m, x1_m, y1_m = way
    east, north = abs(x1_m - x0_m), abs(y1_m - y0_m)
    if mode == SUBWAY or east < 1.0 or north < 1.0:
        return _write(sheet, at, begin_s, end_s, way, mode)
    first = east if corner < 0.5 else north
    middle_s = begin_s + int((end_s - begin_s) * first / (east + north))
    x_m = x1_m if corner < 0.5 else x0_m
    y_m = y0_m if corner < 0.5 else y1_m
    at = _write(sheet, at, begin_s, middle_s, (x0_m, y0_m, x_m, y_m), mode)
    return _write(sheet, at, middle_s, end_s, (x_m, y_m, x1_m, y1_m), mode)


@compiled
def _way(
    sheet: _Sheet,
    at: int,
    visits: _Stay,
    visit: int,
    rides: _Ride,
    ride: int,
    last_ride: int,
    x_m: Singles,
    y_m: Singles,
    key: np.uint64,
    person: int,
) -> tuple[int, int]:
    """Lay the way to a visit from the one before, by the rides inside it; next free row, next ride."""
    here, there = visits.place[visit - 1], visits.place[visit]
    now_s, arrive_s, mode = visits.end_s[visit - 1], visits.start_s[visit], visits.mode[visit]
    x0, y0 = x_m[here], y_m[here]
    while ride < last_ride and rides.board_s[ride] < now_s:
        ride += 1
    first_ride = ride
    while ride < last_ride and rides.alight_s[ride] <= arrive_s:
        up, down = rides.board_place[ride], rides.alight_place[ride]
        board_s, alight_s = rides.board_s[ride], rides.alight_s[ride]
        corner = chance.uniform(key, person, now_s)
        at = _lay(sheet, at, now_s, board_s, (x0, y0, x_m[up], y_m[up]), WALK, corner)
        x0, y0, now_s = x_m[down], y_m[down], alight_s
        corner = chance.uniform(key, person, board_s)
        by = mode if mode > WALK else BUS
        at = _lay(sheet, at, board_s, alight_s, (x_m[up], y_m[up], x0, y0), by, corner)
        ride += 1
    on = mode if ride == first_ride else WALK
    corner = chance.uniform(key, person, now_s)
    at = _lay(sheet, at, now_s, arrive_s, (x0, y0, x_m[there], y_m[there]), on, corner)
    return at, ride


@compiled
def _pieces(
    sheet: _Sheet,
    person: Codes,
    offsets: Ints,
    home: Codes,
    visits: _Stay,
    visit_range: Ints,
    rides: _Ride,
    ride_range: Ints,
    x_m: Singles,
    y_m: Singles,
    way_key: np.uint64,
    left_key: np.uint64,
) -> None:
    at = 0
    for row in range(len(person)):
        who = person[row]
        ride = ride_range[0, row]
        behind = False
        offsets[row] = at
        for visit in range(visit_range[0, row], visit_range[1, row]):
            here = visits.place[visit]
            begun = at
            if visit > visit_range[0, row]:
                at, ride = _way(
                    sheet,
                    at,
                    visits,
                    visit,
                    rides,
                    ride,
                    ride_range[1, row],
                    x_m,
                    y_m,
                    way_key,
                    who,
                )
            for piece in range(begun, at):
                sheet.left_home[piece] = behind
            behind = behind and here != home[row]
            spot = (x_m[here], y_m[here], x_m[here], y_m[here])
            at = _write(sheet, at, visits.start_s[visit], visits.end_s[visit], spot, STAY)
            sheet.place[at - 1], sheet.left_home[at - 1] = here, behind
            if here == home[row]:
                behind = chance.uniform(left_key, who, visits.end_s[visit]) < LEFT_HOME_SHARE
    offsets[len(person)] = at


def track(
    world: World, population: Population, visits: Visits, rides: Rides, persons: Codes, *, seed: int
) -> Track:
    """The pieces of way of these persons (rows of the population, in the order given).

    A person's pieces depend on that person's own visits and rides alone.
    """
    who = np.ascontiguousarray(persons, dtype=np.int32)
    own = stays.stays(visits, who)
    ride_row = stays.rows_of(rides.person, who)
    visit_range, ride_range = _ranges(own.person, who), _ranges(rides.person[ride_row], who)
    room = 3 * len(own) + 4 * len(ride_row) + 1
    sheet = _Sheet(
        np.zeros(room, dtype=np.int32), np.zeros(room, dtype=np.int32),
        np.zeros((room, 4), dtype=np.float32), np.full(room, -1, dtype=np.int32),
        np.zeros(room, dtype=np.int8), np.zeros(room, dtype=np.int8),
    )  # fmt: skip
    offsets = np.zeros(len(who) + 1, dtype=np.int64)
    home = np.ascontiguousarray(population.home[who], dtype=np.int32)
    _pieces(
        sheet, who, offsets, home,
        _Stay(own.place, own.start_s, own.end_s, own.mode), visit_range,
        _Ride(
            rides.board_place[ride_row], rides.alight_place[ride_row],
            rides.board_s[ride_row], rides.alight_s[ride_row],
        ), ride_range,
        world.place_x_m, world.place_y_m,
        chance.key(seed, "way"), chance.key(seed, "phone left at home"),
    )  # fmt: skip
    rows = int(offsets[-1])
    x0_m, y0_m, x1_m, y1_m = (np.ascontiguousarray(sheet.ways[:rows, k]) for k in range(4))
    return Track(
        person=who,
        offsets=offsets,
        start_s=sheet.start_s[:rows],
        end_s=sheet.end_s[:rows],
        x0_m=x0_m,
        y0_m=y0_m,
        x1_m=x1_m,
        y1_m=y1_m,
        place=sheet.place[:rows],
        mode=sheet.mode[:rows],
        left_home=sheet.left_home[:rows],
        home=home,
    )


def _ranges(person: Codes, who: Codes) -> Ints:
    """First and past-the-last row of each person, the rows standing in the order of ``who``: (2, n)."""
    distinct, count = np.unique(person, return_counts=True)
    rows = np.zeros(len(who), dtype=np.int64)
    found = np.isin(who, distinct)
    rows[found] = count[np.searchsorted(distinct, who[found])]
    last = np.cumsum(rows)
    return np.stack([last - rows, last])


@compiled
def phone_off(key: np.uint64, person: int, at_s: int) -> bool:
    """Whether a person's phone is switched off or without battery at a time.

    One person in twenty-five switches it off every night; besides, about three days in a hundred see
    one spell of one to six hours (assumptions).
    """
    day = at_s // DAY_S
    within = at_s - day * DAY_S
    if chance.uniform(key, person, -1) < 0.04 and within < 6 * 3600:
        return True
    for begun in (day - 1, day):
        if chance.uniform(key, person, 3 * begun + 3) < 0.03:
            start = begun * DAY_S + chance.uniform(key, person, 3 * begun + 4) * DAY_S
            length = 3600 + chance.uniform(key, person, 3 * begun + 5) * 18_000
            if start <= at_s < start + length:
                return True
    return False


@compiled
def along(
    at_s: int, start_s: int, end_s: int, x0_m: float, y0_m: float, x1_m: float, y1_m: float
) -> tuple[float, float]:
    """The point reached at a time on a piece of way walked at even speed."""
    share = (at_s - start_s) / max(end_s - start_s, 1)
    return x0_m + (x1_m - x0_m) * share, y0_m + (y1_m - y0_m) * share
