"""Ringing for whoever hands messages over, when a transaction that wrote some has ended.

It saves seconds, and nothing depends on it: a job looks every ten seconds by itself, and sees to what came
just when another was ending. It rings after the transaction and not inside it: one bell at a time may
wait, and two transactions would wait for each other.
"""

import logging

from django.db import DatabaseError, connection, transaction
from procrastinate.contrib.django import app
from procrastinate.contrib.django.models import ProcrastinateJob
from procrastinate.exceptions import AlreadyEnqueued, ProcrastinateException

TASK = "workflows.hand_over"
ALIVE = ("todo", "doing")  # one that is at it looks again before it ends
LOG = logging.getLogger("dongseon.console.messages")


def ring_later() -> None:
    """Ring once this transaction has ended."""
    if not any(ring is hook[1] for hook in connection.run_on_commit):
        transaction.on_commit(ring)


def ring() -> None:
    """Ask for a job that hands over, unless one waits already, or is at it."""
    try:
        if not ProcrastinateJob.objects.filter(task_name=TASK, status__in=ALIVE).exists():
            app.configure_task(TASK, queueing_lock=TASK).defer()
    except AlreadyEnqueued:
        pass  # another was quicker
    except (DatabaseError, ProcrastinateException) as fault:
        LOG.warning("doorbell: %s", type(fault).__name__)
