"""Lines of CSV to columns of cells: quoting, line numbers, rows that are no rows.

A file in which every line is one whole row is split in blocks. Any other is read row by row: after a
broken row reading goes on with the line after the one on which it began, so that a stray quote costs
one line and not the rest of the file.
"""

import csv
import itertools
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from typing import Protocol

import numpy as np

from dongseon.records import decoding
from dongseon.records.columns import Ints, Reject, shorten

ROWS_AT_ONCE = 1 << 12  # more would keep too many small lists alive

_NEVER_CLOSED = "a quote is opened and never closed"
_REASONS = (  # what the csv module says -> what we say
    ("field larger", "a field longer than 131,072 characters"),
    ("unexpected end", _NEVER_CLOSED),
    ("expected after", "text after a closing quote"),
)


@dataclass(frozen=True, slots=True, eq=False)
class Split:
    """The cells of a file below its header."""

    columns: list[list[str]]  # (width, n)
    lines: Ints  # (n,) 1-based line on which each row begins
    broken: list[Reject]


class _LineReader(Protocol):
    """What ``csv.reader`` gives."""

    @property
    def line_num(self) -> int: ...

    def __iter__(self) -> Iterator[list[str]]: ...


@dataclass(frozen=True, slots=True)
class _Rows:
    """Rows gathered one by one."""

    names: Sequence[str]
    file: str
    spoilt: bool
    cells: list[list[str]]
    lines: list[int]
    broken: list[Reject]

    def reject(self, line: int, column: str, value: str, reason: str) -> None:
        self.broken.append(Reject(self.file, line, column, shorten(value), reason))

    def sort_in(self, row: list[str], line: int) -> None:
        """Put a row where it belongs: with the rows, with the broken, or nowhere if it is blank."""
        width = len(self.names)
        if len(row) > width and not any(cell.strip() for cell in row[width:]):
            row = row[:width]  # spreadsheets pad with empty cells
        if len(row) != width:
            if any(cell.strip() for cell in row):
                reason = f"{len(row)} cells where the header has {width}"
                self.reject(line, "", ",".join(row[: width + 1]), reason)
            return
        bad = [i for i, cell in enumerate(row) if decoding.SPOILT in cell] if self.spoilt else []
        if bad:
            reason = "bytes that are neither UTF-8 nor CP949 text"
            self.reject(line, self.names[bad[0]], row[bad[0]], reason)
            return
        self.cells.append(row)
        self.lines.append(line)


def split(
    lines: list[str], begin: int, *, delimiter: str, names: Sequence[str], file: str, spoilt: bool
) -> Split:
    """All rows from the line with index ``begin`` on."""
    if not spoilt:
        columns = _split_blocks(_reader(lines, begin, delimiter), len(names))
        if columns is not None:
            numbers = np.arange(begin + 1, begin + 1 + len(columns[0]), dtype=np.int64)
            return Split(columns, numbers, [])
    rows = _Rows(names, file, spoilt, [], [], [])
    while begin < len(lines):
        begin = _read_until_broken(_reader(lines, begin, delimiter), rows, begin, lines)
    by_column = [list(column) for column in zip(*rows.cells, strict=True)]
    return Split(
        by_column or [[] for _ in names], np.array(rows.lines, dtype=np.int64), rows.broken
    )


def _reader(lines: list[str], begin: int, delimiter: str) -> _LineReader:
    some = map(lines.__getitem__, range(begin, len(lines)))
    return csv.reader(some, delimiter=delimiter, strict=True)


def _split_blocks(reader: _LineReader, width: int) -> list[list[str]] | None:
    """The columns, or None unless every line is one whole row."""
    columns: list[list[str]] = [[] for _ in range(width)]
    rows = iter(reader)
    try:
        while block := list(itertools.islice(rows, ROWS_AT_ONCE)):
            if set(map(len, block)) != {width}:
                return None
            for column, cells in zip(columns, zip(*block, strict=True), strict=True):
                column.extend(cells)
    except csv.Error:
        return None
    return columns if reader.line_num == len(columns[0]) else None


def _read_until_broken(reader: _LineReader, rows: _Rows, begin: int, lines: list[str]) -> int:
    """Take rows until one is broken; return the index of the line to go on with."""
    done = 0
    reason = ""
    try:
        for row in reader:
            if reader.line_num - done > 1 and len(row) != len(rows.names):
                reason = _NEVER_CLOSED  # a stray quote swallowed the following lines
                break
            rows.sort_in(row, begin + done + 1)
            done = reader.line_num
    except csv.Error as error:
        reason = next((ours for theirs, ours in _REASONS if theirs in str(error)), str(error))
    if not reason:
        return len(lines)
    line = begin + done
    rows.reject(line + 1, "", lines[line].rstrip("\r\n"), reason)
    return line + 1
