"""The ground of one reconstruction: metres instead of degrees, and cells for a person under way."""

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from dongseon.itinerary.parameters import Model
from dongseon.records.columns import Codes, Floats

EARTH_RADIUS_M = 6_371_008.8  # mean radius, IUGG 1980


@dataclass(frozen=True, slots=True)
class Plane:
    """A local equirectangular projection; its error is below 0.1 % within 100 km of the origin."""

    lon_deg: float
    lat_deg: float

    def to_metres(self, lon_deg: Floats, lat_deg: Floats) -> tuple[Floats, Floats]:
        """Metres east and north of the origin."""
        x_m = np.radians(lon_deg - self.lon_deg) * EARTH_RADIUS_M * np.cos(np.radians(self.lat_deg))
        y_m = np.radians(lat_deg - self.lat_deg) * EARTH_RADIUS_M
        return x_m, y_m

    def to_degrees(self, x_m: float, y_m: float) -> tuple[float, float]:
        """Longitude and latitude of a point."""
        lat = self.lat_deg + np.degrees(y_m / EARTH_RADIUS_M)
        lon = self.lon_deg + np.degrees(x_m / EARTH_RADIUS_M / np.cos(np.radians(self.lat_deg)))
        return float(lon), float(lat)


@dataclass(frozen=True, slots=True, eq=False)
class Cells:
    """Squares in which a person under way, or at a spot that is no listed place, can be."""

    side_m: float
    x_m: Floats  # (cells,) centre
    y_m: Floats  # (cells,) centre
    offsets: Codes  # (cells + 1,) moves from cell c are offsets[c]:offsets[c + 1]
    target: Codes  # (moves,)
    weight: Floats  # (moves,) probability of the move in one step; a cell's moves sum to 1 - jump


def lay_cells(x_m: Floats, y_m: Floats, *, model: Model) -> tuple[Cells, Codes]:
    """Cover points with cells, and say which cell each point is in.

    x_m, y_m: (n,) points that matter (places, fixes, sectors in use). Only cells with a point, and
    the cells around them, exist: a journey across the country costs no more than one across town.
    """
    side_m = model.cell_m
    # to the millimetre: the last bits of a coordinate must not decide its cell
    column = np.floor(np.round(x_m, 3) / side_m).astype(np.int64)
    row = np.floor(np.round(y_m, 3) / side_m).astype(np.int64)
    key = np.unique(_key(column, row))
    with_rim = [key]
    for d_column in (-1, 0, 1):
        with_rim.extend(key + _key_step(d_column, d_row) for d_row in (-1, 0, 1))
    keys = np.unique(np.concatenate(with_rim))
    offsets, target, weight = _moves(keys, model)
    column_of, row_of = keys // _STRIDE - _SHIFT, keys % _STRIDE - _SHIFT
    cells = Cells(
        side_m,
        np.asarray((column_of + 0.5) * side_m, dtype=np.float64),
        np.asarray((row_of + 0.5) * side_m, dtype=np.float64),
        offsets,
        target,
        weight,
    )
    return cells, np.searchsorted(keys, _key(column, row)).astype(np.int32)


_STRIDE = 1 << 20  # cells along one side of the world; at 250 m that is six times round the earth
_SHIFT = 1 << 19


def _key(column: NDArray[np.int64], row: NDArray[np.int64]) -> NDArray[np.int64]:
    return (column + _SHIFT) * _STRIDE + row + _SHIFT


def _key_step(d_column: int, d_row: int) -> int:
    return d_column * _STRIDE + d_row


def _moves(keys: NDArray[np.int64], model: Model) -> tuple[Codes, Codes, Floats]:
    """Moves of one step between cells: a mixture of walking and riding, by distance of centres."""
    reach = max(1, int(np.ceil(2 * model.ride_m_per_step / model.cell_m)))
    steps = [(c, r) for c in range(-reach, reach + 1) for r in range(-reach, reach + 1)]
    sources, targets, weights = [], [], []
    for d_column, d_row in steps:
        weight = _move_weight(np.hypot(d_column, d_row) * model.cell_m, model)
        if weight < 1e-5:
            continue
        wanted = keys + _key_step(d_column, d_row)
        at = np.minimum(np.searchsorted(keys, wanted), len(keys) - 1)
        there = np.flatnonzero(keys[at] == wanted)
        sources.append(there)
        targets.append(at[there])
        weights.append(np.full(len(there), weight))
    source = np.concatenate(sources)
    target = np.concatenate(targets)
    weight_of = np.concatenate(weights)
    total = np.bincount(source, weights=weight_of, minlength=len(keys))
    weight_of = weight_of / total[source] * (1 - model.jump)
    order = np.lexsort((target, source))
    offsets = np.concatenate([[0], np.cumsum(np.bincount(source, minlength=len(keys)))])
    return offsets.astype(np.int32), target[order].astype(np.int32), weight_of[order]


def _move_weight(distance_m: float, model: Model) -> float:
    """Density of a displacement in one step: two half-normal speeds, walking and riding.

    Walking inside a cell is mostly staying in it, so the spread of a step is at least half a cell.
    """
    walk_m = max(model.walk_m_per_step, model.cell_m / 3)
    ride_m = model.ride_m_per_step
    walk = np.exp(-0.5 * (distance_m / walk_m) ** 2) / walk_m**2
    ride = np.exp(-0.5 * (distance_m / ride_m) ** 2) / ride_m**2
    return float((1 - model.ride_share) * walk + model.ride_share * ride) * model.cell_m**2
