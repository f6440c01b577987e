"""Arrow tables to validated columns: whatever speaks the PyCapsule interface is read here.

A table is a program's work, not a holder's: the first value that cannot be used is an error that
names column, row and value, and nothing is rejected on the way.
"""

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from typing import Any

import numpy as np
import pyarrow as pa
import pyarrow.compute as pc
from numpy.typing import NDArray

from dongseon.errors import InvalidInput
from dongseon.records import assembly, fields, identity
from dongseon.records import columns as names
from dongseon.records.columns import (
    Bools,
    Bytes,
    Coded,
    Codes,
    Floats,
    Persons,
    Places,
    Records,
    Stations,
    Texts,
    Times,
    shorten,
)
from dongseon.records.fields import Bounds
from dongseon.records.observations import Draft

_EVENTS_OF = {  # source -> its events, the first by default
    names.GPS: (names.FIX,),
    names.BASE_STATION: (names.CONNECTION,),
    names.CARD: (names.APPROVAL, names.CANCELLATION),
    names.TRANSIT: (names.BOARD, names.ALIGHT),
    names.CCTV: (names.SIGHTING,),
    names.CHECK_IN: (names.ENTRY,),
    names.INTERVIEW: (names.STATEMENT,),
}
_NO_DEFAULT = (names.TRANSIT,)  # a tap that says neither board nor alight is none


def records_from_arrow(table: Any, places: Places, stations: Stations) -> Records:
    """Records from a table with the columns of DESIGN's record: ``person_id``, ``source``, ``start_utc``.

    All others may be missing: ``end_utc`` is then the start, ``event`` the source's usual one,
    ``record_id`` the row. Takes anything with ``__arrow_c_stream__``. Identical rows count once, as in
    a bundle. Raises InvalidInput naming column, row and value.
    """  # Any: Polars, pandas, DuckDB and pyarrow have no type in common
    frame = _frame("records", table)
    source = frame.words("source", names.SOURCES, required=True)
    person_ids, owner = frame.coded("person_id", required=True)
    start = frame.moments("start_utc", required=True)
    end = frame.moments("end_utc")
    end = np.where(np.isnat(end), start, end)
    frame.refuse(end < start, "end_utc", "is before start_utc")
    place = frame.references("place_id", places.position)
    sectors = {name: row for row, name in enumerate(stations.base_station_id)}
    base_station = frame.references("base_station_id", sectors)
    text = frame.texts("text")
    lon_deg = frame.numbers("lon_deg", fields.LON)
    lat_deg = frame.numbers("lat_deg", fields.LAT)
    error_radius_m = frame.numbers("error_radius_m", fields.NOT_NEGATIVE)
    _refuse_nowhere(frame, source, place, base_station, lon_deg, lat_deg, text)
    reliability = frame.numbers("reliability", fields.SHARE)
    draft = Draft(
        numbers=tuple((identity.PERSON, text) for text in person_ids),
        spellings=person_ids,
        owner=owner,
        record_id=_record_ids(frame),
        source=source,
        event=_events(frame, source),
        start=start,
        end=end,
        lon_deg=lon_deg,
        lat_deg=lat_deg,
        error_radius_m=error_radius_m,
        place=place,
        base_station=base_station,
        reliability=np.where(np.isnan(reliability), 1.0, reliability),
        vehicle=_objects(frame.texts("vehicle")),
        text=_objects(text),
        attributes=_objects(frame.texts("attributes")),
    )
    records, _ = assembly.assemble(
        [draft],
        identity.Owners(frozenset(person_ids), {number: number[1] for number in draft.numbers}),
        place_ids=places.place_id,
        base_station_ids=stations.base_station_id,
    )
    return records


def persons_from_arrow(table: Any) -> Persons:  # Any: as above
    """Persons from a table with at least ``person_id``. Raises InvalidInput."""
    frame = _frame("persons", table)
    return Persons(
        person_id=frame.unique("person_id"),
        phone=tuple(map(identity.phone_key, frame.texts("phone"))),
        cards=frame.lists("cards", identity.card_key),
        transit_card=tuple(map(identity.card_key, frame.texts("transit_card"))),
        onset=frame.moments("onset_utc"),
        sampled=frame.moments("sampled_utc"),
        isolated=frame.moments("isolated_utc"),
        home_place_id=frame.texts("home_place_id"),
        work_place_id=frame.texts("work_place_id"),
        attributes=frame.texts("attributes"),
    )


def places_from_arrow(table: Any) -> Places:  # Any: as above
    """Places from a table with id, category, position and radius. Raises InvalidInput."""
    frame = _frame("places", table)
    labels, codes = fields.factorise(frame.texts("category", required=True))
    return Places(
        place_id=frame.unique("place_id"),
        name=frame.texts("name"),
        category=Coded(codes, labels),
        lon_deg=frame.numbers("lon_deg", fields.LON, required=True),
        lat_deg=frame.numbers("lat_deg", fields.LAT, required=True),
        radius_m=frame.numbers("radius_m", fields.NOT_NEGATIVE, required=True),
        indoor=frame.flags("indoor"),
        capacity=frame.numbers("capacity", fields.NOT_NEGATIVE),
        opens_min=frame.minutes("opens_min"),
        closes_min=frame.minutes("closes_min"),
        attributes=frame.texts("attributes"),
    )


def stations_from_arrow(table: Any) -> Stations:  # Any: as above
    """Sectors of base stations from a table with id, position and range. Raises InvalidInput."""
    frame = _frame("base stations", table)
    return Stations(
        base_station_id=frame.unique("base_station_id"),
        lon_deg=frame.numbers("lon_deg", fields.LON, required=True),
        lat_deg=frame.numbers("lat_deg", fields.LAT, required=True),
        azimuth_deg=frame.numbers("azimuth_deg", fields.TURN),
        beam_deg=frame.numbers("beam_deg", fields.BEAM),
        range_m=frame.numbers("range_m", fields.POSITIVE, required=True),
        attributes=frame.texts("attributes"),
    )


@dataclass(frozen=True, slots=True)
class _Frame:
    """A table that is being read; every fault names it."""

    name: str
    table: pa.Table

    @property
    def rows(self) -> int:
        """The number of rows."""
        return int(self.table.num_rows)

    def refuse(self, wrong: Bools, column: str, reason: str) -> None:
        """Raise InvalidInput for the first wrong row, if there is one."""
        if not wrong.any():
            return
        row = int(np.argmax(wrong))
        known = column in self.table.column_names
        value = self.table.column(column)[row].as_py() if known else None
        shown = "null" if value is None else repr(shorten(str(value)))
        raise InvalidInput(f"{self.name}: column {column}, row {row}, value {shown} {reason}")

    def texts(self, column: str, *, required: bool = False) -> tuple[str, ...]:
        """A column as texts, "" for null; whole numbers are read as their digits."""
        cast = self._cast(column, pa.string(), required=required)
        if cast is None:
            return ("",) * self.rows
        if cast.null_count == len(cast):
            found = ("",) * self.rows
        else:
            found = tuple(text or "" for text in cast.to_pylist())
        if required:
            self.refuse(np.array([not text for text in found], np.bool_), column, "is empty")
        return found

    def coded(self, column: str, *, required: bool = False) -> tuple[tuple[str, ...], Codes]:
        """The distinct texts of a column in order of appearance, and each row's index into them: as `fields.factorise`."""
        cast = self._cast(column, pa.string(), required=required)
        if cast is None:
            return ("",)[: self.rows], np.zeros(self.rows, np.int32)
        whole = pc.dictionary_encode(pc.fill_null(cast, "")).combine_chunks()
        distinct = tuple(whole.dictionary.to_pylist())
        codes = whole.indices.to_numpy().astype(np.int32)
        if required and "" in distinct:
            self.refuse(codes == distinct.index(""), column, "is empty")
        return distinct, codes

    def unique(self, column: str) -> tuple[str, ...]:
        """A required column of texts that are all different."""
        found = self.texts(column, required=True)
        if len(set(found)) == len(found):
            return found
        first = {text: row for row, text in reversed(list(enumerate(found)))}
        again = np.array([first[text] != row for row, text in enumerate(found)], np.bool_)
        self.refuse(again, column, "is there twice")
        return found

    def words(self, column: str, known: Sequence[str], *, required: bool = False) -> Bytes:
        """A column of known words as codes, -1 for null."""
        distinct, codes = self.coded(column, required=required)
        meaning = {word: code for code, word in enumerate(known)} | {"": -1}
        values = np.array([meaning.get(text, -2) for text in distinct], np.int8)[codes]
        self.refuse(values == -2, column, f"is none of {', '.join(known)}")
        return values

    def references(self, column: str, row_of: dict[str, int]) -> Codes:
        """A column of ids as rows of another table, -1 for null."""
        distinct, codes = self.coded(column)
        rows = np.array([row_of.get(text, -2 if text else -1) for text in distinct], np.int32)[
            codes
        ]
        self.refuse(rows == -2, column, "is not known")
        return rows

    def numbers(self, column: str, bounds: Bounds, *, required: bool = False) -> Floats:
        """A column of numbers, NaN for null and NaN."""
        cast = self._cast(column, pa.float64(), required=required)
        if cast is None:
            return np.full(self.rows, np.nan)
        values: Floats = np.array(cast.to_numpy(), dtype=np.float64)
        missing = np.isnan(values)
        self.refuse(fields.outside(values, bounds) & ~missing, column, bounds.reason)
        self.refuse(missing & required, column, "is empty")
        return values

    def moments(self, column: str, *, required: bool = False) -> Times:
        """A column of times in UTC, NaT for null; those without a zone are UTC already."""
        cast = self._cast(column, pa.timestamp("us", tz="UTC"), required=required)
        if cast is None:
            return np.full(self.rows, np.datetime64("NaT"), dtype="datetime64[us]")
        values: Times = np.array(cast.cast(pa.timestamp("us")).to_numpy(), dtype="datetime64[us]")
        self.refuse(np.isnat(values) & required, column, "is empty")
        return values

    def flags(self, column: str) -> Bytes:
        """A column of true, false and null as 1, 0 and -1."""
        cast = self._cast(column, pa.bool_())
        found = [None] * self.rows if cast is None else cast.to_pylist()
        return np.array([-1 if flag is None else int(flag) for flag in found], dtype=np.int8)

    def minutes(self, column: str) -> Codes:
        """A column of minutes of the day, -1 for null."""
        values = self.numbers(column, Bounds(0, 1440, reason="is no minute of the day"))
        return np.where(np.isnan(values), -1, values).astype(np.int32)

    def lists(self, column: str, key: Callable[[str], str]) -> tuple[tuple[str, ...], ...]:
        """A column of lists of texts, empty for null."""
        cast = self._cast(column, pa.list_(pa.string()))
        found = [None] * self.rows if cast is None else cast.to_pylist()
        return tuple(tuple(key(text) for text in texts or () if text) for texts in found)

    def _cast(self, column: str, to: pa.DataType, *, required: bool = False) -> Any:
        """The column as a chunked array of a type, None if it is not there."""  # Any: pyarrow
        if self.table.column_names.count(column) > 1:
            raise InvalidInput(f"{self.name}: column {column} is there twice")
        if column not in self.table.column_names:
            if required:
                found = ", ".join(self.table.column_names)
                raise InvalidInput(
                    f"{self.name}: column {column} is missing; found {shorten(found)!r}"
                )
            return None
        values = self.table.column(column)
        try:
            return _converted(values, to)
        except pa.ArrowException as error:
            raise InvalidInput(
                f"{self.name}: column {column} of type {values.type} is no {to}: {shorten(str(error))}"
            ) from None


def _converted(values: Any, to: pa.DataType) -> Any:  # Any: pyarrow
    """A column in another type, times of finer units cut to microseconds."""
    if pa.types.is_dictionary(values.type):  # of text views, which pyarrow casts only by itself
        parts = [chunk.dictionary.cast(to).take(chunk.indices) for chunk in values.chunks]
        return pa.chunked_array(parts, to)
    if pa.types.is_timestamp(values.type) and values.type.unit == "ns":
        values = values.cast(pa.timestamp("us", tz=values.type.tz), safe=False)
    if pa.types.is_timestamp(values.type) and values.type.tz is None:
        values = values.cast(pa.timestamp(values.type.unit, tz="UTC"))
    return values.cast(to)


def _frame(name: str, table: Any) -> _Frame:  # Any: as above
    if not hasattr(table, "__arrow_c_stream__"):
        raise InvalidInput(
            f"{name}: {type(table).__name__} does not speak the Arrow PyCapsule interface "
            "(__arrow_c_stream__)"
        )
    try:
        return _Frame(name, pa.table(table))
    except (pa.ArrowException, TypeError, ValueError) as error:
        raise InvalidInput(f"{name}: no Arrow table: {shorten(str(error))}") from None


def _refuse_nowhere(
    frame: _Frame,
    source: Bytes,
    place: Codes,
    base_station: Codes,
    lon_deg: Floats,
    lat_deg: Floats,
    text: Sequence[str],
) -> None:
    """Refuse rows that do not say where the person was in the way of their source."""
    is_gps, is_station = source == names.GPS, source == names.BASE_STATION
    spoken = np.array([said != "" for said in text], np.bool_) & (source == names.INTERVIEW)
    frame.refuse(is_gps & np.isnan(lon_deg), "lon_deg", "is empty in a gps row")
    frame.refuse(is_gps & np.isnan(lat_deg), "lat_deg", "is empty in a gps row")
    frame.refuse(
        is_station & (base_station < 0), "base_station_id", "is empty in a base_station row"
    )
    at_place = ~is_gps & ~is_station & ~spoken
    frame.refuse(at_place & (place < 0), "place_id", "is empty in a row that needs a place")


def _events(frame: _Frame, source: Bytes) -> Bytes:
    """The event of each row; one that its source does not have is refused."""
    event = frame.words("event", names.EVENTS)
    for code, own in _EVENTS_OF.items():
        rows = source == code
        if code not in _NO_DEFAULT:
            event = np.where(rows & (event < 0), own[0], event).astype(np.int8)
        allowed = ", ".join(names.EVENTS[i] for i in own)
        frame.refuse(
            rows & ~np.isin(event, own), "event", f"is no {names.SOURCES[code]}: {allowed}"
        )
    return event


def _record_ids(frame: _Frame) -> Texts:
    given = frame.texts("record_id")
    if not any(given):
        return _objects([f"row:{row}" for row in range(len(given))])
    return _objects(frame.unique("record_id"))


def _objects(texts: Sequence[str]) -> NDArray[np.object_]:
    column = np.empty(len(texts), dtype=np.object_)
    column[:] = texts
    return column
