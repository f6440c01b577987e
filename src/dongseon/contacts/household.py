"""Who lives where, by the register: presence at home of persons whose nights left no record."""

import numpy as np

from dongseon.contacts import overlap
from dongseon.contacts.visits import Visit
from dongseon.itinerary.observations import Grid
from dongseon.records.columns import Floats, Persons, Places

AT_HOME_BY_NIGHT = 0.9  # share of the nights spent in one's own home; assumption
NIGHT_FROM_H, NIGHT_TO_H = 22, 7  # local hours counted as night; assumption


def residents(persons: Persons, places: Places, home_rows: set[int]) -> dict[str, int]:
    """The registered persons whose home is one of some places: person id -> row of Places."""
    return {
        person_id: places.position[home]
        for person_id, home in zip(persons.person_id, persons.home_place_id, strict=True)
        if places.position.get(home, -1) in home_rows
    }


def night_at(visit: Visit, grid: Grid, away: Floats, *, line: int) -> Floats:
    """(FIGURES,) what the register alone says of meeting somebody of the household on one visit.

    away: (n,) chance that the person was elsewhere, by rows that name a place.
    """
    hour = grid.hour[visit.first : visit.last] % 24
    night = (hour >= NIGHT_FROM_H) | (hour < NIGHT_TO_H)
    said = np.zeros(overlap.FIGURES)
    if night.any():
        overlap.meet(
            visit.series, np.where(night, AT_HOME_BY_NIGHT * (1.0 - away), 0.0), line, said
        )
    return said
