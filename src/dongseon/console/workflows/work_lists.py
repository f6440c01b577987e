"""What waits for whom: the lists that make up the first screen of each role.

A context that has work waiting offers a query `waiting(…) -> (how many, since when)` and gets a line in
`LISTS`. Lists count; they never name anybody.
"""

from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime, timedelta

from django.utils.functional import Promise

from dongseon.console.access.roles import Role
from dongseon.console.audit.types import Actor

Waiting = tuple[int, datetime | None]  # how many; since when the oldest waits
Query = Callable[[Actor, datetime], Waiting]


@dataclass(frozen=True, slots=True)
class WorkList:
    """One kind of work."""

    key: str  # where it is done: desk.home.addresses
    name: str | Promise
    roles: frozenset[Role]  # whose first screen shows it
    query: Query
    due: timedelta | None = None  # waiting longer than this is late


@dataclass(frozen=True, slots=True)
class Backlog:
    """How much of one kind of work waits for somebody."""

    key: str
    name: str
    count: int
    oldest_at: datetime | None
    late: bool


LISTS: tuple[WorkList, ...] = ()


def backlogs(*, by: Actor, now: datetime) -> tuple[Backlog, ...]:
    """All work that the actor's role is there for, in the order of `LISTS`; what is late comes first."""
    found = [_backlog(work, by, now) for work in LISTS if by.role in work.roles]
    return tuple(sorted(found, key=lambda backlog: not backlog.late))


def _backlog(work: WorkList, by: Actor, now: datetime) -> Backlog:
    count, oldest_at = work.query(by, now)
    late = bool(work.due and oldest_at and now - oldest_at > work.due)
    return Backlog(work.key, str(work.name), count, oldest_at, late)
