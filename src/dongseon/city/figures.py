"""A measured quantity with its 95 % interval, beside the published one.

Shares have Wilson's interval (between runs with the design effect), other statistics the bootstrap's.
"""

from collections.abc import Callable, Sequence
from dataclasses import dataclass, replace

import numpy as np

from dongseon.city import chance
from dongseon.records.columns import Floats, Ints

Z95 = 1.959964  # standard normal quantile
REPLICATES = 400  # of the bootstrap


@dataclass(frozen=True, slots=True)
class Figure:
    """One measured quantity with its 95 % interval, and the published one."""

    name: str
    value: float
    low: float
    high: float
    count: int  # observations behind it
    unit: str
    published: float  # NaN = nothing published
    published_low: float  # NaN = shown beside, not compared
    published_high: float
    source: str  # of the published value, "" = none
    fitted: bool = False  # the parameters were set with this published value in sight

    @property
    def agrees(self) -> bool:
        """Whether the two intervals overlap (True when no interval was published)."""
        if np.isnan(self.published_low):
            return True
        return self.low <= self.published_high and self.published_low <= self.high


def marked(found: Sequence[Figure], fitted: frozenset[str]) -> tuple[Figure, ...]:
    """The figures with those marked that parameters were fitted to; the others are predictions."""
    return tuple(replace(figure, fitted=figure.name in fitted) for figure in found)


def share(name: str, counts: Ints, published: tuple[float, float, float], source: str) -> Figure:
    """A share with Wilson's interval from (hits, trials), or from one such row for each run.

    Outbreaks differ more between runs than chance among persons explains; with several runs the
    interval is that of the effective number of trials, trials over the design effect (Kish).
    """
    table = np.atleast_2d(counts).astype(np.float64)
    hits, trials = table.sum(axis=0)
    if trials == 0:
        return Figure(name, float("nan"), 0.0, 1.0, 0, "share", *published, source)
    p = hits / trials
    value, low, high = wilson_of(p, trials / _design_effect(table, p))
    return Figure(name, value, low, high, int(trials), "share", *published, source)


def _design_effect(table: Floats, p: float) -> float:
    """Variance of the pooled share seen between runs over that of independent persons, at least 1."""
    trials = table[:, 1]
    k, total = len(table), trials.sum()
    if k < 2 or p in (0.0, 1.0):
        return 1.0
    between = k / (k - 1) * np.sum((table[:, 0] - p * trials) ** 2) / total**2
    return float(max(1.0, between / (p * (1 - p) / total)))


def wilson(hits: int, trials: int) -> tuple[float, float, float]:
    """Share and Wilson's 95 % score interval; NaN, 0, 1 without a trial."""
    if trials == 0:
        return float("nan"), 0.0, 1.0
    return wilson_of(hits / trials, float(trials))


def wilson_of(p: float, trials: float) -> tuple[float, float, float]:
    """Wilson's interval of a share seen in so many (effective) trials."""
    z2 = Z95**2
    middle = (p + z2 / (2 * trials)) / (1 + z2 / trials)
    half = Z95 / (1 + z2 / trials) * np.sqrt(p * (1 - p) / trials + z2 / (4 * trials**2))
    # p itself bounds them where rounding would not: at 0 and 1.
    return p, float(np.clip(middle - half, 0.0, p)), float(np.clip(middle + half, p, 1.0))


def measured(
    name: str,
    sample: Floats | Ints,
    statistic: Callable[[Floats], float],
    unit: str,
    published: tuple[float, float, float],
    source: str,
) -> Figure:
    """A statistic with its bootstrap percentile interval (its chance belongs to its name)."""
    if len(sample) == 0:
        nan = float("nan")
        return Figure(name, nan, nan, nan, 0, unit, *published, source)
    values = np.asarray(sample, dtype=np.float64)
    rng = chance.stream(0, "bootstrap", name)
    replicas = [
        float(statistic(values[rng.integers(0, len(values), len(values))]))
        for _ in range(REPLICATES)
    ]
    low, high = np.percentile(replicas, [2.5, 97.5])
    return Figure(
        name,
        float(statistic(values)),
        float(low),
        float(high),
        len(values),
        unit,
        *published,
        source,
    )
