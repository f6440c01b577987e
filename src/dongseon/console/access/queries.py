"""Who somebody is here."""

from collections.abc import Collection
from datetime import datetime
from uuid import UUID

from django.db.models import Q

from dongseon.console.access.models import Assignment
from dongseon.console.access.roles import Role
from dongseon.console.audit.types import Actor


def actor_of(officer_id: UUID, roles: Collection[Role], now: datetime) -> Actor | None:
    """The officer in the first of these roles that they hold now; None if they hold none."""
    held = (
        Assignment.objects.filter(officer_id=officer_id, role__in=roles, begins_at__lte=now)
        .filter(Q(ends_at__isnull=True) | Q(ends_at__gt=now))
        .order_by("role", "area_id")
        .values_list("role", "area_id")
        .first()
    )
    return None if held is None else Actor(officer_id, held[0], held[1] or "")
