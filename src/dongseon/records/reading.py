"""The bytes of a bundle's files to evidence: the tables in the order in which they need each other."""

import dataclasses
import zoneinfo
from collections.abc import Mapping, Sequence

import numpy as np

from dongseon.errors import InvalidInput
from dongseon.records import assembly, observations, positions, sheets, subjects, tables
from dongseon.records.columns import (
    Evidence,
    Period,
    Persons,
    Places,
    Records,
    Reject,
    Stations,
)
from dongseon.records.faults import Faults
from dongseon.records.settings import Settings
from dongseon.records.sheets import Sheet

LONG_PERIOD_DAYS = 60  # a longer one that nobody asked for is told. Assumption


def read_tables(files: Mapping[str, bytes], settings: Settings, notices: Sequence[str]) -> Evidence:
    """Evidence from the bytes of each table (table name -> bytes). Raises InvalidInput."""
    sheet_of, rejects = _read_sheets(files, settings)
    around = _middle(sheet_of["places"], sheet_of["base_stations"])
    zone = zoneinfo.ZoneInfo(settings.timezone)
    places, known_places, faulty, same_places = subjects.read_places(sheet_of["places"], around)
    rejects += faulty
    stations, known_stations, faulty, same_stations = subjects.read_stations(
        sheet_of["base_stations"], around
    )
    rejects += faulty
    known_places = dataclasses.replace(known_places, is_there="places" in files)
    known_stations = dataclasses.replace(known_stations, is_there="base_stations" in files)
    persons, owners, faulty, same_persons = subjects.read_persons(
        sheet_of["persons"], known_places, zone
    )
    rejects += faulty
    _require_persons(persons, rejects)
    context = observations.Context(zone, owners.person_ids, known_places, known_stations, around)
    drafts = []
    for table in tables.SOURCE_TABLES:
        draft, faulty = observations.read_observations(sheet_of[table.name], context)
        drafts.append(draft)
        rejects += faulty
    records, same_records = assembly.assemble(
        drafts,
        owners,
        place_ids=places.place_id,
        base_station_ids=stations.base_station_id,
    )
    period = _period(records, settings, rejects)
    records, outside = assembly.within(records, period)
    return Evidence(
        persons=persons,
        places=places,
        stations=stations,
        records=records,
        period=period,
        rejects=tuple(sorted(rejects, key=lambda reject: (reject.file, reject.line))),
        notices=(*notices, *_long_period(records, period, settings)),
        duplicates=same_persons + same_places + same_stations + same_records,
        outside_period=outside,
    )


def read_gazetteer(
    places: bytes | None, stations: bytes | None
) -> tuple[Places, Stations, tuple[Reject, ...]]:
    """Places and base stations alone, without anybody's records, and the rows that cannot be used.

    Raises InvalidInput for a file that is not what it claims to be.
    """
    given = {"places": places, "base_stations": stations}
    files = {name: data for name, data in given.items() if data is not None}
    sheet_of, rejects = _read_sheets(files, Settings())
    around = _middle(sheet_of["places"], sheet_of["base_stations"])
    found_places, _, faulty, _ = subjects.read_places(sheet_of["places"], around)
    found_stations, _, more, _ = subjects.read_stations(sheet_of["base_stations"], around)
    return found_places, found_stations, (*rejects, *faulty, *more)


def _read_sheets(
    files: Mapping[str, bytes], settings: Settings
) -> tuple[dict[str, Sheet], list[Reject]]:
    sheet_of: dict[str, Sheet] = {}
    rejects: list[Reject] = []
    for name, table in tables.TABLES.items():
        if name in files:
            sheet_of[name], broken = sheets.read_sheet(files[name], table, settings.profile(name))
            rejects += broken
        else:
            sheet_of[name] = sheets.empty_sheet(table)
    return sheet_of, rejects


def _middle(*located: Sheet) -> positions.Middle:
    """The middle of all places and base stations that have a position at all."""
    found = [positions.positions(sheet, Faults(sheet)) for sheet in located]
    return positions.middle(*(np.concatenate(column) for column in zip(*found, strict=True)))


def _require_persons(persons: Persons, rejects: Sequence[Reject]) -> None:
    if len(persons) == 0:
        first = next(
            (f"; line {r.line}: {r.column} {r.reason}" for r in rejects if r.file == "persons.csv"),
            "",
        )
        raise InvalidInput(f"persons.csv: no usable person in it{first}")


def _period(records: Records, settings: Settings, rejects: Sequence[Reject]) -> Period:
    try:
        return assembly.period_of(
            records, settings.timezone, settings.period_from, settings.period_to
        )
    except InvalidInput as error:
        first = [f"; first of {len(rejects)} rejects: {_told(r)}" for r in rejects[:1]]
        raise InvalidInput(f"{error}{''.join(first)}") from None


def _told(reject: Reject) -> str:
    return f"{reject.file} line {reject.line}: {reject.column} {reject.value!r} {reject.reason}"


def _long_period(records: Records, period: Period, settings: Settings) -> list[str]:
    days = (period.end - period.start).days
    asked = settings.period_from is not None and settings.period_to is not None
    if asked or days <= LONG_PERIOD_DAYS:
        return []
    first = records.record_id[int(np.argmin(records.start))]
    last = records.record_id[int(np.argmax(records.end))]
    span = f"the records span {days} days, from {first} to {last}"
    return [f"{span}; period_from and period_to in bundle.toml would narrow them"]
