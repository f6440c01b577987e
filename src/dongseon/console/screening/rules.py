"""What screening knows by name, what may follow what, and how long one waits: pure.

Drawn and sourced in docs/rules/screening.md.
"""

import math
from collections.abc import Mapping
from enum import StrEnum
from types import MappingProxyType


class SiteKind(StrEnum):
    """How a site takes swabs."""

    DRIVE_THROUGH = "drive_through"
    WALK_THROUGH = "walk_through"
    WALK_IN = "walk_in"
    HOSPITAL = "hospital"


# Minutes that one person takes of one lane. Kwon et al., JKMS 2020 (drive-through: 10 min, 6 an hour);
# Kim & Lee 2020 (walk-through: swab, disinfection and airing within 10 min; conventional: 30 min).
USUAL_MINUTES: Mapping[SiteKind, int] = MappingProxyType(
    {
        SiteKind.DRIVE_THROUGH: 10,
        SiteKind.WALK_THROUGH: 10,
        SiteKind.WALK_IN: 30,
        SiteKind.HOSPITAL: 30,
    }
)


class VisitState(StrEnum):
    """Where somebody is between arrival and exit."""

    ARRIVED = "arrived"  # registered, has a number
    QUESTIONED = "questioned"
    SWABBED = "swabbed"
    LEFT = "left"  # with the instructions in hand
    GONE = "gone"  # went away without a swab


MOVES: Mapping[VisitState, frozenset[VisitState]] = MappingProxyType(
    {
        VisitState.ARRIVED: frozenset({VisitState.QUESTIONED, VisitState.GONE}),
        VisitState.QUESTIONED: frozenset({VisitState.SWABBED, VisitState.GONE}),
        VisitState.SWABBED: frozenset({VisitState.LEFT}),
        VisitState.LEFT: frozenset(),
        VisitState.GONE: frozenset(),
    }
)
WAITING = (VisitState.ARRIVED, VisitState.QUESTIONED)  # for a swab
PRESENT = (*WAITING, VisitState.SWABBED)


def sources(target: VisitState) -> list[VisitState]:
    """The states from which somebody may come into this one."""
    return sorted(state for state, targets in MOVES.items() if target in targets)


class GoneReason(StrEnum):
    """Why somebody went without a swab. A word, not a free text."""

    DID_NOT_WAIT = "did_not_wait"
    REFUSED = "refused"
    NOT_NEEDED = "not_needed"
    SENT_TO_HOSPITAL = "sent_to_hospital"
    REGISTERED_WRONGLY = "registered_wrongly"


class BookingReason(StrEnum):
    """Why a test was booked."""

    OWN_WISH = "own_wish"
    SYMPTOMS = "symptoms"
    CONTACT = "contact"
    ENTRANT = "entrant"
    QUARANTINE_ENDS = "quarantine_ends"
    RETEST = "retest"  # a swab that could not be read, or a result in doubt
    RELEASE = "release"
    GROUP = "group"


class BookingState(StrEnum):
    """What became of a booking."""

    OPEN = "open"
    KEPT = "kept"
    CANCELLED = "cancelled"
    MISSED = "missed"


class GroupKind(StrEnum):
    """Groups among whom an infection spreads fast or kills."""

    CARE_HOME = "care_home"
    HOSPITAL = "hospital"
    WORKPLACE = "workplace"
    RELIGIOUS = "religious"


class MemberRole(StrEnum):
    """What somebody is in a group."""

    RESIDENT = "resident"
    STAFF = "staff"
    MEMBER = "member"


class Outcome(StrEnum):
    """A result as far as screening has to know it; the laboratory has the whole."""

    NEGATIVE = "negative"
    POSITIVE = "positive"
    INCONCLUSIVE = "inconclusive"
    INVALID = "invalid"
    PENDING = ""


# ── waiting ──────────────────────────────────────────────────────────────────────────────────

FEWEST_FOR_PACE = 5  # swabs within the last hour before their pace counts. Assumption
HOUR_MIN, MINUTE_S = 60, 60


def pace_min(usual_min: int, lanes: int, swabs_last_hour: int) -> float:
    """Minutes that one person takes of one lane: as measured in the last hour, or the usual ones."""
    if swabs_last_hour < FEWEST_FOR_PACE:
        return float(usual_min)
    return HOUR_MIN * lanes / swabs_last_hour


def expected_wait_min(ahead: int, lanes: int, minutes: float) -> int:
    """Minutes until the swab of whoever has so many before them; whole, rounded up."""
    return math.ceil(ahead / lanes * minutes)


def per_hour(lanes: int, minutes: int) -> int:
    """How many a site can swab in an hour."""
    return HOUR_MIN * lanes // minutes


# ── shares ───────────────────────────────────────────────────────────────────────────────────


def share(part: int, whole: int) -> float | None:
    """A share between 0 and 1; None of nothing."""
    return part / whole if whole else None
