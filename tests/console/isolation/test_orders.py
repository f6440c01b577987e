"""Orders: issued once, counted by the rule of the day, extended and ended by decisions, never recomputed."""

from datetime import date, datetime, timedelta
from uuid import UUID

import pytest
from django.db import transaction
from tests.console import cast
from tests.console.cast import Player
from tests.console.isolation.people import (
    DAY,
    ELSEWHERE,
    MET,
    WHO,
    case_by,
    contact_by,
    order_by,
    row_of,
)

from dongseon.console.audit.models import Entry
from dongseon.console.cases import actions as cases
from dongseon.console.cases.actions import NewCase
from dongseon.console.cases.rules import Basis, Classification, Dates
from dongseon.console.cases.types import Origin
from dongseon.console.isolation import actions, queries
from dongseon.console.isolation.rules import Act, Kind, Reason, State
from dongseon.console.isolation.types import OrderUnknown, Overtaken, Refused, Way
from dongseon.console.messages import queries as messages
from dongseon.console.registry.types import Identity
from dongseon.console.workflows import isolating, isolating_daily, reporting
from dongseon.console.workflows.isolating import Circumstances

pytestmark = pytest.mark.django_db


def contact(player: Player, now: datetime, met: date | None = MET) -> UUID:
    return contact_by(player, now, case_id=case_by(player, now), met=met)


def issue(player: Player, now: datetime, contact_id: UUID) -> UUID:
    return isolating.order_contact(
        by=player.actor, now=now, contact_id=contact_id, how=Circumstances()
    )


def test_an_order_counts_fourteen_days_from_the_last_contact(
    investigator: Player, now: datetime
) -> None:
    order_id = issue(investigator, now, contact(investigator, now))
    period = row_of(order_id).period
    assert (period.counted_from, period.first, period.last) == (
        MET,
        date(2020, 5, 6),
        date(2020, 5, 18),
    )


def test_the_person_is_told_once_and_the_message_is_a_service_of_the_letter(
    investigator: Player, now: datetime
) -> None:
    order_id = issue(investigator, now, contact(investigator, now))
    [message] = messages.messages_of([row_of(order_id).person_id])
    assert message.text == "isolation_order"
    papers = queries.papers(order_id)
    assert {paper.language for paper in papers} == {"ko", "en"}
    [service] = [service for paper in papers for service in paper.services]
    assert (service.way, service.message_id) == (Way.MESSAGE, message.id)


def test_nobody_is_put_under_two_orders(investigator: Player, now: datetime) -> None:
    contact_id = contact(investigator, now)
    issue(investigator, now, contact_id)
    with pytest.raises(Refused, match="already"):
        issue(investigator, now, contact_id)


def test_a_contact_without_a_day_is_asked_for_it(investigator: Player, now: datetime) -> None:
    with pytest.raises(Refused, match="last meet"):
        issue(investigator, now, contact(investigator, now, met=None))


def test_a_period_that_is_over_begins_no_order(investigator: Player, now: datetime) -> None:
    contact_id = contact(investigator, now, met=MET - timedelta(days=20))
    with pytest.raises(Refused, match="over"):
        issue(investigator, now, contact_id)


def test_an_officer_of_another_area_finds_nothing(investigator: Player, now: datetime) -> None:
    contact_id = contact(investigator, now)
    order_id = issue(investigator, now, contact_id)
    other = cast.cast("case_officer_haeundae")["case_officer_haeundae"].actor
    with pytest.raises(OrderUnknown):
        isolating.order_contact(by=other, now=now, contact_id=contact_id, how=Circumstances())
    with pytest.raises(OrderUnknown):
        queries.order(order_id, area=ELSEWHERE)
    with pytest.raises(OrderUnknown):
        actions.verify_address(by=other, now=now, order_id=order_id)


def test_an_extension_needs_a_later_last_contact(officer: Player, now: datetime) -> None:
    order_id = order_by(officer, now)
    extend = {"by": officer.actor, "now": now, "order_id": order_id, "seen": 1, "reason": Reason.MET_AGAIN}  # fmt: skip
    with pytest.raises(Refused, match="later"):
        isolating.extend(**extend, counted_from=MET)
    with pytest.raises(Refused, match="future"):
        isolating.extend(**extend, counted_from=date(2020, 5, 7))
    isolating.extend(**extend, counted_from=date(2020, 5, 6))
    assert row_of(order_id).period.last == date(2020, 5, 20)
    [line] = [line for line in queries.history(order_id) if line.act == Act.EXTENDED]
    assert (line.ends_before, line.ends_after) == (date(2020, 5, 18), date(2020, 5, 20))
    assert line.reason == Reason.MET_AGAIN


def test_two_officers_who_extend_at_once_do_it_once(officer: Player, now: datetime) -> None:
    order_id = order_by(officer, now)
    extend = {"by": officer.actor, "now": now, "order_id": order_id, "seen": 1, "reason": Reason.MET_AGAIN}  # fmt: skip
    isolating.extend(**extend, counted_from=date(2020, 5, 5))
    with pytest.raises(Overtaken), transaction.atomic():
        isolating.extend(**extend, counted_from=date(2020, 5, 6))


def test_an_early_release_is_a_decision_with_its_reason(officer: Player, now: datetime) -> None:
    order_id = order_by(officer, now)
    with pytest.raises(Refused, match="early"):
        isolating.release(
            by=officer.actor, now=now, order_id=order_id, seen=1, reason=Reason.CRITERIA_MET
        )
    isolating.release(
        by=officer.actor, now=now, order_id=order_id, seen=1, reason=Reason.NOT_A_CONTACT, why="본인 아님"
    )  # fmt: skip
    row = row_of(order_id)
    assert row.state is State.RELEASED
    assert row.period.last == date(2020, 5, 18)  # what was ordered is not rewritten
    texts = [message.text for message in messages.messages_of([row.person_id])]
    assert sorted(texts) == ["isolation_order", "isolation_over"]


def test_an_order_ends_at_midnight_in_seoul_and_not_before(officer: Player, now: datetime) -> None:
    order_id = order_by(officer, now)
    last_minute = datetime.fromisoformat("2020-05-18T23:59:00+09:00")
    assert isolating_daily.end_orders(now=last_minute) == 0
    assert isolating_daily.end_orders(now=last_minute + timedelta(minutes=1)) == 1
    assert row_of(order_id).state is State.ENDED
    assert isolating_daily.end_orders(now=last_minute + DAY) == 0


def test_whoever_tests_positive_keeps_the_link_and_is_not_released_by_the_clock(
    investigator: Player, now: datetime
) -> None:
    order_id = order_by(investigator, now)
    person_id = row_of(order_id).person_id
    case_id = case_of_person(investigator, now, person_id)
    for _twice in range(2):
        isolating.follows_case(by=investigator.actor, now=now, case_id=case_id)
    assert queries.order(order_id, area="").became_case_id == case_id
    assert isolating_daily.end_orders(now=now + 30 * DAY) == 0
    isolation = isolating.order_case(
        by=investigator.actor, now=now, case_id=case_id, how=Circumstances()
    )
    before, after = queries.order(order_id, area=""), queries.order(isolation, area="")
    assert before.row.state is State.BECAME_CASE
    assert (before.became_case_id, after.case_id) == (case_id, case_id)
    assert after.row.kind is Kind.CASE
    assert after.row.period.last is None
    isolating.case_released(by=investigator.actor, now=now + DAY, case_id=case_id)
    assert row_of(isolation).state is State.RELEASED


def case_of_person(player: Player, now: datetime, person_id: UUID) -> UUID:
    new = NewCase(
        person_id,
        "11440",
        Classification.CONFIRMED,
        Basis.PCR_POSITIVE,
        reporting.definition_on(now.date()),
        Dates(None, now.date(), now.date()),
        now.date(),
    )
    return cases.open_cases(by=player.actor, now=now, new=[new], origin=Origin.DESK)[0]


def test_an_entrant_is_counted_from_entry_by_the_rule_of_that_day(now: datetime) -> None:
    port = cast.cast("port")["port"]
    order_id = isolating.order_entrant(
        by=port.actor,
        now=now,
        identity=Identity(name_romanised="John Smith", phones=("+14155550100",), language="en"),
        area="11440",
        entered_on=date(2020, 5, 5),
        how=Circumstances(address="서울특별시 마포구 와우산로 2"),
    )
    row = row_of(order_id)
    assert (row.kind, row.period.last) == (Kind.ENTRANT, date(2020, 5, 19))
    with pytest.raises(Refused, match="entrants"):
        isolating.order_entrant(
            by=port.actor, now=now, identity=WHO, area="11440",
            entered_on=date(2020, 3, 30), how=Circumstances(),
        )  # fmt: skip
    actions.verify_address(by=port.actor, now=now, order_id=order_id)
    assert queries.order(order_id, area="").address_verified_at == now


def test_every_decision_is_in_the_log(officer: Player, now: datetime) -> None:
    order_id = order_by(officer, now)
    acts = set(Entry.objects.filter(subject_id=order_id).values_list("act", flat=True))
    assert acts >= {"isolation.issued", "isolation.write_paper", "isolation.serve"}
