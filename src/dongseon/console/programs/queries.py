"""Whose token that is, and what it allows; which tokens there are."""

from collections.abc import Collection
from dataclasses import dataclass
from datetime import datetime
from uuid import UUID

from dongseon.console.audit.types import Actor
from dongseon.console.programs.actions import Scope
from dongseon.console.programs.models import Program


@dataclass(frozen=True, slots=True)
class Caller:
    """A program that called with a good token."""

    id: UUID
    name: str
    area: str
    scopes: frozenset[Scope]

    @property
    def actor(self) -> Actor:
        """The program as the audit names it: its identifier stands where an officer's does."""
        return Actor(self.id, "program", self.area, "testing")


PAGE = 50  # programs


@dataclass(frozen=True, slots=True)
class Listed:
    """A program as those see it who give out tokens."""

    id: UUID
    name: str
    area: str
    scopes: tuple[Scope, ...]
    issued_at: datetime
    issued_by: UUID | None
    confirmed_at: datetime | None
    confirmed_by: UUID | None
    ends_at: datetime
    revoked_at: datetime | None

    def is_open(self, now: datetime) -> bool:
        """Whether it can still be used, or confirmed."""
        return self.revoked_at is None and now < self.ends_at


def listed(*, area: str, number: int) -> tuple[tuple[Listed, ...], bool]:
    """A page of programs within an area, the newest first, and whether there are more."""
    begin = (number - 1) * PAGE
    rows = Program.objects.filter(area__startswith=area).order_by("-issued_at", "id")
    found = tuple(map(_listed, rows[begin : begin + PAGE + 1]))
    return found[:PAGE], len(found) > PAGE


def waiting(*, area: str, now: datetime) -> tuple[Listed, ...]:
    """Those that a second person must confirm, the oldest first."""
    rows = Program.objects.filter(
        area__startswith=area, confirmed_at=None, revoked_at=None, ends_at__gt=now
    ).order_by("issued_at", "id")
    return tuple(map(_listed, rows))


def names_of(program_ids: Collection[UUID]) -> dict[UUID, str]:
    """What programs are called."""
    return dict(Program.objects.filter(pk__in=program_ids).values_list("id", "name"))


def _listed(row: Program) -> Listed:
    return Listed(
        id=row.id,
        name=row.name,
        area=row.area,
        scopes=tuple(map(Scope, row.scopes)),
        issued_at=row.issued_at,
        issued_by=row.issued_by,
        confirmed_at=row.confirmed_at,
        confirmed_by=row.confirmed_by,
        ends_at=row.ends_at,
        revoked_at=row.revoked_at,
    )
