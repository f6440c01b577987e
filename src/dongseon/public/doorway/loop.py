"""The loop of a doorway: requests for pages that are held are answered at once, all others handed through.

A connection whose request is not answered from memory goes to the processes behind, and stays with them:
nothing of HTTP is done twice, and nobody can make the two understand a request differently. They end
a connection now and then (`front.door`), so that a lasting one comes back to memory.
"""

import logging
import resource
import select
import socket
import time
from collections.abc import Callable
from pathlib import Path
from typing import TypeAlias

from dongseon.public.doorway import heads, holding
from dongseon.public.doorway.carrying import End
from dongseon.public.doorway.fetching import Fetching
from dongseon.public.doorway.heads import Asked
from dongseon.public.doorway.holding import Held, Holding

Wakes: TypeAlias = dict[int, End]
IN, OUT = select.POLLIN, select.POLLOUT  # epoll's numbers are the same
CONNECTIONS = 4096  # of readers, at once; more wait in the backlog
IDLE_S = 60.0  # a connection on which nothing moves is ended
LOOK_S = 1.0  # between two looks after what is over
BUSY = (
    b"HTTP/1.1 503 Service Unavailable\r\ncontent-type: text/plain; charset=utf-8\r\nretry-after: 2\r\n"
    b"cache-control: no-store\r\ncontent-length: 36\r\nconnection: close\r\n\r\n"
    b"Busy. Please try again in a moment.\n"
)
LOG = logging.getLogger("dongseon.public.doorway")


class Doorway:
    """One process's part of the readers' door. It lives as long as its process."""

    def __init__(
        self, listener: socket.socket, behind: Path, held: Holding, fetching: Fetching
    ) -> None:
        self._listener, self._behind = listener, str(behind)
        self._held, self._fetching = held, fetching
        self._ends: Wakes = {}
        # Closed after a turn: their numbers may still be in it
        self._gone: list[socket.socket] = []
        self._readers = 0
        self._accepting = False
        self._now_s = time.monotonic()
        self._poller = select.epoll() if hasattr(select, "epoll") else select.poll()
        self._patience = LOOK_S if hasattr(select, "epoll") else LOOK_S * 1000  # poll counts in ms
        allow_files()
        listener.setblocking(False)

    def run(self, is_over: Callable[[], bool]) -> None:
        """Answer until it is over; then end every connection."""
        try:
            self._turn(is_over)
        finally:
            for end in list(self._ends.values()):
                self._close(end)
            self._let_go()

    def _turn(self, is_over: Callable[[], bool]) -> None:
        looked_s = 0.0
        while not is_over():
            woken = self._poller.poll(self._patience)
            self._now_s = now_s = time.monotonic()
            for descriptor, event in woken:
                end = self._ends.get(descriptor)
                if end is not None:
                    self._wake(end, event)
                elif descriptor == self._listener.fileno():
                    self._accept()
            self._let_go()
            if now_s - looked_s >= LOOK_S:
                looked_s = now_s
                self._look_after()

    def _wake(self, end: End, event: int) -> None:
        """Something moved at one end."""
        end.active_s = self._now_s
        if event == IN and end.other is None and not end.out:
            self._asked(end)
        elif not self._moved(end, event):
            self._close(end)
        else:
            self._watch(end)

    def _moved(self, end: End, event: int) -> bool:
        """Carry bytes on. False if the connection is over."""
        if event & OUT and not end.push():
            return False
        if event & ~OUT and end.wants_in():
            return end.other is not None and end.carry(end.other)
        return not event & ~(IN | OUT)

    def _asked(self, end: End) -> None:
        """A request has come from a reader: answer it, or hand it through."""
        try:
            data = end.socket.recv(heads.MOST_BYTES + 1)
        except BlockingIOError:
            return
        except OSError:
            data = b""
        if not data:
            self._close(end)
            return
        asked = heads.read(data)
        held = None if asked is None else self._find(asked)
        if asked is None or held is None:
            self._hand_through(end, data)
        else:
            self._send(end, answer(held, asked), closing=asked.closing)

    def _find(self, asked: Asked) -> Held | None:
        """The page in memory. One that is not there or grows old is fetched for those who come after."""
        key = (asked.host, asked.target, holding.encoding_for(asked.accepted))
        held = self._held.find(key, self._now_s)
        if held is None:
            if self._held.is_wanted(key):
                self._fetching.ask(key, self._now_s)
        elif self._now_s >= held.fresh_until_s:
            self._fetching.ask(key, self._now_s)
        return held

    def _send(self, end: End, whole: bytes, *, closing: bool) -> None:
        """Send an answer; what the reader does not take now waits."""
        try:
            sent = end.socket.send(whole)
        except BlockingIOError:
            sent = 0
        except OSError:
            self._close(end)
            return
        end.closing = closing
        if sent < len(whole):
            end.out += memoryview(whole)[sent:]
            self._watch(end)
        elif closing:
            self._close(end)

    def _hand_through(self, end: End, data: bytes) -> None:
        """Connect a reader with the processes behind, for good. 503 where they take nobody."""
        behind = socket.socket(socket.AF_UNIX, socket.SOCK_STREAM)
        behind.setblocking(False)
        try:
            behind.connect(self._behind)
        except OSError:
            behind.close()
            self._send(end, BUSY, closing=True)
            return
        far = End(behind, self._now_s, is_reader=False, other=end, out=bytearray(data))
        end.other = far
        self._ends[behind.fileno()] = far
        if not far.push():
            self._close(end)
            return
        self._watch(far)

    def _watch(self, end: End) -> None:
        """Wait for what the two ends of a connection can do next."""
        for each in (end, end.other):
            if each is None:
                continue
            wanted = (IN if each.wants_in() else 0) | (OUT if each.out else 0)
            if not each.watched and wanted:
                self._poller.register(each.socket.fileno(), wanted)
            elif each.watched and not wanted:  # else its end would be told again and again
                self._poller.unregister(each.socket.fileno())
            elif wanted != each.watched:
                self._poller.modify(each.socket.fileno(), wanted)
            each.watched = wanted

    def _accept(self) -> None:
        """Let one reader in."""
        try:
            reader, _ = self._listener.accept()
        except BlockingIOError:
            return
        except OSError as fault:  # no descriptor left, or the reader has left again
            LOG.warning("nobody could be let in: %s", fault.strerror)
            self._accept_no_more()
            return
        reader.setblocking(False)
        reader.setsockopt(socket.IPPROTO_TCP, socket.TCP_NODELAY, 1)
        self._ends[reader.fileno()] = End(reader, self._now_s, watched=IN)
        self._poller.register(reader.fileno(), IN)
        self._readers += 1
        if self._readers >= CONNECTIONS:
            self._accept_no_more()

    def _accept_no_more(self) -> None:
        """Leave newcomers in the backlog until the next look."""
        self._poller.unregister(self._listener.fileno())
        self._accepting = False

    def _close(self, end: End) -> None:
        """End a connection, both its ends."""
        for each in (end, end.other):
            if each is None or self._ends.pop(each.socket.fileno(), None) is None:
                continue
            self._readers -= each.is_reader
            if each.watched:
                self._poller.unregister(each.socket.fileno())
            self._gone.append(each.socket)

    def _let_go(self) -> None:
        """Close what ended in this turn."""
        for each in self._gone:
            each.close()
        self._gone.clear()

    def _look_after(self) -> None:
        """Let newcomers in again, end what nothing moves on, forget what may no longer be shown."""
        if not self._accepting and self._readers < CONNECTIONS:
            self._poller.register(self._listener.fileno(), IN)
            self._accepting = True
        for end in list(self._ends.values()):
            other_s = end.active_s if end.other is None else end.other.active_s
            if self._now_s - max(end.active_s, other_s) > IDLE_S:
                self._close(end)
        self._let_go()
        self._held.tidy()


def answer(held: Held, asked: Asked) -> bytes:
    """What a reader gets: the page, or that they have it already."""
    known = bool(held.etag) and held.etag in asked.known
    whole = held.not_modified if known else held.whole
    return whole.replace(b"\r\n", b"\r\nconnection: close\r\n", 1) if asked.closing else whole


def allow_files() -> None:
    """Take as many descriptors as the system gives: two for each connection that is handed through."""
    _, most = resource.getrlimit(resource.RLIMIT_NOFILE)
    resource.setrlimit(resource.RLIMIT_NOFILE, (most, most))
