"""Giving tokens out and taking them back; counting calls."""

import secrets
from collections.abc import Collection
from datetime import datetime, timedelta
from enum import StrEnum
from hashlib import sha256
from uuid import UUID, uuid4

from dongseon.console.audit import actions as audit
from dongseon.console.audit.types import Actor, Subject
from dongseon.console.programs.models import Program
from dongseon.errors import InvalidInput

TOKEN_BYTES = 32  # of chance: beyond guessing, so a plain digest keeps it
LONGEST = timedelta(days=366)  # a token lives: assumption
MARK = "dsp_"  # begins each token, so that one left in a file is recognised


class Scope(StrEnum):
    """What a token allows."""

    REPORT = "cases:report"  # submit and correct case reports
    READ = "cases:read"  # cases of the area, without names
    IDENTITIES = "cases:identities"  # … and with them
    RESULTS = "results:report"  # send results of specimens, as HL7 messages


# Whoever gives out a token holds it for a moment. These show cases, and an administrator reads none: a
# second person confirms first.
SEEING = frozenset({Scope.READ, Scope.IDENTITIES})


def issue(
    *, by: Actor, now: datetime, name: str, area: str, scopes: Collection[Scope], ends_at: datetime
) -> tuple[UUID, str]:
    """A new program and its token, which nobody can see again. Raises InvalidInput.

    A token with a scope of `SEEING` opens nothing before `confirm`; one given out by the house itself
    does: whoever has the machine has the console anyway.
    """
    if not name.strip() or not scopes:
        raise InvalidInput("a program needs a name and at least one scope")
    if not now < ends_at <= now + LONGEST:
        raise InvalidInput("a token ends later than now, and within a year")
    if not area.startswith(by.area):
        raise InvalidInput("that area is not yours to give")
    token = MARK + secrets.token_urlsafe(TOKEN_BYTES)
    program_id = uuid4()
    Program.objects.create(
        id=program_id,
        name=name.strip(),
        area=area,
        scopes=sorted(scopes),
        digest=digest_of(token),
        issued_at=now,
        issued_by=by.officer_id,
        confirmed_at=None if by.officer_id and SEEING.intersection(scopes) else now,
        ends_at=ends_at,
    )
    _tell(by, now, "issue", program_id)
    return program_id, token


def confirm(*, by: Actor, now: datetime, program_id: UUID) -> bool:
    """Agree to a token as the second person. False if it was one's own, has ended, or needed nobody."""
    agreed = (
        Program.objects.filter(
            pk=program_id, confirmed_at=None, revoked_at=None, area__startswith=by.area
        )
        .exclude(issued_by=by.officer_id)
        .update(confirmed_at=now, confirmed_by=by.officer_id)
    )
    if agreed:
        _tell(by, now, "confirm", program_id)
    return bool(agreed)


def revoke(*, by: Actor, now: datetime, program_id: UUID) -> bool:
    """End a token at once. False if it had ended."""
    ended = Program.objects.filter(pk=program_id, revoked_at=None, area__startswith=by.area).update(
        revoked_at=now, revoked_by=by.officer_id
    )
    if ended:
        _tell(by, now, "revoke", program_id)
    return bool(ended)


def digest_of(token: str) -> str:
    """What is kept of a token."""
    return sha256(token.encode()).hexdigest()


def _tell(by: Actor, now: datetime, act: str, program_id: UUID) -> None:
    subjects = [Subject("program", program_id)]
    audit.record(by=by, now=now, act=f"programs.{act}", subjects=subjects)
