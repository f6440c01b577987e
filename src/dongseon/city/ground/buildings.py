"""Buildings: footprints and floors on the blocks, and the units (flats, shops, rooms) inside them."""

from dataclasses import dataclass

import numpy as np

from dongseon.city import chance
from dongseon.city.ground import blocks as land
from dongseon.city.ground.blocks import Blocks
from dongseon.records.columns import Bytes, Codes, Floats, Ints

# Footprints within a block, as fractions of its sides: (s0, t0, s1, t1).
_SLABS = tuple((0.12, t, 0.88, t + 0.14) for t in (0.12, 0.43, 0.74))
_VILLAS = tuple(
    (s, t, s + 0.17, t + 0.21) for t in (0.10, 0.40, 0.70) for s in (0.08, 0.30, 0.52, 0.74)
)
_SHOPS = tuple((s, t, s + 0.19, t + 0.30) for t in (0.10, 0.58) for s in (0.06, 0.29, 0.52, 0.75))
_TOWERS = tuple((s, t, s + 0.34, t + 0.32) for t in (0.10, 0.56) for s in (0.10, 0.55))
_SHEDS = ((0.08, 0.10, 0.92, 0.46), (0.08, 0.54, 0.92, 0.90))
FOOTPRINTS: dict[int, tuple[tuple[float, float, float, float], ...]] = {
    land.APARTMENT: _SLABS,
    land.VILLA: _VILLAS,
    land.COMMERCIAL: _SHOPS,
    land.OFFICE: _TOWERS,
    land.INDUSTRY: _SHEDS,
    land.SCHOOL: ((0.12, 0.68, 0.88, 0.88),),
    land.HOSPITAL: ((0.18, 0.25, 0.82, 0.75),),
}
SLOTS = {  # units on a floor
    land.APARTMENT: 4,
    land.VILLA: 1,
    land.COMMERCIAL: 2,
    land.OFFICE: 3,
    land.INDUSTRY: 3,
    land.SCHOOL: 6,
    land.HOSPITAL: 2,
}


@dataclass(frozen=True, slots=True, eq=False)
class Buildings:
    """Buildings, in the order of their blocks' use."""

    x_m: Floats  # (n, 4) corners
    y_m: Floats  # (n, 4)
    use: Bytes  # (n,)
    district: Ints  # (n,)
    block: Ints  # (n,)
    floors: Ints  # (n,)


@dataclass(frozen=True, slots=True, eq=False)
class Units:
    """Separate premises inside buildings of one use."""

    building: Ints  # (u,)
    floor: Codes  # (u,) 1 = ground floor
    slot: Codes  # (u,) from 0
    x_m: Floats  # (u,)
    y_m: Floats  # (u,)
    district: Ints  # (u,)


def _inside(corner: Floats, s: float, t: float) -> Floats:
    """Bilinear point of quads: corner (n, 4) to (n,)."""
    a, b, c, d = corner.T
    return np.asarray((1 - s) * (1 - t) * a + s * (1 - t) * b + s * t * c + (1 - s) * t * d)


def raise_buildings(seed: int, people: int, blocks: Blocks) -> Buildings:
    """Stand the footprints of each use on its blocks and draw the floors."""
    rng = chance.stream(seed, "buildings")
    mean = land.floors_of(people)
    tall = {land.APARTMENT: mean[0], land.VILLA: mean[1], land.COMMERCIAL: mean[2]}
    tall |= {land.OFFICE: mean[3], land.INDUSTRY: 2.0, land.SCHOOL: 4.0, land.HOSPITAL: 6.0}
    xs, ys, uses, of, floors = [], [], [], [], []
    for use, prints in FOOTPRINTS.items():
        rows = np.flatnonzero(blocks.use == use)
        estate = rng.normal(1, 0.22, len(rows))
        for s0, t0, s1, t1 in prints:
            quad = ((s0, t0), (s1, t0), (s1, t1), (s0, t1))
            xs.append(np.stack([_inside(blocks.x_m[rows], s, t) for s, t in quad], axis=1))
            ys.append(np.stack([_inside(blocks.y_m[rows], s, t) for s, t in quad], axis=1))
            uses.append(np.full(len(rows), use, dtype=np.int8))
            of.append(rows)
            storeys = tall[use] * estate * rng.normal(1, 0.12, len(rows))
            fixed = use in (land.INDUSTRY, land.SCHOOL, land.HOSPITAL)
            floors.append(np.full(len(rows), tall[use]) if fixed else storeys)
    block = np.concatenate(of).astype(np.int64)
    return Buildings(
        x_m=np.concatenate(xs),
        y_m=np.concatenate(ys),
        use=np.concatenate(uses),
        district=blocks.district[block],
        block=block,
        floors=np.maximum(1, np.round(np.concatenate(floors))).astype(np.int64),
    )


def units_of(buildings: Buildings, uses: tuple[int, ...], at_least: int) -> Units:
    """All premises in buildings of some uses; storeys are added until there are as many as needed."""
    rows = np.flatnonzero(np.isin(buildings.use, uses))
    slots = np.array([SLOTS[int(use)] for use in buildings.use[rows]], dtype=np.int64)
    floors = buildings.floors[rows].copy()
    while int(np.sum(slots * floors)) < at_least:
        floors += 1
    buildings.floors[rows] = floors
    count = slots * floors
    building = np.repeat(rows, count)
    first = np.repeat(np.cumsum(count) - count, count)
    within = np.arange(len(building)) - first
    wide = np.repeat(slots, count)
    slot = within % wide
    part = (slot + 0.5) / wide
    x, y = buildings.x_m[building], buildings.y_m[building]
    return Units(
        building=building,
        floor=(within // wide + 1).astype(np.int32),
        slot=slot.astype(np.int32),
        x_m=x[:, 0] + (x[:, 1] - x[:, 0]) * part + 0.5 * (x[:, 3] - x[:, 0]),
        y_m=y[:, 0] + (y[:, 1] - y[:, 0]) * part + 0.5 * (y[:, 3] - y[:, 0]),
        district=buildings.district[building],
    )
