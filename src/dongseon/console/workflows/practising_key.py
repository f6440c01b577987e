"""The public half of the key that signs releases, for the public site of a demonstration."""

from datetime import datetime
from typing import Any

from dongseon.console.workflows import publishing_keys


def main(told: dict[str, Any], now: datetime) -> dict[str, Any]:
    """Called by `dongseon demo`."""
    return {"key": publishing_keys.public_key()}
