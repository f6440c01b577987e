"""The epidemic on true co-presence: what must hold for any town, and that the bits stay the same."""

from dataclasses import replace

import numpy as np
import pytest

from dongseon.city import course, encounters, exposure, standing, transmission
from dongseon.city.course import DAY_S, CourseParameters
from dongseon.city.standing import NEVER
from dongseon.city.transmission import Parameters
from dongseon.errors import InvalidInput
from dongseon.records.columns import Coded

COLUMNS = (
    "person", "infector", "place", "infected_s", "onset_s", "sampled_s", "confirmed_s",
    "isolated_s", "setting",
)  # fmt: skip


def spread(town, seeds, plans, *, seed=3, **changes):
    return transmission.spread(
        town.world, town.population, town.clock, seed=seed, day_visits=town.day_visits,
        appointments=plans, parameters=Parameters(**changes), seeds=seeds,
    )  # fmt: skip


@pytest.fixture(scope="module")
def town(make_town):
    return make_town(1_500, 21, 5)


@pytest.fixture(scope="module")
def epidemic(town, make_seeds, no_plans):
    return spread(town, make_seeds(*range(0, 1500, 50)), no_plans)


def test_the_same_seed_gives_the_same_bits(town, epidemic, make_seeds, no_plans):
    again = spread(town, make_seeds(*range(0, 1500, 50)), no_plans)
    for name in COLUMNS:
        assert np.array_equal(getattr(again, name), getattr(epidemic, name)), name


def test_another_seed_gives_another_epidemic(town, epidemic, make_seeds, no_plans):
    other = spread(town, make_seeds(*range(0, 1500, 50)), no_plans, seed=4)
    assert not np.array_equal(other.person, epidemic.person)


def test_every_infection_is_a_true_meeting_with_the_infector(town, epidemic, no_plans):
    free = np.zeros(1_500, dtype=bool)
    courses = course.draw(
        epidemic.person, epidemic.infected_s, seed=3, age_years=town.population.age_years,
        parameters=CourseParameters(),
    )  # fmt: skip
    ready = dict(zip(epidemic.person.tolist(), courses.infectious_from_s.tolist(), strict=True))
    for person, infector, place, when_s in zip(
        epidemic.person, epidemic.infector, epidemic.place, epidemic.infected_s, strict=True
    ):
        if infector < 0 or place < 0:
            continue
        assert when_s >= ready[int(infector)]  # the latent time is over
        visits, _ = town.day_visits(
            None, town.population, None, day=int(when_s // DAY_S), seed=3, confined=free,
            appointments=no_plans,
        )  # fmt: skip
        home = town.population.home
        for who in (person, infector):
            here = (visits.person == who) & (visits.place == place)
            here &= (visits.start_s <= when_s) & (when_s < visits.end_s)
            assert here.any() or home[who] == place  # the confined are at home


def test_nobody_is_infected_twice_and_time_runs_forward(epidemic):
    assert len(np.unique(epidemic.person)) == len(epidemic.person)
    assert (np.diff(epidemic.infected_s) >= 0).all()
    ill = epidemic.onset_s >= 0
    assert (epidemic.onset_s[ill] > epidemic.infected_s[ill]).all()
    known = epidemic.confirmed_s >= 0
    assert (epidemic.sampled_s[known] < epidemic.confirmed_s[known]).all()
    assert (epidemic.confirmed_s[known] < epidemic.isolated_s[known]).all()


def test_without_infectivity_nothing_spreads(town, make_seeds, no_plans):
    epidemic = spread(town, make_seeds(1, 2, 3, infectivity=0.0), no_plans)
    assert epidemic.person.tolist() == [1, 2, 3]
    assert epidemic.infector.tolist() == [-1, -1, -1]


def test_masks_for_all_slow_it_down(make_town, make_seeds, no_plans):
    """Averaged over five towns, with exposure at work alone."""
    sizes = {}
    for masked in (0.0, 1.0):
        sizes[masked] = 0
        for k in range(5):
            town = make_town(1_000, 14, k)
            people = replace(town.population, wears_mask=np.full(1_000, masked, dtype=np.float32))
            town = replace(town, population=people)
            seeds = make_seeds(*range(0, 1000, 50), infectivity=3.0)
            sizes[masked] += len(spread(town, seeds, no_plans, seed=k).person)
    assert sizes[1.0] < sizes[0.0]


def exposures_of(state, met, rooms, masked, parameters=Parameters()):  # noqa: B008 (frozen)
    apart = np.zeros(len(state.infected_s), dtype=bool)
    return transmission.exposures(
        met, state, rooms, apart=apart, masked=masked, seed=9, parameters=parameters
    )


def one_room(persons, hours):
    """Everybody in one home for so long, person 0 at the peak of infectiousness."""
    seconds = hours * 3600
    day = encounters.Presence(
        np.arange(persons, dtype=np.int32), np.zeros(persons, dtype=np.int32),
        np.full(persons, 5 * DAY_S), np.full(persons, 5 * DAY_S + seconds), 0,
    )  # fmt: skip
    rooms = exposure.Rooms(np.zeros(1, dtype=np.int8), np.ones(1, dtype=np.int32))
    state = standing.nobody_infected(persons)
    state.infected_s[0], state.infectious_from_s[0] = 0, DAY_S
    state.onset_s[0] = 5 * DAY_S + seconds // 2 + round(0.72 * DAY_S)
    state.infectivity[0] = 1.0
    asked = np.zeros(persons, dtype=bool)
    asked[0] = True
    met = encounters.meetings(
        day, rooms, asked=asked, until_s=np.full(persons, NEVER), fixed=np.ones(14, dtype=bool),
        parties=(), seed=1, date=5,
    )  # fmt: skip
    return state, met, rooms


def test_the_chance_of_infection_is_the_named_exponential():
    """4,000 people for four hours beside a case at the peak: 1 - exp(-rate x hours)."""
    state, met, rooms = one_room(4_001, 4)
    parameters = Parameters(per_hour=0.1)
    found = exposures_of(state, met, rooms, np.zeros(4_001), parameters)
    share = (found.infected_s < NEVER).mean()
    expected = 1 - np.exp(-0.4)
    assert abs(share - expected) < 3 * np.sqrt(expected * (1 - expected) / 4_000)
    hit = found.infected_s[found.infected_s < NEVER]
    assert (hit >= 5 * DAY_S).all()
    assert (hit < 5 * DAY_S + 4 * 3600).all()


def test_exposures_do_not_depend_on_the_block_they_are_in():
    state, met, rooms = one_room(500, 8)
    parameters = Parameters(per_hour=0.1)
    whole = exposures_of(state, met, rooms, np.zeros(500), parameters)
    half = len(met) // 2
    names = ("case", "other", "room", "start_s", "end_s", "near")
    parts = [
        exposures_of(
            state,
            encounters.Meetings(*(getattr(met, name)[rows] for name in names)),
            rooms, np.zeros(500), parameters,
        )
        for rows in (slice(half, None), slice(0, half))
    ]  # fmt: skip
    together = np.concatenate([part.infected_s for part in parts[::-1]])
    assert np.array_equal(together, whole.infected_s)


def test_the_first_of_several_exposures_counts():
    some = transmission.Exposures(
        np.array([1, 2, 3], dtype=np.int32), np.array([7, 7, 7], dtype=np.int32),
        np.array([0, 1, 2], dtype=np.int32), np.array([500, 300, NEVER]),
    )  # fmt: skip
    first = transmission.first_infections(some)
    assert (first.case.tolist(), first.infected_s.tolist()) == ([2], [300])


def test_one_who_carries_the_over_dispersion_infects_many(make_town, make_seeds, no_plans):
    town = make_town(1_500, 14, 2)
    infector = int(np.flatnonzero(town.population.work >= 0)[0])
    mild = spread(town, make_seeds(infector, infectivity=0.05), no_plans)
    strong = spread(town, make_seeds(infector, infectivity=500.0), no_plans)
    assert (strong.infector == infector).sum() > (mild.infector == infector).sum() + 3


def test_each_day_is_shown_as_it_was_lived(town, make_seeds, no_plans):
    days = []
    transmission.spread(
        town.world, town.population, town.clock, seed=1, day_visits=town.day_visits,
        appointments=no_plans, parameters=Parameters(), seeds=make_seeds(1),
        on_day=lambda day, visits, rides: days.append((day, len(visits) > 0, len(rides) >= 0)),
    )  # fmt: skip
    assert days == [(day, True, True) for day in range(21)]


def test_places_nobody_knows_the_kind_of_count_as_other(town):
    places = replace(
        town.world.places, category=Coded(np.full(len(town.world.places), -1, dtype=np.int32), ())
    )
    assert (exposure.setting_of_place(places) == exposure.OTHER).all()


def test_settings_must_be_the_known_ones(town):
    with pytest.raises(InvalidInput, match="settings: names"):
        exposure.rooms(town.world.places, exposure.SETTINGS[:3])


@pytest.mark.parametrize(
    ("persons", "message"),
    [((3, 3), "a person is seeded twice"), ((1, 9_999), "person 9999 is not among the 1500")],
)
def test_impossible_seeds_are_refused(town, make_seeds, no_plans, persons, message):
    with pytest.raises(InvalidInput, match=message):
        spread(town, make_seeds(*persons), no_plans)


def test_a_negative_rate_is_refused():
    with pytest.raises(InvalidInput, match=r"per_hour -1\.0 is below 0"):
        Parameters(per_hour=-1.0, course=CourseParameters())
