"""Signed notes: others read ours, we read theirs, and a wrong signature voids the whole."""

import pytest

from dongseon.errors import InvalidInput
from dongseon.ledger import notes, read_verifier_key

from . import vectors
from .makers import signer

TEXT = "a line\nanother line\n"


def test_a_note_that_another_program_signed_is_read() -> None:
    key = read_verifier_key(vectors.NOTE_KEY)
    assert notes.open_note(vectors.NOTE, [key]).startswith("If you think cryptography")
    assert str(key) == vectors.NOTE_KEY


def test_a_signed_note_opens_to_its_text() -> None:
    note = notes.sign(TEXT, signer())
    assert notes.open_note(note, [signer().verifier]) == TEXT


def test_a_changed_text_is_void() -> None:
    note = notes.sign(TEXT, signer()).replace("another", "one more")
    with pytest.raises(
        InvalidInput, match=r"the signature of telco-a\.example/holder does not hold"
    ):
        notes.open_note(note, [signer().verifier])


def test_an_unknown_key_counts_for_nothing() -> None:
    note = notes.sign(TEXT, signer(seed=2))
    with pytest.raises(InvalidInput, match="no signature of a known key"):
        notes.open_note(note, [signer().verifier])


def test_unknown_signatures_beside_a_known_one_are_passed_over() -> None:
    """So that a witness may put its line under ours."""
    line = notes.sign(TEXT, signer("witness.example", seed=3)).rpartition("\n\n")[2]
    assert notes.open_note(notes.sign(TEXT, signer()) + line, [signer().verifier]) == TEXT


def test_a_wrong_signature_beside_a_right_one_voids_the_note() -> None:
    wrong = notes.sign(TEXT + "more\n", signer()).rpartition("\n\n")[2]
    with pytest.raises(InvalidInput, match="does not hold"):
        notes.open_note(notes.sign(TEXT, signer()) + wrong, [signer().verifier])


@pytest.mark.parametrize(
    ("note", "why"),
    [
        ("", "no signature lines"),
        (TEXT, "no signature lines"),
        (TEXT + "\n", "no signature lines"),
        (TEXT + "\n— name", "no signature lines"),
        (TEXT + "\nname c2ln\n", "not a signature line"),
        (TEXT + "\n— name !!!!\n", "not a signature line"),
        (TEXT + "\n— name AAAAAAB=\n", "not a signature line"),
        (TEXT + "\n— name AAAA\n", "no signature of a known key"),
        ("a\rb\n\n— name AAAA\n", "control characters"),
        ("a" * 30_000 + "\n\n— name AAAA\n", "too long"),
        (TEXT + "\n" + "— name AAAA\n" * 33, "more than 32 signatures"),
    ],
)
def test_what_is_not_a_note_is_refused(note: str, why: str) -> None:
    with pytest.raises(InvalidInput, match=why):
        notes.open_note(note, [signer().verifier])


@pytest.mark.parametrize("text", ["no newline", "bell \x07\n", "carriage\r\n", "nul\x00\n"])
def test_what_could_not_be_read_back_is_not_signed(text: str) -> None:
    with pytest.raises(InvalidInput, match="ends in a newline and has no control characters"):
        notes.sign(text, signer())


@pytest.mark.parametrize(
    ("text", "why"),
    [
        ("name", "expected name\\+id\\+base64"),
        ("name+c74f20a3+####", "not an Ed25519 key"),
        ("name+c74f20a3+AhpclQcU", "not an Ed25519 key"),
        ("name+c74f20a3+ARpc", "an Ed25519 key has 32 bytes"),
        (vectors.NOTE_KEY.replace("Peter", "Paul"), "its id does not fit"),
        (vectors.NOTE_KEY.replace("+ARpc2", "+ARpc3"), "its id does not fit"),
        ("two words" + vectors.NOTE_KEY[12:], "key name"),
    ],
)
def test_what_is_not_a_key_is_refused(text: str, why: str) -> None:
    with pytest.raises(InvalidInput, match=why):
        read_verifier_key(text)


def test_a_private_key_is_never_printed() -> None:
    assert repr(signer()) == "SignerKey('telco-a.example/holder')"


def test_a_name_has_no_space_and_no_plus() -> None:
    for name in ("", "two words", "a+b", "line\nbreak", "wide\u3000space"):
        with pytest.raises(InvalidInput, match="key name"):
            signer(name)
