"""Who lives where, by the register: presence at home of persons whose nights left no record."""

import numpy as np

from dongseon.contacts.presence import Presence, Whereabouts
from dongseon.itinerary.observations import Grid
from dongseon.records.columns import Persons, Places

AT_HOME_BY_NIGHT = 0.9  # share of the nights spent in one's own home; assumption
NIGHT_FROM_H, NIGHT_TO_H = 22, 7  # local hours counted as night; assumption


def residents(persons: Persons, places: Places, home_rows: set[int]) -> dict[str, int]:
    """The registered persons whose home is one of some places: person id -> row of Places."""
    return {
        person_id: places.position[home]
        for person_id, home in zip(persons.person_id, persons.home_place_id, strict=True)
        if places.position.get(home, -1) in home_rows
    }


def with_nights(found: Whereabouts, home: int, grid: Grid) -> Whereabouts:
    """Whereabouts from a few rows, and the nights at the registered home as far as no row speaks
    against them."""
    hour = grid.hour % 24
    night = np.flatnonzero((hour >= NIGHT_FROM_H) | (hour < NIGHT_TO_H)).astype(np.int32)
    series = np.zeros(grid.steps)
    series[night] = AT_HOME_BY_NIGHT
    for place, presence in found.items():
        if place == home:
            series[presence.step] = np.maximum(series[presence.step], presence.probability)
        else:
            series[presence.step] *= 1.0 - presence.probability
    step = np.flatnonzero(series > 0.0).astype(np.int32)
    return found | {home: Presence(step, series[step])}
