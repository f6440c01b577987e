"""Files that are broken, mistaken or hostile: each is refused by one sentence that names it."""

import json
import struct
import zlib

import pytest

from dongseon.errors import InvalidInput
from dongseon.records.histories import read_history

BOMB = (
    '<?xml version="1.0"?><!DOCTYPE gpx [<!ENTITY a "aaaaaaaaaa">'
    '<!ENTITY b "&a;&a;&a;&a;&a;&a;&a;&a;"><!ENTITY c "&b;&b;&b;&b;&b;&b;&b;&b;">]>'
    "<gpx><trk>&c;</trk></gpx>"
)
OUTSIDE = (
    '<?xml version="1.0"?><!DOCTYPE kml [<!ENTITY x SYSTEM "file:///etc/passwd">]>'
    "<kml><Placemark><name>&x;</name></Placemark></kml>"
)
POINT = '<trkpt lat="37.5" lon="127.0"><time>2024-03-01T00:00:00Z</time></trkpt>'
FIX = {"latitudeE7": 375_000_000, "longitudeE7": 1_270_000_000, "timestamp": "2024-03-01T00:00:00Z"}
DEEP = 100_000

REFUSED = {
    "nothing at all": (b"", "is empty"),
    "blanks": (b" \r\n\t ", "is empty"),
    "a byte order mark alone": (b"\xef\xbb\xbf", "a text that begins ''"),
    "a Windows program": (b"MZ\x90\x00\x03\x00", "a Windows program"),
    "a Linux program": (b"\x7fELF\x02\x01\x01" + bytes(20), "a Linux program"),
    "a picture": (b"\x89PNG\r\n\x1a\n" + bytes(20), "a PNG picture"),
    "a photograph": (b"\xff\xd8\xff\xe0" + bytes(20), "a JPEG picture"),
    "a document": (b"%PDF-1.7 ...", "a PDF document"),
    "a database": (b"SQLite format 3\x00" + bytes(20), "an SQLite database"),
    "a Parquet table": (b"PAR1" + bytes(20), "a Parquet table"),
    "a gzip archive": (b"\x1f\x8b\x08" + bytes(20), "a gzip archive; unpack it first"),
    "a FIT recording": (b"\x0e\x20\x00\x00\x00\x00\x00\x00.FIT\x00", "a Garmin FIT recording"),
    "NUL bytes in a table": (b"lat,lon,time\n37.5,\x00127.0,1\n", r"a NUL byte at byte 19"),
    "UTF-16 without a mark": ("lat,lon,time\n".encode("utf-16-le"), "a NUL byte at byte 2"),
    "UTF-16 with NUL": ("lat,\0lon,time\n".encode("utf-16"), "a NUL character"),
    "half a UTF-16 character": (b"\xff\xfel", "unknown encoding"),
    "bytes of no encoding": (b"lat,lon,time\n\xff\xff\xff", r"unknown encoding \(byte 14\)"),
    "a lying XML declaration": (
        b"<?xml version='1.0' encoding='EUC-KR'?><gpx>\xff</gpx>",
        "unknown encoding",
    ),
    "a DOCTYPE with nested entities": (BOMB.encode(), r"document type \(DOCTYPE gpx\).*refused"),
    "an entity that reads a file": (OUTSIDE.encode(), r"document type \(DOCTYPE kml\).*refused"),
    "an undeclared entity": (b"<gpx>&x;</gpx>", "line 1: cut off or damaged XML"),
    "XML cut off": (f"<gpx><trk>\n{POINT}<trkpt lat=".encode(), "line 2: cut off or damaged XML"),
    "XML with two roots": (b"<gpx/><gpx/>", "cut off or damaged XML"),
    "XML a thousand levels deep": (b"<gpx>" + b"<a>" * 1000, "nested too deep"),
    "XML of another kind": (b"<svg xmlns='x'/>", "XML whose root element is 'svg'"),
    "no element at all": (b"<<<<", "XML whose root element is ''"),
    "a web page": (b"<!DOCTYPE html><html><p>Sign in</p></html>", "a web page"),
    "an old web page": (b"<HTML><body>404</body></HTML>", "a web page"),
    "GPX without points": (b"<gpx><metadata/></gpx>", r"a GPX file, but holds no position"),
    "KML without placemarks": (b"<kml><Document/></kml>", "a KML file, but holds no position"),
    "JSON cut off": (json.dumps({"locations": [FIX] * 3})[:-40].encode(), "line 1, column"),
    "JSON in single quotes": (b"{'locations': []}", "cut off or damaged JSON"),
    "objects nested deep": (b'{"a":' * DEEP + b"1" + b"}" * DEEP, "nested too deep"),
    "arrays nested deep": (b"[" * DEEP + b"]" * DEEP, "nested too deep"),
    "a number of ten thousand digits": (b"[" + b"9" * 10_000 + b"]", "a number out of reason"),
    "an empty object": (b"{}", "a JSON object with no keys"),
    "an empty array": (b"[]", "a JSON array with no objects in it"),
    "an array of numbers": (b"[1, 2, 3]", "a JSON array with no objects in it"),
    "half a position of Google's": (b'[{"latitudeE7": 1}]', 'the keys "latitudeE7"'),
    "an array of strangers": (b'[{"name": "x"}]', 'a JSON array with the keys "name"'),
    "an object of a stranger": (b'{"orders": []}', 'a JSON object with the keys "orders"'),
    "a GeoJSON of another type": (b'{"type": "Topology"}', 'a JSON object with the keys "type"'),
    "no locations": (b'{"locations": []}', "Google's Records.json, but holds no position"),
    "locations that are no list": (b'{"locations": 3}', "Records.json, but holds no position"),
    "a timeline that is no list": (
        b'{"timelineObjects": {"placeVisit": {}}}',
        "Semantic Location History, but holds no position",
    ),
    "a profile without a timeline": (
        b'{"userLocationProfile": {"frequentPlaces": []}}',
        "profile of frequent places",
    ),
    "signals without positions": (
        b'{"rawSignals": [{"wifiScan": {}}]}',
        r"Timeline of an Android phone, but holds no position \(scan of wireless networks",
    ),
    "OwnTracks without a position": (b'{"_type": "lwt"}', "OwnTracks messages, but holds no"),
    "a trajectory without points": (
        b"Geolife trajectory\nWGS 84\nAltitude is in Feet\nReserved 3\n0,2\n0\n",
        "a GeoLife trajectory, but holds no position",
    ),
    "another track format": (b"OziExplorer Track Point File Version 2.1\n", "a text that begins"),
    "a program in a script": (b"#!/bin/sh\nrm -rf /\n", "a text that begins 'rm -rf /'"),
}


@pytest.mark.parametrize("case", REFUSED)
def test_a_file_that_is_no_history_is_refused(case: str) -> None:
    data, complaint = REFUSED[case]
    with pytest.raises(InvalidInput, match=complaint) as refusal:
        read_history("gps.csv", data)
    assert str(refusal.value).startswith("gps.csv: ")
    assert len(str(refusal.value)) < 1000


def test_a_zip_that_lies_about_its_size_is_refused() -> None:
    content = zlib.compress(b"<kml/>" * 1000)[2:-4]
    name = b"doc.kml"
    local = struct.pack("<4s5H3I2H", b"PK\3\4", 20, 0, 8, 0, 0, 0, len(content), 10, len(name), 0)
    central = struct.pack(
        "<4s6H3I5H2I", b"PK\1\2", 20, 20, 0, 8, 0, 0, 0, len(content), 10, len(name), *[0] * 6
    )
    body = local + name + content
    end = struct.pack("<4s4H2IH", b"PK\5\6", 0, 0, 1, 1, len(central + name), len(body), 0)
    with pytest.raises(InvalidInput, match="damaged zip archive"):
        read_history("a.kmz", body + central + name + end)


@pytest.mark.parametrize(
    "time",
    [
        "0001-01-01T00:00:00Z",
        "9999-12-31T23:59:59+14:00",
        "1969-12-31T23:59:59Z",
        "-1",
        "-99999999999999999999",
        "1e400",
        "2024-03-01T24:00:00Z",
        "2024-13-01T00:00:00Z",
        "2024-03-01",
        "٢٠٢٤-٠٣-٠١T٠٠:٠٠:٠٠Z",
    ],
)
def test_an_impossible_time_rejects_its_row_alone(time: str) -> None:
    table = f"lat,lon,time\n37.5,127.0,{time}\n37.5,127.0,2024-03-01T00:00:00Z\n"
    history = read_history("a.csv", table.encode())
    assert len(history) == 1
    assert [(reject.line, reject.column, reject.value) for reject in history.rejects] == [
        (2, "time", time)
    ]


@pytest.mark.parametrize("literal", ["NaN", "Infinity", "-Infinity", "1e309", "-1e309", "null"])
def test_numbers_that_are_none_reject_their_row_alone(literal: str) -> None:
    bad = json.dumps(FIX).replace("375000000", literal)
    history = read_history("a.json", f'{{"locations": [{bad}, {json.dumps(FIX)}]}}'.encode())
    assert len(history) == 1
    assert [(reject.line, reject.column) for reject in history.rejects] == [(1, "latitudeE7")]


def test_visits_within_visits_beyond_reason_do_not_exhaust_the_stack() -> None:
    visit = '{"childVisits":[' * 400 + "{}" + "]}" * 400
    history = read_history("a.json", f'{{"timelineObjects":[{{"placeVisit":{visit}}}]}}'.encode())
    assert len(history.rejects) == 401


def test_half_a_character_does_not_travel_on() -> None:
    text = '[{"lat": 37.5, "lon": 127.0, "time": 1709251200, "name": "\\ud83d", "note": "\\ude00"},'
    text += '{"lat": "\\ud83d", "lon": 1, "time": 1}]'
    history = read_history("a.json", text.encode())
    for said in (history.name[0], history.attributes[0], history.rejects[0].value):
        assert said.encode("utf-8").decode("utf-8") == said


def test_names_that_are_markup_stay_text() -> None:
    hostile = "<script>alert(1)</script>"
    escaped = hostile.replace("<", "&lt;")
    point = POINT.replace("trkpt", "wpt").replace("</time>", f"</time><name>{escaped}</name>")
    assert read_history("a.gpx", f"<gpx>{point}</gpx>".encode()).name[0] == hostile


def test_the_extension_of_a_file_does_not_matter() -> None:
    data = f"<gpx>{POINT}</gpx>".encode()
    names = ("a.csv", "a.exe", "<b>.kml", "../../a", "")
    assert {read_history(name, data).format for name in names} == {"gpx"}


def test_a_zone_that_is_none_is_refused() -> None:
    with pytest.raises(InvalidInput, match="'Mars/Olympus' is not an IANA name"):
        read_history("a.gpx", f"<gpx>{POINT}</gpx>".encode(), timezone="Mars/Olympus")
