"""Writing the log. Only inside the transaction of what is told, so that neither is without the other."""

from collections.abc import Collection
from datetime import datetime
from functools import cache, partial
from uuid import UUID

from django.db import connection
from django.db.transaction import on_commit

from dongseon.console.audit import leaves, tail
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
    """One entry for each subject; one in all where there is none (a search that found nothing)."""
    transaction = current_transaction()
    written = Entry.objects.bulk_create(
        Entry(
            cluster=this_cluster(),
            transaction=transaction,
            at=now,
            officer_id=by.officer_id,
            role=by.role,
            area=by.area,
            purpose=by.purpose,
            kind=kind,
            act=act,
            subject_kind=subject.kind if subject else "",
            subject_id=subject.id if subject else None,
            case_id=case_id,
            fields=sorted(fields),
            why=why,
        )
        for subject in (subjects or (None,))
    )
    hashes = {entry.seq: leaves.hash_of(entry) for entry in written}
    on_commit(partial(tail.append, tail.path(), hashes))
    return transaction


def current_transaction() -> int:
    """PostgreSQL's number of the transaction under way. Raises OutsideTransaction if there is none."""
    if not connection.in_atomic_block:
        raise OutsideTransaction("audit entries belong into the transaction of the act")
    with connection.cursor() as cursor:
        cursor.execute("SELECT pg_current_xact_id()::text::bigint")
        return int(cursor.fetchone()[0])


@cache
def this_cluster() -> int:
    """PostgreSQL's number of the cluster: with it a transaction's number is the only one of its kind.

    A restored copy lives in another cluster, whose transactions are counted anew.
    """
    with connection.cursor() as cursor:
        cursor.execute("SELECT system_identifier FROM pg_control_system()")
        return int(cursor.fetchone()[0])
