"""QR and call check-ins at places obliged to keep a visitors' list: some forget, none checks out.

The numbers are in docs/method/sensors.md.
"""

from dataclasses import dataclass

import numpy as np

from dongseon.city import chance
from dongseon.city.compiled import compiled
from dongseon.city.sensors import habits as customs
from dongseon.city.sensors import stays as chosen
from dongseon.city.sensors import ways
from dongseon.city.sensors.stays import Luck, Stays
from dongseon.city.types import Population, Visits, World
from dongseon.records.columns import Bools, Codes, Ints, read_only

LAX_PLACES = 0.15  # of obliged places ask only now and then (assumption)
LAX_FACTOR = 0.35
UNWILLING = 0.08  # of persons write a paper list instead whenever they can (assumption)
UNWILLING_FACTOR = 0.2
TOO_YOUNG_YEARS = 10
AROUND_S = (-60.0, 420.0)  # of the arrival: before the door, or once seated (assumption)


@dataclass(frozen=True, slots=True, eq=False)
class CheckIns:
    """Entries a phone left at places, by person, then time."""

    person: Codes  # (n,) row of the population
    at_s: Codes  # (n,) since Clock.start
    place: Codes  # (n,)

    def __post_init__(self) -> None:
        for codes in (self.person, self.at_s, self.place):
            read_only(codes)

    def __len__(self) -> int:
        return len(self.person)


@compiled
def _phone_along(
    person: Codes,
    at_home: Bools,
    start_s: Ints,
    end_s: Ints,
    left_key: np.uint64,
    off_key: np.uint64,
) -> Bools:
    """Whether the phone was with the person on entering: neither left at home nor off. As in track."""
    out = np.ones(len(person), dtype=np.bool_)
    behind, last = False, -1
    for row in range(len(person)):
        who = person[row]
        behind = behind and who == last and not at_home[row]
        out[row] = not behind and not ways.phone_off(off_key, who, start_s[row])
        if at_home[row]:
            behind = chance.uniform(left_key, who, end_s[row]) < ways.LEFT_HOME_SHARE
        last = who
    return out


def _phone_there(population: Population, own: Stays, *, seed: int) -> Bools:
    at_home = np.asarray(own.place == population.home[own.person])
    keys = chance.key(seed, "phone left at home"), chance.key(seed, "phone off")
    return _phone_along(own.person, at_home, own.start_s, own.end_s, *keys)


def check_ins(
    world: World, population: Population, visits: Visits, persons: Codes, *, seed: int
) -> CheckIns:
    """Check-ins of these persons (rows of the population) with their phones."""
    own = chosen.stays(visits, np.asarray(persons, dtype=np.int32))
    habit = customs.place_habits(world)
    luck = Luck(seed, "check_in", own.ticket)
    places = np.arange(len(world.places), dtype=np.int64)
    lax = chance.uniforms(chance.key(seed, "check_in", "lax"), places, 0) < LAX_PLACES
    who = chance.uniforms(chance.key(seed, "check_in", "will"), own.person.astype(np.int64), 0)
    share = habit.check_in[own.place] * np.where(lax[own.place], LAX_FACTOR, 1.0)
    share = share * np.where(who < UNWILLING, UNWILLING_FACTOR, 1.0)
    share = np.where(population.work[own.person] == own.place, share * 0.5, share)
    share = np.where(population.age_years[own.person] < TOO_YOUNG_YEARS, 0.0, share)
    entered = (luck.uniform("entered") < share) & _phone_there(population, own, seed=seed)
    around = AROUND_S[0] + (AROUND_S[1] - AROUND_S[0]) * luck.uniform("around")
    at_s = own.start_s + np.minimum(around, (own.end_s - own.start_s) * 0.9).astype(np.int64)
    kept = np.flatnonzero(entered)
    return CheckIns(own.person[kept], np.maximum(at_s[kept], 0).astype(np.int32), own.place[kept])
