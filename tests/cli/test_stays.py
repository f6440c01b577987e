"""`dongseon stays`: GPS histories in; stays as CSV, Parquet or GeoJSON out."""

import csv
import json
from pathlib import Path

import pyarrow.parquet as pq
import pytest

from dongseon import cli


@pytest.fixture
def history(tmp_path: Path) -> Path:
    """Half an hour at one spot, half an hour at another, 3 km away."""
    points = [
        f'<trkpt lat="{lat}" lon="127.02"><time>2020-05-02T{hour:02}:{minute:02}:00Z</time></trkpt>'
        for hour, lat in ((1, 37.50), (2, 37.53))
        for minute in range(0, 31, 2)
    ]
    path = tmp_path / "walker.gpx"
    path.write_text(
        '<gpx version="1.1" xmlns="http://www.topografix.com/GPX/1/1"><trk><trkseg>'
        + "".join(points)
        + "</trkseg></trk></gpx>",
        encoding="utf-8",
    )
    return path


def test_stays_are_written_as_csv(
    history: Path, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    out = tmp_path / "stays.csv"
    assert cli.run(["stays", str(history), "--out", str(out), "--json"]) == 0
    said = json.loads(capsys.readouterr().out)
    assert said == {"out": str(out), "persons": 1, "fixes": 32, "stays": 2, "rejects": 0}
    with out.open(encoding="utf-8", newline="") as file:
        first, second = csv.DictReader(file)
    assert first == {
        "person_id": "walker",
        "start_utc": "2020-05-02T01:00:00Z",
        "end_utc": "2020-05-02T01:30:00Z",
        "lon": "127.02",
        "lat": "37.5",
        "fixes": "16",
    }
    assert second["lat"] == "37.53"


def test_parquet_and_geojson_hold_the_same_stays(history: Path, tmp_path: Path) -> None:
    for name in ("stays.parquet", "stays.geojson"):
        words = ["stays", str(history), "--person", "P1", "--out", str(tmp_path / name)]
        assert cli.run(words) == 0
    rows = pq.read_table(tmp_path / "stays.parquet").to_pylist()
    features = json.loads((tmp_path / "stays.geojson").read_text(encoding="utf-8"))["features"]
    assert [row["person_id"] for row in rows] == ["P1", "P1"]
    assert [
        f["properties"]["start_utc"] for f in features
    ] == [f"{row['start_utc']:%Y-%m-%dT%H:%M:%SZ}" for row in rows]  # fmt: skip
    assert features[0]["geometry"]["coordinates"] == [127.02, 37.5]


def test_files_of_one_person_are_one_track(history: Path, tmp_path: Path) -> None:
    out = tmp_path / "stays.csv"
    assert cli.run(["stays", str(history), str(history), "--person", "P1", "--out", str(out)]) == 0
    with out.open(encoding="utf-8", newline="") as file:
        assert len(list(csv.DictReader(file))) == 2


def test_a_bundle_s_gps_is_read_as_well(bundle: Path, tmp_path: Path) -> None:
    out = tmp_path / "stays.csv"
    assert cli.run(["stays", str(bundle), "--out", str(out)]) == 0
    with out.open(encoding="utf-8", newline="") as file:
        (stay,) = csv.DictReader(file)
    assert stay["person_id"] == "P1"


def test_a_person_s_name_cannot_become_a_formula(history: Path, tmp_path: Path) -> None:
    out = tmp_path / "stays.csv"
    assert cli.run(["stays", str(history), "--person", "=1+1", "--out", str(out)]) == 0
    assert "\n'=1+1," in out.read_text(encoding="utf-8").replace("\r", "")


@pytest.mark.parametrize(
    ("words", "told"),
    [
        (["--out", "stays.xlsx"], "expected a name that ends in .csv, .parquet, .geojson"),
        (["--out", "stays.csv", "--definition", "guess"], "neither centroid nor first_fix"),
        (["--out", "stays.csv", "--minutes", "-3"], "--minutes"),
        (["--out", "stays.csv", "--timezone", "Mars"], "Mars"),
    ],
)
def test_what_cannot_be_done_is_said_in_one_line(
    words: list[str], told: str, history: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    assert cli.run(["stays", str(history), *words]) == 2
    warned = capsys.readouterr().err
    assert told in warned
    assert warned.count("\n") == 1
