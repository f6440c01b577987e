"""Maps as SVG: a base map, layers of points, lines, dots and rings, names that do not collide.

Every map has a scale bar, north, attribution, ``role="img"`` with title and description, and is
made of classes only: its colours come from the page's style sheet. The legend and the table that
says the same in words stand beside it in the page.
"""

import math
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field

import numpy as np

from dongseon.look import basemap, labels, plane
from dongseon.look.basemap import Ground
from dongseon.look.labels import Board
from dongseon.look.markup import Element, element, fit, picture
from dongseon.look.plane import XY, Box, View
from dongseon.records.columns import Floats

NAME_SIZE = 13.0  # units, of the names of marked points
GROUND_SIZE = 11.0  # units, of the names on the ground
MARKER = 22.0  # units, a marker's diameter
WIDEST_NAME = 190.0  # units on the map; the whole name is in the table
DOT_GRID = 2.0  # units: dots nearer than that are one
MOST_GROUND_NAMES = 40


@dataclass(frozen=True, slots=True)
class Point:
    """A marked place."""

    lon_deg: float
    lat_deg: float
    number: str  # in the marker
    name: str  # beside the marker
    tone: str  # class: home, work, public, spot
    certain: float  # 0 to 1; below one half the marker is hollow
    radius_m: float = 0.0  # drawn as a ring where it can be seen
    link: str = ""  # where the marker leads


@dataclass(frozen=True, slots=True)
class Line:
    """A way between positions."""

    positions: tuple[XY, ...]  # (lon, lat)
    tone: str
    weight: float = 1.5  # units


@dataclass(frozen=True, slots=True, eq=False)
class Dots:
    """Very many small positions."""

    lon_deg: Floats  # (n,)
    lat_deg: Floats  # (n,)
    tone: str


@dataclass(frozen=True, slots=True)
class Ring:
    """A circle on the ground."""

    lon_deg: float
    lat_deg: float
    radius_m: float
    tone: str


@dataclass(frozen=True, slots=True)
class Scene:
    """Everything one map shows, in one language."""

    name: str
    description: str
    ground: Ground
    points: tuple[Point, ...] = ()
    lines: tuple[Line, ...] = ()
    dots: tuple[Dots, ...] = ()
    rings: tuple[Ring, ...] = ()
    frames: tuple[tuple[Box, str], ...] = ()  # boxes shown larger on another map, with their letter
    letter: str = ""  # of this map, when it is the larger picture of a frame
    korean: bool = False
    texts: dict[str, str] = field(default_factory=lambda: {"north": "N"})


def view_of(
    points: Sequence[Point], *, width: float, height: float, dots: Sequence[Dots] = ()
) -> View | None:
    """The view that shows all points, or else all dots; None when there are none."""
    shown = [(p.lon_deg, p.lat_deg) for p in points] or [
        (float(end(d.lon_deg)), float(end(d.lat_deg))) for d in dots for end in (np.min, np.max)
    ]
    if not shown:
        return None
    box = plane.box_around(shown)
    return plane.view_of(box, width=width, height=height, margin=0.12, least_m=500.0)


def crowd(points: Sequence[Point], view: View) -> tuple[Point, ...]:
    """The points worth a map of their own: the largest group whose markers touch in this view.

    Empty when nothing touches, or when a closer look would gain less than a factor of two.
    """
    at = [view.xy(p.lon_deg, p.lat_deg) for p in points]
    best: list[int] = []
    for start in range(len(points)):
        group = _reachable(start, at, reach=MARKER * 1.6)
        if len(group) > len(best):
            best = group
    if len(best) < 2:
        return ()
    chosen = tuple(points[i] for i in best)
    closer = view_of(chosen, width=view.width, height=view.height)
    return chosen if closer is not None and closer.scale > 2 * view.scale else ()


def _reachable(start: int, at: Sequence[XY], *, reach: float) -> list[int]:
    found, todo = {start}, [start]
    while todo:
        x, y = at[todo.pop()]
        near = {i for i, (px, py) in enumerate(at) if math.hypot(px - x, py - y) <= reach} - found
        found |= near
        todo += sorted(near)
    return sorted(found)


def draw(scene: Scene, view: View) -> Element:
    """The map of a scene in a view."""
    board = Board(view.width, view.height)
    furniture = [*_furniture(scene, view, board), *_letter(scene, board)]
    frames = [_frame(box, letter, view, board) for box, letter in scene.frames]
    markers = _markers(scene, view, board)
    names = _names(scene, markers, board)
    shapes: list[Element | str] = [
        element("rect", class_="ground", width=view.width, height=view.height),
        *_layers(scene.ground, view),
        *(_ring(r.lon_deg, r.lat_deg, r.radius_m, r.tone, view) for r in scene.rings),
        *(_dots(d, view) for d in scene.dots),
        *(_line(line, view) for line in scene.lines),
        *_extents(scene.points, view),
        *_ground_names(scene, view, board),
        *frames,
        *(_marker(m) for m in reversed(markers)),
        *names,
        *furniture,
        element("rect", class_="edge", x=0.5, y=0.5, width=view.width - 1, height=view.height - 1),
    ]
    return picture(
        *shapes,
        width=view.width,
        height=view.height,
        name=scene.name,
        description=scene.description,
        kind="map",
        role="group" if any(point.link for point in scene.points) else "img",
    )


def _layers(ground: Ground, view: View) -> Iterable[Element]:
    for kind, path in basemap.layer_paths(ground, view).items():
        yield element("path", class_=kind, d=path)
    stations = [f for f in ground.features if f.kind == "station" and f.box.meets(view.box)]
    for station in stations:
        x, y = view.xy(*station.lines[0][0])
        yield element("rect", class_="station", x=x - 4, y=y - 4, width=8, height=8, rx=2)


def _ring(lon_deg: float, lat_deg: float, radius_m: float, tone: str, view: View) -> Element:
    x, y = view.xy(lon_deg, lat_deg)
    return element("circle", class_=f"ring {tone}", cx=x, cy=y, r=radius_m * view.scale)


def _extents(points: Iterable[Point], view: View) -> Iterable[Element]:
    for p in points:
        if p.radius_m * view.scale > MARKER / 2:
            yield _ring(p.lon_deg, p.lat_deg, p.radius_m, p.tone, view)


def _dots(dots: Dots, view: View) -> Element:
    """All dots as one path; dots in one cell of the grid are one."""
    x = (dots.lon_deg - view.box.west_deg) * view.metres_per_lon * view.scale
    y = (view.box.north_deg - dots.lat_deg) * plane.METRES_PER_DEGREE * view.scale
    inside = (x >= 0) & (x <= view.width) & (y >= 0) & (y <= view.height)
    cells = np.unique(
        np.stack([x[inside] // DOT_GRID, y[inside] // DOT_GRID], axis=1).astype(np.int64), axis=0
    )
    middle = ((cells + 0.5) * DOT_GRID).astype(int).tolist()
    return element("path", class_=f"dots {dots.tone}", d="".join(f"M{a} {b}h0" for a, b in middle))


def _line(line: Line, view: View) -> Element:
    points = [view.xy(lon, lat) for lon, lat in line.positions]
    runs = plane.clipped_line(points, width=view.width, height=view.height)
    path = "".join(plane.path_of(run, closed=False) for run in runs)
    return element("path", class_=f"way {line.tone}", d=path, stroke_width=line.weight)


@dataclass(frozen=True, slots=True)
class _Marker:
    """A point with the spot its marker got."""

    point: Point
    true: XY
    at: XY


def _markers(scene: Scene, view: View, board: Board) -> list[_Marker]:
    """Find each marker a free spot near its place; the first points come first."""
    placed = []
    for point in scene.points:
        true = view.xy(point.lon_deg, point.lat_deg)
        if not (0 <= true[0] <= view.width and 0 <= true[1] <= view.height):
            continue
        area = board.place(labels.nearby(true, size=MARKER, step=MARKER * 0.55, rounds=8))
        at = true if area is None else ((area.left + area.right) / 2, (area.top + area.bottom) / 2)
        placed.append(_Marker(point, true, at))
    return placed


def _marker(marker: _Marker) -> Element:
    (x, y), (tx, ty) = marker.at, marker.true
    parts: list[Element | str] = []
    if math.hypot(x - tx, y - ty) > 1:
        parts.append(element("line", class_="leader", x1=tx, y1=ty, x2=x, y2=y))
        parts.append(element("circle", class_="foot", cx=tx, cy=ty, r=2.5))
    sure = "" if marker.point.certain >= 0.5 else " unsure"
    parts.append(element("title", f"{marker.point.number} {marker.point.name}"))
    parts.append(element("circle", cx=x, cy=y, r=MARKER / 2 - 1))
    parts.append(element("text", marker.point.number, x=x, y=y + 4.5))
    group = element("g", *parts, class_=f"marker {marker.point.tone}{sure}")
    if not marker.point.link:
        return group
    said = f"{marker.point.number} {marker.point.name}"
    return element("a", element("title", said), group, href=marker.point.link)


def _names(scene: Scene, markers: Sequence[_Marker], board: Board) -> list[Element]:
    """The names of the marked points that find room."""
    placed = []
    for marker in markers:
        name = labels.shortened(fit(marker.point.name), size=NAME_SIZE, most=WIDEST_NAME)
        width = labels.text_width(name, NAME_SIZE) + 4
        areas = labels.around(marker.at, width=width, height=NAME_SIZE + 3, away=MARKER / 2 + 2)
        area = board.place(areas) if name else None
        if area is not None:
            x, y = (area.left + area.right) / 2, area.bottom - 4
            placed.append(element("text", name, class_=f"name {marker.point.tone}", x=x, y=y))
    return placed


def _ground_names(scene: Scene, view: View, board: Board) -> list[Element]:
    """Names of stations, provinces, districts, water and main streets where there is room."""
    order = {"station": 0, "district": 1, "water": 2, "park": 3}
    named = [f for f in scene.ground.features if f.kind in order and f.box.meets(view.box)]
    named.sort(key=lambda f: (order[f.kind], f.name_ko, f.name))
    placed: list[Element] = []
    for feature in named:
        name = (
            (feature.name_ko or feature.name) if scene.korean else (feature.name or feature.name_ko)
        )
        name = labels.shortened(fit(name), size=GROUND_SIZE, most=WIDEST_NAME)
        at = basemap.middle_of(feature, view)
        if not name or at is None or len(placed) >= MOST_GROUND_NAMES:
            continue
        width = labels.text_width(name, GROUND_SIZE) + 6
        if feature.kind == "station":
            areas = labels.around(at, width=width, height=GROUND_SIZE + 2, away=6)[:4]
        else:
            areas = [labels.centred(at, width=width, height=GROUND_SIZE + 4)]
        area = board.place(areas)
        if area is not None:
            x, y = (area.left + area.right) / 2, area.bottom - 4
            placed.append(element("text", name, class_=f"ground-name {feature.kind}", x=x, y=y))
    return placed


def _frame(box: Box, letter: str, view: View, board: Board) -> Element:
    left, top = view.xy(box.west_deg, box.north_deg)
    right, bottom = view.xy(box.east_deg, box.south_deg)
    left, top = max(left, 1.0), max(top, 1.0)
    right, bottom = min(right, view.width - 1), min(bottom, view.height - 1)
    outline = element("rect", x=left, y=top, width=right - left, height=bottom - top)
    return element("g", outline, *_plaque(letter, (left, top), board), class_="frame")


def _letter(scene: Scene, board: Board) -> list[Element]:
    if not scene.letter:
        return []
    return [element("g", *_plaque(scene.letter, (0.0, 0.0), board), class_="frame")]


def _plaque(letter: str, at: XY, board: Board) -> list[Element]:
    """A letter on a dark square whose upper left corner is given."""
    x, y = at
    board.take(labels.Area(x, y, x + 20, y + 20))
    plate = element("rect", class_="plaque", x=x, y=y, width=20, height=20)
    return [plate, element("text", letter, x=x + 10, y=y + 15)]


def _furniture(scene: Scene, view: View, board: Board) -> list[Element]:
    """Scale bar, north and attribution, which always keep their room."""
    length_m = scale_length_m(120 / view.scale)
    length = length_m * view.scale
    bottom = view.height - 12
    text = f"{length_m / 1000:g} km" if length_m >= 1000 else f"{length_m:g} m"
    credit = scene.ground.attribution_ko if scene.korean else scene.ground.attribution
    board.take(labels.Area(0, bottom - 24, length + 30, view.height))
    board.take(labels.Area(view.width - 34, 0, view.width, 48))
    bar = element(
        "g",
        element("rect", x=8, y=bottom - 20, width=length + 16, height=26, rx=3, class_="plate"),
        element("path", d=f"M16 {bottom - 5:.1f}v5h{length:.1f}v-5"),
        element("text", text, x=16 + length / 2, y=bottom - 6),
        class_="scale",
    )
    x = view.width - 20
    north = element(
        "g",
        element("path", d=f"M{x:.1f} 8l7 20l-7 -5l-7 5z"),
        element("text", scene.texts["north"], x=x, y=42),
        class_="north",
    )
    return [bar, north, *_credit(credit, view, board)]


def _credit(credit: str, view: View, board: Board) -> list[Element]:
    if not credit:
        return []
    text = fit(credit, 90)
    width = labels.text_width(text, 10) + 12
    board.take(labels.Area(view.width - width, view.height - 18, view.width, view.height))
    plate = element(
        "rect", x=view.width - width, y=view.height - 18, width=width, height=18, class_="plate"
    )
    words = element("text", text, x=view.width - 6, y=view.height - 5)
    return [element("g", plate, words, class_="credit")]


def scale_length_m(most_m: float) -> float:
    """The longest of 1, 2, 5 x 10^k metres that is not longer than ``most_m``."""
    power = 10.0 ** math.floor(math.log10(most_m))
    return max(step * power for step in (1, 2, 5) if step * power <= most_m * (1 + 1e-9))
