"""Writing the log. Only inside the transaction of what is told, so that neither is without the other."""

from collections.abc import Collection
from datetime import datetime
from uuid import UUID

from django.db import connection

from dongseon.console.audit.models import Entry
from dongseon.console.audit.types import Actor, Kind, Look, Subject


class OutsideTransaction(RuntimeError):
    """An act was to be recorded where it could not be undone together with its entry."""


def record(
    *,
    by: Actor,
    now: datetime,
    act: str,
    subjects: Collection[Subject],
    fields: Collection[str] = (),
    case_id: UUID | None = None,
    why: str = "",
    kind: Kind = Kind.WRITE,
) -> None:
    """Write down an act, one entry for each subject. Raises OutsideTransaction outside `atomic`."""
    _write(by, now, kind, act, subjects, fields, case_id, why)


def look(
    *,
    by: Actor,
    now: datetime,
    act: str,
    subjects: Collection[Subject],
    fields: Collection[str],
    case_id: UUID | None = None,
    why: str = "",
) -> Look:
    """Write down a look at personal data; what is returned opens it, in this transaction alone."""
    transaction = _write(by, now, Kind.READ, act, subjects, fields, case_id, why)
    return Look(transaction, frozenset(subjects), frozenset(fields))


def _write(
    by: Actor,
    now: datetime,
    kind: Kind,
    act: str,
    subjects: Collection[Subject],
    fields: Collection[str],
    case_id: UUID | None,
    why: str,
) -> int:
    transaction = current_transaction()
    Entry.objects.bulk_create(
        Entry(
            transaction=transaction,
            at=now,
            officer_id=by.officer_id,
            role=by.role,
            area=by.area,
            kind=kind,
            act=act,
            subject_kind=subject.kind,
            subject_id=subject.id,
            case_id=case_id,
            fields=sorted(fields),
            why=why,
        )
        for subject in subjects
    )
    return transaction


def current_transaction() -> int:
    """PostgreSQL's number of the transaction under way. Raises OutsideTransaction if there is none."""
    if not connection.in_atomic_block:
        raise OutsideTransaction("audit entries belong into the transaction of the act")
    with connection.cursor() as cursor:
        cursor.execute("SELECT pg_current_xact_id()::text::bigint")
        return int(cursor.fetchone()[0])
