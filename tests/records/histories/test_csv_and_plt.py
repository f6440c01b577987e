"""CSV in its dialects, and GeoLife trajectories."""

import json

import numpy as np
import pytest

from dongseon.errors import InvalidInput
from dongseon.records.histories import KINDS, History, read_history

BEGIN = np.datetime64("2024-03-01T00:00:00", "us")


def read(text: str, *, timezone: str = "Asia/Seoul") -> History:
    """The history in a CSV text."""
    return read_history("a.csv", text.encode(), timezone=timezone)


def reasons(history: History) -> list[tuple[int, str, str]]:
    """Line, column and reason of all rejects."""
    return [(reject.line, reject.column, reject.reason) for reject in history.rejects]


@pytest.mark.parametrize(
    "text",
    [
        "lat,lon,time\n37.5,127.0,2024-03-01T00:00:00Z\n",
        "phone,at,lon,lat,accuracy_m\n010,2024-03-01T09:00:00,127.0,37.5,8\n",
        "Latitude;Longitude;Timestamp\n37,5;127,0;2024-03-01T00:00:00Z\n",
        "LAT\tLNG\tdatetime\n37,5\t127,0\t1709251200\n",
        "lat|long|when\n37.5|127.0|1709251200000\n",
        "latitudeE7,longitudeE7,timestampMs\n375000000,1270000000,1709251200000\n",
        "INDEX,LATITUDE N/S,LONGITUDE E/W,DATE,TIME\n1,37.5N,127.0E,240301,090000\n",
        "date,time,lat,lon\n2024-03-01,09:00:00,37.5,127.0\n",
        "date,time,lat,lon\n2024/03/01,00:00:00Z,37.5,127.0\n",
        '"lat","lon","time"\r\n"37,5","127,0","2024-03-01 00:00:00 UTC"\r\n',
        "위도,경도,시각\n37.5,127.0,2024-03-01 09:00\n",
        "\ufefflat,lon,time\n37.5,127.0,2024-03-01T00:00:00Z",
        "lat,lon,time\r37.5,127.0,2024-03-01T00:00:00Z\r",
        "sep=;\nlat;lon;time\n37.5;127.0;2024-03-01T00:00:00Z\n",
        "# from a logger\n\nlat,lon,time\n37.5,127.0,2024-03-01T00:00:00Z\n\n,,\n",
    ],
)
def test_one_fix_in_many_dialects(text: str) -> None:
    history = read(text)
    assert (history.format, len(history), history.rejects) == ("csv", 1, ())
    assert (history.lon_deg[0], history.lat_deg[0]) == (127.0, 37.5)
    assert history.start[0] == history.end[0] == BEGIN
    assert KINDS[history.kind[0]] == "fix"


def test_korean_headers_are_read_in_cp949() -> None:
    data = "위도,경도,일시,정확도,비고\n37.5,127.0,2024-03-01 09:00:00,15,집\n".encode("cp949")
    history = read_history("a.csv", data)
    assert history.start[0] == BEGIN
    assert history.accuracy_m.tolist() == [15.0]
    assert history.attributes.tolist() == ['{"비고": "집"}']


def test_rows_with_an_end_are_visits() -> None:
    history = read(
        "type,name,lat,lon,start time,end time\n"
        "Visit,찻집,37.5,127.0,2024-03-01T00:00:00Z,2024-03-01T01:00:00Z\n"
        "Visit,,37.5,127.0,2024-03-01T00:00:00Z,\n"
        "Activity,,37.5,127.0,2024-03-01T00:00:00Z,2024-03-01T01:00:00Z\n"
        ",,37.5,127.0,2024-03-01T00:00:00Z,2024-03-01T01:00:00Z\n"
        ",,37.5,127.0,2024-03-01T00:00:00Z,\n"
        ",,37.5,127.0,2024-03-01T01:00:00Z,2024-03-01T00:00:00Z\n"
    )
    assert [KINDS[kind] for kind in history.kind.tolist()] == [
        "visit",
        "visit",
        "activity_start",
        "visit",
        "fix",
    ]
    assert (history.end - history.start).astype(int).tolist() == [
        3_600_000_000,
        0,
        0,
        3_600_000_000,
        0,
    ]
    assert history.name[0] == "찻집"
    assert reasons(history) == [(7, "end", "ends before it starts")]


def test_our_own_gps_csv_keeps_its_kinds() -> None:
    table = "phone,at,lon,lat,accuracy_m,kind,type\n"
    table += "".join(f"010,1709251200,127,37.5,,{kind},WALKING\n" for kind in KINDS)
    assert read(table).kind.tolist() == list(range(len(KINDS)))


def test_rows_of_several_persons_are_noticed() -> None:
    row = "{phone},1709251200,127,37.5\n"
    table = "Phone,at,lon,lat\n" + row.format(phone="010") * 2 + row.format(phone="011")
    assert read(table).notices == ("different value of Phone: not the history of one: 2",)
    assert read("Phone,at,lon,lat\n" + row.format(phone="010") * 2).notices == ()


def test_rows_that_cannot_be_used_are_rejected_with_line_column_and_value() -> None:
    history = read(
        "lat,lon,time,accuracy\n"
        "37.5,127.0,2024-03-01T00:00:00Z,5\n"
        "127.0,37.5,2024-03-01T00:00:00Z,5\n"
        "NaN,127.0,2024-03-01T00:00:00Z,5\n"
        "1e309,127.0,2024-03-01T00:00:00Z,5\n"
        "37.5,127.0,,5\n"
        "37.5,127.0,2024-03-01T24:00:00Z,5\n"
        "37.5,127.0,2024-03-01T00:00:00Z,good\n"
        "37,5,127,0,2024-03-01T00:00:00Z,5\n"
        "0,0,2024-03-01T00:00:00Z,5\n"
        "<script>alert(1)</script>,127.0,2024-03-01T00:00:00Z,5\n"
        '"37.5\n",127.0,x,5\n'
        "=1+1,127.0,2024-03-01T00:00:00Z,5\n"
    )
    assert len(history) == 1
    assert [(reject.line, reject.column, reject.value) for reject in history.rejects] == [
        (3, "lat", "127.0"),
        (4, "lat", "NaN"),
        (5, "lat", "1e309"),
        (6, "time", ""),
        (7, "time", "2024-03-01T24:00:00Z"),
        (8, "accuracy", "good"),
        (9, "", "37,5,127,0,2024-03-01T00:00:00Z,5"),
        (10, "lat", "0.0"),
        (11, "lat", "<script>alert(1)</script>"),
        (12, "time", "x"),
        (14, "lat", "=1+1"),
    ]
    assert history.rejects[6].reason == "6 fields where the header has 4"


def test_a_line_of_ten_megabytes_is_one_reject() -> None:
    long = "x" * 10_000_000
    history = read(f"lat,lon,time\n{long},1,2\n37.5,127.0,1709251200\n37.5,127.0,{'1' * 100_000}\n")
    assert len(history) == 1
    assert history.rejects[0].line == 2
    assert history.rejects[0].reason.startswith("not a CSV row: field larger than field limit")
    assert max(len(reject.value) for reject in history.rejects) <= 201


def test_a_quotation_mark_that_is_never_closed_is_said_with_its_lines() -> None:
    row = "37.5,127.0,2024-03-01T00:00:00Z,x\n"
    history = read(f'lat,lon,time,note\n{row}37.5,127.0,2024-03-01T00:00:00Z,"oh\n{row * 3}')
    assert len(history) == 1
    assert reasons(history) == [
        (3, "", "not a CSV row: unexpected end of data, from line 3 to line 6")
    ]
    history = read(f'lat,lon,time,note\n37.5,"127.0,\n{row}",x\n{row}')
    assert len(history) == 1
    assert reasons(history) == [(2, "", "3 fields where the header has 4, from line 2 to line 4")]


def test_mixed_zones_are_each_read_as_they_say() -> None:
    history = read(
        "lat,lon,time\n"
        "37.5,127.0,2024-03-01T00:00:00Z\n"
        "37.5,127.0,2024-03-01T01:00:00+01:00\n"
        "37.5,127.0,2024-02-29T19:00:00-0500\n"
        "37.5,127.0,2024-03-01T01:00:00\n",
        timezone="Europe/Paris",
    )
    assert (history.start == BEGIN).all()
    assert history.notices == (
        "time without an offset from UTC, read as local time of Europe/Paris: 1",
    )


@pytest.mark.parametrize(
    ("text", "complaint"),
    [
        ("lat,lon,time\n", "looks like a CSV table of positions, but holds no position"),
        ("lat,lon\n37.5,127.0\n", "a text that begins 'lat,lon'"),
        ("name,amount\nx,3\n", "a text that begins 'name,amount'"),
        ("# only\n# comments\n", "a text that begins ''"),
        ("hello " * 100, "a text that begins 'hello hello .*…'"),
        ('"' + "x" * 200_000, "a text that begins"),
        ("lat,lon,time," + "x," * 60_000, "a text that begins 'lat,lon,time,x,"),
        ('"lat"lon,time', "a text that begins"),
    ],
)
def test_a_text_without_the_columns_is_refused(text: str, complaint: str) -> None:
    with pytest.raises(InvalidInput, match=complaint) as refusal:
        read(text)
    assert len(str(refusal.value)) < 600


PLT = (
    "Geolife trajectory\r\nWGS 84\r\nAltitude is in Feet\r\nReserved 3\r\n"
    "0,2,255,My Track,0,0,2,8421376\r\n0\r\n"
    "37.5,127.0,0,100,45352,2024-03-01,00:00:00\r\n"
    "37.5,127.0,0,-777,45352,2024-03-01,00:00:05\r\n"
    "\r\n"
    "437.5,127.0,0,100,45352,2024-03-01,00:00:10\r\n"
    "37.5,127.0,0,100,45352,2024-03-01\r\n"
    "37.5,127.0,0,high,45352,2024-03-01,00:00:10\r\n"
    "37.5,127.0,0,100,45352,2024-03-01,25:00:10\r\n"
)


def test_a_geolife_trajectory_is_in_gmt_and_feet() -> None:
    history = read_history("20240301.plt", PLT.encode())
    assert (history.format, history.line.tolist()) == ("geolife_plt", [7, 8])
    assert history.start.tolist() == [BEGIN.item(), (BEGIN + np.timedelta64(5, "s")).item()]
    assert history.lon_deg.tolist() == [127.0, 127.0]
    assert history.lat_deg.tolist() == [37.5, 37.5]
    assert np.isnan(history.accuracy_m).all()
    assert json.loads(history.attributes[0]) == {"altitude_m": 30.5}
    assert history.attributes[1] == ""  # -777 feet stands for no altitude
    assert [(reject.line, reject.column) for reject in history.rejects] == [
        (10, "lat"),
        (11, ""),
        (12, "altitude"),
        (13, "date, time"),
    ]
    assert history.notices == ()
