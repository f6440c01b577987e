"""What others get to see of cases: frozen values, never models, never an identity."""

from dataclasses import dataclass
from datetime import date, datetime
from enum import StrEnum
from uuid import UUID

from dongseon.console.cases.rules import (
    Basis,
    Classification,
    Dates,
    State,
    TransferReason,
    TransferState,
)


class CaseUnknown(LookupError):
    """There is no such case, or it is not in the officer's area: nobody is told which of the two."""


class Overtaken(RuntimeError):
    """Somebody else changed the record meanwhile; look again before deciding."""


class Refused(ValueError):
    """A rule of docs/rules/cases.md forbids this. The message is a sentence for the officer."""


class Origin(StrEnum):
    """How a record came in."""

    DESK = "desk"
    IMPORT = "import"
    PROGRAM = "program"


@dataclass(frozen=True, slots=True)
class CaseRow:
    """A case as a list shows it."""

    id: UUID
    number: str
    person_id: UUID
    area: str
    classification: Classification
    state: State
    dates: Dates
    version: int
    changed_at: datetime


@dataclass(frozen=True, slots=True)
class CaseDetail:
    """A case as its page shows it."""

    row: CaseRow
    origin: str
    opened_at: datetime
    merged_into: UUID | None
    contacts: int
    offer: "Offer | None"  # the transfer that waits for an answer


@dataclass(frozen=True, slots=True)
class Offer:
    """A transfer between areas."""

    id: UUID
    case_id: UUID
    case_number: str
    classification: Classification
    reported_on: date
    from_area: str
    to_area: str
    reason: TransferReason
    state: TransferState
    offered_at: datetime
    offered_by: UUID | None
    answered_at: datetime | None
    answered_by: UUID | None


@dataclass(frozen=True, slots=True)
class ChangeRow:
    """One field that changed: who, what, when."""

    at: datetime
    officer_id: UUID | None
    role: str
    act: str
    field: str
    before: str
    after: str
    reason: str


@dataclass(frozen=True, slots=True)
class DecisionRow:
    """A decision about the classification."""

    at: datetime
    decided_on: date
    officer_id: UUID | None
    role: str
    classification: Classification
    basis: Basis
    definition_id: UUID | None


@dataclass(frozen=True, slots=True)
class ContactRow:
    """A person known as a contact of a case."""

    id: UUID
    number: str
    person_id: UUID
    case_id: UUID
    area: str
    relation: str
    last_met_on: date | None
    state: State


@dataclass(frozen=True, slots=True)
class PairRow:
    """Two cases that may be of one person."""

    id: UUID
    first_id: UUID
    second_id: UUID
    reasons: tuple[str, ...]
    weight: int
    state: str  # open, merged, distinct
    found_at: datetime


class Sort(StrEnum):
    """What a list is sorted by; days newest first."""

    REPORTED = "reported"
    ONSET = "onset"
    SAMPLED = "sampled"
    NUMBER = "number"


@dataclass(frozen=True, slots=True)
class Filters:
    """What a list is narrowed to; empty means everything."""

    area: str = ""
    classifications: tuple[Classification, ...] = ()
    states: tuple[State, ...] = (State.OPEN, State.CLOSED)
    reported_from: date | None = None
    reported_to: date | None = None
    onset_from: date | None = None
    onset_to: date | None = None
    person_ids: tuple[UUID, ...] | None = None  # hits of a search among people; None: no search
    number: str = ""


@dataclass(frozen=True, slots=True)
class Place:
    """Where a page of a list begins: after (or, backwards, before) a row's sort value and id."""

    value: str = ""  # ISO day or case number; "" is the begin of the list
    id: UUID | None = None
    backwards: bool = False


@dataclass(frozen=True, slots=True)
class Count:
    """How many rows there are."""

    rows: int
    exact: bool  # else the database's estimate: the list is long


@dataclass(frozen=True, slots=True)
class Page:
    """Some rows of a list and the way to its neighbours."""

    rows: tuple[CaseRow, ...]
    count: Count
    next: Place | None
    previous: Place | None
