"""Which sectors of its telco a phone hears at a point, and how strongly.

Received strength = - path loss + antenna pattern + shadowing, in dB. Shadowing belongs to a spot
(building, or a 50 m square outdoors) and a site, so a phone at home hears a small stable set of sectors,
often not the nearest. Antennas are tilted down, so that less is heard from beyond the nominal range.
Fading from one connection to the next is a Gumbel draw: the sector used is a softmax draw over
strengths. The numbers are in docs/method/sensors.md.
"""

import math
from typing import NamedTuple

import numpy as np

from dongseon.city import chance
from dongseon.city.compiled import compiled
from dongseon.city.ground import antennas as antenna_ground
from dongseon.city.types import Singles, World
from dongseon.records.columns import Bytes, Codes, Floats, Ints

SLOPE_DB = 37.6  # path loss per decade of distance (3GPP TR 36.942, macro cell, urban area)
FRONT_TO_BACK_DB = 20.0  # deepest attenuation of the antenna pattern (3GPP TR 36.942)
HALF_POWER_SHARE = 65.0 / 120.0  # 3 dB beam width over sector width (3GPP TR 36.942: 65° of 120°)
SHADOW_DB = 8.0  # sd per spot and site (3GPP TR 36.942: 10 outdoors; TR 38.901: 6 to 8)
SECTOR_SHADOW_DB = 3.0  # further sd per spot and sector (assumption)
FLOOR_DB = 0.3  # gain per floor above the first, at most ten (ITU-R P.1411 order of magnitude)
FADING_DB = 4.0  # scale of the Gumbel fading, sd 5.1 dB (assumption)
SPOT_M = 50.0  # outdoors, shadowing holds within such a square (TR 38.901: 37 to 50 m)
CELL_M = 250.0  # step of the table of near sectors
NEAR = 48  # sectors looked at for one point
HEARD = 10  # sectors kept for a place
BEYOND_SHARE = 0.125  # of connections come from beyond the nominal range (docs/FORMATS: 1 in 8)
BALANCED = 0.05  # of connections are handed over for load, twice that 18 to 22 h (assumption)
BALANCED_AMONG = 5  # to one of the strongest sectors (assumption)
MIN_DISTANCE_M = 35.0  # the loss formula holds from here on (TR 36.942)


class Antennas(NamedTuple):
    """All sectors and where they may be heard. A named tuple, because kernels take it whole."""

    x_m: Floats  # (sectors,)
    y_m: Floats  # (sectors,)
    azimuth_rad: Floats  # (sectors,) clockwise from north, NaN = all round
    beam_rad: Floats  # (sectors,) half-power width, NaN = all round
    range_m: Floats  # (sectors,) nominal
    site: Codes  # (sectors,) antennas on one mast share it
    near: Codes  # (telcos, cells, NEAR) nearest sectors of a cell, -1 = fewer
    grid: Floats  # (4,) west edge, south edge, columns, rows
    key: np.uint64  # of the shadowing


class Radio(NamedTuple):
    """What phones hear: a table for places, the antennas for other points. Kernels take it whole."""

    antennas: Antennas
    heard: Codes  # (telcos, places, HEARD) strongest first, -1 = fewer
    weight: Singles  # (telcos, places, HEARD) cumulative share of connections
    beyond_db: Floats  # (telcos,) calibrated change of sectors heard from beyond their range: tilt


@compiled
def strength_db(
    antennas: Antennas, sector: int, x_m: float, y_m: float, spot: int, floor: int
) -> tuple[float, bool]:
    """Strength of a sector at a point, dB up to a constant, and whether the point is out of range."""
    east, north = x_m - antennas.x_m[sector], y_m - antennas.y_m[sector]
    distance = math.sqrt(east * east + north * north)
    level = -SLOPE_DB * math.log10(max(distance, MIN_DISTANCE_M))
    if not math.isnan(antennas.azimuth_rad[sector]):
        angle = math.atan2(east, north) - antennas.azimuth_rad[sector]
        angle -= 2.0 * math.pi * math.floor(angle / (2.0 * math.pi) + 0.5)
        level -= min(12.0 * (angle / antennas.beam_rad[sector]) ** 2, FRONT_TO_BACK_DB)
    level += SHADOW_DB * chance.normal(antennas.key, spot, antennas.site[sector])
    level += SECTOR_SHADOW_DB * chance.normal(antennas.key, spot, -1 - sector)
    if distance > antennas.range_m[sector]:  # high floors look over the roofs at far masts
        level += FLOOR_DB * min(max(floor - 1, 0), 10)
    return level, distance > antennas.range_m[sector]


@compiled
def _cell(grid: Floats, x_m: float, y_m: float) -> int:
    column = min(max(int((x_m - grid[0]) / CELL_M), 0), int(grid[2]) - 1)
    row = min(max(int((y_m - grid[1]) / CELL_M), 0), int(grid[3]) - 1)
    return row * int(grid[2]) + column


@compiled
def _nearest(grid: Floats, sectors: Codes, sector_x: Floats, sector_y: Floats, near: Codes) -> None:
    """Fill near (cells, NEAR) with the sectors nearest to the middle of each cell."""
    distance = np.empty(len(sectors))
    for cell in range(near.shape[0]):
        x_m = grid[0] + (cell % int(grid[2]) + 0.5) * CELL_M
        y_m = grid[1] + (cell // int(grid[2]) + 0.5) * CELL_M
        for k in range(len(sectors)):
            distance[k] = (sector_x[sectors[k]] - x_m) ** 2 + (sector_y[sectors[k]] - y_m) ** 2
        order = np.argsort(distance)
        for k in range(min(NEAR, len(sectors))):
            near[cell, k] = sectors[order[k]]


class _Sites(NamedTuple):
    """Places as points with a shadow and a height."""

    x_m: Singles  # (places,)
    y_m: Singles  # (places,)
    spot: Ints  # (places,) what shares one shadow
    floor: Codes  # (places,)


@compiled
def _hear(
    rows: Ints,
    sites: _Sites,
    antennas: Antennas,
    telco: int,
    heard: Codes,
    level: Singles,
    far: Bytes,
) -> None:
    """Fill, for each place, the strongest sectors; the last four of HEARD are kept for far ones."""
    levels, distant = np.empty(NEAR), np.empty(NEAR, dtype=np.int8)
    for place in rows:
        x_m, y_m = float(sites.x_m[place]), float(sites.y_m[place])
        near = antennas.near[telco, _cell(antennas.grid, x_m, y_m)]
        count = 0
        while count < NEAR and near[count] >= 0:
            levels[count], distant[count] = strength_db(
                antennas, near[count], x_m, y_m, sites.spot[place], sites.floor[place]
            )
            count += 1
        kept, kept_far = 0, 0
        for k in np.argsort(-levels[:count]):
            if kept < HEARD and (distant[k] or kept - kept_far < HEARD - 4):
                heard[place, kept], level[place, kept] = near[k], levels[k]
                far[place, kept] = distant[k]
                kept += 1
                kept_far += distant[k]


def _beyond_share(level: Singles, beyond: Bytes, bonus_db: float) -> float:
    """Mean share of connections from beyond the range, were far sectors stronger by ``bonus_db``."""
    strength = np.exp((level + bonus_db * beyond - level[:, :1]).astype(np.float64) / FADING_DB)
    heard = (strength * beyond).sum(axis=1) / strength.sum(axis=1)
    handed = BALANCED * (1.0 + 4.0 / 24.0)
    return float(np.mean((1.0 - handed) * heard + handed * beyond[:, :BALANCED_AMONG].mean(axis=1)))


def _calibrated_db(level: Singles, beyond: Bytes) -> float:
    """The bonus of far sectors that makes BEYOND_SHARE of the connections come from them."""
    low, high = -40.0, 40.0
    for _ in range(40):
        middle = 0.5 * (low + high)
        if _beyond_share(level, beyond, middle) < BEYOND_SHARE:
            low = middle
        else:
            high = middle
    return 0.5 * (low + high)


def _grid(world: World) -> Floats:
    west, east = float(world.place_x_m.min()) - CELL_M, float(world.place_x_m.max()) + CELL_M
    south, north = float(world.place_y_m.min()) - CELL_M, float(world.place_y_m.max()) + CELL_M
    columns, rows = math.ceil((east - west) / CELL_M), math.ceil((north - south) / CELL_M)
    return np.array([west, south, columns, rows], dtype=np.float64)


def _metres(world: World) -> tuple[Floats, Floats]:
    """Sectors' positions in metres, by the same scale that turned the places into degrees."""
    from_lon = world.stations.lon_deg - world.origin_lon_deg
    from_lat = world.stations.lat_deg - world.origin_lat_deg
    east, north = antenna_ground.metres_per_degree(world.origin_lat_deg)
    return from_lon * east, from_lat * north


def _spots(world: World) -> Ints:
    """What shares one shadow: a building, or the place's own square outdoors."""
    squares = outdoor_spot(world.place_x_m.astype(np.float64), world.place_y_m.astype(np.float64))
    return np.where(world.building >= 0, world.building.astype(np.int64), squares)


def outdoor_spot(x_m: Floats, y_m: Floats) -> Ints:
    """The number of the square a point lies in, apart from every building's number."""
    column = np.floor(x_m / SPOT_M).astype(np.int64) + 100_000
    row = np.floor(y_m / SPOT_M).astype(np.int64) + 100_000
    return (column * 1_000_000 + row) + 2**40


def _antennas(world: World) -> Antennas:
    stations = world.stations
    x_m, y_m = _metres(world)
    all_round = np.isnan(stations.beam_deg) | (stations.beam_deg >= 360.0)
    azimuth = np.where(all_round, np.nan, np.radians(stations.azimuth_deg))
    beam = np.radians(stations.beam_deg) * HALF_POWER_SHARE
    masts = np.stack([stations.lon_deg, stations.lat_deg, world.station_telco], axis=1)
    site = np.unique(masts, axis=0, return_inverse=True)[1].reshape(-1).astype(np.int32)
    telcos = int(world.station_telco.max()) + 1
    grid = _grid(world)
    near = np.full((telcos, int(grid[2] * grid[3]), NEAR), -1, dtype=np.int32)
    for telco in range(telcos):
        own = np.flatnonzero(world.station_telco == telco).astype(np.int32)
        _nearest(grid, own, x_m, y_m, near[telco])
    return Antennas(
        x_m,
        y_m,
        azimuth,
        beam,
        stations.range_m,
        site,
        near,
        grid,
        chance.key(world.seed, "shadowing"),
    )


def radio(world: World, *, places: Codes | None = None) -> Radio:
    """Prepare what is heard where; ``places`` limits the table to these rows (None = all).

    The bonus of far sectors is calibrated on a fixed sample of the world's places, so a table limited
    to some places holds the very same rows.
    """
    antennas = _antennas(world)
    telcos = len(antennas.near)
    shape = (telcos, len(world.places), HEARD)
    heard, level = np.full(shape, -1, dtype=np.int32), np.full(shape, -np.inf, dtype=np.float32)
    far, beyond_db = np.zeros(shape, dtype=np.int8), np.zeros(telcos)
    sample = np.unique(np.linspace(0, len(world.places) - 1, 2_000).astype(np.int64))
    wanted = np.arange(len(world.places)) if places is None else places.astype(np.int64)
    sites = _Sites(world.place_x_m, world.place_y_m, _spots(world), world.floor)
    for telco in range(telcos):
        rows = np.union1d(sample, wanted)
        _hear(rows, sites, antennas, telco, heard[telco], level[telco], far[telco])
        beyond_db[telco] = _calibrated_db(level[telco][sample], far[telco][sample])
    return Radio(antennas, heard, _cumulative(level, far, beyond_db), beyond_db)


def _cumulative(level: Singles, far: Bytes, beyond_db: Floats) -> Singles:
    """Cumulative weights of the sectors heard at each place: (telcos, places, HEARD)."""
    out = np.zeros(level.shape, dtype=np.float32)
    for telco in range(len(beyond_db)):
        strength = level[telco] + np.float32(beyond_db[telco]) * far[telco]
        top = np.maximum(strength.max(axis=1, keepdims=True), np.float32(-1e9))
        share = np.exp((strength - top) / np.float32(FADING_DB))
        out[telco] = np.cumsum(share, axis=1)
    return out


@compiled
def sector_outdoors(air: Radio, telco: int, x_m: float, y_m: float, draw: float) -> int:
    """The sector used at a point on the way, by a draw in [0, 1); -1 = none there."""
    antennas = air.antennas
    column = math.floor(x_m / SPOT_M) + 100_000
    spot = column * 1_000_000 + math.floor(y_m / SPOT_M) + 100_000 + 2**40
    near = antennas.near[telco, _cell(antennas.grid, x_m, y_m)]
    best, top = -1, -1e30
    for k in range(NEAR // 2):  # twenty-four sectors, eight masts, are enough on the street
        if near[k] < 0:
            break
        level, far = strength_db(antennas, near[k], x_m, y_m, spot, 1)
        fade = chance.uniform(antennas.key, int(draw * 2.0**52), near[k])
        level -= FADING_DB * math.log(-math.log(fade + 1e-18))  # a Gumbel draw
        if far:
            level += air.beyond_db[telco]
        if level > top:
            top, best = level, near[k]
    return best
