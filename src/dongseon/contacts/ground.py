"""The ground of one case: the blocks around its visits, who is usually there, which sectors serve them."""

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np

from dongseon.contacts.visits import Visit
from dongseon.itinerary import priors, sectors
from dongseon.itinerary.candidates import take
from dongseon.itinerary.parameters import Model
from dongseon.itinerary.space import Plane
from dongseon.records.columns import (
    BASE_STATION,
    Bools,
    Codes,
    Evidence,
    Floats,
    Ints,
    Places,
    Stations,
)

BLOCK_M = 60.0  # m, side of a block: below what sectors or a phone indoors can tell apart
NEAR_M = 800.0  # m round a visit within which other blocks compete for the same connection
COMPETITORS_M = 4000.0  # m round the ground within which sectors compete; as for itineraries
STAFF = {
    "hospital": 20.0,
    "factory": 20.0,
    "call_centre": 40.0,
    "warehouse": 20.0,
    "university": 40.0,
}
STAFF_SCHOOL, STAFF_OFFICE, STAFF_OTHER = 15.0, 10.0, 2.0  # persons at work by place; assumption


@dataclass(frozen=True, slots=True, eq=False)
class Ground:
    """Blocks near the case's visits, and the exact points of the visits. B blocks, S sectors, V points."""

    plane: Plane
    sector: Codes  # (S,) rows of Stations: those somebody in the bundle used
    place: Codes  # (V,) rows of Places that the case visited, ascending
    x_m: Floats  # (B,)
    y_m: Floats  # (B,)
    serving: Floats  # (S, B) log P(sector | block, telco of the sector)
    taught: Floats  # (S, B) rows that taught it
    homes: Floats  # (B,) homes
    staff: Floats  # (B,) persons who work there
    visitors: Floats  # (168, B) share of all visitors, by hour of the week
    point_x_m: Floats  # (V,)
    point_y_m: Floats  # (V,)
    point_serving: Floats  # (S, V)
    point_taught: Floats  # (S, V)
    point_homes: Floats  # (V,) 1 for a home
    point_staff: Floats  # (V,)
    point_visitors: Floats  # (168, V)


def ground_of(visits: Sequence[Visit], evidence: Evidence, *, model: Model) -> Ground:
    """Lay the blocks around some visits."""
    places, records = evidence.places, evidence.records
    visited = np.unique(np.array([v.place for v in visits], np.int32))
    plane = Plane(
        float(np.median(places.lon_deg[visited])), float(np.median(places.lat_deg[visited]))
    )
    x_m, y_m = plane.to_metres(places.lon_deg, places.lat_deg)
    rows = _around(x_m, y_m, x_m[visited], y_m[visited])
    near = take(places, rows)
    homes, staff, visitors = _usual(near, model)
    block, count, block_x, block_y = _blocks(x_m[rows], y_m[rows])
    used = np.unique(records.base_station[records.source == BASE_STATION])
    point = np.searchsorted(rows, visited)
    points = np.concatenate([block_x, x_m[visited]]), np.concatenate([block_y, y_m[visited]])
    serving = _serving(evidence.stations, plane, *points, used[used >= 0], model)
    by_block = np.zeros((priors.HOURS, count))
    np.add.at(by_block.T, block, visitors.T)
    return Ground(
        plane,
        used[used >= 0].astype(np.int32),
        visited,
        block_x,
        block_y,
        np.ascontiguousarray(serving[:, :count]),
        np.zeros((len(serving), count)),
        np.bincount(block, homes, count).astype(np.float64),
        np.bincount(block, staff, count).astype(np.float64),
        by_block,
        x_m[visited],
        y_m[visited],
        np.ascontiguousarray(serving[:, count:]),
        np.zeros((len(serving), len(visited))),
        homes[point],
        staff[point],
        np.ascontiguousarray(visitors[:, point]),
    )


def _around(x_m: Floats, y_m: Floats, at_x: Floats, at_y: Floats) -> Ints:
    """Places within NEAR_M of any point, ascending."""
    close: Bools = np.zeros(len(x_m), dtype=np.bool_)
    for x, y in zip(at_x.tolist(), at_y.tolist(), strict=True):
        close |= (np.abs(x_m - x) < NEAR_M) & (np.abs(y_m - y) < NEAR_M)
    return np.flatnonzero(close)


def _blocks(x_m: Floats, y_m: Floats) -> tuple[Ints, int, Floats, Floats]:
    """Block of each place, their number, and the middle of the places of each."""
    column, row = np.floor(x_m / BLOCK_M).astype(np.int64), np.floor(y_m / BLOCK_M).astype(np.int64)
    _, block = np.unique(column * 1_000_003 + row, return_inverse=True)
    count = np.bincount(block)
    return block, len(count), np.bincount(block, x_m) / count, np.bincount(block, y_m) / count


def _usual(near: Places, model: Model) -> tuple[Floats, Floats, Floats]:
    """Homes (n,), staff (n,) and share of the visitors (168, n) of some places."""
    categories = [near.category[row] for row in range(len(near))]
    homes = np.array([c == "home" for c in categories], dtype=np.float64)
    staff = np.array([_staff(c) for c in categories])
    nobody = priors.Anchorage(-1, -1)
    odds = priors.arrival_odds(
        near,
        np.zeros(len(near), np.int32),
        nobody,
        priors.usual_routine(len(near), nobody),
        model=model,
    )
    visitors = odds * np.array([model.habit(c).stay_min for c in categories])[None, :] + 1e-9
    return homes, staff, visitors / visitors.sum(axis=1, keepdims=True)


def _staff(category: str) -> float:
    if category == "home":
        return 0.0
    known = {"office": STAFF_OFFICE, "school": STAFF_SCHOOL} | STAFF
    return known.get(category, STAFF_OTHER)


def _serving(
    stations: Stations, plane: Plane, x_m: Floats, y_m: Floats, used: Codes, model: Model
) -> Floats:
    """(len(used), n) log P(sector | point) among all sectors near the ground and those in use."""
    if not len(used):
        return np.zeros((0, len(x_m)))
    mast_x, mast_y = plane.to_metres(stations.lon_deg, stations.lat_deg)
    near = np.isin(np.arange(len(stations)), used)
    near |= (
        (mast_x > x_m.min() - COMPETITORS_M)
        & (mast_x < x_m.max() + COMPETITORS_M)
        & (mast_y > y_m.min() - COMPETITORS_M)
        & (mast_y < y_m.max() + COMPETITORS_M)
    )
    rows = np.flatnonzero(near)
    competing = Stations(
        tuple(stations.base_station_id[r] for r in rows),
        stations.lon_deg[rows],
        stations.lat_deg[rows],
        stations.azimuth_deg[rows],
        stations.beam_deg[rows],
        stations.range_m[rows],
    )
    own = np.searchsorted(rows, used).astype(np.int32)
    return np.log(sectors.sector_probability(competing, plane, x_m, y_m, own, model=model))
