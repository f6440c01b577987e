"""The vault: the store of keys of this console, and what is sealed and opened with it.

Sealed texts are bound to their place (person, kind of data, what they are, which version): a row of
the database that was swapped with another does not open.
"""

import json
from functools import cache
from typing import Any
from uuid import UUID

from django.conf import settings

from dongseon.console.registry.keys import sealing
from dongseon.console.registry.keys.store import KeyStore
from dongseon.console.registry.types import DataClass


@cache
def store() -> KeyStore:
    """This process's store of keys, opened at the first use."""
    return KeyStore(settings.DATA / "keystore", settings.KEYS)


def seal(key: bytes, said: object, *, person_id: UUID, data_class: DataClass, what: str) -> bytes:
    """Seal a JSON value. `what`: `version 3` of a person's data, or `note` and its id."""
    text = json.dumps(said, ensure_ascii=False, separators=(",", ":")).encode()
    return sealing.seal(key, text, _place(person_id, data_class, what))


def unseal(
    key: bytes, sealed: bytes | memoryview, *, person_id: UUID, data_class: DataClass, what: str
) -> Any:
    """Open a sealed JSON value. Raises DoesNotOpen if it was sealed as anything else."""
    return json.loads(sealing.unseal(key, bytes(sealed), _place(person_id, data_class, what)))


def seal_bytes(key: bytes, data: bytes, *, box_id: UUID, data_class: DataClass, what: str) -> bytes:
    """Seal bytes in a box. `what` says which of its contents they are."""
    return sealing.seal(key, data, _place(box_id, data_class, what))


def unseal_bytes(
    key: bytes, sealed: bytes | memoryview, *, box_id: UUID, data_class: DataClass, what: str
) -> bytes:
    """Open what was sealed in a box. Raises DoesNotOpen if it was sealed as anything else."""
    return sealing.unseal(key, bytes(sealed), _place(box_id, data_class, what))


def _place(person_id: UUID, data_class: DataClass, what: str) -> bytes:
    return b"|".join((b"dongseon registry 1", person_id.bytes, data_class.encode(), what.encode()))
