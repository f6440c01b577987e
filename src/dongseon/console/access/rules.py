"""Who may hold what, who must agree to it, and how long a session lives. Pure."""

from collections.abc import Collection, Mapping
from enum import StrEnum
from types import MappingProxyType
from uuid import UUID

from dongseon.console.access.roles import Purpose, Role

IDLE_S = 15 * 60  # s without a request until a session ends; assumption: a desk left for a break
SHIFT_S = 8 * 3600  # s from sign-in until a session ends; three shifts a day
SEEN_STEP_S = 60  # s; a session's last request is written down no more often than this
FIRST_PASSWORD_S = 72 * 3600  # s that a password set by somebody else is good for; assumption
RECOVERY_CODES = 10  # codes given at enrolment, each good once
RECOVERY_BITS = 80  # bits of chance in each: beyond guessing, so a plain digest keeps it

# What each role may be held for, the usual purpose first.
PURPOSES: Mapping[Role, tuple[Purpose, ...]] = MappingProxyType(
    {
        Role.NURSE: (Purpose.TESTING,),
        Role.LABORATORY: (Purpose.TESTING,),
        Role.TRIAGE: (Purpose.CARE,),
        Role.INVESTIGATOR: (Purpose.INVESTIGATION,),
        Role.APPROVER: (Purpose.APPROVAL,),
        Role.CASE_OFFICER: (Purpose.QUARANTINE, Purpose.CARE),
        Role.PORT: (Purpose.BORDER, Purpose.QUARANTINE),
        Role.PRESS: (Purpose.INFORMATION,),
        Role.EPIDEMIOLOGIST: (Purpose.SURVEILLANCE,),
        Role.AUDITOR: (Purpose.OVERSIGHT,),
        Role.ADMINISTRATOR: (Purpose.OPERATION,),
    }
)

# Held by nobody who holds another role: whoever gives out rights reads nothing, and whoever watches
# over the readers is none of them.
ALONE = frozenset({Role.ADMINISTRATOR, Role.AUDITOR})

# These see no personal data, so one administrator gives them alone.
UNSEEING = frozenset({Role.PRESS, Role.EPIDEMIOLOGIST})

CONFIRMING = frozenset({Role.ADMINISTRATOR, Role.AUDITOR})  # who may be the second person


class Refusal(StrEnum):
    """Why something about an officer is refused."""

    ONESELF = "oneself"  # nobody gives anything to themselves
    SAME_PERSON = "same_person"  # the second person is the first one
    PURPOSE = "purpose"  # the role is never held for this
    ALONE = "alone"  # the role goes with no other
    UNKNOWN_AREA = "unknown_area"
    ENDS_EARLY = "ends_early"  # the end is not after the beginning
    NAME_TAKEN = "name_taken"
    NOT_FOUND = "not_found"  # nothing of that id that is still open
    LAST_ADMINISTRATOR = "last_administrator"
    OUTSIDE_AREA = "outside_area"  # an administrator's rights end where their area ends


def needs_second_person(role: Role) -> bool:
    """Whether an assignment holds only once a second person has agreed.

    Otherwise an administrator could make up an officer, sign in as that officer, and read cases.
    """
    return role not in UNSEEING


def refuse_assignment(
    *,
    proposer_id: UUID | None,
    officer_id: UUID,
    role: Role,
    purpose: Purpose,
    held: Collection[Role],
) -> Refusal | None:
    """What speaks against proposing this assignment; `held` are the roles held or proposed now."""
    if proposer_id == officer_id:
        return Refusal.ONESELF
    if purpose not in PURPOSES[role]:
        return Refusal.PURPOSE
    others = {other for other in held if other is not role}
    if others and (role in ALONE or others & ALONE):
        return Refusal.ALONE
    return None


def covers(outer: str, inner: str) -> bool:
    """Whether an area lies within another, by their codes; "" is the whole country."""
    return inner.startswith(outer)


def refuse_confirmation(
    *, confirmer_id: UUID | None, proposer_id: UUID | None, officer_id: UUID
) -> Refusal | None:
    """What speaks against this person being the second one."""
    if confirmer_id == officer_id:
        return Refusal.ONESELF
    if confirmer_id is not None and confirmer_id == proposer_id:
        return Refusal.SAME_PERSON
    return None
