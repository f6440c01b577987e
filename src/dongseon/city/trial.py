"""Trial epidemics: the runs by which the epidemic is calibrated, tested and reported.

A city with a trickle of infections from outside, long enough to follow cases and contacts to their end.
"""

from dataclasses import dataclass
from datetime import datetime, time
from zoneinfo import ZoneInfo

import numpy as np

from dongseon.city import chance, population, scenarios, transmission, visits, world
from dongseon.city.calibration import FOLLOWED_D, Run
from dongseon.city.course import DAY_S
from dongseon.city.scenarios import Played, schools
from dongseon.city.scenarios.story import Diary
from dongseon.city.scenarios.vehicles import WithLifts
from dongseon.city.transmission import Parameters
from dongseon.city.types import Appointments, Clock, Population, Rides, Seeds, Visits, World
from dongseon.city.visits import Schedule
from dongseon.errors import InvalidInput
from dongseon.records.columns import Bools

TIMEZONE = "Asia/Seoul"
STARTS = datetime(2020, 2, 24, tzinfo=ZoneInfo(TIMEZONE))  # a Monday
# Looked at while parameters were fitted; report others.
CALIBRATION_SEEDS = frozenset({*range(1, 10), *range(101, 111), *range(201, 213)})
IMPORTS_PER_DAY = 0.7  # infections from outside for 10,000 people; assumption


@dataclass(frozen=True, slots=True, eq=False)
class _Days:
    """Each day of a city, from a schedule prepared once."""

    ready: Schedule

    def __call__(
        self, world: World, population: Population, clock: Clock, *, day: int, seed: int,
        confined: Bools, appointments: Appointments, yesterday: Bools,
    ) -> tuple[Visits, Rides]:  # fmt: skip
        return visits.day_visits_of(
            self.ready, clock, day=day, confined=confined, yesterday=yesterday,
            persons=np.arange(len(population.age_years)), workers=1,
        )  # fmt: skip


def trial(
    *, seed: int, people: int = 10_000, days: int = 60, parameters: Parameters | None = None
) -> Run:
    """One epidemic without a story. Raises InvalidInput for fewer than 30 days."""
    if days < 2 * FOLLOWED_D + 2:
        raise InvalidInput(f"days: {days} are too few to follow a case and its contacts")
    ground = world.build_world(seed=seed, people=people)
    folk = population.populate(ground, seed=seed, people=people)
    clock = Clock(STARTS, days, TIMEZONE)
    diary = Diary()
    schools.stay_home(diary, ground, folk, clock)
    plans = diary.appointments()
    epidemic = transmission.spread(
        ground, folk, clock, seed=seed,
        day_visits=_Days(visits.schedule(ground, folk, seed=seed, appointments=plans)),
        appointments=plans, parameters=parameters or Parameters(),
        seeds=_imports(seed, people, days - FOLLOWED_D),
    )  # fmt: skip
    return Run(epidemic, folk, clock)


def _imports(seed: int, people: int, days: int) -> Seeds:
    """Infections from outside, spread evenly over the days and at random over the people."""
    rng = chance.stream(seed, "trial", "imports")
    count = max(1, round(IMPORTS_PER_DAY * days * people / 10_000))
    unset = np.full(count, -1, dtype=np.int64)
    return Seeds(
        person=rng.choice(people, count, replace=False).astype(np.int32),
        infected_s=rng.integers(0, days * DAY_S, count),
        onset_s=unset,
        sampled_s=unset.copy(),
        infectivity=np.full(count, np.nan),
        home_when_ill=np.full(count, -1, dtype=np.int8),
    )


def play(name: str, *, seed: int, people: int | None = None) -> Played:
    """One scenario in the least city and time it needs. Raises NotFound for an unknown name."""
    need = scenarios.need(name)
    size = people or need.people
    ground = world.build_world(seed=seed, people=size)
    folk = population.populate(ground, seed=seed, people=size)
    start = datetime.combine(need.starts, time(), ZoneInfo(TIMEZONE))
    clock = Clock(start, need.days, TIMEZONE)
    story = scenarios.prepare(name, ground, folk, clock, seed=seed)
    plans = story.appointments
    days = _Days(visits.schedule(story.world, story.population, seed=seed, appointments=plans))
    epidemic = transmission.spread(
        story.world, story.population, clock, seed=seed,
        day_visits=WithLifts(days, story.lifts), appointments=plans,
        parameters=story.parameters, seeds=story.seeds,
    )  # fmt: skip
    return Played(story, epidemic, clock)
