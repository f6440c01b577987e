"""What may follow a signal that somebody left, or that nobody answers: pure."""

from collections.abc import Mapping
from datetime import datetime, timedelta
from enum import StrEnum
from types import MappingProxyType


class Signal(StrEnum):
    """What was noticed. The first two say that somebody may be elsewhere, the others that nobody knows."""

    LEFT_PLACE = "left_place"  # a phone was seen elsewhere
    SEEN_ELSEWHERE = "seen_elsewhere"  # by a person
    PHONE_SILENT = "phone_silent"  # switched off, without a network, or its position switched off
    PHONE_STILL = "phone_still"  # has not moved for hours: it may lie at home alone
    CALLS_MISSED = "calls_missed"


LOST = (Signal.PHONE_SILENT, Signal.PHONE_STILL, Signal.CALLS_MISSED)  # counted apart


class State(StrEnum):
    """Where a breach, or what looked like one, stands."""

    SIGNALLED = "signalled"
    CALLED = "called"  # and nobody answered, or the answer needs a visit
    VISITING = "visiting"
    VERIFIED = "verified"  # somebody left: the person is to be heard
    HEARD = "heard"  # their statement is recorded
    DECIDED = "decided"
    UNFOUNDED = "unfounded"  # at the place all the time, or the signal was wrong
    EXPLAINED = "explained"  # lost signal, and it is known why


OPEN = (State.SIGNALLED, State.CALLED, State.VISITING, State.VERIFIED, State.HEARD)

MOVES: Mapping[State, frozenset[State]] = MappingProxyType(
    {
        State.SIGNALLED: frozenset(
            {State.CALLED, State.VERIFIED, State.UNFOUNDED, State.EXPLAINED, State.VISITING}
        ),
        State.CALLED: frozenset(
            {State.CALLED, State.VISITING, State.VERIFIED, State.UNFOUNDED, State.EXPLAINED}
        ),
        State.VISITING: frozenset({State.VERIFIED, State.UNFOUNDED, State.EXPLAINED}),
        State.VERIFIED: frozenset({State.HEARD}),  # nothing is decided before somebody was heard
        State.HEARD: frozenset({State.DECIDED, State.UNFOUNDED}),
        State.DECIDED: frozenset({State.UNFOUNDED}),  # a complaint was upheld
        State.UNFOUNDED: frozenset(),
        State.EXPLAINED: frozenset(),
    }
)


def sources(target: State) -> list[str]:
    """The states from which one may come into this one."""
    return sorted(state.value for state, targets in MOVES.items() if target in targets)


class Answer(StrEnum):
    """What a call came to."""

    AT_PLACE = "at_place"  # they answered, and it is clear that they are there
    NOT_AT_PLACE = "not_at_place"  # they say that they are elsewhere
    EXPLAINED = "explained"  # they are there; it is known why the signal was lost
    UNCLEAR = "unclear"
    NO_ANSWER = "no_answer"


AFTER_CALL: Mapping[Answer, State] = MappingProxyType(
    {
        Answer.AT_PLACE: State.UNFOUNDED,
        Answer.NOT_AT_PLACE: State.VERIFIED,
        Answer.EXPLAINED: State.EXPLAINED,
        Answer.UNCLEAR: State.CALLED,
        Answer.NO_ANSWER: State.CALLED,
    }
)


class Found(StrEnum):
    """What a visit came to."""

    AT_PLACE = "at_place"
    EXPLAINED = "explained"
    NOT_AT_PLACE = "not_at_place"


AFTER_VISIT: Mapping[Found, State] = MappingProxyType(
    {
        Found.AT_PLACE: State.UNFOUNDED,
        Found.EXPLAINED: State.EXPLAINED,
        Found.NOT_AT_PLACE: State.VERIFIED,
    }
)


class Outcome(StrEnum):
    """What was decided after somebody was heard."""

    EXCUSED = "excused"  # an emergency, say
    WARNED = "warned"
    WRISTBAND = "wristband"  # by consent only
    TO_FACILITY = "to_facility"
    REPORTED = "reported"  # to the police


def state_after_call(answer: Answer, signal: Signal) -> State:
    """Where a call leads. Somebody at their place explains a lost signal and refutes another."""
    after = AFTER_CALL[answer]
    if after is State.UNFOUNDED and signal in LOST:
        return State.EXPLAINED
    return after


def state_after_visit(found: Found, signal: Signal) -> State:
    """Where a visit leads."""
    after = AFTER_VISIT[found]
    if after is State.UNFOUNDED and signal in LOST:
        return State.EXPLAINED
    return after


def age(signal_at: datetime, now: datetime) -> timedelta:
    """How old a signal is; never below nothing, whatever a phone's clock says."""
    return max(now - signal_at, timedelta())


def is_weak(confidence: float | None, error_m: float | None, distance_m: float | None) -> bool:
    """Whether a signal could be a wrong position: then nobody is asked for more than a call.

    Weak: less sure than even, or the distance lies within twice the error of the position.
    """
    if confidence is not None and confidence < 0.5:
        return True
    return error_m is not None and distance_m is not None and distance_m <= 2 * error_m
