"""What the chain works on, as plain arrays, and how its places lie in memory."""

from typing import NamedTuple

import numpy as np
from numpy.typing import NDArray

from dongseon.records.columns import Bools, Bytes, Codes, Floats

NOTHING, STATEMENT_ALONE, MORE = range(3)  # what is seen in a step
DENSE_CELLS = 256  # cells up to which all moves are gone through, those of weight nought included
WIDE = 16  # cells that the table of moves is made up to a multiple of, or loops over it end slowly


class Scene(NamedTuple):
    """Everything the chain needs, as plain arrays. T steps, C places, Z cells, A anchors, S sectors."""

    hour: Codes  # (T,) hour of the local week
    place_cell: Codes  # (C,)
    arrive: Floats  # (168, C) odds of stopping here when in its cell
    leave: Floats  # (168, C) probability of leaving in one step
    move_offsets: Codes  # (Z + 1,)
    move_target: Codes  # (moves,)
    move_weight: Floats  # (moves,)
    jump: float
    still_pull: float
    still_leave: float
    # connections: row r of step t are connection_offsets[t]:connection_offsets[t + 1]
    connection_offsets: Codes  # (T + 1,)
    connection_sector: Codes  # (connections,)
    connection_again: Floats  # (connections,) how often the sector was heard lately
    connection_lately: Floats  # (connections,) how often any was
    stay_prior: float  # connections that geometry is worth against those
    likeness: float  # part of a sector's best place from which on a place may well hear it
    temper: float  # exponent of what a connection says
    sector_best: Floats  # (S,) the highest P(sector | place) of any place
    sector_place: Floats  # (S, C) P(sector | place)
    sector_cell: Floats  # (S, Z)
    # gps: one combined fix a step
    fix_x_m: Floats  # (T,) NaN = none
    fix_y_m: Floats  # (T,)
    fix_variance: Floats  # (T,) m² per axis, of the fix itself
    fix_mean_x_m: Floats  # (T,) mean of the fixes before, of whoever has stayed
    fix_mean_y_m: Floats  # (T,)
    fix_known: Floats  # (T,) 1/m², precision of that mean, 0 = none
    outlier: float  # share of fixes that tell little
    wild_m: float  # their spread
    place_x_m: Floats  # (C,)
    place_y_m: Floats  # (C,)
    place_variance: Floats  # (C,) m² per axis, of extent and indoor bias
    cell_x_m: Floats  # (Z,)
    cell_y_m: Floats  # (Z,)
    cell_side_m: float
    # soft statements ("at home"): odds a step for one place
    hint_place: Codes  # (T,) -1 = none
    hint_odds: Floats  # (T,)
    hint_other: Codes  # (T,) what the statement speaks against, -1 = nothing
    hint_less: Floats  # (T,) odds a step for that, at most one
    # anchors
    anchor_step: Codes  # (A,)
    anchor_place: Codes  # (A,)
    anchor_first: (
        Codes  # (A,) the first anchor of the same record; those of one record are in a row
    )
    anchor_false: Floats  # (A,) likelihood elsewhere against here
    anchor_passing: Bools  # (A,) also fits being under way in that cell (a transit tap)
    anchor_pull: float
    before: Floats  # (A, U) density of arriving u steps before the record
    after: Floats  # (A, V) probability of leaving v steps after it
    same_visit: float  # likelihood of a record in a visit that another record explains
    mid_visit: float  # the same in a visit that no record explains


class Layout(NamedTuple):
    """What does not change from step to step. The places of a scene laid out lie cell by cell."""

    # (Z + 1,) cell z has the places offsets[z]:offsets[z + 1]; unsigned, so that compiled loops over
    # them need no test for a negative index
    offsets: NDArray[np.uint64]
    pull: Floats  # (168, Z) one plus the odds of stopping at anything but an anchored visit
    seen: Bytes  # (T,) ``NOTHING``, ``STATEMENT_ALONE`` or ``MORE`` was seen in the step
    located: bool  # whether there is any fix
    # (P, P) weight of each move from cell to cell and its transpose, P the next multiple of ``WIDE``;
    # (0, 0) if there are too many cells
    onward: Floats
    inward: Floats
    awake: Codes  # (T, 2) first anchor, and one past the last, that anybody may be at in the step


def by_cell(scene: Scene, order: Codes) -> Scene:
    """The same scene in another order: places of a cell side by side in memory, anchors by time."""
    rank = np.empty_like(order)
    rank[order] = np.arange(len(order), dtype=np.int32)
    timely = np.argsort(scene.anchor_step, kind="stable")  # those of one record stay in a row
    later = np.empty_like(timely)
    later[timely] = np.arange(len(timely))
    return scene._replace(
        place_cell=scene.place_cell[order],
        arrive=np.ascontiguousarray(scene.arrive[:, order]),
        leave=np.ascontiguousarray(scene.leave[:, order]),
        sector_place=np.ascontiguousarray(scene.sector_place[:, order]),
        place_x_m=scene.place_x_m[order],
        place_y_m=scene.place_y_m[order],
        place_variance=scene.place_variance[order],
        hint_place=_renamed(scene.hint_place, rank),
        hint_other=_renamed(scene.hint_other, rank),
        anchor_step=scene.anchor_step[timely],
        anchor_place=rank[scene.anchor_place[timely]],
        anchor_first=later[scene.anchor_first[timely]].astype(np.int32),
        anchor_false=scene.anchor_false[timely],
        anchor_passing=scene.anchor_passing[timely],
        before=scene.before[timely],
        after=scene.after[timely],
    )


def _renamed(place: Codes, rank: Codes) -> Codes:
    """Places by their new index, -1 where there is none."""
    found = rank[place] if len(rank) else -1
    return np.where(place >= 0, found, -1).astype(np.int32)


def lay_out(scene: Scene) -> Layout:
    """The layout of a scene whose places lie cell by cell, its anchors by time."""
    n_cells = scene.cell_x_m.size
    offsets = np.searchsorted(scene.place_cell, np.arange(n_cells + 1)).astype(np.uint64)
    odds = [np.bincount(scene.place_cell, hourly, n_cells) for hourly in scene.arrive]
    more = (np.diff(scene.connection_offsets) > 0) | np.isfinite(scene.fix_x_m)
    more[scene.anchor_step] = True
    seen = np.where(more, MORE, np.where(scene.hint_place >= 0, STATEMENT_ALONE, NOTHING))
    onward = _moves(scene) if n_cells <= DENSE_CELLS else np.zeros((0, 0))
    return Layout(
        offsets,
        1.0 + scene.still_pull + np.array(odds, dtype=np.float64),
        seen.astype(np.int8),
        bool(np.isfinite(scene.fix_x_m).any()),
        onward,
        np.ascontiguousarray(onward.T),
        _awake(scene),
    )


def _awake(scene: Scene) -> Codes:
    """(T, 2) the anchors of which a visit may begin, last or end in each step, by time."""
    step = np.arange(scene.hour.size)
    first = np.searchsorted(scene.anchor_step, step - scene.after.shape[1])
    last = np.searchsorted(scene.anchor_step, step + scene.before.shape[1])
    return np.stack([first, last], axis=1).astype(np.int32)


def _moves(scene: Scene) -> Floats:
    """(P, P) weight of each move: many noughts, but quicker to go through than a list for few cells."""
    cells = scene.cell_x_m.size
    wide = -(-cells // WIDE) * WIDE
    onward = np.zeros((wide, wide))
    source = np.repeat(np.arange(cells), np.diff(scene.move_offsets))
    onward[source, scene.move_target] = scene.move_weight
    return onward
