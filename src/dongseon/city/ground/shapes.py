"""Shapes for the map: land, districts, water, parks, streets, buildings, railways and stations."""

import math

import numpy as np

from dongseon.city import chance
from dongseon.city.ground import blocks as land
from dongseon.city.ground import island as ground
from dongseon.city.ground import names
from dongseon.city.ground.blocks import Blocks
from dongseon.city.ground.buildings import Buildings
from dongseon.city.ground.island import CUT, Island
from dongseon.city.ground.transit import Network
from dongseon.city.types import SUBWAY, Shape
from dongseon.records.columns import Bools, Bytes, Floats

_CITY_EN, _CITY_KO = names.CITY
_USE_NAMES = {
    land.SCHOOL: ("School", "학교"),
    land.HOSPITAL: ("Hospital", "병원"),
    land.INDUSTRY: ("Works", "공장"),
}


def draw(
    seed: int,
    island: Island,
    blocks: Blocks,
    buildings: Buildings,
    network: Network,
    districts: tuple[tuple[str, str], ...],
    stops: list[tuple[str, str]],
) -> tuple[Shape, ...]:
    """Everything the map shows, in the order it is painted; ``stops`` names the network's stops."""
    return (
        Shape("land", _CITY_EN, _CITY_KO, island.coast_x_m, island.coast_y_m),
        *_districts(island, districts),
        *_hills(seed, island),
        _river(seed, island),
        *_parks(seed, blocks),
        *_streets(seed, island, blocks, network),
        *_buildings(buildings),
        *_railways(island, network),
        *_stations(network, stops),
    )


def _ring(x: Floats, y: Floats) -> tuple[Floats, Floats]:
    return np.append(x, x[0]), np.append(y, y[0])


def _cut(x: Floats, y: Floats, nx: float, ny: float, offset: float) -> tuple[Floats, Floats]:
    """The part of an open ring on the side where nx * x + ny * y <= offset (Sutherland-Hodgman)."""
    side = nx * x + ny * y - offset
    out_x: list[float] = []
    out_y: list[float] = []
    for a in range(len(x)):
        b = (a + 1) % len(x)
        if side[a] <= 0:
            out_x.append(float(x[a]))
            out_y.append(float(y[a]))
        if (side[a] <= 0) != (side[b] <= 0):
            part = side[a] / (side[a] - side[b])
            out_x.append(float(x[a] + part * (x[b] - x[a])))
            out_y.append(float(y[a] + part * (y[b] - y[a])))
    return np.array(out_x), np.array(out_y)


def _districts(island: Island, districts: tuple[tuple[str, str], ...]) -> list[Shape]:
    """The land nearer to a district's centre than to any other."""
    out = []
    cx, cy = island.centre_x_m, island.centre_y_m
    for d, (en, ko) in enumerate(districts):
        x, y = island.coast_x_m[:-1], island.coast_y_m[:-1]
        for other in range(len(cx)):
            if other != d and len(x):
                nx, ny = cx[other] - cx[d], cy[other] - cy[d]
                middle = (cx[other] + cx[d]) / 2 * nx + (cy[other] + cy[d]) / 2 * ny
                x, y = _cut(x, y, float(nx), float(ny), float(middle))
        if len(x) > 2:
            out.append(Shape("district", en, ko, *_ring(x, y)))
    return out


def _hills(seed: int, island: Island) -> list[Shape]:
    """Wooded hills, a little uneven."""
    rng = chance.stream(seed, "shapes", "hills")
    angle = np.linspace(0, 2 * math.pi, 49)[:-1]
    out = []
    for x, y, radius in zip(island.hill_x_m, island.hill_y_m, island.hill_radius_m, strict=True):
        phase = rng.uniform(0, 6.28, 3)
        edge = sum(0.06 * np.cos((wave + 2) * angle + p) for wave, p in enumerate(phase))
        reach = radius * (0.88 + edge)
        en, ko = names.STREETS[int(rng.integers(0, len(names.STREETS)))]
        ring = _ring(x + reach * np.cos(angle), y + reach * np.sin(angle))
        out.append(Shape("hill", f"{en}san", f"{ko}산", *ring))
    return out


def _river(seed: int, island: Island) -> Shape:
    """The river as a band that widens towards the sea and ends a little beyond the coast."""
    x, y = island.river_x_m, island.river_y_m
    inside = ground.on_land(island, x, y, 0.0)
    mouth = int(np.flatnonzero(inside)[-1]) + 1 if inside.any() else len(x) - 1
    x, y = x[: mouth + 1], y[: mouth + 1]
    dx, dy = np.gradient(x), np.gradient(y)
    length = np.hypot(dx, dy)
    half = island.river_width_m / 2 * np.linspace(0.35, 1.0, len(x))
    nx, ny = -dy / length * half, dx / length * half
    ring = _ring(np.concatenate([x + nx, (x - nx)[::-1]]), np.concatenate([y + ny, (y - ny)[::-1]]))
    return Shape("water", f"{_CITY_EN}cheon", f"{_CITY_KO}천", *ring)


def _parks(seed: int, blocks: Blocks) -> list[Shape]:
    rng = chance.stream(seed, "parks")
    out = []
    for row in np.flatnonzero(blocks.use == land.PARK):
        en, ko = names.WORDS[int(rng.integers(0, len(names.WORDS)))]
        out.append(
            Shape("park", f"{en} Park", f"{ko}공원", *_ring(blocks.x_m[row], blocks.y_m[row]))
        )
    return out


def _buildings(buildings: Buildings) -> list[Shape]:
    out = []
    for b, use in enumerate(buildings.use.tolist()):
        en, ko = _USE_NAMES.get(use, ("", ""))
        out.append(Shape("building", en, ko, *_ring(buildings.x_m[b], buildings.y_m[b])))
    return out


def _built(blocks: Blocks, size: int) -> Bytes:
    """1 where a block of the fine lattice is used, with an empty margin: (size + 1, size + 1)."""
    out = np.zeros((size + 1, size + 1), dtype=np.int8)
    out[blocks.column + 1, blocks.row + 1] = 1
    return out


def _streets(seed: int, island: Island, blocks: Blocks, network: Network) -> list[Shape]:
    """Avenues wherever a line runs or something is built beside them, lanes between used blocks."""
    fx, fy = ground.fine_nodes(island)
    size = fx.shape[0]
    built = _built(blocks, size)
    out: list[Shape] = []
    namer = _Namer(seed)
    for turned in (False, True):
        side = built.T if turned else built
        gx, gy = (fx.T, fy.T) if turned else (fx, fy)
        beside = (side[1:, 1:] | side[1:, :-1])[: size - 1, :] > 0  # steps along the first axis
        ridden = _ridden(network, size, turned)
        avenues = (_beside_superblock(side, size) & _passable(island, gx, gy)) | ridden
        for line in range(size):
            avenue = line % CUT == 0
            use = avenues[:, line] if avenue else beside[:, line]
            out += _runs(gx[:, line], gy[:, line], use, namer, avenue)
    return out


def _beside_superblock(side: Bytes, size: int) -> Bools:
    """Steps of avenues with a built superblock on either hand: (size - 1, size)."""
    meshes = (size - 1) // CUT
    cells = side[1 : 1 + meshes * CUT, 1 : 1 + meshes * CUT].reshape(meshes, CUT, meshes, CUT)
    filled = np.zeros((meshes, meshes + 2), dtype=bool)
    filled[:, 1:-1] = cells.sum(axis=(1, 3)) > 0
    out = np.zeros((size - 1, size), dtype=bool)
    out[:, ::CUT] = np.repeat(filled[:, 1:] | filled[:, :-1], CUT, axis=0)
    return out


def _passable(island: Island, x: Floats, y: Floats) -> Bools:
    """Steps along the first axis that stay on land and off the hills."""
    ok = ground.on_land(island, x, y, 15.0) & ~ground.on_hill(island, x, y)
    return np.asarray(ok[1:, :] & ok[:-1, :])


def _ridden(network: Network, size: int, turned: bool) -> Bools:
    """Steps of avenues that a bus or train takes."""
    nodes = (size - 1) // CUT + 1
    out = np.zeros((size - 1, size), dtype=bool)
    for a, b in network.edges:
        (ai, aj), (bi, bj) = divmod(a, nodes), divmod(b, nodes)
        along = (ai, bi, aj) if aj == bj else (aj, bj, ai)
        if (aj == bj) != turned:
            low = min(along[0], along[1]) * CUT
            out[low : low + CUT, along[2] * CUT] = True
    return out


class _Namer:
    """Names avenues and lanes as they come: a state that lives while one map is drawn."""

    def __init__(self, seed: int) -> None:
        order = chance.stream(seed, "shapes", "streets").permutation(len(names.STREETS))
        self._order = [names.STREETS[i] for i in order.tolist()]
        self._avenues = 0
        self._lanes = 0

    def name(self, avenue: bool, length_m: float) -> tuple[str, str]:
        """The next name: a daero when long, a ro when shorter, a numbered gil for a lane."""
        if avenue:
            en, ko = self._order[self._avenues % len(self._order)]
            again = self._avenues // len(self._order)
            self._avenues += 1
            self._lanes = 0
            number = f" {again + 1}" if again else ""
            kind = ("-daero", "대로") if length_m > 2500 else ("-ro", "로")
            return f"{en}{kind[0]}{number}", f"{ko}{kind[1]}{number}"
        en, ko = self._order[(self._avenues - 1) % len(self._order)]
        self._lanes += 1
        return f"{en}-ro {self._lanes}-gil", f"{ko}로 {self._lanes}길"


def _runs(x: Floats, y: Floats, use: Bools, namer: _Namer, avenue: bool) -> list[Shape]:
    """One shape per unbroken run of steps that are streets."""
    edge = np.flatnonzero(np.diff(np.concatenate([[0], use.astype(np.int8), [0]])))
    out = []
    for first, last in zip(edge[::2].tolist(), edge[1::2].tolist(), strict=True):
        px, py = x[first : last + 1], y[first : last + 1]
        length = float(np.hypot(np.diff(px), np.diff(py)).sum())
        out.append(Shape("avenue" if avenue else "street", *namer.name(avenue, length), px, py))
    return out


def _railways(island: Island, network: Network) -> list[Shape]:
    x, y = island.node_x_m.ravel(), island.node_y_m.ravel()
    out = []
    for line in np.flatnonzero(network.line_mode == SUBWAY).tolist():
        way = network.line_way[line]
        out.append(
            Shape("railway", network.line_name[line], network.line_name_ko[line], x[way], y[way])
        )
    return out


def _stations(network: Network, stops: list[tuple[str, str]]) -> list[Shape]:
    return [
        Shape("station", *stops[s], network.stop_x_m[s : s + 1], network.stop_y_m[s : s + 1])
        for s in np.flatnonzero(network.stop_mode == SUBWAY).tolist()
    ]
