"""What is kept of calls, messages and care ends on time, and not before."""

from collections.abc import Collection
from datetime import datetime, timedelta
from uuid import UUID, uuid4

import pytest
from tests.console.cast import MAPO

from dongseon.console.audit.types import HOUSE
from dongseon.console.calls import actions as calls
from dongseon.console.calls import retention as calls_kept
from dongseon.console.calls.models import Task
from dongseon.console.calls.rules import Outcome
from dongseon.console.care import actions, queries, retention
from dongseon.console.care.actions import Signs
from dongseon.console.care.models import HouseholdLink, Reading, Stay
from dongseon.console.care.rules import Relation
from dongseon.console.care.triage import Place
from dongseon.console.messages import actions as messages
from dongseon.console.messages import retention as messages_kept
from dongseon.console.messages.models import Message
from dongseon.console.messages.rules import Answer, StopReason
from dongseon.console.messages.types import Answered

pytestmark = pytest.mark.django_db
DAY = timedelta(days=1)


def nobody(person_ids: Collection[UUID]) -> frozenset[UUID]:
    """Nobody is spared."""
    return frozenset()


def everybody(person_ids: Collection[UUID]) -> frozenset[UUID]:
    """Everybody is on hold."""
    return frozenset(person_ids)


def message(now: datetime, key: str, corrects: UUID | None = None) -> UUID:
    """A message."""
    return messages.send(
        by=HOUSE, now=now, person_id=uuid4(), text="message_withdrawn", key=key, area=MAPO,
        values={"sent_on": "2020-05-05"}, corrects=corrects,
    )  # fmt: skip


def test_messages_that_are_over_end_with_their_steps(now: datetime) -> None:
    over, waits, corrected = (message(now, key) for key in "abc")
    correction = message(now + 5 * DAY, "d", corrects=corrected)
    messages.stop(by=HOUSE, now=now, message_id=over, reason=StopReason.SAID_OTHERWISE)
    messages.claim(now=now + 6 * DAY, limit=9)
    messages.answered(
        now=now, gateway="test",
        answers=[Answered(one, Answer.TAKEN) for one in (corrected, correction)],
    )  # fmt: skip
    before = now + DAY
    said = {"by": HOUSE, "now": now, "before": before, "limit": 10}
    assert messages_kept.erase_messages(**said, spared=everybody) == ()
    assert messages_kept.erase_messages(**said, spared=nobody) == (over,)
    assert set(Message.objects.values_list("pk", flat=True)) == {waits, corrected, correction}
    later = said | {"before": now + 6 * DAY}
    assert set(messages_kept.erase_messages(**later, spared=nobody)) == {corrected, correction}
    person = Message.objects.get(pk=waits).person_id
    assert messages_kept.works_on([person]) == messages_kept.needs([person]) == {person}


def test_calls_that_are_over_end_with_those_that_followed(now: datetime) -> None:
    task = calls.open_task(
        by=HOUSE, now=now, kind="follow_up", person_id=uuid4(), area=MAPO, due_at=now, key="k"
    )
    step = calls.tried(by=HOUSE, now=now, task_id=task, outcome=Outcome.WRONG_NUMBER)
    assert step is not None
    said = {"by": HOUSE, "now": now, "before": now + DAY, "limit": 10}
    assert calls_kept.erase_calls(**said, spared=nobody) == ()  # somebody still looks for them
    calls.tried(by=HOUSE, now=now, task_id=step, outcome=Outcome.REACHED)
    assert calls_kept.erase_calls(**said, spared=everybody) == ()
    assert set(calls_kept.erase_calls(**said, spared=nobody)) == {task, step}
    assert not Task.objects.exists()


def test_care_ends_when_nothing_was_written_for_long_and_nobody_lies_there(now: datetime) -> None:
    house = actions.open_house(by=HOUSE, now=now, name="h", kind=Place.CENTRE, area=MAPO, beds=3)
    old, lying = uuid4(), uuid4()
    for case_id in (old, lying):
        actions.take_signs(
            by=HOUSE, now=now, case_id=case_id, person_id=case_id,
            signs=Signs(temperature_c=36.5), local=now,
        )  # fmt: skip
        actions.reserve(
            by=HOUSE, now=now, case_id=case_id, person_id=case_id, house_id=house,
            assessment_id=None,
        )  # fmt: skip
    actions.cancel(by=HOUSE, now=now, case_id=old)
    said = {"by": HOUSE, "now": now, "limit": 10}
    assert retention.erase_care(**said, before=now, spared=nobody) == ()
    assert retention.erase_care(**said, before=now + DAY, spared=everybody) == ()
    assert retention.erase_care(**said, before=now + DAY, spared=nobody) == (old,)
    assert Reading.objects.count() == Stay.objects.count() == 1
    assert retention.works_on([old, lying]) == retention.needs([old, lying]) == {lying}


def test_households_end_too(now: datetime) -> None:
    one, two = uuid4(), uuid4()
    actions.link(by=HOUSE, now=now, person_id=one, other_id=two, relation=Relation.PARTNER)
    assert retention.needs([one, two]) == {one, two}
    said = {"by": HOUSE, "now": now, "limit": 10, "before": now + DAY}
    assert retention.erase_links(**said, spared=everybody) == ()
    assert len(retention.erase_links(**said, spared=nobody)) == 1
    assert not HouseholdLink.objects.exists()
    assert queries.household(one) == ()
