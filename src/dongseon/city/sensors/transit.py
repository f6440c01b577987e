"""Transit card taps: on and off a bus, in and out of a subway station.

The numbers are in docs/method/sensors.md.
"""

from dataclasses import dataclass

import numpy as np

from dongseon.city.sensors import stays as chosen
from dongseon.city.sensors.stays import PERSON_STEP, Luck
from dongseon.city.types import Population, Rides, World
from dongseon.records.columns import Bytes, Codes, read_only

BOARD, ALIGHT = 0, 1
KINDS = ("board", "alight")

CARD_SHARE = 0.97  # of rides are paid by the person's card (Seoul, 2019: about 99 %; assumption)
NO_ALIGHT = 0.07  # of bus rides without a second tap (assumption)
GATE_S = (40.0, 150.0)  # from the gate to the train and back (assumption)


@dataclass(frozen=True, slots=True, eq=False)
class Taps:
    """Taps of transit cards, by person, then time."""

    person: Codes  # (n,) row of the population
    at_s: Codes  # (n,) since Clock.start
    kind: Bytes  # (n,) index into KINDS
    place: Codes  # (n,) station or stop
    line: Codes  # (n,) index into the city's lines
    vehicle: Codes  # (n,) bus number, -1 = a station's gate knows no train

    def __post_init__(self) -> None:
        for codes in (self.person, self.at_s, self.place, self.line, self.vehicle):
            read_only(codes)
        read_only(self.kind)

    def __len__(self) -> int:
        return len(self.person)


def _stations(world: World) -> Bytes:
    """Whether a place is a subway station: (places,)."""
    labels = world.places.category.labels
    station = np.array([label == "station" for label in labels] + [False])
    return station[world.places.category.codes].astype(np.int8)


def taps(world: World, population: Population, rides: Rides, persons: Codes, *, seed: int) -> Taps:
    """Taps of these persons' transit cards (rows of the population)."""
    row = chosen.rows_of(rides.person, np.asarray(persons, dtype=np.int32))
    person = rides.person[row]
    luck = Luck(seed, "transit", person.astype(np.int64) * PERSON_STEP + rides.board_s[row])
    subway = _stations(world)[rides.board_place[row]] == 1
    public = rides.line[row] >= 0  # a story's own vehicles take no transit card
    paid = public & (luck.uniform("paid") < CARD_SHARE)
    tapped_out = paid & (subway | (luck.uniform("off") >= NO_ALIGHT))
    walk_in = GATE_S[0] + (GATE_S[1] - GATE_S[0]) * luck.uniform("in")
    walk_out = GATE_S[0] + (GATE_S[1] - GATE_S[0]) * luck.uniform("out")
    board_s = rides.board_s[row] - np.where(subway, walk_in, 0.0).astype(np.int32)
    alight_s = rides.alight_s[row] + np.where(subway, walk_out, 0.0).astype(np.int32)
    vehicle = np.where(subway, -1, rides.vehicle[row])
    both = [np.flatnonzero(paid), np.flatnonzero(tapped_out)]
    columns = (
        np.concatenate([person[i] for i in both]),
        np.concatenate([board_s[both[0]], alight_s[both[1]]]),
        np.repeat(np.array([BOARD, ALIGHT], dtype=np.int8), [len(i) for i in both]),
        np.concatenate([rides.board_place[row][both[0]], rides.alight_place[row][both[1]]]),
        np.concatenate([rides.line[row][i] for i in both]),
        np.concatenate([vehicle[i] for i in both]),
    )
    order = np.lexsort((columns[2], columns[1], columns[0]))
    kind = columns[2][order]
    rest = [columns[k][order].astype(np.int32) for k in (0, 1, 3, 4, 5)]
    return Taps(rest[0], rest[1], kind, rest[2], rest[3], rest[4])
