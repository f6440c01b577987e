"""The area question: whose card, phone or check-in was near a case's places at those times."""

from dataclasses import dataclass

import numpy as np

from dongseon.city.sensors import habits as customs
from dongseon.city.sensors import stays as chosen
from dongseon.city.sensors.air import HEARD, Radio
from dongseon.city.sensors.rows import taken
from dongseon.city.types import Population, Visits, World
from dongseon.records.columns import Bools, Codes, Ints, read_only

AROUND_S = 600  # before arrival and after leaving (assumption)
SHORTEST_S = 600  # of a visit that is asked about (assumption)
COVERS = 0.1  # a sector covers a place if it carries this share of the connections from there


@dataclass(frozen=True, slots=True, eq=False)
class Windows:
    """Places and stretches of time that holders are asked about."""

    place: Codes  # (w,)
    start_s: Ints  # (w,)
    end_s: Ints  # (w,)

    def __post_init__(self) -> None:
        for column in (self.place, self.start_s, self.end_s):
            read_only(column)

    def __len__(self) -> int:
        return len(self.place)


def windows(
    world: World,
    population: Population,
    visits: Visits,
    persons: Codes,
    claimed: list[tuple[int, int, int]],
) -> Windows:
    """Where and when to ask: the persons' visits to public places, and claimed ones.

    ``claimed`` are (place, from, to) as told in interviews. Homes are never asked about.
    """
    public = customs.place_habits(world).public == 1
    own = chosen.stays(visits, persons)
    kept = taken(own, public[own.place] & (own.end_s - own.start_s >= SHORTEST_S))
    told = np.array([c for c in claimed if public[c[0]]], dtype=np.int64).reshape(-1, 3)
    every = np.concatenate([np.stack([kept.place, kept.start_s, kept.end_s], axis=1), told])
    every = np.unique(every, axis=0)
    return Windows(every[:, 0].astype(np.int32), every[:, 1] - AROUND_S, every[:, 2] + AROUND_S)


def at_places(asked: Windows, place: Codes, at_s: Codes) -> Bools:
    """Which rows lie at a place asked about, at the time asked about: (n,)."""
    order = np.argsort(at_s, kind="stable")
    times = at_s[order]
    out = np.zeros(len(place), dtype=np.bool_)
    first, last = _slices(times, asked)
    for window in range(len(asked)):
        rows = order[first[window] : last[window]]
        out[rows[place[rows] == asked.place[window]]] = True
    return out


def on_sectors(asked: Windows, air: Radio, telco: int, sector: Codes, at_s: Codes) -> Bools:
    """Which connections use a sector covering a place asked about, at the time asked about: (n,)."""
    order = np.argsort(at_s, kind="stable")
    first, last = _slices(at_s[order], asked)
    out = np.zeros(len(sector), dtype=np.bool_)
    for window in range(len(asked)):
        rows = order[first[window] : last[window]]
        out[rows[np.isin(sector[rows], _covering(air, telco, int(asked.place[window])))]] = True
    return out


def _slices(sorted_s: Codes, asked: Windows) -> tuple[Ints, Ints]:
    first = np.searchsorted(sorted_s, asked.start_s, side="left")
    return first, np.searchsorted(sorted_s, asked.end_s, side="right")


def _covering(air: Radio, telco: int, place: int) -> Codes:
    weight = air.weight[telco, place]
    share = np.diff(weight, prepend=0.0) / max(float(weight[HEARD - 1]), 1e-9)
    covering: Codes = air.heard[telco, place][share >= COVERS]
    return covering
