"""What a holder must remember across a restart: four small tables in SQLite.

Every change and the log entries that tell of it are one transaction. Entries leave the table `outbox`
in their order, after they are in the log; the last entry of the log says how far that has come, so a
stop in between neither loses nor doubles one.
"""

import json
import sqlite3
import threading
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import UTC, datetime
from enum import StrEnum
from pathlib import Path
from typing import Any

from dongseon.errors import InvalidInput, NotFound
from dongseon.mandate import Identifier, Kind, Scheme, Token

VERSION = 1
OWNER_ONLY = 0o600
TABLES = """
CREATE TABLE requests (
    mandate_id TEXT PRIMARY KEY,
    number INTEGER NOT NULL UNIQUE,          -- order of acceptance
    body BLOB NOT NULL,
    sha256 TEXT NOT NULL,
    state TEXT NOT NULL CHECK (state IN ('accepted', 'answered', 'failed', 'erased')),
    accepted_us INTEGER NOT NULL,
    keep_until_us INTEGER NOT NULL,          -- then the answer is erased
    why TEXT NOT NULL DEFAULT '',            -- of a failure, for the caller
    answer_sha256 TEXT NOT NULL DEFAULT '',
    answer_bytes INTEGER NOT NULL DEFAULT 0,
    rows INTEGER NOT NULL DEFAULT 0,
    answered_us INTEGER NOT NULL DEFAULT 0,
    log_index INTEGER NOT NULL DEFAULT -1,   -- of the entry that tells of the answer
    receipt BLOB NOT NULL DEFAULT x''
) STRICT;
CREATE INDEX waiting ON requests (number) WHERE state = 'accepted';
CREATE INDEX unsigned ON requests (mandate_id) WHERE state = 'answered' AND receipt = x'';
CREATE INDEX passing ON requests (keep_until_us) WHERE state IN ('answered', 'failed');
CREATE TABLE tokens (
    token TEXT PRIMARY KEY,
    scheme TEXT NOT NULL,
    number TEXT NOT NULL,
    mandate_id TEXT NOT NULL,
    case_id TEXT NOT NULL,
    kind TEXT NOT NULL,
    sensitive INTEGER NOT NULL,
    issued_us INTEGER NOT NULL,
    expires_us INTEGER NOT NULL
) STRICT, WITHOUT ROWID;
CREATE INDEX expiring ON tokens (expires_us);
CREATE TABLE statements (
    number INTEGER PRIMARY KEY,
    kind TEXT NOT NULL CHECK (kind IN ('enrolment', 'revocation')),
    body BLOB NOT NULL UNIQUE
) STRICT;
CREATE TABLE outbox (
    number INTEGER PRIMARY KEY AUTOINCREMENT,
    entry TEXT NOT NULL
) STRICT;
"""


class State(StrEnum):
    """What has become of an accepted request."""

    ACCEPTED = "accepted"
    ANSWERED = "answered"
    FAILED = "failed"
    ERASED = "erased"


@dataclass(frozen=True, slots=True)
class Request:
    """An accepted request and what became of it."""

    mandate_id: str
    body: bytes
    sha256: str  # of the body, hex
    state: State
    why: str
    answer_sha256: str
    answer_bytes: int
    rows: int
    answered_at: datetime | None
    log_index: int  # -1 until the answer is in the log
    receipt: bytes  # empty until then


@dataclass(frozen=True, slots=True)
class Answered:
    """What is remembered of an answer that lies ready."""

    sha256: str
    size_bytes: int
    rows: int
    at: datetime


class TokenBook(Mapping[str, Token]):
    """The remembered tokens, looked up one by one."""

    def __init__(self, store: "Store") -> None:
        self._store = store

    def __getitem__(self, value: str) -> Token:
        found = self._store.tokens((value,))
        return found[value]

    def __iter__(self) -> Iterator[str]:
        return iter(self._store.token_values())

    def __len__(self) -> int:
        return len(self._store.token_values())


class Store:
    """The tables, open. One connection, one lock: changes are small and rare."""

    def __init__(self, path: Path) -> None:
        self.told = 0  # the number of the last entry that is in the log; what the log says decides
        path.touch(mode=OWNER_ONLY, exist_ok=True)
        self._guard = threading.RLock()
        self._open = sqlite3.connect(path, isolation_level=None, check_same_thread=False)
        try:
            self._open.execute("PRAGMA journal_mode = WAL")
            self._open.execute("PRAGMA synchronous = FULL")
            self._open.execute("PRAGMA secure_delete = ON")  # forgotten tokens leave no bytes
            self._migrate(path)
        except BaseException:
            self._open.close()
            raise

    def close(self) -> None:
        """Give the file back."""
        with self._guard:
            self._open.close()

    @contextmanager
    def change(self) -> Iterator["Store"]:
        """One transaction: all of it, or nothing. Others wait."""
        with self._guard:
            self._open.execute("BEGIN IMMEDIATE")
            try:
                yield self
            except BaseException:
                self._open.execute("ROLLBACK")
                raise
            self._open.execute("COMMIT")

    # ── requests ──────────────────────────────────────────────────────────────────────────────

    def __contains__(self, mandate_id: object) -> bool:
        """Whether a request of this id was accepted before."""
        found = self._one("SELECT 1 FROM requests WHERE mandate_id = ?", mandate_id)
        return found is not None

    def add(
        self, mandate_id: str, body: bytes, sha256: str, *, now: datetime, keep_until: datetime
    ) -> None:
        """Remember an accepted request. Inside `change`."""
        self._open.execute(
            "INSERT INTO requests (mandate_id, number, body, sha256, state, accepted_us, keep_until_us)"
            " VALUES (?, (SELECT coalesce(max(number), 0) + 1 FROM requests), ?, ?, 'accepted', ?, ?)",
            (mandate_id, body, sha256, micros(now), micros(keep_until)),
        )

    def request(self, mandate_id: str) -> Request:
        """What is known of a request. Raises NotFound."""
        row = self._one("SELECT * FROM requests WHERE mandate_id = ?", mandate_id)
        if row is None:
            raise NotFound("there is no such request")
        return Request(
            mandate_id=row["mandate_id"],
            body=row["body"],
            sha256=row["sha256"],
            state=State(row["state"]),
            why=row["why"],
            answer_sha256=row["answer_sha256"],
            answer_bytes=row["answer_bytes"],
            rows=row["rows"],
            answered_at=moment(row["answered_us"]) if row["answered_us"] else None,
            log_index=row["log_index"],
            receipt=row["receipt"],
        )

    def waiting(self) -> int:
        """How many requests are accepted and not yet answered."""
        row = self._one("SELECT count(*) AS n FROM requests WHERE state = 'accepted'")
        return int(row["n"]) if row else 0

    def oldest_waiting(self) -> datetime | None:
        """Since when the first of them waits."""
        row = self._one("SELECT min(accepted_us) AS us FROM requests WHERE state = 'accepted'")
        return moment(row["us"]) if row and row["us"] is not None else None

    def next_waiting(self) -> str:
        """The id of the request that was accepted first and is not answered; empty if none is."""
        row = self._one(
            "SELECT mandate_id FROM requests WHERE state = 'accepted' ORDER BY number LIMIT 1"
        )
        return str(row["mandate_id"]) if row else ""

    def without_receipt(self) -> list[str]:
        """Answered requests whose receipt is still to be signed."""
        rows = self._all(
            "SELECT mandate_id FROM requests WHERE state = 'answered' AND receipt = x''"
        )
        return [row["mandate_id"] for row in rows]

    def answered(self, mandate_id: str, answer: Answered) -> None:
        """Remember that an answer lies ready. Inside `change`."""
        self._moved(
            "UPDATE requests SET state = 'answered', answer_sha256 = ?, answer_bytes = ?, rows = ?,"
            " answered_us = ? WHERE mandate_id = ? AND state = 'accepted'",
            (answer.sha256, answer.size_bytes, answer.rows, micros(answer.at), mandate_id),
        )

    def failed(self, mandate_id: str, why: str) -> None:
        """Remember that a request cannot be answered. Inside `change`."""
        self._moved(
            "UPDATE requests SET state = 'failed', why = ? WHERE mandate_id = ? AND state = 'accepted'",
            (why, mandate_id),
        )

    def receipted(self, mandate_id: str, receipt: bytes, log_index: int) -> None:
        """Remember the signed receipt. Inside `change`."""
        self._moved(
            "UPDATE requests SET receipt = ?, log_index = ? WHERE mandate_id = ? AND receipt = x''",
            (receipt, log_index, mandate_id),
        )

    def to_erase(self, now: datetime) -> list[str]:
        """Requests whose answer must go."""
        rows = self._all(
            "SELECT mandate_id FROM requests WHERE state IN ('answered', 'failed')"
            " AND keep_until_us <= ?",
            micros(now),
        )
        return [row["mandate_id"] for row in rows]

    def erased(self, mandate_id: str) -> None:
        """Forget what was asked and answered; the id stays, against replays. Inside `change`."""
        self._moved(
            "UPDATE requests SET state = 'erased', body = x'', why = '' WHERE mandate_id = ?",
            (mandate_id,),
        )

    # ── tokens, statements, outbox ────────────────────────────────────────────────────────────

    def add_tokens(self, tokens: tuple[Token, ...]) -> None:
        """Remember whose the tokens of an answer are. Inside `change`."""
        self._open.executemany(
            "INSERT INTO tokens VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?)",
            [
                (
                    token.value,
                    token.subject.scheme.value,
                    token.subject.value,
                    token.mandate_id,
                    token.case_id,
                    token.kind.value,
                    int(token.sensitive),
                    micros(token.issued),
                    micros(token.expires),
                )
                for token in tokens
            ],
        )

    def tokens(self, values: tuple[str, ...]) -> dict[str, Token]:
        """Those of the tokens that are remembered."""
        found = {}
        for value in values:
            row = self._one("SELECT * FROM tokens WHERE token = ?", value)
            if row is not None:
                found[value] = _token(row)
        return found

    def token_values(self) -> list[str]:
        """All tokens that are remembered."""
        return [row["token"] for row in self._all("SELECT token FROM tokens ORDER BY token")]

    def forget_tokens(self, now: datetime) -> int:
        """Forget the tokens that have expired. Inside `change`. Returns how many."""
        return self._open.execute(
            "DELETE FROM tokens WHERE expires_us <= ?", (micros(now),)
        ).rowcount

    def add_statement(self, kind: str, body: bytes) -> None:
        """Remember an enrolment or revocation that was believed. Inside `change`."""
        self._open.execute(
            "INSERT OR IGNORE INTO statements (kind, body) VALUES (?, ?)", (kind, body)
        )

    def statements(self) -> list[tuple[str, bytes]]:
        """All of them, in the order in which they came."""
        rows = self._all("SELECT kind, body FROM statements ORDER BY number")
        return [(row["kind"], row["body"]) for row in rows]

    def clear_journal(self) -> None:
        """Let what was forgotten be gone from SQLite's journal too."""
        with self._guard:
            self._open.execute("PRAGMA wal_checkpoint(TRUNCATE)")

    def tell(self, entry: Mapping[str, Any]) -> None:  # whatever JSON can hold
        """Put an entry into the outbox of the log; let go of those that are in the log. Inside `change`."""
        self._open.execute("DELETE FROM outbox WHERE number <= ?", (self.told,))
        self._open.execute("INSERT INTO outbox (entry) VALUES (?)", (json.dumps(entry),))

    def last_number(self) -> int:
        """The highest number that an entry was ever given."""
        row = self._one("SELECT seq FROM sqlite_sequence WHERE name = 'outbox'")
        return int(row["seq"]) if row else 0

    def outbox(self) -> list[tuple[int, dict[str, Any]]]:
        """The entries that the log does not have yet, with their numbers."""
        query = "SELECT number, entry FROM outbox WHERE number > ? ORDER BY number"
        return [(r["number"], json.loads(r["entry"])) for r in self._all(query, self.told)]

    # ── how ───────────────────────────────────────────────────────────────────────────────────

    def _migrate(self, path: Path) -> None:
        self._open.row_factory = sqlite3.Row
        (version,) = self._open.execute("PRAGMA user_version").fetchone()
        if version == 0:
            with self.change():
                for statement in TABLES.split(";\n"):
                    self._open.execute(statement)
                self._open.execute(f"PRAGMA user_version = {VERSION}")
        elif version != VERSION:
            raise InvalidInput(f"{path}: made by another version ({version}, this is {VERSION})")

    def _one(self, query: str, *values: object) -> sqlite3.Row | None:
        with self._guard:
            found: sqlite3.Row | None = self._open.execute(query, values).fetchone()
            return found

    def _all(self, query: str, *values: object) -> list[sqlite3.Row]:
        with self._guard:
            return self._open.execute(query, values).fetchall()

    def _moved(self, query: str, values: tuple[object, ...]) -> None:
        """Change exactly one row: from the state it must be in."""
        if self._open.execute(query, values).rowcount != 1:
            raise InvalidInput("the request is not in the state that it should be in")


def micros(time: datetime) -> int:
    """Microseconds since 1970 UTC."""
    return round(time.timestamp() * 1_000_000)


def moment(us: int) -> datetime:
    """The time of microseconds since 1970 UTC."""
    return datetime.fromtimestamp(us / 1_000_000, UTC)


def _token(row: sqlite3.Row) -> Token:
    return Token(
        value=row["token"],
        subject=Identifier(Scheme(row["scheme"]), row["number"]),
        mandate_id=row["mandate_id"],
        case_id=row["case_id"],
        kind=Kind(row["kind"]),
        sensitive=bool(row["sensitive"]),
        issued=moment(row["issued_us"]),
        expires=moment(row["expires_us"]),
    )
