"""What tracers would measure: the estimators against values worked out by hand."""

import math
from datetime import UTC, datetime

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from dongseon.city import calibration, figures, transmission, trial
from dongseon.city.calibration import Run
from dongseon.city.types import (
    Clock,
    Confinements,
    Epidemic,
    Population,
    Specimens,
    Traced,
)
from dongseon.errors import InvalidInput


def test_wilsons_interval_is_the_one_in_the_books():
    """10 of 100: 5.5 % to 17.4 % (Newcombe 1998, method 3)."""
    value, low, high = figures.wilson(10, 100)
    assert value == 0.1
    assert low == pytest.approx(0.0552, abs=5e-5)
    assert high == pytest.approx(0.1744, abs=5e-5)


def test_without_trials_a_share_is_unknown_and_may_be_anything():
    value, low, high = figures.wilson(0, 0)
    assert math.isnan(value)
    assert (low, high) == (0.0, 1.0)


@given(st.integers(0, 500), st.integers(1, 500))
def test_a_share_lies_within_its_interval(hits, more):
    value, low, high = figures.wilson(hits, hits + more)
    assert 0.0 <= low <= value <= high <= 1.0


def test_seeding_80_counts_the_fewest_cases_that_carry_it():
    assert calibration.seeding_80(np.array([8, 1, 1, 0, 0, 0, 0, 0, 0, 0])) == 0.1
    assert calibration.seeding_80(np.ones(10)) == 0.8
    assert math.isnan(calibration.seeding_80(np.zeros(4)))


def test_the_top_tenth_is_of_those_who_infected_anybody():
    offspring = np.array([0] * 50 + [1] * 9 + [11])
    assert calibration.top_tenth(offspring) == pytest.approx(11 / 20)
    assert math.isnan(calibration.top_tenth(np.zeros(3)))


def test_the_peak_is_found_where_the_density_is_highest():
    rng = np.random.default_rng(1)
    days = np.concatenate([rng.normal(-0.5, 0.6, 4_000), rng.normal(4.0, 2.0, 3_000)])
    assert calibration.peak(days) == pytest.approx(-0.5, abs=0.3)


def test_a_measured_mean_has_its_interval_around_it_and_always_the_same():
    sample = np.random.default_rng(2).normal(4.0, 3.0, 900)
    one, two = (figures.measured("x", sample, np.mean, "d", (4.0, 3.8, 4.2), "S") for _ in range(2))
    assert one == two
    assert one.low < one.value < one.high
    assert one.high - one.low == pytest.approx(2 * 1.96 * 3 / 30, rel=0.15)
    assert one.agrees


def test_a_figure_far_from_the_published_one_disagrees():
    figure = figures.share("x", np.array([50, 100]), (0.1, 0.08, 0.12), "S")
    assert not figure.agrees
    assert figures.share("x", np.array([50, 100]), (math.nan,) * 3, "").agrees


def test_nothing_observed_is_unknown():
    figure = figures.measured("x", np.empty(0), np.mean, "d", (1.0, 0.9, 1.1), "S")
    assert math.isnan(figure.value)


def one_case_and_two_contacts(onset_d):
    """Persons 0, 1, 2 with these onsets; 0 is confirmed first and names both others."""
    day = 86_400
    three, none = np.arange(3, dtype=np.int32), np.empty(0, np.int32)
    when, small = np.empty(0, np.int64), np.empty(0, np.int8)
    confirmed_s = np.array([5, 8, 9], dtype=np.int64) * day
    two = np.array([1, 2], dtype=np.int32)
    traced = Traced(
        np.zeros(2, dtype=np.int32), two, np.zeros(2, dtype=np.int8), np.zeros(2, dtype=np.int8),
        np.full(2, 4 * day), np.full(2, 5 * day + 1),
    )  # fmt: skip
    return Epidemic(
        person=three, infector=np.array([-1, 0, 0], dtype=np.int32), place=three,
        infected_s=np.zeros(3, dtype=np.int64), onset_s=np.array(onset_d, dtype=np.int64) * day,
        sampled_s=confirmed_s, confirmed_s=confirmed_s, isolated_s=confirmed_s,
        setting=np.zeros(3, dtype=np.int8), traced=traced,
        specimens=Specimens(none, when, when, small, small),
        confinements=Confinements(none, none, none, small),
    )  # fmt: skip


@pytest.mark.parametrize(
    ("onset_d", "serial_d"),
    [((3, 6, 7), [3, 4]), ((3, 6, 2), [3, -1]), ((5, 8, 1), [3, -4])],
)
def test_a_confirmed_contact_is_paired_with_the_case_that_named_it(onset_d, serial_d):
    """Whoever truly infected whom: so intervals can be negative, as published ones are."""
    assert serial_days(onset_d) == serial_d


@pytest.mark.parametrize(
    ("onset_d", "serial_d"), [((5, 8, 0), [5, 3]), ((7, 2, 1), [6]), ((7, 2, 4), [5, -3])]
)
def test_who_was_ill_long_before_a_case_is_its_source_and_the_earliest_of_several(
    onset_d, serial_d
):
    """Ill more than four days earlier, that is; and nobody has two infectors."""
    assert serial_days(onset_d) == serial_d


def serial_days(onset_d):
    everybody = Population(
        **{
            field: np.zeros(3, dtype=np.int32)
            for field in Population.__dataclass_fields__
            if field != "person_id"
        },
        person_id=("a", "b", "c"),
    )
    clock = Clock(datetime(2020, 3, 2, tzinfo=UTC), 40)
    sample = calibration.observe(Run(one_case_and_two_contacts(onset_d), everybody, clock))
    return sample.serial_d.tolist()


def test_figures_say_whether_they_were_fitted():
    plain = [figures.share(name, np.array([1, 2]), (0.5, 0.4, 0.6), "S") for name in ("a", "b")]
    assert [f.fitted for f in figures.marked(plain, frozenset({"b"}))] == [False, True]


def test_no_run_has_no_figures():
    with pytest.raises(InvalidInput, match="no run"):
        calibration.epidemic_figures([])


def test_every_figure_of_a_run_has_a_name_of_its_own(make_town, make_seeds, no_plans):
    town = make_town(2_000, 40, 3)
    epidemic = transmission.spread(
        town.world, town.population, town.clock, seed=3, day_visits=town.day_visits,
        appointments=no_plans, parameters=transmission.Parameters(),
        seeds=make_seeds(*range(0, 1600, 40)),
    )  # fmt: skip
    found = calibration.epidemic_figures([Run(epidemic, town.population, town.clock)])
    names = [figure.name for figure in found]
    assert len(set(names)) == len(names)
    known = {figure.name: figure for figure in found}
    assert known["household_attack_rate"].count > 20
    traced = epidemic.traced
    assert known["contacts_per_case_mean"].value == pytest.approx(
        len(traced.case) / known["contacts_per_case_mean"].count, rel=0.05
    )


@pytest.fixture(scope="module")
def measured_in_the_city():
    """Five trial epidemics of 10,000 people, measured together; no parameter was fitted on their seeds."""
    runs = [trial.trial(seed=seed, days=50) for seed in (301, 302, 303, 304, 305)]
    return {figure.name: figure for figure in calibration.epidemic_figures(runs)}


@pytest.mark.slow
@pytest.mark.parametrize(
    "name",
    [
        "serial_interval_median_d",
        "presymptomatic_share",
        "incubation_median_d",
        "onset_to_confirmation_mean_d",
        "onset_to_confirmation_median_d",
        "cases_seeding_80_percent",
        "contacts_per_case_mean",
        "contacts_per_case_median",
        "contacts_per_case_p95",
        "household_attack_rate",
        "other_attack_rate",
    ],
)
def test_the_citys_epidemic_measures_like_the_korean_one(measured_in_the_city, name):
    """The 95 % interval overlaps the published one, after the simulated testing."""
    figure = measured_in_the_city[name]
    assert figure.agrees, figure


def test_a_trial_too_short_to_follow_anybody_is_refused():
    with pytest.raises(InvalidInput, match="days: 20 are too few"):
        trial.trial(seed=1, days=20)
