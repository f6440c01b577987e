"""Breaches: a signal is a reason to call; nothing is decided unheard; lost signals are counted apart."""

from datetime import datetime, timedelta
from uuid import UUID

import pytest
from django.db import IntegrityError, transaction
from tests.console import cast
from tests.console.cast import Player
from tests.console.isolation.people import MET, order_by, row_of

from dongseon.console.isolation import breach_rules, breaches, complaints, queries, watching
from dongseon.console.isolation.breach_rules import Answer, Found, Outcome, Signal, State
from dongseon.console.isolation.breaches import Noticed
from dongseon.console.isolation.models import Breach, Complaint
from dongseon.console.isolation.rules import Act, Reason
from dongseon.console.isolation.rules import State as OrderState
from dongseon.console.isolation.types import ComplaintState, OrderUnknown, Overtaken, Refused
from dongseon.console.workflows import isolating, isolating_breaches
from dongseon.errors import InvalidInput

pytestmark = pytest.mark.django_db


@pytest.fixture
def order_id(officer: Player, now: datetime) -> UUID:
    """Somebody under quarantine."""
    return order_by(officer, now)


@pytest.fixture
def other() -> Player:
    """A second officer of the same area."""
    return cast.hire("other", role=cast.Role.CASE_OFFICER, area=cast.MAPO)


def notice(player: Player, now: datetime, order_id: UUID, signal: Signal = Signal.LEFT_PLACE, key: str = "k") -> UUID:  # fmt: skip
    noticed = Noticed(signal, now - timedelta(minutes=5), 0.9, 500, 30)
    return breaches.signal(by=player.actor, now=now, order_id=order_id, key=key, noticed=noticed)


def called(player: Player, now: datetime, breach_id: UUID, answer: Answer, seen: int = 1) -> None:
    isolating_breaches.call(
        by=player.actor, now=now, breach_id=breach_id, seen=seen, answer=answer, said=""
    )


def state(breach_id: UUID) -> State:
    return watching.breach(breach_id, area="").state


def to_decision(player: Player, now: datetime, order_id: UUID) -> UUID:
    """The whole way: signal, call, visit with the police, hearing, decision."""
    breach_id = notice(player, now, order_id)
    called(player, now, breach_id, Answer.NO_ANSWER)
    act = {"by": player.actor, "now": now, "breach_id": breach_id}
    breaches.send_visit(**act, seen=2, with_police=True)
    isolating_breaches.visit(**act, seen=3, found=Found.NOT_AT_PLACE, with_police=True, said="")
    isolating_breaches.hear(**act, seen=4, statement="약을 사러 나갔습니다.")
    isolating_breaches.decide(**act, seen=5, outcome=Outcome.WARNED, consent=False, why="가까운 약국")  # fmt: skip
    return breach_id


def test_the_whole_way_is_kept_step_by_step(officer: Player, order_id: UUID, now: datetime) -> None:
    breach_id = to_decision(officer, now, order_id)
    assert state(breach_id) is State.DECIDED
    steps = watching.steps(breach_id)
    assert [step.what for step in steps] == ["signalled", "called", "sent", "visited", "heard", "decided"]  # fmt: skip
    assert [step.with_police for step in steps] == [False, False, True, True, False, False]


def test_nothing_is_decided_before_the_person_is_heard(
    officer: Player, order_id: UUID, now: datetime
) -> None:
    breach_id = notice(officer, now, order_id)
    called(officer, now, breach_id, Answer.NOT_AT_PLACE)
    act = {"by": officer.actor, "now": now, "breach_id": breach_id, "seen": 2}
    with pytest.raises(Refused, match="next step"):
        isolating_breaches.decide(**act, outcome=Outcome.WARNED, consent=False, why="x")
    with pytest.raises(Refused, match="Write down"):
        isolating_breaches.hear(**act, statement="  ")
    with pytest.raises(IntegrityError), transaction.atomic():
        Breach.objects.filter(pk=breach_id).update(state="decided", outcome="warned")


def test_the_police_come_after_a_call_and_not_before(
    officer: Player, order_id: UUID, now: datetime
) -> None:
    breach_id = notice(officer, now, order_id)
    with pytest.raises(Refused, match="Call first"):
        breaches.send_visit(
            by=officer.actor, now=now, breach_id=breach_id, seen=1, with_police=True
        )


def test_a_wristband_needs_consent(officer: Player, order_id: UUID, now: datetime) -> None:
    breach_id = notice(officer, now, order_id)
    called(officer, now, breach_id, Answer.NOT_AT_PLACE)
    act = {"by": officer.actor, "now": now, "breach_id": breach_id}
    isolating_breaches.hear(**act, seen=2, statement="나갔습니다.")
    decide = {**act, "seen": 3, "outcome": Outcome.WRISTBAND, "why": "두 번째"}
    with pytest.raises(Refused, match="consent"):
        isolating_breaches.decide(**decide, consent=False)
    isolating_breaches.decide(**decide, consent=True)


def test_lost_signals_and_breaches_are_counted_apart(
    officer: Player, order_id: UUID, now: datetime
) -> None:
    lost = notice(officer, now, order_id, Signal.PHONE_SILENT, "lost")
    left = notice(officer, now, order_id, Signal.LEFT_PLACE, "left")
    called(officer, now, lost, Answer.AT_PLACE)
    called(officer, now, left, Answer.AT_PLACE)
    assert (state(lost), state(left)) == (State.EXPLAINED, State.UNFOUNDED)
    assert watching.breach_counts(area="") == {
        "decided": 0, "open": 0, "unfounded": 1, "silent": 1, "silent_open": 0,
    }  # fmt: skip


def test_the_same_signal_twice_is_one(officer: Player, order_id: UUID, now: datetime) -> None:
    first = notice(officer, now, order_id)
    assert notice(officer, now, order_id) == first
    assert notice(officer, now, order_id, key="another") == first  # one open at a time
    called(officer, now, first, Answer.AT_PLACE)
    assert notice(officer, now, order_id) == first  # told again after it was settled
    assert notice(officer, now, order_id, key="new") != first


def test_two_officers_who_answer_at_once_do_it_once(
    officer: Player, order_id: UUID, now: datetime
) -> None:
    breach_id = notice(officer, now, order_id)
    called(officer, now, breach_id, Answer.NO_ANSWER)
    with pytest.raises(Overtaken), transaction.atomic():
        called(officer, now, breach_id, Answer.AT_PLACE)


def test_a_signal_from_the_future_is_refused(officer: Player, order_id: UUID, now: datetime) -> None:  # fmt: skip
    with pytest.raises(InvalidInput, match="future"):
        breaches.signal(
            by=officer.actor, now=now, order_id=order_id, key="k",
            noticed=Noticed(Signal.LEFT_PLACE, now + timedelta(seconds=1)),
        )  # fmt: skip


def test_a_position_within_its_error_is_weak() -> None:
    assert breach_rules.is_weak(None, 100, 150)
    assert breach_rules.is_weak(0.4, None, None)
    assert not breach_rules.is_weak(0.9, 30, 500)
    assert not breach_rules.is_weak(None, None, None)


def test_an_open_breach_stands_first_on_the_list(
    officer: Player, order_id: UUID, now: datetime
) -> None:
    breach_id = notice(officer, now, order_id)
    assert row_of(order_id).urgency == 3
    called(officer, now, breach_id, Answer.AT_PLACE)
    assert row_of(order_id).urgency == 0


def test_another_area_finds_no_signal(officer: Player, order_id: UUID, now: datetime) -> None:
    breach_id = notice(officer, now, order_id)
    elsewhere = cast.cast("case_officer_haeundae")["case_officer_haeundae"]
    with pytest.raises(OrderUnknown):
        called(elsewhere, now, breach_id, Answer.AT_PLACE)


# ── objections ───────────────────────────────────────────────────────────────────────────────


def test_an_objection_is_answered_by_somebody_else(
    officer: Player, other: Player, order_id: UUID, now: datetime
) -> None:
    complaint = isolating_breaches.complain(
        by=officer.actor, now=now, order_id=order_id, words="만난 적이 없습니다."
    )
    with pytest.raises(Refused, match="somebody else"):
        isolating_breaches.answer(
            by=officer.actor, now=now, complaint_id=complaint, upheld=False, grounds="확인함"
        )
    with pytest.raises(IntegrityError), transaction.atomic():
        Complaint.objects.filter(pk=complaint).update(
            state="rejected", decided_by=officer.officer_id, answer_note=order_id
        )
    isolating_breaches.answer(
        by=other.actor, now=now, complaint_id=complaint, upheld=False, grounds="확인함"
    )
    assert watching.complaint(complaint, area="").state is ComplaintState.REJECTED
    assert row_of(order_id).state is OrderState.IN_FORCE
    assert {paper.template for paper in queries.papers(order_id)} == {"contact-1", "answer-1"}


def test_an_order_objected_to_with_success_is_taken_back(
    officer: Player, other: Player, order_id: UUID, now: datetime
) -> None:
    complaint = isolating_breaches.complain(
        by=other.actor, now=now, order_id=order_id, words="만난 적이 없습니다."
    )
    isolating_breaches.answer(
        by=other.actor, now=now, complaint_id=complaint, upheld=True, grounds="착오"
    )
    assert row_of(order_id).state is OrderState.REVOKED


def test_an_extension_objected_to_with_success_is_undone(
    officer: Player, other: Player, order_id: UUID, now: datetime
) -> None:
    before = row_of(order_id).period
    isolating.extend(
        by=officer.actor, now=now, order_id=order_id, seen=1,
        counted_from=MET + timedelta(days=2), reason=Reason.MET_AGAIN,
    )  # fmt: skip
    complaint = isolating_breaches.complain(
        by=officer.actor, now=now, order_id=order_id, words="따로 지냈습니다."
    )
    isolating_breaches.answer(
        by=other.actor, now=now, complaint_id=complaint, upheld=True, grounds="방이 따로 있음"
    )
    assert row_of(order_id).period == before
    assert queries.history(order_id)[0].act == Act.EXTENSION_UNDONE


def test_a_decision_about_a_breach_is_contestable_and_set_aside(
    officer: Player, other: Player, order_id: UUID, now: datetime
) -> None:
    early = notice(officer, now, order_id)
    with pytest.raises(Refused, match="Nothing was decided"), transaction.atomic():
        isolating_breaches.complain(
            by=officer.actor, now=now, order_id=order_id, words="아닙니다.", breach_id=early
        )
    called(officer, now, early, Answer.AT_PLACE)
    breach_id = to_decision_again(officer, now, order_id)
    complaint = isolating_breaches.complain(
        by=officer.actor, now=now, order_id=order_id, words="허락을 받았습니다.", breach_id=breach_id
    )  # fmt: skip
    isolating_breaches.answer(
        by=other.actor, now=now, complaint_id=complaint, upheld=True, grounds="허락이 있었음"
    )
    assert state(breach_id) is State.UNFOUNDED
    assert row_of(order_id).state is OrderState.IN_FORCE
    assert watching.breach_counts(area="")["decided"] == 0


def to_decision_again(player: Player, now: datetime, order_id: UUID) -> UUID:
    breach_id = notice(player, now, order_id, key="second")
    called(player, now, breach_id, Answer.NOT_AT_PLACE)
    act = {"by": player.actor, "now": now, "breach_id": breach_id}
    isolating_breaches.hear(**act, seen=2, statement="허락을 받았습니다.")
    isolating_breaches.decide(**act, seen=3, outcome=Outcome.WARNED, consent=False, why="확인 안 됨")  # fmt: skip
    return breach_id


def test_an_objection_is_withdrawn_once(officer: Player, order_id: UUID, now: datetime) -> None:
    complaint = isolating_breaches.complain(
        by=officer.actor, now=now, order_id=order_id, words="만난 적이 없습니다."
    )
    assert watching.complaint(complaint, area="").due_on.isoformat() == "2020-05-15"
    complaints.withdraw(by=officer.actor, now=now, complaint_id=complaint)
    with pytest.raises(Refused, match="already"):
        complaints.withdraw(by=officer.actor, now=now, complaint_id=complaint)
