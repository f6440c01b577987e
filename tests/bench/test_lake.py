"""The bench of the lake: its keys are a contract, and its three ways of asking must agree."""

import json

import pytest

from dongseon import cli
from dongseon.bench import lake

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
