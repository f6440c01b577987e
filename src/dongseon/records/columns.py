"""What holders hand over, as read-only columns: persons, places, base stations and records.

A column is a numpy array (or a tuple of texts), never a Python list. Missing is ``-1`` for a code,
``NaN`` for a number, ``NaT`` for a time and ``""`` for a text.
"""

from dataclasses import dataclass, field
from datetime import datetime
from typing import Any, TypeAlias

import numpy as np
import pyarrow as pa
from numpy.typing import NDArray

from dongseon.errors import InvalidInput, NotFound
from dongseon.records import arrow_out

Floats: TypeAlias = NDArray[np.float64]
Ints: TypeAlias = NDArray[np.int64]
Codes: TypeAlias = NDArray[np.int32]
Bytes: TypeAlias = NDArray[np.int8]
Bools: TypeAlias = NDArray[np.bool_]
Times: TypeAlias = NDArray[np.datetime64]  # datetime64[us], UTC
Texts: TypeAlias = NDArray[np.object_]  # of str

SOURCES = ("gps", "base_station", "card", "transit", "cctv", "check_in", "interview")
GPS, BASE_STATION, CARD, TRANSIT, CCTV, CHECK_IN, INTERVIEW = range(len(SOURCES))

EVENTS = (
    "fix",  # gps
    "connection",  # base_station
    "approval",  # card
    "cancellation",  # card: an approval that was cancelled later
    "board",  # transit
    "alight",  # transit
    "sighting",  # cctv
    "check_in",  # check_in
    "statement",  # interview
)
FIX, CONNECTION, APPROVAL, CANCELLATION, BOARD, ALIGHT, SIGHTING, ENTRY, STATEMENT = range(
    len(EVENTS)
)


def read_only(array: NDArray[Any]) -> None:
    """Make a checked column unwriteable."""  # Any: every column type passes through here
    array.flags.writeable = False


@dataclass(frozen=True, slots=True, eq=False)
class Coded:
    """A column of names, each stored once (Arrow calls this a dictionary)."""

    codes: Codes  # (n,) index into labels, -1 = none
    labels: tuple[str, ...]  # (k,) distinct

    def __post_init__(self) -> None:
        read_only(self.codes)

    def __len__(self) -> int:
        return len(self.codes)

    def __getitem__(self, row: int) -> str:
        code = int(self.codes[row])
        return "" if code < 0 else self.labels[code]


@dataclass(frozen=True, slots=True)
class Period:
    """The stretch of time that is asked about, and the zone its days are counted in."""

    start: datetime  # aware, UTC
    end: datetime  # aware, UTC, after start
    timezone: str = "Asia/Seoul"  # IANA name

    def __post_init__(self) -> None:
        for name, value in (("start", self.start), ("end", self.end)):
            if value.utcoffset() is None:
                raise InvalidInput(f"period: {name} {value.isoformat()} has no UTC offset")
        if self.end <= self.start:
            raise InvalidInput(
                f"period: end {self.end.isoformat()} is not after start {self.start.isoformat()}"
            )


@dataclass(frozen=True, slots=True, eq=False)
class Persons:
    """The persons asked about, with what identifies them at each holder."""

    person_id: tuple[str, ...]  # (n,) distinct
    phone: tuple[str, ...]  # (n,) digits only, "" = unknown
    cards: tuple[tuple[str, ...], ...]  # (n,)
    transit_card: tuple[str, ...]  # (n,)
    onset: Times  # (n,) first symptoms
    sampled: Times  # (n,) specimen taken
    isolated: Times  # (n,) isolation began
    home_place_id: tuple[str, ...]  # (n,)
    work_place_id: tuple[str, ...]  # (n,)
    attributes: tuple[str, ...] = ()  # (n,) extra columns as one JSON object each, or () for none

    def __post_init__(self) -> None:
        for column in (self.onset, self.sampled, self.isolated):
            read_only(column)

    def __len__(self) -> int:
        return len(self.person_id)

    def index(self, person_id: str) -> int:
        """Row of a person. Raises NotFound."""
        try:
            return self.person_id.index(person_id)
        except ValueError:
            raise NotFound(f"person {person_id!r} is not in persons.csv") from None

    def to_arrow(self) -> pa.Table:
        """The table with the schema ``arrow_out.PERSONS``; missing is null."""
        return arrow_out.table(
            arrow_out.PERSONS,
            {
                "person_id": pa.array(self.person_id, pa.string()),
                "phone": arrow_out.texts(self.phone),
                "cards": arrow_out.lists(self.cards),
                "transit_card": arrow_out.texts(self.transit_card),
                "onset_utc": arrow_out.times(self.onset),
                "sampled_utc": arrow_out.times(self.sampled),
                "isolated_utc": arrow_out.times(self.isolated),
                "home_place_id": arrow_out.texts(self.home_place_id),
                "work_place_id": arrow_out.texts(self.work_place_id),
                "attributes": arrow_out.texts(self.attributes, rows=len(self)),
            },
        )

    def __arrow_c_stream__(self, requested_schema: object | None = None) -> object:
        """The Arrow PyCapsule interface: Polars, pandas, DuckDB and pyarrow take this object."""
        return self.to_arrow().__arrow_c_stream__(requested_schema)


@dataclass(frozen=True, slots=True, eq=False)
class Places:
    """Sites that people can share: shop, workplace, home, vehicle, room."""

    place_id: tuple[str, ...]  # (n,) distinct
    name: tuple[str, ...]  # (n,)
    category: Coded  # (n,)
    lon_deg: Floats  # (n,) WGS 84
    lat_deg: Floats  # (n,) WGS 84
    radius_m: Floats  # (n,) of the extent
    indoor: Bytes  # (n,) 1 yes, 0 no, -1 unknown
    capacity: Floats  # (n,) persons, NaN = unknown
    opens_min: Codes  # (n,) minute of the local day, -1 = unknown
    closes_min: (
        Codes  # (n,) minute of the local day; <= opens_min means past midnight; -1 = unknown
    )
    attributes: tuple[str, ...] = ()  # (n,) extra columns as one JSON object each, or () for none
    position: dict[str, int] = field(init=False, repr=False)  # place_id -> row

    def __post_init__(self) -> None:
        for column in (self.lon_deg, self.lat_deg, self.radius_m, self.capacity):
            read_only(column)
        read_only(self.indoor)
        read_only(self.opens_min)
        read_only(self.closes_min)
        object.__setattr__(self, "position", {p: i for i, p in enumerate(self.place_id)})

    def __len__(self) -> int:
        return len(self.place_id)

    def to_arrow(self) -> pa.Table:
        """The table with the schema ``arrow_out.PLACES``; missing is null."""
        return arrow_out.table(
            arrow_out.PLACES,
            {
                "place_id": pa.array(self.place_id, pa.string()),
                "name": arrow_out.texts(self.name),
                "category": arrow_out.named(self.category.codes, self.category.labels),
                "lon_deg": arrow_out.numbers(self.lon_deg),
                "lat_deg": arrow_out.numbers(self.lat_deg),
                "radius_m": arrow_out.numbers(self.radius_m),
                "indoor": arrow_out.flags(self.indoor),
                "capacity": arrow_out.numbers(self.capacity),
                "opens_min": arrow_out.counts(self.opens_min),
                "closes_min": arrow_out.counts(self.closes_min),
                "attributes": arrow_out.texts(self.attributes, rows=len(self)),
            },
        )

    def __arrow_c_stream__(self, requested_schema: object | None = None) -> object:
        """The Arrow PyCapsule interface: Polars, pandas, DuckDB and pyarrow take this object."""
        return self.to_arrow().__arrow_c_stream__(requested_schema)


@dataclass(frozen=True, slots=True, eq=False)
class Stations:
    """Sectors of base stations: where the antenna stands, where it looks, how far it reaches."""

    base_station_id: tuple[str, ...]  # (n,) distinct
    lon_deg: Floats  # (n,)
    lat_deg: Floats  # (n,)
    azimuth_deg: Floats  # (n,) clockwise from north, NaN = all round
    beam_deg: Floats  # (n,) full width, NaN = all round
    range_m: Floats  # (n,) nominal
    attributes: tuple[str, ...] = ()  # (n,) extra columns as one JSON object each, or () for none

    def __post_init__(self) -> None:
        for column in (self.lon_deg, self.lat_deg, self.azimuth_deg, self.beam_deg, self.range_m):
            read_only(column)

    def __len__(self) -> int:
        return len(self.base_station_id)

    def to_arrow(self) -> pa.Table:
        """The table with the schema ``arrow_out.STATIONS``; missing is null."""
        return arrow_out.table(
            arrow_out.STATIONS,
            {
                "base_station_id": pa.array(self.base_station_id, pa.string()),
                "lon_deg": arrow_out.numbers(self.lon_deg),
                "lat_deg": arrow_out.numbers(self.lat_deg),
                "azimuth_deg": arrow_out.numbers(self.azimuth_deg),
                "beam_deg": arrow_out.numbers(self.beam_deg),
                "range_m": arrow_out.numbers(self.range_m),
                "attributes": arrow_out.texts(self.attributes, rows=len(self)),
            },
        )

    def __arrow_c_stream__(self, requested_schema: object | None = None) -> object:
        """The Arrow PyCapsule interface: Polars, pandas, DuckDB and pyarrow take this object."""
        return self.to_arrow().__arrow_c_stream__(requested_schema)


@dataclass(frozen=True, slots=True, eq=False)
class Records:
    """Observations of persons, one row each, sorted by person, then start, then content.

    A row has a position (gps), a place (card, transit, cctv, check_in, most interviews) or a base
    station; ``place`` and ``base_station`` codes are rows of the Places and Stations they came with.
    """

    person: Coded  # (n,)
    record_id: Texts  # (n,) provenance "file:line", unique
    source: Bytes  # (n,) index into SOURCES
    event: Bytes  # (n,) index into EVENTS
    start: Times  # (n,) UTC
    end: Times  # (n,) UTC, equal to start for an instant
    lon_deg: Floats  # (n,) NaN = no position
    lat_deg: Floats  # (n,) NaN = no position
    error_radius_m: Floats  # (n,) 68 %, NaN = unknown
    place: Codes  # (n,) row of Places, -1 = none
    base_station: Codes  # (n,) row of Stations, -1 = none
    reliability: Floats  # (n,) 0 to 1, as the holder states it; 1 = nothing said
    vehicle: Coded  # (n,) "line/vehicle" of a transit tap, -1 = none
    text: Texts  # (n,) statement or place_text of an interview, "" = none
    attributes: Texts  # (n,) the row's extra columns as one JSON object, "" = none
    place_ids: tuple[str, ...] = ()  # what place counts into; () = known by Places only
    base_station_ids: tuple[str, ...] = ()  # what base_station counts into; () = by Stations only

    def __post_init__(self) -> None:
        for column in (self.start, self.end):
            read_only(column)
        for numbers in (self.lon_deg, self.lat_deg, self.error_radius_m, self.reliability):
            read_only(numbers)
        for codes in (self.place, self.base_station):
            read_only(codes)
        for small in (self.source, self.event):
            read_only(small)
        for texts in (self.record_id, self.text, self.attributes):
            read_only(texts)

    def __len__(self) -> int:
        return len(self.record_id)

    def to_arrow(self) -> pa.Table:
        """The table with the schema ``arrow_out.RECORDS``; missing is null.

        Raises InvalidInput if rows name places or base stations whose ids were not given along.
        """
        for name, codes, ids in (
            ("place", self.place, self.place_ids),
            ("base_station", self.base_station, self.base_station_ids),
        ):
            if codes.max(initial=-1) >= len(ids):
                raise InvalidInput(f"records: {name}_ids do not hold row {codes.max()} of {name}")
        return arrow_out.table(
            arrow_out.RECORDS,
            {
                "person_id": arrow_out.named(self.person.codes, self.person.labels),
                "record_id": arrow_out.texts(self.record_id),
                "source": arrow_out.named(self.source, SOURCES),
                "event": arrow_out.named(self.event, EVENTS),
                "start_utc": arrow_out.times(self.start),
                "end_utc": arrow_out.times(self.end),
                "lon_deg": arrow_out.numbers(self.lon_deg),
                "lat_deg": arrow_out.numbers(self.lat_deg),
                "error_radius_m": arrow_out.numbers(self.error_radius_m),
                "place_id": arrow_out.named(self.place, self.place_ids),
                "base_station_id": arrow_out.named(self.base_station, self.base_station_ids),
                "reliability": arrow_out.numbers(self.reliability),
                "vehicle": arrow_out.named(self.vehicle.codes, self.vehicle.labels),
                "text": arrow_out.texts(self.text),
                "attributes": arrow_out.texts(self.attributes),
            },
        )

    def __arrow_c_stream__(self, requested_schema: object | None = None) -> object:
        """The Arrow PyCapsule interface: Polars, pandas, DuckDB and pyarrow take this object."""
        return self.to_arrow().__arrow_c_stream__(requested_schema)


LONGEST_VALUE = 200  # characters of a value that a message shows


def shorten(text: str) -> str:
    """A value as a message shows it: cut if it is long."""
    return text if len(text) <= LONGEST_VALUE else text[: LONGEST_VALUE - 1] + "…"


@dataclass(frozen=True, slots=True)
class Reject:
    """One row that could not be used, and why."""

    file: str
    line: int  # 1-based, as an editor shows it; 0 = the whole file
    column: str
    value: str
    reason: str


@dataclass(frozen=True, slots=True, eq=False)
class Evidence:
    """Everything read from one bundle."""

    persons: Persons
    places: Places
    stations: Stations
    records: Records
    period: Period
    rejects: tuple[Reject, ...]
    notices: tuple[str, ...]  # unknown files, ignored things, said once each
    duplicates: int  # identical rows given more than once
    outside_period: int  # rows before or after the period, left out
