"""Two grounds to test on: a small town for the epidemic, a fortnight of the real city for the sensors.

The town has homes, offices, classes, cafés, a church, one bus line.
"""

from dataclasses import dataclass
from datetime import UTC, datetime
from functools import cache, cached_property
from zoneinfo import ZoneInfo

import numpy as np
import pytest

from dongseon.city import population, visits, world
from dongseon.city.types import Appointments, Clock, Population, Rides, Seeds, Visits, World
from dongseon.records.columns import Coded, Places

HOUR = 3600
DAY = 86_400
CATEGORIES = ("home", "office", "school", "cafe", "church")
CAPACITY = (6.0, 16.0, 25.0, 30.0, 120.0)


@dataclass(frozen=True)
class Ground:
    """As much of a world as the epidemic asks for."""

    places: Places


@dataclass(frozen=True)
class Town:
    """A ground, its people, and how they spend their days."""

    world: Ground
    population: Population
    clock: Clock
    first: tuple[int, ...]  # first place of each category, then the number of places

    def day_visits(
        self, world, population, clock, *, day, seed, confined, appointments, yesterday=None
    ) -> tuple[Visits, Rides]:
        """Sleep at home; work or class; cafés in the evening; church on the seventh day."""
        rng = np.random.default_rng([seed, day])
        n = len(population.age_years)
        who = np.arange(n, dtype=np.int32)
        free = ~confined
        busy = free & (population.work >= 0) & (day % 7 < 5)
        out = free & (rng.random(n) < 0.3)
        pious = free & (day % 7 == 6) & (population.worship >= 0)
        cafe = rng.integers(self.first[3], self.first[4], n)
        rows = [
            (who, population.home, np.where(busy | pious, 8, 18), 0),
            (who[busy], population.work[busy], 18, 9),
            (who[pious], population.worship[pious], 12, 10),
            (who[pious], population.home[pious], 18, 12),
            (who[~out], population.home[~out], 24, 18),
            (who[out], cafe[out], 20, 19),
            (who[out], population.home[out], 24, 20),
        ]
        person, place, end, start = (
            np.concatenate([np.broadcast_to(row[k], len(row[0])) for row in rows]) for k in range(4)
        )
        order = np.lexsort((start, person))
        visits = Visits(
            person[order].astype(np.int32),
            place[order].astype(np.int32),
            (start[order] * HOUR + day * DAY).astype(np.int32),
            (end[order] * HOUR + day * DAY).astype(np.int32),
            np.zeros(len(order), dtype=np.int8),
        )
        return visits, self._rides(who[busy], day)

    def _rides(self, riders, day) -> Rides:
        some = riders[riders % 3 == 0].astype(np.int32)
        stop = np.zeros(len(some), dtype=np.int32)
        board = np.full(len(some), day * DAY + 8 * HOUR + 900, dtype=np.int32)
        return Rides(
            some,
            stop,
            stop.copy(),
            board,
            (board + 1200).astype(np.int32),
            stop.copy(),
            (some // 90).astype(np.int32),
        )


def town(people: int = 3_000, days: int = 30, seed: int = 1) -> Town:
    """A town of so many people, the same for the same seed."""
    rng = np.random.default_rng(seed)
    size = rng.choice([1, 2, 3, 4], people, p=[0.3, 0.3, 0.2, 0.2])
    homes = int(np.searchsorted(np.cumsum(size), people)) + 1
    household = np.repeat(np.arange(homes), size[:homes])[:people].astype(np.int32)
    counts = (homes, people // 14 + 1, people // 90 + 1, people // 150 + 1, people // 400 + 1)
    first = tuple(int(k) for k in np.concatenate([[0], np.cumsum(counts)]))
    age = rng.integers(3, 88, people).astype(np.int32)
    office = rng.integers(first[1], first[2], people)
    school = rng.integers(first[2], first[3], people)
    work = np.where(age < 20, school, np.where(age < 65, office, -1)).astype(np.int32)
    church = rng.integers(first[4], first[5], people)
    codes = np.repeat(np.arange(5), counts).astype(np.int32)
    return Town(
        world=Ground(_places(codes)),
        population=_population(rng, age, household, work, np.where(age % 5 == 0, church, -1)),
        clock=Clock(datetime(2020, 5, 3, 15, tzinfo=UTC), days),
        first=first,
    )


def _places(codes) -> Places:
    n = len(codes)
    return Places(
        place_id=tuple(f"p{k}" for k in range(n)),
        name=("",) * n,
        category=Coded(codes, CATEGORIES),
        lon_deg=np.zeros(n),
        lat_deg=np.zeros(n),
        radius_m=np.full(n, 10.0),
        indoor=np.ones(n, dtype=np.int8),
        capacity=np.array(CAPACITY)[codes],
        opens_min=np.full(n, -1, dtype=np.int32),
        closes_min=np.full(n, -1, dtype=np.int32),
    )


def _population(rng, age, household, work, worship) -> Population:
    n = len(age)
    none, small = np.full(n, -1, dtype=np.int32), np.zeros(n, dtype=np.int8)
    return Population(
        person_id=tuple(f"r{k}" for k in range(n)),
        age_years=age,
        sex=small,
        household=household,
        home=household,
        work=work,
        occupation=small,
        shift=small,
        circle=none,
        academy=none,
        worship=worship.astype(np.int32),
        gym=none,
        drives=small,
        telco=small,
        shares_gps=small,
        wears_mask=rng.random(n).astype(np.float32),
    )


def nothing_planned() -> Appointments:
    """No appointments at all."""
    none = np.empty(0, dtype=np.int32)
    return Appointments(none, none, none, none, np.empty(0, dtype=np.int8))


def seeds(*person: int, infected_s: int = 0, infectivity: float = np.nan) -> Seeds:
    """Persons infected from outside, their course drawn."""
    k = len(person)
    return Seeds(
        np.array(person, dtype=np.int32),
        np.full(k, infected_s, dtype=np.int64),
        np.full(k, -1, dtype=np.int64),
        np.full(k, -1, dtype=np.int64),
        np.full(k, infectivity),
        np.full(k, -1, dtype=np.int8),
    )


@pytest.fixture(scope="session")
def make_town():
    """A function that builds a small town: make_town(people, days, seed)."""
    return town


@pytest.fixture(scope="session")
def make_seeds():
    """A function that infects persons from outside: make_seeds(*persons, infected_s, infectivity)."""
    return seeds


@pytest.fixture(scope="session")
def no_plans() -> Appointments:
    """No appointments at all."""
    return nothing_planned()


@dataclass(frozen=True)
class Fortnight:
    """Two weeks of a small city, nobody confined."""

    world: World
    population: Population
    clock: Clock
    visits: Visits
    rides: Rides


@pytest.fixture(scope="session")
def fortnight() -> Fortnight:
    """1,200 people of the real city on fourteen days."""
    people, days, seed = 1_200, 14, 1
    ground = world.build_world(seed=seed, people=people)
    folk = population.populate(ground, seed=seed, people=people)
    clock = Clock(datetime(2020, 4, 27, tzinfo=ZoneInfo("Asia/Seoul")), days)
    ready = visits.schedule(ground, folk, seed=seed)
    free = np.zeros(people, dtype=bool)
    parts = [
        visits.day_visits_of(
            ready,
            clock,
            day=day,
            confined=free,
            yesterday=free,
            persons=np.arange(people),
            workers=1,
        )
        for day in range(days)
    ]
    return Fortnight(
        ground,
        folk,
        clock,
        _by_person(Visits, [stays for stays, _ in parts], "start_s"),
        _by_person(Rides, [ridden for _, ridden in parts], "board_s"),
    )


def _by_person(table, days, time):
    columns = {
        name: np.concatenate([getattr(day, name) for day in days]) for name in table.__slots__
    }
    order = np.lexsort((columns[time], columns["person"]))
    return table(**{name: column[order] for name, column in columns.items()})


MONDAY = datetime(2020, 5, 4, tzinfo=ZoneInfo("Asia/Seoul"))


@dataclass(frozen=True)
class Settled:
    """A real world with its people, and their days as they are asked for."""

    world: World
    population: Population
    clock: Clock
    seed: int

    def nobody(self) -> np.ndarray:
        """Nobody is confined."""
        return np.zeros(len(self.population.age_years), dtype=bool)

    def day(self, day, **changed) -> tuple[Visits, Rides]:
        """One day of everybody, or as asked."""
        asked = {"confined": self.nobody(), "seed": self.seed} | changed
        return visits.day_visits(self.world, self.population, self.clock, day=day, **asked)

    def category(self, place) -> np.ndarray:
        """Category names of places."""
        column = self.world.places.category
        return np.array(column.labels)[column.codes[place]]

    @cached_property
    def week(self) -> Visits:
        """Eight days from Monday on, nobody confined: sorted by person, then start."""
        days = [self.day(day)[0] for day in range(self.clock.days)]
        names = ("person", "place", "start_s", "end_s", "mode")
        columns = [np.concatenate([getattr(seen, name) for seen in days]) for name in names]
        order = np.lexsort((columns[2], columns[0]))
        return Visits(*(column[order] for column in columns))


@cache
def _settled(people: int = 2_000, seed: int = 7) -> Settled:
    made = world.build_world(seed=seed, people=people)
    folk = population.populate(made, seed=seed, people=people)
    return Settled(made, folk, Clock(MONDAY, 8), seed)


@pytest.fixture(scope="session")
def city():
    """Settled cities by number of people and seed, each made once."""
    return _settled
