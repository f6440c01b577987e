"""Letters: that they were written, served, and what came back. Words lie sealed; their digest is here."""

import uuid
from datetime import datetime
from uuid import UUID

from django.utils.translation import gettext as _

from dongseon.console.audit import actions as audit
from dongseon.console.audit.types import Actor, Subject
from dongseon.console.isolation.models import Paper, Service
from dongseon.console.isolation.types import OrderUnknown, Receipt, Refused, Way
from dongseon.console.isolation.writing import held


def write(
    *,
    by: Actor,
    now: datetime,
    order_id: UUID,
    template: str,
    language: str,
    words_note: UUID,
    digest: bytes,
) -> UUID:
    """Keep a letter that was written. It is never changed: another one is written."""
    order = held(by, order_id)
    row = Paper.objects.create(
        id=uuid.uuid4(),
        order=order,
        template=template,
        language=language,
        words_note=words_note,
        digest=digest,
        written_at=now,
        written_by=by.officer_id,
    )
    _record(by, now, "write_paper", row.pk, order_id, template)
    return row.pk


def serve(
    *,
    by: Actor,
    now: datetime,
    paper_id: UUID,
    way: Way,
    message_id: UUID | None = None,
    reference: str = "",
    receipt: Receipt | None = None,
) -> UUID:
    """Keep how a letter was served, and when. A message is told once."""
    paper = _paper(by, paper_id)
    if way is Way.POST and not reference:
        raise Refused(_("Registered post has a number: write it down."))
    row = Service(
        id=uuid.uuid4(),
        paper=paper,
        way=way,
        at=now,
        officer_id=by.officer_id,
        message_id=message_id,
        reference=reference[:40],
        receipt=receipt or "",
        receipt_at=now if receipt else None,
        receipt_entered_by=by.officer_id if receipt else None,
    )
    Service.objects.bulk_create([row], ignore_conflicts=message_id is not None)
    _record(by, now, "serve", paper_id, paper.order_id, way)
    return row.pk


def note_receipt(*, by: Actor, now: datetime, service_id: UUID, receipt: Receipt) -> None:
    """Keep what came back. Once: proof is not written twice."""
    row = Service.objects.select_related("paper__order").filter(pk=service_id).first()
    if row is None or not row.paper.order.area.startswith(by.area):
        raise OrderUnknown(service_id)
    changed = Service.objects.filter(pk=service_id, receipt="").update(
        receipt=receipt, receipt_at=now, receipt_entered_by=by.officer_id
    )
    if not changed:
        raise Refused(_("The receipt was entered already."))
    _record(by, now, "receipt", row.paper_id, row.paper.order_id, receipt)


def _paper(by: Actor, paper_id: UUID) -> Paper:
    row = Paper.objects.select_related("order").filter(pk=paper_id).first()
    if row is None or not row.order.area.startswith(by.area):
        raise OrderUnknown(paper_id)
    return row


def _record(by: Actor, now: datetime, act: str, paper_id: UUID, order_id: UUID, why: str) -> None:
    audit.record(
        by=by,
        now=now,
        act=f"isolation.{act}",
        subjects=[Subject("paper", paper_id), Subject("order", order_id)],
        why=why,
    )
