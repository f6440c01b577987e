"""The thread that answers: one request after the other, and erasing what is over."""

import logging
import sqlite3
import threading
from time import monotonic

from dongseon.errors import DongseonError
from dongseon.holder.service import Service, Submission

IDLE_S = 5.0  # so long until it rests, and looks whether something is to be erased
LOG = logging.getLogger("dongseon.holder")


class Runner:
    """Answers in the background for as long as it runs."""

    def __init__(self, service: Service) -> None:
        self.service = service
        self._work = threading.Event()
        self._stopping = threading.Event()
        self._answered = threading.Condition()
        self._thread = threading.Thread(target=self._run, name="answering", daemon=True)

    def start(self) -> None:
        """Begin to answer; with what was accepted before a stop, first of all."""
        self._work.set()
        self._thread.start()

    def stop(self) -> None:
        """Finish the answer under way, then give everything back."""
        self._stopping.set()
        self._work.set()
        self._thread.join()
        self.service.close()

    @property
    def alive(self) -> bool:
        """Whether requests are being answered."""
        return self._thread.is_alive() and not self._stopping.is_set()

    def submit(self, body: bytes) -> Submission:
        """Hand in a request, and wake the thread."""
        found = self.service.submit(body)
        if found.request is not None:
            self._work.set()
        return found

    def wait(self, mandate_id: str, sha256: str, seconds: float) -> None:
        """Wait until a request is answered, or until so much time has passed."""
        until = monotonic() + seconds
        with self._answered:
            while (left := until - monotonic()) > 0:
                if self.service.status(mandate_id, sha256).state != "accepted":
                    return
                self._answered.wait(left)

    def _run(self) -> None:
        while not self._stopping.is_set():
            self._work.clear()
            try:
                while not self._stopping.is_set() and self.service.answer_next():
                    with self._answered:
                        self._answered.notify_all()
                self.service.erase_what_is_over()
            except (DongseonError, OSError, sqlite3.Error) as fault:  # a full disk, most likely
                # Not the fault itself: its words may name what was asked about.
                LOG.error("answering: %s", type(fault).__name__)  # noqa: TRY400  # no trace, either
                self._stopping.wait(1.0)
                self._work.set()
            if not self._work.wait(IDLE_S):
                self.service.rest()
