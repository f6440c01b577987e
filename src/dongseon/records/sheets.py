"""A CSV text to named columns of texts: delimiter, quoting, header, line numbers, broken rows."""

import csv
import io
from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np

from dongseon.errors import InvalidInput
from dongseon.records import decoding
from dongseon.records.columns import Ints, Reject, read_only
from dongseon.records.settings import DELIMITERS, Profile
from dongseon.records.tables import Table

LONGEST_VALUE = 200  # characters of a value that a reject shows

_NEVER_CLOSED = "a quote is opened and never closed"
_REASONS = (  # what the csv module says -> what we say
    ("field larger", "a field longer than 131,072 characters"),
    ("unexpected end", _NEVER_CLOSED),
    ("expected after", "text after a closing quote"),
)


@dataclass(frozen=True, slots=True, eq=False)
class Sheet:
    """One table of a bundle, still as texts; every row has as many cells as the header."""

    table: Table
    lines: Ints  # (n,) 1-based line on which each row begins
    columns: dict[str, tuple[str, ...]]  # our name, or the holder's for an extra -> (n,) stripped
    extras: tuple[str, ...]  # names of the columns that the format does not know
    delimiter: str
    names: tuple[str, ...]  # of all columns in the file's order

    def __post_init__(self) -> None:
        read_only(self.lines)

    def __len__(self) -> int:
        return len(self.lines)

    def texts(self, name: str) -> tuple[str, ...]:
        """A column that the format knows, all empty if the file does not have it."""
        known = name in self.table.columns and name in self.columns
        return self.columns[name] if known else ("",) * len(self)


@dataclass(frozen=True, slots=True)
class _Rows:
    cells: list[list[str]]
    lines: list[int]
    broken: list[Reject]


def shorten(text: str) -> str:
    """A value as a message shows it: cut if it is long."""
    return text if len(text) <= LONGEST_VALUE else text[: LONGEST_VALUE - 1] + "…"


def read_sheet(data: bytes, table: Table, profile: Profile) -> tuple[Sheet, list[Reject]]:
    """The rows of one file and the rows that are no rows. Raises InvalidInput for an unusable file."""
    text, spoilt = decoding.decode(data, file=table.file, encoding=profile.encoding)
    lines = list(io.StringIO(text, newline=None))
    head = next((i for i, line in enumerate(lines) if line.strip()), None)
    if head is None:
        raise InvalidInput(
            f"{table.file}: the file is empty; expected a header with {table.expected}"
        )
    delimiter = profile.delimiter or _detect_delimiter(lines[head], table, profile)
    header = _split_line(lines[head], delimiter, table)
    names = _name_columns(header, table, profile)
    rows = _split(lines, head + 1, delimiter, len(names), table.file)
    if spoilt:
        rows = _without_spoilt(rows, names, table.file)
    columns = [tuple(map(str.strip, column)) for column in zip(*rows.cells, strict=True)]
    known = frozenset(table.columns)
    sheet = Sheet(
        table=table,
        lines=np.array(rows.lines, dtype=np.int64),
        columns=dict(zip(names, columns or [()] * len(names), strict=True)),
        extras=tuple(name for name in names if name not in known),
        delimiter=delimiter,
        names=tuple(names),
    )
    return sheet, rows.broken


def empty_sheet(table: Table) -> Sheet:
    """A table without rows, for a file that the bundle does not have."""
    columns: dict[str, tuple[str, ...]] = dict.fromkeys(table.columns, ())
    return Sheet(table, np.empty(0, dtype=np.int64), columns, (), ",", table.columns)


def _split_line(line: str, delimiter: str, table: Table) -> list[str]:
    try:
        return next(csv.reader([line], delimiter=delimiter, strict=True))
    except csv.Error:
        raise InvalidInput(
            f"{table.file}: the header cannot be read; expected {table.expected}, "
            f"found {shorten(line.strip())!r}"
        ) from None


def _detect_delimiter(line: str, table: Table, profile: Profile) -> str:
    """The delimiter that yields the most names we expect, then the most cells."""
    expected = {name.casefold() for name in (*table.columns, *profile.columns.values())}

    def fit(delimiter: str) -> tuple[int, int]:
        cells = line.replace('"', "").split(delimiter)
        return sum(cell.strip().casefold() in expected for cell in cells), len(cells)

    return max(DELIMITERS, key=fit)


def _name_columns(header: Sequence[str], table: Table, profile: Profile) -> list[str]:
    """Our name of each column. Raises InvalidInput if a required one is missing or comes twice."""
    found = [cell.strip() for cell in header]
    ours_of = {name.casefold(): name for name in table.columns}
    ours_of.update({theirs.casefold(): ours for ours, theirs in profile.columns.items()})
    for ours, theirs in profile.columns.items():
        if theirs.casefold() not in {cell.casefold() for cell in found}:
            raise InvalidInput(
                f"{table.file}: column {theirs!r}, which the profile names for {ours}, is not in the header; "
                f"found {_listed(found)}"
            )
    names: list[str] = []
    for number, cell in enumerate(found, start=1):
        name = ours_of.get(cell.casefold(), cell) or f"column {number}"
        if name in names:
            if name in table.columns:
                raise InvalidInput(f"{table.file}: column {name!r} comes twice in the header")
            name = f"{name} ({number})"
        names.append(name)
    missing = [name for name in table.required if name not in names]
    if table.either and not set(table.either) & set(names):
        missing.append(" or ".join(table.either))
    if missing:
        raise InvalidInput(
            f"{table.file}: column {', '.join(missing)} is missing; expected {table.expected}, "
            f"found {_listed(found)}"
        )
    return names


def _listed(cells: Sequence[str]) -> str:
    return repr(shorten(", ".join(cells)))


def _split(lines: list[str], begin: int, delimiter: str, width: int, file: str) -> _Rows:
    """All rows from ``begin`` on, with the line each begins on."""
    reader = csv.reader(
        map(lines.__getitem__, range(begin, len(lines))), delimiter=delimiter, strict=True
    )
    try:
        cells = list(reader)
    except csv.Error:
        return _split_carefully(lines, begin, delimiter, width, file)
    if reader.line_num != len(cells):  # some row holds line breaks
        return _split_carefully(lines, begin, delimiter, width, file)
    if all(len(row) == width for row in cells):
        return _Rows(cells, list(range(begin + 1, begin + 1 + len(cells))), [])
    rows = _Rows([], [], [])
    for line, row in enumerate(cells, start=begin + 1):
        _sort_in(rows, row, line, width, file)
    return rows


def _split_carefully(lines: list[str], begin: int, delimiter: str, width: int, file: str) -> _Rows:
    """Row by row: after a broken row go on with the line after the one it began on."""
    rows = _Rows([], [], [])
    while begin < len(lines):
        reader = csv.reader(
            map(lines.__getitem__, range(begin, len(lines))), delimiter=delimiter, strict=True
        )
        begin = _read_until_broken(reader, rows, begin, width, file, lines)
    return rows


def _read_until_broken(
    reader: "csv._reader", rows: _Rows, begin: int, width: int, file: str, lines: list[str]
) -> int:
    """Take rows until one is broken; return the index of the line to go on with."""
    done = 0
    reason = ""
    try:
        for row in reader:
            if reader.line_num - done > 1 and len(row) != width:
                reason = _NEVER_CLOSED  # a stray quote swallowed the following lines
                break
            _sort_in(rows, row, begin + done + 1, width, file)
            done = reader.line_num
    except csv.Error as error:
        reason = next((ours for theirs, ours in _REASONS if theirs in str(error)), str(error))
    if not reason:
        return len(lines)
    line = begin + done
    rows.broken.append(Reject(file, line + 1, "", shorten(lines[line].rstrip("\n")), reason))
    return line + 1


def _sort_in(rows: _Rows, row: list[str], line: int, width: int, file: str) -> None:
    """Put a split row where it belongs: with the rows, with the broken, or nowhere if blank."""
    if len(row) > width and not any(cell.strip() for cell in row[width:]):
        row = row[:width]  # spreadsheets pad with empty cells
    if len(row) == width:
        rows.cells.append(row)
        rows.lines.append(line)
    elif row and not (len(row) == 1 and not row[0].strip()):
        reason = f"{len(row)} cells where the header has {width}"
        rows.broken.append(Reject(file, line, "", shorten(",".join(row)), reason))


def _without_spoilt(rows: _Rows, names: Sequence[str], file: str) -> _Rows:
    """Reject the rows that hold bytes which are no text."""
    kept = _Rows([], [], rows.broken)
    for row, line in zip(rows.cells, rows.lines, strict=True):
        bad = next((i for i, cell in enumerate(row) if decoding.SPOILT in cell), None)
        if bad is None:
            kept.cells.append(row)
            kept.lines.append(line)
        else:
            reason = "bytes that are neither UTF-8 nor CP949 text"
            kept.broken.append(Reject(file, line, names[bad], shorten(row[bad]), reason))
    return kept
