"""A call centre on one floor of a tower, 21 February to 8 March 2020."""

from collections.abc import Sequence
from dataclasses import replace
from datetime import date

import numpy as np

from dongseon.city.calibration import Figure
from dongseon.city.course import DAY_S
from dongseon.city.scenarios import outcome, story
from dongseon.city.scenarios.story import Diary, Need, Played, Scenario
from dongseon.city.testing import Campaign
from dongseon.city.transmission import Parameters
from dongseon.city.types import Clock, Population, World
from dongseon.errors import InvalidInput
from dongseon.records.columns import Codes

NEED = Need(people=20_000, days=28, starts=date(2020, 2, 21))
ALARM_DAY = 16  # 8 March, the first case is confirmed
ROTATING = 4  # staff who work in both sections (trainers, supervisors); assumption
SOURCE_INFECTIVITY = 1.5  # calibrated to 94 of 216 on the floor
SEEKS_SHARE = 0.25  # before the alarm hardly anybody was tested; assumption
SEEK_SCALE_D = 9.0  # days, before the alarm; assumption


def prepare(world: World, population: Population, clock: Clock, *, seed: int) -> Scenario:
    """One source in one section; the alarm comes after sixteen days; the whole building is tested."""
    rooms = story.places_of(world, "call_centre")[:2]
    staff = np.flatnonzero(np.isin(population.work, rooms)).astype(np.int32)
    first_room = np.flatnonzero(population.work == rooms[0]).astype(np.int32)
    if len(first_room) < 2:
        raise InvalidInput("scenario 'call-centre': nobody works in the call centre")
    house = np.flatnonzero(world.building == world.building[rooms[0]])
    source = story.sample(first_room, 1, seed=seed, name="call-centre source")
    campaign = Campaign(
        "building", tuple(house.tolist()), 0, ALARM_DAY + 1,
        after_d=0.5, over_d=3.0, reached=0.998, quarantine=True,
    )  # fmt: skip
    return Scenario(
        name="call-centre",
        title="Call centre",
        title_ko="콜센터",
        appointments=_rotation(rooms, staff, clock, seed).appointments(),
        seeds=story.seeded(
            source,
            np.full(1, -2 * DAY_S),
            onset_s=np.full(1, story.at(1, 8)),
            sampled_s=np.full(1, story.at(ALARM_DAY - 1, 10)),
            infectivity=np.full(1, SOURCE_INFECTIVITY),
        ),
        parameters=_parameters(campaign),
        concealed=story.nothing_concealed(),
        protagonists=source,
        places=rooms,
        members=staff,
        notes=(
            (
                f"The floor has {len(staff)} seats in two rooms (216 in the real one); the rest of the "
                "building is offices of this city, without the 203 residents of the real tower."
            ),
        ),
    )


def _parameters(campaign: Campaign) -> Parameters:
    plain = Parameters()
    return replace(
        plain,
        testing=replace(
            plain.testing, campaigns=(campaign,), seeks_share=SEEKS_SHARE,
            seek_scale_d=SEEK_SCALE_D, stays_home_share=0.1,
        ),
    )  # fmt: skip


def _rotation(rooms: Codes, staff: Codes, clock: Clock, seed: int) -> Diary:
    """A few spend the morning in one section and the afternoon in the other."""
    diary = Diary()
    rotating = story.sample(staff, ROTATING, seed=seed, name="rotating")
    for day in range(clock.days):
        if story.weekday(clock, day) < 5:
            diary.add(rotating, int(rooms[0]), story.at(day, 9), story.at(day, 13))
            diary.add(rotating, int(rooms[-1]), story.at(day, 14), story.at(day, 18))
    return diary


def _building_staff(run: Played) -> Codes:
    """Those who work in the building."""
    house = run.world.building[run.scenario.places[0]]
    work = run.population.work
    return np.flatnonzero((work >= 0) & (run.world.building[work] == house)).astype(np.int32)


def _household(run: Played) -> tuple[int, int]:
    """Positive and all household contacts of the floor's cases."""
    traced = run.epidemic.traced
    rows = (traced.household == 1) & np.isin(traced.case, run.scenario.members)
    contact = np.setdiff1d(traced.contact[rows], run.scenario.members)
    return len(outcome.confirmed_among(run, contact)), len(contact)


def figures(runs: Sequence[Played]) -> tuple[Figure, ...]:
    """The published numbers beside the runs."""

    def floor(run: Played) -> int:
        return len(outcome.confirmed_members(run))

    def house(run: Played) -> tuple[int, int]:
        staff = _building_staff(run)
        return len(outcome.confirmed_among(run, staff)), len(staff)

    def elsewhere(run: Played) -> tuple[int, int]:
        cases, people = house(run)
        return cases - floor(run), people - outcome.members(run)

    def one_section(run: Played) -> tuple[int, int]:
        rooms = run.population.work[outcome.confirmed_members(run)]
        return max(int((rooms == room).sum()) for room in run.scenario.places), len(rooms)

    cases, people = np.sum([house(run) for run in runs], axis=0)
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
        outcome.count("floor_cases", outcome.total(runs, floor) / len(runs), 94, "S77"),
        outcome.count("building_attack_rate", cases / people, 0.085, "S77, smaller building"),
        outcome.count("building_people", people / len(runs), 1_145, "S77, scaled"),
    )  # fmt: skip
