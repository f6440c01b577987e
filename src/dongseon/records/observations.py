"""One source's sheet to observations: who, when, where, how sure, still under the holder's numbers."""

import zoneinfo
from dataclasses import dataclass

import numpy as np

from dongseon.records import columns, fields, identity, positions, tables
from dongseon.records.columns import Bytes, Codes, Floats, Reject, Texts, Times
from dongseon.records.faults import Faults
from dongseon.records.sheets import Sheet
from dongseon.records.subjects import Known

KIND_OF = {
    "person_id": identity.PERSON,
    "phone": identity.PHONE,
    "card": identity.CARD,
    "transit_card": identity.CARD,
}
TAPS = {
    "board": columns.BOARD,
    "승차": columns.BOARD,
    "alight": columns.ALIGHT,
    "하차": columns.ALIGHT,
}
EVENT_OF = {
    "gps": columns.FIX,
    "base_station": columns.CONNECTION,
    "cctv": columns.SIGHTING,
    "check_in": columns.ENTRY,
    "interview": columns.STATEMENT,
}


@dataclass(frozen=True, slots=True)
class Context:
    """What the rows of a source refer to."""

    zone: zoneinfo.ZoneInfo
    person_ids: frozenset[str]
    places: Known
    stations: Known
    around: positions.Middle  # of places and base stations


@dataclass(frozen=True, slots=True, eq=False)
class Draft:
    """The usable rows of one source."""

    numbers: tuple[identity.Number, ...]  # (k,) in the order of owner's codes
    spellings: tuple[str, ...]  # (k,) each number as given
    owner: Codes  # (n,) index into numbers
    record_id: Texts  # (n,)
    source: Bytes  # (n,)
    event: Bytes  # (n,)
    start: Times  # (n,)
    end: Times  # (n,)
    lon_deg: Floats  # (n,)
    lat_deg: Floats  # (n,)
    error_radius_m: Floats  # (n,)
    place: Codes  # (n,)
    base_station: Codes  # (n,)
    reliability: Floats  # (n,)
    vehicle: Texts  # (n,)
    text: Texts  # (n,)
    attributes: Texts  # (n,)


def read_observations(sheet: Sheet, context: Context) -> tuple[Draft, list[Reject]]:
    """The usable rows of one source and the rejected ones."""
    faults = Faults(sheet)
    for name in sheet.table.required:
        fields.need(sheet, faults, name)
    numbers, spellings, owner = _owners(sheet, faults, context)
    start, end = _interval(sheet, faults, context.zone)
    lon_deg, lat_deg, error_radius_m = _position(sheet, faults, context.around)
    place = _refer(sheet, faults, "place_id", context.places)
    base_station = _refer(sheet, faults, "base_station_id", context.stations)
    event = _events(sheet, faults)
    reliability = fields.numbers(sheet, "confidence", faults.reject, fields.SHARE)
    text = _text(sheet, faults)
    vehicle, attributes = _vehicle_and_attributes(sheet, faults, context.zone)
    good = np.flatnonzero(~faults.bad)
    prefix = f"{sheet.table.file}:"
    record_id = np.empty(len(good), dtype=np.object_)
    record_id[:] = [prefix + str(line) for line in sheet.lines[good].tolist()]
    source = columns.SOURCES.index(sheet.table.name)
    draft = Draft(
        numbers=numbers,
        spellings=spellings,
        owner=owner[good],
        record_id=record_id,
        source=np.full(len(good), source, dtype=np.int8),
        event=event[good],
        start=start[good],
        end=end[good],
        lon_deg=lon_deg[good],
        lat_deg=lat_deg[good],
        error_radius_m=error_radius_m[good],
        place=place[good],
        base_station=base_station[good],
        reliability=np.where(np.isnan(reliability), 1.0, reliability)[good],
        vehicle=vehicle[good],
        text=text[good],
        attributes=attributes[good],
    )
    return draft, faults.rejects()


def _owners(
    sheet: Sheet, faults: Faults, context: Context
) -> tuple[tuple[identity.Number, ...], tuple[str, ...], Codes]:
    """The numbers in a sheet, each with its spellings, and which row has which."""
    name = sheet.table.required[0]
    kind = KIND_OF[name]
    spellings, codes = fields.ids(sheet, name, faults)
    numbers = tuple((kind, identity.KEYS[kind](text)) for text in spellings)

    def reason(text: str, key: str) -> str:
        if kind == identity.PERSON:
            return "" if text in context.person_ids else "is not in persons.csv"
        if identity.is_rounded(text):
            return "was rounded by a spreadsheet"
        return "" if key else "has no digit and no letter"

    reasons = [reason(text, key) for text, (_, key) in zip(spellings, numbers, strict=True)]
    fields.tell(faults.reject, name, codes, reasons)
    return numbers, spellings, codes


def _interval(sheet: Sheet, faults: Faults, zone: zoneinfo.ZoneInfo) -> tuple[Times, Times]:
    """Start and end; they are equal where only one time is given."""
    if "at" in sheet.table.required:
        at = fields.moments(sheet, "at", faults.reject, zone)
        return at, at.copy()
    start = fields.moments(sheet, "from", faults.reject, zone)
    end = fields.moments(sheet, "to", faults.reject, zone)
    for row in np.flatnonzero(end < start):
        faults.reject(int(row), "to", "end is before start")
    return start, np.where(np.isnat(end), start, end)


def _position(
    sheet: Sheet, faults: Faults, around: positions.Middle
) -> tuple[Floats, Floats, Floats]:
    """Longitude, latitude and 68 % radius; a radius of 0 means that the device did not say."""
    lon_deg, lat_deg = positions.positions(sheet, faults)
    around = around or positions.middle(lon_deg, lat_deg)
    positions.refuse_swapped(faults, lon_deg, lat_deg, around)
    error_radius_m = fields.numbers(sheet, "accuracy_m", faults.reject, fields.NOT_NEGATIVE)
    return lon_deg, lat_deg, np.where(error_radius_m == 0, np.nan, error_radius_m)


def _refer(sheet: Sheet, faults: Faults, name: str, known: Known) -> Codes:
    """The rows of another table that a column of ids names, -1 where it is empty."""
    distinct, codes = fields.factorise(sheet.texts(name))
    rows = np.array([known.row_of.get(text, -1) for text in distinct], dtype=np.int32)
    reasons = [
        known.why_unknown(text) if text and text not in known.row_of else "" for text in distinct
    ]
    fields.tell(faults.reject, name, codes, reasons)
    found: Codes = rows[codes]
    return found


def _events(sheet: Sheet, faults: Faults) -> Bytes:
    if sheet.table.name == "transit":
        return fields.words(sheet, "kind", faults.reject, TAPS, "board or alight")
    if sheet.table.name == "card":
        cancelled = fields.flags(sheet, "cancelled", faults.reject) == 1
        return np.where(cancelled, columns.CANCELLATION, columns.APPROVAL).astype(np.int8)
    return np.full(len(sheet), EVENT_OF[sheet.table.name], dtype=np.int8)


def _text(sheet: Sheet, faults: Faults) -> Texts:
    """What the person said, else the place in their words."""
    text = np.full(len(sheet), "", dtype=np.object_)
    if sheet.table.name != "interview":
        return text
    said = sheet.texts("statement")
    where = sheet.texts("place_text")
    text[:] = [statement or place for statement, place in zip(said, where, strict=True)]
    for row, place_id in enumerate(sheet.texts("place_id")):
        if not place_id and not where[row]:
            faults.reject(row, "place_id", "is empty, and so is place_text")
    return text


def _vehicle_and_attributes(
    sheet: Sheet, faults: Faults, zone: zoneinfo.ZoneInfo
) -> tuple[Texts, Texts]:
    """The vehicle as "line/vehicle", and everything else that the columns have no room for."""
    vehicle = np.full(len(sheet), "", dtype=np.object_)
    numbers = sheet.texts("vehicle")
    lines = sheet.texts("line")
    if any(numbers):
        vehicle[:] = [
            f"{line}/{number}" if number else ""
            for line, number in zip(lines, numbers, strict=True)
        ]
    fields.moments(sheet, "asked_at", faults.reject, zone)
    kept = [name for name in tables.KEPT_AS_ATTRIBUTES if name in sheet.table.columns]
    beside = [name for name in kept if name in sheet.columns]
    return vehicle, fields.extras_as_json(sheet, (*beside, *sheet.extras))
