"""The tree that grows: from its frontier alone, one entry at a time, wherever the hashes are kept."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from dongseon.errors import InvalidInput
from dongseon.ledger import Frontier, grow, leaf_hash, merkle

from .makers import tree_of

ENTRIES = st.lists(st.binary(max_size=8), max_size=70)


@given(ENTRIES)
def test_the_frontier_alone_gives_every_root(entries: list[bytes]) -> None:
    frontier = Frontier()
    tree = tree_of(*entries)
    for size, entry in enumerate(entries):
        assert frontier.root == tree.root(size)
        frontier, _ = grow(frontier, leaf_hash(entry))
    assert frontier == tree.frontier
    assert frontier.root == tree.root()


@given(ENTRIES)
def test_hashes_kept_elsewhere_make_the_same_proofs(entries: list[bytes]) -> None:
    """As a database would: a row for each full subtree, and nothing else."""
    rows: dict[tuple[int, int], bytes] = {}
    frontier = Frontier()
    for entry in entries:
        frontier, full = grow(frontier, leaf_hash(entry))
        rows |= {(node.level, node.index): node.hash for node in full}
    tree = tree_of(*entries)

    def nodes(level: int, index: int) -> bytes:
        return rows[level, index]

    for size in range(len(entries) + 1):
        assert merkle.root_of(size, nodes) == tree.root(size)
        assert merkle.prove_consistency(size, len(entries), nodes) == tree.prove_consistency(size)
    for index in range(len(entries)):
        proof = merkle.prove_inclusion(index, len(entries), nodes)
        assert proof == tree.prove_inclusion(index)


def test_a_subtree_is_told_once_and_never_again() -> None:
    told = []
    frontier = Frontier()
    for number in range(16):
        frontier, full = grow(frontier, leaf_hash(bytes([number])))
        told += [(node.level, node.index) for node in full]
    assert sorted(told) == sorted((level, i) for level in range(5) for i in range(16 >> level))


def test_a_frontier_is_as_long_as_its_size_has_ones() -> None:
    assert [len(tree_of(*[b"x"] * size).frontier.peaks) for size in range(9)] == [
        0, 1, 1, 2, 1, 2, 2, 3, 1,
    ]  # fmt: skip
    with pytest.raises(InvalidInput, match="1 hashes do not fit 3 entries"):
        Frontier(3, (leaf_hash(b""),))
    with pytest.raises(InvalidInput, match="a hash has 32 bytes"):
        Frontier(1, (b"short",))


def test_only_hashes_become_leaves() -> None:
    with pytest.raises(InvalidInput, match="a hash has 32 bytes, not 5"):
        grow(Frontier(), b"entry")


def test_the_future_of_a_tree_cannot_be_asked_for() -> None:
    tree = tree_of(b"a", b"b", b"c")
    with pytest.raises(InvalidInput, match="4 of a log with 3 entries"):
        tree.root(4)
    with pytest.raises(InvalidInput, match="3 entries have no full subtree 1/1"):
        tree.node(1, 1)
    with pytest.raises(InvalidInput, match="no full subtree 0/-1"):
        tree.leaf(-1)
