"""The values of disclosure: what is known inside, what may be seen outside, and why not."""

from dataclasses import dataclass
from datetime import date, datetime
from enum import StrEnum


class Contacts(StrEnum):
    """How far the people who were there are known."""

    NONE = "none"  # nobody shared place and time
    ALL_IDENTIFIED = "all_identified"
    SOME_UNKNOWN = "some_unknown"


class Keeper(StrEnum):
    """Who may publish a place."""

    LOCAL = "local"
    CENTRAL = "central"  # places of repeated mass exposure


class Cleaned(StrEnum):
    """Whether a place was disinfected."""

    YES = "yes"
    NO = "no"
    UNKNOWN = "unknown"


@dataclass(frozen=True, slots=True)
class Site:
    """A place as the public would name it: a room of a building, a shop, a vehicle."""

    site_id: str
    name: str
    address: str  # road address; the line and stops for a vehicle
    part: str  # floor, room, car number; "" for the whole
    kind: str  # category, as in records.categories
    district: str  # area code
    keeper: Keeper
    crowd: int  # people usually there in an hour, for the estimate without flows


@dataclass(frozen=True, slots=True)
class CaseTimes:
    """The times of a case that decide its window."""

    case_id: str
    onset: date | None  # local day; None without symptoms
    sampled: date  # local day
    isolated_at: datetime | None  # UTC; None while still at large


@dataclass(frozen=True, slots=True)
class Exposure:
    """One stay of one case at one place, as the investigators accepted it. Never leaves the house."""

    exposure_id: str
    case_id: str
    site: Site
    start: datetime  # UTC
    end: datetime  # UTC
    contacts: Contacts
    accepted: bool  # by a person, not by a program alone
    home: bool  # where the case or a household member lives
    workplace: bool  # of the case
    open_to_many: bool  # whether unspecified people could be exposed there
    cleaned: Cleaned


@dataclass(frozen=True, slots=True, order=True)
class Band:
    """A stretch of time in which visitors could have been exposed."""

    start: datetime  # UTC
    end: datetime  # UTC


@dataclass(frozen=True, slots=True)
class Listing:
    """One line of the public list: a place, a day, its bands of time. Knows no person."""

    listing_id: str  # the same for as long as place and day are
    site: Site
    day: date  # local
    bands: tuple[Band, ...]  # in time order, apart from each other
    cleaned: Cleaned
    last_day: date  # local; from the day after on it is nowhere to be seen


class Reason(StrEnum):
    """Why an exposure is not published. The order is that of the gate."""

    NO_RULE = "no_rule"
    NOT_ACCEPTED = "not_accepted"
    OUTSIDE_WINDOW = "outside_window"
    NO_CONTACT = "no_contact"
    ALL_IDENTIFIED = "all_identified"
    PRIVATE = "private"
    WORKPLACE = "workplace"
    NOT_OURS = "not_ours"
    EXPIRED = "expired"
    TOO_FEW = "too_few"


@dataclass(frozen=True, slots=True)
class LeftOut:
    """An exposure that is not on the list, and the first rule that kept it off."""

    exposure_id: str
    reason: Reason


@dataclass(frozen=True, slots=True)
class Sourced:
    """A listing and the cases behind it. Never leaves the house."""

    listing: Listing
    case_ids: frozenset[str]
    exposure_ids: frozenset[str]


@dataclass(frozen=True, slots=True)
class Draft:
    """What could be published now, and everything that was left out with its reason."""

    rule: str  # name of the rule, "" if none was in force
    listings: tuple[Sourced, ...]  # in the order of the public list
    left_out: tuple[LeftOut, ...]  # in the order of the exposures

    def public(self) -> tuple[Listing, ...]:
        """The list as the public sees it."""
        return tuple(sourced.listing for sourced in self.listings)
