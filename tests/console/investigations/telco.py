"""A telco for the tests: the real holder behind a wire that can be cut, be slow, or carry garbage.

What stands between is our own HTTP client and the holder's `Service`; only the port is missing.
"""

import json
from collections.abc import Callable, Sequence
from dataclasses import dataclass, field
from datetime import datetime
from pathlib import Path

import httpx
from tests.holder import makers
from tests.mandate import cast as signers

from dongseon.errors import NotFound
from dongseon.holder import Limits, Service, read_config
from dongseon.holder.service import Busy
from dongseon.holder.store import Request
from dongseon.mandate import Refusal, keys

NAME = "telco-a"
Fault = Callable[[httpx.Request], httpx.Response | None]


@dataclass
class Telco:
    """A holder, and what its wire does to the next calls."""

    service: Service
    clock: makers.Clock
    faults: list[Fault] = field(default_factory=list)  # one for each of the next calls
    calls: list[str] = field(default_factory=list)
    answering: bool = True  # whether it answers at once

    def client(self) -> httpx.Client:
        """What the console asks it through."""
        return httpx.Client(transport=httpx.MockTransport(self._handle))

    def work(self) -> None:
        """Answer everything that waits."""
        while self.service.answer_next():
            pass

    def _handle(self, request: httpx.Request) -> httpx.Response:
        self.calls.append(f"{request.method} {request.url.path}")
        if self.faults:
            spoiled = self.faults.pop(0)(request)
            if spoiled is not None:
                return spoiled
        return self._answer(request)

    def _answer(self, request: httpx.Request) -> httpx.Response:
        body, parts = request.read(), request.url.path.strip("/").split("/")
        digest = request.headers.get("Mandate-Digest", "")
        try:
            if parts[1] in ("enrolments", "revocations"):
                admission = self.service.admit(parts[1][:-1], body)
                return httpx.Response(204) if admission.ok else refusal(400, admission.refusals)
            if request.method == "POST":
                return self._submit(body)
            if len(parts) == 3:
                return status(self.service.status(parts[2], digest))
            if parts[3] == "receipt":
                return httpx.Response(200, content=self.service.status(parts[2], digest).receipt)
            return httpx.Response(200, content=self.service.hand_out(parts[2], digest)[1])
        except NotFound:
            return httpx.Response(404, json={"error": "not_found", "refusals": []})
        except Busy:
            return httpx.Response(
                503, json={"error": "busy", "refusals": []}, headers={"Retry-After": "10"}
            )

    def _submit(self, body: bytes) -> httpx.Response:
        found = self.service.submit(body)
        if found.request is None:
            replayed = {one.reason for one in found.decision.refusals} == {"replayed"}
            return refusal(409 if replayed else 403, found.decision.refusals)
        if self.answering:
            self.work()
        return status(self.service.status(found.request.mandate_id, found.request.sha256))


def open_telco(folder: Path, lake: Path, now: datetime) -> Telco:
    """A telco over the lake of forty phones, at the console's time."""
    config = read_config(makers.make_data(folder), lake_folder=lake, name=NAME, limits=Limits())
    clock = makers.Clock(now)
    return Telco(Service(config, clock), clock)


def status(found: Request) -> httpx.Response:
    """A request as `holder.api` tells of it."""
    said = {
        "mandate_id": found.mandate_id,
        "state": found.state.value,
        "why": found.why,
        "rows": found.rows,
        "answer_bytes": found.answer_bytes,
        "answer_sha256": found.answer_sha256,
        "ready": bool(found.receipt) and found.state == "answered",
    }
    return httpx.Response(202 if found.state == "accepted" else 200, content=json.dumps(said))


def refusal(code: int, refusals: Sequence[Refusal]) -> httpx.Response:
    """A refusal as `holder.api` says it."""
    listed = [{"reason": one.reason.value, "where": one.where} for one in refusals]
    return httpx.Response(code, json={"error": "refused", "refusals": listed})


def holders_toml(**others: str) -> str:
    """The console's list of holders: this one, and others by name and kind."""
    key = signers.private_key(77).public_key().public_bytes_raw()
    named = {NAME: "connection", **others}
    return "\n".join(
        f'[{name}]\nname = "통신사 {name}"\nurl = "http://127.0.0.1:1"\nkinds = ["{kind}"]\n'
        f'key = "{keys.encode(key)}"\n'
        for name, kind in named.items()
    )


def organisations_toml() -> str:
    """The console's list of organisations: those that the telco pins."""
    return "\n".join(
        f'[{one.organisation_id}]\nkind = "{one.kind}"\ncentral = {str(one.central).lower()}\n'
        f'keys = ["{keys.encode(one.public_keys[0])}"]\n'
        for one in signers.ORGANISATIONS
    )


# ── what a wire does ─────────────────────────────────────────────────────────────────────────


def down(request: httpx.Request) -> httpx.Response:
    """Nobody is there."""
    raise httpx.ConnectError("refused", request=request)


def slow(request: httpx.Request) -> httpx.Response:
    """Nothing comes in time."""
    raise httpx.ReadTimeout("slow", request=request)


def garbage(_request: httpx.Request) -> httpx.Response:
    """Bytes that mean nothing."""
    return httpx.Response(200, content=b"\x00<html>{")


def busy(_request: httpx.Request) -> httpx.Response:
    """Come back later."""
    return httpx.Response(503, content=b"{}", headers={"Retry-After": "90"})


def fine(_request: httpx.Request) -> None:
    """Nothing happens to this call."""
