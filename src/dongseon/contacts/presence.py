"""Where and when somebody was, place by place: from an itinerary, or from a few rows alone."""

from dataclasses import dataclass

import numpy as np

from dongseon.errors import InvalidInput
from dongseon.itinerary import anchors, observations
from dongseon.itinerary.observations import Grid
from dongseon.itinerary.parameters import Model
from dongseon.itinerary.types import Itinerary
from dongseon.records.columns import (
    CARD,
    CCTV,
    CHECK_IN,
    SOURCES,
    TRANSIT,
    Bools,
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

_NAMING = np.array([code in (CARD, CCTV, CHECK_IN, TRANSIT) for code in range(len(SOURCES))])
LEAST = 0.01  # presences that never reach this are left out


def of_itinerary(
    itinerary: Itinerary, *, step_s: int | None = None, only: Whereabouts | None = None
) -> Whereabouts:
    """The posterior of an itinerary, turned from steps to places.

    step_s: the steps asked for, seconds; the itinerary's own must be a multiple. only: whose places
    are enough. Raises InvalidInput for steps that do not fit.
    """
    posterior = itinerary.posterior
    times, rest = divmod(posterior.step_s, step_s or posterior.step_s)
    if rest:
        raise InvalidInput(
            f"itinerary of {itinerary.person_id}: its steps of {posterior.step_s} s are no multiple "
            f"of {step_s} s"
        )
    owner = np.repeat(
        np.arange(len(posterior.offsets) - 1, dtype=np.int32), np.diff(posterior.offsets)
    )
    wanted = np.flatnonzero(_among(posterior.place, only))
    order = wanted[np.argsort(posterior.place[wanted], kind="stable")]
    place, step = np.repeat(posterior.place[order], times), owner[order]
    probability = np.repeat(posterior.probability[order], times)
    step = (step[:, None] * times + np.arange(times, dtype=np.int32)[None, :]).reshape(-1)
    edges = np.flatnonzero(np.diff(place)) + 1
    firsts = np.concatenate([[0], edges]) if len(place) else edges
    lasts = np.concatenate([edges, [len(place)]]) if len(place) else edges
    return {
        int(place[a]): Presence(step[a:b], probability[a:b])
        for a, b in zip(firsts, lasts, strict=True)
        if probability[a:b].max() >= LEAST
    }


def _among(place: Codes, only: Whereabouts | None) -> Bools:
    """Which entries are at a place of somebody's whereabouts."""
    if only is None:
        return np.ones(len(place), dtype=np.bool_)
    known = np.zeros(max(int(place.max(initial=0)), max(only, default=0)) + 1, dtype=np.bool_)
    known[list(only)] = True
    return np.asarray(known[place], dtype=np.bool_)


def naming(records: Records, rows: Ints) -> Bools:
    """Which of some rows name the place where their person was."""
    return np.asarray(_NAMING[records.source[rows]] & (records.place[rows] >= 0), dtype=np.bool_)


def near(records: Records, rows: Ints, grid: Grid, case: Whereabouts, *, model: Model) -> Bools:
    """Which of some naming rows are at a place of the case, and within a visit's length of it."""
    longest = anchors.LONGEST_MIN * 60 // model.step_s
    close = _among(records.place[rows], case)
    first = grid.step(records.start[rows]) - longest
    last = grid.step(records.end[rows]) + longest
    at = np.flatnonzero(close)
    at = at[np.argsort(records.place[rows[at]], kind="stable")]
    cuts = np.flatnonzero(np.diff(records.place[rows[at]])) + 1
    for group in np.split(at, cuts) if len(at) else ():
        steps = case[int(records.place[rows[group[0]]])].step
        nearest = np.minimum(np.searchsorted(steps, first[group]), len(steps) - 1)
        close[group] = (steps[nearest] >= first[group]) & (steps[nearest] <= last[group])
    return close


def of_rows(
    records: Records,
    rows: Ints,
    places: Places,
    grid: Grid,
    *,
    model: Model,
    only: Whereabouts | None = None,
) -> Whereabouts:
    """What the rows that name a place say by themselves: all that is known of most people.

    Presence around a record follows from where in a stay such a record is made and how long stays of
    that category last. Two records in one stay support each other; a record somewhere else between
    two steps ends the presence. only: rows that cannot tell of a meeting there are passed over.
    """
    own = rows[naming(records, rows)]
    step, place = grid.step(records.start[own]), records.place[own]
    asked = np.arange(len(own))
    if only is not None:
        asked = np.flatnonzero(near(records, own, grid, only, model=model))
    if not len(asked):
        return {}
    lasting = grid.step(records.end[own]) - step
    local, index = np.unique(place[asked], return_inverse=True)
    shaped = anchors.anchors_of(
        records,
        own[asked],
        step[asked],
        lasting[asked].astype(np.int32),
        index.astype(np.int32),
        [places.category[int(p)] for p in local],
        model=model,
    )
    found: dict[int, Floats] = {}
    for i, k in enumerate(asked):
        begin, end = _between(step, place, int(k), grid.steps)
        begin = max(begin, int(step[k]) - shaped.before.shape[1])  # nothing speaks farther
        end = min(end, int(step[k]) + shaped.after.shape[1])
        alone = _survival(shaped.before[i], shaped.after[i], int(step[k]), begin, end)
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
