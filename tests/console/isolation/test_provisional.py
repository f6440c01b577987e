"""A positive that does not count yet: its person stays apart until the specimen was tested again."""

from datetime import datetime, timedelta
from uuid import UUID, uuid4

import pytest
from tests.console.cast import MAPO, Player
from tests.console.isolation.people import DAY, WHO, case_by, order_by, row_of

from dongseon.console.audit.types import HOUSE
from dongseon.console.cases import queries as cases
from dongseon.console.isolation import queries
from dongseon.console.isolation.rules import Act, Kind, State
from dongseon.console.messages import queries as messages
from dongseon.console.registry import actions as registry
from dongseon.console.workflows import (
    isolating,
    isolating_daily,
    isolating_days,
    isolating_letters,
)
from dongseon.console.workflows.isolating import Circumstances

pytestmark = pytest.mark.django_db
SPECIMEN = uuid4()


@pytest.fixture
def person_id(now: datetime) -> UUID:
    """Somebody who was swabbed and is under no order."""
    return registry.enrol(by=HOUSE, now=now, identity=WHO)


def held(person_id: UUID, now: datetime, specimen_id: UUID = SPECIMEN) -> UUID:
    return isolating.provisional(
        now=now,
        person_id=person_id,
        area=MAPO,
        specimen_id=specimen_id,
        sampled_on=(now - DAY).date(),
    )


def negative(
    person_id: UUID, now: datetime, specimen_id: UUID = SPECIMEN, taken_at: datetime | None = None
) -> None:
    isolating.retested_negative(
        now=now, person_id=person_id, specimen_id=specimen_id, taken_at=taken_at or now - DAY
    )


def acts(order_id: UUID) -> list[str]:
    return [line.act for line in reversed(queries.history(order_id))]


def test_a_held_positive_puts_its_person_apart_without_a_last_day(
    person_id: UUID, now: datetime
) -> None:
    order_id = held(person_id, now)
    row = row_of(order_id)
    assert (row.kind, row.state, row.period.last) == (Kind.PROVISIONAL, State.IN_FORCE, None)
    assert queries.questions([order_id], now.date())  # they are asked how they are from now on
    [message] = messages.messages_of([person_id])
    assert message.text == "result_provisional"
    papers = queries.papers(order_id)
    assert {(paper.template, paper.language) for paper in papers} == {
        ("provisional-1", "ko"),
        ("provisional-1", "en"),
    }
    assert [one.message_id for paper in papers for one in paper.services] == [message.id]


def test_the_letter_of_provisional_isolation_prints_in_both_languages(
    person_id: UUID, officer: Player, now: datetime
) -> None:
    for paper in queries.papers(held(person_id, now)):
        pdf, _row = isolating_letters.pdf(by=officer.actor, now=now, paper_id=paper.id)
        assert pdf.startswith(b"%PDF")


def test_the_same_specimen_held_again_changes_nothing(person_id: UUID, now: datetime) -> None:
    order_id = held(person_id, now)
    before = acts(order_id)
    assert held(person_id, now + DAY) == order_id
    assert acts(order_id) == before
    assert len(messages.messages_of([person_id])) == 1


def test_it_is_over_when_the_specimen_is_negative_and_the_person_is_told(
    person_id: UUID, now: datetime
) -> None:
    order_id = held(person_id, now)
    negative(person_id, now + DAY)
    negative(person_id, now + DAY)
    assert row_of(order_id).state is State.RELEASED
    assert acts(order_id) == [Act.ISSUED, Act.POSITIVE_HELD, Act.RELEASED]
    told = sorted(one.text for one in messages.messages_of([person_id]))
    assert told == ["isolation_over", "result_provisional"]


def test_a_swab_taken_since_disproves_it_and_one_taken_before_does_not(
    person_id: UUID, now: datetime
) -> None:
    order_id = held(person_id, now)
    negative(person_id, now + DAY, uuid4(), taken_at=now - timedelta(hours=1))
    assert row_of(order_id).state is State.IN_FORCE
    negative(person_id, now + DAY, uuid4(), taken_at=now + timedelta(hours=1))
    assert row_of(order_id).state is State.RELEASED


def test_whoever_is_under_quarantine_stays_past_its_last_day_and_no_longer_than_needed(
    officer: Player, now: datetime
) -> None:
    order_id = order_by(officer, now)
    row = row_of(order_id)
    assert held(row.person_id, now) == order_id
    assert row.period.last is not None
    after = now + (row.period.last - now.date() + DAY)
    isolating_daily.end_orders(now=after)
    assert row_of(order_id).state is State.IN_FORCE
    negative(row.person_id, after)
    assert row_of(order_id).state is State.IN_FORCE
    isolating_daily.end_orders(now=after)
    assert row_of(order_id).state is State.ENDED
    assert row_of(order_id).period == row.period


def test_a_positive_when_tested_again_leads_to_isolation_as_a_case(
    officer: Player, now: datetime
) -> None:
    case_id = case_by(officer, now)
    person_id = cases.case(case_id, area="").row.person_id
    order_id = held(person_id, now)
    isolating.follows_case(by=officer.actor, now=now, case_id=case_id)
    negative(person_id, now + DAY)
    assert row_of(order_id).state is State.IN_FORCE  # another negative does not undo a case
    isolating.order_case(by=officer.actor, now=now, case_id=case_id, how=Circumstances())
    assert row_of(order_id).state is State.BECAME_CASE


def test_who_is_isolated_as_a_case_needs_no_second_order(officer: Player, now: datetime) -> None:
    case_id = case_by(officer, now)
    order_id = isolating.order_case(by=officer.actor, now=now, case_id=case_id, how=Circumstances())
    before = acts(order_id)
    assert held(row_of(order_id).person_id, now) == order_id
    assert acts(order_id) == before


def test_who_is_apart_provisionally_is_asked_and_their_symptoms_lead_to_a_test(
    person_id: UUID, officer: Player, now: datetime
) -> None:
    order_id = held(person_id, now)
    answer = isolating_days.Answer(order_id, "a", None, frozenset({isolating_days.Symptom.COUGH}))
    booked = isolating_days.report(
        by=officer.actor,
        now=now,
        answers=[answer],
        source=isolating_days.Source.CALL,
        measured_at=now,
    )
    assert booked == (order_id,)
