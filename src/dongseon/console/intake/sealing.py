"""Files that come in or go out, sealed: each under a key of its own, kept outside the database.

A dump of the database holds nothing that can be read, and when the key's file is gone no copy can.
"""

import base64
import os
from pathlib import Path
from uuid import UUID

from cryptography.exceptions import InvalidTag
from cryptography.hazmat.primitives.ciphers.aead import AESGCM
from django.conf import settings

from dongseon.errors import InvalidInput, NotFound
from dongseon.running import secret_files

NONCE = 12  # bytes


def seal(file_id: UUID, what: str, data: bytes) -> bytes:
    """Seal something of an import or export; its key is made with the first."""
    key = _read(secret_files.make(_path(file_id)))
    nonce = os.urandom(NONCE)
    return nonce + AESGCM(key).encrypt(nonce, data, _place(file_id, what))


def unseal(file_id: UUID, what: str, sealed: bytes | memoryview) -> bytes:
    """Open it. Raises NotFound once the key was destroyed."""
    whole = bytes(sealed)
    try:
        key = _read(secret_files.read(_path(file_id)))
        return AESGCM(key).decrypt(whole[:NONCE], whole[NONCE:], _place(file_id, what))
    except (InvalidInput, InvalidTag):
        raise NotFound("this file is not there any more") from None


def destroy(file_id: UUID) -> None:
    """Destroy the key: no copy of anything sealed with it can be read."""
    _path(file_id).unlink(missing_ok=True)


def _path(file_id: UUID) -> Path:
    return settings.DATA / "imports" / f"{file_id}.key"


def _read(secret: str) -> bytes:
    return base64.urlsafe_b64decode(secret + "=")[:32]


def _place(file_id: UUID, what: str) -> bytes:
    return f"dongseon import 1|{file_id}|{what}".encode()
