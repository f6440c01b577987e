"""Which shops lie around a position: a grid over the country, searched by one compiled pass."""

from dataclasses import dataclass
from typing import TypeAlias

import numpy as np
from numba import njit
from numpy.typing import NDArray

Floats: TypeAlias = NDArray[np.float64]
Ints: TypeAlias = NDArray[np.int64]

METRES_PER_DEGREE = 111_195.0  # of latitude, on the sphere of 6,371,000 m
CELL_DEG = 0.01  # some 1.1 km by 0.9 km: a search of 1 km meets nine to twelve cells


@dataclass(frozen=True, slots=True, eq=False)
class Grid:
    """Positions sorted into cells."""

    lat_deg: Floats  # (n,) by shop
    lon_deg: Floats  # (n,) by shop
    order: Ints  # (n,) shops, those of one cell together
    starts: Ints  # (cells + 1,) where each cell begins in ``order``
    south_deg: float
    west_deg: float
    rows: int
    columns: int


def grid_of(lat_deg: Floats, lon_deg: Floats) -> Grid:
    """The grid over some positions; there may be none."""
    lats = np.array(lat_deg, dtype=np.float64)
    lons = np.array(lon_deg, dtype=np.float64)
    if not lats.size:
        south = west = 0.0
        rows = columns = 1
    else:
        south, west = float(lats.min()), float(lons.min())
        rows = int((lats.max() - south) / CELL_DEG) + 1
        columns = int((lons.max() - west) / CELL_DEG) + 1
    cell = ((lats - south) / CELL_DEG).astype(np.int64) * columns
    cell += ((lons - west) / CELL_DEG).astype(np.int64)
    order = np.argsort(cell, kind="stable")
    starts = np.searchsorted(cell[order], np.arange(rows * columns + 1))
    for column in (lats, lons, order, starts):
        column.flags.writeable = False
    return Grid(lats, lons, order, starts.astype(np.int64), south, west, rows, columns)


def within(
    grid: Grid, *, lat_deg: float, lon_deg: float, radius_m: float, most: int
) -> tuple[Ints, Floats, int]:
    """The shops within a radius, nearest first, at most so many; their distances, m; how many there are.

    Distances are equirectangular, good to 0.1 % within ten kilometres. Equally far: the lower number first.
    """
    found, far_m = _within(
        grid.lat_deg,
        grid.lon_deg,
        grid.order,
        grid.starts,
        grid.south_deg,
        grid.west_deg,
        grid.rows,
        grid.columns,
        lat_deg,
        lon_deg,
        radius_m,
    )
    ranked = np.lexsort((found, far_m))[:most] if found.size > 1 else np.arange(found.size)
    return found[ranked], far_m[ranked], int(found.size)


@njit(cache=True, nogil=True)
def _within(
    lats: Floats,
    lons: Floats,
    order: Ints,
    starts: Ints,
    south: float,
    west: float,
    rows: int,
    columns: int,
    lat: float,
    lon: float,
    radius_m: float,
) -> tuple[Ints, Floats]:
    """Shops of the cells that the circle's box meets, kept where they lie in the circle."""
    per_lon = METRES_PER_DEGREE * np.cos(np.radians(lat))
    first_row, last_row = _met(lat - south, radius_m / METRES_PER_DEGREE, rows)
    first_column, last_column = _met(lon - west, radius_m / per_lon, columns)
    room = 0
    for row in range(first_row, last_row + 1):
        if first_column <= last_column:
            room += starts[row * columns + last_column + 1] - starts[row * columns + first_column]
    found = np.empty(room, np.int64)
    far_m = np.empty(room, np.float64)
    count = 0
    for row in range(first_row, last_row + 1):
        if first_column > last_column:
            break
        for at in range(
            starts[row * columns + first_column], starts[row * columns + last_column + 1]
        ):
            shop = order[at]
            # the middle latitude of the two, as near as makes no difference within 10 km
            east = (lons[shop] - lon) * per_lon
            north = (lats[shop] - lat) * METRES_PER_DEGREE
            away = np.sqrt(east * east + north * north)
            if away <= radius_m:
                found[count] = shop
                far_m[count] = away
                count += 1
    return found[:count], far_m[:count]


@njit(cache=True, nogil=True)
def _met(offset_deg: float, reach_deg: float, cells: int) -> tuple[int, int]:
    """The first and the last cell that a reach to both sides of an offset meets."""
    first = max(int(np.floor((offset_deg - reach_deg) / CELL_DEG)), 0)
    return first, min(int(np.floor((offset_deg + reach_deg) / CELL_DEG)), cells - 1)
