"""How the states of the chain follow each other: one step of prediction, and its transpose.

Only ``kernels.py`` calls these; see there what to do after a change. Loops over all states hold no sum:
a sum keeps a loop from being compiled into wide instructions, so sums are left to ``powers.py``.
"""

from typing import NamedTuple

import numpy as np
from numba import njit

from dongseon.itinerary.emission import Room, room_for
from dongseon.itinerary.leaves import inlined
from dongseon.itinerary.powers import total_between, total_of
from dongseon.itinerary.scene import Layout, Scene
from dongseon.records.columns import Floats


class Desk(NamedTuple):
    """Room to work in, kept from step to step."""

    weights: Floats  # (C + A + Z + Z,) likelihood of each state
    bonus: Floats  # (C + A + Z + Z,) what having stayed since the fix before adds to it, relatively
    gain: Floats  # (C + A + Z + Z,) what it added to the state
    stayed: Floats  # (C + A + Z + Z,) part of the state that has stayed since the fix before
    pull: Floats  # (Z,) one plus the odds of stopping
    odds: Floats  # (A,)
    work: Floats  # (Z,) or (P,), nought from Z on
    moved: Floats  # as many
    flow: Floats  # (C,) what leaves each place, or what stopping there is worth
    room: Room


@njit(cache=True, error_model="numpy")
def desk_for(scene: Scene, layout: Layout, size: int) -> Desk:
    """An empty desk for a chain of that many states."""
    cells, wide = scene.cell_x_m.size, max(scene.cell_x_m.size, layout.onward.shape[0])
    rooms = np.empty(size), np.zeros(size), np.zeros(size), np.zeros(size)
    within = np.empty(cells), np.empty(scene.anchor_step.size), np.zeros(wide), np.zeros(wide)
    return Desk(*rooms, *within, np.empty(scene.place_cell.size), room_for(size))


@inlined
def _stops(scene: Scene, layout: Layout, step: int, pull: Floats, anchors: Floats) -> None:
    """Odds of stopping, by cell (in place ``pull``) and by anchor awake (in place ``anchors``)."""
    usual = layout.pull[scene.hour[step]]
    for z in range(pull.size):
        pull[z] = usual[z]
    for a in range(layout.awake[step, 0], layout.awake[step, 1]):
        age = scene.anchor_step[a] - step
        anchors[a] = 0.0
        if 0 <= age < scene.before.shape[1]:
            anchors[a] = scene.anchor_pull * scene.before[a, age]
            pull[scene.place_cell[scene.anchor_place[a]]] += anchors[a]


@inlined
def _leaving(scene: Scene, step: int, a: int) -> float:
    age = step - scene.anchor_step[a]
    if age <= 0:
        return 0.0
    if age >= scene.after.shape[1]:
        return 1.0
    return float(scene.after[a, age])


@inlined
def _carry(table: Floats, work: Floats, moved: Floats) -> None:
    """Add ``work @ table`` to ``moved``, four rows at a time. All of P."""
    for z in range(0, work.size, 4):
        a, b, c, d = work[z], work[z + 1], work[z + 2], work[z + 3]
        if a + b + c + d == 0.0:
            continue
        first, second, third, fourth = table[z], table[z + 1], table[z + 2], table[z + 3]
        for y in range(moved.size):
            moved[y] = moved[y] + a * first[y] + b * second[y] + c * third[y] + d * fourth[y]


@inlined
def _go_on(scene: Scene, layout: Layout, way: Floats, work: Floats, moved: Floats) -> None:
    """Where the people under way in each cell are a step later (in place ``moved``), but for jumps."""
    moved[:] = 0.0
    if layout.onward.size:
        for z in range(way.size):
            work[z] = way[z]
        _carry(layout.onward, work, moved)
    else:
        for z in range(way.size):
            for k in range(scene.move_offsets[z], scene.move_offsets[z + 1]):
                moved[scene.move_target[k]] += way[z] * scene.move_weight[k]


@inlined
def _worth_going(scene: Scene, layout: Layout, work: Floats, moved: Floats, way: Floats) -> None:
    """The transpose of ``_go_on``, from ``work``, added to ``way``."""
    if layout.onward.size:
        moved[:] = 0.0
        _carry(layout.inward, work, moved)
        for z in range(way.size):
            way[z] += moved[z]
    else:
        for z in range(way.size):
            for k in range(scene.move_offsets[z], scene.move_offsets[z + 1]):
                way[z] += scene.move_weight[k] * work[scene.move_target[k]]


@inlined
def forward(scene: Scene, layout: Layout, step: int, now: Floats, then: Floats, desk: Desk) -> None:
    """One step of prediction: ``now`` (C + A + Z + Z) -> ``then``."""
    pull, odds, moved, flow = desk.pull, desk.odds, desk.moved, desk.flow
    n_places, n_cells = flow.size, pull.size
    still0, way0 = n_places + odds.size, n_places + odds.size + n_cells
    still, way, rested = then[still0:way0], then[way0:], now[still0:way0]
    arrive, leave = scene.arrive[scene.hour[step]], scene.leave[scene.hour[step]]
    _stops(scene, layout, step, pull, odds)
    _go_on(scene, layout, now[way0:], desk.work, moved)
    spread = scene.jump * total_of(now[way0:]) / n_cells
    for j in range(n_places):
        flow[j] = now[j] * leave[j]
        then[j] = now[j] - flow[j]
    for z in range(n_cells):
        stopping, gone = (moved[z] + spread) / pull[z], rested[z] * scene.still_leave
        still[z] = rested[z] - gone + stopping * scene.still_pull
        way[z], moved[z] = stopping + gone, stopping
    for z in range(n_cells):
        stopping, begin, end = moved[z], layout.offsets[z], layout.offsets[z + 1]
        for j in range(begin, end):
            then[j] += stopping * arrive[j]
        way[z] += total_between(flow, begin, end)
    then[n_places:still0] = 0.0
    for a in range(layout.awake[step, 0], layout.awake[step, 1]):
        z = scene.place_cell[scene.anchor_place[a]]
        gone = now[n_places + a] * _leaving(scene, step, a)
        then[n_places + a] = now[n_places + a] - gone + moved[z] * odds[a]
        way[z] += gone


@inlined
def backward(
    scene: Scene, layout: Layout, step: int, ahead: Floats, now: Floats, desk: Desk
) -> float:
    """The transpose of ``forward``: beta x likelihood at ``step`` -> ``now``, beta before it.

    Nought for anchored visits in which nobody can be. Returns the worth of being under way, whose size
    tells that of all.
    """
    pull, odds, work, flow = desk.pull, desk.odds, desk.work, desk.flow
    n_places, n_cells = flow.size, pull.size
    still0, way0 = n_places + odds.size, n_places + odds.size + n_cells
    still, way, rested = ahead[still0:way0], ahead[way0:], now[still0:way0]
    arrive, leave = scene.arrive[scene.hour[step]], scene.leave[scene.hour[step]]
    _stops(scene, layout, step, pull, odds)
    for j in range(n_places):
        flow[j] = arrive[j] * ahead[j]
    for z in range(n_cells):
        rested[z] = (1.0 - scene.still_leave) * still[z] + scene.still_leave * way[z]
        work[z] = way[z] + scene.still_pull * still[z]
    for z in range(n_cells):
        going, begin, end = way[z], layout.offsets[z], layout.offsets[z + 1]
        for j in range(begin, end):
            now[j] = ahead[j] + leave[j] * (going - ahead[j])
        work[z] += total_between(flow, begin, end)
    now[n_places:still0] = 0.0
    for a in range(layout.awake[step, 0], layout.awake[step, 1]):
        z = scene.place_cell[scene.anchor_place[a]]
        gone = _leaving(scene, step, a)
        now[n_places + a] = (1.0 - gone) * ahead[n_places + a] + gone * way[z]
        work[z] += odds[a] * ahead[n_places + a]
    for z in range(n_cells):
        work[z] /= pull[z]
    worth = total_of(work)
    now[way0:] = worth * scene.jump / n_cells
    _worth_going(scene, layout, work, desk.moved, now[way0:])
    return worth


@inlined
def stay_put(scene: Scene, layout: Layout, step: int, part: Floats) -> None:
    """What is left of ``part`` (C + A + Z + Z) if nobody has left since the step before (in place)."""
    n_places, n_anchors = scene.place_cell.size, scene.anchor_step.size
    leave = scene.leave[scene.hour[step]]
    still0 = n_places + n_anchors
    way0 = still0 + scene.cell_x_m.size
    for j in range(n_places):
        part[j] *= 1.0 - leave[j]
    for a in range(layout.awake[step, 0], layout.awake[step, 1]):
        part[n_places + a] *= 1.0 - _leaving(scene, step, a)
    still = part[still0:way0]
    for z in range(still.size):
        still[z] *= 1.0 - scene.still_leave
    part[way0:] = 0.0
