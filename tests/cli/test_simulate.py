"""`dongseon simulate`: a city on disk, and the same one again."""

import hashlib
import json
from pathlib import Path

import pytest

from dongseon import cli, records

SMALL = ["simulate", "--people", "600", "--days", "3", "--seed", "5"]


def fingerprint(folder: Path) -> dict[str, str]:
    return {
        str(path.relative_to(folder)): hashlib.sha256(path.read_bytes()).hexdigest()
        for path in sorted(folder.rglob("*"))
        if path.is_file()
    }


def test_a_city_has_truth_evidence_and_a_map(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    assert cli.run([*SMALL, "--out", str(tmp_path / "city"), "--json"]) == 0
    said = json.loads(capsys.readouterr().out)
    assert (said["people"], said["days"]) == (600, 3)
    assert (tmp_path / "city/truth/visits.parquet").is_file()
    assert json.loads((tmp_path / "city/map.geojson").read_text(encoding="utf-8"))["features"]
    assert (tmp_path / "city/evidence/persons.csv").is_file()


def test_the_same_seed_gives_the_same_bits_with_any_number_of_workers(tmp_path: Path) -> None:
    for name, workers in (("one", "1"), ("two", "2")):
        words = [*SMALL, "--workers", workers, "--out", str(tmp_path / name)]
        assert cli.run(words) == 0
    assert fingerprint(tmp_path / "one") == fingerprint(tmp_path / "two")


def test_a_city_is_never_mixed_with_what_is_there(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    (tmp_path / "mine.txt").write_text("mine", encoding="utf-8")
    assert cli.run([*SMALL, "--out", str(tmp_path)]) == 2
    assert "not empty" in capsys.readouterr().err


def test_an_unknown_scenario_is_named_with_those_there_are(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    words = ["simulate", "--scenario", "zombies", "--out", str(tmp_path / "city")]
    assert cli.run(words) == 2
    warned = capsys.readouterr().err
    assert "zombies" in warned
    assert "call-centre" in warned


def test_what_a_city_leaves_behind_can_be_read(tmp_path: Path) -> None:
    words = ["simulate", "--people", "1500", "--days", "10", "--out", str(tmp_path / "city")]
    assert cli.run(words) == 0
    evidence = records.read_bundle(tmp_path / "city/evidence")
    assert len(evidence.records) > 0
    assert not evidence.notices
