"""After a restore: what was destroyed since the backup is destroyed again, before anybody is served."""

from collections.abc import Sequence
from datetime import datetime
from pathlib import Path
from typing import Any
from uuid import uuid4

from django.db import transaction

from dongseon.console.audit import actions as audit
from dongseon.console.audit.types import HOUSE, Subject
from dongseon.console.registry import endings, vault
from dongseon.console.registry.keys import destroyed


def replay(*, now: datetime, made_at: str, logs: Sequence[Path]) -> int:
    """Destroy again what these logs and the restored one say. Returns how many keys the logs added."""
    store = vault.store()
    added = sum(destroyed.merge(store.log, log) for log in logs)
    with transaction.atomic():
        audit.record(
            by=HOUSE,
            now=now,
            act="console.restore",
            subjects=[Subject("console", uuid4())],
            why=f"backup of {made_at}",
        )
        endings.replay(by=HOUSE, now=now)
    return added


def main(told: dict[str, Any], now: datetime) -> dict[str, Any]:
    """Called by `dongseon console restore`."""
    logs = [Path(name) for name in told["destroyed"]]
    return {"destroyed_since": replay(now=now, made_at=told["made_at"], logs=logs)}
