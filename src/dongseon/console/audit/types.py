"""The values of the audit: who acted, on what, and the proof of having said so."""

from dataclasses import dataclass
from enum import StrEnum
from uuid import UUID


class Kind(StrEnum):
    """What an entry tells of."""

    READ = "read"
    WRITE = "write"
    REFUSED = "refused"


@dataclass(frozen=True, slots=True)
class Actor:
    """Who acts: an officer in one of their roles, a program with a token, or the house itself."""

    officer_id: UUID | None  # None for the house itself (a timed job)
    role: str  # as in access.roles; "officer" for nobody's role but one's own affairs (sign-in),
    # "program" for a token, "house" for a timed job or the command line
    area: str  # code of the area that the role is held for; "" for the whole country
    purpose: str = ""  # as in access.roles; "" where no personal data are looked at


HOUSE = Actor(None, "house", "")


@dataclass(frozen=True, slots=True)
class Subject:
    """What was seen or changed: a kind in the glossary's words, and its identifier."""

    kind: str
    id: UUID


@dataclass(frozen=True, slots=True)
class Look:
    """Proof that a look at personal data was written down, good within its transaction only."""

    transaction: int
    subjects: frozenset[Subject]
    fields: frozenset[str]
