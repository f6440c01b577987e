"""What stories bring along: closed schools, a furnished tower, coaches and a taxi."""

from datetime import datetime
from functools import partial
from zoneinfo import ZoneInfo

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from dongseon.city import encounters, exposure, scenarios, visits
from dongseon.city.population import populate
from dongseon.city.scenarios import logistics, schools, tower, vehicles
from dongseon.city.scenarios.story import Diary
from dongseon.city.scenarios.vehicles import WithLifts
from dongseon.city.types import COACH, TAXI, Clock, Rides, Visits
from dongseon.city.world import build_world

DAY = 86_400
SEED = 1


@pytest.fixture(scope="module")
def small_city():
    world = build_world(seed=SEED, people=10_000)
    return world, populate(world, seed=SEED, people=10_000)


def clock_from(year, month, day, days):
    return Clock(datetime(year, month, day, tzinfo=ZoneInfo("Asia/Seoul")), days)


def at_school(world, population, clock, plans, day):
    """How many minutes pupils spend in their classroom on a day, by school year (13,)."""
    seen, _ = visits.day_visits(
        world, population, clock, day=day, seed=SEED, appointments=plans,
        confined=np.zeros(len(population.age_years), dtype=bool),
    )  # fmt: skip
    year = world.grade[seen.place]
    own = seen.place == population.work[seen.person]
    minutes = (seen.end_s - seen.start_s) / 60
    return np.bincount(year[own], weights=minutes[own] * (year[own] > 0), minlength=13)


def test_classrooms_are_empty_until_their_year_comes_back(small_city):
    """On 21 May 2020 only the oldest sat in class again (teachers came all the time)."""
    world, population = small_city
    clock = clock_from(2020, 5, 11, 14)
    diary = Diary()
    schools.stay_home(diary, world, population, clock)
    plans = diary.appointments()
    free = Diary().appointments()
    taught = at_school(world, population, clock, free, 10)
    before, after = (at_school(world, population, clock, plans, day) for day in (3, 10))
    assert (before[1:] < 0.25 * taught[1:]).all()
    assert after[12] > 0.9 * taught[12]
    assert (after[1:12] < 0.25 * taught[1:12]).all()


def test_nobody_but_learners_is_kept_at_home(small_city):
    world, population = small_city
    diary = Diary()
    schools.stay_home(diary, world, population, clock_from(2020, 3, 2, 5))
    plans = diary.appointments()
    assert np.array_equal(plans.place, population.home[plans.person])
    assert population.age_years[np.unique(plans.person)].max() < 30


def test_a_tower_holds_as_many_as_asked_and_moves_nobody_else(small_city):
    world, population = small_city
    room = int(np.flatnonzero(world.building >= 0)[0])
    made = tower.furnish(world, population, room, floors=11, staff=300, residents=100)
    moved = made.population.home != population.home
    hired = made.population.work != population.work
    assert hired.sum() == 300
    assert 100 <= moved.sum() <= 102
    assert set(np.unique(made.population.household[moved])) == set(
        np.unique(population.household[moved])
    )
    old = len(world.places)
    assert (made.population.work[hired] >= old).all()
    assert (made.population.home[moved] >= old).all()
    assert len(set(made.world.places.place_id)) == len(made.world.places)
    new = np.arange(old, len(made.world.places))
    assert (made.world.building[new] == world.building[room]).all()
    assert (made.world.place_x_m[new] == world.place_x_m[room]).all()
    offices = np.unique(made.population.work[hired])
    assert world.floor[room] not in made.world.floor[offices]
    assert made.world.floor[np.unique(made.population.home[moved])].min() > 11


def test_people_go_to_work_in_the_tower(small_city):
    world, population = small_city
    made = tower.furnish(world, population, 0, floors=11, staff=200, residents=50)
    clock = clock_from(2020, 5, 11, 1)
    seen, _ = visits.day_visits(
        made.world, made.population, clock, day=0, seed=SEED,
        confined=np.zeros(len(population.age_years), dtype=bool),
    )  # fmt: skip
    there = np.unique(seen.person[seen.place >= len(world.places)])
    assert len(there) > 200


def a_day(rows):
    table = np.array(rows, dtype=np.int32).reshape(-1, 4).T
    return Visits(*table, mode=np.zeros(table.shape[1], dtype=np.int8))


def rides_of(rows):
    return Rides(*np.array(rows, dtype=np.int32).reshape(-1, 7).T)


def some(*values):
    return np.array(values, dtype=np.int32)


def test_a_lift_takes_the_place_of_what_was_ridden_on_that_trip():
    day = a_day([(3, 7, 0, 1_000), (3, 8, 3_000, 9_000), (3, 7, 11_000, 20_000)])
    bus = rides_of([(3, 50, 51, 1_500, 2_500, 4, 9), (3, 51, 50, 9_500, 10_500, 4, 2)])
    found = vehicles.carried(day, bus, vehicles.lift(some(3), 8, 3_200, line=COACH, vehicle=6))
    assert found.line.tolist() == [COACH, 4]
    assert found.vehicle.tolist() == [6, 2]
    assert (found.board_s[0], found.alight_s[0]) == (1_060, 2_940)
    assert (found.board_place[0], found.alight_place[0]) == (7, 8)
    back = vehicles.lift(some(3), 8, 9_000, line=TAXI, vehicle=1, leaves=True)
    assert vehicles.carried(day, bus, back).line.tolist() == [4, TAXI]


@pytest.mark.parametrize(
    ("person", "place", "at_s"), [(4, 8, 3_000), (3, 9, 3_000), (3, 8, 6_000), (3, 7, 0)]
)
def test_no_lift_for_a_trip_that_is_not_made(person, place, at_s):
    """Another person, another place, another time, no trip before the first stay."""
    day = a_day([(3, 7, 0, 1_000), (3, 8, 3_000, 9_000)])
    bus = rides_of([(3, 50, 51, 1_500, 2_500, 4, 9)])
    found = vehicles.carried(
        day, bus, vehicles.lift(some(person), place, at_s, line=COACH, vehicle=6)
    )
    assert found.line.tolist() == [4]


@given(st.lists(st.tuples(st.integers(0, 5), st.integers(0, 3)), max_size=12))
def test_lifts_neither_lose_other_rides_nor_depend_on_their_order(wanted):
    day = a_day([(p, s % 3, 4_000 * s, 4_000 * s + 2_000) for p in range(6) for s in range(4)])
    bus = rides_of(
        [(p, 0, 1, 4_000 * s + 2_500, 4_000 * s + 3_500, 0, s) for p in range(6) for s in range(3)]
    )
    trips = sorted({(p, s) for p, s in wanted if s > 0})
    lifts = [
        vehicles.lift(some(p), s % 3, 4_000 * s, line=COACH, vehicle=p + 10 * s) for p, s in trips
    ]
    one = vehicles.carried(day, bus, vehicles.joined(lifts))
    two = vehicles.carried(day, bus, vehicles.joined(lifts[::-1]))
    assert len(one) == len(bus)
    assert (one.line == COACH).sum() == len(trips)
    for name in Rides.__dataclass_fields__:
        assert np.array_equal(getattr(one, name), getattr(two, name))


def story_day(name, day, workers=1):
    need = scenarios.need(name)
    world = build_world(seed=SEED, people=need.people)
    population = populate(world, seed=SEED, people=need.people)
    clock = clock_from(need.starts.year, need.starts.month, need.starts.day, need.days)
    story = scenarios.prepare(name, world, population, clock, seed=SEED)
    free = np.zeros(need.people, dtype=bool)
    seen, rides = WithLifts(partial(visits.day_visits, workers=workers), story.lifts)(
        story.world, story.population, clock, day=day, seed=SEED, confined=free,
        appointments=story.appointments, yesterday=free,
    )  # fmt: skip
    return story, seen, rides


def test_the_tutor_and_the_driver_are_in_one_taxi_at_one_time():
    story, _, rides = story_day("tutor", 4)
    tutor = story.protagonists[0]
    his = rides.line[rides.person == tutor] == TAXI
    assert his.sum() == 1
    vehicle = rides.vehicle[rides.person == tutor][his][0]
    aboard = (rides.line == TAXI) & (rides.vehicle == vehicle)
    row = np.flatnonzero(aboard & (rides.person == tutor))[0]
    others = np.flatnonzero(aboard & (rides.person != tutor))
    together = np.minimum(rides.alight_s[others], rides.alight_s[row]) - np.maximum(
        rides.board_s[others], rides.board_s[row]
    )
    assert together.max() > 120
    assert len(np.unique(rides.person[others[together > 0]])) == 1
    assert len(others) > 5  # fares all day


def test_company_buses_carry_workers_of_one_shift_and_no_more_than_they_seat():
    story, _, rides = story_day("logistics", 1)
    coach = rides.line == COACH
    assert np.isin(rides.person[coach], story.members).all()
    at_work = len(story.members) * logistics.PRESENT / logistics.LISTED
    assert coach.sum() > 1.2 * at_work  # there and back, but for those at work over midnight
    _, again = story_day("logistics", 1, workers=3)[1:]
    for name in Rides.__dataclass_fields__:
        assert np.array_equal(getattr(again, name), getattr(rides, name))
    hour = rides.alight_s[coach] // 3_600
    load = np.unique(np.stack([rides.vehicle[coach], hour]), axis=1, return_counts=True)[1]
    assert load.max() <= 40


def test_all_in_a_taxi_share_its_air():
    taxi = np.array([True, False])
    rooms = exposure.with_vehicles(
        exposure.Rooms(np.empty(0, dtype=np.int8), np.empty(0, dtype=np.int32)), taxi
    )
    assert rooms.sections.tolist() == [1, 5]
    day = encounters.presence(
        a_day([]), rides_of([(1, 0, 1, 0, 9, TAXI, 3), (2, 0, 1, 0, 9, COACH, 3)]), 10
    )
    assert sorted(day.taxi.tolist()) == [False, True]
