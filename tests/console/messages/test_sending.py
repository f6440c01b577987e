"""A message is made once, says only reviewed words, and goes out by itself or comes to a person."""

from datetime import datetime, timedelta
from uuid import UUID, uuid4

import pytest
from tests.console.cast import MAPO

from dongseon.console.audit.models import Entry
from dongseon.console.audit.types import HOUSE
from dongseon.console.messages import actions, queries
from dongseon.console.messages.models import Message
from dongseon.console.messages.rules import PAUSES_S, Answer, Receipt, State, Why
from dongseon.console.messages.types import Answered
from dongseon.errors import InvalidInput

pytestmark = pytest.mark.django_db
DAY = {"sampled_on": "2020-05-05"}


def sent(now: datetime, key: str = "result:1", not_before: datetime | None = None) -> UUID:
    """A negative result for somebody in Mapo."""
    return actions.send(
        by=HOUSE, now=now, person_id=uuid4(), text="result_negative", key=key, values=DAY,
        area=MAPO, not_before=not_before,
    )  # fmt: skip


def state_of(message_id: UUID) -> State:
    """Where it stands."""
    return queries.message(message_id, area=MAPO).state


def say(now: datetime, message_id: UUID, answer: Answer) -> None:
    """What the carrier said of it."""
    actions.answered(now=now, gateway="test", answers=[Answered(message_id, answer)])


def test_the_same_key_makes_one_message(now: datetime) -> None:
    first = sent(now)
    assert sent(now) == first
    assert Message.objects.count() == 1
    assert Entry.objects.filter(act="messages.send").count() == 2  # the message and the person


def test_nothing_but_reviewed_texts_is_sent(now: datetime) -> None:
    with pytest.raises(InvalidInput, match="hello: is none of the reviewed texts"):
        actions.send(by=HOUSE, now=now, person_id=uuid4(), text="hello", key="k")


@pytest.mark.parametrize(
    ("values", "said"),
    [
        ({}, "sampled_on: is missing"),
        (DAY | {"name": "김민서"}, "name: is missing or has no place"),
        ({"sampled_on": "김민서"}, "sampled_on: is no day"),
    ],
)
def test_a_value_that_is_not_of_its_type_is_refused(
    now: datetime, values: dict[str, str], said: str
) -> None:
    with pytest.raises(InvalidInput, match=said):
        actions.send(
            by=HOUSE, now=now, person_id=uuid4(), text="result_negative", key="k", values=values
        )


def test_a_message_is_claimed_by_one_worker(now: datetime) -> None:
    message_id = sent(now)
    [claimed] = actions.claim(now=now, limit=10)
    assert (claimed.id, claimed.attempts) == (message_id, 1)
    assert actions.claim(now=now, limit=10) == ()


def test_what_a_dead_worker_had_is_claimed_again(now: datetime) -> None:
    sent(now)
    [first] = actions.claim(now=now, limit=10)
    [again] = actions.claim(now=now + timedelta(seconds=91), limit=10)
    assert again.id == first.id  # by which the carrier knows it


def test_a_message_waits_for_its_time_and_can_be_hastened(now: datetime) -> None:
    message_id = sent(now, not_before=now + timedelta(hours=3))
    assert actions.claim(now=now, limit=10) == ()
    actions.hasten(by=HOUSE, now=now, key="result:1")
    assert [one.id for one in actions.claim(now=now, limit=10)] == [message_id]
    actions.hasten(by=HOUSE, now=now, key="result:1")  # too late: nothing
    actions.hasten(by=HOUSE, now=now, key="result:2")  # never was: nothing
    assert Entry.objects.filter(act="messages.hasten").count() == 1


def test_a_carrier_that_fails_is_tried_again_with_growing_pauses(now: datetime) -> None:
    message_id = sent(now)
    at = now
    for pause_s in PAUSES_S:
        assert len(actions.claim(now=at, limit=1)) == 1
        say(at, message_id, Answer.LATER)
        assert actions.claim(now=at + timedelta(seconds=pause_s - 1), limit=1) == ()
        at += timedelta(seconds=pause_s)
    assert len(actions.claim(now=at, limit=1)) == 1
    say(at, message_id, Answer.LATER)
    row = queries.message(message_id, area=MAPO)
    assert (row.state, row.why) == (State.UNSENT, Why.GAVE_UP)


def test_a_wrong_number_comes_to_a_person(now: datetime) -> None:
    message_id = sent(now)
    actions.claim(now=now, limit=1)
    say(now, message_id, Answer.WRONG_NUMBER)
    assert queries.message(message_id, area=MAPO).why == Why.WRONG_NUMBER
    assert queries.unsent_waiting(MAPO) == (1, now)


def test_a_receipt_may_overtake_our_own_note(now: datetime) -> None:
    message_id = sent(now)
    actions.claim(now=now, limit=1)
    actions.received(now=now, gateway="test", receipts={str(message_id): Receipt.DELIVERED})
    say(now, message_id, Answer.TAKEN)
    assert state_of(message_id) is State.DELIVERED


def test_a_receipt_twice_changes_nothing(now: datetime) -> None:
    message_id = sent(now)
    actions.claim(now=now, limit=1)
    say(now, message_id, Answer.TAKEN)
    for receipt in (Receipt.DELIVERED, Receipt.NOT_DELIVERED):
        actions.received(
            now=now, gateway="test", receipts={str(message_id): receipt, str(uuid4()): receipt}
        )
    assert state_of(message_id) is State.DELIVERED
    assert [step.what for step in queries.steps(message_id)] == ["delivered", "taken"]
