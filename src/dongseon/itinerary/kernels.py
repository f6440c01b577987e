"""The compiled passes of the chain: forward, and back again from the last step.

Numba keeps compiled code until the kernel's own file changes, and this one takes functions from
``transitions.py``, ``emission.py`` and ``powers.py``: after a change there, save this file too, or old
results come without a word.
"""

from typing import NamedTuple

import numpy as np
from numba import njit

from dongseon.itinerary.emission import lean, weigh_step
from dongseon.itinerary.leaves import inlined, leaf
from dongseon.itinerary.powers import multiplied, total_of
from dongseon.itinerary.scene import MORE, NOTHING, STATEMENT_ALONE, Layout, Scene
from dongseon.itinerary.transitions import Desk, backward, desk_for, forward, stay_put
from dongseon.records.columns import Codes, Floats

BUNCH = 64  # places looked at together
# Likelihoods are scaled when their total leaves this range: far from where numbers end
SMALLEST, LARGEST = 1e-60, 1e60


class Back(NamedTuple):
    """What the backward pass carries from step to step. All (C + A + Z + Z,)."""

    beta: Floats  # likelihood of what follows, to a scale, but for the bonus of the next fix
    held: Floats  # what that bonus adds to it for who stays put until then
    extra: Floats  # what it adds to the marginals since the fix before


@inlined
def _advance(
    scene: Scene, layout: Layout, step: int, now: Floats, then: Floats, desk: Desk
) -> float:
    """One filtered step; returns the log of what the step was scaled by. Nothing seen, nothing weighed.

    Whoever has stayed since the fix before has the bonus of it; ``desk.stayed`` says how many have.
    After a fix ``desk.gain`` is what it added to the state.
    """
    forward(scene, layout, step, now, then, desk)
    if layout.located:
        stay_put(scene, layout, step, desk.stayed)
    if layout.seen[step] == NOTHING:
        return 0.0
    log_scale = 0.0
    if layout.seen[step] == STATEMENT_ALONE:
        lean(scene, layout, step, then)
        if layout.located:
            lean(scene, layout, step, desk.stayed)
        total = total_of(then)
    else:
        log_scale = weigh_step(scene, layout, step, desk.weights, desk.bonus, desk.room)
        total = _weigh(scene, layout, step, then, desk)
    if SMALLEST <= total <= LARGEST:
        return log_scale
    for part in (then, desk.stayed, desk.gain):
        _scale(part, 1.0 / total)
    return float(np.log(total)) + log_scale


@inlined
def _weigh(scene: Scene, layout: Layout, step: int, then: Floats, desk: Desk) -> float:
    """Multiply the state by its likelihood; returns its total. After a fix all of it has stayed."""
    fixed = not np.isnan(scene.fix_x_m[step])
    weights, bonus, stayed, gain = desk.weights, desk.bonus, desk.stayed, desk.gain
    if fixed:
        for s in range(then.size):
            gain[s] = bonus[s] * stayed[s]
            then[s] = max(0.0, then[s] + gain[s])
    total = multiplied(then, weights)
    if fixed:
        for s in range(then.size):
            gain[s] *= weights[s]
            stayed[s] = then[s]
    elif layout.located:
        _multiply(stayed, weights)
    return total


@inlined
def _multiply(part: Floats, by: Floats) -> None:
    for s in range(part.size):
        part[s] *= by[s]


@inlined
def _scale(part: Floats, by: float) -> None:
    for s in range(part.size):
        part[s] *= by


@njit(cache=True, nogil=True, error_model="numpy")
def forward_pass(scene: Scene, layout: Layout, initial: Floats, block: int) -> tuple[Floats, float]:
    """Forward pass; returns the filtered state before every block with what of it has stayed since
    the fix before, (blocks, 2, states), to a scale, and the log-likelihood."""
    steps = scene.hour.size
    kept = np.empty(((steps + block - 1) // block, 2, initial.size))
    desk = desk_for(scene, layout, initial.size)
    now, then = initial.copy(), np.empty(initial.size)
    log_likelihood = 0.0
    for step in range(steps):
        if step % block == 0:
            kept[step // block, 0], kept[step // block, 1] = now, desk.stayed
        log_likelihood += _advance(scene, layout, step, now, then, desk)
        now, then = then, now
    return kept, log_likelihood + np.log(total_of(now))


@inlined
def _marginal(
    scene: Scene, layout: Layout, step: int, gamma: Floats, back: Back, left: float
) -> tuple[float, float]:
    """Filtered state x beta -> marginals, those of anchored visits added to their places (in place).

    left: what the bonus of the next fix leaves of one to all else. Returns the total before, and what
    the marginals are to be multiplied by.
    """
    total = multiplied(gamma, back.beta)
    share = left / total
    if layout.located:
        extra = back.extra
        for s in range(gamma.size):
            gamma[s] = max(0.0, gamma[s] * share + extra[s])
        share = 1.0
    for a in range(layout.awake[step, 0], layout.awake[step, 1]):
        gamma[scene.anchor_place[a]] += gamma[scene.place_cell.size + a]
    return total, share


@leaf
def _write_down(
    gamma: Floats,
    share: float,
    n_places: int,
    least: float,
    place: Codes,
    probability: Floats,
    used: int,
) -> int:
    """Keep the places that reach ``least``, last first, before row ``used``; returns the row reached.

    Few do: a bunch of places without any is passed over at once.
    """
    for end in range(n_places, 0, -BUNCH):
        begin = np.uint64(max(0, end - BUNCH))
        some = 0
        for j in range(begin, np.uint64(end)):
            some += gamma[j] * share >= least
        for k in range(end - 1, max(0, end - BUNCH) - 1 if some else end - 1, -1):
            if gamma[k] * share >= least:
                used -= 1
                place[used], probability[used] = k, gamma[k] * share
    return used


@inlined
def _weigh_back(
    scene: Scene, layout: Layout, step: int, ahead: Floats, back: Back, desk: Desk
) -> None:
    """What is seen in the step times what follows it (in place ``ahead``), and the fix's bonus."""
    beta, held, weights, bonus = back.beta, back.held, desk.weights, desk.bonus
    for s in range(ahead.size):
        ahead[s] = beta[s] * weights[s]
    if not np.isnan(scene.fix_x_m[step]):
        for s in range(ahead.size):
            held[s] = ahead[s] * bonus[s]
    elif layout.located:
        _multiply(held, weights)


@inlined
def _step_back(
    scene: Scene, layout: Layout, step: int, ahead: Floats, back: Back, desk: Desk
) -> None:
    """Move ``back`` from after ``step`` to before it, but for the fix of the step before.

    ``desk``: its weights and bonus are those of the step.
    """
    beta, held = back.beta, back.held
    if layout.seen[step] == MORE:
        _weigh_back(scene, layout, step, ahead, back, desk)
    else:
        for s in range(ahead.size):
            ahead[s] = beta[s]
        lean(scene, layout, step, ahead)
        if layout.located:
            lean(scene, layout, step, held)
    worth = backward(scene, layout, step, ahead, beta, desk)
    if layout.located:
        stay_put(scene, layout, step, held)
    if not SMALLEST <= worth <= LARGEST:
        _scale(beta, 1.0 / worth)
        _scale(held, 1.0 / worth)


@inlined
def _fullest(still: Floats, way: Floats) -> int:
    """The cell in which most people are that are at no listed place."""
    best = 0
    for z in range(still.size):
        if still[z] + way[z] > still[best] + way[best]:
            best = z
    return best


@inlined
def _face_fix(back: Back) -> None:
    """What follows a fix: the bonus of the next one counts in full, and nothing of it is owed yet."""
    beta, held, extra = back.beta, back.held, back.extra
    for s in range(beta.size):
        beta[s] = max(0.0, beta[s] + held[s])
        extra[s] = 0.0


@inlined
def _owe(back: Back, gain: Floats, total: float) -> float:
    """What the bonus of a fix adds to the marginals before it (in place); returns what it leaves."""
    beta, extra = back.beta, back.extra
    for s in range(beta.size):
        extra[s] = gain[s] * beta[s] / total
    return 1.0 - total_of(extra)


class Written(NamedTuple):
    """Room for the marginals of a block, as ``rewind`` returns them; entries are filled from the end."""

    lengths: Codes  # (block,)
    place: Codes
    probability: Floats
    cell: Codes  # (block,)
    still: Floats  # (block,)
    way: Floats  # (block,)


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
    steps, room = last - first, (last - first) * scene.place_cell.size
    desk = desk_for(scene, layout, back.beta.size)
    desk.stayed[:] = alpha[1, 0]
    places = np.zeros(steps, np.int32), np.empty(room, np.int32), np.empty(room)
    elsewhere = np.zeros(steps, np.int32), np.zeros(steps), np.zeros(steps)
    written, ahead = Written(*places, *elsewhere), np.empty(back.beta.size)
    _filter_again(scene, layout, alpha, seen, desk, first, last)
    used = _look_back(scene, layout, alpha, seen, back, desk, ahead, first, last, least, written)
    return (
        written.lengths,
        written.place[used:].copy(),
        written.probability[used:].copy(),
        written.cell,
        written.still,
        written.way,
    )


@leaf
def _filter_again(
    scene: Scene, layout: Layout, alpha: Floats, seen: Floats, desk: Desk, first: int, last: int
) -> None:
    """The filtered states of steps [first, last), and what each weighs (in place)."""
    gain, owed = desk.gain, alpha[1]
    for step in range(first, last):
        t = step - first
        _advance(scene, layout, step, alpha[0, t], alpha[0, t + 1], _at(desk, seen, t))
        if not np.isnan(scene.fix_x_m[step]):
            for s in range(gain.size):
                owed[t + 1, s] = gain[s]


@leaf
def _look_back(
    scene: Scene,
    layout: Layout,
    alpha: Floats,
    seen: Floats,
    back: Back,
    desk: Desk,
    ahead: Floats,
    first: int,
    last: int,
    least: float,
    written: Written,
) -> int:
    """Write down the marginals of steps [first, last), last first; returns the first entry used."""
    n_places, used = scene.place_cell.size, written.place.size
    still0 = n_places + scene.anchor_step.size
    way0 = still0 + scene.cell_x_m.size
    left = 1.0 - total_of(back.extra)
    for step in range(last - 1, first - 1, -1):
        t, fixed = step - first, not np.isnan(scene.fix_x_m[step])
        gamma = alpha[0, t + 1]
        if fixed:
            _face_fix(back)
        total, share = _marginal(scene, layout, step, gamma, back, 1.0 if fixed else left)
        if fixed:
            left = _owe(back, alpha[1, t + 1], total)
        still, way = gamma[still0:way0], gamma[way0:]
        written.cell[t] = _fullest(still, way)
        written.still[t], written.way[t] = share * total_of(still), share * total_of(way)
        found = _write_down(gamma, share, n_places, least, written.place, written.probability, used)
        written.lengths[t], used = used - found, found
        _step_back(scene, layout, step, ahead, back, _at(desk, seen, t))
    return used


@inlined
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
        desk.moved,
        desk.flow,
        desk.room,
    )
