"""GPX 1.0 and 1.1 (https://www.topografix.com/gpx.asp): track points and timed waypoints."""

from zoneinfo import ZoneInfo

from dongseon.records.histories import markup, rows, values
from dongseon.records.histories.types import FIX, WAYPOINT, History

POINTS = frozenset({"trkpt", "wpt", "rtept"})
# Fields of a point kept as attributes; an extension of the same name counts too.
KEPT = ("ele", "speed", "course", "hdop", "vdop", "pdop", "sat", "src", "fix", "hr", "cad")
ACCURACIES = ("accuracy", "horizontalaccuracy", "hacc")


def read(file: str, text: str, local: ZoneInfo) -> History:
    """Track points become fixes, waypoints with a time waypoints; routes are plans, not places."""
    found = rows.Rows(file, local)
    for point in markup.elements(file, text, POINTS):
        if point.tag == "rtept":
            found.ignore("route point: a plan, not a position somebody was at")
            continue
        try:
            found.add(row_of(point, found.clock))
        except values.Unusable as fault:
            found.reject(point.line, fault)
    return found.history("gpx")


def row_of(point: markup.Element, clock: values.Clock) -> rows.Row:
    """The row of a track point or waypoint. Raises Unusable."""
    lon, lat = values.position(
        values.degrees(point.attributes.get("lon"), "lon"),
        values.degrees(point.attributes.get("lat"), "lat"),
    )
    texts: dict[str, str] = {}
    for inner in point.walk():
        if inner.pieces:
            texts.setdefault(inner.tag.lower(), inner.text)
    at = clock.instant_us(texts.get("time", ""), "time")
    accuracy = next((texts[tag] for tag in ACCURACIES if tag in texts), "")
    accuracy_m = values.accuracy_m(accuracy, "accuracy")
    kind = WAYPOINT if point.tag == "wpt" else FIX
    extra = rows.attributes({tag: texts[tag] for tag in KEPT if tag in texts})
    return rows.Row(point.line, at, at, lon, lat, accuracy_m, kind, texts.get("name", ""), extra)
