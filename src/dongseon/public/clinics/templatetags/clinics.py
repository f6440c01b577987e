"""Hours and doors in words."""

from datetime import datetime

from django.template import Library
from django.utils.formats import date_format
from django.utils.safestring import SafeString
from django.utils.translation import gettext, gettext_lazy

from dongseon.look.templatetags.krds import badge
from dongseon.public.clinics import hours
from dongseon.public.clinics.finding import Row
from dongseon.public.clinics.hours import DAY, DayHours, DayKind, State
from dongseon.public.clinics.models import KINDS
from dongseon.public.clinics.reading import Kind

register = Library()

DAYS = {
    DayKind.WEEKDAY: gettext_lazy("Monday to Friday"),
    DayKind.SATURDAY: gettext_lazy("Saturday"),
    DayKind.SUNDAY: gettext_lazy("Sunday and public holidays"),
}


@register.filter
def kind_of_clinic(kind: Kind) -> str:
    """What kind of clinic it is."""
    return str(dict(KINDS)[kind])


@register.simple_tag
def door_badge(row: Row) -> SafeString:
    """Open, closed or unclear."""
    return {
        State.OPEN: badge("success", gettext("Open now")),
        State.CLOSED: badge("gray", gettext("Closed now")),
        State.UNCLEAR: badge("warning", gettext("Hours unclear")),
    }[row.door.state]


@register.simple_tag
def door_said(row: Row, at: datetime) -> str:
    """Until when it is open, or when it opens."""
    door = row.door
    if door.state is State.UNCLEAR:
        return gettext("The hours we were given cannot be right. Call before you go.")
    if door.state is State.OPEN:
        if door.until is None:
            return gettext("Round the clock")
        if door.until.date() == at.date() or door.until == hours.midnight_after(at):
            return gettext("until %(time)s") % {"time": _time(door.until, at)}
        return gettext("until %(day)s %(time)s") % {
            "day": date_format(door.until, "SHORT_DATE_FORMAT"),
            "time": date_format(door.until, "TIME_FORMAT"),
        }
    if door.opens_at is None:
        return gettext("No opening in the next two weeks")
    if door.opens_at.date() == at.date():
        return gettext("opens today at %(time)s") % {"time": _time(door.opens_at, at)}
    return gettext("opens %(day)s at %(time)s") % {
        "day": date_format(door.opens_at, "SHORT_DATE_FORMAT"),
        "time": date_format(door.opens_at, "TIME_FORMAT"),
    }


def _time(moment: datetime, at: datetime) -> str:
    return "24:00" if moment == hours.midnight_after(at) else date_format(moment, "TIME_FORMAT")


@register.simple_tag
def hours_of(row: Row) -> list[tuple[str, str, bool]]:
    """Each kind of day, its hours in words, and whether it is today."""
    return [
        (str(DAYS[kind]), _words(row.clinic.hours.of(kind)), kind is row.today) for kind in DayKind
    ]


def _words(day: DayHours) -> str:
    if day.unclear:
        return gettext("“%(text)s”, unclear: call first") % {"text": day.unclear}
    if not day.spans:
        return gettext("closed")
    if day.all_day:
        return gettext("round the clock")
    text = hours.write_day(day)
    if any(span.end > DAY for span in day.spans):
        return gettext("%(hours)s (of the next day)") % {"hours": text}
    return text
