"""What others get to see of screening: frozen values, never models, never an identity."""

from dataclasses import dataclass
from datetime import date, datetime, time
from uuid import UUID

from dongseon.console.screening.criteria import Answered
from dongseon.console.screening.hours import Timetable
from dongseon.console.screening.rules import (
    BookingReason,
    BookingState,
    GroupKind,
    MemberRole,
    Outcome,
    SiteKind,
    VisitState,
)


class Unknown(LookupError):
    """There is no such thing, or it is not in the officer's area: nobody is told which of the two."""


class Refused(ValueError):
    """A rule of docs/rules/screening.md forbids this. The message is a sentence for the officer."""


class Overtaken(RuntimeError):
    """Somebody else changed the record meanwhile; look again before deciding."""


@dataclass(frozen=True, slots=True)
class SiteRow:
    """A site."""

    id: UUID
    name_ko: str
    name_en: str
    kind: SiteKind
    area: str
    address: str
    phone: str
    lanes: int
    minutes: int
    capacity: int
    wall_key: UUID
    closed_at: datetime | None
    version: int
    timetable: Timetable

    def name(self, language: str) -> str:
        """The name in Korean or English."""
        return self.name_ko if language == "ko" else self.name_en


@dataclass(frozen=True, slots=True)
class Load:
    """How full a site is now."""

    arrived: int  # wait to be asked
    questioned: int  # wait for the swab
    swabbed: int  # wait for their instructions
    today: int  # came today
    done_today: int  # swabbed today
    oldest_at: datetime | None  # who has waited longest arrived then
    wait_min: int  # expected, for whoever comes now

    @property
    def waiting(self) -> int:
        """How many wait for a swab."""
        return self.arrived + self.questioned


@dataclass(frozen=True, slots=True)
class VisitRow:
    """A visit as lists show it."""

    id: UUID
    site_id: UUID
    area: str
    on: date
    number: int
    person_id: UUID
    anonymous: bool
    booking_id: UUID | None
    group_id: UUID | None
    round_id: UUID | None
    state: VisitState
    gone_reason: str
    lane: int | None
    called_at: datetime | None
    arrived_at: datetime
    questioned_at: datetime | None
    swabbed_at: datetime | None
    left_at: datetime | None
    resulted_at: datetime | None
    outcome: Outcome
    specimen_id: UUID | None
    ground: str
    free: bool | None
    to_hospital: bool
    definition_id: UUID | None
    testing_id: UUID | None
    version: int


@dataclass(frozen=True, slots=True)
class VisitDetail:
    """A visit with what was answered."""

    row: VisitRow
    answered: Answered | None
    answered_at: datetime | None
    answered_by: UUID | None
    note_id: UUID | None


@dataclass(frozen=True, slots=True)
class BookingRow:
    """A booking."""

    id: UUID
    person_id: UUID
    area: str
    site_id: UUID | None
    on: date
    slot: time | None
    reason: BookingReason
    state: BookingState
    booked_at: datetime


@dataclass(frozen=True, slots=True)
class ClusterRow:
    """An outbreak that people are asked about."""

    id: UUID
    name_ko: str
    name_en: str
    exposed_from: date
    exposed_to: date
    closed_at: datetime | None

    def name(self, language: str) -> str:
        """The name in Korean or English."""
        return self.name_ko if language == "ko" else self.name_en


@dataclass(frozen=True, slots=True)
class GroupRow:
    """A group with the state of its roster."""

    id: UUID
    name: str
    kind: GroupKind
    area: str
    phone: str
    closed_at: datetime | None
    members: int


@dataclass(frozen=True, slots=True)
class MemberRow:
    """Somebody on a roster, and their last test of the group."""

    id: UUID
    person_id: UUID
    role: MemberRole
    joined_at: datetime
    tested: bool  # in the round that was asked about
    visit_id: UUID | None  # their visit in it
    outcome: Outcome


@dataclass(frozen=True, slots=True)
class RoundRow:
    """A round of tests: how far it is, and what it found."""

    id: UUID
    begins_on: date
    ends_on: date
    rule_id: UUID
    members: int  # on the roster while it ran
    tested: int
    resulted: int
    positive: int
    coverage: float | None  # tested of members
    positivity: float | None  # positive of those with a result that says something
