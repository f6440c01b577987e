"""A log in a file: entries are appended, never changed; heads are signed and kept beside it.

For `audit.log` there are `audit.log.heads` (signed heads) and `audit.log.key` (the public key). One
process at a time has the log open; others verify it (`dongseon.ledger.audit`) while it grows.
"""

import threading
from array import array
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path

from dongseon.errors import InvalidInput
from dongseon.ledger import durable, heads, lines
from dongseon.ledger.heads import SignedHead, TreeHead
from dongseon.ledger.notes import SignerKey
from dongseon.ledger.tree import Tree


@dataclass(frozen=True, slots=True)
class Recovery:
    """What was found half written when the log was opened, and where it was put."""

    torn_bytes: int  # of an entry whose `append` never returned; 0 if none
    torn_head_bytes: int
    kept_in: Path | None  # the torn bytes, for whoever wants to look


def heads_path(path: Path) -> Path:
    """Where the signed heads of a log are."""
    return path.with_name(path.name + ".heads")


def key_path(path: Path) -> Path:
    """Where the public key of a log is. Pin a copy elsewhere: who can write here can change it."""
    return path.with_name(path.name + ".key")


class Log:
    """An open log. Appending is safe from several threads.

    Raises InvalidInput if another process has it, if a line in the midst is damaged, or if there
    are fewer entries than the last signed head says: nothing that was signed is ever cut away.
    """

    def __init__(self, path: Path, signer: SignerKey) -> None:
        self.path = path
        self._signer = signer
        self._guard = threading.Lock()
        self._tree = Tree()
        self._ends = array("Q")  # (size,) byte after each entry's newline
        self._last: SignedHead | None = None
        self._file = durable.AppendFile(path)
        try:
            self._heads = durable.AppendFile(heads_path(path))
            try:
                self.recovery = self._recover()
                self._pin_key()
            except BaseException:
                self._heads.close()
                raise
        except BaseException:
            self._file.close()
            raise

    def __enter__(self) -> "Log":
        return self

    def __exit__(self, *raised: object) -> None:
        self.close()

    @property
    def size(self) -> int:
        """How many entries there are."""
        return self._tree.size

    @property
    def tree(self) -> Tree:
        """The tree of the entries: roots and proofs. Not to be appended to."""
        return self._tree

    @property
    def last_head(self) -> SignedHead | None:
        """The head that was signed last."""
        return self._last

    def append(self, entry: bytes) -> int:
        """Add an entry; when this returns, it is on the disk. Returns its index."""
        return self.append_all([entry])[0]

    def append_all(self, entries: Sequence[bytes]) -> range:
        """Add several entries with one wait for the disk: all of them or none. Returns indices."""
        written = [lines.write_line(entry) for entry in entries]
        with self._guard:
            begin, first = self._file.size_bytes, self._tree.size
            self._file.append(b"".join(written))
            for line in written:
                begin += len(line)
                self._remember(line, begin)
            return range(first, self._tree.size)

    def entry(self, index: int) -> bytes:
        """One entry. Raises InvalidInput if there is none of that index."""
        if not 0 <= index < len(self._ends):
            raise InvalidInput(f"{self.path}: there is no entry {index} among {len(self._ends)}")
        begin = self._ends[index - 1] if index else 0
        return self._file.read(begin, self._ends[index])[lines.HEX + 1 : -1]

    def sign_head(self, now: datetime) -> SignedHead:
        """Sign what the log is now, keep the head on the disk and return it. `now` is in UTC."""
        with self._guard:
            head = TreeHead(self._signer.name, self._tree.size, self._tree.root(), now)
            if self._last is not None and now < self._last.head.at:
                raise InvalidInput(
                    f"{self.path}: {now} is before the last head; is the clock right?"
                )
            signed = heads.sign_head(head, self._signer)
            self._heads.append(lines.write_note(signed.note))
            self._last = signed
            return signed

    def close(self) -> None:
        """Give the files back. Once is enough."""
        self._heads.close()
        self._file.close()

    def _remember(self, line: bytes, end: int) -> None:
        self._tree.append(bytes.fromhex(line[: lines.HEX].decode()))
        self._ends.append(end)

    def _recover(self) -> Recovery:
        """Read what is there; take away what a stop left half written, and only that."""
        data = self._file.read()
        certain = 0
        for line in lines.read_lines(data):
            if not line.sound:
                break
            self._remember(data[line.begin : line.end], line.end)
            certain = line.end
        torn = data[certain:]
        if b"\n" in torn[:-1]:  # more than the one line that can have been under way
            raise InvalidInput(f"{self.path}: entry {self.size} is damaged and others follow it")
        torn_heads = self._recover_heads()
        kept = self._keep(torn) if torn else None
        return Recovery(len(torn), torn_heads, kept)

    def _recover_heads(self) -> int:
        """Read the last head and hold it against the entries. Returns the bytes cut off."""
        data = self._heads.read()
        notes, certain = lines.complete_notes(data)
        if notes:
            self._last = heads.read_head(notes[-1], [self._signer.verifier])
            size, root = self._last.head.size, self._last.head.root
            if size > self.size:
                missing = f"{size} were signed for, {self.size} are there"
                raise InvalidInput(f"{self.path}: entries are missing or damaged: {missing}")
            if self._tree.root(size) != root:
                raise InvalidInput(f"{self.path}: the first {size} entries are not what was signed")
        if certain < len(data):
            self._heads.cut(certain)
        return len(data) - certain

    def _keep(self, torn: bytes) -> Path:
        """Put torn bytes aside before they are cut from the log."""
        aside = self.path.with_name(f"{self.path.name}.torn-{self._file.size_bytes}")
        with durable.AppendFile(aside) as kept:
            kept.append(torn)
        self._file.cut(self._file.size_bytes - len(torn))
        return aside

    def _pin_key(self) -> None:
        """Write the public key once; refuse to go on under another one."""
        with durable.AppendFile(key_path(self.path)) as pinned:
            text = f"{self._signer.verifier}\n".encode()
            if not pinned.size_bytes:
                pinned.append(text)
            elif pinned.read() != text:
                raise InvalidInput(f"{pinned.path}: this log belongs to another key")
