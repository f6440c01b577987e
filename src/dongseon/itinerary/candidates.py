"""Which places can matter for one person: those that some record makes thinkable."""

from dataclasses import dataclass

import numpy as np

from dongseon.itinerary.space import Plane
from dongseon.itinerary.subject import Subject
from dongseon.records.categories import are_of_kind
from dongseon.records.columns import (
    BASE_STATION,
    GPS,
    Bools,
    Coded,
    Floats,
    Ints,
    Places,
    Records,
    Stations,
)

FIX_REACH_M = 250.0  # m, a place farther from every fix is not what the fix means; assumption
SECTOR_REACH = 2.2  # nominal ranges, past which a sector hardly serves anybody; assumption
MOST = 6000  # candidates; past this the least thinkable are left out, so work stays bounded


@dataclass(frozen=True, slots=True, eq=False)
class Candidates:
    """The places that compete, as rows of Places and as Places of their own."""

    row: Ints  # (C,) row of the full Places, ascending
    places: Places  # (C,)
    x_m: Floats  # (C,)
    y_m: Floats  # (C,)


def choose(
    records: Records,
    rows: Ints,
    places: Places,
    stations: Stations,
    subject: Subject,
    plane: Plane,
) -> Candidates:
    """Places named by a record or the register, near a fix, or within reach of a sector in use."""
    x_m, y_m = plane.to_metres(places.lon_deg, places.lat_deg)
    closeness = _closeness_to_fixes(records, rows, x_m, y_m, plane)
    closeness = np.maximum(
        closeness, _closeness_to_sectors(records, rows, stations, x_m, y_m, plane)
    )
    for place_id in (subject.home_place_id, subject.work_place_id):
        if place_id in places.position:
            closeness[places.position[place_id]] = 2.0
    named = records.place[rows]
    closeness[named[named >= 0]] = 2.0
    chosen = np.flatnonzero(closeness > 0)
    if len(chosen) > MOST:
        thinkable = closeness[chosen] - _strangers_home(places, chosen, closeness)
        chosen = np.sort(chosen[np.argsort(-thinkable, kind="stable")[:MOST]])
    return Candidates(chosen, take(places, chosen), x_m[chosen], y_m[chosen])


def _strangers_home(places: Places, chosen: Ints, closeness: Floats) -> Floats:
    """1 for dwellings that sectors alone speak for, else 0: in a city they are seven of eight places, would
    crowd out where people go, and none can be told from its neighbours."""
    home = are_of_kind(places.category, "home")
    return (home[chosen] & (closeness[chosen] < 1.0)).astype(np.float64)


def take(places: Places, rows: Ints) -> Places:
    """Some rows of Places, as Places."""
    return Places(
        tuple(places.place_id[r] for r in rows),
        tuple(places.name[r] for r in rows),
        Coded(places.category.codes[rows], places.category.labels),
        places.lon_deg[rows],
        places.lat_deg[rows],
        places.radius_m[rows],
        places.indoor[rows],
        places.capacity[rows],
        places.opens_min[rows],
        places.closes_min[rows],
    )


def _closeness_to_fixes(
    records: Records, rows: Ints, x_m: Floats, y_m: Floats, plane: Plane
) -> Floats:
    """1 for places within FIX_REACH_M of a fix (fixes thinned to a 50 m raster), else 0."""
    own = rows[records.source[rows] == GPS]
    near: Bools = np.zeros(len(x_m), dtype=np.bool_)
    if len(own) and len(x_m):
        fix_x, fix_y = plane.to_metres(records.lon_deg[own], records.lat_deg[own])
        raster = np.unique(np.round(np.stack([fix_x, fix_y]) / 50.0), axis=1) * 50.0
        for k in range(raster.shape[1]):
            near |= np.hypot(x_m - raster[0, k], y_m - raster[1, k]) < FIX_REACH_M
    return near.astype(np.float64)


def _closeness_to_sectors(
    records: Records, rows: Ints, stations: Stations, x_m: Floats, y_m: Floats, plane: Plane
) -> Floats:
    """For each place the best of its closeness to the sectors in use: 1 at the mast, 0 out of reach."""
    own = rows[records.source[rows] == BASE_STATION]
    used = np.unique(records.base_station[own])
    used = used[used >= 0]
    best = np.zeros(len(x_m))
    mast_x, mast_y = plane.to_metres(stations.lon_deg, stations.lat_deg)
    for s in used:
        relative = np.hypot(x_m - mast_x[s], y_m - mast_y[s]) / (SECTOR_REACH * stations.range_m[s])
        np.maximum(best, 1.0 - relative, out=best)
    return best
