"""The service over HTTP: typed in, typed out, and described in `/v1/openapi.json`.

Imported after Django knows its settings (`holder.asgi`). Bodies are small: `holder.intake` saw to it.
"""

import base64
import re
import sqlite3
from collections.abc import Sequence

from django.http import HttpRequest, HttpResponse
from django.urls import URLPattern, URLResolver, path
from ninja import Header, NinjaAPI, Schema
from ninja.errors import ValidationError

from dongseon.errors import InvalidInput, NotFound
from dongseon.holder.runner import Runner
from dongseon.holder.service import Busy
from dongseon.holder.store import Request
from dongseon.mandate import Admission, Decision, Reason, Refusal
from dongseon.mandate.wording import english, korean

ARROW = "application/vnd.apache.arrow.stream"
MOST_WAIT_S = 10
PREFER = re.compile(r"wait=([0-9]{1,4})")


class RefusalOut(Schema):
    """One reason why not."""

    reason: str
    where: str
    detail: str
    ko: str
    en: str


class ErrorOut(Schema):
    """Why a call was not done."""

    error: str  # refused, unreadable, replayed, too_large, too_slow, busy, not_found, failed
    refusals: list[RefusalOut]


class StatusOut(Schema):
    """What has become of a request."""

    mandate_id: str
    state: str  # accepted, answered, failed, erased
    why: str
    rows: int
    answer_bytes: int
    answer_sha256: str
    ready: bool  # the answer can be fetched


class ProofOut(Schema):
    """A consistency proof for a witness: hashes in base64."""

    first: int
    head: str
    proof: list[str]


def build(runner: Runner) -> tuple[URLPattern | URLResolver, ...]:
    """The routes over one holder."""
    api = NinjaAPI(title="Dongseon holder", version="1", docs_url=None, urls_namespace="holder")
    add_requests(api, runner)
    add_answers(api, runner)
    add_keys_and_log(api, runner)
    api.add_exception_handler(Busy, lambda _, fault: problem("busy", 503, retry_s=10))
    api.add_exception_handler(NotFound, lambda _, fault: problem("not_found", 404))
    api.add_exception_handler(InvalidInput, lambda _, fault: problem("failed", 500))
    for fault in (OSError, sqlite3.Error):  # a full disk: come back later
        api.add_exception_handler(fault, lambda _, fault: problem("failed", 503, retry_s=60))
    api.add_exception_handler(ValidationError, lambda _, fault: problem("unreadable", 400))

    def healthz(_: HttpRequest) -> HttpResponse:
        return plain("ok\n", 200)

    def readyz(_: HttpRequest) -> HttpResponse:
        ready = runner.alive
        return plain("ready\n" if ready else "not answering\n", 200 if ready else 503)

    def metrics(_: HttpRequest) -> HttpResponse:
        load = runner.service.load()
        lines = [f"dongseon_holder_{name} {value:g}\n" for name, value in load.items()]
        return HttpResponse("".join(lines), content_type="text/plain; version=0.0.4")

    return (
        path("v1/", api.urls),
        path("healthz", healthz),
        path("readyz", readyz),
        path("metrics", metrics),
    )


def add_requests(api: NinjaAPI, runner: Runner) -> None:
    """Hand in a request, and see what became of it."""
    service = runner.service

    @api.post(
        "/mandates",
        response={
            200: StatusOut,
            202: StatusOut,
            **dict.fromkeys((400, 401, 403, 408, 409, 413, 503), ErrorOut),
        },
        openapi_extra=signed_body("A mandate: JWS, general JSON serialization, two signatures."),
    )
    def submit(request: HttpRequest) -> HttpResponse:
        """Hand in a mandate. `Prefer: wait=5` waits so many seconds (at most 10) for the answer."""
        found = runner.submit(request.body)
        if found.request is None:
            return refusal_of(found.decision)
        mandate_id, sha256 = found.request.mandate_id, found.request.sha256
        runner.wait(mandate_id, sha256, seconds_of(request.headers.get("Prefer", "")))
        now = service.status(mandate_id, sha256)
        return answer(status_of(now), 200 if now.state != "accepted" else 202)

    @api.get("/mandates/{mandate_id}", response={200: StatusOut, 404: ErrorOut})
    def status(request: HttpRequest, mandate_id: str, mandate_digest: Header[str]) -> HttpResponse:
        """What became of a request. `Mandate-Digest` is the SHA-256 of its body, in hex."""
        return answer(status_of(service.status(mandate_id, mandate_digest)), 200)


def add_answers(api: NinjaAPI, runner: Runner) -> None:
    """Fetch answer and receipt. `Mandate-Digest` shows that the caller has the request's body."""
    service = runner.service

    @api.get("/mandates/{mandate_id}/answer", response={404: ErrorOut, 500: ErrorOut})
    def fetch(request: HttpRequest, mandate_id: str, mandate_digest: Header[str]) -> HttpResponse:
        """The answer: an Arrow IPC stream, whole or not at all."""
        found, data = service.hand_out(mandate_id, mandate_digest)
        done = HttpResponse(data, content_type=ARROW)
        digest = base64.b64encode(bytes.fromhex(found.answer_sha256)).decode()
        done["Repr-Digest"] = f"sha-256=:{digest}:"  # RFC 9530
        done["Content-Length"] = str(len(data))
        done["Cache-Control"] = "no-store"
        return done

    @api.get("/mandates/{mandate_id}/receipt", response={404: ErrorOut})
    def fetch_receipt(
        request: HttpRequest, mandate_id: str, mandate_digest: Header[str]
    ) -> HttpResponse:
        """The holder's signed word which bytes it answers with."""
        found = service.status(mandate_id, mandate_digest)
        if not found.receipt:
            raise NotFound("there is no receipt yet")
        return HttpResponse(found.receipt, content_type="application/jose+json")


def add_keys_and_log(api: NinjaAPI, runner: Runner) -> None:
    """Organisations' statements about keys; the log's head and proofs for a witness."""
    service = runner.service

    def admit(request: HttpRequest, kind: str) -> HttpResponse:
        admission = service.admit(kind, request.body)
        return HttpResponse(status=204) if admission.ok else not_admitted(admission)

    @api.post(
        "/enrolments",
        response={204: None, 400: ErrorOut, 408: ErrorOut, 413: ErrorOut, 503: ErrorOut},
        openapi_extra=signed_body("An organisation's enrolment of an officer's key."),
    )
    def enrol(request: HttpRequest) -> HttpResponse:
        """Believe whose key this is, if a pinned organisation signed it."""
        return admit(request, "enrolment")

    @api.post(
        "/revocations",
        response={204: None, 400: ErrorOut, 408: ErrorOut, 413: ErrorOut, 503: ErrorOut},
        openapi_extra=signed_body("An organisation's revocation of an officer's key."),
    )
    def revoke(request: HttpRequest) -> HttpResponse:
        """Let a key sign nothing any longer, if the organisation that enrolled it says so."""
        return admit(request, "revocation")

    @api.get("/log/head")
    def head(request: HttpRequest) -> HttpResponse:
        """The log's signed head: a C2SP checkpoint."""
        return HttpResponse(service.head(), content_type="text/plain; charset=utf-8")

    @api.get("/log/consistency", response={200: ProofOut, 400: ErrorOut})
    def consistency(request: HttpRequest, first: int) -> HttpResponse:
        """The proof that the head now extends the one of size `first`."""
        try:
            proof = service.consistency(first)
        except InvalidInput:
            return problem("unreadable", 400)
        hashes = [base64.b64encode(value).decode() for value in proof]
        return answer(ProofOut(first=first, head=service.head(), proof=hashes), 200)


def seconds_of(prefer: str) -> float:
    """How long the caller would wait for the answer (RFC 7240)."""
    asked = PREFER.fullmatch(prefer.strip())
    return min(int(asked[1]), MOST_WAIT_S) if asked else 0.0


def refusal_of(decision: Decision) -> HttpResponse:
    """The answer to a refused request."""
    found = {refusal.reason for refusal in decision.refusals}
    if decision.mandate is None:
        return problem("unreadable", 400, decision.refusals)
    if not decision.authentic:
        return problem("refused", 401, decision.refusals)
    if found == {Reason.REPLAYED}:
        return problem("replayed", 409, decision.refusals)
    return problem("refused", 403, decision.refusals)


def not_admitted(admission: Admission) -> HttpResponse:
    """The answer to a statement that is not believed."""
    return problem("refused", 400, admission.refusals)


def problem(
    error: str, status: int, refusals: Sequence[Refusal] = (), *, retry_s: int = 0
) -> HttpResponse:
    """An error as JSON."""
    out = [
        RefusalOut(
            reason=refusal.reason.value,
            where=refusal.where,
            detail=refusal.detail,
            ko=korean(refusal),
            en=english(refusal),
        )
        for refusal in refusals
    ]
    done = answer(ErrorOut(error=error, refusals=out), status)
    if retry_s:
        done["Retry-After"] = str(retry_s)
    return done


def status_of(found: Request) -> StatusOut:
    """A request as a caller sees it."""
    return StatusOut(
        mandate_id=found.mandate_id,
        state=found.state.value,
        why=found.why,
        rows=found.rows,
        answer_bytes=found.answer_bytes,
        answer_sha256=found.answer_sha256,
        ready=bool(found.receipt) and found.state == "answered",
    )


def plain(text: str, status: int) -> HttpResponse:
    """A word for a monitor."""
    return HttpResponse(text, content_type="text/plain", status=status)


def answer(value: Schema, status: int) -> HttpResponse:
    """A value as JSON."""
    return HttpResponse(
        value.model_dump_json(), content_type="application/json; charset=utf-8", status=status
    )


def signed_body(description: str) -> dict[str, object]:
    """How OpenAPI describes a body that is read as it comes: what is signed are its bytes."""
    schema = {
        "type": "object",
        "required": ["payload", "signatures"],
        "additionalProperties": False,
        "properties": {
            "payload": {"type": "string"},
            "signatures": {
                "type": "array",
                "items": {
                    "type": "object",
                    "required": ["protected", "signature"],
                    "additionalProperties": False,
                    "properties": {
                        "protected": {"type": "string"},
                        "signature": {"type": "string"},
                    },
                },
            },
        },
    }
    content = {"application/jose+json": {"schema": schema}}
    return {"requestBody": {"required": True, "description": description, "content": content}}
