"""A city that was lived, so that the truth is known, and the evidence it leaves in each regime."""

import csv
import tempfile
from dataclasses import dataclass
from datetime import datetime, timedelta
from pathlib import Path
from typing import NamedTuple

import numpy as np

from dongseon import records
from dongseon.city import holders
from dongseon.city.chance import stream
from dongseon.city.population import populate
from dongseon.city.simulate import clock_of
from dongseon.city.truth import Diary
from dongseon.city.types import (
    Appointments,
    Clock,
    Confinements,
    Epidemic,
    Population,
    Rides,
    Specimens,
    Traced,
    Visits,
    World,
)
from dongseon.city.visits import day_visits_of, schedule
from dongseon.city.world import build_world
from dongseon.records.columns import Codes, Evidence

REGIMES = ("rich", "typical", "poor", "gps")


@dataclass(frozen=True, slots=True, eq=False)
class Lived:
    """A city and everybody's true days in it."""

    seed: int
    world: World
    population: Population
    clock: Clock
    diary: Diary
    visits: Visits  # of everybody, by person, then start

    def time(self, second: float) -> datetime:
        """A second of the city's clock as a time."""
        return self.clock.start + timedelta(seconds=float(second))


def live(*, seed: int, people: int, days: int) -> Lived:
    """Live some days without an epidemic."""
    world = build_world(seed=seed, people=people)
    population = populate(world, seed=seed, people=people)
    clock = clock_of(days, None)
    none = np.zeros(0, np.int32)
    ready = schedule(
        world, population, seed=seed, appointments=Appointments(none, none, none, none, _bytes())
    )
    diary, free = Diary(), np.zeros(people, dtype=np.bool_)
    for day in range(days):
        lived, ridden = day_visits_of(
            ready,
            clock,
            day=day,
            confined=free,
            yesterday=free,
            persons=np.arange(people, dtype=np.int64),
            workers=1,
        )
        diary.keep(day, lived, ridden)
    return Lived(seed, world, population, clock, diary, diary.visits_of(0, people))


def draw_cases(lived: Lived, cases: int) -> Codes:
    """Some adults of the city, at random."""
    adults = np.flatnonzero(lived.population.age_years >= 19)
    return np.sort(stream(lived.seed, "bench", "cases").permutation(adults)[:cases]).astype(
        np.int32
    )


class Planted(NamedTuple):
    """One thing in the evidence that is not as it seems, with what speaks against it."""

    kind: str
    person_id: str
    start: datetime  # of the truth it is about
    end: datetime
    place_id: str
    record: str  # "" = it left none
    contradictions: int  # true rows that do not fit what is pretended
    named: int  # those of them that name another place


@dataclass(frozen=True, slots=True, eq=False)
class Handed:
    """What the holders handed over, and what was planted in it."""

    evidence: Evidence
    planted: tuple[Planted, ...]


def hand_over(
    lived: Lived,
    cases: Codes,
    *,
    regime: str,
    others: Codes | None = None,
    full: bool | Codes = False,
) -> Handed:
    """Write the bundle of some persons as holders would, and read it back through the front door.

    ``full``: of which others everything is handed over, not only what was near the cases.
    """
    rest = np.zeros(0, np.int32) if others is None else others
    needed = holders.persons_whose_visits_are_needed(lived.population, cases, rest)
    visits, rides = lived.diary.visits_of_persons(needed)
    with tempfile.TemporaryDirectory() as folder:
        _write(lived, cases, rest, visits, rides, Path(folder), regime, full)
        evidence = records.read_bundle(Path(folder) / "evidence")
        planted = _read_planted(Path(folder) / "truth" / "planted.csv")
    return Handed(evidence, planted)


def _write(
    lived: Lived,
    cases: Codes,
    others: Codes,
    visits: Visits,
    rides: Rides,
    folder: Path,
    regime: str,
    full: bool | Codes,
) -> None:
    holders.write_bundle(
        folder,
        world=lived.world,
        population=lived.population,
        clock=lived.clock,
        epidemic=_nobody_ill(),
        visits=visits,
        rides=rides,
        persons=cases,
        others=others,
        seed=lived.seed,
        regime=regime,
        others_full=full,
    )


def _read_planted(path: Path) -> tuple[Planted, ...]:
    with path.open(encoding="utf-8", newline="") as file:
        return tuple(
            Planted(
                row["kind"],
                row["person_id"],
                datetime.fromisoformat(row["from"]),
                datetime.fromisoformat(row["to"]),
                row["place_id"],
                row["record"],
                int(row["contradictions"]),
                int(row["named"]),
            )
            for row in csv.DictReader(file)
        )


def _nobody_ill() -> Epidemic:
    codes, times = np.zeros(0, np.int32), np.zeros(0, np.int64)
    return Epidemic(
        codes,
        codes,
        codes,
        times,
        times,
        times,
        times,
        times,
        _bytes(),
        Traced(codes, codes, _bytes(), _bytes(), times, times),
        Specimens(codes, times, times, _bytes(), _bytes()),
        Confinements(codes, codes, codes, _bytes()),
    )


def _bytes() -> "np.ndarray[tuple[int], np.dtype[np.int8]]":
    return np.zeros(0, np.int8)
