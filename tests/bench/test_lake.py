"""The bench of the lake: its keys are a contract, and its three ways of asking must agree."""

import json
from pathlib import Path

import numpy as np
import pytest

from dongseon import cli
from dongseon.bench import lake
from dongseon.bench.lake_stages import Stages, measured

CONTRACT = (
    "contacts_of_one_warm_s",
    "contacts_of_one_cold_s",
    "contacts_of_hundred_s",
    "person_slice_warm_s",
    "bytes_read",
    "bytes_answer",
    "ingest_rows_per_s",
    "peak_rss_bytes",
)


@pytest.mark.slow
def test_the_bench_of_the_lake_keeps_its_keys(capsys: pytest.CaptureFixture[str]) -> None:
    words = ["--people", "600", "--days", "2", "--cases", "5", "--phones", "100"]
    assert cli.run(["bench", "lake", *words, "--json"]) == 0
    figures = json.loads(capsys.readouterr().out)
    assert set(CONTRACT) <= set(figures)
    assert figures["answers_agree"] == 1
    assert figures["connections"] > 0
    assert figures["contacts_of_hundred_rows"] >= figures["contacts_of_one_rows"] > 0


def test_growth_is_an_exponent_between_the_smallest_and_the_largest() -> None:
    found = lake.exponents((1_000, 100_000), ({"bytes_read": 5.0}, {"bytes_read": 50.0}))
    assert found == {"bytes_read_exponent": 0.5}
    assert lake.exponents((1_000,), ({"bytes_read": 5.0},)) == {}


def test_a_stage_that_was_done_is_not_done_again(tmp_path: Path) -> None:
    stages = Stages(tmp_path)
    assert stages.once("merged", lambda: {"rows": 3}) == {"rows": 3}
    assert Stages(tmp_path).once("merged", lambda: {"rows": 4}) == {"rows": 3}


def test_memory_is_that_of_the_process_alone(tmp_path: Path) -> None:
    """What a process that was started holds once counted the city of the one that started it: 5.7 GB for 1.1."""
    ballast = np.ones(200_000_000, dtype=np.uint8)
    found = measured(["platform"], lake=tmp_path)
    assert found["peak_rss_bytes"] < ballast.nbytes
