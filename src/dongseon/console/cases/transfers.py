"""Handing a case to another area: offered by its owner, accepted or refused by the other; all audited.

Until it is accepted the case stays with its owner: nobody can lose a case by giving it away.
"""

from datetime import datetime
from uuid import UUID

from django.db import IntegrityError, transaction
from django.db.models import F
from django.utils.translation import gettext as _

from dongseon.console.audit.types import Actor
from dongseon.console.cases import actions
from dongseon.console.cases.actions import Altered
from dongseon.console.cases.models import Case, Transfer
from dongseon.console.cases.queries import covers
from dongseon.console.cases.rules import LIVING, TransferReason, TransferState
from dongseon.console.cases.types import CaseUnknown, Overtaken, Refused


def offer(*, by: Actor, now: datetime, case_id: UUID, to_area: str, reason: TransferReason) -> UUID:
    """Ask another area to take a case. Raises Refused if one asked already."""
    case = actions.held(by, case_id)
    if case.state not in LIVING:
        raise Refused(_("A deleted or merged case cannot be transferred."))
    if to_area == case.area:
        raise Refused(_("The case is there already."))
    transfer = Transfer(
        case=case,
        from_area=case.area,
        to_area=to_area,
        reason=reason,
        offered_at=now,
        offered_by=by.officer_id,
    )
    try:
        with transaction.atomic():
            transfer.save(force_insert=True)
    except IntegrityError:
        raise Refused(_("The case is offered already: withdraw that offer first.")) from None
    _tell(by, now, case_id, "offer_transfer", "", to_area, reason)
    return transfer.id


def accept(*, by: Actor, now: datetime, transfer_id: UUID) -> None:
    """Take the case: from now on it is this area's."""
    transfer = _answer(by, now, transfer_id, TransferState.ACCEPTED, receiving=True)
    moved = Case.objects.filter(
        pk=transfer.case_id, area=transfer.from_area, state__in=LIVING
    ).update(area=transfer.to_area, version=F("version") + 1, changed_at=now)
    if not moved:
        raise Overtaken(transfer.case_id)
    _tell(by, now, transfer.case_id, "accept_transfer", transfer.from_area, transfer.to_area, "")


def refuse(*, by: Actor, now: datetime, transfer_id: UUID, reason: TransferReason) -> None:
    """Leave the case with its owner, and say why."""
    transfer = _answer(by, now, transfer_id, TransferState.REFUSED, receiving=True, reason=reason)
    _tell(by, now, transfer.case_id, "refuse_transfer", transfer.to_area, "", reason)


def withdraw(*, by: Actor, now: datetime, transfer_id: UUID) -> None:
    """Take the offer back."""
    transfer = _answer(by, now, transfer_id, TransferState.WITHDRAWN, receiving=False)
    _tell(by, now, transfer.case_id, "withdraw_transfer", transfer.to_area, "", "")


def _answer(
    by: Actor,
    now: datetime,
    transfer_id: UUID,
    answer: TransferState,
    *,
    receiving: bool,
    reason: str = "",
) -> Transfer:
    """Answer an offer once. Raises CaseUnknown for another area's, Overtaken if it was answered."""
    transfer = Transfer.objects.filter(pk=transfer_id).first()
    side = "" if transfer is None else transfer.to_area if receiving else transfer.from_area
    if transfer is None or not covers(by.area, side):
        raise CaseUnknown(transfer_id)
    answered = Transfer.objects.filter(pk=transfer_id, state=TransferState.OFFERED).update(
        state=answer, answered_at=now, answered_by=by.officer_id, answer_reason=reason
    )
    if not answered:
        raise Overtaken(transfer.case_id)
    return transfer


def _tell(
    by: Actor, now: datetime, case_id: UUID, act: str, before: str, after: str, reason: str
) -> None:
    actions.tell(
        by=by,
        now=now,
        record_id=case_id,
        act=act,
        altered=[Altered("area", before, after)],
        reason=reason,
    )
