"""Sealing: entries become leaves of a tree (RFC 9162), and its head is signed and given to a witness.

Transactions commit out of order, so an entry with a small number may appear after one with a large
number. Only entries of transactions below the oldest one still under way are taken: all of them are
there by then, and none can be added later. The order in which they were taken is stored.
"""

import logging
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from datetime import datetime
from itertools import islice

from django.db import connection, transaction
from django.db.models import Exists, OuterRef, QuerySet

from dongseon import ledger
from dongseon.console.audit import actions, keys, leaves, tail, witnesses
from dongseon.console.audit.models import Entry, Head, Leaf, Node
from dongseon.console.audit.witnesses import Witness
from dongseon.errors import InvalidInput
from dongseon.ledger import Frontier, SignedHead, SignerKey, TreeHead, merkle, tree

ONE_AT_A_TIME = 0x61756469  # the advisory lock of sealing: "audi"
BATCH = 2_000  # entries written at once
LOG = logging.getLogger("dongseon.console.audit")


class Broken(InvalidInput):
    """What was sealed is not what is there: nothing is sealed on top of it."""


@dataclass(frozen=True, slots=True)
class Sealed:
    """What a sealing did."""

    entries: int  # new leaves
    head: SignedHead


def seal_now(now: datetime) -> Sealed:
    """Seal with the key and the witness of this console; what the hourly job calls."""
    signer = keys.signer()
    return seal(now=now, signer=signer, witness=witnesses.configured(signer.verifier))


def seal(*, now: datetime, signer: SignerKey, witness: Witness) -> Sealed:
    """Take in all finished entries, sign the head, keep it, show it to the witness. `now` is in UTC.

    Raises Broken if the tree is not the one signed last, witnesses.Refused if the witness remembers
    another log. A witness that cannot be reached is shown the next head.
    """
    with transaction.atomic():
        with connection.cursor() as cursor:
            cursor.execute("SELECT pg_advisory_xact_lock(%s)", [ONE_AT_A_TIME])
        last = Head.objects.order_by("-number").first()
        frontier = _frontier(last, signer)
        below = _oldest_under_way()
        taken: list[int] = []
        for batch in _batches(_unsealed(last, below)):
            frontier = _add(batch, frontier)
            taken += [entry.seq for entry in batch]
        head = ledger.sign_head(TreeHead(signer.name, frontier.size, frontier.root, now), signer)
        Head.objects.create(
            number=0 if last is None else last.number + 1,
            size=frontier.size,
            at=now,
            cluster=actions.this_cluster(),
            below=below,
            note=head.note,
        )
    _show(witness, head, since=0 if last is None else last.size)
    tail.forget(tail.path(), frozenset(taken))
    return Sealed(len(taken), head)


def prove_consistency(first: int, second: int) -> merkle.Proof:
    """The proof that the tree of `second` leaves extends that of `first`, from the stored hashes."""
    return merkle.prove_consistency(first, second, stored_hash)


def stored_hash(level: int, index: int) -> bytes:
    """The hash of a full subtree. Raises Broken if it is gone."""
    rows: QuerySet[Leaf] | QuerySet[Node] = (
        Node.objects.filter(level=level, index=index)
        if level
        else Leaf.objects.filter(number=index)
    )
    found = rows.values_list("hash", flat=True).first()
    if found is None:
        raise Broken(f"the hash {level}/{index} of the audit's tree is gone")
    return bytes(found)


def _frontier(last: Head | None, signer: SignerKey) -> Frontier:
    """The tree's right edge, held against the head that was signed last."""
    if last is None:
        if Leaf.objects.exists():
            raise Broken("the audit has leaves, and no head was ever signed")
        return Frontier()
    signed = ledger.read_head(last.note, [signer.verifier]).head
    peaks, begin = [], 0
    for level in reversed(range(signed.size.bit_length())):
        if signed.size >> level & 1:
            peaks.append(stored_hash(level, begin >> level))
            begin += 1 << level
    frontier = Frontier(signed.size, tuple(peaks))
    if frontier.root != signed.root or Leaf.objects.filter(number__gte=signed.size).exists():
        raise Broken(f"the audit's tree is not the one that was signed at {signed.at}")
    return frontier


def _oldest_under_way() -> int:
    """All transactions of this cluster below this number have ended."""
    with connection.cursor() as cursor:
        cursor.execute("SELECT pg_snapshot_xmin(pg_current_snapshot())::text::bigint")
        return int(cursor.fetchone()[0])


def _unsealed(last: Head | None, below: int) -> Iterator[Entry]:
    """The finished entries that no head covers yet, in the order in which they are numbered."""
    here = actions.this_cluster()
    rows = Entry.objects.all()
    if last is not None and last.cluster == here:
        rows = rows.filter(cluster=here, transaction__gte=last.below)
    else:  # new, or restored elsewhere: whatever is not in yet
        rows = rows.filter(~Exists(Leaf.objects.filter(entry_seq=OuterRef("seq"))))
        yield from rows.exclude(cluster=here).order_by("seq").iterator(BATCH)
        rows = rows.filter(cluster=here)
    yield from rows.filter(transaction__lt=below).order_by("transaction", "seq").iterator(BATCH)


def _batches(entries: Iterable[Entry]) -> Iterator[Sequence[Entry]]:
    following = iter(entries)
    while batch := list(islice(following, BATCH)):
        yield batch


def _add(entries: Sequence[Entry], frontier: Frontier) -> Frontier:
    """Write the leaves of these entries and the subtrees that they fill."""
    new_leaves, new_nodes = [], []
    for entry in entries:
        found = leaves.hash_of(entry)
        new_leaves.append(Leaf(number=frontier.size, entry_seq=entry.seq, hash=found))
        frontier, full = tree.grow(frontier, found)
        new_nodes += [Node(level=node.level, index=node.index, hash=node.hash) for node in full[1:]]
    Leaf.objects.bulk_create(new_leaves)
    Node.objects.bulk_create(new_nodes)
    return frontier


def _show(witness: Witness, head: SignedHead, *, since: int) -> None:
    try:
        witness.show(head, since=since, prove=lambda size: prove_consistency(size, head.head.size))
    except OSError:
        LOG.exception("the audit's witness cannot be reached; it is shown the next head")
