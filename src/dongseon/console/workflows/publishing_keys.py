"""The keys of publishing: what signs releases, and the secret under which listings get their names."""

import base64
import hashlib

from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey
from cryptography.hazmat.primitives.serialization import Encoding, PublicFormat
from django.conf import settings

from dongseon.running import secret_files


def signing_key() -> Ed25519PrivateKey:
    """The key that signs releases, made at the first use. Raises InvalidInput if others can read it."""
    secret = secret_files.make(settings.KEYS / "release.key")
    return Ed25519PrivateKey.from_private_bytes(base64.urlsafe_b64decode(secret + "="))


def public_key() -> str:
    """The public half, as `trusted.keys` of the public site has it."""
    raw = signing_key().public_key().public_bytes(Encoding.Raw, PublicFormat.Raw)
    return base64.b64encode(raw).decode()


def secret() -> bytes:
    """The secret of listings' names and of rounding, 32 bytes."""
    made = secret_files.make(settings.KEYS / "disclosure.key")
    return hashlib.sha256(b"disclosure\0" + made.encode()).digest()
