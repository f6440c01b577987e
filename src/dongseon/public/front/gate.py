"""How many requests are computed at once, and how many may wait: the rest hear so at once."""

import threading
from collections.abc import Iterator
from contextlib import contextmanager

AT_ONCE = 2  # pages computed at once in a process: one while the other waits for the database
WAITING = 10  # that may wait for one of these
PATIENCE_S = 1.0  # that one waits at most: an answer takes two seconds or is none


class Full(Exception):
    """Nobody can be taken in now."""


class Gate:
    """A bounded number inside, a bounded number before the door."""

    def __init__(
        self, at_once: int = AT_ONCE, waiting: int = WAITING, patience_s: float = PATIENCE_S
    ) -> None:
        self._inside = threading.BoundedSemaphore(at_once)
        self._places = threading.BoundedSemaphore(at_once + waiting)
        self._patience_s = patience_s

    @contextmanager
    def entered(self) -> Iterator[None]:
        """Be inside for a while. Raises Full where no place is left, or after waiting for too long."""
        if not self._places.acquire(blocking=False):
            raise Full
        try:
            if not self._inside.acquire(timeout=self._patience_s):
                raise Full
            try:
                yield
            finally:
                self._inside.release()
        finally:
            self._places.release()
