"""Two whereabouts → the meetings they allow."""

from dataclasses import dataclass

import numpy as np

from dongseon.contacts.presence import Presence, Whereabouts
from dongseon.records.columns import Codes, Floats

APART_MIN = 30.0  # minutes apart at one place that make two meetings of one; assumption


@dataclass(frozen=True, slots=True)
class Meeting:
    """One stretch in which two persons may have been at one place together. Steps of the grid."""

    place: int  # row of Places, -1 = a vehicle
    first: int
    last: int  # exclusive
    probability: float  # of at least one shared step
    minutes: float  # expected, given that they met
    minutes_low: float  # 5 %
    minutes_high: float  # 95 %


def between(one: Whereabouts, other: Whereabouts, *, step_s: int) -> list[Meeting]:
    """All meetings of two persons, from the product of their marginals at each place and step.

    Given the evidence about each, the two are independent: what they planned together shows in
    both their records. Stays last far longer than a step, so the chance of meeting at all is the
    largest product of a stretch, and its flanks bound the minutes.
    """
    found = []
    for place in one.keys() & other.keys():
        found.extend(_at_place(place, one[place], other[place], step_s))
    return found


def _at_place(place: int, one: Presence, other: Presence, step_s: int) -> list[Meeting]:
    step, mine, theirs = np.intersect1d(
        one.step, other.step, assume_unique=True, return_indices=True
    )
    if not len(step):
        return []
    joint = one.probability[mine] * other.probability[theirs]
    cuts = np.flatnonzero(np.diff(step) * step_s / 60 > APART_MIN) + 1
    return [
        _meeting(place, steps, products, step_s)
        for steps, products in zip(np.split(step, cuts), np.split(joint, cuts), strict=True)
    ]


def _meeting(place: int, step: Codes, joint: Floats, step_s: int) -> Meeting:
    peak = float(joint.max())
    core = np.flatnonzero(joint >= 0.5 * peak)
    per_min = step_s / 60
    minutes = float(joint.sum() / peak) * per_min
    return Meeting(
        place,
        int(step[core[0]]),
        int(step[core[-1]]) + 1,
        peak,
        minutes,
        min(minutes, float((joint >= 0.95 * peak).sum()) * per_min),
        max(minutes, float((joint >= 0.05 * peak).sum()) * per_min),
    )
