"""How far a request may go: dated rules, each value with its source.

A rule change never changes a past decision: a mandate is judged by the row in force on the local day
it was issued. docs/rules/mandate.md has the sources in full.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from datetime import UTC, date, datetime, time, timedelta, timezone
from types import MappingProxyType

from dongseon.mandate.types import Kind, Scheme

KOREA = timezone(timedelta(hours=9), "KST")  # no daylight saving since 1988

SENSITIVE = frozenset(
    {  # the NHRC's statement of 9 March 2020 and Itaewon: being there says what one may not be asked
        "church", "temple", "worship",
        "clinic", "hospital", "pharmacy", "senior_centre", "counselling",
        "minority_venue", "union_office", "press_office", "party_office",
    }
)  # fmt: skip
ORDINARY = frozenset(
    {
        "home", "restaurant", "cafe", "bar", "club", "karaoke", "pc_cafe", "convenience",
        "supermarket", "market", "shop", "gym", "academy", "kindergarten", "school", "university",
        "office", "call_centre", "factory", "warehouse", "cinema", "park", "salon", "sauna",
        "library", "station", "bus_stop", "vehicle",
    }
)  # fmt: skip

LEAST_STAY_MIN: Mapping[Kind, int] = MappingProxyType(
    {
        Kind.CONNECTION: 5,  # Guro's texts, the shorter of the two uses known; Itaewon had 30
        Kind.APPROVAL: 0,  # an instant has no length
        Kind.CHECK_IN: 0,
        Kind.TAP: 0,
    }
)
MOST_IDENTIFIERS: Mapping[Scheme, int] = MappingProxyType(
    {  # a holder cannot see that numbers are one person's: few leave no room for others
        Scheme.PHONE: 2,
        Scheme.CARD: 8,
        Scheme.TRANSIT_CARD: 4,
    }
)


@dataclass(frozen=True, slots=True)
class Policy:
    """The rules in force from a local day on. Caps are assumptions where no source is named."""

    since: date
    source: str
    forward_days: int  # before onset or sampling, until isolation
    source_days: int = 14  # before it, to find the source; as quarantine (MOHW, February 2020)
    most_reference_age_days: int = 60  # an older onset would stretch the window at will
    most_valid_h: int = 72  # a mandate's life: cards answer up to two days late (MOLIT, 2021)
    skew_s: int = 60  # clocks of officers and holders may differ by this
    most_enrolled_days: int = 400  # an officer's key, then it is enrolled anew
    least_justification: int = 20  # characters; also of the stated necessity

    most_identifiers: Mapping[Scheme, int] = field(default_factory=lambda: MOST_IDENTIFIERS)
    most_areas: int = 40  # stays in one question
    most_places: int = 40  # places or sectors of one stay
    most_area_h: float = 24.0  # one stay
    most_areas_h: float = 96.0  # all stays of a question; the nights of Itaewon were 13 × 5 h
    least_stay_min: Mapping[Kind, int] = field(default_factory=lambda: LEAST_STAY_MIN)
    most_tokens: int = 20_000  # of one answer; Itaewon had 10,905. More is refused, not cut
    token_life_h: int = 72  # then nobody can ask whose it was
    most_resolved: int = 200  # identities by one mandate


POLICIES = (
    Policy(
        since=date(2020, 2, 7),  # the month is sourced, the day is an assumption
        source="MOHW notice, February 2020: contacts from 1 day before onset",
        forward_days=1,
    ),
    Policy(
        since=date(2020, 4, 3),
        source="KCDC response guidance ed. 7-4, in force 3 April 2020: from 2 days before onset",
        forward_days=2,
    ),
)


def policy_on(day: date, table: Sequence[Policy] = POLICIES) -> Policy | None:
    """The row in force on a local day; nothing before the first."""
    rows = [row for row in table if row.since <= day]
    return max(rows, key=lambda row: row.since) if rows else None


def local_day(moment: datetime) -> date:
    """The local day of a moment."""
    return moment.astimezone(KOREA).date()


def day_begins(day: date) -> datetime:
    """The moment in UTC at which a local day begins."""
    return datetime.combine(day, time(), KOREA).astimezone(UTC)


def is_sensitive(category: str) -> bool:
    """Whether places of this category need central approval. A word nobody knows is sensitive."""
    return category != "" and category not in ORDINARY
