"""The one predicate that everything public passes: may this exposure be told, and if not, why."""

from datetime import UTC, date, datetime, time, timedelta
from zoneinfo import ZoneInfo

from dongseon.disclosure import rules
from dongseon.disclosure.rules import Rule
from dongseon.disclosure.types import Band, CaseTimes, Contacts, Exposure, Keeper, Reason


def refusal(
    exposure: Exposure,
    case: CaseTimes,
    *,
    rule: Rule | None,
    publisher: Keeper,
    now: datetime,
    zone: ZoneInfo,
) -> Reason | None:
    """The first rule that keeps an exposure off the list; None if it may be told.

    `publisher` is who is about to publish, `now` the time of publishing (UTC), `zone` the area's.
    """
    if rule is None:
        return Reason.NO_RULE
    band = inside_window(exposure, case, rule, zone)
    if band is None:
        return Reason.NOT_ACCEPTED if not exposure.accepted else Reason.OUTSIDE_WINDOW
    today, contact = now.astimezone(zone).date(), last_instant(band).astimezone(zone).date()
    identified = exposure.contacts is Contacts.ALL_IDENTIFIED
    private = exposure.home or exposure.site.kind in rules.PRIVATE_KINDS
    questions = (
        (not exposure.accepted, Reason.NOT_ACCEPTED),
        (exposure.contacts is Contacts.NONE, Reason.NO_CONTACT),
        (identified and rule.drop_identified, Reason.ALL_IDENTIFIED),
        (private, Reason.PRIVATE),
        (exposure.workplace and not exposure.open_to_many, Reason.WORKPLACE),
        (exposure.site.keeper is not publisher, Reason.NOT_OURS),
        (today > rules.last_day(contact, rule), Reason.EXPIRED),
    )
    return next((reason for forbidden, reason in questions if forbidden), None)


def inside_window(exposure: Exposure, case: CaseTimes, rule: Rule, zone: ZoneInfo) -> Band | None:
    """The part of an exposure inside its case's window; None if nothing is."""
    first = window_begins(case, rule)
    begins = datetime.combine(first, time(), tzinfo=zone).astimezone(UTC)
    start = max(exposure.start, begins)
    end = exposure.end if case.isolated_at is None else min(exposure.end, case.isolated_at)
    return Band(start, end) if start < end else None


def window_begins(case: CaseTimes, rule: Rule) -> date:
    """The first local day of the window: before onset, or before sampling without symptoms."""
    return (case.onset or case.sampled) - timedelta(days=rule.days_before)


def last_instant(band: Band) -> datetime:
    """The last microsecond that belongs to a band: midnight itself is the next day's."""
    return band.end - timedelta(microseconds=1)
