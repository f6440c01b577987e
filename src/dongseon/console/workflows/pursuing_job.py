"""Jobs about data requests: each signed one is pursued, what a dead worker left is found, people are told.

A job reads the clock, as a door does.
"""

from datetime import UTC, datetime
from uuid import UUID

from procrastinate.contrib.django import app

from dongseon.console.investigations import asked
from dongseon.console.workflows import informing, investigating_outcomes, pursuing
from dongseon.console.workflows.requesting_signed import PURSUE


@app.task(name=PURSUE, pass_context=False)
def pursue(request_id: str) -> None:
    """Do what is next about a request; come again when it is time."""
    again = pursuing.pursue(now=datetime.now(UTC), request_id=UUID(request_id))
    if again is not None:
        app.configure_task(PURSUE, schedule_at=again).defer(request_id=request_id)


@app.periodic(cron="* * * * *")
@app.task(name="workflows.pursue_due", queueing_lock="workflows.pursue_due", pass_context=False)
def pursue_due(timestamp: int = 0) -> None:
    """Go on with what a worker left that died, and end what is over."""
    now = datetime.now(UTC)
    pursuing.end_overdue(now=now)
    investigating_outcomes.note(now=now)
    for request_id in asked.due(now):
        app.configure_task(PURSUE).defer(request_id=str(request_id))


@app.periodic(cron="0 1-10 * * *")  # UTC: every hour from ten in the morning to seven in Seoul
@app.task(name="workflows.tell_due", queueing_lock="workflows.tell_due", pass_context=False)
def tell_due(timestamp: int = 0) -> None:
    """Tell people that their data were asked for."""
    informing.tell_due(now=datetime.now(UTC))
