"""States of specimens and results, pools, kits, which report holds: pure. Drawn in docs/rules/laboratory.md."""

from collections.abc import Collection, Mapping
from dataclasses import dataclass
from datetime import date, datetime
from enum import StrEnum
from types import MappingProxyType


class State(StrEnum):
    """Where a specimen stands."""

    TAKEN = "taken"
    SENT = "sent"  # in a box on its way
    RECEIVED = "received"  # in the laboratory: to be tested, or tested again
    POOLED = "pooled"  # in a pool: waits for the pool's result
    TESTED = "tested"  # a result was entered: to be verified by somebody else
    HELD = "held"  # the kit of its result may not be used: to be tested again
    VERIFIED = "verified"
    VOID = "void"  # broken, lost, swapped: good for no result


class Outcome(StrEnum):
    """What a test says."""

    POSITIVE = "positive"
    NEGATIVE = "negative"
    INCONCLUSIVE = "inconclusive"
    INVALID = "invalid"


class Standing(StrEnum):
    """Where a result stands."""

    ENTERED = "entered"  # waits for a second pair of eyes
    HELD = "held"  # kept back: the kit may not be used
    STANDING = "standing"  # verified: what holds for the specimen
    REFUSED = "refused"  # the second person found it wrong
    SUPERSEDED = "superseded"  # a later report says otherwise, or said so before this one came
    WITHDRAWN = "withdrawn"  # it should never have been


class Material(StrEnum):
    """What was taken."""

    NASOPHARYNGEAL = "nasopharyngeal"
    OROPHARYNGEAL = "oropharyngeal"
    NASAL = "nasal"
    SPUTUM = "sputum"
    SALIVA = "saliva"
    POOL = "pool"  # of several specimens


class Reason(StrEnum):
    """Why somebody was tested."""

    SYMPTOMS = "symptoms"
    CONTACT = "contact"
    CLUSTER = "cluster"
    ENTRANT = "entrant"
    # Without symptoms: periodic tests of homes, hospitals, workplaces
    SURVEILLANCE = "surveillance"
    RELEASE = "release"  # of somebody in isolation
    REQUEST = "request"
    RETEST = "retest"  # the specimen before gave no result


class Source(StrEnum):
    """How a result came in."""

    HAND = "hand"
    FILE = "file"
    MESSAGE = "message"
    POOL = "pool"  # of the pool that the specimen was part of


class VoidReason(StrEnum):
    """Why a specimen is good for no result."""

    LEAKED = "leaked"
    BROKEN = "broken"
    UNLABELLED = "unlabelled"
    LOST = "lost"
    TOO_LATE = "too_late"
    TOO_WARM = "too_warm"
    SWAPPED = "swapped"
    WRONG_PERSON = "wrong_person"
    TAKEN_TWICE = "taken_twice"


class WithdrawReason(StrEnum):
    """Why a result should never have been."""

    WRONG_SPECIMEN = "wrong_specimen"
    CONTAMINATED = "contaminated"
    TYPED_WRONGLY = "typed_wrongly"
    SENT_WRONGLY = "sent_wrongly"


class Hold(StrEnum):
    """Why a result is kept back."""

    KIT_UNKNOWN = "kit_unknown"
    KIT_NOT_AUTHORISED = "kit_not_authorised"
    KIT_EXPIRED = "kit_expired"
    NO_KIT = "no_kit"  # none was named
    NO_LOT = "no_lot"


class Decision(StrEnum):
    """Where a kit stands on the emergency-use path."""

    APPLIED = "applied"
    EVALUATED = "evaluated"
    AUTHORISED = "authorised"
    REFUSED = "refused"
    WITHDRAWN = "withdrawn"


# What may become what. Laboratories' programs skip steps that nobody scanned: the custody says so.
MOVES: Mapping[State, frozenset[State]] = MappingProxyType(
    {
        State.TAKEN: frozenset(
            {State.SENT, State.RECEIVED, State.TESTED, State.HELD, State.VERIFIED, State.VOID}
        ),
        State.SENT: frozenset(
            {State.RECEIVED, State.TESTED, State.HELD, State.VERIFIED, State.VOID}
        ),
        State.RECEIVED: frozenset(
            {State.POOLED, State.TESTED, State.HELD, State.VERIFIED, State.VOID}
        ),
        State.POOLED: frozenset({State.RECEIVED, State.TESTED, State.HELD, State.VERIFIED}),
        State.TESTED: frozenset({State.VERIFIED, State.RECEIVED, State.HELD, State.VOID}),
        State.HELD: frozenset({State.TESTED, State.VERIFIED, State.VOID}),
        State.VERIFIED: frozenset({State.TESTED, State.RECEIVED, State.HELD, State.VOID}),
        State.VOID: frozenset(),
    }
)
KIT_MOVES: Mapping[Decision, frozenset[Decision]] = MappingProxyType(
    {
        Decision.APPLIED: frozenset({Decision.EVALUATED, Decision.REFUSED}),
        Decision.EVALUATED: frozenset({Decision.AUTHORISED, Decision.REFUSED}),
        Decision.AUTHORISED: frozenset({Decision.WITHDRAWN}),
        Decision.REFUSED: frozenset({Decision.APPLIED}),
        Decision.WITHDRAWN: frozenset({Decision.APPLIED}),
    }
)
OPEN = frozenset(State) - {State.VERIFIED, State.VOID}
TESTABLE = frozenset(state for state, targets in MOVES.items() if State.TESTED in targets)
POOLABLE = frozenset({Reason.SURVEILLANCE})
MOST_IN_POOL = 10  # the database's floor under the dated rule: FIELD 4.3, 9 April 2020
MOST_AGAIN = 1  # times that an unclear specimen is tested again before a new one is asked for


def sources(target: State) -> list[State]:
    """The states from which a specimen may come into this one."""
    return sorted(state for state, targets in MOVES.items() if target in targets)


@dataclass(frozen=True, slots=True)
class KitPath:
    """What is known of a kit and a lot on the day of a test."""

    authorised_on: date | None  # None: never
    withdrawn_on: date | None
    expires_on: date | None  # of the lot; None: the lot is not known


def hold_of(kit: KitPath | None, tested_on: date, *, lot_needed: bool) -> Hold | None:
    """Why a result of this kit must be kept back; None where it may stand.

    A day of decision counts whole: authorised that day is authorised, withdrawn that day is not.
    """
    if kit is None:
        return Hold.KIT_UNKNOWN
    if kit.authorised_on is None or tested_on < kit.authorised_on:
        return Hold.KIT_NOT_AUTHORISED
    if kit.withdrawn_on is not None and tested_on >= kit.withdrawn_on:
        return Hold.KIT_NOT_AUTHORISED
    if kit.expires_on is None:
        return Hold.NO_LOT if lot_needed else None
    return Hold.KIT_EXPIRED if tested_on > kit.expires_on else None


@dataclass(frozen=True, slots=True)
class Said:
    """What a report says, as far as it decides which of two holds."""

    outcome: Outcome
    reported_at: datetime  # when the laboratory says it reached this
    corrects: bool  # the laboratory calls it a correction


def holds_over(new: Said, standing: Said) -> bool:
    """Whether a report that comes in takes the place of the one that stands.

    The later word of the laboratory holds, whichever arrives first; of two of the same moment, the
    one that calls itself a correction.
    """
    if new.reported_at != standing.reported_at:
        return new.reported_at > standing.reported_at
    return new.corrects and not standing.corrects


def after(outcome: Outcome, again: int) -> State:
    """Where a specimen goes with a verified outcome, having been tested again so many times."""
    if outcome is Outcome.INCONCLUSIVE and again < MOST_AGAIN:
        return State.RECEIVED
    return State.VERIFIED


def needs_swab(outcome: Outcome | None, state: State) -> bool:
    """Whether the person has to come again."""
    return state is State.VOID or (
        state is State.VERIFIED and outcome in (Outcome.INVALID, Outcome.INCONCLUSIVE)
    )


class PoolFault(StrEnum):
    """Why specimens cannot be tested together."""

    TOO_FEW = "too_few"
    TOO_MANY = "too_many"
    NOT_SURVEILLANCE = "not_surveillance"
    HAS_SYMPTOMS = "has_symptoms"
    NOT_HERE = "not_here"  # not received, or another laboratory's
    TESTED_BEFORE = "tested_before"  # an opened pool's specimens are tested one by one
    MATERIAL = "material"


@dataclass(frozen=True, slots=True)
class Poolable:
    """What decides whether a specimen may go into a pool."""

    state: State
    reason: Reason
    symptoms: bool
    material: Material
    laboratory: str
    pooled_before: bool
    again: int


def pool_faults(specimens: Collection[Poolable], *, most: int) -> tuple[PoolFault, ...]:
    """Everything that speaks against testing these together."""
    found = {
        PoolFault.TOO_FEW: len(specimens) < 2,
        PoolFault.TOO_MANY: len(specimens) > min(most, MOST_IN_POOL),
        PoolFault.NOT_SURVEILLANCE: any(one.reason not in POOLABLE for one in specimens),
        PoolFault.HAS_SYMPTOMS: any(one.symptoms for one in specimens),
        PoolFault.NOT_HERE: any(one.state is not State.RECEIVED for one in specimens)
        or len({one.laboratory for one in specimens}) > 1,
        PoolFault.TESTED_BEFORE: any(one.pooled_before or one.again for one in specimens),
        PoolFault.MATERIAL: len({one.material for one in specimens}) > 1,
    }
    return tuple(fault for fault, holds in found.items() if holds)
