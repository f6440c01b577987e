"""The bench of stays: its scorer on small scenes, its peers, its keys."""

import math
import sys
from dataclasses import replace
from pathlib import Path

import numpy as np
import pytest

from dongseon.bench import peer_program, stays
from dongseon.bench.stays import Claimed
from dongseon.bench.tracks import Tracks, tracks
from dongseon.errors import InvalidInput

T0 = np.datetime64("2020-05-04T00:00", "us")
SECOND_STAY_LAT = 36.3


def times(*minutes: float) -> np.ndarray:
    return T0 + (np.array(minutes) * 60e6).astype("timedelta64[us]")


def scene() -> Tracks:
    """Two true stays of one person, an hour each, 11 km apart."""
    return Tracks(
        person=np.zeros(2, np.int32),
        at=times(0, 180),
        lon_deg=np.full(2, 128.6),
        lat_deg=np.array([36.2, SECOND_STAY_LAT]),
        stay_person=np.zeros(2, np.int32),
        stay_start=times(0, 120),
        stay_end=times(60, 180),
        stay_lon_deg=np.full(2, 128.6),
        stay_lat_deg=np.array([36.2, SECOND_STAY_LAT]),
    )


def claims(*rows: tuple[float, float, float], person: int = 0) -> Claimed:
    start, end, lat = zip(*rows, strict=True)
    return Claimed(
        np.full(len(rows), person, np.int32),
        times(*start),
        times(*end),
        np.full(len(rows), 128.6),
        np.array(lat),
    )


def test_the_truth_itself_is_whole() -> None:
    told = stays.accuracy(claims((0, 60, 36.2), (120, 180, SECOND_STAY_LAT)), scene())
    assert told["stays_per_true_stay"] == 1
    assert told["time_recovered"] == 1
    assert told["stays_false"] == 0
    assert told["start_p95_min"] == told["end_p95_min"] == 0


def test_a_stay_in_two_pieces_counts_twice() -> None:
    told = stays.accuracy(claims((0, 20, 36.2), (30, 60, 36.2)), scene())
    assert told["stays_per_true_stay"] == 2
    assert told["time_recovered"] == pytest.approx(50 / 120)
    assert told["stays_found"] == 0.5


def test_a_stay_elsewhere_or_of_another_person_recovers_nothing() -> None:
    for wrong in (claims((0, 60, SECOND_STAY_LAT)), claims((0, 60, 36.2), person=1)):
        told = stays.accuracy(wrong, scene())
        assert told["time_recovered"] == 0
        assert told["stays_false"] == 1
        assert math.isnan(told["start_p95_min"])


def test_one_claim_over_two_stays_counts_for_one() -> None:
    told = stays.accuracy(claims((0, 100, 36.2)), scene())
    assert told["stays_per_true_stay"] == 1
    assert told["end_p95_min"] == pytest.approx(40)


def test_without_peers_the_peers_keys_are_null_and_ours_are_good() -> None:
    table = stays.run(seed=5, fixes=30_000, repeats=1)
    assert table["best_peer"] is None
    assert table["times_best_peer"] is None
    assert table["best_peer_points_per_second"] is None
    assert table["points_per_second"] > 100_000
    assert table["stays_per_true_stay"] <= 1.05
    assert table["time_recovered"] >= 0.98


def test_a_python_without_the_peer_says_what_is_missing() -> None:
    asked = stays.ask(Path(sys.executable), "trackintel", tracks(seed=1, fixes=100))
    assert asked.stays is None
    assert "trackintel" in asked.absent


def test_a_python_that_is_not_there_is_refused(tmp_path: Path) -> None:
    with pytest.raises(InvalidInput, match="cannot be run: No such file"):
        stays.ask(tmp_path / "python", "trackintel", tracks(seed=1, fixes=100))


def test_a_python_that_says_nothing_is_no_peer(tmp_path: Path) -> None:
    silent = tmp_path / "python"
    silent.write_text("#!/bin/sh\nexit 3\n", encoding="utf-8")
    silent.chmod(0o700)
    asked = stays.ask_any([silent, Path(sys.executable)], "skmob", tracks(seed=1, fixes=100))
    assert "skmob" in asked.absent
    assert stays.ask(silent, "skmob", tracks(seed=1, fixes=100)).absent == "no answer"


def test_a_peer_s_answer_is_read_and_set_beside_ours(tmp_path: Path) -> None:
    """A stand-in that answers as the peers' program does: with our own stays by their rule."""
    made = tracks(seed=1, fixes=20_000)
    stand_in = tmp_path / "python"
    stand_in.write_text(
        f"#!{sys.executable}\n"
        "import sys, json, numpy as np\n"
        "from dongseon.itinerary import StayRule, detect_stays\n"
        "f = np.load(sys.argv[3])\n"
        "s = detect_stays(f['person'], f['at'], f['lon_deg'], f['lat_deg'],"
        " rule=StayRule(definition='first_fix'))\n"
        "np.savez(sys.argv[4], person=s.person, start=s.start, end=s.end,"
        " lon_deg=s.lon_deg, lat_deg=s.lat_deg)\n"
        "print(json.dumps({'seconds': 2.0}))\n",
        encoding="utf-8",
    )
    stand_in.chmod(0o700)
    asked = stays.ask(stand_in, "trackintel", made)
    assert asked.stays is not None
    assert asked.points_per_second == len(made) / 2
    assert stays.agreement(made, asked.stays) == 1
    off = replace(asked.stays, end=asked.stays.end + np.timedelta64(1, "us"))
    assert stays.agreement(made, off) == 0


def test_every_peer_has_a_slice() -> None:
    assert set(stays.SLICE) == set(peer_program.PEERS)
