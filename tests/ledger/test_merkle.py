"""The tree of RFC 9162: published vectors, the RFC's own recursion, and what no proof may show."""

from collections.abc import Sequence

import pytest
from hypothesis import given
from hypothesis import strategies as st

from dongseon.errors import InvalidInput
from dongseon.ledger import merkle

from . import oracle, vectors
from .makers import tree_of

ENTRIES = st.lists(st.binary(max_size=8), min_size=1, max_size=40)


def hexes(proof: Sequence[bytes]) -> list[str]:
    return [value.hex() for value in proof]


@pytest.mark.parametrize("size", range(9))
def test_roots_are_the_published_ones(size: int) -> None:
    tree = tree_of(*vectors.ENTRIES)
    assert tree.root(size).hex() == vectors.ROOTS[size]
    assert tree_of(*vectors.ENTRIES[:size]).root().hex() == vectors.ROOTS[size]


@pytest.mark.parametrize(("index", "size"), vectors.INCLUSION)
def test_inclusion_proofs_are_the_published_ones(index: int, size: int) -> None:
    tree = tree_of(*vectors.ENTRIES)
    proof = tree.prove_inclusion(index, size)
    assert hexes(proof) == vectors.INCLUSION[index, size]
    leaf = merkle.leaf_hash(vectors.ENTRIES[index])
    root = bytes.fromhex(vectors.ROOTS[size])
    assert merkle.verify_inclusion(leaf, index, size=size, root=root, proof=proof)


@pytest.mark.parametrize(("first", "second"), vectors.CONSISTENCY)
def test_consistency_proofs_are_the_published_ones(first: int, second: int) -> None:
    proof = tree_of(*vectors.ENTRIES).prove_consistency(first, second)
    assert hexes(proof) == vectors.CONSISTENCY[first, second]
    assert merkle.verify_consistency(
        first=first,
        first_root=bytes.fromhex(vectors.ROOTS[first]),
        second=second,
        second_root=bytes.fromhex(vectors.ROOTS[second]),
        proof=proof,
    )


def test_an_empty_tree_has_the_hash_of_nothing() -> None:
    assert merkle.EMPTY_ROOT.hex() == vectors.ROOTS[0]


def test_a_leaf_cannot_pass_for_an_inner_node() -> None:
    """Without the prefixes an entry made of two hashes would have the hash of their parent."""
    left, right = merkle.leaf_hash(b"a"), merkle.leaf_hash(b"b")
    assert merkle.leaf_hash(left + right) != merkle.node_hash(left, right)
    assert tree_of(b"a", b"b").root() != tree_of(left + right).root()


@given(ENTRIES)
def test_the_tree_is_the_one_of_the_rfc_s_recursion(entries: list[bytes]) -> None:
    tree = tree_of(*entries)
    for size in range(len(entries) + 1):
        assert tree.root(size) == oracle.tree_hash(entries[:size])


@given(ENTRIES, st.data())
def test_proofs_are_those_of_the_rfc_s_recursion(entries: list[bytes], data: st.DataObject) -> None:
    tree = tree_of(*entries)
    size = data.draw(st.integers(1, len(entries)))
    index = data.draw(st.integers(0, size - 1))
    assert list(tree.prove_inclusion(index, size)) == oracle.path(index, entries[:size])
    assert list(tree.prove_consistency(index + 1, size)) == oracle.proof(index + 1, entries[:size])


def test_every_proof_of_every_small_tree_holds() -> None:
    tree = tree_of(*(bytes([n]) for n in range(66)))
    for size in range(1, tree.size + 1):
        root = tree.root(size)
        for index in range(size):
            proof = tree.prove_inclusion(index, size)
            assert merkle.verify_inclusion(
                tree.leaf(index), index, size=size, root=root, proof=proof
            )
        for first in range(size + 1):
            assert merkle.verify_consistency(
                first=first,
                first_root=tree.root(first),
                second=size,
                second_root=root,
                proof=tree.prove_consistency(first, size),
            )


@given(ENTRIES, st.data())
def test_no_inclusion_proof_holds_for_anything_else(
    entries: list[bytes], data: st.DataObject
) -> None:
    tree = tree_of(*entries)
    size = data.draw(st.integers(1, len(entries)))
    index = data.draw(st.integers(0, size - 1))
    leaf, root, proof = tree.leaf(index), tree.root(size), tree.prove_inclusion(index, size)

    def holds(
        leaf: bytes = leaf,
        index: int = index,
        size: int = size,
        root: bytes = root,
        proof: Sequence[bytes] = proof,
    ) -> bool:
        return merkle.verify_inclusion(leaf, index, size=size, root=root, proof=proof)

    assert holds()
    assert not holds(leaf=data.draw(changed(leaf)))
    assert not holds(root=data.draw(changed(root)))
    assert not holds(proof=(*proof, leaf))
    assert not holds(proof=(leaf, *proof))
    assert not holds(index=size)
    assert not holds(index=-1)
    if proof:
        place = data.draw(st.integers(0, len(proof) - 1))
        wrong = data.draw(changed(proof[place]))
        assert not holds(proof=(*proof[:place], wrong, *proof[place + 1 :]))
        assert not holds(proof=proof[1:])
        assert not holds(proof=proof[:-1])
        assert not holds(proof=(proof[0][:-1], *proof[1:]))
    elsewhere = data.draw(st.integers(0, size - 1))
    if entries[elsewhere] != entries[index]:
        assert not holds(leaf=tree.leaf(elsewhere))


@given(ENTRIES, st.data())
def test_no_consistency_proof_holds_for_anything_else(
    entries: list[bytes], data: st.DataObject
) -> None:
    tree = tree_of(*entries)
    second = data.draw(st.integers(1, len(entries)))
    first = data.draw(st.integers(1, second))
    proof = tree.prove_consistency(first, second)
    first_root, second_root = tree.root(first), tree.root(second)

    def holds(
        first_root: bytes = first_root,
        second_root: bytes = second_root,
        proof: Sequence[bytes] = proof,
    ) -> bool:
        return merkle.verify_consistency(
            first=first,
            first_root=first_root,
            second=second,
            second_root=second_root,
            proof=proof,
        )

    assert holds()
    assert not holds(first_root=data.draw(changed(first_root)))
    assert not holds(second_root=data.draw(changed(second_root)))
    assert not holds(proof=(*proof, second_root))
    if proof:
        place = data.draw(st.integers(0, len(proof) - 1))
        wrong = data.draw(changed(proof[place]))
        assert not holds(proof=(*proof[:place], wrong, *proof[place + 1 :]))
        assert not holds(proof=proof[1:])
        assert not holds(proof=proof[:-1])
        assert not holds(proof=())


@given(ENTRIES, st.data())
def test_a_rewritten_past_has_no_proof(entries: list[bytes], data: st.DataObject) -> None:
    """Neither the honest proof nor the rewritten log's own leads from the old root to the new."""
    at = data.draw(st.integers(0, len(entries) - 1))
    other = data.draw(st.binary(max_size=8).filter(lambda entry: entry != entries[at]))
    first = data.draw(st.integers(at + 1, len(entries)))
    honest = tree_of(*entries)
    rewritten = tree_of(*entries[:at], other, *entries[at + 1 :], b"more")
    for proof in (
        rewritten.prove_consistency(first, rewritten.size),
        tree_of(*entries, b"more").prove_consistency(first, rewritten.size),
    ):
        assert not merkle.verify_consistency(
            first=first,
            first_root=honest.root(first),
            second=rewritten.size,
            second_root=rewritten.root(),
            proof=proof,
        )


def test_a_consistency_proof_from_nothing_is_empty() -> None:
    tree = tree_of(b"a", b"b", b"c")
    assert tree.prove_consistency(0, 3) == ()

    def holds(first_root: bytes, proof: Sequence[bytes]) -> bool:
        return merkle.verify_consistency(
            first=0, first_root=first_root, second=3, second_root=tree.root(), proof=proof
        )

    assert holds(merkle.EMPTY_ROOT, ())
    assert not holds(tree.root(), ())
    assert not holds(merkle.EMPTY_ROOT, (tree.root(),))


def test_a_log_cannot_be_shown_to_extend_a_longer_one() -> None:
    tree = tree_of(b"a", b"b", b"c")
    with pytest.raises(InvalidInput, match="a log of 2 entries cannot extend one of 3"):
        merkle.prove_consistency(3, 2, tree.node)
    assert not merkle.verify_consistency(
        first=3, first_root=tree.root(), second=2, second_root=tree.root(2), proof=()
    )


def test_what_is_not_there_has_no_proof_and_no_root() -> None:
    tree = tree_of(b"a", b"b", b"c")
    with pytest.raises(InvalidInput, match="there is no entry 3 among 3"):
        tree.prove_inclusion(3)
    with pytest.raises(InvalidInput, match="there is no entry -1 among 3"):
        tree.prove_inclusion(-1)
    with pytest.raises(InvalidInput, match="-1 is not a number of entries"):
        merkle.root_of(-1, tree.node)


def changed(value: bytes) -> st.SearchStrategy[bytes]:
    """The same bytes with one bit turned."""

    def turn(bit: int) -> bytes:
        turned = bytearray(value)
        turned[bit // 8] ^= 1 << (bit % 8)
        return bytes(turned)

    return st.integers(0, 8 * len(value) - 1).map(turn)
