"""Generations on disk: readers pin one, a single writer makes the next, what nobody reads is removed.

    generations/00000007.json   a manifest; the highest number is the present one
    parts/KIND/ORDER/…          what manifests name
    rejects/  erasures/         rows that could not be used; signed reports
    staging/                    work of a writer, spill of a reader; worth nothing after a crash

A manifest appears by rename, complete or not at all. Readers hold a shared lock on the manifest they read;
a writer removes an older one only when it gets the exclusive lock, and files only when no manifest that is
left names them. Locks vanish with their process, so nothing has to be cleaned by hand.
"""

import fcntl
import os
import secrets
import shutil
from collections.abc import Iterator, Set
from contextlib import contextmanager
from pathlib import Path
from zoneinfo import ZoneInfo, ZoneInfoNotFoundError

from dongseon.errors import InvalidInput, NotFound
from dongseon.lake.manifest import Manifest, decode, encode

FOLDERS = ("generations", "parts", "rejects", "erasures", "staging")
LOCK = "lock"


def create(lake: Path, *, timezone: str) -> None:
    """Make an empty lake in a new or empty folder. Raises InvalidInput."""
    try:
        ZoneInfo(timezone)
    except (ZoneInfoNotFoundError, ValueError, OSError) as fault:
        raise InvalidInput(f"timezone {timezone!r} is not known") from fault
    if lake.exists() and (not lake.is_dir() or {p.name for p in lake.iterdir()} - {*FOLDERS, LOCK}):
        raise InvalidInput(f"{lake}: is there and no lake; name a new folder")
    for name in FOLDERS:
        (lake / name).mkdir(parents=True, mode=0o700, exist_ok=True)
    with _locked(lake):
        if not is_lake(lake):
            commit(lake, Manifest(secrets.token_hex(8), 1, timezone, "", (), (), ()))


def is_lake(lake: Path) -> bool:
    """Whether a lake is there."""
    return bool(_numbers(lake))


def present(lake: Path) -> Manifest:
    """The present generation, not pinned: for a writer, or to look at. Raises NotFound."""
    with pinned(lake) as manifest:
        return manifest


@contextmanager
def pinned(lake: Path) -> Iterator[Manifest]:
    """The present generation, whose files stay for as long as this lasts. Raises NotFound."""
    while True:
        numbers = _numbers(lake)
        if not numbers:
            raise NotFound(f"{lake}: is no lake")
        path = _path(lake, numbers[-1])
        try:
            file = path.open("rb")
        except FileNotFoundError:
            continue  # a writer has just replaced it
        with file:
            fcntl.flock(file, fcntl.LOCK_SH)
            if os.fstat(file.fileno()).st_nlink == 0:
                continue  # removed before the lock was ours
            yield decode(file.read(), name=str(path))
            return


@contextmanager
def writing(lake: Path) -> Iterator[Manifest]:
    """Be the only writer, with the leftovers of earlier ones swept away. Raises InvalidInput, NotFound."""
    if not is_lake(lake):
        raise NotFound(f"{lake}: is no lake")
    with _locked(lake):
        sweep(lake)
        yield present(lake)


@contextmanager
def _locked(lake: Path) -> Iterator[None]:
    """Be the only one that writes. Raises InvalidInput while another does."""
    with (lake / LOCK).open("ab") as lock:
        try:
            fcntl.flock(lock, fcntl.LOCK_EX | fcntl.LOCK_NB)
        except BlockingIOError as fault:
            raise InvalidInput(f"{lake}: another process is writing to it") from fault
        yield


def commit(lake: Path, manifest: Manifest) -> Manifest:
    """Make a generation the present one. What it names must be on disk, synced."""
    path = _path(lake, manifest.generation)
    if path.exists():
        raise InvalidInput(f"{path}: is there already")
    write_whole(path, encode(manifest))
    return manifest


def write_whole(path: Path, content: bytes) -> None:
    """A file that appears complete, survives a crash, or is not there."""
    temporary = path.with_suffix(".tmp")
    with temporary.open("wb") as file:
        file.write(content)
        file.flush()
        os.fsync(file.fileno())
    temporary.rename(path)
    sync_folder(path.parent)


def sync_folder(folder: Path) -> None:
    """Make names in a folder last."""
    handle = os.open(folder, os.O_RDONLY)
    try:
        os.fsync(handle)
    finally:
        os.close(handle)


def sweep(lake: Path) -> tuple[int, ...]:
    """Remove what no generation needs that is present or read; returns the older ones still read.

    Only for the writer: work under way looks like a leftover.
    """
    numbers = _numbers(lake)
    read = tuple(number for number in numbers[:-1] if not _remove_unread(_path(lake, number)))
    needed: set[Path] = set()
    for number in (*read, numbers[-1]):
        path = _path(lake, number)
        needed |= _named(lake, decode(path.read_bytes(), name=str(path)))
    for folder in ("parts", "rejects"):
        _remove_but(lake / folder, needed)
    for path in (*(lake / "generations").glob("*.tmp"), *(lake / "erasures").glob("*.tmp")):
        path.unlink()
    for path in (lake / "staging").iterdir():
        _remove_staging(path)
    for folder in ("generations", "rejects", "erasures", "staging"):
        sync_folder(lake / folder)
    return read


@contextmanager
def staging(lake: Path) -> Iterator[Path]:
    """A folder for work under way, which a sweep leaves alone until its process has ended."""
    while True:
        folder = lake / "staging" / secrets.token_hex(8)
        folder.mkdir(mode=0o700)
        try:
            lock = (folder / LOCK).open("wb")
        except FileNotFoundError:
            continue  # a sweep took the new folder for a leftover
        with lock:
            fcntl.flock(lock, fcntl.LOCK_SH)
            if os.fstat(lock.fileno()).st_nlink == 0:
                continue
            try:
                yield folder
            finally:
                shutil.rmtree(folder, ignore_errors=True)
            return


def _remove_staging(folder: Path) -> None:
    """Remove a folder of work unless its process lives."""
    try:
        with (folder / LOCK).open("rb") as lock:
            fcntl.flock(lock, fcntl.LOCK_EX | fcntl.LOCK_NB)
    except BlockingIOError:
        return
    except (FileNotFoundError, NotADirectoryError):
        pass  # its process was stopped before it had a lock, or it was gone first
    if folder.is_dir():
        shutil.rmtree(folder, ignore_errors=True)
    else:
        folder.unlink(missing_ok=True)


def _remove_unread(path: Path) -> bool:
    """Remove a manifest that nobody reads; returns whether it is gone."""
    with path.open("rb") as file:
        try:
            fcntl.flock(file, fcntl.LOCK_EX | fcntl.LOCK_NB)
        except BlockingIOError:
            return False
        path.unlink()
    return True


def _named(lake: Path, manifest: Manifest) -> set[Path]:
    """Every file that a manifest names."""
    parts = {lake / part.path for part in manifest.parts}
    return parts | {lake / source.rejects for source in manifest.sources if source.rejects}


def _remove_but(folder: Path, needed: Set[Path]) -> None:
    """Remove every file below a folder but the needed ones."""
    touched = set()
    for path in folder.rglob("*"):
        if path.is_file() and path not in needed:
            path.unlink()
            touched.add(path.parent)
    for parent in touched:
        sync_folder(parent)


def _numbers(lake: Path) -> list[int]:
    """The generations that are there, ascending."""
    return sorted(
        int(path.stem) for path in (lake / "generations").glob("*.json") if path.stem.isdigit()
    )


def _path(lake: Path, number: int) -> Path:
    return lake / "generations" / f"{number:08d}.json"
