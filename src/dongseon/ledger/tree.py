"""A tree that grows: the compact frontier to append to, and a tree in memory that makes proofs.

Appending needs the frontier alone, some thirty hashes for a thousand million entries. Proofs need the
hashes of full subtrees. `grow` says which of them each entry completes, so that a log may keep them
anywhere: the tree below in memory, another in a database.
"""

from dataclasses import dataclass

from dongseon.errors import InvalidInput
from dongseon.ledger import merkle
from dongseon.ledger.merkle import HASH_BYTES, Proof


@dataclass(frozen=True, slots=True)
class Frontier:
    """All that is needed of a tree to append to it: its full subtrees, the largest first."""

    size: int = 0  # leaves
    peaks: tuple[bytes, ...] = ()  # one hash for each 1 in the binary form of `size`

    def __post_init__(self) -> None:
        if self.size < 0 or len(self.peaks) != self.size.bit_count():
            raise InvalidInput(f"frontier: {len(self.peaks)} hashes do not fit {self.size} entries")
        if any(len(peak) != HASH_BYTES for peak in self.peaks):
            raise InvalidInput(f"frontier: a hash has {HASH_BYTES} bytes")

    @property
    def root(self) -> bytes:
        """The root of the tree."""
        if not self.peaks:
            return merkle.EMPTY_ROOT
        found = self.peaks[-1]
        for peak in self.peaks[-2::-1]:
            found = merkle.node_hash(peak, found)
        return found


@dataclass(frozen=True, slots=True)
class Node:
    """A full subtree: the leaves from ``index * 2**level`` on, ``2**level`` of them."""

    level: int
    index: int
    hash: bytes  # (32,)


def grow(frontier: Frontier, leaf: bytes) -> tuple[Frontier, tuple[Node, ...]]:
    """Append one leaf hash. Returns the new frontier and the subtrees that are now full."""
    if len(leaf) != HASH_BYTES:
        raise InvalidInput(f"leaf: a hash has {HASH_BYTES} bytes, not {len(leaf)}")
    peaks = list(frontier.peaks)
    found, level, index = leaf, 0, frontier.size
    full = [Node(level, index, found)]
    while index & 1:  # this subtree is a right one: with its left neighbour it fills the next
        found = merkle.node_hash(peaks.pop(), found)
        level, index = level + 1, index >> 1
        full.append(Node(level, index, found))
    return Frontier(frontier.size + 1, (*peaks, found)), tuple(full)


class Tree:
    """A tree in memory: 64 bytes an entry. Makes the proofs of any size up to its own."""

    def __init__(self) -> None:
        self._frontier = Frontier()
        self._levels: list[bytearray] = []  # level → the hashes of its full subtrees, end to end

    @property
    def size(self) -> int:
        """How many leaves there are."""
        return self._frontier.size

    @property
    def frontier(self) -> Frontier:
        """What is needed to go on appending elsewhere."""
        return self._frontier

    def append(self, leaf: bytes) -> int:
        """Add a leaf hash. Returns its index."""
        self._frontier, full = grow(self._frontier, leaf)
        for node in full:
            if node.level == len(self._levels):
                self._levels.append(bytearray())
            self._levels[node.level] += node.hash
        return self._frontier.size - 1

    def node(self, level: int, index: int) -> bytes:
        """The hash of a full subtree. Raises InvalidInput where the tree has none."""
        if 0 <= level < len(self._levels) and index >= 0:
            begin = index * HASH_BYTES
            found = bytes(self._levels[level][begin : begin + HASH_BYTES])
            if found:
                return found
        raise InvalidInput(f"node: {self.size} entries have no full subtree {level}/{index}")

    def leaf(self, index: int) -> bytes:
        """The leaf hash of one entry."""
        return self.node(0, index)

    def root(self, size: int | None = None) -> bytes:
        """The root now, or as it was when there were `size` leaves."""
        if size is None:
            return self._frontier.root
        return merkle.root_of(self._within(size), self.node)

    def prove_inclusion(self, index: int, size: int | None = None) -> Proof:
        """The proof that a leaf is in the tree as it is, or as it was at `size`."""
        within = self.size if size is None else self._within(size)
        return merkle.prove_inclusion(index, within, self.node)

    def prove_consistency(self, first: int, second: int | None = None) -> Proof:
        """The proof that the tree at `second` (now, if not given) extends the tree at `first`."""
        within = self.size if second is None else self._within(second)
        return merkle.prove_consistency(first, within, self.node)

    def _within(self, size: int) -> int:
        if not 0 <= size <= self.size:
            raise InvalidInput(f"size: {size} of a log with {self.size} entries")
        return size
