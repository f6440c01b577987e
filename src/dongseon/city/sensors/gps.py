"""Fixes of a phone's own history: honest outdoors, biased and over-confident indoors, silent below.

The numbers and their sources are in docs/method/sensors.md.
"""

import math
from dataclasses import dataclass
from typing import NamedTuple

import numpy as np

from dongseon.city import chance
from dongseon.city.compiled import compiled
from dongseon.city.ground import antennas
from dongseon.city.sensors import ways
from dongseon.city.sensors.ways import DAY_S, STAY, Track
from dongseon.city.types import SUBWAY, Clock, Population, Rides, Visits, World
from dongseon.records.columns import Bytes, Codes, Floats, Ints, read_only

MOVING_S = (60.0, 240.0)  # seconds between fixes under way (assumption)
RESTING_S = (180.0, 900.0)  # at a place by day (assumption)
NIGHT_S = (900.0, 3_600.0)  # at home at night (assumption)
SAVING = 0.04  # of fixes at rest are followed by a power-save gap (assumption)
SAVING_S = (1_200.0, 7_200.0)  # its length (assumption)
LEAVING_S = (20.0, 120.0)  # a motion sensor wakes the receiver so soon after leaving (assumption)
OUTDOOR_SD_M = 5.0  # median sd an axis (GPS.gov: 4.9 m at 68 % under open sky for phones)
INDOOR_SD_M = 9.0  # median sd an axis of the jitter (assumption)
SD_LOG_SD = 0.45  # spread of the sd between fixes (assumption)
BIAS_SD_M = 18.0  # sd an axis of what is constant during a visit indoors (assumption)
OUTLIER = 0.012  # of fixes, by multipath (assumption)
OUTLIER_M = (100.0, 900.0)  # (assumption)
STALE = 0.006  # of fixes repeat the position before (assumption)
NO_ACCURACY = 0.02  # of fixes (assumption)
LOST_SUBWAY = 0.95  # of fixes under ground (assumption)
LOST_INDOORS = (0.02, 0.35)  # of fixes, drawn for each place (assumption)
LOST_BASEMENT = 0.8  # of fixes (assumption)
RADIUS_68 = 1.5096  # 68 % radius of a round normal error over its sd an axis: sqrt(-2 ln 0.32)
DRAWS = 12  # numbers of chance set aside for one fix


@dataclass(frozen=True, slots=True, eq=False)
class Fixes:
    """Positions a phone recorded of itself, by person, then time."""

    person: Codes  # (n,) row of the population
    at_s: Codes  # (n,) since Clock.start
    lon_deg: Floats  # (n,) WGS 84
    lat_deg: Floats  # (n,) WGS 84
    accuracy_m: Floats  # (n,) 68 %, as the phone states it; NaN = not stated

    def __post_init__(self) -> None:
        for codes in (self.person, self.at_s):
            read_only(codes)
        for column in (self.lon_deg, self.lat_deg, self.accuracy_m):
            read_only(column)

    def __len__(self) -> int:
        return len(self.person)


class _Columns(NamedTuple):
    """Room for fixes."""

    person: Codes
    at_s: Codes
    x_m: Floats
    y_m: Floats
    accuracy_m: Floats


@compiled
def _between(bounds: tuple[float, float], luck: float) -> float:
    return bounds[0] + (bounds[1] - bounds[0]) * luck


@compiled
def _step_s(resting: bool, night: bool, key: np.uint64, who: int, draw: int) -> float:
    luck = chance.uniform(key, who, draw)
    if not resting:
        return _between(MOVING_S, luck)
    if chance.uniform(key, who, draw + 1) < SAVING:
        return _between(SAVING_S, luck)
    return _between(NIGHT_S if night else RESTING_S, luck)


@compiled
def _lost(place: int, mode: int, floor: int, indoor: int, key: np.uint64, luck: float) -> bool:
    """Whether the receiver hears no satellite there."""
    if place < 0:
        return mode == SUBWAY and luck < LOST_SUBWAY
    if floor < 0:
        return luck < LOST_BASEMENT
    return indoor != 0 and luck < _between(LOST_INDOORS, chance.uniform(key, -1, place))


@compiled
def _error(
    indoors: bool, visit: int, key: np.uint64, who: int, draw: int
) -> tuple[float, float, float]:
    """Error east and north and the stated accuracy, metres."""
    middle = INDOOR_SD_M if indoors else OUTDOOR_SD_M
    sd_m = middle * math.exp(SD_LOG_SD * chance.normal(key, who, draw))
    east, north = sd_m * chance.normal(key, who, draw + 1), sd_m * chance.normal(key, who, draw + 2)
    stated = RADIUS_68 * sd_m * math.exp(0.2 * chance.normal(key, who, draw + 3))
    if indoors:  # the receiver does not know of its bias
        east += BIAS_SD_M * chance.normal(key, who, -2 * visit - 3)
        north += BIAS_SD_M * chance.normal(key, who, -2 * visit - 4)
    if chance.uniform(key, who, draw + 4) < OUTLIER:
        angle = 2.0 * math.pi * chance.uniform(key, who, draw + 5)
        far_m = _between(OUTLIER_M, chance.uniform(key, who, draw + 6))
        east, north = east + far_m * math.cos(angle), north + far_m * math.sin(angle)
    if chance.uniform(key, who, draw + 7) < NO_ACCURACY:
        stated = math.nan
    return east, north, stated


@compiled
def _point(
    path: Track, row: int, piece: int, at_s: int, home: tuple[float, float]
) -> tuple[float, float]:
    if path.left_home[piece]:
        return home
    return ways.along(
        at_s, path.start_s[piece], path.end_s[piece],
        path.x0_m[piece], path.y0_m[piece], path.x1_m[piece], path.y1_m[piece],
    )  # fmt: skip


@compiled
def _next_s(
    path: Track, row: int, piece: int, now_s: int, key: np.uint64, who: int, draw: int
) -> int:
    """When the next fix is tried: at rest, leaving the place wakes the receiver."""
    resting = path.mode[piece] == STAY or path.left_home[piece] == 1
    night = path.place[piece] == path.home[row] and now_s % DAY_S < 25_200
    step = _step_s(resting, night, key, who, draw)
    later = now_s + max(1, int(step))
    if resting and not path.left_home[piece] and later > path.end_s[piece] > now_s:
        later = path.end_s[piece] + int(_between(LEAVING_S, chance.uniform(key, who, draw + 2)))
    return later


@compiled
def _draw_one(
    path: Track,
    row: int,
    home: tuple[float, float],
    floor: Codes,
    indoor: Bytes,
    keys: tuple[np.uint64, np.uint64],
    out: _Columns,
    at: int,
) -> int:
    """Write one phone's fixes from row ``at`` on; the next free row."""
    key, off_key = keys
    who, piece, last_piece = path.person[row], path.offsets[row], path.offsets[row + 1]
    now_s = path.start_s[piece] + int(600.0 * chance.uniform(key, who, 0))
    draw, begun = 1, at
    while True:
        while piece < last_piece and path.end_s[piece] <= now_s:
            piece += 1
        if piece == last_piece:
            return at
        if path.start_s[piece] <= now_s and not ways.phone_off(off_key, who, now_s):
            place = path.home[row] if path.left_home[piece] else path.place[piece]
            inside = int(indoor[place]) if place >= 0 else 0
            luck = chance.uniform(key, who, draw)
            if not _lost(place, path.mode[piece], floor[place], inside, key, luck):
                x_m, y_m = _point(path, row, piece, now_s, home)
                east, north, stated = _error(inside != 0, path.start_s[piece], key, who, draw + 4)
                out.person[at], out.at_s[at], out.accuracy_m[at] = who, now_s, stated
                out.x_m[at], out.y_m[at] = x_m + east, y_m + north
                if at > begun and chance.uniform(key, who, draw + 12) < STALE:
                    out.x_m[at], out.y_m[at] = out.x_m[at - 1], out.y_m[at - 1]
                at += 1
        now_s = _next_s(path, row, piece, now_s, key, who, draw + 1)
        draw += DRAWS + 1


@compiled
def _draw_all(
    path: Track,
    home_x: Floats,
    home_y: Floats,
    floor: Codes,
    indoor: Bytes,
    keys: tuple[np.uint64, np.uint64],
    out: _Columns,
) -> int:
    at = 0
    for row in range(len(path.person)):
        if path.offsets[row] < path.offsets[row + 1]:
            home = (home_x[row], home_y[row])
            at = _draw_one(path, row, home, floor, indoor, keys, out, at)
    return at


def _room(path: Track) -> int:
    """More fixes than the pieces can hold: one a shortest step, and one a piece."""
    seconds: Ints = path.end_s.astype(np.int64) - path.start_s
    resting = (path.mode == STAY) | (path.left_home == 1)
    shortest = np.where(resting, RESTING_S[0], MOVING_S[0])
    return int(np.ceil(seconds / shortest).sum()) + len(path.start_s) + len(path.person)


def fixes(
    world: World,
    population: Population,
    clock: Clock,
    visits: Visits,
    rides: Rides,
    persons: Codes,
    *,
    seed: int,
    phone: Track | None = None,
) -> Fixes:
    """The phone history of these persons (rows of the population, in the order given).

    Whether a person shares it is for the caller to ask (``Population.shares_gps``). A person's rows
    depend on the seed, the world and the person alone.
    """
    path = phone or ways.track(world, population, visits, rides, persons, seed=seed)
    room = _room(path)
    out = _Columns(
        np.empty(room, dtype=np.int32), np.empty(room, dtype=np.int32),
        np.empty(room), np.empty(room), np.empty(room),
    )  # fmt: skip
    home_x = world.place_x_m[path.home].astype(np.float64)
    home_y = world.place_y_m[path.home].astype(np.float64)
    keys = (chance.key(seed, "gps"), chance.key(seed, "phone off"))
    rows = _draw_all(path, home_x, home_y, world.floor, world.places.indoor, keys, out)
    lon_deg, lat_deg = antennas.degrees(
        (world.origin_lon_deg, world.origin_lat_deg), out.x_m[:rows], out.y_m[:rows]
    )
    return Fixes(
        out.person[:rows].copy(),
        out.at_s[:rows].copy(),
        lon_deg,
        lat_deg,
        out.accuracy_m[:rows].copy(),
    )
