"""Verify a log's files: find every change, removal and reordering, and a tail that was cut off.

Three witnesses, the stronger the further away: each line's own hash finds decay; the signed heads
beside the log find what somebody changed who has not the key; heads that a witness keeps elsewhere
find what even the key's owner changed, the cut-off tail among it.
"""

from collections.abc import Sequence
from dataclasses import dataclass, replace
from enum import StrEnum
from itertools import pairwise
from pathlib import Path

from dongseon.errors import InvalidInput, NotFound
from dongseon.ledger import heads, lines, log, merkle, witness_file
from dongseon.ledger.heads import SignedHead
from dongseon.ledger.notes import VerifierKey
from dongseon.ledger.tree import Tree


class Kind(StrEnum):
    """What can be wrong with a log."""

    ENTRY_DAMAGED = "entry_damaged"  # a line that does not fit its own hash
    HEAD_FORGED = "head_forged"  # a head beside the log that its key did not sign
    HEAD_CONTRADICTED = "head_contradicted"  # the entries are not those that were signed
    CUT_OFF = "cut_off"  # fewer entries than were signed
    HEADS_OUT_OF_ORDER = "heads_out_of_order"  # a later head is shorter or older
    UNSIGNED = "unsigned"  # entries, and not one head for them
    WITNESS_CONTRADICTED = "witness_contradicted"
    WITNESS_CUT_OFF = "witness_cut_off"
    WITNESS_FORGED = "witness_forged"


@dataclass(frozen=True, slots=True)
class Finding:
    """One thing that is wrong, and where."""

    kind: Kind
    entry: int | None  # index, or the size that a head speaks of
    detail: str


@dataclass(frozen=True, slots=True)
class Verification:
    """What was read and what was found."""

    entries: int
    root: bytes  # (32,)
    heads: int  # signed heads beside the log
    witnessed: int  # heads of the witness
    signed_entries: int  # entries that a sound head covers
    torn_bytes: int  # after the last newline: being written, or a stop left it; no finding
    findings: tuple[Finding, ...]

    @property
    def ok(self) -> bool:
        """Whether nothing is wrong."""
        return not self.findings


def verify(path: Path, *, key: VerifierKey, witness: Path | None = None) -> Verification:
    """Verify the log at `path`, and against the file of a witness if there is one.

    Heads are read before entries, so a log that grows meanwhile is no finding. Raises NotFound if
    there is no log or no such witness.
    """
    for asked in (path, witness):
        if asked is not None and not asked.is_file():
            raise NotFound(f"{asked}: no such file")
    own, own_faults = _read_heads(log.heads_path(path), key, Kind.HEAD_FORGED)
    seen, seen_faults = _read_heads(witness, key, Kind.WITNESS_FORGED)
    tree, faults, torn_bytes = _read_entries(path.read_bytes())
    findings = [
        *faults,
        *own_faults,
        *_out_of_order(own),
        *_contradictions(tree, own, Kind.HEAD_CONTRADICTED, Kind.CUT_OFF),
        *seen_faults,
        *_contradictions(tree, seen, Kind.WITNESS_CONTRADICTED, Kind.WITNESS_CUT_OFF),
    ]
    if tree.size and not own:
        findings.append(Finding(Kind.UNSIGNED, tree.size, "no signed head beside the log"))
    return Verification(
        entries=tree.size,
        root=tree.root(),
        heads=len(own),
        witnessed=len(seen),
        signed_entries=max((head.head.size for head in own if _fits(tree, head)), default=0),
        torn_bytes=torn_bytes,
        findings=tuple(findings),
    )


def remember(path: Path, *, key: VerifierKey, witness: Path) -> Verification:
    """Be the witness of a log that can be read here: verify it, and keep its last head.

    Nothing is kept if anything is wrong. The witness's file is made if it is not there.
    """
    found = verify(path, key=key, witness=witness if witness.is_file() else None)
    own, _ = _read_heads(log.heads_path(path), key, Kind.HEAD_FORGED)
    if not found.ok or not own:
        return found
    tree, _, _ = _read_entries(path.read_bytes())
    last, seen = own[-1], witness_file.last_seen(witness, key)
    proof = tree.prove_consistency(seen.head.size, last.head.size) if seen else ()
    review = witness_file.accept(witness, last.note, proof=proof, key=key)
    faults = [Finding(Kind.WITNESS_CONTRADICTED, last.head.size, fault) for fault in review.faults]
    return replace(found, findings=tuple(faults), witnessed=found.witnessed + review.ok)


def _read_entries(data: bytes) -> tuple[Tree, list[Finding], int]:
    """The tree of what the lines say now, whatever they say."""
    tree, findings, certain = Tree(), [], 0
    for index, line in enumerate(lines.read_lines(data)):
        if not line.sound:
            detail = f"line {index + 1} (byte {line.begin}) does not fit its hash"
            findings.append(Finding(Kind.ENTRY_DAMAGED, index, detail))
        tree.append(merkle.leaf_hash(line.entry))
        certain = line.end
    return tree, findings, len(data) - certain


def _read_heads(
    path: Path | None, key: VerifierKey, forged: Kind
) -> tuple[list[SignedHead], list[Finding]]:
    """The heads that the key signed, and a finding for each that it did not."""
    if path is None or not path.is_file():
        return [], []
    sound, findings = [], []
    try:
        notes, _ = lines.complete_notes(path.read_bytes())
    except InvalidInput as fault:
        return [], [Finding(forged, None, f"{path.name}: {fault}")]
    for number, note in enumerate(notes, start=1):
        try:
            sound.append(heads.read_head(note, [key]))
        except InvalidInput as fault:
            findings.append(Finding(forged, None, f"{path.name}, head {number}: {fault}"))
    return sound, findings


def _out_of_order(own: Sequence[SignedHead]) -> list[Finding]:
    return [
        Finding(Kind.HEADS_OUT_OF_ORDER, b.head.size, f"after one of {a.head.size} at {a.head.at}")
        for a, b in pairwise(own)
        if b.head.size < a.head.size or b.head.at < a.head.at
    ]


def _contradictions(
    tree: Tree, signed: Sequence[SignedHead], contradicted: Kind, cut_off: Kind
) -> list[Finding]:
    """The first head that the entries contradict, and the longest that they do not reach."""
    findings = []
    short = [s.head for s in signed if s.head.size > tree.size]
    if short:
        longest = max(head.size for head in short)
        detail = f"{longest} entries were signed for, {tree.size} are there"
        findings.append(Finding(cut_off, tree.size, detail))
    wrong = [s.head for s in signed if s.head.size <= tree.size and not _fits(tree, s)]
    if wrong:
        head = min(wrong, key=lambda head: head.size)
        sound = max((s.head.size for s in signed if _fits(tree, s)), default=0)
        detail = f"the head of {head.at} signed other entries; the first {sound} are sound"
        findings.append(Finding(contradicted, head.size, detail))
    return findings


def _fits(tree: Tree, signed: SignedHead) -> bool:
    return signed.head.size <= tree.size and tree.root(signed.head.size) == signed.head.root
