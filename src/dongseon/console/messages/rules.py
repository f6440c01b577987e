"""States of a message, what an answer of the carrier leads to, when to try again: pure.

Drawn and sourced in docs/rules/messages.md.
"""

from collections.abc import Mapping
from datetime import datetime, timedelta
from enum import StrEnum
from types import MappingProxyType

from dongseon.console.policy.kinds import QuietHours


class State(StrEnum):
    """Where a message stands."""

    WAITING = "waiting"  # for its time, or for another try
    HANDED = "handed"  # the carrier has it
    DELIVERED = "delivered"  # the carrier says that the phone has it
    UNSENT = "unsent"  # it cannot go by itself: a person must see to it
    SETTLED = "settled"  # … and has
    STOPPED = "stopped"  # taken back before anybody had it


class Why(StrEnum):
    """Why a message cannot go by itself."""

    SAFE_CONTACT = "safe_contact"  # the household is a danger: only as the person said
    NEUTRAL = "neutral"  # nothing may show what it is about, and no number to call back is set
    NO_PHONE = "no_phone"
    WRONG_NUMBER = "wrong_number"  # the carrier knows no such phone
    REFUSED = "refused"  # the carrier will not take it
    GAVE_UP = "gave_up"  # too many tries
    NOT_DELIVERED = "not_delivered"  # the carrier had it, and the phone never got it
    BY_HAND = "by_hand"  # no carrier is connected: somebody sends it from the office's telephone
    NOBODY = "nobody"  # the person's data were erased


class Answer(StrEnum):
    """What a carrier says of a message."""

    TAKEN = "taken"
    WRONG_NUMBER = "wrong_number"
    REFUSED = "refused"
    BY_HAND = "by_hand"  # there is no carrier
    LATER = "later"  # busy, broken, or no answer: it may have it, or not


class Receipt(StrEnum):
    """What a carrier says later of a message that it took."""

    DELIVERED = "delivered"
    WRONG_NUMBER = "wrong_number"
    NOT_DELIVERED = "not_delivered"


class Settling(StrEnum):
    """How somebody saw to a message that could not go by itself."""

    TOLD_BY_PHONE = "told_by_phone"
    TOLD_IN_PERSON = "told_in_person"
    SENT_BY_HAND = "sent_by_hand"
    CANNOT_BE_REACHED = "cannot_be_reached"
    NOT_NEEDED = "not_needed"


class StopReason(StrEnum):
    """Why a message is taken back."""

    WRONG_RESULT = "wrong_result"
    WRONG_PERSON = "wrong_person"
    SAID_OTHERWISE = "said_otherwise"


# What may become what.
MOVES: Mapping[State, frozenset[State]] = MappingProxyType(
    {
        State.WAITING: frozenset({State.HANDED, State.UNSENT, State.STOPPED}),
        State.HANDED: frozenset({State.DELIVERED, State.UNSENT}),
        State.DELIVERED: frozenset(),
        State.UNSENT: frozenset({State.SETTLED, State.WAITING, State.STOPPED}),
        State.SETTLED: frozenset(),
        State.STOPPED: frozenset(),
    }
)
OPEN = frozenset({State.WAITING, State.UNSENT})

# Pauses before the next try, s; assumption: a carrier that is down for an hour loses nothing, and one
# that is down for a day is known to a person before the day is over.
PAUSES_S = (2, 5, 15, 60, 300, 900, 1800, 3600, 7200, 14400)
CLAIM_S = 90  # s that a worker has for the messages it took; then another may take them

WHY: Mapping[Answer, Why] = MappingProxyType(
    {
        Answer.WRONG_NUMBER: Why.WRONG_NUMBER,
        Answer.REFUSED: Why.REFUSED,
        Answer.BY_HAND: Why.BY_HAND,
        Answer.LATER: Why.GAVE_UP,  # once the tries are used up
    }
)


def sources(target: State) -> list[State]:
    """The states from which a message may come into this one."""
    return sorted(state for state, targets in MOVES.items() if target in targets)


def next_try(now: datetime, attempts: int) -> datetime | None:
    """When to try again after so many tries in vain; None: never."""
    return now + timedelta(seconds=PAUSES_S[attempts - 1]) if attempts <= len(PAUSES_S) else None


def after_quiet(local: datetime, hours: QuietHours) -> datetime:
    """The first moment at or after this one at which a phone may ring. Times with their zone.

    The hours of a rule that begins and ends at the same hour are no hours.
    """
    if hours.begins_h == hours.ends_h:
        return local
    over_night = hours.begins_h > hours.ends_h
    late = local.hour >= hours.begins_h
    early = local.hour < hours.ends_h
    if not ((late or early) if over_night else (late and early)):
        return local
    ends = local.replace(hour=hours.ends_h, minute=0, second=0, microsecond=0)
    return ends + timedelta(days=1) if over_night and late else ends
