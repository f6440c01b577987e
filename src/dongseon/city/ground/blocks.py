"""Blocks: which square of ground is built on, and for what."""

from dataclasses import dataclass

import numpy as np

from dongseon.city import chance
from dongseon.city.ground import island as ground
from dongseon.city.ground.island import CUT, Island
from dongseon.city.ground.trades import TRADES, wanted
from dongseon.records.columns import Bytes, Floats, Ints

USES = (
    "green",
    "apartment",
    "villa",
    "commercial",
    "office",
    "industry",
    "school",
    "park",
    "hospital",
)
GREEN, APARTMENT, VILLA, COMMERCIAL, OFFICE, INDUSTRY, SCHOOL, PARK, HOSPITAL = range(len(USES))

APARTMENT_SHARE = 0.52  # of dwellings in blocks of flats; Korea 2020: 51.5 % of households
UNITS_PER_COMMERCIAL = 70.0  # 8 buildings of about 4.5 floors and 2 units a floor
ROOMS_PER_OFFICE = 100.0
ROOMS_PER_INDUSTRY = 12.0
PUPILS_PER_SCHOOL = 560.0
SHOULDER_M = 10.0  # kept free beside the river


@dataclass(frozen=True, slots=True, eq=False)
class Blocks:
    """Blocks that are used, in no particular order."""

    x_m: Floats  # (b, 4) corners, anticlockwise
    y_m: Floats  # (b, 4)
    use: Bytes  # (b,)
    district: Ints  # (b,)
    apart_m: Floats  # (b,) from the district's centre
    column: Ints  # (b,) of the fine lattice
    row: Ints  # (b,)


@dataclass(frozen=True, slots=True)
class Demand:
    """What a district needs, in blocks."""

    commercial: int
    office: int
    school: int
    park: int
    hospital: int
    industry: int
    apartment: float  # dwellings
    villa: float


def floors_of(people: int) -> tuple[float, float, float, float]:
    """Mean floors of apartment, villa, commercial and office buildings: larger cities are taller (assumption)."""
    grow = float(np.log10(max(people, 1000) / 1000) / 3)  # 0 for a thousand, 1 for a million
    return 6 + 14 * grow, 2.3 + 1.7 * grow, 3.2 + 3.0 * grow, 5 + 7 * grow


def _demand(island: Island, people: int, households: int, rooms: tuple[int, int]) -> list[Demand]:
    venues = sum(wanted(trade, people) for trade in TRADES)
    central = np.where(np.arange(len(island.weight)) == 0, 1.8, 1.0) * island.weight
    central /= central.sum()
    office, industry = rooms
    hospitals = max(1, round(people / 45_000))
    out = []
    works = set(
        np.argsort(-np.hypot(island.centre_x_m, island.centre_y_m))[: 1 + len(central) // 5]
    )
    for d, weight in enumerate(island.weight):
        out.append(
            Demand(
                commercial=max(2, round(1.15 * venues * central[d] / UNITS_PER_COMMERCIAL) + 1),
                office=max(1, round(1.1 * office * central[d] / ROOMS_PER_OFFICE)),
                school=max(1, round(people * 0.085 * weight / PUPILS_PER_SCHOOL)),
                park=max(1, round(people * weight / 6_000)),
                hospital=hospitals // len(central) + (d < hospitals % len(central)),
                industry=-(-round(industry / ROOMS_PER_INDUSTRY) // len(works))
                if d in works
                else 0,
                apartment=APARTMENT_SHARE * households * weight,
                villa=(1 - APARTMENT_SHARE) * households * weight,
            )
        )
    return out


def _pattern(demand: Demand, yields: tuple[float, float], room: int) -> Bytes:
    """Uses in order of distance from the centre: core first, then dwellings with what they need nearby."""
    core = [COMMERCIAL] * -(-demand.commercial * 2 // 3) + [OFFICE] * demand.office
    core += [HOSPITAL] * demand.hospital
    spread = [COMMERCIAL] * (demand.commercial // 3) + [SCHOOL] * demand.school
    spread += [PARK] * demand.park
    dwellings = [APARTMENT] * int(np.ceil(demand.apartment / yields[0]))
    dwellings += [VILLA] * int(np.ceil(demand.villa / yields[1]))
    space = max(4, room - len(core) - len(spread) - demand.industry)
    if len(dwellings) > space:
        dwellings = [dwellings[i] for i in np.linspace(0, len(dwellings) - 1, space).astype(int)]
    order = np.linspace(0.02, 0.98, len(spread)) if spread else np.empty(0)
    keyed = [(float(k), use) for k, use in zip(order, _deal(spread), strict=True)]
    keyed += [
        (float(k), use)
        for k, use in zip(np.linspace(0, 1, len(dwellings)), _deal(dwellings), strict=True)
    ]
    return np.array(core + [use for _, use in sorted(keyed)], dtype=np.int8)


def _deal(uses: list[int]) -> list[int]:
    """The same uses, mixed evenly."""
    count = {use: uses.count(use) for use in set(uses)}
    keyed = [((i + 0.5) / n, use) for use, n in count.items() for i in range(n)]
    return [use for _, use in sorted(keyed)]


def _candidates(island: Island) -> tuple[Floats, Floats, Ints, Ints]:
    """Every square of the fine lattice that can be built on: corners (b, 4), column and row."""
    fx, fy = ground.fine_nodes(island)
    corners = ((0, 0), (1, 0), (1, 1), (0, 1))
    n = fx.shape[0] - 1
    x = np.stack([fx[i : n + i, j : n + j].ravel() for i, j in corners], axis=1)
    y = np.stack([fy[i : n + i, j : n + j].ravel() for i, j in corners], axis=1)
    cx, cy = x.mean(axis=1), y.mean(axis=1)
    ok = ground.on_land(island, cx, cy, 110.0) & ~ground.on_hill(island, cx, cy)
    near = ground.river_distance_m(island, cx, cy) < island.river_width_m / 2 + 65 + SHOULDER_M
    rows = np.flatnonzero(ok & ~near)
    return x[rows], y[rows], rows // n, rows % n


def lay_blocks(
    seed: int, people: int, households: int, rooms: tuple[int, int], island: Island
) -> Blocks:
    """Give ground to dwellings, trade, offices, industry, schools and parks, district by district."""
    rng = chance.stream(seed, "blocks")
    x, y, column, row = _candidates(island)
    district, apart = ground.nearest_centre(island, x.mean(axis=1), y.mean(axis=1))
    score = apart + rng.normal(0, 55.0, len(apart))
    tall = floors_of(people)
    yields = (3 * 4 * tall[0] * 0.97, 11.5 * 1.25 * tall[1])
    use = np.zeros(len(apart), dtype=np.int8)
    for d, demand in enumerate(_demand(island, people, households, rooms)):
        ranked = np.flatnonzero(district == d)
        ranked = ranked[np.argsort(score[ranked], kind="stable")]
        pattern = _pattern(demand, yields, len(ranked))[: len(ranked)]
        use[ranked[: len(pattern)]] = pattern
        rest = ranked[len(pattern) :]
        reach = np.hypot(x[rest].mean(axis=1), y[rest].mean(axis=1)) + 0.6 * -apart[rest]
        use[rest[np.argsort(-reach, kind="stable")[: demand.industry]]] = INDUSTRY
    _one_of_each(use, score)
    _gather_flats(seed, use, column, row)
    used = np.flatnonzero(use != GREEN)
    return Blocks(x[used], y[used], use[used], district[used], apart[used], column[used], row[used])


def _one_of_each(use: Bytes, score: Floats) -> None:
    """Even the smallest town has a block of every use: the outermost dwellings or fields give way."""
    for wanted_use in range(1, len(USES)):
        if not (use == wanted_use).any():
            spare = np.flatnonzero(use == GREEN)
            if not len(spare):
                many = int(np.argmax(np.bincount(use, minlength=len(USES))))
                spare = np.flatnonzero(use == many)
            use[spare[np.argmin(score[spare])]] = wanted_use


def _gather_flats(seed: int, use: Bytes, column: Ints, row: Ints) -> None:
    """Swap uses so that flats fill whole superblocks, as estates (danji) do; the counts stay."""
    mesh = (column // CUT) * 100_000 + row // CUT
    draw = chance.uniforms(chance.key(seed, "blocks", "estates"), mesh, 0)
    homes = np.flatnonzero((use == APARTMENT) | (use == VILLA))
    flats = int(np.sum(use == APARTMENT))
    order = homes[np.argsort(draw[homes], kind="stable")]
    use[order[:flats]] = APARTMENT
    use[order[flats:]] = VILLA
