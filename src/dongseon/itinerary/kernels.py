"""The compiled passes of the chain: forward, and back again from the last step.

Numba keeps compiled code until the kernel's own file changes, and this one takes functions from
``transitions.py``, ``emission.py`` and ``powers.py``: after a change there, save this file too, or old
results come without a word.
"""

from typing import NamedTuple

import numpy as np
from numba import njit

from dongseon.itinerary.emission import lean, weigh_step
from dongseon.itinerary.powers import total_of
from dongseon.itinerary.scene import NOTHING, STATEMENT_ALONE, Layout, Scene
from dongseon.itinerary.transitions import Desk, backward, desk_for, forward, stay_put
from dongseon.records.columns import Codes, Floats

BUNCH = 64  # places looked at together


class Back(NamedTuple):
    """What the backward pass carries from step to step. All (C + A + Z + Z,)."""

    beta: Floats  # likelihood of what follows, to a scale, but for the bonus of the next fix
    held: Floats  # what that bonus adds to it for who stays put until then
    extra: Floats  # what it adds to the marginals since the fix before


@njit(cache=True, error_model="numpy", forceinline=True)
def _advance(
    scene: Scene, layout: Layout, step: int, now: Floats, then: Floats, desk: Desk
) -> float:
    """One filtered step; returns the log of the step's likelihood. Nothing seen, nothing weighed.

    Whoever has stayed since the fix before has the bonus of it; ``desk.stayed`` says how many have.
    After a fix ``desk.gain`` is what it added to the state.
    """
    forward(scene, layout, step, now, then, desk)
    if layout.located:
        stay_put(scene, step, desk.stayed)
    if layout.seen[step] == NOTHING:
        return 0.0
    if layout.seen[step] == STATEMENT_ALONE:
        return _lean_on(scene, layout, step, then, desk.stayed)
    log_scale = weigh_step(scene, step, desk.weights, desk.bonus, desk.room)
    fixed = not np.isnan(scene.fix_x_m[step])
    if fixed:
        _reward(then, desk)
    _multiply(then, desk.weights)
    total = total_of(then)
    _scale(then, 1.0 / total)
    if layout.located:
        _count_on(then, total, fixed, desk)
    return float(np.log(total)) + log_scale


@njit(cache=True, error_model="numpy", forceinline=True)
def _lean_on(scene: Scene, layout: Layout, step: int, then: Floats, stayed: Floats) -> float:
    """A step in which nothing is seen but a soft statement: few states change, all are scaled."""
    lean(scene, step, then)
    total = total_of(then)
    _scale(then, 1.0 / total)
    if layout.located:
        lean(scene, step, stayed)
        _scale(stayed, 1.0 / total)
    return float(np.log(total))


@njit(cache=True, error_model="numpy", forceinline=True)
def _multiply(part: Floats, by: Floats) -> None:
    for s in range(part.size):
        part[s] *= by[s]


@njit(cache=True, error_model="numpy", forceinline=True)
def _scale(part: Floats, by: float) -> None:
    for s in range(part.size):
        part[s] *= by


@njit(cache=True, error_model="numpy", forceinline=True)
def _reward(then: Floats, desk: Desk) -> None:
    """Add to ``then``, before its likelihood, what having stayed adds (in place ``desk.gain``)."""
    bonus, stayed, gain = desk.bonus, desk.stayed, desk.gain
    for s in range(then.size):
        gain[s] = bonus[s] * stayed[s]
        then[s] = max(0.0, then[s] + gain[s])


@njit(cache=True, error_model="numpy", forceinline=True)
def _count_on(then: Floats, total: float, fixed: bool, desk: Desk) -> None:
    """Bring ``desk.stayed`` to the scale of ``then``; after a fix all of it counts as having stayed."""
    weights, stayed, gain = desk.weights, desk.stayed, desk.gain
    if fixed:
        for s in range(then.size):
            gain[s] *= weights[s] / total
            stayed[s] = then[s]
    else:
        for s in range(then.size):
            stayed[s] *= weights[s] / total


@njit(cache=True, nogil=True, error_model="numpy")
def forward_pass(scene: Scene, layout: Layout, initial: Floats, block: int) -> tuple[Floats, float]:
    """Forward pass; returns the filtered state before every block with what of it has stayed since
    the fix before, (blocks, 2, states), and the log-likelihood."""
    steps = scene.hour.size
    kept = np.empty(((steps + block - 1) // block, 2, initial.size))
    desk = desk_for(scene, initial.size)
    now, then = initial.copy(), np.empty(initial.size)
    log_likelihood = 0.0
    for step in range(steps):
        if step % block == 0:
            kept[step // block, 0], kept[step // block, 1] = now, desk.stayed
        log_likelihood += _advance(scene, layout, step, now, then, desk)
        now, then = then, now
    return kept, log_likelihood


@njit(cache=True, error_model="numpy", forceinline=True)
def _marginal(scene: Scene, located: bool, gamma: Floats, back: Back) -> float:
    """Filtered state x beta -> marginals, those of anchored visits added to their places (in place).

    Returns the sum that makes them probabilities.
    """
    _multiply(gamma, back.beta)
    total = total_of(gamma)
    if located:
        extra, share = back.extra, (1.0 - total_of(back.extra)) / total
        for s in range(gamma.size):
            gamma[s] = max(0.0, gamma[s] * share + extra[s])
    else:
        _scale(gamma, 1.0 / total)
    for a in range(scene.anchor_step.size):
        gamma[scene.anchor_place[a]] += gamma[scene.place_cell.size + a]
    return total


@njit(cache=True, error_model="numpy")
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


@njit(cache=True, error_model="numpy", forceinline=True)
def _step_back(
    scene: Scene, layout: Layout, step: int, ahead: Floats, back: Back, desk: Desk
) -> None:
    """Move ``back`` from after ``step`` to before it, but for the fix of the step before.

    ``desk``: its weights and bonus are those of the step.
    """
    beta, held, kind = back.beta, back.held, layout.seen[step]
    ahead[:] = beta
    if kind == STATEMENT_ALONE:
        lean(scene, step, ahead)
        lean(scene, step, held)
    elif kind != NOTHING:
        _multiply(ahead, desk.weights)
        if not np.isnan(scene.fix_x_m[step]):
            held[:] = ahead
            _multiply(held, desk.bonus)
        elif layout.located:
            _multiply(held, desk.weights)
    backward(scene, layout, step, ahead, beta, desk)
    if layout.located:
        stay_put(scene, step, held)
    if kind != NOTHING:
        scale = 1.0 / total_of(beta)
        _scale(beta, scale)
        _scale(held, scale)


@njit(cache=True, error_model="numpy", forceinline=True)
def _fullest(still: Floats, way: Floats) -> int:
    """The cell in which most people are that are at no listed place."""
    best = 0
    for z in range(still.size):
        if still[z] + way[z] > still[best] + way[best]:
            best = z
    return best


@njit(cache=True, nogil=True, error_model="numpy")
def rewind(
    scene: Scene,
    layout: Layout,
    alpha: Floats,
    seen: Floats,
    back: Back,
    first: int,
    last: int,
    least: float,
) -> tuple[Codes, Codes, Floats, Codes, Floats, Floats]:
    """Backward pass over steps [first, last); ``back`` is moved from its end to its start.

    alpha: (2, block + 1, states) room for the block; its first rows are the filtered state before
    ``first`` and what of it has stayed since the fix before. seen: (2, block, states) room for what
    each step weighs, and for the bonus of its fix; nought where nothing was written yet.
    """
    n_places, size = scene.place_cell.size, back.beta.size
    still0 = n_places + scene.anchor_step.size
    way0 = still0 + scene.cell_x_m.size
    desk = desk_for(scene, size)
    desk.stayed[:] = alpha[1, 0]
    for step in range(first, last):
        t = step - first
        _advance(scene, layout, step, alpha[0, t], alpha[0, t + 1], _at(desk, seen, t))
        if not np.isnan(scene.fix_x_m[step]):
            alpha[1, t + 1] = desk.gain
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
        total = _marginal(scene, layout.located, gamma, back)
        if fixed:
            back.extra[:] = alpha[1, t + 1] * back.beta / total
        cell[t] = _fullest(gamma[still0:way0], gamma[way0:])
        still[t], way[t] = total_of(gamma[still0:way0]), total_of(gamma[way0:])
        found = _write_down(gamma, n_places, least, place, probability, used)
        lengths[t] = used - found
        used = found
        _step_back(scene, layout, step, ahead, back, _at(desk, seen, t))
    return lengths, place[used:].copy(), probability[used:].copy(), cell, still, way


@njit(cache=True, error_model="numpy", forceinline=True)
def _at(desk: Desk, seen: Floats, t: int) -> Desk:
    """The desk with what one step of a block weighs."""
    return Desk(
        seen[0, t],
        seen[1, t],
        desk.gain,
        desk.stayed,
        desk.pull,
        desk.odds,
        desk.work,
        desk.flow,
        desk.room,
    )
