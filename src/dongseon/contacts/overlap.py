"""How long two persons were together: from the ends of two uncertain visits.

Of each visit the chance of having come by a step and of not having left by it are known. The later
arrival and the earlier departure of the two bound what they shared. Steps are those of the case's grid.
"""

import numpy as np
from numba import njit

from dongseon.records.columns import Floats

FIGURES = 6  # of a meeting: chance, chance of the line, expected, 5 % and 95 % steps, begin

FINEST = 120  # parts of a long meeting that its quantiles are told to
LEAST_SHARE = 0.05  # of the surest shared step; steps below it are a break
SMALLEST = 5e-324  # the least number there is above nought

CHANCE, LINE, MEAN, LOW, HIGH, BEGIN = range(FIGURES)


@njit(cache=True)
def ends_of(series: Floats, come: Floats, there: Floats) -> float:
    """Split a visit's P(present), (n,), not all nought, into P(come by) and P(not left by), in place; its peak.

    Before the surest step the chance of having come grows as the series does, after it the chance of
    being still there falls; a dip between is uncertainty about the place, not two visits.
    """
    surest = int(np.argmax(series))
    peak = float(series[surest])
    reached = 0.0
    for t in range(surest + 1):
        reached = max(reached, series[t] / peak)
        come[t] = reached
        there[t] = 1.0
    come[surest:] = 1.0
    reached = 0.0
    for t in range(series.size - 1, surest, -1):
        reached = max(reached, series[t] / peak)
        there[t] = reached
    return peak


@njit(cache=True)
def at_least(come: Floats, there: Floats, steps: int) -> float:
    """P(so many steps together), given both visits. come: both have, there: neither left; (n,)."""
    total, before = 0.0, 0.0
    for t in range(come.size - steps + 1):
        total += (come[t] - before) * there[t + steps - 1]
        before = come[t]
    return total


@njit(cache=True)
def _steps_with(come: Floats, there: Floats, chance: float) -> int:
    """The most steps that are together at least as probable as ``chance``, one at least."""
    fits, fails = 1, come.size + 1
    while fails - fits > 1:
        middle = (fits + fails) // 2
        if at_least(come, there, middle) >= chance:
            fits = middle
        else:
            fails = middle
    return fits


@njit(cache=True)
def _begin(come: Floats, there: Floats, half: float) -> int:
    """The median step at which they are first together."""
    total, before, step = 0.0, 0.0, -1
    while total < half:
        step += 1
        total += (come[step] - before) * there[step]
        before = come[step]
    return step


@njit(cache=True)
def _stretch(one: Floats, other: Floats, apart: int) -> tuple[int, int]:
    """The stretch [first, last) that holds most of what two may have shared, between long breaks."""
    least = 0.0
    for t in range(one.size):
        least = max(least, LEAST_SHARE * one[t] * other[t])
    best, found, first, last, mass = 0.0, (0, 0), -1, -1, 0.0
    for t in range(one.size):
        joint = one[t] * other[t]
        if joint <= 0.0 or joint < least:
            continue
        if first < 0 or t - last > apart:
            first, mass = t, 0.0
        last = t
        mass += joint
        if mass > best:
            best, found = mass, (first, t + 1)
    return found


@njit(cache=True)
def meet(one: Floats, other: Floats, line: int, said: Floats) -> None:
    """What two visits at one place, (n,) each over the same steps, say of a meeting. ``said``: FIGURES.

    The minutes are those given that they met; the chance of ``line`` steps together is not given that.
    """
    said[:] = 0.0
    first, last = _stretch(one, other, 2 * line)
    if last == first:
        return
    steps = last - first
    come, there = np.empty(steps), np.empty(steps)
    other_come, other_there = np.empty(steps), np.empty(steps)
    both = ends_of(one[first:last], come, there)
    both *= ends_of(other[first:last], other_come, other_there)
    come *= other_come
    there *= other_there
    ever = at_least(come, there, 1)
    said[CHANCE] = both * ever
    said[LINE] = both * at_least(come, there, line) if line <= steps else 0.0
    said[MEAN] = (come * there).sum() / max(ever, SMALLEST)
    stride = max(1, steps // FINEST)
    thin_come, thin_there = come[::stride], there[::stride]
    ever_thin = at_least(thin_come, thin_there, 1)
    for figure, chance in ((LOW, 0.95), (HIGH, 0.05)):
        thin = _steps_with(thin_come, thin_there, chance * ever_thin)
        said[figure] = min(steps, stride * thin)
    said[BEGIN] = first + _begin(come, there, 0.5 * ever)
