"""Sealing and opening with AES-256-GCM. What is sealed opens only as what it was sealed as.

A sealed text is 12 random bytes, the ciphertext, and a tag of 16 bytes. Each key seals few texts
(one person, one kind of data), so random nonces cannot meet: NIST SP 800-38D allows 2³² a key.
"""

import os

from cryptography.exceptions import InvalidTag
from cryptography.hazmat.primitives.ciphers.aead import AESGCM

NONCE_BYTES = 12


class DoesNotOpen(ValueError):
    """A sealed text was changed, belongs elsewhere, or is under another key."""


def seal(key: bytes, text: bytes, place: bytes) -> bytes:
    """Seal a text for a place: its bytes are not hidden, and it opens nowhere else."""
    nonce = os.urandom(NONCE_BYTES)
    return nonce + AESGCM(key).encrypt(nonce, text, place)


def unseal(key: bytes, sealed: bytes, place: bytes) -> bytes:
    """Open what was sealed for this place. Raises DoesNotOpen."""
    try:
        return AESGCM(key).decrypt(sealed[:NONCE_BYTES], sealed[NONCE_BYTES:], place)
    except (InvalidTag, ValueError):
        raise DoesNotOpen("sealed for another place, or changed") from None
