"""A holder as a process of its own, asked over HTTP; its world is moved to today."""

import http.client
import json
import os
import socket
import subprocess
import sys
import time
from dataclasses import dataclass, field, replace
from datetime import UTC, datetime, timedelta
from hashlib import sha256
from pathlib import Path
from typing import Any

from tests.mandate import cast

from dongseon import mandate as m

START_S = 90  # on a busy machine; three on a quiet one


@dataclass(frozen=True)
class Answer:
    """What came back."""

    status: int
    headers: dict[str, str]
    body: bytes

    @property
    def json(self) -> Any:
        return json.loads(self.body)

    @property
    def reasons(self) -> list[str]:
        return [refusal["reason"] for refusal in self.json["refusals"]]


@dataclass
class Live:
    """A running holder."""

    lake: Path
    data: Path
    port: int
    more: tuple[str, ...] = ()  # words of the command
    environment: dict[str, str] = field(default_factory=dict)
    process: subprocess.Popen[str] = field(init=False)

    def start(self) -> None:
        words = ["holder", "--lake", self.lake, "--data", self.data, "--name", "telco-a"]
        self.process = subprocess.Popen(
            [
                sys.executable,
                "-m",
                "dongseon",
                *map(str, words),
                "--port",
                str(self.port),
                *self.more,
            ],
            stderr=subprocess.PIPE,
            text=True,
            env={**os.environ, "PYTHONUTF8": "1", **self.environment},
        )
        until = time.monotonic() + START_S
        while time.monotonic() < until:
            try:
                if self.call("GET", "/readyz").status == 200:
                    return
            except OSError:
                time.sleep(0.05)
        raise AssertionError("the holder does not answer")

    def stop(self) -> str:
        """End it as a service manager would. Returns what it wrote to standard error."""
        self.process.terminate()
        _, said = self.process.communicate(timeout=60)
        return said

    def kill(self) -> None:
        """End it at once, as a power cut would."""
        self.process.kill()
        self.process.communicate()

    def call(self, method: str, path: str, body: bytes | None = None, **headers: str) -> Answer:
        connection = http.client.HTTPConnection("127.0.0.1", self.port, timeout=60)
        try:
            sent = {name.replace("_", "-"): value for name, value in headers.items()}
            connection.request(method, path, body=body, headers=sent)
            got = connection.getresponse()
            return Answer(got.status, {k.lower(): v for k, v in got.getheaders()}, got.read())
        finally:
            connection.close()

    def submit(self, body: bytes, wait: int = 10) -> Answer:
        return self.call("POST", "/v1/mandates", body, Prefer=f"wait={wait}")

    def fetch(self, request: m.Mandate, body: bytes, what: str = "/answer") -> Answer:
        path = f"/v1/mandates/{request.mandate_id}{what}"
        return self.call("GET", path, Mandate_Digest=sha256(body).hexdigest())


def free_port() -> int:
    """A port that nobody listens on now."""
    with socket.socket() as one:
        one.bind(("127.0.0.1", 0))
        return int(one.getsockname()[1])


MOVED = timedelta(days=(datetime.now(UTC) - timedelta(minutes=30) - cast.NOW).days)
NOW = datetime.now(UTC).replace(microsecond=0)


def window(of: m.Window) -> m.Window:
    """A window of the cast's night, moved to this week."""
    return m.Window(of.begin + MOVED, of.end + MOVED)


def today(request: m.Mandate) -> m.Mandate:
    """One of the cast's requests, as if it were made today."""
    question = request.question
    if isinstance(question, m.PersonQuestion):
        question = replace(question, window=window(question.window))
    elif isinstance(question, m.PresenceQuestion | m.AlertQuestion):
        areas = tuple(replace(area, window=window(area.window)) for area in question.areas)
        question = replace(question, areas=areas)
    basis = request.basis
    if basis is not None:
        basis = replace(basis, reference_day=basis.reference_day + MOVED)
    now = datetime.now(UTC).replace(microsecond=0)
    return replace(
        request,
        question=question,
        basis=basis,
        issued=now,
        not_before=now,
        expires=now + timedelta(hours=12),
    )


def enrolment(who: cast.Person, **changes: Any) -> bytes:
    """An enrolment that is valid today."""
    given = {"not_before": NOW - timedelta(days=30), "expires": NOW + timedelta(days=300)}
    return cast.enrolment_body(who, **(given | changes))
