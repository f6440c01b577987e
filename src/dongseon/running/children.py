"""Processes that are kept alive: started, watched, started again with growing pauses."""

import os
import signal
import subprocess
import sys
from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import IO

from dongseon.running import lifeline

FIRST_PAUSE_S, LONGEST_PAUSE_S = 0.2, 30.0  # s between a death and the next start
SOUND_AFTER_S = 30.0  # s of life after which a death counts as the first again
STOP_S = 20.0  # s for an orderly end


@dataclass(slots=True)
class Child:
    """One process of ours, a module of this package with a `main`. Times are those of a monotonic clock, in s."""

    name: str
    package: str  # whose `__main__` runs the module
    module: str
    environment: Mapping[str, str]
    log: IO[bytes] | None = None  # None: our standard error
    words: tuple[str, ...] = ()
    process: "subprocess.Popen[bytes] | None" = None
    started_s: float = 0.0
    pause_s: float = FIRST_PAUSE_S
    due_s: float = 0.0  # not started before
    deaths: int = field(default=0)

    def start(self, now_s: float, rope: int) -> None:
        """Start it. `rope` is its end of the lifeline."""
        self.process = subprocess.Popen(  # noqa: S603  # our own module
            [sys.executable, "-m", self.package, self.module, *self.words],
            env={**self.environment, lifeline.VARIABLE: str(rope)},
            pass_fds=(rope,),
            stdin=subprocess.DEVNULL,
            stdout=self.log or sys.stderr,
            stderr=self.log or sys.stderr,
            start_new_session=True,  # an interrupt at the terminal is the supervisor's to pass on
        )
        self.started_s = now_s

    def tend(self, now_s: float, rope: int) -> int | None:
        """Look after it once: its exit status if it has died since, else None."""
        if self.process is None:
            if now_s >= self.due_s:
                self.start(now_s, rope)
            return None
        status = self.process.poll()
        if status is None:
            return None
        if now_s - self.started_s > SOUND_AFTER_S:
            self.pause_s = FIRST_PAUSE_S
        self.process = None
        self.deaths += 1
        self.due_s = now_s + self.pause_s
        self.pause_s = min(self.pause_s * 2, LONGEST_PAUSE_S)
        return status

    def ask_to_stop(self) -> None:
        """Send SIGTERM, if it runs."""
        if self.process is not None and self.process.poll() is None:
            self.process.send_signal(signal.SIGTERM)

    def see_off(self, within_s: float) -> None:
        """Wait for its end; when the time is over, end it and whatever it started."""
        if self.process is None:
            return
        try:
            self.process.wait(max(0.0, within_s))
        except subprocess.TimeoutExpired:
            os.killpg(self.process.pid, signal.SIGKILL)
            self.process.wait()
        self.process = None
