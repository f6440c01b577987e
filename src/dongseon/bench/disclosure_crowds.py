"""How many people are at a place when somebody is: what `disclosure.anonymity.LEAST_OF_CROWD` was taken from.

Visits of anybody to public places that are not their own, of a quarter of an hour at least, as a patient's might be;
each told in bands of five lengths. What is counted is how many people were there in the band, for each person whom the
console's estimate has there in an hour.
"""

import numpy as np

from dongseon.bench.disclosure_town import AN_HOUR_PER_SEAT, EXPOSED_S, PRIVATE, Town
from dongseon.city.chance import stream
from dongseon.disclosure.anonymity import LEAST_OF_CROWD
from dongseon.records.columns import Ints

VISITS = 6_000
STEPS_S = (600, 1_800, 3_600, 21_600, 86_400)
RARELY = 0.01  # share of bands that may have fewer people than the bound
OFFSET_S = 9 * 3_600  # of local midnight; Korea has no summer time


def measured(town: Town, seed: int) -> dict[str, float]:
    """By the longest length that a bound holds for: ``crowd_<hours>h_bound`` and ``…_seen``, the 1st percentile."""
    rows = visits(town, seed)
    found = np.array([band for row in rows for band in bands(town, int(row))])
    lengths_h, shares = found[:, 0], found[:, 1]
    told: dict[str, float] = {}
    shortest_h = 0.0
    for longest, bound in LEAST_OF_CROWD:
        hours = longest.total_seconds() / 3_600
        there = (lengths_h > shortest_h) & (lengths_h <= hours)
        if there.any():
            told[f"crowd_{hours:.0f}h_bound"] = bound
            told[f"crowd_{hours:.0f}h_seen"] = float(np.quantile(shares[there], RARELY))
        shortest_h = hours
    return told


def visits(town: Town, seed: int) -> Ints:
    """(m,) rows of visits as a patient's might be told."""
    public = np.array([kind not in PRIVATE for kind in town.category])
    fits = (
        (town.place >= 0)
        & public[town.place]
        & (town.place != town.home[town.person])
        & (town.place != town.work[town.person])
        & (town.end_s - town.start_s >= EXPOSED_S)
    )
    rng = stream(seed, "bench", "disclosure", "crowds")
    there = np.flatnonzero(fits)
    return rng.choice(there, min(VISITS, len(there)), replace=False)


def bands(town: Town, row: int) -> list[tuple[float, float]]:
    """The bands in which a visit might be told: hours, and people there for each of the estimate."""
    place, start_s, end_s = int(town.place[row]), int(town.start_s[row]), int(town.end_s[row])
    midnight_s = (start_s + OFFSET_S) // 86_400 * 86_400 - OFFSET_S
    crowd = max(round(AN_HOUR_PER_SEAT * town.capacity[place]), 1)
    told: list[tuple[float, float]] = []
    for step_s in STEPS_S:
        first_s = midnight_s + (start_s - midnight_s) // step_s * step_s
        last_s = min(midnight_s - (midnight_s - end_s) // step_s * step_s, midnight_s + 86_400)
        there = town.people_at(place, first_s, last_s)
        told.append(((last_s - first_s) / 3_600, len(there) / crowd))
    return told
