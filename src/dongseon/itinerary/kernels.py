"""The compiled steps of the chain: what is seen in a step, and how its states follow each other.

All kernels live in this one file: numba keeps compiled code until the kernel's own file changes, so
one that took code from another file would give old results without a word.
"""

from typing import NamedTuple

import numpy as np
from numba import njit

from dongseon.itinerary.scene import Layout, Scene
from dongseon.records.columns import Codes, Floats

BUNCH = 64  # places looked at together
NEAR_SIGMAS2 = 40.0  # squared sigmas past which a normal density is nil


class Desk(NamedTuple):
    """Room to work in, kept from step to step."""

    weights: Floats  # (C + A + Z + Z,) likelihood of each state
    pull: Floats  # (Z,) one plus the odds of stopping
    odds: Floats  # (A,)
    work: Floats  # (Z,)


@njit(cache=True)
def _desk(scene: Scene, size: int) -> Desk:
    cells = scene.cell_x_m.size
    return Desk(np.empty(size), np.empty(cells), np.empty(scene.anchor_step.size), np.empty(cells))


@njit(cache=True)
def _gauss(distance2: float, variance: float) -> float:
    return float(np.exp(-0.5 * distance2 / variance) / (2.0 * np.pi * variance))


@njit(cache=True)
def _evidence(scene: Scene, step: int, places: Floats, still: Floats, way: Floats) -> None:
    """Likelihood of one step's connections, fix and hint, for each place and cell (in place)."""
    places[:] = 1.0
    still[:] = 1.0
    way[:] = 1.0
    for row in range(scene.connection_offsets[step], scene.connection_offsets[step + 1]):
        _connection(scene, row, places, still, way)
    if not np.isnan(scene.fix_x_m[step]):
        _fix_at_places(scene, step, places)
        _fix_in_cells(scene, step, still, way)
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
def _fix_at_places(scene: Scene, step: int, places: Floats) -> None:
    """A fix at a place errs by its own noise and by an error that stays while the person does.

    The shared error is known from the fixes before: with prior variance s and their precision n it
    has mean w (m - x) and variance s / (1 + s n), where w = s n / (1 + s n).
    """
    x_m, y_m, known = scene.fix_x_m[step], scene.fix_y_m[step], scene.fix_known[step]
    for j in range(places.size):
        shared = scene.place_variance[j]
        weight = shared * known / (1.0 + shared * known)
        off_x = x_m - weight * scene.fix_mean_x_m[step] - (1.0 - weight) * scene.place_x_m[j]
        off_y = y_m - weight * scene.fix_mean_y_m[step] - (1.0 - weight) * scene.place_y_m[j]
        variance = scene.fix_variance[step] + shared / (1.0 + shared * known)
        d2 = off_x * off_x + off_y * off_y
        places[j] *= scene.wild
        if d2 < NEAR_SIGMAS2 * variance:
            places[j] *= 1.0 + (1.0 - scene.outlier) * _gauss(d2, variance) / scene.wild


@njit(cache=True)
def _fix_in_cells(scene: Scene, step: int, still: Floats, way: Floats) -> None:
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
        seen = 0.0
        if d2 < reach2:
            seen = (1.0 - scene.outlier) * _inside(off_x, half, sigma) * _inside(off_y, half, sigma)
        way[z] *= seen + scene.wild
        still[z] *= (again if known > 0.0 and d2 < reach2 else seen) + scene.wild


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
def _stops(scene: Scene, layout: Layout, step: int, pull: Floats, anchors: Floats) -> None:
    """Odds of stopping, by cell (in place ``pull``) and by anchor (in place ``anchors``)."""
    pull[:] = layout.pull[scene.hour[step]]
    for a in range(anchors.size):
        age = scene.anchor_step[a] - step
        anchors[a] = 0.0
        if 0 <= age < scene.before.shape[1]:
            anchors[a] = scene.anchor_pull * scene.before[a, age]
            pull[scene.place_cell[scene.anchor_place[a]]] += anchors[a]


@njit(cache=True)
def _leaving(scene: Scene, step: int, a: int) -> float:
    age = step - scene.anchor_step[a]
    if age <= 0:
        return 0.0
    if age >= scene.after.shape[1]:
        return 1.0
    return float(scene.after[a, age])


@njit(cache=True)
def _forward(
    scene: Scene, layout: Layout, step: int, now: Floats, then: Floats, desk: Desk
) -> None:
    """One step of prediction: ``now`` (C + A + Z + Z) -> ``then``."""
    pull, odds, work = desk.pull, desk.odds, desk.work
    n_places, n_anchors, n_cells = scene.place_cell.size, odds.size, pull.size
    still0, way0 = n_places + n_anchors, n_places + n_anchors + n_cells
    arrive, leave = scene.arrive[scene.hour[step]], scene.leave[scene.hour[step]]
    _stops(scene, layout, step, pull, odds)
    work[:] = 0.0
    total = 0.0
    for z in range(n_cells):
        mass = now[way0 + z]
        total += mass
        if mass > 1e-14:
            for k in range(scene.move_offsets[z], scene.move_offsets[z + 1]):
                work[scene.move_target[k]] += mass * scene.move_weight[k]
    spread = scene.jump * total / n_cells
    for z in range(n_cells):
        stopping = (work[z] + spread) / pull[z]
        work[z] = stopping
        gone = now[still0 + z] * scene.still_leave
        then[still0 + z] = now[still0 + z] - gone + stopping * scene.still_pull
        for j in range(layout.offsets[z], layout.offsets[z + 1]):
            leaving = now[j] * leave[j]
            then[j] = now[j] - leaving + stopping * arrive[j]
            gone += leaving
        then[way0 + z] = stopping + gone
    for a in range(n_anchors):
        z = scene.place_cell[scene.anchor_place[a]]
        gone = now[n_places + a] * _leaving(scene, step, a)
        then[n_places + a] = now[n_places + a] - gone + work[z] * odds[a]
        then[way0 + z] += gone


@njit(cache=True)
def _weigh(scene: Scene, step: int, weights: Floats) -> float:
    """Likelihood of everything seen in one step, for every state (in place ``weights``).

    Scaled, so that a hundred records of one minute do not vanish; returns the log of the scale.
    """
    log_scale = 0.0
    n_places, n_anchors, n_cells = (
        scene.place_cell.size,
        scene.anchor_step.size,
        scene.cell_x_m.size,
    )
    still0, way0 = n_places + n_anchors, n_places + n_anchors + n_cells
    _evidence(scene, step, weights[:n_places], weights[still0:way0], weights[way0:])
    for a in range(n_anchors):
        weights[n_places + a] = weights[scene.anchor_place[a]]
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


@njit(cache=True)
def _backward(
    scene: Scene, layout: Layout, step: int, ahead: Floats, now: Floats, desk: Desk
) -> None:
    """The transpose of ``_forward``: beta x likelihood at ``step`` -> ``now``, beta before it."""
    pull, odds, work = desk.pull, desk.odds, desk.work
    n_places, n_anchors, n_cells = scene.place_cell.size, odds.size, pull.size
    still0, way0 = n_places + n_anchors, n_places + n_anchors + n_cells
    arrive, leave = scene.arrive[scene.hour[step]], scene.leave[scene.hour[step]]
    _stops(scene, layout, step, pull, odds)
    for z in range(n_cells):
        way, still = ahead[way0 + z], ahead[still0 + z]
        now[still0 + z] = (1.0 - scene.still_leave) * still + scene.still_leave * way
        value = way + scene.still_pull * still
        for j in range(layout.offsets[z], layout.offsets[z + 1]):
            now[j] = ahead[j] + leave[j] * (way - ahead[j])
            value += arrive[j] * ahead[j]
        work[z] = value
    for a in range(n_anchors):
        z = scene.place_cell[scene.anchor_place[a]]
        gone = _leaving(scene, step, a)
        now[n_places + a] = (1.0 - gone) * ahead[n_places + a] + gone * ahead[way0 + z]
        work[z] += odds[a] * ahead[n_places + a]
    anywhere = 0.0
    for z in range(n_cells):
        work[z] /= pull[z]
        anywhere += work[z]
    anywhere *= scene.jump / n_cells
    for z in range(n_cells):
        value = anywhere
        for k in range(scene.move_offsets[z], scene.move_offsets[z + 1]):
            value += scene.move_weight[k] * work[scene.move_target[k]]
        now[way0 + z] = value


@njit(cache=True)
def _advance(
    scene: Scene, layout: Layout, step: int, now: Floats, then: Floats, desk: Desk
) -> float:
    """One filtered step; returns the log of the step's likelihood. Nothing seen, nothing weighed."""
    _forward(scene, layout, step, now, then, desk)
    if not layout.seen[step]:
        return 0.0
    log_scale = _weigh(scene, step, desk.weights)
    then *= desk.weights
    total = float(then.sum())
    then *= 1.0 / total
    return float(np.log(total)) + log_scale


@njit(cache=True)
def forward_pass(scene: Scene, layout: Layout, initial: Floats, block: int) -> tuple[Floats, float]:
    """Forward pass; returns the filtered state before every block, and the log-likelihood."""
    steps = scene.hour.size
    kept = np.empty(((steps + block - 1) // block, initial.size))
    desk = _desk(scene, initial.size)
    now, then = initial.copy(), np.empty(initial.size)
    log_likelihood = 0.0
    for step in range(steps):
        if step % block == 0:
            kept[step // block] = now
        log_likelihood += _advance(scene, layout, step, now, then, desk)
        now, then = then, now
    return kept, log_likelihood


@njit(cache=True)
def _marginal(scene: Scene, gamma: Floats, beta: Floats) -> None:
    """Filtered state x beta -> marginals, those of anchored visits added to their places (in place)."""
    total = 0.0
    for s in range(gamma.size):
        gamma[s] *= beta[s]
        total += gamma[s]
    share = 1.0 / total
    for s in range(gamma.size):
        gamma[s] *= share
    for a in range(scene.anchor_step.size):
        gamma[scene.anchor_place[a]] += gamma[scene.place_cell.size + a]


@njit(cache=True)
def _write_down(
    gamma: Floats, n_places: int, least: float, place: Codes, probability: Floats, used: int
) -> int:
    """Keep the places that reach ``least``, last first, before row ``used``; returns the row reached.

    Few do: a bunch of places without any is passed over at once.
    """
    for end in range(n_places, 0, -BUNCH):
        begin = np.uint64(max(0, end - BUNCH))
        some = 0
        for j in range(begin, np.uint64(end)):
            some += gamma[j] >= least
        for k in range(end - 1, max(0, end - BUNCH) - 1 if some else end - 1, -1):
            if gamma[k] >= least:
                used -= 1
                place[used], probability[used] = k, gamma[k]
    return used


@njit(cache=True)
def rewind(
    scene: Scene, layout: Layout, alpha: Floats, beta: Floats, first: int, last: int, least: float
) -> tuple[Codes, Codes, Floats, Codes, Floats, Floats]:
    """Backward pass over steps [first, last); ``beta`` is moved from its end to its start.

    alpha: room for the block; its first row is the filtered state before ``first``.
    """
    n_places, size = scene.place_cell.size, beta.size
    still0 = n_places + scene.anchor_step.size
    way0 = still0 + scene.cell_x_m.size
    desk = _desk(scene, size)
    for step in range(first, last):
        _advance(scene, layout, step, alpha[step - first], alpha[step - first + 1], desk)
    place = np.empty((last - first) * n_places, np.int32)  # filled from its end
    probability, used = np.empty(place.size), place.size
    lengths, cell = np.zeros(last - first, np.int32), np.zeros(last - first, np.int32)
    still, way, ahead = np.zeros(last - first), np.zeros(last - first), np.empty(size)
    for step in range(last - 1, first - 1, -1):
        t = step - first
        gamma = alpha[t + 1]
        _marginal(scene, gamma, beta)
        cell[t] = np.argmax(gamma[still0:way0] + gamma[way0:])
        still[t] = gamma[still0:way0].sum()
        way[t] = gamma[way0:].sum()
        found = _write_down(gamma, n_places, least, place, probability, used)
        lengths[t] = used - found
        used = found
        ahead[:] = beta
        if layout.seen[step]:
            _weigh(scene, step, desk.weights)
            ahead *= desk.weights
        _backward(scene, layout, step, ahead, beta, desk)
        if layout.seen[step]:
            beta *= 1.0 / beta.sum()
    return lengths, place[used:].copy(), probability[used:].copy(), cell, still, way
