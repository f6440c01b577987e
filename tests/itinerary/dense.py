"""The chain once more, slow and plain: an explicit transition matrix for every step.

Written from the description of the states alone, so that it errs elsewhere than the kernel does.
States in order: places, anchored visits, spots, ways.
"""

import math
from types import FunctionType, ModuleType, SimpleNamespace
from typing import NamedTuple

import numpy as np
from numpy.typing import NDArray

from dongseon.itinerary.chain import Scene
from dongseon.itinerary.emission import NEAR_SIGMAS2

Floats = NDArray[np.float64]


class Truth(NamedTuple):
    """What forward-backward must give."""

    gamma: Floats  # (T, states) marginals
    log_likelihood: float


def smooth(scene: Scene, initial: Floats) -> Truth:
    """Forward-backward with dense matrices.

    Every state comes twice, for those who arrived since the fix before and for those who have stayed;
    a fix makes all of the latter.
    """
    steps, size = len(scene.hour), len(initial)
    matrices = [transition_by_stay(scene, t) for t in range(steps)]
    seen = [
        np.concatenate([likelihood(scene, t, stayed=s) for s in (False, True)])
        for t in range(steps)
    ]
    fixed = np.isfinite(scene.fix_x_m)
    alphas, log_likelihood = [], 0.0
    alpha = np.concatenate([initial, np.zeros(size)])
    for t in range(steps):
        alpha = (alpha @ matrices[t]) * seen[t]
        if fixed[t]:
            alpha = np.concatenate([np.zeros(size), alpha[:size] + alpha[size:]])
        log_likelihood += math.log(alpha.sum())
        alpha = alpha / alpha.sum()
        alphas.append(alpha)
    gamma, beta = np.empty((steps, size)), np.ones(2 * size)
    for t in range(steps - 1, -1, -1):
        both = alphas[t] * beta / (alphas[t] @ beta)
        gamma[t] = both[:size] + both[size:]
        if fixed[t]:
            beta = np.concatenate([beta[size:], beta[size:]])
        beta = matrices[t] @ (seen[t] * beta)
        beta /= beta.sum()
    return Truth(gamma, log_likelihood)


def transition_by_stay(scene: Scene, step: int) -> Floats:
    """(2 states, 2 states) the transition with those who have stayed counted apart, second."""
    matrix = transition(scene, step)
    resting = len(matrix) - len(scene.cell_x_m)
    staying = np.zeros_like(matrix)
    staying[range(resting), range(resting)] = matrix.diagonal()[:resting]
    nobody = np.zeros_like(matrix)
    return np.block([[matrix, nobody], [matrix - staying, staying]])


def transition(scene: Scene, step: int) -> Floats:
    """(states, states) P(state at step | state one step before)."""
    n, a, z = len(scene.place_cell), len(scene.anchor_step), len(scene.cell_x_m)
    still, way, hour = n + a, n + a + z, int(scene.hour[step])
    matrix = np.zeros((n + a + 2 * z, n + a + 2 * z))
    for j in range(n):
        leave = scene.leave[hour, j]
        matrix[j, j] = 1 - leave
        matrix[j, way + scene.place_cell[j]] = leave
    for k in range(a):
        leave = leaving(scene, step, k)
        matrix[n + k, n + k] = 1 - leave
        matrix[n + k, way + scene.place_cell[scene.anchor_place[k]]] = leave
    for c in range(z):
        matrix[still + c, still + c] = 1 - scene.still_leave
        matrix[still + c, way + c] = scene.still_leave
    matrix[way:] = moves(scene) @ stops(scene, step, hour)
    return matrix


def moves(scene: Scene) -> Floats:
    """(cells, cells) where a person under way is one step later."""
    z = len(scene.cell_x_m)
    matrix = np.full((z, z), scene.jump / z)
    for c in range(z):
        for k in range(scene.move_offsets[c], scene.move_offsets[c + 1]):
            matrix[c, scene.move_target[k]] += scene.move_weight[k]
    return matrix


def stops(scene: Scene, step: int, hour: int) -> Floats:
    """(cells, states) what a person under way in a cell does there: go on, or stop at something."""
    n, a, z = len(scene.place_cell), len(scene.anchor_step), len(scene.cell_x_m)
    odds = np.zeros((z, n + a + 2 * z))
    for c in range(z):
        odds[c, n + a + c] = scene.still_pull
        odds[c, n + a + z + c] = 1.0
    for j in range(n):
        odds[scene.place_cell[j], j] = scene.arrive[hour, j]
    for k in range(a):
        age = int(scene.anchor_step[k]) - step
        if 0 <= age < scene.before.shape[1]:
            cell = scene.place_cell[scene.anchor_place[k]]
            odds[cell, n + k] = scene.anchor_pull * scene.before[k, age]
    return odds / odds.sum(axis=1, keepdims=True)


def leaving(scene: Scene, step: int, k: int) -> float:
    age = step - int(scene.anchor_step[k])
    if age <= 0:
        return 0.0
    return float(scene.after[k, age]) if age < scene.after.shape[1] else 1.0


def likelihood(scene: Scene, step: int, *, stayed: bool) -> Floats:
    """(states,) P(all that was seen in one step | state, stayed since the fix before or not)."""
    n, z = len(scene.place_cell), len(scene.cell_x_m)
    places, still, way = np.ones(n), np.ones(z), np.ones(z)
    for row in range(scene.connection_offsets[step], scene.connection_offsets[step + 1]):
        sector = scene.connection_sector[row]
        again, lately = scene.connection_again[row], scene.connection_lately[row]
        at_place, at_spot = (
            (scene.stay_prior * heard + again * part) / (scene.stay_prior + lately * part)
            for heard in (scene.sector_place[sector], scene.sector_cell[sector])
            for part in [heard / (heard + scene.likeness * scene.sector_best[sector])]
        )
        places, still = places * at_place**scene.temper, still * at_spot**scene.temper
        way = way * scene.sector_cell[sector] ** scene.temper
    if np.isfinite(scene.fix_x_m[step]):
        places = places * [fix_at_place(scene, step, j, stayed=stayed) for j in range(n)]
        in_cells = [fix_in_cell(scene, step, c, stayed=stayed) for c in range(z)]
        still = still * [spot for spot, _ in in_cells]
        way = way * [under_way for _, under_way in in_cells]
    if scene.hint_place[step] >= 0:
        places[scene.hint_place[step]] *= scene.hint_odds[step]
        if scene.hint_other[step] >= 0:
            places[scene.hint_other[step]] *= scene.hint_less[step]
    whole = np.concatenate([places, places[scene.anchor_place], still, way])
    own = scene.anchor_first == np.arange(len(scene.anchor_first))
    for k in np.flatnonzero((scene.anchor_step == step) & own):
        whole = whole * fits(scene, int(k))
    return whole


def fits(scene: Scene, k: int) -> Floats:
    """(states,) how well each state explains one record, which may be about any of several places."""
    n, a, z = len(scene.place_cell), len(scene.anchor_step), len(scene.cell_x_m)
    factor = np.full(n + a + 2 * z, scene.anchor_false[k])
    for own in np.flatnonzero(scene.anchor_first == k):
        place = scene.anchor_place[own]
        factor[place] = scene.mid_visit
        factor[n : n + a][scene.anchor_place == place] = scene.same_visit
        factor[n + own] = 1.0
    if scene.anchor_passing[k]:
        factor[n + a + z + scene.place_cell[scene.anchor_place[k]]] = 1.0
    return factor


def normal(away2: float, variance: float) -> float:
    return math.exp(-away2 / (2 * variance)) / (2 * math.pi * variance)


def wild(scene: Scene, away2: float) -> float:
    """Share of wild fixes times a plane Cauchy distribution."""
    return scene.outlier * scene.wild_m / (2 * math.pi * (away2 + scene.wild_m**2) ** 1.5)


def fix_at_place(scene: Scene, step: int, j: int, *, stayed: bool) -> float:
    """Predictive density of a fix whose indoor error is learned from the fixes before (Kalman)."""
    known, prior = scene.fix_known[step] * stayed, scene.place_variance[j]
    left = 1 / (1 / prior + known)
    x_m = scene.place_x_m[j] + left * known * (scene.fix_mean_x_m[step] - scene.place_x_m[j])
    y_m = scene.place_y_m[j] + left * known * (scene.fix_mean_y_m[step] - scene.place_y_m[j])
    away2 = (scene.fix_x_m[step] - x_m) ** 2 + (scene.fix_y_m[step] - y_m) ** 2
    variance = scene.fix_variance[step] + left
    from_place2 = (scene.fix_x_m[step] - scene.place_x_m[j]) ** 2
    from_place2 += (scene.fix_y_m[step] - scene.place_y_m[j]) ** 2
    near = away2 <= NEAR_SIGMAS2 * variance
    fits = (1 - scene.outlier) * normal(away2, variance) if near else 0.0
    return wild(scene, from_place2) + fits


def fix_in_cell(scene: Scene, step: int, c: int, *, stayed: bool) -> tuple[float, float]:
    """Density of a fix for somebody at a spot of the cell, and for somebody under way in it."""
    x_m, y_m, variance = scene.fix_x_m[step], scene.fix_y_m[step], scene.fix_variance[step]
    sigma_m = math.sqrt(variance)
    off_x, off_y = x_m - scene.cell_x_m[c], y_m - scene.cell_y_m[c]
    anyhow = wild(scene, off_x**2 + off_y**2)
    if math.hypot(off_x, off_y) >= 6 * sigma_m + scene.cell_side_m:
        return anyhow, anyhow
    half, scale = scene.cell_side_m / 2, sigma_m / 1.702

    def blurred(off: float) -> float:
        return (
            (math.tanh((off + half) / scale / 2) - math.tanh((off - half) / scale / 2)) / 4 / half
        )

    anywhere = (1 - scene.outlier) * blurred(off_x) * blurred(off_y) + anyhow
    known = scene.fix_known[step]
    if known <= 0 or not stayed:
        return anywhere, anywhere
    away2 = (x_m - scene.fix_mean_x_m[step]) ** 2 + (y_m - scene.fix_mean_y_m[step]) ** 2
    near = away2 <= NEAR_SIGMAS2 * (variance + 1 / known)
    fits = (1 - scene.outlier) * normal(away2, variance + 1 / known) if near else 0.0
    return fits + anyhow, anywhere


def plain(module: ModuleType) -> SimpleNamespace:
    """The functions of a module with compilation left out, calling one another."""
    names = dict(vars(module))
    for name, value in vars(module).items():
        function = getattr(value, "py_func", value)
        if isinstance(function, FunctionType) and function.__module__ == module.__name__:
            copy = FunctionType(function.__code__, names, name, function.__defaults__)
            copy.__kwdefaults__ = function.__kwdefaults__
            names[name] = copy
    return SimpleNamespace(**names)
