"""Between the server and Django: a body is taken in whole, soon and small, or not at all.

Waiting for a body costs no thread here. A server that hands a slow body to a thread can be held up by
as many slow clients as it has threads (seen with granian's WSGI: one was enough).
"""

import asyncio
import json
from collections.abc import Awaitable, Callable, Mapping
from typing import Any, TypeAlias

from dongseon.mandate.canonical import MOST_BYTES

Scope: TypeAlias = dict[str, Any]  # as ASGI defines them
Message: TypeAlias = Mapping[str, Any]
Receive: TypeAlias = Callable[[], Awaitable[Message]]
Send: TypeAlias = Callable[[Message], Awaitable[None]]
Application: TypeAlias = Callable[[Scope, Receive, Send], Awaitable[None]]

BODY_TIMEOUT_S = 5.0
WORDS = {408: "too_slow", 413: "too_large"}


class Refused(Exception):
    """A body that is not taken in."""

    def __init__(self, status: int) -> None:
        super().__init__(WORDS[status])
        self.status = status


def bounded(inner: Application, *, timeout_s: float = BODY_TIMEOUT_S) -> Application:
    """The application behind a door that takes bodies in first."""

    async def outer(scope: Scope, receive: Receive, send: Send) -> None:
        try:
            body = await asyncio.wait_for(take_in(scope, receive), timeout_s)
        except TimeoutError:
            await refuse(408, send)
        except Refused as refused:
            await refuse(refused.status, send)
        else:
            if body is not None:
                await inner(scope, again(body, receive), send)

    return outer


async def take_in(scope: Scope, receive: Receive) -> bytes | None:
    """The body; None if the client has gone. Raises Refused for one that is too large."""
    headers = dict(scope["headers"])
    stated = headers.get(b"content-length", b"0")
    if not stated.isdigit() or int(stated) > MOST_BYTES:
        raise Refused(413)
    body = bytearray()
    while True:
        message = await receive()
        if message["type"] == "http.disconnect":
            return None
        body += message.get("body", b"")
        if len(body) > MOST_BYTES:
            raise Refused(413)
        if not message.get("more_body", False):
            return bytes(body)


def again(body: bytes, receive: Receive) -> Receive:
    """Hand the body on as one message; after it, whatever else the server has to say."""
    waiting = [{"type": "http.request", "body": body, "more_body": False}]

    async def next_message() -> Message:
        return waiting.pop() if waiting else await receive()

    return next_message


async def refuse(status: int, send: Send) -> None:
    """Answer in place of the application, and let the connection go."""
    text = json.dumps({"error": WORDS[status], "refusals": []}).encode()
    headers = [
        (b"content-type", b"application/json; charset=utf-8"),
        (b"content-length", str(len(text)).encode()),
        (b"connection", b"close"),
    ]
    await send({"type": "http.response.start", "status": status, "headers": headers})
    await send({"type": "http.response.body", "body": text})
