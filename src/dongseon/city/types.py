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

# Rides.line of vehicles without a line: a company's coach, a taxi (stories only).
COACH, TAXI = -1, -2

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

    kind: str  # land, district, hill, water, park, avenue, street, building, railway, station
    name: str  # English
    name_ko: str
    x_m: Floats  # (v,) vertices; a polygon's ring is closed, a station has one
    y_m: Floats  # (v,)


@dataclass(frozen=True, slots=True, eq=False)
class Transit:
    """Lines, their stops, their timetable, and the best way between any two stops.

    A stop belongs to one mode. Line ``l`` calls at ``call_stop[line_first[l]:line_first[l + 1]]``; its
    vehicles leave either end every ``headway_s`` from ``first_s`` to ``last_s`` of the local day.
    """

    line_name: tuple[str, ...]  # (lines,) English
    line_name_ko: tuple[str, ...]  # (lines,)
    line_mode: Bytes  # (lines,) BUS or SUBWAY
    line_first: Codes  # (lines + 1,) into the calls
    call_stop: Codes  # (calls,) stop
    call_time_s: Codes  # (calls,) from the first terminal
    headway_s: Codes  # (lines,)
    first_s: Codes  # (lines,) first departure from either terminal, second of the local day
    last_s: Codes  # (lines,) last departure
    fleet: Codes  # (lines,) trains or buses in turn
    cars: Codes  # (lines,) cars of a train; 1 for a bus
    stop_place: Codes  # (stops,) row of places
    stop_mode: Bytes  # (stops,) BUS or SUBWAY
    near_stop: Codes  # (2, places) nearest stop: row 0 bus, row 1 subway
    leg_line: Codes  # (stops, stops, 2) line of each leg of the best way, -1 = none
    leg_change: Codes  # (stops, stops) stop where the first leg ends
    way_s: Codes  # (stops, stops) riding time and change, without the first wait; -1 = no way


@dataclass(frozen=True, slots=True, eq=False)
class Venues:
    """Places that people choose to go to, found by category and square of ground.

    The venues of kind ``k`` in square ``q`` are ``place[first[k, q]:first[k, q + 1]]``; ``cumulative``
    sums their attraction. A square without a venue of the kind points to the nearest one that has.
    """

    kind: tuple[str, ...]  # (kinds,) category
    square_m: float  # side of a square
    west_m: float  # of the grid's corner
    south_m: float
    columns: int
    rows: int
    first: Codes  # (kinds, squares + 1)
    place: Codes  # (venues,)
    cumulative: Floats  # (venues,) running sum of attraction, starting anew in each square
    nearest: Codes  # (kinds, squares) square to look in, -1 = the kind is nowhere


@dataclass(frozen=True, slots=True, eq=False)
class World:
    """What stands still: ground, buildings, places, transit, base stations."""

    seed: int
    people: int  # the city was built for
    name: str
    name_ko: str
    origin_lon_deg: float
    origin_lat_deg: float
    shapes: tuple[Shape, ...]
    districts: tuple[tuple[str, str], ...]  # (districts,) English and Korean name
    places: Places  # homes and rooms included; place_id random
    place_x_m: Singles  # (places,)
    place_y_m: Singles  # (places,)
    building: Codes  # (places,) -1 = none
    floor: Codes  # (places,) 1 = ground floor
    district: Codes  # (places,) index into districts
    staff: Codes  # (places,) jobs there
    group: Codes  # (places,) rooms of one firm, school or hospital share it, -1 = alone
    grade: Codes  # (places,) school year 1 to 12 of a class, 0 = no class
    transit: Transit
    venues: Venues
    stations: Stations  # sectors of all telcos
    station_telco: Bytes  # (sectors,)


@dataclass(frozen=True, slots=True, eq=False)
class Population:
    """Who lives there. Row = person."""

    person_id: tuple[str, ...] | NDArray[np.object_]  # (n,) random
    age_years: Codes  # (n,)
    sex: Bytes  # (n,) 0 female, 1 male
    household: Codes  # (n,) members are neighbouring rows
    home: Codes  # (n,) place
    work: Codes  # (n,) place of work or school, -1 = none
    occupation: Bytes  # (n,) see city.population.OCCUPATIONS
    shift: Bytes  # (n,) see city.population.SHIFTS
    circle: Codes  # (n,) friends who go out together share it, -1 = none
    academy: Codes  # (n,) place, -1 = none
    worship: Codes  # (n,) place of worship attended, -1 = none
    gym: Codes  # (n,) place, -1 = none
    drives: Bytes  # (n,) 1 = has a car to go about with
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
    """Transit legs between two visits, sorted by person, then boarding."""

    person: Codes  # (r,)
    board_place: Codes  # (r,) station or stop
    alight_place: Codes  # (r,)
    board_s: Codes  # (r,)
    alight_s: Codes  # (r,)
    line: Codes  # (r,) index into Transit.line_name, or COACH or TAXI
    vehicle: Codes  # (r,) car or bus number on that line: those aboard the same one can meet

    def __post_init__(self) -> None:
        for codes in (self.person, self.board_place, self.alight_place, self.board_s):
            read_only(codes)
        for codes in (self.alight_s, self.line, self.vehicle):
            read_only(codes)

    def __len__(self) -> int:
        return len(self.person)


@dataclass(frozen=True, slots=True, eq=False)
class Appointments:
    """What a scenario makes persons do, instead of what they would have done then.

    It begins on the local day of ``start_s`` and takes place unless the person is confined that day;
    it may run past midnight. Sorted by person, then start; a person's appointments do not overlap.
    """

    person: Codes  # (a,)
    place: Codes  # (a,)
    start_s: Codes  # (a,) since Clock.start
    end_s: Codes  # (a,)
    mode: Bytes  # (a,) how the person comes: index into MODES

    def __post_init__(self) -> None:
        for codes in (self.person, self.place, self.start_s, self.end_s):
            read_only(codes)
        read_only(self.mode)

    def __len__(self) -> int:
        return len(self.person)


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
    setting: Bytes  # (i,) index into city.exposure.SETTING_NAMES, -1 = seeded
    traced: "Traced"
    specimens: "Specimens"
    confinements: "Confinements"


@dataclass(frozen=True, slots=True, eq=False)
class Traced:
    """Contacts that the investigation found. Row = case and contact, once each."""

    case: Codes  # (t,) person
    contact: Codes  # (t,) person
    household: Bytes  # (t,) 1 = lives with the case
    setting: Bytes  # (t,) where they were longest together, index into city.exposure.SETTING_NAMES
    last_s: Ints  # (t,) end of the last meeting
    traced_s: Ints  # (t,) when the contact was told


@dataclass(frozen=True, slots=True, eq=False)
class Specimens:
    """Every specimen taken, in the order of time. Row = specimen."""

    person: Codes  # (s,)
    sampled_s: Ints  # (s,)
    result_s: Ints  # (s,)
    positive: Bytes  # (s,) 1 yes, 0 no
    reason: Bytes  # (s,) index into city.testing.REASONS


@dataclass(frozen=True, slots=True, eq=False)
class Confinements:
    """Who stayed in on which days, and why. Row = person and stretch of whole days."""

    person: Codes  # (c,)
    from_day: Codes  # (c,) first day in
    until_day: Codes  # (c,) first day out again
    reason: Bytes  # (c,) index into city.testing.CONFINED_FOR


@dataclass(frozen=True, slots=True, eq=False)
class Seeds:
    """Infections brought into the city from outside. Row = person."""

    person: Codes  # (k,)
    infected_s: Ints  # (k,) may lie before the clock's start
    onset_s: Ints  # (k,) -1 = drawn like anybody's
    sampled_s: Ints  # (k,) -1 = drawn like anybody's
    infectivity: Floats  # (k,) NaN = drawn like anybody's; 1 = average
    home_when_ill: Bytes  # (k,) 1 stays in when ill, 0 goes on as before, -1 = drawn
