"""The standing city: built once from a seed and a number of people."""

import numpy as np

from dongseon.city import chance
from dongseon.city.ground import (
    antennas,
    blocks,
    buildings,
    island,
    names,
    premises,
    services,
    shapes,
    transit,
)
from dongseon.city.ground import venues as venue_index
from dongseon.city.ground.blocks import Blocks
from dongseon.city.ground.buildings import Buildings, Units
from dongseon.city.ground.island import Island
from dongseon.city.ground.register import Part, join, random_ids
from dongseon.city.ground.trades import CATEGORIES, NUMBER, OUTDOOR, TRADES, wanted
from dongseon.city.ground.transit import Network
from dongseon.city.households import household_sizes
from dongseon.city.types import BUS, SUBWAY, Transit, World
from dongseon.errors import InvalidInput
from dongseon.records.columns import Coded, Floats, Places

ORIGIN_LON_DEG = 124.6  # open Yellow Sea, about 130 km off the coast: no real street is near
ORIGIN_LAT_DEG = 35.2
LEAST_PEOPLE = 500
MOST_PEOPLE = 3_000_000


def build_world(*, seed: int, people: int) -> World:
    """The city for so many people: ground, buildings, places, transit, base stations.

    Same seed and people, same bits. Raises InvalidInput below 500 and above 3,000,000 people.
    """
    if not LEAST_PEOPLE <= people <= MOST_PEOPLE:
        raise InvalidInput(f"people: {people} is not between {LEAST_PEOPLE} and {MOST_PEOPLE}")
    land = island.raise_island(seed, people)
    households = len(household_sizes(seed, people))
    ground = blocks.lay_blocks(seed, people, households, premises.room_estimate(people), land)
    houses = buildings.raise_buildings(seed, people, ground)
    network = transit.lay_lines(seed, land, ground)
    parts = _occupy(seed, people, households, land, ground, houses)
    parts.append(_stop_part(seed, network, land))
    return _assemble(seed, people, land, ground, houses, network, join(parts))


def _occupy(
    seed: int, people: int, households: int, land: Island, ground: Blocks, houses: Buildings
) -> list[Part]:
    """Every place but the stops, category by category."""
    dwellings = buildings.units_of(
        houses, (blocks.APARTMENT, blocks.VILLA), round(households * 1.08) + 40
    )
    corner = (dwellings.floor == 1) & (houses.use[dwellings.building] == blocks.VILLA)
    draw = chance.stream(seed, "corner shops").uniform(0, 1, len(corner))
    corner &= draw < premises.NEIGHBOURHOOD
    commercial = buildings.units_of(houses, (blocks.COMMERCIAL,), _commercial_units(people))
    shops, free = premises.open_venues(
        seed, people, land, commercial, premises.keep(dwellings, np.flatnonzero(corner))
    )
    homes = premises.furnish_homes(
        seed, households, houses, premises.keep(dwellings, np.flatnonzero(~corner))
    )
    schools = services.fit_schools(seed, people, houses, 0)
    hospitals = services.fit_hospitals(seed, houses, 1_000_000)
    university, free = services.fit_university(seed, people, free, 2_000_000)
    served = int(sum(part.staff.sum() for part in (*shops, schools, hospitals, university)))
    jobs = max(60, round(premises.WORKING_SHARE * people * 0.97) - served)
    work = premises.fit_work(seed, people, jobs, houses, free)
    return [homes, *shops, schools, hospitals, university, *work, services.lay_parks(seed, ground)]


def _commercial_units(people: int) -> int:
    return round(1.1 * sum(wanted(trade, people) for trade in TRADES))


def _stop_part(seed: int, network: Network, land: Island) -> Part:
    count = len(network.stop_mode)
    district, _ = island.nearest_centre(land, network.stop_x_m, network.stop_y_m)
    subway = network.stop_mode == SUBWAY
    outdoors = Units(
        np.full(count, -1),
        np.where(subway, -1, 1).astype(np.int32),
        np.zeros(count, dtype=np.int32),
        network.stop_x_m,
        network.stop_y_m,
        district,
    )
    part = premises.part_of(
        outdoors,
        np.arange(count),
        "bus_stop",
        name=[f"{en} ({ko})" for en, ko in transit.stop_names(seed, network)],
        capacity=np.where(subway, 1500, 40),
        staff=np.zeros(count, dtype=np.int64),
        radius_m=12.0,
    )
    part.category[subway] = NUMBER["station"]
    part.radius_m[subway] = 60.0
    return part


def _places(seed: int, part: Part) -> Places:
    lon, lat = antennas.degrees((ORIGIN_LON_DEG, ORIGIN_LAT_DEG), part.x_m, part.y_m)
    outdoor = np.isin(part.category, [NUMBER[category] for category in OUTDOOR])
    rng = chance.stream(seed, "places", "ids")
    return Places(
        place_id=tuple(random_ids(rng, len(lon), prefix="P", length=8)),
        name=tuple(part.name),
        category=Coded(part.category, CATEGORIES),
        lon_deg=np.round(lon, 6),
        lat_deg=np.round(lat, 6),
        radius_m=part.radius_m,
        indoor=np.where(outdoor, 0, 1).astype(np.int8),
        capacity=part.capacity.astype(np.float64),
        opens_min=part.opens_min,
        closes_min=part.closes_min % (24 * 60 + 1),
    )


def _assemble(
    seed: int,
    people: int,
    land: Island,
    ground: Blocks,
    houses: Buildings,
    network: Network,
    part: Part,
) -> World:
    homes = part.category == NUMBER["home"]
    stations, telco = antennas.raise_antennas(
        seed, land, (part.x_m[homes], part.y_m[homes]), (ORIGIN_LON_DEG, ORIGIN_LAT_DEG)
    )
    suffix = ("-gu", "구") if people >= 200_000 else ("-dong", "동")
    districts = tuple(
        (en + suffix[0], ko + suffix[1]) for en, ko in names.DISTRICTS[: len(land.weight)]
    )
    return World(
        seed=seed,
        people=people,
        name=names.CITY[0],
        name_ko=names.CITY[1],
        origin_lon_deg=ORIGIN_LON_DEG,
        origin_lat_deg=ORIGIN_LAT_DEG,
        shapes=shapes.draw(
            seed, land, ground, houses, network, districts, transit.stop_names(seed, network)
        ),
        districts=districts,
        places=_places(seed, part),
        place_x_m=part.x_m.astype(np.float32),
        place_y_m=part.y_m.astype(np.float32),
        building=part.building.astype(np.int32),
        floor=part.floor,
        district=part.district.astype(np.int32),
        staff=part.staff.astype(np.int32),
        group=part.group.astype(np.int32),
        grade=part.grade,
        transit=_transit(network, part),
        venues=venue_index.index_venues(part),
        stations=stations,
        station_telco=telco,
    )


def _transit(network: Network, part: Part) -> Transit:
    stops = len(network.stop_mode)
    way, change, line = transit.best_ways(
        network.line_first, network.call_stop, network.call_time_s, network.headway_s, stops
    )
    lines = len(network.line_name)
    return Transit(
        line_name=network.line_name,
        line_name_ko=network.line_name_ko,
        line_mode=network.line_mode,
        line_first=network.line_first,
        call_stop=network.call_stop,
        call_time_s=network.call_time_s,
        headway_s=network.headway_s,
        first_s=np.full(lines, transit.DAY_FROM_S, dtype=np.int32),
        last_s=np.full(lines, transit.DAY_TO_S, dtype=np.int32),
        fleet=network.fleet,
        cars=network.cars,
        stop_place=np.arange(len(part.x_m) - stops, len(part.x_m), dtype=np.int32),
        stop_mode=network.stop_mode,
        near_stop=np.stack(
            [_nearest_stop(network, mode, part.x_m, part.y_m) for mode in (BUS, SUBWAY)]
        ),
        leg_line=line,
        leg_change=change,
        way_s=way,
    )


def _nearest_stop(network: Network, mode: int, x: Floats, y: Floats) -> np.ndarray:
    """Nearest stop of a mode for each place (places,), -1 = there is none."""
    rows = np.flatnonzero(network.stop_mode == mode)
    out = np.full(len(x), -1, dtype=np.int32)
    if not len(rows):
        return out
    for begin in range(0, len(x), 20_000):
        part = slice(begin, begin + 20_000)
        apart = np.hypot(
            x[part, None] - network.stop_x_m[rows], y[part, None] - network.stop_y_m[rows]
        )
        out[part] = rows[np.argmin(apart, axis=1)]
    return out
