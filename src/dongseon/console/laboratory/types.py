"""What others get to see of the laboratory: frozen values, never models, never an identity."""

from dataclasses import dataclass
from datetime import date, datetime
from enum import StrEnum
from uuid import UUID

from dongseon.console.laboratory.rules import (
    Decision,
    Hold,
    KitPath,
    Material,
    Outcome,
    Reason,
    Source,
    Standing,
    State,
)

SUBJECT = "specimen"  # as the audit names it


class SpecimenUnknown(LookupError):
    """There is no such thing, or it is not in the officer's area: nobody is told which of the two."""


class Overtaken(RuntimeError):
    """Somebody else changed the record meanwhile; look again before deciding."""


class Refused(ValueError):
    """A rule of docs/rules/laboratory.md forbids this. The message is a sentence for the officer."""


class Side(StrEnum):
    """From which end of the way a list is looked at."""

    SITE = "site"  # specimens taken in the area
    LABORATORY = "laboratory"  # specimens that a laboratory of the area tests


@dataclass(frozen=True, slots=True)
class LaboratoryRow:
    """A laboratory."""

    id: UUID
    code: str
    name_ko: str
    name_en: str
    area: str
    program_id: UUID | None
    closed: bool

    def name(self, language: str) -> str:
        """Its name for a reader of this language."""
        return self.name_ko if language == "ko" else self.name_en


@dataclass(frozen=True, slots=True)
class SpecimenRow:
    """A specimen as a list shows it."""

    id: UUID
    code: str
    person_id: UUID | None
    area: str
    laboratory_id: UUID | None
    lab_area: str
    site_id: UUID | None
    visit_id: UUID | None
    material: Material
    reason: Reason
    symptoms: bool
    state: State
    outcome: Outcome | None
    again: int
    replaced: bool
    pool_id: UUID | None
    pool_of: int
    replaces_id: UUID | None
    version: int
    taken_at: datetime
    since: datetime
    verified_at: datetime | None


@dataclass(frozen=True, slots=True)
class EventRow:
    """One link of the chain of custody."""

    at: datetime
    act: str
    officer_id: UUID | None
    role: str
    place: str
    detail: str


@dataclass(frozen=True, slots=True)
class ResultRow:
    """A result."""

    id: UUID
    specimen_id: UUID
    outcome: Outcome
    standing: Standing
    source: Source
    kit: str
    lot: str
    hold: Hold | None
    cycle_threshold: float | None
    corrects: bool
    reported_at: datetime
    entered_at: datetime
    entered_by: UUID | None
    verified_at: datetime | None
    verified_by: UUID | None
    reason: str


@dataclass(frozen=True, slots=True)
class BoxRow:
    """A transport box."""

    id: UUID
    code: str
    area: str
    laboratory_id: UUID
    sent_at: datetime
    packed: int
    received_at: datetime | None
    temperature_c: float | None


@dataclass(frozen=True, slots=True)
class KitRow:
    """A kit, and where it stands on its path."""

    id: UUID
    code: str
    name: str
    maker: str
    state: Decision
    authorised_on: date | None
    withdrawn_on: date | None


@dataclass(frozen=True, slots=True)
class LotRow:
    """A lot of a kit."""

    id: UUID
    kit_id: UUID
    number: str
    expires_on: date


@dataclass(frozen=True, slots=True)
class KitStepRow:
    """One step of a kit's path."""

    step: Decision
    on: date
    reference: str
    sensitivity: float | None
    specificity: float | None
    specimens: int | None
    officer_id: UUID | None
    at: datetime


@dataclass(frozen=True, slots=True)
class Reading:
    """What a laboratory says of a specimen."""

    outcome: Outcome
    reported_at: datetime
    kit_id: UUID | None = None  # None: none was named, or none that is known here
    lot_id: UUID | None = None
    kit_said: str = ""  # what was named, where it is not known
    cycle_threshold: float | None = None
    corrects: bool = False
    path: KitPath | None = None  # of kit and lot, where they were looked up just now


class Change(StrEnum):
    """What a report did."""

    NOTHING = "nothing"  # it was known
    ENTERED = "entered"  # waits for a second pair of eyes
    HELD = "held"
    VERIFIED = "verified"
    LATE = "late"  # something later holds already: kept, and nothing else


@dataclass(frozen=True, slots=True)
class Verdict:
    """What became of a report, and what stood before: all that follow-up needs."""

    change: Change
    result_id: UUID
    specimen: SpecimenRow  # as it is now
    outcome: Outcome
    before: Outcome | None  # that stood verified until now
    before_id: UUID | None  # … and its result


@dataclass(frozen=True, slots=True)
class Place:
    """Where a page of a list begins: behind (or, backwards, before) a moment and id."""

    at: datetime | None = None  # None is the begin of the list
    id: UUID | None = None
    backwards: bool = False


class Work(StrEnum):
    """What waits for somebody, in the order of the way."""

    TO_SEND = "to_send"
    ON_THE_WAY = "on_the_way"
    TO_TEST = "to_test"
    TO_VERIFY = "to_verify"
    HELD = "held"
    AGAIN = "again"  # the person has to come again


@dataclass(frozen=True, slots=True)
class Filters:
    """What the list of all specimens is narrowed to; empty means everything."""

    side: Side = Side.SITE
    outcome: Outcome | None = None
    laboratory_id: UUID | None = None


@dataclass(frozen=True, slots=True)
class Count:
    """How many rows there are."""

    rows: int
    exact: bool  # else there are at least so many


@dataclass(frozen=True, slots=True)
class Page:
    """Some rows of a list and the way to its neighbours."""

    rows: tuple[SpecimenRow, ...]
    next: Place | None
    previous: Place | None


@dataclass(frozen=True, slots=True)
class FindingRow:
    """A report that waits for a person, or did."""

    id: UUID
    delivery_id: UUID
    area: str
    received_at: datetime
    state: str
    reasons: tuple[str, ...]
    specimen_id: UUID | None
    settled_at: datetime | None
    settled_by: UUID | None


@dataclass(frozen=True, slots=True)
class Plan:
    """How a job reads a file: what its columns mean, how many rows there are, in which role they were brought."""

    columns: dict[str, str]  # our field → the file's column
    rows: int
    role: str
    purpose: str


@dataclass(frozen=True, slots=True)
class DeliveryRow:
    """What a laboratory sent, without what it says."""

    id: UUID
    sender_id: UUID
    source: Source
    control_id: str
    received_at: datetime
    answer: str
    faults: tuple[str, ...]
    repeats: int
    plan: Plan | None = None


@dataclass(frozen=True, slots=True)
class Load:
    """How a laboratory, or the sites of an area, stand."""

    key: str  # a laboratory's id, or an area
    waiting: int  # taken and not verified
    oldest_at: datetime | None  # when the oldest of them was taken
    verified: int  # within the hours asked for
    median_h: float | None  # from swab to verified
    ninetieth_h: float | None
