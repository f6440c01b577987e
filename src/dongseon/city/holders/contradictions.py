"""How many true rows of a bundle speak against what was planted: what the evidence can show at all.

A yardstick for benchmarks. It uses the truth, and is no inference.
"""

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np

from dongseon.city.ground import antennas
from dongseon.city.holders.tables import Desk
from dongseon.city.sensors import cards
from dongseon.city.sensors.air import HEARD, Radio
from dongseon.city.sensors.cards import Approvals
from dongseon.city.sensors.cctv import Sightings
from dongseon.city.sensors.entry import CheckIns
from dongseon.city.sensors.gps import Fixes
from dongseon.city.sensors.rows import joined
from dongseon.city.sensors.telco import Connections
from dongseon.city.sensors.transit import Taps
from dongseon.records.columns import Bools, Codes, Floats, Ints, read_only

FAR_M = 200.0  # a fix so far away does not fit a place
AGAIN_S = 600  # the same sector, or a fix, again within so long tells nothing new
HARDLY_HEARD = 0.02  # a sector that carries less of a place's connections does not fit it


@dataclass(frozen=True, slots=True)
class Claim:
    """That a person was at a place during a stretch of time."""

    person: int
    from_s: int
    to_s: int
    place: int
    by_place_only: bool = False  # only rows that name a place count against it


@dataclass(frozen=True, slots=True, eq=False)
class Marks:
    """True rows about persons: a place, a sector or a position each."""

    person: Codes  # (n,)
    at_s: Ints  # (n,)
    place: Codes  # (n,) -1 = none
    sector: Codes  # (n,) -1 = none
    x_m: Floats  # (n,) NaN = none
    y_m: Floats  # (n,) NaN = none

    def __post_init__(self) -> None:
        for codes in (self.person, self.place, self.sector):
            read_only(codes)
        for column in (self.at_s, self.x_m, self.y_m):
            read_only(column)


def at_places(person: Codes, at_s: Codes, place: Codes) -> Marks:
    """Rows that name a place."""
    nowhere = np.full(len(person), np.nan)
    none = np.full(len(person), -1, dtype=np.int32)
    return Marks(person, at_s.astype(np.int64), place, none, nowhere, nowhere.copy())


def of_approvals(drawn: Approvals) -> Marks:
    """Payments the card's owner made at that time."""
    rows = (drawn.payer == drawn.person) & (drawn.story != cards.LATE)
    return at_places(drawn.person[rows], drawn.at_s[rows], drawn.place[rows])


def of_entries(drawn: CheckIns | Taps) -> Marks:
    """Check-ins and taps."""
    return at_places(drawn.person, drawn.at_s, drawn.place)


def of_sightings(drawn: Sightings) -> Marks:
    """Sightings of the right person."""
    rows = drawn.wrong == 0
    return at_places(drawn.person[rows], drawn.start_s[rows], drawn.place[rows])


def of_connections(drawn: Connections) -> Marks:
    """Connections of the person's phone."""
    blank = at_places(drawn.person, drawn.start_s, np.full(len(drawn), -1, dtype=np.int32))
    return Marks(blank.person, blank.at_s, blank.place, drawn.sector, blank.x_m, blank.y_m)


def of_fixes(desk: Desk, drawn: Fixes) -> Marks:
    """Positions of the person's phone."""
    east_m, north_m = antennas.metres_per_degree(desk.world.origin_lat_deg)
    x_m = (drawn.lon_deg - desk.world.origin_lon_deg) * east_m
    y_m = (drawn.lat_deg - desk.world.origin_lat_deg) * north_m
    none = np.full(len(drawn), -1, dtype=np.int32)
    return Marks(drawn.person, drawn.at_s.astype(np.int64), none, none.copy(), x_m, y_m)


def naming(marks: Sequence[Marks]) -> list[Marks]:
    """Those that name a place: payments, entries, taps, sightings."""
    return [m for m in marks if (m.place >= 0).any()]


def count(desk: Desk, air: Radio, marks: Sequence[Marks], claims: Sequence[Claim]) -> list[int]:
    """For each claim, how many marks of that person and time do not fit it."""
    if not marks:
        return [0] * len(claims)
    every = joined(marks)
    order = np.lexsort((every.at_s, every.person))
    person, at_s = every.person[order], every.at_s[order]
    out = []
    for claim in claims:
        low, high = np.searchsorted(person, [claim.person, claim.person + 1])
        first = low + np.searchsorted(at_s[low:high], claim.from_s, side="left")
        last = low + np.searchsorted(at_s[low:high], claim.to_s, side="right")
        rows = order[first:last]
        out.append(_told_anew(every, rows[_misfits(desk, air, every, rows, claim)]))
    return out


def _told_anew(marks: Marks, rows: Ints) -> int:
    """How many of the rows, in time order, are no repetition: phones report the same in bursts."""
    last: dict[tuple[int, int], int] = {}
    new = 0
    for row in rows.tolist():
        what, at_s = (int(marks.place[row]), int(marks.sector[row])), int(marks.at_s[row])
        new += at_s - last.get(what, at_s - AGAIN_S) >= AGAIN_S
        last[what] = at_s
    return new


def _misfits(desk: Desk, air: Radio, marks: Marks, rows: Ints, claim: Claim) -> Bools:
    """Which of the rows do not fit a claim: (n,)."""
    world = desk.world
    elsewhere = (marks.place[rows] >= 0) & (marks.place[rows] != claim.place)
    if claim.by_place_only:
        return np.asarray(elsewhere)
    away_m = np.hypot(
        marks.x_m[rows] - world.place_x_m[claim.place],
        marks.y_m[rows] - world.place_y_m[claim.place],
    )
    telco = int(desk.population.telco[claim.person])
    weight = air.weight[telco, claim.place]
    share = np.diff(weight, prepend=0.0) / max(float(weight[HEARD - 1]), 1e-9)
    fitting = air.heard[telco, claim.place][share >= HARDLY_HEARD]
    unheard = (marks.sector[rows] >= 0) & ~np.isin(marks.sector[rows], fitting)
    return np.asarray(elsewhere | (away_m > FAR_M) | unheard)
