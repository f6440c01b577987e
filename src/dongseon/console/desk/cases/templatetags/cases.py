"""How values of cases are written on pages."""

from collections.abc import Mapping
from uuid import UUID

from django.template import Library
from django.utils.html import format_html
from django.utils.safestring import SafeString
from django.utils.translation import gettext as _

from dongseon.console.cases import numbers
from dongseon.console.desk.cases import wording

register = Library()


@register.filter
def said(value: str) -> str:
    """A value of an enumeration in words."""
    return str(wording.said(value))


@register.filter
def field_said(name: str) -> str:
    """A field in words."""
    return str(wording.FIELDS.get(name, name))


@register.filter
def act_said(name: str) -> str:
    """What was done, in words."""
    return str(wording.ACTS.get(name, name))


@register.filter
def reason_said(name: str) -> str:
    """Why two cases may be of one person, in words."""
    return str(wording.REASONS.get(name, name))


@register.filter
def number_said(number: str) -> str:
    """A case number as people say it."""
    return numbers.write(number)


@register.filter
def of(value: str, names: Mapping[str, str]) -> str:
    """What a code is called; the code itself if it has no name."""
    return names.get(value, value)


@register.filter
def officer_of(officer_id: UUID | None, names: Mapping[UUID, str]) -> str:
    """An officer's name; a program or the house itself where no officer acted."""
    if officer_id is None:
        return _("The console itself, or a program")
    return names.get(officer_id, _("Somebody who is no longer known"))


@register.filter
def changed_said(value: str, names: Mapping[str, str]) -> str:
    """A value of the history: an area by name, a day or an enumeration in words, nothing as a dash."""
    if not value:
        return "–"
    return names.get(value) or str(wording.said(value))


@register.simple_tag
def case_badge(value: str) -> SafeString:
    """A classification or state as a badge."""
    kind = next((badge for key, badge in wording.BADGES.items() if key.value == value), "gray")
    return format_html('<span class="badge {}">{}</span>', kind, wording.said(value))
