"""The residents: everyone has a home, those of an age to learn or work have where to."""

from collections.abc import Callable
from typing import Any

import numpy as np
import pytest

from dongseon.city import population
from dongseon.city.population import OCCUPATIONS, PUPIL, WORKER
from dongseon.errors import InvalidInput

SEED = 7


def test_people_for_another_city_are_refused(city: Callable[..., Any]) -> None:
    with pytest.raises(InvalidInput, match="built for 2000 people with seed 7, not 3000 with seed"):
        population.populate(city().world, seed=SEED, people=3_000)


def test_the_same_seed_settles_the_same_people(city: Callable[..., Any]) -> None:
    one = city().population
    other = population.populate(city().world, seed=SEED, people=2_000)
    assert one.person_id == other.person_id
    for name in ("home", "work", "circle", "worship", "telco", "wears_mask"):
        assert np.array_equal(getattr(one, name), getattr(other, name))


def test_ids_are_distinct_and_say_nothing(city: Callable[..., Any]) -> None:
    ids = city(20_000).population.person_id
    assert len(set(ids)) == len(ids)
    assert list(ids) != sorted(ids)
    assert {len(text) for text in ids} == {9}


def test_a_household_shares_one_home_and_no_other_household_does(city: Callable[..., Any]) -> None:
    folk = city().population
    pairs = set(zip(folk.household.tolist(), folk.home.tolist(), strict=True))
    assert len(pairs) == len(set(folk.household.tolist())) == len(set(folk.home.tolist()))


def test_pupils_sit_in_a_class_of_their_year_near_home(city: Callable[..., Any]) -> None:
    settled = city(20_000)
    folk, made = settled.population, settled.world
    pupils = np.flatnonzero(folk.occupation == PUPIL)
    assert (folk.work[pupils] >= 0).mean() > 0.98
    pupils = pupils[folk.work[pupils] >= 0]
    assert np.array_equal(made.grade[folk.work[pupils]], folk.age_years[pupils] - 6)
    sizes = np.bincount(folk.work[pupils])
    assert 15 < np.median(sizes[sizes > 0]) < 30
    assert sizes.max() <= 40


def test_no_workplace_has_more_workers_than_jobs(city: Callable[..., Any]) -> None:
    settled = city(20_000)
    folk = settled.population
    workers = folk.work[folk.occupation == WORKER]
    count = np.bincount(workers, minlength=len(settled.world.places))
    assert (workers >= 0).all()
    assert (count <= settled.world.staff).all()


def test_about_half_of_the_residents_work(city: Callable[..., Any]) -> None:
    share = (city(20_000).population.occupation == WORKER).mean()
    assert 0.46 < share < 0.55  # Korea 2019: 0.52


def test_commutes_are_longer_than_ways_to_school_of_young_children(
    city: Callable[..., Any],
) -> None:
    settled = city(20_000)
    folk, made = settled.population, settled.world

    def ways(rows: np.ndarray) -> np.ndarray:
        home, work = folk.home[rows], folk.work[rows]
        return np.hypot(
            made.place_x_m[home] - made.place_x_m[work], made.place_y_m[home] - made.place_y_m[work]
        )

    working = np.flatnonzero((folk.occupation == WORKER) & (folk.work >= 0))
    young = np.flatnonzero((folk.occupation == PUPIL) & (folk.age_years < 13) & (folk.work >= 0))
    assert np.median(ways(young)) < np.median(ways(working))
    assert 300 < np.median(ways(working)) < 3_000


def test_circles_are_small_and_of_like_age(city: Callable[..., Any]) -> None:
    folk = city(20_000).population
    members = np.flatnonzero(folk.circle >= 0)
    sizes = np.bincount(folk.circle[members])
    assert 3 <= np.median(sizes[sizes > 0]) <= 7
    order = np.argsort(folk.circle[members], kind="stable")
    age, circle = folk.age_years[members][order], folk.circle[members][order]
    neighbours = circle[1:] == circle[:-1]
    assert np.quantile(np.abs(np.diff(age))[neighbours], 0.9) <= 8


def test_every_occupation_occurs(city: Callable[..., Any]) -> None:
    assert set(city(20_000).population.occupation.tolist()) == set(range(len(OCCUPATIONS)))
