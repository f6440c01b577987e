"""Whose token that is, and what it allows."""

from dataclasses import dataclass
from datetime import datetime
from uuid import UUID

from dongseon.console.audit.types import Actor
from dongseon.console.programs import actions
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


def caller_of(token: str, now: datetime) -> Caller | None:
    """The program of a token that is good now; None for any other, whatever is wrong with it."""
    row = Program.objects.filter(
        digest=actions.digest_of(token), revoked_at=None, ends_at__gt=now
    ).first()
    if row is None:
        return None
    return Caller(row.id, row.name, row.area, frozenset(map(Scope, row.scopes)))
