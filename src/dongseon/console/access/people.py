"""Reading who works here: lists of officers, what they hold, and what waits for a second person."""

from collections.abc import Collection, Iterable
from dataclasses import dataclass
from datetime import datetime
from uuid import UUID

from django.db.models import Q, QuerySet

from dongseon.console.access import models, queries
from dongseon.console.access.queries import Area
from dongseon.console.access.roles import Purpose, Role

PAGE = 50  # officers a page


@dataclass(frozen=True, slots=True)
class Assignment:
    """A role held, proposed or ended."""

    id: UUID
    officer_id: UUID
    role: Role
    purpose: Purpose
    area: Area | None  # None: the whole country
    begins_at: datetime
    ends_at: datetime | None
    proposed_by: UUID | None  # None: the house itself
    confirmed_by: UUID | None
    confirmed_at: datetime | None

    def is_open(self, now: datetime) -> bool:
        """Whether it holds, will hold, or waits to be confirmed."""
        return self.ends_at is None or self.ends_at > now


@dataclass(frozen=True, slots=True)
class OfficerRow:
    """An officer, as lists show them."""

    id: UUID
    username: str
    name: str
    is_active: bool
    created_at: datetime
    last_login: datetime | None
    has_factor: bool
    assignments: tuple[Assignment, ...]  # the newest first, ended ones too


@dataclass(frozen=True, slots=True)
class OfficersPage:
    """Some officers, by name."""

    rows: tuple[OfficerRow, ...]
    number: int  # of the page, from 1
    total: int  # officers in all

    @property
    def has_next(self) -> bool:
        """Whether more follow."""
        return self.number * PAGE < self.total


@dataclass(frozen=True, slots=True)
class Reset:
    """A second factor that is to be taken away."""

    id: UUID
    officer_id: UUID
    proposed_by: UUID
    proposed_at: datetime


def officers(
    *, area: str, text: str, role: Role | None, number: int, now: datetime
) -> OfficersPage:
    """Officers whose name or user name has the text, who hold or are to hold the role.

    `area` narrows to who holds something within it ("" is everybody, those without a role too).
    """
    rows = models.Officer.objects.all()
    if text:
        rows = rows.filter(Q(username__icontains=text) | Q(name__icontains=text))
    if role is not None:
        rows = rows.filter(id__in=_open(now).filter(role=role).values("officer_id"))
    if area:
        rows = rows.filter(
            id__in=_open(now).filter(area__code__startswith=area).values("officer_id")
        )
    begin = (number - 1) * PAGE
    found = list(rows.order_by("-is_active", "name", "username")[begin : begin + PAGE])
    return OfficersPage(tuple(_rows(found)), number, rows.count())


def officer(officer_id: UUID) -> OfficerRow | None:
    """One officer; nothing if there is none of that id."""
    return next(iter(_rows(models.Officer.objects.filter(id=officer_id))), None)


def officers_named(text: str) -> tuple[UUID, ...]:
    """Officers of exactly this user name or name."""
    rows = models.Officer.objects.filter(Q(username=text.casefold()) | Q(name=text))
    return tuple(rows.values_list("id", flat=True)[:PAGE])


def waiting_assignments(now: datetime) -> tuple[Assignment, ...]:
    """Proposals that a second person has not confirmed, the oldest first."""
    rows = _open(now).filter(confirmed_at__isnull=True).select_related("area")
    return tuple(_assignment(row) for row in rows.order_by("begins_at", "id"))


def waiting_resets() -> tuple[Reset, ...]:
    """Second factors that are to be taken away, the oldest first."""
    rows = models.FactorReset.objects.filter(confirmed_at__isnull=True).order_by("proposed_at")
    return tuple(Reset(row.id, row.officer_id, row.proposed_by_id, row.proposed_at) for row in rows)


def holders(role: Role, *, area: str, now: datetime) -> tuple[UUID, ...]:
    """Who holds a role now for an area that covers this one."""
    covering = [area[:length] for length in range(1, len(area) + 1)]
    rows = queries.in_force(now).filter(role=role)
    rows = rows.filter(Q(area__isnull=True) | Q(area__in=covering))
    return tuple(rows.order_by("officer_id").values_list("officer_id", flat=True).distinct())


def _open(now: datetime) -> "QuerySet[models.Assignment]":
    return models.Assignment.objects.filter(Q(ends_at__isnull=True) | Q(ends_at__gt=now))


def _rows(found: Iterable[models.Officer]) -> list[OfficerRow]:
    """The officers with all they hold: three queries, however many they are."""
    listed = list(found)
    ids = [row.id for row in listed]
    held = _assignments_of(ids)
    enrolled = set(
        models.Authenticator.objects.filter(user_id__in=ids, confirmed=True).values_list(
            "user_id", flat=True
        )
    )
    return [
        OfficerRow(
            id=row.id,
            username=row.username,
            name=row.name,
            is_active=row.is_active,
            created_at=row.created_at,
            last_login=row.last_login,
            has_factor=row.id in enrolled,
            assignments=tuple(held.get(row.id, ())),
        )
        for row in listed
    ]


def _assignments_of(ids: Collection[UUID]) -> dict[UUID, list[Assignment]]:
    held: dict[UUID, list[Assignment]] = {}
    rows = models.Assignment.objects.filter(officer_id__in=ids).select_related("area")
    for row in rows.order_by("-begins_at", "id"):
        held.setdefault(row.officer_id, []).append(_assignment(row))
    return held


def _assignment(row: models.Assignment) -> Assignment:
    return Assignment(
        id=row.id,
        officer_id=row.officer_id,
        role=Role(row.role),
        purpose=Purpose(row.purpose),
        area=None if row.area is None else queries.area_of(row.area),
        begins_at=row.begins_at,
        ends_at=row.ends_at,
        proposed_by=row.proposed_by_id,
        confirmed_by=row.confirmed_by_id,
        confirmed_at=row.confirmed_at,
    )
