"""A call has a clock; three attempts in vain hand it on; nobody is called by two officers at once."""

from datetime import datetime, timedelta
from uuid import UUID, uuid4

import pytest
from tests.console.cast import BUSAN, MAPO, Player, cast, hire

from dongseon.console.access.roles import Role
from dongseon.console.audit.models import Entry
from dongseon.console.audit.types import HOUSE
from dongseon.console.calls import actions, queries
from dongseon.console.calls.models import Attempt, Task
from dongseon.console.calls.rules import Kind, Outcome, State, WithdrawReason
from dongseon.console.calls.types import Refused, TaskUnknown

pytestmark = pytest.mark.django_db
HOUR = timedelta(hours=1)


@pytest.fixture
def kim(db: None) -> Player:
    """An investigator in Mapo."""
    return cast("investigator")["investigator"]


def opened(now: datetime, key: str = "positive:1", area: str = MAPO) -> UUID:
    """A call to somebody who tested positive, due within the hour."""
    return actions.open_task(
        by=HOUSE, now=now, kind="positive_result", person_id=uuid4(), area=area, due_at=now + HOUR,
        key=key,
    )  # fmt: skip


def test_a_call_is_opened_once(now: datetime) -> None:
    first = opened(now)
    assert opened(now) == first
    assert Task.objects.count() == 1
    assert Entry.objects.filter(act="calls.open", subject_id=first).count() == 1


def test_a_call_of_no_known_kind_is_refused(now: datetime) -> None:
    with pytest.raises(ValueError, match="birthday"):
        actions.open_task(
            by=HOUSE, now=now, kind="birthday", person_id=uuid4(), area=MAPO, due_at=now, key="k"
        )


def test_the_list_shows_what_is_due_first_and_only_the_own_area(now: datetime, kim: Player) -> None:
    late = opened(now - 2 * HOUR, "a")
    soon = opened(now, "b")
    opened(now, "c", area=BUSAN)
    rows = queries.open_calls(area=MAPO, now=now)
    assert [row.id for row in rows] == [late, soon]
    last = rows[0]
    rest = queries.open_calls(area=MAPO, now=now, after=(last.due_at, last.id))
    assert [row.id for row in rest] == [soon]
    assert queries.waiting(MAPO, now) == (2, now - 2 * HOUR)


def test_whoever_is_reached_needs_no_other_call(now: datetime, kim: Player) -> None:
    task = opened(now)
    assert actions.tried(by=kim.actor, now=now, task_id=task, outcome=Outcome.REACHED) is None
    assert queries.call(task, area=MAPO).state is State.DONE
    with pytest.raises(Refused, match=r"(?i)somebody else|meanwhile"):
        actions.tried(by=kim.actor, now=now, task_id=task, outcome=Outcome.REACHED)
    assert Attempt.objects.filter(task=task).count() == 1


def test_three_attempts_in_vain_hand_the_call_on(now: datetime, kim: Player) -> None:
    task = opened(now)
    for minutes in (0, 30):
        actions.tried(
            by=kim.actor,
            now=now + timedelta(minutes=minutes),
            task_id=task,
            outcome=Outcome.NO_ANSWER,
        )
    row = queries.call(task, area=MAPO)
    assert (row.state, row.attempts, row.call_at) == (State.OPEN, 2, now + HOUR)
    following = actions.tried(by=kim.actor, now=now + HOUR, task_id=task, outcome=Outcome.BUSY)
    assert following is not None
    assert queries.call(task, area=MAPO).state is State.HANDED_ON
    step = queries.call(following, area=MAPO)
    assert (step.kind, step.follows, step.due_at) == (Kind.UNREACHABLE, task, now + 3 * HOUR)


def test_a_wrong_number_is_handed_on_at_once(now: datetime, kim: Player) -> None:
    task = opened(now)
    step = actions.tried(by=kim.actor, now=now, task_id=task, outcome=Outcome.WRONG_NUMBER)
    assert step is not None
    assert queries.call(step, area=MAPO).kind is Kind.FIND_NUMBER


def test_the_last_step_stays_open_until_somebody_is_found(now: datetime, kim: Player) -> None:
    task = opened(now)
    step = actions.tried(by=kim.actor, now=now, task_id=task, outcome=Outcome.WRONG_NUMBER)
    assert step is not None
    for _time in range(5):
        actions.tried(by=kim.actor, now=now, task_id=step, outcome=Outcome.NO_ANSWER)
    assert queries.call(step, area=MAPO).state is State.OPEN
    actions.tried(by=kim.actor, now=now, task_id=step, outcome=Outcome.REACHED)
    assert queries.call(step, area=MAPO).state is State.DONE


def test_two_officers_do_not_call_the_same_person_at_once(now: datetime, kim: Player) -> None:
    lee = hire("lee", role=Role.INVESTIGATOR, area=MAPO)
    task = opened(now)
    actions.take(by=kim.actor, now=now, task_id=task)
    with pytest.raises(Refused, match=r"(?i)somebody else"):
        actions.take(by=lee.actor, now=now + timedelta(minutes=5), task_id=task)
    actions.take(by=lee.actor, now=now + timedelta(minutes=16), task_id=task)
    assert queries.call(task, area=MAPO).taken_by == lee.officer_id


def test_a_call_elsewhere_is_unknown(now: datetime, kim: Player) -> None:
    task = opened(now, area=BUSAN)
    with pytest.raises(TaskUnknown, match=str(task)):
        actions.tried(by=kim.actor, now=now, task_id=task, outcome=Outcome.REACHED)
    with pytest.raises(TaskUnknown, match=str(task)):
        queries.call(task, area=MAPO)


def test_a_call_that_is_not_needed_is_withdrawn_with_a_reason(now: datetime, kim: Player) -> None:
    task = opened(now)
    actions.withdraw(by=kim.actor, now=now, task_id=task, reason=WithdrawReason.TOLD_OTHERWISE)
    assert queries.open_calls(area=MAPO, now=now) == ()
    assert Entry.objects.get(act="calls.withdraw").why == "told_otherwise"
    with pytest.raises(Refused, match=r"(?i)over"):
        actions.withdraw(by=kim.actor, now=now, task_id=task, reason=WithdrawReason.WRONG_RESULT)
