"""How values of screening are shown."""

from datetime import datetime
from enum import StrEnum
from typing import Any

from django.template import Library
from django.utils.safestring import SafeString
from django.utils.translation import get_language
from django.utils.translation import gettext as _

from dongseon.console.desk.screening import countries, wording
from dongseon.console.policy.kinds import KINDS
from dongseon.console.screening.rules import BookingState, Outcome, VisitState
from dongseon.look.templatetags.krds import badge

register = Library()

MINUTE_S, HOUR_MIN = 60, 60
TABLES: dict[str, Any] = {
    "site": wording.SITE_KINDS,
    "gone": wording.GONE_REASONS,
    "reason": wording.BOOKING_REASONS,
    "group": wording.GROUP_KINDS,
    "role": wording.MEMBER_ROLES,
    "contact": wording.CONTACTS,
    "symptom": wording.SYMPTOMS,
    "consciousness": wording.CONSCIOUSNESS,
    "chest": wording.CHEST_IMAGES,
    "influenza": wording.INFLUENZA,
    "ground": wording.GROUNDS,
    "outcome": wording.OUTCOMES,
    "state": wording.STATES,
}


@register.filter
def in_words(value: StrEnum | str, table: str) -> str:
    """A value in words."""
    return str(wording.said(TABLES[table], str(value)))


@register.simple_tag
def state_badge(state: VisitState) -> SafeString:
    """Where somebody is."""
    return badge(wording.STATE_BADGES[state], wording.STATES[state])


@register.simple_tag
def outcome_badge(outcome: Outcome) -> SafeString:
    """What was found."""
    return badge(wording.OUTCOME_BADGES[outcome], wording.OUTCOMES[outcome])


@register.simple_tag
def booking_badge(state: BookingState) -> SafeString:
    """What became of a booking."""
    return badge(wording.BOOKING_BADGES[state], wording.BOOKING_STATES[state])


@register.filter
def named(row: Any) -> str:
    """The name of a site or an outbreak in the page's language."""
    return str(row.name(get_language() or "ko"))


@register.filter
def language_said(code: str) -> str:
    """A language in its own words."""
    return dict(wording.LANGUAGES).get(code, code)


@register.filter
def rule_said(name: str) -> str:
    """A kind of rule in words."""
    return str(KINDS[name].title) if name in KINDS else name


@register.filter
def country_said(code: str) -> str:
    """A country in the page's language."""
    return dict(countries.choices(get_language() or "ko")).get(code, code)


@register.filter
def minutes_until(begun: datetime | None, now: datetime) -> str:
    """How long ago something was, in whole minutes."""
    return minutes_said(None if begun is None else (now - begun).total_seconds() / MINUTE_S)


@register.filter
def minutes_between(begun: datetime | None, ended: datetime | None) -> str:
    """How long something took."""
    return "–" if begun is None or ended is None else minutes_until(begun, ended)


@register.filter
def minutes_said(minutes: float | None) -> str:
    """A length of time; hours from two on."""
    if minutes is None:
        return "–"
    if minutes < 2 * HOUR_MIN:
        return _("%(minutes)d min") % {"minutes": round(minutes)}
    hours, rest = divmod(round(minutes), HOUR_MIN)
    return _("%(hours)d h %(minutes)d min") % {"hours": hours, "minutes": rest}


@register.filter
def percent(share: float | None) -> str:
    """A share in per cent, one decimal."""
    return "–" if share is None else f"{100 * share:.1f} %"
