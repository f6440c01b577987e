"""States of a request and of what is done in the field, the clock's steps, and whom a key may sign for. Pure.

The table of rules with reasons and tests: docs/rules/investigation.md.
"""

from collections.abc import Collection, Mapping
from datetime import datetime, timedelta
from enum import StrEnum
from types import MappingProxyType

from dongseon.mandate import Kind, OrganisationKind, Right


class RequestState(StrEnum):
    """What has become of a data request."""

    DRAFTED = "drafted"  # necessity stated; waits for the requester's signature
    REQUESTED = "requested"  # waits for the approver
    APPROVED = "approved"  # both signed; to be sent
    SENT = "sent"  # the holder accepted it and works on it
    ANSWERED = "answered"  # the slice is in
    REFUSED = "refused"  # the approver refused
    WITHDRAWN = "withdrawn"  # the requester took it back, or the case was closed
    REJECTED = "rejected"  # the holder refused, or its answer is none
    EXPIRED = "expired"  # no answer while the request was valid


# Every state that a request may come into, and from where.
SOURCES: Mapping[RequestState, frozenset[RequestState]] = MappingProxyType(
    {
        RequestState.REQUESTED: frozenset({RequestState.DRAFTED}),
        RequestState.APPROVED: frozenset({RequestState.REQUESTED}),
        RequestState.SENT: frozenset({RequestState.APPROVED}),
        RequestState.ANSWERED: frozenset({RequestState.APPROVED, RequestState.SENT}),
        RequestState.REFUSED: frozenset({RequestState.REQUESTED}),
        RequestState.WITHDRAWN: frozenset(
            {
                RequestState.DRAFTED,
                RequestState.REQUESTED,
                RequestState.APPROVED,
                RequestState.SENT,
            }
        ),
        RequestState.REJECTED: frozenset({RequestState.APPROVED, RequestState.SENT}),
        RequestState.EXPIRED: frozenset(
            {
                RequestState.DRAFTED,
                RequestState.REQUESTED,
                RequestState.APPROVED,
                RequestState.SENT,
            }
        ),
    }
)
PURSUED = frozenset({RequestState.APPROVED, RequestState.SENT})  # something is to be done by us
OPEN = PURSUED | {RequestState.DRAFTED, RequestState.REQUESTED}


class Signer(StrEnum):
    """As what somebody signs."""

    REQUESTER = "requester"
    APPROVER = "approver"


class RefuseReason(StrEnum):
    """Why an approver refuses."""

    NOT_NECESSARY = "not_necessary"
    TOO_WIDE = "too_wide"
    INTERVIEW_FIRST = "interview_first"
    WRONG_PERSON = "wrong_person"
    OTHER = "other"


class Respondent(StrEnum):
    """Who answers in an interview."""

    SELF = "self"
    GUARDIAN = "guardian"
    HOUSEHOLD = "household"
    STAFF = "staff"  # of the hospital or home where the person is


class Mask(StrEnum):
    """Whether a mask was worn: the question that tracers ask first."""

    YES = "yes"
    PARTLY = "partly"
    NO = "no"
    UNKNOWN = "unknown"


class Distance(StrEnum):
    """How near others were."""

    TOUCH = "touch"  # within reach
    NEAR = "near"  # within 2 m
    ROOM = "room"  # in the same room
    UNKNOWN = "unknown"


class Ventilation(StrEnum):
    """What the air was like."""

    OUTDOORS = "outdoors"
    GOOD = "good"
    POOR = "poor"
    UNKNOWN = "unknown"


class Vehicle(StrEnum):
    """A place that moves."""

    NONE = ""
    TAXI = "taxi"
    BUS = "bus"
    SUBWAY = "subway"
    TRAIN = "train"
    FLIGHT = "flight"
    SHIP = "ship"
    CAR = "car"
    AMBULANCE = "ambulance"


class TapeState(StrEnum):
    """What has become of a recording that is to be watched."""

    OPEN = "open"
    WATCHED = "watched"
    LOST = "lost"  # overwritten, or there was none
    NOT_NEEDED = "not_needed"


class Step(StrEnum):
    """A point on the clock of a case."""

    POSITIVE = "positive"
    OPENED = "opened"
    INTERVIEWED = "interviewed"
    REQUESTED = "requested"  # the first request signed
    APPROVED = "approved"  # the first request approved
    SLICES = "slices"  # the first slice in
    ITINERARY = "itinerary"
    CONTACTS = "contacts"  # the first contact accepted
    NOTIFIED = "notified"  # all contacts told
    ISOLATED = "isolated"  # the case isolated and its contacts quarantined


class Whose(StrEnum):
    """Whose time a stretch of the clock is."""

    MACHINE = "machine"
    HUMAN = "human"
    HOLDER = "holder"


# The stretches of the clock: from one step to another, and whose time that is.
STRETCHES: tuple[tuple[Step, Step, Whose], ...] = (
    (Step.POSITIVE, Step.OPENED, Whose.MACHINE),
    (Step.OPENED, Step.REQUESTED, Whose.HUMAN),
    (Step.REQUESTED, Step.APPROVED, Whose.HUMAN),
    (Step.APPROVED, Step.SLICES, Whose.HOLDER),
    (Step.SLICES, Step.ITINERARY, Whose.MACHINE),
    (Step.ITINERARY, Step.CONTACTS, Whose.HUMAN),
    (Step.CONTACTS, Step.NOTIFIED, Whose.MACHINE),
    (Step.NOTIFIED, Step.ISOLATED, Whose.HUMAN),
)
WHOLE = (Step.POSITIVE, Step.ISOLATED)

RETRY_S = (5, 15, 60, 300, 900, 3_600)  # s until the next try, by how many failed; assumption
POLL_S = (2, 5, 15, 60, 300, 900)  # s until a slow answer is asked for again; assumption
ORGANISATION_RIGHTS: Mapping[str, tuple[Right, ...]] = MappingProxyType(
    {  # role of the officer → what their key may sign
        "investigator": (Right.REQUEST,),
        "approver": (Right.APPROVE,),
    }
)
FEWEST = 5  # a public count below it is said as "fewer than 5"
LOCATION_KINDS = frozenset({Kind.CONNECTION})


def back_off(steps: tuple[int, ...], done: int) -> timedelta:
    """How long to wait after so many tries."""
    return timedelta(seconds=steps[min(done, len(steps) - 1)])


def late_since(sent_at: datetime | None, within: timedelta, now: datetime) -> datetime | None:
    """Since when an answer is late; nothing while it is not."""
    if sent_at is None or now <= sent_at + within:
        return None
    return sent_at + within


def may_approve(
    kinds: Collection[Kind],
    *,
    organisation: OrganisationKind,
    central: bool,
    rights: Collection[Right],
    sensitive: bool,
) -> bool:
    """Whether a key may approve a request: the police where location is asked, the centre where it is delicate."""
    if not {Right.APPROVE, Right.APPROVE_SENSITIVE} & set(rights):
        return False
    if LOCATION_KINDS & set(kinds) and organisation is not OrganisationKind.POLICE:
        return False
    return not sensitive or (central and Right.APPROVE_SENSITIVE in rights)


def percentile(values: Collection[float], share: float) -> float | None:
    """The smallest of the values that so large a share of them does not exceed (nearest rank)."""
    ordered = sorted(values)
    if not ordered:
        return None
    rank = max(1, -(-round(share * 1_000) * len(ordered) // 1_000))
    return ordered[rank - 1]


def public_count(count: int) -> int | None:
    """A count that may be made public; nothing for one so small that it may point at somebody."""
    return count if count == 0 or count >= FEWEST else None
