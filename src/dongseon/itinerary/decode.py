"""From marginals to claims: which place is named for which minutes, and how the ends are bounded."""

from typing import NamedTuple

import numpy as np
from numba import njit

from dongseon.itinerary.chain import Answer
from dongseon.itinerary.parameters import Model
from dongseon.records.columns import Codes, Floats

NOWHERE = -1  # under way, at a spot that is no listed place, or unknown


class Run(NamedTuple):
    """Steps [first, last) for which one answer is claimed."""

    place: int  # candidate, or NOWHERE
    first: int
    last: int
    probability: float  # mean marginal over the run


def runs_of(answer: Answer, *, model: Model) -> list[Run]:
    """The claims that are right for most minutes in expectation, with a price on each change.

    Not the most probable path: a path is one of billions, a minute's marginal is what a claim about
    that minute should be judged by. The price (``switch_cost_min``) of naming another place keeps
    claims from flickering.
    """
    steps = len(answer.offsets) - 1
    strong = answer.probability >= model.least_claim
    named = np.unique(answer.place[strong])
    class_of = np.full(int(answer.place.max(initial=0)) + 1, -1, np.int32)
    class_of[named] = np.arange(len(named), dtype=np.int32)
    cost = model.switch_cost_min * 60 / model.step_s
    chosen = _decode(
        answer.offsets, answer.place, answer.probability, class_of, len(named), cost, steps
    )
    edges = np.flatnonzero(np.diff(chosen)) + 1
    firsts = np.concatenate([[0], edges])
    lasts = np.concatenate([edges, [steps]])
    runs = []
    for first, last in zip(firsts, lasts, strict=True):
        at = int(chosen[first])
        place = int(named[at]) if at < len(named) else NOWHERE
        marginal = marginal_of(answer, place, int(first), int(last))
        runs.append(Run(place, int(first), int(last), float(marginal.mean())))
    return runs


@njit(cache=True)
def _decode(
    offsets: Codes,
    place: Codes,
    probability: Floats,
    class_of: Codes,
    n_named: int,
    cost: float,
    steps: int,
) -> Codes:
    """Best class of each step; class n_named is NOWHERE. Dynamic programme, linear in entries."""
    score = np.zeros(n_named + 1)
    switched = np.zeros((steps, n_named + 1), np.bool_)
    best_before = np.zeros(steps, np.int32)
    for t in range(steps):
        best = int(np.argmax(score))
        best_before[t] = best
        for k in range(n_named + 1):
            gate = score[best] - (cost if k < n_named else 0.0)  # a way between two stays is free
            if score[k] < gate:
                score[k] = gate
                switched[t, k] = True
        somewhere = 0.0
        for e in range(offsets[t], offsets[t + 1]):
            k = class_of[place[e]]
            somewhere += probability[e]
            if k >= 0:
                score[k] += probability[e]
        # first whether at any place, then at which: where neighbours share the probability of a
        # stay, the best of them is still the better answer than none
        score[:n_named] += min(1.0, somewhere)
        score[n_named] += 2.0 * max(0.0, 1.0 - somewhere)
    chosen = np.empty(steps, np.int32)
    k = int(np.argmax(score))
    for t in range(steps - 1, -1, -1):
        chosen[t] = k
        if switched[t, k]:
            k = best_before[t]
    return chosen


def marginal_of(answer: Answer, place: int, first: int, last: int) -> Floats:
    """P(place) for steps [first, last); for NOWHERE the probability of being at no listed place."""
    begin, end = int(answer.offsets[first]), int(answer.offsets[last])
    owner = np.repeat(np.arange(last - first), np.diff(answer.offsets[first : last + 1]))
    if place == NOWHERE:
        return np.asarray(answer.way[first:last] + answer.still[first:last])
    mine = answer.place[begin:end] == place
    weights = answer.probability[begin:end][mine]
    return np.bincount(owner[mine], weights=weights, minlength=last - first).astype(np.float64)


def rivals_of(answer: Answer, run: Run, *, most: int = 5) -> list[tuple[int, float]]:
    """The other places of a run by mean probability, best first, those under 2 % left out."""
    begin, end = int(answer.offsets[run.first]), int(answer.offsets[run.last])
    total = np.bincount(answer.place[begin:end], weights=answer.probability[begin:end])
    mean = total / (run.last - run.first)
    order = np.argsort(-mean, kind="stable")[: most + 1]
    return [(int(j), float(mean[j])) for j in order if j != run.place and mean[j] >= 0.02][:most]


def edge_steps(
    answer: Answer, run: Run, *, floor: int, ceiling: int
) -> tuple[tuple[float, float, float], tuple[float, float, float]]:
    """When a claimed stay began and ended: (earliest, likely, latest) each, in steps.

    Within a claim the chance of having arrived by step t is the marginal of t over its peak, as long
    as the place is entered once; so the 5 %, 50 % and 95 % points of the flank bound the arrival. The
    departure is its mirror. Nothing is searched before ``floor`` or from ``ceiling`` on.
    """
    marginal = marginal_of(answer, run.place, floor, ceiling)
    peak_at = run.first - floor + int(np.argmax(marginal[run.first - floor : run.last - floor]))
    left = _flank(marginal[: peak_at + 1])
    right = _flank(marginal[peak_at:][::-1])
    size = len(marginal)
    arrived = (floor + left[0], floor + left[1], floor + left[2])
    departed = (floor + size - right[2], floor + size - right[1], floor + size - right[0])
    return _doubted(arrived, floor, ceiling), _doubted(departed, floor, ceiling)


def _doubted(
    end: tuple[float, float, float], floor: int, ceiling: int
) -> tuple[float, float, float]:
    """An end with a step of doubt on either side, unless it is that of what was searched."""
    earliest, likely, latest = end
    if earliest == latest and likely in (floor, ceiling):
        return end
    return max(float(floor), earliest - 1), likely, min(float(ceiling), latest + 1)


def _flank(rising: Floats) -> tuple[float, float, float]:
    """Where a rising flank passes 5 %, 50 % and 95 % of its last value, read from the top down."""
    peak = rising[-1]
    crossings = []
    for share in (0.05, 0.5, 0.95):
        below = np.flatnonzero(rising < share * peak)
        crossings.append(float(below[-1] + 1) if len(below) else 0.0)
    return crossings[0], crossings[1], crossings[2]
