"""Objections: taken down in the person's words, answered in time, by somebody who did not decide before."""

import uuid
from datetime import date, datetime
from uuid import UUID

from django.utils.translation import gettext as _

from dongseon.console.audit.types import Actor
from dongseon.console.isolation import writing
from dongseon.console.isolation.models import Breach, Complaint, Line
from dongseon.console.isolation.rules import Act
from dongseon.console.isolation.types import ComplaintState, OrderUnknown, Refused
from dongseon.console.isolation.writing import Said, held

CONTESTED = (Act.ISSUED, Act.EXTENDED)


def complain(
    *,
    by: Actor,
    now: datetime,
    order_id: UUID,
    note: UUID,
    due_on: date,
    breach_id: UUID | None = None,
) -> UUID:
    """Take down an objection to the last decision about an order, or to one about a breach."""
    order = held(by, order_id)
    breach = None
    if breach_id is not None:
        breach = Breach.objects.filter(pk=breach_id, order=order).first()
        if breach is None or breach.decided_at is None:
            raise Refused(_("Nothing was decided about this signal yet."))
    line = (
        None
        if breach is not None
        else Line.objects.filter(order=order, act__in=CONTESTED).order_by("-seq").first()
    )
    against = breach.decided_by if breach is not None else None if line is None else line.officer_id
    row = Complaint.objects.create(
        id=uuid.uuid4(),
        order=order,
        breach=breach,
        against_line=line,
        against_by=against,
        note=note,
        received_at=now,
        entered_by=by.officer_id,
        due_on=due_on,
    )
    writing.tell(
        by=by, now=now, orders=[order_id], said=Said(Act.COMPLAINED, about=str(row.pk), note=note)
    )
    return row.pk


def answer(
    *, by: Actor, now: datetime, complaint_id: UUID, upheld: bool, answer_note: UUID
) -> None:
    """Decide an objection, with reasons. Never by whoever decided what is objected to."""
    complaint = _open(by, complaint_id)
    if complaint.against_by is not None and complaint.against_by == by.officer_id:
        raise Refused(_("You decided what is objected to: somebody else must answer."))
    state = ComplaintState.UPHELD if upheld else ComplaintState.REJECTED
    _close(by, now, complaint, state, answer_note)
    act = Act.COMPLAINT_UPHELD if upheld else Act.COMPLAINT_REJECTED
    said = Said(act, about=str(complaint_id), note=answer_note)
    writing.tell(by=by, now=now, orders=[complaint.order_id], said=said)


def withdraw(*, by: Actor, now: datetime, complaint_id: UUID) -> None:
    """Keep that the person objects no longer."""
    complaint = _open(by, complaint_id)
    _close(by, now, complaint, ComplaintState.WITHDRAWN, None)
    said = Said(Act.COMPLAINT_WITHDRAWN, about=str(complaint_id))
    writing.tell(by=by, now=now, orders=[complaint.order_id], said=said)


def _open(by: Actor, complaint_id: UUID) -> Complaint:
    complaint = Complaint.objects.select_related("order").filter(pk=complaint_id).first()
    if complaint is None or not complaint.order.area.startswith(by.area):
        raise OrderUnknown(complaint_id)
    return complaint


def _close(
    by: Actor, now: datetime, complaint: Complaint, state: ComplaintState, note: UUID | None
) -> None:
    changed = Complaint.objects.filter(pk=complaint.pk, state=ComplaintState.OPEN).update(
        state=state, decided_at=now, decided_by=by.officer_id, answer_note=note
    )
    if not changed:
        raise Refused(_("This objection was answered already."))
