"""What a mandate is: who asks which holder for what, about whom or where, on which ground, how long.

Times are aware and in UTC, whole seconds; a window includes its start and not its end. Days are local
days in Korea.
"""

from dataclasses import dataclass
from datetime import date, datetime, timedelta
from enum import StrEnum
from typing import TypeAlias


class Kind(StrEnum):
    """A kind of record that a holder keeps."""

    CONNECTION = "connection"  # a phone at a base station
    APPROVAL = "approval"  # a card payment
    CHECK_IN = "check_in"
    TAP = "tap"  # a transit card


class Scheme(StrEnum):
    """What sort of personal number identifies somebody at a holder."""

    PHONE = "phone"
    CARD = "card"
    TRANSIT_CARD = "transit_card"


class Article(StrEnum):
    """The article of law that a request rests on (Infectious Disease Control and Prevention Act)."""

    PERSONAL_DATA = "IDCPA-76-2-1"
    LOCATION = "IDCPA-76-2-2"  # through the chief of police


class Purpose(StrEnum):
    """What the answer is for."""

    FIND_CONTACTS = "find_contacts"
    FIND_SOURCE = "find_source"
    CHECK_STATEMENT = "check_statement"
    IDENTIFY_CONTACT = "identify_contact"
    WARN_THOSE_PRESENT = "warn_those_present"


class Direction(StrEnum):
    """Which way the case is traced: whom it may have infected, or who infected it."""

    FORWARD = "forward"
    SOURCE = "source"


class Reference(StrEnum):
    """What the window is counted from."""

    ONSET = "onset"
    SAMPLING = "sampling"  # where there were no symptoms


KINDS_OF_SCHEME = {  # by which number a kind of record is found
    Scheme.PHONE: frozenset({Kind.CONNECTION, Kind.CHECK_IN}),
    Scheme.CARD: frozenset({Kind.APPROVAL}),
    Scheme.TRANSIT_CARD: frozenset({Kind.TAP}),
}
LOCATION_KINDS = frozenset(
    {Kind.CONNECTION}
)  # what the law calls location: asked through the police


@dataclass(frozen=True, slots=True)
class Window:
    """A stretch of time: from `begin` up to, not including, `end`. Never empty."""

    begin: datetime
    end: datetime

    @property
    def length(self) -> timedelta:
        """How long it is."""
        return self.end - self.begin

    def contains(self, other: "Window") -> bool:
        """Whether the other window lies in this one."""
        return self.begin <= other.begin and other.end <= self.end


@dataclass(frozen=True, slots=True, order=True)
class Identifier:
    """A personal number at a holder."""

    scheme: Scheme
    value: str


@dataclass(frozen=True, slots=True)
class Area:
    """Places (or sectors of base stations) and a time: who was there?"""

    place_ids: tuple[str, ...]
    category: str  # of the place that the case stayed at; "" = a spot that is no place
    window: Window


@dataclass(frozen=True, slots=True)
class PersonQuestion:
    """The records of one person in a window."""

    identifiers: tuple[Identifier, ...]  # all of one person
    window: Window


@dataclass(frozen=True, slots=True)
class PresenceQuestion:
    """Who was at these places at these times? Answered with tokens."""

    areas: tuple[Area, ...]
    least_stay_min: int


@dataclass(frozen=True, slots=True)
class ResolveQuestion:
    """Whose tokens are these, that an area answer gave?"""

    of_mandate: str  # the mandate that the tokens were issued for
    tokens: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class AlertQuestion:
    """Send this text to everybody who was there; answered with a count."""

    areas: tuple[Area, ...]
    least_stay_min: int
    text_ko: str
    text_en: str


Question: TypeAlias = PersonQuestion | PresenceQuestion | ResolveQuestion | AlertQuestion


@dataclass(frozen=True, slots=True)
class Basis:
    """What the window is derived from."""

    reference: Reference
    reference_day: date  # local day of onset, or of sampling
    isolated_at: datetime | None  # None while the case is not isolated
    direction: Direction
    justification: str  # of a source window; else empty


@dataclass(frozen=True, slots=True)
class Signatory:
    """A person who signs, and the key they sign with."""

    officer_id: str
    key_id: str  # thumbprint of the public key (RFC 7638)


@dataclass(frozen=True, slots=True)
class Mandate:
    """The signed request."""

    mandate_id: str  # 128 random bits, 32 hex digits
    holder_id: str  # who is asked, and nobody else
    case_id: str
    article: Article
    purpose: Purpose
    necessity: str  # why the interview alone does not do
    kinds: tuple[Kind, ...]
    question: Question
    basis: Basis | None  # None for tokens: their window was judged before
    requester: Signatory
    approver: Signatory
    issued: datetime
    not_before: datetime
    expires: datetime

    @property
    def asks_location(self) -> bool:
        """Whether the law wants the police to approve."""
        return bool(LOCATION_KINDS & set(self.kinds))

    @property
    def areas(self) -> tuple[Area, ...]:
        """The places asked about; none when a person or tokens are."""
        question = self.question
        return question.areas if isinstance(question, PresenceQuestion | AlertQuestion) else ()

    @property
    def windows(self) -> tuple[tuple[str, Window], ...]:
        """Every window asked for, with the field that it stands in."""
        if isinstance(self.question, PersonQuestion):
            return (("question.window", self.question.window),)
        return tuple(
            (f"question.areas[{number}].window", area.window)
            for number, area in enumerate(self.areas)
        )
