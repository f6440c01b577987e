"""A bundle as holders really hand it over: their own headers, encodings and times; and a phone's GPS."""

import json
from pathlib import Path

import pytest

from dongseon import cli

SETTINGS = """
timezone = "Asia/Seoul"
period_from = 2020-05-02T00:00:00+09:00
period_to = 2020-05-03T00:00:00+09:00

[profile.card]
encoding = "cp949"
delimiter = ";"
columns = { card = "카드번호", at = "승인일시", place_id = "가맹점번호", amount = "금액" }

[profile.check_in]
columns = { phone = "연락처", at = "출입시각", place_id = "시설코드" }
"""
CARD = """카드번호;승인일시;가맹점번호;금액;비고
4000-1;2020-05-02 12:30:11;cafe;5,500;일시불
4000-1;2020/05/02 19:10;없는곳;9,000;
4000-2;2020-05-02 12:40:00;cafe;4,000;
"""
CHECK_IN = "연락처,출입시각,시설코드\n010-0000-0001,2020-05-02T03:25:00Z,cafe\n"
HISTORIES = Path(__file__).resolve().parents[2].parent / "shared" / "data" / "gps"


@pytest.fixture
def holders_bundle(bundle: Path) -> Path:
    (bundle / "bundle.toml").write_text(SETTINGS, encoding="utf-8")
    (bundle / "card.csv").write_bytes(CARD.encode("cp949"))
    (bundle / "check_in.csv").write_text(CHECK_IN, encoding="utf-8-sig")
    return bundle


def test_a_bundle_in_the_holders_own_formats_is_traced(
    holders_bundle: Path, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    out = tmp_path / "out"
    words = ["trace", str(holders_bundle), "--person", "P1", "--out", str(out), "--json"]
    assert cli.run(words) == 0
    assert json.loads(capsys.readouterr().out)["rejects"] == 1
    stays = json.loads((out / "itinerary.json").read_text(encoding="utf-8"))["stays"]
    (coffee,) = [stay for stay in stays if stay["place_id"] == "cafe"]
    assert {"card.csv:2", "check_in.csv:2"} <= set(coffee["evidence"])
    assert coffee["arrived"]["earliest"] <= "2020-05-02T12:25:00+09:00"
    assert coffee["left"]["latest"] >= "2020-05-02T12:50:00+09:00"


def test_the_row_that_names_an_unknown_shop_is_explained_in_korean_as_it_was_written(
    holders_bundle: Path, tmp_path: Path
) -> None:
    out = tmp_path / "out"
    cli.run(["trace", str(holders_bundle), "--person", "P1", "--out", str(out)])
    reject = (out / "rejects.csv").read_text(encoding="utf-8").splitlines()[1]
    assert reject.startswith("card.csv,3,")
    assert "없는곳" in reject


def test_a_phone_s_own_history_alone_is_enough(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    """No list of places: the stays are anonymous spots, where the phone rested."""
    points = [
        f'<trkpt lat="{lat}" lon="{lon}"><time>2020-05-02T{h:02}:{m:02}:00Z</time></trkpt>'
        for h, lat, lon in ((1, 37.5000, 127.0200), (2, 37.5000, 127.0200), (4, 37.5100, 127.0400))
        for m in range(0, 60, 5)
    ]
    (tmp_path / "day.gpx").write_text(
        '<gpx version="1.1" xmlns="http://www.topografix.com/GPX/1/1"><trk><trkseg>'
        + "".join(points)
        + "</trkseg></trk></gpx>",
        encoding="utf-8",
    )
    bundle, out = tmp_path / "bundle", tmp_path / "out"
    assert (
        cli.run(["import", str(tmp_path / "day.gpx"), "--to", str(bundle), "--person", "P1"]) == 0
    )
    assert cli.run(["trace", str(bundle), "--person", "P1", "--out", str(out)]) == 0
    stays = json.loads((out / "itinerary.json").read_text(encoding="utf-8"))["stays"]
    spots = [(stay["place_id"], round(stay["lon"], 2), round(stay["lat"], 2)) for stay in stays]
    assert spots == [(None, 127.02, 37.5), (None, 127.04, 37.51)]


@pytest.mark.skipif(
    not HISTORIES.is_dir(), reason="../shared/data is not here: real files not tested"
)
def test_real_tracks_are_imported_and_traced(tmp_path: Path) -> None:
    tracks = sorted(map(str, HISTORIES.glob("geolife/*/Trajectory/*.plt")))[:4]
    bundle, out = tmp_path / "bundle", tmp_path / "out"
    assert cli.run(["import", *tracks, "--to", str(bundle), "--person", "P1"]) == 0
    assert cli.run(["trace", str(bundle), "--person", "P1", "--out", str(out)]) == 0
    assert json.loads((out / "itinerary.json").read_text(encoding="utf-8"))["stays"]
