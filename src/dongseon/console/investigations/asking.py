"""What is done to a data request: drafted, signed, refused, withdrawn, sent, answered; and who is told of it."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date, datetime
from uuid import UUID

from cryptography.exceptions import InvalidSignature
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PublicKey
from django.utils.translation import gettext as _

from dongseon import mandate
from dongseon.console.audit import actions as audit
from dongseon.console.audit.types import Actor, Subject
from dongseon.console.investigations import rules, signing_keys
from dongseon.console.investigations.models import (
    DataRequest,
    Notice,
    Objection,
    Signature,
)
from dongseon.console.investigations.rules import RefuseReason, RequestState, Signer
from dongseon.console.investigations.types import REQUEST, Key, Overtaken, Refused, Request
from dongseon.mandate import Mandate, PersonQuestion

QUESTIONS = {
    mandate.PersonQuestion: "person",
    mandate.PresenceQuestion: "presence",
    mandate.ResolveQuestion: "resolve",
    mandate.AlertQuestion: "alert",
}
SIGNS = {  # whose signature brings a request into which state
    Signer.REQUESTER: RequestState.REQUESTED,
    Signer.APPROVER: RequestState.APPROVED,
}


@dataclass(frozen=True, slots=True)
class Draft:
    """A request as it will be signed."""

    request_id: UUID
    investigation_id: UUID
    case_id: UUID
    area: str
    batch: UUID
    mandate: Mandate
    requester_id: UUID
    approver_id: UUID
    policy_since: date
    sealed: bytes
    payload_sha256: str


def draft(*, by: Actor, now: datetime, new: Draft) -> UUID:
    """Write down a request that waits for its requester's signature."""
    asks = new.mandate
    window = asks.question.window if isinstance(asks.question, PersonQuestion) else None
    DataRequest.objects.create(
        id=new.request_id,
        investigation_id=new.investigation_id,
        batch=new.batch,
        area=new.area,
        holder_id=asks.holder_id,
        question=QUESTIONS[type(asks.question)],
        article=asks.article,
        purpose=asks.purpose,
        kinds=[kind.value for kind in asks.kinds],
        window_begins=window.begin if window else None,
        window_ends=window.end if window else None,
        policy_since=new.policy_since,
        requester_id=new.requester_id,
        requester_key=asks.requester.key_id,
        approver_id=new.approver_id,
        approver_key=asks.approver.key_id,
        sealed=new.sealed,
        payload_sha256=new.payload_sha256,
        drafted_at=now,
        expires_at=asks.expires,
    )
    _record(by, now, "draft", new.request_id, new.case_id, fields=list(asks.kinds))
    return new.request_id


def sign(
    *,
    by: Actor,
    now: datetime,
    request: Request,
    payload: bytes,
    signer: Signer,
    signature: bytes,
) -> None:
    """Take up what an officer's browser signed, if it is theirs and holds. Raises Refused, Overtaken."""
    if by.officer_id != _named(request, signer)[0]:
        raise Refused(_("This request waits for somebody else's signature."))
    if signer is Signer.APPROVER and by.officer_id == request.requester_id:
        raise Refused(_("Whoever requested does not approve: two people sign."))
    if now >= request.expires_at:
        raise Refused(_("The time of this request is over: draft it anew."))
    key = _good_key(request, signer, now)
    text = mandate.signing_input(payload, key_id=key.key_id, kind=mandate.Type.MANDATE)
    try:
        Ed25519PublicKey.from_public_bytes(key.public_key).verify(signature, text)
    except InvalidSignature:
        raise Refused(_("The signature does not hold: sign with the key of this device.")) from None
    stamp = "requested_at" if signer is Signer.REQUESTER else "approved_at"
    values: dict[str, object] = {stamp: now}
    if signer is Signer.APPROVER:
        _good_key(request, Signer.REQUESTER, now)  # revoked since: nothing goes out under it
        values["next_try_at"] = now
    _move(request, SIGNS[signer], values)
    Signature.objects.create(
        request_id=request.id,
        signer=signer,
        officer_id=by.officer_id,
        key_id=key.key_id,
        signature=signature,
        at=now,
    )
    _record(by, now, f"sign_as_{signer}", request.id, request.case_id)


def refuse(*, by: Actor, now: datetime, request: Request, reason: RefuseReason) -> None:
    """Refuse to approve."""
    if by.officer_id != request.approver_id:
        raise Refused(_("This request waits for somebody else's signature."))
    _end(by, now, request, RequestState.REFUSED, reason)


def withdraw(*, by: Actor, now: datetime, request: Request, reason: str = "withdrawn") -> None:
    """Take a request back. What a holder accepted is not fetched any more."""
    _end(by, now, request, RequestState.WITHDRAWN, reason)


def expire(*, by: Actor, now: datetime, request: Request) -> None:
    """The request's time is over."""
    _end(by, now, request, RequestState.EXPIRED, "expired")


def reject(*, by: Actor, now: datetime, request: Request, reason: str, problem: str = "") -> None:
    """The holder refused it, or cannot answer it."""
    _end(by, now, request, RequestState.REJECTED, reason, problem=problem)


def take(*, by: Actor, now: datetime, request: Request, until: datetime) -> bool:
    """Claim the next try for one worker. False if another one has it."""
    taken = DataRequest.objects.filter(
        pk=request.id, state=request.state, next_try_at=request.next_try_at
    ).update(next_try_at=until)
    if taken:
        _record(by, now, "try", request.id, request.case_id)
    return bool(taken)


def accepted(
    *, by: Actor, now: datetime, request: Request, body_sha256: str, next_try_at: datetime
) -> None:
    """The holder has it. Its data were asked for: from here on it counts, and the person is to be told."""
    _move(
        request,
        RequestState.SENT,
        {
            "sent_at": now,
            "body_sha256": body_sha256,
            "next_try_at": next_try_at,
            "tries": 0,
            "problem": "",
        },
    )
    _record(by, now, "send", request.id, request.case_id)


def wait(
    *,
    by: Actor,
    now: datetime,
    request: Request,
    next_try_at: datetime,
    problem: str = "",
) -> None:
    """Try again later: after a fault (then it says which), or because the answer is not ready."""
    counter = {"tries": request.tries + 1} if problem else {"polls": request.polls + 1, "tries": 0}
    changed = DataRequest.objects.filter(pk=request.id, state=request.state).update(
        next_try_at=next_try_at, problem=problem[:200], **counter
    )
    if changed:
        _record(by, now, "wait", request.id, request.case_id, why=problem[:60])


def answered(*, by: Actor, now: datetime, request: Request) -> None:
    """Its slice is in."""
    _move(request, RequestState.ANSWERED, {"ended_at": now, "next_try_at": None, "problem": ""})
    _record(by, now, "answer", request.id, request.case_id)


# ── people are told ──────────────────────────────────────────────────────────────────────────


def owe_notice(
    *, by: Actor, now: datetime, person_id: UUID, request: Request, rule_id: UUID, due_on: date
) -> None:
    """Somebody is to be told on a day that their data were asked for. Once a request and person."""
    _row, made = Notice.objects.get_or_create(
        person_id=person_id,
        request_id=request.id,
        defaults={"rule_id": rule_id, "due_on": due_on},
    )
    if made:
        _record(by, now, "owe_notice", request.id, request.case_id)


def noticed(*, by: Actor, now: datetime, notice_id: UUID) -> bool:
    """They were told. False if they were before."""
    done = Notice.objects.filter(pk=notice_id, sent_at=None).update(sent_at=now)
    if done:
        audit.record(
            by=by, now=now, act="investigations.notice", subjects=[Subject("notice", notice_id)]
        )
    return bool(done)


def object_to(
    *, by: Actor, now: datetime, person_id: UUID, request_id: UUID | None, note_id: UUID
) -> UUID:
    """Take down what somebody objects to. Their words are a note in the registry."""
    row = Objection.objects.create(
        person_id=person_id,
        request_id=request_id,
        note_id=note_id,
        raised_at=now,
        raised_through=by.officer_id,
    )
    _tell_objection(by, now, "object", person_id, row.pk)
    return row.pk


def answer_objection(*, by: Actor, now: datetime, objection_id: UUID, note_id: UUID) -> None:
    """Answer what somebody objected to. Raises Overtaken if somebody did."""
    done = Objection.objects.filter(pk=objection_id, answered_at=None).update(
        answer_note_id=note_id, answered_at=now, answered_by=by.officer_id
    )
    if not done:
        raise Overtaken(_("Somebody answered this already."))
    person_id = Objection.objects.values_list("person_id", flat=True).get(pk=objection_id)
    _tell_objection(by, now, "answer_objection", person_id, objection_id)


# ── what every verb is made of ───────────────────────────────────────────────────────────────


def _named(request: Request, signer: Signer) -> tuple[UUID, str]:
    if signer is Signer.REQUESTER:
        return request.requester_id, request.requester_key
    return request.approver_id, request.approver_key


def _good_key(request: Request, signer: Signer, now: datetime) -> Key:
    officer_id, key_id = _named(request, signer)
    key = signing_keys.of(key_id)
    if key is None or key.officer_id != officer_id or not key.good_at(now):
        raise Refused(_("The key is not enrolled, has expired or was revoked: draft it anew."))
    return key


def _end(
    by: Actor,
    now: datetime,
    request: Request,
    state: RequestState,
    reason: str,
    *,
    problem: str = "",
) -> None:
    _move(
        request,
        state,
        {"ended_at": now, "reason": reason[:30], "problem": problem[:200], "next_try_at": None},
    )
    _record(by, now, state.value, request.id, request.case_id, why=reason)


def _move(request: Request, state: RequestState, values: Mapping[str, object]) -> None:
    """From one state to the next, if it still is in one that leads there. Raises Overtaken."""
    moved = DataRequest.objects.filter(
        pk=request.id, state__in=sorted(rules.SOURCES[state])
    ).update(state=state, **values)
    if not moved:
        raise Overtaken(_("Somebody else dealt with this request meanwhile: look again."))


def _record(
    by: Actor,
    now: datetime,
    act: str,
    request_id: UUID,
    case_id: UUID,
    *,
    fields: list[str] | None = None,
    why: str = "",
) -> None:
    audit.record(
        by=by,
        now=now,
        act=f"investigations.{act}",
        subjects=[Subject(REQUEST, request_id)],
        fields=fields or [],
        case_id=case_id,
        why=why,
    )


def _tell_objection(by: Actor, now: datetime, act: str, person_id: UUID, one: UUID) -> None:
    audit.record(
        by=by,
        now=now,
        act=f"investigations.{act}",
        subjects=[Subject("person", person_id), Subject("objection", one)],
    )
