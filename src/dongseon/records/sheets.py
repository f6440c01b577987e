"""A CSV file to named columns of texts: encoding, delimiter, header."""

import csv
import io
import re
from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np

from dongseon.errors import InvalidInput
from dongseon.records import decoding, splitting
from dongseon.records.columns import Ints, Reject, read_only, shorten
from dongseon.records.settings import DELIMITERS, Profile
from dongseon.records.tables import Table

MOST_COLUMNS = 1_000  # more is no table that a holder hands over. Assumption
_GUARDED = re.compile(r"'+[=+\-@\t\r]")


@dataclass(frozen=True, slots=True)
class Dialect:
    """How a file is written, for adding to it."""

    delimiter: str = ","
    encoding: str = "utf-8"
    ends_with_line: bool = True  # the last line is a whole one


@dataclass(frozen=True, slots=True, eq=False)
class Sheet:
    """One table of a bundle, still as texts; every row has as many cells as the header."""

    table: Table
    lines: Ints  # (n,) 1-based line on which each row begins
    columns: dict[str, tuple[str, ...]]  # our name, or the holder's for an extra -> (n,) stripped
    extras: tuple[str, ...]  # names of the columns that the format does not know
    dialect: Dialect
    names: tuple[str, ...]  # of all columns in the file's order

    def __post_init__(self) -> None:
        read_only(self.lines)

    def __len__(self) -> int:
        return len(self.lines)

    def texts(self, name: str) -> tuple[str, ...]:
        """A column that the format knows, all empty if the file does not have it."""
        known = name in self.table.columns and name in self.columns
        return self.columns[name] if known else ("",) * len(self)


def read_sheet(data: bytes, table: Table, profile: Profile) -> tuple[Sheet, list[Reject]]:
    """The rows of one file and the rows that are no rows. Raises InvalidInput for an unusable file."""
    decoded = decoding.decode(data, file=table.file, encoding=profile.encoding)
    lines = list(io.StringIO(decoded.text, newline=""))  # line breaks in quotes stay as they are
    head = next((i for i, line in enumerate(lines) if line.strip()), None)
    if head is None:
        raise InvalidInput(
            f"{table.file}: the file is empty; expected a header with {table.expected}"
        )
    delimiter = profile.delimiter or _detect_delimiter(lines[head], table, profile)
    header, begin = _read_header(lines, head, delimiter, table)
    names = _name_columns(_clean(header), table, profile)
    rows = splitting.split(
        lines, begin, delimiter=delimiter, names=names, file=table.file, spoilt=decoded.spoilt
    )
    known = frozenset(table.columns)
    sheet = Sheet(
        table=table,
        lines=rows.lines,
        columns={name: _clean(column) for name, column in zip(names, rows.columns, strict=True)},
        extras=tuple(name for name in names if name not in known),
        dialect=Dialect(delimiter, decoded.encoding, lines[-1].endswith(("\n", "\r"))),
        names=tuple(names),
    )
    return sheet, rows.broken


def _clean(column: Sequence[str]) -> tuple[str, ...]:
    """Cells without blanks around them and without the ``'`` that keeps spreadsheets from running them."""
    cells = tuple(map(str.strip, column))
    if not any(cell.startswith("'") for cell in cells):
        return cells
    return tuple(cell[1:] if _GUARDED.match(cell) else cell for cell in cells)


def empty_sheet(table: Table) -> Sheet:
    """A table without rows, for a file that the bundle does not have."""
    columns: dict[str, tuple[str, ...]] = dict.fromkeys(table.columns, ())
    return Sheet(table, np.empty(0, dtype=np.int64), columns, (), Dialect(), table.columns)


def _read_header(
    lines: list[str], head: int, delimiter: str, table: Table
) -> tuple[list[str], int]:
    """The header's cells, and the index of the line after it."""
    reader = csv.reader(
        map(lines.__getitem__, range(head, len(lines))), delimiter=delimiter, strict=True
    )
    try:
        header = next(reader)
    except csv.Error:
        header = []
    if not 0 < len(header) <= MOST_COLUMNS:
        raise InvalidInput(
            f"{table.file}: line {head + 1} is no header; expected {table.expected}, "
            f"found {shorten(lines[head].strip())!r}"
        )
    return header, head + reader.line_num


def _detect_delimiter(line: str, table: Table, profile: Profile) -> str:
    """The delimiter that yields the most names we expect, then the most cells."""
    expected = {name.casefold() for name in (*table.columns, *profile.columns.values())}

    def fit(delimiter: str) -> tuple[int, int]:
        cells = line.replace('"', "").split(delimiter, MOST_COLUMNS)
        return sum(cell.strip().casefold() in expected for cell in cells), len(cells)

    return max(DELIMITERS, key=fit)


def _name_columns(found: Sequence[str], table: Table, profile: Profile) -> list[str]:
    """Our name of each column. Raises InvalidInput if a required one is missing or comes twice."""
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
        if name in names and name in table.columns:
            raise InvalidInput(f"{table.file}: column {name!r} comes twice in the header")
        while name in names:
            name = f"{name} (column {number})"
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
