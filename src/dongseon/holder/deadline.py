"""A limit of time for work that another thread must stop."""

import threading
from collections.abc import Callable, Iterator
from contextlib import contextmanager

AGAIN_S = 0.05  # a stop that comes between two questions stops neither: say it again


class Deadline:
    """Stops what takes longer than `seconds`."""

    def __init__(self, seconds: float) -> None:
        self._seconds = seconds
        self._done = threading.Event()
        self.passed = False  # whether the time was over before the work was done

    @contextmanager
    def over(self, stop: Callable[[], None]) -> Iterator[None]:
        """While this lasts, `stop` is called once the time is over, until the work has ended."""
        watch = threading.Thread(target=self._watch, args=(stop,), daemon=True)
        watch.start()
        try:
            yield
        finally:
            self._done.set()
            watch.join()

    def _watch(self, stop: Callable[[], None]) -> None:
        if self._done.wait(self._seconds):
            return
        self.passed = True
        while not self._done.is_set():
            stop()
            self._done.wait(AGAIN_S)
