"""Replacing a rule: one officer proposes a successor, another approves it. Nothing is ever edited."""

from datetime import date, datetime
from typing import Any
from uuid import UUID, uuid4

from django.db.models import Max
from django.utils.translation import gettext as _

from dongseon.console.audit import actions as audit
from dongseon.console.audit.types import Actor, Subject
from dongseon.console.policy import kinds
from dongseon.console.policy.models import Proposal, Row
from dongseon.errors import DongseonError, InvalidInput


class Refused(DongseonError):
    """This step cannot be taken, or not by this officer."""


def propose(
    *,
    by: Actor,
    now: datetime,
    today: date,
    name: str,
    value: object,
    valid_from: date,
    source: str,
    decided_by: str,
) -> UUID:
    """Propose a successor; return the proposal's id. `today` is the local day.

    Raises InvalidInput for a value that does not fit or a day that has begun, Refused while another
    proposal for this rule is open.
    """
    if by.officer_id is None:
        raise Refused(_("a rule is proposed by an officer"))
    fitting = kinds.write(kinds.read(name, value))
    if valid_from <= today:
        raise InvalidInput(
            _("valid from: a rule begins tomorrow at the earliest, never in the past")
        )
    if not source.strip() or not decided_by.strip():
        raise InvalidInput(_("source: say where the rule is published, and who decided it"))
    if Proposal.objects.filter(name=name, closed_at=None).exists():
        raise Refused(_("another proposal for this rule waits already"))
    proposal_id = uuid4()
    Proposal.objects.create(
        id=proposal_id,
        name=name,
        value=fitting,
        valid_from=valid_from,
        source=source.strip(),
        decided_by=decided_by.strip(),
        proposed_at=now,
        proposed_by=by.officer_id,
    )
    _record(by, now, "policy.propose", proposal_id, name)
    return proposal_id


def approve(*, by: Actor, now: datetime, today: date, proposal_id: UUID) -> UUID:
    """Put a proposal into force from its day on; return the new rule's id. Not by who proposed it."""
    proposal = _close(by, now, proposal_id)
    if by.officer_id is None or by.officer_id == proposal.proposed_by:
        raise Refused(_("who proposed a rule cannot approve it"))
    if proposal.valid_from <= today:
        raise Refused(_("the day from which it was to hold has come; refuse it and propose anew"))
    same_day = Row.objects.filter(name=proposal.name, valid_from=proposal.valid_from)
    last: dict[str, Any] = same_day.aggregate(last=Max("edition"))
    row = Row.objects.create(
        id=uuid4(),
        name=proposal.name,
        value=proposal.value,
        valid_from=proposal.valid_from,
        edition=(last["last"] or 0) + 1,
        source=proposal.source,
        decided_by=proposal.decided_by,
        entered_at=now,
        proposed_by=proposal.proposed_by,
        approved_by=by.officer_id,
    )
    Proposal.objects.filter(pk=proposal_id).update(row=row)
    _record(by, now, "policy.approve", row.pk, proposal.name)
    return row.pk


def refuse(*, by: Actor, now: datetime, proposal_id: UUID, why: str) -> None:
    """Close a proposal without putting it into force. Who proposed it may withdraw it so."""
    proposal = _close(by, now, proposal_id)
    _record(by, now, "policy.refuse", proposal_id, proposal.name, why)


def _close(by: Actor, now: datetime, proposal_id: UUID) -> Proposal:
    claimed = Proposal.objects.filter(pk=proposal_id, closed_at=None).update(
        closed_at=now, closed_by=by.officer_id
    )
    if not claimed:
        raise Refused(_("somebody else has decided on this proposal"))
    return Proposal.objects.get(pk=proposal_id)


def _record(by: Actor, now: datetime, act: str, subject_id: UUID, name: str, why: str = "") -> None:
    audit.record(
        by=by, now=now, act=act, subjects=[Subject("rule", subject_id)], fields=[name], why=why
    )
