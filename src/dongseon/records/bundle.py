"""Evidence bundles on disk. The only module of the analytical rooms that opens files."""

import os
import stat
from pathlib import Path

from dongseon.errors import InvalidInput
from dongseon.records import reading, settings, tables
from dongseon.records.columns import Evidence
from dongseon.records.tables import SETTINGS_FILE, TABLES

LARGEST_FILE_BYTES = 2 * 1024**3  # a table is held in memory whole


def read_bundle(folder: Path, *, timezone: str | None = None) -> Evidence:
    """Everything in one evidence bundle. ``timezone`` wins over the one in ``bundle.toml``.

    Rows that cannot be used are in ``Evidence.rejects``. Raises InvalidInput, naming the file and what
    was expected, for a bundle that cannot be used at all.
    """
    if not folder.is_dir():
        raise InvalidInput(
            f"{folder}: no such folder; expected an evidence bundle with persons.csv in it"
        )
    names = sorted(path.name for path in folder.iterdir())
    wanted = {table.file: table.name for table in TABLES.values()}
    has_settings = SETTINGS_FILE in names
    read_settings, notices = settings.read_settings(
        read_file(folder, SETTINGS_FILE) if has_settings else None, timezone=timezone
    )
    notices.extend(
        f"{name}: no file of an evidence bundle; left alone"
        for name in names
        if name not in wanted and name != SETTINGS_FILE
    )
    present = [name for name in names if name in wanted]
    _require(present)
    files = ((wanted[name], read_file(folder, name)) for name in present)
    return reading.read_tables(dict(files), read_settings, notices)


def read_file(folder: Path, name: str) -> bytes:
    """The bytes of a plain file of a bundle. Raises InvalidInput for anything else, links out included."""
    path = folder / name
    try:
        real = path.resolve(strict=True)
    except (OSError, RuntimeError):
        raise InvalidInput(f"{name}: a link that leads nowhere") from None
    if not real.is_relative_to(folder.resolve()):
        raise InvalidInput(f"{name}: a link that leaves the bundle is refused")
    try:
        handle = os.open(real, os.O_RDONLY | os.O_NONBLOCK)  # a pipe must not block us
    except OSError as error:
        raise InvalidInput(f"{name}: cannot be read: {error.strerror}") from None
    with os.fdopen(handle, "rb") as file:
        status = os.fstat(file.fileno())
        if not stat.S_ISREG(status.st_mode):
            raise InvalidInput(f"{name}: not a plain file")
        if status.st_size > LARGEST_FILE_BYTES:
            raise InvalidInput(
                f"{name}: larger than {LARGEST_FILE_BYTES >> 30} GiB; split the bundle"
            )
        return file.read()


def _require(present: list[str]) -> None:
    if tables.PERSONS.file not in present:
        raise InvalidInput(
            f"persons.csv is missing; expected a header with {tables.PERSONS.expected}"
        )
    sources = [table.file for table in tables.SOURCE_TABLES]
    if not set(sources) & set(present):
        raise InvalidInput(f"no source is there; expected at least one of {', '.join(sources)}")
