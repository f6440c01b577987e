"""The practice content of the whole site, in one call: pages, questions, clinics, shops, alerts."""

from datetime import datetime
from typing import Any

from dongseon.public.alerts import practising as alerts
from dongseon.public.clinics import practising as clinics
from dongseon.public.content import practising as content
from dongseon.public.masks import practising as masks


def main(told: dict[str, Any], now: datetime) -> dict[str, Any]:
    """Fill an empty site; what is there is left alone. ``told`` may hold a password for two editors."""
    found: dict[str, Any] = {}
    for part in (content, clinics, masks, alerts):
        found |= part.main(told, now)
    return found
