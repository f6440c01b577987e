"""`dongseon trace`: the files, the tables and the object of one run."""

import csv
import itertools
import json
from collections.abc import Callable
from datetime import datetime
from pathlib import Path

import pytest

from dongseon import cli

FILES = {
    "itinerary.json", "minutes.csv", "itinerary.geojson", "contacts.csv", "rejects.csv",
    "report.html",
}  # fmt: skip


@pytest.fixture
def run(bundle: Path, capsys: pytest.CaptureFixture[str]) -> Callable[..., tuple[int, str, str]]:
    def trace(*words: str) -> tuple[int, str, str]:
        status = cli.run(["trace", str(bundle), *words])
        said, warned = capsys.readouterr()
        return status, said, warned

    return trace


def test_one_person_s_results_are_six_files(
    run: Callable[..., tuple[int, str, str]], tmp_path: Path
) -> None:
    status, said, warned = run("--person", "P1", "--out", str(tmp_path / "out"), "--json")
    assert (status, warned) == (0, "")
    assert {path.name for path in (tmp_path / "out").iterdir()} == FILES
    (case,) = json.loads(said)["cases"]
    assert case["person_id"] == "P1"
    assert case["stays"] > 0


def test_every_case_gets_a_folder_of_its_own(
    run: Callable[..., tuple[int, str, str]], tmp_path: Path
) -> None:
    """P2 has no date of onset, sampling or isolation: a contact, not a case."""
    status, said, _ = run("--all-cases", "--out", str(tmp_path / "out"), "--json")
    assert status == 0
    assert [path.name for path in (tmp_path / "out").iterdir()] == ["P1"]
    assert {path.name for path in (tmp_path / "out/P1").iterdir()} == FILES
    assert [case["person_id"] for case in json.loads(said)["cases"]] == ["P1"]


def test_all_persons_are_cases_where_no_date_is_known(
    run: Callable[..., tuple[int, str, str]], bundle: Path, tmp_path: Path
) -> None:
    (bundle / "persons.csv").write_text(
        "person_id,phone\nP1,01000000001\nP2,01000000002\n", encoding="utf-8"
    )
    status, said, _ = run("--all-cases", "--out", str(tmp_path / "out"), "--json")
    assert status == 0
    assert [case["person_id"] for case in json.loads(said)["cases"]] == ["P1", "P2"]


def test_people_are_shown_tables_and_where_the_report_is(
    run: Callable[..., tuple[int, str, str]], tmp_path: Path
) -> None:
    status, said, _ = run("--person", "P1", "--out", str(tmp_path / "out"))
    assert status == 0
    assert "Where P1 was" in said
    assert "Café (cafe)" in said.replace("\n", "")
    assert "report.html" in said


def test_the_minutes_cover_the_period_without_a_hole(
    run: Callable[..., tuple[int, str, str]], tmp_path: Path
) -> None:
    run("--person", "P1", "--out", str(tmp_path / "out"))
    with (tmp_path / "out/minutes.csv").open(encoding="utf-8", newline="") as file:
        rows = list(csv.DictReader(file))
    assert rows[0]["from"] == "2020-05-02T00:00:00+09:00"
    assert rows[-1]["to"] == "2020-05-03T00:00:00+09:00"
    assert all(one["to"] == next_one["from"] for one, next_one in itertools.pairwise(rows))
    assert all(datetime.fromisoformat(r["from"]) < datetime.fromisoformat(r["to"]) for r in rows)
    assert all(0 <= float(row["probability"]) <= 1 for row in rows)


def test_contacts_include_persons_who_are_in_no_list(
    run: Callable[..., tuple[int, str, str]], tmp_path: Path
) -> None:
    run("--person", "P1", "--out", str(tmp_path / "out"))
    with (tmp_path / "out/contacts.csv").open(encoding="utf-8", newline="") as file:
        rows = list(csv.DictReader(file))
    assert any(row["person_id"] == "P2" and row["place_id"] == "cafe" for row in rows)
    assert any("01000000009" in row["person_id"] for row in rows)
    risks = [float(row["risk"]) for row in rows]
    assert risks == sorted(risks, reverse=True)


def test_two_runs_write_the_same_bits_but_for_the_report_s_date(
    run: Callable[..., tuple[int, str, str]], tmp_path: Path
) -> None:
    for out in ("one", "two"):
        run("--person", "P1", "--out", str(tmp_path / out))
    for name in FILES - {"report.html"}:
        assert (tmp_path / "one" / name).read_bytes() == (tmp_path / "two" / name).read_bytes()


@pytest.mark.parametrize("words", [(), ("--person", "P1", "--all-cases")])
def test_either_a_person_or_all_cases_is_asked_for(
    words: tuple[str, ...], run: Callable[..., tuple[int, str, str]], tmp_path: Path
) -> None:
    status, said, warned = run(*words, "--out", str(tmp_path / "out"))
    assert (status, said) == (2, "")
    assert "either --person ID or --all-cases" in warned


def test_a_map_that_is_none_is_named(
    run: Callable[..., tuple[int, str, str]], tmp_path: Path
) -> None:
    (tmp_path / "map.geojson").write_text("[1, 2]", encoding="utf-8")
    words = ("--person", "P1", "--out", str(tmp_path / "out"), "--map")
    assert "is no GeoJSON" in run(*words, str(tmp_path / "map.geojson"))[2]
    assert "cannot be read" in run(*words, str(tmp_path / "none.geojson"))[2]
