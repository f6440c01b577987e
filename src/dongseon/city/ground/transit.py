"""Transit: bus and subway lines along the avenues, their timetables and the best way between stops."""

import math
from dataclasses import dataclass
from itertools import pairwise

import numpy as np

from dongseon.city import chance
from dongseon.city.compiled import compiled
from dongseon.city.ground import island as ground
from dongseon.city.ground import names
from dongseon.city.ground.blocks import Blocks
from dongseon.city.ground.island import CUT, Island
from dongseon.city.types import BUS, SUBWAY
from dongseon.records.columns import Bytes, Codes, Floats, Ints

BUS_M_PER_S = 5.0  # 18 km/h between stops, stops included; city buses in Seoul run 17 to 20 km/h
SUBWAY_M_PER_S = 9.2  # 33 km/h, stops included; Seoul's lines run 30 to 35 km/h
CHANGE_S = 300  # mean walk and wait when changing (assumption)
BUS_HEADWAY_S = 360  # assumption
SUBWAY_HEADWAY_S = 300  # assumption
DAY_FROM_S = 5 * 3600 + 1200  # first vehicles leave at 05:20
DAY_TO_S = 23 * 3600 + 2400  # last vehicles leave at 23:40
TRAIN_CARS = 6  # assumption
FEEDER_BLOCKS = 5  # built blocks around a crossing that make it worth a stop (assumption)
FEEDER_FROM_M, FEEDER_TO_M = 600.0, 3000.0  # reach of a local line from its centre (assumption)
STATION_MESHES = 2  # a station at every second crossing, about 800 m apart


@dataclass(frozen=True, slots=True, eq=False)
class Network:
    """Lines over crossings of the lattice; the places of the stops come later."""

    line_name: tuple[str, ...]
    line_name_ko: tuple[str, ...]
    line_mode: Bytes
    line_first: Codes
    call_stop: Codes
    call_time_s: Codes
    headway_s: Codes
    fleet: Codes
    cars: Codes
    stop_mode: Bytes
    stop_node: Ints  # (stops,) crossing of the lattice, row-major
    stop_x_m: Floats
    stop_y_m: Floats
    line_way: tuple[list[int], ...]  # (lines,) crossings passed, stops or not
    edges: set[tuple[int, int]]  # pairs of crossings that a line uses


def _walkable(island: Island, blocks: Blocks) -> tuple[np.ndarray, np.ndarray]:
    """Cost of each step from a crossing to the east and to the north: built-up avenues are cheap."""
    n = island.node_x_m.shape[0]
    built = np.zeros((n, n))
    np.add.at(built, (blocks.column // CUT, blocks.row // CUT), 1.0)
    near = built.copy()
    near[1:, :] += built[:-1, :]
    near[:, 1:] += built[:, :-1]
    near[1:, 1:] += built[:-1, :-1]
    land = ground.on_land(island, island.node_x_m.ravel(), island.node_y_m.ravel(), 40.0).reshape(
        n, n
    )
    return np.where(land, 1.0 + 1.5 * np.exp(-near / 6), np.inf), near


def _path(cost: np.ndarray, start: tuple[int, int], end: tuple[int, int]) -> list[int]:
    """Cheapest way over the lattice (Dijkstra on a small grid), as row-major crossings."""
    n = cost.shape[0]
    best, back = _dijkstra(cost, start[0] * n + start[1])
    node, out = end[0] * n + end[1], [end[0] * n + end[1]]
    if not math.isfinite(best[node]):
        return []
    while back[node] >= 0:
        node = int(back[node])
        out.append(node)
    return out[::-1]


@compiled
def _dijkstra(cost: Floats, start: int) -> tuple[Floats, Ints]:
    n = cost.shape[0]
    best = np.full(n * n, np.inf)
    back = np.full(n * n, -1, dtype=np.int64)
    best[start] = 0.0
    changed = True
    while changed:  # Bellman-Ford sweeps: the grid is small and ways are nearly straight
        changed = False
        for i in range(n):
            for j in range(n):
                here = i * n + j
                for step in range(4):
                    a = i + (step == 0) - (step == 1)
                    b = j + (step == 2) - (step == 3)
                    if 0 <= a < n and 0 <= b < n:
                        way = best[a * n + b] + 0.5 * (cost[i, j] + cost[a, b])
                        if way < best[here] - 1e-9:
                            best[here] = way
                            back[here] = a * n + b
                            changed = True
    return best, back


def _nearest_node(island: Island, cost: Floats, x: float, y: float) -> tuple[int, int]:
    apart = np.hypot(island.node_x_m - x, island.node_y_m - y)
    apart[~np.isfinite(cost)] = np.inf
    i, j = np.unravel_index(int(np.argmin(apart)), apart.shape)
    return int(i), int(j)


def _routes(island: Island, cost: Floats) -> list[tuple[int, list[int]]]:
    """Lines as (mode, crossings): subways across the city, buses from each district to three others."""
    cx, cy = island.centre_x_m, island.centre_y_m
    node = [_nearest_node(island, cost, x, y) for x, y in zip(cx, cy, strict=True)]
    out: list[tuple[int, list[int]]] = []
    for chain in _subway_chains(cx, cy):
        way: list[int] = []
        for a, b in pairwise(chain):
            leg = _path(cost, node[a], node[b])
            way += leg[1:] if way else leg
        out.append((SUBWAY, _without_loops(way)))
    seen: set[tuple[int, int]] = set()
    for a in range(len(cx)):
        apart = np.hypot(cx - cx[a], cy - cy[a])
        for b in [*np.argsort(apart)[1:4].tolist(), 0]:
            pair = (min(a, b), max(a, b))
            if a != b and pair not in seen:
                seen.add(pair)
                out.append((BUS, _path(cost, node[a], node[b])))
    return [(mode, way) for mode, way in out if len(way) > 1]


def _feeders(island: Island, cost: Floats, built: Floats) -> list[tuple[int, list[int]]]:
    """Two local bus lines a district, from edge to edge through its centre (maeul buses)."""
    x, y = island.node_x_m.ravel(), island.node_y_m.ravel()
    district, apart = ground.nearest_centre(island, x, y)
    served = (built.ravel() >= FEEDER_BLOCKS) & np.isfinite(cost.ravel())
    served &= (apart > FEEDER_FROM_M) & (apart < FEEDER_TO_M)
    out = []
    for d, (cx, cy) in enumerate(zip(island.centre_x_m, island.centre_y_m, strict=True)):
        angle = np.arctan2(y - cy, x - cx)
        middle = _nearest_node(island, cost, float(cx), float(cy))
        for axis in (0.4, 0.4 + math.pi / 2):
            spokes = []
            for side in (axis, axis + math.pi):
                ahead = served & (district == d) & (np.cos(angle - side) > 0.75)
                spokes.append(_spoke(cost, middle, np.where(ahead, apart, 0.0)))
            out.append((BUS, _without_loops(spokes[0][::-1] + spokes[1][1:])))
    return [(mode, way) for mode, way in out if len(way) > 1]


def _spoke(cost: Floats, middle: tuple[int, int], apart: Floats) -> list[int]:
    """Way from a crossing to the farthest of some others; the crossing alone where there are none."""
    if not apart.any():
        return [middle[0] * cost.shape[0] + middle[1]]
    end = divmod(int(np.argmax(apart)), cost.shape[0])
    return _path(cost, middle, end)


def _without_loops(way: list[int]) -> list[int]:
    """A way that visits each crossing once."""
    last = {node: i for i, node in enumerate(way)}
    out, i = [], 0
    while i < len(way):
        i = last[way[i]]
        out.append(way[i])
        i += 1
    return out


def _subway_chains(cx: Floats, cy: Floats) -> list[list[int]]:
    """Districts each subway line strings together: one line per pair of opposite sectors."""
    count = len(cx)
    lines = 1 if count <= 4 else min(5, 1 + count // 5)
    angle = np.arctan2(cy - cy[0], cx - cx[0])
    reach = np.hypot(cx - cx[0], cy - cy[0])
    out = []
    for line in range(lines):
        axis = math.pi * line / lines
        aside = np.abs(np.sin(angle - axis)) * reach
        along = np.cos(angle - axis) * reach
        width = math.inf if lines == 1 else 0.75 * reach.max() / lines
        members = [d for d in range(1, count) if aside[d] <= width]
        chain = sorted([0, *members], key=lambda d: float(along[d]))
        if len(chain) > 1:
            out.append(chain)
    return out


def lay_lines(seed: int, island: Island, blocks: Blocks) -> Network:
    """Draw the lines, their stops and their times of call."""
    cost, built = _walkable(island, blocks)
    routes = _routes(island, cost) + _feeders(island, cost, built)
    x, y = island.node_x_m.ravel(), island.node_y_m.ravel()
    stop_of: dict[tuple[int, int], int] = {}
    first, calls, times, edges = [0], [], [], set()
    for mode, way in routes:
        edges |= {(min(a, b), max(a, b)) for a, b in pairwise(way)}
        kept = way if mode == BUS else [*way[:-1:STATION_MESHES], way[-1]]
        length = np.hypot(np.diff(x[way]), np.diff(y[way]))
        at = dict(zip(way, np.concatenate([[0], np.cumsum(length)]).tolist(), strict=True))
        speed = BUS_M_PER_S if mode == BUS else SUBWAY_M_PER_S
        for node in kept:
            calls.append(stop_of.setdefault((mode, node), len(stop_of)))
            times.append(round(at[node] / speed))
        first.append(len(calls))
    keys = list(stop_of)
    mode_of = np.array([mode for mode, _ in routes], dtype=np.int8)
    headway = np.where(mode_of == BUS, BUS_HEADWAY_S, SUBWAY_HEADWAY_S).astype(np.int32)
    ends = np.array([times[i - 1] for i in first[1:]])
    labels = _line_names(seed, mode_of)
    return Network(
        line_name=tuple(en for en, _ in labels),
        line_name_ko=tuple(ko for _, ko in labels),
        line_mode=mode_of,
        line_first=np.array(first, dtype=np.int32),
        call_stop=np.array(calls, dtype=np.int32),
        call_time_s=np.array(times, dtype=np.int32),
        headway_s=headway,
        fleet=(2 * (ends + 600) // headway + 2).astype(np.int32),
        cars=np.where(mode_of == BUS, 1, TRAIN_CARS).astype(np.int32),
        stop_mode=np.array([mode for mode, _ in keys], dtype=np.int8),
        stop_node=np.array([node for _, node in keys]),
        stop_x_m=x[[node for _, node in keys]],
        stop_y_m=y[[node for _, node in keys]],
        line_way=tuple(way for _, way in routes),
        edges=edges,
    )


def _line_names(seed: int, mode: Bytes) -> list[tuple[str, str]]:
    rng = chance.stream(seed, "transit", "names")
    numbers = iter((rng.permutation(800) + 100).tolist())
    out, subway = [], 0
    for kind in mode.tolist():
        if kind == SUBWAY:
            subway += 1
            out.append((f"Line {subway}", f"{subway}호선"))
        else:
            number = next(numbers)
            out.append((f"Bus {number}", f"{number}번"))
    return out


def stop_names(seed: int, network: Network) -> list[tuple[str, str]]:
    """English and Korean name of each stop; a station and a stop of the same crossing share it."""
    rng = chance.stream(seed, "transit", "stops")
    pool = [(a, b) for b in names.LANDMARKS for a in names.STREETS]
    order = rng.permutation(len(pool)).tolist()
    nodes: dict[int, tuple[str, str]] = {}
    out = []
    for node, mode in zip(network.stop_node.tolist(), network.stop_mode.tolist(), strict=True):
        if node not in nodes:
            (en, ko), (en2, ko2) = pool[order[len(nodes) % len(pool)]]
            nodes[node] = (f"{en} {en2}".strip(), f"{ko}{ko2}")
        en, ko = nodes[node]
        out.append(
            (f"{en} Station", f"{ko}역") if mode == SUBWAY else (f"{en} stop", f"{ko} 정류장")
        )
    return out


def _direct(
    line_first: Codes, call_stop: Codes, call_time_s: Codes, stops: int
) -> tuple[Floats, Codes]:
    """Fastest ride without a change and its line, (s, s) each; infinite and -1 where there is none."""
    ride_s = np.full((stops, stops), np.inf)
    line = np.full((stops, stops), -1, dtype=np.int32)
    for k in range(len(line_first) - 1):
        calls = slice(int(line_first[k]), int(line_first[k + 1]))
        at = np.ix_(call_stop[calls], call_stop[calls])
        ride = np.abs(call_time_s[calls, None] - call_time_s[None, calls]).astype(float)
        better = ride < ride_s[at]
        ride_s[at] = np.where(better, ride, ride_s[at])
        line[at] = np.where(better, k, line[at])
    np.fill_diagonal(ride_s, np.inf)
    np.fill_diagonal(line, -1)
    return ride_s, line


def best_ways(
    line_first: Codes, call_stop: Codes, call_time_s: Codes, headway_s: Codes, stops: int
) -> tuple[Codes, Codes, Codes]:
    """Way between any two stops with at most one change: time (s, s), change (s, s), lines (s, s, 2)."""
    ride_s, serves = _direct(line_first, call_stop, call_time_s, stops)
    onward_s = ride_s + CHANGE_S + headway_s[serves] // 2  # of a second leg
    way = np.full((stops, stops), -1, dtype=np.int32)
    change = np.full((stops, stops), -1, dtype=np.int32)
    line = np.full((stops, stops, 2), -1, dtype=np.int32)
    line[:, :, 0] = serves
    every = np.arange(stops)
    for a in range(stops):
        through = ride_s[a][:, None] + onward_s  # (change, b)
        best = np.argmin(through, axis=0)
        with_change = through[best, every]
        changes = (with_change < ride_s[a]) & (every != a)
        time_s = np.where(changes, with_change, ride_s[a])
        way[a] = np.where(np.isfinite(time_s), time_s, -1)
        change[a, changes] = best[changes]
        line[a, changes, 0] = serves[a, best[changes]]
        line[a, changes, 1] = serves[best[changes], every[changes]]
    return way, change, line
