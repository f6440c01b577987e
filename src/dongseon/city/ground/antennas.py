"""Base stations of three telcos: sites with three sectors, dense where people are."""

import math

import numpy as np

from dongseon.city import chance
from dongseon.city.ground import island as ground
from dongseon.city.ground.island import Island
from dongseon.city.ground.register import random_ids
from dongseon.records.columns import Bytes, Floats, Ints, Stations

TELCOS = 3
SPACING_M = (300.0, 1200.0)  # between sites of a telco, downtown and at the edge (assumption)
BEAM_DEG = 120.0  # three sectors of 120 degrees, 3GPP TR 36.942
REACH = 1.1  # nominal range, in spacings (assumption)


def _spacing_m(island: Island, x: Floats, y: Floats, homes: tuple[Floats, Floats]) -> Floats:
    """Distance between sites that suits the density of dwellings around each point (n,)."""
    cell = 500.0
    half = 2.0 * island.radius_m
    bins = np.arange(-half, half + cell, cell)
    count = np.histogram2d(homes[0], homes[1], bins=(bins, bins))[0]
    i = np.clip(np.digitize(x, bins) - 1, 0, count.shape[0] - 1)
    j = np.clip(np.digitize(y, bins) - 1, 0, count.shape[1] - 1)
    crowd = np.clip(count[i, j] / max(1.0, float(np.quantile(count[count > 0], 0.9))), 0, 1)
    low, high = SPACING_M
    return np.asarray(high * (low / high) ** np.sqrt(crowd))


def _sites(
    seed: int, telco: int, island: Island, homes: tuple[Floats, Floats]
) -> tuple[Floats, Floats, Floats]:
    """Sites by dart throwing, closest where it is dense: position and spacing."""
    rng = chance.stream(seed, "antennas", "sites", telco)
    count = int(6 * (2 * 1.5 * island.radius_m) ** 2 / SPACING_M[0] ** 2)
    x = rng.uniform(-1.5 * island.radius_m, 1.5 * island.radius_m, count)
    y = rng.uniform(-1.5 * island.radius_m, 1.5 * island.radius_m, count)
    land = ground.on_land(island, x, y, 20.0)
    x, y = x[land], y[land]
    spacing = _spacing_m(island, x, y, homes)
    kept = _darts(x, y, spacing)
    return x[kept], y[kept], spacing[kept]


def _darts(x: Floats, y: Floats, spacing: Floats) -> Ints:
    """Rows that keep their distance from all rows kept before."""
    kept: list[int] = []
    for row in range(len(x)):
        near = np.array(kept, dtype=np.int64)
        apart = np.hypot(x[near] - x[row], y[near] - y[row])
        if not len(near) or bool(np.all(apart > 0.5 * (spacing[near] + spacing[row]))):
            kept.append(row)
    return np.array(kept, dtype=np.int64)


def raise_antennas(
    seed: int, island: Island, homes: tuple[Floats, Floats], origin: tuple[float, float]
) -> tuple[Stations, Bytes]:
    """Sectors of all telcos, and whose they are."""
    xs, ys, reach, telco = [], [], [], []
    for t in range(TELCOS):
        x, y, spacing = _sites(seed, t, island, homes)
        xs.append(x)
        ys.append(y)
        reach.append(REACH * spacing)
        telco.append(np.full(len(x), t, dtype=np.int8))
    x, y = np.concatenate(xs), np.concatenate(ys)
    rng = chance.stream(seed, "antennas", "sectors")
    turn = rng.uniform(0, 120, len(x))
    azimuth = (turn[:, None] + np.array([0.0, 120.0, 240.0])).ravel() % 360
    lon, lat = degrees(origin, np.repeat(x, 3), np.repeat(y, 3))
    count = len(azimuth)
    stations = Stations(
        base_station_id=tuple(random_ids(rng, count, prefix="B", length=7)),
        lon_deg=lon,
        lat_deg=lat,
        azimuth_deg=np.round(azimuth),
        beam_deg=np.full(count, BEAM_DEG),
        range_m=10.0 * np.round(np.repeat(np.concatenate(reach), 3) / 10.0),
    )
    return stations, np.repeat(np.concatenate(telco), 3)


def degrees(origin: tuple[float, float], x_m: Floats, y_m: Floats) -> tuple[Floats, Floats]:
    """Longitude and latitude of metres east and north of the origin (local plane, WGS 84 radii)."""
    lon0, lat0 = origin
    east_m, north_m = metres_per_degree(lat0)
    return lon0 + x_m / east_m, lat0 + y_m / north_m


def metres_per_degree(lat_deg: float) -> tuple[float, float]:
    """Length of a degree of longitude and of latitude on the WGS 84 ellipsoid."""
    a_m, e2 = 6378137.0, 0.00669437999014
    sin = math.sin(math.radians(lat_deg))
    w = math.sqrt(1 - e2 * sin * sin)
    east = math.pi / 180 * a_m * math.cos(math.radians(lat_deg)) / w
    north = math.pi / 180 * a_m * (1 - e2) / w**3
    return east, north
