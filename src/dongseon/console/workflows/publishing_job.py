"""The job that hands releases over. A job reads the clock, as a door does."""

from datetime import UTC, datetime

from django.conf import settings
from procrastinate.contrib.django import app

from dongseon.console.workflows import publishing_out


@app.periodic(cron="* * * * * */15")  # every fifteen seconds: an embargo ends to the minute
@app.task(name="publishing.hand_over", queueing_lock="publishing.hand_over", pass_context=False)
def hand_over(timestamp: int = 0) -> None:
    """Hand over approved releases whose embargo is over, where a public site is named."""
    if settings.PUBLIC_SITE:
        publishing_out.run(now=datetime.now(UTC), send=publishing_out.post)
