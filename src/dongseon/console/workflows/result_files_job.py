"""The job that enters the rows of a laboratory's file. A job reads the clock, as a door does."""

from datetime import UTC, datetime
from uuid import UUID

from procrastinate.contrib.django import app

from dongseon.console.workflows import result_files


@app.task(name=result_files.JOB, pass_context=False)
def read_results(delivery_id: str) -> None:
    """Go on with a file of results."""
    result_files.run(now=datetime.now(UTC), delivery_id=UUID(delivery_id))
