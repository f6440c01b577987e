"""Opening calls, taking them in hand, and saying how they went."""

import uuid
from datetime import datetime, timedelta
from uuid import UUID
from zoneinfo import ZoneInfo

from django.db.models import Q
from django.utils.translation import gettext as _

from dongseon.console.audit import actions as audit
from dongseon.console.audit.types import Actor, Subject
from dongseon.console.calls import rules
from dongseon.console.calls.models import Attempt, Task
from dongseon.console.calls.rules import Kind, Outcome, State, WithdrawReason
from dongseon.console.calls.types import Refused, TaskUnknown
from dongseon.console.policy import queries as policy
from dongseon.console.policy.kinds import CALL_ATTEMPTS

ZONE = ZoneInfo("Asia/Seoul")
IN_HAND = timedelta(
    minutes=15
)  # a call that was taken longer ago may be taken by another; assumption


def open_task(
    *,
    by: Actor,
    now: datetime,
    kind: str,
    person_id: UUID,
    area: str,
    due_at: datetime,
    key: str,
    case_id: UUID | None = None,
) -> UUID:
    """A call that somebody must make until `due_at`; its id. The same key again changes nothing.

    Raises ValueError for a kind that there is not.
    """
    return _open(by, now, Kind(kind), person_id, area, due_at, key, case_id, follows=None)


def _open(
    by: Actor,
    now: datetime,
    kind: Kind,
    person_id: UUID,
    area: str,
    due_at: datetime,
    key: str,
    case_id: UUID | None,
    *,
    follows: UUID | None,
) -> UUID:
    new = Task(
        id=uuid.uuid4(),
        key=key,
        kind=kind,
        person_id=person_id,
        area=area,
        case_id=case_id,
        opened_at=now,
        due_at=due_at,
        call_at=now,
        follows_id=follows,
    )
    Task.objects.bulk_create([new], ignore_conflicts=True)
    kept_id = Task.objects.values_list("pk", flat=True).get(key=key)
    if kept_id == new.id:
        _record(by, now, "open", new.id, kind, case_id)
    return kept_id


def take(*, by: Actor, now: datetime, task_id: UUID) -> None:
    """Take the telephone in hand, so that no two officers call the same person. Raises Refused."""
    task = _held(by, task_id)
    free = Q(taken_by__isnull=True) | Q(taken_by=by.officer_id) | Q(taken_at__lt=now - IN_HAND)
    taken = Task.objects.filter(free, pk=task_id, state=State.OPEN).update(
        taken_by=by.officer_id, taken_at=now
    )
    if not taken:
        raise Refused(_("Somebody else is calling, or has called."))
    _record(by, now, "take", task_id, task.kind, task.case_id)


def tried(*, by: Actor, now: datetime, task_id: UUID, outcome: Outcome) -> UUID | None:
    """How a call went; the task that takes its place, if one does. Raises Refused if it is over."""
    task = _held(by, task_id)
    outcome = Outcome(outcome)
    rule = policy.rule(CALL_ATTEMPTS, now.astimezone(ZONE).date())
    in_vain = task.attempts + (outcome in rules.IN_VAIN)
    step = rules.after(Kind(task.kind), outcome, attempts=in_vain, now=now, rule=rule.value)
    ended = None if step.state is State.OPEN else now
    changed = Task.objects.filter(pk=task_id, state=State.OPEN, attempts=task.attempts).update(
        state=step.state,
        attempts=in_vain,
        call_at=step.again_at or task.call_at,
        taken_by=None,
        taken_at=None,
        ended_at=ended,
    )
    if not changed:
        raise Refused(_("Somebody else has called meanwhile: look at the call again."))
    Attempt.objects.create(
        task_id=task_id, at=now, officer_id=by.officer_id, outcome=outcome, rule_id=rule.id
    )
    _record(by, now, "try", task_id, outcome, task.case_id)
    if step.next_kind is None:
        return None
    return _open(
        by,
        now,
        step.next_kind,
        task.person_id,
        task.area,
        now + timedelta(minutes=rule.value.next_step_min),
        f"{step.next_kind}:{task_id}",
        task.case_id,
        follows=task_id,
    )


def withdraw(*, by: Actor, now: datetime, task_id: UUID, reason: WithdrawReason) -> None:
    """Say that a call is not needed any more. Raises Refused if it is over."""
    task = _held(by, task_id)
    changed = Task.objects.filter(pk=task_id, state=State.OPEN).update(
        state=State.WITHDRAWN, ended_at=now, taken_by=None, taken_at=None
    )
    if not changed:
        raise Refused(_("This call is over."))
    _record(by, now, "withdraw", task_id, reason, task.case_id)


def _held(by: Actor, task_id: UUID) -> Task:
    task = Task.objects.filter(pk=task_id, area__startswith=by.area).first()
    if task is None:
        raise TaskUnknown(task_id)
    return task


def _record(
    by: Actor, now: datetime, act: str, task_id: UUID, why: str, case_id: UUID | None
) -> None:
    audit.record(
        by=by,
        now=now,
        act=f"calls.{act}",
        subjects=[Subject("call", task_id)],
        case_id=case_id,
        why=why,
    )
