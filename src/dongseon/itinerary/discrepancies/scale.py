"""How strongly what the phone heard speaks against a place: a log-likelihood ratio, in nats.

Connections and fixes are weighed at one place against the alternatives that matter to a question: at
home or at work all the time, or as the reconstruction tells those minutes. What a place teaches about
its sectors in the very minutes in question is left out, or a statement would prove itself.
"""

from dataclasses import dataclass

import numpy as np

from dongseon.itinerary import sectors
from dongseon.itinerary.case import Case
from dongseon.itinerary.chain import Answer
from dongseon.itinerary.decode import NOWHERE, Run
from dongseon.itinerary.discrepancies.visits import Told
from dongseon.records.columns import Bools, Codes, Floats, Ints

APART_MIN = 5.0  # minutes, fixes nearer than this share their error; assumption
NEIGHBOURS = 3.0  # reaches of a learned profile within which places teach each other


@dataclass(frozen=True, slots=True, eq=False)
class Scale:
    """Connections and fixes of one person, ready to be weighed. n connections, m fixes."""

    case: Case
    path: Codes  # (T,) candidate claimed for each step, NOWHERE = none
    cell: Codes  # (T,)
    step: Codes  # (n,) of each connection, ascending
    sector: Codes  # (n,)
    entry: Ints  # (e,) connection of each entry of the posterior that connections fall into
    place: Codes  # (e,)
    share: Floats  # (e,)
    counts: Floats  # (S, C) expected connections
    said: tuple[tuple[int, int, int], ...]  # (place, first, last) of statements that teach
    fix_step: Codes  # (m,) ascending

    def without(self, first: int, last: int) -> "Hearing":
        """The scale with profiles that steps [first, last), and the stay they are of, have not taught."""
        margin = int(self.case.model.asking.same_stay_min * 60 / self.case.grid.step_s)
        first, last = first - margin, last + margin
        heard = np.searchsorted(self.step, [first, last])
        inside = (self.entry >= heard[0]) & (self.entry < heard[1])
        counts = self.counts.copy()
        taught = (self.sector[self.entry[inside]], self.place[inside])
        np.subtract.at(counts, taught, self.share[inside])
        for place, begin, end in self.said:
            if end <= first or begin >= last:
                heard = np.searchsorted(self.step, [begin, end])
                np.add.at(counts[:, place], self.sector[slice(*heard)], 1.0)
        return Hearing(self, np.maximum(counts, 0.0), {})


@dataclass(frozen=True, slots=True, eq=False)
class Hearing:
    """A scale for one question."""

    scale: Scale
    counts: Floats  # (S, C) expected connections, those in question left out
    columns: dict[int, Floats]  # log P(sector | place) by place, worked out when asked for

    def against(self, place: int, first: int, last: int) -> float:
        """Nats by which steps [first, last) speak against ``place``; the best alternative counts."""
        return float(self.against_each(place, np.array([[first, last]]))[0])

    def against_each(self, place: int, spans: Ints) -> Floats:
        """As ``against``, for many windows. spans: (n, 2) steps; returns (n,)."""
        heard, fixes = self._within(int(spans.min()), int(spans.max()))
        step = np.concatenate([self.scale.step[heard], self.scale.fix_step[fixes]])
        if not len(step):
            return np.zeros(len(spans))
        order = np.argsort(step, kind="stable")
        begin, end = np.searchsorted(step[order], spans).T
        totals = []
        for each in self._each(place, self._paths(place), heard, fixes):
            total = np.concatenate([[0.0], np.cumsum(each[order])])
            totals.append(total[end] - total[begin])
        return np.asarray(np.max(totals, axis=0))

    def between(self, place: int, other: int, first: int, last: int) -> float:
        """Nats by which steps [first, last) speak for one other place rather than for ``place``."""
        heard, fixes = self._within(first, last)
        (each,) = self._each(place, [np.full_like(self.scale.path, other)], heard, fixes)
        return float(each.sum())

    def staying(
        self, place: int, first: int, last: int, *, around: int, means_min: Floats
    ) -> Floats:
        """As ``against``, for stays around a step whose ends are known as means only.

        means_min: (k, 2) mean minutes before and after the step. Returns (k,) nats.
        """
        heard, fixes = self._within(first, last)
        step = np.concatenate([self.scale.step[heard], self.scale.fix_step[fixes]])
        if not len(step):
            return np.zeros(len(means_min))
        case = self.scale.case
        lag_min = (step - around) * case.grid.step_s / 60
        x_m, y_m = case.candidates.x_m, case.candidates.y_m
        best = np.full(len(means_min), -np.inf)
        paths = [*self._paths(place), *self._neighbours(place, first, last)]
        for path, each in zip(paths, self._each(place, paths, heard, fixes, around), strict=True):
            there = path[step]
            away_m = np.hypot(x_m[there] - x_m[place], y_m[there] - y_m[place])
            way_min = np.where(there >= 0, away_m, 0.0) / case.model.asking.fastest_m_per_min
            for k, (before_min, after_min) in enumerate(means_min.tolist()):
                holds = holding(lag_min, way_min, before_min, after_min)
                best[k] = max(best[k], float(discounted(each, holds).sum()))
        return best

    def speaking(self, place: int, first: int, last: int) -> tuple[Ints, Ints]:
        """Connections and fixes of [first, last) that speak against a place (as positions)."""
        heard, fixes = self._within(first, last)
        if not len(heard) and not len(fixes):
            return heard, fixes
        each = max(self._each(place, self._paths(place), heard, fixes), key=np.sum)
        odd = each > self.scale.case.model.asking.speaks_nats
        return heard[odd[: len(heard)]], fixes[odd[len(heard) :]]

    def _within(self, first: int, last: int) -> tuple[Ints, Ints]:
        scale = self.scale
        return (
            np.arange(*np.searchsorted(scale.step, [first, last])),
            np.arange(*np.searchsorted(scale.fix_step, [first, last])),
        )

    def _paths(self, place: int) -> list[Codes]:
        """Where else the person may have been, step by step."""
        scale, own = self.scale, self.scale.case.subject
        position = scale.case.candidates.places.position
        steady = [position.get(p, NOWHERE) for p in (own.home_place_id, own.work_place_id)]
        paths = [np.full_like(scale.path, p) for p in steady if p not in (NOWHERE, place)]
        return [*paths, scale.path]

    def _neighbours(self, place: int, first: int, last: int) -> list[Codes]:
        """Where the person was before and after, in case a wrong record bent the path between."""
        path = self.scale.path
        there = np.flatnonzero(path[first:last] == place)
        if not len(there):
            return []
        begin, end = first + int(there[0]), first + int(there[-1])
        while begin > 0 and path[begin] == place:
            begin -= 1
        while end < len(path) - 1 and path[end] == place:
            end += 1
        return [
            np.full_like(path, path[k]) for k in (begin, end) if path[k] not in (NOWHERE, place)
        ]

    def _each(
        self,
        place: int,
        paths: list[Codes],
        heard: Ints,
        fixes: Ints,
        around: int | None = None,
    ) -> list[Floats]:
        """Log ratio of each connection and fix: they are not independent, and none decides alone.

        One array for each of the paths that the person may have taken instead.
        """
        asking = self.scale.case.model.asking
        most = np.repeat([asking.most_a_row, asking.most_a_fix], [len(heard), len(fixes)])
        news = self._news(heard, fixes, around)
        here = self._fits(np.full_like(self.scale.path, place), heard, fixes)
        ratios = [self._fits(path, heard, fixes) - here for path in paths]
        return [news * np.clip(asking.weighing_temper * r, -most, most) for r in ratios]

    def _fits(self, path: Codes, heard: Ints, fixes: Ints) -> Floats:
        """Log-likelihood of each connection and fix on a path."""
        return np.concatenate([self._heard(path, heard), self._fixed(path, fixes)])

    def _news(self, heard: Ints, fixes: Ints, around: int | None) -> Floats:
        """What each connection and fix adds to those before it, or to those nearer to a step.

        A phone that lies still keeps its sector, right or wrong: the n-th connection through one sector
        counts n to the power ``-repeats``. A night on one sector is no row of independent signs.
        """
        step, sector = self.scale.step[heard], self.scale.sector[heard]
        order = np.lexsort((step if around is None else np.abs(step - around), sector))
        new = np.flatnonzero(np.diff(sector[order], prepend=-1))
        rank = np.empty(len(heard), np.int64)
        rank[order] = np.arange(len(heard)) - np.repeat(new, np.diff(new, append=len(heard)))
        news = (rank + 1.0) ** -self.scale.case.model.asking.repeats
        return np.concatenate([news, np.ones(len(fixes))])

    def _heard(self, path: Codes, heard: Ints) -> Floats:
        """log P(sector) of connections where ``path`` says that the person was."""
        scale = self.scale
        step, sector = scale.step[heard], scale.sector[heard]
        where = path[step]
        places = set(where.tolist())
        if len(places) == 1 and min(places) >= 0:
            return self._column(min(places))[sector]
        found = np.log(scale.case.sector_cell[sector, scale.cell[step]])
        for place in sorted(p for p in places if p >= 0):
            there = where == place
            found[there] = self._column(place)[sector[there]]
        return np.asarray(found)

    def _fixed(self, path: Codes, fixes: Ints) -> Floats:
        """Log density of fixes at a place, or anywhere in a cell."""
        if not len(fixes):
            return np.empty(0)
        case, step = self.scale.case, self.scale.fix_step[fixes]
        place, model = path[step], case.model
        at = np.maximum(place, 0)
        variance = case.fixes.variance[step] + model.gps_indoor_bias_m**2
        variance += case.candidates.places.radius_m[at] ** 2 / 4
        d2 = (case.fixes.x_m[step] - case.candidates.x_m[at]) ** 2
        d2 += (case.fixes.y_m[step] - case.candidates.y_m[at]) ** 2
        wild = model.gps_outlier / (2 * np.pi * model.gps_outlier_m**2)
        there = np.exp(-0.5 * d2 / variance) / (2 * np.pi * variance)
        return np.asarray(np.log(np.where(place >= 0, there, 1.0 / model.cell_m**2) + wild))

    def _column(self, place: int) -> Floats:
        """(S,) log profile of a place."""
        if place not in self.columns:
            case, reach_m = self.scale.case, NEIGHBOURS * self.scale.case.model.profile_reach_m
            x_m, y_m = case.candidates.x_m, case.candidates.y_m
            near = np.flatnonzero(np.hypot(x_m - x_m[place], y_m - y_m[place]) < reach_m)
            learned = sectors.learned_at(
                int(np.searchsorted(near, place)),
                case.sector_place[:, place],
                self.counts[:, near],
                x_m[near],
                y_m[near],
                model=case.model,
            )
            self.columns[place] = np.log(learned)
        return self.columns[place]


def holding(lag_min: Floats, way_min: Floats, before_min: float, after_min: float) -> Floats:
    """Chance that a stay around minute 0 holds at each lag, or that the way back is not done by then.

    lag_min: (n,) negative before; way_min: (n,) to where a sign is from. The parts of the stay before and
    after minute 0 are Gamma of shape 2 with these means.
    """
    left_min = np.maximum(0.0, np.abs(lag_min) - np.maximum(0.0, way_min))
    age = 2 * left_min / np.where(lag_min < 0, before_min, after_min)
    return np.asarray((1 + age) * np.exp(-age))


def discounted(nats: Floats, holds: Floats) -> Floats:
    """Nats against a stay that holds only with a chance: -log(holds exp(-nats) + 1 - holds)."""
    return np.asarray(-np.log(holds * np.exp(-nats) + (1.0 - holds)))


def lay_on(case: Case, answer: Answer, runs: list[Run], told: Told) -> Scale:
    """The scale of one person."""
    steps = case.grid.steps
    step = np.repeat(np.arange(steps, dtype=np.int32), np.diff(case.connections.offsets))
    sector = case.connections.station
    width = np.diff(answer.offsets)[step]
    entry = np.repeat(np.arange(len(step)), width)
    within = np.arange(len(entry)) - np.repeat(np.cumsum(width) - width, width)
    at = answer.offsets[step[entry]] + within
    counts = np.zeros_like(case.sector_place)
    np.add.at(counts, (sector[entry], answer.place[at]), answer.probability[at])
    path = np.full(steps, NOWHERE, dtype=np.int32)
    for run in runs:
        path[run.first : run.last] = run.place
    return Scale(
        case,
        path,
        answer.cell,
        step,
        sector,
        entry,
        answer.place[at],
        answer.probability[at],
        counts,
        _teaching(told, path),
        np.flatnonzero(_apart(np.isfinite(case.fixes.x_m), case)).astype(np.int32),
    )


def _teaching(told: Told, path: Codes) -> tuple[tuple[int, int, int], ...]:
    """Statements of places told again and again that the reconstruction often disagrees with.

    There the reconstruction may be what is wrong (a home that the register lacks), so what the phone
    heard in the other statements of a place counts as heard there.
    """
    spans: dict[int, list[tuple[int, int]]] = {}
    for place, first, last in zip(told.place, told.first, told.last, strict=True):
        if place >= 0:
            spans.setdefault(int(place), []).append((int(first), int(last)))
    found: list[tuple[int, int, int]] = []
    for place, times in spans.items():
        minutes = sum(last - first for first, last in times)
        agreed = sum(int((path[first:last] == place).sum()) for first, last in times)
        if len(times) > 1 and 4 * agreed < 3 * minutes:
            found.extend((place, first, last) for first, last in times)
    return tuple(found)


def _apart(seen: Bools, case: Case) -> Bools:
    """The fixes that stand far enough apart in time to count on their own."""
    least = APART_MIN * 60 / case.grid.step_s
    kept = np.zeros(len(seen), dtype=np.bool_)
    last = -least
    for t in np.flatnonzero(seen).tolist():
        if t - last >= least:
            kept[t] = True
            last = t
    return kept
