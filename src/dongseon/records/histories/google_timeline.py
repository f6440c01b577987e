"""Google location history, last two generations: Timeline exported from a phone.

Android writes ``semanticSegments`` and ``rawSignals``, iOS a list of segments. Neither was ever
specified by Google; the fields are those of exports seen.
"""

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

MINUTE_US = 60_000_000
SIGNALS = {"wifiScan": "scan of wireless networks", "activityRecord": "record of an activity"}


def read_android(file: str, document: dict[str, Any], local: ZoneInfo) -> History:
    """Segments, then raw signals, numbered on. Any: unchecked JSON."""
    found = rows.Rows(file, local)
    segments = rows.as_list(document.get("semanticSegments"))
    for ordinal, segment in enumerate(segments, start=1):
        read_segment(rows.as_object(segment), ordinal, found)
    signals = rows.as_list(document.get("rawSignals"))
    for ordinal, signal in enumerate(signals, start=len(segments) + 1):
        read_signal(rows.as_object(signal), ordinal, found)
    profile = rows.as_object(document.get("userLocationProfile"))
    frequent = rows.as_list(profile.get("frequentPlaces"))
    if frequent:
        found.ignore("frequent place, without a time", len(frequent))
    return found.history("google_timeline_android")


def read_ios(file: str, segments: list[Any], local: ZoneInfo) -> History:
    """A list of segments. Any: unchecked JSON."""
    found = rows.Rows(file, local)
    for ordinal, segment in enumerate(segments, start=1):
        read_segment(rows.as_object(segment), ordinal, found)
    return found.history("google_timeline_ios")


def read_segment(segment: dict[str, Any], ordinal: int, found: rows.Rows) -> None:
    """A visit, a journey or a path; some segments are a visit and a path."""
    known = False
    if "visit" in segment:
        known = True
        read_visit(segment, ordinal, found)
    if "activity" in segment:
        known = True
        read_activity(segment, ordinal, found)
    if "timelinePath" in segment:
        known = True
        read_path(segment, ordinal, found)
    if not known and "timelineMemory" in segment:
        found.ignore("memory of a trip, without a position")
    elif not known:
        shown = ", ".join(segment)
        found.reject(ordinal, values.Unusable("", shown, "no visit, activity or timelinePath"))


def read_visit(segment: dict[str, Any], ordinal: int, found: rows.Rows) -> None:
    """A stay from the segment's start to its end."""
    visit = rows.as_object(segment["visit"])
    top = rows.as_object(visit.get("topCandidate"))
    extra = {
        "placeId": top.get("placeId", top.get("placeID")),
        "semanticType": top.get("semanticType"),
        "hierarchyLevel": visit.get("hierarchyLevel"),
        "probability": visit.get("probability"),
        "place_probability": top.get("probability"),
    }
    try:
        lon, lat = place(top.get("placeLocation"), "visit.topCandidate.placeLocation")
        start = found.clock.instant_us(segment.get("startTime"), "startTime")
        end = start
        if "endTime" in segment:
            end = found.clock.instant_us(segment["endTime"], "endTime")
        found.add(
            rows.Row(ordinal, start, end, lon, lat, kind=VISIT, attributes=rows.attributes(extra))
        )
    except values.Unusable as fault:
        found.reject(ordinal, fault)


def read_activity(segment: dict[str, Any], ordinal: int, found: rows.Rows) -> None:
    """The two ends of a journey."""
    activity = rows.as_object(segment["activity"])
    top = rows.as_object(activity.get("topCandidate"))
    extra = rows.attributes({"type": top.get("type"), "probability": top.get("probability")})
    for side, kind in (("start", ACTIVITY_START), ("end", ACTIVITY_END)):
        try:
            lon, lat = place(activity.get(side), f"activity.{side}")
            at = found.clock.instant_us(segment.get(f"{side}Time"), f"{side}Time")
            found.add(rows.Row(ordinal, at, at, lon, lat, kind=kind, attributes=extra))
        except values.Unusable as fault:
            found.reject(ordinal, fault)


def read_path(segment: dict[str, Any], ordinal: int, found: rows.Rows) -> None:
    """The points of a path."""
    for nth, item in enumerate(rows.as_list(segment["timelinePath"])):
        point = rows.as_object(item)
        column = f"timelinePath[{nth}]"
        try:
            lon, lat = place(point.get("point"), f"{column}.point")
            at = path_instant_us(segment, point, column, found.clock)
            found.add(rows.Row(ordinal, at, at, lon, lat, kind=PATH_POINT))
        except values.Unusable as fault:
            found.reject(ordinal, fault)


def path_instant_us(
    segment: dict[str, Any], point: dict[str, Any], column: str, clock: values.Clock
) -> int:
    """When a path was at a point: its time, or its minutes after the segment's start."""
    offset_key = "durationMinutesOffsetFromStartTime"
    if "time" in point or offset_key not in point:
        return clock.instant_us(point.get("time"), f"{column}.time")
    minutes = values.number(point[offset_key], f"{column}.{offset_key}")
    if not 0 <= minutes <= 1_000_000:
        raise values.Unusable(f"{column}.{offset_key}", minutes, "not minutes after the start")
    start_us = clock.instant_us(segment.get("startTime"), "startTime")
    return start_us + round(minutes * MINUTE_US)


def read_signal(signal: dict[str, Any], ordinal: int, found: rows.Rows) -> None:
    """What a sensor said: a position, or something that is counted."""
    others = [meaning for key, meaning in SIGNALS.items() if key in signal]
    for meaning in others:
        found.ignore(f"{meaning}, without a position")
    if "position" not in signal:
        if not others:
            found.ignore("raw signal of another kind")
        return
    fix = rows.as_object(signal["position"])
    extra = {key: fix.get(key) for key in ("source", "altitudeMeters", "speedMetersPerSecond")}
    try:
        lon, lat = place(fix.get("LatLng", fix.get("latLng")), "position.LatLng")
        at = found.clock.instant_us(fix.get("timestamp"), "position.timestamp")
        accuracy = values.accuracy_m(fix.get("accuracyMeters"), "position.accuracyMeters")
        found.add(rows.Row(ordinal, at, at, lon, lat, accuracy, FIX, "", rows.attributes(extra)))
    except values.Unusable as fault:
        found.reject(ordinal, fault)


def place(value: Any, column: str) -> tuple[float, float]:
    """Longitude and latitude of a place, a text or an object with one. Any: unchecked JSON."""
    if isinstance(value, dict):
        value = value.get("latLng", value.get("LatLng"))
    return values.lat_lon_text(value, column)
