"""What phones known to be at a place teach about the sectors heard there.

Two who sit in one room are served by the same sectors, whatever the map says. So the rows of the case on
its visits, and those of anybody near a code or a card used at a visited place, count beside geometry, at
that place and, less and less, within some 35 m of it.
"""

from collections.abc import Sequence
from dataclasses import replace

import numpy as np
from numba import njit

from dongseon.contacts.ground import Ground
from dongseon.contacts.logs import Logs
from dongseon.contacts.named import Named
from dongseon.contacts.visits import Visit
from dongseon.records.columns import Codes, Floats, Ints

PROFILE_ROWS = 6.0  # rows that geometry counts against those that teach; as for itineraries
MOST_ROWS = 30.0  # rows of one telco that teach about one place, at most: shadows change
HOLDS_M = 35.0  # m, as far as what is taught holds; as for itineraries
SURE = 0.7  # chance of presence from which a row teaches


def taught(
    ground: Ground,
    logs: Logs,
    named: Named,
    stays: Sequence[Visit],
    *,
    case: int,
    step_s: int,
) -> Ground:
    """The same ground after the lesson. case: the case's person in the logs, -1 = none."""
    telco = telcos(logs.offsets, logs.sector, len(ground.sector))
    rows = np.zeros((len(ground.sector), len(ground.place)))
    for visit in stays if case >= 0 else ():
        point = int(np.searchsorted(ground.place, visit.place))
        _own(logs, case, visit, step_s / 60, point, rows)
    _others(logs, named, ground.place, case, step_s / 60, rows)
    at_most = MOST_ROWS / np.maximum(_by_telco(rows, telco), MOST_ROWS)
    rows *= at_most
    x_m = np.concatenate([ground.x_m, ground.point_x_m])
    y_m = np.concatenate([ground.y_m, ground.point_y_m])
    away2 = (x_m[:, None] - ground.point_x_m) ** 2 + (y_m[:, None] - ground.point_y_m) ** 2
    held = rows @ np.exp(-away2 / HOLDS_M**2).T
    serving = np.exp(np.concatenate([ground.serving, ground.point_serving], axis=1))
    serving /= np.maximum(_by_telco(serving, telco), 1e-300)
    learned = (PROFILE_ROWS * serving + held) / (PROFILE_ROWS + _by_telco(held, telco))
    blocks = len(ground.x_m)
    log = np.log(np.maximum(learned, 1e-12))
    return replace(
        ground,
        serving=np.ascontiguousarray(log[:, :blocks]),
        taught=np.ascontiguousarray(held[:, :blocks]),
        point_serving=np.ascontiguousarray(log[:, blocks:]),
        point_taught=np.ascontiguousarray(held[:, blocks:]),
    )


def _by_telco(column: Floats, telco: Codes) -> Floats:
    """(S, n) the sum over all sectors of the same telco."""
    total = np.zeros((int(telco.max(initial=-1)) + 1, column.shape[1]))
    np.add.at(total, telco, column)
    return total[telco]


@njit(cache=True, nogil=True)
def telcos(offsets: Ints, sector: Codes, count: int) -> Codes:
    """(S,) number of the telco of each sector: one phone uses the sectors of one telco only."""
    leader = np.arange(count).astype(np.int32)
    for p in range(offsets.size - 1):
        before = -1
        for r in range(offsets[p], offsets[p + 1]):
            if sector[r] < 0:
                continue
            if before >= 0:
                _join(leader, before, sector[r])
            before = sector[r]
    for s in range(count):
        leader[s] = _leader(leader, s)
    return leader


@njit(cache=True)
def _leader(leader: Codes, s: int) -> int:
    while leader[s] != s:
        leader[s] = leader[leader[s]]
        s = leader[s]
    return s


@njit(cache=True)
def _join(leader: Codes, one: int, other: int) -> None:
    a, b = _leader(leader, one), _leader(leader, other)
    leader[max(a, b)] = min(a, b)


@njit(cache=True, nogil=True)
def _own(logs: Logs, case: int, visit: Visit, step_min: float, point: int, rows: Floats) -> None:
    """Count the case's own rows of one visit, in place. rows: (S, V), all of it: a column's layout varies."""
    for r in range(logs.offsets[case], logs.offsets[case + 1]):
        t = int(logs.begin_min[r] / step_min) - visit.first
        if logs.sector[r] >= 0 and 0 <= t < visit.series.size and visit.series[t] >= SURE:
            rows[logs.sector[r], point] += visit.series[t]


@njit(cache=True, nogil=True)
def _others(
    logs: Logs, named: Named, place: Codes, case: int, step_min: float, rows: Floats
) -> None:
    """Count the rows of anybody else around rows that name a visited place, in place. rows: (S, V)."""
    for i in range(named.place.size):
        point = np.searchsorted(place, named.place[i])
        p = named.person[i]
        if p == case or point == place.size or place[point] != named.place[i]:
            continue
        for r in range(logs.offsets[p], logs.offsets[p + 1]):
            away = int(logs.begin_min[r] / step_min) - named.step[i]
            if logs.sector[r] < 0 or abs(away) >= named.come.shape[1]:
                continue
            shape = named.shape[i]
            there = named.come[shape, -away] if away <= 0 else named.there[shape, away]
            if there * named.trust[i] >= SURE:
                rows[logs.sector[r], point] += 1.0
