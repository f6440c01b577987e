"""Everybody whose data were asked for is told, on the day that the rule says. No message names anything."""

from datetime import date, datetime, timedelta
from uuid import UUID

from django.db import transaction

from dongseon.console.audit.types import HOUSE
from dongseon.console.investigations import asked, asking
from dongseon.console.investigations.types import Request
from dongseon.console.messages import actions as messages
from dongseon.console.policy import kinds
from dongseon.console.policy import queries as policy
from dongseon.console.workflows import reporting


def owed(*, now: datetime, request: Request, person_id: UUID) -> None:
    """Somebody is to be told of a request: the case, or whose token was resolved by it."""
    today = reporting.local_day(now)
    rule = policy.rule(kinds.NOTICE, today)
    asking.owe_notice(
        by=HOUSE,
        now=now,
        person_id=person_id,
        request=request,
        rule_id=rule.id,
        due_on=today + timedelta(days=rule.value.days),
    )


def tell_due(*, now: datetime) -> int:
    """Send every message that is due today; return how many. Sent once, however often this runs."""
    told = 0
    for notice in asked.notices_due(reporting.local_day(now)):
        with transaction.atomic():
            if not asking.noticed(by=HOUSE, now=now, notice_id=notice.id):
                continue
            request = asked.by_ids([notice.request_id])[notice.request_id]
            day: date = reporting.local_day(request.sent_at or now)
            messages.send(
                by=HOUSE,
                now=now,
                person_id=notice.person_id,
                text="data_requested",
                key=f"notice {notice.id}",
                values={"day": day.isoformat()},
            )
            told += 1
    return told
