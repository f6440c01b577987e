"""What the holder's log says: who asked, on whose approval, for which case, and what became of it.

No entry names a person who was asked about, a phone, a place or a token.
"""

from collections.abc import Sequence
from datetime import datetime
from typing import Any, TypeAlias

from dongseon.mandate import (
    AlertQuestion,
    Decision,
    Enrolment,
    PersonQuestion,
    PresenceQuestion,
    Refusal,
    ResolveQuestion,
)

Entry: TypeAlias = dict[str, Any]  # one JSON object

ASKS = {
    PersonQuestion: "person",
    PresenceQuestion: "presence",
    ResolveQuestion: "resolve",
    AlertQuestion: "alert",
}


def accepted(decision: Decision, now: datetime) -> Entry:
    """A request was accepted."""
    return {**_event("accepted", now), **_request(decision)}


def refused(decision: Decision, now: datetime) -> Entry:
    """A request was refused, and every reason. Who it claims to be from counts only if it is true."""
    request = _request(decision) if decision.authentic else {"sha256": decision.digest.hex()}
    return {**_event("refused", now), **request, "reasons": reasons(decision.refusals)}


def answered(mandate_id: str, sha256: str, rows: int, now: datetime) -> Entry:
    """An answer lies ready."""
    return {
        **_event("answered", now),
        "mandate_id": mandate_id,
        "answer_sha256": sha256,
        "rows": rows,
    }


def failed(mandate_id: str, why: str, now: datetime) -> Entry:
    """An accepted request could not be answered."""
    return {**_event("failed", now), "mandate_id": mandate_id, "why": why}


def sent(mandate_id: str, now: datetime) -> Entry:
    """An answer was handed out."""
    return {**_event("sent", now), "mandate_id": mandate_id}


def erased(mandate_id: str, now: datetime) -> Entry:
    """An answer was erased: its time was over."""
    return {**_event("erased", now), "mandate_id": mandate_id}


def statement(kind: str, refusals: Sequence[Refusal], sha256: str, now: datetime) -> Entry:
    """An enrolment or revocation was believed, or not."""
    return {**_event(kind, now), "sha256": sha256, "reasons": reasons(refusals)}


def reasons(refusals: Sequence[Refusal]) -> list[str]:
    """The reasons, without what was found: that may be a number."""
    return sorted({refusal.reason.value for refusal in refusals})


def _event(what: str, now: datetime) -> Entry:
    return {"at": now.isoformat(timespec="milliseconds"), "what": what}


def _request(decision: Decision) -> Entry:
    found: Entry = {"sha256": decision.digest.hex()}
    if decision.mandate is not None:
        request = decision.mandate
        found |= {
            "mandate_id": request.mandate_id,
            "case_id": request.case_id,
            "article": request.article.value,
            "purpose": request.purpose.value,
            "asks": ASKS[type(request.question)],
            "kinds": [kind.value for kind in request.kinds],
        }
    return found | {
        role: _officer(enrolment)
        for role, enrolment in (
            ("requester", decision.requester),
            ("approver", decision.approver),
        )
        if enrolment is not None
    }


def _officer(enrolment: Enrolment) -> Entry:
    return {"organisation": enrolment.organisation_id, "officer": enrolment.officer_id}
