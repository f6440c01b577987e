"""How values of care are written on pages."""

from enum import StrEnum
from uuid import UUID

from django.template import Library
from django.utils.html import format_html
from django.utils.safestring import SafeString

from dongseon.console.care.triage import Severity
from dongseon.console.desk.care import wording
from dongseon.console.policy.types import Rule

register = Library()


@register.filter
def care_said(value: StrEnum) -> str:
    """A value in words."""
    return str(wording.ALL.get(value, value))


@register.filter
def sign_said(name: str) -> str:
    """A vital sign in words."""
    return str(wording.SIGNS.get(name, name))


@register.filter
def consciousness_said(points: int) -> str:
    """AVPU in words."""
    return str(dict(wording.CONSCIOUSNESS).get(points, points))


@register.simple_tag
def severity_badge(severity: Severity) -> SafeString:
    """A class as a badge."""
    return format_html(
        '<span class="badge {}">{}</span>',
        wording.BADGES[severity],
        wording.SEVERITIES[severity],
    )


@register.filter
def rule_from(rule_id: UUID | None, rules: dict[UUID, Rule[object]]) -> str:
    """The day from which the rule of a decision held."""
    rule = rules.get(rule_id) if rule_id else None
    return rule.valid_from.isoformat() if rule else ""
