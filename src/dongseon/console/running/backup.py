"""A console's data and its keys, each into a folder of its own, and back into a new console.

    data/   database.dump  pg_dump's own format; names and phones in it are sealed
            ledger/ witness/  the audit's tail and heads
            manifest.json  what it is, and the digest of each file
    keys/   secrets/ keys/ keystore/  what opens it: kept elsewhere, or the seals are worth nothing

Order matters. Tail and heads are taken before the database, so that all that they tell of is in it; the
keys after it, so that none is missing that it needs.
"""

import hashlib
import json
import os
import shutil
import sqlite3
import subprocess
from collections.abc import Mapping
from contextlib import ExitStack, closing
from dataclasses import asdict, dataclass
from importlib import metadata
from pathlib import Path

import psycopg
from psycopg.conninfo import conninfo_to_dict

from dongseon.console.running import databases, home
from dongseon.console.running.databases import Database
from dongseon.console.running.home import Home
from dongseon.errors import InvalidInput
from dongseon.running import programs
from dongseon.running.holding import InUse

DUMP, MANIFEST = "database.dump", "manifest.json"
TOLD_OUTSIDE = ("ledger", "witness")  # what the audit says of itself outside the database
KEYSTORE = "keystore"
MADE_ANEW = ("registry_blindindex",)  # rows that a restore makes from what the keys still open
LIBPQ = {  # what a URL says → the variable that PostgreSQL's programs read; nothing on a command line
    "host": "PGHOST",
    "port": "PGPORT",
    "user": "PGUSER",
    "password": "PGPASSWORD",
    "dbname": "PGDATABASE",
    "sslmode": "PGSSLMODE",
}


@dataclass(frozen=True, slots=True)
class Manifest:
    """What a backup is."""

    made_at: str  # UTC, ISO 8601
    version: str  # of dongseon
    files: Mapping[str, str]  # path in the backup → SHA-256, hex


def save(place: Home, target: Path, *, keys: Path | None, made_at: str) -> Manifest:
    """Write a backup of a console, whether it runs or not. Returns its manifest.

    Raises InvalidInput where the target is there already, or anything cannot be read.
    """
    for folder in filter(None, (target, keys)):
        if folder.exists():
            raise InvalidInput(f"{folder}: is there already; a backup gets a folder of its own")
    with ExitStack() as stack:
        database = opened(place, stack)
        unfinished = begun(target)
        for name in TOLD_OUTSIDE:
            copy_tree(place.folder / name, unfinished / name)
        dump(database, unfinished / DUMP)
        manifest = Manifest(made_at, metadata.version("dongseon"), digests(unfinished))
        written = json.dumps(asdict(manifest), indent=1, ensure_ascii=False)
        (unfinished / MANIFEST).write_text(written + "\n", encoding="utf-8")
        finished(unfinished, target)
        if keys is not None:
            save_keys(place, keys)
    return manifest


def opened(place: Home, stack: ExitStack) -> Database:
    """The console's database: the running one, or started for as long as the stack lasts."""
    try:
        stack.enter_context(home.hold(place))
    except InUse:
        return databases.find_running(place)
    database = databases.open_database(place)
    stack.callback(databases.close, database)
    return database


def save_keys(place: Home, target: Path) -> None:
    """Copy what opens the data. The store of wrapped keys may be written to while we read it."""
    unfinished = begun(target)
    copy_tree(place.secrets, unfinished / "secrets")
    copy_tree(place.keys, unfinished / "keys")
    store = place.folder / KEYSTORE
    if store.exists():
        (unfinished / KEYSTORE).mkdir(mode=0o700)
        with (
            closing(sqlite3.connect(f"file:{store / 'keys.sqlite'}?mode=ro", uri=True)) as whole,
            closing(sqlite3.connect(unfinished / KEYSTORE / "keys.sqlite")) as copy,
        ):
            whole.backup(copy)
        if (store / "destroyed.log").exists():
            shutil.copyfile(store / "destroyed.log", unfinished / KEYSTORE / "destroyed.log")
    finished(unfinished, target)


def check(source: Path) -> Manifest:
    """The manifest of a backup, held against its files. Raises InvalidInput naming what differs."""
    try:
        told = json.loads((source / MANIFEST).read_text(encoding="utf-8"))
        manifest = Manifest(**told)
    except (OSError, ValueError, TypeError):
        raise InvalidInput(f"{source}: is no backup: {MANIFEST} cannot be read") from None
    found = digests(source)
    for name, digest in manifest.files.items():
        if found.get(name) != digest:
            raise InvalidInput(f"{source / name}: is not what was saved")
    return manifest


def unpack(source: Path, keys: Path, place: Home) -> None:
    """Bring a backup's files into a new folder: secrets, keys, what the audit says outside.

    Raises InvalidInput where the folder holds a console, or the keys are none.
    """
    if place.folder.exists() and any(place.folder.iterdir()):
        raise InvalidInput(f"{place.folder}: is not empty; a backup is restored into a new folder")
    if not (keys / "secrets" / "django.key").exists():
        raise InvalidInput(f"{keys}: holds no keys of a console")
    place.folder.mkdir(mode=0o711, parents=True, exist_ok=True)
    for name in TOLD_OUTSIDE:
        copy_tree(source / name, place.folder / name)
    copy_tree(keys / "secrets", place.secrets)
    copy_tree(keys / "keys", place.keys)
    copy_tree(keys / KEYSTORE, place.folder / KEYSTORE)


def load(source: Path, database: Database) -> None:
    """Bring the dump into an empty database, all or nothing. Raises InvalidInput if it is not empty."""
    url = database.owner_url
    if url is None:
        raise InvalidInput(f"{databases.GIVEN_OWNER} must say as whom to restore")
    with psycopg.connect(url) as connection:
        count = "SELECT count(*) FROM pg_tables WHERE schemaname = 'public'"
        found = connection.execute(count).fetchone()
    if found is None or found[0]:
        raise InvalidInput("the database is not empty; a backup is restored into a new one")
    words = ["--no-owner", "--no-privileges", "--exit-on-error", "--single-transaction"]
    call("pg_restore", url, [*words, f"--dbname={conninfo_to_dict(url)['dbname']}", source / DUMP])


def dump(database: Database, target: Path) -> None:
    """Dump the whole database as its owner, consistent as of now."""
    url = database.owner_url or database.url
    left_out = [f"--exclude-table-data={table}" for table in MADE_ANEW]
    words = ["--format=custom", "--no-owner", "--no-privileges", f"--file={target}"]
    call("pg_dump", url, [*words, *left_out])


def call(name: str, url: str, words: "list[str | Path]") -> None:
    """Run one of PostgreSQL's programs against a database. Raises InvalidInput with its last words."""
    said = {key: str(value) for key, value in conninfo_to_dict(url).items()}
    done = subprocess.run(  # noqa: S603  # our own programs and arguments
        [str(programs.wheel_folder() / "bin" / name), *map(str, words)],
        env=os.environ | {LIBPQ[key]: value for key, value in said.items() if key in LIBPQ},
        capture_output=True,
        text=True,
        check=False,
    )
    if done.returncode:
        raise InvalidInput(f"{name}: {(done.stderr.strip().splitlines() or ['no word'])[-1]}")


def digests(folder: Path) -> dict[str, str]:
    """The SHA-256 of each file of a backup but its manifest."""
    found = {}
    for path in sorted(folder.rglob("*")):
        if path.is_file() and path.name != MANIFEST:
            with path.open("rb") as readable:
                digest = hashlib.file_digest(readable, "sha256").hexdigest()
            found[path.relative_to(folder).as_posix()] = digest
    return found


def copy_tree(source: Path, target: Path) -> None:
    """Copy a folder's files, closed to everybody else; nothing where there is none."""
    if source.exists():
        shutil.copytree(source, target, copy_function=copy_closed)
        target.chmod(0o700)


def copy_closed(source: str, target: str) -> str:
    """Copy one file, closed to everybody else from its first byte on."""
    handle = os.open(target, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600)
    with open(source, "rb") as readable, os.fdopen(handle, "wb") as writable:
        shutil.copyfileobj(readable, writable)
    return target


def begun(target: Path) -> Path:
    """An empty folder beside the target, closed to everybody else."""
    unfinished = target.with_name(f".{target.name}.making")
    shutil.rmtree(unfinished, ignore_errors=True)
    try:
        target.parent.mkdir(parents=True, exist_ok=True)
        unfinished.mkdir(mode=0o700)
    except OSError as fault:
        raise InvalidInput(f"cannot write to {target}: {fault.strerror}") from fault
    return unfinished


def finished(unfinished: Path, target: Path) -> None:
    """Let everything reach the disk, then give the folder its name."""
    for path in unfinished.rglob("*"):
        if path.is_file():
            path.chmod(0o600)
            with path.open("rb") as readable:
                os.fsync(readable.fileno())
    unfinished.rename(target)
