"""Work of an office: hand-overs, deputies, houses, needs, and what is kept how long."""

from datetime import date, datetime
from uuid import UUID, uuid4

import pytest
from django.db import transaction
from tests.console import cast
from tests.console.cast import Player
from tests.console.isolation.people import DAY, ELSEWHERE, order_by, row_of

from dongseon.console.audit.types import HOUSE
from dongseon.console.isolation import (
    actions,
    complaints,
    following,
    handing,
    helping,
    lists,
    queries,
    retention,
    watching,
)
from dongseon.console.isolation.rules import Place, Reason, State
from dongseon.console.isolation.types import Needed, NeedState, OrderUnknown, Refused
from dongseon.console.registry.types import Identity
from dongseon.console.workflows import isolating, isolating_breaches, isolating_pages

pytestmark = pytest.mark.django_db


@pytest.fixture
def order_id(officer: Player, now: datetime) -> UUID:
    """Somebody under quarantine."""
    return order_by(officer, now)


def house(player: Player, now: datetime, rooms: int = 1, name: str = "생활시설") -> UUID:
    return helping.open_facility(
        by=player.actor, now=now, area=cast.MAPO, name=name, name_en="Residence",
        address="성산로 1", phone="02-000", rooms=rooms,
    )  # fmt: skip


def move(player: Player, now: datetime, order_id: UUID, facility_id: UUID | None, **more: object) -> None:  # fmt: skip
    seen = row_of(order_id).version
    isolating.move(
        by=player.actor, now=now, order_id=order_id, seen=seen, facility_id=facility_id,
        reason=Reason.NO_HOME if facility_id else None, address=str(more.get("address", "")),
    )  # fmt: skip


def test_a_room_is_given_once(officer: Player, order_id: UUID, now: datetime) -> None:
    facility = house(officer, now)
    move(officer, now, order_id, facility)
    assert row_of(order_id).place is Place.FACILITY
    other = order_by(officer, now, identity=Identity(name="다른이", phones=("01011112222",)))
    with pytest.raises(Refused, match="All rooms"), transaction.atomic():
        move(officer, now, other, facility)
    with pytest.raises(Refused, match="still stay"):
        helping.close_facility(by=officer.actor, now=now, facility_id=facility)
    move(officer, now, order_id, None, address="친척 집")
    assert row_of(order_id).place is Place.OTHER
    helping.close_facility(by=officer.actor, now=now, facility_id=facility)
    with pytest.raises(Refused, match="closed"), transaction.atomic():
        move(officer, now, other, facility)


def test_two_houses_of_one_name_are_refused(officer: Player, now: datetime) -> None:
    house(officer, now)
    with pytest.raises(Refused, match="this name"):
        house(officer, now)
    with pytest.raises(Refused, match="not yours"):
        helping.open_facility(
            by=officer.actor, now=now, area=ELSEWHERE, name="다른", name_en="x", address="x",
            phone="x", rooms=1,
        )  # fmt: skip


def test_help_is_on_its_way_and_comes_once(officer: Player, order_id: UUID, now: datetime) -> None:
    need = isolating.ask_for(
        by=officer.actor, now=now, order_id=order_id, what=Needed.FOOD, pieces=1, remark=""
    )
    assert watching.needs_waiting(cast.MAPO) == (1, now)
    for state in (NeedState.SENT, NeedState.DELIVERED):
        helping.move_need(by=officer.actor, now=now, need_id=need, state=state)
    with pytest.raises(Refused, match="already"):
        helping.move_need(by=officer.actor, now=now, need_id=need, state=NeedState.CANCELLED)
    with pytest.raises(Refused, match="50"):
        isolating.ask_for(
            by=officer.actor, now=now, order_id=order_id, what=Needed.FOOD, pieces=51, remark=""
        )


def test_an_offer_is_made_once_and_answered_once(
    officer: Player, order_id: UUID, now: datetime
) -> None:
    offer = {"by": officer.actor, "now": now, "order_id": order_id, "reason": Reason.MOVED_THERE}
    with pytest.raises(Refused, match="there already"):
        handing.offer(**offer, to_area=cast.MAPO)
    offer_id = handing.offer(**offer, to_area=ELSEWHERE)
    with pytest.raises(Refused, match="offered to another"):
        handing.offer(**offer, to_area=cast.BUSAN)
    with pytest.raises(OrderUnknown):
        handing.accept(by=officer.actor, now=now, offer_id=offer_id)
    other = cast.cast("case_officer_haeundae")["case_officer_haeundae"].actor
    handing.refuse(by=other, now=now, offer_id=offer_id)
    with pytest.raises(Refused, match="already"):
        handing.accept(by=other, now=now, offer_id=offer_id)
    again = handing.offer(**offer, to_area=ELSEWHERE)
    handing.withdraw(by=officer.actor, now=now, offer_id=again)
    assert row_of(order_id).area == cast.MAPO
    before = row_of(order_id).period
    last = handing.offer(**offer, to_area=ELSEWHERE)
    handing.accept(by=other, now=now, offer_id=last)
    assert row_of(order_id).period == before


def test_a_deputy_sees_to_the_people_of_whoever_is_away(
    officer: Player, order_id: UUID, now: datetime
) -> None:
    deputy = cast.hire("deputy", role=cast.Role.CASE_OFFICER, area=cast.MAPO)
    absence = following.note_absence(
        by=officer.actor, now=now, officer_id=officer.officer_id, deputy_id=deputy.officer_id,
        from_on=date(2020, 5, 7), to_on=date(2020, 5, 8),
    )  # fmt: skip
    stands = watching.stands_in_for
    assert stands(deputy.officer_id, date(2020, 5, 6)) == (deputy.officer_id,)
    assert stands(deputy.officer_id, date(2020, 5, 7)) == (deputy.officer_id, officer.officer_id)
    assert stands(deputy.officer_id, date(2020, 5, 9)) == (deputy.officer_id,)
    following.end_absence(by=officer.actor, now=now, absence_id=absence)
    assert not watching.absences(since=date(2020, 5, 6))
    with pytest.raises(Refused, match="somebody else"):
        following.note_absence(
            by=officer.actor, now=now, officer_id=officer.officer_id,
            deputy_id=officer.officer_id, from_on=date(2020, 5, 7), to_on=date(2020, 5, 8),
        )  # fmt: skip


def test_many_are_reassigned_and_each_history_says_so(
    officer: Player, order_id: UUID, now: datetime
) -> None:
    other = cast.hire("other", role=cast.Role.CASE_OFFICER, area=cast.MAPO)
    moved = actions.reassign(
        by=officer.actor, now=now, from_officer=officer.officer_id, to_officer=other.officer_id,
        most=10, reason=Reason.WORKLOAD,
    )  # fmt: skip
    assert moved == 1
    assert queries.history(order_id)[0].about == str(other.officer_id)
    act = {"by": officer.actor, "now": now, "officer_id": officer.officer_id, "reason": Reason.WORKLOAD}  # fmt: skip
    assert actions.assign(**act, order_ids=[order_id]) == 1
    assert actions.assign(**act, order_ids=[order_id]) == 0
    with pytest.raises(OrderUnknown):
        actions.assign(**act, order_ids=[uuid4()])
    assert [(load.officer_id, load.people) for load in lists.loads(area="")] == [
        (officer.officer_id, 1)
    ]


def test_whoever_waits_for_an_order_is_listed_until_it_is_issued(
    officer: Player, order_id: UUID, now: datetime
) -> None:
    """The case that they met has no order of isolation yet; the contact has theirs."""
    waiting = isolating_pages.to_order(by=officer.actor, now=now, days=14, size=10)
    assert [(one.case is not None, one.contact is not None) for one in waiting] == [(True, False)]


def test_orders_go_when_they_were_over_long_enough(
    officer: Player, order_id: UUID, now: datetime
) -> None:
    person_id = row_of(order_id).person_id
    erase = {"by": HOUSE, "now": now + 200 * DAY, "before": now + DAY, "limit": 10}
    nobody = frozenset[UUID]()
    assert retention.erase(**erase, spared=lambda ids: nobody) == ()  # still in force
    assert retention.works_on([person_id]) == {person_id}
    complaint = isolating_breaches.complain(
        by=officer.actor, now=now, order_id=order_id, words="아닙니다."
    )
    isolating.release(
        by=officer.actor, now=now, order_id=order_id, seen=1, reason=Reason.TO_HOSPITAL
    )
    assert row_of(order_id).state is State.RELEASED
    assert retention.erase(**erase, spared=lambda ids: nobody) == ()  # an open objection
    complaints.withdraw(by=officer.actor, now=now, complaint_id=complaint)
    assert retention.erase(**erase, spared=frozenset) == ()  # on hold
    assert retention.erase(**erase, spared=lambda ids: nobody) == (order_id,)
    assert retention.needs([person_id]) == frozenset()


def test_a_household_parts_again(officer: Player, order_id: UUID, now: datetime) -> None:
    other = order_by(officer, now, identity=Identity(name="한새봄", phones=("01011112222",)))
    isolating.join(
        by=officer.actor, now=now, order_id=order_id, number=row_of(other).number.lower()
    )
    assert len(queries.household_of(row_of(other))) == 2
    actions.part_household(by=officer.actor, now=now, order_id=order_id)
    assert len(queries.household_of(row_of(other))) == 1
    with pytest.raises(Refused, match="no order of this number"):
        isolating.join(by=officer.actor, now=now, order_id=order_id, number="BKRM")
    with pytest.raises(Refused, match="somebody else"):
        isolating.join(by=officer.actor, now=now, order_id=order_id, number=row_of(order_id).number)
