"""The line list as a file: chosen columns, as far as the role may see them, streamed row by row.

Names, phones and birth dates are columns that somebody chooses on purpose; whoever may see none gets
none, and an anonymised file has an age group in place of the birth date and no number by which a case
could be found again. Every cell is disarmed: a spreadsheet runs nothing of it.
"""

import io
from collections.abc import Collection, Iterable, Iterator, Mapping, Sequence
from datetime import date, datetime

import openpyxl

from dongseon.console.audit import actions as audit
from dongseon.console.audit.types import Actor, Subject
from dongseon.console.cases import numbers
from dongseon.console.cases.types import Filters, Sort
from dongseon.console.workflows import line_list
from dongseon.console.workflows.line_list import NAMELESS, Line
from dongseon.records import writing

NAMED = ("number", "name", "name_romanised", "birth_date", "sex", "phone")
PLAIN = ("area", "classification", "state", "onset_on", "sampled_on", "reported_on", "age_group")
COLUMNS = (*NAMED, *PLAIN)
MOST_WORKBOOK_ROWS = 100_000  # a workbook is made whole in memory; larger lists are CSV
AGE_STEP_YEARS = 10
_FIELDS: Mapping[str, str] = {
    "name": "name",
    "name_romanised": "name",
    "birth_date": "birth_date",
    "age_group": "birth_date",
    "sex": "sex",
    "phone": "phone",
}
SEEN_BY_NAMELESS = frozenset({"number", *PLAIN}) - {"age_group"}


def allowed(by: Actor, columns: Collection[str]) -> tuple[str, ...]:
    """The columns, of those asked for, that the role may take out."""
    seen = SEEN_BY_NAMELESS if by.role in NAMELESS else frozenset(COLUMNS)
    return tuple(name for name in COLUMNS if name in columns and name in seen)


def csv_lines(
    *,
    by: Actor,
    now: datetime,
    text: str,
    filters: Filters,
    sort: Sort,
    columns: Collection[str],
    names: Mapping[str, str],
) -> Iterator[str]:
    """The file as CSV, header first, in pieces. ``names``: what a column is called in it."""
    taken = allowed(by, columns)
    yield "\ufeff" + writing.csv_rows([[names[name] for name in taken]], ",")
    for row in rows(by=by, now=now, text=text, filters=filters, sort=sort, columns=taken):
        yield writing.csv_rows([map(writing.safe_cell, row)], ",")


def workbook(
    *,
    by: Actor,
    now: datetime,
    text: str,
    filters: Filters,
    sort: Sort,
    columns: Collection[str],
    names: Mapping[str, str],
) -> bytes:
    """The file as a workbook; every cell is a text."""
    taken = allowed(by, columns)
    every = rows(by=by, now=now, text=text, filters=filters, sort=sort, columns=taken)
    return as_workbook([names[name] for name in taken], every)


def as_workbook(header: Sequence[str], every: Iterable[Sequence[str]]) -> bytes:
    """Rows as a workbook; every cell is a text, disarmed."""
    book = openpyxl.Workbook(write_only=True)
    sheet = book.create_sheet()
    sheet.append(list(header))
    for row in every:
        sheet.append([writing.safe_cell(cell) for cell in row])
    out = io.BytesIO()
    book.save(out)
    return out.getvalue()


def rows(
    *,
    by: Actor,
    now: datetime,
    text: str,
    filters: Filters,
    sort: Sort,
    columns: Collection[str],
) -> Iterator[list[str]]:
    """The rows as texts. That a file was taken out is an entry of its own, before its first row."""
    audit.record(
        by=by,
        now=now,
        act="cases.export",
        subjects=[Subject("export", by.officer_id)] if by.officer_id else [],
        fields=columns,
    )
    for line in line_list.every_line(
        by=by, now=now, text=text, filters=filters, sort=sort, columns=looked_up(columns)
    ):
        yield cells(line, columns, now.date())


def looked_up(columns: Collection[str]) -> set[str]:
    """The columns of the line list that these of a file are made of."""
    return {_FIELDS[name] for name in columns if name in _FIELDS}


def cells(line: Line, columns: Collection[str], today: date) -> list[str]:
    """A line as the texts of a file."""
    return [_cell(line, name, today) for name in columns]


def _cell(line: Line, name: str, today: date) -> str:
    case, identity = line.case, line.identity
    if name == "number":
        return numbers.write(case.number)
    if name.endswith("_on"):
        return str(getattr(case.dates, name) or "")
    if name in ("area", "classification", "state"):
        return str(getattr(case, name))
    if identity is None:
        return ""
    if name == "age_group":
        return _age_group(identity.birth_date, today)
    return str(getattr(identity, name) or "")


def _age_group(born: date | None, today: date) -> str:
    if born is None:
        return ""
    years = today.year - born.year - ((today.month, today.day) < (born.month, born.day))
    low = years // AGE_STEP_YEARS * AGE_STEP_YEARS
    return f"{low}-{low + AGE_STEP_YEARS - 1}"
