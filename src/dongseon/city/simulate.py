"""The top of the room: one call makes a city, lives its days, and writes truth and evidence apart."""

from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime, time
from pathlib import Path
from zoneinfo import ZoneInfo

import numpy as np

from dongseon.city import (
    chance,
    holders,
    map,
    population,
    scenarios,
    transmission,
    truth,
    visits,
    world,
)
from dongseon.city.holders.dumps import Lived
from dongseon.city.scenarios import Scenario
from dongseon.city.scenarios.vehicles import WithLifts
from dongseon.city.transmission import DayVisits, Parameters
from dongseon.city.truth import Diary
from dongseon.city.types import (
    Appointments,
    Clock,
    Epidemic,
    Population,
    Rides,
    Seeds,
    Visits,
    World,
)
from dongseon.city.visits import Schedule
from dongseon.errors import InvalidInput
from dongseon.records.columns import Bools, Codes, Ints

Progress = Callable[[int, int, str], None]

TIMEZONE = "Asia/Seoul"
STARTS = datetime(2020, 5, 4)  # noqa: DTZ001  # a Monday; the zone is put on in clock_of
SEED_SHARE = 1 / 2_500  # residents infected from outside when there is no scenario (assumption)
LEAST_SEEDS = 8
SEED_DAYS = 5  # they were infected within so many days before the start


@dataclass(frozen=True, slots=True)
class Simulated:
    """What was made, for the one who asked."""

    people: int
    days: int
    places: int
    visits: int
    infected: int
    confirmed: int
    evidence: Path
    truth: Path
    map: Path


@dataclass(frozen=True, slots=True, eq=False)
class _Days:
    """The callable that the epidemic asks for each day, with everything prepared once."""

    ready: Schedule
    persons: Ints
    workers: int

    def __call__(
        self, world: World, population: Population, clock: Clock, *, day: int, seed: int, confined: Bools,
        appointments: Appointments, yesterday: Bools,
    ) -> tuple[Visits, Rides]:  # fmt: skip
        return visits.day_visits_of(
            self.ready, clock, day=day, confined=confined, yesterday=yesterday,
            persons=self.persons, workers=self.workers,
        )  # fmt: skip


@dataclass(frozen=True, slots=True, eq=False)
class _Cast:
    """All that is settled before the first day: the city, its people, the story to be played."""

    world: World
    people: Population
    clock: Clock
    seed: int
    story: Scenario | None


def simulate(
    *,
    people: int,
    days: int,
    seed: int,
    out: Path,
    scenario: str | None = None,
    workers: int = 1,
    progress: Progress | None = None,
) -> Simulated:
    """Simulate a city and write ``out/evidence`` (of the cases), ``out/truth`` and ``out/map.geojson``.

    Same seed, same bits, whatever the number of workers. ``progress`` is told steps done, all steps and
    what is being done. Raises InvalidInput for sizes that cannot be simulated and NotFound for an unknown
    scenario.
    """
    if days < 1:
        raise InvalidInput(f"days: {days} is not a positive number of days")
    steps = _Steps(progress, days + -(-people // truth.BLOCK) + 4)
    steps.enter("building the city", 2)
    cast = _cast(people, days, seed, scenario)
    steps.enter("living the days", days)
    diary, epidemic = _live(cast, workers, steps.tick)
    steps.enter("writing the truth", steps.total - days - 4)
    (out / "truth").mkdir(parents=True, exist_ok=True)
    rows = _write_truth(out / "truth", cast, diary, epidemic, steps.tick)
    steps.enter("writing the evidence", 2)
    cases = confirmed_cases(epidemic, cast.clock)
    _write_evidence(out, cast, diary, epidemic, cases)
    map.write_map(out / "map.geojson", cast.world)
    steps.enter("done", 0)
    return Simulated(
        people=people,
        days=days,
        places=len(cast.world.places),
        visits=rows,
        infected=len(epidemic.person),
        confirmed=len(cases),
        evidence=out / "evidence",
        truth=out / "truth",
        map=out / "map.geojson",
    )


def live(
    *,
    people: int,
    days: int,
    seed: int,
    scenario: str | None = None,
    workers: int = 1,
    tick: Callable[[int], None],
) -> Lived:
    """The same city, lived and not written: what holders dump of it. Ticks each day.

    Raises InvalidInput and NotFound as ``simulate``.
    """
    if days < 1:
        raise InvalidInput(f"days: {days} is not a positive number of days")
    cast = _cast(people, days, seed, scenario)
    diary, _ = _live(cast, workers, tick)
    return Lived(cast.world, cast.people, cast.clock, seed, diary)


class _Steps:
    """How far the work has come: state that lives as long as one simulation."""

    def __init__(self, progress: Progress | None, total: int) -> None:
        self.total = total
        self._progress = progress
        self._what = ""
        self._base = 0
        self._next = 0

    def enter(self, what: str, length: int) -> None:
        """A new stage of so many steps begins."""
        self._what, self._base, self._next = what, self._next, self._next + length
        self.tick(0)

    def tick(self, done: int) -> None:
        """So many steps of the stage are done."""
        if self._progress is not None:
            self._progress(self._base + done, self.total, self._what)


def _cast(people: int, days: int, seed: int, scenario: str | None) -> _Cast:
    clock = clock_of(days, scenario)
    city = world.build_world(seed=seed, people=people)
    folk = population.populate(city, seed=seed, people=people)
    story = None
    if scenario is not None:
        story = scenarios.prepare(scenario, city, folk, clock, seed=seed)
        city, folk = story.world, story.population
    return _Cast(city, folk, clock, seed, story)


def clock_of(days: int, scenario: str | None) -> Clock:
    """The days of a scenario begin when it did in 2020, others on Monday, 4 May 2020."""
    first = STARTS.date() if scenario is None else scenarios.need(scenario).starts
    return Clock(datetime.combine(first, time(), tzinfo=ZoneInfo(TIMEZONE)), days, TIMEZONE)


def imported(seed: int, people: int) -> Seeds:
    """Residents who brought the infection home in the days before the start."""
    count = max(LEAST_SEEDS, round(people * SEED_SHARE))
    rng = chance.stream(seed, "imported")
    infected_s = -rng.integers(0, SEED_DAYS * 86_400, count)
    unknown = np.full(count, -1, dtype=np.int64)
    return Seeds(
        person=np.sort(rng.permutation(people)[:count]).astype(np.int32),
        infected_s=infected_s.astype(np.int64),
        onset_s=unknown,
        sampled_s=unknown.copy(),
        infectivity=np.full(count, np.nan),
        home_when_ill=np.full(count, -1, dtype=np.int8),
    )


def _no_appointments() -> Appointments:
    none = np.zeros(0, dtype=np.int32)
    return Appointments(none, none.copy(), none.copy(), none.copy(), np.zeros(0, dtype=np.int8))


def _live(cast: _Cast, workers: int, tick: Callable[[int], None]) -> tuple[Diary, Epidemic]:
    """All days with the epidemic in them."""
    people = len(cast.people.age_years)
    story = cast.story
    appointments = _no_appointments() if story is None else story.appointments
    days: DayVisits = _Days(
        ready=visits.schedule(cast.world, cast.people, seed=cast.seed, appointments=appointments),
        persons=np.arange(people, dtype=np.int64),
        workers=workers,
    )
    if story is not None:
        days = WithLifts(days, story.lifts)
    diary = Diary()

    def on_day(day: int, lived: Visits, ridden: Rides) -> None:
        diary.keep(day, lived, ridden)
        tick(day + 1)

    epidemic = transmission.spread(
        cast.world,
        cast.people,
        cast.clock,
        seed=cast.seed,
        day_visits=days,
        appointments=appointments,
        parameters=Parameters() if story is None else story.parameters,
        seeds=imported(cast.seed, people) if story is None else story.seeds,
        on_day=on_day,
    )
    return diary, epidemic


def _write_truth(
    folder: Path, cast: _Cast, diary: Diary, epidemic: Epidemic, tick: Callable[[int], None]
) -> int:
    """All of the truth; returns the rows of visits."""
    city, folk, clock = cast.world, cast.people, cast.clock
    truth.write_persons(folder / "persons.parquet", city, folk)
    truth.write_places(folder / "places.parquet", city)
    truth.write_infections(folder / "infections.parquet", epidemic, city, folk, clock)
    truth.write_rides(folder / "rides.parquet", diary, city, folk, clock)
    return truth.write_visits(folder / "visits.parquet", diary, city, folk, clock, tick)


def confirmed_cases(epidemic: Epidemic, clock: Clock) -> Codes:
    """Persons confirmed within the period, ascending."""
    known = (epidemic.confirmed_s >= 0) & (epidemic.confirmed_s < clock.days * 86_400)
    return np.sort(epidemic.person[known])


def _write_evidence(out: Path, cast: _Cast, diary: Diary, epidemic: Epidemic, cases: Codes) -> None:
    """The bundle of the cases, with those who were where they were."""
    met = _who_was_there(diary, cast.world, cases)
    needed = holders.persons_whose_visits_are_needed(cast.people, cases, met)
    seen, ridden = diary.visits_of_persons(needed)
    holders.write_bundle(
        out,
        world=cast.world,
        population=cast.people,
        clock=cast.clock,
        epidemic=epidemic,
        visits=seen,
        rides=ridden,
        persons=cases,
        others=np.setdiff1d(met, cases).astype(np.int32),
        seed=cast.seed,
        concealed=cast.story.hidden_places() if cast.story is not None else None,
    )


def _who_was_there(diary: Diary, city: World, cases: Codes) -> Codes:
    """Persons who were at a place, other than a home, while a case was there."""
    homes = city.places.category.labels.index("home")
    there = []
    for day in diary.visits:
        public = city.places.category.codes[day.place] != homes
        own = np.flatnonzero(np.isin(day.person, cases) & public)
        first = np.full(len(city.places), 2**30, dtype=np.int64)
        last = np.full(len(city.places), -1, dtype=np.int64)
        np.minimum.at(first, day.place[own], day.start_s[own])
        np.maximum.at(last, day.place[own], day.end_s[own])
        meets = public & (day.start_s < last[day.place]) & (day.end_s > first[day.place])
        there.append(day.person[meets])
    return np.unique(np.concatenate([cases, *there])).astype(np.int32)
