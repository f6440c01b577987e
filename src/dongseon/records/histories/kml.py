"""KML 2.2 (OGC 07-147r2) with Google's gx:Track: placemarks that have a time."""

from itertools import zip_longest
from typing import NamedTuple
from zoneinfo import ZoneInfo

from dongseon.records.histories import markup, rows, values
from dongseon.records.histories.types import (
    ACTIVITY_END,
    ACTIVITY_START,
    DRAWN,
    FIX,
    VISIT,
    History,
)

WANTED = frozenset({"Placemark", "NetworkLink"})
AREAS = ("Polygon", "LinearRing", "Model")
ACCURACIES = ("accuracy", "horizontalaccuracy", "accuracy_m")


class Span(NamedTuple):
    """The time of a placemark."""

    start_us: int
    end_us: int
    moment: bool  # a TimeStamp; not the TimeSpan of a stay or a journey


class Shape(NamedTuple):
    """A point or a line of a placemark."""

    line: int
    positions: list[str]  # "lon,lat" or "lon,lat,altitude"


def read(file: str, text: str, local: ZoneInfo, *, others: int = 0) -> History:
    """Points become fixes or visits, tracks fixes, lines the ends of a journey."""
    found = rows.Rows(file, local)
    if others:
        found.ignore("other KML file in the archive, not read", others)
    for element in markup.elements(file, text, WANTED):
        if element.tag == "NetworkLink":
            found.ignore("link to another file, not followed")
        else:
            read_placemark(element, found)
    return found.history("kml")


def read_placemark(placemark: markup.Element, found: rows.Rows) -> None:
    """All positions of a placemark."""
    inner = list(placemark.walk())
    tracks = [element for element in inner if element.tag == "Track"]
    for track in tracks:
        read_track(track, found)
    shapes = [shape_of(element) for element in inner if element.tag in ("Point", "LineString")]
    for area in inner:
        if area.tag in AREAS:
            fault = values.Unusable(area.tag, "", "an area or a model, not a position")
            found.reject(area.line, fault)
    if shapes:
        read_shapes(placemark, shapes, found)
    elif not tracks and not any(element.tag in AREAS for element in inner):
        name = placemark.text_of("name")
        found.reject(placemark.line, values.Unusable("Placemark", name, "no geometry"))


def shape_of(geometry: markup.Element) -> Shape:
    """The positions of a Point or LineString."""
    coordinates = geometry.child("coordinates")
    if coordinates is None:
        return Shape(geometry.line, [])
    return Shape(coordinates.line, coordinates.text.split())


def read_shapes(placemark: markup.Element, shapes: list[Shape], found: rows.Rows) -> None:
    """Points and lines, all of which have the placemark's time."""
    try:
        span = span_of(placemark, found.clock)
        fields = extended_data(placemark)
        accuracy = next((fields.pop(key) for key in ACCURACIES if key in fields), "")
        model = rows.Row(
            line=placemark.line,
            start_us=span.start_us,
            end_us=span.end_us,
            lon_deg=0.0,
            lat_deg=0.0,
            accuracy_m=values.accuracy_m(accuracy, "accuracy"),
            name=placemark.text_of("name"),
            attributes=rows.attributes(fields),
        )
    except values.Unusable as fault:
        for shape in shapes:
            found.reject(shape.line, fault)
        return
    alone = sum(len(shape.positions) for shape in shapes) == 1
    for shape in shapes:
        if not shape.positions:
            found.reject(shape.line, values.Unusable("coordinates", "", "no coordinates"))
        read_shape(shape, span, model, alone, found)


def read_shape(shape: Shape, span: Span, model: rows.Row, alone: bool, found: rows.Rows) -> None:
    """A point or the vertices of a line."""
    last = len(shape.positions) - 1
    for nth, position in enumerate(shape.positions):
        row = model._replace(line=shape.line)
        if alone:
            row = row._replace(kind=FIX if span.moment else VISIT)
        elif span.moment or nth not in (0, last) or last == 0:
            row = row._replace(kind=DRAWN)
        elif nth == 0:
            row = row._replace(kind=ACTIVITY_START, end_us=span.start_us)
        else:
            row = row._replace(kind=ACTIVITY_END, start_us=span.end_us)
        try:
            lon, lat = lon_lat(position.split(","), position)
            found.add(row._replace(lon_deg=lon, lat_deg=lat))
        except values.Unusable as fault:
            found.reject(shape.line, fault)


def span_of(placemark: markup.Element, clock: values.Clock) -> Span:
    """The time of a placemark. Raises Unusable."""
    when = placemark.text_of("TimeStamp", "when")
    if when:
        at = clock.instant_us(when, "when")
        return Span(at, at, moment=True)
    begin = placemark.text_of("TimeSpan", "begin")
    end = placemark.text_of("TimeSpan", "end")
    if not begin and not end:
        raise values.Unusable("TimeStamp", "", "no time: neither TimeStamp nor TimeSpan")
    start_us = clock.instant_us(begin or end, "begin" if begin else "end")
    end_us = clock.instant_us(end, "end") if begin and end else start_us
    if end_us < start_us:
        raise values.Unusable("end", end, "ends before it starts")
    return Span(start_us, end_us, moment=not (begin and end))


def lon_lat(parts: list[str], shown: str) -> tuple[float, float]:
    """Longitude and latitude of a coordinate tuple. Raises Unusable."""
    if len(parts) not in (2, 3):
        raise values.Unusable("coordinates", shown, "not longitude,latitude or with an altitude")
    lon = values.degrees(parts[0], "coordinates")
    return values.position(lon, values.degrees(parts[1], "coordinates"))


def read_track(track: markup.Element, found: rows.Rows) -> None:
    """A gx:Track: the nth time belongs to the nth position and the nth accuracy."""
    whens = [element for element in track.children if element.tag == "when"]
    coords = [element for element in track.children if element.tag == "coord"]
    accuracies = track_accuracies(track)
    for nth, (when, coord) in enumerate(zip_longest(whens, coords)):
        accuracy = accuracies[nth] if nth < len(accuracies) else ""
        try:
            found.add(track_row(when, coord, accuracy, found.clock))
        except values.Unusable as fault:
            found.reject((coord or when or track).line, fault)


def track_row(
    when: markup.Element | None, coord: markup.Element | None, accuracy: str, clock: values.Clock
) -> rows.Row:
    """The row of one position of a track. Raises Unusable."""
    if when is None or coord is None:
        missing = "gx:coord" if coord is None else "when"
        raise values.Unusable(missing, None, "a track has as many times as positions")
    at = clock.instant_us(when.text, "when")
    lon, lat = lon_lat(coord.text.split(), coord.text)
    return rows.Row(coord.line, at, at, lon, lat, values.accuracy_m(accuracy, "accuracy"))


def track_accuracies(track: markup.Element) -> list[str]:
    """The values of a track's accuracy column, if it has one."""
    for element in track.walk():
        if element.tag == "SimpleArrayData" and element.attributes.get("name") in ACCURACIES:
            return [value.text for value in element.children]
    return []


def extended_data(placemark: markup.Element) -> dict[str, str]:
    """Named values of a placemark."""
    fields = {}
    for element in placemark.walk():
        if element.tag == "Data":
            fields[element.attributes.get("name", "").lower()] = element.text_of("value")
        elif element.tag == "SimpleData":
            fields[element.attributes.get("name", "").lower()] = element.text
    return fields
