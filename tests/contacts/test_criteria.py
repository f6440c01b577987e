"""The dated rules and the curve of infectiousness, against the numbers they were taken from."""

from dataclasses import replace
from datetime import UTC, date, datetime, timedelta
from functools import cache

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st
from numpy.typing import NDArray

from dongseon.contacts import Criteria, criteria, infectiousness

ONSET = datetime(2020, 3, 1, tzinfo=UTC)
STEP_D = 0.001
DAYS = np.arange(-6, 40, STEP_D) + STEP_D / 2
COARSE = DAYS[::20]


@cache
def curve() -> NDArray[np.float64]:
    return np.array([infectiousness(ONSET + timedelta(days=float(d)), ONSET) for d in COARSE])


def test_37_percent_of_transmission_comes_before_onset() -> None:
    assert curve()[COARSE < 0].sum() / curve().sum() == pytest.approx(0.37, abs=0.01)


def test_the_median_transmission_is_31_hours_after_onset() -> None:
    below = np.cumsum(curve()) / curve().sum()
    assert COARSE[np.searchsorted(below, 0.5)] == pytest.approx(1.31, abs=0.1)


def test_the_peak_is_17_hours_before_onset_and_one() -> None:
    assert COARSE[curve().argmax()] == pytest.approx(-0.72, abs=0.03)
    assert curve().max() == pytest.approx(1.0, abs=1e-4)
    assert curve().min() >= 0


def test_long_before_onset_nobody_infects() -> None:
    assert infectiousness(ONSET - timedelta(days=4.74), ONSET) == 0.0
    assert infectiousness(ONSET - timedelta(days=60), ONSET) == 0.0


def test_four_days_before_onset_a_case_begins_to_infect() -> None:
    assert 0.0 < infectiousness(ONSET - timedelta(days=4), ONSET) < 0.5


def test_contacts_are_sought_from_two_days_before_onset_or_else_before_sampling() -> None:
    sampled = datetime(2020, 3, 9, 6, tzinfo=UTC)
    assert Criteria(onset=ONSET, sampled=sampled).window_begin() == ONSET - timedelta(days=2)
    assert Criteria(sampled=sampled).window_begin() == sampled - timedelta(days=2)
    assert Criteria().window_begin() is None


def test_without_any_date_every_time_counts_in_full() -> None:
    assert infectiousness(ONSET, None) == 1.0
    assert Criteria().reference() is None


def test_time_counts_from_onset_or_else_from_three_days_before_sampling() -> None:
    sampled = datetime(2020, 3, 9, 6, tzinfo=UTC)
    assert Criteria(sampled=sampled).reference() == sampled - timedelta(days=3)
    assert Criteria(onset=ONSET, sampled=sampled).reference() == ONSET


@given(st.floats(-30, 60), st.floats(-30, 60))
def test_infectiousness_only_falls_away_from_its_peak(one: float, other: float) -> None:
    peak = -0.72
    near, far = sorted((one, other), key=lambda d: abs(d - peak))
    if (near - peak) * (far - peak) > 0 and min(abs(near - peak), abs(far - peak)) > 0.05:
        at = [infectiousness(ONSET + timedelta(days=d), ONSET) for d in (near, far)]
        assert 1.0 >= at[0] >= at[1] >= 0.0


# ── tiers ────────────────────────────────────────────────────────────────────────────────────


@pytest.mark.parametrize(
    ("day", "minutes", "distance", "tier"),
    [
        (date(2020, 2, 3), 15.0, "same_room", "close"),
        (date(2020, 2, 3), 14.9, "same_room", "casual"),
        (date(2020, 2, 3), 600.0, "same_site", "casual"),
        (date(2020, 2, 3), 20.0, "same_vehicle", "close"),
        (date(2020, 2, 4), 15.0, "same_room", "contact"),
        (date(2020, 2, 4), 1.0, "same_site", "contact"),
        (date(2021, 8, 1), 1.0, "same_vehicle", "contact"),
        (date(2020, 1, 1), 15.0, "same_room", "close"),
        (date(2019, 12, 31), 15.0, "same_room", "close"),  # before the first rule, the first rule
    ],
)
def test_the_tier_follows_the_rule_of_the_day(
    day: date, minutes: float, distance: str, tier: str
) -> None:
    assert criteria.tier(day, minutes, distance) == tier


def test_the_rules_are_in_order_and_name_their_source() -> None:
    days = [rule.since for rule in criteria.RULES]
    assert days == sorted(days)
    assert all(rule.source for rule in criteria.RULES)


# ── risk ─────────────────────────────────────────────────────────────────────────────────────

shares = st.floats(0, 1)
lengths = st.floats(0, 5000)
distances = st.sampled_from(sorted(criteria.SHARED_AIR))


@given(shares, lengths, shares, distances)
def test_a_risk_is_never_more_than_the_chance_of_having_met(
    probability: float, minutes: float, infectious: float, distance: str
) -> None:
    risk = criteria.risk(probability, minutes, infectious, distance, Criteria().dose_per_min)
    assert 0.0 <= risk <= probability


@given(shares, lengths, lengths, shares, distances)
def test_longer_is_never_less_risky(
    probability: float, one: float, other: float, infectious: float, distance: str
) -> None:
    short, long = sorted((one, other))
    dose = Criteria().dose_per_min
    assert criteria.risk(probability, short, infectious, distance, dose) <= criteria.risk(
        probability, long, infectious, distance, dose
    )


def test_a_room_is_riskier_than_a_vehicle_and_a_vehicle_than_a_site() -> None:
    risks = [
        criteria.risk(0.9, 30, 0.8, d, 0.0012) for d in ("same_room", "same_vehicle", "same_site")
    ]
    assert risks == sorted(risks, reverse=True)


def test_criteria_are_changed_by_replacing_a_field() -> None:
    assert replace(Criteria(), least_minutes=5.0).least_minutes == 5.0
