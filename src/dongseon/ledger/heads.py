"""Signed tree heads: what a log was at a moment, in the form of a C2SP checkpoint.

telco-a.example/holder
4711
CsUYapGGPo4dkMgIAUqom/Xajj7h2fB2MPA3j2jxq2I=
at 2020-05-09T12:00:00.000000Z

— telco-a.example/holder Az3grlgt…
"""

import base64
import re
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import UTC, datetime

from dongseon.errors import InvalidInput
from dongseon.ledger import notes
from dongseon.ledger.merkle import HASH_BYTES
from dongseon.ledger.notes import SignerKey, VerifierKey

MOST_ENTRIES = 2**63  # what a database's integer holds
TIME = "%Y-%m-%dT%H:%M:%S.%fZ"
SIZE = re.compile(r"0|[1-9][0-9]{0,18}")
ROOT = re.compile(r"[A-Za-z0-9+/]{43}=")


@dataclass(frozen=True, slots=True)
class TreeHead:
    """How long a log was at a time, and its root then."""

    origin: str  # which log this is; also the name of the key that signs
    size: int  # entries
    root: bytes  # (32,)
    at: datetime  # UTC

    def __post_init__(self) -> None:
        if not notes.NAME.fullmatch(self.origin):
            raise InvalidInput(f"origin: {self.origin[:80]!r} (no spaces, no plus, not empty)")
        if not 0 <= self.size < MOST_ENTRIES:
            raise InvalidInput(f"size: {self.size} is not a number of entries")
        if len(self.root) != HASH_BYTES:
            raise InvalidInput(f"root: a hash has {HASH_BYTES} bytes, not {len(self.root)}")
        if self.at.tzinfo is not UTC:
            raise InvalidInput(f"at: {self.at} is not in UTC")

    @property
    def text(self) -> str:
        """The lines that are signed."""
        root = base64.b64encode(self.root).decode()
        return f"{self.origin}\n{self.size}\n{root}\nat {self.at.strftime(TIME)}\n"


@dataclass(frozen=True, slots=True)
class SignedHead:
    """A head, and the note that proves who said so."""

    head: TreeHead
    note: str


def sign_head(head: TreeHead, signer: SignerKey) -> SignedHead:
    """Sign a head. The key's name is the log's origin, as the checkpoint format advises."""
    if signer.name != head.origin:
        raise InvalidInput(f"origin: {head.origin} is signed by a key of that name, not {signer}")
    return SignedHead(head, notes.sign(head.text, signer))


def read_head(note: str, known: Sequence[VerifierKey]) -> SignedHead:
    """Read a signed head. Raises InvalidInput if no known key of that origin signed these words."""
    lines = note.split("\n", 4)
    origin = lines[0]
    text = notes.open_note(note, [key for key in known if key.name == origin])
    lines = text.splitlines()
    if len(lines) != 4 or not SIZE.fullmatch(lines[1]) or not ROOT.fullmatch(lines[2]):
        raise InvalidInput("head: not origin, size, root and time on four lines")
    head = TreeHead(
        origin=origin, size=int(lines[1]), root=base64.b64decode(lines[2]), at=_read_time(lines[3])
    )
    if head.text != text:
        raise InvalidInput("head: not written in the one form that it has")
    return SignedHead(head, note)


def _read_time(line: str) -> datetime:
    try:
        return datetime.strptime(line, "at " + TIME).replace(tzinfo=UTC)
    except ValueError:
        raise InvalidInput(f"head: {line[:80]!r} is not a time") from None
