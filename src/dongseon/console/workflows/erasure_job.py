"""The job that erases what is due, every night. A job reads the clock, as a door does."""

from datetime import UTC, datetime
from zoneinfo import ZoneInfo

from procrastinate.contrib.django import app

from dongseon.console.audit.types import HOUSE
from dongseon.console.workflows import erasure

HERE = ZoneInfo("Asia/Seoul")


@app.periodic(cron="30 18 * * *")  # UTC: half past three at night in Seoul
@app.task(name="retention.erase", queueing_lock="retention.erase", pass_context=False)
def erase(timestamp: int) -> None:
    """Erase all that is due today."""
    now = datetime.now(UTC)
    erasure.run(by=HOUSE, now=now, today=now.astimezone(HERE).date())
