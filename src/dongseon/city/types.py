"""The simulated city's nouns: world, population, visits, rides, infections.

Times inside the city are whole seconds since ``Clock.start`` (local midnight of the first day);
positions are metres east and north of the city's origin. Random identifiers everywhere.
"""

from dataclasses import dataclass
from datetime import datetime
from typing import TypeAlias

import numpy as np
from numpy.typing import NDArray

from dongseon.records.columns import (
    Bytes,
    Codes,
    Floats,
    Ints,
    Places,
    Stations,
    read_only,
)

Singles: TypeAlias = NDArray[np.float32]

MODES = ("walk", "bus", "subway", "car")
WALK, BUS, SUBWAY, CAR = range(len(MODES))


@dataclass(frozen=True, slots=True)
class Clock:
    """The simulated stretch of days."""

    start: datetime  # aware, local midnight of the first day
    days: int
    timezone: str = "Asia/Seoul"


@dataclass(frozen=True, slots=True, eq=False)
class Shape:
    """One thing on the map: a district, street, building, piece of water or station."""

    kind: str  # district, street, building, water, park, station
    name: str  # English
    name_ko: str
    x_m: Floats  # (v,) vertices; a polygon's ring is closed, a station has one
    y_m: Floats  # (v,)


@dataclass(frozen=True, slots=True, eq=False)
class World:
    """What stands still: ground, buildings, places, transit, base stations."""

    seed: int
    name: str
    name_ko: str
    origin_lon_deg: float
    origin_lat_deg: float
    shapes: tuple[Shape, ...]
    places: Places  # homes and vehicles included; place_id random
    place_x_m: Singles  # (places,)
    place_y_m: Singles  # (places,)
    building: Codes  # (places,) -1 = none
    floor: Codes  # (places,) 1 = ground floor
    district: Codes  # (places,) index into the district shapes
    stations: Stations  # sectors of all telcos
    station_telco: Bytes  # (sectors,)


@dataclass(frozen=True, slots=True, eq=False)
class Population:
    """Who lives there. Row = person."""

    person_id: tuple[str, ...] | NDArray[np.object_]  # (n,) random
    age_years: Codes  # (n,)
    sex: Bytes  # (n,) 0 female, 1 male
    household: Codes  # (n,)
    home: Codes  # (n,) place
    work: Codes  # (n,) place of work or school, -1 = none
    occupation: Bytes  # (n,) see city.population.OCCUPATIONS
    telco: Bytes  # (n,)
    shares_gps: Bytes  # (n,) 1 = hands over a phone history
    wears_mask: Singles  # (n,) share of public time masked


@dataclass(frozen=True, slots=True, eq=False)
class Visits:
    """The true presence of persons in places, sorted by person, then start."""

    person: Codes  # (v,)
    place: Codes  # (v,)
    start_s: Codes  # (v,)
    end_s: Codes  # (v,) exclusive
    mode: Bytes  # (v,) how the person came: index into MODES

    def __post_init__(self) -> None:
        for codes in (self.person, self.place, self.start_s, self.end_s):
            read_only(codes)
        read_only(self.mode)

    def __len__(self) -> int:
        return len(self.person)


@dataclass(frozen=True, slots=True, eq=False)
class Rides:
    """Transit trips between two visits, sorted by person, then boarding."""

    person: Codes  # (r,)
    board_place: Codes  # (r,) station or stop
    alight_place: Codes  # (r,)
    board_s: Codes  # (r,)
    alight_s: Codes  # (r,)
    line: Codes  # (r,) index into city.transit lines
    vehicle: Codes  # (r,) car or bus number: those aboard the same one can meet


@dataclass(frozen=True, slots=True, eq=False)
class Epidemic:
    """Who infected whom, when and where, and what became of them. Row = infected person."""

    person: Codes  # (i,)
    infector: Codes  # (i,) person, -1 = seeded
    place: Codes  # (i,) where, -1 = seeded or in a vehicle
    infected_s: Ints  # (i,)
    onset_s: Ints  # (i,) -1 = no symptoms ever
    sampled_s: Ints  # (i,) -1 = never tested positive
    confirmed_s: Ints  # (i,) -1 = never
    isolated_s: Ints  # (i,) -1 = never
