"""Alerts in words."""

from collections.abc import Collection

from django.template import Library
from django.utils.safestring import SafeString
from django.utils.translation import gettext, gettext_lazy

from dongseon.look.templatetags.krds import badge
from dongseon.public.alerts.models import TOPICS
from dongseon.public.alerts.queries import Sent
from dongseon.public.alerts.rules import Grade, Topic

register = Library()

GRADES = {
    Grade.EXTREME: ("danger", gettext_lazy("Critical disaster")),
    Grade.SEVERE: ("danger", gettext_lazy("Emergency disaster")),
    Grade.ADVISORY: ("warning", gettext_lazy("Safety guidance")),
}


@register.simple_tag
def grade_badge(alert: Sent) -> SafeString:
    """How grave an alert is."""
    tone, word = GRADES[alert.grade]
    return badge(tone, word)


@register.filter
def topics(found: Collection[Topic]) -> str:
    """Topics in words, in their usual order."""
    return ", ".join(str(text) for topic, text in TOPICS if topic in found) or gettext("none")
