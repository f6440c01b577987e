"""`dongseon bench`: one flat object whose keys others rely on."""

import io
import json
from pathlib import Path

import pytest
from rich.console import Console

from dongseon import cli
from dongseon.cli import bench

STAYS = (
    "points_per_second",
    "best_peer",
    "best_peer_points_per_second",
    "times_best_peer",
    "stays_per_true_stay",
    "time_recovered",
)
CONTACTS = ("recall_findable", "precision_at_true", "brier", "strangers_recall_p50")
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


def test_a_figure_with_an_interval_is_shown_beside_the_published_one() -> None:
    figures = {
        "held_out": 1.0, "rate": 0.125, "rate_low": 0.1, "rate_high": 0.15, "rate_count": 12,
        "rate_published": 0.118, "rate_agrees": 1.0, "rate_fitted": 0.0,
    }  # fmt: skip
    row = ("rate", "0.125", "0.1 – 0.15", "0.118", "yes", "predicted")
    assert bench.comparison("rate", figures) == row
    console = Console(width=80, record=True, file=io.StringIO())
    bench.show(console, "city", figures)
    told = console.export_text()
    assert "held_out" in told
    assert "predicted" in told
    assert "rate_low" not in told


def test_an_unknown_bench_is_named_with_those_there_are(capsys: pytest.CaptureFixture[str]) -> None:
    assert cli.run(["bench", "coffee"]) == 2
    warned = capsys.readouterr().err
    assert "coffee" in warned
    assert "itinerary" in warned


def test_the_bench_of_stays_keeps_its_keys_and_records_them(
    capsys: pytest.CaptureFixture[str], tmp_path: Path
) -> None:
    words = ["--fixes", "20000", "--first-seed", "7", "--record", str(tmp_path)]
    assert cli.run(["bench", "stays", *words, "--json"]) == 0
    figures = json.loads(capsys.readouterr().out)
    assert set(STAYS) <= set(figures)
    assert figures["best_peer"] is None
    told = json.loads((tmp_path / "stays.json").read_text(encoding="utf-8"))
    assert told["figures"] == figures
    assert told["asked"]["seeds"][0] == 7


@pytest.mark.slow
def test_the_bench_of_contacts_keeps_its_keys(capsys: pytest.CaptureFixture[str]) -> None:
    words = ["--seeds", "1", "--people", "500", "--days", "2", "--cases", "1"]
    assert cli.run(["bench", "contacts", *words]) == 0
    shown = capsys.readouterr().out
    assert all(key in shown for key in CONTACTS)


def test_peers_are_for_stays(capsys: pytest.CaptureFixture[str], tmp_path: Path) -> None:
    assert cli.run(["bench", "city", "--peers", str(tmp_path / "python")]) == 2
    assert "bench city has none" in capsys.readouterr().err


def test_what_could_not_be_measured_is_a_dash() -> None:
    assert bench.text_of(float("nan")) == "–"
    assert bench.text_of(None) == "–"
    assert bench.text_of(0.123456) == "0.1235"
    assert bench.text_of(123456789.0) == "123,456,789"
    assert bench.text_of("trackintel") == "trackintel"
