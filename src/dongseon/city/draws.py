"""The draws of a day: keys, numbers of draws, and the hours between which a day is lived."""

from typing import NamedTuple

import numpy as np

from dongseon.city import chance
from dongseon.city.compiled import inner
from dongseon.city.population import NIGHT

HOUR_S = 3600
WEDNESDAY, FRIDAY, SATURDAY, SUNDAY = 2, 4, 5, 6
MORNING_S = 6 * HOUR_S  # nobody but night workers sets out earlier
NOON_S = 12 * HOUR_S  # night workers sleep until then
SLOTS = 128  # draws a day


class Keys(NamedTuple):
    """Keys of the schedule's sources of chance."""

    person: np.uint64
    habit: np.uint64
    household: np.uint64
    circle: np.uint64
    team: np.uint64
    venue: np.uint64


def keys_of(seed: int) -> Keys:
    """The keys of one seed."""
    return Keys(*(chance.key(seed, "schedule", name) for name in Keys._fields))


@inner
def slot(day: int, number: int) -> int:
    """Counter of a draw of a day, above 0 from a week before the first day on."""
    return (day + 8) * SLOTS + number


@inner
def earliest_s(shift: int) -> int:
    """Second of the day before which a person of this shift does not set out."""
    return NOON_S if shift == NIGHT else MORNING_S
