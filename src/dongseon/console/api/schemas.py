"""What goes in and out of the API, in the words of the glossary."""

from datetime import date, datetime
from typing import Annotated
from uuid import UUID

from ninja import Schema
from pydantic import ConfigDict, Field

from dongseon.console.cases.rules import Classification, State
from dongseon.console.registry.types import Sex

Short = Annotated[str, Field(max_length=100, pattern=r"^[^\x00-\x1f\x7f]*$")]
Long = Annotated[str, Field(max_length=300, pattern=r"^[^\x00-\x1f\x7f]*$")]
Day = Annotated[date, Field(ge=date(1900, 1, 1), le=date(2100, 12, 31))]


class ReportIn(Schema):
    """A case report. `reference` is yours: the same reference again corrects the same case."""

    model_config = ConfigDict(extra="forbid")

    reference: Annotated[str, Field(min_length=1, max_length=100, pattern=r"^[^\x00-\x1f\x7f]*$")]
    area: Annotated[str, Field(pattern=r"^\d{2,10}$")]
    classification: Classification
    reported_on: Day
    onset_on: Day | None = None
    sampled_on: Day | None = None
    name: Short = ""
    name_romanised: Short = ""
    birth_date: Day | None = None
    sex: Sex = Sex.UNKNOWN
    phone: Annotated[str, Field(max_length=30, pattern=r"^[^\x00-\x1f\x7f]*$")] = ""
    address: Long = ""


class ReportOut(Schema):
    """What became of a report."""

    id: UUID
    number: str
    outcome: str  # created, changed, unchanged


class IdentityOut(Schema):
    """Who a case is of. Only with the scope `cases:identities`."""

    name: str
    name_romanised: str
    birth_date: date | None
    sex: str
    phones: list[str]


class CaseOut(Schema):
    """A case."""

    id: UUID
    number: str
    area: str
    classification: Classification
    state: State
    onset_on: date | None
    sampled_on: date | None
    reported_on: date
    changed_at: datetime
    identity: IdentityOut | None = None


class PageOut(Schema):
    """Some cases, those changed longest ago first; `next` asks for the ones after them."""

    cases: list[CaseOut]
    next: str | None


class Problem(Schema):
    """What went wrong, as RFC 9457 has it. Never repeats what was sent."""

    type: str = "about:blank"
    title: str
    status: int
    detail: str = ""
    faults: tuple[str, ...] = ()
