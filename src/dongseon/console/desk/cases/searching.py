"""What somebody searched for, in an address that tells nobody: sealed, and good for one session.

A name in an address would stand in logs and histories. The key comes from the session, so that no log
can be opened once the session is gone; filters stay readable and can be kept and passed on.
"""

import base64
import binascii
import os

from cryptography.exceptions import InvalidTag
from cryptography.hazmat.primitives.ciphers.aead import AESGCM
from django.http import HttpRequest
from django.utils.crypto import salted_hmac

NONCE = 12  # bytes


def seal(request: HttpRequest, text: str) -> str:
    """A search as it stands in an address."""
    if not text:
        return ""
    nonce = os.urandom(NONCE)
    sealed = nonce + AESGCM(_key(request)).encrypt(nonce, text.encode(), None)
    return base64.urlsafe_b64encode(sealed).decode().rstrip("=")


def unseal(request: HttpRequest, token: str) -> str | None:
    """The search that an address holds; None if it is of another session, or made up."""
    if not token:
        return ""
    try:
        sealed = base64.urlsafe_b64decode(token + "=" * (-len(token) % 4))
        return AESGCM(_key(request)).decrypt(sealed[:NONCE], sealed[NONCE:], None).decode()
    except (InvalidTag, ValueError, binascii.Error):
        return None


def _key(request: HttpRequest) -> bytes:
    session = request.session.session_key or ""
    return salted_hmac("dongseon.search", session, algorithm="sha256").digest()
