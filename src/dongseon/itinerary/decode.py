"""From marginals to claims: which place is named for which minutes, and how the ends are bounded."""

from dataclasses import replace
from typing import NamedTuple

import numpy as np
from numba import njit

from dongseon.itinerary.chain import Answer
from dongseon.itinerary.parameters import Model
from dongseon.records.columns import Bools, Codes, Floats

SURELY = 10.0  # minutes that a step is worth to the claim that holds it
NOWHERE = -1  # under way, at a spot that is no listed place, or unknown


class Run(NamedTuple):
    """Steps [first, last) for which one answer is claimed."""

    place: int  # candidate, or NOWHERE
    first: int
    last: int
    probability: float  # mean marginal over the run


class Worth(NamedTuple):
    """What claims are worth. C candidates, N of them named by some claim."""

    class_of: Codes  # (C,) the class of each that may be named, -1 = none
    weight: Floats  # (C,) worth of a right minute there
    offsets: Codes  # (C + 1,)
    near: Codes  # candidate j is next door to the classes near[offsets[j]:offsets[j + 1]]
    share: Floats  # how much next door each of those is
    near_worth: float
    nowhere: float


def runs_of(answer: Answer, x_m: Floats, y_m: Floats, *, model: Model) -> list[Run]:
    """The claims that are worth most in expectation, with a price on each change.

    x_m, y_m: (C,) where the candidates are. Not the most probable path: a path is one of billions, a
    minute's marginal is what a claim about that minute should be judged by. First which visits there
    were: a right minute is worth one, ``visit_worth`` at a place where the person spends few of them, a
    part ``near_worth`` of that next door, and each change has a price (``switch_cost_min``), which keeps
    claims from flickering. Then from when to when: as long as the place has ``claim_reach`` of its best
    chance in that visit.
    """
    named = np.unique(answer.place[answer.probability >= model.least_claim])
    spent = np.bincount(answer.place, weights=answer.probability, minlength=len(x_m))
    often = spent > model.often_share * (len(answer.offsets) - 1)
    worth = _worth(named, x_m, y_m, np.where(often, 1.0, model.visit_worth), model)
    cost = model.switch_cost_min * 60 / model.step_s
    steps = len(answer.offsets) - 1
    nobody, free = np.full(steps, -1, np.int32), np.zeros(steps, dtype=np.bool_)
    columns = answer.offsets, answer.place, answer.probability
    runs = _runs(answer, _decode(*columns, worth, often[named], cost, nobody, free), named)
    if model.visit_worth == 1.0:
        return runs
    held, barred = _reaches(answer, runs, worth.class_of, often, model)
    even = worth._replace(weight=np.ones(len(x_m)))
    return _runs(answer, _decode(*columns, even, often[named], cost, held, barred), named)


def as_it_is(model: Model) -> Model:
    """The same model, to which a minute is worth the same at any place, and next door nothing."""
    return replace(model, visit_worth=1.0, near_worth=0.0, nowhere_worth=2.0)


def _runs(answer: Answer, chosen: Codes, named: Codes) -> list[Run]:
    edges = np.flatnonzero(np.diff(chosen)) + 1
    firsts, lasts = np.concatenate([[0], edges]), np.concatenate([edges, [len(chosen)]])
    runs = []
    for first, last in zip(firsts.tolist(), lasts.tolist(), strict=True):
        at = int(chosen[first])
        place = int(named[at]) if at < len(named) else NOWHERE
        mean = float(marginal_of(answer, place, first, last).mean())
        runs.append(Run(place, first, last, mean))
    return runs


def _worth(named: Codes, x_m: Floats, y_m: Floats, weight: Floats, model: Model) -> Worth:
    class_of = np.full(len(x_m), -1, np.int32)
    class_of[named] = np.arange(len(named), dtype=np.int32)
    away2 = (x_m[:, None] - x_m[named]) ** 2 + (y_m[:, None] - y_m[named]) ** 2
    share = 0.5 ** ((away2 / model.near_m**2) ** 2)  # a half at ``near_m``, and soon nothing
    owner, near = np.nonzero(share > 0.001)
    return Worth(
        class_of,
        weight,
        np.searchsorted(owner, np.arange(len(x_m) + 1)).astype(np.int32),
        near.astype(np.int32),
        share[owner, near],
        model.near_worth,
        model.nowhere_worth,
    )


def _reaches(
    answer: Answer, runs: list[Run], class_of: Codes, often: Bools, model: Model
) -> tuple[Codes, Bools]:
    """(T,) the class that holds each step, -1 = none; and whether no visit may be claimed for it.

    A visit is searched for its ends up to half-way to the next claim of the same place.
    """
    steps = len(answer.offsets) - 1
    held, barred = np.full(steps, -1, np.int32), np.zeros(steps, dtype=np.bool_)
    for run, floor, ceiling in searched(runs, steps, model.search_min * 60 // model.step_s):
        if run.place == NOWHERE or often[run.place]:
            continue
        marginal = marginal_of(answer, run.place, floor, ceiling)
        peak = run.first - floor + int(np.argmax(marginal[run.first - floor : run.last - floor]))
        least = model.claim_reach * marginal[peak]
        before = np.flatnonzero(marginal[:peak] < least)
        after = np.flatnonzero(marginal[peak:] < least)
        first = floor + (int(before[-1]) + 1 if len(before) else 0)
        last = floor + peak + int(after[0]) if len(after) else ceiling
        barred[run.first : run.last] = True
        inside = held[first:last]
        inside[inside < 0] = class_of[run.place]
    return held, barred & (held < 0)


def searched(runs: list[Run], steps: int, reach: int) -> list[tuple[Run, int, int]]:
    """Each run with the steps [floor, ceiling) in which its ends are looked for: up to half-way through
    the neighbouring runs of the same place, and no farther than ``reach``."""
    last_at: dict[int, int] = {}
    next_at: dict[int, int] = {}
    ceilings = []
    for run in reversed(runs):
        ceilings.append(min(next_at.get(run.place, steps), run.last + reach))
        next_at[run.place] = (run.first + run.last) // 2
    found = []
    for run, ceiling in zip(runs, reversed(ceilings), strict=True):
        found.append((run, max(last_at.get(run.place, 0), run.first - reach), ceiling))
        last_at[run.place] = (run.first + run.last) // 2
    return found


@njit(cache=True)
def _weigh(
    begin: int, end: int, place: Codes, probability: Floats, worth: Worth, score: Floats
) -> None:
    """Add what each claim of one step is worth; its entries are [begin, end).

    First whether at any place, then at which: where neighbours share the probability of a stay, the best
    of them is still the better answer than none.
    """
    somewhere = 0.0
    for e in range(begin, end):
        j = place[e]
        somewhere += probability[e]
        right = worth.weight[j] * probability[e]
        if worth.class_of[j] >= 0:
            score[worth.class_of[j]] += right
        for q in range(worth.offsets[j], worth.offsets[j + 1]):
            score[worth.near[q]] += worth.near_worth * right * worth.share[q]
    score[:-1] += min(1.0, somewhere)
    score[-1] += worth.nowhere * max(0.0, 1.0 - somewhere)


@njit(cache=True)
def _decode(
    offsets: Codes,
    place: Codes,
    probability: Floats,
    worth: Worth,
    often: Bools,
    cost: float,
    held: Codes,
    barred: Bools,
) -> Codes:
    """Best class of each step; the last class is NOWHERE. Dynamic programme, linear in entries.

    often: (N,) whether a class is no visit.
    """
    steps, n_named = offsets.size - 1, often.size
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
        _weigh(offsets[t], offsets[t + 1], place, probability, worth, score)
        if held[t] >= 0:
            score[held[t]] += SURELY
        if barred[t]:
            score[:-1] -= np.where(often, 0.0, SURELY)
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
