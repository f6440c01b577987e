"""The door before Django: a body is taken in whole, soon and small, or not at all."""

import asyncio
import json
from typing import Any

from dongseon.holder import intake
from dongseon.mandate.canonical import MOST_BYTES

Message = dict[str, Any]


def ask(
    messages: list[Message], *, length: bytes | None = None, timeout_s: float = 5.0
) -> tuple[list[Message], list[bytes]]:
    """What is sent back, and the bodies that came through."""
    sent: list[Message] = []
    through: list[bytes] = []

    async def inner(scope: Message, receive: intake.Receive, send: intake.Send) -> None:
        through.append((await receive())["body"])
        if (await receive())["type"] == "http.disconnect":
            await send({"type": "done"})

    async def receive() -> Message:
        if not messages:
            await asyncio.sleep(60)
        return messages.pop(0)

    async def send(message: Message) -> None:
        sent.append(message)

    headers = [] if length is None else [(b"content-length", length)]
    door = intake.bounded(inner, timeout_s=timeout_s)
    asyncio.run(door({"type": "http", "headers": headers}, receive, send))
    return sent, through


def part(body: bytes, *, more: bool = False) -> Message:
    return {"type": "http.request", "body": body, "more_body": more}


GONE = {"type": "http.disconnect"}


def test_a_body_in_pieces_comes_through_as_one() -> None:
    sent, through = ask([part(b"one ", more=True), part(b"two"), GONE])
    assert through == [b"one two"]
    assert sent == [{"type": "done"}]  # and what the server says later is heard


def test_a_body_that_says_it_is_too_large_is_not_read() -> None:
    sent, through = ask([], length=str(MOST_BYTES + 1).encode())
    assert (sent[0]["status"], through) == (413, [])
    assert json.loads(sent[1]["body"]) == {"error": "too_large", "refusals": []}


def test_a_body_that_turns_out_too_large_is_given_up() -> None:
    pieces = [part(b"A" * 50_000, more=True) for _ in range(4)]
    sent, through = ask(pieces)
    assert (sent[0]["status"], through) == (413, [])
    assert len(pieces) == 1  # the rest was not asked for


def test_a_length_that_is_no_number_is_refused() -> None:
    for length in (b"-1", b"1e3", b"", b"0x10"):
        assert ask([part(b"")], length=length)[0][0]["status"] == 413


def test_a_body_that_does_not_come_is_not_waited_for() -> None:
    sent, through = ask([part(b"half", more=True)], timeout_s=0.05)
    assert (sent[0]["status"], through) == (408, [])
    assert (b"connection", b"close") in sent[0]["headers"]


def test_a_client_that_has_gone_gets_no_answer() -> None:
    assert ask([GONE]) == ([], [])
