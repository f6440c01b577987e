"""Opening hours as Korean clinics write them, and whether a clinic is open at a moment. Pure.

A day's hours are spans of minutes from its midnight; a span that ends after 1,440 runs into the next
day. Sundays and public holidays have hours of their own, whatever weekday a holiday falls on.
"""

import re
from collections.abc import Collection
from dataclasses import dataclass
from datetime import date, datetime, time, timedelta
from enum import StrEnum

import holidays

from dongseon.errors import InvalidInput

DAY = 1_440  # minutes
SPAN = re.compile(r"(\d{1,2}):(\d{1,2})\s*[~\-–∼]\s*(\d{1,2}):(\d{1,2})")
CLOSED_WORDS = frozenset({"미운영", "휴무", "휴진", "-", ""})
LOOK_AHEAD = 14  # days: the longest run of holidays is shorter


class DayKind(StrEnum):
    """Which of a clinic's hours a day has."""

    WEEKDAY = "weekday"
    SATURDAY = "saturday"
    SUNDAY = "sunday"  # and public holidays


@dataclass(frozen=True, slots=True)
class Span:
    """From when until when, in minutes from the day's midnight."""

    start: int
    end: int  # beyond 1,440: on the next day


@dataclass(frozen=True, slots=True)
class DayHours:
    """A kind of day's hours: spans, none (closed), or not to be understood."""

    spans: tuple[Span, ...]
    unclear: str = ""  # the text as it was written, where it says no hours

    @property
    def all_day(self) -> bool:
        """Open from midnight to midnight."""
        return self.spans == (Span(0, DAY),)


@dataclass(frozen=True, slots=True)
class Hours:
    """A clinic's hours."""

    weekday: DayHours
    saturday: DayHours
    sunday: DayHours  # and public holidays
    closed_on: frozenset[date] = frozenset()  # single days besides

    def on(self, day: date, off: Collection[date]) -> DayHours:
        """The hours of a day; ``off`` are the public holidays."""
        return DayHours(()) if day in self.closed_on else self.of(kind_of(day, off))

    def of(self, kind: DayKind) -> DayHours:
        """The hours of a kind of day."""
        return {
            DayKind.WEEKDAY: self.weekday,
            DayKind.SATURDAY: self.saturday,
            DayKind.SUNDAY: self.sunday,
        }[kind]


def read_day(text: str) -> DayHours:
    """One kind of day's hours from text: ``09:00 ~ 18:00``, several with a comma, ``미운영`` (closed).

    What says no hours, or the same hour twice, is kept as unclear: nobody is sent to a door on a guess.
    """
    stripped = text.strip()
    if stripped in CLOSED_WORDS:
        return DayHours(())
    spans = []
    for part in re.split(r"[,/]", stripped):
        match = SPAN.fullmatch(part.strip())
        span = _span(*(int(group) for group in match.groups())) if match else None
        if span is None:
            return DayHours((), unclear=stripped)
        spans.append(span)
    spans.sort(key=lambda span: span.start)
    return DayHours(tuple(spans))


def _span(hour: int, minute: int, end_hour: int, end_minute: int) -> Span | None:
    if not (0 <= hour <= 24 and 0 <= end_hour <= 24 and minute < 60 and end_minute < 60):
        return None
    start, end = hour * 60 + minute, end_hour * 60 + end_minute
    if start >= DAY or end > DAY or start == end:
        return None
    return Span(start, end if end > start else end + DAY)


def write_day(day: DayHours) -> str:
    """A day's hours as text that ``read_day`` reads again."""
    if day.unclear:
        return day.unclear
    return ", ".join(f"{_clock(span.start)} ~ {_clock(span.end, end=True)}" for span in day.spans)


def _clock(minutes: int, *, end: bool = False) -> str:
    if end and minutes == DAY:
        return "24:00"
    return f"{minutes % DAY // 60:02d}:{minutes % 60:02d}"


def read_days_off(text: str) -> frozenset[date]:
    """Single days, as 2020-05-05, with commas. Raises InvalidInput for what is no day."""
    days = set()
    for part in filter(None, (each.strip() for each in text.split(","))):
        try:
            days.add(date.fromisoformat(part))
        except ValueError:
            raise InvalidInput(f"closed on: {part!r} is no day, write 2020-05-05") from None
    return frozenset(days)


def public_holidays(years: Collection[int]) -> dict[date, str]:
    """Korea's public holidays of some years, substitute and temporary ones included, by day."""
    return dict(holidays.country_holidays("KR", years=sorted(years)).items())


def kind_of(day: date, off: Collection[date]) -> DayKind:
    """Which hours a day has; ``off`` are the public holidays."""
    if day in off or day.weekday() == 6:
        return DayKind.SUNDAY
    return DayKind.SATURDAY if day.weekday() == 5 else DayKind.WEEKDAY


class State(StrEnum):
    """Whether somebody who comes now is let in."""

    OPEN = "open"
    CLOSED = "closed"
    UNCLEAR = "unclear"  # the hours cannot be understood: call first


@dataclass(frozen=True, slots=True)
class Door:
    """A clinic's door at a moment. Times are local, without zone."""

    state: State
    until: datetime | None = None  # open: when it closes; None: it never does
    opens_at: datetime | None = None  # closed: when it opens next; None: not within two weeks


def door(hours: Hours, at: datetime, off: Collection[date]) -> Door:
    """Whether a clinic is open at a local moment, and when that changes.

    ``off`` are the public holidays around the moment. Yesterday's hours count where they ran past midnight.
    """
    today = at.date()
    for day in (today - timedelta(days=1), today):
        for span in hours.on(day, off).spans:
            start, end = _moments(day, span)
            if start <= at < end:
                return Door(State.OPEN, until=_last(hours, end, off))
    if hours.on(today, off).unclear:
        return Door(State.UNCLEAR)
    return Door(State.CLOSED, opens_at=_next(hours, at, off))


def _moments(day: date, span: Span) -> tuple[datetime, datetime]:
    midnight = datetime.combine(day, time())
    return midnight + timedelta(minutes=span.start), midnight + timedelta(minutes=span.end)


def _last(hours: Hours, end: datetime, off: Collection[date]) -> datetime | None:
    """When a stretch really ends: midnight is no end where the next day begins with it."""
    for _day in range(LOOK_AHEAD):
        following = [_moments(end.date(), span) for span in hours.on(end.date(), off).spans]
        later = [until for start, until in following if start <= end < until]
        if not later:
            return end
        end = max(later)
    return None


def _next(hours: Hours, at: datetime, off: Collection[date]) -> datetime | None:
    for ahead in range(LOOK_AHEAD):
        day = at.date() + timedelta(days=ahead)
        for span in hours.on(day, off).spans:
            start, _end = _moments(day, span)
            if start > at:
                return start
    return None


def midnight_after(at: datetime) -> datetime:
    """The midnight that ends the day of a moment."""
    return datetime.combine(at.date() + timedelta(days=1), time())
