"""What the first page tells of the sections: alerts in force, the level of distancing, the newest news."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import UTC, datetime

from django.template import Library
from django.urls import reverse

from dongseon.public.alerts import queries as alerts
from dongseon.public.content.models import MeasuresPage, NewsPage

register = Library()
MOST_NEWS = 3


@dataclass(frozen=True, slots=True)
class InForce:
    """An alert that holds now."""

    headline: str
    address: str
    exercise: bool


@register.simple_tag
def alerts_in_force(language: str) -> tuple[InForce, ...]:
    """The alerts that hold now, newest first."""
    now = datetime.now(UTC)
    return tuple(
        InForce(each.headline[language], reverse("alert", args=[each.id]), each.exercise)
        for each in alerts.sent()
        if each.holds(now)
    )


@register.simple_tag
def level_in_force(language: str) -> MeasuresPage | None:
    """The page that says which level of distancing is in force."""
    found: MeasuresPage | None = (
        MeasuresPage.objects.live().public().filter(locale__language_code=language).first()
    )
    return found


@register.simple_tag
def newest_news(language: str) -> Sequence[NewsPage]:
    """The newest news."""
    rows = NewsPage.objects.live().public().filter(locale__language_code=language)
    return list(rows.order_by("-day", "-pk")[:MOST_NEWS])
