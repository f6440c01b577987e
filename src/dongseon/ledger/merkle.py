"""The Merkle tree of RFC 9162 (section 2.1): hashes, proofs, and how to check a proof.

Everything here takes leaf hashes and returns hashes; where a log keeps its entries is no concern of
this page. Who makes proofs hands over `Nodes`, a function that finds the hash of a full subtree:
``nodes(level, index)`` covers the leaves from ``index * 2**level`` up to, not including,
``(index + 1) * 2**level``. A verifier needs nothing but the proof.
"""

from collections.abc import Callable, Sequence
from hashlib import sha256
from typing import TypeAlias

from dongseon.errors import InvalidInput

HASH_BYTES = 32
EMPTY_ROOT = sha256(b"").digest()  # the root of a tree without leaves, RFC 9162 2.1.1

Nodes: TypeAlias = Callable[[int, int], bytes]  # (level, index) → hash of that full subtree
Proof: TypeAlias = tuple[bytes, ...]  # hashes, in the order of the RFC


def leaf_hash(entry: bytes) -> bytes:
    """The hash of an entry. The prefix keeps leaves and inner nodes apart (second preimages)."""
    return sha256(b"\x00" + entry).digest()


def node_hash(left: bytes, right: bytes) -> bytes:
    """The hash of an inner node."""
    return sha256(b"\x01" + left + right).digest()


# ── making ────────────────────────────────────────────────────────────────────────────────────


def root_of(size: int, nodes: Nodes) -> bytes:
    """The root of the tree of the first `size` leaves."""
    if size < 0:
        raise InvalidInput(f"size: {size} is not a number of entries")
    return EMPTY_ROOT if size == 0 else _range_hash(0, size, nodes)


def prove_inclusion(index: int, size: int, nodes: Nodes) -> Proof:
    """The proof that leaf `index` is in the tree of the first `size` leaves (2.1.3.1)."""
    if not 0 <= index < size:
        raise InvalidInput(f"index: there is no entry {index} among {size}")
    begin, end = 0, size
    path: list[bytes] = []
    while end - begin > 1:
        middle = begin + _largest_power_below(end - begin)
        if index < middle:
            path.append(_range_hash(middle, end, nodes))
            end = middle
        else:
            path.append(_range_hash(begin, middle, nodes))
            begin = middle
    return tuple(reversed(path))


def prove_consistency(first: int, second: int, nodes: Nodes) -> Proof:
    """The proof that the first `second` leaves begin with the first `first` (2.1.4.1).

    Empty for `first` = 0 (anything extends nothing) and for equal sizes.
    """
    if not 0 <= first <= second:
        raise InvalidInput(f"sizes: a log of {second} entries cannot extend one of {first}")
    if first in (0, second):
        return ()
    begin, end = 0, second
    path: list[bytes] = []
    while first != end:  # `first` lies strictly inside this range
        middle = begin + _largest_power_below(end - begin)
        if first <= middle:
            path.append(_range_hash(middle, end, nodes))
            end = middle
        else:
            path.append(_range_hash(begin, middle, nodes))
            begin = middle
    if begin > 0:  # the verifier does not know this subtree: it is not the whole first tree
        path.append(_range_hash(begin, end, nodes))
    return tuple(reversed(path))


def _range_hash(begin: int, end: int, nodes: Nodes) -> bytes:
    """The hash of the leaves from `begin` to `end`; `begin` is a multiple of what it splits into."""
    count = end - begin
    if count & (count - 1) == 0:
        level = count.bit_length() - 1
        return nodes(level, begin >> level)
    middle = begin + _largest_power_below(count)
    return node_hash(_range_hash(begin, middle, nodes), _range_hash(middle, end, nodes))


def _largest_power_below(count: int) -> int:
    """The largest power of two smaller than `count` (at least 2)."""
    return int(1 << ((count - 1).bit_length() - 1))


# ── checking ──────────────────────────────────────────────────────────────────────────────────


def verify_inclusion(
    leaf: bytes, index: int, *, size: int, root: bytes, proof: Sequence[bytes]
) -> bool:
    """Whether the proof shows that `leaf` is entry `index` of the tree with this root (2.1.3.2)."""
    if not 0 <= index < size or not _are_hashes((leaf, root, *proof)):
        return False
    position, last = index, size - 1
    found = leaf
    for sibling in proof:
        if last == 0:
            return False
        if position & 1 or position == last:
            found = node_hash(sibling, found)
            while not position & 1 and position:  # a right edge without siblings
                position, last = position >> 1, last >> 1
        else:
            found = node_hash(found, sibling)
        position, last = position >> 1, last >> 1
    return last == 0 and found == root


def verify_consistency(
    *, first: int, first_root: bytes, second: int, second_root: bytes, proof: Sequence[bytes]
) -> bool:
    """Whether the proof shows that the second tree begins with the first one (2.1.4.2)."""
    if not 0 <= first <= second or not _are_hashes((first_root, second_root, *proof)):
        return False
    if first == 0:
        return not proof and first_root == EMPTY_ROOT
    if first == second:
        return not proof and first_root == second_root
    if not proof:
        return False
    roots = _roots_from_consistency(first, second, first_root, proof)
    return roots == (first_root, second_root)


def _roots_from_consistency(
    first: int, second: int, first_root: bytes, proof: Sequence[bytes]
) -> tuple[bytes, bytes] | None:
    """Both roots as the proof gives them; nothing if its length does not fit the sizes."""
    full = first & (first - 1) == 0  # then the first root itself is the first hash
    path = (first_root, *proof) if full else tuple(proof)
    position, last = first - 1, second - 1
    while position & 1:
        position, last = position >> 1, last >> 1
    older = newer = path[0]
    for sibling in path[1:]:
        if last == 0:
            return None
        if position & 1 or position == last:
            older, newer = node_hash(sibling, older), node_hash(sibling, newer)
            while not position & 1 and position:
                position, last = position >> 1, last >> 1
        else:
            newer = node_hash(newer, sibling)
        position, last = position >> 1, last >> 1
    return (older, newer) if last == 0 else None


def _are_hashes(values: Sequence[bytes]) -> bool:
    return all(len(value) == HASH_BYTES for value in values)
