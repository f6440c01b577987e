"""What laboratories sent, sealed: under a key of its day, kept outside the database with the other secrets.

A dump holds nothing that can be read. A day's key is destroyed when the last delivery of the day is
erased, and no copy of any of them opens after that.
"""

import base64
import json
import os
from datetime import date, datetime
from functools import lru_cache
from pathlib import Path
from typing import Any

from cryptography.exceptions import InvalidTag
from cryptography.hazmat.primitives.ciphers.aead import AESGCM
from django.conf import settings

from dongseon.console.laboratory import kits
from dongseon.errors import InvalidInput, NotFound
from dongseon.running import secret_files

NONCE = 12  # bytes
Opened = dict[str, Any]  # Any: JSON of our own


def seal(place: object, received_at: datetime, data: bytes) -> bytes:
    """Seal something that came in; the key of the day is made with its first."""
    nonce = os.urandom(NONCE)
    return nonce + _key(kits.day_of(received_at)).encrypt(nonce, data, _bound(place))


def unseal(place: object, received_at: datetime, sealed: bytes | memoryview) -> bytes:
    """Open it. Raises NotFound once the day's key was destroyed."""
    whole = bytes(sealed)
    try:
        secret = secret_files.read(_path(kits.day_of(received_at)))
        return _cipher(secret).decrypt(whole[:NONCE], whole[NONCE:], _bound(place))
    except (InvalidInput, InvalidTag):
        raise NotFound("what was sent is not kept any more") from None


def seal_json(place: object, received_at: datetime, said: Opened) -> bytes:
    """Seal a JSON value."""
    return seal(place, received_at, json.dumps(said, ensure_ascii=False).encode())


def unseal_json(place: object, received_at: datetime, sealed: bytes | memoryview) -> Opened:
    """Open a JSON value. Raises NotFound."""
    found: Opened = json.loads(unseal(place, received_at, sealed))
    return found


def destroy(day: date) -> None:
    """Destroy a day's key: nothing that came in on it can be read any more."""
    _path(day).unlink(missing_ok=True)
    _kept.cache_clear()


def _key(day: date) -> AESGCM:
    return _cipher(_kept(day))


@lru_cache(maxsize=4)
def _kept(day: date) -> str:
    return secret_files.make(_path(day))


def _cipher(secret: str) -> AESGCM:
    return AESGCM(base64.urlsafe_b64decode(secret + "=")[:32])


def _path(day: date) -> Path:
    return Path(settings.DATA) / "secrets" / "laboratory" / f"{day.isoformat()}.key"


def _bound(place: object) -> bytes:
    return f"dongseon laboratory 1|{place}".encode()
