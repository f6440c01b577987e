"""GeoJSON (RFC 7946) with times, and Overland's batches of GeoJSON features."""

from collections.abc import Iterator
from typing import Any, NamedTuple
from zoneinfo import ZoneInfo

from dongseon.records.histories import layout, rows, values
from dongseon.records.histories.types import DRAWN, History

# Where writers put the times of a line's vertices.
VERTEX_TIMES = ("coordTimes", "times", "timestamps")
LINES = ("LineString", "MultiPoint")


class Vertex(NamedTuple):
    """One position of a geometry. Any: what the file holds there is not known yet."""

    coordinates: Any
    time: Any  # of its own, None = it has none


def read(file: str, document: Any, local: ZoneInfo) -> History:
    """Points become fixes or visits, vertices with times fixes. Any: unchecked JSON."""
    if isinstance(document, dict) and "locations" in document:
        features, name = rows.as_list(document["locations"]), "overland"
    else:
        features, name = features_of(document), "geojson"
    found = rows.Rows(file, local)
    for ordinal, feature in enumerate(features, start=1):
        read_feature(rows.as_object(feature), ordinal, found)
    return found.history(name)


def features_of(document: Any) -> list[Any]:
    """The features of a collection, a list, a feature or a bare geometry. Any: unchecked JSON."""
    if isinstance(document, list):
        return document
    if document["type"] == "FeatureCollection":
        return rows.as_list(document.get("features"))
    if document["type"] == "Feature":
        return [document]
    return [{"type": "Feature", "geometry": document}]


def read_feature(feature: dict[str, Any], ordinal: int, found: rows.Rows) -> None:
    """All positions of a feature."""
    geometry = rows.as_object(feature.get("geometry"))
    fields = rows.as_object(feature.get("properties"))
    if not geometry and "action" in fields:
        found.ignore("event of the application, without a position")
        return
    try:
        vertices = list(vertices_of(geometry, fields))
    except values.Unusable as fault:
        found.reject(ordinal, fault)
        return
    if not vertices:
        found.reject(ordinal, values.Unusable("geometry.coordinates", None, "no position"))
    columns = layout.of_keys(tuple(fields))
    for vertex in vertices:
        try:
            found.add(
                row_of(vertex, columns, fields, ordinal, found.clock, alone=len(vertices) == 1)
            )
        except values.Unusable as fault:
            found.reject(ordinal, fault)


def vertices_of(geometry: dict[str, Any], fields: dict[str, Any]) -> Iterator[Vertex]:
    """The positions of a geometry and of those within it. Raises Unusable."""
    waiting: list[tuple[Any, Any]] = [(geometry, vertex_times(fields))]
    while waiting:
        shape, times = waiting.pop()
        shape = rows.as_object(shape)
        kind, coordinates = shape.get("type"), shape.get("coordinates")
        if kind == "Point":
            yield Vertex(coordinates, None)
        elif kind in LINES:
            yield from timed(rows.as_list(coordinates), rows.as_list(times))
        elif kind == "MultiLineString":
            times = rows.as_list(times)
            for nth, line in enumerate(rows.as_list(coordinates)):
                line_times = times[nth] if nth < len(times) else None
                yield from timed(rows.as_list(line), rows.as_list(line_times))
        elif kind == "GeometryCollection":
            waiting.extend(
                (inner, None) for inner in reversed(rows.as_list(shape.get("geometries")))
            )
        else:
            raise values.Unusable("geometry.type", kind, "not a point, a line or several of them")


def vertex_times(fields: dict[str, Any]) -> Any:
    """The times of the vertices, None if there are none. Any: unchecked JSON."""
    nested = rows.as_object(fields.get("coordinateProperties"))
    candidates = [fields.get(key) for key in VERTEX_TIMES] + [nested.get("times")]
    return next((times for times in candidates if isinstance(times, list)), None)


def timed(coordinates: list[Any], times: list[Any]) -> Iterator[Vertex]:
    """Each vertex of a line with its time."""
    for nth, position in enumerate(coordinates):
        # "" is a time that is missing where others are given; None leaves it to the feature
        yield Vertex(position, (times[nth] if nth < len(times) else "") if times else None)


def row_of(
    vertex: Vertex,
    columns: layout.Layout,
    fields: dict[str, Any],
    ordinal: int,
    clock: values.Clock,
    *,
    alone: bool,
) -> rows.Row:
    """The row of a vertex. Raises Unusable."""
    lon_lat = position_of(vertex.coordinates)
    if vertex.time is not None:
        at = clock.instant_us(vertex.time, "coordTimes")
        return rows.Row(ordinal, at, at, *lon_lat)
    row = layout.timed_row(columns, list(fields.values()), lon_lat, line=ordinal, clock=clock)
    return row if alone else row._replace(kind=DRAWN)


def position_of(coordinates: Any) -> tuple[float, float]:
    """Longitude and latitude of a GeoJSON position. Any: unchecked JSON. Raises Unusable."""
    if not isinstance(coordinates, list) or len(coordinates) < 2:
        raise values.Unusable("geometry.coordinates", coordinates, "not [longitude, latitude]")
    lon = values.degrees(coordinates[0], "geometry.coordinates[0]")
    return values.position(lon, values.degrees(coordinates[1], "geometry.coordinates[1]"))
