"""The tables that say who and what there is: persons, places and base stations."""

import zoneinfo
from collections.abc import Iterator, Mapping
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from dongseon.records import fields, identity, positions
from dongseon.records.columns import (
    Coded,
    Persons,
    Places,
    Reject,
    Stations,
)
from dongseon.records.faults import Faults
from dongseon.records.sheets import Sheet

Rows = NDArray[np.intp]


@dataclass(frozen=True, slots=True)
class Known:
    """The ids of one table, for the rows of other tables to refer to."""

    file: str
    is_there: bool  # the bundle has the file
    row_of: Mapping[str, int]
    refused: frozenset[str]  # ids whose row was rejected

    def why_unknown(self, text: str) -> str:
        """The reason for rejecting a row that names an id which is not known."""
        if not self.is_there:
            return f"is unknown: the bundle has no {self.file}"
        if text in self.refused:
            return f"is unusable: its row in {self.file} was rejected"
        return f"is not in {self.file}"


@dataclass(frozen=True, slots=True)
class _Chosen:
    rows: Rows  # usable rows, sorted by id
    known: Known
    duplicates: int


def read_places(sheet: Sheet, around: positions.Middle) -> tuple[Places, Known, list[Reject], int]:
    """Places, their ids, rejects and the number of identical rows."""
    faults = Faults(sheet)
    for name in sheet.table.required:
        fields.need(sheet, faults, name)
    lon_deg, lat_deg = positions.positions(sheet, faults)
    positions.refuse_swapped(faults, lon_deg, lat_deg, around)
    radius_m = fields.numbers(sheet, "radius_m", faults.reject, fields.NOT_NEGATIVE)
    indoor = fields.flags(sheet, "indoor", faults.lose)
    capacity = fields.numbers(sheet, "capacity", faults.lose, fields.NOT_NEGATIVE)
    opens_min = fields.minutes_of_day(sheet, "opens", faults.lose)
    closes_min = fields.minutes_of_day(sheet, "closes", faults.lose)
    chosen = _choose(sheet, faults)
    rows = chosen.rows
    labels, codes = fields.factorise(_take(sheet, "category", rows))
    places = Places(
        place_id=_take(sheet, "place_id", rows),
        name=_take(sheet, "name", rows),
        category=Coded(codes, labels),
        lon_deg=lon_deg[rows],
        lat_deg=lat_deg[rows],
        radius_m=radius_m[rows],
        indoor=indoor[rows],
        capacity=capacity[rows],
        opens_min=opens_min[rows],
        closes_min=closes_min[rows],
        attributes=_attributes(sheet, rows),
    )
    return places, chosen.known, faults.rejects(), chosen.duplicates


def read_stations(
    sheet: Sheet, around: positions.Middle
) -> tuple[Stations, Known, list[Reject], int]:
    """Sectors of base stations, their ids, rejects and the number of identical rows."""
    faults = Faults(sheet)
    for name in sheet.table.required:
        fields.need(sheet, faults, name)
    lon_deg, lat_deg = positions.positions(sheet, faults)
    positions.refuse_swapped(faults, lon_deg, lat_deg, around)
    range_m = fields.numbers(sheet, "range_m", faults.reject, fields.POSITIVE)
    azimuth_deg = fields.numbers(sheet, "azimuth_deg", faults.lose, fields.TURN)
    beam_deg = fields.numbers(sheet, "beam_deg", faults.lose, fields.BEAM)
    chosen = _choose(sheet, faults)
    rows = chosen.rows
    stations = Stations(
        base_station_id=_take(sheet, "base_station_id", rows),
        lon_deg=lon_deg[rows],
        lat_deg=lat_deg[rows],
        azimuth_deg=azimuth_deg[rows] % 360,
        beam_deg=beam_deg[rows],
        range_m=range_m[rows],
        attributes=_attributes(sheet, rows),
    )
    return stations, chosen.known, faults.rejects(), chosen.duplicates


def read_persons(
    sheet: Sheet, places: Known, zone: zoneinfo.ZoneInfo
) -> tuple[Persons, identity.Owners, list[Reject], int]:
    """Persons, whose number is whose, rejects and the number of identical rows."""
    faults = Faults(sheet)
    fields.need(sheet, faults, "person_id")
    onset, sampled, isolated = (
        fields.moments(sheet, name, faults.lose, zone, dates=True)
        for name in ("onset_at", "sampled_at", "isolated_at")
    )
    chosen = _choose(sheet, faults)
    rows = chosen.rows
    owned = _own_numbers(sheet, faults, rows)
    person_ids = _take(sheet, "person_id", rows)
    persons = Persons(
        person_id=person_ids,
        phone=tuple(owned[row].phone for row in rows.tolist()),
        cards=tuple(owned[row].cards for row in rows.tolist()),
        transit_card=tuple(owned[row].transit_card for row in rows.tolist()),
        onset=onset[rows],
        sampled=sampled[rows],
        isolated=isolated[rows],
        home_place_id=_known_places(sheet, faults, "home_place_id", rows, places),
        work_place_id=_known_places(sheet, faults, "work_place_id", rows, places),
        attributes=_attributes(sheet, rows),
    )
    owners = identity.Owners(frozenset(person_ids), identity.numbers_of(persons))
    return persons, owners, faults.rejects(), chosen.duplicates


@dataclass(frozen=True, slots=True)
class _Owned:
    phone: str
    cards: tuple[str, ...]
    transit_card: str


def _own_numbers(sheet: Sheet, faults: Faults, rows: Rows) -> dict[int, _Owned]:
    """The numbers of each person in comparable form; one number belongs to the first who names it."""
    owner: dict[identity.Number, str] = {}
    person_ids, phones = sheet.texts("person_id"), sheet.texts("phone")
    cards, transit_cards = sheet.texts("cards"), sheet.texts("transit_card")

    def claim(row: int, column: str, kind: str, texts: list[str]) -> Iterator[str]:
        for text in texts:
            if identity.is_rounded(text):
                faults.lose(row, column, "was rounded by a spreadsheet")
                continue
            key = identity.KEYS[kind](text)
            holder = owner.setdefault((kind, key), person_ids[row]) if key else person_ids[row]
            if holder != person_ids[row]:
                faults.lose(row, column, f"{text!r} belongs to person {holder!r} already")
            elif key:
                yield key

    owned: dict[int, _Owned] = {}
    for row in sorted(rows.tolist()):
        phone = next(claim(row, "phone", identity.PHONE, [phones[row]]), "")
        own = dict.fromkeys(claim(row, "cards", identity.CARD, cards[row].split(";")))
        transit = next(claim(row, "transit_card", identity.CARD, [transit_cards[row]]), "")
        owned[row] = _Owned(phone, tuple(own), transit)
    return owned


def _known_places(
    sheet: Sheet, faults: Faults, name: str, rows: Rows, places: Known
) -> tuple[str, ...]:
    """A column of place ids, empty where the place is not known."""
    texts = _take(sheet, name, rows)
    for row, text in zip(rows.tolist(), texts, strict=True):
        if text and text not in places.row_of:
            faults.lose(row, name, places.why_unknown(text))
    return tuple(text if text in places.row_of else "" for text in texts)


def _choose(sheet: Sheet, faults: Faults) -> _Chosen:
    """One row for each id. Identical rows count once; of differing ones the first in the file stays."""
    name = sheet.table.required[0]
    fields.ids(sheet, name, faults)
    seen: dict[str, int] = {}
    duplicates = 0
    refused: set[str] = set()
    contents = list(zip(*(sheet.columns[column] for column in sheet.names), strict=True))
    for row, text in enumerate(sheet.texts(name)):
        if faults.bad[row]:
            refused.add(text)
        elif text not in seen:
            seen[text] = row
        elif contents[row] == contents[seen[text]]:
            duplicates += 1
        else:
            faults.reject(row, name, f"is given before, on line {sheet.lines[seen[text]]}")
    in_order = sorted(seen)
    known = Known(
        file=sheet.table.file,
        is_there=True,
        row_of={text: i for i, text in enumerate(in_order)},
        refused=frozenset(refused - seen.keys()),
    )
    return _Chosen(np.array([seen[text] for text in in_order], dtype=np.intp), known, duplicates)


def _take(sheet: Sheet, name: str, rows: Rows) -> tuple[str, ...]:
    texts = sheet.texts(name)
    return tuple(texts[row] for row in rows.tolist())


def _attributes(sheet: Sheet, rows: Rows) -> tuple[str, ...]:
    merged = fields.extras_as_json(sheet, sheet.extras)
    return tuple(merged[rows].tolist())
