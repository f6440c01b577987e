"""Evidence to the texts of a bundle's files, and CSV that no spreadsheet will run."""

import csv
import dataclasses
import io
import json
import re
import zoneinfo
from collections.abc import Iterable, Mapping, Sequence

import numpy as np

from dongseon.errors import InvalidInput
from dongseon.records import columns, identity, tables, times
from dongseon.records.assembly import Rows
from dongseon.records.columns import Evidence, Floats, Persons, Places, Records, Reject, Stations
from dongseon.records.observations import KIND_OF
from dongseon.records.tables import SETTINGS_FILE, Table

REJECT_COLUMNS = ("file", "line", "column", "value", "reason")

_RUN = re.compile(r"[=+\-@\t\r]")
_GUARDED = re.compile(r"'*[=+\-@\t\r]")
_NUMBER = re.compile(r"-?\d+(\.\d+)?(e[+-]?\d+)?", re.IGNORECASE | re.ASCII)

Columns = dict[str, Sequence[str]]


def safe_cell(text: str) -> str:
    """A text as a CSV cell that no spreadsheet takes for a formula: a leading ``'`` where needed."""
    return f"'{text}" if _RUN.match(text) else text


def rejects_csv(rejects: Iterable[Reject]) -> str:
    """The text of ``rejects.csv``."""
    rows = ((r.file, str(r.line) if r.line else "", r.column, r.value, r.reason) for r in rejects)
    return csv_text(REJECT_COLUMNS, (map(safe_cell, row) for row in rows))


def csv_text(header: Sequence[str], rows: Iterable[Iterable[str]]) -> str:
    """A CSV text (RFC 4180) of cells that are safe already."""
    return csv_rows([header, *rows], ",")


def csv_rows(rows: Iterable[Iterable[str]], delimiter: str) -> str:
    """Lines of CSV of cells that are safe already."""
    out = io.StringIO()
    csv.writer(out, delimiter=delimiter).writerows(rows)
    return out.getvalue()


def guarded(text: str) -> str:
    """A text as a cell of a bundle: like ``safe_cell``, but numbers stay and reading undoes it."""
    return f"'{text}" if _GUARDED.match(text) and not _NUMBER.fullmatch(text) else text


def bundle_texts(evidence: Evidence) -> dict[str, str]:
    """File name -> text of each file of a bundle that holds this evidence.

    A person whose records need a phone or card number and who has none gets the person_id as one.
    Raises InvalidInput where that is not possible.
    """
    zone = zoneinfo.ZoneInfo(evidence.period.timezone)
    persons = _with_numbers(evidence.persons, evidence.records)
    texts = {
        SETTINGS_FILE: _settings(evidence, zone),
        tables.PERSONS.file: table_text(tables.PERSONS, _persons(persons, zone)),
    }
    if len(evidence.places):
        texts[tables.PLACES.file] = table_text(tables.PLACES, _places(evidence.places))
    if len(evidence.stations):
        texts[tables.STATIONS.file] = table_text(tables.STATIONS, _stations(evidence.stations))
    for code, table in enumerate(tables.SOURCE_TABLES):
        rows = np.flatnonzero(evidence.records.source == code)
        if len(rows):
            texts[table.file] = table_text(table, _source(table, rows, evidence, persons, zone))
    return texts


def table_text(table: Table, cells: Columns) -> str:
    """The text of one table; columns that are empty throughout and not required are left out."""
    needed = table.required + table.either
    used = {name: texts for name, texts in cells.items() if name in needed or any(texts)}
    rows = zip(*used.values(), strict=True)
    return csv_text([guarded(name) for name in used], (map(guarded, row) for row in rows))


def attribute_columns(table: Table, attributes: Sequence[str]) -> Columns:
    """JSON objects, one a row ("" = none), as columns of texts. Raises InvalidInput."""
    cells: dict[str, list[str]] = {}
    for row, text in enumerate(attributes):
        for key, value in _parsed(text).items():
            name = _column_name(table, key)
            column = cells.setdefault(name, [""] * len(attributes))
            column[row] = value if isinstance(value, str) else json.dumps(value, ensure_ascii=False)
    return dict(cells)


def _parsed(text: str) -> Mapping[str, object]:
    if not text:
        return {}
    try:
        found = json.loads(text)
    except (ValueError, RecursionError):
        found = None
    if not isinstance(found, dict):
        raise InvalidInput(f"attributes {columns.shorten(text)!r} are no JSON object")
    return found


def _column_name(table: Table, key: str) -> str:
    """A header for an attribute: its own name, unless the format gives that name another meaning."""
    name = key.strip() or "attribute"
    taken = set(table.columns) - set(tables.KEPT_AS_ATTRIBUTES)
    return f"attribute {name}" if name.casefold() in taken else name


def _settings(evidence: Evidence, zone: zoneinfo.ZoneInfo) -> str:
    period = evidence.period
    begin, end = (moment.astimezone(zone).isoformat() for moment in (period.start, period.end))
    return f'timezone = "{zone.key}"\nperiod_from = "{begin}"\nperiod_to = "{end}"\n'


def _persons(persons: Persons, zone: zoneinfo.ZoneInfo) -> Columns:
    return {
        "person_id": persons.person_id,
        "phone": persons.phone,
        "cards": [";".join(cards) for cards in persons.cards],
        "transit_card": persons.transit_card,
        "onset_at": times.format_times(persons.onset, zone),
        "sampled_at": times.format_times(persons.sampled, zone),
        "isolated_at": times.format_times(persons.isolated, zone),
        "home_place_id": persons.home_place_id,
        "work_place_id": persons.work_place_id,
        **attribute_columns(tables.PERSONS, persons.attributes),
    }


def _places(places: Places) -> Columns:
    return {
        "place_id": places.place_id,
        "name": places.name,
        "category": [places.category[row] for row in range(len(places))],
        "lon": numbers(places.lon_deg),
        "lat": numbers(places.lat_deg),
        "radius_m": numbers(places.radius_m),
        "indoor": [("false", "true", "")[flag] for flag in places.indoor.tolist()],
        "capacity": numbers(places.capacity),
        "opens": [_clock(minute) for minute in places.opens_min.tolist()],
        "closes": [_clock(minute) for minute in places.closes_min.tolist()],
        **attribute_columns(tables.PLACES, places.attributes),
    }


def _stations(stations: Stations) -> Columns:
    return {
        "base_station_id": stations.base_station_id,
        "lon": numbers(stations.lon_deg),
        "lat": numbers(stations.lat_deg),
        "azimuth_deg": numbers(stations.azimuth_deg),
        "beam_deg": numbers(stations.beam_deg),
        "range_m": numbers(stations.range_m),
        **attribute_columns(tables.STATIONS, stations.attributes),
    }


def _source(
    table: Table, rows: Rows, evidence: Evidence, persons: Persons, zone: zoneinfo.ZoneInfo
) -> Columns:
    """The columns of one source's file."""
    records = evidence.records
    start = times.format_times(records.start[rows], zone)
    cells: Columns = {
        table.required[0]: _numbers_of_rows(table, rows, records, persons),
        "at": start,
        "from": start,
        "to": times.format_times(records.end[rows], zone),
        "lon": numbers(records.lon_deg[rows]),
        "lat": numbers(records.lat_deg[rows]),
        "accuracy_m": numbers(records.error_radius_m[rows]),
        "place_id": _named(evidence.places.place_id, records.place[rows]),
        "base_station_id": _named(evidence.stations.base_station_id, records.base_station[rows]),
        "kind": [columns.EVENTS[event] for event in records.event[rows].tolist()],
        "cancelled": [_yes(event == columns.CANCELLATION) for event in records.event[rows]],
        "confidence": [
            "" if share == 1 else repr(share) for share in records.reliability[rows].tolist()
        ],
        "vehicle": [records.vehicle[int(row)].rpartition("/")[2] for row in rows],
        "line": [records.vehicle[int(row)].rpartition("/")[0] for row in rows],
        "statement": records.text[rows].tolist(),
    }
    known = {name: texts for name, texts in cells.items() if name in table.columns}
    beside = attribute_columns(table, records.attributes[rows].tolist())
    if table is tables.INTERVIEW:
        _tell_words_apart(known, beside)
    if table is tables.TRANSIT:  # a line without a vehicle is among the attributes only
        told = beside.get("line", ("",) * len(rows))
        beside["line"] = [line or ours for line, ours in zip(told, known["line"], strict=True)]
    merged = known | beside
    return {
        name: merged[name] for name in dict.fromkeys((*table.columns, *merged)) if name in merged
    }


def _tell_words_apart(known: Columns, kept: Columns) -> None:
    """Statement and place_text of an interview, which share a column in Records."""
    said = known["statement"]
    where = kept.get("place_text", ("",) * len(said))
    named = known["place_id"]
    kept["place_text"] = [
        place or ("" if place_id else text)
        for place, place_id, text in zip(where, named, said, strict=True)
    ]
    known["statement"] = [
        "" if text == place else text for text, place in zip(said, kept["place_text"], strict=True)
    ]


def numbers(values: Floats) -> list[str]:
    """The shortest texts that read back as the same numbers, "" for NaN."""
    return ["" if value != value else repr(value) for value in values.tolist()]


def _clock(minute: int) -> str:
    return "" if minute < 0 else f"{minute // 60:02d}:{minute % 60:02d}"


def _yes(flag: bool) -> str:
    return "true" if flag else ""


def _named(ids: Sequence[str], codes: columns.Codes) -> list[str]:
    return [ids[code] if code >= 0 else "" for code in codes.tolist()]


def _with_numbers(persons: Persons, records: Records) -> Persons:
    """The persons, each with the numbers that their records need."""
    phones, transit_cards, cards = (
        list(persons.phone),
        list(persons.transit_card),
        list(persons.cards),
    )
    taken = identity.numbers_of(persons)
    for row, person_id in enumerate(persons.person_id):
        used = set(np.unique(records.source[_rows_of(records, person_id)]).tolist())
        if used & {columns.GPS, columns.BASE_STATION, columns.CHECK_IN}:
            phones[row] = phones[row] or _own_number(person_id, identity.PHONE, taken)
        if columns.CARD in used:
            cards[row] = cards[row] or (_own_number(person_id, identity.CARD, taken),)
        if columns.TRANSIT in used and not transit_cards[row]:
            own = cards[row][:1] or (_own_number(person_id, identity.CARD, taken),)
            transit_cards[row] = own[0]
    return dataclasses.replace(
        persons, phone=tuple(phones), transit_card=tuple(transit_cards), cards=tuple(cards)
    )


def _rows_of(records: Records, person_id: str) -> Rows:
    if person_id not in records.person.labels:
        return np.empty(0, dtype=np.intp)
    return np.flatnonzero(records.person.codes == records.person.labels.index(person_id))


def _own_number(person_id: str, kind: str, taken: Mapping[identity.Number, str]) -> str:
    """The person_id in place of a number. Raises InvalidInput if it is somebody else's number."""
    key = identity.KEYS[kind](person_id)
    if not key or taken.get((kind, key), person_id) != person_id:
        raise InvalidInput(f"person {person_id!r} has records by {kind} and no {kind} number")
    return key


def _numbers_of_rows(table: Table, rows: Rows, records: Records, persons: Persons) -> list[str]:
    """What identifies the person of each row at the holder of this source."""
    name = table.required[0]
    own = {
        "person_id": persons.person_id,
        "phone": persons.phone,
        "card": tuple(cards[0] if cards else "" for cards in persons.cards),
        "transit_card": persons.transit_card,
    }[name]
    number_of = dict(zip(persons.person_id, own, strict=True))
    kind = KIND_OF[name]
    by_code = [
        number_of.get(text) or text.removeprefix(f"{kind} ") for text in records.person.labels
    ]
    for code in np.unique(records.person.codes[rows]).tolist():
        text = records.person.labels[code]
        if kind == identity.PERSON and text not in number_of:
            raise InvalidInput(f"{table.file}: person {text!r} is not among the persons")
    return [by_code[code] for code in records.person.codes[rows].tolist()]
