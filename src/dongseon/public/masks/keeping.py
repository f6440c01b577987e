"""The board of one process, kept up with the database by a thread of its own.

Every process has its own copy, so that a question needs neither a lock nor another process; a report that
any of them (or another machine) has taken in reaches all within EVERY_S.
"""

import logging
import threading
from datetime import UTC, datetime

from django.db import DatabaseError, close_old_connections, connection

from dongseon.public.masks import queries
from dongseon.public.masks.board import Board

EVERY_S = 0.5  # s: how long a change takes to reach a process, at most
SWEEP_S = 15.0  # s: how late a figure that has become too old stops being told
LOG = logging.getLogger("dongseon.public.masks")


class KeptBoard:
    """A board that keeps up. It lives as long as its process: it has a thread."""

    def __init__(self) -> None:
        self._board: Board | None = None
        self._horizon = 0
        self._listed_at: datetime | None = None
        self._swept_at = datetime.min.replace(tzinfo=UTC)
        self._stop = threading.Event()
        self._thread = threading.Thread(target=self._keep, name="masks", daemon=True)

    def start(self) -> None:
        """Begin to keep up."""
        self._thread.start()

    def stop(self) -> None:
        """End the thread and wait for it."""
        self._stop.set()
        self._thread.join()

    def current(self) -> Board | None:
        """The board; None until it has been read once."""
        return self._board

    def read(self, now: datetime) -> Board:
        """The board, read once more where no thread keeps it up (the editors' face, a test)."""
        if self._board is None or not self._thread.is_alive():
            self.catch_up(now)
        if self._board is None:
            raise DatabaseError("the stock of masks could not be read")
        return self._board

    def catch_up(self, now: datetime) -> None:
        """Take over what has changed, once."""
        if (now - self._swept_at).total_seconds() >= SWEEP_S:
            self._swept_at = now
            self._look_after_the_list(now)
        board = self._board
        if board is None:
            return
        changes = queries.changed(self._horizon)
        board.apply(changes.stocks, now)
        self._horizon = changes.horizon

    def _look_after_the_list(self, now: datetime) -> None:
        listed_at = queries.listed_at()
        if self._board is None or listed_at != self._listed_at:
            changes = queries.changed(0)
            self._board = Board(queries.shops(), changes.stocks, now)
            self._horizon, self._listed_at = changes.horizon, listed_at
        else:
            self._board.forget_old(now)

    def _keep(self) -> None:
        while True:
            try:
                self.catch_up(datetime.now(UTC))
            except DatabaseError:  # the board goes on telling what it has, with its age
                LOG.exception("the stock of masks could not be read")
                close_old_connections()
            if self._stop.wait(EVERY_S):
                break
        connection.close()


KEPT = KeptBoard()  # this process's own; it reads nothing before it is asked or started
