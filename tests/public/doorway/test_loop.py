"""A doorway between readers and what computes pages: real sockets, and a stand-in behind."""

import socket
import tempfile
import threading
import time
from collections.abc import Callable, Iterator
from http.server import BaseHTTPRequestHandler
from pathlib import Path
from socketserver import ThreadingMixIn, UnixStreamServer

import pytest

from dongseon.public.doorway.fetching import Fetching
from dongseon.public.doorway.holding import Holding
from dongseon.public.doorway.loop import BUSY, Doorway
from dongseon.public.front import held_by
from dongseon.public.front.generation import Generation

WAIT_S = 5.0
LARGE = 12_000_000  # bytes: more than sockets take at once


class Behind(ThreadingMixIn, UnixStreamServer):
    """A stand-in for granian and Django: counts what it is asked, and keeps to the word between processes."""

    daemon_threads = True

    def __init__(self, path: Path, generation: Generation) -> None:
        super().__init__(str(path), Answers)
        self.generation = generation
        self.asked: list[str] = []
        self.fresh_s = 60.0
        self.kept = True


class Answers(BaseHTTPRequestHandler):
    """Pages that say how often one has been computed."""

    protocol_version = "HTTP/1.1"

    def address_string(self) -> str:
        return "reader"

    def log_message(self, format: str, *args: object) -> None:
        """Say nothing."""

    def do_GET(self) -> None:
        behind = self.server
        assert isinstance(behind, Behind)
        behind.asked.append(self.path)
        body = f"{self.path} {len(behind.asked)}".encode()
        if self.path == "/large":
            body = bytes(LARGE)
        self.send_response(200)
        self.send_header("ETag", '"tag"')
        self.send_header("X-Content-Type-Options", "nosniff")
        self.send_header("Content-Length", str(len(body)))
        if held_by.ASKING in self.headers and behind.kept:
            now = behind.generation.now()
            self.send_header(held_by.TOLD, held_by.write(now, behind.fresh_s, behind.fresh_s + 1))
        self.end_headers()
        self.wfile.write(body)

    def do_POST(self) -> None:
        length = int(self.headers["Content-Length"])
        got = len(self.rfile.read(length))
        self.send_response(200)
        self.send_header("Content-Length", str(len(str(got))))
        self.end_headers()
        self.wfile.write(str(got).encode())


class Site:
    """A doorway, what is behind it, and readers."""

    def __init__(self, folder: Path) -> None:
        self.generation = Generation(folder)
        self.behind = Behind(folder / "behind", self.generation)
        threading.Thread(target=self.behind.serve_forever, args=(0.02,), daemon=True).start()
        listener = socket.create_server(("127.0.0.1", 0))
        self.address = listener.getsockname()
        self.holding = Holding(self.generation)
        self.fetching = Fetching(folder / "behind", self.holding)
        doorway = Doorway(listener, folder / "behind", self.holding, self.fetching)
        self.over = False
        self.thread = threading.Thread(target=doorway.run, args=(lambda: self.over,))
        self.thread.start()
        self.listener = listener

    def close(self) -> None:
        self.over = True
        socket.create_connection(self.address, WAIT_S).close()  # wakes it
        self.thread.join(WAIT_S)
        self.fetching.close()
        self.listener.close()
        self.behind.shutdown()
        self.behind.server_close()
        self.generation.close()

    def ask(self, path: str = "/ko/", *more: str) -> tuple[int, dict[str, str], bytes]:
        """One request over a connection of its own."""
        with socket.create_connection(self.address, WAIT_S) as reader:
            return said(reader, request(path, *more))

    def hold(self, path: str = "/ko/") -> None:
        """Ask until the page is in the doorway's memory."""
        until(lambda: bool(self.ask(path)) and any(k[1] == path.encode() for k in self.answers()))

    def answers(self) -> list[tuple[bytes, bytes, str]]:
        return list(self.holding.answers)


def request(path: str, *more: str) -> bytes:
    return "\r\n".join((f"GET {path} HTTP/1.1", "Host: site.example", *more, "", "")).encode()


def said(reader: socket.socket, data: bytes) -> tuple[int, dict[str, str], bytes]:
    """What comes back for some bytes."""
    reader.sendall(data)
    got = b""
    while b"\r\n\r\n" not in got:
        got += received(reader)
    head, _, body = got.partition(b"\r\n\r\n")
    lines = head.decode().split("\r\n")
    headers = {n.lower(): v for n, _, v in (line.partition(": ") for line in lines[1:])}
    while len(body) < int(headers.get("content-length", 0)):
        body += received(reader)
    return int(lines[0].split()[1]), headers, body


def received(reader: socket.socket) -> bytes:
    data = reader.recv(65536)
    if not data:
        raise ConnectionError("the connection ended")
    return data


def until(holds: Callable[[], bool]) -> None:
    """Wait for something. Raises TimeoutError."""
    end_s = time.monotonic() + WAIT_S
    while not holds():
        if time.monotonic() > end_s:
            raise TimeoutError
        time.sleep(0.01)


@pytest.fixture
def site() -> Iterator[Site]:
    with tempfile.TemporaryDirectory(prefix="d-") as folder:  # a socket's path is short
        made = Site(Path(folder))
        yield made
        made.close()


def test_a_page_that_is_asked_for_again_is_answered_from_memory(site: Site) -> None:
    site.hold()
    before = len(site.behind.asked)
    first, second = site.ask(), site.ask()
    assert first == second
    assert first[1]["x-content-type-options"] == "nosniff"
    assert held_by.TOLD.lower() not in first[1]
    assert len(site.behind.asked) == before


def test_a_page_asked_for_once_is_not_fetched(site: Site) -> None:
    """Otherwise whoever makes addresses up would have every page computed twice."""
    site.ask("/ko/?made-up=1")
    time.sleep(0.1)
    assert site.behind.asked == ["/ko/?made-up=1"]


def test_many_requests_go_over_one_connection(site: Site) -> None:
    site.hold()
    with socket.create_connection(site.address, WAIT_S) as reader:
        assert said(reader, request("/ko/")) == said(reader, request("/ko/"))
        assert said(reader, request("/en/"))[2].startswith(b"/en/")
        assert said(reader, request("/ko/"))[2].startswith(b"/ko/")


def test_who_has_it_is_told_so(site: Site) -> None:
    site.hold()
    status, headers, body = site.ask("/ko/", 'If-None-Match: "tag"')
    assert (status, body, headers["etag"]) == (304, b"", '"tag"')


def test_a_last_request_ends_the_connection(site: Site) -> None:
    site.hold()
    with socket.create_connection(site.address, WAIT_S) as reader:
        assert said(reader, request("/ko/", "Connection: close"))[1]["connection"] == "close"
        assert reader.recv(1) == b""


def test_a_release_appears_at_once_and_the_old_page_leaves_memory(site: Site) -> None:
    site.hold()
    old = site.ask()[2]
    site.generation.advance()
    assert site.ask()[2] != old
    site.generation.advance()
    until(lambda: not site.answers())


def test_what_is_over_is_not_shown(site: Site) -> None:
    site.behind.fresh_s = -1.0  # and may be shown for no time
    for _ in range(3):
        site.ask()
    before = len(site.behind.asked)
    site.ask()
    assert len(site.behind.asked) > before


def test_what_is_for_one_reader_is_not_kept(site: Site) -> None:
    site.behind.kept = False
    for _ in range(3):
        site.ask()
    time.sleep(0.05)
    assert site.answers() == []


def test_the_forms_of_a_page_are_kept_apart(site: Site) -> None:
    site.hold()
    before = len(site.behind.asked)
    site.ask("/ko/", "Accept-Encoding: gzip")
    assert len(site.behind.asked) == before + 1


def test_bodies_go_through(site: Site) -> None:
    head = f"POST /releases HTTP/1.1\r\nHost: a\r\nContent-Length: {LARGE}\r\n\r\n".encode()
    with socket.create_connection(site.address, WAIT_S) as reader:
        assert said(reader, head + bytes(LARGE))[2] == str(LARGE).encode()


def test_a_slow_reader_gets_all_of_it(site: Site) -> None:
    with socket.create_connection(site.address, WAIT_S) as reader:
        reader.sendall(request("/large"))
        time.sleep(0.1)
        assert said(reader, b"")[2] == bytes(LARGE)


def test_nobody_waits_where_nobody_answers(site: Site) -> None:
    site.behind.shutdown()
    site.behind.server_close()
    Path(str(site.behind.server_address)).unlink()
    status, headers, body = site.ask()
    assert (status, headers["retry-after"]) == (503, "2")
    assert BUSY.endswith(body)


def test_memory_is_bounded(site: Site) -> None:
    site.hold("/a")
    site.holding.keep_bytes = len(site.holding.answers[site.answers()[0]].whole) + 10
    site.hold("/b")
    assert [key[1] for key in site.answers()] == [b"/b"]
