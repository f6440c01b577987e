"""Keeping a server alive: its database, its processes, until somebody asks it to stop.

Whatever dies is started again, with growing pauses; when the supervisor itself is killed its children
end by themselves (`lifeline`), the database goes on, and the next supervisor takes it over.
"""

import logging
import os
import signal
import socket
import time
import urllib.error
import urllib.request
from collections.abc import Callable, Iterator, Mapping, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from types import FrameType, MappingProxyType

from dongseon.errors import DongseonError, InvalidInput
from dongseon.running import children, postgres
from dongseon.running.children import Child

WATCH_S = 0.2  # s between two looks at the children
READY_S = 180.0  # s until a server must answer, also on a machine that has much else to do
STOPS = (signal.SIGTERM, signal.SIGINT)
LOG = logging.getLogger("dongseon.running.keeping")


@dataclass(frozen=True, slots=True)
class Listening:
    """Where a server listens."""

    address: str
    port: int
    processes: int
    over_tls: bool  # a proxy in front of it speaks TLS

    @property
    def url(self) -> str:
        """What to type into a browser on this machine."""
        host = f"[{self.address}]" if ":" in self.address else self.address
        return f"http://{host}:{self.port}/"


class Stopping:
    """Whether somebody has asked us to stop."""

    def __init__(self) -> None:
        self.asked = False

    def ask(self, signum: int, frame: FrameType | None) -> None:
        """Take SIGTERM or SIGINT."""
        self.asked = True


class Keeper:
    """Children and, where it is ours, their database."""

    def __init__(self, own: postgres.Server | None) -> None:
        self.children: list[Child] = []
        self._own = own
        self._pipe = os.pipe()  # the lifeline: we keep the writing end
        self._database_pause_s = children.FIRST_PAUSE_S
        self._database_due_s = 0.0

    def start(self, found: Sequence[Child]) -> None:
        """Start these children."""
        self.children = list(found)
        for child in self.children:
            child.start(time.monotonic(), self._pipe[0])

    def wait_until_ready(
        self, url: str, stopping: Stopping, headers: Mapping[str, str] = MappingProxyType({})
    ) -> None:
        """Wait until a page answers with 200. Raises InvalidInput if that takes too long."""
        until = time.monotonic() + READY_S
        while not stopping.asked:
            self.tend()
            if answers(url, headers):
                return
            if time.monotonic() > until:
                raise InvalidInput(f"the server does not answer at {url}")
            time.sleep(WATCH_S)

    def keep(self, stopping: Stopping, meanwhile: Callable[[], None] = lambda: None) -> None:
        """Keep everything alive until somebody asks us to stop; `meanwhile` after each look."""
        while not stopping.asked:
            self.tend()
            meanwhile()
            time.sleep(WATCH_S)

    def tend(self) -> None:
        """Look after the database and each child once."""
        now_s = time.monotonic()
        self._tend_database(now_s)
        for child in self.children:
            status = child.tend(now_s, self._pipe[0])
            if status is not None:
                LOG.error("%s died with status %d", child.name, status)

    def stop(self) -> None:
        """End the children in order, then the database if it is ours."""
        until = time.monotonic() + children.STOP_S
        for child in self.children:
            child.ask_to_stop()
        for child in self.children:
            child.see_off(until - time.monotonic())
        for end in self._pipe:
            os.close(end)
        if self._own is not None:
            postgres.stop(self._own)

    def _tend_database(self, now_s: float) -> None:
        own = self._own
        if own is None or now_s < self._database_due_s or postgres.is_alive(own):
            return
        LOG.error("the database is gone")
        try:
            postgres.start(own)
        except DongseonError:
            # Its words are in its own log. Most likely processes of the old one are still there.
            LOG.error("the database does not start")  # noqa: TRY400  # no trace
            self._database_due_s = time.monotonic() + self._database_pause_s
            self._database_pause_s = min(self._database_pause_s * 2, children.LONGEST_PAUSE_S)
        else:
            self._database_pause_s = children.FIRST_PAUSE_S


@contextmanager
def stop_signals() -> Iterator[Stopping]:
    """Take SIGTERM and SIGINT as a wish to stop, for a while."""
    stopping = Stopping()
    before = {number: signal.signal(number, stopping.ask) for number in STOPS}
    try:
        yield stopping
    finally:
        for number, handler in before.items():
            signal.signal(number, handler)


def refuse_taken(listening: Listening) -> None:
    """Raise InvalidInput if somebody listens there: the server itself would share the port."""
    family = socket.AF_INET6 if ":" in listening.address else socket.AF_INET
    with socket.socket(family) as one:
        one.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
        try:
            one.bind((listening.address, listening.port))
        except OSError as fault:
            where = f"{listening.address} port {listening.port}"
            raise InvalidInput(f"{where}: {fault.strerror}") from None


def answers(url: str, headers: Mapping[str, str] = MappingProxyType({})) -> bool:
    """Whether a page answers with 200."""
    asked = urllib.request.Request(url, headers=dict(headers))  # noqa: S310  # our own address
    try:
        with urllib.request.urlopen(asked, timeout=5) as answer:  # noqa: S310  # the same
            return bool(answer.status == 200)
    except (OSError, urllib.error.URLError):
        return False
