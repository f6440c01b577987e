"""Columns of longitude and latitude, and the rows in which the two look swapped."""

from typing import TypeAlias

import numpy as np

from dongseon.records import fields
from dongseon.records.columns import Bools, Floats
from dongseon.records.faults import Faults
from dongseon.records.sheets import Sheet

FAR_DEG = 5.0  # from the middle of what is known: another country. Assumption
NEAR_DEG = 2.0  # from the middle of what is known: the same region. Assumption

Middle: TypeAlias = tuple[float, float] | None  # lon, lat in degrees

_SWAPPED = "looks swapped with lon"


def positions(sheet: Sheet, faults: Faults) -> tuple[Floats, Floats]:
    """Longitude and latitude in degrees, NaN where empty or at fault."""

    def report_latitude(row: int, column: str, reason: str) -> None:
        swapped = reason == fields.LAT.reason and abs(lon_deg[row]) <= fields.LAT.high
        faults.reject(row, column, _SWAPPED if swapped else reason)

    lon_deg = fields.numbers(sheet, "lon", faults.reject, fields.LON)
    lat_deg = fields.numbers(sheet, "lat", report_latitude, fields.LAT)
    return lon_deg, lat_deg


def middle(lon_deg: Floats, lat_deg: Floats) -> Middle:
    """The middle of the known positions, None if there are none."""
    known = np.isfinite(lon_deg) & np.isfinite(lat_deg)
    if not known.any():
        return None
    return float(np.median(lon_deg[known])), float(np.median(lat_deg[known]))


def refuse_swapped(faults: Faults, lon_deg: Floats, lat_deg: Floats, around: Middle) -> None:
    """Reject positions that are far from everything as given and near when turned round."""
    if around is None:
        return
    far = _distance_deg(lon_deg, lat_deg, around) > FAR_DEG
    near_turned = _distance_deg(lat_deg, lon_deg, around) < NEAR_DEG
    swapped: Bools = far & near_turned & ~faults.bad
    for row in np.flatnonzero(swapped):
        faults.reject(int(row), "lat", _SWAPPED)


def _distance_deg(lon_deg: Floats, lat_deg: Floats, around: tuple[float, float]) -> Floats:
    """The larger of the differences in longitude (the short way round) and latitude."""
    east = np.abs((lon_deg - around[0] + 180) % 360 - 180)
    distance: Floats = np.maximum(east, np.abs(lat_deg - around[1]))
    return distance
