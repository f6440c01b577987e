"""The store of keys: one SQLite file, apart from the database, wrapped keys only.

A key is written and synced before the transaction that needs it can commit; one that a transaction
left behind by failing is an orphan, and swept. `secure_delete` overwrites what is destroyed.
"""

import os
import sqlite3
import threading
from collections.abc import Collection, Iterable, Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path
from typing import Any
from uuid import UUID, uuid4

from dongseon.console.registry.keys import destroyed, files
from dongseon.console.registry.keys.destroyed import Destruction
from dongseon.console.registry.keys.files import KeyFiles
from dongseon.console.registry.keys.sealing import seal, unseal
from dongseon.console.registry.types import DataClass
from dongseon.errors import InvalidInput

SCHEMA = """
CREATE TABLE IF NOT EXISTS keys (
    key_id BLOB PRIMARY KEY,
    person_id BLOB NOT NULL,
    data_class TEXT NOT NULL,
    kek INTEGER NOT NULL,
    wrapped BLOB NOT NULL,
    made_at REAL NOT NULL
) WITHOUT ROWID;
CREATE UNIQUE INDEX IF NOT EXISTS key_of_person ON keys (person_id, data_class);
CREATE INDEX IF NOT EXISTS key_by_kek ON keys (kek);
CREATE TABLE IF NOT EXISTS replayed (bytes INTEGER NOT NULL);
"""
ASKED_AT_ONCE = 5_000  # variables of one statement; SQLite allows 32,766
REWRAPPED_AT_ONCE = 2_000  # keys a transaction, so that nobody waits long
BUSY_S = 30.0  # how long to wait for another writer


@dataclass(frozen=True, slots=True)
class Key:
    """A person's key for one kind of data."""

    id: UUID
    secret: bytes


class KeyStore:
    """The keys of everybody. One object a process; each thread has a connection of its own."""

    def __init__(self, folder: Path, key_folder: Path) -> None:
        """Open the store, making it where there is none. Raises InvalidInput if its keys are missing."""
        self.folder, self.key_folder = folder, key_folder
        self._local = threading.local()
        self._files: KeyFiles | None = None
        fresh = not self.path.exists()
        folder.mkdir(mode=0o700, parents=True, exist_ok=True)
        if fresh and not self.log.exists():
            files.make_first(key_folder)
        with self.writing() as connection:
            for statement in SCHEMA.split(";"):
                connection.execute(statement)
        self.path.chmod(0o600)
        self.replay()

    @property
    def path(self) -> Path:
        """The file of the wrapped keys."""
        return self.folder / "keys.sqlite"

    @property
    def log(self) -> Path:
        """The log of destroyed keys."""
        return self.folder / "destroyed.log"

    def files(self) -> KeyFiles:
        """The key files, read again when a key-encryption key came or went."""
        versions = files.found(self.key_folder).keys()
        if self._files is None or self._files.keks.keys() != versions:
            self._files = files.read(self.key_folder)
        return self._files

    def by_id(self, key_ids: Collection[UUID]) -> dict[UUID, bytes]:
        """Key id → secret, of those that are there."""
        return {key.id: key.secret for key, _ in self._opened("key_id", key_ids)}

    def of(self, person_ids: Collection[UUID], data_class: DataClass) -> dict[UUID, Key]:
        """Person → key of this kind, of those who have one."""
        return {
            person_id: key
            for key, (person_id, kind) in self._opened("person_id", person_ids)
            if kind == data_class
        }

    def make(
        self, wanted: Iterable[tuple[UUID, DataClass]], *, now: datetime
    ) -> dict[tuple[UUID, DataClass], Key]:
        """The keys of these persons and kinds, made where missing. On disk when this returns."""
        by_class: dict[DataClass, list[UUID]] = {}
        for person_id, data_class in wanted:
            by_class.setdefault(data_class, []).append(person_id)
        found: dict[tuple[UUID, DataClass], Key] = {}
        for data_class, person_ids in by_class.items():
            there = self.of(person_ids, data_class)
            missing = [person_id for person_id in person_ids if person_id not in there]
            there |= self._make(missing, data_class, now)
            found |= {(person_id, data_class): key for person_id, key in there.items()}
        return found

    def destroy(self, endings: Iterable[Destruction]) -> None:
        """Destroy keys: first in the log, then for good. Doing it again does nothing."""
        destroyed.append(self.log, endings)
        self.replay()

    def replay(self, *, from_the_start: bool = False) -> int:
        """Destroy what the log says and this store still has; return how many keys that were."""
        with self.writing() as connection:
            row = connection.execute("SELECT bytes FROM replayed").fetchone()
            done = 0 if row is None or from_the_start else int(row[0])
            size = self.log.stat().st_size if self.log.exists() else 0
            if size < done:
                raise InvalidInput(f"{self.log}: is shorter than it was; put the whole log back")
            if size == done and row is not None:
                return 0
            said, end = destroyed.read(self.log, done)
            gone = connection.executemany(
                "DELETE FROM keys WHERE key_id = ?", [(one.key_id.bytes,) for one in said]
            ).rowcount
            connection.execute("DELETE FROM replayed")
            connection.execute("INSERT INTO replayed VALUES (?)", (end,))
        self.connection().execute("PRAGMA wal_checkpoint(TRUNCATE)")
        return max(0, gone)

    def destructions(self) -> tuple[Destruction, ...]:
        """All that was ever destroyed."""
        return destroyed.read(self.log)[0]

    def rewrap(self) -> int:
        """Wrap every key that is under an older key-encryption key anew; return how many. While serving."""
        done = 0
        while batch := self._rewrap_some():
            done += batch
        return done

    def count_by_kek(self) -> dict[int, int]:
        """How many keys each version of the key-encryption key wraps."""
        return dict(self.connection().execute("SELECT kek, count(*) FROM keys GROUP BY kek"))

    def made_before(
        self, time: datetime, *, after: UUID | None, limit: int
    ) -> tuple[Destruction, ...]:
        """Keys made before a time in the order of their ids, as if they were to be destroyed then."""
        rows = self.connection().execute(
            "SELECT key_id, person_id, data_class FROM keys WHERE made_at < ? AND key_id > ?"
            " ORDER BY key_id LIMIT ?",
            (time.timestamp(), after.bytes if after else b"", limit),
        )
        return tuple(
            Destruction(time, UUID(bytes=key), UUID(bytes=person), DataClass(kind))
            for key, person, kind in rows
        )

    def ids_of(self, person_ids: Collection[UUID]) -> dict[tuple[UUID, DataClass], UUID]:
        """Person and kind → key id, without opening anything."""
        rows = self._read("person_id", [one.bytes for one in set(person_ids)])
        return {(UUID(bytes=row[1]), DataClass(row[2])): UUID(bytes=row[0]) for row in rows}

    def connection(self) -> sqlite3.Connection:
        """This thread's connection."""
        known: sqlite3.Connection | None = getattr(self._local, "connection", None)
        if known is None or self._local.process != os.getpid():
            known = sqlite3.connect(self.path, timeout=BUSY_S, isolation_level=None)
            for pragma in ("journal_mode = WAL", "synchronous = FULL", "secure_delete = ON"):
                known.execute(f"PRAGMA {pragma}")
            self._local.connection, self._local.process = known, os.getpid()
        return known

    @contextmanager
    def writing(self) -> Iterator[sqlite3.Connection]:
        """A transaction that writes; on disk when it ends."""
        connection = self.connection()
        connection.execute("BEGIN IMMEDIATE")
        try:
            yield connection
        except BaseException:
            connection.execute("ROLLBACK")
            raise
        connection.execute("COMMIT")

    def _read(self, column: str, values: list[bytes]) -> list[Any]:
        connection, rows = self.connection(), []
        for start in range(0, len(values), ASKED_AT_ONCE):
            asked = values[start : start + ASKED_AT_ONCE]
            marks = ",".join("?" * len(asked))
            rows += connection.execute(
                f"SELECT key_id, person_id, data_class, kek, wrapped FROM keys WHERE {column} IN ({marks})",  # noqa: S608  # our own column name, and marks
                asked,
            ).fetchall()
        return rows

    def _make(
        self, person_ids: Sequence[UUID], data_class: DataClass, now: datetime
    ) -> dict[UUID, Key]:
        if not person_ids:
            return {}
        known = self.files()
        keys = {one: Key(uuid4(), os.urandom(files.KEY_BYTES)) for one in person_ids}
        rows = [
            (
                key.id.bytes,
                person_id.bytes,
                data_class,
                known.newest,
                _wrapped(known, key, person_id.bytes, data_class),
                now.timestamp(),
            )
            for person_id, key in keys.items()
        ]
        with self.writing() as connection:  # who comes second keeps the first one's key
            made = connection.executemany(
                "INSERT OR IGNORE INTO keys VALUES (?, ?, ?, ?, ?, ?)", rows
            )
        return keys if made.rowcount == len(rows) else self.of(person_ids, data_class)

    def _rewrap_some(self) -> int:
        known = self.files()
        rows = (
            self.connection()
            .execute(
                "SELECT key_id, person_id, data_class, kek, wrapped FROM keys WHERE kek < ? LIMIT ?",
                (known.newest, REWRAPPED_AT_ONCE),
            )
            .fetchall()
        )
        anew = []
        for row in rows:
            key = Key(UUID(bytes=row[0]), self._unwrapped(known, row))
            anew.append((known.newest, _wrapped(known, key, row[1], row[2]), row[0], row[3]))
        with self.writing() as connection:
            connection.executemany(
                "UPDATE keys SET kek = ?, wrapped = ? WHERE key_id = ? AND kek = ?", anew
            )
        return len(rows)

    def _unwrapped(self, known: KeyFiles, row: Any) -> bytes:
        key_id, person_id, data_class, version, wrapped = row
        kek = known.keks.get(version)
        if kek is None:
            raise InvalidInput(
                f"{self.key_folder}: kek-{version}.key is missing; without it keys do not open"
            )
        return unseal(kek, wrapped, _place(key_id, person_id, data_class, version))

    def _opened(
        self, column: str, ids: Collection[UUID]
    ) -> Iterator[tuple[Key, tuple[UUID, DataClass]]]:
        """Keys and whose they are. Read twice if a key-encryption key was retired between."""
        values = [one.bytes for one in set(ids)]
        rows, known = self._read(column, values), self.files()
        if {row[3] for row in rows} - known.keks.keys():
            rows, known = self._read(column, values), self.files()
        for row in rows:
            key = Key(UUID(bytes=row[0]), self._unwrapped(known, row))
            yield key, (UUID(bytes=row[1]), DataClass(row[2]))


def _wrapped(known: KeyFiles, key: Key, person_id: bytes, data_class: str) -> bytes:
    place = _place(key.id.bytes, person_id, data_class, known.newest)
    return seal(known.keks[known.newest], key.secret, place)


def _place(key_id: bytes, person_id: bytes, data_class: str, version: int) -> bytes:
    return b"|".join((b"dongseon key", key_id, person_id, data_class.encode(), b"%d" % version))
