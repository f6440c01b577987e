"""Is the log still what was written? Finds what somebody changed behind the application's back with SQL.

Three memories, each further from the database's owner: the tree's own rows; the heads signed with a key
that is not in the database; and what stays outside altogether, the witness's heads and the tail file.
"""

from collections import Counter
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, field
from enum import StrEnum
from itertools import pairwise
from pathlib import Path

from django.db import connection, transaction
from django.db.models import Exists, OuterRef, Q, QuerySet

from dongseon import ledger
from dongseon.console.audit import actions, leaves
from dongseon.console.audit.models import Entry, Head, Leaf, Node
from dongseon.console.audit.tail import Tail
from dongseon.errors import InvalidInput
from dongseon.ledger import SignedHead, Tree, VerifierKey, lines

BATCH = 5_000  # rows fetched at once
MOST = 100  # findings of one kind that are listed


class Kind(StrEnum):
    """What can be wrong."""

    ENTRY_CHANGED = "entry_changed"  # not what its leaf says
    ENTRY_REMOVED = "entry_removed"  # a leaf, and no entry
    # An entry that was there at no sealing, and ought to have been
    ENTRY_INSERTED = "entry_inserted"
    LEAF_MISSING = "leaf_missing"
    NODE_CHANGED = "node_changed"  # an inner hash is not that of its leaves
    HEAD_MISSING = "head_missing"
    HEAD_FORGED = "head_forged"  # not signed by the key
    HEAD_CONTRADICTED = "head_contradicted"  # the entries are not those that were signed
    CUT_OFF = "cut_off"  # fewer entries than were signed
    HEADS_OUT_OF_ORDER = "heads_out_of_order"
    WITNESS_FORGED = "witness_forged"
    WITNESS_CONTRADICTED = "witness_contradicted"
    WITNESS_CUT_OFF = "witness_cut_off"
    TAIL_CHANGED = "tail_changed"  # an unsealed entry is not the one that was committed
    TAIL_CUT_OFF = "tail_cut_off"  # an unsealed entry that was committed is gone


@dataclass(frozen=True, slots=True)
class Finding:
    """One thing that is wrong, and where."""

    kind: Kind
    at: int | None  # leaf number, size of a head, or seq of an entry, as the kind has it
    detail: str


@dataclass(frozen=True, slots=True)
class Verification:
    """What was read and what was found."""

    entries: int  # under the tree
    unsealed: int  # written since the last sealing
    root: bytes  # (32,)
    heads: int  # sound ones in the database
    witnessed: int  # sound ones of the witness
    last_head_at: str  # ISO 8601, "" if there is none
    findings: tuple[Finding, ...]

    @property
    def ok(self) -> bool:
        """Whether nothing is wrong."""
        return not self.findings


@dataclass(slots=True)
class _Walk:
    """What is gathered on the way along the leaves."""

    tree: Tree = field(default_factory=Tree)
    findings: list[Finding] = field(default_factory=list)


def verify(*, key: VerifierKey, witness: Path | None, tail: Tail) -> Verification:
    """Verify the whole log against the heads signed by `key`, a witness's file and the tail file.

    Reads every entry once. The key must come from a place of the reader's own: under a key from the
    same hands as the log everything may be in order.
    """
    seen, witness_faults = _witnessed(witness, key)  # first: what it has seen is in the database
    with transaction.atomic():
        with connection.cursor() as cursor:  # sealing may go on meanwhile
            cursor.execute("SET TRANSACTION ISOLATION LEVEL REPEATABLE READ, READ ONLY")
        own, faults = _own_heads(key)
        walk = _walk_leaves()
        findings = [
            *walk.findings,
            *_inserted(),
            *_wrong_nodes(walk.tree),
            *faults,
            *_missing_heads(walk.tree, own, seen),
            *_out_of_order(own),
            *_contradictions(walk.tree, own, Kind.HEAD_CONTRADICTED, Kind.CUT_OFF),
            *witness_faults,
            *_contradictions(walk.tree, seen, Kind.WITNESS_CONTRADICTED, Kind.WITNESS_CUT_OFF),
            *_wrong_tail(tail),
        ]
        unsealed = _unsealed().count()
    return Verification(
        entries=walk.tree.size,
        unsealed=unsealed,
        root=walk.tree.root(),
        heads=len(own),
        witnessed=len(seen),
        last_head_at=own[-1].head.at.isoformat() if own else "",
        findings=tuple(_some_of_each(findings)),
    )


# ── leaves ───────────────────────────────────────────────────────────────────────────────────


def _walk_leaves() -> _Walk:
    """The tree of what the entries say now, in the order in which they were sealed."""
    walk = _Walk()
    expected = 0
    for leaf, entry in _leaves_with_entries():
        if leaf.number != expected:
            detail = f"leaves {expected} to {leaf.number - 1} are gone"
            walk.findings.append(Finding(Kind.LEAF_MISSING, expected, detail))
        expected = leaf.number + 1
        stored = bytes(leaf.hash)
        if entry is None:
            detail = f"entry {leaf.entry_seq} of leaf {leaf.number} is gone"
            walk.findings.append(Finding(Kind.ENTRY_REMOVED, leaf.number, detail))
            walk.tree.append(stored)
            continue
        found = leaves.hash_of(entry)
        if found != stored:
            detail = f"entry {entry.seq} of {entry.at:%Y-%m-%d %H:%M} is not what was sealed"
            walk.findings.append(Finding(Kind.ENTRY_CHANGED, leaf.number, detail))
        walk.tree.append(found)
    return walk


def _leaves_with_entries() -> Iterator[tuple[Leaf, Entry | None]]:
    """Each leaf with its entry, if that is still there."""
    batch: list[Leaf] = []
    for leaf in Leaf.objects.order_by("number").iterator(BATCH):
        batch.append(leaf)
        if len(batch) == BATCH:
            yield from _joined(batch)
            batch = []
    yield from _joined(batch)


def _joined(batch: Sequence[Leaf]) -> Iterator[tuple[Leaf, Entry | None]]:
    entries = Entry.objects.in_bulk([leaf.entry_seq for leaf in batch])
    return ((leaf, entries.get(leaf.entry_seq)) for leaf in batch)


def _unsealed() -> "QuerySet[Entry]":
    return Entry.objects.filter(~Exists(Leaf.objects.filter(entry_seq=OuterRef("seq"))))


def _inserted() -> Iterator[Finding]:
    """Entries without a leaf whose transaction had ended, by what they say, before the last sealing."""
    last = Head.objects.order_by("-number").first()
    if last is None:
        return
    here = Q(cluster=last.cluster, transaction__lt=last.below)
    elsewhere = ~Q(cluster=last.cluster) & ~Q(cluster=actions.this_cluster())
    for entry in _unsealed().filter(here | elsewhere).order_by("seq")[:MOST]:
        detail = f"entry {entry.seq} ({entry.at:%Y-%m-%d %H:%M}) was there at no sealing"
        yield Finding(Kind.ENTRY_INSERTED, entry.seq, detail)


def _wrong_nodes(tree: Tree) -> Iterator[Finding]:
    """Inner hashes that are gone, made up or not those of the leaves."""
    count = 0
    for node in Node.objects.order_by("level", "index").iterator(BATCH):
        count += 1
        inside = (node.index + 1) << node.level <= tree.size
        if not inside or tree.node(node.level, node.index) != bytes(node.hash):
            detail = f"the stored hash {node.level}/{node.index} is not that of its leaves"
            yield Finding(Kind.NODE_CHANGED, node.index << node.level, detail)
    expected = tree.size - tree.size.bit_count()  # full subtrees of two leaves and more
    if count != expected:
        detail = f"{expected} inner hashes belong to {tree.size} leaves, {count} are there"
        yield Finding(Kind.NODE_CHANGED, None, detail)


# ── heads ────────────────────────────────────────────────────────────────────────────────────


def _own_heads(key: VerifierKey) -> tuple[list[SignedHead], list[Finding]]:
    """The heads in the database that the key signed, and what is wrong with the others."""
    sound: list[SignedHead] = []
    findings: list[Finding] = []
    expected = 0
    for row in Head.objects.order_by("number").iterator(BATCH):
        if row.number != expected:
            detail = f"heads {expected} to {row.number - 1} are gone"
            findings.append(Finding(Kind.HEAD_MISSING, expected, detail))
        expected = row.number + 1
        try:
            signed = ledger.read_head(row.note, [key])
        except InvalidInput as fault:
            findings.append(Finding(Kind.HEAD_FORGED, row.size, f"head {row.number}: {fault}"))
            continue
        if (signed.head.size, signed.head.at) != (row.size, row.at):
            detail = f"head {row.number}: its row is not what was signed"
            findings.append(Finding(Kind.HEAD_FORGED, row.size, detail))
        sound.append(signed)
    return sound, findings


def _witnessed(path: Path | None, key: VerifierKey) -> tuple[list[SignedHead], list[Finding]]:
    """The heads in a witness's file."""
    sound: list[SignedHead] = []
    findings: list[Finding] = []
    if path is None:
        return sound, findings
    notes, _ = lines.complete_notes(path.read_bytes())
    for number, note in enumerate(notes):
        try:
            sound.append(ledger.read_head(note, [key]))
        except InvalidInput as fault:
            detail = f"{path.name}, head {number}: {fault}; is this key the log's?"
            findings.append(Finding(Kind.WITNESS_FORGED, None, detail))
    return sound, findings


def _missing_heads(
    tree: Tree, own: Sequence[SignedHead], seen: Sequence[SignedHead]
) -> Iterator[Finding]:
    """Leaves that no head covers, and heads that the witness has and the database has not."""
    covered = max((one.head.size for one in own), default=0)
    if tree.size > covered:
        detail = f"leaves {covered} to {tree.size - 1} are under no signed head"
        yield Finding(Kind.HEAD_MISSING, covered, detail)
    notes = {one.note for one in own}
    for one in seen:
        if one.note not in notes:
            detail = f"the witness saw a head at {one.head.at} that is not here"
            yield Finding(Kind.HEAD_MISSING, one.head.size, detail)


def _out_of_order(own: Sequence[SignedHead]) -> Iterator[Finding]:
    for a, b in pairwise(own):
        if b.head.size < a.head.size or b.head.at < a.head.at:
            detail = f"the head of {b.head.at} comes after that of {a.head.at}"
            yield Finding(Kind.HEADS_OUT_OF_ORDER, b.head.size, detail)


def _contradictions(
    tree: Tree, signed: Sequence[SignedHead], contradicted: Kind, cut_off: Kind
) -> Iterator[Finding]:
    """The longest head that the entries do not reach, and the first that they contradict."""
    longest = max((one.head.size for one in signed), default=0)
    if longest > tree.size:
        detail = f"{longest} entries were signed for, {tree.size} are there"
        yield Finding(cut_off, tree.size, detail)
    reached = [one.head for one in signed if one.head.size <= tree.size]
    wrong = [head for head in reached if tree.root(head.size) != head.root]
    if wrong:
        head = min(wrong, key=lambda head: head.size)
        sound = max((h.size for h in reached if h not in wrong), default=0)
        detail = f"the head of {head.at} signed other entries; the first {sound} are sound"
        yield Finding(contradicted, head.size, detail)


# ── the tail ─────────────────────────────────────────────────────────────────────────────────


def _wrong_tail(tail: Tail) -> Iterator[Finding]:
    """Entries that were committed and are gone, or are not what they were."""
    there = Entry.objects.in_bulk(list(tail))
    for seq, found in tail.items():
        entry = there.get(seq)
        if entry is None:
            detail = f"entry {seq} was committed and is gone"
            yield Finding(Kind.TAIL_CUT_OFF, seq, detail)
        elif leaves.hash_of(entry) != found:
            detail = f"entry {seq} of {entry.at:%Y-%m-%d %H:%M} is not what was committed"
            yield Finding(Kind.TAIL_CHANGED, seq, detail)


def _some_of_each(findings: Iterable[Finding]) -> Iterator[Finding]:
    """The first findings of each kind; a log in ruins has as many as it has entries."""
    seen: Counter[Kind] = Counter()
    for finding in findings:
        seen[finding.kind] += 1
        if seen[finding.kind] <= MOST:
            yield finding
