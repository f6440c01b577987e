"""A history as a track, and as rows of ``gps.csv``."""

import json

import numpy as np

from dongseon.records.histories import History, read_history, to_gps_rows, to_track

KML = b"""<kml>
<Placemark><name>"Tea" house</name><TimeSpan><begin>2024-03-01T01:00:00Z</begin>
<end>2024-03-01T02:00:00Z</end></TimeSpan><Point><coordinates>127.0,37.5</coordinates></Point>
<ExtendedData><Data name="kind"><value>theirs</value></Data>
<Data name="accuracy"><value>9</value></Data></ExtendedData></Placemark>
<Placemark><TimeStamp><when>2024-03-01T01:30:00Z</when></TimeStamp>
<Point><coordinates>127.1,37.6</coordinates></Point></Placemark>
<Placemark><TimeStamp><when>2024-03-01T01:30:00Z</when></TimeStamp>
<LineString><coordinates>127.1,37.6 127.2,37.7</coordinates></LineString></Placemark>
<Placemark><TimeStamp><when>2024-03-01T00:30:00Z</when></TimeStamp>
<Point><coordinates>127.3,37.8</coordinates></Point></Placemark>
</kml>"""


def history() -> History:
    """A visit of an hour, a fix within it, a drawn line, and an earlier fix."""
    return read_history("a.kml", KML)


def test_a_visit_counts_at_its_start_and_at_its_end() -> None:
    track = to_track(history())
    assert track.row.tolist() == [4, 0, 1, 0]
    assert [str(at)[11:16] for at in track.at] == ["00:30", "01:00", "01:30", "02:00"]
    assert track.lon_deg.tolist() == [127.3, 127.0, 127.1, 127.0]
    assert track.lat_deg.tolist() == [37.8, 37.5, 37.6, 37.5]
    assert track.accuracy_m[[1, 3]].tolist() == [9.0, 9.0]
    assert np.isnan(track.accuracy_m[[0, 2]]).all()
    assert len(track) == 4


def test_drawn_positions_are_left_out_and_counted() -> None:
    assert to_track(history()).left_out == 2
    assert to_gps_rows(history(), "01000000000").left_out == 2


def test_gps_rows_say_where_they_come_from_and_what_they_are() -> None:
    rows = to_gps_rows(history(), "01000000000")
    assert (rows.phone, len(rows)) == ("01000000000", 4)
    assert rows.source_id.tolist() == ["a.kml:11", "a.kml:3", "a.kml:7", "a.kml:3"]
    attributes = [json.loads(text) for text in rows.attributes]
    assert attributes[0] == {"kind": "fix"}
    assert attributes[1] == attributes[3] == {"kind": "visit", "name": '"Tea" house'}


def test_columns_cannot_be_written_to() -> None:
    read = history()
    rows, track = to_gps_rows(read, "010"), to_track(read)
    columns = [read.start, read.end, read.lon_deg, read.lat_deg, read.accuracy_m, read.kind]
    columns += [read.line, read.name, read.attributes, track.at, track.row, track.kind]
    columns += [track.lon_deg, rows.at, rows.lon_deg, rows.lat_deg, rows.accuracy_m]
    columns += [rows.source_id, rows.attributes]
    assert not any(column.flags.writeable for column in columns)


def test_a_history_of_rejects_alone_makes_an_empty_track() -> None:
    track = to_track(read_history("a.csv", b"lat,lon,time\n99,1,1709251200\n"))
    assert len(track) == 0
    assert track.at.dtype == np.dtype("datetime64[us]")
