"""The values of publishing."""

from dataclasses import dataclass
from datetime import date, datetime
from uuid import UUID

from dongseon.console.publishing.rules import State, Told
from dongseon.disclosure.types import Cleaned, Keeper


class DraftUnknown(LookupError):
    """There is no such draft."""


class SiteUnknown(LookupError):
    """There is no such site."""


class Refused(ValueError):
    """This cannot be done. The message is a sentence for the officer."""


class Overtaken(RuntimeError):
    """Somebody else changed it meanwhile; look again."""


@dataclass(frozen=True, slots=True)
class SiteRow:
    """A place as the public would name it."""

    place_id: str
    name: str
    name_en: str  # "" where it has none of its own
    address: str
    part: str
    kind: str
    district: str
    lon_deg: float | None
    lat_deg: float | None
    radius_m: int
    keeper: Keeper
    crowd: int  # people usually there in an hour
    open_to_many: bool  # whether unspecified people could be exposed there
    cleaned: Cleaned
    told: Told | None
    told_at: datetime | None
    withheld: bool
    first_seen_at: datetime
    version: int
    ready: bool


@dataclass(frozen=True, slots=True)
class Correction:
    """What an earlier release had wrong."""

    on: date
    ko: str
    en: str


@dataclass(frozen=True, slots=True)
class Checked:
    """What the checks of a draft found."""

    least: float | None  # people that the most exposed case is one of; None: no case is listed
    method: str  # flows or estimate
    widened: int
    withheld: int
    left_out: dict[str, int]  # reason → exposures
    not_ready: int  # sites that wait for their owner to be told
    sums: tuple[str, ...]  # what does not add up between central and local numbers


@dataclass(frozen=True, slots=True)
class DraftRow:
    """A draft of a release."""

    id: UUID
    sequence: int
    state: State
    as_of: date
    drafted_at: datetime
    drafted_by: UUID | None
    approved_at: datetime | None
    approved_by: UUID | None
    embargo_until: datetime | None
    released_at: datetime | None
    answer: str  # of the public site
    version: int
    checked: Checked
    document: bytes
