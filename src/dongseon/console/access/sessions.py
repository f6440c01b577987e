"""What a signed-in session carries, and when it ends. Whoever holds the session's key is that officer."""

from datetime import UTC, datetime
from enum import StrEnum
from uuid import UUID

from django.contrib.sessions.backends.base import SessionBase

from dongseon.console.access import rules

SIGNED_IN_AT, SEEN_AT = "signed_in_at", "seen_at"  # seconds since 1970, UTC
GENERATION, ACTING = "generation", "acting"


class End(StrEnum):
    """Why a session is over."""

    IDLE = "idle"
    SHIFT = "shift"
    REVOKED = "revoked"  # signed out everywhere, or a right or factor was taken away


def begin(session: SessionBase, *, generation: int, now: datetime) -> None:
    """Write down when the session began; called right after the password was right."""
    session[SIGNED_IN_AT] = session[SEEN_AT] = int(now.timestamp())
    session[GENERATION] = generation


def carry_over(session: SessionBase, *, generation: int) -> None:
    """Let this session live on where all the officer's others end."""
    session[GENERATION] = generation


def end_of(session: SessionBase, *, generation: int, now: datetime) -> End | None:
    """Why the session is over; nothing if it goes on."""
    at = now.timestamp()
    if session.get(GENERATION) != generation:
        return End.REVOKED
    if at - session.get(SIGNED_IN_AT, 0) > rules.SHIFT_S:
        return End.SHIFT
    if at - session.get(SEEN_AT, 0) > rules.IDLE_S:
        return End.IDLE
    return None


def note_seen(session: SessionBase, now: datetime) -> None:
    """Write down that somebody is still at the desk: at most once in `rules.SEEN_STEP_S`."""
    at = int(now.timestamp())
    if at - session.get(SEEN_AT, 0) >= rules.SEEN_STEP_S:
        session[SEEN_AT] = at


def signed_in_at(session: SessionBase) -> datetime:
    """When the password was given."""
    return datetime.fromtimestamp(session[SIGNED_IN_AT], UTC)


def acting(session: SessionBase) -> UUID | None:
    """The assignment under which the officer acts, if they chose one."""
    chosen = session.get(ACTING)
    return None if chosen is None else UUID(chosen)


def act_under(session: SessionBase, assignment_id: UUID) -> None:
    """Act under this assignment from here on. Who may is asked at every door."""
    session[ACTING] = str(assignment_id)
