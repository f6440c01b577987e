"""`dongseon import`: a phone's own history becomes rows of a bundle."""

import csv
import json
from pathlib import Path

import pytest

from dongseon import cli, records

GPX = """<?xml version="1.0"?>
<gpx version="1.1" creator="test" xmlns="http://www.topografix.com/GPX/1/1"><trk><trkseg>
<trkpt lat="37.5000" lon="127.0200"><time>2020-05-02T01:00:00Z</time></trkpt>
<trkpt lat="37.5001" lon="127.0201"><time>2020-05-02T01:05:00Z</time></trkpt>
<trkpt lat="95.0" lon="127.0201"><time>2020-05-02T01:10:00Z</time></trkpt>
</trkseg></trk></gpx>
"""


@pytest.fixture
def history(tmp_path: Path) -> Path:
    path = tmp_path / "day.gpx"
    path.write_text(GPX, encoding="utf-8")
    return path


def test_a_history_makes_a_bundle_that_can_be_read(
    history: Path, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    status = cli.run(
        ["import", str(history), "--to", str(tmp_path / "new"), "--person", "P1", "--json"]
    )
    said = json.loads(capsys.readouterr().out)
    assert status == 0
    assert said["rows_added"] == 2
    assert [(r["file"], r["value"]) for r in said["rejects"]] == [("day.gpx", "95.0")]
    evidence = records.read_bundle(tmp_path / "new")
    assert evidence.persons.person_id == ("P1",)
    assert len(evidence.records) == 2


def test_a_history_is_added_to_what_is_there(history: Path, bundle: Path) -> None:
    before = len(records.read_bundle(bundle).records)
    assert cli.run(["import", str(history), "--to", str(bundle), "--person", "P1"]) == 0
    assert len(records.read_bundle(bundle).records) == before + 2


def test_the_same_history_twice_counts_once(history: Path, bundle: Path) -> None:
    for _ in range(2):
        cli.run(["import", str(history), "--to", str(bundle), "--person", "P1"])
    assert records.read_bundle(bundle).duplicates == 2


def test_rejected_rows_are_shown_and_written(
    history: Path, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    rejects = tmp_path / "rejects.csv"
    words = ["import", str(history), "--to", str(tmp_path / "new"), "--person", "P1"]
    assert cli.run([*words, "--rejects", str(rejects)]) == 0
    assert "95.0" in capsys.readouterr().out
    with rejects.open(encoding="utf-8", newline="") as file:
        (row,) = csv.DictReader(file)
    assert (row["file"], row["value"]) == ("day.gpx", "95.0")


@pytest.mark.parametrize("content", [b"", b"\x7fELF\x02\x01", b"{}", b"<html></html>"])
def test_a_file_that_is_no_history_is_refused_by_name(
    content: bytes, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    (tmp_path / "odd.gpx").write_bytes(content)
    words = ["import", str(tmp_path / "odd.gpx"), "--to", str(tmp_path / "new"), "--person", "P1"]
    assert cli.run(words) == 2
    warned = capsys.readouterr().err
    assert "odd.gpx" in warned
    assert warned.count("\n") == 1
    assert not (tmp_path / "new").exists()
