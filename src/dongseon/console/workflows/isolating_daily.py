"""What happens by itself: orders end, the day's questions are made, people are reminded, who is silent is found.

Every part may be done twice, by two workers, or again after one died: each order ends once, each
question is there once, each person is told once.
"""

from datetime import datetime, timedelta

from django.db import transaction

from dongseon.console.audit.types import HOUSE
from dongseon.console.isolation import actions, breaches, following, lists, queries, rules
from dongseon.console.isolation.breach_rules import Signal
from dongseon.console.isolation.breaches import Noticed
from dongseon.console.isolation.letters import Letters
from dongseon.console.policy import queries as policy
from dongseon.console.policy.kinds import WATCH, Watch
from dongseon.console.workflows import isolating_letters, isolating_messages

AT_ONCE = 200  # people told in one transaction
REMINDED_AT_ONCE = 1_000  # likewise, where all are told the same


def begin_day(*, now: datetime) -> int:
    """Make today's questions for everybody under an order; how many are new."""
    with transaction.atomic():
        return following.ask(by=HOUSE, now=now, day=rules.local_day(now))


def end_orders(*, now: datetime) -> int:
    """End the orders whose last day is over, tell the people, write their letters; how many."""
    ended = 0
    while True:
        with transaction.atomic():
            ids = actions.end_due(by=HOUSE, now=now, most=AT_ONCE)
            for order_id in ids:
                isolating_letters.write_both(
                    by=HOUSE, now=now, order_id=order_id, letter=Letters.RELEASE
                )
                isolating_messages.tell_released(by=HOUSE, now=now, order_id=order_id)
        ended += len(ids)
        if len(ids) < AT_ONCE:
            return ended


def remind(*, now: datetime) -> int:
    """Remind everybody whose first question of the day waits; how many. Sent and noted together."""
    told = 0
    while True:
        with transaction.atomic():
            some = following.to_remind(by=HOUSE, now=now, limit=REMINDED_AT_ONCE)
            if some:
                isolating_messages.remind(now=now, people=some)
        told += len(some)
        if len(some) < REMINDED_AT_ONCE:
            return told


def note_missed(*, now: datetime) -> int:
    """Count questions whose time is over as missed; signal who missed too many in a row."""
    rule = watch_on(now)
    missed = 0
    while True:
        with transaction.atomic():
            some = following.note_missed(by=HOUSE, now=now, grace=timedelta(hours=rule.grace_h))
        missed += len(some)
        if not some:
            break
    with transaction.atomic():
        for order_id, heard_at in lists.lost_contact(missed=rule.missed_in_row, limit=1_000):
            issued_at = queries.order(order_id, area="").issued_at
            breaches.signal(
                by=HOUSE,
                now=now,
                order_id=order_id,
                key=f"missed:{order_id}:{heard_at or ''}",
                noticed=Noticed(Signal.CALLS_MISSED, heard_at or issued_at),
            )
    return missed


def watch_on(now: datetime) -> Watch:
    """The rule of watching over people that holds today."""
    return policy.rule(WATCH, rules.local_day(now)).value
