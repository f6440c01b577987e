"""What is due from time to time: pages that go live or expire, places whose last day is over."""

from datetime import datetime

from django.core.management import call_command

from dongseon.public.alerts import actions as alerts
from dongseon.public.content import actions as questions
from dongseon.public.content import schedule
from dongseon.public.front import turning
from dongseon.public.masks import actions as masks
from dongseon.public.releases import actions


def once(now: datetime) -> None:
    """Do what is due at a time (UTC)."""
    turns = schedule.due(now)
    call_command("publish_scheduled", verbosity=0)
    actions.forget(now=now)
    if alerts.send_due(now=now) or turns:
        turning.advance()
    masks.forget(now=now)
    questions.forget(now=now)
