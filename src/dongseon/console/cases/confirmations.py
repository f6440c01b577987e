"""Verified positives of a case, and its episodes: found again after release is the next one."""

import uuid
from dataclasses import dataclass
from datetime import date, datetime
from enum import StrEnum
from uuid import UUID

from dongseon.console.audit import actions as audit
from dongseon.console.audit.types import Actor, Subject
from dongseon.console.cases.models import Confirmation


class Kind(StrEnum):
    """What a positive is to its case."""

    FIRST = "first"
    FURTHER = "further"  # of the same episode
    REDETECTION = "redetection"  # after release: begins the next episode


@dataclass(frozen=True, slots=True)
class Row:
    """A verified positive."""

    case_id: UUID
    episode: int
    kind: Kind
    specimen_id: UUID
    sampled_on: date
    at: datetime
    withdrawn_at: datetime | None


def confirm(
    *, by: Actor, now: datetime, case_id: UUID, specimen_id: UUID, sampled_on: date, released: bool
) -> Row:
    """Note a positive of a case; `released`: the episode before was over. One specimen confirms once."""
    before = of_case(case_id)
    episode = max((row.episode for row in before), default=0)
    if not episode:
        kind, episode = Kind.FIRST, 1
    elif released:
        kind, episode = Kind.REDETECTION, episode + 1
    else:
        kind = Kind.FURTHER
    row = Confirmation.objects.create(
        id=uuid.uuid4(),
        case_id=case_id,
        episode=episode,
        kind=kind,
        specimen_id=specimen_id,
        sampled_on=sampled_on,
        at=now,
    )
    _tell(by, now, "confirm", case_id, kind)
    return _row(row)


def withdraw(*, by: Actor, now: datetime, specimen_id: UUID) -> UUID | None:
    """The positive of a specimen should never have been; the case, if it rests on no other."""
    row = Confirmation.objects.filter(specimen_id=specimen_id, withdrawn_at=None).first()
    if row is None:
        return None
    Confirmation.objects.filter(pk=row.pk).update(withdrawn_at=now)
    _tell(by, now, "withdraw_confirmation", row.case_id, row.kind)
    left = Confirmation.objects.filter(case=row.case_id, withdrawn_at=None).exists()
    return None if left else row.case_id


def stand_again(*, by: Actor, now: datetime, specimen_id: UUID) -> UUID | None:
    """A positive that was withdrawn was right after all; its case, if there is such a one."""
    row = Confirmation.objects.filter(specimen_id=specimen_id).first()
    if row is None:
        return None
    if Confirmation.objects.filter(pk=row.pk, withdrawn_at__isnull=False).update(withdrawn_at=None):
        _tell(by, now, "confirm", row.case_id, row.kind)
    return row.case_id


def of_case(case_id: UUID) -> tuple[Row, ...]:
    """The positives of a case, the first first. The caller has seen that the case may be seen."""
    found = Confirmation.objects.filter(case=case_id).order_by("at", "id")
    return tuple(_row(row) for row in found)


def _row(row: Confirmation) -> Row:
    return Row(
        row.case_id, row.episode, Kind(row.kind), row.specimen_id, row.sampled_on, row.at,
        row.withdrawn_at,
    )  # fmt: skip


def _tell(by: Actor, now: datetime, act: str, case_id: UUID, why: str) -> None:
    audit.record(
        by=by,
        now=now,
        act=f"cases.{act}",
        subjects=[Subject("case", case_id)],
        case_id=case_id,
        why=why,
    )
