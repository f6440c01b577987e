"""How the states of the chain follow each other: one step of prediction, and its transpose.

Only ``kernels.py`` calls these; see there what to do after a change. Loops over all states hold no sum:
a sum keeps a loop from being compiled into wide instructions, so sums are left to ``total_of``.
"""

from typing import NamedTuple

import numpy as np
from numba import njit

from dongseon.itinerary.emission import Room, room_for
from dongseon.itinerary.powers import total_of
from dongseon.itinerary.scene import Layout, Scene
from dongseon.records.columns import Floats

NEGLIGIBLE = 1e-14  # of a cell's people under way, who then move nowhere


class Desk(NamedTuple):
    """Room to work in, kept from step to step."""

    weights: Floats  # (C + A + Z + Z,) likelihood of each state
    bonus: Floats  # (C + A + Z + Z,) what having stayed since the fix before adds to it, relatively
    gain: Floats  # (C + A + Z + Z,) what it added to the state
    stayed: Floats  # (C + A + Z + Z,) part of the state that has stayed since the fix before
    pull: Floats  # (Z,) one plus the odds of stopping
    odds: Floats  # (A,)
    work: Floats  # (Z,)
    flow: Floats  # (C,) what leaves each place, or what stopping there is worth
    room: Room


@njit(cache=True, error_model="numpy")
def desk_for(scene: Scene, size: int) -> Desk:
    """An empty desk for a chain of that many states."""
    cells, anchors = scene.cell_x_m.size, scene.anchor_step.size
    rooms = np.empty(size), np.zeros(size), np.zeros(size), np.zeros(size)
    within = np.empty(cells), np.empty(anchors), np.empty(cells), np.empty(scene.place_cell.size)
    return Desk(*rooms, *within, room_for(size))


@njit(cache=True, error_model="numpy", forceinline=True)
def _stops(scene: Scene, layout: Layout, step: int, pull: Floats, anchors: Floats) -> None:
    """Odds of stopping, by cell (in place ``pull``) and by anchor (in place ``anchors``)."""
    pull[:] = layout.pull[scene.hour[step]]
    for a in range(anchors.size):
        age = scene.anchor_step[a] - step
        anchors[a] = 0.0
        if 0 <= age < scene.before.shape[1]:
            anchors[a] = scene.anchor_pull * scene.before[a, age]
            pull[scene.place_cell[scene.anchor_place[a]]] += anchors[a]


@njit(cache=True, error_model="numpy", forceinline=True)
def _leaving(scene: Scene, step: int, a: int) -> float:
    age = step - scene.anchor_step[a]
    if age <= 0:
        return 0.0
    if age >= scene.after.shape[1]:
        return 1.0
    return float(scene.after[a, age])


@njit(cache=True, error_model="numpy", forceinline=True)
def _go_on(scene: Scene, layout: Layout, way: Floats, work: Floats) -> None:
    """Where the people under way in each cell are a step later (in place ``work``), but for jumps."""
    work[:] = 0.0
    for z in range(way.size):
        mass = way[z]
        if mass <= NEGLIGIBLE:
            continue
        if layout.onward.size:
            onward = layout.onward[z]
            for y in range(work.size):
                work[y] += mass * onward[y]
        else:
            for k in range(scene.move_offsets[z], scene.move_offsets[z + 1]):
                work[scene.move_target[k]] += mass * scene.move_weight[k]


@njit(cache=True, error_model="numpy", forceinline=True)
def _worth_going(scene: Scene, layout: Layout, work: Floats, way: Floats) -> None:
    """The transpose of ``_go_on``, added to ``way``."""
    if layout.onward.size:
        for y in range(work.size):
            value, inward = work[y], layout.inward[y]
            for z in range(way.size):
                way[z] += value * inward[z]
    else:
        for z in range(way.size):
            for k in range(scene.move_offsets[z], scene.move_offsets[z + 1]):
                way[z] += scene.move_weight[k] * work[scene.move_target[k]]


@njit(cache=True, error_model="numpy", forceinline=True)
def forward(scene: Scene, layout: Layout, step: int, now: Floats, then: Floats, desk: Desk) -> None:
    """One step of prediction: ``now`` (C + A + Z + Z) -> ``then``."""
    pull, odds, work, flow = desk.pull, desk.odds, desk.work, desk.flow
    n_places, n_anchors, n_cells = flow.size, odds.size, pull.size
    still0, way0 = n_places + n_anchors, n_places + n_anchors + n_cells
    arrive, leave = scene.arrive[scene.hour[step]], scene.leave[scene.hour[step]]
    _stops(scene, layout, step, pull, odds)
    _go_on(scene, layout, now[way0:], work)
    spread = scene.jump * total_of(now[way0:]) / n_cells
    for j in range(n_places):
        flow[j] = now[j] * leave[j]
        then[j] = now[j] - flow[j]
    for z in range(n_cells):
        stopping = (work[z] + spread) / pull[z]
        work[z] = stopping
        gone = now[still0 + z] * scene.still_leave
        then[still0 + z] = now[still0 + z] - gone + stopping * scene.still_pull
        begin, end = layout.offsets[z], layout.offsets[z + 1]
        for j in range(begin, end):
            then[j] += stopping * arrive[j]
        then[way0 + z] = stopping + gone + total_of(flow[begin:end])
    for a in range(n_anchors):
        z = scene.place_cell[scene.anchor_place[a]]
        gone = now[n_places + a] * _leaving(scene, step, a)
        then[n_places + a] = now[n_places + a] - gone + work[z] * odds[a]
        then[way0 + z] += gone


@njit(cache=True, error_model="numpy", forceinline=True)
def backward(
    scene: Scene, layout: Layout, step: int, ahead: Floats, now: Floats, desk: Desk
) -> None:
    """The transpose of ``forward``: beta x likelihood at ``step`` -> ``now``, beta before it."""
    pull, odds, work, flow = desk.pull, desk.odds, desk.work, desk.flow
    n_places, n_anchors, n_cells = flow.size, odds.size, pull.size
    still0, way0 = n_places + n_anchors, n_places + n_anchors + n_cells
    arrive, leave = scene.arrive[scene.hour[step]], scene.leave[scene.hour[step]]
    _stops(scene, layout, step, pull, odds)
    for j in range(n_places):
        flow[j] = arrive[j] * ahead[j]
    for z in range(n_cells):
        way, still = ahead[way0 + z], ahead[still0 + z]
        now[still0 + z] = (1.0 - scene.still_leave) * still + scene.still_leave * way
        begin, end = layout.offsets[z], layout.offsets[z + 1]
        for j in range(begin, end):
            now[j] = ahead[j] + leave[j] * (way - ahead[j])
        work[z] = way + scene.still_pull * still + total_of(flow[begin:end])
    for a in range(n_anchors):
        z = scene.place_cell[scene.anchor_place[a]]
        gone = _leaving(scene, step, a)
        now[n_places + a] = (1.0 - gone) * ahead[n_places + a] + gone * ahead[way0 + z]
        work[z] += odds[a] * ahead[n_places + a]
    for z in range(n_cells):
        work[z] /= pull[z]
    now[way0:] = total_of(work) * scene.jump / n_cells
    _worth_going(scene, layout, work, now[way0:])


@njit(cache=True, error_model="numpy", forceinline=True)
def stay_put(scene: Scene, step: int, part: Floats) -> None:
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
