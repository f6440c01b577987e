"""The values of investigations: frozen, and nothing in them names anybody."""

from dataclasses import dataclass
from datetime import date, datetime
from uuid import UUID

from dongseon.console.investigations.rules import (
    Distance,
    Mask,
    RequestState,
    Respondent,
    Signer,
    Step,
    TapeState,
    Vehicle,
    Ventilation,
)
from dongseon.errors import DongseonError
from dongseon.mandate import Kind, OrganisationKind, Right

CASE, REQUEST = "case", "data_request"  # subjects, as the audit names them


class InvestigationUnknown(LookupError):
    """There is none, or not for this officer."""


class RequestUnknown(LookupError):
    """There is no such request, or not for this officer."""


class Refused(DongseonError):
    """A rule stands against it; the message says which."""


class Overtaken(DongseonError):
    """Somebody else was quicker; nothing was written."""


@dataclass(frozen=True, slots=True)
class Investigation:
    """What is done about one case."""

    id: UUID
    case_id: UUID
    person_id: UUID
    area: str
    opened_at: datetime
    opened_by: UUID | None
    erased_at: datetime | None


@dataclass(frozen=True, slots=True)
class Row:
    """An investigation in a list."""

    investigation: Investigation
    interviews: int
    requests: int  # open ones
    slices: int
    last_step: Step | None
    last_at: datetime | None


@dataclass(frozen=True, slots=True)
class Key:
    """An officer's key, its public half."""

    key_id: str
    officer_id: UUID
    organisation_id: str
    rights: tuple[Right, ...]
    public_key: bytes
    not_before: datetime
    expires: datetime
    proposed_at: datetime
    enrolment: bytes | None
    enrolled_at: datetime | None
    revoked_at: datetime | None
    revoked_why: str
    revocation: bytes | None

    def good_at(self, now: datetime) -> bool:
        """Whether it may sign now."""
        return (
            self.enrolled_at is not None
            and self.revoked_at is None
            and self.not_before <= now < self.expires
        )


@dataclass(frozen=True, slots=True)
class Signature:
    """Who signed, as what, with which key."""

    signer: Signer
    officer_id: UUID
    key_id: str
    signature: bytes
    at: datetime


@dataclass(frozen=True, slots=True)
class Request:
    """A data request, without its text."""

    id: UUID
    investigation_id: UUID
    case_id: UUID
    person_id: UUID
    batch: UUID
    area: str
    holder_id: str
    question: str
    article: str
    purpose: str
    kinds: tuple[Kind, ...]
    window_begins: datetime | None
    window_ends: datetime | None
    policy_since: date
    requester_id: UUID
    requester_key: str
    approver_id: UUID
    approver_key: str
    payload_sha256: str
    state: RequestState
    reason: str
    drafted_at: datetime
    requested_at: datetime | None
    approved_at: datetime | None
    sent_at: datetime | None
    ended_at: datetime | None
    expires_at: datetime
    body_sha256: str
    tries: int
    polls: int
    next_try_at: datetime | None
    problem: str

    @property
    def mandate_id(self) -> str:
        """Its id as the holder knows it."""
        return self.id.hex


@dataclass(frozen=True, slots=True)
class Slice:
    """What came back, sealed as it lies in the database. `workflows.gathering.opened` opens it."""

    id: UUID
    request_id: UUID
    case_id: UUID
    person_id: UUID
    holder_id: str
    question: str  # person, presence, resolve, alert
    kinds: tuple[Kind, ...]
    rows: int
    sha256: str  # of the answer's bytes, in hex
    received_at: datetime
    sealed: bytes | None  # None once erased


@dataclass(frozen=True, slots=True)
class Interview:
    """A talk. Its texts are sealed."""

    id: UUID
    officer_id: UUID | None
    respondent: Respondent
    language: str
    interpreter: bool
    duty_read_at: datetime | None
    penalty_read_at: datetime | None
    use_read_at: datetime | None
    correction_offered_at: datetime | None
    sealed: bytes
    version: int
    begun_at: datetime
    changed_at: datetime
    finished_at: datetime | None


@dataclass(frozen=True, slots=True)
class Exposure:
    """A stay that was told. Where and with whom is sealed."""

    id: UUID
    interview_id: UUID | None
    begins_at: datetime
    ends_at: datetime
    vehicle: Vehicle
    mask: Mask
    distance: Distance
    ventilation: Ventilation
    symptomatic: bool | None
    people: int | None
    sealed: bytes
    told_at: datetime
    corrected_by: UUID | None
    withdrawn_at: datetime | None


@dataclass(frozen=True, slots=True)
class Tape:
    """A recording to be watched."""

    id: UUID
    case_id: UUID
    begins_at: datetime
    ends_at: datetime
    overwritten_at: datetime
    state: TapeState
    sealed: bytes
    viewer_id: UUID | None
    watched_at: datetime | None
    version: int


@dataclass(frozen=True, slots=True)
class SiteVisit:
    """A visit to a place."""

    id: UUID
    visited_at: datetime
    officer_id: UUID | None
    has_floor_plan: bool
    has_roster: bool
    disinfected_on: date | None
    ventilation: Ventilation
    sealed: bytes


@dataclass(frozen=True, slots=True)
class Identifier:
    """A number of the person's, sealed."""

    id: UUID
    scheme: str
    sealed: bytes


@dataclass(frozen=True, slots=True)
class Notice:
    """Somebody who is to be told."""

    id: UUID
    person_id: UUID
    request_id: UUID
    due_on: date
    sent_at: datetime | None


@dataclass(frozen=True, slots=True)
class Objection:
    """What somebody objects to."""

    id: UUID
    person_id: UUID
    request_id: UUID | None
    note_id: UUID
    raised_at: datetime
    answer_note_id: UUID | None
    answered_at: datetime | None


@dataclass(frozen=True, slots=True)
class Holder:
    """Who is asked, as this console was set up."""

    holder_id: str
    name: str
    url: str
    kinds: tuple[Kind, ...]
    public_key: bytes  # (32,) signs its receipts
    answers_within_min: int  # minutes after which an answer is late


@dataclass(frozen=True, slots=True)
class Office:
    """An organisation that enrols keys, as this console was set up."""

    organisation_id: str
    kind: OrganisationKind
    central: bool
