"""Lists that are too long to wait for: made piece by piece by a job, then offered to whoever began them.

A piece and how far the job came commit together, so a killed job goes on where it was, with no row twice.
Whoever is in a piece has an entry in the log from the transaction that read them.
"""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any
from uuid import UUID

from django.db import transaction
from django.utils.translation import gettext as _

from dongseon.console.audit.types import Actor
from dongseon.console.cases.rules import Classification
from dongseon.console.cases.rules import State as CaseState
from dongseon.console.cases.types import Filters, Place, Sort
from dongseon.console.intake import taken, taking
from dongseon.console.intake.taken import ExportRow
from dongseon.console.intake.types import ExportState, Form
from dongseon.console.workflows import exporting, line_list
from dongseon.errors import InvalidInput
from dongseon.records import writing

ROWS_AT_ONCE = 1_000  # a piece: about a second of work to lose
# Of one file: more is no list any more but a copy of the register. Assumption
MOST_ROWS = 2_000_000
DAYS = ("reported_from", "reported_to", "onset_from", "onset_to")


@dataclass(frozen=True, slots=True)
class List:
    """Which rows in which order. Never a search: its words, or whom it found, would stand in the table."""

    filters: Filters
    sort: Sort


def refusal(rows: int, form: Form) -> str:
    """Why a list of so many rows is not taken out in this form; empty where it is."""
    if form is Form.WORKBOOK and rows > exporting.MOST_WORKBOOK_ROWS:
        return _("A workbook holds at most %(most)s rows here: choose CSV, or narrow the list.") % {
            "most": f"{exporting.MOST_WORKBOOK_ROWS:,}"
        }
    if rows > MOST_ROWS:
        return _(
            "A file holds at most %(most)s rows: narrow the list by area or days and take"
            " it out in parts."
        ) % {"most": f"{MOST_ROWS:,}"}
    return ""


@transaction.atomic
def begin(
    *,
    by: Actor,
    now: datetime,
    wanted: List,
    form: Form,
    columns: Sequence[str],
    names: Mapping[str, str],
    rows: int,
) -> UUID:
    """Begin a file of about so many rows. `names`: what a column is called in it.

    Raises InvalidInput for a list that is refused, taking.Busy while another is being made.
    """
    if why := refusal(rows, form):
        raise InvalidInput(why)
    allowed = exporting.allowed(by, columns)
    return taking.begin(
        by=by,
        now=now,
        form=form,
        columns=allowed,
        header=[names[name] for name in allowed],
        wanted=_said(wanted),
        rows=rows,
    )


def run(*, now: datetime, export_id: UUID, at_once: int = ROWS_AT_ONCE) -> None:
    """Do what is left of a file. May be called again at any time, by anybody."""
    row = taken.one(export_id)
    while row.state is ExportState.RUNNING:
        step(row, now=now, at_once=at_once)
        row = taken.one(export_id)


@transaction.atomic
def step(row: ExportRow, *, now: datetime, at_once: int = ROWS_AT_ONCE) -> None:
    """The next piece and how far the file is, or nothing."""
    wanted = _meant(row.wanted)
    lines, behind = line_list.lines_behind(
        by=row.actor,
        now=now,
        filters=wanted.filters,
        sort=wanted.sort,
        place=Place(*row.behind) if row.behind else Place(),
        size=at_once,
        columns=exporting.looked_up(row.columns),
    )
    kept = taking.keep(
        export_id=row.id,
        number=row.pieces,
        rows=[exporting.cells(line, row.columns, now.date()) for line in lines],
        behind=None if behind is None or behind.id is None else (behind.value, behind.id),
    )
    if not kept:
        transaction.set_rollback(True)  # another worker did these rows, or it was given up
    elif behind is None:
        taking.finish(by=row.actor, now=now, export_id=row.id)


def csv_lines(row: ExportRow) -> Iterator[str]:
    """The file as CSV, in pieces. Raises NotFound once it is erased."""
    yield "\ufeff" + writing.csv_rows([row.header], ",")
    for cells in taken.rows_of(row.id):
        yield writing.csv_rows([map(writing.safe_cell, cells)], ",")


def workbook(row: ExportRow) -> bytes:
    """The file as a workbook; every cell is a text."""
    return exporting.as_workbook(row.header, taken.rows_of(row.id))


def _said(wanted: List) -> dict[str, Any]:  # Any: JSON
    filters = wanted.filters
    days = {name: getattr(filters, name) for name in DAYS}
    return {
        "area": filters.area,
        "classifications": list(filters.classifications),
        "states": list(filters.states),
        "sort": wanted.sort,
        **{name: day.isoformat() for name, day in days.items() if day is not None},
    }


def _meant(said: Mapping[str, Any]) -> List:  # Any: JSON
    days = {name: date.fromisoformat(said[name]) if name in said else None for name in DAYS}
    filters = Filters(
        area=said["area"],
        classifications=tuple(Classification(one) for one in said["classifications"]),
        states=tuple(CaseState(one) for one in said["states"]),
        reported_from=days["reported_from"],
        reported_to=days["reported_to"],
        onset_from=days["onset_from"],
        onset_to=days["onset_to"],
    )
    return List(filters, Sort(said["sort"]))
