"""A folder that one process has for itself."""

import fcntl
import os
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from dongseon.errors import InvalidInput


class InUse(InvalidInput):
    """Another process has this folder."""


@contextmanager
def hold(lock: Path, refusal: str) -> Iterator[None]:
    """Have the folder of a lock for oneself; the lock dies with its holder.

    Raises InUse with `refusal` and the holder's number if somebody has it.
    """
    handle = os.open(lock, os.O_RDWR | os.O_CREAT, 0o600)
    try:
        try:
            fcntl.flock(handle, fcntl.LOCK_EX | fcntl.LOCK_NB)
        except BlockingIOError:
            holder = os.read(handle, 20).decode("ascii", "replace").strip()
            raise InUse(f"{refusal} (process {holder})") from None
        os.ftruncate(handle, 0)
        os.write(handle, f"{os.getpid()}\n".encode())
        yield
    finally:
        os.close(handle)
