"""Files that wait to be imported, sealed: each under a key of its own, kept outside the database.

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


def seal(import_id: UUID, what: str, data: bytes) -> bytes:
    """Seal something of an import; its key is made with the first."""
    key = _read(secret_files.make(_path(import_id)))
    nonce = os.urandom(NONCE)
    return nonce + AESGCM(key).encrypt(nonce, data, _place(import_id, what))


def unseal(import_id: UUID, what: str, sealed: bytes | memoryview) -> bytes:
    """Open it. Raises NotFound once the key was destroyed."""
    whole = bytes(sealed)
    try:
        key = _read(secret_files.read(_path(import_id)))
        return AESGCM(key).decrypt(whole[:NONCE], whole[NONCE:], _place(import_id, what))
    except (InvalidInput, InvalidTag):
        raise NotFound("the file of this import is not there any more") from None


def destroy(import_id: UUID) -> None:
    """Destroy the key: no copy of anything of this import can be read."""
    _path(import_id).unlink(missing_ok=True)


def _path(import_id: UUID) -> Path:
    return settings.DATA / "imports" / f"{import_id}.key"


def _read(secret: str) -> bytes:
    return base64.urlsafe_b64decode(secret + "=")[:32]


def _place(import_id: UUID, what: str) -> bytes:
    return f"dongseon import 1|{import_id}|{what}".encode()
