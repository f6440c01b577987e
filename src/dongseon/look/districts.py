"""A map of districts, the darker the more: Korea's outlines, or the part of it that has something to show."""

import math
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from functools import cache

from dongseon.look import basemap, plane
from dongseon.look.markup import Element, element, picture
from dongseon.look.plane import XY

STEPS = 5  # shades
TOLERANCE = 0.5  # units of the drawing
PROVINCE_DIGITS = 2  # of an area code


@dataclass(frozen=True, slots=True)
class Outline:
    """A district's code, names, and rings in (lon, lat)."""

    code: str
    name: str
    name_ko: str
    rings: tuple[tuple[XY, ...], ...]


@dataclass(frozen=True, slots=True)
class Shaded:
    """What a map of districts shows and how it is called."""

    name: str
    description: str
    counts: Mapping[str, int]  # district code → number
    korean: bool
    width: float = 640.0
    height: float = 460.0


@cache
def outlines() -> tuple[Outline, ...]:
    """Every district of Korea, names of 2020."""
    return tuple(
        Outline(
            code=feature["properties"]["code"],
            name=feature["properties"]["name"],
            name_ko=feature["properties"]["name_ko"],
            rings=tuple(rings_of(feature["geometry"])),
        )
        for feature in basemap.korea_outlines()["features"]
        if feature["properties"]["kind"] == "district" and feature["properties"]["code"]
    )


def rings_of(geometry: basemap.GeoJson) -> Iterable[tuple[XY, ...]]:
    """The outer and inner rings of a polygon or several."""
    found = geometry["coordinates"]
    polygons = [found] if geometry["type"] == "Polygon" else found
    for polygon in polygons:
        for ring in polygon:
            yield tuple((float(lon), float(lat)) for lon, lat in ring)


def shown_of(codes: Iterable[str]) -> tuple[Outline, ...]:
    """The districts of the provinces in which something is to be shown; all where nothing is known."""
    provinces = {code[:PROVINCE_DIGITS] for code in codes}
    near = tuple(each for each in outlines() if each.code[:PROVINCE_DIGITS] in provinces)
    return near or outlines()


def step(count: int, most: int) -> int:
    """The shade of a number: 0 for none, else 1 to STEPS by its share of the largest."""
    return math.ceil(STEPS * count / most) if count and most else 0


def draw(shaded: Shaded) -> Element:
    """The map. Each district says its name and number in a title; the table beside it says the same."""
    there = shown_of(code for code, count in shaded.counts.items() if count)
    box = plane.box_around([xy for each in there for ring in each.rings for xy in ring])
    view = plane.view_of(
        box, width=shaded.width, height=shaded.height, margin=0.02, least_m=1_000.0
    )
    most = max(shaded.counts.values(), default=0)
    marks = [
        element(
            "path",
            element("title", f"{each.name_ko if shaded.korean else each.name} {count:,}"),
            class_=f"area h{step(count, most)}",
            d=path_of(each.rings, view),
        )
        for each in there
        for count in (shaded.counts.get(each.code, 0),)
    ]
    return picture(
        *marks, width=shaded.width, height=shaded.height,
        name=shaded.name, description=shaded.description, kind="districts",
    )  # fmt: skip


def path_of(rings: Sequence[Sequence[XY]], view: plane.View) -> str:
    """Rings as one path of the drawing; what is too small to be seen is left out."""
    pieces = []
    for ring in rings:
        points = plane.simplified([view.xy(*xy) for xy in ring], TOLERANCE)
        if len(points) > 2:
            pieces.append(plane.path_of(points, closed=True))
    return "".join(pieces)
