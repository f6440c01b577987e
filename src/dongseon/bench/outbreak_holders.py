"""The holders of an outbreak, in the console's process: the real services, at the outbreak's own clock.

A holder as a process of its own reads the wall's clock, and must. Here the days of a whole outbreak pass within
minutes, so the console's HTTP client is given a transport that hands its calls to the services; only the port is missing.
"""

import json
from collections.abc import Mapping, Sequence
from contextlib import ExitStack
from dataclasses import dataclass
from datetime import datetime, timedelta
from pathlib import Path

import httpx

from dongseon.errors import NotFound
from dongseon.holder import Service, read_config
from dongseon.holder.service import Busy
from dongseon.holder.store import Request
from dongseon.mandate import Refusal


@dataclass(slots=True)
class Clock:
    """A clock that is moved by hand, and never back."""

    now: datetime

    def __call__(self) -> datetime:
        """What it says."""
        return self.now

    def reach(self, moment: datetime) -> None:
        """Go on to a moment, if it is later."""
        self.now = max(self.now, moment)

    def tick(self, seconds: float) -> None:
        """Go on by so much."""
        self.now += timedelta(seconds=seconds)


@dataclass(frozen=True, slots=True)
class Holders:
    """Services by the port under which the console knows them."""

    services: Mapping[int, Service]

    def client(self) -> httpx.Client:
        """What the console asks them through."""
        return httpx.Client(transport=httpx.MockTransport(self._handle))

    def _handle(self, request: httpx.Request) -> httpx.Response:
        service = self.services[request.url.port or 80]
        parts = request.url.path.strip("/").split("/")
        digest = request.headers.get("Mandate-Digest", "")
        try:
            if parts[1] in ("enrolments", "revocations"):
                admission = service.admit(parts[1][:-1], request.read())
                return httpx.Response(204) if admission.ok else _refusal(400, admission.refusals)
            if request.method == "POST":
                return _submitted(service, request.read())
            if len(parts) == 3:
                return _status(service.status(parts[2], digest))
            if parts[3] == "receipt":
                return httpx.Response(200, content=service.status(parts[2], digest).receipt)
            return httpx.Response(200, content=service.hand_out(parts[2], digest)[1])
        except NotFound:
            return httpx.Response(404, json={"error": "not_found", "refusals": []})
        except Busy:
            return httpx.Response(503, json={"error": "busy"}, headers={"Retry-After": "10"})


def opened(made: Sequence[Mapping[str, str]], clock: Clock, closing: ExitStack) -> Holders:
    """Open each holder of a list (`name`, `lake`, `data`, `port`); they are closed with the stack."""
    services = {}
    for one in made:
        config = read_config(Path(one["data"]), lake_folder=Path(one["lake"]), name=one["name"])
        services[int(one["port"])] = service = Service(config, clock)
        closing.callback(service.close)
    return Holders(services)


def _submitted(service: Service, body: bytes) -> httpx.Response:
    """A request is answered before its caller hears of it."""
    found = service.submit(body)
    if found.request is None:
        return _refusal(403, found.decision.refusals)
    while service.answer_next():
        pass
    return _status(service.status(found.request.mandate_id, found.request.sha256))


def _status(found: Request) -> httpx.Response:
    """A request as `holder.api` tells of it."""
    said = {
        "mandate_id": found.mandate_id,
        "state": found.state.value,
        "why": found.why,
        "ready": bool(found.receipt) and found.state == "answered",
    }
    return httpx.Response(202 if found.state == "accepted" else 200, content=json.dumps(said))


def _refusal(code: int, refusals: Sequence[Refusal]) -> httpx.Response:
    """A refusal as `holder.api` says it."""
    listed = [{"reason": one.reason.value, "where": one.where} for one in refusals]
    return httpx.Response(code, json={"error": "refused", "refusals": listed})
