"""The door before Django for the four mask questions: they are answered from the board.

A country asks them by the million when shops open. One process answers some ten thousand a second so;
through Django it would be some hundreds.
"""

import json
import zlib
from collections.abc import Iterable
from typing import Any, Protocol, TypeAlias
from wsgiref.types import StartResponse, WSGIApplication

from dongseon.errors import InvalidInput
from dongseon.public.masks import answers
from dongseon.public.masks.board import Board

Environ: TypeAlias = dict[str, Any]  # as WSGI defines it
Headers: TypeAlias = list[tuple[str, str]]

WORTH_COMPRESSING = 1_400  # bytes: what fits a packet is not made smaller
KEEP_S = 5  # s: how long a reader's own cache may repeat an answer; a figure is minutes old anyway
HEADERS: Headers = [
    ("Content-Type", "application/json; charset=utf-8"),
    ("Cache-Control", f"public, max-age={KEEP_S}"),
    ("Access-Control-Allow-Origin", "*"),  # open data: any app may ask, nothing of a reader is sent
    ("X-Content-Type-Options", "nosniff"),
    ("Vary", "Accept-Encoding"),
]


class Boards(Protocol):
    """Where the board of this process is found."""

    def current(self) -> Board | None:
        """The board; None until it has been read once."""


class Door:
    """A WSGI application before another one."""

    def __init__(self, inner: WSGIApplication, boards: Boards) -> None:
        self._inner = inner
        self._boards = boards

    def __call__(self, environ: Environ, start: StartResponse) -> Iterable[bytes]:
        """Answer one of the four questions, or let the inner application answer."""
        if environ["PATH_INFO"] not in answers.QUESTIONS:
            return self._inner(environ, start)
        if environ["REQUEST_METHOD"] not in ("GET", "HEAD"):
            return _said(start, "405 Method Not Allowed", "ask with GET", [("Allow", "GET, HEAD")])
        board = self._boards.current()
        if board is None:
            return _said(start, "503 Service Unavailable", "not ready yet", [("Retry-After", "2")])
        try:
            found = answers.answer(board, environ["PATH_INFO"], environ.get("QUERY_STRING", ""))
        except InvalidInput as error:
            return _said(start, "400 Bad Request", str(error), [])
        extra = [("X-Total-Count", str(found.total))]
        body = found.body
        if len(body) > WORTH_COMPRESSING and "gzip" in environ.get("HTTP_ACCEPT_ENCODING", ""):
            body = _gzip(body)
            extra.append(("Content-Encoding", "gzip"))
        sent = _send(start, "200 OK", body, extra)
        return sent if environ["REQUEST_METHOD"] == "GET" else []


def _gzip(body: bytes) -> bytes:
    packer = zlib.compressobj(1, zlib.DEFLATED, 31)
    return packer.compress(body) + packer.flush()


def _said(start: StartResponse, status: str, error: str, extra: Headers) -> Iterable[bytes]:
    body = json.dumps({"error": error}, ensure_ascii=False).encode()
    return _send(start, status, body, extra)


def _send(start: StartResponse, status: str, body: bytes, extra: Headers) -> Iterable[bytes]:
    start(status, [*HEADERS, *extra, ("Content-Length", str(len(body)))])
    return [body]
