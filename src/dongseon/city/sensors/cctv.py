"""Sightings that an investigator identified on cameras: few, short, now and then the wrong person.

The numbers are in docs/method/sensors.md.
"""

from dataclasses import dataclass

import numpy as np

from dongseon.city.sensors import habits as customs
from dongseon.city.sensors import stays as chosen
from dongseon.city.sensors.rows import taken
from dongseon.city.sensors.stays import Luck
from dongseon.city.types import Visits, World
from dongseon.records.columns import Bytes, Codes, Floats, read_only

WRONG = 0.06  # wrong persons for one right sighting (assumption)
LENGTH_S = (15.0, 240.0)  # on the picture (assumption)
RIGHT = (0.65, 0.99)  # stated confidence (assumption)
MISTAKEN = (0.30, 0.65)  # stated confidence of a wrong one (assumption)
AROUND_M = 1_500.0  # a wrong one is found on the cameras of the area being searched (assumption)


@dataclass(frozen=True, slots=True, eq=False)
class Sightings:
    """Sightings of persons at places, by person, then time."""

    person: Codes  # (n,) row of the population: who the investigator says it is
    start_s: Codes  # (n,) since Clock.start
    end_s: Codes  # (n,)
    place: Codes  # (n,)
    confidence: Floats  # (n,) 0 to 1
    wrong: Bytes  # (n,) 1 = somebody else; truth, not handed over

    def __post_init__(self) -> None:
        for codes in (self.person, self.start_s, self.end_s, self.place):
            read_only(codes)
        read_only(self.confidence)
        read_only(self.wrong)

    def __len__(self) -> int:
        return len(self.person)


def _elsewhere(world: World, place: Codes, draw: Floats) -> Codes:
    """For each place another one with cameras in the same area."""
    watched = np.flatnonzero(customs.place_habits(world).cctv >= 0.08).astype(np.int32)
    out = place.copy()
    for row, here in enumerate(place):
        away = np.hypot(
            world.place_x_m[watched] - world.place_x_m[here],
            world.place_y_m[watched] - world.place_y_m[here],
        )
        near = watched[(away < AROUND_M) & (watched != here)]
        if len(near):
            out[row] = near[int(draw[row] * len(near))]
    return out


def sightings(world: World, visits: Visits, persons: Codes, *, seed: int) -> Sightings:
    """Sightings of these persons (rows of the population)."""
    own = chosen.stays(visits, np.asarray(persons, dtype=np.int32))
    habit = customs.place_habits(world)
    luck = Luck(seed, "cctv", own.ticket)
    share = habit.cctv[own.place]
    right = luck.uniform("seen") < share
    wrong = ~right & (luck.uniform("mistaken") < WRONG * share)
    kept = np.flatnonzero(right | wrong)
    own, mistaken = taken(own, kept), wrong[kept]
    away = _elsewhere(world, own.place, luck.uniform("elsewhere")[kept])
    length = LENGTH_S[0] + (LENGTH_S[1] - LENGTH_S[0]) * luck.uniform("length")[kept]
    length = np.minimum(length, 0.9 * (own.end_s - own.start_s)).astype(np.int64)
    room = (own.end_s - own.start_s - length) * luck.uniform("when")[kept]
    start_s = own.start_s + room.astype(np.int64)
    sure = luck.uniform("sure")[kept]
    stated = np.where(mistaken, _between(MISTAKEN, sure), _between(RIGHT, np.sqrt(sure)))
    confidence: Floats = np.round(stated, 2).astype(np.float64)
    return Sightings(
        own.person,
        start_s.astype(np.int32),
        (start_s + length).astype(np.int32),
        np.where(mistaken, away, own.place).astype(np.int32),
        confidence,
        mistaken.astype(np.int8),
    )


def _between(bounds: tuple[float, float], draw: Floats) -> Floats:
    return bounds[0] + (bounds[1] - bounds[0]) * draw
