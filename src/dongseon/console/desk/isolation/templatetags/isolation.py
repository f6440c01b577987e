"""How values of orders are written on pages. Names of officers and areas: the tags of cases."""

from collections.abc import Iterable, Mapping
from datetime import datetime, timedelta
from decimal import Decimal
from enum import StrEnum
from uuid import UUID

from django.template import Library
from django.utils import timezone
from django.utils.formats import date_format
from django.utils.html import format_html
from django.utils.safestring import SafeString
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, ngettext

from dongseon.console.desk.isolation import wording
from dongseon.console.isolation import breach_rules
from dongseon.console.isolation.breach_rules import Answer, Found, Outcome, Signal
from dongseon.console.isolation.types import BreachRow
from dongseon.console.messages.rules import State as Sent
from dongseon.console.messages.types import MessageRow

register = Library()

MESSAGES = {
    Sent.WAITING: gettext_lazy("waits to be sent"),
    Sent.HANDED: gettext_lazy("handed to the carrier, no receipt yet"),
    Sent.DELIVERED: gettext_lazy("received by the phone"),
    Sent.UNSENT: gettext_lazy("could not be sent: serve it another way"),
    Sent.SETTLED: gettext_lazy("told another way"),
    Sent.STOPPED: gettext_lazy("taken back before it was sent"),
}


@register.filter
def word(value: StrEnum) -> str:
    """A value in words."""
    return str(wording.said(value))


@register.filter
def words(values: Iterable[StrEnum]) -> str:
    """Values in words, with commas."""
    return ", ".join(str(wording.said(value)) for value in values)


@register.filter
def order_act(value: str) -> str:
    """What was done about an order."""
    return str(wording.act_said(value))


@register.filter
def order_reason(value: str) -> str:
    """Why."""
    return str(wording.reason_said(value))


@register.filter
def letter_name(value: str) -> str:
    """What a letter is called."""
    return str(wording.template_said(value))


@register.filter
def step_name(value: str) -> str:
    """What was done about a signal."""
    return str(wording.STEPS[value])


RESULTS: Mapping[str, type[StrEnum]] = {
    "signalled": Signal,
    "called": Answer,
    "visited": Found,
    "decided": Outcome,
}


@register.filter
def step_result(value: str, what: str) -> str:
    """What a step came to."""
    return str(wording.said(RESULTS[what](value))) if value else ""


@register.simple_tag
def order_badge(value: StrEnum) -> SafeString:
    """A state as a badge."""
    kind = wording.BADGES.get(value, "gray")
    return format_html('<span class="badge {}">{}</span>', kind, wording.said(value))


@register.filter
def looked_up(key: UUID | None, texts: Mapping[UUID, str]) -> str:
    """The text of a note; empty if there is none, or it was erased."""
    return "" if key is None else texts.get(key, "")


@register.filter
def outcome_word(value: str) -> str:
    """What was decided about a breach."""
    return str(wording.said(Outcome(value))) if value else ""


@register.filter
def degrees(value: Decimal | None) -> str:
    """A temperature."""
    return "–" if value is None else f"{value} °C"


@register.filter
def age_at(signal_at: datetime, now: datetime) -> str:
    """How old a signal is."""
    age = breach_rules.age(signal_at, now)
    if age < timedelta(hours=1):
        minutes = int(age / timedelta(minutes=1))
        return ngettext("%(n)d minute ago", "%(n)d minutes ago", minutes) % {"n": minutes}
    if age < timedelta(days=2):
        hours = int(age / timedelta(hours=1))
        return ngettext("%(n)d hour ago", "%(n)d hours ago", hours) % {"n": hours}
    return ngettext("%(n)d day ago", "%(n)d days ago", age.days) % {"n": age.days}


@register.filter
def sureness(breach: BreachRow) -> str:
    """How sure a signal is, in words and numbers."""
    parts = []
    if breach.confidence is not None:
        parts.append(_("%(percent)d%% sure") % {"percent": round(breach.confidence * 100)})
    if breach.distance_m is not None and breach.error_m is not None:
        parts.append(
            _("%(distance)d m away, give or take %(error)d m")
            % {"distance": round(breach.distance_m), "error": round(breach.error_m)}
        )
    return ", ".join(parts) or _("not known how sure")


@register.filter
def is_weak(breach: BreachRow) -> bool:
    """Whether the position may simply be wrong."""
    return breach_rules.is_weak(breach.confidence, breach.error_m, breach.distance_m)


@register.filter
def officer_of_text(officer: str, names: Mapping[UUID, str]) -> str:
    """The name of the officer whose identifier is told in a line of history."""
    return names.get(UUID(officer), "")


@register.simple_tag
def message_state(message_id: UUID, messages: Mapping[UUID, MessageRow]) -> str:
    """What became of the message by which a letter was served."""
    found = messages.get(message_id)
    if found is None:
        return _("no receipt yet")
    if found.state is Sent.DELIVERED and found.ended_at is not None:
        when = date_format(
            found.ended_at.astimezone(timezone.get_current_timezone()), "DATETIME_FORMAT"
        )
        return _("received by the phone, %(when)s") % {"when": when}
    return str(MESSAGES[found.state])
