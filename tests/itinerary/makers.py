"""Evidence by hand: a small town laid out in metres, and one row at a time what its people left.

Everything a test relies on is an argument. Minutes count from ``MONDAY`` (midnight in Seoul).
"""

import math
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, replace
from datetime import UTC, datetime, timedelta

import numpy as np

from dongseon.itinerary import Itinerary, Model, Subject, reconstruct
from dongseon.records.columns import (
    BOARD,
    EVENTS,
    SOURCES,
    Coded,
    Evidence,
    Period,
    Persons,
    Places,
    Records,
    Stations,
)

ME = "P1"
MONDAY = datetime(2020, 5, 3, 15, 0, tzinfo=UTC)  # Monday 4 May 2020, midnight in Seoul
H, DAY = 60.0, 1440.0  # minutes
LON_DEG, LAT_DEG = 129.5, 36.9  # where metres are counted from: off the coast, nobody's streets
METRES_PER_DEG = 6_371_008.8 * math.pi / 180
EVENT_OF = {
    "gps": "fix",
    "base_station": "connection",
    "card": "approval",
    "transit": "board",
    "cctv": "sighting",
    "check_in": "check_in",
    "interview": "statement",
}


@dataclass(frozen=True, slots=True)
class Site:
    """One place. Opening hours in minutes of the day, -1 = unknown."""

    place_id: str
    category: str
    east_m: float
    north_m: float = 0.0
    radius_m: float = 12.0
    indoor: int = 1
    opens_min: int = -1
    closes_min: int = -1


@dataclass(frozen=True, slots=True)
class Sector:
    """One sector of a base station; looks all round unless told."""

    base_station_id: str
    east_m: float
    north_m: float = 0.0
    azimuth_deg: float = math.nan
    beam_deg: float = math.nan
    range_m: float = 500.0


@dataclass(frozen=True, slots=True)
class Town:
    """Sites and sectors, and where in the world they lie."""

    sites: tuple[Site, ...]
    sectors: tuple[Sector, ...] = ()
    lon_deg: float = LON_DEG
    lat_deg: float = LAT_DEG

    def degrees(self, east_m: float, north_m: float) -> tuple[float, float]:
        """Longitude and latitude of a point in metres."""
        lat = self.lat_deg + north_m / METRES_PER_DEG
        lon = self.lon_deg + east_m / METRES_PER_DEG / math.cos(math.radians(self.lat_deg))
        return lon, lat

    def places(self) -> Places:
        points = [self.degrees(s.east_m, s.north_m) for s in self.sites]
        return Places(
            tuple(s.place_id for s in self.sites),
            tuple(f"the {s.place_id}" for s in self.sites),
            coded([s.category for s in self.sites]),
            np.array([p[0] for p in points], np.float64),
            np.array([p[1] for p in points], np.float64),
            np.array([s.radius_m for s in self.sites], np.float64),
            np.array([s.indoor for s in self.sites], np.int8),
            np.full(len(self.sites), np.nan),
            np.array([s.opens_min for s in self.sites], np.int32),
            np.array([s.closes_min for s in self.sites], np.int32),
        )

    def stations(self) -> Stations:
        points = [self.degrees(s.east_m, s.north_m) for s in self.sectors]
        return Stations(
            tuple(s.base_station_id for s in self.sectors),
            np.array([p[0] for p in points], np.float64),
            np.array([p[1] for p in points], np.float64),
            np.array([s.azimuth_deg for s in self.sectors], np.float64),
            np.array([s.beam_deg for s in self.sectors], np.float64),
            np.array([s.range_m for s in self.sectors], np.float64),
        )


@dataclass(frozen=True, slots=True)
class Row:
    """One record as a test writes it. ``at_min`` and ``lasts_min`` are minutes."""

    source: str
    at_min: float
    place: str = ""
    station: str = ""
    east_m: float = math.nan
    north_m: float = math.nan
    accuracy_m: float = math.nan
    lasts_min: float = 0.0
    event: str = ""
    person: str = ME
    record_id: str = ""
    reliability: float = 1.0
    vehicle: str = ""
    text: str = ""


def coded(names: Sequence[str]) -> Coded:
    labels = tuple(sorted({n for n in names if n}))
    codes = [labels.index(n) if n else -1 for n in names]
    return Coded(np.array(codes, np.int32), labels)


def named(rows: Iterable[Row]) -> list[Row]:
    """The rows, those without an id numbered in the order written."""
    return [r if r.record_id else replace(r, record_id=f"row:{k}") for k, r in enumerate(rows)]


def in_order(rows: Iterable[Row]) -> list[Row]:
    """As the reader of bundles hands rows over: by person, then time."""
    return sorted(named(rows), key=lambda r: (r.person, r.at_min, r.source))


def records(
    town: Town, rows: Iterable[Row], *, start: datetime = MONDAY, as_given: bool = False
) -> Records:
    """Columns of rows; sorted by person and time unless ``as_given``."""
    listed = named(rows) if as_given else in_order(rows)
    site = {s.place_id: k for k, s in enumerate(town.sites)}
    sector = {s.base_station_id: k for k, s in enumerate(town.sectors)}
    points = [town.degrees(r.east_m, r.north_m) for r in listed]
    begin = np.datetime64(start.replace(tzinfo=None), "us")
    starts = [begin + np.timedelta64(round(r.at_min * 60e6), "us") for r in listed]
    ends = [
        s + np.timedelta64(round(r.lasts_min * 60e6), "us")
        for s, r in zip(starts, listed, strict=True)
    ]
    blank = np.array([""] * len(listed), dtype=np.object_)
    return Records(
        coded([r.person for r in listed]),
        np.array([r.record_id for r in listed], dtype=np.object_),
        np.array([SOURCES.index(r.source) for r in listed], np.int8),
        np.array([EVENTS.index(r.event or EVENT_OF[r.source]) for r in listed], np.int8),
        np.array(starts, "datetime64[us]"),
        np.array(ends, "datetime64[us]"),
        np.array([p[0] for p in points], np.float64),
        np.array([p[1] for p in points], np.float64),
        np.array([r.accuracy_m for r in listed], np.float64),
        np.array([site[r.place] if r.place else -1 for r in listed], np.int32),
        np.array([sector[r.station] if r.station else -1 for r in listed], np.int32),
        np.array([r.reliability for r in listed], np.float64),
        coded([r.vehicle for r in listed]),
        np.array([r.text for r in listed], dtype=np.object_),
        blank,
    )


def period(
    minutes: float = DAY, *, start: datetime = MONDAY, timezone: str = "Asia/Seoul"
) -> Period:
    return Period(start, start + timedelta(minutes=minutes), timezone)


def trace(
    town: Town,
    rows: Iterable[Row],
    *,
    minutes: float = DAY,
    start: datetime = MONDAY,
    timezone: str = "Asia/Seoul",
    person: str = ME,
    home: str = "",
    work: str = "",
    model: Model | None = None,
    as_given: bool = False,
) -> Itinerary:
    """Reconstruct one person of a town."""
    return reconstruct(
        records(town, rows, start=start, as_given=as_given),
        places=town.places(),
        stations=town.stations(),
        period=period(minutes, start=start, timezone=timezone),
        subject=Subject(person, home, work),
        model=model,
    )


def evidence(town: Town, rows: Iterable[Row], *, minutes: float = DAY) -> Evidence:
    """A bundle of these rows; nobody is in its register."""
    none = np.empty(0, "datetime64[us]")
    return Evidence(
        Persons((), (), (), (), none, none.copy(), none.copy(), (), ()),
        town.places(),
        town.stations(),
        records(town, rows),
        period(minutes),
        (),
        (),
        0,
        0,
    )


# ── rows, by source ──────────────────────────────────────────────────────────────────────────


def pings(
    stations: str | Sequence[str],
    begin_min: float,
    end_min: float,
    *,
    every_min: float = 10.0,
    person: str = ME,
) -> list[Row]:
    """Connections through these sectors in turn."""
    through = [stations] if isinstance(stations, str) else stations
    times = np.arange(begin_min, end_min, every_min)
    return [
        Row("base_station", float(t), station=through[k % len(through)], person=person)
        for k, t in enumerate(times)
    ]


def fixes(
    east_m: float,
    north_m: float,
    begin_min: float,
    end_min: float,
    *,
    every_min: float = 3.0,
    accuracy_m: float = 12.0,
    person: str = ME,
) -> list[Row]:
    """GPS fixes around a point: each errs by half its accuracy, in a direction that goes round."""
    times = np.arange(begin_min, end_min, every_min)
    off_m, turn = accuracy_m / 2, 2.4  # radians, the golden angle: no direction is preferred
    return [
        Row(
            "gps",
            float(t),
            east_m=east_m + off_m * math.cos(turn * k),
            north_m=north_m + off_m * math.sin(turn * k),
            accuracy_m=accuracy_m,
            person=person,
        )
        for k, t in enumerate(times)
    ]


def card(place: str, at_min: float, *, person: str = ME, cancelled: bool = False) -> Row:
    event = "cancellation" if cancelled else "approval"
    return Row("card", at_min, place=place, person=person, event=event)


def check_in(place: str, at_min: float, *, person: str = ME) -> Row:
    return Row("check_in", at_min, place=place, person=person)


def sighting(
    place: str, begin_min: float, end_min: float, *, confidence: float = 0.9, person: str = ME
) -> Row:
    return Row(
        "cctv",
        begin_min,
        place=place,
        lasts_min=end_min - begin_min,
        reliability=confidence,
        person=person,
    )


def told(place: str, begin_min: float, end_min: float, *, person: str = ME) -> Row:
    """A statement; place "" is one that names no listed place."""
    return Row("interview", begin_min, place=place, lasts_min=end_min - begin_min, person=person)


def tap(
    place: str, at_min: float, *, event: str = EVENTS[BOARD], vehicle: str = "", person: str = ME
) -> Row:
    return Row("transit", at_min, place=place, event=event, vehicle=vehicle, person=person)


# ── the town of the stories ──────────────────────────────────────────────────────────────────


def street(n: int = 20, *, spacing_m: float = 30.0, category: str = "restaurant") -> list[Site]:
    """shop-0 … side by side along a street, open from nine to ten in the evening."""
    return [
        Site(f"shop-{k}", category, -300.0 + spacing_m * k, 400.0, opens_min=540, closes_min=1320)
        for k in range(n)
    ]


SECTORS = tuple(
    Sector(f"{name}-{side}", east_m, north_m, azimuth_deg, 180.0, 600.0)
    for name, east_m, north_m in (
        ("west", -1500.0, 60.0),
        ("mid", 0.0, 380.0),
        ("east", 1500.0, 60.0),
    )
    for side, azimuth_deg in (("e", 90.0), ("w", 270.0))
)

TOWN = Town(
    (
        Site("home", "home", -1500.0, 0.0),
        Site("next-door", "home", -1460.0, 30.0),
        Site("office", "office", 1500.0, 0.0, radius_m=25.0),
        Site("office-canteen", "restaurant", 1540.0, 40.0, opens_min=660, closes_min=900),
        *street(),
    ),
    SECTORS,
)
"""A home in the west, a street of twenty shops in the middle, an office in the east."""
