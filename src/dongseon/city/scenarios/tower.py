"""A tower of offices and dwellings, furnished around a room that stands in the city already."""

from dataclasses import dataclass, replace

import numpy as np

from dongseon.city import chance
from dongseon.city.ground.register import random_ids
from dongseon.city.scenarios import story
from dongseon.city.types import Population, World
from dongseon.records.columns import Coded, Codes, Places

SEATS = 35  # of an office room, two to a floor; assumption
OFFICE_CAPACITY = 44  # persons; the city's own offices have a quarter more room than seats
DWELLING_CAPACITY = 8  # persons; as the city's own
DWELLINGS_A_FLOOR = 18  # small flats; assumption


@dataclass(frozen=True, slots=True, eq=False)
class Furnished:
    """The city with the tower in it."""

    world: World
    population: Population
    rooms: Codes  # (r,) every place of the tower, its old rooms first


def furnish(
    world: World, population: Population, room: int, *, floors: int, staff: int, residents: int
) -> Furnished:
    """Let ``staff`` more people work in the building of a room, and ``residents`` live above it.

    Office rooms come on the floors of 1 to ``floors`` other than the room's own, dwellings above them.
    The staff leave offices elsewhere; the residents are small households that move in with all they have.
    """
    free = [f for f in range(1, floors + 1) if f != world.floor[room]]
    offices = -(-staff // SEATS)
    office_floor = np.array([free[k % len(free)] for k in range(offices)], dtype=np.int32)
    moving = _small_households(population, residents, world.seed)
    homes = len(moving)
    home_floor = floors + 1 + np.arange(homes, dtype=np.int32) // DWELLINGS_A_FLOOR
    old = len(world.places)
    city = _with_rooms(world, room, office_floor, home_floor)
    work, home = population.work.copy(), population.home.copy()
    hired = _office_workers(world, population, room, staff)
    work[hired] = old + np.arange(len(hired), dtype=np.int32) % max(1, offices)
    for number, household in enumerate(moving.tolist()):
        home[population.household == household] = old + offices + number
    standing = np.flatnonzero(world.building == world.building[room])
    added = np.arange(old, old + offices + homes)
    return Furnished(
        city,
        replace(population, work=work, home=home),
        np.concatenate([standing, added]).astype(np.int32),
    )


def _office_workers(world: World, population: Population, room: int, count: int) -> Codes:
    offices = story.places_of(world, "office")
    offices = offices[world.building[offices] != world.building[room]]
    workers = np.flatnonzero(np.isin(population.work, offices)).astype(np.int32)
    return story.sample(workers, count, seed=world.seed, name="tower staff")


def _small_households(population: Population, residents: int, seed: int) -> Codes:
    """Households of one or two, drawn until there are enough residents."""
    size = np.bincount(population.household)
    small = np.flatnonzero((size > 0) & (size <= 2)).astype(np.int32)
    drawn = chance.stream(seed, "scenario", "tower households").permutation(small)
    enough = int(np.searchsorted(np.cumsum(size[drawn]), residents)) + 1
    return np.asarray(drawn[:enough]) if residents else drawn[:0]


def _with_rooms(world: World, room: int, office_floor: Codes, home_floor: Codes) -> World:
    """The world with more rooms where one stands."""
    new = len(office_floor) + len(home_floor)
    office = np.arange(new) < len(office_floor)
    floor = np.concatenate([office_floor, home_floor])

    def column(values: np.ndarray, added: np.ndarray | int) -> np.ndarray:
        more = np.broadcast_to(np.asarray(added, dtype=values.dtype), (new,))
        return np.concatenate([values, more])

    near = world.transit.near_stop
    return replace(
        world,
        places=_places(world, room, office, floor),
        place_x_m=column(world.place_x_m, world.place_x_m[room]),
        place_y_m=column(world.place_y_m, world.place_y_m[room]),
        building=column(world.building, world.building[room]),
        floor=column(world.floor, floor),
        district=column(world.district, world.district[room]),
        staff=column(world.staff, np.where(office, SEATS, 0)),
        group=column(world.group, -1),
        grade=column(world.grade, 0),
        transit=replace(
            world.transit,
            near_stop=np.concatenate([near, np.repeat(near[:, room : room + 1], new, axis=1)], 1),
        ),
    )


def _places(world: World, room: int, office: np.ndarray, floor: Codes) -> Places:
    p, new = world.places, len(office)
    labels = p.category.labels
    kind = np.where(office, labels.index("office"), labels.index("home")).astype(np.int32)
    words = [
        ("Tower office", "타워 사무실") if o else ("Tower flat", "타워 오피스텔") for o in office
    ]
    names = [f"{en} {f}F ({ko} {f}층)" for (en, ko), f in zip(words, floor.tolist(), strict=True)]
    rng = chance.stream(world.seed, "scenario", "tower ids")
    ids = [i for i in random_ids(rng, new + 8, prefix="P", length=8) if i not in p.position][:new]
    none = np.full(new, -1, dtype=np.int32)
    return Places(
        place_id=(*p.place_id, *ids),
        name=(*p.name, *names),
        category=Coded(np.concatenate([p.category.codes, kind]), labels),
        lon_deg=np.concatenate([p.lon_deg, np.full(new, p.lon_deg[room])]),
        lat_deg=np.concatenate([p.lat_deg, np.full(new, p.lat_deg[room])]),
        radius_m=np.concatenate([p.radius_m, np.where(office, 12.0, 8.0)]),
        indoor=np.concatenate([p.indoor, np.ones(new, dtype=np.int8)]),
        capacity=np.concatenate(
            [p.capacity, np.where(office, OFFICE_CAPACITY, DWELLING_CAPACITY).astype(np.float64)]
        ),
        opens_min=np.concatenate([p.opens_min, none]),
        closes_min=np.concatenate([p.closes_min, none]),
    )
