"""What a scenario is made of: appointments, first infections, lies, and the numbers it must meet."""

from dataclasses import dataclass, field, replace
from datetime import date
from zoneinfo import ZoneInfo

import numpy as np

from dongseon.city import chance
from dongseon.city.course import DAY_S, HOUR_S
from dongseon.city.exposure import Setting
from dongseon.city.population import OCCUPATIONS
from dongseon.city.scenarios import vehicles
from dongseon.city.scenarios.vehicles import Lifts
from dongseon.city.transmission import Parameters
from dongseon.city.types import BUS, Appointments, Clock, Epidemic, Population, Seeds, World
from dongseon.errors import InvalidInput
from dongseon.records.columns import Bools, Bytes, Codes, Floats, Ints

LEARNERS = [OCCUPATIONS.index(name) for name in ("infant", "preschool", "pupil", "student")]


@dataclass(frozen=True, slots=True, eq=False)
class Concealed:
    """Visits that a person says nothing true about. Row = person, place and stretch of time."""

    person: Codes  # (c,)
    place: Codes  # (c,)
    from_s: Ints  # (c,)
    to_s: Ints  # (c,)
    admitted_at: Bytes  # (c,) interview at which it is admitted: 2 = the second; the first never


@dataclass(frozen=True, slots=True, eq=False)
class Scenario:
    """One story to be played in the city."""

    name: str
    title: str
    title_ko: str
    appointments: Appointments
    seeds: Seeds
    parameters: Parameters
    concealed: Concealed
    protagonists: Codes  # (k,) persons the story is told about, the first one first
    places: Codes  # (p,) where it happens
    members: Codes  # (m,) those whom the story exposes: visitors, staff, congregation
    notes: tuple[str, ...]  # how the story was scaled, what is left out
    world: World  # the city as the story needs it
    population: Population
    lifts: Lifts = field(default_factory=vehicles.no_lifts)  # trips in the story's own vehicles

    def hidden_places(self) -> dict[int, set[int]]:
        """The concealed places of each person, as the interview asks for them."""
        out: dict[int, set[int]] = {}
        for person, place in zip(
            self.concealed.person.tolist(), self.concealed.place.tolist(), strict=True
        ):
            out.setdefault(person, set()).add(place)
        return out


@dataclass(frozen=True, slots=True)
class Need:
    """What a scenario needs of the city."""

    people: int  # at least
    days: int  # at least
    measured: int  # people of the city in which its figures are taken: enough for a steady mean
    starts: date  # the day of the real story that day 0 stands for


@dataclass(frozen=True, slots=True, eq=False)
class Played:
    """A scenario that has been played to its end."""

    scenario: Scenario
    epidemic: Epidemic
    clock: Clock

    @property
    def world(self) -> World:
        """The city it was played in."""
        return self.scenario.world

    @property
    def population(self) -> Population:
        """The people it was played with."""
        return self.scenario.population


@dataclass(slots=True, eq=False)
class Diary:
    """Appointments as they are made; handed over sorted and without overlaps."""

    person: list[Codes] = field(default_factory=list)
    place: list[Codes] = field(default_factory=list)
    start_s: list[Codes] = field(default_factory=list)
    end_s: list[Codes] = field(default_factory=list)
    mode: list[Codes] = field(default_factory=list)

    def add(
        self,
        person: Codes,
        place: int | Codes,
        start_s: int | Ints,
        end_s: int | Ints,
        *,
        mode: int = BUS,
    ) -> None:
        """Let persons (k,) be at a place from start to end, seconds since the clock's start."""
        k = len(person)
        self.person.append(np.asarray(person, dtype=np.int32))
        columns = (self.place, self.start_s, self.end_s, self.mode)
        for column, value in zip(columns, (place, start_s, end_s, mode), strict=True):
            column.append(np.broadcast_to(np.asarray(value), (k,)).astype(np.int32))

    def appointments(self) -> Appointments:
        """All of them, sorted; of two that overlap the earlier one is kept."""
        none = np.empty(0, np.int32)
        person, place, start_s, end_s, mode = (
            np.concatenate([none, *column])
            for column in (self.person, self.place, self.start_s, self.end_s, self.mode)
        )
        order = np.lexsort((end_s, start_s, person))
        person, place = person[order], place[order]
        start_s, end_s = start_s[order], end_s[order]
        keep = _without_overlap(person, start_s, end_s)
        how = mode[order][keep].astype(np.int8)
        return Appointments(person[keep], place[keep], start_s[keep], end_s[keep], how)


def _without_overlap(person: Codes, start_s: Codes, end_s: Codes) -> Bools:
    keep = np.ones(len(person), dtype=np.bool_)
    last, free_s = -1, 0
    for row, (who, start, end) in enumerate(
        zip(person.tolist(), start_s.tolist(), end_s.tolist(), strict=True)
    ):
        if who == last and start < free_s:
            keep[row] = False
            continue
        last, free_s = who, end
    return keep


def at(day: int, hour: float) -> int:
    """Seconds since the clock's start of an hour of a day."""
    return round(day * DAY_S + hour * HOUR_S)


def weekday(clock: Clock, day: int) -> int:
    """Day of the week, Monday 0 (the clock starts at local midnight)."""
    return (clock.start.astimezone(ZoneInfo(clock.timezone)).weekday() + day) % 7


def first_weekday(clock: Clock, wanted: int, *, from_day: int = 0) -> int:
    """The first day on or after ``from_day`` that is this day of the week."""
    return from_day + (wanted - weekday(clock, from_day)) % 7


def places_of(world: World, category: str) -> Codes:
    """All places of a category: rows of the world's places. Raises InvalidInput if there is none."""
    labels = world.places.category.labels
    code = labels.index(category) if category in labels else -2
    rows = np.flatnonzero(world.places.category.codes == code).astype(np.int32)
    if not len(rows):
        raise InvalidInput(f"city: no place of category {category!r}, which the scenario needs")
    return rows


def aged(population: Population, low: int, high: int) -> Codes:
    """Everybody of an age from low to below high, in years."""
    age = population.age_years
    return np.flatnonzero((age >= low) & (age < high)).astype(np.int32)


def sample(persons: Codes, count: int, *, seed: int, name: str) -> Codes:
    """So many different persons, drawn by name; all of them if there are fewer."""
    rng = chance.stream(seed, "scenario", name)
    return rng.permutation(persons)[:count].astype(np.int32)


def draw(persons: Codes, *, seed: int, name: str, number: int = 0) -> Floats:
    """A number in [0, 1) for each person: (k,)."""
    return chance.uniforms(chance.key(seed, "scenario", name), persons.astype(np.int64), number)


def seeded(
    person: Codes,
    infected_s: Ints,
    *,
    onset_s: Ints | None = None,
    sampled_s: Ints | None = None,
    infectivity: Floats | None = None,
    goes_on: bool = True,
) -> Seeds:
    """First infections; ``goes_on``: these persons do not stay in when they fall ill."""
    k = len(person)
    unset = np.full(k, -1, dtype=np.int64)
    return Seeds(
        person=np.asarray(person, dtype=np.int32),
        infected_s=np.asarray(infected_s, dtype=np.int64),
        onset_s=unset if onset_s is None else np.asarray(onset_s, dtype=np.int64),
        sampled_s=unset if sampled_s is None else np.asarray(sampled_s, dtype=np.int64),
        infectivity=np.full(k, np.nan) if infectivity is None else np.asarray(infectivity),
        home_when_ill=np.full(k, 0 if goes_on else -1, dtype=np.int8),
    )


def crowded(
    settings: tuple[Setting, ...], name: str, *, by: float, masked: float | None = None
) -> tuple[Setting, ...]:
    """The settings with the rates of one of them so many times as high, and masks worn there or not."""
    return tuple(
        replace(s, near=by * s.near, air=by * s.air, masked=s.masked if masked is None else masked)
        if s.name == name
        else s
        for s in settings
    )


def nothing_concealed() -> Concealed:
    """Nobody hides anything."""
    none, when = np.empty(0, np.int32), np.empty(0, np.int64)
    return Concealed(none, none, when, when, np.empty(0, np.int8))


def check(need: Need, name: str, *, people: int, clock: Clock) -> None:
    """Raises InvalidInput if the city is too small or its time too short for the story."""
    if people < need.people:
        raise InvalidInput(f"scenario {name!r}: {people} people are fewer than {need.people}")
    if clock.days < need.days:
        raise InvalidInput(f"scenario {name!r}: {clock.days} days are fewer than {need.days}")
