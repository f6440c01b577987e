"""Chance by name: reproducible, independent, uniform."""

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from dongseon.city import chance

seeds = st.integers(min_value=0, max_value=2**63 - 1)
counters = st.integers(min_value=0, max_value=2**40)


@given(seed=seeds, name=st.text(max_size=20))
def test_the_same_seed_and_name_give_the_same_draws(seed: int, name: str) -> None:
    assert chance.stream(seed, name).random() == chance.stream(seed, name).random()
    assert chance.key(seed, name) == chance.key(seed, name)


def test_names_are_parted_so_that_none_runs_into_another() -> None:
    assert chance.key(1, "ab", "c") != chance.key(1, "a", "bc")
    assert chance.key(1, "2") != chance.key(1, 2)
    assert chance.key(1) != chance.key(2)


@given(seed=seeds, a=counters, b=counters)
def test_a_uniform_draw_lies_in_the_unit_interval(seed: int, a: int, b: int) -> None:
    draw = chance.uniform(chance.key(seed, "x"), a, b)
    assert 0.0 <= draw < 1.0
    assert draw == chance.uniform(chance.key(seed, "x"), a, b)


@pytest.mark.parametrize("number", range(4))
def test_uniform_draws_fill_the_interval_evenly_and_know_nothing_of_their_neighbours(
    number: int,
) -> None:
    n = 200_000
    draws = chance.uniforms(chance.key(11, "even"), np.arange(n), number)
    count, _ = np.histogram(draws, bins=64, range=(0, 1))
    chi2 = float(((count - n / 64) ** 2 / (n / 64)).sum())
    assert chi2 < 117.6  # 1 - 1e-5 quantile of chi-squared with 63 degrees of freedom
    others = chance.uniforms(chance.key(11, "even"), np.arange(n), number + 1)
    for pair in ((draws[:-1], draws[1:]), (draws, others)):
        assert abs(np.corrcoef(*pair)[0, 1]) < 4.5 / np.sqrt(n)


def test_normal_draws_have_mean_0_and_variance_1() -> None:
    key = chance.key(3, "normal")
    draws = np.array([chance.normal(key, a, 7) for a in range(20_000)])
    assert abs(draws.mean()) < 4.5 / np.sqrt(len(draws))
    assert abs(draws.var() - 1) < 4.5 * np.sqrt(2 / len(draws))


@given(
    weights=st.lists(st.floats(min_value=0.01, max_value=100), min_size=1, max_size=20),
    draw=st.floats(min_value=0, max_value=1, exclude_max=True),
)
def test_pick_agrees_with_a_search_in_the_sum_of_weights(weights: list[float], draw: float) -> None:
    cumulative = np.cumsum(np.array(weights))
    expected = int(np.searchsorted(cumulative, draw * cumulative[-1], side="right"))
    assert chance.pick(cumulative, draw) == min(expected, len(weights) - 1)


@given(below=st.integers(min_value=1, max_value=1000), a=counters)
def test_integers_stay_below_their_bound(below: int, a: int) -> None:
    assert 0 <= chance.integer(chance.key(5, "whole"), a, 0, below) < below
