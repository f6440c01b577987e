"""Who somebody is here, what they may act as, and which areas there are."""

from collections.abc import Collection
from dataclasses import dataclass
from datetime import datetime
from uuid import UUID

from django.db.models import Q, QuerySet

from dongseon.console.access import models
from dongseon.console.access.roles import Purpose, Role
from dongseon.console.audit.types import Actor


@dataclass(frozen=True, slots=True)
class Area:
    """A province or a district."""

    code: str
    name_ko: str
    name_en: str
    within: str | None  # code of the province; None for a province

    def name(self, language: str) -> str:
        """The name in Korean or English."""
        return self.name_ko if language == "ko" else self.name_en


@dataclass(frozen=True, slots=True)
class Held:
    """A role that an officer holds now."""

    assignment_id: UUID
    officer_id: UUID
    role: Role
    purpose: Purpose
    area: Area | None  # None: the whole country

    @property
    def actor(self) -> Actor:
        """The officer in this role."""
        code = "" if self.area is None else self.area.code
        return Actor(self.officer_id, self.role.value, code, self.purpose.value)


def held_by(officer_id: UUID, now: datetime) -> tuple[Held, ...]:
    """The roles that an officer holds now, in a fixed order."""
    rows = (
        in_force(now)
        .filter(officer_id=officer_id)
        .select_related("area")
        .order_by("role", "area_id", "begins_at", "id")
    )
    return tuple(
        Held(
            row.id,
            officer_id,
            Role(row.role),
            Purpose(row.purpose),
            None if row.area is None else area_of(row.area),
        )
        for row in rows
    )


def holders(role: Role, *, area: str, now: datetime) -> dict[UUID, str]:
    """Officers who hold a role now for an area or a part of it, and their names, in order of names."""
    rows = in_force(now).filter(role=role)
    if area:
        rows = rows.filter(area__code__startswith=area)
    return dict(
        rows.order_by("officer__name", "officer_id").values_list("officer_id", "officer__name")
    )


def in_force(now: datetime) -> "QuerySet[models.Assignment]":
    """The assignments that hold now: begun, confirmed, not ended, of an officer who still works here."""
    return models.Assignment.objects.filter(
        Q(ends_at__isnull=True) | Q(ends_at__gt=now),
        begins_at__lte=now,
        confirmed_at__isnull=False,
        officer__is_active=True,
    )


def area_of(row: models.Area) -> Area:
    """The value of a row."""
    return Area(row.code, row.name_ko, row.name_en, row.within_id)


def areas() -> tuple[Area, ...]:
    """All provinces and districts, by code: each province before its districts."""
    return tuple(area_of(row) for row in models.Area.objects.order_by("code"))


def area(code: str) -> Area | None:
    """The area of a code; nothing if there is none."""
    row = models.Area.objects.filter(code=code).first()
    return None if row is None else area_of(row)


def names_of(officer_ids: Collection[UUID]) -> dict[UUID, str]:
    """The officers' names."""
    rows = models.Officer.objects.filter(id__in=set(officer_ids)).values_list("id", "name")
    return dict(rows)


def factor_of(officer_id: UUID) -> models.Authenticator | None:
    """The officer's second factor, if they have enrolled one. It verifies codes; shown to nobody."""
    found: models.Authenticator | None = _factors(officer_id).filter(confirmed=True).first()
    return found


def unfinished_factor_of(officer_id: UUID) -> models.Authenticator | None:
    """The device that an officer is about to enrol."""
    found: models.Authenticator | None = _factors(officer_id).filter(confirmed=False).first()
    return found


def _factors(officer_id: UUID) -> "QuerySet[models.Authenticator]":
    found: QuerySet[models.Authenticator] = models.Authenticator.objects.filter(user_id=officer_id)
    return found


def recovery_codes_left(officer_id: UUID) -> int:
    """How many recovery codes an officer has not used."""
    return models.RecoveryCode.objects.filter(officer_id=officer_id, used_at__isnull=True).count()
