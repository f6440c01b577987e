"""The island: coast, river, hills, district centres and the lattice of avenues.

The lattice is a square grid of avenues, bent by a few long sine waves so that streets curve and no two
quarters look alike. Its meshes (superblocks, about 400 m) are cut into four by four blocks.
"""

import math
from dataclasses import dataclass

import numpy as np

from dongseon.city import chance
from dongseon.records.columns import Bools, Floats, Ints

MESH_M = 400.0  # side of a superblock; Korean new towns are laid out at 300 to 600 m (assumption)
CUT = 4  # blocks along a superblock's side


@dataclass(frozen=True, slots=True, eq=False)
class Island:
    """The shape of the land and where its towns stand."""

    radius_m: float  # of a disc as large
    coast_x_m: Floats  # (v,) closed ring
    coast_y_m: Floats  # (v,)
    river_x_m: Floats  # (w,) centre line, from the hills to the sea
    river_y_m: Floats  # (w,)
    river_width_m: float
    hill_x_m: Floats  # (hills,)
    hill_y_m: Floats
    hill_radius_m: Floats
    centre_x_m: Floats  # (districts,) 0 is the city's main centre
    centre_y_m: Floats
    weight: Floats  # (districts,) share of the residents
    node_x_m: Floats  # (nodes, nodes) crossings of avenues
    node_y_m: Floats


def island_radius_m(people: int) -> float:
    """Radius of a disc of the island's size: 6 km² for 10,000 people, 98 km² for a million (assumption)."""
    return float(1400.0 * (people / 10_000) ** 0.3)


def district_count(people: int) -> int:
    """One district per 50,000 people, four at least."""
    return min(26, max(4, round(people / 50_000)))


def coast_radius(island_radius: float, angle: Floats, seed: int) -> Floats:
    """Distance of the coast from the centre in each direction."""
    rng = chance.stream(seed, "island", "coast")
    factor = np.ones_like(angle)
    for wave in range(2, 40):
        factor += rng.normal(0, 0.17 / wave) * np.cos(wave * angle + rng.uniform(0, 2 * math.pi))
    return island_radius * np.clip(factor, 0.62, 1.45)


def _centres(seed: int, radius_m: float, count: int) -> tuple[Floats, Floats]:
    """District centres: the first in the middle, the others far from one another (best candidate)."""
    rng = chance.stream(seed, "island", "centres")
    xs, ys = [rng.normal(0, 0.05 * radius_m)], [rng.normal(0, 0.05 * radius_m)]
    while len(xs) < count:
        angle = rng.uniform(0, 2 * math.pi, 60)
        reach = 0.80 * coast_radius(radius_m, angle, seed) * np.sqrt(rng.uniform(0.02, 1, 60))
        x, y = reach * np.cos(angle), reach * np.sin(angle)
        apart = np.min(np.hypot(x[:, None] - np.array(xs), y[:, None] - np.array(ys)), axis=1)
        best = int(np.argmax(apart - 0.55 * np.hypot(x, y)))
        xs.append(float(x[best]))
        ys.append(float(y[best]))
    return np.array(xs), np.array(ys)


def _river(seed: int, radius_m: float) -> tuple[Floats, Floats]:
    """A river that winds from the inland hills to the sea, past the main centre."""
    rng = chance.stream(seed, "island", "river")
    source = rng.uniform(0, 2 * math.pi)
    along = np.linspace(-0.75 * radius_m, 1.7 * radius_m, 90)
    aside = 0.22 * radius_m + 0.0 * along
    for wave, size in ((1.1, 0.16), (2.3, 0.07), (4.7, 0.025)):
        aside += size * radius_m * np.sin(wave * along / radius_m * 2 + rng.uniform(0, 6.28))
    x = along * math.cos(source) - aside * math.sin(source)
    y = along * math.sin(source) + aside * math.cos(source)
    return x, y


def _lattice(seed: int, radius_m: float) -> tuple[Floats, Floats]:
    rng = chance.stream(seed, "island", "lattice")
    half = math.ceil(1.55 * radius_m / MESH_M) + 1
    step = np.arange(-half, half + 1) * MESH_M
    u, v = np.meshgrid(step, step, indexing="ij")
    x, y = u.copy(), v.copy()
    for length_m, size_m in ((5200.0, 190.0), (3100.0, 110.0), (1900.0, 55.0)):
        for field in (x, y):
            angle, phase = rng.uniform(0, 2 * math.pi, 2)
            wave = (u * math.cos(angle) + v * math.sin(angle)) * 2 * math.pi / length_m
            field += size_m * np.sin(wave + phase)
    turn = rng.uniform(-0.35, 0.35)
    return x * math.cos(turn) - y * math.sin(turn), x * math.sin(turn) + y * math.cos(turn)


def _hills(island_seed: int, radius_m: float, cx: Floats, cy: Floats) -> tuple[Floats, ...]:
    """Hills away from the district centres: where nobody builds."""
    rng = chance.stream(island_seed, "island", "hills")
    angle = rng.uniform(0, 2 * math.pi, 400)
    reach = coast_radius(radius_m, angle, island_seed) * np.sqrt(rng.uniform(0.02, 0.9, 400))
    x, y = reach * np.cos(angle), reach * np.sin(angle)
    size = radius_m * rng.uniform(0.07, 0.17, 400)
    clear = np.min(np.hypot(x[:, None] - cx, y[:, None] - cy), axis=1) > size + 0.13 * radius_m
    keep = np.flatnonzero(clear)[: 3 + len(cx) // 2]
    return x[keep], y[keep], size[keep]


def raise_island(seed: int, people: int) -> Island:
    """The island of this seed, large enough for the people."""
    radius_m = island_radius_m(people)
    angle = np.linspace(0, 2 * math.pi, 721)
    coast = coast_radius(radius_m, angle, seed)
    coast[-1] = coast[0]
    cx, cy = _centres(seed, radius_m, district_count(people))
    hx, hy, hr = _hills(seed, radius_m, cx, cy)
    rx, ry = _river(seed, radius_m)
    weight = chance.stream(seed, "island", "weights").lognormal(0, 0.3, len(cx))
    node_x, node_y = _lattice(seed, radius_m)
    return Island(
        radius_m=radius_m,
        coast_x_m=coast * np.cos(angle),
        coast_y_m=coast * np.sin(angle),
        river_x_m=rx,
        river_y_m=ry,
        river_width_m=float(np.clip(0.02 * radius_m, 24, 120)),
        hill_x_m=hx,
        hill_y_m=hy,
        hill_radius_m=hr,
        centre_x_m=cx,
        centre_y_m=cy,
        weight=weight / weight.sum(),
        node_x_m=node_x,
        node_y_m=node_y,
    )


def on_land(island: Island, x: Floats, y: Floats, margin_m: float) -> Bools:
    """Which points lie inside the coast by a margin at least."""
    angle = np.arctan2(y, x) % (2 * math.pi)
    ring = np.hypot(island.coast_x_m, island.coast_y_m)
    coast = np.interp(angle, np.linspace(0, 2 * math.pi, len(ring)), ring)
    return np.asarray(np.hypot(x, y) < coast - margin_m)


def river_distance_m(island: Island, x: Floats, y: Floats) -> Floats:
    """Distance of points (n,) from the river's centre line."""
    best = np.full(x.shape, np.inf)
    rx, ry = island.river_x_m, island.river_y_m
    for ax, ay, bx, by in zip(rx[:-1], ry[:-1], rx[1:], ry[1:], strict=True):
        dx, dy = bx - ax, by - ay
        part = np.clip(((x - ax) * dx + (y - ay) * dy) / (dx * dx + dy * dy), 0, 1)
        np.minimum(best, np.hypot(x - ax - part * dx, y - ay - part * dy), out=best)
    return best


def on_hill(island: Island, x: Floats, y: Floats) -> Bools:
    """Which points lie on a hill."""
    out = np.zeros(x.shape, dtype=bool)
    hills = zip(island.hill_x_m, island.hill_y_m, island.hill_radius_m, strict=True)
    for hx, hy, radius in hills:
        out |= np.hypot(x - hx, y - hy) < radius
    return out


def fine_nodes(island: Island) -> tuple[Floats, Floats]:
    """Corners of all blocks: the lattice with each mesh cut in four, (4n - 3, 4n - 3)."""
    n = island.node_x_m.shape[0]
    coarse = np.arange(n, dtype=float)
    fine = np.linspace(0, n - 1, CUT * (n - 1) + 1)
    out = []
    for field in (island.node_x_m, island.node_y_m):
        rows = np.stack([np.interp(fine, coarse, field[:, j]) for j in range(n)], axis=1)
        out.append(np.stack([np.interp(fine, coarse, row) for row in rows], axis=0))
    return out[0], out[1]


def nearest_centre(island: Island, x: Floats, y: Floats) -> tuple[Ints, Floats]:
    """District of each point (n,) and the distance from its centre."""
    apart = np.hypot(x[:, None] - island.centre_x_m, y[:, None] - island.centre_y_m)
    district = np.argmin(apart, axis=1).astype(np.int64)
    return district, apart[np.arange(len(x)), district]
