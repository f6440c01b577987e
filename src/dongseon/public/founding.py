"""What every site begins with, in one call: the first pages, the editors' groups and workflow."""

from datetime import datetime
from typing import Any

from dongseon.public.content import founding as content
from dongseon.public.pages import founding as pages


def main(told: dict[str, Any], now: datetime) -> dict[str, Any]:
    """Make what is missing; says how many pages were made."""
    made = pages.found()
    content.found()
    return {"pages": made}
