"""The index by which people find venues: category by square of ground."""

import numpy as np

from dongseon.city.ground.register import Part
from dongseon.city.ground.trades import NUMBER, TRADES
from dongseon.city.types import Venues
from dongseon.records.columns import Codes

SQUARE_M = 200.0
KINDS = (*(trade.category for trade in TRADES), "park", "hospital")
KIND = {category: number for number, category in enumerate(KINDS)}


def index_venues(part: Part) -> Venues:
    """Index the places of every kind; attraction is the capacity."""
    west, south = float(part.x_m.min()), float(part.y_m.min())
    columns = int((part.x_m.max() - west) / SQUARE_M) + 1
    rows = int((part.y_m.max() - south) / SQUARE_M) + 1
    square = ((part.x_m - west) / SQUARE_M).astype(np.int64) * rows + (
        (part.y_m - south) / SQUARE_M
    ).astype(np.int64)
    first, place, cumulative, nearest, offset = [], [], [], [], 0
    for kind in KINDS:
        of = np.flatnonzero(
            (part.category == NUMBER[kind]) & ((kind != "hospital") | (part.floor <= 2))
        )
        of = of[np.argsort(square[of], kind="stable")]
        begin = np.searchsorted(square[of], np.arange(columns * rows + 1))
        first.append(begin + offset)
        running = np.cumsum(part.capacity[of].astype(float))
        before = np.concatenate([[0.0], running])[begin[square[of]]]
        place.append(of)
        cumulative.append(running - before)
        nearest.append(_nearest(np.flatnonzero(np.diff(begin) > 0), columns, rows))
        offset += len(of)
    return Venues(
        kind=KINDS,
        square_m=SQUARE_M,
        west_m=west,
        south_m=south,
        columns=columns,
        rows=rows,
        first=np.array(first, dtype=np.int32),
        place=np.concatenate(place).astype(np.int32),
        cumulative=np.concatenate(cumulative),
        nearest=np.array(nearest, dtype=np.int32),
    )


def _nearest(filled: np.ndarray, columns: int, rows: int) -> Codes:
    """For each square, the nearest one of those filled."""
    if not len(filled):
        return np.full(columns * rows, -1, dtype=np.int32)
    at = np.arange(columns * rows)
    out = np.empty(columns * rows, dtype=np.int32)
    for begin in range(0, len(at), 4096):
        some = at[begin : begin + 4096]
        apart = np.abs(some[:, None] // rows - filled // rows) ** 2 + (
            np.abs(some[:, None] % rows - filled % rows) ** 2
        )
        out[begin : begin + 4096] = filled[np.argmin(apart, axis=1)]
    return out
