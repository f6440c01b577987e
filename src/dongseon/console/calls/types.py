"""What others get to see of calls: frozen values, never a phone, never a name."""

from dataclasses import dataclass
from datetime import datetime
from uuid import UUID

from dongseon.console.calls.rules import Kind, Outcome, State


class TaskUnknown(LookupError):
    """There is no such call, or it is not in the officer's area."""


class Refused(ValueError):
    """A rule of docs/rules/messages.md forbids this. The message is a sentence for the officer."""


@dataclass(frozen=True, slots=True)
class TaskRow:
    """A call as a list shows it."""

    id: UUID
    key: str
    kind: Kind
    person_id: UUID
    area: str
    case_id: UUID | None
    state: State
    opened_at: datetime
    due_at: datetime
    call_at: datetime
    attempts: int
    taken_by: UUID | None
    taken_at: datetime | None
    ended_at: datetime | None
    follows: UUID | None


@dataclass(frozen=True, slots=True)
class AttemptRow:
    """One try."""

    at: datetime
    officer_id: UUID | None
    outcome: Outcome
