"""The compiled exponentials and powers against the C library's."""

import numpy as np
from hypothesis import given
from hypothesis import strategies as st

from dongseon.itinerary import powers


@given(st.lists(st.floats(-690.0, 690.0), min_size=1, max_size=40))
def test_an_exponential_is_right_to_the_last_two_digits(exponents: list[float]) -> None:
    values = np.array(exponents)
    powers.exponentials(values, np.empty_like(values))
    np.testing.assert_allclose(values, np.exp(exponents), rtol=1e-15)


def test_the_exponential_of_a_hopeless_distance_is_next_to_nothing_and_no_less() -> None:
    values = np.array([-1e9, powers.LEAST_EXPONENT])
    powers.exponentials(values, np.empty_like(values))
    assert 0.0 < values[0] == values[1] < 1e-300


@given(st.lists(st.floats(1e-300, 1e300), min_size=1, max_size=40))
def test_a_logarithm_is_right_to_the_last_two_digits(numbers: list[float]) -> None:
    values = np.array(numbers)
    powers.logarithms(values, np.empty_like(values))
    np.testing.assert_allclose(values, np.log(numbers), rtol=1e-15, atol=1e-300)


@given(st.lists(st.floats(1e-200, 1.0), min_size=1, max_size=40), st.floats(0.05, 1.0))
def test_a_power_is_that_of_the_c_library(numbers: list[float], exponent: float) -> None:
    values = np.array(numbers)
    powers.raise_to(values, exponent, np.empty_like(values))
    np.testing.assert_allclose(values, np.array(numbers) ** exponent, rtol=1e-12)


@given(st.lists(st.floats(0.0, 1.0), max_size=40))
def test_a_sum_is_a_sum_in_any_order(numbers: list[float]) -> None:
    np.testing.assert_allclose(powers.total_of(np.array(numbers)), sum(numbers), rtol=1e-14)
