"""The witness's memory in a file: every head it was shown and found nothing against.

The file belongs on another machine, or at least to another account, than the log. A cut or rewritten
log is then found by whoever has both (`dongseon ledger verify LOG --witness FILE`).
"""

from collections.abc import Sequence
from pathlib import Path

from dongseon.ledger import durable, heads, lines, witness
from dongseon.ledger.heads import SignedHead
from dongseon.ledger.notes import VerifierKey
from dongseon.ledger.witness import Review


def last_seen(path: Path, key: VerifierKey) -> SignedHead | None:
    """The head remembered last; nothing if the witness has seen none."""
    if not path.exists():
        return None
    notes, _ = lines.complete_notes(path.read_bytes())
    return heads.read_head(notes[-1], [key]) if notes else None


def accept(path: Path, note: str, *, proof: Sequence[bytes], key: VerifierKey) -> Review:
    """Check a signed head against the one remembered, and remember it if nothing is wrong.

    Raises InvalidInput if `key` did not sign the note. `proof` leads from the remembered head's
    size to this one's (`Tree.prove_consistency`).
    """
    shown = heads.read_head(note, [key])
    with durable.AppendFile(path) as memory:
        notes, certain = lines.complete_notes(memory.read())
        if certain < memory.size_bytes:
            memory.cut(certain)  # a head that was being written when the machine stopped
        seen = heads.read_head(notes[-1], [key]) if notes else None
        found = witness.review(seen.head if seen else None, shown.head, proof)
        if found.ok and (seen is None or seen.note != note):
            memory.append(lines.write_note(note))
    return found
