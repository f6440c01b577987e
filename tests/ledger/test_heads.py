"""Signed tree heads: what is signed is what is read, and it is written in one way only."""

from datetime import UTC, datetime, timedelta, timezone

import pytest
from hypothesis import given
from hypothesis import strategies as st

from dongseon.errors import InvalidInput
from dongseon.ledger import TreeHead, notes, read_head, sign_head

from .makers import NOON, ORIGIN, signer, tree_of

ROOT = tree_of(b"a", b"b").root()
HEAD = TreeHead(ORIGIN, 2, ROOT, NOON)


@given(
    size=st.integers(0, 2**63 - 1),
    root=st.binary(min_size=32, max_size=32),
    at=st.datetimes(min_value=datetime(1970, 1, 1), timezones=st.just(UTC)),  # noqa: DTZ001  # Hypothesis adds the zone
)
def test_a_head_is_read_as_it_was_signed(size: int, root: bytes, at: datetime) -> None:
    signed = sign_head(TreeHead(ORIGIN, size, root, at), signer())
    assert read_head(signed.note, [signer().verifier]) == signed


def test_a_head_is_a_checkpoint_that_other_programs_read() -> None:
    lines = sign_head(HEAD, signer()).note.split("\n")
    assert lines[:2] == [ORIGIN, "2"]
    assert lines[3] == "at 2020-05-09T12:00:00.000000Z"
    assert lines[5].startswith(f"— {ORIGIN} ")


@pytest.mark.parametrize(
    ("old", "new"),
    [("\n2\n", "\n3\n"), ("12:00", "12:01"), ("telco-a", "telco-b"), ("\n2\n", "\n02\n")],
)
def test_a_changed_head_is_refused(old: str, new: str) -> None:
    note = sign_head(HEAD, signer()).note.replace(old, new, 1)
    with pytest.raises(InvalidInput, match=r"does not hold|no signature of a known key"):
        read_head(note, [signer().verifier])


@pytest.mark.parametrize(
    ("text", "why"),
    [
        (f"{ORIGIN}\n", "four lines"),
        (HEAD.text + "one more\n", "four lines"),
        (HEAD.text.replace("\n2\n", "\n02\n"), "four lines"),
        (HEAD.text.replace("\n2\n", "\n-2\n"), "four lines"),
        (HEAD.text.replace("\n2\n", "\n٢\n"), "four lines"),
        (HEAD.text.replace("\n2\n", "\n9999999999999999999\n"), "not a number of entries"),
        (HEAD.text.replace("=\n", "\n"), "four lines"),
        (HEAD.text.replace(".000000Z", "Z"), "is not a time"),
        (HEAD.text.replace(".000000Z", ".0Z"), "the one form"),
        (HEAD.text.replace("at 2020", "at 0020"), "the one form|is not a time"),
    ],
)
def test_a_signed_text_that_is_no_head_is_refused(text: str, why: str) -> None:
    with pytest.raises(InvalidInput, match=why):
        read_head(notes.sign(text, signer()), [signer().verifier])


def test_a_key_signs_heads_of_its_own_log_only() -> None:
    with pytest.raises(InvalidInput, match="is signed by a key of that name"):
        sign_head(HEAD, signer("telco-b.example/holder"))
    other = notes.sign(HEAD.text, signer("telco-b.example/holder"))
    with pytest.raises(InvalidInput, match="no signature of a known key"):
        read_head(other, [signer().verifier, signer("telco-b.example/holder").verifier])


def test_a_head_that_cannot_be_is_refused() -> None:
    seoul = datetime(2020, 5, 9, 21, tzinfo=timezone(timedelta(hours=9)))
    for head, why in (
        (lambda: TreeHead("", 2, ROOT, NOON), "origin"),
        (lambda: TreeHead(ORIGIN, -1, ROOT, NOON), "not a number of entries"),
        (lambda: TreeHead(ORIGIN, 2, ROOT[:-1], NOON), "a hash has 32 bytes, not 31"),
        (lambda: TreeHead(ORIGIN, 2, ROOT, seoul), "is not in UTC"),
    ):
        with pytest.raises(InvalidInput, match=why):
            head()
