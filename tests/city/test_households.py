"""Households: as many people as asked for, sizes and ages as in Korea."""

import csv
from pathlib import Path

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from dongseon.city import households

SEOUL = (
    Path(__file__).resolve().parents[2].parent / "shared" / "data" / "seoul"
) / "seoul_population_by_gu.csv"


@given(seed=st.integers(0, 2**32), people=st.integers(200, 4_000))
@settings(max_examples=40)
def test_households_hold_exactly_the_people(seed: int, people: int) -> None:
    size = households.household_sizes(seed, people)
    assert size.sum() == people
    assert 1 <= size.min() <= size.max() <= 6


@given(seed=st.integers(0, 2**32))
@settings(max_examples=20)
def test_every_household_has_an_adult(seed: int) -> None:
    folk = households.form_households(seed, 1_000)
    oldest = np.zeros(len(folk.size))
    np.maximum.at(oldest, folk.household, folk.age_years)
    assert oldest.min() >= 17
    assert folk.age_years.min() >= 0


def test_sizes_follow_the_census_within_sampling_error() -> None:
    size = households.household_sizes(3, 200_000)
    share = np.bincount(size, minlength=7)[1:] / len(size)
    error = 4.5 * np.sqrt(households.SIZES * (1 - households.SIZES) / len(size))
    assert (np.abs(share - households.SIZES) < error + 1e-4).all()


def test_ages_follow_the_korean_pyramid_of_2020_within_three_points() -> None:
    age = households.form_households(3, 100_000).age_years
    share = 100 * np.histogram(age, [0, 10, 20, 30, 40, 50, 60, 70, 80, 200])[0] / len(age)
    korea = np.array([7.9, 9.2, 13.1, 13.4, 16.0, 16.7, 12.9, 7.1, 3.7])  # resident register
    assert (np.abs(share - korea) < 3.5).all()


def test_sizes_resemble_those_of_seoul_but_are_not_copied_from_it() -> None:
    if not SEOUL.exists():
        pytest.skip("../shared/data is not here: real files not tested")
    with SEOUL.open(encoding="utf-8-sig") as file:
        rows = list(csv.DictReader(file))
    names = ("one", "two", "three", "four", "five", "six", "seven")
    count = np.array([sum(float(row[name]) for row in rows) for name in names])
    seoul = np.append(count[:5], count[5:].sum()) / count.sum()
    ours = np.bincount(households.household_sizes(3, 200_000), minlength=7)[1:]
    assert np.abs(ours / ours.sum() - seoul).max() < 0.08
