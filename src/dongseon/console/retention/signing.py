"""The key that signs erasure reports: a file of its own beside the other keys, made at the first use."""

import base64

from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey
from django.conf import settings

from dongseon.running import secret_files


def report_key() -> Ed25519PrivateKey:
    """The key. Raises InvalidInput if the file is open to others."""
    secret = secret_files.make(settings.KEYS / "report.key")
    return Ed25519PrivateKey.from_private_bytes(base64.urlsafe_b64decode(secret + "="))
