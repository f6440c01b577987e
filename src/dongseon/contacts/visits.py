"""The case's visits: where, when and how surely it was at places that others may have shared."""

from itertools import pairwise
from typing import NamedTuple

import numpy as np

from dongseon.contacts import overlap
from dongseon.contacts.presence import Presence, Whereabouts
from dongseon.itinerary.observations import Grid
from dongseon.records.columns import Floats, Ints

APART_MIN = 30.0  # minutes apart at one place that make two visits of one; assumption
LEAST_PEAK = 0.04  # visits that are less probable at their surest minute are left out
LEAST_SHARE = 0.1  # of the surest minute: the flanks below it are cut off
LONGEST_MIN = 960.0  # minutes; a longer stay is told day by day, cut in the afternoon
CUT_AT_H = 14  # local hour of that cut: so that no night is cut; assumption


class Visit(NamedTuple):
    """One visit of the case, or one day of a long stay. Steps of the grid."""

    place: int  # row of Places
    first: int
    series: Floats  # (n,) P(there) from step ``first`` on

    @property
    def last(self) -> int:
        """Exclusive."""
        return self.first + len(self.series)


def visits_of(mine: Whereabouts, grid: Grid) -> list[Visit]:
    """The visits in somebody's whereabouts, by place, then time."""
    found = []
    for place in sorted(mine):
        found.extend(_at_place(place, mine[place], grid))
    return found


def _at_place(place: int, presence: Presence, grid: Grid) -> list[Visit]:
    cuts = np.flatnonzero(np.diff(presence.step) * grid.step_s / 60 > APART_MIN) + 1
    found = []
    for step, chance in zip(
        np.split(presence.step, cuts), np.split(presence.probability, cuts), strict=True
    ):
        if len(chance) and chance.max() >= LEAST_PEAK:
            found.extend(_visit(place, step.astype(np.int64), chance, grid))
    return found


def _visit(place: int, step: Ints, chance: Floats, grid: Grid) -> list[Visit]:
    kept = np.flatnonzero(chance >= LEAST_SHARE * chance.max())
    step, chance = step[kept[0] : kept[-1] + 1], chance[kept[0] : kept[-1] + 1]
    series = np.zeros(int(step[-1] - step[0]) + 1)
    series[step - step[0]] = chance
    first = int(step[0])
    if len(series) * grid.step_s / 60 <= LONGEST_MIN:
        return [Visit(place, first, series)]
    hour = grid.hour[first : first + len(series)] % 24
    cuts = np.flatnonzero((hour[1:] == CUT_AT_H) & (hour[:-1] != CUT_AT_H)) + 1
    edges = [0, *cuts.tolist(), len(series)]
    return [
        Visit(place, first + a, series[a:b])
        for a, b in pairwise(edges)
        if series[a:b].max() >= LEAST_PEAK
    ]


def meeting_at(visit: Visit, theirs: Whereabouts, *, line: int) -> Floats:
    """(FIGURES,) what somebody's itinerary says of meeting the case on one visit."""
    said = np.zeros(overlap.FIGURES)
    there = theirs.get(visit.place)
    if there is None:
        return said
    low, high = np.searchsorted(there.step, [visit.first, visit.last])
    if high > low:
        series = np.zeros(len(visit.series))
        series[there.step[low:high] - visit.first] = there.probability[low:high]
        overlap.meet(visit.series, series, line, said)
    return said
