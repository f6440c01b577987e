"""Verification: every change, removal, insertion and reordering is found, the cut-off tail too."""

from collections.abc import Callable
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from dongseon.errors import NotFound
from dongseon.ledger import audit, lines, witness_file
from dongseon.ledger.audit import Kind, Verification
from dongseon.ledger.log import Log, heads_path

from .makers import NOON, entries, minutes, signer

KEY = signer().verifier


class Kept:
    """A log of nine entries, heads at 3, 6 and 9, and a witness who saw 3 and 9."""

    def __init__(self, folder: Path) -> None:
        self.path = folder / "audit.log"
        self.witness = folder / "elsewhere"
        with Log(self.path, signer()) as log:
            for size in (3, 6, 9):
                log.append_all(entries(3, begin=log.size))
                signed = log.sign_head(NOON + minutes(size))
                if size != 6:
                    seen = witness_file.last_seen(self.witness, KEY)
                    proof = log.tree.prove_consistency(seen.head.size if seen else 0)
                    witness_file.accept(self.witness, signed.note, proof=proof, key=KEY)
        self.heads = heads_path(self.path)

    def rows(self) -> list[bytes]:
        return self.path.read_bytes().splitlines(keepends=True)

    def notes(self) -> list[str]:
        return list(lines.complete_notes(self.heads.read_bytes())[0])

    def keep_rows(self, rows: list[bytes]) -> None:
        self.path.write_bytes(b"".join(rows))

    def keep_notes(self, notes: list[str]) -> None:
        self.heads.write_bytes(b"".join(map(lines.write_note, notes)))

    def verify(self, *, witnessed: bool = True) -> Verification:
        return audit.verify(self.path, key=KEY, witness=self.witness if witnessed else None)


@pytest.fixture
def kept(tmp_path: Path) -> Kept:
    return Kept(tmp_path)


def kinds(found: Verification) -> set[Kind]:
    return {finding.kind for finding in found.findings}


def test_a_log_that_nobody_touched_is_clean(kept: Kept) -> None:
    found = kept.verify()
    assert found.ok
    assert (found.entries, found.heads, found.signed_entries, found.witnessed) == (9, 3, 9, 2)


def test_entries_after_the_last_head_are_counted_apart(kept: Kept) -> None:
    with Log(kept.path, signer()) as log:
        log.append(b"not signed yet")
        found = kept.verify()  # while the log is open elsewhere
    assert found.ok
    assert (found.entries, found.signed_entries) == (10, 9)


def change(kept: Kept) -> None:
    rows = kept.rows()
    rows[4] = lines.write_line(b'{"n":4,"what":"nothing happened"}')
    kept.keep_rows(rows)


def change_and_leave_the_hash(kept: Kept) -> None:
    kept.path.write_bytes(kept.path.read_bytes().replace(b'"n":4', b'"n":5'))


def remove(kept: Kept) -> None:
    kept.keep_rows([row for number, row in enumerate(kept.rows()) if number != 4])


def remove_the_first(kept: Kept) -> None:
    kept.keep_rows(kept.rows()[1:])


def insert(kept: Kept) -> None:
    kept.keep_rows([*kept.rows()[:4], lines.write_line(b"slipped in"), *kept.rows()[4:]])


def swap(kept: Kept) -> None:
    rows = kept.rows()
    rows[3], rows[4] = rows[4], rows[3]
    kept.keep_rows(rows)


def double(kept: Kept) -> None:
    kept.keep_rows([*kept.rows()[:4], kept.rows()[3], *kept.rows()[4:]])


def cut_the_tail(kept: Kept) -> None:
    kept.keep_rows(kept.rows()[:7])


def cut_to_nothing(kept: Kept) -> None:
    kept.keep_rows([])


def cut_in_a_line(kept: Kept) -> None:
    kept.path.write_bytes(kept.path.read_bytes()[:-5])


def forge_a_head(kept: Kept) -> None:
    kept.heads.write_bytes(kept.heads.read_bytes().replace(b"\n6\n", b"\n7\n"))


def turn_the_heads_round(kept: Kept) -> None:
    kept.keep_notes(kept.notes()[::-1])


def take_the_heads_away(kept: Kept) -> None:
    kept.heads.unlink()


def replace_the_heads_by_noise(kept: Kept) -> None:
    kept.heads.write_bytes(b"\xff\xfe\n\nnoise\n\n")


@pytest.mark.parametrize(
    ("tamper", "expected"),
    [
        (change, {Kind.HEAD_CONTRADICTED}),
        (change_and_leave_the_hash, {Kind.ENTRY_DAMAGED, Kind.HEAD_CONTRADICTED}),
        (remove, {Kind.HEAD_CONTRADICTED, Kind.CUT_OFF}),
        (remove_the_first, {Kind.HEAD_CONTRADICTED, Kind.CUT_OFF}),
        (insert, {Kind.HEAD_CONTRADICTED}),
        (swap, {Kind.HEAD_CONTRADICTED}),
        (double, {Kind.HEAD_CONTRADICTED}),
        (cut_the_tail, {Kind.CUT_OFF}),
        (cut_to_nothing, {Kind.CUT_OFF}),
        (cut_in_a_line, {Kind.CUT_OFF}),
        (forge_a_head, {Kind.HEAD_FORGED}),
        (turn_the_heads_round, {Kind.HEADS_OUT_OF_ORDER}),
        (take_the_heads_away, {Kind.UNSIGNED}),
        (replace_the_heads_by_noise, {Kind.HEAD_FORGED, Kind.UNSIGNED}),
    ],
)
def test_a_tampering_without_the_key_is_found_without_a_witness(
    kept: Kept, tamper: Callable[[Kept], None], expected: set[Kind]
) -> None:
    tamper(kept)
    assert kinds(kept.verify(witnessed=False)) == expected


def rewrite(kept: Kept, count: int, entry: bytes = b"rewritten") -> None:
    """What the owner of the key can do: all of it anew, signed."""
    for path in (kept.path, kept.heads):
        path.unlink()
    with Log(kept.path, signer()) as log:
        log.append_all([*entries(count - 1), entry])
        log.sign_head(NOON + minutes(30))


def test_a_log_rewritten_under_its_own_key_is_found_by_the_witness_alone(kept: Kept) -> None:
    rewrite(kept, 9)
    assert kept.verify(witnessed=False).ok
    assert kinds(kept.verify()) == {Kind.WITNESS_CONTRADICTED}


def test_a_tail_cut_off_with_its_heads_is_found_by_the_witness_alone(kept: Kept) -> None:
    kept.keep_rows(kept.rows()[:6])
    kept.keep_notes(kept.notes()[:2])
    assert kept.verify(witnessed=False).ok
    assert kinds(kept.verify()) == {Kind.WITNESS_CUT_OFF}


def test_a_cut_log_that_grew_again_is_found_by_the_witness(kept: Kept) -> None:
    rewrite(kept, 15, b"the fifteenth")
    with Log(kept.path, signer()) as log:
        assert log.size == 15
    assert kept.verify().ok  # the same entries again: nothing that was seen has changed
    rewrite(kept, 8)
    with Log(kept.path, signer()) as log:
        log.append_all(entries(10, begin=8))
    assert kinds(kept.verify()) == {Kind.WITNESS_CONTRADICTED}


def test_a_witness_s_file_that_its_key_did_not_sign_is_told(kept: Kept) -> None:
    kept.witness.write_bytes(kept.witness.read_bytes().replace(b"\n9\n", b"\n8\n"))
    assert kinds(kept.verify()) == {Kind.WITNESS_FORGED}


def test_it_says_how_much_is_sound(kept: Kept) -> None:
    rows = kept.rows()
    rows[7] = lines.write_line(b"changed")
    kept.keep_rows(rows)
    (finding,) = kept.verify(witnessed=False).findings
    assert finding.entry == 9
    assert "the first 6 are sound" in finding.detail
    assert kept.verify(witnessed=False).signed_entries == 6


def test_an_entry_being_written_is_no_finding(kept: Kept) -> None:
    with kept.path.open("ab") as file:
        file.write(b"0011 half")
    found = kept.verify()
    assert found.ok
    assert found.torn_bytes == 9


def test_an_empty_log_is_clean(tmp_path: Path) -> None:
    with Log(tmp_path / "audit.log", signer()):
        pass
    found = audit.verify(tmp_path / "audit.log", key=KEY)
    assert found.ok
    assert found.entries == 0


def test_a_witness_that_can_read_the_log_keeps_its_head(kept: Kept, tmp_path: Path) -> None:
    own = tmp_path / "own"
    assert audit.remember(kept.path, key=KEY, witness=own).witnessed == 1
    with Log(kept.path, signer()) as log:
        log.append(b"one more")
        log.sign_head(NOON + minutes(60))
    found = audit.remember(kept.path, key=KEY, witness=own)
    assert found.ok
    assert found.witnessed == 2
    last = witness_file.last_seen(own, KEY)
    assert last is not None
    assert last.head.size == 10


def test_a_witness_keeps_nothing_of_a_log_that_was_rewritten(kept: Kept, tmp_path: Path) -> None:
    own = tmp_path / "own"
    audit.remember(kept.path, key=KEY, witness=own)
    before = own.read_bytes()
    rewrite(kept, 9)
    assert kinds(audit.remember(kept.path, key=KEY, witness=own)) == {Kind.WITNESS_CONTRADICTED}
    assert own.read_bytes() == before


def test_a_witness_notices_a_clock_that_went_back(kept: Kept, tmp_path: Path) -> None:
    own = tmp_path / "own"
    audit.remember(kept.path, key=KEY, witness=own)
    for path in (kept.path, kept.heads):
        path.unlink()
    with Log(kept.path, signer()) as log:
        log.append_all(entries(9))
        log.sign_head(NOON)
    (finding,) = audit.remember(kept.path, key=KEY, witness=own).findings
    assert finding.detail == "went_back_in_time"


def test_what_is_not_there_cannot_be_verified(kept: Kept, tmp_path: Path) -> None:
    with pytest.raises(NotFound, match="no such file"):
        audit.verify(tmp_path / "other.log", key=KEY)
    with pytest.raises(NotFound, match="no such file"):
        audit.verify(kept.path, key=KEY, witness=tmp_path / "nobody")


@pytest.fixture(scope="module")
def shared(tmp_path_factory: pytest.TempPathFactory) -> Kept:
    """One log for many examples: waiting for the disk takes longer than verifying."""
    return Kept(tmp_path_factory.mktemp("log"))


@settings(max_examples=150)
@given(st.data())
def test_other_bytes_anywhere_are_found(shared: Kept, data: st.DataObject) -> None:
    """Turn, remove or put in any bytes: never clean, and never an unforeseen error."""
    old = shared.path.read_bytes()
    begin = data.draw(st.integers(0, len(old) - 1))
    end = data.draw(st.integers(begin, len(old)))
    new = old[:begin] + data.draw(st.binary(max_size=90)) + old[end:]
    shared.path.write_bytes(new)
    found = shared.verify()
    shared.path.write_bytes(old)
    assert found.ok is (new == old) or new.startswith(old)


@settings(max_examples=100)
@given(st.permutations(range(9)), st.integers(0, 9))
def test_any_other_order_and_any_shorter_log_is_found(
    shared: Kept, order: list[int], count: int
) -> None:
    old, rows = shared.path.read_bytes(), shared.rows()
    shared.keep_rows([rows[number] for number in order[:count]])
    found = shared.verify()
    shared.path.write_bytes(old)
    assert found.ok == (order[:count] == list(range(9)))
