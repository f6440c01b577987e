"""Ringing for whoever hands messages over, when a transaction that wrote some has ended.

It saves seconds, and nothing depends on it: a job looks every ten seconds by itself. It rings after the
transaction and not inside it: one bell at a time may wait, and two transactions would wait for each other.
"""

import logging

from django.db import DatabaseError, connection, transaction
from procrastinate.contrib.django import app
from procrastinate.contrib.django.models import ProcrastinateJob
from procrastinate.exceptions import AlreadyEnqueued, ProcrastinateException

TASK = "workflows.hand_over"
LOG = logging.getLogger("dongseon.console.messages")


def ring_later() -> None:
    """Ring once this transaction has ended."""
    if not any(ring is hook[1] for hook in connection.run_on_commit):
        transaction.on_commit(ring)


def ring() -> None:
    """Ask for a job that hands over, unless one waits already."""
    try:
        if not ProcrastinateJob.objects.filter(queueing_lock=TASK, status="todo").exists():
            app.configure_task(TASK, queueing_lock=TASK).defer()
    except AlreadyEnqueued:
        pass  # another was quicker
    except (DatabaseError, ProcrastinateException) as fault:
        LOG.warning("doorbell: %s", type(fault).__name__)
