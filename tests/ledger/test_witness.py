"""The witness: a head that does not extend the last one is refused, whoever signed it."""

from dataclasses import replace
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from dongseon.errors import InvalidInput
from dongseon.ledger import Fault, Tree, TreeHead, review, sign_head, witness_file

from .makers import NOON, ORIGIN, entries, minutes, signer, tree_of


def head_of(tree: Tree, after_min: float = 0, origin: str = ORIGIN) -> TreeHead:
    return TreeHead(origin, tree.size, tree.root(), NOON + minutes(after_min))


def test_the_first_head_is_believed() -> None:
    assert review(None, head_of(tree_of(b"a")), ()).ok


@given(first=st.integers(0, 20), more=st.integers(0, 20))
def test_a_log_that_only_grew_is_accepted(first: int, more: int) -> None:
    before, now = tree_of(*entries(first)), tree_of(*entries(first + more))
    proof = now.prove_consistency(first)
    assert review(head_of(before), head_of(now, 1), proof).ok


def test_each_fault_has_its_name() -> None:
    before, now = tree_of(*entries(3)), tree_of(*entries(5))
    rewritten = tree_of(b"other", *entries(4, begin=1))
    seen, proof = head_of(before), now.prove_consistency(3)
    assert review(seen, head_of(tree_of(*entries(2)), 1), ()).faults == (Fault.SHRUNK,)
    assert review(seen, head_of(tree_of(b"x", b"y", b"z"), 1), ()).faults == (Fault.SPLIT,)
    assert review(seen, head_of(now, 1), ()).faults == (Fault.NOT_AN_EXTENSION,)
    assert review(seen, head_of(rewritten, 1), rewritten.prove_consistency(3)).faults == (
        Fault.NOT_AN_EXTENSION,
    )
    assert review(seen, head_of(now, -1), proof).faults == (Fault.WENT_BACK_IN_TIME,)
    assert review(seen, head_of(now, 1, "other.example"), proof).faults == (Fault.OTHER_LOG,)


def test_all_faults_are_named_at_once() -> None:
    shown = head_of(tree_of(b"other"), -1, "other.example")
    assert review(head_of(tree_of(b"a", b"b")), shown, ()).faults == (
        Fault.OTHER_LOG,
        Fault.SHRUNK,
        Fault.WENT_BACK_IN_TIME,
    )


def test_the_file_remembers_what_it_accepted(tmp_path: Path) -> None:
    path, key = tmp_path / "seen", signer().verifier
    assert witness_file.last_seen(path, key) is None
    for size in (2, 5, 5, 9):
        tree = tree_of(*entries(size))
        last = witness_file.last_seen(path, key)
        signed = sign_head(head_of(tree, size), signer())
        proof = tree.prove_consistency(last.head.size if last else 0)
        assert witness_file.accept(path, signed.note, proof=proof, key=key).ok
        assert witness_file.last_seen(path, key) == signed
    assert path.read_text(encoding="utf-8").count(f"— {ORIGIN}") == 3  # the same head once


def test_a_refused_head_is_not_remembered(tmp_path: Path) -> None:
    path, key = tmp_path / "seen", signer().verifier
    good = sign_head(head_of(tree_of(*entries(4))), signer())
    witness_file.accept(path, good.note, proof=(), key=key)
    shorter = sign_head(head_of(tree_of(*entries(3)), 1), signer())
    assert witness_file.accept(path, shorter.note, proof=(), key=key).faults == (Fault.SHRUNK,)
    assert witness_file.last_seen(path, key) == good


def test_a_head_of_another_key_is_not_even_looked_at(tmp_path: Path) -> None:
    path = tmp_path / "seen"
    forged = sign_head(head_of(tree_of(b"a")), signer(seed=2))
    with pytest.raises(InvalidInput, match="no signature of a known key"):
        witness_file.accept(path, forged.note, proof=(), key=signer().verifier)
    assert not path.exists()


def test_a_head_half_written_when_the_machine_stopped_is_forgotten(tmp_path: Path) -> None:
    path, key = tmp_path / "seen", signer().verifier
    first = sign_head(head_of(tree_of(*entries(1))), signer())
    witness_file.accept(path, first.note, proof=(), key=key)
    whole = path.read_bytes()
    for cut in range(1, len(whole), 7):
        path.write_bytes(whole + whole[:cut])
        assert witness_file.last_seen(path, key) == first
    tree = tree_of(*entries(2))
    second = sign_head(head_of(tree, 1), signer())
    assert witness_file.accept(path, second.note, proof=tree.prove_consistency(1), key=key).ok
    assert path.read_bytes() == whole + second.note.encode() + b"\n"


def test_a_head_names_its_time(tmp_path: Path) -> None:
    """Two heads of one tree at two times are both remembered: the second says it still stands."""
    path, key = tmp_path / "seen", signer().verifier
    head = head_of(tree_of(b"a"))
    for moment in (head, replace(head, at=NOON + minutes(60))):
        assert witness_file.accept(path, sign_head(moment, signer()).note, proof=(), key=key).ok
    last = witness_file.last_seen(path, key)
    assert last is not None
    assert last.head.at == NOON + minutes(60)
