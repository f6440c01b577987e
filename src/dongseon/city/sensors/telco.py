"""Base-station connections of phones: bursts of use, idle updates, ping-pong, sectors near and far.

The numbers and their sources are in docs/method/sensors.md.
"""

import math
from dataclasses import dataclass
from typing import NamedTuple

import numpy as np

from dongseon.city import chance
from dongseon.city.compiled import compiled
from dongseon.city.sensors import air as radio
from dongseon.city.sensors import ways
from dongseon.city.sensors.air import BALANCED, BALANCED_AMONG, HEARD, Radio
from dongseon.city.sensors.ways import DAY_S, Track
from dongseon.city.types import Clock, Population, Rides, Singles, Visits, World
from dongseon.records.columns import Bytes, Codes, read_only

BURSTS_AWAKE_PER_HOUR = 0.5  # at a place (assumption; with the rest about 40 rows a day)
BURSTS_ON_WAY_PER_HOUR = 1.8  # tracking-area updates and use on the way (assumption)
BURSTS_ASLEEP_PER_HOUR = 0.06  # messages at night (assumption)
ASLEEP_S = 25_200.0  # seven hours from bedtime on (assumption)
DRAWS = 12  # numbers of chance set aside for one step
BURST_GOES_ON = 0.40  # chance of a further connection in the burst: 1.7 on average (assumption)
BURST_STEP_S = 90.0  # mean time between connections of a burst (assumption)
UPDATE_S = 3_240.0  # periodic update when idle: 54 min (3GPP TS 24.301, T3412 default)
UPDATE_MISSED_AWAKE = 0.10  # (assumption)
UPDATE_MISSED_ASLEEP = 0.45  # deep sleep of the phone: gaps of up to hours (assumption)
SESSION_MEDIAN_S = 25.0  # (assumption)
SESSION_LOG_SD = 1.2  # (assumption)
END_MISSING = 0.10  # of sessions (assumption)
ACTIVITY_LOG_SD = 0.5  # between persons (assumption)
STICKS = 0.55  # an idle phone stays on its sector until another is clearly better (assumption)
PING_PONG = 0.10  # of connections at a place begin two to four quick changes (assumption)


@dataclass(frozen=True, slots=True, eq=False)
class Connections:
    """Connections of phones to sectors, by person, then time."""

    person: Codes  # (n,) row of the population
    start_s: Codes  # (n,) since Clock.start
    end_s: Codes  # (n,) -1 = not stated
    sector: Codes  # (n,) row of World.stations

    def __post_init__(self) -> None:
        for column in (self.person, self.start_s, self.end_s, self.sector):
            read_only(column)

    def __len__(self) -> int:
        return len(self.person)


class _Keys(NamedTuple):
    use: np.uint64
    off: np.uint64


class _Columns(NamedTuple):
    """Room for connections."""

    person: Codes
    start_s: Codes
    end_s: Codes
    sector: Codes


@compiled
def _rate_per_s(at_s: int, at_home: bool, moving: bool, bedtime_s: float) -> float:
    if moving:
        return BURSTS_ON_WAY_PER_HOUR / 3600.0
    if at_home and (at_s - bedtime_s) % DAY_S < ASLEEP_S:
        return BURSTS_ASLEEP_PER_HOUR / 3600.0
    return BURSTS_AWAKE_PER_HOUR / 3600.0


@compiled
def _pause(
    follow: int, rate_per_s: float, asleep: bool, key: np.uint64, who: int, draw: int
) -> tuple[int, bool, bool]:
    """Seconds to the next connection, whether it is an idle update, whether that one is missed."""
    luck = chance.uniform(key, who, draw)
    if follow > 1:
        return 5 + int(35.0 * luck), False, False
    if follow == 1:
        return 1 + int(-math.log(1.0 - luck) * BURST_STEP_S), False, False
    gap_s = -math.log(1.0 - luck) / rate_per_s
    update_s = UPDATE_S * (0.95 + 0.1 * chance.uniform(key, who, draw + 1))
    if gap_s <= update_s:
        return 1 + int(gap_s), False, False
    missed = UPDATE_MISSED_ASLEEP if asleep else UPDATE_MISSED_AWAKE
    return int(update_s), True, chance.uniform(key, who, draw + 2) < missed


@compiled
def _sector_at_place(
    heard: Codes, weight: Singles, at_s: int, key: np.uint64, who: int, draw: int
) -> int:
    """A sector heard at a place, by its share or handed over for load; -1 = none."""
    if weight[HEARD - 1] <= 0.0:
        return -1
    busy = 2.0 if 64_800 <= at_s % DAY_S < 79_200 else 1.0
    if chance.uniform(key, who, draw) < BALANCED * busy:
        other = heard[chance.integer(key, who, draw + 1, BALANCED_AMONG)]
        return int(other if other >= 0 else heard[0])
    target = chance.uniform(key, who, draw + 1) * weight[HEARD - 1]
    for k in range(HEARD):
        if weight[k] > target:
            return int(heard[k])
    return int(heard[0])


@compiled
def _sector(
    air: Radio,
    telco: int,
    path: Track,
    piece: int,
    here: int,
    at_s: int,
    key: np.uint64,
    who: int,
    draw: int,
) -> int:
    """The sector drawn at a time, at a place or on the way."""
    if here >= 0:
        return _sector_at_place(
            air.heard[telco, here], air.weight[telco, here], at_s, key, who, draw
        )
    x_m, y_m = ways.along(
        at_s, path.start_s[piece], path.end_s[piece],
        path.x0_m[piece], path.y0_m[piece], path.x1_m[piece], path.y1_m[piece],
    )  # fmt: skip
    return radio.sector_outdoors(air, telco, x_m, y_m, chance.uniform(key, who, draw))


@compiled
def _session_end(at_s: int, idle: bool, key: np.uint64, who: int, draw: int) -> int:
    if idle or chance.uniform(key, who, draw) < END_MISSING:
        return -1
    length_s = SESSION_MEDIAN_S * math.exp(SESSION_LOG_SD * chance.normal(key, who, draw + 1))
    return at_s + max(1, int(min(length_s, 3600.0)))


@compiled
def _follow(follow: int, here: int, idle: bool, key: np.uint64, who: int, draw: int) -> int:
    """What comes next: 0 = a new burst, 1 = more of this burst, 2 and more = ping-pong goes on."""
    luck = chance.uniform(key, who, draw)
    if follow > 1:
        return follow - 1 if follow > 2 else 0
    if here >= 0 and luck < PING_PONG:
        return 3 + chance.integer(key, who, draw + 1, 3)
    return int(not idle and luck > 1.0 - BURST_GOES_ON)


@compiled
def _piece_at(path: Track, piece: int, last_piece: int, at_s: int) -> int:
    while piece < last_piece and path.end_s[piece] <= at_s:
        piece += 1
    return piece


@compiled
def _where(path: Track, row: int, piece: int) -> int:
    """The place the phone is at, -1 on the way."""
    return int(path.home[row] if path.left_home[piece] else path.place[piece])


@compiled
def _draw_one(
    path: Track, row: int, telco: int, air: Radio, keys: _Keys, out: _Columns, at: int
) -> int:
    """Write one phone's connections from row ``at`` on (none past the room); the next free row."""
    who, piece, last_piece = path.person[row], path.offsets[row], path.offsets[row + 1]
    key = keys.use
    spread = ACTIVITY_LOG_SD * (chance.normal(key, who, 0) - 0.5 * ACTIVITY_LOG_SD)
    bedtime_s = 1_000.0 + 4_000.0 * chance.normal(key, who, 1)
    now_s = path.start_s[piece] + int(chance.uniform(key, who, 2) * UPDATE_S)
    follow, sector, other, last_place, draw = 0, -1, -1, -1, 3
    piece = _piece_at(path, piece, last_piece, now_s)
    while piece < last_piece:
        here = _where(path, row, piece)
        rate = _rate_per_s(now_s, here == path.home[row], here < 0, bedtime_s)
        asleep = rate < 1.01 * BURSTS_ASLEEP_PER_HOUR / 3600.0
        step_s, idle, missed = _pause(follow, rate * math.exp(spread), asleep, key, who, draw)
        now_s, draw = now_s + step_s, draw + DRAWS
        piece = _piece_at(path, piece, last_piece, now_s)
        if missed or piece == last_piece:
            continue
        if path.start_s[piece] > now_s or ways.phone_off(keys.off, who, now_s):
            follow = 0
            continue
        here = _where(path, row, piece)
        same = here >= 0 and here == last_place
        if follow > 1 and same:
            sector, other = other, sector
        elif not (same and chance.uniform(key, who, draw - 7) < STICKS):
            sector = _sector(air, telco, path, piece, here, now_s, key, who, draw - 6)
        if sector >= 0 and at < len(out.person):
            out.person[at], out.start_s[at], out.sector[at] = who, now_s, sector
            out.end_s[at] = _session_end(now_s, idle, key, who, draw - 4)
        at += sector >= 0
        begins = follow <= 1
        follow = _follow(follow, here, idle, key, who, draw - 2)
        if begins and follow > 1:
            other = _sector(air, telco, path, piece, here, now_s, key, who, draw - 9)
        last_place = here
    return at


@compiled
def _draw_all(path: Track, telco: Bytes, air: Radio, keys: _Keys, out: _Columns) -> int:
    """Write the connections of all phones; how many there are."""
    at = 0
    for row in range(len(path.person)):
        if path.offsets[row] < path.offsets[row + 1]:
            at = _draw_one(path, row, telco[row], air, keys, out, at)
    return at


def connections(
    world: World,
    population: Population,
    clock: Clock,
    visits: Visits,
    rides: Rides,
    persons: Codes,
    *,
    seed: int,
    heard: Radio | None = None,
    phone: Track | None = None,
) -> Connections:
    """Connections of these persons' phones (rows of the population, in the order given).

    A person's rows depend on the seed, the world and the person alone. ``heard`` and ``phone`` are the
    prepared radio and track, to be given when many slices of one population are drawn.
    """
    masts = heard or radio.radio(world)
    path = phone or ways.track(world, population, visits, rides, persons, seed=seed)
    keys = _Keys(chance.key(seed, "connections"), chance.key(seed, "phone off"))
    room = 1_000 + len(path.person) * clock.days * 60
    while True:
        out = _Columns(*(np.empty(room, dtype=np.int32) for _ in range(4)))
        rows = _draw_all(path, population.telco[path.person], masts, keys, out)
        if rows <= room:
            return Connections(*(column[:rows].copy() for column in out))
        room = rows + 1_000
