"""The compiled likelihoods: what is seen in one step, given each state.

Only ``weigh_step`` is called from outside, by ``kernels.py``; see there what to do after a change.
"""

import numpy as np
from numba import njit

from dongseon.itinerary.scene import Scene
from dongseon.records.columns import Floats

NEAR_SIGMAS2 = 40.0  # squared sigmas past which a normal density is nil


@njit(cache=True)
def _gauss(distance2: float, variance: float) -> float:
    if distance2 > NEAR_SIGMAS2 * variance:
        return 0.0
    return float(np.exp(-0.5 * distance2 / variance) / (2.0 * np.pi * variance))


@njit(cache=True)
def _wild(scene: Scene, distance2: float) -> float:
    """Density of a fix that tells little: a share, spread as a Cauchy distribution of the plane."""
    scale2 = scene.wild_m * scene.wild_m
    relative = 1.0 + distance2 / scale2
    return float(scene.outlier / (2.0 * np.pi * scale2 * relative * np.sqrt(relative)))


@njit(cache=True)
def _evidence(
    scene: Scene, step: int, places: Floats, still: Floats, way: Floats, bonus: Floats
) -> None:
    """Likelihood of one step's connections, fix and hint, for each place and cell (in place)."""
    places[:] = 1.0
    still[:] = 1.0
    way[:] = 1.0
    for row in range(scene.connection_offsets[step], scene.connection_offsets[step + 1]):
        _connection(scene, row, places, still, way)
    if not np.isnan(scene.fix_x_m[step]):
        _fix_at_places(scene, step, places, bonus)
        _fix_in_cells(scene, step, still, way, bonus[bonus.size - 2 * way.size :])
    if scene.hint_place[step] >= 0:
        places[scene.hint_place[step]] *= scene.hint_odds[step]


@njit(cache=True)
def _connection(scene: Scene, row: int, places: Floats, still: Floats, way: Floats) -> None:
    """Whoever stands still hears the sectors heard lately again, whatever geometry says.

    With k connections for geometry's worth and n heard lately, of them m through this sector, its
    chance is (k p + m) / (k + n): a street corner's own shadowing is learned within the stay, so a
    hundred connections do not say a hundred times which of two doors it is. That holds where the
    sector may well be heard at all: m and n count in the part p / (p + likeness best).
    """
    sector = scene.connection_sector[row]
    again, lately = scene.connection_again[row], scene.connection_lately[row]
    least = scene.likeness * scene.sector_best[sector]
    for j in range(places.size):
        heard = scene.sector_place[sector, j]
        places[j] *= _heard_again(scene, heard, heard / (heard + least), again, lately)
    for z in range(still.size):
        heard = scene.sector_cell[sector, z]
        still[z] *= _heard_again(scene, heard, heard / (heard + least), again, lately)
        way[z] *= heard**scene.temper


@njit(cache=True)
def _heard_again(scene: Scene, heard: float, part: float, again: float, lately: float) -> float:
    prior = scene.stay_prior
    share = (prior * heard + again * part) / (prior + lately * part)
    return float(share**scene.temper)


@njit(cache=True)
def _fix_at_places(scene: Scene, step: int, places: Floats, bonus: Floats) -> None:
    """A fix at a place errs by its own noise and by an error that is drawn on arrival and stays.

    Who arrived since the fix before has an error of variance s still unknown. Who has stayed has one
    that the fixes before tell: with their mean m and precision n it has mean w (m - x) and variance
    s / (1 + s n), where w = s n / (1 + s n). ``bonus``: the ratio of the two likelihoods, less one.
    """
    x_m, y_m, known = scene.fix_x_m[step], scene.fix_y_m[step], scene.fix_known[step]
    for j in range(places.size):
        at_x, at_y, shared = scene.place_x_m[j], scene.place_y_m[j], scene.place_variance[j]
        d2 = (x_m - at_x) ** 2 + (y_m - at_y) ** 2
        wild, variance = _wild(scene, d2), scene.fix_variance[step] + shared
        arrived = wild + (1.0 - scene.outlier) * _gauss(d2, variance)
        weight = shared * known / (1.0 + shared * known)
        off_x = x_m - weight * scene.fix_mean_x_m[step] - (1.0 - weight) * at_x
        off_y = y_m - weight * scene.fix_mean_y_m[step] - (1.0 - weight) * at_y
        variance = scene.fix_variance[step] + shared / (1.0 + shared * known)
        d2 = off_x * off_x + off_y * off_y
        places[j] *= arrived
        bonus[j] = (wild + (1.0 - scene.outlier) * _gauss(d2, variance)) / arrived - 1.0


@njit(cache=True)
def _fix_in_cells(scene: Scene, step: int, still: Floats, way: Floats, bonus: Floats) -> None:
    """Under way a person is anywhere in the cell; standing still, where the fixes before were."""
    x_m, y_m, known = scene.fix_x_m[step], scene.fix_y_m[step], scene.fix_known[step]
    half, sigma = 0.5 * scene.cell_side_m, np.sqrt(scene.fix_variance[step])
    reach2 = (6.0 * sigma + 2.0 * half) ** 2
    again = 0.0
    if known > 0.0:
        d2 = (x_m - scene.fix_mean_x_m[step]) ** 2 + (y_m - scene.fix_mean_y_m[step]) ** 2
        again = (1.0 - scene.outlier) * _gauss(d2, scene.fix_variance[step] + 1.0 / known)
    for z in range(way.size):
        off_x, off_y = x_m - scene.cell_x_m[z], y_m - scene.cell_y_m[z]
        d2 = off_x * off_x + off_y * off_y
        wild, seen = _wild(scene, d2), 0.0
        if d2 < reach2:
            seen = (1.0 - scene.outlier) * _inside(off_x, half, sigma) * _inside(off_y, half, sigma)
        way[z] *= seen + wild
        still[z] *= seen + wild
        near = known > 0.0 and d2 < reach2
        bonus[z] = (again + wild) / (seen + wild) - 1.0 if near else 0.0


@njit(cache=True)
def _inside(offset: float, half: float, sigma: float) -> float:
    """Density at ``offset`` of a uniform on [-half, half] blurred by a logistic of spread sigma.

    The logistic stands for the normal (their distributions differ by less than 0.01).
    """
    scale = sigma / 1.702
    low = 1.0 / (1.0 + np.exp(-(offset + half) / scale))
    high = 1.0 / (1.0 + np.exp(-(offset - half) / scale))
    return float((low - high) / (2.0 * half))


@njit(cache=True)
def weigh_step(scene: Scene, step: int, weights: Floats, bonus: Floats) -> float:
    """Likelihood of everything seen in one step, for every state (in place ``weights``, ``bonus``).

    Scaled, so that a hundred records of one minute do not vanish; returns the log of the scale.
    """
    log_scale = 0.0
    n_places, n_anchors, n_cells = (
        scene.place_cell.size,
        scene.anchor_step.size,
        scene.cell_x_m.size,
    )
    still0, way0 = n_places + n_anchors, n_places + n_anchors + n_cells
    _evidence(scene, step, weights[:n_places], weights[still0:way0], weights[way0:], bonus)
    for a in range(n_anchors):
        weights[n_places + a] = weights[scene.anchor_place[a]]
        bonus[n_places + a] = bonus[scene.anchor_place[a]]
    for a in range(n_anchors):
        if scene.anchor_step[a] == step:
            _anchor(scene, a, n_cells, weights)
            best = float(weights.max())
            weights /= best
            log_scale += np.log(best)
    return log_scale


@njit(cache=True)
def _anchor(scene: Scene, a: int, n_cells: int, weights: Floats) -> None:
    place = scene.anchor_place[a]
    cell = scene.place_cell[place]
    n_places, n_anchors = scene.place_cell.size, scene.anchor_step.size
    way0 = n_places + n_anchors + n_cells
    for s in range(weights.size):
        fits = scene.anchor_false[a]
        if s == place:
            fits = scene.mid_visit
        elif n_places <= s < n_places + n_anchors:
            if s == n_places + a:
                fits = 1.0
            elif scene.anchor_place[s - n_places] == place:
                fits = scene.same_visit
        elif s == way0 + cell and scene.anchor_passing[a]:
            fits = 1.0
        weights[s] *= fits
