"""GPX, KML, KMZ and TCX: what each element becomes."""

import io
import math
import zipfile

import numpy as np
import pytest

from dongseon.errors import InvalidInput
from dongseon.records.histories import KINDS, History, decoding, markup, read_history

GPX = """<?xml version="1.0" encoding="UTF-8"?>
<gpx version="1.0" creator="a test" xmlns="http://www.topografix.com/GPX/1/0">
  <wpt lat="37.5700" lon="126.9800"><time>2024-03-01T00:00:00Z</time><name>시장</name></wpt>
  <wpt lat="37.5700" lon="126.9800"><name>a place on the map</name></wpt>
  <rte><rtept lat="37.1" lon="127.1"><time>2024-03-01T00:00:00Z</time></rtept></rte>
  <trk><trkseg>
    <trkpt lat="37.5665" lon="126.9780"><ele>38.5</ele><time>2024-03-01T01:02:03.5Z</time>
      <extensions><x:accuracy xmlns:x="urn:x">12.5</x:accuracy></extensions></trkpt>
    <trkpt lat="37.5666" lon="126.9781"><time>2024-03-01T10:03:03</time></trkpt>
    <trkpt lat="126.9782" lon="37.5667"><time>2024-03-01T01:04:03Z</time></trkpt>
    <trkpt lon="126.9782"><time>2024-03-01T01:04:03Z</time></trkpt>
    <trkpt lat="37.5668" lon="126.9783"/>
  </trkseg></trk>
</gpx>"""


def kinds(history: History) -> list[str]:
    """Names of the kinds of all rows."""
    return [KINDS[kind] for kind in history.kind.tolist()]


def reasons(history: History) -> list[tuple[int, str, str]]:
    """Line, column and reason of all rejects."""
    return [(reject.line, reject.column, reject.reason) for reject in history.rejects]


def test_gpx_gives_fixes_and_waypoints_and_says_what_it_left() -> None:
    history = read_history("walk.gpx", GPX.encode())
    assert history.format == "gpx"
    assert kinds(history) == ["waypoint", "fix", "fix"]
    assert history.name.tolist() == ["시장", "", ""]
    assert history.line.tolist() == [3, 7, 9]
    assert history.start.tolist() == history.end.tolist()
    assert history.start[1] == np.datetime64("2024-03-01T01:02:03.5", "us")
    assert history.start[2] == np.datetime64("2024-03-01T01:03:03", "us")  # 10:03:03 in Seoul
    assert history.accuracy_m[1] == 12.5
    assert np.isnan(history.accuracy_m[[0, 2]]).all()
    assert history.attributes.tolist() == ["", '{"ele": "38.5"}', ""]
    assert history.notices == (
        "route point: a plan, not a position somebody was at: 1",
        "time without an offset from UTC, read as local time of Asia/Seoul: 1",
    )
    assert reasons(history) == [
        (4, "time", "no time"),
        (10, "lat", "latitude beyond 90°; latitude and longitude may be swapped"),
        (11, "lat", "missing"),
        (12, "time", "no time"),
    ]
    assert history.rejects[1].value == "126.9782"


@pytest.mark.parametrize(
    "data",
    [
        GPX.encode("utf-8-sig"),
        b"\n\n " + GPX.encode(),
        GPX.encode("utf-16"),
        GPX.replace("UTF-8", "EUC-KR").encode("cp949"),
        GPX.replace("<gpx", "<!-- <kml> --><gpx").encode(),
        GPX.replace("<gpx", "<g:gpx").replace("</gpx", "</g:gpx").encode(),
        GPX.replace("\n", "\r\n").encode(),
    ],
)
def test_gpx_is_read_in_any_dress(data: bytes) -> None:
    history = read_history("walk.bin", data)
    assert (history.format, len(history), len(history.rejects)) == ("gpx", 3, 4)
    assert history.name[0] == "시장"


def test_lines_count_from_the_first_line_of_the_file() -> None:
    moved = read_history("walk.gpx", b"\n\n" + GPX.encode())
    assert moved.line.tolist() == [5, 9, 11]


@pytest.mark.parametrize("length", [markup.CHUNK - 1, markup.CHUNK, markup.CHUNK + 1])
def test_a_file_is_read_to_its_last_character(length: int) -> None:
    point = '<trkpt lat="37.5" lon="127.0"><time>2024-03-01T00:00:00Z</time></trkpt>'
    padding = " " * (length - len(f"<gpx>{point}{point}</gpx>"))
    text = f"<gpx>{point}{padding}{point}</gpx>"
    assert len(read_history("a.gpx", text.encode())) == 2
    with pytest.raises(InvalidInput, match="cut off or damaged XML"):
        read_history("a.gpx", text[:-1].encode())


def test_points_on_one_line_have_ids_of_their_own() -> None:
    point = '<trkpt lat="37.5" lon="127.0"><time>2024-03-01T00:00:00Z</time></trkpt>'
    history = read_history("a.gpx", f"<gpx>{point}{point}\n{point}</gpx>".encode())
    assert history.record_ids().tolist() == ["a.gpx:1", "a.gpx:1.2", "a.gpx:2"]


def kml(*placemarks: str) -> bytes:
    """A KML document."""
    body = "".join(f"<Placemark>{placemark}</Placemark>\n" for placemark in placemarks)
    return f'<kml xmlns:gx="http://www.google.com/kml/ext/2.2"><Document>{body}</Document></kml>'.encode()


STAMP = "<TimeStamp><when>2024-03-01T00:00:00Z</when></TimeStamp>"
SPAN = "<TimeSpan><begin>2024-03-01T00:00:00Z</begin><end>2024-03-01T01:00:00Z</end></TimeSpan>"
POINT = "<Point><coordinates>127.0,37.5,10</coordinates></Point>"
LINE = "<LineString><coordinates>127.0,37.5 127.1,37.6,3 127.2,37.7</coordinates></LineString>"


def test_a_point_with_a_moment_is_a_fix_and_with_a_span_a_visit() -> None:
    history = read_history("a.kml", kml(STAMP + POINT, SPAN + POINT + "<name>찻집</name>"))
    assert kinds(history) == ["fix", "visit"]
    assert history.name.tolist() == ["", "찻집"]
    assert (history.end - history.start).astype(int).tolist() == [0, 3_600_000_000]


@pytest.mark.parametrize("side", ["begin", "end"])
def test_half_a_span_is_a_moment(side: str) -> None:
    span = f"<TimeSpan><{side}>2024-03-01T00:00:00Z</{side}></TimeSpan>"
    history = read_history("a.kml", kml(span + POINT))
    assert kinds(history) == ["fix"]
    assert history.start[0] == history.end[0] == np.datetime64("2024-03-01T00:00:00", "us")


def test_a_line_with_a_span_is_a_journey() -> None:
    history = read_history("a.kml", kml(SPAN + LINE))
    assert kinds(history) == ["activity_start", "drawn", "activity_end"]
    assert history.start[0] == history.end[0] < history.start[2] == history.end[2]
    assert (history.start[1], history.end[1]) == (history.start[0], history.end[2])


def test_vertices_without_times_of_their_own_are_drawn() -> None:
    assert kinds(read_history("a.kml", kml(STAMP + LINE))) == ["drawn"] * 3
    several = f"<MultiGeometry>{POINT}{POINT}</MultiGeometry>"
    assert kinds(read_history("a.kml", kml(SPAN + several))) == ["drawn"] * 2


def test_named_values_are_attributes_and_one_is_the_accuracy() -> None:
    data = (
        '<ExtendedData><Data name="Accuracy"><value>7</value></Data>'
        '<SchemaData><SimpleData name="battery">85</SimpleData></SchemaData></ExtendedData>'
    )
    history = read_history("a.kml", kml(STAMP + POINT + data))
    assert history.accuracy_m.tolist() == [7.0]
    assert history.attributes.tolist() == ['{"battery": "85"}']


def test_a_track_pairs_times_positions_and_accuracies() -> None:
    track = (
        "<gx:Track><when>2024-03-01T00:00:00Z</when><when>2024-03-01T00:01:00Z</when>"
        "<when>2024-03-01T00:02:00Z</when><when>2024-03-01T00:03:00Z</when>"
        "<gx:coord>127.0 37.5 1</gx:coord><gx:coord>127.1 37.6</gx:coord><gx:coord></gx:coord>"
        '<ExtendedData><SchemaData><gx:SimpleArrayData name="speed"><gx:value>3</gx:value>'
        '</gx:SimpleArrayData><gx:SimpleArrayData name="accuracy"><gx:value>5</gx:value>'
        "</gx:SimpleArrayData></SchemaData></ExtendedData></gx:Track>"
    )
    more = "<gx:MultiTrack><gx:Track><gx:coord>127.0 37.5</gx:coord></gx:Track></gx:MultiTrack>"
    history = read_history("a.kml", kml(track, more))
    assert kinds(history) == ["fix", "fix"]
    assert history.accuracy_m[0] == 5.0
    assert math.isnan(history.accuracy_m[1])
    assert reasons(history) == [
        (1, "coordinates", "not longitude,latitude or with an altitude"),
        (1, "gx:coord", "a track has as many times as positions"),
        (2, "when", "a track has as many times as positions"),
    ]


def test_placemarks_that_place_nobody_are_rejected() -> None:
    polygon = "<Polygon><outerBoundaryIs><LinearRing/></outerBoundaryIs></Polygon>"
    history = read_history(
        "a.kml",
        kml(
            POINT,
            STAMP + "<name>empty</name>",
            STAMP + polygon,
            STAMP + "<Point/>",
            SPAN.replace("T01", "T00").replace("T00:00:00Z</begin>", "T02:00:00Z</begin>") + POINT,
            STAMP.replace("T00:00:00Z", "") + POINT,
            STAMP + "<Point><coordinates>127,99</coordinates></Point>",
        ),
    )
    assert len(history) == 0
    assert reasons(history) == [
        (1, "TimeStamp", "no time: neither TimeStamp nor TimeSpan"),
        (2, "Placemark", "no geometry"),
        (3, "Polygon", "an area or a model, not a position"),
        (3, "LinearRing", "an area or a model, not a position"),
        (4, "coordinates", "no coordinates"),
        (5, "end", "ends before it starts"),
        (6, "when", "a date without a time of day"),
        (7, "lat", "latitude beyond 90°"),
    ]
    assert history.rejects[1].value == "empty"


def test_links_are_not_followed_but_counted() -> None:
    data = kml(STAMP + POINT).replace(b"</Document>", b"<NetworkLink/></Document>")
    assert read_history("a.kml", data).notices == ("link to another file, not followed: 1",)


def zipped(members: dict[str, bytes], method: int = zipfile.ZIP_DEFLATED) -> bytes:
    """A zip archive."""
    stream = io.BytesIO()
    with zipfile.ZipFile(stream, "w", method) as archive:
        for name, content in members.items():
            archive.writestr(name, content)
    return stream.getvalue()


def test_a_kmz_is_read_by_its_first_kml_at_the_root() -> None:
    point = kml(STAMP + POINT)
    data = zipped({"files/other.kml": kml(POINT), "icon.png": b"x", "doc.kml": point})
    history = read_history("a.kmz", data)
    assert (history.format, len(history)) == ("kml", 1)
    assert history.notices == ("other KML file in the archive, not read: 1",)


@pytest.mark.parametrize(
    ("members", "complaint"),
    [
        ({"../../evil.kml": b"<kml/>"}, "points outside of it; refused"),
        ({"/etc/evil.kml": b"<kml/>"}, "points outside of it; refused"),
        ({"C:\\evil.kml": b"<kml/>"}, "points outside of it; refused"),
        ({"Takeout/Records.json": b"{}"}, "a zip archive without a KML in it .*; unpack it first"),
        ({"doc.kml": b"<html/>"}, "a zip archive whose .kml is no KML"),
        ({"doc.kml": b"  "}, "is empty"),
        ({f"{n}.txt": b"" for n in range(10_001)}, "a zip archive of 10001 files"),
    ],
)
def test_a_zip_archive_that_is_no_kmz_is_refused(members: dict[str, bytes], complaint: str) -> None:
    with pytest.raises(InvalidInput, match=complaint):
        read_history("a.kmz", zipped(members))


def test_a_zip_bomb_is_not_unpacked() -> None:
    bomb = zipped({"doc.kml": b"<kml>" + b" " * 5_000_000 + b"</kml>"})
    assert len(bomb) < 10_000
    with pytest.raises(InvalidInput, match="unpacks to more than 1000000 bytes; refused"):
        decoding.kml_of_kmz("a.kmz", bomb, limit_bytes=1_000_000)


def test_a_damaged_archive_is_refused() -> None:
    whole = zipped({"doc.kml": kml(STAMP + POINT) * 50})
    for broken in (whole[:100], whole[:40] + b"\xff" * 20 + whole[60:], b"PK\x03\x04"):
        with pytest.raises(InvalidInput, match="damaged zip archive"):
            read_history("a.kmz", broken)


def test_an_archive_packed_by_another_method_or_encrypted_is_refused() -> None:
    unusual = zipped({"doc.kml": kml(STAMP + POINT)}, zipfile.ZIP_LZMA)
    with pytest.raises(InvalidInput, match="packed by an unusual method"):
        read_history("a.kmz", unusual)
    patched = bytearray(zipped({"doc.kml": kml(STAMP + POINT)}))
    patched[patched.index(b"PK\x01\x02") + 8] |= 0x20
    with pytest.raises(InvalidInput, match="damaged zip archive"):
        read_history("a.kmz", bytes(patched))
    locked = bytearray(zipped({"doc.kml": kml(STAMP + POINT)}))
    locked[locked.index(b"PK\x01\x02") + 8] |= 1
    with pytest.raises(InvalidInput, match="is encrypted"):
        read_history("a.kmz", bytes(locked))


def test_tcx_gives_the_points_that_have_positions() -> None:
    point = (
        "<Trackpoint><Time>{time}</Time><Position><LatitudeDegrees>{lat}</LatitudeDegrees>"
        "<LongitudeDegrees>127.0</LongitudeDegrees></Position>"
        "<AltitudeMeters>12</AltitudeMeters></Trackpoint>\n"
    )
    inside = "<Trackpoint><Time>2024-03-01T00:00:00Z</Time></Trackpoint>\n"
    body = point.format(time="2024-03-01T00:00:00Z", lat="37.5") + inside
    body += point.format(time="2024-03-01T00:00:05Z", lat="") + point.format(time="", lat="37.5")
    data = f"<TrainingCenterDatabase><Track>{body}</Track></TrainingCenterDatabase>"
    history = read_history("run.tcx", data.encode())
    assert (history.format, len(history)) == ("tcx", 1)
    assert history.attributes.tolist() == ['{"AltitudeMeters": "12"}']
    assert history.notices == ("track point without a position: 1",)
    assert reasons(history) == [(3, "LatitudeDegrees", "missing"), (4, "Time", "no time")]
