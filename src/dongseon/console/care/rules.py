"""States of a stay, times of vital signs, outcomes: pure. Drawn in docs/rules/triage.md, release.md."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from enum import StrEnum
from types import MappingProxyType

from dongseon.console.care.triage import Place

NOON_H = 12  # local hour that parts the two times of a day
HIGH_DAYS = 14  # most days of readings that a page shows


class StayState(StrEnum):
    """Where a stay stands."""

    RESERVED = "reserved"  # the bed is kept; the person is on the way
    ADMITTED = "admitted"
    ENDED = "ended"
    CANCELLED = "cancelled"  # never came


class EndReason(StrEnum):
    """Why a stay ended."""

    RELEASED = "released"
    TRANSFERRED = "transferred"
    DIED = "died"
    NOT_COMING = "not_coming"
    NOT_A_CASE = "not_a_case"


class Outcome(StrEnum):
    """How an illness ended."""

    RELEASED = "released"
    DIED = "died"


class Half(StrEnum):
    """Vital signs are taken twice a day: FIELD 4.4."""

    MORNING = "morning"
    EVENING = "evening"


class Relation(StrEnum):
    """How two people belong to one household."""

    HOUSEHOLD = "household"  # live together
    PARTNER = "partner"
    PARENT = "parent"
    CARER = "carer"


# What may become what.
STAYS: Mapping[StayState, frozenset[StayState]] = MappingProxyType(
    {
        StayState.RESERVED: frozenset({StayState.ADMITTED, StayState.CANCELLED}),
        StayState.ADMITTED: frozenset({StayState.ENDED}),
        StayState.ENDED: frozenset(),
        StayState.CANCELLED: frozenset(),
    }
)
ACTIVE = (StayState.RESERVED, StayState.ADMITTED)

# Where somebody may go when their own kind of place is full. Never to a lighter one.
INSTEAD: Mapping[Place, tuple[Place, ...]] = MappingProxyType(
    {
        Place.CENTRE: (Place.CENTRE, Place.HOSPITAL),
        Place.HOSPITAL: (Place.HOSPITAL, Place.NATIONAL),
        Place.NATIONAL: (Place.NATIONAL,),
    }
)


class Nearness(StrEnum):
    """How near a house is to the person's area."""

    SAME_DISTRICT = "same_district"
    SAME_PROVINCE = "same_province"
    ELSEWHERE = "elsewhere"


@dataclass(frozen=True, slots=True)
class House:
    """A house with beds, as far as a suggestion looks at it."""

    name: str
    kind: Place
    area: str
    free: int
    beds: int


@dataclass(frozen=True, slots=True)
class Fit:
    """Why a house is suggested."""

    house: House
    nearness: Nearness
    own_kind: bool  # the kind of place that the class asks for


def nearness(area: str, other: str) -> Nearness:
    """How near two areas are, by their codes."""
    if area == other:
        return Nearness.SAME_DISTRICT
    return Nearness.SAME_PROVINCE if area[:2] == other[:2] else Nearness.ELSEWHERE


def suggested(place: Place, area: str, houses: Sequence[House]) -> tuple[Fit, ...]:
    """Houses with a free bed for somebody: their own kind first, near ones first, then the emptiest."""
    fits = [
        Fit(house, nearness(area, house.area), house.kind is place)
        for house in houses
        if house.free > 0 and house.kind in INSTEAD[place]
    ]
    near = list(Nearness)
    return tuple(
        sorted(
            fits,
            key=lambda fit: (
                INSTEAD[place].index(fit.house.kind),
                near.index(fit.nearness),
                -fit.house.free / fit.house.beds,
                fit.house.name,
            ),
        )
    )


def half_of(local: datetime) -> tuple[date, Half]:
    """Which of the two times of a day a local moment belongs to."""
    return local.date(), Half.MORNING if local.hour < NOON_H else Half.EVENING


@dataclass(frozen=True, slots=True)
class Taken:
    """A reading, as far as the course of a fever looks at it."""

    at: datetime
    temperature_c: float
    antipyretic: bool


def without_fever_since(readings: Sequence[Taken], fever_c: float) -> datetime | None:
    """Since when every reading was below fever without antipyretic; None: the last was not, or none is."""
    since = None
    for reading in sorted(readings, key=lambda one: one.at, reverse=True):
        if reading.antipyretic or reading.temperature_c >= fever_c:
            break
        since = reading.at
    return since
