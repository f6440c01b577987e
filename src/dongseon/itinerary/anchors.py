"""Records that name a place: each may start a visit whose age is then known to the minute.

An anchor at step t says when the visit began and ends only through two functions: ``before``, the
density of arriving u steps before the record, and ``after``, the chance of leaving v steps after it.
With them a stay may have any duration, and the till at the exit differs from the code at the door.
"""

from dataclasses import dataclass

import numpy as np

from dongseon.itinerary.parameters import Habit, Model
from dongseon.records.columns import (
    BOARD,
    CANCELLATION,
    CARD,
    CCTV,
    CHECK_IN,
    INTERVIEW,
    TRANSIT,
    Bools,
    Codes,
    Floats,
    Ints,
    Records,
)

MOST_FALSE = 0.01  # a statement is worth that much, however many places it could mean; assumption
LONGEST_MIN = 600  # minutes that an anchored visit is followed before and after its record


@dataclass(frozen=True, slots=True, eq=False)
class Anchors:
    """Visits that records speak of. A anchors, U = V = LONGEST_MIN steps."""

    row: Ints  # (A,) row of Records
    step: Codes  # (A,)
    place: Codes  # (A,) candidate
    first: (
        Codes  # (A,) the first anchor of the same record, which may speak of any of several places
    )
    false: Floats  # (A,)
    passing: Bools  # (A,)
    before: Floats  # (A, U)
    after: Floats  # (A, V)


def anchors_of(
    records: Records,
    rows: Ints,
    step: Codes,
    lasting: Codes,
    place: Codes,
    categories: list[str],
    *,
    model: Model,
) -> Anchors:
    """One anchor for each of the rows. step, lasting (steps), place (candidate): (A,), by row.

    A row that comes more than once, side by side, speaks of one of several places, all alike.
    """
    befores, afters = [], []
    first = _firsts(rows)
    several = np.bincount(first, minlength=len(rows))[first]
    for k, row in enumerate(rows):
        habit = model.habit(categories[place[k]])
        before, after = _shape(
            int(records.source[row]),
            int(records.event[row]),
            habit,
            int(lasting[k]),
            model,
        )
        befores.append(before / several[k])
        afters.append(after)
    steps = int(LONGEST_MIN * 60 / model.step_s)
    return Anchors(
        rows,
        step,
        place,
        first,
        np.minimum([_false(records, int(row), model) for row in rows] * several, MOST_FALSE).astype(
            np.float64
        ),
        np.asarray(records.source[rows] == TRANSIT, dtype=np.bool_),
        np.array(befores, dtype=np.float64).reshape(-1, steps),
        np.array(afters, dtype=np.float64).reshape(-1, steps),
    )


def _firsts(rows: Ints) -> Codes:
    """(A,) where each row first comes."""
    _, first, which = np.unique(rows, return_index=True, return_inverse=True)
    return np.asarray(first[which], dtype=np.int32)


def _false(records: Records, row: int, model: Model) -> float:
    """Likelihood of the record if the person was elsewhere, against there."""
    source = int(records.source[row])
    if source == CARD:
        cancelled = int(records.event[row]) == CANCELLATION
        return model.false_cancelled if cancelled else model.false_card
    if source == CCTV:
        confidence = float(np.clip(records.reliability[row], 0.05, 0.99))
        return model.false_cctv * 9.0 * (1 - confidence) / confidence
    of_source = {
        CHECK_IN: model.false_check_in,
        TRANSIT: model.false_transit,
        INTERVIEW: model.false_statement,
    }
    return of_source[source]


def _shape(
    source: int, event: int, habit: Habit, lasting: int, model: Model
) -> tuple[Floats, Floats]:
    """``before`` and ``after`` for one record."""
    steps = int(LONGEST_MIN * 60 / model.step_s)
    age_min = (np.arange(steps) + 0.5) * model.step_s / 60
    door = _exponential(age_min, model.till_min)
    usual_min = habit.stay_min / (1 - model.lingering + model.lingering * model.lingers)
    whole = (1 - model.lingering) * _gamma2(age_min, usual_min)
    whole += model.lingering * _gamma2(age_min, model.lingers * usual_min)
    if source == TRANSIT:
        short = _exponential(age_min, model.till_min / (2 if event == BOARD else 4))
        return short, _hazard(short)
    if source == CHECK_IN:
        return door, _hazard(whole)
    if source == CARD:
        before = habit.paid_at * whole + (1 - habit.paid_at) * door
        after = habit.paid_at * door + (1 - habit.paid_at) * whole
        return before, _hazard(after)
    if source == CCTV:
        return whole, _hazard(_later(whole, lasting))
    return _told(age_min, lasting, model)


def _told(age_min: Floats, lasting: int, model: Model) -> tuple[Floats, Floats]:
    """A remembered stay: the anchor sits in its middle, both ends are known to a spread."""
    half_min = lasting / 2 * model.step_s / 60
    ends = np.exp(-0.5 * ((age_min - half_min) / model.statement_sigma_min) ** 2) + 1e-6
    ends /= ends.sum()
    return ends, _hazard(ends)


def _exponential(age_min: Floats, mean_min: float) -> Floats:
    density = np.exp(-age_min / mean_min)
    return np.asarray(density / density.sum())


def _gamma2(age_min: Floats, mean_min: float) -> Floats:
    """Gamma density of shape 2: few visits end at once, few last for ever."""
    density = age_min * np.exp(-2 * age_min / mean_min)
    return np.asarray(density / density.sum())


def _later(density: Floats, steps: int) -> Floats:
    """The density moved back in time: nobody leaves while still on camera."""
    shifted = np.zeros_like(density)
    keep = max(1, len(density) - steps)
    shifted[len(density) - keep :] = density[:keep]
    return np.asarray(shifted / shifted.sum())


def _hazard(density: Floats) -> Floats:
    """Chance of leaving at each age, given that one has not left before."""
    surviving = 1.0 - np.concatenate([[0.0], np.cumsum(density)[:-1]])
    return np.asarray(np.clip(density / np.maximum(surviving, 1e-9), 0.0, 1.0))
