"""How exactly a question may name the place where the person rather was."""

from dataclasses import replace

import numpy as np

from dongseon.itinerary.case import Case
from dongseon.itinerary.chain import Answer
from dongseon.itinerary.decode import NOWHERE
from dongseon.itinerary.discrepancies import visits
from dongseon.itinerary.discrepancies.matter import Matter


def as_known(case: Case, answer: Answer, found: Matter) -> Matter:
    """The matter with its place by name, or only near it, or left open, as sure as the evidence is.

    A place that a record names, or where the reconstruction tells of the person with an even chance,
    is named. Otherwise it stands for its neighbourhood, if that has an even chance.
    """
    if found.other == NOWHERE or _by_record(case, found):
        return found
    first, last = int(answer.offsets[found.first]), int(answer.offsets[found.last])
    steps, place = max(found.last - found.first, 1), answer.place[first:last]
    x_m, y_m = case.candidates.x_m, case.candidates.y_m
    away_m = np.hypot(x_m[place] - x_m[found.other], y_m[place] - y_m[found.other])
    chance, asking = answer.probability[first:last] / steps, case.model.asking
    if chance[place == found.other].sum() >= asking.least_named:
        return found
    if chance[away_m <= asking.neighbourhood_m].sum() >= asking.least_named:
        return replace(found, nearby=True)
    return replace(found, other=NOWHERE)


def _by_record(case: Case, found: Matter) -> bool:
    """Whether a record of the question, or the register, names the place."""
    named = int(case.candidates.row[found.other])
    naming = np.isin(case.records.source[list(found.rows)], visits.NAMING)
    recorded = bool((naming & (case.records.place[list(found.rows)] == named)).any())
    return recorded or found.reason in ("shift", "mistaken")
