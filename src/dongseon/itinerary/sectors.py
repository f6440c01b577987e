"""Which sector serves a phone: geometry first, then what the person's own log teaches."""

import numpy as np

from dongseon.itinerary.parameters import Model
from dongseon.itinerary.space import Plane
from dongseon.records.columns import Codes, Floats, Stations


def sector_weights(
    stations: Stations, plane: Plane, x_m: Floats, y_m: Floats, *, model: Model
) -> Floats:
    """How strongly each sector reaches each point, before one sector is chosen.

    x_m, y_m: (n,). Returns (sectors, n). Reach falls as exp(-(d / a)²): over evenly spread users the
    share beyond the nominal range R is then exp(-(R / a)²), which is set to ``model.beyond_range``.
    """
    station_x_m, station_y_m = plane.to_metres(stations.lon_deg, stations.lat_deg)
    east_m = x_m[None, :] - station_x_m[:, None]
    north_m = y_m[None, :] - station_y_m[:, None]
    distance_m = np.hypot(east_m, north_m)
    relative = distance_m / stations.range_m[:, None]
    reach = np.exp(-(relative**2) * -np.log(model.beyond_range))
    reach += model.tail * np.exp(-relative)
    bearing_deg = np.degrees(np.arctan2(east_m, north_m))
    azimuth_deg = np.nan_to_num(stations.azimuth_deg)[:, None]
    off_deg = np.abs((bearing_deg - azimuth_deg + 180.0) % 360.0 - 180.0)
    beam_deg = np.where(
        np.isnan(stations.azimuth_deg), 360.0, np.nan_to_num(stations.beam_deg, nan=120.0)
    )
    beyond_deg = np.maximum(0.0, off_deg - beam_deg[:, None] / 2)
    gain = np.exp(-((beyond_deg / model.lobe_edge_deg) ** 2))
    gain = model.side_lobe + (1 - model.side_lobe) * gain
    under_mast = np.exp(-distance_m / 60.0)  # below the antenna every sector of the mast is heard
    return np.asarray(reach * np.maximum(gain, under_mast), dtype=np.float64)


def sector_probability(
    stations: Stations, plane: Plane, x_m: Floats, y_m: Floats, used: Codes, *, model: Model
) -> Floats:
    """P(sector | point), for the sectors in use. Shape (len(used), n).

    All sectors compete, also those that this phone never used.
    """
    weights = sector_weights(stations, plane, x_m, y_m, model=model)
    total = weights.sum(axis=0)
    floor = min(model.sector_floor, 0.2 / max(1, len(weights)))  # all floors together stay small
    return np.asarray(
        (1 - floor * len(weights)) * weights[used] / np.maximum(total, 1e-12)[None, :] + floor
    )


def nearness(x_m: Floats, y_m: Floats, column: int, *, model: Model) -> Floats:
    """(n,) how far what is learned at one place holds at others: shadowing is correlated in space."""
    away_m = np.hypot(x_m - x_m[column], y_m - y_m[column])
    share = np.exp(-((away_m / model.profile_reach_m) ** 2))
    return np.asarray(np.where(share > 0.05, share, 0.0))


def learned_at(
    column: int, prior: Floats, counts: Floats, x_m: Floats, y_m: Floats, *, model: Model
) -> Floats:
    """(S,) P(sector | one place), sharpened by the person's own connections there and near it.

    column: the place among n; prior: (S,) its own from geometry; counts: (S, n) expected connections at
    each place; x_m, y_m: (n,). What is learned at a place holds for its neighbours too, so that a flat
    is not told from the next one by a profile learned from itself.
    """
    taught = np.flatnonzero(counts.sum(axis=0) >= 2.0)
    pooled = counts[:, taught] @ nearness(x_m, y_m, column, model=model)[taught]
    return sharpened(prior[:, None], pooled[:, None], model=model)[:, 0]


def sharpened(prior: Floats, pooled: Floats, *, model: Model) -> Floats:
    """Dirichlet posterior mean of each column with ``model.profile_prior`` pseudo-connections.

    prior, pooled: (sectors, n). Columns without connections stay; others keep their prior total, or
    nearly one if they were heard.
    """
    seen, total = pooled.sum(axis=0), prior.sum(axis=0)
    strength = model.profile_prior
    posterior = (
        (strength * prior / total + pooled)
        / (strength + seen)
        * np.maximum(total, 0.98 * (seen > 0))
    )
    return np.asarray(np.where(seen > 0, posterior, prior))
