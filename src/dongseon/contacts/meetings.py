"""One meeting of two persons, as the search tells it."""

from dataclasses import dataclass

from dongseon.contacts import overlap
from dongseon.contacts.visits import Visit
from dongseon.records.columns import Floats


@dataclass(frozen=True, slots=True)
class Meeting:
    """One stretch in which two persons may have been at one place together. Steps of the grid."""

    place: int  # row of Places, -1 = a vehicle
    first: int
    last: int  # exclusive
    probability: float  # of at least one shared step
    lasting: float  # of at least fifteen minutes together
    minutes: float  # expected, given that they met
    minutes_low: float  # 5 %
    minutes_high: float  # 95 %
    grounds: str  # what says so: itinerary, rows, log, register, vehicle


def meeting_of(visit: Visit, said: Floats, grounds: str, *, step_s: int) -> Meeting:
    """The meeting that the FIGURES of an overlap tell of."""
    first = visit.first + int(said[overlap.BEGIN])
    steps = max(1, round(float(said[overlap.MEAN])))
    minutes, low, high = (
        float(said[figure]) * step_s / 60 for figure in (overlap.MEAN, overlap.LOW, overlap.HIGH)
    )
    return Meeting(
        visit.place,
        first,
        min(first + steps, visit.last),
        float(said[overlap.CHANCE]),
        float(said[overlap.LINE]),
        minutes,
        min(minutes, low),
        max(minutes, high),
        grounds,
    )
