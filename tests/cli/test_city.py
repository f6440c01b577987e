"""`dongseon city holders`: a whole country's holders on one laptop, with the same rows as the evidence."""

import csv
import json
import re
from collections.abc import Iterator
from datetime import datetime
from pathlib import Path
from typing import Any

import pytest
from tests.holder.live import Live, free_port

from dongseon import cli, lake
from dongseon.city.holders import dumps
from dongseon.cli import city

SIZE = ["--people", "600", "--days", "3", "--seed", "5", "--workers", "1"]
WHOLE = lake.Window(
    lake.instant("2020-05-01", timezone="Asia/Seoul"), lake.instant("2020-06-01", timezone="UTC")
)


@pytest.fixture(scope="module")
def made(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The holders, made once: interrupted after the dumps were drawn, and gone on with."""
    out = tmp_path_factory.mktemp("city") / "holders"
    city.begin(out, {"people": 600, "days": 3, "seed": 5, "scenario": ""})
    city.draw(out, people=600, days=3, seed=5, scenario="", workers=1)
    drawn = json.loads((out / city.DRAWN).read_text(encoding="utf-8"))
    first = out / drawn["dumps"]["narae"][0]
    lake.create(out / "narae/lake", timezone="Asia/Seoul")
    list(lake.ingest(out / "narae/lake", [first], now=WHOLE.end))  # and then the power went
    assert cli.run(["city", "holders", "--out", str(out), *SIZE]) == 0
    return out


def rows_of(made: Path, name: str, kind: str) -> list[dict[str, Any]]:
    """All rows of a holder's lake."""
    with lake.open_desk(made / name / "lake") as desk:
        files = [desk.lake / part.path for part in desk.manifest.of(kind, "by_person")]
        table = desk.engine.run(desk.engine.read(files, lake.kind_named(kind).schema))
        rows: list[dict[str, Any]] = table.to_pylist()
        return rows


def test_six_holders_have_what_is_theirs_and_nothing_else(made: Path) -> None:
    phones = [
        {row["person_id"] for row in rows_of(made, name, "connection")} for name in dumps.TELCOS
    ]
    assert len(set.union(*phones)) == sum(map(len, phones)) > 500
    assert len(phones[0]) > len(phones[1]) > len(phones[2]) * 0.8  # the market's shares
    cards = [
        {row["person_id"] for row in rows_of(made, n, "approval")} for n in dumps.CARD_COMPANIES
    ]
    assert cards[0].isdisjoint(cards[1])
    assert min(map(len, cards)) > 50
    assert len(rows_of(made, dumps.CHECK_IN_SERVICE, "check_in")) > 50
    for name in dumps.FILES:
        assert lake.verify(made / name / "lake").faults == ()
    assert not list((made / "dumps").rglob("*.parquet"))


def test_their_rows_are_those_of_the_same_city_s_evidence(made: Path, tmp_path: Path) -> None:
    """Whoever asks the holders about a case of `dongseon simulate` gets what its bundle says."""
    assert cli.run(["simulate", "--out", str(tmp_path / "city"), *SIZE]) == 0
    evidence = tmp_path / "city/evidence"
    cases = {row["phone"].replace("-", "") for row in read(evidence / "persons.csv")}
    assert cases
    sectors = {row["base_station_id"] for row in read(evidence / "base_stations.csv")}
    handed = {
        (row["phone"], row["base_station_id"], began)
        for row in read(evidence / "base_station.csv")
        if row["phone"] in cases and row["base_station_id"] in sectors
        if (began := time_of(row["from"]))  # a few rows of a bundle are garbage on purpose
    }
    held = set()
    for name in dumps.TELCOS:
        with lake.open_desk(made / name / "lake") as desk:
            found = desk.person_slice(sorted(cases), WHOLE, kinds=["connection"])["connection"]
            names = ("person_id", "place_id", "start_utc")
            held |= set(zip(*(found[column].to_pylist() for column in names), strict=True))
    assert len(held) > 100
    assert held == handed


def time_of(text: str) -> datetime | None:
    """A time, None where it is none."""
    try:
        return datetime.fromisoformat(text)
    except ValueError:
        return None


def read(path: Path) -> list[dict[str, str]]:
    with path.open(encoding="utf-8", newline="") as file:
        return list(csv.DictReader(file))


def test_again_it_changes_nothing_and_says_how_to_start(
    made: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    before = {p: p.read_bytes() for p in made.rglob("*.pem")}
    capsys.readouterr()
    assert cli.run(["city", "holders", "--out", str(made), *SIZE, "--json"]) == 0
    said = json.loads(capsys.readouterr().out)
    assert [holder["name"] for holder in said["holders"]] == list(dumps.FILES)
    assert {p: p.read_bytes() for p in made.rglob("*.pem")} == before
    assert all(p.stat().st_mode & 0o77 == 0 for p in before)
    assert len(before) == 4 + 6
    assert all(re.fullmatch(r"\w+\+\w+\+.+", holder["public_key"]) for holder in said["holders"])


@pytest.fixture
def started(made: Path) -> Iterator[Live]:
    one = Live(made / "naru/lake", made / "naru/data", free_port())
    one.start()
    yield one
    one.stop()


def test_a_holder_of_the_city_starts(started: Live) -> None:
    assert started.call("GET", "/readyz").body == b"ready\n"


def test_another_city_is_not_mixed_in(made: Path, capsys: pytest.CaptureFixture[str]) -> None:
    assert cli.run(["city", "holders", "--out", str(made), "--people", "700"]) == 2
    assert "holds another city's holders" in capsys.readouterr().err
    assert cli.run(["city", "holders", "--out", str(made / "naru")]) == 2
    assert "not empty" in capsys.readouterr().err
