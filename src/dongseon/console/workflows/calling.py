"""The list of calls with the names that its officers need, and one call with its telephone number."""

from collections.abc import Collection
from dataclasses import dataclass
from datetime import datetime
from uuid import UUID

from dongseon.console.access import queries as access
from dongseon.console.audit.types import Actor
from dongseon.console.calls import queries
from dongseon.console.calls.rules import Kind
from dongseon.console.calls.types import AttemptRow, TaskRow
from dongseon.console.cases import queries as cases
from dongseon.console.cases.types import CaseUnknown
from dongseon.console.messages import queries as messages
from dongseon.console.messages.types import MessageRow
from dongseon.console.registry.types import Identity
from dongseon.console.workflows import line_list

LISTED = ("name", "name_romanised", "needs_interpreter", "language", "safe_contact_only")
OPENED = (*LISTED, "birth_date", "phones", "no_phone", "safe_contact", "neutral_messages")


@dataclass(frozen=True, slots=True)
class Line:
    """A call, and whom it is to."""

    call: TaskRow
    identity: Identity | None  # None: erased
    late: bool
    resting: bool  # it was tried, and is not yet to be tried again


@dataclass(frozen=True, slots=True)
class CallPage:
    """What the page of a call shows."""

    line: Line
    attempts: tuple[AttemptRow, ...]
    case_number: str
    messages: tuple[MessageRow, ...]
    officers: dict[UUID, str]


def show(
    *,
    by: Actor,
    now: datetime,
    kinds: Collection[Kind],
    after: tuple[datetime, UUID] | None,
    size: int,
) -> tuple[Line, ...]:
    """Open calls of the officer's area, the soonest due first; each shown name is in the log."""
    rows = queries.open_calls(area=by.area, now=now, kinds=kinds, after=after, size=size)
    persons = [row.person_id for row in rows]
    named = line_list.identities(by, now, persons, LISTED, act="calls.list")
    return tuple(_line(row, named.get(row.person_id), now) for row in rows)


def one(*, by: Actor, now: datetime, task_id: UUID) -> CallPage:
    """One call with everything for making it. Raises TaskUnknown."""
    row = queries.call(task_id, area=by.area)
    named = line_list.identities(
        by, now, [row.person_id], OPENED, act="calls.see", case_id=row.case_id
    )
    tries = queries.attempts(task_id)
    acted = {one.officer_id for one in tries} | {row.taken_by}
    return CallPage(
        line=_line(row, named.get(row.person_id), now),
        attempts=tries,
        case_number=_number_of(row.case_id),
        messages=messages.messages_of([row.person_id]),
        officers=access.names_of({one for one in acted if one is not None}),
    )


def _line(row: TaskRow, identity: Identity | None, now: datetime) -> Line:
    return Line(row, identity, late=row.due_at < now, resting=row.call_at > now)


def _number_of(case_id: UUID | None) -> str:
    try:
        return "" if case_id is None else cases.case(case_id, area="").row.number
    except CaseUnknown:
        return ""
