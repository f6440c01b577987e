"""Broken rows are rejected with their reason, broken bundles refused with one clear line."""

import contextlib
import os
import re
from collections.abc import Callable
from pathlib import Path

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from dongseon.errors import InvalidInput
from dongseon.records import Evidence, read_bundle

from .conftest import GPS, LEAST, PERSONS, PLACES, STATIONS, Files, Laid, lay_out, told

HEAD = "phone,at,lon,lat,accuracy_m\n"
OK = "01012345678,2020-03-02T09:00:00,127.04,37.5,10\n"
NOT_A_TIME = "is not a time such as 2020-03-01T09:30:00"
Read = Callable[[Files], Evidence]

GPS_ROWS = {  # a row beside a good one -> column, value and reason of its reject
    "24:00": ("01012345678,2020-03-02T24:00:00,127,37.5,1", "at", "is no real time: hour 24; write 00:00 of the next day"),
    "25 o'clock": ("01012345678,2020-03-02T25:00:00,127,37.5,1", "at", "is no real time: hour must be in 0..23"),
    "the 30th of February": ("01012345678,2020-02-30T09:00:00,127,37.5,1", "at", "is no real time: day is out of range for month"),
    "month 13": ("01012345678,2020-13-01T09:00:00,127,37.5,1", "at", "is no real time: month must be in 1..12"),
    "second 60": ("01012345678,2020-03-02T09:00:60,127,37.5,1", "at", "is no real time: second must be in 0..59"),
    "an offset beyond the earth": ("01012345678,2020-03-02T09:00:00+25:00,127,37.5,1", "at", "is no real time: offset +25:00 from UTC"),
    "year 1": ("01012345678,0001-01-01T00:00:00,127,37.5,1", "at", "year 1 is outside 1970 to 2100"),
    "no time of day": ("01012345678,2020-03-02,127,37.5,1", "at", "has a date and no time of day"),
    "an American date": ("01012345678,3/2/2020 9:00,127,37.5,1", "at", NOT_A_TIME),
    "seconds since 1970": ("01012345678,1583107200,127,37.5,1", "at", NOT_A_TIME),
    "words for a time": ("01012345678,yesterday,127,37.5,1", "at", NOT_A_TIME),
    "13 in the afternoon": ("01012345678,2020-03-02 오후 13:00,127,37.5,1", "at", "is no real time: hour 13 with 오후"),
    "no time": ("01012345678,,127,37.5,1", "at", "is empty"),
    "NaN": ("01012345678,2020-03-02T09:00:00,NaN,37.5,1", "lon", "is not a finite number"),
    "1e309": ("01012345678,2020-03-02T09:00:00,127,1e309,1", "lat", "is not a finite number"),
    "infinity": ("01012345678,2020-03-02T09:00:00,127,-inf,1", "lat", "is not a finite number"),
    "a decimal comma": ('01012345678,2020-03-02T09:00:00,"127,04",37.5,1', "lon", "is not a number"),
    "a Python number": ("01012345678,2020-03-02T09:00:00,1_27,37.5,1", "lon", "is not a number"),
    "words for a number": ("01012345678,2020-03-02T09:00:00,east,37.5,1", "lon", "is not a number"),
    "a formula": ("01012345678,2020-03-02T09:00:00,=1+1,37.5,1", "lon", "is not a number"),
    "swapped coordinates": ("01012345678,2020-03-02T09:00:00,37.5,127.04,1", "lat", "looks swapped with lon"),
    "beyond the pole": ("01012345678,2020-03-02T09:00:00,127,90.001,1", "lat", "is no latitude; expected -90 to 90"),
    "around the world": ("01012345678,2020-03-02T09:00:00,360,37.5,1", "lon", "is no longitude; expected -180 to 180"),
    "negative accuracy": ("01012345678,2020-03-02T09:00:00,127,37.5,-1", "accuracy_m", "is negative"),
    "no phone": (",2020-03-02T09:00:00,127,37.5,1", "phone", "is empty"),
    "a phone of dashes": ("--,2020-03-02T09:00:00,127,37.5,1", "phone", "has no digit and no letter"),
    "a rounded phone": ("1.01235E+10,2020-03-02T09:00:00,127,37.5,1", "phone", "was rounded by a spreadsheet"),
    "a phone with a bell": ("010\x07,2020-03-02T09:00:00,127,37.5,1", "phone", "holds a control character"),
    "a cell too few": ("01012345678,2020-03-02T09:00:00,127,37.5", "", "4 cells where the header has 5"),
    "a cell too many": ("01012345678,2020-03-02T09:00:00,127,37.5,1,2", "", "6 cells where the header has 5"),
    "text after a quote": ('"010"x,2020-03-02T09:00:00,127,37.5,1', "", "text after a closing quote"),
}  # fmt: skip


@pytest.mark.parametrize("case", GPS_ROWS)
def test_a_bad_fix_is_rejected_and_its_neighbours_stay(case: str, read: Read) -> None:
    row, column, reason = GPS_ROWS[case]
    evidence = read({"gps.csv": HEAD + OK + row + "\n" + OK.replace("09:00", "09:01")})
    assert told(evidence) == [("gps.csv", 3, column, reason)]
    assert evidence.records.record_id.tolist() == ["gps.csv:2", "gps.csv:4"]


@pytest.mark.parametrize("case", GPS_ROWS)
def test_a_reject_shows_the_value_as_it_stands_in_the_file(case: str, read: Read) -> None:
    row = GPS_ROWS[case][0]
    (reject,) = read({"gps.csv": HEAD + OK + row + "\n"}).rejects
    assert reject.value in row.replace('"', "") or reject.value in row
    assert bool(reject.value) != (reject.reason == "is empty")


OTHER_ROWS: dict[str, tuple[dict[str, str], tuple[str, int, str, str]]] = {
    "a connection that ends before it begins": (
        {"base_station.csv": "phone,from,to,base_station_id\n010,2020-03-02T09:00,2020-03-02T08:59,B1\n"},
        ("base_station.csv", 2, "to", "end is before start"),
    ),
    "an unknown base station": (
        {"base_station.csv": "phone,from,base_station_id\n010,2020-03-02T09:00,B9\n"},
        ("base_station.csv", 2, "base_station_id", "is not in base_stations.csv"),
    ),
    "an unknown place": (
        {"check_in.csv": "phone,at,place_id\n010,2020-03-02T09:00,S9\n"},
        ("check_in.csv", 2, "place_id", "is not in places.csv"),
    ),
    "a place id with a path in it": (
        {"check_in.csv": "phone,at,place_id\n010,2020-03-02T09:00,../../etc/passwd\n"},
        ("check_in.csv", 2, "place_id", "is not in places.csv"),
    ),
    "a place whose row was rejected": (
        {
            "places.csv": PLACES + "S3,cafe,127,37.5,-5\n",
            "check_in.csv": "phone,at,place_id\n010,2020-03-02T09:00,S3\n",
        },
        ("check_in.csv", 2, "place_id", "is unusable: its row in places.csv was rejected"),
    ),
    "a tap that is neither": (
        {"transit.csv": "transit_card,at,kind,place_id\nT1,2020-03-02T09:00,enter,S1\n"},
        ("transit.csv", 2, "kind", "is not board or alight"),
    ),
    "a tap of no kind": (
        {"transit.csv": "transit_card,at,kind,place_id\nT1,2020-03-02T09:00,,S1\n"},
        ("transit.csv", 2, "kind", "is empty"),
    ),
    "an approval cancelled perhaps": (
        {"card.csv": "card,at,place_id,cancelled\n1,2020-03-02T09:00,S1,maybe\n"},
        ("card.csv", 2, "cancelled", "is not true or false"),
    ),
    "a sighting more than certain": (
        {"cctv.csv": "person_id,from,to,place_id,confidence\nP1,2020-03-02T09:00,2020-03-02T09:01,S1,1.01\n"},
        ("cctv.csv", 2, "confidence", "is outside 0 to 1"),
    ),
    "a sighting of a stranger": (
        {"cctv.csv": "person_id,from,to,place_id\nP9,2020-03-02T09:00,2020-03-02T09:01,S1\n"},
        ("cctv.csv", 2, "person_id", "is not in persons.csv"),
    ),
    "a sighting without an end": (
        {"cctv.csv": "person_id,from,to,place_id\nP1,2020-03-02T09:00,,S1\n"},
        ("cctv.csv", 2, "to", "is empty"),
    ),
    "a statement about nowhere": (
        {"interview.csv": "person_id,from,to,place_id,place_text\nP1,2020-03-02T09:00,2020-03-02T10:00,,\n"},
        ("interview.csv", 2, "place_id", "is empty, and so is place_text"),
    ),
    "a statement asked at no time": (
        {"interview.csv": "person_id,from,to,place_text,asked_at\nP1,2020-03-02T09:00,2020-03-02T10:00,gym,then\n"},
        ("interview.csv", 2, "asked_at", NOT_A_TIME),
    ),
    "a place without a category": (
        {"places.csv": PLACES + "S3,,127,37.5,5\n"},
        ("places.csv", 4, "category", "is empty"),
    ),
    "a swapped place": (
        {"places.csv": PLACES + "S3,cafe,37.5,127.03,5\n"},
        ("places.csv", 4, "lat", "looks swapped with lon"),
    ),
    "a second place of the same id": (
        {"places.csv": PLACES + "S1,bar,127.04,37.5,12\n"},
        ("places.csv", 4, "place_id", "is given before, on line 2"),
    ),
    "a place for minus one person": (
        {"places.csv": "place_id,category,lon,lat,radius_m,capacity\nS1,cafe,127,37.5,1,-1\n"},
        ("places.csv", 2, "capacity", "is negative; the row is kept without it"),
    ),
    "a place that opens at noon o'clock": (
        {"places.csv": "place_id,category,lon,lat,radius_m,opens\nS1,cafe,127,37.5,1,noon\n"},
        ("places.csv", 2, "opens", "is not a time of day HH:MM; the row is kept without it"),
    ),
    "a place that closes at 24:01": (
        {"places.csv": "place_id,category,lon,lat,radius_m,closes\nS1,cafe,127,37.5,1,24:01\n"},
        ("places.csv", 2, "closes", "is not a time of day HH:MM; the row is kept without it"),
    ),
    "a base station that reaches nobody": (
        {"base_stations.csv": STATIONS + "B2,127,37.5,0\n"},
        ("base_stations.csv", 3, "range_m", "is not positive"),
    ),
    "a beam of 400 degrees": (
        {"base_stations.csv": "base_station_id,lon,lat,range_m,beam_deg\nB1,127,37.5,9,400\n"},
        ("base_stations.csv", 2, "beam_deg", "is no beam width; expected above 0 to 360; the row is kept without it"),
    ),
    "a second person of the same id": (
        {"persons.csv": PERSONS + "P1,010-9999-9999,,\n"},
        ("persons.csv", 3, "person_id", "is given before, on line 2"),
    ),
    "a person without an id": (
        {"persons.csv": PERSONS + ",010-9999-9999,,\n"},
        ("persons.csv", 3, "person_id", "is empty"),
    ),
    "a phone of two persons": (
        {"persons.csv": PERSONS + "P2,+82 10 1234 5678,,\n"},
        ("persons.csv", 3, "phone", "'+82 10 1234 5678' belongs to person 'P1' already; the row is kept without it"),
    ),
    "a card rounded by a spreadsheet": (
        {"persons.csv": PERSONS + "P2,,4.12346E+15;9,\n"},
        ("persons.csv", 3, "cards", "was rounded by a spreadsheet; the row is kept without it"),
    ),
    "an onset in words": (
        {"persons.csv": "person_id,onset_at\nP1,monday\n"},
        ("persons.csv", 2, "onset_at", f"{NOT_A_TIME}; the row is kept without it"),
    ),
    "a home that is no place": (
        {"persons.csv": "person_id,home_place_id\nP1,S9\n"},
        ("persons.csv", 2, "home_place_id", "is not in places.csv; the row is kept without it"),
    ),
    "places named and none listed": (
        {"places.csv": "place_id,category,lon,lat,radius_m\n", "check_in.csv": "phone,at,place_id\n010,2020-03-02T09:00,S1\n"},
        ("check_in.csv", 2, "place_id", "is not in places.csv"),
    ),
}  # fmt: skip


@pytest.mark.parametrize("case", OTHER_ROWS)
def test_a_bad_row_of_any_table_is_rejected(case: str, read: Read) -> None:
    files, reject = OTHER_ROWS[case]
    evidence = read(files)
    assert reject in told(evidence)
    assert "gps.csv:2" in evidence.records.record_id.tolist()


REFUSED: dict[str, tuple[dict[str, str | bytes | None], str]] = {
    "no persons": ({"persons.csv": None}, "persons.csv is missing; expected a header with person_id"),
    "no source": ({"gps.csv": None}, "no source is there; expected at least one of gps.csv, base_station.csv"),
    "an empty file": ({"gps.csv": b""}, "gps.csv: the file is empty; expected a header with phone, at, lon, lat"),
    "blank lines": ({"gps.csv": " \n\n"}, "gps.csv: the file is empty"),
    "an executable": ({"gps.csv": b"\x7fELF\x02\x01\x01" + bytes(64)}, "gps.csv: line 1 holds a NUL byte; expected a CSV text file"),
    "a NUL byte": ({"gps.csv": GPS + "0101\x002345678,2020-03-02T09:00:00,127,37,1\n"}, "gps.csv: line 3 holds a NUL byte"),
    "UTF-16 without a mark": ({"gps.csv": GPS.encode("utf-16-le")}, "gps.csv: line 1 holds a NUL byte"),
    "UTF-32": ({"gps.csv": GPS.encode("utf-32")}, "gps.csv: line 1 holds a NUL byte"),
    "half a UTF-16 letter": ({"gps.csv": GPS.encode("utf-16") + b"x"}, "gps.csv: line 3 is not utf-16-le text (truncated data"),
    "a picture": ({"gps.csv": b"\xff\xd8\xff\xe1" + bytes(range(128, 256)) * 9}, "gps.csv: neither UTF-8 nor CP949 (EUC-KR) text"),
    "a page": ({"gps.csv": "<!doctype html><html><script>alert(1)</script></html>"}, "gps.csv: column phone, at, lon, lat is missing"),
    "another table": ({"gps.csv": LEAST["places.csv"]}, "gps.csv: column phone, at is missing; expected phone, at, lon, lat, found 'place_id, category"),
    "no header": ({"gps.csv": OK}, "gps.csv: column phone, at, lon, lat is missing"),
    "a column twice": ({"gps.csv": "phone,at,lon,lat,LAT\n"}, "gps.csv: column 'lat' comes twice in the header"),
    "neither place nor words": ({"interview.csv": "person_id,from,to\n"}, "interview.csv: column place_id or place_text is missing"),
    "a header that never ends": ({"gps.csv": '"phone,at,lon,lat\n' + OK}, "gps.csv: line 1 is no header"),
    "a header of 10 MB": ({"gps.csv": "x," * 5_000_000}, "gps.csv: line 1 is no header"),
    "persons without a row": ({"persons.csv": "person_id\n"}, "persons.csv: no usable person in it"),
    "persons without an id": ({"persons.csv": "person_id,phone\n,010\n"}, "persons.csv: no usable person in it; line 2: person_id is empty"),
    "no evidence at all": ({"gps.csv": HEAD}, "no source holds a usable row, and bundle.toml names no period"),
    "nothing but rejects": ({"gps.csv": HEAD + "010,24:00,1,1,1\n"}, "bundle.toml names no period; first of 1 rejects: gps.csv line 2: at '24:00' is not a time"),
    "settings that are no TOML": ({"bundle.toml": "timezone = Asia/Seoul"}, "bundle.toml: not TOML:"),
    "settings in bytes": ({"bundle.toml": b"\x00\x01"}, "bundle.toml: line 1 holds a NUL byte"),
    "a zone nobody lives in": ({"bundle.toml": 'timezone = "Asia/Atlantis"'}, "timezone 'Asia/Atlantis' is not an IANA name"),
    "a zone with a path in it": ({"bundle.toml": 'timezone = "../../etc/passwd"'}, "timezone '../../etc/passwd' is not an IANA name"),
    "a zone that is a folder": ({"bundle.toml": 'timezone = "Asia"'}, "timezone 'Asia' is not an IANA name"),
    "a zone that is a number": ({"bundle.toml": "timezone = 9"}, "timezone 9 is not an IANA name"),
    "a period that is a number": ({"bundle.toml": "period_from = 2020"}, "bundle.toml: period_from = 2020 is not a time"),
    "a period in words": ({"bundle.toml": 'period_to = "soon"'}, f"bundle.toml: period_to = 'soon' {NOT_A_TIME}"),
    "an empty period": ({"bundle.toml": 'period_to = " "'}, "bundle.toml: period_to = ' ' is empty"),
    "a period backwards": ({"bundle.toml": "period_from = 2020-03-02\nperiod_to = 2020-03-01"}, "bundle.toml: period_to is not after period_from"),
    "a period after all records": ({"bundle.toml": "period_from = 2021-03-02"}, "bundle.toml: all records end before period_from"),
    "a period before all records": ({"bundle.toml": "period_to = 2019-03-02"}, "bundle.toml: all records begin after period_to"),
    "a profile that is no table": ({"bundle.toml": "profile = 1"}, "bundle.toml: profile must be a table"),
    "a profile of a file outside": ({"bundle.toml": '[profile."../card"]'}, "bundle.toml: [profile.../card] names no file of a bundle"),
    "a profile that is a number": ({"bundle.toml": "[profile]\ncard = 1"}, "bundle.toml: [profile.card] must be a table"),
    "a profile with a typing error": ({"bundle.toml": '[profile.gps]\nencodign = "utf-8"'}, "bundle.toml: [profile.gps] key 'encodign' is unknown"),
    "an encoding that is no text": ({"bundle.toml": '[profile.gps]\nencoding = "zip"'}, "bundle.toml: [profile.gps] encoding 'zip' is not one of utf-8"),
    "an encoding nobody knows": ({"bundle.toml": '[profile.gps]\nencoding = "klingon"'}, "bundle.toml: [profile.gps] encoding 'klingon' is not one of"),
    "an encoding that is a number": ({"bundle.toml": "[profile.gps]\nencoding = 949"}, "bundle.toml: [profile.gps] encoding 949 is not one of"),
    "an encoding that does not fit": ({"bundle.toml": '[profile.gps]\nencoding = "ascii"', "gps.csv": GPS + "집"}, "gps.csv: line 3 is not ascii text (ordinal not in range(128), byte 0xec)"),
    "a delimiter nobody uses": ({"bundle.toml": '[profile.gps]\ndelimiter = "|"'}, "bundle.toml: [profile.gps] delimiter '|' is not a comma, semicolon or tab"),
    "columns that are a list": ({"bundle.toml": '[profile.gps]\ncolumns = ["at"]'}, 'bundle.toml: [profile.gps] columns must be { ours = "theirs" }'),
    "a column that is not there": ({"bundle.toml": '[profile.gps]\ncolumns = { at = "시각" }'}, "gps.csv: column '시각', which the profile names for at, is not in the header; found 'phone, at, lon, lat, accuracy_m'"),
}  # fmt: skip


@pytest.mark.parametrize("case", REFUSED)
def test_a_bundle_that_cannot_be_used_is_refused_in_one_line(case: str, read: Read) -> None:
    files, message = REFUSED[case]
    with pytest.raises(InvalidInput, match=re.escape(message)) as refusal:
        read(files)
    assert len(str(refusal.value)) < 700
    assert str(refusal.value).isprintable() or "\n" not in str(refusal.value)


def test_a_folder_that_is_not_there_is_refused(tmp_path: Path) -> None:
    with pytest.raises(InvalidInput, match="nowhere: no such folder; expected an evidence bundle"):
        read_bundle(tmp_path / "nowhere")


def test_a_link_that_leaves_the_bundle_is_refused(lay: Laid, tmp_path: Path) -> None:
    folder = lay({"gps.csv": None})
    (tmp_path / "outside.csv").write_text(GPS)
    (folder / "gps.csv").symlink_to(tmp_path / "outside.csv")
    with pytest.raises(InvalidInput, match=r"gps\.csv: a link that leaves the bundle is refused"):
        read_bundle(folder)


def test_a_link_within_the_bundle_is_followed(lay: Laid) -> None:
    folder = lay({"gps.csv": None, "fixes.csv": GPS})
    (folder / "gps.csv").symlink_to(folder / "fixes.csv")
    assert len(read_bundle(folder).records) == 1


@pytest.mark.parametrize("target", ["missing.csv", "gps.csv"])
def test_a_link_that_leads_nowhere_is_refused(lay: Laid, target: str) -> None:
    folder = lay({"gps.csv": None})
    (folder / "gps.csv").symlink_to(folder / target)
    with pytest.raises(InvalidInput, match=r"gps\.csv: a link that leads nowhere"):
        read_bundle(folder)


def test_a_folder_in_place_of_a_file_is_refused(lay: Laid) -> None:
    folder = lay({"gps.csv": None})
    (folder / "gps.csv").mkdir()
    with pytest.raises(InvalidInput, match=r"gps\.csv: not a plain file"):
        read_bundle(folder)


@pytest.mark.skipif(not hasattr(os, "mkfifo"), reason="no pipes here")
def test_a_pipe_in_place_of_a_file_is_refused_and_does_not_block(lay: Laid) -> None:
    folder = lay({"gps.csv": None})
    os.mkfifo(folder / "gps.csv")
    with pytest.raises(InvalidInput, match=r"gps\.csv: not a plain file"):
        read_bundle(folder)


def test_a_file_of_more_than_two_gigabytes_is_refused_unread(lay: Laid) -> None:
    folder = lay({})
    with (folder / "gps.csv").open("r+b") as file:
        file.truncate(2**31 + 1)  # a hole: takes no room
    with pytest.raises(InvalidInput, match=r"gps\.csv: larger than 2 GiB; split the bundle"):
        read_bundle(folder)


def test_a_line_of_ten_megabytes_costs_that_line_only(read: Read) -> None:
    evidence = read(
        {"gps.csv": HEAD + OK + "0" * 10_000_000 + ",x,x,x,x\n" + OK.replace("09:00", "09:01")}
    )
    (reject,) = evidence.rejects
    assert (reject.line, reject.reason) == (3, "a field longer than 131,072 characters")
    assert len(reject.value) == 200
    assert len(evidence.records) == 2


def test_a_line_of_ten_million_cells_costs_that_line_only(read: Read) -> None:
    evidence = read({"gps.csv": HEAD + OK + "1," * 5_000_000 + "\n"})
    assert told(evidence) == [("gps.csv", 3, "", "5000001 cells where the header has 5")]
    assert len(evidence.records) == 1


def test_a_stray_quote_costs_one_line_and_not_the_rest(read: Read) -> None:
    rows = [OK.replace("09:00", f"09:{minute:02d}") for minute in range(1, 9)]
    rows[3] = '"' + rows[3]
    evidence = read({"gps.csv": HEAD + "".join(rows)})
    assert told(evidence) == [("gps.csv", 5, "", "a quote is opened and never closed")]
    assert len(evidence.records) == 7


def test_two_stray_quotes_cost_two_lines(read: Read) -> None:
    rows = [OK.replace("09:00", f"09:{minute:02d}") for minute in range(1, 9)]
    rows[2] = '"' + rows[2]
    rows[5] = rows[5].rstrip() + '"\n'
    evidence = read({"gps.csv": HEAD + "".join(rows)})
    assert [line for _, line, _, _ in told(evidence)] == [4, 7]
    assert len(evidence.records) == 6


def test_lines_in_another_encoding_cost_themselves_only(read: Read) -> None:
    good = "".join(f"서울,01012345678,2020-03-02T09:{m:02d}:00,127,37.5\n" for m in range(40))
    bad = b"\xff\xfe\x80,01012345678,2020-03-02T10:00:00,127,37.5\n"
    evidence = read({"gps.csv": b"memo,phone,at,lon,lat\n" + good.encode() + bad})
    assert told(evidence) == [
        ("gps.csv", 42, "memo", "bytes that are neither UTF-8 nor CP949 text")
    ]
    assert len(evidence.records) == 40


def test_html_and_formulas_in_names_are_kept_as_they_are(read: Read) -> None:
    row = 'S3,"<script>alert(1)</script>",=cmd|calc,127,37.5,5\n'
    evidence = read({"places.csv": "place_id,name,category,lon,lat,radius_m\n" + row})
    assert evidence.places.name == ("<script>alert(1)</script>",)
    assert evidence.places.category[0] == "=cmd|calc"


def test_an_id_with_a_path_in_it_is_a_name_like_any_other(read: Read, tmp_path: Path) -> None:
    evidence = read({"persons.csv": "person_id,phone\n../../evil,01012345678\n"})
    assert evidence.records.person[0] == "../../evil"
    assert [p.name for p in tmp_path.iterdir()] == ["bundle"]


def test_an_unknown_file_is_told_and_left_alone(read: Read) -> None:
    evidence = read({"photo.jpg": b"\xff\xd8", "gps.csv~": "old"})
    assert evidence.notices == (
        "gps.csv~: no file of an evidence bundle; left alone",
        "photo.jpg: no file of an evidence bundle; left alone",
    )


def test_an_unknown_setting_is_told(read: Read) -> None:
    evidence = read({"bundle.toml": 'investigator = "Kim"'})
    assert evidence.notices == ("bundle.toml: key 'investigator' is unknown and was ignored",)


def test_rejects_alone_do_not_end_the_run_where_a_period_is_given(read: Read) -> None:
    period = "period_from = 2020-03-01\nperiod_to = 2020-03-02"
    evidence = read({"bundle.toml": period, "gps.csv": HEAD + "010,24:00,1,1,1\n"})
    assert (len(evidence.records), len(evidence.rejects)) == (0, 1)


def test_two_hundred_thousand_rows_are_read(read: Read) -> None:
    minutes = [
        f"2020-03-{d:02d}T{h:02d}:{m:02d}"
        for d in range(1, 15)
        for h in range(24)
        for m in range(60)
    ]
    rows = [
        f"01012345678,{minute}:{s:02d},127.04,37.5,{s}\n" for minute in minutes for s in range(10)
    ]
    evidence = read({"gps.csv": HEAD + "".join(rows[:200_000]) + "01012345678,x,1,1,1\n"})
    assert (len(evidence.records), len(evidence.rejects), evidence.duplicates) == (200_000, 1, 0)


@settings(max_examples=200, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(
    name=st.sampled_from(
        ["bundle.toml", *LEAST, "card.csv", "transit.csv", "cctv.csv", "check_in.csv", "interview.csv"]
    ),
    soup=st.one_of(
        st.binary(max_size=200),
        st.text(max_size=200).map(lambda t: t.encode("utf-8", "surrogatepass")),
        st.lists(
            st.sampled_from([b",", b"\n", b'"', b"\r", b"'", b"phone", b"at", b"lon", b"lat", b"P1",
                             b"2020-03-02T09:00:00", b"127", b"37.5", b"nan", b"\xb0\xa1", b";", b"=", b" "]),
            max_size=60,
        ).map(b"".join),
    ),
    behind_a_header=st.booleans(),
)  # fmt: skip
def test_any_bytes_are_read_or_refused(
    tmp_path: Path, name: str, soup: bytes, behind_a_header: bool
) -> None:
    """Whatever a file holds: evidence or InvalidInput, never another error."""
    header = LEAST.get(name, "").encode() if behind_a_header else b""
    folder = lay_out(tmp_path / "bundle", {name: header + soup})
    with contextlib.suppress(InvalidInput):
        assert len(read_bundle(folder).persons) >= 1
    (folder / name).unlink()
