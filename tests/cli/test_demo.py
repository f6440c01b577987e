"""`dongseon demo`: the whole, in one command."""

import io
import json
from contextlib import redirect_stdout
from pathlib import Path
from typing import Any

import pytest

from dongseon import cli, records
from dongseon.cli import demo
from dongseon.errors import NotFound


@pytest.fixture(scope="module")
def out(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The folder of a demo; an earlier one has left a city there."""
    folder = tmp_path_factory.mktemp("demo")
    (folder / "city").mkdir()
    (folder / "city" / "older.txt").write_text("of an earlier demo", encoding="utf-8")
    return folder


@pytest.fixture(scope="module")
def said(out: Path) -> dict[str, Any]:
    """What the demo says to machines."""
    with redirect_stdout(io.StringIO()) as stdout:
        assert cli.run(["demo", "--once", "--no-console", "--out", str(out), "--json"]) == 0
    answer: dict[str, Any] = json.loads(stdout.getvalue())
    return answer


def test_the_demo_leaves_a_new_city_and_the_first_case_s_results(
    out: Path, said: dict[str, Any]
) -> None:
    evidence = records.read_bundle(out / "city/evidence")
    assert said["person_id"] == demo.first_positive(evidence)
    assert {path.name for path in out.iterdir()} == {"city", said["person_id"]}
    assert not (out / "city/older.txt").exists()
    assert Path(said["report"]).is_file()


def test_the_demo_s_answer_is_right_for_most_of_the_time(said: dict[str, Any]) -> None:
    assert said["confirmed"] >= 1
    assert said["share_of_time_at_places_right"] > 0.8


def test_an_unknown_scenario_is_refused_before_anything_is_written(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    assert (
        cli.run(["demo", "--no-console", "--scenario", "zombies", "--out", str(tmp_path / "out")])
        == 2
    )
    assert "zombies" in capsys.readouterr().err
    assert not (tmp_path / "out").exists()


def test_the_first_positive_has_a_week_of_records_behind_it_where_there_is_one(
    bundle: Path,
) -> None:
    (bundle / "bundle.toml").unlink()
    (bundle / "persons.csv").write_text(
        "person_id,phone,sampled_at\n"
        "P1,01000000001,2020-05-02T20:00\n"
        "P2,01000000002,2020-05-20T20:00\n"
        "P3,01000000003,2020-05-11T20:00\n",
        encoding="utf-8",
    )
    assert demo.first_positive(records.read_bundle(bundle)) == "P3"


def test_a_city_without_a_positive_is_said_to_be_one(bundle: Path) -> None:
    assert demo.first_positive(records.read_bundle(bundle)) == "P1"
    (bundle / "persons.csv").write_text("person_id,phone\nP1,01000000001\n", encoding="utf-8")
    with pytest.raises(NotFound, match="nobody was confirmed"):
        demo.first_positive(records.read_bundle(bundle))
