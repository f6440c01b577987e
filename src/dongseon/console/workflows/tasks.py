"""Jobs that cross contexts. Arguments are identifiers, never anything that names somebody."""

from datetime import UTC, datetime
from uuid import UUID

from procrastinate.contrib.django import app

from dongseon.console.workflows import importing


@app.task(name="workflows.run_import", pass_context=False)
def run_import(import_id: str) -> None:
    """Go on with an import. A job reads the clock, as a door does."""
    importing.run(now=datetime.now(UTC), import_id=UUID(import_id))
