"""The door before Django for the four mask questions: they are answered from the board, without a thread.

A country asks them by the million when shops open. One process answers some ten thousand a second so;
through Django it would be some hundreds.
"""

import json
import zlib
from collections.abc import Awaitable, Callable, Mapping
from typing import Any, Protocol, TypeAlias

from dongseon.errors import InvalidInput
from dongseon.public.masks import answers
from dongseon.public.masks.board import Board

Scope: TypeAlias = dict[str, Any]  # as ASGI defines them
Message: TypeAlias = Mapping[str, Any]
Receive: TypeAlias = Callable[[], Awaitable[Message]]
Send: TypeAlias = Callable[[Message], Awaitable[None]]
Application: TypeAlias = Callable[[Scope, Receive, Send], Awaitable[None]]

WORTH_COMPRESSING = 1_400  # bytes: what fits a packet is not made smaller
KEEP_S = 5  # s: how long a reader's own cache may repeat an answer; a figure is minutes old anyway
HEADERS = [
    (b"content-type", b"application/json; charset=utf-8"),
    (b"cache-control", b"public, max-age=%d" % KEEP_S),
    (
        b"access-control-allow-origin",
        b"*",
    ),  # open data: any app may ask, nothing of a reader is sent
    (b"x-content-type-options", b"nosniff"),
    (b"vary", b"accept-encoding"),
]


class Boards(Protocol):
    """Where the board of this process is found."""

    def current(self) -> Board | None:
        """The board; None until it has been read once."""


class Door:
    """An ASGI application before another one."""

    def __init__(self, inner: Application, boards: Boards) -> None:
        self._inner = inner
        self._boards = boards

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Answer one of the four questions, or let the inner application answer."""
        if scope["type"] != "http" or scope["path"] not in answers.QUESTIONS:
            await self._inner(scope, receive, send)
        elif scope["method"] not in ("GET", "HEAD"):
            await _send(send, 405, b'{"error":"ask with GET"}', [(b"allow", b"GET, HEAD")])
        else:
            await self._answer(scope, send)

    async def _answer(self, scope: Scope, send: Send) -> None:
        board = self._boards.current()
        if board is None:
            await _send(send, 503, b'{"error":"not ready yet"}', [(b"retry-after", b"2")])
            return
        query = scope["query_string"].decode("latin-1")
        try:
            found = answers.answer(board, scope["path"], query)
        except InvalidInput as error:
            said = json.dumps({"error": str(error)}, ensure_ascii=False).encode()
            await _send(send, 400, said, [])
            return
        extra = [(b"x-total-count", b"%d" % found.total)]
        body = found.body
        if len(body) > WORTH_COMPRESSING and _takes_gzip(scope):
            body = _gzip(body)
            extra.append((b"content-encoding", b"gzip"))
        await _send(send, 200, body, extra, head=scope["method"] == "HEAD")


def _takes_gzip(scope: Scope) -> bool:
    return any(name == b"accept-encoding" and b"gzip" in value for name, value in scope["headers"])


def _gzip(body: bytes) -> bytes:
    packer = zlib.compressobj(1, zlib.DEFLATED, 31)
    return packer.compress(body) + packer.flush()


async def _send(
    send: Send, status: int, body: bytes, extra: list[tuple[bytes, bytes]], *, head: bool = False
) -> None:
    headers = [*HEADERS, *extra, (b"content-length", b"%d" % len(body))]
    await send({"type": "http.response.start", "status": status, "headers": headers})
    await send({"type": "http.response.body", "body": b"" if head else body})
