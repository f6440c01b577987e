"""What holds for every file: it is read or refused, and what was written is read back."""

import io
import json
import zipfile

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from dongseon.errors import InvalidInput
from dongseon.records.histories import History, read_history, to_gps_rows

T0 = "2024-03-01T00:00:00Z"
MARKS = ["", "lat,lon,time\n", "<gpx>", "<kml>", "<TrainingCenterDatabase>", "Geolife trajectory\n"]


def zipped(content: bytes) -> bytes:
    """A KMZ."""
    stream = io.BytesIO()
    with zipfile.ZipFile(stream, "w", zipfile.ZIP_DEFLATED) as archive:
        archive.writestr(zipfile.ZipInfo("doc.kml"), content)
    return stream.getvalue()


SEEDS = [
    b'<gpx><trkpt lat="37.5" lon="127"><time>2024-03-01T00:00:00Z</time></trkpt></gpx>',
    (
        b"<kml><Placemark><TimeStamp><when>2024-03-01T00:00:00Z</when></TimeStamp><Point>"
        b"<coordinates>127,37.5</coordinates></Point></Placemark></kml>"
    ),
    b'{"locations": [{"latitudeE7": 1, "longitudeE7": 2, "timestamp": "2024-03-01T00:00:00Z"}]}',
    b'{"type": "Point", "coordinates": [127, 37.5]}',
    b'2024-03-01T00:00:00Z\t*\t{"_type": "location", "lat": 1, "lon": 2, "tst": 1709251200}\n',
    b"lat;lon;time\n37,5;127;2024-03-01T00:00:00Z\n",
    b"Geolife trajectory\n\n\n\n\n\n37.5,127,0,1,1,2024-03-01,00:00:00\n",
    zipped(b"<kml/>"),
]
WORDS = """
locations timelineObjects semanticSegments rawSignals type features geometry coordinates
properties placeVisit activitySegment location duration startTimestamp endTimestamp
latitudeE7 longitudeE7 timestamp waypointPath waypoints simplifiedRawPath points visit
activity start end timelinePath point time topCandidate placeLocation latLng position LatLng
childVisits otherCandidateLocations geometries coordTimes _type lat lon tst acc data
startTime endTime durationMinutesOffsetFromStartTime arrived departed horizontal_accuracy
userLocationProfile frequentPlaces centerLatE7 action name date kind
"""
KEYS = st.sampled_from(WORDS.split())
SCALARS = st.one_of(
    st.none(),
    st.booleans(),
    st.integers(-(10**12), 10**20),
    st.floats(),
    st.text(max_size=8),
    st.sampled_from(
        [T0, "geo:37.5,127.0", "37.5°, 127.0°", "Feature", "Point", "LineString", "location"]
    ),
)
DOCUMENTS = st.recursive(
    SCALARS,
    lambda inner: st.lists(inner, max_size=3) | st.dictionaries(KEYS, inner, max_size=5),
    max_leaves=25,
)


def read_or_refused(data: bytes) -> History | None:
    """The history, or None if the file was refused; anything else is a fault."""
    try:
        history = read_history("file", data)
    except InvalidInput:
        return None
    assert len(history) + len(history.rejects) > 0
    assert (history.end >= history.start).all()
    assert (np.abs(history.lat_deg) <= 90).all()
    assert (np.abs(history.lon_deg) <= 180).all()
    assert not (history.accuracy_m <= 0).any()
    assert len(set(history.record_ids().tolist())) == len(history)
    assert all(reject.reason for reject in history.rejects)
    for text in to_gps_rows(history, "010").attributes:
        json.loads(text)
    return history


@given(st.binary(max_size=300))
def test_any_bytes_are_read_or_refused(data: bytes) -> None:
    read_or_refused(data)


@given(st.sampled_from(MARKS), st.text(max_size=200))
def test_any_text_is_read_or_refused(mark: str, text: str) -> None:
    read_or_refused((mark + text).encode("utf-8", "replace"))


@settings(max_examples=300)
@given(st.dictionaries(KEYS, DOCUMENTS, max_size=4) | st.lists(DOCUMENTS, max_size=4))
def test_any_json_is_read_or_refused(document: object) -> None:
    read_or_refused(json.dumps(document).encode())


@settings(max_examples=300)
@given(st.sampled_from(SEEDS), st.data())
def test_any_damage_to_a_file_is_read_or_refused(seed: bytes, data: st.DataObject) -> None:
    start = data.draw(st.integers(0, len(seed)))
    stop = data.draw(st.integers(start, len(seed)))
    read_or_refused(seed[:start] + data.draw(st.binary(max_size=6)) + seed[stop:])


FIXES = st.lists(
    st.tuples(
        st.integers(-1_799_999_999, 1_799_999_999),
        st.integers(-899_999_999, 899_999_999),
        st.integers(946_684_800_000, 1_893_456_000_000),  # ms, 2000 to 2030
        st.integers(1, 5000),
    ).filter(lambda fix: fix[0] != 0),
    min_size=1,
    max_size=20,
)


def iso(milliseconds: int) -> str:
    """A time in ISO 8601."""
    return f"{np.datetime64(milliseconds, 'ms')}Z"


def as_records(fixes: list[tuple[int, int, int, int]]) -> str:
    """Google's Records.json."""
    keys = ("longitudeE7", "latitudeE7", "timestampMs", "accuracy")
    return json.dumps({"locations": [dict(zip(keys, fix, strict=True)) for fix in fixes]})


def as_csv(fixes: list[tuple[int, int, int, int]]) -> str:
    """A table."""
    rows = [f"{lat / 1e7!r},{lon / 1e7!r},{iso(ms)},{m}" for lon, lat, ms, m in fixes]
    return "\n".join(["lat,lon,time,accuracy", *rows])


def as_gpx(fixes: list[tuple[int, int, int, int]]) -> str:
    """A track."""
    points = [
        f'<trkpt lat="{lat / 1e7!r}" lon="{lon / 1e7!r}"><time>{iso(ms)}</time>'
        f"<extensions><accuracy>{m}</accuracy></extensions></trkpt>"
        for lon, lat, ms, m in fixes
    ]
    return "<gpx>" + "\n".join(points) + "</gpx>"


def as_geojson(fixes: list[tuple[int, int, int, int]]) -> str:
    """Features."""
    features = [
        {
            "type": "Feature",
            "geometry": {"type": "Point", "coordinates": [lon / 1e7, lat / 1e7]},
            "properties": {"time": iso(ms), "accuracy": m},
        }
        for lon, lat, ms, m in fixes
    ]
    return json.dumps({"type": "FeatureCollection", "features": features})


@pytest.mark.parametrize("write", [as_records, as_csv, as_gpx, as_geojson])
@given(fixes=FIXES)
def test_fixes_come_back_exactly_in_their_order(write, fixes) -> None:  # type: ignore[no-untyped-def]
    history = read_or_refused(write(fixes).encode())
    assert history is not None
    lon, lat, milliseconds, accuracy = zip(*fixes, strict=True)
    assert history.lon_deg.tolist() == [degrees / 1e7 for degrees in lon]
    assert history.lat_deg.tolist() == [degrees / 1e7 for degrees in lat]
    assert history.start.astype(np.int64).tolist() == [1000 * ms for ms in milliseconds]
    assert history.accuracy_m.tolist() == list(accuracy)
    assert history.rejects == ()
