"""Where a phone was at one moment: its own home or work, a block, the visited point, or under way.

What the rows around the moment say fades with the minutes between. All is tried against one visited
point of the case, in compiled loops; the blocks, which cost most, only where the point has a chance.
"""

from math import exp, log, pi
from typing import NamedTuple

import numpy as np

from dongseon.contacts import haunts
from dongseon.contacts.ground import BLOCK_M, NEAR_M, Ground
from dongseon.contacts.haunts import Haunts
from dongseon.contacts.logs import RASTER_M, Logs
from dongseon.contacts.visits import Visit
from dongseon.itinerary.leaves import leaf
from dongseon.itinerary.observations import Grid
from dongseon.records.columns import Bools, Codes, Floats

KNOT_MIN = 10.0  # minutes between two posteriors, even between them
LONG_MIN, LONG_KNOT_MIN = 240.0, 20.0  # the same on visits as long as this
WEAK = 0.15  # chance of the case's own presence below which strangers' phones are passed over
HOPELESS = 4.0  # log-odds of the rows near against a place from which it is passed over
FADES_MIN = 15.0  # minutes in which what a row says of a moment fades; assumption
REACH_MIN = 35.0  # minutes, farther rows say nothing of it
UNDER_WAY = 0.3  # of the time that is spent neither at home nor at work; assumption
WILD = -9.0  # log likelihood of a fix that errs; assumption
WAY_SQUARE = -3.0  # log share of the way spent in one square; assumption
NEVER = -1e9
NIL = 1e-9
SUREST = 1.0 - 1e-6
LEAST_FREE = 0.03  # share of an hour that nobody spends at home or at work; assumption
LOG_UNDER_WAY, LOG_VISITING, LOG_THREE = log(UNDER_WAY), log(1.0 - UNDER_WAY), log(3.0)
LEAST_WEIGHT = 0.1  # rows that say less of a moment are passed over
CAREFUL = 1e-6  # log-odds left for rounding where a bound is taken in another order
LEAST = 0.008  # chances of a meeting below this are nil


class Scene(NamedTuple):
    """What one visit needs of the ground. b blocks near, K knots."""

    first_min: float
    knot_min: float
    serving: Floats  # (S, b) log P(sector | block)
    here: Floats  # (S,) the same at the visited point
    under_way: Floats  # (S,) log of the mean over the blocks
    best: Floats  # (S,) the greatest over blocks and point
    x_m: Floats  # (b,)
    y_m: Floats  # (b,)
    here_x_m: float
    here_y_m: float
    visitors: Floats  # (K, b) log share of visitors
    here_visitors: Floats  # (K,)
    anybody: Floats  # (K, b) log share of all people: at home, at work and visiting
    here_home: float  # log share of the homes
    here_staff: float  # log share of those who work
    kind_hour: Codes  # (K,)
    asked_for: float  # how much likelier one with a log was here
    busy: float  # times as many visitors here as usual, by the rows that name the place
    weak: bool  # the case itself was hardly here: only logs and names are looked at


def scene_of(visit: Visit, ground: Ground, grid: Grid, *, asked_for: float, busy: float) -> Scene:
    """Cut out the ground near a visit. busy: times as many visitors as usual."""
    v = int(np.searchsorted(ground.place, visit.place))
    x, y = float(ground.point_x_m[v]), float(ground.point_y_m[v])
    near = np.flatnonzero(np.hypot(ground.x_m - x, ground.y_m - y) < NEAR_M)
    knot_min = LONG_KNOT_MIN if len(visit.series) * grid.step_s / 60 >= LONG_MIN else KNOT_MIN
    per_knot = knot_min * 60 / grid.step_s
    knots = int(len(visit.series) / per_knot) + 2
    at = np.clip(visit.first + np.arange(knots) * per_knot, 0, grid.steps - 1).astype(np.int64)
    week = grid.hour[at]
    serving = np.ascontiguousarray(ground.serving[:, near])
    here = np.ascontiguousarray(ground.point_serving[:, v])  # one layout, one compilation
    kind = np.where(week // 24 < 5, 0, 24) + week % 24
    home, work = haunts.USUAL_HOME[kind], haunts.USUAL_WORK[kind]
    free = np.maximum(1.0 - home - work, LEAST_FREE) * (1.0 - UNDER_WAY)
    homes, staff = ground.homes.sum() + 1.0, ground.staff.sum() + 1.0
    anybody = home[:, None] * ground.homes[near] / homes
    anybody = anybody + work[:, None] * ground.staff[near] / staff
    anybody = anybody + free[:, None] * ground.visitors[week][:, near]
    return Scene(
        visit.first * grid.step_s / 60,
        knot_min,
        serving,
        here,
        np.log(np.exp(serving).mean(axis=1)) if len(near) else here,
        np.maximum(serving.max(axis=1, initial=-np.inf), here),
        ground.x_m[near],
        ground.y_m[near],
        x,
        y,
        _log(ground.visitors[week][:, near]),
        _log(ground.point_visitors[week, v]),
        _log(anybody),
        float(_log(np.array([ground.point_homes[v] / homes]))[0]),
        float(_log(np.array([ground.point_staff[v] / staff]))[0]),
        kind.astype(np.int32),
        asked_for,
        busy,
        bool(visit.series.max() < WEAK),
    )


def _log(share: Floats) -> Floats:
    return np.ascontiguousarray(np.log(np.maximum(share, 1e-12)))


class Said(NamedTuple):
    """What the rows around each knot say, weighed by their age. All (K,), log likelihoods."""

    here: Floats  # at the visited point
    way: Floats  # under way
    home: Floats  # at the own home
    work: Floats  # at the own work
    seen: Bools  # whether there is any row


def said_of(knots: int) -> Said:
    """Room for what is said of one person on one visit."""
    here, way, home, work = np.zeros((4, knots))
    return Said(here, way, home, work, np.zeros(knots, np.bool_))


@leaf
def listen(
    scene: Scene, logs: Logs, haunts: Haunts, p: int, low: int, high: int, said: Said
) -> None:
    """What a person's rows [low, high) say of each knot, for all but the blocks, in place ``said``.

    Row by row, as each reaches a few knots only; a knot's rows are added up in their order.
    """
    for column in (said.here, said.way, said.home, said.work):
        column[:] = 0.0
    said.seen[:] = False
    knots, first, logged = said.here.size, logs.symbols[p], haunts.logged[p]
    for r in range(low, high):
        begin, end, s = logs.begin_min[r], logs.end_min[r], logs.sector[r]
        if s >= 0:
            here, way = scene.here[s], scene.under_way[s]
        else:
            away2 = (logs.x_m[r] - scene.here_x_m) ** 2 + (logs.y_m[r] - scene.here_y_m) ** 2
            here, way = _fix(away2, logs.variance[r]), WAY_SQUARE
        home, work = 0.0, 0.0
        if logged:
            home = haunts.home_log[first + logs.symbol[r]]
            work = haunts.work_log[first + logs.symbol[r]]
        k = max(0, int((begin - REACH_MIN - scene.first_min) / scene.knot_min))
        while k < knots and scene.first_min + k * scene.knot_min <= end + REACH_MIN:
            weight = _weight(begin, end, scene.first_min + k * scene.knot_min)
            if weight >= LEAST_WEIGHT:
                said.seen[k] = True
                said.here[k] += weight * here
                said.way[k] += weight * way
                said.home[k] += weight * home
                said.work[k] += weight * work
            k += 1


@leaf
def likely(
    scene: Scene,
    logs: Logs,
    haunts: Haunts,
    said: Said,
    p: int,
    point: int,
    k: int,
    low: int,
    high: int,
    odds: Floats,
    least: float,
    named: bool,
) -> tuple[float, float]:
    """P(at the visited point) at a knot by the rows [low, high), and how they shift its log-odds.

    odds: (b,) room to work in; least: chances below it need no care; named: whether a row names
    the place, or else the shift is of no use. Without a row near there is only the usual day.
    """
    kind, t = scene.kind_hour[k], scene.first_min + k * scene.knot_min
    h, w = haunts.at_home[p, kind], haunts.at_work[p, kind]
    lives, works = haunts.lives_at[p, point], haunts.works_at[p, point]
    if not said.seen[k]:
        return lives * h + works * w, 0.0
    if said.here[k] < said.way[k] - HOPELESS and max(lives, works) < least:
        return 0.0, -HOPELESS
    free = max(1.0 - h - w, LEAST_FREE)
    visit = log(free * (1.0 - UNDER_WAY))
    logged = haunts.logged[p]
    log_h, log_w = (NEVER, NEVER) if logged else (log(h), log(w))
    reason = max(scene.busy, scene.asked_for) if logged else scene.busy
    prior = _log_sum(
        log_h + max(scene.here_home, log(lives + NIL)),
        log_w + max(scene.here_staff, log(works + NIL)),
        visit + scene.here_visitors[k] + log(reason),
    )
    here, way = said.here[k] + prior, said.way[k] + log(free * UNDER_WAY)
    home = log(h) + said.home[k] if logged else NEVER
    work = log(w) + said.work[k] if logged else NEVER
    peak = max(here, way, home, work)
    total = exp(way - peak) + exp(home - peak) + exp(work - peak)
    good = exp(here - peak)
    if good >= least * total:
        usual = scene.visitors[k] if logged else scene.anybody[k]
        for b in range(odds.size):
            odds[b] = usual[b] + (visit if logged else 0.0)
        total += max(_blocks(scene, logs, t, low, high, odds, peak), good / reason)
        total += good - good / reason
    else:
        total += good
    good += lives * exp(home - peak) + works * exp(work - peak)
    share = min(good / total, SUREST)
    if not named:
        return share, 0.0
    before = exp(prior) + (lives * h + works * w if logged else 0.0)
    before = min(before, SUREST)
    return share, log(share + NIL) - log(1.0 - share) - log(before + NIL) + log(1.0 - before)


@leaf
def possible(scene: Scene, haunts: Haunts, said: Said, p: int, point: int, least: float) -> bool:
    """Whether ``likely`` may reach ``least`` at any knot: a bound that costs a fraction of it.

    Blocks are left out, and of a phone without a log the prior is its greatest term three times over,
    so what is passed over here could not have been found.
    """
    lives, works = haunts.lives_at[p, point], haunts.works_at[p, point]
    if max(lives, works) >= least / 2:
        return True
    logged, line = haunts.logged[p], log(least / 2)
    at_home = max(scene.here_home, log(lives + NIL))
    at_work = max(scene.here_staff, log(works + NIL))
    reason = log(max(scene.busy, scene.asked_for) if logged else scene.busy)
    for k in range(scene.kind_hour.size):
        if not said.seen[k] or (logged and _hopeless(scene, said, k, reason, line)):
            continue
        h, w = haunts.at_home[p, scene.kind_hour[k]], haunts.at_work[p, scene.kind_hour[k]]
        free = max(1.0 - h - w, LEAST_FREE)
        log_h, log_w, log_free = log(h), log(w), log(free)
        prior = log_free + LOG_VISITING + scene.here_visitors[k] + reason + CAREFUL
        if not logged:
            prior = max(prior, log_h + at_home, log_w + at_work) + LOG_THREE
        rival = said.way[k] + log_free + LOG_UNDER_WAY
        if logged:
            rival = max(rival, log_h + said.home[k], log_w + said.work[k])
        if said.here[k] + prior - rival >= line:
            return True
    return False


@leaf
def _hopeless(scene: Scene, said: Said, k: int, reason: float, line: float) -> bool:
    """Whether a phone with a log cannot reach a line of log-odds at a knot even against the way alone.

    The share of free time stands on both sides and falls out, so this costs no logarithm.
    """
    beyond = said.here[k] + scene.here_visitors[k] + reason - said.way[k]
    return bool(beyond + LOG_VISITING - LOG_UNDER_WAY < line - CAREFUL)


@leaf
def _weight(begin_min: float, end_min: float, t: float) -> float:
    """How much a row says of a moment."""
    away = max(begin_min - t, t - end_min, 0.0)
    return exp(-away / FADES_MIN) if away < REACH_MIN else 0.0


@leaf
def _fix(away2: float, variance: float) -> float:
    """Log density of a fix, taken over a square so that it compares with a log's own squares."""
    return max(log(RASTER_M**2 / (2 * pi * variance)) - 0.5 * away2 / variance, WILD)


@leaf
def _blocks(
    scene: Scene, logs: Logs, t: float, low: int, high: int, odds: Floats, peak: float
) -> float:
    """Likelihood of all blocks over exp(peak), the visited point's own among them. odds: prior, (b,)."""
    for r in range(low, high):
        weight = _weight(logs.begin_min[r], logs.end_min[r], t)
        if weight < LEAST_WEIGHT:
            continue
        if logs.sector[r] >= 0:
            serving = scene.serving[logs.sector[r]]
            for b in range(odds.size):
                odds[b] += weight * serving[b]
        else:
            for b in range(odds.size):
                away2 = (logs.x_m[r] - scene.x_m[b]) ** 2 + (logs.y_m[r] - scene.y_m[b]) ** 2
                odds[b] += weight * _fix(away2, logs.variance[r] + BLOCK_M**2 / 12)
    total = 0.0
    for b in range(odds.size):
        if odds[b] > peak - 30.0:
            total += exp(odds[b] - peak)
    return total


@leaf
def _log_sum(a: float, b: float, c: float) -> float:
    """log(exp a + exp b + exp c)."""
    most = max(a, b, c)
    return float(most + log(exp(a - most) + exp(b - most) + exp(c - most)))
