"""How values of data requests are written on pages."""

from collections.abc import Mapping
from datetime import datetime, timedelta
from uuid import UUID

from django.template import Library
from django.utils.html import format_html
from django.utils.safestring import SafeString
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from dongseon.console.desk.requests import wording
from dongseon.console.investigations.rules import RequestState

register = Library()


@register.filter
def request_said(value: str) -> str:
    """A value of an enumeration, a reason or a problem in words."""
    return wording.said(value)


@register.filter
def kinds_said(values: tuple[str, ...]) -> str:
    """Kinds of record in words."""
    return ", ".join(wording.said(value) for value in values)


@register.filter
def holder_of(holder_id: str, names: Mapping[str, str]) -> str:
    """What a holder is called; its id if it is known no more."""
    return names.get(holder_id, holder_id)


@register.filter
def who(officer_id: UUID | None, names: Mapping[UUID, str]) -> str:
    """An officer's name."""
    if officer_id is None:
        return _("The console itself, or a program")
    return names.get(officer_id, _("Somebody who is no longer known"))


@register.filter
def called(text: str, names: Mapping[str, str]) -> str:
    """What was signed, with the name or number that people know beside an id."""
    return f"{names[text]} · {text}" if text in names else text


@register.filter
def since(at: datetime | None, now: datetime) -> str:
    """How long something has lasted: minutes, hours or days."""
    if at is None:
        return "–"
    return lasting(now - at)


@register.filter
def lasting(length: timedelta | None) -> str:
    """A length of time, as people say it."""
    if length is None:
        return "–"
    seconds = max(0, round(length.total_seconds()))
    if seconds < 60:
        return ngettext("%(n)d second", "%(n)d seconds", seconds) % {"n": seconds}
    minutes = seconds // 60
    if minutes < 120:
        return ngettext("%(n)d minute", "%(n)d minutes", minutes) % {"n": minutes}
    hours = minutes // 60
    if hours < 48:
        return ngettext("%(n)d hour", "%(n)d hours", hours) % {"n": hours}
    days = hours // 24
    return ngettext("%(n)d day", "%(n)d days", days) % {"n": days}


@register.simple_tag
def request_badge(value: str) -> SafeString:
    """The state of a request as a badge."""
    kind, text = wording.STATES[RequestState(value)]
    return format_html('<span class="badge {}">{}</span>', kind, text)
