"""The hourly job that seals the log."""

from datetime import UTC, datetime

from procrastinate.contrib.django import app

from dongseon.console.audit import sealing


@app.periodic(cron="0 * * * *")
@app.task(name="audit.seal", queueing_lock="audit.seal", pass_context=False)
def seal(timestamp: int) -> None:
    """Sign what the log is now. A job reads the clock, as a door does."""
    sealing.seal_now(datetime.now(UTC))
