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

# One statement for the entries of an act, however many: it is in the way of everything that is done here.
ADD = """
    INSERT INTO audit_entry (cluster, transaction, at, officer_id, role, area, purpose, kind, act,
                             case_id, fields, why, subject_kind, subject_id)
    SELECT %s, pg_current_xact_id()::text::bigint, %s, %s, %s, %s, %s, %s, %s, %s, %s, %s,
           whom.kind, whom.id
    FROM unnest(%s::text[], %s::uuid[]) WITH ORDINALITY AS whom(kind, id, place)
    ORDER BY whom.place
    RETURNING seq, transaction, subject_kind, subject_id
"""


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
    _must_be_inside()
    row = Entry(
        cluster=this_cluster(), at=now, officer_id=by.officer_id, role=str(by.role), area=by.area,
        purpose=str(by.purpose), kind=kind.value, act=act, case_id=case_id,
        fields=sorted(map(str, fields)), why=str(why),
    )  # fmt: skip
    whom: list[tuple[str, UUID | None]] = [(one.kind, one.id) for one in subjects] or [("", None)]
    with connection.cursor() as cursor:
        cursor.execute(
            ADD,
            [
                row.cluster, row.at, row.officer_id, row.role, row.area, row.purpose, row.kind,
                row.act, row.case_id, row.fields, row.why,
                [kind for kind, _id in whom], [subject_id for _kind, subject_id in whom],
            ],
        )  # fmt: skip
        written = cursor.fetchall()
    hashes = {}
    for seq, transaction, subject_kind, subject_id in written:
        row.seq, row.transaction = seq, transaction
        row.subject_kind, row.subject_id = subject_kind, subject_id
        hashes[seq] = leaves.hash_of(row)
    on_commit(partial(tail.append, tail.path(), hashes))
    return int(row.transaction)


def current_transaction() -> int:
    """PostgreSQL's number of the transaction under way. Raises OutsideTransaction if there is none."""
    _must_be_inside()
    with connection.cursor() as cursor:
        cursor.execute("SELECT pg_current_xact_id()::text::bigint")
        return int(cursor.fetchone()[0])


def _must_be_inside() -> None:
    if not connection.in_atomic_block:
        raise OutsideTransaction("audit entries belong into the transaction of the act")


@cache
def this_cluster() -> int:
    """PostgreSQL's number of the cluster: with it a transaction's number is the only one of its kind.

    A restored copy lives in another cluster, whose transactions are counted anew.
    """
    with connection.cursor() as cursor:
        cursor.execute("SELECT system_identifier FROM pg_control_system()")
        return int(cursor.fetchone()[0])
