"""Tags of the pages of policy (`{% load policy %}`)."""

from collections.abc import Mapping
from datetime import date, timedelta
from uuid import UUID

from django.template import Library

register = Library()


@register.filter
def day_before(day: date) -> date:
    """The last day on which a rule held whose end is exclusive."""
    return day - timedelta(days=1)


@register.filter
def named(officer_id: UUID | None, officers: Mapping[UUID, str]) -> str:
    """An officer's name; a dash for nobody."""
    return officers.get(officer_id, "–") if officer_id else "–"
