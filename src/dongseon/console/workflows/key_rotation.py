"""Rotating the key-encryption key while the console serves, and retiring older ones. Written down."""

from datetime import datetime
from typing import Any
from uuid import uuid4

from django.db import transaction

from dongseon.console.audit import actions as audit
from dongseon.console.audit.types import HOUSE, Subject
from dongseon.console.registry import vault
from dongseon.console.registry.keys import files
from dongseon.errors import InvalidInput


def rotate(*, now: datetime) -> dict[str, Any]:
    """Make the next key-encryption key and wrap all keys anew with it; how many that were."""
    store = vault.store()
    store.files()  # the old ones are there, or we stop before anything is made
    version = files.make_next(store.key_folder)
    _record(now, "registry.rotate", f"kek-{version}")
    return {"version": version, "rewrapped": store.rewrap()} | status()


def retire(*, now: datetime) -> dict[str, Any]:
    """Destroy the key-encryption keys that wrap nothing any more; copies of the store end with them."""
    store = vault.store()
    newest, used = store.files().newest, store.count_by_kek()
    left = [version for version in used if version != newest]
    if left:
        raise InvalidInput(f"kek-{left[0]} still wraps {used[left[0]]} keys; rotate once more")
    retired = [version for version in files.found(store.key_folder) if version != newest]
    for version in retired:
        _record(now, "registry.retire", f"kek-{version}")
        files.retire(store.key_folder, version)
    return {"retired": retired} | status()


def status() -> dict[str, Any]:
    """Which key-encryption keys there are, and how many keys each wraps."""
    store = vault.store()
    used = store.count_by_kek()
    return {
        "keys": {str(one): used.get(one, 0) for one in sorted(store.files().keks)},
        "destroyed": len(store.destructions()),
    }


def _record(now: datetime, act: str, why: str) -> None:
    with transaction.atomic():
        audit.record(by=HOUSE, now=now, act=act, subjects=[Subject("key", uuid4())], why=why)


def main(told: dict[str, Any], now: datetime) -> dict[str, Any]:
    """Called by `dongseon console keys`."""
    if told["do"] == "rotate":
        return rotate(now=now)
    return retire(now=now) if told["do"] == "retire" else status()
