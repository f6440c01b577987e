"""From the queue to the phone: once, in the person's language, and never where it could do harm."""

from datetime import datetime, timedelta
from typing import Any
from uuid import UUID

import pytest
from django.test import override_settings
from tests.console.cast import MAPO
from tests.console.messages.carriers import Carrier

from dongseon.console.audit.models import Entry
from dongseon.console.audit.types import HOUSE
from dongseon.console.messages import actions, queries
from dongseon.console.messages.rules import Receipt, State, Why
from dongseon.console.policy.models import Row
from dongseon.console.registry import actions as registry
from dongseon.console.registry.types import Identity
from dongseon.console.workflows import handing_over

pytestmark = pytest.mark.django_db
PHONE = "01012345678"


@pytest.fixture
def carrier() -> Carrier:
    """One that works."""
    return Carrier()


def somebody(now: datetime, **known: Any) -> UUID:
    """A person in the registry."""
    identity = Identity(**({"name": "김하나", "phones": (PHONE,)} | known))
    return registry.enrol(by=HOUSE, now=now, identity=identity)


def sent(now: datetime, person_id: UUID, text: str = "result_negative", key: str = "r1") -> UUID:
    """A result for them."""
    return actions.send(
        by=HOUSE, now=now, person_id=person_id, text=text, key=key, area=MAPO,
        values={"sampled_on": "2020-05-05"},
    )  # fmt: skip


def run(now: datetime, carrier: Carrier) -> int:
    """One job."""
    return handing_over.run(clock=lambda: now, gateway=carrier)


def where(message_id: UUID) -> tuple[State, str]:
    """Where it stands, and why."""
    row = queries.message(message_id, area=MAPO)
    return row.state, row.why


def test_a_result_reaches_the_phone_in_korean(now: datetime, carrier: Carrier) -> None:
    message_id = sent(now, somebody(now))
    assert run(now, carrier) == 1
    [text] = carrier.phones[PHONE]
    assert "5월 5일 검사 결과는 음성입니다" in text
    assert where(message_id) == (State.HANDED, "")
    assert Entry.objects.filter(act="messages.hand_over", fields__contains=["phones"]).count() == 1


def test_whoever_speaks_another_language_reads_english(now: datetime, carrier: Carrier) -> None:
    sent(now, somebody(now, language="vi"))
    run(now, carrier)
    assert "Your test of 5 May is negative" in carrier.phones[PHONE][0]


def test_an_answer_that_is_lost_does_not_ring_twice(now: datetime, carrier: Carrier) -> None:
    """The worker offers again; the carrier knows the message by its identifier."""
    message_id = sent(now, somebody(now))
    carrier.silent = True
    run(now, carrier)
    assert where(message_id) == (State.WAITING, "")
    carrier.silent = False
    run(now + timedelta(seconds=3), carrier)
    assert where(message_id) == (State.HANDED, "")
    assert len(carrier.phones[PHONE]) == 1


@pytest.mark.parametrize(
    ("known", "why"),
    [
        ({"safe_contact_only": True, "safe_contact": "화요일 오전, 직장"}, Why.SAFE_CONTACT),
        ({"phones": (), "no_phone": True}, Why.NO_PHONE),
        ({"neutral_messages": True}, Why.NEUTRAL),
    ],
)
def test_what_could_do_harm_comes_to_a_person(
    now: datetime, carrier: Carrier, known: dict[str, Any], why: Why
) -> None:
    message_id = sent(now, somebody(now, **known))
    run(now, carrier)
    assert carrier.phones == {}
    assert where(message_id) == (State.UNSENT, why)


def test_a_neutral_message_says_a_number_and_nothing_else(now: datetime, carrier: Carrier) -> None:
    message_id = sent(now, somebody(now, neutral_messages=True))
    with override_settings(CALL_BACK="02-3153-9000"):
        run(now, carrier)
    [text] = carrier.phones[PHONE]
    assert "02-3153-9000" in text
    assert not {word for word in ("코로나", "검사", "음성", "보건소", "5월") if word in text}
    assert queries.message(message_id, area=MAPO).neutral


def test_a_wrong_number_is_a_persons_work_and_can_be_sent_again(
    now: datetime, carrier: Carrier
) -> None:
    message_id = sent(now, somebody(now))
    carrier.wrong.add(PHONE)
    run(now, carrier)
    assert where(message_id) == (State.UNSENT, Why.WRONG_NUMBER)
    carrier.wrong.clear()
    actions.try_again(by=HOUSE, now=now, message_id=message_id)
    run(now, carrier)
    assert where(message_id) == (State.HANDED, "")


def test_a_receipt_says_that_the_phone_has_it(now: datetime, carrier: Carrier) -> None:
    message_id = sent(now, somebody(now))
    carrier.told = {str(message_id): Receipt.DELIVERED}
    run(now, carrier)
    assert where(message_id) == (State.DELIVERED, "")
    assert carrier.told == {}


def test_what_never_arrived_comes_to_a_person(now: datetime, carrier: Carrier) -> None:
    message_id = sent(now, somebody(now))
    run(now, carrier)
    carrier.told = {str(message_id): Receipt.NOT_DELIVERED, "of somebody else": Receipt.DELIVERED}
    run(now, carrier)
    assert where(message_id) == (State.UNSENT, Why.NOT_DELIVERED)


def test_quiet_hours_hold_back_what_can_wait(now: datetime, carrier: Carrier) -> None:
    """Only where a dated rule says so. A positive result wakes; a negative one waits for the morning."""
    Row.objects.create(
        id=UUID(int=1), name="messages.quiet_hours", value={"begins_h": 22, "ends_h": 7},
        valid_from="2020-05-01", source="test", decided_by="test", entered_at=now,
    )  # fmt: skip
    night = now.replace(hour=15)  # midnight in Seoul
    person_id = somebody(now)
    waits = sent(night, person_id)
    wakes = sent(night, person_id, text="result_positive", key="r2")
    run(night, carrier)
    assert [where(one)[0] for one in (waits, wakes)] == [State.WAITING, State.HANDED]
    run(night.replace(hour=21, minute=59), carrier)
    assert where(waits)[0] is State.WAITING
    run(night.replace(hour=22, minute=0), carrier)  # seven in the morning
    assert where(waits)[0] is State.HANDED


def test_somebody_who_turned_out_to_be_another_is_reached_as_that_one(
    now: datetime, carrier: Carrier
) -> None:
    kept = somebody(now, phones=("01099998888",))
    other = somebody(now)
    message_id = sent(now, other)
    registry.merge(by=HOUSE, now=now, person_id=other, survivor_id=kept, why="pair")
    run(now, carrier)
    assert list(carrier.phones) == ["01099998888"]
    assert where(message_id)[0] is State.HANDED
