"""Premises: who occupies which unit: dwellings, venues, offices and industry."""

import numpy as np

from dongseon.city import chance
from dongseon.city.ground import blocks as land
from dongseon.city.ground import buildings as raised
from dongseon.city.ground import names
from dongseon.city.ground.buildings import Buildings, Units
from dongseon.city.ground.island import Island
from dongseon.city.ground.register import Part
from dongseon.city.ground.trades import NUMBER, TRADES, Trade, wanted
from dongseon.records.columns import Codes, Floats, Ints

NEIGHBOURHOOD = 0.14  # share of villas' ground floors that are shops, chapels, daycare (assumption)
LOCAL = frozenset(
    {"convenience", "church", "senior_centre", "kindergarten", "shop", "salon", "temple"}
)
WORKING_SHARE = 0.52  # of residents in work; Korea 2019: 27.1 of 51.7 million
CALL_FLOOR = 216  # seats on one floor of the call centre of FIELD 7.4
STREET_M = 130.0  # clubs stand within about one street of the main centre (assumption)


def room_estimate(people: int) -> tuple[int, int]:
    """About how many office rooms and industrial rooms a city of this size needs."""
    return round(people * 0.022) + 30, round(people * 0.0055) + 6


def titles(rng: np.random.Generator, category: str, count: int) -> list[str]:
    """Invented names for places of a category, English (Korean)."""
    trades = names.TRADES[category]
    words = rng.integers(0, len(names.WORDS), count).tolist()
    kinds = rng.integers(0, len(trades), count).tolist()
    out = []
    for word, kind in zip(words, kinds, strict=True):
        (en, ko), (trade_en, trade_ko) = names.WORDS[word], trades[kind]
        out.append(f"{en} {trade_en} ({ko} {trade_ko})")
    return out


def part_of(
    units: Units,
    rows: Ints,
    category: str,
    *,
    name: list[str],
    capacity: Ints,
    staff: Ints,
    radius_m: float,
    hours: tuple[Codes, Codes] | None = None,
    group: Ints | None = None,
    grade: Codes | None = None,
) -> Part:
    """Places of one category in some units; without hours, open to those who belong there only."""
    count = len(rows)
    none = np.full(count, -1, dtype=np.int32)
    opens, closes = hours if hours is not None else (none, none)
    return Part(
        name=name,
        category=np.full(count, NUMBER[category], dtype=np.int32),
        x_m=units.x_m[rows],
        y_m=units.y_m[rows],
        radius_m=np.full(count, radius_m),
        capacity=capacity,
        staff=staff,
        opens_min=opens,
        closes_min=closes,
        building=units.building[rows],
        floor=units.floor[rows],
        district=units.district[rows],
        group=group if group is not None else none.astype(np.int64),
        grade=grade if grade is not None else np.zeros(count, dtype=np.int32),
    )


def _choose(
    rng: np.random.Generator, trade: Trade, units: Units, local: Floats, near: Floats, count: int
) -> Ints:
    """Units for a trade: by its liking for the floor and the main centre (Gumbel top-k)."""
    storey = np.digitize(units.floor, (2, 3, 5))
    liking = np.array(trade.floors)[storey] * np.where(units.district == 0, trade.centre, 1.0)
    liking *= np.where(local > 0, 1.0 if trade.category in LOCAL else 0.0, 1.0)
    if trade.category == "club":
        liking *= np.exp(-near / STREET_M)
    with np.errstate(divide="ignore"):
        score = np.log(liking) + rng.gumbel(size=len(liking))
    best = np.argsort(-score, kind="stable")[:count]
    return np.asarray(best[np.isfinite(score[best])])


def keep(units: Units, rows: Ints) -> Units:
    """Some of the units."""
    return Units(
        units.building[rows],
        units.floor[rows],
        units.slot[rows],
        units.x_m[rows],
        units.y_m[rows],
        units.district[rows],
    )


def _below(one: Units, other: Units) -> Units:
    pairs = [(getattr(one, f), getattr(other, f)) for f in Units.__dataclass_fields__]
    return Units(*(np.concatenate(pair) for pair in pairs))


def open_venues(
    seed: int, people: int, island: Island, commercial: Units, corner: Units
) -> tuple[list[Part], Units]:
    """Venues of every trade, and the commercial units that stay free."""
    units = _below(commercial, corner)
    local = np.repeat([0.0, 1.0], [len(commercial.floor), len(corner.floor)])
    parts = []
    for trade in TRADES:
        rng = chance.stream(seed, "venues", trade.category)
        near = np.hypot(units.x_m - island.centre_x_m[0], units.y_m - island.centre_y_m[0])
        rows = _choose(rng, trade, units, local, near, wanted(trade, people))
        parts.append(_venue_part(rng, trade, units, rows))
        rest = np.setdiff1d(np.arange(len(local)), rows)
        units, local = keep(units, rest), local[rest]
    return parts, keep(units, np.flatnonzero(local == 0))


def _venue_part(rng: np.random.Generator, trade: Trade, units: Units, rows: Ints) -> Part:
    count = len(rows)
    low, high = trade.capacity
    size = rng.uniform(0, 1, count) ** 2  # many small, few large
    capacity = np.round(low + (high - low) * size).astype(np.int64)
    if trade.category == "church" and count:
        capacity[0] = 1000  # one large congregation, as in FIELD 7.3
    staff_low, staff_high = trade.staff
    hours = (
        rng.choice(np.array(trade.opens), count).astype(np.int32),
        rng.choice(np.array(trade.closes), count).astype(np.int32),
    )
    return part_of(
        units,
        rows,
        trade.category,
        name=titles(rng, trade.category, count),
        capacity=capacity,
        staff=np.round(staff_low + (staff_high - staff_low) * size).astype(np.int64),
        radius_m=trade.radius_m,
        hours=hours,
    )


def furnish_homes(seed: int, households: int, buildings: Buildings, free: Units) -> Part:
    """One dwelling per household, a few stay empty."""
    rng = chance.stream(seed, "homes")
    rows = np.sort(rng.permutation(len(free.floor))[:households]).astype(np.int64)
    block = buildings.block[free.building[rows]]
    word = chance.stream(seed, "homes", "names").integers(0, len(names.WORDS), block.max() + 1)
    flat = buildings.use[free.building[rows]] == land.APARTMENT
    order = (free.building[rows] % 9 + 101).tolist()
    slots = (free.slot[rows] + 1).tolist()
    name = []
    for w, apartment, house, floor, slot in zip(
        word[block].tolist(), flat.tolist(), order, free.floor[rows].tolist(), slots, strict=True
    ):
        en, ko = names.WORDS[w]
        if apartment:
            name.append(
                f"{en} Apartments {house}-{floor}{slot:02d} ({ko}아파트 {house}동 {floor}{slot:02d}호)"
            )
        else:
            name.append(
                f"{en} Villa {house}-{floor}{slot:02d} ({ko}빌라 {house}동 {floor}{slot:02d}호)"
            )
    count = len(rows)
    capacity = np.full(count, 8, dtype=np.int64)
    return part_of(
        free, rows, "home", name=name, capacity=capacity, staff=0 * capacity, radius_m=8.0
    )


def _rooms(
    rng: np.random.Generator,
    units: Units,
    category: str,
    *,
    size: tuple[int, int],
    radius_m: float,
    per_group: int,
    first_group: int,
) -> Part:
    """Work rooms; neighbouring rooms of a building belong to one organisation."""
    count = len(units.floor)
    seats = rng.integers(size[0], size[1] + 1, count)
    same = np.maximum(1, rng.geometric(1 / per_group, count))
    begins = np.zeros(count, dtype=bool)
    begins[np.minimum(np.cumsum(same) - same[0], count - 1)] = True
    begins[0:1] = True
    begins[1:] |= units.building[1:] != units.building[:-1]
    firm = np.cumsum(begins) - 1
    firms = titles(rng, category, int(firm.max(initial=-1)) + 1)
    name = [
        f"{firms[f]} {floor}F-{slot + 1}"
        for f, floor, slot in zip(
            firm.tolist(), units.floor.tolist(), units.slot.tolist(), strict=True
        )
    ]
    rows = np.arange(count)
    return part_of(
        units,
        rows,
        category,
        name=name,
        capacity=np.round(seats * 1.25).astype(np.int64),
        staff=seats,
        radius_m=radius_m,
        group=firm + first_group,
    )


def fit_work(seed: int, people: int, jobs: int, buildings: Buildings, free: Units) -> list[Part]:
    """Offices, a call centre, factories and warehouses for the workers that venues and schools do not need."""
    rng = chance.stream(seed, "work")
    towers = raised.units_of(buildings, (land.OFFICE,), 0)
    order = np.argsort(
        -towers.floor - 1000 * (towers.building == towers.building[0]), kind="stable"
    )
    sections = 2 * max(1, round(0.012 * jobs / CALL_FLOOR)) if people >= 20_000 else 2
    call = np.sort(order[:sections])
    seats = min(CALL_FLOOR // 2, max(12, round(0.03 * jobs / sections)))
    parts = [
        _rooms(
            rng,
            keep(towers, call),
            "call_centre",
            size=(seats - 4, seats + 4),
            radius_m=22.0,
            per_group=10_000,
            first_group=0,
        )
    ]
    offices = _below(keep(towers, np.setdiff1d(np.arange(len(towers.floor)), call)), free)
    sheds = raised.units_of(buildings, (land.INDUSTRY,), 0)
    shed_count = len(np.unique(sheds.building))
    stores = np.isin(sheds.building, np.unique(sheds.building)[: max(1, shed_count // 7)])
    for category, units, size, radius_m, share in (
        ("warehouse", keep(sheds, np.flatnonzero(stores)), (30, 70), 30.0, 0.05),
        ("factory", keep(sheds, np.flatnonzero(~stores)), (18, 40), 25.0, 0.26),
        ("office", offices, (6, 22), 12.0, 0.66),
    ):
        part = _rooms(
            rng,
            units,
            category,
            size=size,
            radius_m=radius_m,
            per_group=3,
            first_group=sum(len(p.name) for p in parts),
        )
        parts.append(_first_jobs(rng, part, round(share * jobs)))
    return parts


def _first_jobs(rng: np.random.Generator, part: Part, jobs: int) -> Part:
    """Random organisations until there are enough jobs; the other rooms stand empty."""
    order = chance_order(rng, part.group)
    filled = order[np.cumsum(part.staff[order]) - part.staff[order] < jobs]
    return take(part, np.sort(filled))


def chance_order(rng: np.random.Generator, group: Ints) -> Ints:
    """Rows in a random order of their groups."""
    if not len(group):
        return np.empty(0, dtype=np.int64)
    rank = rng.permutation(int(group.max()) + 1)
    return np.argsort(rank[group], kind="stable")


def take(part: Part, rows: Ints) -> Part:
    """Some rows of a part."""
    columns = {f: getattr(part, f)[rows] for f in Part.__dataclass_fields__ if f != "name"}
    return Part(name=[part.name[row] for row in rows.tolist()], **columns)
