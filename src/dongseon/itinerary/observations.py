"""One person's rows, laid on the steps of the period: connections, fixes, hints, anchors."""

from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from zoneinfo import ZoneInfo

import numpy as np
from numba import njit

from dongseon.itinerary.parameters import Model
from dongseon.itinerary.space import Plane
from dongseon.records.columns import (
    BASE_STATION,
    CARD,
    CCTV,
    CHECK_IN,
    GPS,
    INTERVIEW,
    TRANSIT,
    Bools,
    Codes,
    Floats,
    Ints,
    Period,
    Records,
    Times,
)

MOST_A_STEP = 40  # sectors of one step, a phone does not use more; keeps their product above nil
MOVED_SIGMAS2 = 9.0  # squared sigmas from the running mean at which a person has moved on
RAYLEIGH_68 = float(np.sqrt(-2 * np.log(1 - 0.68)))  # 68 % radius of a 2-D normal, in sigmas
ANCHORING = (CARD, TRANSIT, CCTV, CHECK_IN, INTERVIEW)


@dataclass(frozen=True, slots=True, eq=False)
class Grid:
    """The steps of a period. T steps of ``step_s`` seconds from ``start``."""

    start: datetime  # UTC
    step_s: int
    steps: int
    hour: Codes  # (T,) hour of the local week, Monday 0 h first

    def step(self, times: Times) -> Codes:
        """The step a time falls in, clipped to the period."""
        since = (times - np.datetime64(self.start.replace(tzinfo=None), "us")).astype(np.int64)
        return np.clip(since // (self.step_s * 1_000_000), 0, self.steps - 1).astype(np.int32)

    def time(self, step: float) -> datetime:
        """When a step begins, to the second."""
        return self.start + timedelta(seconds=round(step * self.step_s))


def lay_grid(period: Period, *, model: Model) -> Grid:
    """Cut a period into steps and find the local hour of each, daylight saving included."""
    start = period.start.astimezone(UTC)
    length_s = (period.end - period.start).total_seconds()
    steps = max(1, int(np.ceil(length_s / model.step_s)))
    zone = ZoneInfo(period.timezone)
    per_quarter = max(1, 900 // model.step_s)  # zones differ from UTC by whole quarters of an hour
    quarters = range((steps + per_quarter - 1) // per_quarter)
    hours = np.empty(len(quarters), np.int32)
    for q in quarters:
        local = (start + timedelta(seconds=q * per_quarter * model.step_s)).astimezone(zone)
        hours[q] = local.weekday() * 24 + local.hour
    return Grid(start, model.step_s, steps, np.repeat(hours, per_quarter)[:steps])


@dataclass(frozen=True, slots=True, eq=False)
class Connections:
    """Which sector served the phone, step by step, repetitions left out."""

    offsets: Codes  # (T + 1,)
    station: Codes  # (n,) row of Stations
    again: Floats  # (n,) how often this sector was heard lately, faded by age
    lately: Floats  # (n,) the same for all sectors together


def connections_of(records: Records, rows: Ints, grid: Grid, *, model: Model) -> Connections:
    """The connections of a person; the same sector again within minutes counts once."""
    own = rows[records.source[rows] == BASE_STATION]
    own, step = _told_again(own, records, grid, model=model)
    station = records.base_station[own]
    quiet = int(model.ping_interval_min * 60 / model.step_s)
    last: dict[int, int] = {}
    keep = np.zeros(len(own), dtype=np.bool_)
    used = np.zeros(grid.steps, dtype=np.int64)
    for k in range(len(own)):
        previous = last.get(int(station[k]))
        fresh = previous is None or step[k] - previous >= quiet
        if fresh and used[step[k]] < MOST_A_STEP:
            keep[k] = True
            used[step[k]] += 1
            last[int(station[k])] = int(step[k])
    counts = np.bincount(step[keep], minlength=grid.steps)
    offsets = np.concatenate([[0], np.cumsum(counts)]).astype(np.int32)
    station = station[keep].astype(np.int32)
    fades_steps = model.heard_fades_min * 60 / model.step_s
    most = int(station.max(initial=-1)) + 1
    return Connections(offsets, station, *_heard_lately(step[keep], station, most, fades_steps))


@njit(cache=True)
def _heard_lately(
    step: Codes, station: Codes, most: int, fades_steps: float
) -> tuple[Floats, Floats]:
    """For each connection the faded counts before it, of its own sector and of all."""
    again, lately = np.zeros(step.size), np.zeros(step.size)
    of_sector, since = np.zeros(most), np.zeros(most)
    total, before = 0.0, 0.0
    for k in range(step.size):
        s, now = station[k], float(step[k])
        total *= np.exp(-(now - before) / fades_steps)
        of_sector[s] *= np.exp(-(now - since[s]) / fades_steps)
        again[k], lately[k] = of_sector[s], total
        of_sector[s] += 1.0
        total += 1.0
        since[s], before = now, now
    return again, lately


def _told_again(own: Ints, records: Records, grid: Grid, *, model: Model) -> tuple[Ints, Codes]:
    """Rows and steps in time order; a lasting connection speaks at its begin and again while it holds."""
    first, last = grid.step(records.start[own]), grid.step(records.end[own])
    every = max(1, int(model.connection_lasts_min * 60 / model.step_s))
    times = 1 + np.maximum(last - first, 0) // every
    which = np.repeat(np.arange(len(own)), times)
    nth = np.arange(len(which)) - np.repeat(np.cumsum(times) - times, times)
    step = first[which] + nth * every
    order = np.argsort(step, kind="stable")
    return own[which][order], step[order].astype(np.int32)


@dataclass(frozen=True, slots=True, eq=False)
class Fixes:
    """One fix a step, those of the same step combined by their inverse variances."""

    x_m: Floats  # (T,) NaN = none
    y_m: Floats  # (T,)
    variance: Floats  # (T,) m² per axis
    mean_x_m: Floats  # (T,) where the fixes of the spot before it lie
    mean_y_m: Floats  # (T,)
    known: Floats  # (T,) 1/m², their joint precision; 0 = no fix before


def fixes_of(records: Records, rows: Ints, grid: Grid, plane: Plane, *, model: Model) -> Fixes:
    """The GPS fixes of a person."""
    own = rows[records.source[rows] == GPS]
    step = grid.step(records.start[own])
    x_m, y_m = plane.to_metres(records.lon_deg[own], records.lat_deg[own])
    accuracy_m = records.error_radius_m[own]
    accuracy_m = np.where(np.isfinite(accuracy_m), accuracy_m, model.gps_default_accuracy_m)
    sigma_m = np.maximum(accuracy_m / RAYLEIGH_68, model.gps_min_sigma_m)
    weight = 1 / sigma_m**2
    total = np.bincount(step, weights=weight, minlength=grid.steps)
    seen = total > 0
    safe = np.where(seen, total, 1.0)
    mean_x = np.bincount(step, weights=weight * x_m, minlength=grid.steps) / safe
    mean_y = np.bincount(step, weights=weight * y_m, minlength=grid.steps) / safe
    count = np.bincount(step, minlength=grid.steps)
    # errors within a minute are shared, so a second fix does not halve the variance: mean of them
    variance = np.where(seen, count / safe, np.nan)
    x_m, y_m = np.where(seen, mean_x, np.nan), np.where(seen, mean_y, np.nan)
    forget = np.exp(-grid.step_s / 60 / model.gps_drift_min)
    spread = model.gps_indoor_bias_m**2
    return Fixes(x_m, y_m, variance, *_standing(x_m, y_m, variance, forget, spread))


@njit(cache=True)
def _standing(
    x_m: Floats, y_m: Floats, variance: Floats, forget: float, spread: float
) -> tuple[Floats, Floats, Floats]:
    """Mean and precision of the fixes before each, of one spot; begun anew where the person moved on.

    A single fix far off, after which the next is back, is wild and moves nobody.
    """
    mean_x, mean_y, known = np.zeros(x_m.size), np.zeros(x_m.size), np.zeros(x_m.size)
    at_x, at_y, precision, wild_before = 0.0, 0.0, 0.0, False
    seen = np.flatnonzero(~np.isnan(x_m))
    last = 0
    for k in range(seen.size):
        t = seen[k]
        precision *= forget ** (t - last)
        last = t
        mean_x[t], mean_y[t], known[t] = at_x, at_y, precision
        if precision > 0.0 and _far(x_m, y_m, variance, t, at_x, at_y, precision, spread):
            back = k + 1 < seen.size and not _far(
                x_m, y_m, variance, seen[k + 1], at_x, at_y, precision, spread
            )
            if back and not wild_before:
                wild_before = True
                continue
            precision = 0.0
        wild_before = False
        total = precision + 1.0 / variance[t]
        at_x = (at_x * precision + x_m[t] / variance[t]) / total
        at_y = (at_y * precision + y_m[t] / variance[t]) / total
        precision = total
    return mean_x, mean_y, known


@njit(cache=True)
def _far(
    x_m: Floats, y_m: Floats, variance: Floats, t: int, at_x: float, at_y: float,
    precision: float, spread: float,
) -> bool:  # fmt: skip
    """Whether fix t lies too far from a mean to be of the same spot."""
    away2 = (x_m[t] - at_x) ** 2 + (y_m[t] - at_y) ** 2
    return bool(away2 > MOVED_SIGMAS2 * (variance[t] + 1.0 / precision + 0.25 * spread))


def steps_with_record(
    records: Records, rows: Ints, grid: Grid, *, statements: bool = False
) -> Bools:
    """(T,) whether any record covers the step; of an interview, only ``statements`` of a place."""
    covered = np.zeros(grid.steps + 1, dtype=np.int64)
    told = records.source[rows] == INTERVIEW
    own = rows[~told | (statements & (records.place[rows] >= 0))]
    np.add.at(covered, grid.step(records.start[own]), 1)
    np.add.at(covered, grid.step(records.end[own]) + 1, -1)
    return np.asarray(np.cumsum(covered)[:-1] > 0, dtype=np.bool_)
