"""Public keys: their thumbprint as an identifier, and which of them are fit to sign."""

import base64
import binascii
import re
from hashlib import sha256

KEY_BYTES = 32
KEY_ID = re.compile(r"[A-Za-z0-9_-]{43}")

_P = 2**255 - 19
_Y8 = int("05fc536d880238b13933c6d305acdfd5f098eff289f4c345b027b2c28f95e826", 16)
# The y coordinates of the eight points of small order on the curve. Under such a key one signature
# fits any text, so its owner could disown what was signed, and others could claim it.
_SMALL_ORDER_Y = frozenset({0, 1, _P - 1, _Y8, _P - _Y8})


def key_id_of(public_key: bytes) -> str:
    """The thumbprint of an Ed25519 public key (RFC 7638 over RFC 8037's members), base64url."""
    members = f'{{"crv":"Ed25519","kty":"OKP","x":"{encode(public_key)}"}}'
    return encode(sha256(members.encode("ascii")).digest())


def is_usable(public_key: bytes) -> bool:
    """Whether these are the bytes of a key that binds its owner to one text."""
    if len(public_key) != KEY_BYTES:
        return False
    y = int.from_bytes(public_key, "little") & ((1 << 255) - 1)  # the top bit is the sign of x
    return y < _P and y not in _SMALL_ORDER_Y


def encode(value: bytes) -> str:
    """Base64url without padding, as JOSE wants it."""
    return base64.urlsafe_b64encode(value).rstrip(b"=").decode("ascii")


def decode(text: str) -> bytes | None:
    """The bytes of base64url; nothing if the text is not the one way of writing them."""
    try:
        value = base64.b64decode(text + "=" * (-len(text) % 4), b"-_", validate=True)
    except (binascii.Error, ValueError):
        return None
    return value if encode(value) == text else None
