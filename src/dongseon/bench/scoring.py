"""How right an itinerary is, against the truth: the quantities of the accuracy table."""

import itertools
from dataclasses import dataclass, field
from datetime import datetime

import numpy as np

from dongseon.itinerary.types import Itinerary
from dongseon.records.columns import Bools, Codes, Floats, Places

NOWHERE = -1
LEAST_VISIT_MIN = 15
NEAR_M = 100.0
BINS = 20  # of the expected calibration error


@dataclass(frozen=True, slots=True, eq=False)
class Truth:
    """The true stays of one person. Minutes since the period's start."""

    place: Codes  # (v,) row of Places
    start_min: Floats  # (v,)
    end_min: Floats  # (v,)


@dataclass(slots=True)
class Tally:
    """Counts added up over persons."""

    minutes: int = 0
    minutes_right: int = 0
    visits: int = 0
    visits_found: int = 0
    claims: int = 0
    claims_right: int = 0
    public_minutes: int = 0
    public_near: int = 0
    stays: int = 0
    true_stays: int = 0
    ends_min: list[float] = field(default_factory=list)  # errors of arrival and departure
    ends_held: list[bool] = field(default_factory=list)  # truth inside the stated interval
    probability: list[Floats] = field(default_factory=list)
    correct: list[Bools] = field(default_factory=list)
    public_claim: list[Bools] = field(default_factory=list)


def minutes_of(itinerary: Itinerary, places: Places) -> tuple[Codes, Floats]:
    """The claimed place (NOWHERE if none) and its probability for every minute of the period."""
    start = itinerary.period.start
    size = int(np.ceil((itinerary.period.end - start).total_seconds() / 60))
    claimed, probability = np.full(size, NOWHERE, np.int32), np.zeros(size)
    for stretch in itinerary.stretches:
        first = int((stretch.start - start).total_seconds() // 60)
        last = int((stretch.end - start).total_seconds() // 60)
        if stretch.place_id is not None:
            claimed[first:last] = places.position[stretch.place_id]
        probability[first:last] = stretch.probability
    return claimed, probability


def public_places(places: Places, private: set[int]) -> Bools:
    """(n + 1,) what counts as public: no home, and not the person's work; the last is NOWHERE."""
    home = np.array([places.category[r] == "home" for r in range(len(places))], dtype=np.bool_)
    public = np.append(~home, False)
    public[sorted(private)] = False
    return public


def add(
    tally: Tally,
    claimed: Codes,
    probability: Floats,
    truth: Truth,
    places: Places,
    private: set[int],
    itinerary: Itinerary | None = None,
) -> None:
    """Score one person. ``private``: the person's own home and work, which are no public visits."""
    actual = np.full(len(claimed), NOWHERE, np.int32)
    for place, start, end in zip(truth.place, truth.start_min, truth.end_min, strict=True):
        actual[max(0, int(np.ceil(start))) : max(0, int(end))] = place
    public = public_places(places, private)
    inside = actual != NOWHERE
    right = claimed == actual
    tally.minutes += int(inside.sum())
    tally.minutes_right += int((right & inside).sum())
    _add_visits(tally, claimed, actual, public)
    _add_distance(tally, claimed, actual, public, places)
    tally.probability.append(probability)
    tally.correct.append(right)
    tally.public_claim.append(public[claimed])
    if itinerary is not None:
        _add_ends(tally, itinerary, truth, places, public)


def runs(series: Codes) -> list[tuple[int, int, int]]:
    """(value, first, last) of every run of equal minutes."""
    edges = np.flatnonzero(np.diff(series)) + 1
    marks = [0, *edges.tolist(), len(series)]
    return [(int(series[a]), a, b) for a, b in itertools.pairwise(marks) if b > a]


def _add_visits(tally: Tally, claimed: Codes, actual: Codes, public: Bools) -> None:
    for place, first, last in runs(actual):
        tally.true_stays += place != NOWHERE
        if public[place] and last - first >= LEAST_VISIT_MIN:
            tally.visits += 1
            tally.visits_found += bool((claimed[first:last] == place).mean() >= 0.5)
    for place, first, last in runs(claimed):
        tally.stays += place != NOWHERE
        if public[place] and last - first >= LEAST_VISIT_MIN:
            tally.claims += 1
            tally.claims_right += bool((actual[first:last] == place).mean() >= 0.5)


def _add_distance(
    tally: Tally, claimed: Codes, actual: Codes, public: Bools, places: Places
) -> None:
    out = public[actual]
    named = out & (claimed != NOWHERE)
    north_m = (places.lat_deg[claimed[named]] - places.lat_deg[actual[named]]) * 111_195
    shrink = np.cos(np.radians(places.lat_deg[actual[named]]))
    east_m = (places.lon_deg[claimed[named]] - places.lon_deg[actual[named]]) * 111_195 * shrink
    tally.public_minutes += int(out.sum())
    tally.public_near += int((np.hypot(east_m, north_m) <= NEAR_M).sum())


def _add_ends(
    tally: Tally, itinerary: Itinerary, truth: Truth, places: Places, public: Bools
) -> None:
    """Arrival and departure of every true public visit that a claimed stay covers by half."""
    start = itinerary.period.start

    def minute(time: datetime) -> float:
        return float((time - start).total_seconds() / 60)

    for stay in itinerary.stays:
        place = NOWHERE if stay.place_id is None else places.position[stay.place_id]
        if not public[place]:
            continue
        first, last = minute(stay.arrived.likely), minute(stay.left.likely)
        for j in np.flatnonzero(truth.place == place):
            begin, end = float(truth.start_min[j]), float(truth.end_min[j])
            if (
                end - begin < LEAST_VISIT_MIN
                or min(last, end) - max(first, begin) < (end - begin) / 2
            ):
                continue
            tally.ends_min += [abs(first - begin), abs(last - end)]
            tally.ends_held += [
                minute(stay.arrived.earliest) - 0.5 <= begin <= minute(stay.arrived.latest) + 0.5,
                minute(stay.left.earliest) - 0.5 <= end <= minute(stay.left.latest) + 0.5,
            ]


def calibration_error(probability: Floats, correct: Bools) -> float:
    """Expected calibration error: mean gap between claim and truth over equal bins, by minutes."""
    if not len(probability):
        return 0.0
    bins = np.minimum((probability * BINS).astype(np.int64), BINS - 1)
    count = np.bincount(bins, minlength=BINS)
    claimed = np.bincount(bins, weights=probability, minlength=BINS)
    true = np.bincount(bins, weights=correct.astype(np.float64), minlength=BINS)
    return float(np.abs(claimed - true).sum() / count.sum())


def figures(tally: Tally) -> dict[str, float]:
    """The quantities of the accuracy table."""
    probability = np.concatenate(tally.probability)
    correct = np.concatenate(tally.correct)
    public = np.concatenate(tally.public_claim)
    ends = np.array(tally.ends_min) if tally.ends_min else np.array([np.nan])
    return {
        "minutes_right": _share(tally.minutes_right, tally.minutes),
        "visits_recall": _share(tally.visits_found, tally.visits),
        "visits_precision": _share(tally.claims_right, tally.claims),
        "within_100_m": _share(tally.public_near, tally.public_minutes),
        "ece": calibration_error(probability, correct),
        "ece_public": calibration_error(probability[public], correct[public]),
        "ends_median_min": float(np.median(ends)),
        "ends_p90_min": float(np.percentile(ends, 90)),
        "ends_held": float(np.mean(tally.ends_held)) if tally.ends_held else float("nan"),
        "stays_per_true_stay": _share(tally.stays, tally.true_stays),
    }


def _share(part: int, whole: int) -> float:
    return part / whole if whole else float("nan")
