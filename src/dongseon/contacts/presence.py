"""Where and when somebody was, place by place: from an itinerary, or from a few rows alone."""

from dataclasses import dataclass

import numpy as np

from dongseon.itinerary import anchors, observations
from dongseon.itinerary.observations import Grid
from dongseon.itinerary.parameters import Model
from dongseon.itinerary.types import Itinerary
from dongseon.records.columns import (
    CARD,
    CCTV,
    CHECK_IN,
    TRANSIT,
    Codes,
    Floats,
    Ints,
    Places,
    Records,
)


@dataclass(frozen=True, slots=True, eq=False)
class Presence:
    """P(at the place) over the steps in which it is worth mentioning."""

    step: Codes  # (n,) ascending
    probability: Floats  # (n,)


Whereabouts = dict[int, Presence]  # row of Places -> presence there

LEAST = 0.01  # presences that never reach this are left out


def of_itinerary(itinerary: Itinerary) -> Whereabouts:
    """The posterior of an itinerary, turned from steps to places."""
    posterior = itinerary.posterior
    owner = np.repeat(
        np.arange(len(posterior.offsets) - 1, dtype=np.int32), np.diff(posterior.offsets)
    )
    order = np.argsort(posterior.place, kind="stable")
    place, step, probability = posterior.place[order], owner[order], posterior.probability[order]
    edges = np.flatnonzero(np.diff(place)) + 1
    firsts = np.concatenate([[0], edges]) if len(place) else edges
    lasts = np.concatenate([edges, [len(place)]]) if len(place) else edges
    return {
        int(place[a]): Presence(step[a:b], probability[a:b])
        for a, b in zip(firsts, lasts, strict=True)
        if probability[a:b].max() >= LEAST
    }


def of_rows(
    records: Records, rows: Ints, places: Places, grid: Grid, *, model: Model
) -> Whereabouts:
    """What the rows that name a place say by themselves: all that is known of most people.

    Presence around a record follows from where in a stay such a record is made and how long stays of
    that category last. Two records in one stay support each other; a record somewhere else between
    two steps ends the presence.
    """
    naming = np.isin(records.source[rows], (CARD, CCTV, CHECK_IN, TRANSIT))
    own = rows[naming & (records.place[rows] >= 0)]
    if not len(own):
        return {}
    step = grid.step(records.start[own])
    lasting = grid.step(records.end[own]) - step
    place = records.place[own]
    local, index = np.unique(place, return_inverse=True)
    shaped = anchors.anchors_of(
        records,
        own,
        step,
        lasting.astype(np.int32),
        index.astype(np.int32),
        [places.category[int(p)] for p in local],
        model=model,
    )
    found: dict[int, Floats] = {}
    for k in range(len(own)):
        begin, end = _between(step, place, k, grid.steps)
        alone = _survival(shaped.before[k], shaped.after[k], int(step[k]), begin, end)
        trust = 1.0 - _doubt(records, int(own[k]))
        series = found.setdefault(int(place[k]), np.zeros(grid.steps))
        np.maximum(series[begin:end], trust * alone, out=series[begin:end])
    return {p: _sparse(series) for p, series in found.items() if series.max() >= LEAST}


def _between(step: Codes, place: Codes, k: int, steps: int) -> tuple[int, int]:
    """The steps in which row k can speak: up to the records at other places before and after it."""
    elsewhere = step[place != place[k]]
    before = elsewhere[elsewhere < step[k]]
    after = elsewhere[elsewhere > step[k]]
    begin = int(before.max()) + 1 if len(before) else 0
    return begin, int(after.min()) if len(after) else steps


def _survival(before: Floats, after: Floats, at: int, begin: int, end: int) -> Floats:
    """P(present) at steps [begin, end), given presence at ``at``."""
    back = 1.0 - np.concatenate([[0.0], np.cumsum(before)])[: at - begin + 1]
    on = np.cumprod(1.0 - np.concatenate([[0.0], after[1:]]))[: end - at]
    series = np.zeros(end - begin)
    series[at - begin + 1 - len(back) : at - begin + 1] = back[::-1]
    series[at - begin : at - begin + len(on)] = on
    return series


def _doubt(records: Records, row: int) -> float:
    """Chance that a row does not show this person there. Assumption, but for CCTV, which says it."""
    source = int(records.source[row])
    if source == CCTV:
        return 1.0 - float(records.reliability[row])
    return {CARD: 0.06, CHECK_IN: 0.01, TRANSIT: 0.02}[source]


def _sparse(series: Floats) -> Presence:
    step = np.flatnonzero(series >= 0.001)
    return Presence(step.astype(np.int32), series[step])


def grid_of(itinerary: Itinerary, *, model: Model) -> Grid:
    """The steps the case's posterior is on."""
    return observations.lay_grid(itinerary.period, model=model)
