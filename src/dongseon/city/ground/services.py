"""Public services: classes, lecture rooms, hospital floors, parks."""

import numpy as np

from dongseon.city import chance
from dongseon.city.ground import blocks as land
from dongseon.city.ground import buildings as raised
from dongseon.city.ground import premises
from dongseon.city.ground.blocks import Blocks
from dongseon.city.ground.buildings import Buildings, Units
from dongseon.city.ground.register import Part
from dongseon.records.columns import Ints

PUPIL_SHARE = 0.102  # of residents in the twelve school years; Korea 2020: 5.3 of 51.8 million
PUPILS_PER_CLASS = 23  # Korea 2020: 21.8 primary, 25.2 middle, 23.4 high


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
    titles = premises.titles(rng, "school", schools)
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
    return premises.part_of(
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
    name = [
        f"{title} {i + 101}"
        for i, title in enumerate(premises.titles(rng, "university", 1) * count)
    ]
    seats = np.full(count, 60, dtype=np.int64)
    part = premises.part_of(
        free,
        rows,
        "university",
        name=name,
        capacity=seats,
        staff=seats // 20,
        radius_m=14.0,
        group=np.full(count, first_group, dtype=np.int64),
    )
    return part, premises.keep(free, np.sort(order[count:]))


def fit_hospitals(seed: int, buildings: Buildings, first_group: int) -> Part:
    """A place per half floor: outpatients on the two lowest floors, wards above."""
    rng = chance.stream(seed, "hospitals")
    units = raised.units_of(buildings, (land.HOSPITAL,), 0)
    house = np.unique(units.building, return_inverse=True)[1]
    titles = premises.titles(rng, "hospital", int(house.max()) + 1)
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
    return premises.part_of(
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
    return premises.part_of(
        ground,
        np.arange(count),
        "park",
        name=premises.titles(rng, "park", count),
        capacity=np.full(count, 300, dtype=np.int64),
        staff=np.zeros(count, dtype=np.int64),
        radius_m=45.0,
        hours=hours,
    )
