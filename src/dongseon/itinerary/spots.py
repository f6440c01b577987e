"""Stays at no listed place: where the fixes rest, or else the cell in which a person stood still."""

from typing import NamedTuple

import numpy as np

from dongseon.itinerary import detect
from dongseon.itinerary.case import Case
from dongseon.itinerary.chain import Answer
from dongseon.itinerary.detect import StayRule
from dongseon.records.columns import GPS, Bools, Codes, Ints


class Spot(NamedTuple):
    """Steps [first, last) at one anonymous spot, and the steps between which each end lies."""

    first: int
    last: int
    arrived: tuple[int, int]  # earliest, latest
    left: tuple[int, int]
    lon_deg: float
    lat_deg: float
    probability: float  # of resting here, at no listed place


def spots_in(case: Case, answer: Answer, first: int, last: int) -> list[Spot]:
    """The spots of a stretch at no listed place, in time order.

    Where there are fixes, spots are the stays that ``detect_stays`` finds in them, as with any plain
    history; where there are none, the whole stretch is one if standing still is more probable.
    """
    rows = _fixes(case, first, last)
    if len(rows):
        return _resting(case, answer, rows, first, last)
    still = float(answer.still[first:last].mean())
    long_enough = (last - first) * case.grid.step_s / 60 >= case.model.least_stay_min
    if not long_enough or still < 0.5:
        return []
    cell = int(np.bincount(answer.cell[first:last]).argmax())
    lon, lat = case.plane.to_degrees(float(case.cells.x_m[cell]), float(case.cells.y_m[cell]))
    arrived, left = (max(0, first - 1), first + 1), (last - 1, min(last + 1, case.grid.steps))
    return [Spot(first, last, arrived, left, lon, lat, still)]


def _fixes(case: Case, first: int, last: int) -> Ints:
    """Rows of the fixes within the steps, in time order."""
    own = case.rows[case.records.source[case.rows] == GPS]
    step = case.grid.step(case.records.start[own])
    inside = own[(step >= first) & (step < last)]
    order = np.argsort(case.records.start[inside], kind="stable")
    return np.asarray(inside[order], dtype=np.int64)


def _resting(case: Case, answer: Answer, rows: Ints, first: int, last: int) -> list[Spot]:
    records = case.records
    rule = StayRule(gap_threshold_min=case.model.gap_min)
    found = detect.detect_stays(
        np.zeros(len(rows), np.int32),
        records.start[rows],
        records.lon_deg[rows],
        records.lat_deg[rows],
        rule=rule,
    )
    begins, ends = case.grid.step(found.start), case.grid.step(found.end) + 1
    seen = np.unique(case.grid.step(records.start[rows]))
    walking = np.where(_shown(case, seen, rule), answer.way, 0.0)
    spots: list[Spot] = []
    for k in range(len(found)):
        begin, end = max(int(begins[k]), first), min(int(ends[k]), last)
        if spots and begin < spots[-1].last:
            begin = spots[-1].last
        if end > begin:
            there = float((answer.still[begin:end] + walking[begin:end]).mean())
            arrived, left = _ends(seen, begin, end, first, last)
            at = float(found.lon_deg[k]), float(found.lat_deg[k])
            spots.append(Spot(begin, end, arrived, left, *at, there))
    return spots


def _shown(case: Case, seen: Codes, rule: StayRule) -> Bools:
    """(T,) whether fixes alone say where the person was, walking about or not.

    They do between two that are nearer in time than a stay elsewhere would take. The chain calls it
    being under way to walk about in a yard or a hall; within the reach of a rest it is being there.
    """
    shown = np.zeros(case.grid.steps, dtype=np.bool_)
    close = np.diff(seen) * case.grid.step_s <= rule.time_threshold_min * 60
    for begin, end in zip(seen[:-1][close].tolist(), seen[1:][close].tolist(), strict=True):
        shown[begin : end + 1] = True
    return shown


def _ends(
    seen: Codes, begin: int, end: int, first: int, last: int
) -> tuple[tuple[int, int], tuple[int, int]]:
    """Bounds of arrival and of departure: from the fix before the rest, and to the one after it."""
    before, after = np.searchsorted(seen, [begin, end])
    earliest = int(seen[before - 1]) if before else first
    latest = int(seen[after]) + 1 if after < len(seen) else last
    return (earliest, begin + 1), (end - 1, min(latest, last))
