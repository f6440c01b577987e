"""The values of retention."""

from dataclasses import dataclass
from datetime import datetime
from uuid import UUID


@dataclass(frozen=True, slots=True)
class Line:
    """What of one holding was erased in a run."""

    models: tuple[str, ...]
    rule: str
    rule_id: UUID  # the row of policy that was followed
    days: int
    before: datetime  # what was counted from a time before this went
    count: int
    digest: str  # SHA-256 of the identifiers in rising order, in hexadecimal


@dataclass(frozen=True, slots=True)
class Report:
    """A report as it is kept."""

    id: UUID
    at: datetime
    erased: int
    lines: tuple[Line, ...]
    text: str
    good: bool  # whether the signature holds
