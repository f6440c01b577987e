"""A laboratory's file: kept sealed, its columns understood, each row entered for a second person or left to one."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from hashlib import sha256
from uuid import UUID

from django.db import transaction
from django.utils.translation import gettext as _
from procrastinate.contrib.django import app

from dongseon.console.audit.types import Actor
from dongseon.console.intake import reading
from dongseon.console.intake.types import Grid, Kind
from dongseon.console.laboratory import deliveries, inbox, sheets
from dongseon.console.laboratory.hl7.types import ACCEPTED
from dongseon.console.laboratory.rules import Source
from dongseon.console.laboratory.types import DeliveryRow
from dongseon.console.registry import queries as people
from dongseon.console.workflows import receiving
from dongseon.errors import InvalidInput

JOB = "workflows.read_results"
MOST_ROWS = 20_000  # of one file: the country's busiest day. Assumption
ROWS_AT_ONCE = 50  # a batch: about a second of work to lose


@dataclass(frozen=True, slots=True)
class File:
    """A file that was brought, its rows, and how its columns are understood so far."""

    delivery: DeliveryRow
    grid: Grid
    columns: Mapping[str, str]  # our field → the file's column
    remembered: bool  # as last time, not guessed
    became: Mapping[str, int]  # how many rows stand where, of those read so far

    @property
    def done(self) -> int:
        """Rows that were read."""
        return sum(self.became.values())

    @property
    def state(self) -> str:
        """ "new", "running" or "done"."""
        if self.delivery.answer:
            return "done"
        return "new" if self.delivery.plan is None else "running"


def bring(*, by: Actor, now: datetime, name: str, data: bytes) -> UUID:
    """Keep a file. The same bytes again are the same file. Raises InvalidInput for one that is no list."""
    grid, _faults = reading.read(data, kind=Kind.CASES, file=name)
    if len(grid) > MOST_ROWS:
        raise InvalidInput(_("more than %(most)d rows: split the file") % {"most": MOST_ROWS})
    [digest] = people.fingerprints([f"delivery|{sha256(data).hexdigest()}"])
    kept = deliveries.keep(
        by=by, now=now, source=Source.FILE, data=data, digest=digest, control_id=""
    )
    return kept.id


def show(*, by: Actor, delivery_id: UUID) -> File:
    """A file, for whoever brought it. Raises SpecimenUnknown, NotFound."""
    delivery, data = inbox.file_of(delivery_id, sender_id=by.officer_id)
    grid, _faults = reading.read(data, kind=Kind.CASES, file="")
    saved = inbox.layout(by.area, sheets.signature(grid.names))
    known = {field: column for field, column in saved.items() if column in grid.names}
    return File(
        delivery, grid, known or sheets.guess(grid.names), bool(known), inbox.became(delivery_id)
    )


@transaction.atomic
def begin(*, by: Actor, now: datetime, delivery_id: UUID, columns: Mapping[str, str]) -> bool:
    """Have its rows read by a job; False if that was begun before. Raises SpecimenUnknown, NotFound."""
    file = show(by=by, delivery_id=delivery_id)
    if not deliveries.plan(by=by, delivery_id=delivery_id, columns=columns, rows=len(file.grid)):
        return False
    deliveries.understand(
        by=by, now=now, delivery_id=delivery_id,
        signature=sheets.signature(file.grid.names), columns=columns,
    )  # fmt: skip
    app.configure_task(JOB).defer(delivery_id=str(delivery_id))
    return True


def run(*, now: datetime, delivery_id: UUID) -> None:
    """Enter the rows of a file, batch by batch. What a batch did commits with how far it came.

    Killed in between, or begun twice, it goes on where it was, and no row is entered twice.
    """
    told = inbox.planned(delivery_id)
    if told is None or told[0].plan is None:
        return
    _row, by, data = told
    columns = told[0].plan.columns
    grid, _faults = reading.read(data, kind=Kind.CASES, file="")
    cells = {field: grid.column(column) for field, column in columns.items()}
    while _read_some(by, now, delivery_id, cells, len(grid)):
        pass


@transaction.atomic
def _read_some(
    by: Actor, now: datetime, delivery_id: UUID, cells: Mapping[str, Sequence[str]], count: int
) -> bool:
    """The next rows; whether there are more."""
    kept = deliveries.claim(delivery_id)
    if kept.answer:
        return False
    done = sum(inbox.became(delivery_id).values())
    for row in range(done, min(done + ROWS_AT_ONCE, count)):
        said = sheets.observation({field: texts[row] for field, texts in cells.items()}, row + 1)
        receiving.take(by=by, now=now, kept=kept, laboratory=None, said=said, source=Source.FILE)
    if done + ROWS_AT_ONCE < count:
        return True
    deliveries.answer(kept=kept, code=ACCEPTED, faults=())
    return False
