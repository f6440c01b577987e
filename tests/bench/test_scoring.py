"""The yardstick itself is checked: a bench that miscounts would praise the wrong method."""

import itertools

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from dongseon.bench import scoring


def test_claims_that_are_right_as_often_as_they_say_have_no_error() -> None:
    probability = np.full(100, 0.8)
    correct = np.arange(100) < 80
    assert scoring.calibration_error(probability, correct) == pytest.approx(0.0, abs=1e-12)


def test_certain_claims_that_are_always_wrong_have_the_whole_error() -> None:
    assert scoring.calibration_error(np.ones(10), np.zeros(10, bool)) == pytest.approx(1.0)


def test_no_claim_is_no_error() -> None:
    assert scoring.calibration_error(np.zeros(0), np.zeros(0, bool)) == 0.0


@given(st.lists(st.integers(-1, 3), min_size=1, max_size=60))
def test_runs_tell_the_series_again(values: list[int]) -> None:
    series = np.array(values, dtype=np.int32)
    told = [value for value, first, last in scoring.runs(series) for _ in range(first, last)]
    assert told == values


@given(st.lists(st.integers(-1, 3), min_size=1, max_size=60))
def test_neighbouring_runs_differ(values: list[int]) -> None:
    found = [value for value, _, _ in scoring.runs(np.array(values, dtype=np.int32))]
    assert all(one != after for one, after in itertools.pairwise(found))
