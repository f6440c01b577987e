"""`dongseon bench`: one flat object whose keys others rely on."""

import json

import pytest

from dongseon import cli
from dongseon.cli import bench

CONTRACT = (
    "minutes_right",
    "visits_recall",
    "visits_precision",
    "ece",
    "ece_public",
    "seconds_median",
)


def test_the_bench_of_itineraries_keeps_its_keys(capsys: pytest.CaptureFixture[str]) -> None:
    words = ["--seeds", "1", "--people", "600", "--days", "3", "--cases", "1"]
    assert cli.run(["bench", "itinerary", *words, "--json"]) == 0
    figures = json.loads(capsys.readouterr().out)
    assert {f"{r}_{key}" for r in ("rich", "typical", "poor", "gps") for key in CONTRACT} <= set(
        figures
    )
    assert all(value is None or isinstance(value, int | float) for value in figures.values())


def test_an_unknown_bench_is_named_with_those_there_are(capsys: pytest.CaptureFixture[str]) -> None:
    assert cli.run(["bench", "coffee"]) == 2
    warned = capsys.readouterr().err
    assert "coffee" in warned
    assert "itinerary" in warned


def test_what_could_not_be_measured_is_a_dash() -> None:
    assert bench.text_of(float("nan")) == "–"
    assert bench.text_of(0.123456) == "0.1235"
