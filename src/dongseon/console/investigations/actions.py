"""Opening an investigation, its clock, the numbers that are known, slices that came, and their erasure."""

from collections.abc import Collection
from datetime import datetime
from uuid import UUID, uuid4

from dongseon.console.audit import actions as audit
from dongseon.console.audit.types import Actor, Subject
from dongseon.console.investigations.models import (
    DataRequest,
    Exposure,
    Identifier,
    Interview,
    Investigation,
    Milestone,
    SiteVisit,
    Slice,
    Tape,
)
from dongseon.console.investigations.rules import Step
from dongseon.console.investigations.types import CASE, InvestigationUnknown, Request

EMPTY = b""


def open_one(*, by: Actor, now: datetime, case_id: UUID, person_id: UUID, area: str) -> UUID:
    """Open the investigation of a case; the one that is open already, if there is one."""
    row, made = Investigation.objects.get_or_create(
        case_id=case_id,
        defaults={
            "person_id": person_id,
            "area": area,
            "opened_at": now,
            "opened_by": by.officer_id,
        },
    )
    if made:
        record(by, now, "open", case_id)
        reach(by=by, now=now, case_id=case_id, step=Step.OPENED, at=now)
    return row.pk


def move(*, by: Actor, now: datetime, case_id: UUID, area: str) -> None:
    """The case went to another area, and what is done about it goes along."""
    moved = Investigation.objects.filter(case_id=case_id).exclude(area=area).update(area=area)
    if moved:
        for table in (Tape, DataRequest):
            table.objects.filter(investigation__case_id=case_id).update(area=area)
        record(by, now, "move", case_id)


def reach(*, by: Actor, now: datetime, case_id: UUID, step: Step, at: datetime) -> bool:
    """Note on the clock that a case came so far. The first time counts; again does nothing."""
    row = held(case_id)
    _point, made = Milestone.objects.get_or_create(
        investigation=row, step=step, defaults={"at": at, "officer_id": by.officer_id}
    )
    if made:
        record(by, now, "reach", case_id, fields=[step])
    return made


def add_identifier(
    *, by: Actor, now: datetime, case_id: UUID, scheme: str, sealed: bytes, fingerprint: bytes
) -> None:
    """Keep a number of the person's, sealed. The same number again does nothing."""
    _row, made = Identifier.objects.get_or_create(
        investigation=held(case_id),
        scheme=scheme,
        fingerprint=fingerprint,
        defaults={"sealed": sealed, "added_at": now, "added_by": by.officer_id},
    )
    if made:
        record(by, now, "add_identifier", case_id, fields=[scheme])


def drop_identifier(*, by: Actor, now: datetime, case_id: UUID, identifier_id: UUID) -> None:
    """Forget a number that turned out to be wrong."""
    gone = Identifier.objects.filter(pk=identifier_id, investigation=held(case_id)).delete()[0]
    if gone:
        record(by, now, "drop_identifier", case_id)


def keep(
    *,
    by: Actor,
    now: datetime,
    request: Request,
    rows: int,
    size_bytes: int,
    sha256: str,
    receipt: bytes,
    sealed: bytes,
) -> UUID | None:
    """Keep a holder's answer; nothing if the request was answered before."""
    row, made = Slice.objects.get_or_create(
        request_id=request.id,
        defaults={
            "id": uuid4(),
            "investigation_id": request.investigation_id,
            "holder_id": request.holder_id,
            "question": request.question,
            "kinds": [kind.value for kind in request.kinds],
            "rows": rows,
            "size_bytes": size_bytes,
            "sha256": sha256,
            "receipt": receipt,
            "received_at": now,
            "sealed": sealed,
        },
    )
    if not made:
        return None
    record(by, now, "keep_slice", request.case_id, fields=sorted(request.kinds))
    return row.pk


def erase(*, by: Actor, now: datetime, case_ids: Collection[UUID]) -> tuple[UUID, ...]:
    """Remove all that says where these cases were. That it was there, when and from whom, stays."""
    rows = Investigation.objects.filter(case_id__in=case_ids, erased_at=None)
    ids = dict(rows.values_list("pk", "case_id"))
    Slice.objects.filter(investigation__in=ids).update(sealed=None)
    for table in (Interview, Tape, SiteVisit):
        table.objects.filter(investigation__in=ids).update(sealed=EMPTY)
    Identifier.objects.filter(investigation__in=ids).delete()
    Exposure.objects.filter(investigation__in=ids).update(corrected_by=None)
    Exposure.objects.filter(investigation__in=ids).delete()
    rows.update(erased_at=now)
    for case_id in ids.values():
        record(by, now, "erase", case_id)
    return tuple(sorted(ids.values()))


# ── what every verb is made of ───────────────────────────────────────────────────────────────


def held(case_id: UUID) -> Investigation:
    """The investigation of a case. Raises InvestigationUnknown."""
    row = Investigation.objects.filter(case_id=case_id).first()
    if row is None:
        raise InvestigationUnknown(case_id)
    return row


def record(
    by: Actor,
    now: datetime,
    act: str,
    case_id: UUID,
    *,
    fields: Collection[str] = (),
    why: str = "",
) -> None:
    """Tell the audit what was done about a case."""
    audit.record(
        by=by,
        now=now,
        act=f"investigations.{act}",
        subjects=[Subject(CASE, case_id)],
        fields=fields,
        case_id=case_id,
        why=why,
    )
