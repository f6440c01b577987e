"""The ground below a map: a city's own features or the district outlines of Korea, as SVG layers.

A base map is a GeoJSON FeatureCollection whose features have the properties ``kind`` (province,
district, street, building, water, park, land, railway, station), ``name`` (English) and
``name_ko``, and ``rank`` where a street is ``main`` or a park a ``hill``; it may carry
``attribution`` and ``attribution_ko``. Other kinds are left out.
"""

import gzip
import json
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from importlib import resources
from typing import Any, TypeAlias

from dongseon.errors import InvalidInput
from dongseon.look import plane
from dongseon.look.plane import (
    XY,
    Box,
    View,
    box_around,
    clipped_line,
    clipped_ring,
    path_of,
    simplified,
)

GeoJson: TypeAlias = Mapping[str, Any]  # Any: whatever JSON may hold

# From the ground up: the order in which they are drawn.
KINDS = (
    "land", "district", "province", "park", "water", "building", "railway", "street", "station",
)  # fmt: skip
FILLED = ("land", "district", "province", "park", "water", "building")
RANKS = ("", "hill", "main")
TOLERANCE = 0.35  # units of the drawing: what is left out is thinner than a line
SMALLEST = 1.6  # units: a building smaller than that is a speck
MOST_BUILDINGS = 6_000  # the largest ones in view


@dataclass(frozen=True, slots=True)
class Feature:
    """One thing on the ground."""

    kind: str
    name: str
    name_ko: str
    rank: str  # main (a street), hill (a park) or ""
    lines: tuple[tuple[XY, ...], ...]  # rings, lines or single positions, (lon, lat)
    box: Box


@dataclass(frozen=True, slots=True)
class Ground:
    """A base map, read and checked."""

    features: tuple[Feature, ...]
    attribution: str
    attribution_ko: str


def read_ground(collection: GeoJson) -> Ground:
    """Read a base map. Raises InvalidInput when it is no FeatureCollection."""
    features = collection.get("features") if isinstance(collection, Mapping) else None
    if not isinstance(features, list):
        raise InvalidInput("base map: not a GeoJSON FeatureCollection with a list of features")
    read = [f for f in (_feature(entry) for entry in features) if f is not None]
    return Ground(
        features=tuple(read),
        attribution=str(collection.get("attribution", "")),
        attribution_ko=str(collection.get("attribution_ko", "")),
    )


def korea_outlines() -> dict[str, Any]:
    """The provinces and districts of Korea, names of 2020, as a GeoJSON FeatureCollection.

    Source: National Geographic Information Institute through data.go.kr, simplified; see NOTICE.
    """
    packed = resources.files("dongseon.look") / "data" / "korea_districts.geojson.gz"
    outlines: dict[str, Any] = json.loads(gzip.decompress(packed.read_bytes()))
    return outlines


def _feature(entry: Any) -> Feature | None:  # Any: JSON
    if not isinstance(entry, Mapping):
        return None
    properties = entry.get("properties") or {}
    lines = tuple(tuple(line) for line in _lines(entry.get("geometry") or {}) if line)
    kind = str(properties.get("kind", ""))
    rank = str(properties.get("rank") or "")
    if kind not in KINDS or not lines:
        return None
    return Feature(
        kind=kind,
        name=str(properties.get("name") or ""),
        name_ko=str(properties.get("name_ko") or ""),
        rank=rank if rank in RANKS else "",
        lines=lines,
        box=box_around([xy for line in lines for xy in line]),
    )


def _lines(geometry: GeoJson) -> Iterator[list[XY]]:
    """The rings and lines of a geometry. Raises InvalidInput when positions are not numbers."""
    depth = {"Point": 0, "MultiPoint": 1, "LineString": 1, "Polygon": 2, "MultiLineString": 2}
    kind = geometry.get("type")
    coordinates = geometry.get("coordinates")
    try:
        if kind == "MultiPolygon":
            yield from (_positions(ring) for polygon in coordinates or () for ring in polygon)
        elif depth.get(str(kind)) == 2:
            yield from (_positions(line) for line in coordinates or ())
        elif depth.get(str(kind)) == 1:
            yield _positions(coordinates or ())
        elif kind == "Point":
            yield _positions([coordinates])
    except (TypeError, ValueError, IndexError) as error:
        raise InvalidInput(
            f"base map: a {kind} has positions that are not numbers: {error}"
        ) from None


def _positions(values: Any) -> list[XY]:  # Any: JSON
    return [(float(value[0]), float(value[1])) for value in values]


def layer_paths(ground: Ground, view: View) -> dict[str, str]:
    """One compact path for each kind that is in view, cut, simplified and in drawing order."""
    paths: dict[str, str] = {}
    for kind in KINDS[:-1]:
        inside = [f for f in ground.features if f.kind == kind and f.box.meets(view.box)]
        if kind == "building":
            inside = _largest(inside, view)
        for rank in RANKS:
            path = "".join(_path(f, view) for f in inside if f.rank == rank)
            if path:
                paths[f"{kind}-{rank}" if rank else kind] = path
    return paths


def _largest(features: list[Feature], view: View) -> list[Feature]:
    """The buildings that can be seen; the largest ones when there are very many."""
    sized = [(_extent(f, view), i) for i, f in enumerate(features)]
    seen = sorted((s for s in sized if s[0] >= SMALLEST), key=lambda s: (-s[0], s[1]))
    return [features[i] for i in sorted(i for _, i in seen[:MOST_BUILDINGS])]


def _extent(feature: Feature, view: View) -> float:
    """The longer side of a feature's box on the drawing."""
    left, top = view.xy(feature.box.west_deg, feature.box.north_deg)
    right, bottom = view.xy(feature.box.east_deg, feature.box.south_deg)
    return max(right - left, bottom - top)


def _path(feature: Feature, view: View) -> str:
    parts = []
    for line in feature.lines:
        points = [view.xy(lon, lat) for lon, lat in line]
        if feature.kind in FILLED:
            ring = clipped_ring(_thinned(points, closed=True), width=view.width, height=view.height)
            parts.append(path_of(ring, closed=True))
        else:
            runs = clipped_line(
                _thinned(points, closed=False), width=view.width, height=view.height
            )
            parts += [path_of(run, closed=False) for run in runs]
    return "".join(parts)


def _thinned(points: Sequence[XY], *, closed: bool) -> list[XY]:
    """A line or ring without the detail nobody can see."""
    if len(points) < 6:
        return list(points)
    if not closed or points[0] != points[-1]:
        return simplified(points, TOLERANCE)
    half = len(points) // 2  # a ring begins where it ends: simplified as two lines
    return simplified(points[: half + 1], TOLERANCE)[:-1] + simplified(points[half:], TOLERANCE)


def middle_of(feature: Feature, view: View) -> XY | None:
    """Where a feature's name goes on the drawing: amid the part that is seen; None when none is."""
    line = max(feature.lines, key=len)
    points = [view.xy(lon, lat) for lon, lat in line]
    if feature.kind not in FILLED:
        return points[len(points) // 2]
    seen = clipped_ring(_thinned(points, closed=True), width=view.width, height=view.height)
    return plane.centroid(seen) if len(seen) >= 3 else None
