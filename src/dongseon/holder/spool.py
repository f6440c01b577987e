"""Answers on disk: written aside, synced, named when they are whole, erased when their time is over."""

import hashlib
import os
from collections.abc import Iterable
from dataclasses import dataclass
from pathlib import Path

import pyarrow as pa

from dongseon.errors import InvalidInput, NotFound
from dongseon.ledger import durable

OWNER_ONLY = 0o600
PART = ".part"


@dataclass(frozen=True, slots=True)
class Written:
    """A file that is whole and on the disk."""

    sha256: str
    size_bytes: int


class Spool:
    """A folder of answers, one a mandate; and one of texts to be sent."""

    def __init__(self, folder: Path, *, most_bytes: int) -> None:
        self._folder = folder
        self._most_bytes = most_bytes
        folder.mkdir(mode=0o700, exist_ok=True)
        for part in folder.glob("*" + PART):  # what a stop left half written
            part.unlink()

    def write(self, mandate_id: str, table: pa.Table) -> Written:
        """Keep a table as an Arrow IPC stream. Raises InvalidInput if it is larger than the limit."""
        if table.nbytes > self._most_bytes:
            raise InvalidInput(f"the answer has more than {self._most_bytes} bytes; ask for less")
        sink = pa.BufferOutputStream()
        with pa.ipc.new_stream(sink, table.schema) as writer:
            writer.write_table(table)
        return self._keep(self._answer(mandate_id), sink.getvalue().to_pybytes())

    def write_recipients(
        self, mandate_id: str, numbers: Iterable[str], texts: Iterable[str]
    ) -> None:
        """Keep what the holder's own gateway is to send: the texts, then a number a line."""
        lines = [*(f"# {text}" for text in texts), *numbers]
        self._keep(self._texts(mandate_id), ("\n".join(lines) + "\n").encode())

    def read(self, mandate_id: str) -> bytes:
        """The bytes of an answer. Raises NotFound once it is erased."""
        try:
            return self._answer(mandate_id).read_bytes()
        except FileNotFoundError:
            raise NotFound("the answer is not there any more") from None

    def erase(self, mandate_id: str) -> None:
        """Remove an answer and the numbers that a text went to."""
        for path in (self._answer(mandate_id), self._texts(mandate_id)):
            path.unlink(missing_ok=True)
        durable.flush_folder(self._folder)

    def _answer(self, mandate_id: str) -> Path:
        return self._folder / f"{mandate_id}.arrow"

    def _texts(self, mandate_id: str) -> Path:
        return self._folder / f"{mandate_id}.recipients"

    def _keep(self, path: Path, data: bytes) -> Written:
        aside = path.with_name(path.name + PART)
        descriptor = os.open(
            aside, os.O_WRONLY | os.O_CREAT | os.O_TRUNC | os.O_CLOEXEC, OWNER_ONLY
        )
        with os.fdopen(descriptor, "wb") as file:
            file.write(data)
            file.flush()
            durable.flush(file.fileno())
        aside.replace(path)
        durable.flush_folder(path.parent)
        return Written(hashlib.sha256(data).hexdigest(), len(data))
