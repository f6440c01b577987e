"""Tracks with known stays: what a detector is measured on must itself be right."""

import numpy as np
import pytest

from dongseon.bench.tracks import head, tracks
from dongseon.errors import InvalidInput


def test_the_same_seed_gives_the_same_fixes_and_another_others() -> None:
    one, again, other = (tracks(seed=s, fixes=5_000) for s in (3, 3, 4))
    assert np.array_equal(one.at, again.at)
    assert np.array_equal(one.lon_deg, again.lon_deg)
    assert not np.array_equal(one.lon_deg[:100], other.lon_deg[:100])


def test_fixes_are_by_person_then_time() -> None:
    made = tracks(seed=1, fixes=40_000)
    assert len(made) >= 40_000
    same = np.diff(made.person) == 0
    assert (np.diff(made.person) >= 0).all()
    assert (np.diff(made.at)[same] > np.timedelta64(0, "us")).all()


def test_true_stays_of_a_person_follow_one_another_and_lie_where_the_fixes_are() -> None:
    made = tracks(seed=2, fixes=15_000)
    assert (made.stay_end > made.stay_start).all()
    assert (made.stay_start[1:] > made.stay_end[:-1])[np.diff(made.stay_person) == 0].all()
    k = int(np.argmax(made.stay_end - made.stay_start))
    inside = (made.at >= made.stay_start[k]) & (made.at <= made.stay_end[k])
    inside &= made.person == made.stay_person[k]
    assert np.median(made.lat_deg[inside]) == pytest.approx(made.stay_lat_deg[k], abs=2e-4)
    assert np.median(made.lon_deg[inside]) == pytest.approx(made.stay_lon_deg[k], abs=2e-4)


def test_the_head_holds_whole_persons_with_their_stays() -> None:
    whole = tracks(seed=1, fixes=60_000)
    part = head(whole, 45_000)
    assert len(part) <= 45_000
    last = part.person[-1]
    assert len(part) == (whole.person <= last).sum()
    assert set(part.stay_person.tolist()) == set(part.person.tolist())
    assert len(head(whole, len(whole))) == len(whole)
    assert len(set(head(whole, 10).person.tolist())) == 1


def test_no_fixes_is_refused() -> None:
    with pytest.raises(InvalidInput, match="fixes: 0 is not a positive number"):
        tracks(seed=1, fixes=0)
