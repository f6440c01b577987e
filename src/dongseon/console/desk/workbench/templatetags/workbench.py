"""Words of itineraries, as templates ask for them."""

from enum import StrEnum

from django.template import Library
from django.utils.safestring import SafeString

from dongseon.console.desk.workbench import wording
from dongseon.look.templatetags.krds import badge

register = Library()


@register.filter
def trace_said(value: StrEnum) -> str:
    """What a value of tracing is called."""
    return str(wording.said(value))


@register.simple_tag
def trace_badge(value: StrEnum) -> SafeString:
    """The same as a badge."""
    return badge(wording.BADGES.get(value, "gray"), wording.said(value))


@register.filter
def referral_said(value: str) -> str:
    """What the legal officer decided."""
    return str(wording.REFERRALS.get(value, value))
