"""What others get to see of messages: frozen values, never a phone, never a name."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from uuid import UUID

from dongseon.console.messages.rules import Answer, Settling, State


class MessageUnknown(LookupError):
    """There is no such message, or it is not in the officer's area."""


class Refused(ValueError):
    """A rule of docs/rules/messages.md forbids this. The message is a sentence for the officer."""


@dataclass(frozen=True, slots=True)
class Claimed:
    """A message that a worker has taken to hand over."""

    id: UUID  # the carrier knows it by this too, and passes it on once
    person_id: UUID
    text: str
    values: Mapping[str, str]
    language: str  # "": the person's own
    attempts: int  # this one included


@dataclass(frozen=True, slots=True)
class Answered:
    """What a carrier said of a message that it was offered."""

    message_id: UUID
    answer: Answer
    neutral: bool = False  # it said nothing of what it is about
    reference: str = ""  # the carrier's own name for it, if it has one


@dataclass(frozen=True, slots=True)
class MessageRow:
    """A message as a list shows it."""

    id: UUID
    person_id: UUID
    area: str
    text: str
    values: Mapping[str, str]
    language: str
    state: State
    why: str  # of rules.Why, or of rules.StopReason where it was stopped
    attempts: int
    neutral: bool
    corrects: UUID | None
    made_at: datetime
    due_at: datetime
    handed_at: datetime | None
    ended_at: datetime | None
    settled_by: UUID | None
    settling: Settling | None


@dataclass(frozen=True, slots=True)
class StepRow:
    """One thing that happened to a message."""

    at: datetime
    what: str
    gateway: str
    officer_id: UUID | None
