"""The bench of the city: cost, the same bits, flat figures."""

from pathlib import Path

import numpy as np
import pytest

from dongseon.bench import city
from dongseon.city.calibration import share
from dongseon.errors import InvalidInput


@pytest.mark.slow
def test_a_small_city_is_measured_and_is_the_same_again() -> None:
    table = city.run(seeds=[1], people=500, days=2, trials=0)
    assert table["simulate_s"] > 0
    assert table["peak_rss_bytes"] > 50e6
    assert table["visits"] > 500
    assert table["same_for_all_workers"] == 1


def test_figures_are_flat_with_interval_and_the_published_one_beside() -> None:
    nan = float("nan")
    found = (
        share("rate", np.array([12, 100]), (0.118, 0.112, 0.124), "S44"),
        share("other", np.array([50, 100]), (0.019, 0.018, 0.020), "S44"),
        share("free", np.array([1, 2]), (nan, nan, nan), ""),
    )
    table = city.flat(found, "club_")
    assert table["club_rate"] == 0.12
    assert table["club_rate_low"] < 0.12 < table["club_rate_high"]
    assert table["club_rate_published"] == 0.118
    assert (table["club_rate_agrees"], table["club_other_agrees"]) == (1, 0)
    assert "club_free_agrees" not in table
    assert (table["club_figures_compared"], table["club_figures_agreeing"]) == (2, 1)


def test_a_digest_knows_names_and_bytes(tmp_path: Path) -> None:
    (tmp_path / "a").write_bytes(b"1")
    one = city.digest_of(tmp_path)
    (tmp_path / "a").write_bytes(b"2")
    two = city.digest_of(tmp_path)
    (tmp_path / "a").rename(tmp_path / "b")
    assert len({one, two, city.digest_of(tmp_path)}) == 3


def test_a_simulation_that_fails_says_why() -> None:
    with pytest.raises(InvalidInput, match=r"people=500, days=0: .* not a positive number of days"):
        city._cost(500, 0, 1)
