"""The values of tracing: versions, officers' decisions on stays, what is shown, candidates, links."""

from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum
from uuid import UUID

from dongseon.itinerary.types import Moment, Rival


class TraceUnknown(LookupError):
    """There is no itinerary of this case, or it is not in the officer's area: nobody is told which."""


class Overtaken(RuntimeError):
    """Somebody else decided something meanwhile; look again before deciding."""


class Refused(ValueError):
    """This cannot be done. The message is a sentence for the officer."""


class Running(StrEnum):
    """Where the reconstruction of a case stands."""

    WAITING = "waiting"  # a job is to come
    DONE = "done"
    EMPTY = "empty"  # nothing to reconstruct from yet
    FAILED = "failed"


class Act(StrEnum):
    """What an officer decides about a stay."""

    ACCEPT = "accept"
    CORRECT = "correct"
    REJECT = "reject"
    SPLIT = "split"
    MERGE = "merge"
    ADD = "add"  # a stay that no record tells of


class Outcome(StrEnum):
    """What came of asking again. Never a verdict: what was said is explained, confirmed, or passed on."""

    EXPLAINED = "explained"  # the contradiction has an innocent reason
    CONFIRMED = "confirmed"  # asked again, the person confirmed what the records say
    REFERRED = "referred"  # to the legal officer, who alone decides about it


@dataclass(frozen=True, slots=True)
class Piece:
    """A stay as an officer put it."""

    place_id: str | None  # None: at no listed place
    lon_deg: float
    lat_deg: float
    category: str
    start: datetime  # UTC
    end: datetime  # UTC


@dataclass(frozen=True, slots=True)
class Claim:
    """What the machine said of a stretch when the officer decided."""

    place_id: str | None
    start: datetime  # UTC
    end: datetime  # UTC
    probability: float
    evidence: int  # records that spoke for it


@dataclass(frozen=True, slots=True)
class Decided:
    """An officer's decision: in this stretch of time these stays, and no other, hold."""

    id: UUID
    act: Act
    start: datetime  # UTC
    end: datetime  # UTC
    pieces: tuple[Piece, ...]  # none: nothing there
    seen: tuple[Claim, ...]
    everybody_known: bool  # all who were there are identified: nothing to publish
    note: str
    version: int  # that was looked at
    at: datetime
    officer_id: UUID | None
    undone: bool = False


@dataclass(frozen=True, slots=True)
class ShownStay:
    """A stay as the workbench shows it: the machine's, or what an officer made of it."""

    key: str  # names it within one version and revision
    place_id: str | None
    lon_deg: float
    lat_deg: float
    category: str
    arrived: Moment
    left: Moment
    probability: float  # the machine's for this place at this time
    evidence: tuple[str, ...]
    rivals: tuple[Rival, ...]
    act: Act | None = None  # None: the machine's alone
    decision_id: UUID | None = None
    everybody_known: bool = False
    conflict: bool = False  # newer records speak for something else


@dataclass(frozen=True, slots=True)
class Struck:
    """A stay that an officer rejected: shown as struck out, so that it can be brought back."""

    decision_id: UUID
    claim: Claim
    note: str
    conflict: bool


@dataclass(frozen=True, slots=True)
class Told:
    """A version with the officers' decisions laid over it."""

    stays: tuple[ShownStay, ...]  # in time order, not overlapping
    struck: tuple[Struck, ...]
    conflicts: int


class Difference(StrEnum):
    """How a stay differs from the version before."""

    NEW = "new"
    GONE = "gone"
    MOVED = "moved"  # its times
    SURER = "surer"
    LESS_SURE = "less_sure"


@dataclass(frozen=True, slots=True)
class Changed:
    """One difference between two versions."""

    difference: Difference
    place_id: str | None
    start: datetime  # UTC
    end: datetime  # UTC
    before: str  # times or percent, as the case may be; "" if there was none
    after: str


@dataclass(frozen=True, slots=True)
class TraceRow:
    """Where the reconstruction of a case stands; nothing of where anybody was."""

    case_id: UUID
    person_id: UUID
    state: Running
    fault: str
    version: int  # 0: none yet
    revision: int  # decisions taken or undone so far
    facts: bytes  # sealed; empty: nothing known
    asked_at: datetime
    changed_at: datetime


@dataclass(frozen=True, slots=True)
class VersionRow:
    """One version, still sealed."""

    number: int
    inputs: str  # SHA-256 of all that went in
    made_at: datetime
    seconds: float  # of work
    records: int
    stays: int
    questions: int
    sources: tuple[str, ...]
    view: bytes  # sealed
    posterior: bytes  # sealed


@dataclass(frozen=True, slots=True)
class DecisionRow:
    """One decision, still sealed."""

    id: UUID
    seq: int
    version: int
    act: Act
    body: bytes  # sealed
    at: datetime
    officer_id: UUID | None
    undone_at: datetime | None
    undone_by: UUID | None


@dataclass(frozen=True, slots=True)
class AnswerRow:
    """What came of asking again about one question."""

    key: str
    outcome: Outcome
    note: bytes  # sealed
    at: datetime
    officer_id: UUID | None
    referral: str  # "" or what the legal officer decided


class CandidateState(StrEnum):
    """What was decided about somebody who may have been there."""

    OPEN = "open"
    ASKED = "asked"  # identity asked for by a mandate
    ACCEPTED = "accepted"
    REJECTED = "rejected"
    ALERT = "alert"  # a text instead, sent by the holder


class RejectReason(StrEnum):
    """Why somebody is no contact. Words, not free text."""

    NOT_THERE = "not_there"
    TOO_SHORT = "too_short"
    OTHER_ROOM = "other_room"
    PROTECTED = "protected"  # masks on both, or a partition
    KNOWN_ALREADY = "known_already"
    SAME_PERSON = "same_person"


@dataclass(frozen=True, slots=True)
class CandidateRow:
    """Somebody who may have been there: how likely; where and when lies sealed in the search."""

    id: UUID
    case_id: UUID
    key: str  # names them in the search's body
    origin: str  # holder, case, list
    state: CandidateState
    probability: float
    risk: float
    minutes: float
    person_id: UUID | None  # None until identified
    contact_id: UUID | None
    reason: str
    decided_at: datetime | None
    decided_by: UUID | None
    version: int


@dataclass(frozen=True, slots=True)
class AcceptedStay:
    """A stay that an officer accepted: what publishing may draw from. Never leaves the house as it is."""

    stay_id: str  # the same as long as the decision holds
    case_id: UUID
    place_id: str
    name: str
    category: str
    lon_deg: float
    lat_deg: float
    indoor: bool | None
    capacity: int  # 0: not known
    start: datetime  # UTC
    end: datetime  # UTC
    everybody_known: bool
    home: bool
    workplace: bool
    decided_at: datetime


@dataclass(frozen=True, slots=True)
class Site:
    """A place of the gazetteer."""

    place_id: str
    name: str
    category: str
    lon_deg: float
    lat_deg: float
    radius_m: float
    indoor: int  # 1 yes, 0 no, -1 not known
    capacity: float | None  # persons
