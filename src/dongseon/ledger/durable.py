"""A file that only grows, and whose growth survives a power cut once `append` has returned."""

import fcntl
import os
from pathlib import Path

from dongseon.errors import InvalidInput

OWNER_ONLY = 0o600


class InUse(InvalidInput):
    """Another process has the file open."""


FLAGS = os.O_RDWR | os.O_APPEND | os.O_CLOEXEC | os.O_NOFOLLOW  # a link could lead anywhere


class AppendFile:
    """An open file, locked against other processes. Raises InUse while another has it."""

    def __init__(self, path: Path) -> None:
        self.path = path
        self._size = 0
        self._broken = False
        created = not path.exists()
        self._descriptor = os.open(path, FLAGS | os.O_CREAT, OWNER_ONLY)
        try:
            fcntl.flock(self._descriptor, fcntl.LOCK_EX | fcntl.LOCK_NB)
            self._size = os.fstat(self._descriptor).st_size
            if created:
                flush_folder(path.parent)
        except BlockingIOError:
            os.close(self._descriptor)
            raise InUse(f"{path}: in use by another process") from None
        except BaseException:
            os.close(self._descriptor)
            raise

    def __enter__(self) -> "AppendFile":
        return self

    def __exit__(self, *raised: object) -> None:
        self.close()

    @property
    def size_bytes(self) -> int:
        """How much of the file is certain."""
        return self._size

    def read(self, begin: int = 0, end: int | None = None) -> bytes:
        """The bytes from `begin` to `end` (or to the end of what is certain)."""
        stop = self._size if end is None else end
        parts = []
        while begin < stop:
            part = os.pread(self._descriptor, min(stop - begin, 1 << 24), begin)
            if not part:
                raise InvalidInput(f"{self.path}: shorter than it was when it was opened")
            parts.append(part)
            begin += len(part)
        return b"".join(parts)

    def append(self, data: bytes) -> None:
        """Write at the end and wait until it is on the disk. Raises OSError if it could not be.

        What was half written is taken back. If that fails too, nobody knows what the file holds,
        and nothing more is written until it is opened anew.
        """
        if self._broken:
            raise InvalidInput(f"{self.path}: an earlier write failed; open it anew")
        try:
            self._write(data)
        except BaseException:
            self._broken = True
            os.ftruncate(self._descriptor, self._size)
            flush(self._descriptor)
            self._broken = False
            raise
        self._size += len(data)

    def _write(self, data: bytes) -> None:
        left = memoryview(data)
        while left:
            left = left[os.write(self._descriptor, left) :]
        flush(self._descriptor)

    def cut(self, size_bytes: int) -> None:
        """Take away what follows the first `size_bytes`."""
        os.ftruncate(self._descriptor, size_bytes)
        flush(self._descriptor)
        self._size = size_bytes

    def close(self) -> None:
        """Give the file back. Once is enough."""
        if self._descriptor >= 0:
            os.close(self._descriptor)
            self._descriptor = -1


def flush(descriptor: int) -> None:
    """Wait until the disk itself has it (macOS needs a word of its own for that)."""
    full = getattr(fcntl, "F_FULLFSYNC", None)
    if full is None:
        os.fsync(descriptor)
    else:
        fcntl.fcntl(descriptor, full)


def flush_folder(folder: Path) -> None:
    """Make a new file's name as lasting as its content."""
    descriptor = os.open(folder, os.O_RDONLY | os.O_DIRECTORY | os.O_CLOEXEC)
    try:
        os.fsync(descriptor)
    finally:
        os.close(descriptor)
