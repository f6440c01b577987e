"""What an attempt leads to, and when to call again: pure. Drawn and sourced in docs/rules/messages.md."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime, timedelta
from enum import StrEnum
from types import MappingProxyType

from dongseon.console.policy.kinds import CallAttempts


class Kind(StrEnum):
    """What a call is for."""

    POSITIVE_RESULT = "positive_result"
    CONTACT_NOTICE = "contact_notice"
    FOLLOW_UP = "follow_up"
    INTERVIEW = "interview"
    RESULT_CORRECTION = "result_correction"
    UNREACHABLE = "unreachable"  # nobody answered: find the person by other ways
    FIND_NUMBER = "find_number"  # the number was wrong


class Outcome(StrEnum):
    """How an attempt went."""

    REACHED = "reached"
    NO_ANSWER = "no_answer"
    BUSY = "busy"
    CALL_LATER = "call_later"  # somebody answered and asked to be called again
    WRONG_NUMBER = "wrong_number"
    DECLINED = "declined"  # reached, and does not want to speak


class State(StrEnum):
    """Where a call stands."""

    OPEN = "open"
    DONE = "done"
    HANDED_ON = "handed_on"  # another task took its place: unreachable, or a number to be found
    WITHDRAWN = "withdrawn"  # not needed any more


class WithdrawReason(StrEnum):
    """Why a call is not needed any more."""

    TOLD_OTHERWISE = "told_otherwise"
    WRONG_RESULT = "wrong_result"
    OPENED_BY_MISTAKE = "opened_by_mistake"


IN_VAIN = frozenset({Outcome.NO_ANSWER, Outcome.BUSY, Outcome.CALL_LATER})
# What takes the place of a call that could not be made. The last steps have no other: they stay open.
NEXT: Mapping[Outcome, Kind] = MappingProxyType(
    {
        Outcome.NO_ANSWER: Kind.UNREACHABLE,
        Outcome.BUSY: Kind.UNREACHABLE,
        Outcome.CALL_LATER: Kind.UNREACHABLE,
        Outcome.WRONG_NUMBER: Kind.FIND_NUMBER,
        Outcome.DECLINED: Kind.UNREACHABLE,
    }
)
LAST_STEPS = frozenset({Kind.UNREACHABLE, Kind.FIND_NUMBER})


@dataclass(frozen=True, slots=True)
class Step:
    """What an attempt leads to."""

    state: State
    again_at: datetime | None = None  # of a call that stays open
    next_kind: Kind | None = None  # of the task that takes its place


def after(
    kind: Kind, outcome: Outcome, *, attempts: int, now: datetime, rule: CallAttempts
) -> Step:
    """What follows an attempt; `attempts` in vain counts this one."""
    if outcome is Outcome.REACHED:
        return Step(State.DONE)
    again = now + timedelta(minutes=rule.between_min)
    if kind in LAST_STEPS:
        return Step(State.OPEN, again_at=again)
    if outcome in IN_VAIN and attempts < rule.attempts:
        return Step(State.OPEN, again_at=again)
    return Step(State.HANDED_ON, next_kind=NEXT[outcome])
