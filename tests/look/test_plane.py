"""Projection, clipping and simplification keep to the drawing and to the shape."""

import math
from itertools import pairwise

import pytest
from hypothesis import assume, given
from hypothesis import strategies as st

from dongseon.look import plane
from dongseon.look.plane import Box, Position

COORDINATE = st.floats(-500, 500).map(lambda v: round(v, 3))
POINTS = st.lists(st.tuples(COORDINATE, COORDINATE), min_size=3, max_size=30)


def area(ring: list[tuple[float, float]]) -> float:
    """Shoelace."""
    pairs = zip(ring, ring[1:] + ring[:1], strict=True)
    return abs(sum(ax * by - bx * ay for (ax, ay), (bx, by) in pairs)) / 2


@given(ring=POINTS)
def test_a_clipped_ring_stays_on_the_drawing(ring: list[tuple[float, float]]) -> None:
    for x, y in plane.clipped_ring(ring, width=100, height=80):
        assert -1e-6 <= x <= 100 + 1e-6
        assert -1e-6 <= y <= 80 + 1e-6


@given(left=COORDINATE, top=COORDINATE, wide=st.floats(1, 400), high=st.floats(1, 400))
def test_a_clipped_rectangle_has_the_area_of_the_overlap(
    left: float, top: float, wide: float, high: float
) -> None:
    ring = [(left, top), (left + wide, top), (left + wide, top + high), (left, top + high)]
    across = max(0.0, min(left + wide, 100) - max(left, 0))
    down = max(0.0, min(top + high, 80) - max(top, 0))
    clipped = plane.clipped_ring(ring, width=100, height=80)
    assert area(clipped) == pytest.approx(across * down, abs=1e-6)


@given(line=POINTS)
def test_a_clipped_line_stays_on_the_drawing_and_adds_no_length(
    line: list[tuple[float, float]],
) -> None:
    runs = plane.clipped_line(line, width=100, height=80)
    points = [point for run in runs for point in run]
    assert all(-1e-6 <= x <= 100 + 1e-6 and -1e-6 <= y <= 80 + 1e-6 for x, y in points)
    length = sum(math.dist(a, b) for run in runs for a, b in pairwise(run))
    assert length <= sum(math.dist(a, b) for a, b in pairwise(line)) + 1e-6


@given(line=POINTS, tolerance=st.floats(0.1, 50))
def test_simplifying_keeps_the_ends_and_stays_within_the_tolerance(
    line: list[tuple[float, float]], tolerance: float
) -> None:
    kept = plane.simplified(line, tolerance)
    assert kept[0] == line[0]
    assert kept[-1] == line[-1]
    for point in line:
        nearest = min(distance(point, a, b) for a, b in pairwise(kept))
        assert nearest <= tolerance + 1e-6


def distance(point: tuple[float, float], a: tuple[float, float], b: tuple[float, float]) -> float:
    """From a point to a segment."""
    dx, dy = b[0] - a[0], b[1] - a[1]
    length_2 = dx * dx + dy * dy
    if length_2 == 0:
        return math.dist(point, a)
    share = ((point[0] - a[0]) * dx + (point[1] - a[1]) * dy) / length_2
    share = min(max(share, 0.0), 1.0)
    return math.dist(point, (a[0] + share * dx, a[1] + share * dy))


@given(lon=st.floats(124, 132), lat=st.floats(33, 39), wide=st.floats(0, 2), high=st.floats(0, 2))
def test_a_view_shows_its_whole_box_to_scale(
    lon: float, lat: float, wide: float, high: float
) -> None:
    box = Box(lon, lat, lon + wide, lat + high)
    view = plane.view_of(box, width=900, height=600, margin=0.1, least_m=500)
    for corner in ((box.west_deg, box.south_deg), (box.east_deg, box.north_deg)):
        x, y = view.xy(*corner)
        assert -1e-6 <= x <= 900 + 1e-6
        assert -1e-6 <= y <= 600 + 1e-6
    assume(wide > 0.001)
    middle = (box.south_deg + box.north_deg) / 2
    ends = Position(box.west_deg, middle), Position(box.east_deg, middle)
    drawn = view.xy(box.east_deg, middle)[0] - view.xy(box.west_deg, middle)[0]
    assert drawn / view.scale == pytest.approx(plane.distance_m(*ends), rel=1e-6)


def test_a_degree_of_latitude_is_what_geodesy_says() -> None:
    """On the sphere of the IUGG mean radius, 6,371,008.8 m; the ellipsoid differs by 0.2 %."""
    metres = plane.distance_m(Position(127, 37), Position(127, 38))
    assert metres == pytest.approx(6_371_008.8 * math.pi / 180, rel=1e-4)


def test_the_centre_of_a_square_is_its_middle_and_of_a_line_its_start() -> None:
    assert plane.centroid([(0, 0), (4, 0), (4, 4), (0, 4)]) == (2, 2)
    assert plane.centroid([(1, 1), (2, 2), (3, 3)]) == (1, 1)


def test_paths_are_written_in_relative_tenths() -> None:
    assert plane.path_of([(0, 0), (10.04, 0), (10, 5.5)], closed=True) == "M0 0l10 0 0 5.5z"
    assert plane.path_of([(1, 1), (1.01, 1.02)], closed=False) == ""
