"""Garmin Training Center XML, version 2: the track points of workouts."""

from zoneinfo import ZoneInfo

from dongseon.records.histories import markup, rows, values
from dongseon.records.histories.types import History

POINTS = frozenset({"Trackpoint"})
KEPT = ("AltitudeMeters", "DistanceMeters", "Cadence", "Speed")


def read(file: str, text: str, local: ZoneInfo) -> History:
    """Track points with a position become fixes; those of an indoor workout have none."""
    found = rows.Rows(file, local)
    for point in markup.elements(file, text, POINTS):
        if point.child("Position") is None:
            found.ignore("track point without a position")
            continue
        try:
            found.add(row_of(point, found.clock))
        except values.Unusable as fault:
            found.reject(point.line, fault)
    return found.history("tcx")


def row_of(point: markup.Element, clock: values.Clock) -> rows.Row:
    """The row of a track point. Raises Unusable."""
    lon, lat = values.position(
        values.degrees(point.text_of("Position", "LongitudeDegrees"), "LongitudeDegrees"),
        values.degrees(point.text_of("Position", "LatitudeDegrees"), "LatitudeDegrees"),
    )
    at = clock.instant_us(point.text_of("Time"), "Time")
    texts = {inner.tag: inner.text for inner in point.walk()}
    return rows.Row(
        line=point.line,
        start_us=at,
        end_us=at,
        lon_deg=lon,
        lat_deg=lat,
        attributes=rows.attributes({tag: texts[tag] for tag in KEPT if tag in texts}),
    )
