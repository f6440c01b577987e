"""A call centre on one floor of a tower, 21 February to 8 March 2020."""

from collections.abc import Sequence
from dataclasses import replace
from datetime import date

import numpy as np

from dongseon.city.course import DAY_S
from dongseon.city.figures import Figure
from dongseon.city.scenarios import outcome, schools, story, tower
from dongseon.city.scenarios.story import Diary, Need, Played, Scenario
from dongseon.city.scenarios.tower import Furnished
from dongseon.city.testing import Campaign
from dongseon.city.transmission import Parameters
from dongseon.city.types import Clock, Population, World
from dongseon.errors import InvalidInput
from dongseon.records.columns import Codes

NEED = Need(people=20_000, days=36, measured=20_000, starts=date(2020, 2, 17))
EMPLOYEES, RESIDENTS, VISITORS = 922, 203, 20  # of the building (S77)
OFFICE_FLOORS = 11  # with dwellings above; assumption
ALARM_DAY = 20  # 8 March, the first case is confirmed
ROTATING = 9  # staff who work in both sections (trainers, supervisors); assumption
SOURCES = 6  # infected together in the week before; assumption
# Of them, staff who change rooms: with none a run has hardly any case in the other section or, once one is
# infected early, as many as in the first; calibrated to 79 of 94 in one.
ROTATING_SOURCES = 1
ONSET_DAY = 5  # 22 February, the first symptoms in the building
SOURCE_INFECTIVITY = 3.0  # calibrated, with CROWDING, to 94 of 216 on the floor
CROWDING = 0.34  # rates in the rooms over those of other call centres; calibrated as above
SEEKS_SHARE = 0.25  # before the alarm hardly anybody was tested; assumption
SEEK_SCALE_D = 9.0  # days, before the alarm; assumption
# What was put in or fitted; the other figures are predictions.
FITTED = frozenset({"building_people", "floor_attack_rate", "floor_cases_in_one_section"})


def prepare(world: World, population: Population, clock: Clock, *, seed: int) -> Scenario:
    """A few infected in one section; the alarm comes a fortnight after the first symptoms; the whole
    building is tested.
    """
    rooms = story.places_of(world, "call_centre")[:2]
    staff = np.flatnonzero(np.isin(population.work, rooms)).astype(np.int32)
    first_room = np.flatnonzero(population.work == rooms[0]).astype(np.int32)
    if len(first_room) < 2:
        raise InvalidInput("scenario 'call-centre': nobody works in the call centre")
    built = _tower(world, population, rooms, staff)
    rotating = story.sample(staff, ROTATING, seed=seed, name="rotating")
    source = np.concatenate([
        story.sample(
            np.setdiff1d(first_room, rotating), SOURCES - ROTATING_SOURCES,
            seed=seed, name="call-centre source",
        ),
        rotating[:ROTATING_SOURCES],
    ])  # fmt: skip
    k = len(source)
    campaign = Campaign(
        "building", tuple(built.rooms.tolist()), 0, ALARM_DAY + 1,
        after_d=0.5, over_d=3.0, reached=0.998, quarantine=True,
    )  # fmt: skip
    diary = _rotation(rooms, rotating, clock)
    _visitors(diary, built, clock, seed)
    schools.stay_home(diary, built.world, built.population, clock)
    return Scenario(
        name="call-centre",
        title="Call centre",
        title_ko="콜센터",
        appointments=diary.appointments(),
        seeds=story.seeded(
            source,
            np.full(k, story.at(1, 12)),
            onset_s=np.full(k, story.at(ONSET_DAY, 8)),
            sampled_s=np.full(k, story.at(ALARM_DAY - 1, 10)),
            infectivity=np.full(k, SOURCE_INFECTIVITY),
        ),
        parameters=_parameters(campaign),
        concealed=story.nothing_concealed(),
        protagonists=source,
        places=rooms,
        members=staff,
        notes=(
            (
                f"The floor has {len(staff)} seats in two rooms (216 in the real one); the tower's other "
                "offices and its dwellings are furnished for the story with people of this city."
            ),
        ),
        world=built.world,
        population=built.population,
    )


def _tower(world: World, population: Population, rooms: Codes, staff: Codes) -> Furnished:
    """The building with as many people as the real one, on floors above and below the call centre."""
    house = world.building == world.building[rooms[0]]
    here = int((house[np.maximum(population.work, 0)] & (population.work >= 0)).sum())
    return tower.furnish(
        world, population, int(rooms[0]),
        floors=OFFICE_FLOORS, staff=max(0, EMPLOYEES - here), residents=RESIDENTS,
    )  # fmt: skip


def _visitors(diary: Diary, built: Furnished, clock: Clock, seed: int) -> None:
    """Some who come to one of the tower's offices for an hour."""
    kind = built.world.places.category
    offices = built.rooms[kind.codes[built.rooms] == kind.labels.index("office")]
    free = np.flatnonzero(built.population.work < 0).astype(np.int32)
    free = np.intersect1d(free, story.aged(built.population, 20, 75))
    guests = story.sample(free, VISITORS, seed=seed, name="tower visitors")
    where = offices[(story.draw(guests, seed=seed, name="office") * len(offices)).astype(int)]
    day = (story.draw(guests, seed=seed, name="day") * ALARM_DAY).astype(np.int64)
    hour = 10.0 + 6.0 * story.draw(guests, seed=seed, name="hour")
    start_s = np.rint(day * DAY_S + hour * 3600).astype(np.int64)
    diary.add(guests, where, start_s, start_s + 3600)


def _parameters(campaign: Campaign) -> Parameters:
    plain = Parameters()
    return replace(
        plain,
        settings=story.crowded(plain.settings, "call centre", by=CROWDING),
        testing=replace(
            plain.testing, campaigns=(campaign,), seeks_share=SEEKS_SHARE,
            seek_scale_d=SEEK_SCALE_D, stays_home_share=0.1,
        ),
    )  # fmt: skip


def _rotation(rooms: Codes, rotating: Codes, clock: Clock) -> Diary:
    """A few spend the morning in one section and the afternoon in the other."""
    diary = Diary()
    for day in range(clock.days):
        if story.weekday(clock, day) < 5:
            diary.add(rotating, int(rooms[0]), story.at(day, 9), story.at(day, 13))
            diary.add(rotating, int(rooms[-1]), story.at(day, 14), story.at(day, 18))
    return diary


def _building_people(run: Played) -> Codes:
    """Those who work or live in the building, and its visitors."""
    house = run.world.building == run.world.building[run.scenario.places[0]]
    work, home = run.population.work, run.population.home
    there = (house[np.maximum(work, 0)] & (work >= 0)) | house[home]
    plans = run.scenario.appointments
    there[plans.person[house[plans.place]]] = True
    return np.flatnonzero(there).astype(np.int32)


def _household(run: Played) -> tuple[int, int]:
    """Positive and all household contacts of the floor's cases who had symptoms."""
    traced = run.epidemic.traced
    ill = run.epidemic.person[run.epidemic.onset_s >= 0]
    ill = np.intersect1d(ill, run.scenario.members)
    rows = (traced.household == 1) & np.isin(traced.case, ill)
    contact = np.setdiff1d(traced.contact[rows], run.scenario.members)
    return len(outcome.confirmed_among(run, contact)), len(contact)


def figures(runs: Sequence[Played]) -> tuple[Figure, ...]:
    """The published numbers beside the runs."""

    def floor(run: Played) -> int:
        return len(outcome.confirmed_members(run))

    def house(run: Played) -> tuple[int, int]:
        people = _building_people(run)
        return len(outcome.confirmed_among(run, people)), len(people)

    def elsewhere(run: Played) -> tuple[int, int]:
        cases, people = house(run)
        return cases - floor(run), people - outcome.members(run)

    def one_section(run: Played) -> tuple[int, int]:
        rooms = run.population.work[outcome.confirmed_members(run)]
        return max(int((rooms == room).sum()) for room in run.scenario.places), len(rooms)

    return (
        outcome.share(
            "floor_attack_rate", runs, lambda run: (floor(run), outcome.members(run)),
            (0.435, 0.369, 0.505), "S77",
        ),
        outcome.share(
            "floor_cases_in_one_section", runs, one_section, (0.84, 0.75, 0.90), "S77"
        ),
        outcome.share(
            "other_floors_attack_rate", runs, elsewhere, (0.0032, 0.0011, 0.0095), "S77"
        ),
        outcome.share("household_attack_rate", runs, _household, (0.162, 0.116, 0.22), "S77"),
        outcome.count("floor_cases", runs, floor, 94, "S77"),
        outcome.share("building_attack_rate", runs, house, (0.085, 0.07, 0.103), "S77"),
        outcome.count("building_people", runs, lambda run: house(run)[1], 1_145, "S77"),
    )  # fmt: skip
