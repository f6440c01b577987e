"""Asking a holder over HTTP: one call each, and whatever comes back as a value. Nothing is believed unread.

A holder may be down, slow, or answer garbage: every fault becomes a `Later` or a `Rejected`, never an
exception of somebody else's.
"""

import hashlib
import json
import ssl
from collections.abc import Callable
from dataclasses import dataclass
from functools import cache
from typing import Any, TypeAlias

import httpx

from dongseon.console.investigations.types import Holder, Request
from dongseon.mandate import receipt as receipts

CONNECT_S, ANSWER_S = 5.0, 30.0  # s to reach a holder, and to wait for its next bytes; assumption
WAIT_S = 8  # s that a holder may keep us for an answer that comes quickly; it allows 10
MOST_JSON = 200_000  # bytes of a status or refusal
MOST_ANSWER = 256 * 2**20  # bytes: the holder's own limit
MOST_RETRY_S = 3_600  # s; what a holder may ask for at most
Client: TypeAlias = Callable[[], httpx.Client]


@dataclass(frozen=True, slots=True)
class Accepted:
    """The holder has the request."""

    ready: bool  # whether the answer can be fetched


@dataclass(frozen=True, slots=True)
class Rejected:
    """The holder will not, or cannot, answer this request."""

    reason: str  # a word of the mandate's reasons, or of the holder's errors
    detail: str


@dataclass(frozen=True, slots=True)
class Later:
    """Try again: what went wrong, and after how long at the earliest."""

    problem: str
    after_s: int = 0


@dataclass(frozen=True, slots=True)
class Answer:
    """A whole answer with a receipt that holds."""

    data: bytes
    sha256: str
    rows: int
    receipt: bytes


def client() -> httpx.Client:
    """A client as the console uses it: no redirects, no environment, no cookies kept."""
    return httpx.Client(
        timeout=httpx.Timeout(ANSWER_S, connect=CONNECT_S),
        follow_redirects=False,
        trust_env=False,
        verify=_trusted(),
    )


@cache
def _trusted() -> ssl.SSLContext:
    """The certificates that are believed: read once a process, since that takes longer than most calls."""
    return httpx.create_ssl_context(trust_env=False)


def tell(http: httpx.Client, holder: Holder, what: str, word: bytes) -> Later | Rejected | None:
    """Hand in an organisation's word about a key (`enrolment`, `revocation`). Nothing where it was taken."""
    said = _call(http, "POST", f"{holder.url}/v1/{what}s", content=word)
    if isinstance(said, Later):
        return said
    if said.status_code == 204:
        return None
    return _refusal(said)


def submit(
    http: httpx.Client, holder: Holder, request: Request, body: bytes
) -> Accepted | Rejected | Later:
    """Hand in a signed request. One that the holder has already counts as accepted."""
    said = _call(
        http,
        "POST",
        f"{holder.url}/v1/mandates",
        content=body,
        headers={"Prefer": f"wait={WAIT_S}", "Content-Type": "application/jose+json"},
    )
    if isinstance(said, Later):
        return said
    if said.status_code == 409:  # our word got there, its answer did not
        return status(http, holder, request, hashlib.sha256(body).hexdigest())
    if said.status_code in (200, 202):
        return _status_of(said, request)
    return _refusal(said)


def status(
    http: httpx.Client, holder: Holder, request: Request, digest: str
) -> Accepted | Rejected | Later:
    """What became of a request that the holder has."""
    said = _call(http, "GET", _place(holder, request), headers={"Mandate-Digest": digest})
    if isinstance(said, Later):
        return said
    if said.status_code == 404:
        return Rejected("not_found", "the holder knows no such request")
    if said.status_code != 200:
        return _refusal(said)
    return _status_of(said, request)


def fetch(
    http: httpx.Client, holder: Holder, request: Request, digest: str
) -> Answer | Rejected | Later:
    """The answer and its receipt, both whole and fitting each other; else why not."""
    headers = {"Mandate-Digest": digest}
    got = _call(http, "GET", f"{_place(holder, request)}/receipt", headers=headers)
    if isinstance(got, Later):
        return got
    if got.status_code != 200:
        return _refusal(got)
    receipt, faults = receipts.read(got.content, holder.public_key)
    if receipt is None:
        return Later(f"receipt: {faults[0].reason.value}")
    if (receipt.holder_id, receipt.mandate_id, receipt.mandate_sha256) != (
        holder.holder_id,
        request.mandate_id,
        digest,
    ):
        return Later("receipt: of another request")
    said = _call(
        http, "GET", f"{_place(holder, request)}/answer", headers=headers, most=MOST_ANSWER
    )
    if isinstance(said, Later):
        return said
    if said.status_code != 200:
        return _refusal(said)
    sha256 = hashlib.sha256(said.content).hexdigest()
    if (sha256, len(said.content)) != (receipt.answer_sha256, receipt.answer_bytes):
        return Later("answer: not the bytes of the receipt")
    return Answer(said.content, sha256, receipt.rows, got.content)


@dataclass(frozen=True, slots=True)
class _Said:
    status_code: int
    headers: httpx.Headers
    content: bytes


def _call(
    http: httpx.Client,
    method: str,
    url: str,
    *,
    content: bytes | None = None,
    headers: dict[str, str] | None = None,
    most: int = MOST_JSON,
) -> _Said | Later:
    """One call, read to its end and no further than allowed."""
    try:
        with http.stream(method, url, content=content, headers=headers) as said:
            taken = bytearray()
            for part in said.iter_bytes():
                taken += part
                if len(taken) > most:
                    return Later("too_large")
            return _Said(said.status_code, said.headers, bytes(taken))
    except httpx.TimeoutException:
        return Later("slow")
    except httpx.RemoteProtocolError:
        return Later("garbage")
    except (httpx.HTTPError, httpx.InvalidURL):
        return Later("down")


def _status_of(said: _Said, request: Request) -> Accepted | Rejected | Later:
    found = _json(said)
    if found is None or found.get("mandate_id") != request.mandate_id:
        return Later("garbage")
    state = found.get("state")
    if state == "failed":
        return Rejected("failed", str(found.get("why", ""))[:200])
    if state == "erased":
        return Rejected("erased", "the holder has erased the answer")
    if state not in ("accepted", "answered"):
        return Later("garbage")
    return Accepted(ready=found.get("ready") is True)


def _refusal(said: _Said) -> Rejected | Later:
    """What an answer that is no yes means: refusals are final, everything else may pass."""
    found = _json(said)
    if said.status_code in (400, 401, 403, 404, 409, 413) and found is not None:
        given = found.get("refusals")
        refusals = given if isinstance(given, list) else []
        words = [str(one.get("reason")) for one in refusals if isinstance(one, dict)]
        return Rejected(
            (words[0] if words else str(found.get("error", "refused")))[:30],
            ", ".join(words)[:200],
        )
    return Later(f"http {said.status_code}", _retry_after(said))


def _retry_after(said: _Said) -> int:
    asked = said.headers.get("Retry-After", "")
    return min(int(asked), MOST_RETRY_S) if asked.isascii() and asked.isdigit() else 0


def _json(said: _Said) -> dict[str, Any] | None:  # whatever a holder says
    try:
        found = json.loads(said.content)
    except (ValueError, RecursionError):
        return None
    return found if isinstance(found, dict) else None


def _place(holder: Holder, request: Request) -> str:
    return f"{holder.url}/v1/mandates/{request.mandate_id}"
