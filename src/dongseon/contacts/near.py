"""Who of all was at a place of the case while it was there: one pass over everybody's rows.

A row that names the place says when its person was there, through the shape of a stay; connections and
fixes say it every ten minutes. Where a person left both, the one sharpens the other.
"""

from math import exp, log

import numpy as np
from numba import njit

from dongseon.contacts import moment, named, overlap
from dongseon.contacts.haunts import Haunts
from dongseon.contacts.logs import LASTS_MIN, Logs
from dongseon.contacts.moment import LEAST, REACH_MIN, Said, Scene
from dongseon.contacts.named import Named
from dongseon.contacts.visits import Visit
from dongseon.itinerary.leaves import leaf
from dongseon.records.columns import Bools, Floats

UNFIT = 2.0  # log-odds against the place in every row near: the phone is passed over
FAR_SIGMAS2 = 16.0  # squared sigmas from which a fix speaks against a place: it is passed over
# By which arrivals taken as independent claim too little; calibrated (see the method)
NAMED_ODDS = 2.0
MOST_SHIFT = 4.0  # log-odds by which a log moves what a row that names the place says; assumption


def meetings_at(
    visit: Visit,
    scene: Scene,
    rows: Named,
    logs: Logs,
    haunts: Haunts,
    *,
    point: int,
    asked: Bools,
    line: int,
    step_s: int,
) -> tuple[Floats, Bools]:
    """(P, FIGURES) what the rows of those asked about say of meeting the case, (P,) who named the place.

    point: of the ground, where the visit was; line: steps.
    """
    said = np.zeros((len(asked), overlap.FIGURES))
    by_name = np.zeros(len(asked), dtype=np.bool_)
    heard = moment.said_of(len(scene.kind_hour))
    _all(visit, scene, rows, logs, haunts, heard, point, asked, line, step_s / 60, said, by_name)
    return said, by_name


@njit(cache=True, nogil=True)
def _all(
    visit: Visit,
    scene: Scene,
    rows: Named,
    logs: Logs,
    haunts: Haunts,
    heard: Said,
    point: int,
    asked: Bools,
    line: int,
    step_min: float,
    said: Floats,
    by_name: Bools,
) -> None:
    """Everybody against one visit, in place."""
    steps = visit.series.size
    last_min = scene.first_min + steps * step_min
    chance, shift = np.zeros(scene.kind_hour.size), np.zeros(scene.kind_hour.size)
    odds, there, away = np.empty(scene.x_m.size), np.zeros(steps), np.zeros(steps)
    least = LEAST / visit.series.max()
    for p in range(asked.size):
        if not asked[p]:
            continue
        by_name[p] = named.names(rows, p, visit.place, visit.first, steps)
        if scene.weak and not by_name[p] and not haunts.logged[p]:
            continue
        low, high = _rows(logs, p, scene.first_min, last_min)
        by_log = low < high and _by_log(
            scene, logs, haunts, heard, p, point, low, high, by_name[p], odds, chance, shift, least
        )
        if by_log or by_name[p]:
            named.around(rows, p, visit.place, visit.first, there, away)
            if low < high:
                _join(chance, shift, step_min / scene.knot_min, by_log, there, away)
            overlap.meet(visit.series, there, line, said[p])
            if by_name[p] and not haunts.logged[p]:
                _calibrate(said[p])


@leaf
def _by_log(
    scene: Scene,
    logs: Logs,
    haunts: Haunts,
    heard: Said,
    p: int,
    point: int,
    low: int,
    high: int,
    by_name: bool,
    odds: Floats,
    chance: Floats,
    shift: Floats,
    least: float,
) -> bool:
    """Whether a phone's rows [low, high) give a chance worth telling; what they say, as ``_knots``.

    Whoever named the place is looked at in any case.
    """
    own = max(haunts.lives_at[p, point], haunts.works_at[p, point])
    asked = by_name or own >= least
    if not asked and not _hopeful(scene, logs, haunts, p, low, high):
        return False
    moment.listen(scene, logs, haunts, p, low, high, heard)
    if not asked and not moment.possible(scene, haunts, heard, p, point, least):
        return False
    best = _knots(
        scene, logs, haunts, heard, p, point, low, high, odds, chance, shift, least, by_name
    )
    return bool(best >= least)


@leaf
def _calibrate(said: Floats) -> None:
    """Raise the odds of a meeting that only a few rows of the place speak for, in place."""
    for figure in (overlap.CHANCE, overlap.LINE):
        said[figure] = NAMED_ODDS * said[figure] / (1.0 + (NAMED_ODDS - 1.0) * said[figure])


@leaf
def _rows(logs: Logs, p: int, first_min: float, last_min: float) -> tuple[int, int]:
    """Rows of a person that may say something of a stretch of time."""
    first, last = logs.offsets[p], logs.offsets[p + 1]
    low = _since(logs.begin_min, first, last, first_min - REACH_MIN - LASTS_MIN)
    return low, _since(logs.begin_min, low, last, last_min + REACH_MIN)


@leaf
def _since(times: Floats, first: int, last: int, least: float) -> int:
    """The first of the rows [first, last), ascending in time, that is not before a time; ``last`` for none."""
    while first < last:
        middle = (first + last) // 2
        if times[middle] < least:
            first = middle + 1
        else:
            last = middle
    return first


@leaf
def _hopeful(scene: Scene, logs: Logs, haunts: Haunts, p: int, low: int, high: int) -> bool:
    """Whether any row fits the visited point about as well as the way, or the phone's own haunts."""
    for r in range(low, high):
        s = logs.sector[r]
        if s < 0:
            away2 = (logs.x_m[r] - scene.here_x_m) ** 2 + (logs.y_m[r] - scene.here_y_m) ** 2
            if away2 < FAR_SIGMAS2 * logs.variance[r]:
                return True
            continue
        rival = scene.under_way[s]
        if haunts.logged[p]:
            symbol = logs.symbols[p] + logs.symbol[r]
            rival = max(rival, haunts.home_log[symbol], haunts.work_log[symbol])
        if scene.here[s] > rival - UNFIT:
            return True
    return False


@leaf
def _knots(
    scene: Scene,
    logs: Logs,
    haunts: Haunts,
    heard: Said,
    p: int,
    point: int,
    low: int,
    high: int,
    odds: Floats,
    chance: Floats,
    shift: Floats,
    least: float,
    named: bool,
) -> float:
    """P(at the visited point) and shift of its log-odds at each knot, in place; the greatest chance."""
    best = 0.0
    for k in range(chance.size):
        t = scene.first_min + k * scene.knot_min
        while low < high and logs.end_min[low] < t - REACH_MIN:
            low += 1
        last = low
        while last < high and logs.begin_min[last] <= t + REACH_MIN:
            last += 1
        chance[k], shift[k] = moment.likely(
            scene, logs, haunts, heard, p, point, k, low, last, odds, least, named
        )
        best = max(best, chance[k])
    return best


@leaf
def _join(
    chance: Floats, shift: Floats, knots: float, by_log: bool, there: Floats, away: Floats
) -> None:
    """What the log says, and what it makes of rows that name the place (``there``), in place.

    knots: how many a step is. Rows that name other places (``away``) take from what the log says alone.
    """
    for t in range(there.size):
        at = t * knots
        k = int(at)
        if there[t] > 0.0:
            moved = shift[k] + (at - k) * (shift[k + 1] - shift[k])
            moved = min(max(moved, -MOST_SHIFT), MOST_SHIFT)
            odds = exp(log(there[t]) - log(max(1.0 - there[t], 1e-6)) + moved)
            there[t] = odds / (1.0 + odds)
        if by_log:
            alone = chance[k] + (at - k) * (chance[k + 1] - chance[k])
            there[t] = max(there[t], alone * (1.0 - away[t]))
