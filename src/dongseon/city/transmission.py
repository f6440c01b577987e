"""The epidemic on true co-presence: day by day, who is infected by whom, where and when.

Only the presence of infected persons is scanned. Each exposure has a draw of its own, keyed by the
two persons and the time, so that neither blocks nor workers nor the order of rows change a bit.
"""

from collections.abc import Callable
from dataclasses import dataclass, field
from typing import Protocol

import numpy as np

from dongseon.city import chance, course, encounters, exposure, standing, testing, tracing
from dongseon.city.compiled import compiled
from dongseon.city.course import DAY_S, HOUR_S, CourseParameters
from dongseon.city.encounters import Meetings
from dongseon.city.exposure import HOME, SETTINGS, Rooms, Setting
from dongseon.city.standing import NEVER, Standing
from dongseon.city.testing import Register, TestingParameters
from dongseon.city.tracing import Memory, TracingParameters
from dongseon.city.types import (
    Appointments,
    Clock,
    Epidemic,
    Population,
    Rides,
    Seeds,
    Specimens,
    Traced,
    Visits,
    World,
)
from dongseon.errors import InvalidInput
from dongseon.records.columns import Bools, Bytes, Codes, Floats, Ints

REMEMBERED_DAYS = 21  # meetings older than this are never asked about


@dataclass(frozen=True, slots=True)
class Parameters:
    """All that the epidemic depends on, apart from the people and what they do."""

    # P of infection per hour at home, average case, at the peak; calibrated
    per_hour: float = 0.0015
    course: CourseParameters = field(default=CourseParameters())
    testing: TestingParameters = field(default=TestingParameters())
    tracing: TracingParameters = field(default=TracingParameters())
    settings: tuple[Setting, ...] = SETTINGS

    def __post_init__(self) -> None:
        if not self.per_hour >= 0.0:
            raise InvalidInput(f"transmission: per_hour {self.per_hour!r} is below 0")


class DayVisits(Protocol):
    """What everybody does on one day (``city.visits.day_visits``)."""

    def __call__(
        self,
        world: World,
        population: Population,
        clock: Clock,
        *,
        day: int,
        seed: int,
        confined: Bools,
        appointments: Appointments,
        yesterday: Bools,
    ) -> tuple[Visits, Rides]: ...


@dataclass(frozen=True, slots=True, eq=False)
class Exposures:
    """What one day's meetings would do. Row = meeting of an infectious with a susceptible person."""

    case: Codes  # (e,)
    other: Codes  # (e,)
    room: Codes  # (e,)
    infected_s: Ints  # (e,) NEVER = this meeting infects nobody


@dataclass(slots=True, eq=False)
class _Run:
    """One run while it runs."""

    standing: Standing
    rooms: Rooms  # of the places; each day adds its vehicles
    registers: list[Register]
    memories: list[Memory] = field(default_factory=list)
    specimens: list[Specimens] = field(default_factory=list)
    traced: list[Traced] = field(default_factory=list)
    indoors: list[Bytes] = field(default_factory=list)


def spread(
    world: World,
    population: Population,
    clock: Clock,
    *,
    seed: int,
    day_visits: DayVisits,
    appointments: Appointments,
    parameters: Parameters,
    seeds: Seeds,
    on_day: Callable[[int, Visits, Rides], None] | None = None,
) -> Epidemic:
    """Let an epidemic run its course through the city's days, tests and isolation included.

    ``on_day`` sees each day's true visits and rides as they are made. Raises InvalidInput for seeds
    that are no persons of the population, or twice the same.
    """
    _check_seeds(seeds, len(population.age_years))
    people = len(population.age_years)
    run = _Run(
        standing=standing.nobody_infected(people),
        rooms=exposure.rooms(world.places, parameters.settings),
        registers=[
            Register(campaign, np.zeros(people, dtype=np.bool_), np.zeros(people, dtype=np.bool_))
            for campaign in parameters.testing.campaigns
        ],
    )
    _plant(run, seeds, seed=seed, population=population, parameters=parameters)
    for day in range(clock.days):
        _health_service(run, day, seed=seed, population=population, parameters=parameters)
        visits, rides = day_visits(
            world, population, clock, day=day, seed=seed,
            confined=run.indoors[-1] >= 0, appointments=appointments,
            yesterday=run.indoors[max(0, day - 1)] >= 0,
        )  # fmt: skip
        _city_life(run, visits, rides, day, seed=seed, population=population, parameters=parameters)
        if on_day is not None:
            on_day(day, visits, rides)
    return _epidemic(run)


def _check_seeds(seeds: Seeds, people: int) -> None:
    person = seeds.person
    if len(np.unique(person)) != len(person):
        raise InvalidInput("seeds: a person is seeded twice")
    strange = person[(person < 0) | (person >= people)]
    if len(strange):
        raise InvalidInput(f"seeds: person {int(strange[0])} is not among the {people} people")


def _plant(
    run: _Run, seeds: Seeds, *, seed: int, population: Population, parameters: Parameters
) -> None:
    state, person = run.standing, seeds.person
    standing.infect(
        state, person, seeds.infected_s,
        seed=seed, population=population, parameters=parameters.course,
    )  # fmt: skip
    standing.plant(state, seeds, parameters=parameters.course)
    testing.plan_own_test(state, person, seed=seed, parameters=parameters.testing)
    fixed = seeds.sampled_s != -1
    state.own_s[person[fixed]] = seeds.sampled_s[fixed]
    home_s = state.onset_s[person] + round(parameters.testing.stays_home_after_d * DAY_S)
    state.ill_home_s[person[seeds.home_when_ill == 1]] = home_s[seeds.home_when_ill == 1]
    state.ill_home_s[person[seeds.home_when_ill == 0]] = NEVER


def _health_service(
    run: _Run, day: int, *, seed: int, population: Population, parameters: Parameters
) -> None:
    """The morning: trace yesterday's confirmed, call in, take specimens, see who stays in."""
    state, now_s = run.standing, day * DAY_S
    yesterday = (state.confirmed_s < now_s) & (state.confirmed_s >= now_s - DAY_S)
    case = np.flatnonzero(yesterday).astype(np.int32)
    _investigate(run, case, hidden=False, seed=seed, population=population, parameters=parameters)
    quiet = np.array(parameters.tracing.concealed, dtype=np.int32).reshape(-1, 2)[:, 0]
    found_s = state.confirmed_s[quiet] + round(parameters.tracing.revealed_d * DAY_S)
    caught = np.unique(quiet[(found_s < now_s) & (found_s >= now_s - DAY_S)])
    _investigate(run, caught, hidden=True, seed=seed, population=population, parameters=parameters)
    for register in run.registers:
        testing.call_in(state, register, now_s=now_s, seed=seed, parameters=parameters.testing)
    run.specimens.append(
        testing.take_specimens(state, day=day, seed=seed, parameters=parameters.testing)
    )
    run.indoors.append(testing.confined(state, day=day, parameters=parameters.testing))


def _investigate(
    run: _Run,
    case: Codes,
    *,
    hidden: bool,
    seed: int,
    population: Population,
    parameters: Parameters,
) -> None:
    """One round of tracing: what the cases tell at once, or what they kept hidden and is found."""
    if not len(case):
        return
    concealed = np.array(parameters.tracing.concealed, dtype=np.int32).reshape(-1, 2)
    run.traced.append(
        tracing.trace(
            run.standing, tracing.parted(run.memories, concealed=concealed, hidden=hidden), case,
            family=not hidden, after_d=parameters.tracing.revealed_d if hidden else 0.0,
            seed=seed, population=population, settings=parameters.settings,
            parameters=parameters.tracing, testing=parameters.testing,
        )
    )  # fmt: skip


def _city_life(
    run: _Run,
    visits: Visits,
    rides: Rides,
    day: int,
    *,
    seed: int,
    population: Population,
    parameters: Parameters,
) -> None:
    """The day itself: who meets whom, who is infected, who was where the health service asks."""
    state = run.standing
    places = len(run.rooms.setting)
    here = encounters.presence(visits, rides, places)
    rooms = exposure.with_vehicles(run.rooms, here.taxi, parameters.settings)
    met = encounters.meetings(
        here, rooms, asked=_at_large(state, day), until_s=state.isolated_s,
        fixed=np.array([s.fixed for s in parameters.settings]),
        parties=(population.household, population.circle), seed=seed, date=day,
    )  # fmt: skip
    at_risk = exposures(
        met, state, rooms, apart=run.indoors[-1] == testing.CONFINED_FOR.index("quarantine"),
        masked=population.wears_mask.astype(np.float64), seed=seed, parameters=parameters,
    )  # fmt: skip
    new = first_infections(at_risk)
    _record(run, new, rooms, places, seed=seed, population=population, parameters=parameters)
    run.memories.append(tracing.remember(met, rooms, day=day, parameters=parameters.tracing))
    del run.memories[:-REMEMBERED_DAYS]
    for register in run.registers:
        testing.list_visitors(register, visits, day)


def _at_large(state: Standing, day: int) -> Bools:
    """Whose meetings matter on this day: the infected who are neither isolated nor over it."""
    now_s = day * DAY_S
    caught = (state.infected_s < now_s) & (state.infectious_until_s > now_s)
    return np.asarray(caught & (state.isolated_s > now_s))


def exposures(
    met: Meetings,
    state: Standing,
    rooms: Rooms,
    *,
    apart: Bools,
    masked: Floats,
    seed: int,
    parameters: Parameters,
) -> Exposures:
    """The meetings that could infect, with the time at which they do (NEVER = they do not).

    ``apart`` (population,) lives apart from the household; ``masked`` (population,) share of public
    time under a mask. The rate of an exposure is constant over it; its first event is an infection.
    """
    rows = np.flatnonzero(
        (state.infected_s[met.other] == NEVER) & (met.end_s > state.infectious_from_s[met.case])
    )
    case, other, room = met.case[rows], met.other[rows], met.room[rows]
    start_s = np.maximum(met.start_s[rows], state.infectious_from_s[case])
    end_s = met.end_s[rows]
    setting = rooms.setting[room]
    table = parameters.settings
    near = np.array([s.near for s in table])[setting]
    air = np.array([s.air for s in table])[setting] / rooms.sections[room]
    rate = parameters.per_hour * (np.where(met.near[rows], near, 0.0) + air)
    at_home = (setting == HOME) & (apart[case] | apart[other])
    rate = rate * np.where(at_home, parameters.testing.apart, 1.0) * state.infectivity[case]
    worn = np.array([s.masked for s in table])[setting]
    c = parameters.course
    infected_s = _draw(
        case, other, start_s, end_s, rate, state.onset_s[case],
        masked[case], masked[other], worn,
        (c.peak_d, c.profile_shape, c.profile_scale_d, c.mask_outward, c.mask_inward),
        chance.key(seed, "exposure"),
    )  # fmt: skip
    return Exposures(case, other, room, infected_s)


@compiled
def _draw(
    case: Codes,
    other: Codes,
    start_s: Ints,
    end_s: Ints,
    rate: Floats,
    onset_s: Ints,
    masked_from: Floats,
    masked_to: Floats,
    worn: Floats,
    constants: tuple[float, float, float, float, float],
    key: np.uint64,
) -> Ints:
    peak_d, shape, scale_d, outward, inward = constants
    out = np.empty(len(case), np.int64)
    for row in range(len(case)):
        middle_s = 0.5 * (start_s[row] + end_s[row])
        tau_d = (middle_s - onset_s[row]) / DAY_S
        hazard = rate[row] * course.infectiousness(tau_d, peak_d, shape, scale_d)
        hazard *= course.mask_factor(masked_from[row], masked_to[row], worn[row], outward, inward)
        pair = np.int64(case[row]) << np.int64(32) | np.int64(other[row])
        wait = -np.log1p(-chance.uniform(key, int(pair), start_s[row]))
        out[row] = NEVER
        if hazard > 0.0 and wait < hazard * (end_s[row] - start_s[row]) / HOUR_S:
            out[row] = start_s[row] + np.int64(wait / hazard * HOUR_S)
    return out


def first_infections(found: Exposures) -> Exposures:
    """Of all exposures that infect, the first of each person."""
    hits = np.flatnonzero(found.infected_s < NEVER)
    order = hits[np.lexsort((found.case[hits], found.infected_s[hits], found.other[hits]))]
    first = np.diff(found.other[order], prepend=-1) != 0
    rows = order[first]
    return Exposures(found.case[rows], found.other[rows], found.room[rows], found.infected_s[rows])


def _record(
    run: _Run,
    new: Exposures,
    rooms: Rooms,
    places: int,
    *,
    seed: int,
    population: Population,
    parameters: Parameters,
) -> None:
    state, person = run.standing, new.other
    standing.infect(
        state, person, new.infected_s,
        seed=seed, population=population, parameters=parameters.course,
    )  # fmt: skip
    state.infector[person] = new.case
    state.place[person] = np.where(new.room < places, new.room, -1)
    state.setting[person] = rooms.setting[new.room]
    testing.plan_own_test(state, person, seed=seed, parameters=parameters.testing)


def _epidemic(run: _Run) -> Epidemic:
    state = run.standing
    person = np.flatnonzero(state.infected_s < NEVER).astype(np.int32)
    person = person[np.argsort(state.infected_s[person], kind="stable")]

    def known(times_s: Ints) -> Ints:
        times = times_s[person]
        return np.where(times < NEVER, times, -1)

    return Epidemic(
        person=person,
        infector=state.infector[person],
        place=state.place[person],
        infected_s=state.infected_s[person],
        onset_s=np.where(state.symptomatic[person], state.onset_s[person], -1),
        sampled_s=known(state.sampled_s),
        confirmed_s=known(state.confirmed_s),
        isolated_s=known(state.isolated_s),
        setting=state.setting[person],
        traced=_joined_traced(run.traced),
        specimens=_joined_specimens(run.specimens),
        confinements=testing.confinements(run.indoors),
    )


def _joined_traced(parts: list[Traced]) -> Traced:
    """All rounds together; a pair found twice counts for the first time."""
    names = ("case", "contact", "household", "setting", "last_s", "traced_s")
    none, small, when = np.empty(0, np.int32), np.empty(0, np.int8), np.empty(0, np.int64)
    parts = [Traced(none, none, small, small, when, when), *parts]
    joined = Traced(*(np.concatenate([getattr(part, name) for part in parts]) for name in names))
    pair = joined.case.astype(np.int64) << 32 | joined.contact
    first = np.zeros(len(pair), dtype=np.bool_)
    first[np.unique(pair, return_index=True)[1]] = True
    return tracing.select(joined, first)


def _joined_specimens(parts: list[Specimens]) -> Specimens:
    names = ("person", "sampled_s", "result_s", "positive", "reason")
    return Specimens(*(np.concatenate([getattr(part, name) for part in parts]) for name in names))
