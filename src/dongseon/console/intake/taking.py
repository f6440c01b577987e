"""Every write about long exports: begun, made piece by piece, done, fetched, given up.

Rows are kept as JSON, compressed, sealed under the export's own key outside the database: a dump holds nothing
that can be read, and when the key is gone no copy can.
"""

import json
import zlib
from collections.abc import Collection, Mapping, Sequence
from datetime import datetime
from uuid import UUID, uuid4

from django.db import IntegrityError, transaction
from django.db.models import F

from dongseon.console.audit import actions as audit
from dongseon.console.audit.types import Actor, Subject
from dongseon.console.intake import sealing
from dongseon.console.intake.actions import owner
from dongseon.console.intake.models import Export, Piece
from dongseon.console.intake.types import ExportState, Form

SUBJECT = "export"
Rows = Sequence[Sequence[str]]


class Busy(RuntimeError):
    """The officer has a file in the making already."""


def begin(
    *,
    by: Actor,
    now: datetime,
    form: Form,
    columns: Sequence[str],
    header: Sequence[str],
    wanted: Mapping[str, object],
    rows: int,
) -> UUID:
    """Begin to take a list out. `rows`: about how many it has. Raises Busy."""
    export_id = uuid4()
    try:
        with transaction.atomic():
            Export.objects.create(
                id=export_id,
                officer_id=owner(by),
                role=by.role,
                area=by.area,
                purpose=by.purpose,
                form=form,
                columns=list(columns),
                header=list(header),
                wanted=dict(wanted),
                begun_at=now,
                rows=rows,
            )
    except IntegrityError as fault:
        if "export_one_at_a_time" not in str(fault):
            raise
        raise Busy from None
    audit.record(
        by=by,
        now=now,
        act="intake.begin_export",
        subjects=[Subject(SUBJECT, export_id)],
        fields=columns,
    )
    return export_id


def keep(*, export_id: UUID, number: int, rows: Rows, behind: tuple[str, UUID] | None) -> bool:
    """Keep the next piece, in the transaction that looked its rows up. False if another worker did."""
    value, last = behind or ("", None)
    kept = Export.objects.filter(pk=export_id, state=ExportState.RUNNING, pieces=number).update(
        pieces=number + 1,
        rows_done=F("rows_done") + len(rows),
        behind_value=value,
        behind_id=last,
    )
    if kept:
        said = zlib.compress(json.dumps(rows, ensure_ascii=False).encode())
        sealed = sealing.seal(export_id, f"piece {number}", said)
        Piece.objects.bulk_create([Piece(export_id=export_id, number=number, sealed=sealed)])
    return bool(kept)


def finish(*, by: Actor, now: datetime, export_id: UUID) -> None:
    """All rows are there: its owner may fetch the file."""
    done = Export.objects.filter(pk=export_id, state=ExportState.RUNNING).update(
        state=ExportState.DONE, finished_at=now
    )
    if done:
        _tell(by, now, "finish_export", export_id)


def fetch(*, by: Actor, now: datetime, export_id: UUID) -> None:
    """Write down that the file leaves the house."""
    _tell(by, now, "fetch_export", export_id)


def give_up(*, by: Actor, now: datetime, export_id: UUID) -> None:
    """Erase what was made of it: pieces and key. A second time changes nothing."""
    changed = (
        Export.objects.filter(pk=export_id, officer_id=owner(by))
        .exclude(state=ExportState.GIVEN_UP)
        .update(state=ExportState.GIVEN_UP, finished_at=now)
    )
    if changed:
        _erase([export_id])
        _tell(by, now, "give_up_export", export_id)


def outdated(*, by: Actor, now: datetime) -> None:
    """Somebody is erased who may stand in any file: all that lie here go. They can be made anew without them."""
    there = Export.objects.exclude(state=ExportState.GIVEN_UP).select_for_update()
    gone = tuple(there.order_by("id").values_list("id", flat=True))
    Export.objects.filter(pk__in=gone).update(state=ExportState.GIVEN_UP, finished_at=now)
    _erase(gone)
    for export_id in gone:
        _tell(by, now, "outdate_export", export_id)


def _erase(export_ids: Collection[UUID]) -> None:
    Piece.objects.filter(export__in=export_ids).delete()
    for export_id in export_ids:
        sealing.destroy(export_id)


def _tell(by: Actor, now: datetime, act: str, export_id: UUID) -> None:
    audit.record(by=by, now=now, act=f"intake.{act}", subjects=[Subject(SUBJECT, export_id)])
