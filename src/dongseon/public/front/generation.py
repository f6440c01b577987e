"""One number for all processes of the site: whatever was made under an earlier one is no longer shown.

Eight bytes of a file that every process maps into its memory: reading costs nothing, and a release that
is written once appears everywhere at once.
"""

import fcntl
import mmap
import os
from pathlib import Path

BYTES = 8
FILE = "generation"  # in the site's data folder


class Generation:
    """The number, as this process sees it. It lives as long as its process: it has the mapping."""

    def __init__(self, folder: Path) -> None:
        self._handle = os.open(folder / FILE, os.O_RDWR | os.O_CREAT, 0o600)
        if os.fstat(self._handle).st_size < BYTES:
            os.pwrite(self._handle, bytes(BYTES), 0)
        self._mapped = mmap.mmap(self._handle, BYTES)

    def now(self) -> bytes:
        """The number, to be compared and not to be counted with."""
        return self._mapped[:BYTES]

    def advance(self) -> None:
        """From now on everything made before is old, in every process."""
        fcntl.flock(self._handle, fcntl.LOCK_EX)
        try:
            number = int.from_bytes(self._mapped[:BYTES], "little") + 1
            self._mapped[:BYTES] = number.to_bytes(BYTES, "little")
        finally:
            fcntl.flock(self._handle, fcntl.LOCK_UN)

    def close(self) -> None:
        """Let go of the file."""
        self._mapped.close()
        os.close(self._handle)
