"""Between the server and Django: a body is taken in whole before a thread is spent on it.

A server that hands a slow body to a thread is held up by as many slow clients as it has threads: eight
threads of granian's own WSGI, and eight clients that send one byte of a form shut everybody out. Django's
ASGI takes no harm, at nine times the work a page. So bodies are waited for here, without a thread, within
bounds of size and time; then Django runs as WSGI in a few threads that keep their connections to the
database. (Decision 0015 has the figures.)
"""

import asyncio
import io
import logging
import sys
from collections.abc import Awaitable, Callable, Iterable, Mapping
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass, field
from typing import Any, TypeAlias
from urllib.parse import unquote_to_bytes
from wsgiref.types import WSGIApplication

Scope: TypeAlias = dict[str, Any]  # as ASGI defines them
Message: TypeAlias = Mapping[str, Any]
Receive: TypeAlias = Callable[[], Awaitable[Message]]
Send: TypeAlias = Callable[[Message], Awaitable[None]]
AsgiApplication: TypeAlias = Callable[[Scope, Receive, Send], Awaitable[None]]

THREADS = 8  # pages computed at once; each has a connection to the database
LOG = logging.getLogger("dongseon.running.bridge")


@dataclass(frozen=True, slots=True)
class Bounds:
    """How large a body may be, and how slow."""

    most_bytes: int = 32 * 2**20  # of one body: an import of some 100,000 rows
    most_bytes_together: int = 128 * 2**20  # of all bodies under way
    grace_s: float = 10.0  # for any body
    slowest_bytes_per_s: int = 16_000  # on top of the grace: a poor mobile connection

    def within_s(self, length: int) -> float:
        """How long a body of so many bytes may take, s."""
        return self.grace_s + length / self.slowest_bytes_per_s


class Refused(Exception):
    """A body that is not taken in."""

    def __init__(self, status: int) -> None:
        super().__init__(str(status))
        self.status = status


@dataclass(slots=True)
class Answer:
    """What Django answers: the whole of it, or a stream that is asked for piece by piece."""

    status: int = 500
    headers: list[tuple[str, str]] = field(default_factory=list)
    whole: bytes | None = None
    pieces: Iterable[bytes] = ()


class Bridge:
    """An ASGI application over a WSGI one. It lives as long as its process: it has the threads."""

    def __init__(
        self, inner: WSGIApplication, *, bounds: Bounds | None = None, threads: int = THREADS
    ) -> None:
        self._inner = inner
        self._bounds = bounds or Bounds()
        self._pool = ThreadPoolExecutor(threads, thread_name_prefix="page")
        self._under_way = 0  # bytes of bodies stated and not yet answered

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Answer one request."""
        if scope["type"] != "http":
            return
        try:
            length = self._stated(scope)
        except Refused as refused:
            await refuse(refused.status, send)
            return
        self._under_way += length
        try:
            await self._answer(scope, receive, send, length)
        finally:
            self._under_way -= length

    def _stated(self, scope: Scope) -> int:
        """The body's length in bytes, as stated. Raises Refused for one that is not taken in."""
        headers = dict(scope["headers"])
        if b"transfer-encoding" in headers:
            raise Refused(411)
        stated = headers.get(b"content-length", b"0")
        if not stated.isdigit():
            raise Refused(400)
        if int(stated) > self._bounds.most_bytes:
            raise Refused(413)
        if self._under_way + int(stated) > self._bounds.most_bytes_together:
            raise Refused(503)
        return int(stated)

    async def _answer(self, scope: Scope, receive: Receive, send: Send, length: int) -> None:
        try:
            body = await asyncio.wait_for(take_in(receive, length), self._bounds.within_s(length))
        except TimeoutError:
            await refuse(408, send)
            return
        if body is None:
            return
        loop = asyncio.get_running_loop()
        answer = await loop.run_in_executor(self._pool, run, self._inner, environ(scope, body))
        await send(
            {
                "type": "http.response.start",
                "status": answer.status,
                "headers": [
                    (name.lower().encode("latin-1"), value.encode("latin-1"))
                    for name, value in answer.headers
                ],
            }
        )
        if answer.whole is None:
            await self._stream(answer.pieces, send)
        else:
            await send({"type": "http.response.body", "body": answer.whole})

    async def _stream(self, pieces: Iterable[bytes], send: Send) -> None:
        """Send a stream. No thread waits for the client: one is asked for each piece."""
        loop = asyncio.get_running_loop()
        following = iter(pieces)
        try:
            while (
                piece := await loop.run_in_executor(self._pool, next, following, None)
            ) is not None:
                await send({"type": "http.response.body", "body": piece, "more_body": True})
        finally:
            close = getattr(pieces, "close", None)
            if close is not None:
                await loop.run_in_executor(self._pool, close)
        await send({"type": "http.response.body", "body": b""})


async def take_in(receive: Receive, length: int) -> bytes | None:
    """The body; None if the client has gone, or sent another length than it had stated."""
    body = bytearray()
    while True:
        message = await receive()
        if message["type"] == "http.disconnect":
            return None
        body += message.get("body", b"")
        if len(body) > length:
            return None
        if not message.get("more_body", False):
            return bytes(body) if len(body) == length else None


def run(inner: WSGIApplication, environment: dict[str, Any]) -> Answer:
    """Let Django answer, in a thread of the pool."""
    answer = Answer()

    def start(
        status: str, headers: list[tuple[str, str]], fault: object = None
    ) -> Callable[[bytes], object]:
        answer.status, answer.headers = int(status.split(" ", 1)[0]), headers
        return unwritable

    try:
        body = inner(environment, start)
        if getattr(body, "streaming", False):
            answer.pieces = body
            return answer
        answer.whole = b"".join(body)
        close = getattr(body, "close", None)
        if close is not None:
            close()
    except Exception:  # Django answers its own faults; this is one of Django's own foundations
        LOG.exception("not answered")
        return Answer(500, [("Content-Length", "0")], b"")
    return answer


def unwritable(piece: bytes) -> object:
    """WSGI's old way of writing, which Django never uses."""
    raise NotImplementedError("write() is not served here")


def environ(scope: Scope, body: bytes) -> dict[str, Any]:
    """The request as WSGI has it (PEP 3333). Nothing of the process's environment is in it."""
    host, port = scope.get("server") or ("", 0)
    found: dict[str, Any] = {
        "REQUEST_METHOD": scope["method"],
        "SCRIPT_NAME": "",
        "PATH_INFO": unquote_to_bytes(scope["raw_path"]).decode("latin-1"),
        "QUERY_STRING": scope["query_string"].decode("latin-1"),
        "SERVER_NAME": host,
        "SERVER_PORT": str(port),
        "SERVER_PROTOCOL": f"HTTP/{scope['http_version']}",
        "REMOTE_ADDR": (scope.get("client") or ("",))[0],
        "CONTENT_LENGTH": str(len(body)),
        "wsgi.version": (1, 0),
        "wsgi.url_scheme": scope["scheme"],
        "wsgi.input": io.BytesIO(body),
        "wsgi.errors": sys.stderr,
        "wsgi.multithread": True,
        "wsgi.multiprocess": True,
        "wsgi.run_once": False,
    }
    for raw_name, raw_value in scope["headers"]:
        name, value = raw_name.decode("latin-1"), raw_value.decode("latin-1")
        if "_" in name or name == "content-length":  # x_a would pass itself off as x-a
            continue
        key = "CONTENT_TYPE" if name == "content-type" else f"HTTP_{name.upper().replace('-', '_')}"
        joint = "; " if name == "cookie" else ","
        found[key] = f"{found[key]}{joint}{value}" if key in found else value
    return found


async def refuse(status: int, send: Send) -> None:
    """Answer in place of the application, and let the connection go."""
    headers = [(b"content-length", b"0"), (b"connection", b"close")]
    await send({"type": "http.response.start", "status": status, "headers": headers})
    await send({"type": "http.response.body", "body": b""})
