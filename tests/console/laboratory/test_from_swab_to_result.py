"""The way of a specimen: taken, sent, received, tested, verified; and what follows its result."""

from datetime import datetime

import pytest
from tests.console import cast
from tests.console.laboratory import swabs

from dongseon.console.calls.models import Task
from dongseon.console.cases.models import Case, Confirmation
from dongseon.console.laboratory import queries
from dongseon.console.laboratory.rules import Outcome, Source, State
from dongseon.console.laboratory.types import Change, Refused
from dongseon.console.messages.models import Message
from dongseon.console.workflows import results


@pytest.fixture
def players(db: None) -> dict[str, cast.Player]:
    second = cast.hire("second", name="둘째", role=cast.Role.LABORATORY, area=cast.SEOUL)
    return cast.cast("laboratory", "nurse") | {"second": second}


def test_a_negative_is_verified_by_another_and_told_once(
    players: dict[str, cast.Player], now: datetime
) -> None:
    [specimen] = swabs.in_laboratory(now, swabs.swab(now))
    entered = results.reported(
        by=players["laboratory"].actor,
        now=now,
        specimen_id=specimen.id,
        reading=swabs.reading(now, Outcome.NEGATIVE),
        source=Source.HAND,
        final=False,
    )
    assert entered.change is Change.ENTERED
    with pytest.raises(Refused, match="somebody else"):
        results.verify(by=players["laboratory"].actor, now=now, result_id=entered.result_id)
    results.verify(by=players["second"].actor, now=now, result_id=entered.result_id)
    after = queries.specimen(specimen.id, area=cast.MAPO)
    assert (after.state, after.outcome) == (State.VERIFIED, Outcome.NEGATIVE)
    [message] = Message.objects.all()
    assert (message.text, message.person_id) == ("result_negative", specimen.person_id)
    assert not Case.objects.exists()
    acts = [event.act for event in queries.events(specimen.id)]
    assert acts == ["take", "send", "receive", "enter", "verify"]


def test_a_positive_makes_one_case_one_call_and_a_message_after_it(
    players: dict[str, cast.Player], now: datetime
) -> None:
    [specimen] = swabs.in_laboratory(now, swabs.swab(now))
    for _time in range(2):
        results.reported(
            by=players["laboratory"].actor,
            now=now,
            specimen_id=specimen.id,
            reading=swabs.reading(now, Outcome.POSITIVE),
            source=Source.MESSAGE,
            final=True,
        )
    [case] = Case.objects.all()
    assert (case.person_id, case.area, case.classification) == (
        specimen.person_id,
        cast.MAPO,
        "confirmed",
    )
    assert Confirmation.objects.get().specimen_id == specimen.id
    assert Task.objects.get().case_id == case.pk
    message = Message.objects.get()
    assert message.text == "result_positive"
    assert message.due_at > now
