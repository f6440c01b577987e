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
    who = lifts.person.astype(np.int64) << 32
    soon = who | np.maximum(lifts.at_s.astype(np.int64) - AROUND_S, 0)
    person = visits.person.astype(np.int64) << 32
    starts = np.searchsorted(person | visits.start_s, soon)
    ends = np.searchsorted(person | visits.end_s, soon)
    row = np.where(lifts.leaves == 1, ends, starts)
    last = len(visits) - 1
    here = np.minimum(row, last)
    time_s = np.where(lifts.leaves == 1, visits.end_s[here], visits.start_s[here])
    before = np.where(lifts.leaves == 1, here, here - 1)
    good = (row <= last) & (before >= 0) & (before < last)
    before = np.clip(before, 0, max(0, last - 1))
    good &= (visits.person[here] == lifts.person) & (visits.place[here] == lifts.place)
    good &= np.abs(time_s - lifts.at_s) <= AROUND_S
    good &= (visits.person[before] == lifts.person) & (visits.person[before + 1] == lifts.person)
    found, first = np.unique(before[good], return_index=True)
    return found, np.flatnonzero(good)[first]


def _trip_of(visits: Visits, person: Codes, at_s: Codes) -> Ints:
    """The last visit a person began before a time: the trip made then is the one after it."""
    key = visits.person.astype(np.int64) << 32 | visits.start_s
    return np.asarray(np.searchsorted(key, person.astype(np.int64) << 32 | at_s, side="right") - 1)
