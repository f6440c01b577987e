"""The nightly job that forgets sessions that are over and failures that lock nobody any more."""

from datetime import UTC, datetime

from django.db import transaction
from procrastinate.contrib.django import app

from dongseon.console.access import actions
from dongseon.console.audit.types import HOUSE


@app.periodic(cron="47 3 * * *")
@app.task(name="access.forget", queueing_lock="access.forget", pass_context=False)
def forget(timestamp: int) -> None:
    """A job reads the clock, as a door does."""
    with transaction.atomic():
        actions.forget_sessions(by=HOUSE, now=datetime.now(UTC))
