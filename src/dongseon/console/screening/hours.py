"""When a site is open: its hours by weekday, on holidays, and on days of its own. Pure.

Holidays are those of Korea (`holidays`, docs/decisions): a holiday that falls on a weekday has the
hours of a holiday.
"""

from collections.abc import Collection, Iterable
from dataclasses import dataclass
from datetime import date, datetime, time, timedelta
from functools import cache
from itertools import pairwise
from zoneinfo import ZoneInfo

import holidays

ZONE = ZoneInfo("Asia/Seoul")
HOLIDAY = 7  # in place of a weekday; Monday is 0
DAYS = (*range(7), HOLIDAY)
LOOK_AHEAD_DAYS = 14  # how far the next opening is looked for


@dataclass(frozen=True, slots=True)
class Span:
    """From when to when a site is open on a kind of day; several of a day leave breaks between them."""

    day: int  # 0 Monday … 6 Sunday, 7 a holiday
    opens: time
    closes: time


@dataclass(frozen=True, slots=True)
class Special:
    """A day unlike others: these hours, or none at all."""

    on: date
    opens: time | None  # None: closed
    closes: time | None


@dataclass(frozen=True, slots=True)
class Timetable:
    """All that says when a site is open."""

    spans: tuple[Span, ...]
    specials: tuple[Special, ...]


@cache
def _calendar(year: int) -> holidays.HolidayBase:
    return holidays.country_holidays("KR", years=year)


def is_holiday(day: date) -> bool:
    """Whether a day is a public holiday in Korea."""
    return day in _calendar(day.year)


def hours_on(table: Timetable, day: date) -> tuple[tuple[time, time], ...]:
    """From when to when a site is open on a local day; nothing if it is closed."""
    own = [special for special in table.specials if special.on == day]
    if own:
        found: Iterable[tuple[time | None, time | None]] = ((one.opens, one.closes) for one in own)
    else:
        kind = HOLIDAY if is_holiday(day) else day.weekday()
        found = ((span.opens, span.closes) for span in table.spans if span.day == kind)
    return tuple(sorted((a, b) for a, b in found if a is not None and b is not None))


def is_open(table: Timetable, at: datetime) -> bool:
    """Whether a site is open at a moment."""
    here = at.astimezone(ZONE)
    return any(a <= here.time() < b for a, b in hours_on(table, here.date()))


def next_opening(table: Timetable, at: datetime) -> datetime | None:
    """When a closed site opens next; None if not within two weeks."""
    here = at.astimezone(ZONE)
    for days in range(LOOK_AHEAD_DAYS):
        day = here.date() + timedelta(days=days)
        for opens, _closes in hours_on(table, day):
            moment = datetime.combine(day, opens, ZONE)
            if moment > at:
                return moment
    return None


def slots_on(table: Timetable, day: date) -> tuple[time, ...]:
    """The full hours of a day at which one can be booked."""
    found = {
        time(hour)
        for opens, closes in hours_on(table, day)
        for hour in range(24)
        if opens <= time(hour) < closes or time(hour) < opens < time(hour, 59)
    }
    return tuple(sorted(found))


def overlap(spans: Collection[Span]) -> bool:
    """Whether two spans of one day meet: then one of them was typed wrongly."""
    ordered = sorted(spans, key=lambda span: (span.day, span.opens))
    return any(
        before.day == after.day and after.opens < before.closes
        for before, after in pairwise(ordered)
    )
