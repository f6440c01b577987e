"""Put the answer into words a person can check: stays, trips, gaps and stretches."""

import itertools
from datetime import datetime

import numpy as np

from dongseon.itinerary import decode, observations, spots
from dongseon.itinerary.case import Case
from dongseon.itinerary.chain import Answer
from dongseon.itinerary.decode import NOWHERE, Run
from dongseon.itinerary.spots import Spot
from dongseon.itinerary.types import (
    Discrepancy,
    Gap,
    Itinerary,
    Moment,
    Posterior,
    Rival,
    Stay,
    Stretch,
    Trip,
)
from dongseon.records.categories import kind_of
from dongseon.records.columns import BASE_STATION, GPS, INTERVIEW, TRANSIT, Bools, Floats, Ints

WALK_M_PER_MIN = 110.0  # m per minute, brisk walking (6.6 km/h); faster is a ride
SUPPORT_SIGMAS = 3.0  # a fix within so many sigmas of a place speaks for it


def tell(
    case: Case, answer: Answer, runs: list[Run], discrepancies: tuple[Discrepancy, ...]
) -> Itinerary:
    """The whole itinerary of one person.

    A place is claimed as a stay only if some record lies in it: where the prior alone speaks, in a
    long silence, the stretch keeps its best guess, but what is told is a gap. Longer than a night,
    silence is a gap even inside a stay.
    """
    guessed, runs = runs, _without_long_silence(case, runs)
    bounds = _bounds(case, answer, runs)
    silent = _silent(case, case.model.gap_min)
    stays, trips, gaps = [], [], []
    for k, run in enumerate(runs):
        if run.place != NOWHERE and not silent[run.first : run.last].all():
            stays.append(_stay(case, answer, run, bounds[k]))
            continue
        for first, last, quiet in _pieces(silent, run):
            if quiet:
                gaps.append(Gap(case.grid.time(first), _capped(case, case.grid.time(last))))
                continue
            rests = spots.spots_in(case, answer, first, last)
            stays.extend(_spot(case, spot) for spot in rests)
            trips.extend(_ways(case, runs, k, first, last, rests))
    return Itinerary(
        case.subject.person_id,
        case.period,
        tuple(sorted(stays, key=lambda stay: stay.arrived.likely)),
        tuple(trips),
        _joined(gaps),
        discrepancies,
        _stretches(case, guessed),
        _posterior(case, answer),
    )


def _joined(gaps: list[Gap]) -> tuple[Gap, ...]:
    """Gaps that touch, as one."""
    joined: list[Gap] = []
    for gap in gaps:
        if joined and joined[-1].end == gap.start:
            gap = Gap(joined.pop().start, gap.end)
        joined.append(gap)
    return tuple(joined)


def _stretches(case: Case, runs: list[Run]) -> tuple[Stretch, ...]:
    ids = case.candidates.places.place_id
    return tuple(
        Stretch(
            case.grid.time(run.first),
            _capped(case, case.grid.time(run.last)),
            None if run.place == NOWHERE else ids[run.place],
            round(run.probability, 4),
        )
        for run in runs
    )


def _posterior(case: Case, answer: Answer) -> Posterior:
    return Posterior(
        case.grid.step_s,
        answer.offsets.astype(np.int64),
        case.candidates.row[answer.place].astype(np.int32),
        answer.probability,
    )


Bounds = tuple[tuple[float, float, float], tuple[float, float, float]]


def _bounds(case: Case, answer: Answer, runs: list[Run]) -> dict[int, Bounds]:
    """Arrival and departure of each claimed stay, searched no farther than the next same place."""
    reach = 12 * 3600 // case.grid.step_s
    return {
        k: decode.edge_steps(answer, run, floor=floor, ceiling=ceiling)
        for k, (run, floor, ceiling) in enumerate(decode.searched(runs, case.grid.steps, reach))
        if run.place != NOWHERE
    }


def _stay(case: Case, answer: Answer, run: Run, bounds: Bounds) -> Stay:
    places = case.candidates.places
    rivals = tuple(Rival(places.place_id[j], round(p, 4)) for j, p in decode.rivals_of(answer, run))
    return Stay(
        places.place_id[run.place],
        float(places.lon_deg[run.place]),
        float(places.lat_deg[run.place]),
        places.category[run.place],
        _moment(case, bounds[0], run),
        _moment(case, bounds[1], run),
        round(run.probability, 4),
        _support(case, run),
        rivals,
    )


def _moment(case: Case, steps: tuple[float, float, float], run: Run) -> Moment:
    """An end of a stay: as likely before as after, as far as the claim reaches."""
    earliest, likely, latest = steps
    likely = min(max(likely, float(run.first)), float(run.last))
    return Moment(
        case.grid.time(min(earliest, likely)),
        _capped(case, case.grid.time(likely)),
        _capped(case, case.grid.time(max(latest, likely))),
    )


def _capped(case: Case, time: datetime) -> datetime:
    """The last step may reach past the period's end."""
    return min(time, case.period.end)


def _support(case: Case, run: Run) -> tuple[str, ...]:
    """Ids of the records within the stay that speak for its place."""
    records = case.records
    step = case.grid.step(records.start[case.rows])
    end = case.grid.step(records.end[case.rows])
    inside = case.rows[(step < run.last) & (end >= run.first)]
    speaks = (
        (records.place[inside] == case.candidates.row[run.place])
        | _fixes_near(case, inside, run.place)
        | _sectors_fit(case, inside, run.place)
    )
    return tuple(records.record_id[row] for row in inside[speaks])


def _fixes_near(case: Case, rows: Ints, place: int) -> Bools:
    records, candidates = case.records, case.candidates
    x_m, y_m = case.plane.to_metres(records.lon_deg[rows], records.lat_deg[rows])
    away_m = np.hypot(x_m - candidates.x_m[place], y_m - candidates.y_m[place])
    accuracy_m = np.nan_to_num(records.error_radius_m[rows], nan=case.model.gps_default_accuracy_m)
    sigma_m = np.hypot(accuracy_m / observations.RAYLEIGH_68, case.model.gps_indoor_bias_m)
    reach_m = SUPPORT_SIGMAS * sigma_m + candidates.places.radius_m[place]
    return np.asarray((records.source[rows] == GPS) & (away_m < reach_m), dtype=np.bool_)


def _sectors_fit(case: Case, rows: Ints, place: int) -> Bools:
    """Connections that this place explains better than the average candidate does."""
    fits = np.zeros(len(rows), dtype=np.bool_)
    of_station = np.flatnonzero(case.records.source[rows] == BASE_STATION)
    if len(of_station):
        sector = np.searchsorted(case.sector_row, case.records.base_station[rows[of_station]])
        better = case.sector_place[:, place] >= case.sector_place.mean(axis=1)
        fits[of_station] = better[sector]
    return fits


def _silent(case: Case, least_min: float) -> Bools:
    """(T,) whether a step lies in a stretch without any record: one long enough, or the whole period."""
    covered = observations.steps_with_record(case.records, case.rows, case.grid, statements=True)
    edges = np.flatnonzero(np.diff(np.concatenate([[1], covered.astype(np.int8), [1]])))
    silent = np.zeros(case.grid.steps, dtype=np.bool_)
    least = least_min * 60 / case.grid.step_s
    for first, last in zip(edges[::2], edges[1::2], strict=True):
        if last - first >= min(least, case.grid.steps):
            silent[first:last] = True
    return silent


def _without_long_silence(case: Case, runs: list[Run]) -> list[Run]:
    """The claims, with every silence longer than a night taken out of those that span it."""
    silent = _silent(case, case.model.long_silence_min)
    least = case.model.long_silence_min * 60 / case.grid.step_s
    parted = []
    for run in runs:
        pieces = _pieces(silent, run)
        if not any(quiet and last - first >= least for first, last, quiet in pieces):
            parted.append(run)
            continue
        parted.extend(
            Run(NOWHERE if quiet else run.place, first, last, run.probability)
            for first, last, quiet in pieces
        )
    return parted


def _pieces(silent: Bools, run: Run) -> list[tuple[int, int, bool]]:
    """Cut a run where silence begins and ends."""
    part = silent[run.first : run.last]
    edges = np.flatnonzero(np.diff(part)) + 1 + run.first
    marks = [run.first, *edges.tolist(), run.last]
    return [(a, b, bool(silent[a])) for a, b in itertools.pairwise(marks)]


def _spot(case: Case, spot: Spot) -> Stay:
    """A stay at no listed place."""
    records = case.records
    step = case.grid.step(records.start[case.rows])
    seen = records.source[case.rows] != INTERVIEW
    inside = case.rows[(step >= spot.first) & (step < spot.last) & seen]
    return Stay(
        None,
        spot.lon_deg,
        spot.lat_deg,
        "",
        _between(case, spot.arrived, spot.first),
        _between(case, spot.left, spot.last),
        round(spot.probability, 4),
        tuple(records.record_id[row] for row in inside),
        (),
    )


def _between(case: Case, bounds: tuple[int, int], likely: int) -> Moment:
    return Moment(*(_capped(case, case.grid.time(t)) for t in (bounds[0], likely, bounds[1])))


def _ways(
    case: Case, runs: list[Run], k: int, first: int, last: int, rests: list[Spot]
) -> list[Trip]:
    """What of a stretch at no listed place lies between the spots: the person was under way."""
    mode = _mode(case, runs, k)
    begins = [first, *(spot.last for spot in rests)]
    ends = [*(spot.first for spot in rests), last]
    return [
        Trip(case.grid.time(a), _capped(case, case.grid.time(b)), mode)
        for a, b in zip(begins, ends, strict=True)
        if a < b
    ]


def _mode(case: Case, runs: list[Run], k: int) -> str:
    """How a way was made: by its taps, else by its speed."""
    run, records = runs[k], case.records
    step = case.grid.step(records.start[case.rows])
    margin = 3
    taps = case.rows[
        (step >= run.first - margin)
        & (step < run.last + margin)
        & (records.source[case.rows] == TRANSIT)
    ]
    if len(taps):
        place = records.place[taps[0]]
        by_bus = place >= 0 and kind_of(case.places.category[int(place)]) == "bus_stop"
        return "bus" if by_bus else "subway"
    if k == 0 or k == len(runs) - 1 or NOWHERE in (runs[k - 1].place, runs[k + 1].place):
        return "unknown"
    origin, goal = runs[k - 1].place, runs[k + 1].place
    x_m: Floats = case.candidates.x_m
    y_m: Floats = case.candidates.y_m
    distance_m = np.hypot(x_m[origin] - x_m[goal], y_m[origin] - y_m[goal])
    minutes = max(1.0, (run.last - run.first) * case.grid.step_s / 60)
    return "walk" if distance_m / minutes <= WALK_M_PER_MIN else "vehicle"
