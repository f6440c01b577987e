"""Jobs of the registry: what was interrupted is finished. A job reads the clock, as a door does."""

from datetime import UTC, datetime

from procrastinate.contrib.django import app

from dongseon.console.audit.types import HOUSE
from dongseon.console.registry import endings


@app.periodic(cron="*/10 * * * *")
@app.task(name="registry.finish", queueing_lock="registry.finish", pass_context=False)
def finish(timestamp: int) -> None:
    """Destroy the keys of erasures whose process died between commit and key."""
    while endings.finish(by=HOUSE, now=datetime.now(UTC)):
        pass


@app.periodic(cron="0 19 * * *")
@app.task(name="registry.sweep", queueing_lock="registry.sweep", pass_context=False)
def sweep(timestamp: int) -> None:
    """Destroy keys that failed transactions left behind."""
    endings.sweep(by=HOUSE, now=datetime.now(UTC))
