"""Bytes of a file to a grid of texts: CSV in any usual encoding and delimiter, or a workbook's first sheet.

A file from outside may be anything. A workbook is a ZIP of XML: how large it unpacks is bounded before
anything is unpacked, document types are refused (they are how XML grows without end), and what a
formula yielded when the file was last saved is read, never the formula.
"""

import io
import zipfile
from collections.abc import Iterable, Iterator
from datetime import date, datetime, time
from zipfile import BadZipFile, ZipFile

import numpy as np
import openpyxl
from django.utils.translation import gettext as _

from dongseon.console.intake.columns import FIELDS
from dongseon.console.intake.types import Fault, Grid, Kind
from dongseon.errors import InvalidInput
from dongseon.records import sheets
from dongseon.records.settings import Profile
from dongseon.records.tables import Table

MOST_BYTES = 20 * 2**20  # of a file: some 200,000 rows. Assumption
MOST_UNPACKED = 200 * 2**20  # bytes of a workbook's parts together
MOST_PARTS = 1_000  # files inside a workbook
MOST_ROWS = 200_000
MOST_COLUMNS = 200
LONGEST_CELL = 4_000  # characters
WORKBOOK = b"PK\x03\x04"
OLD_WORKBOOK = b"\xd0\xcf\x11\xe0"  # .xls, or a workbook locked with a password


def read(data: bytes, *, kind: Kind, file: str) -> tuple[Grid, list[Fault]]:
    """The rows of a file and what cannot be read of it. Raises InvalidInput if nothing can."""
    if not data:
        raise InvalidInput(_("the file is empty"))
    if len(data) > MOST_BYTES:
        raise InvalidInput(
            _("the file is larger than %(most)d MB: split it") % {"most": MOST_BYTES >> 20}
        )
    if data.startswith(OLD_WORKBOOK):
        raise InvalidInput(
            _("this is an old or locked workbook: save it as .xlsx without password")
        )
    grid, faults = (
        _read_workbook(data) if data.startswith(WORKBOOK) else _read_csv(data, kind, file)
    )
    if len(grid) > MOST_ROWS:
        raise InvalidInput(_("more than %(most)d rows: split the file") % {"most": MOST_ROWS})
    return grid, faults


def _read_csv(data: bytes, kind: Kind, file: str) -> tuple[Grid, list[Fault]]:
    known = tuple(name for names in FIELDS[kind].values() for name in names)
    sheet, broken = sheets.read_sheet(data, Table(file, kind, (), known), Profile())
    if len(sheet.names) > MOST_COLUMNS:
        raise InvalidInput(_("more than %(most)d columns") % {"most": MOST_COLUMNS})
    grid = Grid(
        names=sheet.names,
        columns=tuple(sheet.columns[name] for name in sheet.names),
        lines=sheet.lines,
        encoding=sheet.dialect.encoding,
        delimiter=sheet.dialect.delimiter,
    )
    faults = [Fault(one.line, one.column, one.value, one.reason) for one in broken]
    return _without_long_cells(grid, faults)


def _without_long_cells(grid: Grid, faults: list[Fault]) -> tuple[Grid, list[Fault]]:
    """The grid without rows that hold a cell too long to mean anything."""
    long = {
        row: name
        for name, column in zip(grid.names, grid.columns, strict=True)
        for row, cell in enumerate(column)
        if len(cell) > LONGEST_CELL
    }
    if not long:
        return grid, faults
    reason = _("a cell longer than %(most)d characters") % {"most": LONGEST_CELL}
    faults += [Fault(int(grid.lines[row]), name, "", reason) for row, name in sorted(long.items())]
    kept = [row for row in range(len(grid)) if row not in long]
    columns = tuple(tuple(column[row] for row in kept) for column in grid.columns)
    return Grid(grid.names, columns, grid.lines[kept], grid.encoding, grid.delimiter), faults


# ── workbooks ────────────────────────────────────────────────────────────────────────────────


def _read_workbook(data: bytes) -> tuple[Grid, list[Fault]]:
    _check_parts(data)
    rows, formulas = _rows(data, computed=True), _formulas(data)
    head, header = next(((row, cells) for row, cells in rows if any(cells)), (0, []))
    while header and not header[-1]:
        header.pop()
    if not header:
        raise InvalidInput(_("the first sheet is empty: it needs a row with the names of columns"))
    names = tuple(_unique(header))
    kept, lines, faults = [], [], []
    for row, cells in rows:
        if row <= head or not any(cells):
            continue
        cells = [*cells[: len(names)], *[""] * (len(names) - len(cells))]
        fault = _fault_of(row, cells, names, formulas.get(row, ()))
        if fault is None:
            kept.append(cells)
            lines.append(row)
        else:
            faults.append(fault)
    columns = tuple(zip(*kept, strict=True)) if kept else tuple(() for _name in names)
    return Grid(names, columns, np.array(lines, dtype=np.int64), "", ""), faults


def _fault_of(
    row: int, cells: list[str], names: tuple[str, ...], formulas: Iterable[int]
) -> Fault | None:
    """Why a row of a workbook cannot be used; None if it can."""
    for column in formulas:
        if column < len(cells) and not cells[column]:
            reason = _("a formula that was never computed: open and save the file in a spreadsheet")
            return Fault(row, names[column], "", reason)
    for name, cell in zip(names, cells, strict=True):
        if len(cell) > LONGEST_CELL:
            reason = _("a cell longer than %(most)d characters") % {"most": LONGEST_CELL}
            return Fault(row, name, "", reason)
    return None


def _check_parts(data: bytes) -> None:
    """Raise InvalidInput for a ZIP that is no workbook or would unpack too far."""
    try:
        with ZipFile(io.BytesIO(data)) as archive:
            parts = archive.infolist()
            if len(parts) > MOST_PARTS or sum(part.file_size for part in parts) > MOST_UNPACKED:
                raise InvalidInput(
                    _("the workbook unpacks to more than it may: save it again, smaller")
                )
            if "[Content_Types].xml" not in archive.namelist():
                raise InvalidInput(
                    _("this is an archive and no workbook: give a .csv or .xlsx file")
                )
            for part in parts:
                if part.filename.endswith((".xml", ".rels")):
                    _refuse_document_type(archive, part)
    except (BadZipFile, NotImplementedError, RuntimeError, EOFError, OSError, zipfile.LargeZipFile):
        raise InvalidInput(_("the workbook is damaged or locked with a password")) from None


def _refuse_document_type(archive: ZipFile, part: zipfile.ZipInfo) -> None:
    """An office program writes none. In UTF-16 it would hide, so only what is not UTF-16 goes on."""
    with archive.open(part) as readable:
        begin = readable.read(4_096)  # a document type stands before the first element
    if begin[:2] in (b"\xff\xfe", b"\xfe\xff") or b"\0" in begin or b"<!DOCTYPE" in begin:
        raise InvalidInput(
            _("the workbook holds a document type: it was not written by a spreadsheet")
        )


def _rows(data: bytes, *, computed: bool) -> Iterator[tuple[int, list[str]]]:
    """Number and cells of each row of the first sheet."""
    try:
        book = openpyxl.load_workbook(
            io.BytesIO(data), read_only=True, data_only=computed, keep_links=False
        )
        sheet = book.worksheets[0]
        sheet.reset_dimensions()  # what a file says of its size is not to be believed
        for row, cells in enumerate(
            sheet.iter_rows(max_col=MOST_COLUMNS, max_row=MOST_ROWS + 2, values_only=True), start=1
        ):
            yield row, [_text(cell) for cell in cells]
    except InvalidInput:
        raise
    except Exception as fault:  # noqa: BLE001  # openpyxl raises whatever a broken part makes it meet
        raise InvalidInput(
            _("the workbook cannot be read (%(fault)s)") % {"fault": type(fault).__name__}
        ) from None


def _formulas(data: bytes) -> dict[int, list[int]]:
    """Row to the columns that hold formulas."""
    found: dict[int, list[int]] = {}
    for row, cells in _rows(data, computed=False):
        columns = [column for column, cell in enumerate(cells) if cell.startswith("=")]
        if columns:
            found[row] = columns
    return found


def _text(cell: object) -> str:
    """A cell as a text: days as ISO, whole numbers without a point."""
    if cell is None:
        return ""
    if isinstance(cell, datetime):
        return cell.date().isoformat() if cell.time() == time() else cell.isoformat(sep=" ")
    if isinstance(cell, date):
        return cell.isoformat()
    if isinstance(cell, float) and cell.is_integer() and abs(cell) < 1e15:
        return str(int(cell))
    text = str(cell).strip()
    return text[1:] if text[:1] == "'" and text[1:2] in "=+-@" else text


def _unique(header: list[str]) -> Iterator[str]:
    seen: set[str] = set()
    for number, cell in enumerate(header, start=1):
        name = cell or f"column {number}"
        while name in seen:
            name = f"{name} (column {number})"
        seen.add(name)
        yield name
