"""GPS tracks whose true stays are known: for speed, and for how whole the stays come out.

A person stays, travels, stays. Fixes come about once a minute, with a drifting error, some drop-outs
and now and then a wild one. None of it is taken from the detector's rule.
"""

from dataclasses import dataclass

import numpy as np

from dongseon.city.chance import stream
from dongseon.errors import InvalidInput
from dongseon.records.columns import Bools, Codes, Floats, Times

DAYS = 14
STAY_MEDIAN_MIN, STAY_SPREAD = 70.0, 1.0  # log-normal
LEAST_STAY_MIN = 12.0  # shorter ones are pauses on the way, not asked for
TRAVEL_MIN = (6.0, 50.0)  # uniform
LEG_M = (500.0, 8_000.0)  # uniform
EVERY_S = (40.0, 80.0)  # uniform, time between two fixes
DRIFT_M, DRIFT_EVERY_MIN = 9.0, 8.0  # slow part of the error, and how fast it turns
JITTER_M = 5.0  # quick part of the error
WILD, WILD_M = 0.005, (200.0, 2_000.0)  # share of wild fixes, and how wild
DROPPED, DROP_MIN = 0.3, (5.0, 30.0)  # share of stays with a drop-out, and its length
ORIGIN_LON_DEG, ORIGIN_LAT_DEG = 128.6, 36.2
METRE_DEG = 1 / 111_195.0  # degrees of latitude


@dataclass(frozen=True, slots=True, eq=False)
class Tracks:
    """Fixes by person, then time; and the true stays in the same order."""

    person: Codes  # (n,)
    at: Times  # (n,) UTC
    lon_deg: Floats  # (n,)
    lat_deg: Floats  # (n,)
    stay_person: Codes  # (s,)
    stay_start: Times  # (s,)
    stay_end: Times  # (s,)
    stay_lon_deg: Floats  # (s,)
    stay_lat_deg: Floats  # (s,)

    def __len__(self) -> int:
        return len(self.person)


@dataclass(frozen=True, slots=True, eq=False)
class _Way:
    """One person's truth: where at which minute; between two stays straight ahead."""

    arrive_min: Floats  # (s,)
    leave_min: Floats  # (s,)
    east_m: Floats  # (s,)
    north_m: Floats  # (s,)


def tracks(*, seed: int, fixes: int) -> Tracks:
    """About so many fixes (rounded up to whole persons). Raises InvalidInput for fewer than one."""
    if fixes < 1:
        raise InvalidInput(f"fixes: {fixes} is not a positive number")
    parts, total, person = [], 0, 0
    while total < fixes:
        parts.append(_one(person, stream(seed, "bench", "track", person)))
        total += len(parts[-1])
        person += 1
    names = Tracks.__slots__
    return Tracks(*(np.concatenate([getattr(part, name) for part in parts]) for name in names))


def head(whole: Tracks, fixes: int) -> Tracks:
    """The first persons, as many as have about so many fixes together; at least one."""
    last = whole.person[min(fixes, len(whole)) - 1]
    if fixes < len(whole) and last > 0 and whole.person[fixes] == last:
        last -= 1
    mine, true = int((whole.person <= last).sum()), int((whole.stay_person <= last).sum())
    names = Tracks.__slots__
    return Tracks(
        *(getattr(whole, name)[: true if name.startswith("stay") else mine] for name in names)
    )


def _one(person: int, rng: np.random.Generator) -> Tracks:
    way = _way(rng)
    steps = rng.uniform(*EVERY_S, int(DAYS * 86_400 / EVERY_S[0]) + 1) / 60
    minute = np.cumsum(steps)
    minute = minute[minute < DAYS * 1440]
    minute = minute[_heard(rng, way, minute)]
    knots = np.column_stack([way.arrive_min, way.leave_min]).ravel()
    there = [np.interp(minute, knots, np.repeat(m, 2)) for m in (way.east_m, way.north_m)]
    east_m, north_m = (m + _error(rng, minute) for m in there)
    wild = np.flatnonzero(rng.random(len(minute)) < WILD)
    angle, far = rng.uniform(0, 2 * np.pi, len(wild)), rng.uniform(*WILD_M, len(wild))
    east_m[wild] += far * np.cos(angle)
    north_m[wild] += far * np.sin(angle)
    lon, lat = _degrees(east_m, north_m)
    true_lon, true_lat = _degrees(way.east_m, way.north_m)
    stays = np.full(len(true_lon), person, np.int32)
    return Tracks(
        np.full(len(minute), person, np.int32), _times(minute), lon, lat,
        stays, _times(way.arrive_min), _times(way.leave_min), true_lon, true_lat,
    )  # fmt: skip


def _way(rng: np.random.Generator) -> _Way:
    most = int(DAYS * 1440 / LEAST_STAY_MIN) + 1
    long = rng.lognormal(np.log(STAY_MEDIAN_MIN), STAY_SPREAD, most).clip(LEAST_STAY_MIN, 720)
    travel = rng.uniform(*TRAVEL_MIN, most)
    leave = np.cumsum(long + travel) - travel
    arrive = leave - long
    angle, leg = rng.uniform(0, 2 * np.pi, most), rng.uniform(*LEG_M, most)
    whole = leave <= DAYS * 1440
    return _Way(
        arrive[whole],
        leave[whole],
        np.cumsum(leg * np.cos(angle))[whole],
        np.cumsum(leg * np.sin(angle))[whole],
    )


def _heard(rng: np.random.Generator, way: _Way, minute: Floats) -> Bools:
    """Which fixes are not lost in a drop-out inside a stay."""
    count = len(way.arrive_min)
    length = np.minimum(rng.uniform(*DROP_MIN, count), (way.leave_min - way.arrive_min) / 2)
    begin = way.arrive_min + rng.random(count) * (way.leave_min - way.arrive_min - length)
    length = np.where(rng.random(count) < DROPPED, length, 0.0)
    stay = np.searchsorted(way.arrive_min, minute, side="right") - 1
    known = stay >= 0
    since = np.where(known, minute - begin[stay], -1.0)
    return np.asarray((since < 0) | (since >= length[stay]))


def _error(rng: np.random.Generator, minute: Floats) -> Floats:
    knots = np.arange(0.0, DAYS * 1440 + 2 * DRIFT_EVERY_MIN, DRIFT_EVERY_MIN)
    slow = np.interp(minute, knots, rng.normal(0, DRIFT_M, len(knots)))
    return np.asarray(slow + rng.normal(0, JITTER_M, len(minute)))


def _degrees(east_m: Floats, north_m: Floats) -> tuple[Floats, Floats]:
    shrink = np.cos(np.radians(ORIGIN_LAT_DEG))
    return ORIGIN_LON_DEG + east_m * METRE_DEG / shrink, ORIGIN_LAT_DEG + north_m * METRE_DEG


def _times(minute: Floats) -> Times:
    return np.datetime64("2020-05-04T00:00", "us") + (minute * 60e6).astype("timedelta64[us]")
