"""Stays at no listed place: where the fixes rest, or else the cell in which a person stood still."""

from typing import NamedTuple

import numpy as np

from dongseon.itinerary import detect
from dongseon.itinerary.case import Case
from dongseon.itinerary.chain import Answer
from dongseon.itinerary.detect import StayRule
from dongseon.records.columns import GPS, Ints


class Spot(NamedTuple):
    """Steps [first, last) at one anonymous spot."""

    first: int
    last: int
    lon_deg: float
    lat_deg: float
    probability: float  # of standing still at no listed place


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
    return [Spot(first, last, lon, lat, still)]


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
    spots: list[Spot] = []
    for k in range(len(found)):
        begin, end = max(int(begins[k]), first), min(int(ends[k]), last)
        if spots and begin < spots[-1].last:
            begin = spots[-1].last
        if end > begin:
            still = float(answer.still[begin:end].mean())
            spots.append(Spot(begin, end, float(found.lon_deg[k]), float(found.lat_deg[k]), still))
    return spots
