"""Every read of imports. An import is seen by whoever brought it."""

from collections.abc import Collection, Iterator
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any
from uuid import UUID

from dongseon.console.audit.types import Actor
from dongseon.console.intake import actions, reading, sealing
from dongseon.console.intake.models import Import, SavedMapping
from dongseon.console.intake.types import Counts, DayOrder, Fault, Grid, Kind, Mapping, State
from dongseon.errors import NotFound

MOST_SHOWN = 50


@dataclass(frozen=True, slots=True)
class ImportRow:
    """An import as pages show it."""

    id: UUID
    kind: Kind
    state: State
    actor: Actor  # who brought it, in which role and for which area
    uploaded_at: datetime
    finished_at: datetime | None
    mapping: Mapping
    rows: int
    rows_done: int
    counts: Counts

    @property
    def percent(self) -> int:
        """How far it is; 100 only when every row is done."""
        return 100 if self.rows_done >= self.rows else self.rows_done * 100 // self.rows


def one(import_id: UUID, *, officer_id: UUID | None = None) -> ImportRow:
    """An import; of this officer, if one is named. Raises NotFound."""
    found = Import.objects.defer("sealed_file", "sealed_faults").filter(pk=import_id)
    if officer_id is not None:
        found = found.filter(officer_id=officer_id)
    row = found.first()
    if row is None:
        raise NotFound("there is no such import")
    return _to_row(row)


def recent(officer_id: UUID) -> tuple[ImportRow, ...]:
    """What an officer brought, the latest first."""
    rows = Import.objects.defer("sealed_file", "sealed_faults").filter(officer_id=officer_id)
    return tuple(_to_row(row) for row in rows.order_by("-uploaded_at", "id")[:MOST_SHOWN])


def name_of(import_id: UUID) -> str:
    """The name of its file; empty once the key is destroyed."""
    sealed = Import.objects.values_list("sealed_name", flat=True).get(pk=import_id)
    try:
        return sealing.unseal(import_id, "name", sealed).decode()
    except NotFound:
        return ""


def grid_of(import_id: UUID) -> tuple[Grid, list[Fault]]:
    """The rows of its file, opened and read anew. Raises NotFound once it is erased, InvalidInput."""
    row = Import.objects.only("kind", "sealed_file").get(pk=import_id)
    if row.sealed_file is None:
        raise NotFound("the file of this import is erased")
    data = sealing.unseal(import_id, "file", row.sealed_file)
    return reading.read(data, kind=Kind(row.kind), file=name_of(import_id))


def faults_of(import_id: UUID) -> list[Fault]:
    """What was wrong with its rows."""
    return actions.faults_of(Import.objects.only("sealed_faults").get(pk=import_id))


def saved_mapping(kind: Kind, area: str, names: tuple[str, ...]) -> Mapping | None:
    """How files with these columns were understood last in this area."""
    row = SavedMapping.objects.filter(
        kind=kind, area=area, signature=actions.signature(names)
    ).first()
    return None if row is None else to_mapping(row.mapping)


def to_mapping(said: dict[str, Any]) -> Mapping:  # Any: JSON of our own
    """A mapping from how it is stored."""
    if not said:
        return Mapping()
    day = said.get("reported_on")
    return Mapping(
        columns=tuple((ours, theirs) for ours, theirs in said["columns"]),
        day_order=DayOrder(said["day_order"]),
        area=said["area"],
        classification=said["classification"],
        reported_on=date.fromisoformat(day) if day else None,
        source=said["source"],
    )


def _to_row(row: Import) -> ImportRow:
    return ImportRow(
        id=row.id,
        kind=Kind(row.kind),
        state=State(row.state),
        actor=Actor(row.officer_id, row.role, row.area, row.purpose),
        uploaded_at=row.uploaded_at,
        finished_at=row.finished_at,
        mapping=to_mapping(row.mapping),
        rows=row.rows,
        rows_done=row.rows_done,
        counts=Counts(row.created, row.changed, row.unchanged, row.rejected),
    )


def error_rows(faults: Collection[Fault]) -> Iterator[tuple[str, ...]]:
    """Faults as rows of the file of errors."""
    for fault in faults:
        line = str(fault.line) if fault.line else ""
        yield line, fault.column, fault.value, fault.reason
