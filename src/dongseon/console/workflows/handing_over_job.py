"""The job that hands messages over. A job reads the clock, as a door does."""

import time
from datetime import UTC, datetime

from procrastinate.contrib.django import app

from dongseon.console.messages.gateways import choosing
from dongseon.console.workflows import handing_over


@app.periodic(cron="* * * * * */10")  # every ten seconds; a doorbell asks for it at once
@app.task(name="workflows.hand_over", queueing_lock="workflows.hand_over", pass_context=False)
def hand_over(timestamp: int = 0) -> None:
    """Hand over messages that are due, and take in what the carrier says of earlier ones."""
    handing_over.run(clock=lambda: datetime.now(UTC), gateway=choosing.chosen(), wait=time.sleep)
