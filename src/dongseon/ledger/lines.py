"""How entries and heads stand in files: texts that a person can read and a program can check.

An entry is a line, ``LEAF-HASH ENTRY``. The hash finds decay of the disk to the line; against people
it is the signed heads that count. A head is a note, followed by an empty line. Whatever does not end
as it should was being written when the machine stopped.
"""

from collections.abc import Iterator
from dataclasses import dataclass

from dongseon.errors import InvalidInput
from dongseon.ledger import merkle
from dongseon.ledger.merkle import HASH_BYTES

MOST_ENTRY_BYTES = 1 << 20
HEX = 2 * HASH_BYTES
GAP = b"\n\n"


@dataclass(frozen=True, slots=True)
class Line:
    """One line of a log's file."""

    begin: int  # byte where the line begins
    end: int  # byte after its newline
    entry: bytes
    sound: bool  # it has the form of a line, and its hash is that of its entry


def write_line(entry: bytes) -> bytes:
    """The line of an entry. Raises InvalidInput for one that is empty, too long or has a newline."""
    if not entry or b"\n" in entry:
        raise InvalidInput("entry: one line, and not an empty one")
    if len(entry) > MOST_ENTRY_BYTES:
        raise InvalidInput(f"entry: {len(entry)} bytes; at most {MOST_ENTRY_BYTES}")
    return merkle.leaf_hash(entry).hex().encode() + b" " + entry + b"\n"


def read_lines(data: bytes) -> Iterator[Line]:
    """The complete lines. What follows the last newline is not one."""
    begin = 0
    while (end := data.find(b"\n", begin) + 1) > 0:
        entry = data[begin + HEX + 1 : end - 1]
        sound = bool(entry) and data[begin:end] == write_line(entry)
        yield Line(begin, end, entry, sound)
        begin = end


def complete_notes(data: bytes) -> tuple[tuple[str, ...], int]:
    """The notes in a file of heads, and the bytes that they take. Raises InvalidInput if not text."""
    parts = data.split(GAP)
    pairs = [(parts[i], parts[i + 1]) for i in range(0, len(parts) - 2, 2)]
    try:
        notes = tuple((body + GAP + signed + b"\n").decode() for body, signed in pairs)
    except UnicodeDecodeError:
        raise InvalidInput("heads: not a text in UTF-8") from None
    return notes, sum(len(body) + len(signed) + 2 * len(GAP) for body, signed in pairs)


def write_note(note: str) -> bytes:
    """A note as it stands in a file of heads."""
    return note.encode() + b"\n"
