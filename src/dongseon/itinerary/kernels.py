"""The compiled steps of the chain: how its states follow each other, and the two passes.

Numba keeps compiled code until the kernel's own file changes, and this one takes ``weigh_step`` from
``emission.py``: after a change there, save this file too, or old results come without a word.
"""

from typing import NamedTuple

import numpy as np
from numba import njit

from dongseon.itinerary.emission import weigh_step
from dongseon.itinerary.scene import Layout, Scene
from dongseon.records.columns import Codes, Floats

BUNCH = 64  # places looked at together


class Desk(NamedTuple):
    """Room to work in, kept from step to step."""

    weights: Floats  # (C + A + Z + Z,) likelihood of each state
    bonus: Floats  # (C + A + Z + Z,) what having stayed since the fix before adds to it, relatively
    stayed: Floats  # (C + A + Z + Z,) part of the state that has stayed since the fix before
    pull: Floats  # (Z,) one plus the odds of stopping
    odds: Floats  # (A,)
    work: Floats  # (Z,)


class Back(NamedTuple):
    """What the backward pass carries from step to step. All (C + A + Z + Z,)."""

    beta: Floats  # likelihood of what follows, to a scale, but for the bonus of the next fix
    held: Floats  # what that bonus adds to it for who stays put until then
    extra: Floats  # what it adds to the marginals since the fix before


@njit(cache=True)
def _desk(scene: Scene, size: int) -> Desk:
    cells = scene.cell_x_m.size
    anchors = scene.anchor_step.size
    rooms = np.empty(size), np.zeros(size), np.zeros(size)
    return Desk(*rooms, np.empty(cells), np.empty(anchors), np.empty(cells))


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
def _stay_put(scene: Scene, step: int, part: Floats) -> None:
    """What is left of ``part`` (C + A + Z + Z) if nobody has left since the step before (in place)."""
    n_places, n_anchors = scene.place_cell.size, scene.anchor_step.size
    leave = scene.leave[scene.hour[step]]
    still0 = n_places + n_anchors
    way0 = still0 + scene.cell_x_m.size
    for j in range(n_places):
        part[j] *= 1.0 - leave[j]
    for a in range(n_anchors):
        part[n_places + a] *= 1.0 - _leaving(scene, step, a)
    part[still0:way0] *= 1.0 - scene.still_leave
    part[way0:] = 0.0


@njit(cache=True)
def _advance(
    scene: Scene, layout: Layout, step: int, now: Floats, then: Floats, desk: Desk
) -> float:
    """One filtered step; returns the log of the step's likelihood. Nothing seen, nothing weighed.

    Whoever has stayed since the fix before has the bonus of it; ``desk.stayed`` says how many have.
    After a fix ``desk.bonus`` becomes what it added to the state.
    """
    _forward(scene, layout, step, now, then, desk)
    if layout.located:
        _stay_put(scene, step, desk.stayed)
    if not layout.seen[step]:
        return 0.0
    log_scale = weigh_step(scene, step, desk.weights, desk.bonus)
    fixed = not np.isnan(scene.fix_x_m[step])
    if fixed:
        _reward(then, desk)
    then *= desk.weights
    total = float(then.sum())
    then *= 1.0 / total
    if layout.located:
        _count_on(then, total, fixed, desk)
    return float(np.log(total)) + log_scale


@njit(cache=True)
def _reward(then: Floats, desk: Desk) -> None:
    """Add to ``then``, before its likelihood, what having stayed adds; ``desk.bonus`` becomes that."""
    for s in range(then.size):
        desk.bonus[s] *= desk.stayed[s]
        then[s] = max(0.0, then[s] + desk.bonus[s])


@njit(cache=True)
def _count_on(then: Floats, total: float, fixed: bool, desk: Desk) -> None:
    """Bring ``desk.stayed`` to the scale of ``then``; after a fix all of it counts as having stayed."""
    for s in range(then.size):
        if fixed:
            desk.bonus[s] *= desk.weights[s] / total
            desk.stayed[s] = then[s]
        else:
            desk.stayed[s] *= desk.weights[s] / total


@njit(cache=True)
def forward_pass(scene: Scene, layout: Layout, initial: Floats, block: int) -> tuple[Floats, float]:
    """Forward pass; returns the filtered state before every block with what of it has stayed since
    the fix before, (blocks, 2, states), and the log-likelihood."""
    steps = scene.hour.size
    kept = np.empty(((steps + block - 1) // block, 2, initial.size))
    desk = _desk(scene, initial.size)
    now, then = initial.copy(), np.empty(initial.size)
    log_likelihood = 0.0
    for step in range(steps):
        if step % block == 0:
            kept[step // block, 0], kept[step // block, 1] = now, desk.stayed
        log_likelihood += _advance(scene, layout, step, now, then, desk)
        now, then = then, now
    return kept, log_likelihood


@njit(cache=True)
def _marginal(scene: Scene, gamma: Floats, back: Back) -> float:
    """Filtered state x beta -> marginals, those of anchored visits added to their places (in place).

    Returns the sum that makes them probabilities.
    """
    total = 0.0
    for s in range(gamma.size):
        gamma[s] *= back.beta[s]
        total += gamma[s]
    share = (1.0 - back.extra.sum()) / total
    for s in range(gamma.size):
        gamma[s] = max(0.0, gamma[s] * share + back.extra[s])
    for a in range(scene.anchor_step.size):
        gamma[scene.anchor_place[a]] += gamma[scene.place_cell.size + a]
    return float(total)


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
def _step_back(
    scene: Scene, layout: Layout, step: int, ahead: Floats, back: Back, desk: Desk
) -> None:
    """Move ``back`` from after ``step`` to before it, but for the fix of the step before."""
    beta, held = back.beta, back.held
    ahead[:] = beta
    if layout.seen[step]:
        weigh_step(scene, step, desk.weights, desk.bonus)
        ahead *= desk.weights
        if not np.isnan(scene.fix_x_m[step]):
            held[:] = ahead * desk.bonus
        elif layout.located:
            held *= desk.weights
    _backward(scene, layout, step, ahead, beta, desk)
    if layout.located:
        _stay_put(scene, step, held)
    if layout.seen[step]:
        scale = 1.0 / beta.sum()
        beta *= scale
        held *= scale


@njit(cache=True)
def rewind(
    scene: Scene, layout: Layout, alpha: Floats, back: Back, first: int, last: int, least: float
) -> tuple[Codes, Codes, Floats, Codes, Floats, Floats]:
    """Backward pass over steps [first, last); ``back`` is moved from its end to its start.

    alpha: (2, block + 1, states) room for the block; its first rows are the filtered state before
    ``first`` and what of it has stayed since the fix before.
    """
    n_places, size = scene.place_cell.size, back.beta.size
    still0 = n_places + scene.anchor_step.size
    way0 = still0 + scene.cell_x_m.size
    desk = _desk(scene, size)
    desk.stayed[:] = alpha[1, 0]
    for step in range(first, last):
        _advance(scene, layout, step, alpha[0, step - first], alpha[0, step - first + 1], desk)
        if not np.isnan(scene.fix_x_m[step]):
            alpha[1, step - first + 1] = desk.bonus
    place = np.empty((last - first) * n_places, np.int32)  # filled from its end
    probability, used = np.empty(place.size), place.size
    lengths, cell = np.zeros(last - first, np.int32), np.zeros(last - first, np.int32)
    still, way, ahead = np.zeros(last - first), np.zeros(last - first), np.empty(size)
    for step in range(last - 1, first - 1, -1):
        t, fixed = step - first, not np.isnan(scene.fix_x_m[step])
        gamma = alpha[0, t + 1]
        if fixed:
            back.beta[:] = np.maximum(back.beta + back.held, 0.0)
            back.extra[:] = 0.0
        total = _marginal(scene, gamma, back)
        if fixed:
            back.extra[:] = alpha[1, t + 1] * back.beta / total
        cell[t] = np.argmax(gamma[still0:way0] + gamma[way0:])
        still[t] = gamma[still0:way0].sum()
        way[t] = gamma[way0:].sum()
        found = _write_down(gamma, n_places, least, place, probability, used)
        lengths[t] = used - found
        used = found
        _step_back(scene, layout, step, ahead, back, desk)
    return lengths, place[used:].copy(), probability[used:].copy(), cell, still, way
