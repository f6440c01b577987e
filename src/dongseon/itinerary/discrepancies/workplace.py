"""A place of regular hours that neither the register nor the interview speaks of."""

import numpy as np

from dongseon.itinerary.case import Case
from dongseon.itinerary.decode import NOWHERE, Run
from dongseon.itinerary.discrepancies.matter import Matter
from dongseon.itinerary.discrepancies.scale import Scale
from dongseon.itinerary.discrepancies.visits import Told

PAID_FOR = ("academy", "call_centre", "factory", "hospital", "office", "school", "warehouse")


def undeclared(scale: Scale, told: Told, runs: list[Run]) -> list[Matter]:
    """Places where the person spent hours on several days, and said nothing of it."""
    case = scale.case
    found = []
    for place in sorted({run.place for run in runs} - {NOWHERE}):
        if _known(case, told, place):
            continue
        shifts = [run for run in runs if run.place == place and _like_work(case, run)]
        rows = [_speaking_for(case, run) for run in shifts]
        shifts = [run for run, own in zip(shifts, rows, strict=True) if own]
        days = {_day(case, run) for run in shifts}
        if len(days) < case.model.asking.least_working_days or not _covered(case, told, shifts):
            continue
        found.append(
            Matter(
                "undeclared_workplace",
                shifts[0].first,
                shifts[-1].last,
                float(sum(np.log(run.probability / (1.001 - run.probability)) for run in shifts)),
                rows=tuple(dict.fromkeys(r for own in rows for r in own)),
                other=place,
            )
        )
    return found


def _known(case: Case, told: Told, place: int) -> bool:
    """Whether the register or the interview speaks of a place, or it is somebody's home."""
    own = (case.subject.home_place_id, case.subject.work_place_id)
    places = case.candidates.places
    named = bool((told.place == place).any())
    return named or places.place_id[place] in own or places.category[place] == "home"


def _like_work(case: Case, run: Run) -> bool:
    """A stay for hours: longer than guests stay, or where people are paid for being."""
    hours = (run.last - run.first) * case.grid.step_s / 3600
    category = case.candidates.places.category[run.place]
    guests_h = case.model.habit(category).stay_min / 60
    least_h = case.model.asking.least_working_h
    longer = category in PAID_FOR or hours >= 2.0 * guests_h
    return hours >= least_h and longer and run.probability >= 0.3


def _speaking_for(case: Case, run: Run) -> tuple[int, ...]:
    """Rows inside a stay that name its place, or connections that fit it."""
    records = case.records
    step = case.grid.step(records.start[case.rows])
    inside = case.rows[(step >= run.first) & (step < run.last)]
    names = records.place[inside] == case.candidates.row[run.place]
    sector = np.searchsorted(case.sector_row, np.maximum(records.base_station[inside], 0))
    sector = np.minimum(sector, max(0, len(case.sector_row) - 1))
    fits = np.zeros(len(inside), dtype=np.bool_)
    if len(case.sector_row):
        here = case.sector_place[sector, run.place]
        fits = (records.base_station[inside] >= 0) & (
            here >= case.sector_place[sector].mean(axis=1)
        )
    return tuple(int(r) for r in inside[names | fits])


def _day(case: Case, run: Run) -> int:
    return run.first * case.grid.step_s // 86_400


def _covered(case: Case, told: Told, shifts: list[Run]) -> bool:
    """Whether the interview speaks of those days at all."""
    return all(told.covers(case, (run.first + run.last) // 2) for run in shifts)
