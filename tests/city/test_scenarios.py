"""Five outbreaks: what they ask of the city, what they plan, and what comes of them."""

from datetime import datetime, timedelta
from zoneinfo import ZoneInfo

import numpy as np
import pytest

from dongseon.city import scenarios, trial
from dongseon.city.course import DAY_S
from dongseon.city.population import populate
from dongseon.city.scenarios import outcome, story
from dongseon.city.types import Clock
from dongseon.city.world import build_world
from dongseon.errors import InvalidInput, NotFound

SEEDS = (301, 302)  # none that parameters were fitted on


def clock_of(need, days=None):
    midnight = datetime.combine(need.starts, datetime.min.time(), ZoneInfo("Asia/Seoul"))
    return Clock(midnight, days or need.days)


@pytest.fixture(scope="module")
def small_city():
    world = build_world(seed=1, people=20_000)
    return world, populate(world, seed=1, people=20_000)


@pytest.fixture(scope="module")
def played():
    """A function that plays a scenario in a fresh city of the least size for a few seeds, once."""
    done = {}

    def play(name):
        if name not in done:
            done[name] = tuple(trial.play(name, seed=seed) for seed in SEEDS)
        return done[name]

    return play


def figure(name, runs, wanted):
    return next(f for f in scenarios.figures(name, runs) if f.name == wanted)


@pytest.mark.parametrize("name", scenarios.NAMES)
def test_a_scenario_plans_what_persons_can_do(small_city, name):
    """Sorted, one thing at a time, at places of the city, within the days."""
    world, population = small_city
    need = scenarios.need(name)
    scenario = scenarios.prepare(name, world, population, clock_of(need), seed=1)
    plan = scenario.appointments
    assert len(plan)
    assert (np.diff(plan.person) >= 0).all()
    same = np.diff(plan.person) == 0
    assert (plan.start_s[1:][same] >= plan.end_s[:-1][same]).all()
    assert (plan.end_s > plan.start_s).all()
    assert (plan.start_s >= 0).all()
    assert plan.end_s.max() <= (need.days + 1) * DAY_S
    assert plan.place.max() < len(scenario.world.places)
    assert scenario.protagonists[0] in scenario.seeds.person


@pytest.mark.parametrize("name", scenarios.NAMES)
def test_a_scenario_is_the_same_for_the_same_seed(small_city, name):
    world, population = small_city
    clock = clock_of(scenarios.need(name))
    one, two = (scenarios.prepare(name, world, population, clock, seed=4) for _ in range(2))
    for column in ("person", "place", "start_s", "end_s"):
        assert np.array_equal(getattr(one.appointments, column), getattr(two.appointments, column))
    assert np.array_equal(one.seeds.person, two.seeds.person)


@pytest.mark.parametrize("name", scenarios.NAMES)
def test_a_city_too_small_or_a_time_too_short_is_refused(small_city, name):
    world, population = small_city
    need = scenarios.need(name)
    with pytest.raises(InvalidInput, match="days are fewer than"):
        scenarios.prepare(name, world, population, clock_of(need, need.days - 1), seed=1)
    village = build_world(seed=1, people=500)
    people = populate(village, seed=1, people=500)
    with pytest.raises(InvalidInput, match="500 people are fewer than"):
        scenarios.prepare(name, village, people, clock_of(need), seed=1)


def test_an_unknown_scenario_is_named():
    with pytest.raises(NotFound, match="scenario 'opera' is none of club, call-centre"):
        scenarios.need("opera")


def test_of_two_plans_at_once_the_earlier_one_is_kept():
    diary = story.Diary()
    who = np.array([3], dtype=np.int32)
    diary.add(who, 1, 100, 200)
    diary.add(who, 2, 150, 300)
    diary.add(who, 4, 200, 250)
    assert diary.appointments().place.tolist() == [1, 4]


def test_days_of_the_week_are_those_of_the_citys_zone():
    start = datetime(2020, 2, 8, tzinfo=ZoneInfo("Asia/Seoul"))
    for clock in (Clock(start, 9), Clock(start.astimezone(ZoneInfo("UTC")), 9)):
        assert story.first_weekday(clock, 6) == 1  # 9 February 2020 was a Sunday
    later = Clock(start + timedelta(days=1), 9)
    assert story.first_weekday(later, 6, from_day=1) == 7


def test_the_tutor_hides_his_lessons_and_nothing_else(small_city):
    world, population = small_city
    scenario = scenarios.prepare(
        "tutor", world, population, clock_of(scenarios.need("tutor")), seed=1
    )
    tutor = int(scenario.protagonists[0])
    hidden = scenario.hidden_places()
    assert list(hidden) == [tutor]
    kinds = {world.places.category[place] for place in hidden[tutor]}
    assert kinds == {"academy", "home"}
    own = scenario.appointments.person == tutor
    taught = {int(p) for p in scenario.appointments.place[own]}
    assert hidden[tutor] < taught
    assert set(scenario.concealed.admitted_at.tolist()) == {2, 3}


MATCHED = (
    ("club", "visitors_tested"),
    ("club", "cases_who_were_visitors"),
    ("call-centre", "floor_attack_rate"),
    ("call-centre", "floor_cases_in_one_section"),
    ("call-centre", "other_floors_attack_rate"),
    ("call-centre", "building_attack_rate"),
    ("congregation", "members_infected"),
    ("congregation", "positive_among_tested"),
    ("congregation", "never_tested"),
    ("logistics", "workers_tested"),
    ("logistics", "cases_who_were_workers"),
)


@pytest.mark.slow
@pytest.mark.parametrize(("name", "wanted"), MATCHED)
def test_a_scenarios_own_number_agrees_with_the_published_one(played, name, wanted):
    """The intervals overlap; both are wide, for two outbreaks differ as outbreaks do."""
    found = figure(name, played(name), wanted)
    assert found.agrees, found


@pytest.mark.slow
def test_the_tutors_pupils_are_told_three_days_late_and_fall_ill(played):
    runs = played("tutor")
    assert 2.0 <= figure("tutor", runs, "days_lost").value < 4.0
    assert figure("tutor", runs, "pupils_infected").value > 0.1
    assert figure("tutor", runs, "generations").value >= 3


@pytest.mark.slow
def test_generations_count_the_steps_from_the_first_infections(played):
    assert trial.CALIBRATION_SEEDS.isdisjoint(SEEDS)
    run = played("club")[0]
    steps = outcome.generation(run)
    seeds = run.epidemic.infector < 0
    assert (steps[seeds] == 0).all()
    assert (steps[~seeds] > 0).all()
