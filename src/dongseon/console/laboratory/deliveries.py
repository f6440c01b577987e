"""The door for what laboratories send: kept first, sealed; what cannot be matched waits for a person."""

import uuid
from collections.abc import Collection, Mapping, Sequence
from dataclasses import asdict, dataclass, replace
from datetime import datetime
from uuid import UUID

from django.db import connection
from django.db.models import F

from dongseon.console.audit import actions as audit
from dongseon.console.audit.types import Actor, Subject
from dongseon.console.laboratory import sealing
from dongseon.console.laboratory.models import Delivery, Finding, Layout
from dongseon.console.laboratory.rules import Source
from dongseon.console.laboratory.sealing import Opened
from dongseon.console.laboratory.types import Overtaken, Plan, SpecimenUnknown

SUBJECT = "delivery"
FINDING = "finding"


@dataclass(frozen=True, slots=True)
class Kept:
    """What is known of a delivery that was kept."""

    id: UUID
    received_at: datetime
    answer: str  # of the first time; "" while it is being read
    faults: tuple[str, ...]
    again: bool  # the very same bytes had come before


@dataclass(frozen=True, slots=True)
class NewFinding:
    """One result inside a delivery, as it is kept."""

    place: int  # from 1
    said: Opened
    reasons: tuple[str, ...] = ()  # why it waits; none: it was matched
    specimen_id: UUID | None = None
    area: str = ""


def keep(
    *, by: Actor, now: datetime, source: Source, data: bytes, digest: bytes, control_id: str
) -> Kept:
    """Keep what came in, sealed. The same bytes from the same sender are the same delivery.

    Two that send the same at once: the second waits here for the first to be done.
    """
    delivery_id = uuid.uuid4()
    sender = by.officer_id or uuid.UUID(int=0)
    with connection.cursor() as cursor:
        cursor.execute(
            "INSERT INTO laboratory_delivery (id, sender_id, area, source, digest, control_id,"
            " received_at, sealed, answer, faults, repeats)"
            " VALUES (%s, %s, %s, %s, %s, %s, %s, %s, '', '[]'::jsonb, 0)"
            " ON CONFLICT (sender_id, digest) DO NOTHING",
            [
                delivery_id, sender, by.area, source.value, digest, control_id[:199], now,
                sealing.seal(delivery_id, now, data),
            ],
        )  # fmt: skip
        made = cursor.rowcount == 1
    if made:
        _tell(by, now, "deliver", SUBJECT, [delivery_id])
        return Kept(delivery_id, now, "", (), again=False)
    Delivery.objects.filter(sender_id=sender, digest=digest).update(repeats=F("repeats") + 1)
    row = Delivery.objects.only("id", "received_at", "answer", "faults").get(
        sender_id=sender, digest=digest
    )
    _tell(by, now, "deliver_again", SUBJECT, [row.pk])
    return Kept(row.pk, row.received_at, row.answer, tuple(row.faults), again=True)


def understand(
    *, by: Actor, now: datetime, delivery_id: UUID, signature: str, columns: Mapping[str, str]
) -> None:
    """Say what the columns of a file mean; remembered for the next file with the same."""
    Layout.objects.update_or_create(
        area=by.area,
        signature=signature,
        defaults={"columns": dict(columns), "saved_at": now},
    )
    _tell(by, now, "understand", SUBJECT, [delivery_id])


def plan(*, by: Actor, delivery_id: UUID, columns: Mapping[str, str], rows: int) -> bool:
    """Have a job read a file; False if it was to already. A part of understanding it, which is told."""
    wanted = Plan(dict(columns), rows, str(by.role), str(by.purpose))
    return bool(
        Delivery.objects.filter(
            pk=delivery_id,
            sender_id=by.officer_id or uuid.UUID(int=0),
            answer="",
            plan__isnull=True,
        ).update(plan=asdict(wanted))
    )


def claim(delivery_id: UUID) -> Kept:
    """Hold a delivery until the transaction ends, so that it is read once."""
    row = Delivery.objects.select_for_update(no_key=True).get(pk=delivery_id)
    return Kept(row.pk, row.received_at, row.answer, tuple(row.faults), again=bool(row.answer))


def answer(*, kept: Kept, code: str, faults: Sequence[str]) -> Kept:
    """What is answered to the sender; the same again gets the same. A part of reading a delivery."""
    Delivery.objects.filter(pk=kept.id, answer="").update(answer=code, faults=list(faults))
    return replace(kept, answer=code, faults=tuple(faults))


def find(*, by: Actor, now: datetime, kept: Kept, found: NewFinding) -> UUID:
    """Keep one result of a delivery, whether it was matched or waits."""
    finding_id = uuid.uuid4()
    Finding.objects.bulk_create(
        [
            Finding(
                id=finding_id,
                delivery_id=kept.id,
                place=found.place,
                area=found.area,
                received_at=kept.received_at,
                sealed=sealing.seal_json(finding_id, kept.received_at, found.said),
                state="waiting" if found.reasons else "matched",
                reasons=list(found.reasons),
                specimen_id=found.specimen_id,
                settled_at=None if found.reasons else now,
            )
        ]
    )
    if found.reasons:
        _tell(by, now, "wait", FINDING, [finding_id], fields=found.reasons)
    return finding_id


def settle(*, by: Actor, now: datetime, finding_id: UUID, specimen_id: UUID) -> None:
    """A person says whose specimen it is. Raises Overtaken if somebody was quicker."""
    _end(by, now, finding_id, "settle", {"state": "settled", "specimen_id": specimen_id})


def dismiss(*, by: Actor, now: datetime, finding_id: UUID, reason: str) -> None:
    """A person says that it concerns nobody here. It is kept as long as any other. Raises Overtaken."""
    _end(by, now, finding_id, "dismiss", {"state": "dismissed"}, why=reason)


def _end(
    by: Actor, now: datetime, finding_id: UUID, act: str, values: dict[str, object], why: str = ""
) -> None:
    row = Finding.objects.filter(pk=finding_id).only("area").first()
    if row is None or not row.area.startswith(by.area):
        raise SpecimenUnknown(finding_id)
    ended = Finding.objects.filter(pk=finding_id, state="waiting").update(
        **values, settled_at=now, settled_by=by.officer_id
    )
    if not ended:
        raise Overtaken(finding_id)
    _tell(by, now, act, FINDING, [finding_id], why=why)


def _tell(
    by: Actor,
    now: datetime,
    act: str,
    kind: str,
    ids: Collection[UUID],
    *,
    fields: Collection[str] = (),
    why: str = "",
) -> None:
    audit.record(
        by=by,
        now=now,
        act=f"laboratory.{act}",
        subjects=[Subject(kind, one) for one in ids],
        fields=fields,
        why=why,
    )
