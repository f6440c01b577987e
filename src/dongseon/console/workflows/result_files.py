"""A laboratory's file: kept sealed, its columns understood, each row entered for a second person or left to one."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from hashlib import sha256
from uuid import UUID

from django.db import transaction
from django.utils.translation import gettext as _

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

MOST_ROWS = 500  # of one file: a request is a few seconds' work. Assumption


@dataclass(frozen=True, slots=True)
class File:
    """A file that was brought, its rows, and how its columns are understood so far."""

    delivery: DeliveryRow
    grid: Grid
    columns: Mapping[str, str]  # our field → the file's column
    remembered: bool  # as last time, not guessed
    became: Mapping[str, int]  # once it was read: how many rows stand where


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
def read(*, by: Actor, now: datetime, delivery_id: UUID, columns: Mapping[str, str]) -> bool:
    """Enter its rows; False if that was done before. Raises SpecimenUnknown, NotFound."""
    kept = deliveries.claim(delivery_id)
    file = show(by=by, delivery_id=delivery_id)
    if kept.answer:
        return False
    deliveries.understand(
        by=by, now=now, delivery_id=delivery_id,
        signature=sheets.signature(file.grid.names), columns=columns,
    )  # fmt: skip
    cells = {field: file.grid.column(column) for field, column in columns.items()}
    for row in range(len(file.grid)):
        said = sheets.observation({field: texts[row] for field, texts in cells.items()}, row + 1)
        receiving.take(by=by, now=now, kept=kept, laboratory=None, said=said, source=Source.FILE)
    deliveries.answer(kept=kept, code=ACCEPTED, faults=())
    return True
