"""How values of investigations are written on pages."""

from enum import StrEnum

from django.template import Library
from django.utils.html import format_html
from django.utils.safestring import SafeString

from dongseon.console.desk.investigations import wording
from dongseon.console.investigations.rules import TapeState
from dongseon.mandate import Scheme

register = Library()
BADGES = {TapeState.OPEN: "warning", TapeState.WATCHED: "success"}


@register.filter
def inquiry_said(value: StrEnum | None) -> str:
    """A value of an enumeration in words."""
    return "–" if value is None else wording.said(value)


@register.filter
def scheme_said(value: str) -> str:
    """A kind of number in words."""
    return wording.said(Scheme(value))


@register.simple_tag
def tape_badge(value: TapeState) -> SafeString:
    """What has become of a recording, as a badge."""
    return format_html(
        '<span class="badge {}">{}</span>', BADGES.get(value, "gray"), wording.said(value)
    )
