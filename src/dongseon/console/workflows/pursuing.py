"""A request that two have signed: handed to its holder, asked after, its answer kept. One step a call.

No transaction is open while a holder is asked. Before each step a worker claims it (compare-and-set on the
time of the next try), so that two never do the same; one that dies in the midst leaves a time in a few
minutes, at which another goes on. A holder tells a request that it has from a new one, an answer is kept
once: whatever is repeated, nothing is doubled.
"""

import hashlib
from dataclasses import dataclass, replace
from datetime import datetime, timedelta
from uuid import UUID

import httpx
from django.db import transaction

from dongseon import mandate
from dongseon.console.audit.types import HOUSE
from dongseon.console.cases import queries as cases
from dongseon.console.cases.rules import State
from dongseon.console.investigations import asked, asking, directory, rules, signing_keys, wire
from dongseon.console.investigations.rules import PURSUED, RequestState
from dongseon.console.investigations.types import Holder, Overtaken, Request
from dongseon.console.investigations.wire import Accepted, Answer, Later, Rejected
from dongseon.console.registry.actions import Overtaken as Gone
from dongseon.console.workflows import (
    gathering,
    informing,
    reconstructing,
    requesting_signed,
    who_was_there,
)
from dongseon.errors import NotFound
from dongseon.mandate import scope

LEASE = timedelta(minutes=5)  # longer than all calls of a step may take together
CASE_CLOSED = "case_closed"
FOLLOWS = {"person": reconstructing.due, "resolve": who_was_there.names_due}


@dataclass(frozen=True, slots=True)
class Claimed:
    """A step that is this worker's."""

    request: Request
    holder: Holder
    body: bytes
    digest: str


def pursue(
    *, now: datetime, request_id: UUID, client: wire.Client = wire.client
) -> datetime | None:
    """Do what is next about a request; return when to come again, nothing if it is done with."""
    with transaction.atomic():
        claimed = claim(now=now, request_id=request_id)
    if claimed is None:
        return None
    with client() as http:
        return _step(http, claimed, now)


def claim(*, now: datetime, request_id: UUID) -> Claimed | None:
    """Claim the next step, if there is one now and nothing speaks against it any more."""
    request = asked.one(request_id, area="")
    if request.state not in PURSUED or request.next_try_at is None or request.next_try_at > now:
        return None
    if now >= request.expires_at:
        asking.expire(by=HOUSE, now=now, request=request)
        return None
    if not is_open(request.case_id):
        asking.withdraw(by=HOUSE, now=now, request=request, reason=CASE_CLOSED)
        return None
    holder = directory.holder(request.holder_id)
    if holder is None:
        asking.reject(by=HOUSE, now=now, request=request, reason="no_such_holder")
        return None
    try:
        look = requesting_signed.look_at(by=HOUSE, now=now, request=request)
        body = requesting_signed.body_of(request, requesting_signed.payload_of(request, look))
    except NotFound:
        asking.withdraw(by=HOUSE, now=now, request=request, reason=CASE_CLOSED)
        return None
    why = against(request, holder, body, now)
    if why:
        asking.reject(by=HOUSE, now=now, request=request, reason=why)
        return None
    until = now + LEASE
    if not asking.take(by=HOUSE, now=now, request=request, until=until):
        return None
    taken = replace(request, next_try_at=until)
    return Claimed(taken, holder, body, hashlib.sha256(body).hexdigest())


def is_open(case_id: UUID) -> bool:
    """Whether anybody still works on the case."""
    row = cases.cases([case_id], area="").get(case_id)
    return row is not None and row.state == State.OPEN


def against(request: Request, holder: Holder, body: bytes, now: datetime) -> str:
    """What speaks against sending a request now: what a holder would say, and what only we know yet."""
    ring = signing_keys.keyring((request.requester_key, request.approver_key), now)
    decision = mandate.verify(
        body,
        now=now,
        seen=frozenset(),
        keys=ring,
        holder=scope.Holder(holder.holder_id, frozenset(holder.kinds)),
    )
    # Whether a token is known is for the holder's own memory to say.
    reasons = [
        one.reason for one in decision.refusals if one.reason != mandate.Reason.TOKEN_NOT_KNOWN
    ]
    return reasons[0].value if reasons else ""


def _step(http: httpx.Client, claimed: Claimed, now: datetime) -> datetime | None:
    request = claimed.request
    if request.state is RequestState.APPROVED:
        said = _introduced(http, claimed, now) or wire.submit(
            http, claimed.holder, request, claimed.body
        )
        if isinstance(said, Accepted):
            _accepted(claimed, now, ready=said.ready)
    else:
        said = wire.status(http, claimed.holder, request, claimed.digest)
    if isinstance(said, Accepted) and said.ready:
        got = wire.fetch(http, claimed.holder, request, claimed.digest)
        if not isinstance(got, Answer):
            return _went_wrong(claimed, got, now)
        _done(claimed, got, now)
        return None
    if isinstance(said, Accepted):
        return _again(claimed, now)
    return _went_wrong(claimed, said, now)


def _introduced(http: httpx.Client, claimed: Claimed, now: datetime) -> Later | Rejected | None:
    """Tell the holder whose keys these are, if it has not heard; and which keys ended."""
    holder = claimed.holder
    key_ids = (claimed.request.requester_key, claimed.request.approver_key)
    news = [
        ("enrolment", key, key.enrolment)
        for key in signing_keys.untold(key_ids, holder.holder_id, "enrolment")
    ]
    news += [
        ("revocation", key, key.revocation)
        for key in signing_keys.revocations_to_tell(holder.holder_id)
    ]
    for what, key, word in news:
        said = wire.tell(http, holder, what, word or b"")
        if said is not None:
            return said
        with transaction.atomic():
            signing_keys.told(
                by=HOUSE, now=now, key_id=key.key_id, holder_id=holder.holder_id, what=what
            )
    return None


def _accepted(claimed: Claimed, now: datetime, *, ready: bool) -> None:
    """The holder has it: the person's data were asked for, and they are to be told."""
    with transaction.atomic():
        asking.accepted(
            by=HOUSE,
            now=now,
            request=claimed.request,
            body_sha256=claimed.digest,
            next_try_at=now + (LEASE if ready else rules.back_off(rules.POLL_S, 0)),
        )
        if claimed.request.question == "person":
            informing.owed(now=now, request=claimed.request, person_id=claimed.request.person_id)


def _again(claimed: Claimed, now: datetime) -> datetime:
    """The holder works on it: ask again later."""
    at = now + rules.back_off(rules.POLL_S, claimed.request.polls)
    with transaction.atomic():
        fresh = asked.one(claimed.request.id, area="")
        asking.wait(by=HOUSE, now=now, request=fresh, next_try_at=at)
    return at


def _went_wrong(claimed: Claimed, said: Later | Rejected, now: datetime) -> datetime | None:
    """A fault may pass, and is tried again until the request's time is over; a refusal is final."""
    with transaction.atomic():
        fresh = asked.one(claimed.request.id, area="")
        if fresh.state not in PURSUED:
            return None
        if isinstance(said, Rejected):
            asking.reject(by=HOUSE, now=now, request=fresh, reason=said.reason, problem=said.detail)
            return None
        pause = max(rules.back_off(rules.RETRY_S, fresh.tries), timedelta(seconds=said.after_s))
        at = min(now + pause, fresh.expires_at)
        asking.wait(by=HOUSE, now=now, request=fresh, next_try_at=at, problem=said.problem)
    return at


def _done(claimed: Claimed, got: Answer, now: datetime) -> None:
    """Keep the answer, once, unless the case was closed meanwhile; then reconstruct."""
    request = claimed.request
    try:
        with transaction.atomic():
            _keep(request, got, now)
    except (NotFound, Gone):
        with transaction.atomic():
            fresh = asked.one(request.id, area="")
            if fresh.state in PURSUED:
                asking.withdraw(by=HOUSE, now=now, request=fresh, reason=CASE_CLOSED)
    except Overtaken:
        return  # answered or withdrawn meanwhile; nothing of this try was kept


def _keep(request: Request, got: Answer, now: datetime) -> None:
    """Raises NotFound where nothing is kept of the case any more, Overtaken where the answer is here."""
    if not is_open(request.case_id):
        raise NotFound(CASE_CLOSED)
    kept = gathering.kept(
        by=HOUSE,
        now=now,
        request=request,
        data=got.data,
        sha256=got.sha256,
        rows=got.rows,
        receipt=got.receipt,
    )
    asking.answered(by=HOUSE, now=now, request=request)
    if kept is not None:
        follow = FOLLOWS.get(request.question, who_was_there.due)
        follow(by=HOUSE, now=now, case_id=request.case_id)


def end_overdue(*, now: datetime) -> int:
    """End requests whose time is over and about which nobody did anything; return how many."""
    ended = 0
    for request_id in asked.overdue(now):
        with transaction.atomic():
            request = asked.one(request_id, area="")
            if now >= request.expires_at and request.state in rules.OPEN:
                asking.expire(by=HOUSE, now=now, request=request)
                ended += 1
    return ended
