"""Premises: who occupies which unit: dwellings, venues, offices, industry, schools, hospitals, parks."""

import numpy as np

from dongseon.city import chance
from dongseon.city.ground import blocks as land
from dongseon.city.ground import buildings as raised
from dongseon.city.ground import names
from dongseon.city.ground.blocks import Blocks
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
PUPIL_SHARE = 0.102  # of residents in the twelve school years; Korea 2020: 5.3 of 51.8 million
PUPILS_PER_CLASS = 23  # Korea 2020: 21.8 primary, 25.2 middle, 23.4 high
CLASSES_PER_SCHOOL = 24
CALL_FLOOR = 216  # seats on one floor of the call centre of FIELD 7.4
STREET_M = 130.0  # clubs stand within about one street of the main centre (assumption)


def room_estimate(people: int) -> tuple[int, int]:
    """About how many office rooms and industrial rooms a city of this size needs."""
    return round(people * 0.022) + 30, round(people * 0.0055) + 6


def _titles(rng: np.random.Generator, category: str, count: int) -> list[str]:
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
        name=_titles(rng, trade.category, count),
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
    titles = _titles(rng, category, int(firm.max(initial=-1)) + 1)
    name = [
        f"{titles[f]} {floor}F-{slot + 1}"
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


def fit_schools(seed: int, people: int, buildings: Buildings, first_group: int) -> Part:
    """Classes of the twelve school years: two primary schools for one middle and one high school."""
    rng = chance.stream(seed, "schools")
    classes = max(12, round(people * PUPIL_SHARE / PUPILS_PER_CLASS))
    units = raised.units_of(buildings, (land.SCHOOL,), classes)
    school = np.unique(units.building, return_inverse=True)[1]
    schools = int(school.max()) + 1
    within = np.arange(len(school)) - np.searchsorted(school, school)
    per_school = 6 * max(1, -(-classes // (6 * schools)))
    rows = np.flatnonzero(within < per_school)
    grade = _grades(school[rows], within[rows], schools)
    titles = _titles(rng, "school", schools)
    level = np.digitize(grade, (7, 10))
    words = (("Primary", "초"), ("Middle", "중"), ("High", "고"))
    name = []
    for s, year, lev, number in zip(
        school[rows].tolist(), grade.tolist(), level.tolist(), within[rows].tolist(), strict=True
    ):
        en, ko = words[lev]
        year_of_level = year - (0, 6, 9)[lev]
        name.append(
            f"{titles[s]} {en} {year_of_level}-{number + 1} ({ko} {year_of_level}학년 {number + 1}반)"
        )
    count = len(rows)
    return part_of(
        units,
        rows,
        "school",
        name=name,
        capacity=np.full(count, 34, dtype=np.int64),
        staff=1 + (np.arange(count) % 3 == 0),
        radius_m=10.0,
        group=school[rows] + first_group,
        grade=grade.astype(np.int32),
    )


def _grades(school: Ints, within: Ints, schools: int) -> Ints:
    """School year of each class. With few schools or classes every school has all years."""
    if schools < 4 or int(within.max()) < 5:
        return (np.arange(len(school)) % 12) + 1
    level = np.array((0, 1, 0, 2))[school % 4]
    first = np.array((1, 7, 10))[level]
    years = np.array((6, 3, 3))[level]
    return np.asarray(first + within % years)


def fit_university(seed: int, people: int, free: Units, first_group: int) -> tuple[Part, Units]:
    """Lecture rooms in free upper floors of the main centre, and the units that stay free."""
    count = min(len(free.floor) - 1, max(2, round(people * 0.03 / 45)))
    order = np.argsort(free.district * 100.0 - free.floor, kind="stable")
    rows = np.sort(order[:count])
    rng = chance.stream(seed, "university")
    name = [f"{title} {i + 101}" for i, title in enumerate(_titles(rng, "university", 1) * count)]
    seats = np.full(count, 60, dtype=np.int64)
    part = part_of(
        free,
        rows,
        "university",
        name=name,
        capacity=seats,
        staff=seats // 20,
        radius_m=14.0,
        group=np.full(count, first_group, dtype=np.int64),
    )
    return part, keep(free, np.sort(order[count:]))


def fit_hospitals(seed: int, buildings: Buildings, first_group: int) -> Part:
    """A place per half floor: outpatients on the two lowest floors, wards above."""
    rng = chance.stream(seed, "hospitals")
    units = raised.units_of(buildings, (land.HOSPITAL,), 0)
    house = np.unique(units.building, return_inverse=True)[1]
    titles = _titles(rng, "hospital", int(house.max()) + 1)
    rows = np.arange(len(house))
    name = [
        f"{titles[h]} {'outpatients' if floor <= 2 else 'ward'} {floor}{'AB'[slot % 2]}"
        for h, floor, slot in zip(
            house.tolist(), units.floor.tolist(), units.slot.tolist(), strict=True
        )
    ]
    ward = units.floor > 2
    hours = (
        np.where(ward, -1, 8 * 60).astype(np.int32),
        np.where(ward, -1, 19 * 60).astype(np.int32),
    )
    return part_of(
        units,
        rows,
        "hospital",
        name=name,
        capacity=np.where(ward, 50, 90),
        staff=np.where(ward, 16, 12),
        radius_m=25.0,
        hours=hours,
        group=house + first_group,
    )


def lay_parks(seed: int, blocks: Blocks) -> Part:
    """One place per park block."""
    rng = chance.stream(seed, "parks")
    rows = np.flatnonzero(blocks.use == land.PARK)
    count = len(rows)
    none = np.full(count, -1, dtype=np.int64)
    ground = Units(
        none,
        np.ones(count, dtype=np.int32),
        np.zeros(count, dtype=np.int32),
        blocks.x_m[rows].mean(axis=1),
        blocks.y_m[rows].mean(axis=1),
        blocks.district[rows],
    )
    hours = (np.zeros(count, dtype=np.int32), np.full(count, 24 * 60, dtype=np.int32))
    return part_of(
        ground,
        np.arange(count),
        "park",
        name=_titles(rng, "park", count),
        capacity=np.full(count, 300, dtype=np.int64),
        staff=np.zeros(count, dtype=np.int64),
        radius_m=45.0,
        hours=hours,
    )
