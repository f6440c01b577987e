"""The process that does what is due: pages that go live or expire, listings whose last day is over."""

import importlib
import logging
import threading
from collections.abc import Sequence
from datetime import UTC, datetime

import django
from django.db import DatabaseError, close_old_connections

EVERY_S = 20.0  # s: how late a scheduled page may be at most
LOG = logging.getLogger("dongseon.public.timed")


def main(words: Sequence[str]) -> None:
    """Do what is due, again and again, until the lifeline ends this process."""
    django.setup()
    due = importlib.import_module("dongseon.public.due")  # its models want Django to be ready
    pause = threading.Event()
    while not pause.wait(EVERY_S):
        try:
            due.once(datetime.now(UTC))
        except DatabaseError:
            LOG.exception("what is due could not be done")
        close_old_connections()
