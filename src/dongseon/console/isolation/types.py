"""What others get to see of orders: frozen values, never models, never an identity."""

from dataclasses import dataclass
from datetime import date, datetime
from decimal import Decimal
from enum import StrEnum
from uuid import UUID

from dongseon.console.isolation import breach_rules
from dongseon.console.isolation.rules import Kind, Period, Place, Reach, Source, State, Symptom

SUBJECT = "order"  # as the audit names it


class OrderUnknown(LookupError):
    """There is no such order, or it is not in the officer's area: nobody is told which of the two."""


class Overtaken(RuntimeError):
    """Somebody else changed the order meanwhile; look again before deciding."""


class Refused(ValueError):
    """A rule of docs/rules/isolation.md forbids this. The message is a sentence for the officer."""


class View(StrEnum):
    """The lists of an officer's day."""

    DUE = "due"  # a question is due and not answered
    MISSED = "missed"
    UNHEARD = "unheard"
    SYMPTOMATIC = "symptomatic"
    ENDING = "ending"  # today is the last day
    ALL = "all"


class Way(StrEnum):
    """How a letter is served."""

    MESSAGE = "message"
    HANDED_OVER = "handed_over"
    POST = "post"  # registered
    READ_OUT = "read_out"  # by phone, paper to follow


class Receipt(StrEnum):
    """What came back."""

    BY_PERSON = "by_person"
    BY_OTHER = "by_other"  # somebody of the household
    REFUSED = "refused"
    RETURNED = "returned"


class Needed(StrEnum):
    """What is asked for."""

    FOOD = "food"
    MEDICINE = "medicine"
    THERMOMETER = "thermometer"
    MASKS = "masks"
    WASTE_BAGS = "waste_bags"
    BABY = "baby"
    PET = "pet"
    COUNSEL = "counsel"
    OTHER = "other"


class NeedState(StrEnum):
    """How far help is."""

    ASKED = "asked"
    SENT = "sent"
    DELIVERED = "delivered"
    CANCELLED = "cancelled"


class ComplaintState(StrEnum):
    """Where an objection stands."""

    OPEN = "open"
    UPHELD = "upheld"
    REJECTED = "rejected"
    WITHDRAWN = "withdrawn"


@dataclass(frozen=True, slots=True)
class OrderRow:
    """An order as a list shows it."""

    id: UUID
    number: str
    person_id: UUID
    area: str
    kind: Kind
    state: State
    period: Period
    place: Place
    reach: Reach
    proxy_id: UUID | None
    household: UUID | None
    officer_id: UUID | None
    urgency: int
    last_heard_at: datetime | None
    missed_in_row: int
    symptomatic_since: date | None
    asked_per_day: int
    version: int


@dataclass(frozen=True, slots=True)
class OrderDetail:
    """An order as its page shows it."""

    row: OrderRow
    contact_id: UUID | None
    case_id: UUID | None
    became_case_id: UUID | None
    held_specimen_id: UUID | None
    rule_id: UUID
    place_note: UUID | None
    address_verified_at: datetime | None
    facility_id: UUID | None
    issued_at: datetime
    issued_by: UUID | None
    closed_at: datetime | None


@dataclass(frozen=True, slots=True)
class LineRow:
    """One line of the history."""

    seq: int
    at: datetime
    officer_id: UUID | None
    role: str
    act: str
    reason: str
    rule_id: UUID | None
    counted_from: date | None
    ends_before: date | None
    ends_after: date | None
    about: str
    note: UUID | None


@dataclass(frozen=True, slots=True)
class ServiceRow:
    """How a letter was served."""

    id: UUID
    way: Way
    at: datetime
    officer_id: UUID | None
    message_id: UUID | None
    reference: str
    receipt: Receipt | None
    receipt_at: datetime | None


@dataclass(frozen=True, slots=True)
class PaperRow:
    """A letter and how it was served."""

    id: UUID
    order_id: UUID
    template: str
    language: str
    words_note: UUID
    digest: bytes
    written_at: datetime
    written_by: UUID | None
    services: tuple[ServiceRow, ...]


@dataclass(frozen=True, slots=True)
class ReportRow:
    """How somebody was."""

    id: UUID
    on: date
    measured_at: datetime
    received_at: datetime
    temperature_c: Decimal | None
    symptoms: tuple[Symptom, ...]
    symptomatic: bool
    source: Source
    told_by: UUID | None
    officer_id: UUID | None
    note: UUID | None


@dataclass(frozen=True, slots=True)
class QuestionRow:
    """One of the day's questions."""

    order_id: UUID
    on: date
    slot: int
    due_at: datetime
    state: str
    tries: int


@dataclass(frozen=True, slots=True)
class BreachRow:
    """A signal, and what came of it."""

    id: UUID
    order_id: UUID
    number: str
    person_id: UUID
    area: str
    signal: breach_rules.Signal
    lost: bool
    signal_at: datetime
    received_at: datetime
    confidence: float | None
    distance_m: float | None
    error_m: float | None
    state: breach_rules.State
    outcome: str
    statement_note: UUID | None
    decided_at: datetime | None
    decided_by: UUID | None
    version: int


@dataclass(frozen=True, slots=True)
class StepRow:
    """What was done about a breach."""

    at: datetime
    officer_id: UUID | None
    what: str
    result: str
    with_police: bool
    note: UUID | None


@dataclass(frozen=True, slots=True)
class ComplaintRow:
    """An objection."""

    id: UUID
    order_id: UUID
    number: str
    person_id: UUID
    area: str
    breach_id: UUID | None
    against_by: UUID | None
    note: UUID
    received_at: datetime
    due_on: date
    state: ComplaintState
    decided_at: datetime | None
    decided_by: UUID | None
    answer_note: UUID | None


@dataclass(frozen=True, slots=True)
class NeedRow:
    """What somebody needs."""

    id: UUID
    order_id: UUID
    number: str
    person_id: UUID
    area: str
    what: Needed
    pieces: int
    note: UUID | None
    state: NeedState
    asked_at: datetime
    changed_at: datetime


@dataclass(frozen=True, slots=True)
class FacilityRow:
    """A house, and how full it is."""

    id: UUID
    area: str
    name: str
    name_en: str
    address: str
    phone: str
    rooms: int
    taken: int
    closed: bool

    @property
    def free(self) -> int:
        """Rooms that nobody has."""
        return self.rooms - self.taken


@dataclass(frozen=True, slots=True)
class OfferRow:
    """An order offered to another area."""

    id: UUID
    order_id: UUID
    number: str
    person_id: UUID
    from_area: str
    to_area: str
    reason: str
    state: str
    offered_at: datetime
    offered_by: UUID | None


@dataclass(frozen=True, slots=True)
class Load:
    """How many people an officer watches over, and how it stands with them."""

    officer_id: UUID | None  # None: nobody's yet
    people: int
    symptomatic: int
    missed: int
    breaches: int


@dataclass(frozen=True, slots=True)
class AbsenceRow:
    """Days on which an officer is away."""

    id: UUID
    officer_id: UUID
    deputy_id: UUID
    from_on: date
    to_on: date
