"""A rule as it held, and a successor that waits for a second person."""

from dataclasses import dataclass
from datetime import date, datetime
from typing import Generic, TypeVar
from uuid import UUID

T = TypeVar("T", covariant=True)


@dataclass(frozen=True, slots=True)
class Rule(Generic[T]):
    """One row: what held from a day on, until the day before its successor."""

    id: UUID  # what a decision keeps
    name: str  # of a kind in `kinds`
    value: T
    valid_from: date
    valid_to: date | None  # exclusive; None while nothing succeeds it
    source: str
    decided_by: str  # the body that decided it
    entered_at: datetime
    proposed_by: UUID | None  # officers; None for the rows that the console began with
    approved_by: UUID | None


@dataclass(frozen=True, slots=True)
class Proposal(Generic[T]):
    """A successor that one officer proposed and another has not yet approved or refused."""

    id: UUID
    name: str
    value: T
    valid_from: date
    source: str
    decided_by: str
    proposed_at: datetime
    proposed_by: UUID
