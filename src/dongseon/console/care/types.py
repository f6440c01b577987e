"""What others get to see of care: frozen values, never a name."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date, datetime
from uuid import UUID

from dongseon.console.care.rules import EndReason, Half, Outcome, Relation, StayState
from dongseon.console.care.triage import Place, Reason, Severity


class Refused(ValueError):
    """A rule of docs/rules/triage.md or release.md forbids this. A sentence for the officer."""


class Unknown(LookupError):
    """There is no such thing, or it is not in the officer's area."""


@dataclass(frozen=True, slots=True)
class AssessmentRow:
    """How ill somebody was found to be."""

    id: UUID
    case_id: UUID
    at: datetime
    officer_id: UUID | None
    findings: Mapping[str, object]
    vitals: Mapping[str, float] | None
    severity: Severity
    place: Place
    reasons: tuple[Reason, ...]
    score: int | None
    points: Mapping[str, int]
    signs_rule_id: UUID
    without_rule_id: UUID


@dataclass(frozen=True, slots=True)
class HouseRow:
    """A house and how full it is now."""

    id: UUID
    name: str
    kind: Place
    area: str
    beds: int  # in service
    taken: int  # kept or lain in
    closed: bool

    @property
    def free(self) -> int:
        """Beds that nobody has."""
        return 0 if self.closed else max(0, self.beds - self.taken)


@dataclass(frozen=True, slots=True)
class StayRow:
    """Somebody in a bed, or on the way to it."""

    id: UUID
    case_id: UUID
    person_id: UUID
    house_id: UUID
    house: str
    kind: Place
    bed: int
    state: StayState
    reserved_at: datetime
    admitted_at: datetime | None
    ended_at: datetime | None
    end_reason: EndReason | None


@dataclass(frozen=True, slots=True)
class ReadingRow:
    """Vital signs, once."""

    at: datetime
    on: date
    half: Half
    officer_id: UUID | None
    temperature_c: float
    pulse_per_min: int | None
    systolic_mmhg: int | None
    breaths_per_min: int | None
    oxygen_percent: int | None
    consciousness: int
    antipyretic: bool
    dyspnoea: bool
    improving: bool


@dataclass(frozen=True, slots=True)
class EndingRow:
    """How an illness ended."""

    id: UUID
    case_id: UUID
    episode: int
    outcome: Outcome
    on: date
    at: datetime
    officer_id: UUID | None
    way: str
    rule_id: UUID | None
    facts: Mapping[str, object]
    undone_at: datetime | None


@dataclass(frozen=True, slots=True)
class LinkRow:
    """Somebody of the same household."""

    id: UUID
    person_id: UUID  # the other one
    relation: Relation
    linked_at: datetime
