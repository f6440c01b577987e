"""The course of an infection: incubation, infectiousness over time, symptoms, masks."""

import math

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from dongseon.city import course
from dongseon.city.course import DAY_S, CourseParameters
from dongseon.errors import InvalidInput

MANY = np.arange(40_000, dtype=np.int32)
AGES = np.full(len(MANY), 45, dtype=np.int32)  # the band whose factor is 1


def drawn(person=MANY, seed=7, **changes):
    when_s = np.zeros(len(person), dtype=np.int64)
    return course.draw(
        person, when_s, seed=seed, age_years=AGES, parameters=CourseParameters(**changes)
    )


def test_the_incubation_has_the_published_median_and_nearly_nobody_beyond_a_fortnight():
    """Chun 2020: median 2.87 d (2.33-3.50); the quarantine of 14 d was long enough."""
    days = drawn().onset_s / DAY_S
    assert 2.8 < np.median(days) < 2.95
    assert (days > 14).mean() < 0.005
    assert (days > 0).all()


def test_the_share_without_symptoms_is_the_parameter():
    share = (~drawn().symptomatic).mean()
    assert abs(share - CourseParameters().asymptomatic_share) < 0.01


def test_infectivity_averages_one_and_few_carry_most_of_it():
    own = drawn(asymptomatic_infectiousness=1.0).infectivity
    assert 0.9 < own.mean() < 1.1
    falling = np.sort(own)[::-1]
    assert falling[: len(own) // 5].sum() > 0.5 * own.sum()


def test_those_without_symptoms_are_less_infectious():
    runs = drawn(infectivity_log_sd=0.01)
    with_symptoms = runs.infectivity[runs.symptomatic].mean()
    without = runs.infectivity[~runs.symptomatic].mean()
    assert without / with_symptoms == pytest.approx(0.3, rel=0.01)


def test_a_course_belongs_to_the_person_and_not_to_the_batch():
    whole = drawn()
    some = MANY[::-7].copy()
    part = drawn(some)
    assert np.array_equal(part.onset_s, whole.onset_s[some])
    assert np.array_equal(part.infectivity, whole.infectivity[some])
    assert np.array_equal(part.symptomatic, whole.symptomatic[some])


def test_another_seed_gives_other_courses():
    assert not np.array_equal(drawn(seed=7).onset_s, drawn(seed=8).onset_s)


def test_infectiousness_peaks_where_it_is_told_to():
    p = CourseParameters()
    grid = np.arange(-6.0, 15.0, 0.01)
    height = [course.infectiousness(t, p.peak_d, p.profile_shape, p.profile_scale_d) for t in grid]
    assert grid[int(np.argmax(height))] == pytest.approx(p.peak_d, abs=0.011)
    assert max(height) == pytest.approx(1.0, abs=1e-4)


def test_infectiousness_is_the_moved_gamma_density_it_is_named_after():
    p = CourseParameters()
    mean, sd = course.profile_moments(p)
    grid = np.arange(-8.0, 80.0, 0.01)
    height = np.array(
        [course.infectiousness(t, p.peak_d, p.profile_shape, p.profile_scale_d) for t in grid]
    )
    weight = height / height.sum()
    assert (weight @ grid) == pytest.approx(mean, abs=0.02)
    assert math.sqrt(weight @ (grid - mean) ** 2) == pytest.approx(sd, abs=0.03)


def test_nobody_is_infectious_before_the_profile_begins():
    assert course.infectiousness(-20.0, -0.72, 2.2, 2.2) == 0.0


@given(st.floats(0, 1), st.floats(0, 1), st.floats(0, 1), st.floats(0, 1), st.floats(0, 1))
def test_masks_never_make_an_exposure_worse(giver, taker, worn, outward, inward):
    factor = course.mask_factor(giver, taker, worn, outward, inward)
    assert 0.0 <= factor <= 1.0
    assert course.mask_factor(giver, taker, 0.0, outward, inward) == 1.0


def test_infectiousness_by_age_follows_the_national_contact_study():
    ages = np.array([5, 15, 45, 75], dtype=np.int32)
    assert course.age_factor(ages, 1.0).tolist() == [0.45, 1.58, 1.0, 1.53]
    assert course.age_factor(ages, 0.0).tolist() == [1.0] * 4


@pytest.mark.parametrize(
    ("changes", "message"),
    [
        ({"incubation_median_d": 0.0}, r"incubation_median_d 0\.0 is not above 0"),
        ({"profile_shape": 1.0}, r"profile_shape 1\.0 is not above 1"),
        ({"mask_outward": 1.5}, r"mask_outward 1\.5 is not within 0 and 1"),
    ],
)
def test_impossible_parameters_are_refused(changes, message):
    with pytest.raises(InvalidInput, match=message):
        CourseParameters(**changes)
