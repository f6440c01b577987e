"""A result that was told, or was about to be, and is wrong: taken back before or corrected after."""

from datetime import date, datetime, timedelta
from uuid import UUID

from dongseon.console.audit.types import HOUSE, Actor
from dongseon.console.calls import actions as calls
from dongseon.console.calls import queries as open_calls
from dongseon.console.calls.rules import Kind, WithdrawReason
from dongseon.console.calls.rules import State as CallState
from dongseon.console.messages import actions as messages
from dongseon.console.messages import queries as sent
from dongseon.console.messages.rules import StopReason
from dongseon.console.policy import queries as policy
from dongseon.console.policy.kinds import POSITIVE_RESULT
from dongseon.console.workflows import reporting


def result(
    *, by: Actor, now: datetime, person_id: UUID, area: str, sampled_on: date, key: str
) -> bool:
    """Take back what was told of a result. Whether the person had been told, and so must be told again.

    A message that nobody had yet is stopped and leaves no trace on the phone. Otherwise the person gets
    a correction at any hour, and a call where the wrong result was a positive one.
    """
    _withdraw_calls(now, person_id, f"positive:{key}")
    told = sent.by_key(f"result:{key}")
    if told is None:
        return False
    if messages.stop(by=HOUSE, now=now, message_id=told.id, reason=StopReason.WRONG_RESULT):
        return False
    messages.send(
        by=by,
        now=now,
        person_id=person_id,
        area=area,
        text="result_corrected",
        values={"sampled_on": sampled_on.isoformat()},
        key=f"corrected:{key}",
        corrects=told.id,
    )
    if told.text == "result_positive":
        rule = policy.rule(POSITIVE_RESULT, reporting.local_day(now)).value
        calls.open_task(
            by=by,
            now=now,
            kind=Kind.RESULT_CORRECTION,
            person_id=person_id,
            area=area,
            due_at=now + timedelta(minutes=rule.call_within_min),
            key=f"corrected:{key}",
        )
    return True


def _withdraw_calls(now: datetime, person_id: UUID, key: str) -> None:
    for call in open_calls.calls_of([person_id]):
        if call.key == key and call.state is CallState.OPEN:
            calls.withdraw(by=HOUSE, now=now, task_id=call.id, reason=WithdrawReason.WRONG_RESULT)
