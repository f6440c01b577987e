"""Every write about officers: who comes and goes, what they may do, and how they prove who they are."""

from collections.abc import Collection
from dataclasses import dataclass
from datetime import datetime, timedelta
from hashlib import sha256
from uuid import UUID

from axes.models import AccessAttempt
from django.contrib.auth.hashers import make_password
from django.contrib.sessions.models import Session
from django.db import IntegrityError, transaction
from django.db.models import F, Q, QuerySet

from dongseon.console.access import queries, rules
from dongseon.console.access.models import (
    Area,
    Assignment,
    Authenticator,
    FactorReset,
    Officer,
    RecoveryCode,
)
from dongseon.console.access.roles import Purpose, Role
from dongseon.console.access.rules import Refusal
from dongseon.console.audit import actions as audit
from dongseon.console.audit.types import Actor, Kind, Subject

FAILURES_KEPT = timedelta(days=1)  # a lock lasts 15 minutes; assumption


class Refused(Exception):
    """A rule about officers speaks against it; `reason` says which."""

    def __init__(self, reason: Refusal) -> None:
        super().__init__(reason.value)
        self.reason = reason


@dataclass(frozen=True, slots=True)
class Post:
    """What an assignment is for: a role, for an area, a purpose and a time."""

    role: Role
    purpose: Purpose
    area_code: str  # "" for the whole country
    begins_at: datetime
    ends_at: datetime | None  # None: until somebody ends it


# ── coming and going ─────────────────────────────────────────────────────────────────────────


def employ(
    *, by: Actor, now: datetime, username: str, name: str, language: str, password: str
) -> UUID:
    """Add an officer, without any role. The password is the first one: to be changed in three days.

    Raises Refused where the user name is taken.
    """
    officer = Officer(
        username=username.strip().casefold(),
        name=name.strip(),
        language=language,
        password=make_password(password),
        first_password_until=now + timedelta(seconds=rules.FIRST_PASSWORD_S),
        created_at=now,
    )
    try:
        with transaction.atomic():
            officer.save(force_insert=True)
    except IntegrityError:
        raise Refused(Refusal.NAME_TAKEN) from None
    _record(by, now, "access.employ", officer.pk)
    return officer.pk


def dismiss(*, by: Actor, now: datetime, officer_id: UUID) -> None:
    """End everything that an officer holds, and their sessions. Raises Refused for oneself."""
    _may_manage(by, officer_id, now)
    _keep_an_administrator(officer_id, now)
    _end(Assignment.objects.filter(officer_id=officer_id), now)
    changed = Officer.objects.filter(pk=officer_id, is_active=True).update(
        is_active=False, generation=F("generation") + 1
    )
    if not changed:
        raise Refused(Refusal.NOT_FOUND)
    _record(by, now, "access.dismiss", officer_id)


def open_area(
    *, by: Actor, now: datetime, code: str, name_ko: str, name_en: str, within: str
) -> None:
    """Add an area that the country's list does not have, such as that of an exercise.

    `within` is the code of its province, "" for a province. Raises Refused where the code is taken.
    """
    try:
        with transaction.atomic():
            Area.objects.create(
                code=code, name_ko=name_ko, name_en=name_en, within_id=within or None
            )
    except IntegrityError:
        raise Refused(Refusal.NAME_TAKEN) from None
    audit.record(by=by, now=now, act="access.open_area", subjects=(), why=code)


# ── roles ────────────────────────────────────────────────────────────────────────────────────


def assign(*, by: Actor, now: datetime, officer_id: UUID, post: Post) -> UUID:
    """Propose an assignment. It holds at once where one person is enough, or the house itself asks.

    Raises Refused where a rule speaks against it.
    """
    _check_post(by, post)
    if not Officer.objects.select_for_update().filter(pk=officer_id, is_active=True).exists():
        raise Refused(Refusal.NOT_FOUND)
    reason = rules.refuse_assignment(
        proposer_id=by.officer_id,
        officer_id=officer_id,
        role=post.role,
        purpose=post.purpose,
        held=_held_or_proposed(officer_id, now),
    )
    if reason is not None:
        raise Refused(reason)
    alone = by.officer_id is None or not rules.needs_second_person(post.role)
    made = Assignment.objects.create(
        officer_id=officer_id,
        role=post.role,
        purpose=post.purpose,
        area_id=post.area_code or None,
        begins_at=post.begins_at,
        ends_at=post.ends_at,
        proposed_by_id=by.officer_id,
        confirmed_at=now if alone else None,
    )
    _record(by, now, "access.assign", officer_id, f"{post.role}/{post.purpose}/{post.area_code}")
    return made.pk


def confirm_assignment(*, by: Actor, now: datetime, assignment_id: UUID) -> None:
    """Agree to an assignment as the second person. Raises Refused."""
    proposed = Assignment.objects.filter(pk=assignment_id, confirmed_at__isnull=True).first()
    if proposed is None:
        raise Refused(Refusal.NOT_FOUND)
    _second_person(by, proposed.proposed_by_id, proposed.officer_id)
    _inside(by, proposed.area_id or "")
    changed = (
        Assignment.objects.filter(pk=assignment_id, confirmed_at__isnull=True)
        .filter(Q(ends_at__isnull=True) | Q(ends_at__gt=now))
        .update(confirmed_at=now, confirmed_by=by.officer_id)
    )
    if not changed:
        raise Refused(Refusal.NOT_FOUND)
    _record(by, now, "access.confirm_assignment", proposed.officer_id, _post_of(proposed))


def end_assignment(*, by: Actor, now: datetime, assignment_id: UUID) -> None:
    """End an assignment, or a proposal of one, at once. One person is enough. Raises Refused."""
    found = Assignment.objects.filter(pk=assignment_id).first()
    if found is None:
        raise Refused(Refusal.NOT_FOUND)
    _inside(by, found.area_id or "")
    if found.role == Role.ADMINISTRATOR and found.confirmed_at is not None:
        _keep_an_administrator(found.officer_id, now)
    if not _end(Assignment.objects.filter(pk=assignment_id), now):
        raise Refused(Refusal.NOT_FOUND)
    _record(by, now, "access.end_assignment", found.officer_id, _post_of(found))


# ── passwords and sessions ───────────────────────────────────────────────────────────────────


def give_first_password(*, by: Actor, now: datetime, officer_id: UUID, password: str) -> None:
    """Give a new first password to somebody who forgot theirs. Their sessions end. Raises Refused."""
    _may_manage(by, officer_id, now)
    changed = Officer.objects.filter(pk=officer_id, is_active=True).update(
        password=make_password(password),
        first_password_until=now + timedelta(seconds=rules.FIRST_PASSWORD_S),
        generation=F("generation") + 1,
    )
    if not changed:
        raise Refused(Refusal.NOT_FOUND)
    _record(by, now, "access.give_first_password", officer_id)


def change_password(*, by: Actor, now: datetime, officer_id: UUID, password: str) -> None:
    """Set one's own password. All one's sessions end; the caller begins a new one."""
    Officer.objects.filter(pk=officer_id).update(
        password=make_password(password),
        first_password_until=None,
        generation=F("generation") + 1,
    )
    _record(by, now, "access.change_password", officer_id)


def sign_out_everywhere(*, by: Actor, now: datetime, officer_id: UUID) -> None:
    """End all sessions of an officer."""
    Officer.objects.filter(pk=officer_id).update(generation=F("generation") + 1)
    _record(by, now, "access.sign_out_everywhere", officer_id)


def forget_sessions(*, by: Actor, now: datetime) -> None:
    """Remove sessions that are over, and failed sign-ins of more than a day ago."""
    ended, _ = Session.objects.filter(expire_date__lt=now).delete()
    failures, _ = AccessAttempt.objects.filter(attempt_time__lt=now - FAILURES_KEPT).delete()
    why = f"{ended} sessions, {failures} failures"
    audit.record(by=by, now=now, act="access.forget_sessions", subjects=(), why=why)


def sign_in(*, by: Actor, now: datetime, officer_id: UUID, how: str) -> None:
    """Note that an officer is through the door; `how` is the last proof that they gave."""
    _record(by, now, "access.sign_in", officer_id, how)


def refuse_sign_in(*, by: Actor, now: datetime, username: str, how: str) -> None:
    """Note a failed proof. The name typed is not kept: people type passwords there."""
    found = Officer.objects.filter(username=username.strip().casefold()).values_list(
        "pk", flat=True
    )
    audit.record(
        by=by,
        now=now,
        act="access.refuse_sign_in",
        subjects=[Subject("officer", pk) for pk in found],
        why=how,
        kind=Kind.REFUSED,
    )


def choose_language(*, by: Actor, now: datetime, language: str) -> None:
    """Speak Korean ("ko") or English ("en") to this officer, whatever machine they sit at."""
    if by.officer_id is None:
        raise Refused(Refusal.NOT_FOUND)
    Officer.objects.filter(id=by.officer_id).update(language=language)
    _record(by, now, "access.choose_language", by.officer_id, language)


def sign_out(*, by: Actor, now: datetime, officer_id: UUID) -> None:
    """Note that an officer left."""
    _record(by, now, "access.sign_out", officer_id)


def switch_role(*, by: Actor, now: datetime, assignment_id: UUID) -> None:
    """Note as what an officer acts from here on. Raises Refused if it is not theirs to hold now."""
    held = [] if by.officer_id is None else queries.held_by(by.officer_id, now)
    for one in held:
        if one.assignment_id == assignment_id:
            _record(by, now, "access.switch_role", one.officer_id, one.role)
            return
    raise Refused(Refusal.NOT_FOUND)


# ── the second factor ────────────────────────────────────────────────────────────────────────


def propose_factor(*, by: Actor, now: datetime, officer_id: UUID) -> int:
    """Make a device that the officer may enrol, in place of one that they did not finish."""
    Authenticator.objects.filter(user_id=officer_id, confirmed=False).delete()
    made = Authenticator.objects.create(user_id=officer_id, name="phone", confirmed=False)
    _record(by, now, "access.propose_factor", officer_id)
    return int(made.pk)


def enrol_factor(
    *, by: Actor, now: datetime, officer_id: UUID, device_id: int, codes: Collection[str]
) -> None:
    """Make this device the officer's only one, and these codes its stand-ins. Raises Refused."""
    changed = Authenticator.objects.filter(
        pk=device_id, user_id=officer_id, confirmed=False
    ).update(confirmed=True)
    if not changed:
        raise Refused(Refusal.NOT_FOUND)
    Authenticator.objects.filter(user_id=officer_id).exclude(pk=device_id).delete()
    RecoveryCode.objects.filter(officer_id=officer_id).delete()
    RecoveryCode.objects.bulk_create(
        RecoveryCode(officer_id=officer_id, digest=digest_of(code)) for code in codes
    )
    _record(by, now, "access.enrol_factor", officer_id)


def use_recovery_code(*, by: Actor, now: datetime, officer_id: UUID, code: str) -> None:
    """Use up a recovery code. Raises Refused if it is none of the officer's, or used."""
    changed = RecoveryCode.objects.filter(
        officer_id=officer_id, digest=digest_of(code), used_at__isnull=True
    ).update(used_at=now)
    if not changed:
        raise Refused(Refusal.NOT_FOUND)
    _record(by, now, "access.use_recovery_code", officer_id)


def propose_factor_reset(*, by: Actor, now: datetime, officer_id: UUID) -> UUID:
    """Ask that somebody's lost second factor be taken away. Raises Refused."""
    _may_manage(by, officer_id, now)
    if by.officer_id is None:
        raise Refused(Refusal.NOT_FOUND)
    try:
        with transaction.atomic():
            made = FactorReset.objects.create(
                officer_id=officer_id, proposed_by_id=by.officer_id, proposed_at=now
            )
    except IntegrityError:  # one is open already, or there is no such officer
        raise Refused(Refusal.NOT_FOUND) from None
    _record(by, now, "access.propose_factor_reset", officer_id)
    return made.pk


def confirm_factor_reset(*, by: Actor, now: datetime, reset_id: UUID) -> None:
    """Agree as the second person: the factor and its codes are gone, all sessions end."""
    proposed = FactorReset.objects.filter(pk=reset_id).first()
    if proposed is None:
        raise Refused(Refusal.NOT_FOUND)
    _second_person(by, proposed.proposed_by_id, proposed.officer_id)
    changed = FactorReset.objects.filter(pk=reset_id, confirmed_at__isnull=True).update(
        confirmed_at=now, confirmed_by=by.officer_id
    )
    if not changed:
        raise Refused(Refusal.NOT_FOUND)
    Authenticator.objects.filter(user_id=proposed.officer_id).delete()
    RecoveryCode.objects.filter(officer_id=proposed.officer_id).delete()
    Officer.objects.filter(pk=proposed.officer_id).update(generation=F("generation") + 1)
    _record(by, now, "access.confirm_factor_reset", proposed.officer_id)


def digest_of(code: str) -> str:
    """What is kept of a recovery code, however it was typed."""
    plain = "".join(code.split()).replace("-", "").casefold()
    return sha256(plain.encode()).hexdigest()


# ── inner steps ──────────────────────────────────────────────────────────────────────────────


def _record(by: Actor, now: datetime, act: str, officer_id: UUID, why: str = "") -> None:
    audit.record(by=by, now=now, act=act, subjects=[Subject("officer", officer_id)], why=why)


def _check_post(by: Actor, post: Post) -> None:
    _inside(by, post.area_code)
    if post.ends_at is not None and post.ends_at <= post.begins_at:
        raise Refused(Refusal.ENDS_EARLY)
    if post.area_code and not Area.objects.filter(pk=post.area_code).exists():
        raise Refused(Refusal.UNKNOWN_AREA)


def _held_or_proposed(officer_id: UUID, now: datetime) -> set[Role]:
    rows = Assignment.objects.filter(
        Q(ends_at__isnull=True) | Q(ends_at__gt=now), officer_id=officer_id
    )
    return {Role(role) for role in rows.values_list("role", flat=True)}


def _post_of(row: Assignment) -> str:
    return f"{row.role}/{row.purpose}/{row.area_id or ''}"


def _may_manage(by: Actor, officer_id: UUID, now: datetime) -> None:
    """Raise Refused for oneself, and for whoever holds something beyond the administrator's area."""
    if by.officer_id == officer_id:
        raise Refused(Refusal.ONESELF)
    for held in queries.held_by(officer_id, now):
        _inside(by, held.actor.area)


def _inside(by: Actor, area_code: str) -> None:
    if not rules.covers(by.area, area_code):
        raise Refused(Refusal.OUTSIDE_AREA)


def _second_person(by: Actor, proposer_id: UUID | None, officer_id: UUID) -> None:
    reason = rules.refuse_confirmation(
        confirmer_id=by.officer_id, proposer_id=proposer_id, officer_id=officer_id
    )
    if reason is not None:
        raise Refused(reason)


def _end(rows: "QuerySet[Assignment]", now: datetime) -> int:
    """End what is open: what has begun now, what has not begun before it begins."""
    still = Q(ends_at__isnull=True) | Q(ends_at__gt=now)
    begun = rows.filter(still, begins_at__lte=now).update(ends_at=now)
    return begun + rows.filter(still, begins_at__gt=now).update(ends_at=F("begins_at"))


def _keep_an_administrator(leaving: UUID, now: datetime) -> None:
    """Raise Refused if nobody else would be left to give out rights."""
    rest = queries.in_force(now).filter(role=Role.ADMINISTRATOR).exclude(officer_id=leaving)
    mine = queries.in_force(now).filter(role=Role.ADMINISTRATOR, officer_id=leaving)
    if mine.exists() and not rest.exists():
        raise Refused(Refusal.LAST_ADMINISTRATOR)
