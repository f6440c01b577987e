"""Between the server and Django: bodies are taken in whole, soon and small, or not at all."""

import asyncio
import io
import threading
from collections.abc import Callable, Iterable, Iterator
from typing import Any

import pytest

from dongseon.running.bridge import Bounds, Bridge, Message, environ

PATIENT = Bounds()
STRICT = Bounds(most_bytes=100, most_bytes_together=150, grace_s=0.1, slowest_bytes_per_s=10_000)


def scope(*, length: int | None = None, path: bytes = b"/", **more: Any) -> dict[str, Any]:
    """A request as the server hands it over."""
    headers = [(b"host", b"127.0.0.1")]
    if length is not None:
        headers.append((b"content-length", str(length).encode()))
    return {
        "type": "http",
        "method": "POST",
        "raw_path": path,
        "query_string": b"",
        "http_version": "1.1",
        "scheme": "http",
        "server": ("127.0.0.1", "8600"),
        "client": ("127.0.0.1", "40000"),
        "headers": headers,
    } | more


class Client:
    """Sends the given pieces, then nothing more; keeps what it is answered."""

    def __init__(self, *pieces: bytes, ends: bool = True) -> None:
        last = len(pieces) - 1
        self.messages: list[dict[str, Any]] = [
            {"type": "http.request", "body": piece, "more_body": not ends or i < last}
            for i, piece in enumerate(pieces)
        ]
        self.answered: list[Message] = []

    async def receive(self) -> Message:
        """The next piece; none ever comes after the last."""
        if not self.messages:
            await asyncio.Event().wait()
        return self.messages.pop(0)

    async def send(self, message: Message) -> None:
        """Take an answer."""
        self.answered.append(message)

    @property
    def status(self) -> int:
        """The status it was answered with."""
        return int(self.answered[0]["status"])

    @property
    def body(self) -> bytes:
        """The body it was answered with."""
        return b"".join(message.get("body", b"") for message in self.answered[1:])


def echo(environment: dict[str, Any], start: Callable[..., object]) -> Iterable[bytes]:
    """A WSGI application that says what it was sent."""
    start("200 OK", [("Content-Type", "text/plain")])
    return [environment["wsgi.input"].read()]


def ask(client: Client, asked: dict[str, Any], bounds: Bounds = PATIENT) -> None:
    """One request through a bridge over `echo`."""
    asyncio.run(Bridge(echo, bounds=bounds)(asked, client.receive, client.send))


def test_a_body_in_pieces_arrives_whole() -> None:
    client = Client(b"a=1", b"&b=2")
    ask(client, scope(length=7))
    assert (client.status, client.body) == (200, b"a=1&b=2")


def test_a_body_that_comes_too_slowly_is_refused() -> None:
    client = Client(b"a", ends=False)
    ask(client, scope(length=50), STRICT)
    assert client.status == 408


def test_a_body_that_is_too_large_is_refused_before_a_byte_of_it_is_read() -> None:
    client = Client(b"x" * 101)
    ask(client, scope(length=101), STRICT)
    assert client.status == 413
    assert client.messages


def test_a_body_of_unknown_length_is_refused() -> None:
    client = Client(b"x")
    headers = [(b"transfer-encoding", b"chunked")]
    ask(client, scope(headers=headers))
    assert client.status == 411


def test_a_length_that_is_no_number_is_refused() -> None:
    client = Client(b"x")
    ask(client, scope(headers=[(b"content-length", b"-1")]))
    assert client.status == 400


@pytest.mark.parametrize("sent", [b"more than was said", b"le"])
def test_a_body_of_another_length_than_stated_gets_no_answer(sent: bytes) -> None:
    client = Client(sent)
    ask(client, scope(length=4))
    assert client.answered == []


def test_bodies_that_are_too_large_together_are_refused_one_by_one() -> None:
    waiting, refused = Client(b"x", ends=False), Client(b"y" * 90)

    async def both() -> None:
        bridge = Bridge(echo, bounds=STRICT)
        first = asyncio.create_task(bridge(scope(length=90), waiting.receive, waiting.send))
        await asyncio.sleep(0)
        await bridge(scope(length=90), refused.receive, refused.send)
        await first

    asyncio.run(both())
    assert refused.status == 503


def test_room_is_free_again_after_an_answer() -> None:
    async def many() -> list[int]:
        bridge = Bridge(echo, bounds=STRICT)
        statuses = []
        for _ in range(5):
            client = Client(b"z" * 90)
            await bridge(scope(length=90), client.receive, client.send)
            statuses.append(client.status)
        return statuses

    assert asyncio.run(many()) == [200] * 5


def test_clients_that_never_finish_take_no_thread() -> None:
    async def through() -> int:
        bridge = Bridge(echo, threads=1)
        slow = [
            asyncio.create_task(bridge(scope(length=9), client.receive, client.send))
            for client in (Client(b"x", ends=False) for _ in range(40))
        ]
        quick = Client(b"hello")
        await bridge(scope(length=5), quick.receive, quick.send)
        for task in slow:
            task.cancel()
        await asyncio.gather(*slow, return_exceptions=True)
        return quick.status

    assert asyncio.run(through()) == 200


def test_a_stream_is_sent_piece_by_piece_and_closed() -> None:
    class Stream:
        streaming = True
        closed = False

        def __iter__(self) -> Iterator[bytes]:
            yield from (b"one ", b"two")

        def close(self) -> None:
            self.closed = True

    stream = Stream()

    def streamed(environment: dict[str, Any], start: Callable[..., object]) -> Iterable[bytes]:
        start("200 OK", [])
        return stream

    client = Client(b"")
    asyncio.run(Bridge(streamed)(scope(length=0), client.receive, client.send))
    assert client.body == b"one two"
    assert len(client.answered) == 4
    assert stream.closed


def test_a_fault_below_django_is_answered_with_500(caplog: pytest.LogCaptureFixture) -> None:
    def broken(environment: dict[str, Any], start: Callable[..., object]) -> Iterable[bytes]:
        raise RuntimeError("broken")

    client = Client(b"")
    asyncio.run(Bridge(broken)(scope(length=0), client.receive, client.send))
    assert (client.status, client.body) == (500, b"")


def test_pages_are_computed_in_threads_of_the_pool() -> None:
    names: list[str] = []

    def named(environment: dict[str, Any], start: Callable[..., object]) -> Iterable[bytes]:
        names.append(threading.current_thread().name)
        start("204 No Content", [])
        return []

    client = Client(b"")
    asyncio.run(Bridge(named, threads=1)(scope(length=0), client.receive, client.send))
    assert names[0].startswith("page")


def test_a_header_with_an_underscore_cannot_pass_itself_off_as_another() -> None:
    headers = [(b"x_forwarded_proto", b"https"), (b"x-request-id", b"7")]
    found = environ(scope(headers=headers), b"")
    assert "HTTP_X_FORWARDED_PROTO" not in found
    assert found["HTTP_X_REQUEST_ID"] == "7"


def test_headers_that_come_twice_are_joined() -> None:
    headers = [(b"cookie", b"a=1"), (b"cookie", b"b=2"), (b"accept", b"x"), (b"accept", b"y")]
    found = environ(scope(headers=headers), b"")
    assert (found["HTTP_COOKIE"], found["HTTP_ACCEPT"]) == ("a=1; b=2", "x,y")


def test_the_path_reaches_django_as_its_bytes() -> None:
    found = environ(scope(path=b"/%EA%B0%80%2Fx"), b"")
    assert found["PATH_INFO"].encode("latin-1").decode() == "/가/x"


def test_nothing_of_the_process_s_environment_is_in_a_request(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    monkeypatch.setenv("DATABASE_URL", "postgresql://somebody:secret@/x")
    found = environ(scope(), b"")
    assert "secret" not in repr(found)
    assert isinstance(found["wsgi.input"], io.BytesIO)
