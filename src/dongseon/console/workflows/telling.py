"""Telling somebody a result: a negative one by message, a positive one by telephone and then by message.

The message of a positive result waits for the call: it goes when the person was reached, and by itself
when the dated delay is over.
"""

from datetime import date, datetime, timedelta
from uuid import UUID

from dongseon.console.audit.types import Actor
from dongseon.console.calls import actions as calls
from dongseon.console.calls import queries as open_calls
from dongseon.console.calls.rules import Kind, Outcome
from dongseon.console.messages import actions as messages
from dongseon.console.policy import queries as policy
from dongseon.console.policy.kinds import POSITIVE_RESULT, PositiveResult
from dongseon.console.workflows import reporting

# A result that comes later is told by a call of its own. Assumption
SAME_ILLNESS = timedelta(days=14)


def negative(
    *, by: Actor, now: datetime, person_id: UUID, area: str, sampled_on: date, key: str
) -> UUID:
    """Send a negative result; the message's id. `key` names the result: it is told once."""
    return messages.send(
        by=by,
        now=now,
        person_id=person_id,
        area=area,
        text="result_negative",
        values={"sampled_on": sampled_on.isoformat()},
        key=f"result:{key}",
    )


def positive(
    *,
    by: Actor,
    now: datetime,
    person_id: UUID,
    area: str,
    sampled_on: date,
    key: str,
    case_id: UUID | None = None,
) -> UUID:
    """Have a positive result told by telephone, and the message follow; the call's id.

    Where the case was reported before its result came, the call that was opened then is this one.
    """
    rule = policy.rule(POSITIVE_RESULT, reporting.local_day(now)).value
    messages.send(
        by=by,
        now=now,
        person_id=person_id,
        area=area,
        text="result_positive",
        values={"sampled_on": sampled_on.isoformat()},
        key=f"result:{key}",
        not_before=now + timedelta(minutes=rule.message_after_min),
    )
    reported = None if case_id is None else open_calls.of_key(f"positive:case:{case_id}")
    if reported is not None and reported.opened_at > now - SAME_ILLNESS:
        return reported.id
    return _call(by, now, rule, person_id=person_id, area=area, key=key, case_id=case_id)


def by_telephone(*, by: Actor, now: datetime, person_id: UUID, area: str, case_id: UUID) -> UUID:
    """Have somebody called whose case was reported by others, without a result of ours; the call's id."""
    rule = policy.rule(POSITIVE_RESULT, reporting.local_day(now)).value
    key = f"case:{case_id}"
    return _call(by, now, rule, person_id=person_id, area=area, key=key, case_id=case_id)


def _call(
    by: Actor,
    now: datetime,
    rule: PositiveResult,
    *,
    person_id: UUID,
    area: str,
    key: str,
    case_id: UUID | None,
) -> UUID:
    return calls.open_task(
        by=by,
        now=now,
        kind=Kind.POSITIVE_RESULT,
        person_id=person_id,
        area=area,
        due_at=now + timedelta(minutes=rule.call_within_min),
        key=f"positive:{key}",
        case_id=case_id,
    )


def called(*, by: Actor, now: datetime, task_id: UUID, outcome: Outcome) -> UUID | None:
    """How a call went, and what follows: after a positive result was told, its message goes."""
    task = open_calls.call(task_id, area=by.area)
    following = calls.tried(by=by, now=now, task_id=task_id, outcome=outcome)
    if task.kind is Kind.POSITIVE_RESULT and outcome is Outcome.REACHED:
        messages.hasten(by=by, now=now, key=task.key.replace("positive:", "result:", 1))
    return following
