"""Every read of long exports. An export is seen by whoever began it."""

import json
import zlib
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import datetime
from typing import Any
from uuid import UUID

from dongseon.console.audit.types import Actor
from dongseon.console.intake import sealing
from dongseon.console.intake.models import Export, Piece
from dongseon.console.intake.types import ExportState, Form
from dongseon.errors import NotFound

MOST_SHOWN = 20


@dataclass(frozen=True, slots=True)
class ExportRow:
    """An export as its job and its page see it."""

    id: UUID
    state: ExportState
    actor: Actor  # who takes it out, in which role and for which area
    form: Form
    columns: tuple[str, ...]
    header: tuple[str, ...]
    wanted: dict[str, Any]  # Any: JSON of the workflow's own
    begun_at: datetime
    finished_at: datetime | None
    rows: int  # about so many
    rows_done: int
    pieces: int
    behind: tuple[str, UUID] | None  # sort value and id of the last row done

    @property
    def percent(self) -> int:
        """How far it is; 100 only when it is done, for nobody counted the rows."""
        if self.state is ExportState.DONE:
            return 100
        return min(99, self.rows_done * 100 // max(self.rows, 1))


def one(export_id: UUID, *, officer_id: UUID | None = None) -> ExportRow:
    """An export; of this officer, if one is named. Raises NotFound."""
    found = Export.objects.filter(pk=export_id)
    if officer_id is not None:
        found = found.filter(officer_id=officer_id)
    row = found.first()
    if row is None:
        raise NotFound("there is no such export")
    return _to_row(row)


def recent(officer_id: UUID) -> tuple[ExportRow, ...]:
    """What an officer took out this way, the latest first."""
    rows = Export.objects.filter(officer_id=officer_id).order_by("-begun_at", "id")
    return tuple(_to_row(row) for row in rows[:MOST_SHOWN])


def rows_of(export_id: UUID) -> Iterator[list[str]]:
    """Its rows, read piece by piece. Raises NotFound once it is erased."""
    numbers = Piece.objects.filter(export=export_id).order_by("number")
    for number in numbers.values_list("number", flat=True):
        sealed = Piece.objects.values_list("sealed", flat=True).get(export=export_id, number=number)
        yield from json.loads(zlib.decompress(sealing.unseal(export_id, f"piece {number}", sealed)))


def _to_row(row: Export) -> ExportRow:
    return ExportRow(
        id=row.id,
        state=ExportState(row.state),
        actor=Actor(row.officer_id, row.role, row.area, row.purpose),
        form=Form(row.form),
        columns=tuple(row.columns),
        header=tuple(row.header),
        wanted=row.wanted,
        begun_at=row.begun_at,
        finished_at=row.finished_at,
        rows=row.rows,
        rows_done=row.rows_done,
        pieces=row.pieces,
        behind=None if row.behind_id is None else (row.behind_value, row.behind_id),
    )
