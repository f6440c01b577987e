"""The tail of the log that is not sealed yet, remembered outside the database.

As soon as a transaction has committed, the hash of each of its entries is appended to a file. Whoever
removes an entry with SQL in the hour before it would be sealed leaves its line here. When an entry is
sealed, its line has done its work.
"""

import fcntl
import os
from collections.abc import Collection, Iterator
from contextlib import contextmanager
from pathlib import Path

from django.conf import settings

from dongseon.errors import InvalidInput

Tail = dict[int, bytes]  # seq of an entry → hash of its leaf
OWNER_ONLY = 0o600


def path() -> Path:
    """Where the tail is remembered: beside the keys, away from the database."""
    return Path(settings.DATA) / "ledger" / "audit.tail"


def append(path: Path, entries: Tail) -> None:
    """Remember entries that have just been committed."""
    with _locked(path) as descriptor:
        os.lseek(descriptor, 0, os.SEEK_END)
        os.write(descriptor, _written(entries))


def read(path: Path) -> Tail:
    """What is remembered. A line half written when the machine stopped is passed over."""
    if not path.exists():
        return {}
    with _locked(path) as descriptor:
        return _read(path, descriptor)


def forget(path: Path, sealed: Collection[int]) -> None:
    """Drop the lines of entries that are sealed by now."""
    with _locked(path) as descriptor:
        kept = {seq: found for seq, found in _read(path, descriptor).items() if seq not in sealed}
        fresh = path.with_name(path.name + ".new")
        fresh.write_bytes(_written(kept))
        os.ftruncate(descriptor, 0)
        os.pwrite(descriptor, _written(kept), 0)
        fresh.unlink()


def _written(entries: Tail) -> bytes:
    return b"".join(b"%d %s\n" % (seq, found.hex().encode()) for seq, found in entries.items())


def _read(path: Path, descriptor: int) -> Tail:
    found: Tail = {}
    size = os.fstat(descriptor).st_size
    for line in os.pread(descriptor, size, 0).split(b"\n")[:-1]:
        try:
            seq, written = line.split(b" ")
            found[int(seq)] = bytes.fromhex(written.decode())
        except ValueError:
            raise InvalidInput(f"{path}: not a line of the log's tail: {line[:80]!r}") from None
    return found


@contextmanager
def _locked(path: Path) -> Iterator[int]:
    """The file, alone: several processes of the server write to it."""
    path.parent.mkdir(mode=0o700, parents=True, exist_ok=True)
    descriptor = os.open(path, os.O_RDWR | os.O_CREAT | os.O_CLOEXEC | os.O_NOFOLLOW, OWNER_ONLY)
    try:
        fcntl.flock(descriptor, fcntl.LOCK_EX)
        yield descriptor
    finally:
        os.close(descriptor)
