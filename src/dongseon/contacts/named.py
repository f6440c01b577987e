"""Who left a row that names a place of the case: presence around cards, codes, cameras and taps."""

from typing import NamedTuple

import numpy as np
from numba import njit

from dongseon.itinerary import anchors
from dongseon.itinerary.leaves import leaf
from dongseon.itinerary.observations import Grid
from dongseon.itinerary.parameters import Model
from dongseon.records.columns import (
    CARD,
    CCTV,
    CHECK_IN,
    SOURCES,
    TRANSIT,
    Codes,
    Evidence,
    Floats,
    Ints,
)

TRUST = {CARD: 0.94, CHECK_IN: 0.99, TRANSIT: 0.98}  # that it shows this person there; assumption


NAMING = (CARD, CCTV, CHECK_IN, TRANSIT)


class Named(NamedTuple):
    """Rows that name a place, by person, then time. M rows, P persons, K shapes, U steps."""

    offsets: Ints  # (P + 1,) rows of person p are offsets[p]:offsets[p + 1]
    person: Codes  # (M,)
    place: Codes  # (M,) row of Places
    step: Codes  # (M,)
    after: Codes  # (M,) step of the person's last row elsewhere before this one, -1 = none
    until: Codes  # (M,) step of the first row elsewhere after it, or the number of steps
    trust: Floats  # (M,)
    shape: Codes  # (M,)
    come: Floats  # (K, U) P(had come u steps before the row)
    there: Floats  # (K, U) P(not left u steps after it)


def named_of(evidence: Evidence, grid: Grid, *, model: Model) -> Named:
    """Read all rows that name a place."""
    records = evidence.records
    rows = np.flatnonzero(np.isin(records.source, NAMING) & (records.place >= 0))
    rows = rows[np.lexsort((rows, records.start[rows], records.person.codes[rows]))]
    step, person, place = (
        grid.step(records.start[rows]),
        records.person.codes[rows],
        records.place[rows],
    )
    after, until = _elsewhere(person, place, step, grid.steps)
    shape, come, there = _shapes(evidence, rows, grid, model)
    return Named(
        np.searchsorted(person, np.arange(len(records.person.labels) + 1)),
        person,
        place,
        step,
        after,
        until,
        _trust(evidence, rows),
        shape,
        come,
        there,
    )


@njit(cache=True, nogil=True)
def _elsewhere(person: Codes, place: Codes, step: Codes, steps: int) -> tuple[Codes, Codes]:
    """Of each row, by person and time: where the person's rows at other places bound it."""
    n = person.size
    after, until = np.full(n, -1, np.int32), np.full(n, steps, np.int32)
    for i in range(n):
        for j in range(i - 1, -1, -1):
            if person[j] != person[i]:
                break
            if place[j] != place[i] and step[j] < step[i]:
                after[i] = step[j]
                break
        for j in range(i + 1, n):
            if person[j] != person[i]:
                break
            if place[j] != place[i] and step[j] > step[i]:
                until[i] = step[j]
                break
    return after, until


def _shapes(
    evidence: Evidence, rows: Ints, grid: Grid, model: Model
) -> tuple[Codes, Floats, Floats]:
    """Which shape each row has, and the shapes: where in a stay such a row is made, how long stays last."""
    records, places = evidence.records, evidence.places
    lasting = grid.step(records.end[rows]) - grid.step(records.start[rows])
    key = np.stack(
        [
            records.source[rows].astype(np.int64),
            records.event[rows].astype(np.int64),
            places.category.codes[records.place[rows]].astype(np.int64),
            np.where(records.source[rows] == CCTV, lasting, 0).astype(np.int64),
        ]
    )
    _, first, shape = np.unique(key, axis=1, return_index=True, return_inverse=True)
    of = rows[first]
    found = anchors.anchors_of(
        records,
        of,
        np.zeros(len(of), np.int32),
        lasting[first].astype(np.int32),
        np.arange(len(of), dtype=np.int32),
        [places.category[int(p)] for p in records.place[of]],
        model=model,
    )
    zero = np.zeros((len(of), 1))
    come = 1.0 - np.concatenate([zero, np.cumsum(found.before, axis=1)], axis=1)[:, :-1]
    there = np.cumprod(1.0 - np.concatenate([zero, found.after[:, 1:]], axis=1), axis=1)
    return shape.reshape(-1).astype(np.int32), come, np.asarray(there, dtype=np.float64)


def _trust(evidence: Evidence, rows: Ints) -> Floats:
    """Chance that each row shows its person there."""
    records = evidence.records
    by_source = np.array([TRUST.get(source, 1.0) for source in range(len(SOURCES))])
    stated = records.reliability[rows]
    return np.where(records.source[rows] == CCTV, stated, by_source[records.source[rows]])


@leaf
def names(named: Named, p: int, place: int, first: int, steps: int) -> bool:
    """Whether a row of a person says that the person was at a place in any of some steps."""
    reach = named.come.shape[1]
    for i in range(named.offsets[p], named.offsets[p + 1]):
        if named.place[i] == place and max(
            first, named.step[i] - reach + 1, named.after[i] + 1
        ) < min(first + steps, named.step[i] + reach, named.until[i]):
            return True
    return False


@leaf
def around(named: Named, p: int, place: int, first: int, there: Floats, away: Floats) -> None:
    """P(at a place) and P(at another) by a person's rows, (n,) from step ``first`` on, in place."""
    there[:], away[:] = 0.0, 0.0
    for i in range(named.offsets[p], named.offsets[p + 1]):
        _row(named, i, first, there if named.place[i] == place else away)


@leaf
def _row(named: Named, i: int, first: int, whole: Floats) -> None:
    """Raise P(present), (n,) from step ``first`` on, to what one row says."""
    at, reach = named.step[i], named.come.shape[1]
    begin = max(first, at - reach + 1, named.after[i] + 1)
    end = min(first + whole.size, at + reach, named.until[i])
    shape, trust = named.shape[i], named.trust[i]
    for t in range(begin, end):
        alone = named.come[shape, at - t] if t <= at else named.there[shape, t - at]
        whole[t - first] = max(whole[t - first], trust * alone)


@njit(cache=True, nogil=True)
def count(named: Named, place: int, first: int, last: int) -> int:
    """How many persons left a row that names a place in the steps [first, last)."""
    found, before = 0, -1
    for i in range(named.place.size):
        inside = named.place[i] == place and first <= named.step[i] < last
        if inside and named.person[i] != before:
            found += 1
            before = named.person[i]
    return found
