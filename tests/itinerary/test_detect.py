"""Stays in plain GPS: against a slow reading of the two definitions, and small scenes."""

import itertools
import math

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from numpy.random import default_rng
from numpy.typing import NDArray

from dongseon.errors import InvalidInput
from dongseon.itinerary import DetectedStays, StayRule, detect, detect_stays

from . import dense

T0 = np.datetime64("2020-05-04T00:00:00", "us")
LAT, LON = 36.9, 129.5
METRES = 6_371_008.8 * math.pi / 180


def track(
    minutes: list[float], east_m: list[float], person: list[int] | None = None
) -> tuple[NDArray[np.int32], NDArray[np.datetime64], NDArray[np.float64], NDArray[np.float64]]:
    """Fixes along a parallel."""
    at = T0 + (np.array(minutes) * 60e6).astype("timedelta64[us]")
    lon = LON + np.array(east_m, np.float64) / METRES / math.cos(math.radians(LAT))
    codes = np.array(person or [0] * len(minutes), np.int32)
    return codes, at, lon, np.full(len(minutes), LAT)


def spans(found: DetectedStays) -> list[tuple[float, float]]:
    return [
        (float((s - T0) / np.timedelta64(1, "m")), float((e - T0) / np.timedelta64(1, "m")))
        for s, e in zip(found.start, found.end, strict=True)
    ]


def test_half_an_hour_on_one_spot_is_a_stay() -> None:
    found = detect_stays(*track([0, 10, 20, 30, 31, 32], [0, 5, -5, 0, 900, 1800]))
    assert spans(found) == [(0, 30)]
    assert found.fixes.tolist() == [4]
    assert found.lat_deg[0] == pytest.approx(LAT)
    assert found.lon_deg[0] == pytest.approx(LON, abs=1e-6)


def test_a_wild_fix_is_forgiven_and_four_are_not() -> None:
    wild = [0, 3, 900, 0, 2, -2]
    assert spans(detect_stays(*track([0, 4, 8, 12, 16, 20], wild))) == [(0, 20)]
    gone = [0, 3, 900, 900, 900, 900]
    assert spans(detect_stays(*track([0, 4, 8, 9, 10, 11], gone))) == []
    strict = StayRule(outliers=0)
    assert spans(detect_stays(*track([0, 4, 8, 12, 16, 20], wild), rule=strict)) == []


def test_an_hour_without_a_fix_ends_a_stay() -> None:
    assert spans(detect_stays(*track([0, 15, 30, 95, 110], [0] * 5))) == [(0, 30), (95, 110)]


def test_the_peers_stay_lasts_until_the_first_fix_elsewhere() -> None:
    rule = StayRule(definition="first_fix")
    fixes = track([0, 10, 20, 30, 40], [0, 5, 900, 905, 1800])
    assert spans(detect_stays(*fixes, rule=rule)) == [(0, 20), (20, 40)]


def test_by_the_peers_rule_a_lone_fix_with_a_pause_is_a_stay() -> None:
    """Each fix far from the next, a quarter of an hour apart: as many stays as pauses."""
    n = 200
    fixes = track([15.0 * k for k in range(n)], [900.0 * k for k in range(n)])
    found = detect_stays(*fixes, rule=StayRule(definition="first_fix"))
    assert spans(found) == [(15.0 * k, 15.0 * (k + 1)) for k in range(n - 1)]


def test_no_fixes_no_stays() -> None:
    assert len(detect_stays(*track([], []))) == 0


def test_an_unknown_definition_is_refused() -> None:
    with pytest.raises(InvalidInput, match="'ours' is neither centroid nor first_fix"):
        detect_stays(*track([0], [0]), rule=StayRule(definition="ours"))


@pytest.mark.parametrize("bad", [math.nan, math.inf, 181.0])
def test_a_position_off_the_earth_is_refused(bad: float) -> None:
    person, at, lon, lat = track([0, 1, 2], [0, 0, 0])
    lon[1] = bad
    with pytest.raises(InvalidInput, match="fix 1: time 2020-05-04T00:01"):
        detect_stays(person, at, lon, lat)


def test_fixes_out_of_order_are_refused_but_a_new_person_may_begin_earlier() -> None:
    with pytest.raises(InvalidInput, match=r"fix 2: .* not in time order"):
        detect_stays(*track([0, 5, 4], [0, 0, 0]))
    assert len(detect_stays(*track([0, 15, 0, 15], [0] * 4, [0, 0, 1, 1]))) == 2


def test_plain_and_compiled_refuse_the_same_row() -> None:
    plain = dense.plain(detect)
    for minutes, lon_deg, bad in (([0, 5, 4], 0.0, 2), ([0, 1, 2], math.nan, 0), ([0, 1], 0.0, -1)):
        person, at, lon, lat = track([float(m) for m in minutes], [0.0] * len(minutes))
        micro_s, lon = at.view(np.int64), lon + lon_deg
        assert plain._first_bad(person, micro_s, lon, lat) == bad
        assert detect._first_bad(person, micro_s, lon, lat) == bad


tracks = st.builds(
    lambda seed, n: (
        np.sort(default_rng(seed).uniform(0, 40 + 6 * n, n)).round(2).tolist(),
        np.cumsum(
            default_rng(seed).choice(
                [0.0, 20.0, -30.0, 150.0, 900.0], n, p=[0.4, 0.2, 0.2, 0.1, 0.1]
            )
        ).tolist(),
    ),
    st.integers(0, 2**32 - 1),
    st.integers(0, 40),
)
rules = st.builds(
    StayRule,
    dist_threshold_m=st.sampled_from([50.0, 100.0, 300.0]),
    time_threshold_min=st.sampled_from([0.0, 5.0, 10.0]),
    gap_threshold_min=st.sampled_from([20.0, 60.0]),
    outliers=st.integers(0, 4),
    definition=st.sampled_from(["centroid", "first_fix"]),
)


@settings(max_examples=40)
@given(tracks, rules)
def test_compiled_and_plain_find_the_same(
    made: tuple[list[float], list[float]], rule: StayRule
) -> None:
    fixes = track(*made)
    one, other = (
        detect_stays(*fixes, rule=rule),
        dense.plain(detect).detect_stays(*fixes, rule=rule),
    )
    assert spans(one) == spans(other)
    assert one.fixes.tolist() == other.fixes.tolist()
    np.testing.assert_allclose(one.lon_deg, other.lon_deg)


def centred(minutes: list[float], east_m: list[float], rule: StayRule) -> list[tuple[float, float]]:
    """Our definition, told anew: the mean of the fixes inside, by a division at each."""
    expected, i = [], 0
    while i < len(minutes):
        inside, missed = [i], 0
        for j in range(i + 1, len(minutes)):
            if minutes[j] - minutes[j - 1] > rule.gap_threshold_min:
                break
            if abs(east_m[j] - np.mean([east_m[k] for k in inside])) <= rule.dist_threshold_m:
                inside.append(j)
                missed = 0
            else:
                missed += 1
            if missed > rule.outliers:
                break
        long = minutes[inside[-1]] - minutes[i] >= rule.time_threshold_min
        if long:
            expected.append((minutes[i], minutes[inside[-1]]))
        i = inside[-1] + 1 if long else i + 1
    return expected


@settings(max_examples=60)
@given(tracks, st.integers(0, 4))
def test_the_running_centre_is_the_mean_of_the_fixes_inside(
    made: tuple[list[float], list[float]], outliers: int
) -> None:
    rule = StayRule(dist_threshold_m=101.03, outliers=outliers)  # no mean falls on it
    found = spans(detect_stays(*track(*made), rule=rule))
    np.testing.assert_allclose(
        np.array(found).ravel(), np.array(centred(*made, rule)).ravel(), atol=1e-6
    )


@settings(max_examples=15)
@given(st.integers(0, 2**32 - 1), st.integers(0, 4))
def test_in_dense_tracks_too_where_starts_are_passed_over(seed: int, outliers: int) -> None:
    """A fix every ten seconds: on foot the runs that are no stay are long, and most starts hopeless."""
    rng = default_rng(seed)
    pace_m = np.repeat([0.0, *rng.choice([0.0, 0.3, 5.0, 8.0, 60.0], 10), 5.0], 60)
    east_m = (np.cumsum(pace_m) + rng.normal(0, 4, len(pace_m))).round(3)
    east_m[rng.random(len(east_m)) < 0.02] += 700.0
    minutes = (np.arange(len(east_m)) / 6 + 90 * (np.arange(len(east_m)) > 400)).tolist()
    rule = StayRule(dist_threshold_m=101.03, outliers=outliers)
    expected = centred(minutes, east_m.tolist(), rule)
    twice = track(minutes * 2, east_m.tolist() * 2, [0] * len(minutes) + [1] * len(minutes))
    found = spans(detect_stays(*twice, rule=rule))
    np.testing.assert_allclose(np.array(found).ravel(), np.array(expected * 2).ravel(), atol=1e-6)


@pytest.mark.parametrize(("metres", "stays"), [(99.9999, 0), (100.0003, 1)])
def test_close_calls_of_the_peers_rule_are_decided_on_their_earth(
    metres: float, stays: int
) -> None:
    """Theirs has a radius of 6,371,000 m: 100 m there is 0.14 mm more on ours."""
    fixes = track([0, 15, 16], [0, 0, metres])
    assert len(detect_stays(*fixes, rule=StayRule(definition="first_fix"))) == stays


@pytest.mark.parametrize("lat_deg", [0.004, 36.995, -60.005, 78.0])
def test_the_reach_is_the_same_at_any_latitude(lat_deg: float) -> None:
    """One cosine serves a band of latitude: 99.9 m east is inside and 100.1 m is not."""
    person, at, lon, _ = track([0, 15, 16], [0, 0, 0])
    for metres, fixes in ((99.9, 3), (100.1, 2)):
        lon[2] = lon[0] + metres / METRES / math.cos(math.radians(lat_deg))
        found = detect_stays(person, at, lon, np.full(3, lat_deg))
        assert found.fixes.tolist() == [fixes]
        assert found.lat_deg[0] == pytest.approx(lat_deg)


def closed_by(minutes: list[float], east_m: list[float], rule: StayRule, i: int) -> tuple[int, int]:
    """The peers' definition, told anew: last fix near the first, and the fix that ends the stay."""
    j = i + 1
    while (
        j < len(minutes)
        and minutes[j] - minutes[j - 1] <= rule.gap_threshold_min
        and abs(east_m[j] - east_m[i]) <= rule.dist_threshold_m
    ):
        j += 1
    return j - 1, j


@settings(max_examples=40)
@given(tracks)
def test_the_peers_definition_is_theirs(made: tuple[list[float], list[float]]) -> None:
    minutes, east_m = made
    rule, expected, i = StayRule(definition="first_fix", dist_threshold_m=101.0), [], 0
    while i < len(minutes):
        _, j = closed_by(minutes, east_m, rule, i)
        closed = j < len(minutes) and minutes[j] - minutes[j - 1] <= rule.gap_threshold_min
        if closed and minutes[j] - minutes[i] >= rule.time_threshold_min:
            expected.append((minutes[i], minutes[j]))
        i = j
    found = spans(detect_stays(*track(minutes, east_m), rule=rule))
    np.testing.assert_allclose(np.array(found).ravel(), np.array(expected).ravel(), atol=1e-6)


@settings(max_examples=30)
@given(tracks, tracks, rules)
def test_persons_together_are_persons_one_by_one(
    one: tuple[list[float], list[float]], other: tuple[list[float], list[float]], rule: StayRule
) -> None:
    both = track(one[0] + other[0], one[1] + other[1], [4] * len(one[0]) + [9] * len(other[0]))
    together = detect_stays(*both, rule=rule)
    apart = [detect_stays(*track(*made), rule=rule) for made in (one, other)]
    assert spans(together) == spans(apart[0]) + spans(apart[1])
    assert together.person.tolist() == [4] * len(apart[0]) + [9] * len(apart[1])


@settings(max_examples=30)
@given(tracks, st.integers(-3000, 3000), rules)
def test_later_and_elsewhere_on_the_parallel_the_stays_are_the_same(
    made: tuple[list[float], list[float]], days: int, rule: StayRule
) -> None:
    person, at, lon, lat = track(*made)
    one = detect_stays(person, at, lon, lat, rule=rule)
    moved = detect_stays(person, at + np.timedelta64(days, "D"), lon - 64.0, lat, rule=rule)
    assert one.fixes.tolist() == moved.fixes.tolist()


@settings(max_examples=30)
@given(tracks, rules)
def test_stays_do_not_overlap_and_last_long_enough(
    made: tuple[list[float], list[float]], rule: StayRule
) -> None:
    found = spans(detect_stays(*track(*made), rule=rule))
    assert all(e - s >= rule.time_threshold_min - 1e-6 for s, e in found)
    assert all(a[1] <= b[0] for a, b in itertools.pairwise(found))
