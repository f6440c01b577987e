"""Google location history, first two generations: Records.json and Semantic Location History.

Neither was ever specified by Google; the fields are those of https://locationhistoryformat.com
and of exports seen. The generations kept on the phone are in ``google_timeline``.
"""

import math
from typing import Any
from zoneinfo import ZoneInfo

from dongseon.records.histories import rows, values
from dongseon.records.histories.types import (
    ACTIVITY_END,
    ACTIVITY_START,
    FIX,
    PATH_POINT,
    VISIT,
    History,
)

KEPT = ("source", "deviceTag", "altitude", "velocity", "heading", "verticalAccuracy", "placeId")
WAYPOINT_KEYS = ("latE7", "lngE7")
LOCATION_KEYS = ("latitudeE7", "longitudeE7")


def read_records(file: str, document: Any, local: ZoneInfo) -> History:
    """Records.json: every location becomes a fix. Any: unchecked JSON."""
    found = rows.Rows(file, local)
    locations = document if isinstance(document, list) else rows.as_list(document["locations"])
    for ordinal, item in enumerate(locations, start=1):
        location = rows.as_object(item)
        try:
            lon, lat = e7_position(location, LOCATION_KEYS)
            at = instant_us(location, "timestamp", found.clock)
            accuracy = values.accuracy_m(location.get("accuracy"), "accuracy")
            found.add(rows.Row(ordinal, at, at, lon, lat, accuracy, FIX, "", kept(location)))
        except values.Unusable as fault:
            found.reject(ordinal, fault)
    return found.history("google_records")


def read_semantic(file: str, document: dict[str, Any], local: ZoneInfo) -> History:
    """Semantic Location History: visits, and the ends and paths of journeys. Any: unchecked JSON."""
    found = rows.Rows(file, local)
    for ordinal, item in enumerate(rows.as_list(document["timelineObjects"]), start=1):
        entry = rows.as_object(item)
        if "placeVisit" in entry:
            read_visits(rows.as_object(entry["placeVisit"]), ordinal, found)
        elif "activitySegment" in entry:
            read_segment(rows.as_object(entry["activitySegment"]), ordinal, found)
        else:
            shown = ", ".join(entry)
            reason = "neither a placeVisit nor an activitySegment"
            found.reject(ordinal, values.Unusable("timelineObjects", shown, reason))
    return found.history("google_semantic")


def read_visits(outer: dict[str, Any], ordinal: int, found: rows.Rows) -> None:
    """A visit and the visits within it, such as a shop in a shopping centre."""
    waiting = [outer]
    while waiting:
        visit = waiting.pop()
        waiting.extend(map(rows.as_object, reversed(rows.as_list(visit.get("childVisits")))))
        try:
            found.add(visit_row(visit, ordinal, found.clock))
        except values.Unusable as fault:
            found.reject(ordinal, fault)
        read_path(visit, ordinal, found)


def visit_row(visit: dict[str, Any], ordinal: int, clock: values.Clock) -> rows.Row:
    """The row of a visit; without an end it is an instant. Raises Unusable."""
    location, extra = visited_location(visit)
    lon, lat = e7_position(location, LOCATION_KEYS)
    duration = rows.as_object(visit.get("duration"))
    start = instant_us(duration, "startTimestamp", clock)
    end = start
    if has_time(duration, "endTimestamp"):
        end = instant_us(duration, "endTimestamp", clock)
    name = location.get("name")
    return rows.Row(
        line=ordinal,
        start_us=start,
        end_us=end,
        lon_deg=lon,
        lat_deg=lat,
        accuracy_m=values.accuracy_m(location.get("accuracyMetres"), "accuracyMetres"),
        kind=VISIT,
        name=name if isinstance(name, str) else "",
        attributes=rows.attributes(extra),
    )


def visited_location(visit: dict[str, Any]) -> tuple[dict[str, Any], dict[str, Any]]:
    """Where a visit was: Google's choice, else its centre, else its likeliest candidate."""
    location = rows.as_object(visit.get("location"))
    extra = {key: location.get(key) for key in ("placeId", "address", "semanticType")}
    extra["visitConfidence"] = visit.get("visitConfidence")
    if "latitudeE7" in location:
        return location, extra
    if "centerLatE7" in visit:
        centre = {"latitudeE7": visit["centerLatE7"], "longitudeE7": visit.get("centerLngE7")}
        return {**location, **centre}, {**extra, "position": "centre of the visit"}
    candidates = [
        candidate
        for candidate in map(rows.as_object, rows.as_list(visit.get("otherCandidateLocations")))
        if "latitudeE7" in candidate
    ]
    if not candidates:
        return location, extra
    likeliest = max(candidates, key=confidence)
    return likeliest, {**extra, "position": "likeliest candidate"}


def confidence(candidate: dict[str, Any]) -> float:
    """How sure Google is of a candidate; the first of equals is the likeliest."""
    stated = candidate.get("locationConfidence")
    return stated if isinstance(stated, int | float) and not math.isnan(stated) else -math.inf


def read_segment(segment: dict[str, Any], ordinal: int, found: rows.Rows) -> None:
    """A journey: where it began, the points of its path that have times, where it ended."""
    before = found.taken
    waypoints = rows.as_list(rows.as_object(segment.get("waypointPath")).get("waypoints"))
    used = 0
    for side, waypoint_at, kind in (("start", 0, ACTIVITY_START), ("end", -1, ACTIVITY_END)):
        location = rows.as_object(segment.get(f"{side}Location"))
        keys = LOCATION_KEYS
        # the last waypoint is the end, unless it is the only one, which is the start
        if "latitudeE7" not in location and len(waypoints) > (side == "end"):
            location, keys = rows.as_object(waypoints[waypoint_at]), WAYPOINT_KEYS
        if keys[0] in location:
            used += keys is WAYPOINT_KEYS
            read_end(segment, location, keys, side=side, kind=kind, ordinal=ordinal, found=found)
    if len(waypoints) > used:
        found.ignore("waypoint without a time of its own", len(waypoints) - used)
    stops = rows.as_list(rows.as_object(segment.get("transitPath")).get("transitStops"))
    if stops:
        found.ignore("stop of a line without a time of its own", len(stops))
    read_path(segment, ordinal, found)
    if "parkingEvent" in segment:
        read_parking(rows.as_object(segment["parkingEvent"]), ordinal, found)
    if found.taken == before:
        fault = values.Unusable("activitySegment", "", "neither a location nor a path with times")
        found.reject(ordinal, fault)


def read_end(
    segment: dict[str, Any],
    location: dict[str, Any],
    keys: tuple[str, str],
    *,
    side: str,
    kind: int,
    ordinal: int,
    found: rows.Rows,
) -> None:
    """One end of a journey; a last waypoint of a journey without an end is left alone."""
    duration = rows.as_object(segment.get("duration"))
    extra = {key: segment.get(key) for key in ("activityType", "confidence")}
    try:
        lon, lat = e7_position(location, keys)
        at = instant_us(duration, f"{side}Timestamp", found.clock)
        accuracy = values.accuracy_m(location.get("accuracyMetres"), "accuracyMetres")
        found.add(rows.Row(ordinal, at, at, lon, lat, accuracy, kind, "", rows.attributes(extra)))
    except values.Unusable as fault:
        found.reject(ordinal, fault)


def read_path(entry: dict[str, Any], ordinal: int, found: rows.Rows) -> None:
    """The points of a simplified raw path: each has a time and an accuracy."""
    path = rows.as_object(entry.get("simplifiedRawPath"))
    for point in map(rows.as_object, rows.as_list(path.get("points"))):
        try:
            lon, lat = e7_position(point, WAYPOINT_KEYS)
            at = instant_us(point, "timestamp", found.clock)
            accuracy = values.accuracy_m(point.get("accuracyMeters"), "accuracyMeters")
            found.add(rows.Row(ordinal, at, at, lon, lat, accuracy, PATH_POINT))
        except values.Unusable as fault:
            found.reject(ordinal, fault)


def read_parking(event: dict[str, Any], ordinal: int, found: rows.Rows) -> None:
    """Where and when the car was parked."""
    location = rows.as_object(event.get("location"))
    try:
        lon, lat = e7_position(location, LOCATION_KEYS)
        at = instant_us(event, "timestamp", found.clock)
        accuracy = values.accuracy_m(location.get("accuracyMetres"), "accuracyMetres")
        extra = rows.attributes({"position": "parked car"})
        found.add(rows.Row(ordinal, at, at, lon, lat, accuracy, PATH_POINT, "", extra))
    except values.Unusable as fault:
        found.reject(ordinal, fault)


def e7_position(location: dict[str, Any], keys: tuple[str, str]) -> tuple[float, float]:
    """Longitude and latitude of a location in E7. Raises Unusable."""
    lat_key, lon_key = keys
    lat = values.e7_degrees(location.get(lat_key), lat_key, 90.0)
    return values.position(values.e7_degrees(location.get(lon_key), lon_key, 180.0), lat)


def has_time(fields: dict[str, Any], key: str) -> bool:
    """Whether a time is there, as text or in milliseconds."""
    return key in fields or f"{key}Ms" in fields


def instant_us(fields: dict[str, Any], key: str, clock: values.Clock) -> int:
    """The time under a key, or under its older name in milliseconds. Raises Unusable."""
    if key in fields or f"{key}Ms" not in fields:
        return clock.instant_us(fields.get(key), key)
    return clock.instant_us(fields[f"{key}Ms"], f"{key}Ms")


def kept(location: dict[str, Any]) -> str:
    """The attributes of a location."""
    return rows.attributes({key: location[key] for key in KEPT if key in location})
