"""Jobs of orders to stay apart. A job reads the clock, as a door does. Times of cron are UTC."""

from datetime import UTC, datetime

from procrastinate.contrib.django import app

from dongseon.console.workflows import isolating_daily


@app.periodic(cron="1 15 * * *")  # a minute after midnight in Seoul
@app.task(name="isolation.begin_day", queueing_lock="isolation.begin_day", pass_context=False)
def begin_day(timestamp: int) -> None:
    """End what is over, then ask everybody who stays."""
    now = datetime.now(UTC)
    isolating_daily.end_orders(now=now)
    isolating_daily.begin_day(now=now)


@app.periodic(cron="*/10 * * * *")
@app.task(name="isolation.watch", queueing_lock="isolation.watch", pass_context=False)
def watch(timestamp: int) -> None:
    """Catch up on what a stopped console left undone, remind, and note who did not answer."""
    now = datetime.now(UTC)
    isolating_daily.end_orders(now=now)
    isolating_daily.begin_day(now=now)
    isolating_daily.remind(now=now)
    isolating_daily.note_missed(now=now)
