"""A child of the supervisor ends when the supervisor is gone, however that came about.

The supervisor holds one end of a pipe and its children the other. Nothing is ever written; when the
last writer is gone, even by `kill -9`, the readers see the end of the file at once.
"""

import os
import signal
import threading

VARIABLE = "DONGSEON_LIFELINE"  # the descriptor's number, told in the environment
GRACE_S = 10.0  # s for an orderly end, then there is none


def follow() -> None:
    """Watch the lifeline in a thread of this process, if it was given one."""
    told = os.environ.get(VARIABLE)
    if told is not None:
        threading.Thread(target=wait, args=(int(told),), name="lifeline", daemon=True).start()


def follow_parent() -> None:
    """Watch the parent of a process that was not started by the supervisor itself."""
    threading.Thread(target=wait_for, args=(os.getppid(),), name="lifeline", daemon=True).start()


def wait(descriptor: int) -> None:
    """Wait for the end of the pipe, then end this process."""
    while os.read(descriptor, 1):
        pass
    end()


def wait_for(parent: int) -> None:
    """Wait until this process has another parent, then end it."""
    pause = threading.Event()
    while os.getppid() == parent:
        pause.wait(0.2)
    end()


def end() -> None:
    """Ask this process to stop; after the grace, stop it."""
    os.kill(os.getpid(), signal.SIGTERM)
    threading.Event().wait(GRACE_S)
    os.kill(os.getpid(), signal.SIGKILL)
