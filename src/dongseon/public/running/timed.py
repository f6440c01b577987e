"""The process that does what is due: pages that go live or expire, listings whose last day is over."""

import logging
import threading
from collections.abc import Sequence
from datetime import UTC, datetime

import django
from django.core.management import call_command
from django.db import DatabaseError, close_old_connections

EVERY_S = 20.0  # s: how late a scheduled page may be at most
LOG = logging.getLogger("dongseon.public.timed")


def main(words: Sequence[str]) -> None:
    """Do what is due, again and again, until the lifeline ends this process."""
    django.setup()
    pause = threading.Event()
    while not pause.wait(EVERY_S):
        try:
            once(datetime.now(UTC))
        except DatabaseError:
            LOG.exception("what is due could not be done")
        close_old_connections()


def once(now: datetime) -> None:
    """Do what is due at a time (UTC)."""
    call_command("publish_scheduled", verbosity=0)
