"""Statements of being at home or at work against stretches in which the person was somewhere else."""

from dataclasses import dataclass

import numpy as np

from dongseon.itinerary.decode import NOWHERE, Run
from dongseon.itinerary.discrepancies import visits as visit_of
from dongseon.itinerary.discrepancies.conflicts import (
    Doubt,
    log_odds,
    named_elsewhere,
    speaking_rows,
)
from dongseon.itinerary.discrepancies.matter import Matter
from dongseon.itinerary.discrepancies.scale import Scale
from dongseon.itinerary.discrepancies.visits import Told, Visit
from dongseon.records.columns import Bools

LEAST_MIN = 15.0  # minutes, shorter stretches away are not looked at; assumption


@dataclass(frozen=True, slots=True)
class Ground:
    """What is asked of one statement. Steps are those of the grid."""

    scale: Scale
    told: Told
    k: int  # statement
    visits: list[Visit]
    doubts: dict[int, Doubt]

    @property
    def place(self) -> int:
        """Candidate that the statement names."""
        return int(self.told.place[self.k])

    @property
    def span(self) -> tuple[int, int]:
        """The hours told."""
        return int(self.told.first[self.k]), int(self.told.last[self.k])

    def rows(self, inside: tuple[int, int], *, sure: bool) -> list[int]:
        """Rows in [first, last) that name another place; ``sure``: only those not themselves in doubt."""
        least = self.scale.case.model.asking.ask_nats if sure else np.inf
        return [
            r
            for v in self.visits
            for r in v.rows
            if v.place != self.place and inside[0] <= self.doubts[r].step < inside[1]
            if self.doubts[r].nats < least
        ]


def elsewhere(
    scale: Scale, told: Told, runs: list[Run], visits: list[Visit], doubts: dict[int, Doubt]
) -> list[Matter]:
    """Stretches of "at home" or "at work" in which the person was somewhere else."""
    found = []
    for k, place in enumerate(told.place.tolist()):
        if place >= 0 and visit_of.is_own(scale.case, place):
            ground = Ground(scale, told, k, visits, doubts)
            found += [_part(ground, inside, at) for inside, at in _outings(ground, runs)]
    return [m for m in found if m is not None]


def _outings(ground: Ground, runs: list[Run]) -> list[tuple[tuple[int, int], int]]:
    """(stretch, place) of each time away: one matter until the return, or until a record names a second place."""
    case, found = ground.scale.case, list[list[Run]]()
    out = False
    for run in runs:
        stop = _inside(ground, run)
        if stop.last <= stop.first:
            continue
        if run.place == ground.place or _mentioned(ground, stop, run):
            out = False
        elif (stop.last - stop.first) * case.grid.step_s >= LEAST_MIN * 60:
            if out and _goes_on(ground, found[-1], stop):
                found[-1].append(stop)
            else:
                found.append([stop])
            out = True
    return [((stops[0].first, stops[-1].last), _place_of(ground, stops)) for stops in found]


def _inside(ground: Ground, run: Run) -> Run:
    """The part of a stay within the hours told."""
    first, last = ground.span
    return run._replace(first=max(run.first, first), last=min(run.last, last))


def _goes_on(ground: Ground, stops: list[Run], stop: Run) -> bool:
    """Whether no record names a second place."""
    before, now = _named(ground, stops), _named(ground, [stop])
    return not before or not now or bool(before & now)


def _named(ground: Ground, stops: list[Run]) -> set[int]:
    """Rows of Places that records which are not in doubt name in these stretches."""
    place = ground.scale.case.records.place
    return {int(place[r]) for s in stops for r in ground.rows((s.first, s.last), sure=True)}


def _place_of(ground: Ground, stops: list[Run]) -> int:
    """The place that a record names, or of the longest stop; NOWHERE if none is listed."""
    return max(
        stops,
        key=lambda s: (bool(_named(ground, [s])), s.place != NOWHERE, s.last - s.first),
    ).place


def _part(ground: Ground, inside: tuple[int, int], other: int) -> Matter | None:
    """The matter of one stretch of a statement, if the records are strong enough."""
    scale, place, span = ground.scale, ground.place, ground.span
    asking = scale.case.model.asking
    nats = log_odds(asking.odd_at_home) + _away(ground, inside)
    named = ground.rows(inside, sure=False)
    whole = 2 * (inside[1] - inside[0]) >= span[1] - span[0]
    rows = (*named, *speaking_rows(scale, place, *inside))
    if not named and visit_of.next_door(scale.case, place, other):
        return None
    if not rows or nats < (asking.ask_statement_nats if named or whole else asking.ask_phone_nats):
        return None
    return Matter(
        "statement_contradicted" if whole else "omitted_stay",
        *inside,
        nats,
        statement=int(ground.told.rows[ground.k]),
        rows=rows,
        claimed=place,
        other=other,
    )


def _away(ground: Ground, inside: tuple[int, int]) -> float:
    """Nats against the place told in a part of a statement, unless an end was told wrongly."""
    case, place, span = ground.scale.case, ground.place, ground.span
    sigma = case.model.asking.told_sigma_min * 60 / case.grid.step_s
    nats = ground.scale.without(*inside).against(place, *inside)
    nats += named_elsewhere(case, place, *inside, ground.visits, ground.doubts)
    begun_late = (inside[1] - span[0]) ** 2 / (2 * sigma**2)
    ended_early = (span[1] - inside[0]) ** 2 / (2 * sigma**2)
    return float(min(nats, begun_late, ended_early))


def _mentioned(ground: Ground, stop: Run, run: Run) -> bool:
    """Whether another statement tells of something in these steps, or of most of the stay they are of."""
    told, margin = ground.told, 30 * 60 // ground.scale.case.grid.step_s
    others = np.arange(len(told.rows)) != ground.k
    others &= told.place != ground.place
    telling = visit_of.telling_of(ground.scale.case, told, run.place)

    def half(mine: Bools, first: int, last: int) -> bool:
        shared = np.minimum(told.last + margin, last) - np.maximum(told.first - margin, first)
        return bool((mine & (2 * shared >= last - first)).any())

    return half(others, stop.first, stop.last) or half(others & telling, run.first, run.last)
