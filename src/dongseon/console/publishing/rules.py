"""What may become of a draft, and when a site may be told. Table: docs/rules/publishing.md."""

from collections.abc import Mapping
from datetime import datetime, timedelta
from enum import StrEnum
from types import MappingProxyType
from uuid import UUID

KEEP_SHOWN = timedelta(days=90)  # that we remember which case was behind a listing; assumption
LONGEST_EMBARGO = timedelta(days=2)  # a release later than this is another release


class State(StrEnum):
    """Where a draft of a release stands."""

    DRAFTED = "drafted"
    APPROVED = "approved"  # by a second person; goes out when its embargo is over
    RELEASED = "released"  # the public site has taken it
    REFUSED = "refused"  # the public site has refused it
    DROPPED = "dropped"


# state → what it may become
WAYS: Mapping[State, frozenset[State]] = MappingProxyType(
    {
        State.DRAFTED: frozenset({State.APPROVED, State.DROPPED}),
        State.APPROVED: frozenset({State.RELEASED, State.REFUSED, State.DROPPED}),
        State.RELEASED: frozenset(),
        State.REFUSED: frozenset(),
        State.DROPPED: frozenset(),
    }
)


class Told(StrEnum):
    """How the owner of a place was told before the public was."""

    PHONE = "phone"
    VISIT = "visit"
    LETTER = "letter"
    NOBODY = "nobody"  # a street, a park, a bus: nobody owns it alone


def sources(target: State) -> tuple[State, ...]:
    """From which states a draft may come to a state."""
    return tuple(state for state, ways in WAYS.items() if target in ways)


def may_approve(*, drafted_by: UUID | None, officer_id: UUID | None) -> bool:
    """Whether this officer may be the second person."""
    return officer_id is not None and officer_id != drafted_by


def may_go_out(*, state: State, embargo_until: datetime | None, now: datetime) -> bool:
    """Whether a draft goes to the public site now."""
    return state is State.APPROVED and (embargo_until is None or embargo_until <= now)


def is_ready(*, name: str, address: str, told: str, withheld: bool) -> bool:
    """Whether a site may be told: it has a public name and an address, its owner knows, nobody keeps it back."""
    return bool(name and address and told) and not withheld
