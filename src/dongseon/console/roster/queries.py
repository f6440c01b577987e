"""Reading shifts and what is open."""

from dataclasses import dataclass
from datetime import datetime, timedelta
from uuid import UUID

from django.db.models import QuerySet

from dongseon.console.roster import models

AHEAD = timedelta(days=7)  # how far plans are shown
MOST = 200  # shifts or matters shown at once


@dataclass(frozen=True, slots=True)
class Shift:
    """A shift and who is on it."""

    id: UUID
    area: str
    begins_at: datetime
    ends_at: datetime
    officer_ids: tuple[UUID, ...]


@dataclass(frozen=True, slots=True)
class Matter:
    """Something still to be done."""

    id: UUID
    kind: str
    about_id: UUID
    area: str
    title: str  # English id of a phrase
    opened_at: datetime
    shift_id: UUID | None  # whose it is; None: opened while nobody was on duty


@dataclass(frozen=True, slots=True)
class Handover:
    """What one shift gives to the next, and whether it was taken."""

    id: UUID
    giving: UUID
    taking: UUID
    given_by: UUID
    given_at: datetime
    taken_by: UUID | None
    taken_at: datetime | None
    matters: int


def shifts(*, area: str, now: datetime) -> tuple[Shift, ...]:
    """Shifts within the area that are on or to come within a week, the first first."""
    rows = models.Shift.objects.filter(
        area__startswith=area, ends_at__gt=now - timedelta(days=1), begins_at__lt=now + AHEAD
    )
    return _shifts(rows.order_by("begins_at", "area")[:MOST])


def shifts_of(officer_id: UUID, now: datetime) -> tuple[Shift, ...]:
    """An officer's own shifts: those of the last day, the present one, and a week's."""
    rows = models.Shift.objects.filter(
        duties__officer_id=officer_id,
        ends_at__gt=now - timedelta(days=1),
        begins_at__lt=now + AHEAD,
    )
    return _shifts(rows.order_by("begins_at", "area")[:MOST])


def following(shift: Shift) -> tuple[Shift, ...]:
    """The shifts to which this one may be handed over, the next first."""
    rows = models.Shift.objects.filter(area=shift.area, begins_at__gt=shift.begins_at)
    return _shifts(rows.order_by("begins_at")[:3])


def open_matters(*, area: str) -> tuple[Matter, ...]:
    """What is open within the area, the oldest first."""
    rows = models.Matter.objects.filter(area__startswith=area, closed_at__isnull=True)
    return tuple(
        Matter(row.id, row.kind, row.about_id, row.area, row.title, row.opened_at, row.shift_id)
        for row in rows.order_by("opened_at", "id")[:MOST]
    )


def handovers(shift_ids: tuple[UUID, ...]) -> tuple[Handover, ...]:
    """Hand-overs that these shifts gave or are to take, the newest first."""
    rows = models.Handover.objects.filter(giving__in=shift_ids) | models.Handover.objects.filter(
        taking__in=shift_ids
    )
    return tuple(
        Handover(
            row.id,
            row.giving_id,
            row.taking_id,
            row.given_by,
            row.given_at,
            row.taken_by,
            row.taken_at,
            row.matters.count(),
        )
        for row in rows.distinct().order_by("-given_at")[:20]
    )


def _shifts(rows: "QuerySet[models.Shift]") -> tuple[Shift, ...]:
    return tuple(
        Shift(
            row.id,
            row.area,
            row.begins_at,
            row.ends_at,
            tuple(sorted(duty.officer_id for duty in row.duties.all())),
        )
        for row in rows.prefetch_related("duties")
    )
