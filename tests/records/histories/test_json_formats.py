"""GeoJSON, Google, OwnTracks and flat points: what each object becomes."""

import json
from typing import Any

import numpy as np
import pytest

from dongseon.errors import InvalidInput
from dongseon.records.histories import KINDS, History, read_history

T0 = "2024-03-01T00:00:00Z"
T1 = "2024-03-01T01:00:00Z"
BEGIN = np.datetime64("2024-03-01T00:00:00", "us")
HOUR = np.timedelta64(3600, "s")


def read(document: Any) -> History:
    """The history in a JSON document."""
    return read_history("a.json", json.dumps(document).encode())


def kinds(history: History) -> list[str]:
    """Names of the kinds of all rows."""
    return [KINDS[kind] for kind in history.kind.tolist()]


def reasons(history: History) -> list[tuple[int, str, str]]:
    """Ordinal, column and reason of all rejects."""
    return [(reject.line, reject.column, reject.reason) for reject in history.rejects]


# ── GeoJSON ──────────────────────────────────────────────────────────────────────────────────


def feature(geometry: Any, **properties: Any) -> dict[str, Any]:
    """A GeoJSON feature."""
    return {"type": "Feature", "geometry": geometry, "properties": properties}


def shape(kind: str, coordinates: Any) -> dict[str, Any]:
    """A GeoJSON geometry."""
    return {"type": kind, "coordinates": coordinates}


POINT = shape("Point", [127.0, 37.5, 30])
PATH = [[127.0, 37.5], [127.1, 37.6]]


def test_geojson_points_are_fixes_or_visits() -> None:
    history = read(
        {
            "type": "FeatureCollection",
            "features": [
                feature(POINT, time=T0, accuracy="8", mode="walk", nested={"x": 1}),
                feature(POINT, start=T0, end=T1, name="다방"),
            ],
        }
    )
    assert history.format == "geojson"
    assert kinds(history) == ["fix", "visit"]
    assert history.line.tolist() == [1, 2]
    assert history.accuracy_m[0] == 8.0
    assert history.attributes.tolist() == ['{"mode": "walk"}', ""]
    assert history.name.tolist() == ["", "다방"]
    assert history.end[1] - history.start[1] == HOUR


@pytest.mark.parametrize(
    "properties",
    [
        {"coordTimes": [T0, T1]},
        {"times": [1709251200, 1709254800]},
        {"timestamps": [T0, T1]},
        {"coordinateProperties": {"times": [T0, T1]}},
    ],
)
def test_geojson_lines_with_times_are_fixes(properties: dict[str, Any]) -> None:
    history = read(feature(shape("LineString", PATH), **properties))
    assert kinds(history) == ["fix", "fix"]
    assert history.start.tolist() == [BEGIN.item(), (BEGIN + HOUR).item()]
    assert history.record_ids().tolist() == ["a.json:1", "a.json:1.2"]


def test_geojson_several_lines_have_several_lists_of_times() -> None:
    lines = shape("MultiLineString", [PATH, PATH])
    history = read(feature(lines, coordTimes=[[T0, T1], [T1]]))
    assert kinds(history) == ["fix"] * 3
    assert reasons(history) == [(1, "coordTimes", "no time")]
    assert kinds(read(feature(lines, coordTimes=[[T0, T1]], time=T0))) == [
        *["fix"] * 2,
        *["drawn"] * 2,
    ]


def test_geojson_vertices_without_times_of_their_own_are_drawn() -> None:
    both = {"type": "GeometryCollection", "geometries": [POINT, shape("MultiPoint", PATH)]}
    history = read(feature(both, time=T0))
    assert kinds(history) == ["drawn"] * 3
    assert history.lon_deg.tolist() == [127.0, 127.0, 127.1]


@pytest.mark.parametrize(
    ("document", "rejects"),
    [
        (POINT, [(1, "time", "no time")]),
        (feature(POINT), [(1, "time", "no time")]),
        (feature(None, time=T0), [(1, "geometry.type", "not a point, a line or several of them")]),
        (
            feature(shape("Polygon", [PATH]), time=T0),
            [(1, "geometry.type", "not a point, a line or several of them")],
        ),
        (feature(shape("LineString", []), time=T0), [(1, "geometry.coordinates", "no position")]),
        (
            feature(shape("Point", [127.0]), time=T0),
            [(1, "geometry.coordinates", "not [longitude, latitude]")],
        ),
        (
            feature(shape("Point", [37.5, 127.0]), time=T0),
            [(1, "lat", "latitude beyond 90°; latitude and longitude may be swapped")],
        ),
        (
            feature(POINT, time=T0, horizontal_accuracy=-1),
            [
                (
                    1,
                    "horizontal_accuracy",
                    "negative: the phone says the position is not valid",
                )
            ],
        ),
        (feature(POINT, start=T1, end=T0), [(1, "end", "ends before it starts")]),
        (
            [feature(POINT, time="noon")],
            [(1, "time", "not a time; expected ISO 8601 or Unix time")],
        ),
    ],
)
def test_geojson_that_places_nobody_is_rejected(document: Any, rejects: Any) -> None:
    history = read(document)
    assert len(history) == 0
    assert reasons(history) == rejects


def test_overland_batches_are_features_in_a_list_of_locations() -> None:
    fix = feature(POINT, timestamp=T0, horizontal_accuracy=5, motion=["walking"])
    ended = {"type": "Feature", "properties": {"timestamp": T0, "action": "will_terminate"}}
    history = read({"locations": [fix, ended, "?"], "trip": {}})
    assert (history.format, kinds(history)) == ("overland", ["fix"])
    assert history.accuracy_m.tolist() == [5.0]
    assert history.notices == ("event of the application, without a position: 1",)
    assert reasons(history) == [(3, "geometry.type", "not a point, a line or several of them")]


# ── flat points ──────────────────────────────────────────────────────────────────────────────


@pytest.mark.parametrize(
    ("document", "name"),
    [
        ([{"latitude": "37.5", "longitude": "127.0", "timestamp": 1709251200}], "points_json"),
        ({"data": [{"lat": 37.5, "lng": 127.0, "time": T0}]}, "points_json"),
        ({"locations": [{"lat": 37.5, "lon": 127.0, "time": 1709251200.0}]}, "polarsteps"),
    ],
)
def test_flat_points_are_fixes(document: Any, name: str) -> None:
    history = read(document)
    assert (history.format, kinds(history)) == (name, ["fix"])
    assert (history.lon_deg[0], history.lat_deg[0], history.start[0]) == (127.0, 37.5, BEGIN)


def test_flat_points_with_an_arrival_are_visits() -> None:
    stay = {"lat": 37.5, "lon": 127.0, "arrived": T0, "departed": T1, "type": "place_visit"}
    move = {**stay, "type": "activity_start"}
    still_there = {**stay, "departed": None}
    history = read([stay, move, still_there, {"lat": 37.5}, {"lat": 1, "lon": 1}, 7])
    assert history.format == "polarsteps"
    assert kinds(history) == ["visit", "activity_start", "visit"]
    assert (history.end - history.start).tolist() == [HOUR.item(), 0 * HOUR.item(), 0 * HOUR.item()]
    assert history.attributes.tolist() == ["", f'{{"departed": "{T1}"}}', ""]
    assert reasons(history) == [
        (4, "lat, lon", "no position"),
        (5, "time", "no time"),
        (6, "lat, lon", "no position"),
    ]


# ── Google: Records.json ─────────────────────────────────────────────────────────────────────

SPOT = {"latitudeE7": 375_000_000, "longitudeE7": 1_270_000_000}


@pytest.mark.parametrize("wrap", [list, lambda items: {"locations": items}])
def test_google_records_are_fixes(wrap: Any) -> None:
    history = read(
        wrap(
            [
                {**SPOT, "timestamp": T0, "accuracy": 20, "source": "WIFI", "activity": [{}]},
                {**SPOT, "timestampMs": "1709251200000", "accuracy": -1},
                {"latitudeE7": 375_000_000, "longitudeE7": 2**32 - 1_193_393_903, "timestamp": T0},
                {"timestamp": T0},
                SPOT,
                None,
            ]
        )
    )
    assert (history.format, kinds(history)) == ("google_records", ["fix"] * 3)
    assert (history.start == BEGIN).all()
    assert history.lon_deg.tolist() == [127.0, 127.0, -119.3393903]
    assert history.accuracy_m[0] == 20.0
    assert np.isnan(history.accuracy_m[1:]).all()
    assert history.attributes[0] == '{"source": "WIFI"}'
    assert reasons(history) == [
        (4, "latitudeE7", "missing"),
        (5, "timestamp", "no time"),
        (6, "latitudeE7", "missing"),
    ]


# ── Google: Semantic Location History ────────────────────────────────────────────────────────

DURATION = {"startTimestamp": T0, "endTimestamp": T1}
WAYPOINT = {"latE7": 376_000_000, "lngE7": 1_271_000_000}


def timeline(*objects: Any) -> History:
    """A Semantic Location History of these objects."""
    return read({"timelineObjects": list(objects)})


def test_google_visits_have_name_times_and_visits_within() -> None:
    path = {"points": [{**WAYPOINT, "timestamp": T0, "accuracyMeters": 9}, {**WAYPOINT}]}
    inner = {"location": {**SPOT, "name": "안"}, "duration": DURATION}
    outer = {
        "location": {**SPOT, "name": "밖", "placeId": "p", "accuracyMetres": 30},
        "duration": DURATION,
        "visitConfidence": 80,
        "childVisits": [inner],
        "simplifiedRawPath": path,
    }
    history = timeline({"placeVisit": outer})
    assert kinds(history) == ["visit", "path_point", "visit"]
    assert history.name.tolist() == ["밖", "", "안"]
    assert history.accuracy_m[:2].tolist() == [30.0, 9.0]
    assert history.end[0] - history.start[0] == HOUR
    assert history.attributes[0] == '{"placeId": "p", "visitConfidence": 80}'
    assert reasons(history) == [(1, "timestamp", "no time")]


def test_a_google_visit_without_a_location_takes_its_centre_or_likeliest_candidate() -> None:
    centre = {"centerLatE7": 375_000_000, "centerLngE7": 1_270_000_000, "duration": DURATION}
    candidates = [
        "?",
        {"placeId": "no position"},
        {**SPOT, "locationConfidence": 10},
        {"latitudeE7": 376_000_000, "longitudeE7": 1_271_000_000, "locationConfidence": 20},
        {**SPOT},
        {**SPOT, "locationConfidence": float("nan")},
    ]
    guessed = {"otherCandidateLocations": candidates, "duration": DURATION}
    history = timeline({"placeVisit": centre}, {"placeVisit": guessed}, {"placeVisit": {}})
    assert history.lat_deg.tolist() == [37.5, 37.6]
    assert history.attributes.tolist() == [
        '{"position": "centre of the visit"}',
        '{"position": "likeliest candidate"}',
    ]
    assert reasons(history) == [(3, "latitudeE7", "missing")]


def test_a_google_journey_has_two_ends_and_a_path() -> None:
    history = timeline(
        {
            "activitySegment": {
                "startLocation": {**SPOT, "accuracyMetres": 12},
                "endLocation": SPOT,
                "duration": DURATION,
                "activityType": "WALKING",
                "waypointPath": {"waypoints": [WAYPOINT, WAYPOINT]},
                "simplifiedRawPath": {"points": [{**WAYPOINT, "timestampMs": "1709251260000"}]},
            }
        }
    )
    assert kinds(history) == ["activity_start", "activity_end", "path_point"]
    assert history.start.tolist()[:2] == [BEGIN.item(), (BEGIN + HOUR).item()]
    assert history.accuracy_m[0] == 12.0
    assert history.attributes[0] == '{"activityType": "WALKING"}'
    assert history.notices == ("waypoint without a time of its own: 2",)


def test_where_a_car_was_parked_is_a_point_of_the_path() -> None:
    parked = {"location": {**SPOT, "accuracyMetres": 50}, "timestamp": T1}
    history = timeline(
        {"activitySegment": {"parkingEvent": parked, "transitPath": {"transitStops": [{}, {}]}}},
        {"activitySegment": {"parkingEvent": {"location": SPOT}}},
    )
    assert kinds(history) == ["path_point"]
    assert (history.start[0], history.accuracy_m[0]) == (BEGIN + HOUR, 50.0)
    assert history.attributes.tolist() == ['{"position": "parked car"}']
    assert history.notices == ("stop of a line without a time of its own: 2",)
    assert reasons(history) == [(2, "timestamp", "no time")]


def test_a_google_journey_without_ends_takes_its_outer_waypoints() -> None:
    path = {"waypoints": [WAYPOINT, WAYPOINT, {"latE7": 377_000_000, "lngE7": 1_272_000_000}]}
    history = timeline({"activitySegment": {"duration": DURATION, "waypointPath": path}})
    assert kinds(history) == ["activity_start", "activity_end"]
    assert history.lat_deg.tolist() == [37.6, 37.7]
    assert history.notices == ("waypoint without a time of its own: 1",)


def test_google_objects_that_place_nobody_are_rejected() -> None:
    history = timeline(
        {"activitySegment": {"startLocation": SPOT}},
        {"activitySegment": {"waypointPath": {"waypoints": ["?"]}}},
        {"somethingNew": 1},
        None,
        {"placeVisit": {"location": SPOT, "duration": {"startTimestamp": T1, "endTimestamp": T0}}},
    )
    assert reasons(history) == [
        (1, "startTimestamp", "no time"),
        (2, "activitySegment", "neither a location nor a path with times"),
        (3, "timelineObjects", "neither a placeVisit nor an activitySegment"),
        (4, "timelineObjects", "neither a placeVisit nor an activitySegment"),
        (5, "end", "ends before it starts"),
    ]


# ── Google: Timeline of a phone ──────────────────────────────────────────────────────────────


def segment(**content: Any) -> dict[str, Any]:
    """A segment of an hour."""
    return {"startTime": T0, "endTime": T1, **content}


def test_an_android_timeline_has_segments_and_signals() -> None:
    history = read(
        {
            "semanticSegments": [
                segment(
                    visit={
                        "hierarchyLevel": 0,
                        "topCandidate": {"placeLocation": {"latLng": "37.5°, 127.0°"}},
                    },
                    timelinePath=[{"point": "37.6°, 127.1°", "time": T0}],
                ),
                segment(
                    activity={
                        "start": {"latLng": "37.5°, 127.0°"},
                        "end": {"latLng": "37.6°, 127.1°"},
                        "topCandidate": {"type": "WALKING"},
                    }
                ),
                segment(timelineMemory={}),
            ],
            "rawSignals": [
                {"position": {"LatLng": "37.5°, 127.0°", "accuracyMeters": 9, "timestamp": T0}},
                {"wifiScan": {}},
                {"beacon": {}},
            ],
            "userLocationProfile": {"frequentPlaces": [{}]},
        }
    )
    assert history.format == "google_timeline_android"
    assert kinds(history) == ["visit", "path_point", "activity_start", "activity_end", "fix"]
    assert history.line.tolist() == [1, 1, 2, 2, 4]
    assert history.accuracy_m[4] == 9.0
    assert history.notices == (
        "memory of a trip, without a position: 1",
        "scan of wireless networks, without a position: 1",
        "raw signal of another kind: 1",
        "frequent place, without a time: 1",
    )


def test_an_iphone_timeline_counts_minutes_from_the_start_of_a_segment() -> None:
    offset = "durationMinutesOffsetFromStartTime"
    history = read(
        [
            segment(visit={"topCandidate": {"placeLocation": "geo:37.5,127.0"}}),
            {"startTime": T0, "visit": {"topCandidate": {"placeLocation": "geo:37.5,127.0"}}},
            segment(activity={"start": "geo:37.5,127.0", "end": "geo:37.6,127.1"}),
            segment(
                timelinePath=[
                    {"point": "geo:37.5,127.0", offset: "60"},
                    {"point": "geo:37.5,127.0", offset: 0},
                    {"point": "geo:37.5,127.0", offset: "-1"},
                    {"point": "geo:37.5,127.0", offset: "soon"},
                    {"point": "geo:37.5,127.0"},
                    {"point": "here", offset: "1"},
                ]
            ),
        ]
    )
    assert history.format == "google_timeline_ios"
    assert kinds(history) == [
        *("visit", "visit", "activity_start", "activity_end", "path_point", "path_point")
    ]
    assert (history.end - history.start).tolist()[:2] == [HOUR.item(), 0 * HOUR.item()]
    assert history.start[4] == BEGIN + HOUR
    assert history.start[5] == BEGIN
    assert reasons(history) == [
        (4, f"timelinePath[2].{offset}", "not minutes after the start"),
        (4, f"timelinePath[3].{offset}", "not a number"),
        (4, "timelinePath[4].time", "no time"),
        (4, "timelinePath[5].point", "not a latitude and a longitude"),
    ]


def test_timeline_entries_that_place_nobody_are_rejected() -> None:
    history = read(
        {
            "semanticSegments": [
                segment(visit={}),
                segment(activity={"start": "geo:37.5,127.0"}),
                segment(),
                "?",
            ],
            "rawSignals": [{"position": {"timestamp": T0}}],
        }
    )
    assert kinds(history) == ["activity_start"]
    assert reasons(history) == [
        (1, "visit.topCandidate.placeLocation", "no position"),
        (2, "activity.end", "no position"),
        (3, "", "no visit, activity or timelinePath"),
        (4, "", "no visit, activity or timelinePath"),
        (5, "position.LatLng", "no position"),
    ]


# ── OwnTracks ────────────────────────────────────────────────────────────────────────────────

MESSAGE = {"_type": "location", "lat": 37.5, "lon": 127.0, "tst": 1709251200, "acc": 6, "batt": 80}


def test_an_owntracks_recording_is_read_by_line() -> None:
    untimed = {key: value for key, value in MESSAGE.items() if key != "tst"}
    lines = [
        f"2024-03-01T00:00:05Z\t*                 \t{json.dumps(MESSAGE)}",
        "",
        f"2024-03-01T00:00:00Z\t*\t{json.dumps(untimed)}",
        '2024-03-01T00:00:05Z\tlwt\t{"_type": "lwt", "tst": 1709251200}',
        "2024-03-01T00:00:05Z\t*\t{broken}",
        "2024-03-01T00:00:05Z\t*\t",
        '2024-03-01T00:00:05Z\tevent\t{"_type": "transition", "lat": 99, "lon": 127}',
    ]
    history = read_history("2024-03.rec", "\r\n".join(lines).encode())
    assert (history.format, kinds(history)) == ("owntracks_rec", ["fix", "fix"])
    assert history.line.tolist() == [1, 3]
    assert (history.start == BEGIN).all()
    assert history.accuracy_m.tolist() == [6.0, 6.0]
    assert history.attributes.tolist() == ['{"batt": 80}', '{"batt": 80}']
    assert history.notices == ("message (lwt), no position of the phone: 1",)
    assert reasons(history) == [
        (5, "", "cut off or damaged JSON"),
        (6, "", "not a time, a kind and a JSON message"),
        (7, "lat", "latitude beyond 90°"),
    ]


@pytest.mark.parametrize(
    "text",
    [
        json.dumps(MESSAGE),
        json.dumps([MESSAGE]),
        json.dumps({"count": 1, "data": [MESSAGE]}),
    ],
)
def test_owntracks_messages_are_read_as_json(text: str) -> None:
    history = read_history("a.json", text.encode())
    assert (history.format, kinds(history)) == ("owntracks_json", ["fix"])


def test_owntracks_messages_are_read_one_a_line() -> None:
    history = read_history("a.json", f"{json.dumps(MESSAGE)}\n{json.dumps(MESSAGE)}\n".encode())
    assert (history.format, kinds(history)) == ("owntracks_json", ["fix", "fix"])
    with pytest.raises(InvalidInput, match="line 2, column 1: cut off or damaged JSON"):
        read_history("a.json", f"{json.dumps(MESSAGE)}\n{{broken}}\n".encode())
