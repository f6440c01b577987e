"""From degrees to the drawing plane: projection, clipping, simplification, compact paths.

Positions on the plane are units of the drawing (about a pixel), x to the right, y down.
"""

import math
from collections.abc import Sequence
from dataclasses import dataclass
from itertools import pairwise
from typing import TypeAlias

METRES_PER_DEGREE = 111_195.0  # of latitude, on the sphere of 6,371,000 m; enough for a picture

XY: TypeAlias = tuple[float, float]


@dataclass(frozen=True, slots=True)
class Box:
    """A rectangle of longitudes and latitudes."""

    west_deg: float
    south_deg: float
    east_deg: float
    north_deg: float

    def meets(self, other: "Box") -> bool:
        """Whether the two share any ground."""
        return (
            self.west_deg <= other.east_deg
            and other.west_deg <= self.east_deg
            and self.south_deg <= other.north_deg
            and other.south_deg <= self.north_deg
        )

    def holds(self, lon_deg: float, lat_deg: float) -> bool:
        """Whether a position lies inside."""
        inside_lon = self.west_deg <= lon_deg <= self.east_deg
        return inside_lon and self.south_deg <= lat_deg <= self.north_deg


@dataclass(frozen=True, slots=True)
class Position:
    """A place on the ground, WGS 84."""

    lon_deg: float
    lat_deg: float


def distance_m(a: Position, b: Position) -> float:
    """Distance on a local plane (equirectangular); good to 0.1 % within some ten kilometres."""
    middle = math.radians((a.lat_deg + b.lat_deg) / 2)
    east = (a.lon_deg - b.lon_deg) * math.cos(middle)
    return METRES_PER_DEGREE * math.hypot(east, a.lat_deg - b.lat_deg)


def box_around(positions: Sequence[XY]) -> Box:
    """The smallest box around some (lon, lat) positions, at least one."""
    lons = [float(lon) for lon, _ in positions]  # whatever kind of number came in
    lats = [float(lat) for _, lat in positions]
    return Box(min(lons), min(lats), max(lons), max(lats))


@dataclass(frozen=True, slots=True)
class View:
    """A box of ground on a drawing of ``width`` x ``height``: north up, true to scale at its middle."""

    box: Box
    width: float
    height: float
    scale: float  # units of the drawing per metre
    metres_per_lon: float  # metres per degree of longitude at the middle

    def xy(self, lon_deg: float, lat_deg: float) -> XY:
        """Where a position lies on the drawing."""
        x = (lon_deg - self.box.west_deg) * self.metres_per_lon * self.scale
        y = (self.box.north_deg - lat_deg) * METRES_PER_DEGREE * self.scale
        return x, y


def view_of(box: Box, *, width: float, height: float, margin: float, least_m: float) -> View:
    """The view that shows a whole box with a margin (a share of it) and never less than ``least_m``."""
    lat = (box.south_deg + box.north_deg) / 2
    lon = (box.west_deg + box.east_deg) / 2
    per_lon = METRES_PER_DEGREE * max(math.cos(math.radians(lat)), 0.01)
    wide_m = max((box.east_deg - box.west_deg) * per_lon * (1 + 2 * margin), least_m)
    high_m = max((box.north_deg - box.south_deg) * METRES_PER_DEGREE * (1 + 2 * margin), least_m)
    scale = min(width / wide_m, height / high_m)
    half_lon = width / scale / per_lon / 2
    half_lat = height / scale / METRES_PER_DEGREE / 2
    shown = Box(lon - half_lon, lat - half_lat, lon + half_lon, lat + half_lat)
    return View(box=shown, width=width, height=height, scale=scale, metres_per_lon=per_lon)


def clipped_ring(ring: Sequence[XY], *, width: float, height: float) -> list[XY]:
    """A closed ring cut to the drawing (Sutherland and Hodgman, 1974); empty when outside."""
    points = list(ring[:-1]) if len(ring) > 1 and ring[0] == ring[-1] else list(ring)
    for axis, limit, above in (
        (0, 0.0, True),
        (0, width, False),
        (1, 0.0, True),
        (1, height, False),
    ):
        points = _cut(points, axis=axis, limit=limit, above=above)
    return points


def _cut(points: list[XY], *, axis: int, limit: float, above: bool) -> list[XY]:
    kept: list[XY] = []
    for before, here in zip(points[-1:] + points[:-1], points, strict=True):
        inside = _is_inside(here[axis], limit, above=above)
        was_inside = _is_inside(before[axis], limit, above=above)
        if inside != was_inside:
            kept.append(_crossing(before, here, axis=axis, limit=limit))
        if inside:
            kept.append(here)
    return kept


def _is_inside(value: float, limit: float, *, above: bool) -> bool:
    return value >= limit if above else value <= limit


def _crossing(a: XY, b: XY, *, axis: int, limit: float) -> XY:
    share = (limit - a[axis]) / (b[axis] - a[axis])
    across = a[1 - axis] + share * (b[1 - axis] - a[1 - axis])
    return (limit, across) if axis == 0 else (across, limit)


def clipped_line(line: Sequence[XY], *, width: float, height: float) -> list[list[XY]]:
    """A line cut to the drawing (Liang and Barsky, 1984): the runs inside, in order."""
    runs: list[list[XY]] = []
    for a, b in pairwise(line):
        piece = _inside(a, b, width=width, height=height)
        if piece is None:
            continue
        if runs and runs[-1][-1] == piece[0]:
            runs[-1].append(piece[1])
        else:
            runs.append([piece[0], piece[1]])
    return runs


def _inside(a: XY, b: XY, *, width: float, height: float) -> tuple[XY, XY] | None:
    dx, dy = b[0] - a[0], b[1] - a[1]
    first, last = 0.0, 1.0
    for run, room in ((-dx, a[0]), (dx, width - a[0]), (-dy, a[1]), (dy, height - a[1])):
        if run == 0:
            if room < 0:
                return None
        elif run < 0:
            first = max(first, room / run)
        else:
            last = min(last, room / run)
    if first > last:
        return None
    start = a if first == 0 else (a[0] + first * dx, a[1] + first * dy)
    return start, (b if last == 1 else (a[0] + last * dx, a[1] + last * dy))


def simplified(points: Sequence[XY], tolerance: float) -> list[XY]:
    """The line with the points left out that lie nearer than ``tolerance`` (Douglas, Peucker 1973)."""
    if len(points) < 3:
        return list(points)
    keep = [False] * len(points)
    keep[0] = keep[-1] = True
    todo = [(0, len(points) - 1)]
    while todo:
        first, last = todo.pop()
        farthest, distance = _farthest(points, first, last)
        if distance > tolerance:
            keep[farthest] = True
            todo += [(first, farthest), (farthest, last)]
    return [point for point, kept in zip(points, keep, strict=True) if kept]


def _farthest(points: Sequence[XY], first: int, last: int) -> tuple[int, float]:
    """The point between two others that is farthest from their line, and how far."""
    (ax, ay), (bx, by) = points[first], points[last]
    dx, dy = bx - ax, by - ay
    length_2 = dx * dx + dy * dy
    best, best_2 = first, -1.0
    for i in range(first + 1, last):
        px, py = points[i][0] - ax, points[i][1] - ay
        along = min(max((px * dx + py * dy) / length_2, 0.0), 1.0) if length_2 else 0.0
        ex, ey = px - along * dx, py - along * dy
        if ex * ex + ey * ey > best_2:
            best, best_2 = i, ex * ex + ey * ey
    return best, math.sqrt(max(best_2, 0.0))


def centroid(ring: Sequence[XY]) -> XY:
    """The centre of a ring's area (shoelace formula); its first point when it has no area."""
    (ox, oy), area_2, x_sum, y_sum = ring[0], 0.0, 0.0, 0.0
    for (ax, ay), (bx, by) in pairwise([*ring, ring[0]]):
        cross = (ax - ox) * (by - oy) - (bx - ox) * (ay - oy)
        area_2 += cross
        x_sum += (ax + bx - 2 * ox) * cross
        y_sum += (ay + by - 2 * oy) * cross
    if abs(area_2) < 1e-12:
        return ox, oy
    return ox + x_sum / (3 * area_2), oy + y_sum / (3 * area_2)


def path_of(points: Sequence[XY], *, closed: bool) -> str:
    """A compact path: tenths of a unit, relative moves, points that round to the same left out."""
    tenths = [(round(x * 10), round(y * 10)) for x, y in points]
    distinct = [p for i, p in enumerate(tenths) if i == 0 or p != tenths[i - 1]]
    if len(distinct) < (3 if closed else 2):
        return ""
    (x, y), parts = distinct[0], []
    for nx, ny in distinct[1:]:
        parts.append(f"{_tenth(nx - x)} {_tenth(ny - y)}")
        x, y = nx, ny
    start = f"M{_tenth(distinct[0][0])} {_tenth(distinct[0][1])}"
    return f"{start}l{' '.join(parts)}{'z' if closed else ''}"


def _tenth(value: int) -> str:
    return str(value // 10) if value % 10 == 0 else f"{value / 10:.1f}"
