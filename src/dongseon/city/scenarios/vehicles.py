"""Vehicles that belong to a story: the company's shuttle buses, a taxi.

They have no line and no timetable. A *lift* says that a person makes the trip to (or from) a place at
about some time in one of them; those who are under way in the same vehicle at the same time can meet.
"""

from dataclasses import dataclass

import numpy as np

from dongseon.city.transmission import DayVisits
from dongseon.city.types import Appointments, Clock, Population, Rides, Visits, World
from dongseon.records.columns import Bools, Bytes, Codes, Ints

AROUND_S = 1_800  # a lift is meant when the stay begins or ends so near its time
DOORS_S = 60  # from the door to the vehicle, and from the vehicle to the door; assumption


@dataclass(frozen=True, slots=True, eq=False)
class Lifts:
    """Trips in a story's own vehicles, in any order."""

    person: Codes  # (k,)
    place: Codes  # (k,) where the trip ends, or begins
    at_s: Codes  # (k,) about when the stay there begins, or ends
    leaves: Bytes  # (k,) 1 = the trip begins there
    line: Codes  # (k,) COACH or TAXI
    vehicle: Codes  # (k,) number of the vehicle

    def __len__(self) -> int:
        return len(self.person)


def no_lifts() -> Lifts:
    """Nobody rides in a vehicle of the story."""
    none = np.empty(0, np.int32)
    return Lifts(none, none, none, np.empty(0, np.int8), none, none)


def joined(parts: list[Lifts]) -> Lifts:
    """All lifts together."""
    names = Lifts.__dataclass_fields__
    parts = [no_lifts(), *parts]
    return Lifts(*(np.concatenate([getattr(part, name) for part in parts]) for name in names))


def lift(
    person: Codes,
    place: int | Codes,
    at_s: int | Ints,
    *,
    line: int,
    vehicle: int | Codes,
    leaves: bool = False,
) -> Lifts:
    """Trips of persons (k,) that end (``leaves``: begin) at a place about a time, in a COACH or TAXI."""
    k = len(person)
    where, when, number = (
        np.broadcast_to(np.asarray(value), (k,)).astype(np.int32)
        for value in (place, at_s, vehicle)
    )
    return Lifts(
        np.asarray(person, dtype=np.int32), where, when, np.full(k, leaves, dtype=np.int8),
        np.full(k, line, dtype=np.int32), number,
    )  # fmt: skip


@dataclass(frozen=True, slots=True, eq=False)
class WithLifts:
    """The days of a city, with some trips made in a story's vehicles."""

    days: DayVisits
    lifts: Lifts

    def __call__(
        self, world: World, population: Population, clock: Clock, *, day: int, seed: int,
        confined: Bools, appointments: Appointments, yesterday: Bools,
    ) -> tuple[Visits, Rides]:  # fmt: skip
        visits, rides = self.days(
            world, population, clock, day=day, seed=seed, confined=confined,
            appointments=appointments, yesterday=yesterday,
        )  # fmt: skip
        if not len(self.lifts):
            return visits, rides
        return visits, carried(visits, rides, self.lifts)


def carried(visits: Visits, rides: Rides, lifts: Lifts) -> Rides:
    """A day's rides with the lifts of that day in the place of what was ridden otherwise."""
    before, row = _trips(visits, lifts)
    after = before + 1
    board_s = visits.end_s[before] + DOORS_S
    alight_s = visits.start_s[after] - DOORS_S
    fits = board_s < alight_s
    before, after, row = before[fits], after[fits], row[fits]
    replaced = np.isin(_trip_of(visits, rides.person, rides.board_s), before)
    own = Rides(
        visits.person[before], visits.place[before], visits.place[after], board_s[fits],
        alight_s[fits], lifts.line[row], lifts.vehicle[row],
    )  # fmt: skip
    kept = [getattr(rides, name)[~replaced] for name in Rides.__dataclass_fields__]
    new = [getattr(own, name) for name in Rides.__dataclass_fields__]
    columns = [np.concatenate(pair) for pair in zip(kept, new, strict=True)]
    order = np.lexsort((columns[3], columns[0]))
    return Rides(*(column[order] for column in columns))


def _trips(visits: Visits, lifts: Lifts) -> tuple[Ints, Ints]:
    """The visit before each trip that is a lift, once each, and the row of the lift."""
    own = np.arange(len(lifts))
    rows, stays = [], []
    for leaves, time_s in ((0, visits.start_s), (1, visits.end_s)):
        part = own[lifts.leaves == leaves]
        found = _nearest(visits, time_s, lifts, part)
        rows.append(part[found >= 0])
        stays.append(found[found >= 0] - (1 - leaves))
    row, before = np.concatenate(rows), np.concatenate(stays)
    good = (before >= 0) & (before + 1 < len(visits))
    row, before = row[good], before[good]
    good = visits.person[before] == visits.person[before + 1]
    order = np.lexsort((lifts.vehicle[row[good]], before[good]))
    row, before = row[good][order], before[good][order]
    first = np.diff(before, prepend=-1) != 0
    return before[first], row[first]


def _nearest(visits: Visits, time_s: Codes, lifts: Lifts, part: Ints) -> Ints:
    """The stay each of some lifts is about: the one that begins (or ends) nearest its time; -1 = none."""
    who, at_s = lifts.person[part], lifts.at_s[part].astype(np.int64)
    key = visits.person.astype(np.int64) << 32 | time_s
    after = np.searchsorted(key, who.astype(np.int64) << 32 | at_s)
    best = np.full(len(part), -1, dtype=np.int64)
    apart_s = np.full(len(part), AROUND_S + 1, dtype=np.int64)
    for stay in (after - 1, after):
        row = np.clip(stay, 0, max(0, len(visits) - 1))
        meant = (row == stay) & (visits.person[row] == who)
        meant &= visits.place[row] == lifts.place[part]
        off_s = np.abs(time_s[row] - at_s)
        closer = meant & (off_s < apart_s)
        best[closer], apart_s[closer] = row[closer], off_s[closer]
    return best


def _trip_of(visits: Visits, person: Codes, at_s: Codes) -> Ints:
    """The last visit a person began before a time: the trip made then is the one after it."""
    key = visits.person.astype(np.int64) << 32 | visits.start_s
    return np.asarray(np.searchsorted(key, person.astype(np.int64) << 32 | at_s, side="right") - 1)
