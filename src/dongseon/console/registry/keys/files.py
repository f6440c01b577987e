"""Key files: the key-encryption keys, one a version, and the key of the blind index.

kek-1.key, kek-2.key …   the highest number wraps; lower ones open until they are retired
index.key                of the blind index
report.pem               signs erasure reports
"""

import base64
import os
import re
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path

from dongseon.errors import InvalidInput
from dongseon.running import secret_files

KEK = re.compile(r"kek-(\d+)\.key")
KEY_BYTES = 32  # AES-256


@dataclass(frozen=True, slots=True)
class KeyFiles:
    """What the folder of key files held when it was read."""

    keks: Mapping[int, bytes]  # version, key
    index: bytes

    @property
    def newest(self) -> int:
        """The version that wraps."""
        return max(self.keks)


def read(folder: Path) -> KeyFiles:
    """Read all key files. Raises InvalidInput if one is missing, open to others, or no key."""
    keks = {version: read_key(path) for version, path in sorted(found(folder).items())}
    if not keks:
        raise InvalidInput(
            f"{folder}: no key-encryption key is there; restore it, or nothing opens"
        )
    return KeyFiles(keks, read_key(folder / "index.key"))


def read_key(path: Path) -> bytes:
    """The key in a file. Raises InvalidInput without repeating it."""
    secret = secret_files.read(path)
    try:
        key = base64.urlsafe_b64decode(secret + "=" * (-len(secret) % 4))
    except ValueError:
        key = b""
    if len(key) != KEY_BYTES:
        raise InvalidInput(f"{path}: is no key of {KEY_BYTES} bytes")
    return key


def found(folder: Path) -> dict[int, Path]:
    """The files of key-encryption keys by their version."""
    return {
        int(named[1]): path
        for path in folder.glob("kek-*.key")
        if (named := KEK.fullmatch(path.name))
    }


def make_first(folder: Path) -> None:
    """Make the first key-encryption key and the index key, where none are."""
    secret_files.make(folder / "index.key")
    if not found(folder):
        secret_files.make(folder / "kek-1.key")
    sync(folder)


def make_next(folder: Path) -> int:
    """Make the next key-encryption key; return its version. From now on it wraps."""
    version = max(found(folder), default=0) + 1
    secret_files.make(folder / f"kek-{version}.key")
    sync(folder)
    return version


def retire(folder: Path, version: int) -> None:
    """Destroy a key-encryption key: out of sight first, as others may be reading; then overwritten."""
    found(folder)[version].rename(folder / f"kek-{version}.retired")
    for path in folder.glob("kek-*.retired"):  # also what a stop left of an earlier one
        with path.open("r+b") as writable:
            writable.write(b"\0" * path.stat().st_size)
            writable.flush()
            os.fsync(writable.fileno())
        path.unlink()
    sync(folder)


def sync(folder: Path) -> None:
    """Wait until the disk knows which files are in a folder."""
    handle = os.open(folder, os.O_RDONLY)
    try:
        os.fsync(handle)
    finally:
        os.close(handle)
