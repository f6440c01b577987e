"""Evidence bundles on disk. The only module of the analytical rooms that opens files."""

import contextlib
import os
import shutil
import tempfile
from collections.abc import Iterable, Iterator, Sequence
from pathlib import Path

from dongseon.errors import InvalidInput
from dongseon.records import appending, histories, reading, settings, tables, writing
from dongseon.records.appending import Imported
from dongseon.records.columns import Evidence, Reject
from dongseon.records.tables import SETTINGS_FILE, TABLES

# A pipe in place of a file must not block; Windows has neither pipes of this kind nor plain bytes.
_READ = os.O_RDONLY | getattr(os, "O_NONBLOCK", 0) | getattr(os, "O_BINARY", 0)
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
    try:
        names = sorted(path.name for path in folder.iterdir())
    except OSError as error:
        raise InvalidInput(f"{folder}: cannot be read: {error.strerror}") from None
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
        why = "a link that leads nowhere" if path.is_symlink() else "no such file"
        raise InvalidInput(f"{name}: {why}") from None
    if not real.is_relative_to(folder.resolve()):
        raise InvalidInput(f"{name}: a link that leaves the bundle is refused")
    if not real.is_file():
        raise InvalidInput(f"{name}: not a plain file")
    try:
        handle = os.open(real, _READ)
    except OSError as error:
        raise InvalidInput(f"{name}: cannot be read: {error.strerror}") from None
    with os.fdopen(handle, "rb") as file:
        if os.fstat(file.fileno()).st_size > LARGEST_FILE_BYTES:
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


def import_files(files: Sequence[Path], *, person_id: str, timezone: str | None = None) -> Imported:
    """Personal location histories of one person, in any format that ``histories`` knows.

    ``timezone`` is that of times without an offset. Raises InvalidInput naming the file that is none.
    """
    zone = settings.known_zone(settings.DEFAULT_TIMEZONE if timezone is None else timezone).key
    found = [
        histories.read_history(path.name, read_file(path.parent, path.name), timezone=zone)
        for path in files
    ]
    return Imported(person_id=person_id, timezone=zone, histories=tuple(found))


def add_to_bundle(folder: Path, imported: Imported) -> tuple[int, tuple[str, ...]]:
    """Add imported histories to a bundle's ``gps.csv``; a folder that is not there becomes a bundle.

    Returns the number of rows added and notices: what was not kept, a person newly written down. Each file is replaced whole or not at
    all, and persons come before their rows. Raises InvalidInput if the bundle cannot take the rows.
    """
    names = [name for name in appending.FILES if os.path.lexists(folder / name)]
    present = {name: read_file(folder, name) for name in names}
    changed, rows, notices = appending.with_histories(present, imported)
    with _writing(folder):
        folder.mkdir(parents=True, exist_ok=True)
    for name, data in changed.items():
        write_file(folder / name, data)
    return rows, notices


def write_bundle(folder: Path, evidence: Evidence) -> None:
    """Write evidence as a new bundle, whole or not at all.

    Raises InvalidInput if the folder is there and not empty, or the evidence fits no bundle.
    """
    if os.path.lexists(folder) and not (folder.is_dir() and not any(folder.iterdir())):
        raise InvalidInput(f"{folder}: is there already; a bundle is written into a new folder")
    texts = writing.bundle_texts(evidence)
    with _writing(folder):
        folder.parent.mkdir(parents=True, exist_ok=True)
        temporary = Path(tempfile.mkdtemp(prefix=".writing-", dir=folder.parent))
    try:
        for name, text in texts.items():
            write_file(temporary / name, text.encode())
        with _writing(folder):
            temporary.chmod(0o755)
            os.replace(temporary, folder)
    except BaseException:
        shutil.rmtree(temporary, ignore_errors=True)
        raise


def write_rejects(path: Path, rejects: Iterable[Reject]) -> None:
    """Write ``rejects.csv``, whole or not at all."""
    write_file(path, writing.rejects_csv(rejects).encode())


def write_file(path: Path, data: bytes) -> None:
    """Put a whole file in place: readers see the old one or the new one, also after a power cut.

    Raises InvalidInput naming the path that cannot be written.
    """
    with _writing(path):
        handle, temporary = tempfile.mkstemp(prefix=".writing-", dir=path.parent)
        try:
            with os.fdopen(handle, "wb") as file:
                file.write(data)
                file.flush()
                os.fsync(file.fileno())
            Path(temporary).chmod(path.stat().st_mode if path.exists() else 0o644)
            os.replace(temporary, path)
        except BaseException:
            Path(temporary).unlink(missing_ok=True)
            raise
        _sync_folder(path.parent)


@contextlib.contextmanager
def _writing(path: Path) -> Iterator[None]:
    """Turn what the disk says into an error that names the path."""
    try:
        yield
    except OSError as error:
        raise InvalidInput(f"{path}: cannot be written: {error.strerror}") from error


def _sync_folder(folder: Path) -> None:
    """Make a rename last. Only POSIX can open a folder for this."""
    if os.name == "posix":  # pragma: no branch - Windows is not tested
        handle = os.open(folder, os.O_RDONLY)
        try:
            os.fsync(handle)
        finally:
            os.close(handle)
