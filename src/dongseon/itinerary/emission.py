"""The compiled likelihoods: what is seen in one step, given each state.

Only ``weigh_step`` and ``lean`` are called from outside, by ``kernels.py``; see there what to do after
a change. Loops over all places hold arithmetic alone, so that they compile into wide instructions.
"""

from typing import NamedTuple

import numpy as np
from numba import njit

from dongseon.itinerary.leaves import leaf
from dongseon.itinerary.powers import LEAST_EXPONENT, exponentials, raise_to
from dongseon.itinerary.scene import Layout, Scene
from dongseon.records.columns import Floats

NEAR_SIGMAS2 = 40.0  # squared sigmas past which a normal density is nil


class Room(NamedTuple):
    """Room to weigh a step in. All (states,), none kept from step to step."""

    arrived: Floats
    stayed: Floats
    spare: Floats


@njit(cache=True, error_model="numpy")
def room_for(size: int) -> Room:
    """Room for a chain of that many states."""
    return Room(np.empty(size), np.empty(size), np.empty(size))


@leaf
def _gauss(distance2: float, variance: float) -> float:
    if distance2 > NEAR_SIGMAS2 * variance:
        return 0.0
    return float(np.exp(-0.5 * distance2 / variance) / (2.0 * np.pi * variance))


@leaf
def _exponent(distance2: float, variance: float) -> float:
    """What ``_gauss`` has the exponential of, as low as it gets where that is nil."""
    near = distance2 <= NEAR_SIGMAS2 * variance
    return -0.5 * distance2 / variance if near else LEAST_EXPONENT


@leaf
def _wild(scene: Scene, distance2: float) -> float:
    """Density of a fix that tells little: a share, spread as a Cauchy distribution of the plane."""
    scale2 = scene.wild_m * scene.wild_m
    relative = 1.0 + distance2 / scale2
    return float(scene.outlier / (2.0 * np.pi * scale2 * relative * np.sqrt(relative)))


@leaf
def _evidence(scene: Scene, step: int, weights: Floats, bonus: Floats, room: Room) -> None:
    """Likelihood of one step's connections, fix and hint, for each place and cell (in place)."""
    n_places, n_cells = scene.place_cell.size, scene.cell_x_m.size
    way0 = weights.size - n_cells
    places, still, way = weights[:n_places], weights[way0 - n_cells : way0], weights[way0:]
    weights[:] = 1.0
    first, last = scene.connection_offsets[step], scene.connection_offsets[step + 1]
    for row in range(first, last):
        _connection(scene, row, places, still, way)
    if last > first and scene.temper != 1.0:
        raise_to(places, scene.temper, room.spare[:n_places])
        raise_to(weights[way0 - n_cells :], scene.temper, room.spare[: 2 * n_cells])
    if not np.isnan(scene.fix_x_m[step]):
        _fix_at_places(scene, step, places, bonus, room)
        _fix_in_cells(scene, step, still, way, bonus[way0 - n_cells :])


@leaf
def _connection(scene: Scene, row: int, places: Floats, still: Floats, way: Floats) -> None:
    """Whoever stands still hears the sectors heard lately again, whatever geometry says.

    With k connections for geometry's worth and n heard lately, of them m through this sector, its
    chance is (k p + m) / (k + n): a street corner's own shadowing is learned within the stay, so a
    hundred connections do not say a hundred times which of two doors it is. That holds where the
    sector may well be heard at all: m and n count in the part p / (p + likeness best).
    """
    sector = scene.connection_sector[row]
    again, lately = scene.connection_again[row], scene.connection_lately[row]
    least, prior = scene.likeness * scene.sector_best[sector], scene.stay_prior
    at_places, in_cells = scene.sector_place[sector], scene.sector_cell[sector]
    # numerator and denominator times heard + least, as one division is quicker than two
    for j in range(places.size):
        heard = at_places[j]
        worth = prior * (heard + least)
        places[j] *= heard * (worth + again) / (worth + lately * heard)
    for z in range(still.size):
        heard = in_cells[z]
        worth = prior * (heard + least)
        still[z] *= heard * (worth + again) / (worth + lately * heard)
        way[z] *= heard


@leaf
def _fix_at_places(scene: Scene, step: int, places: Floats, bonus: Floats, room: Room) -> None:
    """A fix at a place errs by its own noise and by an error that is drawn on arrival and stays.

    Who arrived since the fix before has an error of variance s still unknown. Who has stayed has one
    that the fixes before tell: with their mean m and precision n it has mean w (m - x) and variance
    s / (1 + s n), where w = s n / (1 + s n). ``bonus``: the ratio of the two likelihoods, less one.
    """
    x_m, y_m, known = scene.fix_x_m[step], scene.fix_y_m[step], scene.fix_known[step]
    mean_x_m, mean_y_m = scene.fix_mean_x_m[step], scene.fix_mean_y_m[step]
    noise, certain = scene.fix_variance[step], 1.0 - scene.outlier
    place_x_m, place_y_m, spread = scene.place_x_m, scene.place_y_m, scene.place_variance
    n_places = places.size
    arrived, stayed, spare = room.arrived[:n_places], room.stayed[:n_places], room.spare[:n_places]
    for j in range(n_places):
        off_x, off_y = x_m - place_x_m[j], y_m - place_y_m[j]
        arrived[j] = _exponent(off_x * off_x + off_y * off_y, noise + spread[j])
        weight = spread[j] * known / (1.0 + spread[j] * known)
        off_x += weight * (place_x_m[j] - mean_x_m)
        off_y += weight * (place_y_m[j] - mean_y_m)
        left = noise + spread[j] / (1.0 + spread[j] * known)
        stayed[j] = _exponent(off_x * off_x + off_y * off_y, left)
    exponentials(arrived, spare)
    exponentials(stayed, spare)
    for j in range(n_places):
        off_x, off_y = x_m - place_x_m[j], y_m - place_y_m[j]
        wild = _wild(scene, off_x * off_x + off_y * off_y)
        left = noise + spread[j] / (1.0 + spread[j] * known)
        came = wild + certain * arrived[j] / (2.0 * np.pi * (noise + spread[j]))
        places[j] *= came
        bonus[j] = (wild + certain * stayed[j] / (2.0 * np.pi * left)) / came - 1.0


@leaf
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


@leaf
def _inside(offset: float, half: float, sigma: float) -> float:
    """Density at ``offset`` of a uniform on [-half, half] blurred by a logistic of spread sigma.

    The logistic stands for the normal (their distributions differ by less than 0.01).
    """
    scale = sigma / 1.702
    low = 1.0 / (1.0 + np.exp(-(offset + half) / scale))
    high = 1.0 / (1.0 + np.exp(-(offset - half) / scale))
    return float((low - high) / (2.0 * half))


@leaf
def lean(scene: Scene, layout: Layout, step: int, part: Floats) -> None:
    """Multiply the place that a soft statement names, that which it speaks against, and anchored
    visits to either by their odds."""
    place, other, n_places = scene.hint_place[step], scene.hint_other[step], scene.place_cell.size
    if place >= 0:
        part[place] *= scene.hint_odds[step]
        if other >= 0:
            part[other] *= scene.hint_less[step]
        for a in range(layout.awake[step, 0], layout.awake[step, 1]):
            if scene.anchor_place[a] == place:
                part[n_places + a] *= scene.hint_odds[step]
            elif scene.anchor_place[a] == other:
                part[n_places + a] *= scene.hint_less[step]


@leaf
def weigh_step(
    scene: Scene, layout: Layout, step: int, weights: Floats, bonus: Floats, room: Room
) -> float:
    """Likelihood of everything seen in one step, for every state (in place ``weights``, ``bonus``).

    Scaled, so that a hundred records of one minute do not vanish; returns the log of the scale. Nought
    for anchored visits in which nobody can be.
    """
    log_scale = 0.0
    n_places, n_anchors = scene.place_cell.size, scene.anchor_step.size
    first, last = layout.awake[step, 0], layout.awake[step, 1]
    _evidence(scene, step, weights, bonus, room)
    weights[n_places : n_places + n_anchors] = 0.0
    for a in range(first, last):
        weights[n_places + a] = weights[scene.anchor_place[a]]
        bonus[n_places + a] = bonus[scene.anchor_place[a]]
    lean(scene, layout, step, weights)
    for a in range(first, last):
        if scene.anchor_step[a] == step and scene.anchor_first[a] == a:
            _anchor(scene, a, weights)
            log_scale += _eased(weights)
    return log_scale


@leaf
def _eased(weights: Floats) -> float:
    """Bring the largest weight to one (in place); returns the log of what it was."""
    best = 0.0
    for s in range(weights.size):
        best = max(best, weights[s])
    for s in range(weights.size):
        weights[s] /= best
    return float(np.log(best))


@leaf
def _anchor(scene: Scene, a: int, weights: Floats) -> None:
    """Weigh the record of anchor ``a`` and of those after it that are of the same record.

    Its own visit explains it, whichever of them that is; another visit to one of these places hardly.
    """
    n_places, n_anchors = scene.place_cell.size, scene.anchor_step.size
    way0, false = weights.size - scene.cell_x_m.size, scene.anchor_false[a]
    end = a + 1
    while end < n_anchors and scene.anchor_first[end] == a:
        end += 1
    for s in range(weights.size):
        weights[s] *= false
    for own in range(a, end):
        place = scene.anchor_place[own]
        weights[place] *= scene.mid_visit / false
        for k in range(n_anchors):
            if scene.anchor_place[k] == place:
                weights[n_places + k] *= (1.0 if k == own else scene.same_visit) / false
    if scene.anchor_passing[a]:
        weights[way0 + scene.place_cell[scene.anchor_place[a]]] /= false
