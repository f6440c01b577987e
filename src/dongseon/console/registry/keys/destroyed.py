"""The log of destroyed keys: a file that only grows, kept with the keys and apart from the database.

One line a key: when, the key's id, person, kind of data; all random identifiers, no name. Whoever
puts back an older copy of keys or database replays it, and what was destroyed stays so.
"""

import fcntl
import os
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path
from typing import BinaryIO
from uuid import UUID

from dongseon.console.registry.types import DataClass
from dongseon.errors import InvalidInput

LONGEST_LINE = 200  # bytes; a line has about 115


@dataclass(frozen=True, slots=True)
class Destruction:
    """One key that is no more."""

    at: datetime
    key_id: UUID
    person_id: UUID
    data_class: DataClass

    def line(self) -> str:
        """As it is written."""
        at = self.at.isoformat(timespec="seconds")
        return f"{at} {self.key_id} {self.person_id} {self.data_class}\n"


def append(path: Path, destructions: Iterable[Destruction]) -> None:
    """Write destructions down; return when the disk has them. A line cut off by a crash is mended."""
    lines = "".join(one.line() for one in destructions).encode("ascii")
    if not lines:
        return
    handle = os.open(path, os.O_RDWR | os.O_CREAT, 0o600)
    with os.fdopen(handle, "r+b") as log:
        fcntl.flock(log, fcntl.LOCK_EX)
        log.truncate(_whole_lines_end(log))
        log.seek(0, os.SEEK_END)
        log.write(lines)
        log.flush()
        os.fsync(log.fileno())


def _whole_lines_end(log: BinaryIO) -> int:
    size = log.seek(0, os.SEEK_END)
    start = max(0, size - LONGEST_LINE)
    log.seek(start)
    return start + log.read().rfind(b"\n") + 1


def read(path: Path, start_byte: int = 0) -> tuple[tuple[Destruction, ...], int]:
    """The whole lines from a byte on, and where they end. Raises InvalidInput naming a broken line."""
    if not path.exists():
        return (), 0
    with path.open("rb") as log:
        log.seek(start_byte)
        said = log.read()
    kept = said.rfind(b"\n") + 1
    lines = said[:kept].decode("ascii", errors="replace").splitlines()
    return tuple(_parsed(line, path) for line in lines), start_byte + kept


def merge(path: Path, other: Path) -> int:
    """Add the destructions that another copy of the log knows and this one does not; return how many."""
    known = {one.key_id for one in read(path)[0]}
    missing = [one for one in read(other)[0] if one.key_id not in known]
    append(path, missing)
    return len(missing)


def _parsed(line: str, path: Path) -> Destruction:
    try:
        at, key_id, person_id, data_class = line.split(" ")
        return Destruction(
            datetime.fromisoformat(at), UUID(key_id), UUID(person_id), DataClass(data_class)
        )
    except ValueError:
        raise InvalidInput(f"{path}: {line[:40]!r} is no line of a destruction log") from None
