"""Every real file of ``../shared/data/gps``: what is in it, counted by hand, or why it is refused."""

import re
from collections import Counter
from dataclasses import dataclass
from pathlib import Path

import numpy as np
import pytest

from dongseon.errors import InvalidInput
from dongseon.records.histories import KINDS, History, read_history

DATA = Path(__file__).resolve().parents[3].parent / "shared" / "data" / "gps"
DAWARICH = "format_fixtures_dawarich"
GOOGLE = f"{DAWARICH}/google"
SEMANTIC = f"{GOOGLE}/location-history/with_"
KGEO = "format_fixtures_kgeo"


@dataclass(frozen=True)
class Expected:
    """What a file holds: its kinds of row, its first and last moment and where they were."""

    format: str
    kinds: dict[str, int]
    first: str  # earliest start, UTC
    last: str  # latest end, UTC
    from_lon_lat: tuple[float, float]  # at the earliest start
    to_lon_lat: tuple[float, float]  # at the latest end
    notices: int = 0


BERLIN = ((13.405, 52.52), (13.407, 52.522))
CSV = Expected("csv", {"fix": 3}, "2024-06-15T10:30:00", "2024-06-15T10:32:00", *BERLIN)


def semantic(kind: str, at: str, degrees: float) -> Expected:
    """One of the small files of Semantic Location History: one position, at one moment."""
    spot = (degrees, degrees)
    return Expected("google_semantic", {kind: 1}, at, at, spot, spot)


READ = {
    f"{DAWARICH}/csv/e7_integers.csv": CSV,
    f"{DAWARICH}/csv/gpslogger.csv": CSV,
    f"{DAWARICH}/csv/nsew_suffixes.csv": CSV,
    f"{DAWARICH}/csv/semicolon_eu.csv": CSV,
    f"{DAWARICH}/csv/unix_timestamps.csv": Expected(
        "csv", {"fix": 3}, "2024-06-15T09:36:40", "2024-06-15T09:38:40", *BERLIN
    ),
    f"{DAWARICH}/csv/quoted_headers.csv": Expected(
        "csv",
        {"activity_start": 1, "visit": 1},
        "2024-12-02T19:00:00",
        "2024-12-03T06:14:34",
        (-117.1930364, 32.8954383),
        (-117.1929882, 32.8955442),
    ),
    f"{DAWARICH}/geojson/export.json": Expected(
        "geojson",
        {"fix": 10},
        "2021-01-01T00:00:01",
        "2021-01-01T00:00:10",
        (0.1, 0.1),
        (1.0, 1.0),
    ),
    f"{DAWARICH}/geojson/export_same_points.json": Expected(
        "geojson",
        {"fix": 10},
        "2021-01-01T00:00:00",
        "2021-01-01T00:00:09",
        (37.6173, 55.755826),
        (37.6173, 55.755826),
    ),
    f"{DAWARICH}/geojson/google_takeout_example.json": Expected(
        "geojson",
        {"fix": 1},
        "2016-06-21T06:09:33",
        "2016-06-21T06:09:33",
        (28.0, 36.0),
        (28.0, 36.0),
    ),
    f"{DAWARICH}/geojson/gpslogger_example.json": Expected(
        "geojson",
        {"fix": 1},
        "2024-11-03T09:30:11.331",
        "2024-11-03T09:30:11.331",
        (106.64234449272531, 10.758321212464024),
        (106.64234449272531, 10.758321212464024),
    ),
    f"{DAWARICH}/geojson/various_fields.geojson": Expected(
        "geojson", {"fix": 3}, "2024-06-15T10:30:00", "2024-06-15T10:32:00", *BERLIN
    ),
    f"{GOOGLE}/edge_cases/phone_takeout_array_timeline_path.json": Expected(
        "google_timeline_ios",
        {"path_point": 3},
        "2025-07-29T13:01:00",
        "2025-07-29T16:10:00",
        (-95.482259, 29.725358),
        (-95.485, 29.732),
    ),
    f"{GOOGLE}/edge_cases/semantic_history_with_bom.json": Expected(
        "google_semantic",
        {"activity_start": 1, "activity_end": 1},
        "2024-01-01T10:00:00",
        "2024-01-01T10:30:00",
        (22.2666, 60.4518),
        (22.2667, 60.4519),
    ),
    f"{SEMANTIC}activitySegment_with_startLocation.json": semantic(
        "activity_start", "2025-03-24T19:07:24", 12.3422222
    ),
    f"{SEMANTIC}activitySegment_with_startLocation_timestampMs.json": semantic(
        "activity_start", "2025-03-24T19:25:02.585", 12.3466666
    ),
    # its name says milliseconds, its content is in seconds
    f"{SEMANTIC}activitySegment_with_startLocation_timestamp_in_milliseconds_format.json": semantic(
        "activity_start", "2025-03-24T19:23:52", 12.3455555
    ),
    # and the other way round
    f"{SEMANTIC}activitySegment_with_startLocation_timestamp_in_seconds_format.json": semantic(
        "activity_start", "2025-03-24T19:25:02.585", 12.3444444
    ),
    f"{SEMANTIC}activitySegment_with_startLocation_with_iso_timestamp.json": semantic(
        "activity_start", "2025-03-24T19:20:23", 12.3433333
    ),
    f"{SEMANTIC}activitySegment_without_startLocation.json": semantic(
        "activity_start", "2025-03-24T19:07:24", 12.3411111
    ),
    f"{SEMANTIC}placeVisit_with_location_with_coordinates.json": semantic(
        "visit", "2025-03-24T19:23:52", 12.3477777
    ),
    f"{SEMANTIC}placeVisit_with_location_with_coordinates_with_iso_timestamp.json": semantic(
        "visit", "2025-03-24T19:25:02", 12.3488888
    ),
    f"{SEMANTIC}placeVisit_with_location_with_coordinates_with_milliseconds_timestamp.json": (
        semantic("visit", "2025-03-24T19:25:02.585", 12.3511111)
    ),
    f"{SEMANTIC}placeVisit_with_location_with_coordinates_with_seconds_timestamp.json": semantic(
        "visit", "2025-03-24T19:25:02", 12.3499999
    ),
    f"{SEMANTIC}placeVisit_with_location_with_coordinates_with_timestampMs.json": semantic(
        "visit", "2025-03-24T19:25:02.585", 12.3522222
    ),
    f"{SEMANTIC}placeVisit_without_location_with_coordinates_with_otherCandidateLocations.json": (
        semantic("visit", "2025-03-24T19:25:02", 12.3533333)
    ),
    f"{GOOGLE}/location-history.json": Expected(
        "google_timeline_ios",
        {"visit": 1, "path_point": 10},
        "2023-08-27T20:48:56",
        "2023-08-27T23:52:00",
        (-97.347951, 27.720022),
        (-97.375988, 27.709617),
        notices=1,
    ),
    f"{GOOGLE}/phone-takeout_w_3_duplicates.json": Expected(
        "google_timeline_android",
        {"path_point": 2, "visit": 1, "fix": 1},
        "2019-04-03T06:13:57",
        "2024-06-06T10:44:37",
        (14.3439906, 50.0506312),
        (2.256223, 48.833657),
        notices=3,
    ),
    f"{GOOGLE}/records.json": Expected(
        "google_records",
        {"fix": 3},
        "2012-12-15T14:21:29.460",
        "2013-03-01T05:17:39.849",
        (83.695001, 53.369055),
        (83.6951347, 53.3690589),
    ),
    f"{GOOGLE}/semantic_history.json": Expected(
        "google_semantic",
        {"activity_start": 3, "activity_end": 3},
        "2013-12-01T07:05:14.222",
        "2013-12-01T09:11:45.637",
        (83.7026901, 53.340744),
        (83.7608337, 53.3481369),
    ),
    f"{GOOGLE}/timeline_new_format.json": Expected(
        "google_timeline_android",
        {"visit": 1, "activity_start": 1, "activity_end": 1, "path_point": 2, "fix": 1},
        "2024-06-15T07:00:00",
        "2024-06-15T09:05:00",
        (2.3522, 48.8566),
        (2.3522, 48.8566),
        notices=1,
    ),
    f"{DAWARICH}/gpx/arc_example.gpx": Expected(
        "gpx",
        {"waypoint": 1, "fix": 6},
        "2024-12-17T12:40:05",
        "2024-12-18T01:44:45",
        (100.26450188975753, 16.822590884135522),
        (100.26482772930362, 16.821949486294397),
    ),
    f"{DAWARICH}/gpx/garmin_example.gpx": Expected(
        "gpx",
        {"fix": 1},
        "2024-11-03T09:30:11.331",
        "2024-11-03T09:30:11.331",
        (106.64234449272531, 10.758321212464024),
        (106.64234449272531, 10.758321212464024),
    ),
    f"{DAWARICH}/gpx/gpx_track_multiple_segments.gpx": Expected(
        "gpx",
        {"fix": 43},
        "2024-04-21T09:07:31",
        "2024-04-21T10:46:24",
        (-3.596212, 37.1685682),
        (-3.5417803, 37.1709578),
    ),
    f"{DAWARICH}/gpx/gpx_track_multiple_tracks.gpx": Expected(
        "gpx",
        {"fix": 34},
        "2024-04-21T10:19:55",
        "2024-04-21T11:39:40",
        (-3.55468, 37.1722103),
        (-3.4962553, 37.1917721),
    ),
    f"{DAWARICH}/gpx/gpx_track_single_segment.gpx": Expected(
        "gpx",
        {"fix": 10},
        "2024-03-16T12:30:23",
        "2024-03-16T12:30:23.313",
        (-3.5733646620064974, 37.114371210336685),
        (-3.576350212097168, 37.11537837982178),
    ),
    f"{DAWARICH}/kml/extended_data.kml": Expected(
        "kml",
        {"fix": 1},
        "2024-01-19T11:30:00",
        "2024-01-19T11:30:00",
        (-122.0841, 37.422),
        (-122.0841, 37.422),
    ),
    f"{DAWARICH}/kml/gx_track.kml": Expected(
        "kml",
        {"fix": 4},
        "2024-01-20T08:00:00",
        "2024-01-20T08:03:00",
        (-122.0841, 37.422),
        (-122.0871, 37.425),
    ),
    f"{DAWARICH}/kml/large_track.kml": Expected(
        "kml",
        {"drawn": 20},
        "2024-01-25T00:00:00",
        "2024-01-25T12:00:00",
        (-122.0841, 37.422),
        (-122.0851, 37.423),
    ),
    f"{DAWARICH}/kml/linestring_track.kml": Expected(
        "kml",
        {"drawn": 5},
        "2024-01-16T10:00:00",
        "2024-01-16T10:00:00",
        (-122.0841, 37.422),
        (-122.0841, 37.422),
    ),
    f"{DAWARICH}/kml/multigeometry.kml": Expected(
        "kml",
        {"drawn": 6},
        "2024-01-18T15:00:00",
        "2024-01-18T15:00:00",
        (-122.0841, 37.422),
        (-122.0841, 37.422),
    ),
    f"{DAWARICH}/kml/nested_folders.kml": Expected(
        "kml",
        {"fix": 4},
        "2024-01-21T08:00:00",
        "2024-01-22T14:00:00",
        (-122.0841, 37.422),
        (-122.0871, 37.425),
    ),
    f"{DAWARICH}/kml/points_with_timestamps.kml": Expected(
        "kml",
        {"fix": 3},
        "2024-01-15T12:00:00",
        "2024-01-15T14:00:00",
        (-122.0841, 37.422),
        (-122.0861, 37.424),
    ),
    f"{DAWARICH}/kml/points_with_timestamps.kmz": Expected(
        "kml",
        {"fix": 3},
        "2024-01-15T12:00:00",
        "2024-01-15T14:00:00",
        (-122.0841, 37.422),
        (-122.0861, 37.424),
    ),
    f"{DAWARICH}/kml/timespan.kml": Expected(
        "kml",
        {"visit": 1},
        "2024-01-10T09:00:00",
        "2024-01-10T17:00:00",
        (-122.0841, 37.422),
        (-122.0841, 37.422),
    ),
    f"{DAWARICH}/overland/geodata.json": Expected(
        "overland",
        {"fix": 1},
        "2015-10-01T15:00:00",
        "2015-10-01T15:00:00",
        (-122.030581, 37.3318),
        (-122.030581, 37.3318),
        notices=1,
    ),
    f"{DAWARICH}/owntracks/2023-02_old.rec": Expected(
        "owntracks_rec",
        {"fix": 10},
        "2023-02-20T18:46:22",
        "2023-02-20T18:47:00",
        (24.7941786, 22.0687934),
        (24.794186, 22.0687937),
    ),
    f"{DAWARICH}/owntracks/2024-03.rec": Expected(
        "owntracks_rec",
        {"fix": 11},
        "2024-03-01T09:03:09",
        "2024-06-04T00:14:58",
        (13.332, 52.225),
        (13.339, 52.232),
        notices=2,
    ),
    f"{DAWARICH}/points/geojson_example.json": Expected(
        "overland",
        {"fix": 6},
        "2025-01-17T21:03:01",
        "2025-01-17T21:18:41",
        (-122.40530871, 37.74430413),
        (-122.28577665, 37.45508011),
    ),
    f"{DAWARICH}/polarsteps/locations.json": Expected(
        "polarsteps", {"fix": 3}, "2024-06-01T10:00:00", "2024-06-01T10:30:00", *BERLIN
    ),
    f"{DAWARICH}/polarsteps/segments.json": Expected(
        "polarsteps",
        {"visit": 1, "activity_start": 1},
        "2024-05-31T15:00:00",
        "2024-05-31T17:00:00",
        (139.8371, 35.69),
        (139.8371, 35.69),
    ),
    f"{DAWARICH}/tcx/running.tcx": Expected(
        "tcx",
        {"fix": 1},
        "2024-01-01T10:00:00",
        "2024-01-01T10:00:00",
        (13.405, 52.52),
        (13.405, 52.52),
    ),
    f"{KGEO}/test-data.json": Expected(
        "google_timeline_android",
        {"visit": 2, "path_point": 10, "fix": 2},
        "2023-10-01T08:00:00",
        "2023-10-02T09:15:00",
        (-74.005974, 40.712776),
        (-74.009974, 40.716776),
        notices=2,
    ),
}

# Files of the right format without one usable position: line, column and reason of each reject.
REJECTED = {
    f"{SEMANTIC}activitySegment_without_startLocation_without_waypointPath.json": [
        (1, "activitySegment", "neither a location nor a path with times"),
    ],
    f"{SEMANTIC}placeVisit_without_location_with_coordinates.json": [
        (1, "latitudeE7", "missing"),
    ],
    f"{DAWARICH}/kml/invalid_coordinates.kml": [
        (11, "coordinates", "no coordinates"),
        (20, "coordinates", "not longitude,latitude or with an altitude"),
    ],
}

# Files that lie beside a history, or hold none.
REFUSED = {
    f"{GOOGLE}/edge_cases/device_settings.json": "settings of the devices",
    f"{GOOGLE}/edge_cases/timeline_edits.json": "log of corrections to a Timeline",
    f"{DAWARICH}/tcx/no_gps.tcx": r"a TCX workout, but holds no position .*: 2\)",
}


def real(path: str) -> bytes:
    """The bytes of a real file."""
    if not DATA.is_dir():
        pytest.skip("../shared/data is not here: real files not tested")
    return (DATA / path).read_bytes()


def read(path: str) -> History:
    """The history in a real file."""
    return read_history(Path(path).name, real(path))


@pytest.mark.parametrize("path", READ)
def test_a_real_file_is_read_as_what_it_is(path: str) -> None:
    expected = READ[path]
    history = read(path)
    assert history.format == expected.format
    assert Counter(KINDS[kind] for kind in history.kind.tolist()) == expected.kinds
    assert history.rejects == ()
    assert len(history.notices) == expected.notices
    first, last = int(history.start.argmin()), int(history.end.argmax())
    assert history.start[first] == np.datetime64(expected.first, "us")
    assert history.end[last] == np.datetime64(expected.last, "us")
    assert (history.lon_deg[first], history.lat_deg[first]) == expected.from_lon_lat
    assert (history.lon_deg[last], history.lat_deg[last]) == expected.to_lon_lat


@pytest.mark.parametrize("path", REJECTED)
def test_a_real_file_with_broken_positions_says_which(path: str) -> None:
    history = read(path)
    assert len(history) == 0
    found = [(reject.line, reject.column, reject.reason) for reject in history.rejects]
    assert found == REJECTED[path]


@pytest.mark.parametrize("path", REFUSED)
def test_a_real_file_that_is_no_history_is_refused(path: str) -> None:
    data = real(path)
    with pytest.raises(InvalidInput, match=REFUSED[path]) as refusal:
        read_history(Path(path).name, data)
    assert str(refusal.value).startswith(Path(path).name)
    assert "expected" in str(refusal.value)


def test_every_real_file_is_in_one_of_the_three_tables() -> None:
    if not DATA.is_dir():
        pytest.skip("../shared/data is not here: real files not tested")
    there = {
        path.relative_to(DATA).as_posix()
        for folder in (DAWARICH, KGEO)
        for path in (DATA / folder).rglob("*")
        if path.is_file()
    }
    assert there == {*READ, *REJECTED, *REFUSED}


@pytest.mark.parametrize(
    ("path", "accuracies_m"),
    [
        (f"{DAWARICH}/csv/semicolon_eu.csv", [8.0, 10.0, 7.0]),
        (f"{DAWARICH}/csv/nsew_suffixes.csv", [np.nan, np.nan, np.nan]),
        (f"{GOOGLE}/records.json", [150.0, 18_000.0, 22.0]),
        (f"{DAWARICH}/geojson/various_fields.geojson", [8.0, np.nan, 5.0]),  # hdop is no radius
        (f"{DAWARICH}/kml/extended_data.kml", [10.0]),
        (f"{DAWARICH}/owntracks/2024-03.rec", [10.0, 9.0, *[5.0] * 9]),
        (f"{GOOGLE}/timeline_new_format.json", [*[np.nan] * 5, 15.0]),
        (f"{DAWARICH}/overland/geodata.json", [30.0]),
    ],
)
def test_accuracy_is_read_where_a_file_states_one(path: str, accuracies_m: list[float]) -> None:
    np.testing.assert_array_equal(read(path).accuracy_m, accuracies_m)


def test_duplicates_are_kept() -> None:
    history = read(f"{GOOGLE}/location-history.json")
    rows = list(zip(history.start.tolist(), history.lon_deg.tolist(), strict=True))
    assert len(rows) - len(set(rows)) == 3


def test_every_point_of_every_geolife_track_is_read() -> None:
    if not DATA.is_dir():
        pytest.skip("../shared/data is not here: real files not tested")
    tracks = sorted((DATA / "geolife").rglob("*.plt"))
    assert tracks
    for track in tracks:
        data = track.read_bytes()
        history = read_history(track.name, data)
        assert history.format == "geolife_plt"
        assert len(history) == data.count(b"\n") - 6
        assert history.rejects == ()
        assert (history.line == np.arange(7, 7 + len(history))).all()
        fields = re.split(rb"[,\r]", data.split(b"\n")[6])
        assert (history.lat_deg[0], history.lon_deg[0]) == (float(fields[0]), float(fields[1]))
        day_number = float(fields[4])  # since 1899-12-30
        exactly = np.datetime64("1899-12-30", "us") + np.timedelta64(
            round(day_number * 86_400e6), "us"
        )
        assert abs(history.start[0] - exactly) < np.timedelta64(1, "s")
        assert (history.start[1:] >= history.start[:-1]).all()
