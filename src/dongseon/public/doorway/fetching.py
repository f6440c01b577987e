"""Fetching pages from the processes behind, one after the other, beside the loop that answers."""

import http.client
import logging
import queue
import socket
import threading
import time
from pathlib import Path

from dongseon.public.doorway.holding import Held, Holding, Key
from dongseon.public.front import held_by

WAITING = 64  # pages that wait to be fetched; more are fetched another time
TIMEOUT_S = 5.0
AGAIN_S = 1.0  # between two attempts to fetch the same page
LOG = logging.getLogger("dongseon.public.doorway")


class Behind(http.client.HTTPConnection):
    """A connection to the processes behind, over their socket."""

    def __init__(self, path: Path) -> None:
        super().__init__("behind", timeout=TIMEOUT_S)
        self._path = path

    def connect(self) -> None:
        """Open it."""
        self.sock = socket.socket(socket.AF_UNIX, socket.SOCK_STREAM)
        self.sock.settimeout(TIMEOUT_S)
        self.sock.connect(str(self._path))


class Fetching:
    """A thread that fetches pages into memory. It lives as long as its process."""

    def __init__(self, behind: Path, holding: Holding) -> None:
        self._behind, self._holding = behind, holding
        self._waiting: queue.Queue[Key | None] = queue.Queue(WAITING + 1)
        self._under_way: dict[Key, float] = {}  # monotonic s of the last attempt
        self._thread = threading.Thread(target=self._run, name="fetching", daemon=True)
        self._thread.start()

    def close(self) -> None:
        """End the thread, once it has fetched what waits."""
        self._waiting.put(None)
        self._thread.join()

    def ask(self, key: Key, now_s: float) -> None:
        """Have a page fetched, unless it was tried just now or too many wait."""
        if (
            now_s - self._under_way.get(key, float("-inf")) < AGAIN_S
            or self._waiting.qsize() >= WAITING
        ):
            return
        if len(self._under_way) > WAITING * WAITING:
            self._under_way.clear()
        self._under_way[key] = now_s
        self._waiting.put(key)  # only this loop's thread puts: it was not full

    def _run(self) -> None:
        while (key := self._waiting.get()) is not None:
            try:
                held = fetched(self._behind, key)
            except (OSError, http.client.HTTPException, ValueError) as fault:
                LOG.info("a page could not be fetched: %s", type(fault).__name__)
                continue
            if held is not None:
                self._holding.put(key, held)


def fetched(behind: Path, key: Key) -> Held | None:
    """A page as the processes behind send it; None where it is not for everybody's eyes."""
    host, target, encoding = key
    connection = Behind(behind)
    try:
        connection.putrequest(
            "GET", target.decode("ascii"), skip_host=True, skip_accept_encoding=True
        )
        connection.putheader("Host", host.decode("ascii"))
        connection.putheader("Accept-Encoding", encoding)
        connection.putheader(held_by.ASKING, "1")
        connection.endheaders()
        answer = connection.getresponse()
        headers, body = answer.getheaders(), answer.read()
    finally:
        connection.close()
    told = answer.getheader(held_by.TOLD)
    if told is None:
        return None
    generation, fresh_s, stale_s = held_by.read(told)
    now_s = time.monotonic()
    kept = [(n, v) for n, v in headers if n.lower() not in (held_by.TOLD.lower(), "connection")]
    again = ("etag", "cache-control", "vary", "date")  # what a 304 repeats (RFC 9110, 15.4.5)
    return Held(
        whole=head(answer.status, answer.reason, kept) + body,
        etag=(answer.getheader("ETag") or "").encode("latin-1"),
        not_modified=head(304, "Not Modified", [(n, v) for n, v in kept if n.lower() in again]),
        generation=generation,
        fresh_until_s=now_s + fresh_s,
        stale_until_s=now_s + stale_s,
    )


def head(status: int, reason: str, headers: list[tuple[str, str]]) -> bytes:
    """The head of an answer as it goes over the wire."""
    lines = [f"HTTP/1.1 {status} {reason}", *(f"{name}: {value}" for name, value in headers)]
    return ("\r\n".join(lines) + "\r\n\r\n").encode("latin-1")
