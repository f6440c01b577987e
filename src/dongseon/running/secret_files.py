"""Secrets in files that only their owner can read."""

import contextlib
import os
import secrets
import stat
import tempfile
from pathlib import Path

from dongseon.errors import InvalidInput


def read(path: Path) -> str:
    """One secret. Raises InvalidInput if it is missing, empty, or open to others."""
    try:
        mode = path.stat().st_mode
        secret = path.read_text(encoding="ascii").strip()
    except OSError as fault:
        raise InvalidInput(f"{path}: {fault.strerror}; without it there is no start") from None
    if stat.S_IMODE(mode) & 0o077:
        raise InvalidInput(f"{path}: others can read it; chmod 600 it and change the secret")
    if not secret:
        raise InvalidInput(f"{path}: is empty")
    return secret


def make(path: Path) -> str:
    """Make a secret of 256 bits where there is none yet, and return what is there.

    The file has its secret from the moment on that it can be seen: others may be reading.
    """
    path.parent.mkdir(mode=0o700, parents=True, exist_ok=True)
    handle, written = tempfile.mkstemp(prefix=".making-", dir=path.parent)  # for its owner alone
    try:
        with os.fdopen(handle, "w", encoding="ascii") as writable:
            writable.write(secrets.token_urlsafe(32) + "\n")
            writable.flush()
            os.fsync(writable.fileno())
        with contextlib.suppress(FileExistsError):  # somebody else was first: theirs it is
            os.link(written, path)
    finally:
        os.unlink(written)
    return read(path)
