"""How many contacts and entrants stay apart, day by day, for the public's figures: numbers, no identity."""

from collections import Counter
from datetime import date, datetime, timedelta
from zoneinfo import ZoneInfo

from django.conf import settings
from django.db.models import Min

from dongseon.console.isolation.models import Order
from dongseon.console.isolation.rules import Kind, State

QUARANTINE = (Kind.CONTACT, Kind.ENTRANT)  # whoever is a case is isolated and counted there


def quarantined(area: str, first: date, last: date) -> dict[date, int]:
    """People in quarantine in an area on each local day; no entry for days before the first order of all."""
    orders = Order.objects.filter(kind__in=QUARANTINE, area__startswith=area).exclude(
        state=State.REVOKED
    )
    begun = orders.aggregate(first=Min("starts_on"))["first"]
    if begun is None:
        return {}
    changes: Counter[date] = Counter()
    rows = orders.filter(starts_on__lte=last).values_list("starts_on", "ends_on", "closed_at")
    for starts_on, ends_on, closed_at in rows.iterator():
        changes[starts_on] += 1
        if (last_of_it := last_day(ends_on, closed_at)) is not None:
            changes[last_of_it + timedelta(days=1)] -= 1
    standing, found = 0, {}
    for at in range((last - begun).days + 1):
        day = begun + timedelta(days=at)
        standing += changes[day]
        if day >= first:
            found[day] = standing
    return found


def last_day(ends_on: date | None, closed_at: datetime | None) -> date | None:
    """The last local day of an order: its own, or the day before it was closed if that came first; None = open."""
    if closed_at is None:
        return ends_on
    before = closed_at.astimezone(ZoneInfo(settings.TIME_ZONE)).date() - timedelta(days=1)
    return before if ends_on is None else min(ends_on, before)
