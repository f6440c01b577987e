"""The city's own map as GeoJSON, for every page that needs one."""

import json
from pathlib import Path
from typing import Any

import numpy as np

from dongseon.city.ground.antennas import degrees
from dongseon.city.types import Shape, World

POLYGONS = frozenset({"land", "district", "water", "park", "hill", "building"})


# How a shape's kind is published: kind and rank. Pages know districts, parks, water, buildings, streets
# and stations; land and railways are extra.
_PUBLISHED = {"hill": ("park", "hill"), "avenue": ("street", "main")}


def _geometry(shape: Shape, origin: tuple[float, float]) -> dict[str, Any]:
    lon, lat = degrees(origin, shape.x_m, shape.y_m)
    points = np.round(np.stack([lon, lat], axis=1), 6).tolist()
    if shape.kind in POLYGONS:
        return {"type": "Polygon", "coordinates": [points]}
    if len(points) == 1:
        return {"type": "Point", "coordinates": points[0]}
    return {"type": "LineString", "coordinates": points}


def _properties(shape: Shape) -> dict[str, str]:
    kind, rank = _PUBLISHED.get(shape.kind, (shape.kind, ""))
    named = {"kind": kind, "name": shape.name, "name_ko": shape.name_ko}
    return {**named, "rank": rank} if rank else named


def map_geojson(world: World) -> dict[str, Any]:
    """A FeatureCollection in painting order: WGS 84 degrees, ``kind``, ``name`` and ``name_ko``."""
    origin = (world.origin_lon_deg, world.origin_lat_deg)
    features = [
        {
            "type": "Feature",
            "properties": _properties(shape),
            "geometry": _geometry(shape, origin),
        }
        for shape in world.shapes
    ]
    return {
        "type": "FeatureCollection",
        "name": world.name,
        "name_ko": world.name_ko,
        "features": features,
    }


def write_map(path: Path, world: World) -> None:
    """Write ``map_geojson`` to a file, without white space."""
    text = json.dumps(map_geojson(world), ensure_ascii=False, separators=(",", ":"))
    path.write_text(text + "\n", encoding="utf-8")
