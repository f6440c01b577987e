"""Signed notes (C2SP `signed-note`): a text and the lines of those who signed it, with Ed25519.

The form is public, so a witness or a tool of another log can read our heads. A signature line is
``— NAME base64(key id ‖ signature)``; the key id is the first four bytes of
SHA-256(name ‖ newline ‖ 0x01 ‖ public key).
"""

import base64
import binascii
import re
from collections.abc import Sequence
from dataclasses import dataclass
from hashlib import sha256

from cryptography.exceptions import InvalidSignature
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey, Ed25519PublicKey

from dongseon.errors import InvalidInput

ED25519 = b"\x01"  # signature type of the note format
KEY_BYTES = 32
SIGNATURE_BYTES = 64
MOST_CHARACTERS = 20_000  # of a whole note; ours have some 250
MOST_SIGNATURES = 32  # the format asks for at least 16
NAME = re.compile(r"[^\s+\x00-\x20\x7f]{1,200}")
CONTROL = re.compile(r"[\x00-\x09\x0b-\x1f\x7f]")
LINE = re.compile(r"— (?P<name>[^\s+]+) (?P<signature>[A-Za-z0-9+/]+={0,2})")


@dataclass(frozen=True, slots=True)
class VerifierKey:
    """A public key by its name: what is needed to check a signature of that name."""

    name: str
    public_key: bytes  # (32,) raw Ed25519

    def __post_init__(self) -> None:
        _check_name(self.name)
        if len(self.public_key) != KEY_BYTES:
            raise InvalidInput(f"key {self.name}: an Ed25519 key has {KEY_BYTES} bytes")

    @property
    def key_id(self) -> bytes:
        """Four bytes that, with the name, tell which key signed."""
        return sha256(self.name.encode() + b"\n" + ED25519 + self.public_key).digest()[:4]

    def __str__(self) -> str:
        """The key as one word: ``name+key id+base64(type ‖ public key)``."""
        return f"{self.name}+{self.key_id.hex()}+{_encode(ED25519 + self.public_key)}"


@dataclass(frozen=True, slots=True)
class SignerKey:
    """A private key and the name that it signs as. It is never printed."""

    name: str
    private_key: Ed25519PrivateKey

    def __post_init__(self) -> None:
        _check_name(self.name)

    @property
    def verifier(self) -> VerifierKey:
        """What others need to check this key's signatures."""
        return VerifierKey(self.name, self.private_key.public_key().public_bytes_raw())

    def __repr__(self) -> str:
        return f"SignerKey({self.name!r})"


def read_verifier_key(text: str) -> VerifierKey:
    """Read a key as `str(VerifierKey)` writes it. Raises InvalidInput."""
    parts = text.strip().split("+", 2)
    if len(parts) != 3:
        raise InvalidInput(f"key: expected name+id+base64, not {text[:80]!r}")
    name, key_id, encoded = parts
    coded = _decode(encoded)
    if coded is None or coded[:1] != ED25519:
        raise InvalidInput(f"key {name[:80]}: not an Ed25519 key")
    key = VerifierKey(name, coded[1:])
    if key.key_id.hex() != key_id:
        raise InvalidInput(f"key {name[:80]}: its id does not fit (is it cut off or mistyped?)")
    return key


def sign(text: str, signer: SignerKey) -> str:
    """The note: the text and one signature line. The text ends in a newline."""
    if not text.endswith("\n") or CONTROL.search(text):
        raise InvalidInput("note: the text ends in a newline and has no control characters")
    signature = signer.private_key.sign(text.encode())
    return f"{text}\n— {signer.name} {_encode(signer.verifier.key_id + signature)}\n"


def open_note(note: str, known: Sequence[VerifierKey]) -> str:
    """The text of a note that at least one known key signed. Raises InvalidInput.

    Signatures of unknown keys are ignored, as the format wants it; one that names a known key and
    does not hold makes the whole note void.
    """
    if len(note) > MOST_CHARACTERS or CONTROL.search(note):
        raise InvalidInput("note: too long, or with control characters")
    head, gap, tail = note.rpartition("\n\n")
    if not gap or not tail.endswith("\n"):
        raise InvalidInput("note: no signature lines after an empty line")
    text = head + "\n"
    lines = tail[:-1].split("\n")
    if len(lines) > MOST_SIGNATURES:
        raise InvalidInput(f"note: more than {MOST_SIGNATURES} signatures")
    keys = {(key.name, key.key_id): key for key in known}
    held = [_holds(text, line, keys) for line in lines]
    if not any(held):
        raise InvalidInput("note: no signature of a known key")
    return text


def _holds(text: str, line: str, keys: dict[tuple[str, bytes], VerifierKey]) -> bool:
    """Whether a known key signed; False for an unknown one; InvalidInput for a wrong signature."""
    match = LINE.fullmatch(line)
    coded = _decode(match["signature"]) if match else None
    if match is None or coded is None:
        raise InvalidInput(f"note: not a signature line: {line[:80]!r}")
    key = keys.get((match["name"], coded[:4]))
    if key is None:
        return False
    if not verify(key.public_key, coded[4:], text.encode()):
        raise InvalidInput(f"note: the signature of {key.name} does not hold")
    return True


def verify(public_key: bytes, signature: bytes, message: bytes) -> bool:
    """Whether an Ed25519 signature holds."""
    if len(signature) != SIGNATURE_BYTES:
        return False
    try:
        Ed25519PublicKey.from_public_bytes(public_key).verify(signature, message)
    except (InvalidSignature, ValueError):
        return False
    return True


def _check_name(name: str) -> None:
    if not NAME.fullmatch(name):
        raise InvalidInput(f"key name: {name[:80]!r} (no spaces, no plus, not empty)")


def _encode(value: bytes) -> str:
    return base64.b64encode(value).decode()


def _decode(text: str) -> bytes | None:
    """The bytes of strict base64; nothing if it is not the one way of writing them."""
    try:
        value = base64.b64decode(text, validate=True)
    except (binascii.Error, ValueError):
        return None
    return value if _encode(value) == text else None
