"""How many requests are computed at once, and how many may wait: the rest hear so at once."""

import threading
import time
from collections.abc import Iterator
from contextlib import contextmanager

AT_ONCE = 2  # pages computed at once in a process: one while the other waits for the database
WAITING = 10  # that may wait for one of these
# An answer takes two seconds at most or is none: so long between coming in and leaving
ANSWER_S = 1.8
LATELY = 0.2  # what the latest page weighs in how long pages take
SPARE = 2.0  # times that long are kept for the page itself: one may take longer than lately


class Full(Exception):
    """Nobody can be taken in now."""


class Gate:
    """A bounded number inside, a bounded number before the door, and nobody who would be answered too late.

    How long one may wait follows from how long pages take: on a machine that has much else to do, less.
    """

    def __init__(
        self, at_once: int = AT_ONCE, waiting: int = WAITING, answer_s: float = ANSWER_S
    ) -> None:
        self._inside = threading.BoundedSemaphore(at_once)
        self._places = threading.BoundedSemaphore(at_once + waiting)
        self._answer_s = answer_s
        self._takes_s = 0.0  # a page, lately; torn updates lose one page's weight and nothing else

    @contextmanager
    def entered(self) -> Iterator[None]:
        """Be inside for a while. Raises Full where no place is left, or after waiting for too long."""
        if not self._places.acquire(blocking=False):
            raise Full
        try:
            if not self._inside.acquire(timeout=self.patience_s()):
                raise Full
            begun_s = time.monotonic()
            try:
                yield
            finally:
                self._inside.release()
                took_s = time.monotonic() - begun_s
                self._takes_s += LATELY * (took_s - self._takes_s)
        finally:
            self._places.release()

    def patience_s(self) -> float:
        """How long one may wait now and still be answered in time."""
        return max(0.0, self._answer_s - SPARE * self._takes_s)
