"""Personal histories into a bundle: the bytes of the files that change, in the dialect they have."""

import zoneinfo
from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from dongseon.errors import InvalidInput
from dongseon.records import histories, identity, settings, sheets, tables, times, writing
from dongseon.records.columns import Reject
from dongseon.records.histories import GpsRows, History
from dongseon.records.settings import Profile
from dongseon.records.tables import SETTINGS_FILE, Table
from dongseon.records.writing import Columns

FILES = (SETTINGS_FILE, tables.PERSONS.file, tables.GPS.file)
PROVENANCE = "source_id"  # extra column of gps.csv: file and line of the history


@dataclass(frozen=True, slots=True)
class Imported:
    """The personal histories of one person, ready to be added to a bundle."""

    person_id: str
    timezone: str  # IANA name
    histories: tuple[History, ...]

    @property
    def rejects(self) -> tuple[Reject, ...]:
        """The rows of all files that could not be used."""
        return tuple(reject for history in self.histories for reject in history.rejects)

    @property
    def notices(self) -> tuple[str, ...]:
        """What the files hold besides positions."""
        return tuple(notice for history in self.histories for notice in history.notices)


def with_histories(
    present: Mapping[str, bytes], imported: Imported
) -> tuple[dict[str, bytes], int, tuple[str, ...]]:
    """The files that change (name -> bytes), the number of rows added, and what to say of it.

    ``present`` holds those of ``FILES`` that the bundle has. Raises InvalidInput.
    """
    found, _ = settings.read_settings(present.get(SETTINGS_FILE))
    changed: dict[str, bytes] = {}
    if not present:
        changed[SETTINGS_FILE] = f'timezone = "{imported.timezone}"\n'.encode()
    phone, is_new = _phone(
        present.get(tables.PERSONS.file), found.profile("persons"), imported.person_id
    )
    if is_new:
        row: Columns = {"person_id": (imported.person_id,), "phone": (phone,)}
        changed[tables.PERSONS.file], _ = extended(
            present.get(tables.PERSONS.file), tables.PERSONS, found.profile("persons"), row
        )
    parts = [histories.to_gps_rows(history, phone) for history in imported.histories]
    cells = _stacked([_cells(rows, zoneinfo.ZoneInfo(imported.timezone)) for rows in parts])
    changed[tables.GPS.file], lost = extended(
        present.get(tables.GPS.file), tables.GPS, found.profile("gps"), cells
    )
    drawn = sum(rows.left_out for rows in parts)
    notices = [f"{drawn} drawn positions have no time of their own: left out"] * bool(drawn)
    if is_new and tables.PERSONS.file in present:
        notices.append(f"person {imported.person_id!r} was not in persons.csv: added")
    if lost:
        notices.append(f"gps.csv has no column for {', '.join(lost)}: not kept")
    return changed, sum(map(len, parts)), tuple(notices)


def extended(
    data: bytes | None, table: Table, profile: Profile, cells: Columns
) -> tuple[bytes, list[str]]:
    """A file with rows added below, in its own dialect, and the columns that it has no room for.

    A plain file in which every row can be read gets the columns that it lacks.
    """
    if data is None:
        return _new_file(table, cells), []
    sheet, broken = sheets.read_sheet(data, table, profile)
    count = len(cells[table.required[0]])
    lost = [name for name, texts in cells.items() if name not in sheet.names and any(texts)]
    if lost and not broken and profile == Profile():
        old = {name: sheet.columns.get(name, ("",) * len(sheet)) for name in (*sheet.names, *lost)}
        new = {name: cells.get(name, ("",) * count) for name in old}
        return _new_file(table, {name: (*old[name], *new[name]) for name in old}), []
    columns = [cells.get(name, ("",) * count) for name in sheet.names]
    rows = (map(writing.guarded, row) for row in zip(*columns, strict=True))
    text = writing.csv_rows(rows, sheet.dialect.delimiter)
    return data + _encoded(text if sheet.dialect.ends_with_line else f"\r\n{text}", sheet), lost


def _new_file(table: Table, cells: Columns) -> bytes:
    """A file with all columns of the format, so that later rows find room."""
    count = len(cells[table.required[0]])
    full = {name: cells.get(name, ("",) * count) for name in table.columns} | dict(cells)
    used = {name: texts for name, texts in full.items() if name in table.columns or any(texts)}
    rows = zip(*used.values(), strict=True)
    header = [writing.guarded(name) for name in used]
    return writing.csv_text(header, (map(writing.guarded, row) for row in rows)).encode()


def _encoded(text: str, sheet: sheets.Sheet) -> bytes:
    try:
        return text.encode(sheet.dialect.encoding)
    except UnicodeEncodeError as error:
        character = error.object[error.start]
        reason = f"{sheet.dialect.encoding} has no letter {character!r}"
        raise InvalidInput(f"{sheet.table.file}: {reason}") from None


def _phone(data: bytes | None, profile: Profile, person_id: str) -> tuple[str, bool]:
    """The phone of a person, and whether the person is new and goes by the person_id instead."""
    taken: set[str] = set()
    if data is not None:
        sheet, _ = sheets.read_sheet(data, tables.PERSONS, profile)
        phones = [identity.phone_key(text) for text in sheet.texts("phone")]
        own = [
            p for p, text in zip(phones, sheet.texts("person_id"), strict=True) if text == person_id
        ]
        if any(own):
            return next(filter(None, own)), False
        if own:
            raise InvalidInput(
                f"persons.csv: person {person_id!r} has no phone, by which gps.csv would name its rows"
            )
        taken.update(phones)
    key = identity.phone_key(person_id)
    if not key or key in taken or person_id != person_id.strip():
        raise InvalidInput(
            f"person {person_id!r} cannot go by that name in gps.csv; give it a phone"
        )
    return key, True


def _cells(rows: GpsRows, zone: zoneinfo.ZoneInfo) -> Columns:
    return {
        "phone": (rows.phone,) * len(rows),
        "at": times.format_times(rows.at, zone),
        "lon": writing.numbers(rows.lon_deg),
        "lat": writing.numbers(rows.lat_deg),
        "accuracy_m": writing.numbers(rows.accuracy_m),
        **writing.attribute_columns(tables.GPS, rows.attributes.tolist()),
        PROVENANCE: rows.source_id.tolist(),
    }


def _stacked(parts: Sequence[Columns]) -> Columns:
    """Tables one below the other; a column that one lacks is empty there."""
    names = dict.fromkeys([*tables.GPS.columns, *(name for part in parts for name in part)])
    stacked: dict[str, list[str]] = {name: [] for name in names}
    for part in parts:
        rows = len(part["at"])
        for name, texts in stacked.items():
            texts.extend(part.get(name, ("",) * rows))
    return dict(stacked)
