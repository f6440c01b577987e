"""Signing: what each officer reads before the browser signs, and what is done when it has.

Nothing here signs. A page gives the officer's browser the bytes; what comes back is checked against the
public key that the officer's organisation enrolled.
"""

from dataclasses import dataclass
from datetime import datetime
from uuid import UUID

from django.utils.translation import get_language
from procrastinate.contrib.django import app

from dongseon import mandate
from dongseon.console.audit.types import Actor, Look
from dongseon.console.investigations import actions, asked, asking
from dongseon.console.investigations.rules import PURSUED, RefuseReason, RequestState, Signer, Step
from dongseon.console.investigations.types import Refused, Request, RequestUnknown
from dongseon.console.registry import boxes
from dongseon.console.workflows import investigating, requesting
from dongseon.mandate import Mandate, content, keys, summary
from dongseon.mandate.canonical import read_json
from dongseon.mandate.envelope import protected_header

PURSUE = "workflows.pursue"  # the job that takes a signed request to its holder
WAITING = frozenset({RequestState.DRAFTED, RequestState.REQUESTED})


@dataclass(frozen=True, slots=True)
class ToSign:
    """A request as an officer reads it, and the bytes for their browser."""

    request: Request
    lines: tuple[tuple[str, str], ...]  # label and text: everything that is signed, in words
    key_id: str
    header: str  # base64url
    payload: str  # base64url


def payload_of(request: Request, look: Look) -> bytes:
    """The bytes that both sign."""
    sealed = asked.sealed_of(request.id)
    return boxes.unseal(request.case_id, requesting.what_of(request.id), sealed, look)


def look_at(*, by: Actor, now: datetime, request: Request) -> Look:
    """Write down a look at a request: it names a person's numbers and a time. Raises RequestUnknown."""
    if not request.area.startswith(by.area):
        raise RequestUnknown(request.id)
    return investigating.look_at(by=by, now=now, found=request, act="investigations.see_request")


def mandate_of(payload: bytes) -> Mandate:
    """The request itself. Raises Refused if it cannot be read."""
    found, faults = content.read(read_json(payload))
    if found is None:
        raise Refused(", ".join(fault.where for fault in faults))
    return found


def to_sign(*, by: Actor, now: datetime, request: Request, signer: Signer) -> ToSign:
    """A request in words and in bytes, for the one who is to sign it. Raises Refused for somebody else."""
    key_id = request.requester_key if signer is Signer.REQUESTER else request.approver_key
    payload = payload_of(request, look_at(by=by, now=now, request=request))
    return ToSign(
        request=request,
        lines=lines_of(payload),
        key_id=key_id,
        header=keys.encode(protected_header(key_id, mandate.Type.MANDATE)),
        payload=keys.encode(payload),
    )


def lines_of(payload: bytes) -> tuple[tuple[str, str], ...]:
    """Everything that is signed, in words of the language that is spoken."""
    words = summary.KOREAN if get_language() == "ko" else summary.ENGLISH
    return summary.summarise(mandate_of(payload), words)


def signed(
    *, by: Actor, now: datetime, request_id: UUID, signer: Signer, signature: str
) -> Request:
    """Take up a signature, written in base64url. After the second one the request goes out."""
    request = asked.one(request_id, area=by.area)
    payload = payload_of(request, look_at(by=by, now=now, request=request))
    asking.sign(
        by=by,
        now=now,
        request=request,
        payload=payload,
        signer=signer,
        signature=keys.decode(signature) or b"",
    )
    step = Step.REQUESTED if signer is Signer.REQUESTER else Step.APPROVED
    actions.reach(by=by, now=now, case_id=request.case_id, step=step, at=now)
    if signer is Signer.APPROVER:
        app.configure_task(PURSUE).defer(request_id=str(request_id))
    return asked.one(request_id, area=by.area)


def refused(*, by: Actor, now: datetime, request_id: UUID, reason: RefuseReason) -> None:
    """The approver refuses, with a reason."""
    asking.refuse(by=by, now=now, request=asked.one(request_id, area=by.area), reason=reason)


def withdrawn(*, by: Actor, now: datetime, request_id: UUID) -> None:
    """The investigators take a request back."""
    asking.withdraw(by=by, now=now, request=asked.one(request_id, area=by.area))


def body_of(request: Request, payload: bytes) -> bytes:
    """The signed request as it goes to the holder. Raises Refused if a signature is missing."""
    signatures = asked.signatures_of(request.id)
    if set(signatures) != set(Signer):
        raise Refused("two signatures are needed")
    ordered = [(signatures[one].key_id, signatures[one].signature) for one in Signer]
    return mandate.seal(payload, ordered, mandate.Type.MANDATE)


def withdraw_all(*, by: Actor, now: datetime, case_id: UUID, reason: str) -> int:
    """Take back every open request of a case; return how many there were."""
    still = [one for one in asked.of_case(case_id) if one.state in {*PURSUED, *WAITING}]
    for request in still:
        asking.withdraw(by=by, now=now, request=request, reason=reason)
    return len(still)
