"""What officers decide on the workbench: kept, replayed, undone; never two over one another."""

from datetime import timedelta
from uuid import uuid4

import pytest
from tests.console.cast import browser_of
from tests.console.tracing import night
from tests.console.tracing.conftest import Stage

from dongseon.console.audit.models import Entry
from dongseon.console.cases.types import CaseUnknown
from dongseon.console.tracing.models import Answer, Decision
from dongseon.console.tracing.types import Act, Outcome, Overtaken, Refused
from dongseon.console.workflows import (
    reconstructing_accepted,
    reconstructing_evidence,
    reconstructing_list,
    reconstructing_page,
)
from dongseon.console.workflows.reconstructing_page import Seen, Where, Workbench


def bench(stage: Stage) -> Workbench:
    """The workbench of the tutor."""
    return reconstructing_page.show(by=stage.by.actor, now=stage.now, case_id=stage.case_id)


def seen(stage: Stage, place: str) -> Seen:
    """The stay at a place as it is on the screen now."""
    there = bench(stage)
    assert there.trace is not None
    key = next(one.key for one in there.told.stays if one.place_id == place)
    return Seen(stage.case_id, there.number, there.trace.revision, key)


def accept(stage: Stage, what: Seen, **kwargs: bool) -> None:
    """Accept a stay."""
    reconstructing_page.accept(
        by=stage.by.actor, now=stage.now, seen=what, note="", everybody_known=kwargs.get("known", False)
    )  # fmt: skip


def test_an_accepted_stay_says_so_and_who_decided(tutor: Stage) -> None:
    accept(tutor, seen(tutor, night.ACADEMY))
    there = bench(tutor)
    [one] = [stay for stay in there.told.stays if stay.act is Act.ACCEPT]
    assert one.place_id == night.ACADEMY
    assert there.decisions[0].officer_id == tutor.by.officer_id
    assert Entry.objects.filter(act="tracing.decide_accept", case_id=tutor.case_id).exists()


def test_what_was_decided_lies_sealed(tutor: Stage) -> None:
    accept(tutor, seen(tutor, night.ACADEMY))
    assert b"P-ACADEMY" not in bytes(Decision.objects.get().body)


def test_a_new_version_keeps_what_was_decided(stage: Stage) -> None:
    first = reconstructing_evidence.merged([night.telco(), night.told()])
    night.traced(stage.by, stage.now, stage.case_id, first)
    there = bench(stage)
    evening = next(s for s in there.told.stays if s.arrived.likely > night.at(3, 21))
    assert there.trace is not None
    what = Seen(stage.case_id, 1, there.trace.revision, evening.key)
    where = Where(night.CAFE, night.at(3, 22), night.at(3, 23))
    reconstructing_page.correct(
        by=stage.by.actor, now=stage.now, seen=what, where=where, note="asked"
    )
    night.traced(stage.by, stage.now, stage.case_id, night.everything())
    again = bench(stage)
    assert again.number == 2
    assert any(s.place_id == night.CAFE and s.act is Act.CORRECT for s in again.told.stays)


def test_two_investigators_at_one_stay_the_second_is_told(tutor: Stage) -> None:
    what = seen(tutor, night.ACADEMY)
    accept(tutor, what)
    other = tutor.players["national_investigator"].actor
    before = Entry.objects.count()
    with pytest.raises(Overtaken):
        reconstructing_page.reject(by=other, now=tutor.now, seen=what, note="")
    assert Decision.objects.count() == 1
    assert Entry.objects.filter(act="tracing.decide_reject").count() == 0
    assert Entry.objects.count() >= before


def test_a_double_click_decides_once(tutor: Stage) -> None:
    there = bench(tutor)
    assert there.trace is not None
    key = next(one.key for one in there.told.stays if one.place_id == night.ACADEMY)
    browser = browser_of(tutor.by)
    sent = {"version": "1", "revision": str(there.trace.revision)}
    for _click in range(2):
        answer = browser.post(f"/itineraries/{tutor.case_id}/stays/{key}/accept/", sent)
        assert answer.status_code == 302
    assert Decision.objects.count() == 1


def test_undoing_brings_the_machines_word_back_and_stays_in_the_history(tutor: Stage) -> None:
    before = bench(tutor).told.stays
    accept(tutor, seen(tutor, night.ACADEMY))
    there = bench(tutor)
    assert there.trace is not None
    reconstructing_page.undo(
        by=tutor.by.actor,
        now=tutor.now,
        case_id=tutor.case_id,
        revision=there.trace.revision,
        decision_id=there.decisions[0].id,
    )
    after = bench(tutor)
    assert after.told.stays == before
    assert after.decisions[0].undone


def test_a_stay_is_split_and_joined_again(tutor: Stage) -> None:
    what = seen(tutor, night.ACADEMY)
    there = bench(tutor)
    stay = next(one for one in there.told.stays if one.key == what.key)
    middle = stay.arrived.likely + timedelta(hours=1)
    reconstructing_page.split(
        by=tutor.by.actor, now=tutor.now, seen=what, at=middle, then=night.CAFE, note=""
    )
    parts = [one for one in bench(tutor).told.stays if one.act is Act.SPLIT]
    assert [one.place_id for one in parts] == [night.ACADEMY, night.CAFE]
    first = seen(tutor, night.ACADEMY)
    reconstructing_page.merge(by=tutor.by.actor, now=tutor.now, seen=first, note="")
    [whole] = [one for one in bench(tutor).told.stays if one.act is Act.MERGE]
    assert (whole.arrived.likely, whole.left.likely) == (stay.arrived.likely, stay.left.likely)


@pytest.mark.parametrize("hours", [-3.0, 30.0])
def test_a_cut_outside_the_stay_is_refused(tutor: Stage, hours: float) -> None:
    what = seen(tutor, night.ACADEMY)
    with pytest.raises(Refused, match="outside this stay"):
        reconstructing_page.split(
            by=tutor.by.actor,
            now=tutor.now,
            seen=what,
            at=night.at(0, hours),
            then="",
            note="",
        )


def test_a_place_that_is_not_listed_is_refused(tutor: Stage) -> None:
    what = seen(tutor, night.ACADEMY)
    where = Where("P-NOWHERE", night.at(3, 17), night.at(3, 20))
    with pytest.raises(Refused, match="no such place"):
        reconstructing_page.correct(
            by=tutor.by.actor, now=tutor.now, seen=what, where=where, note=""
        )


def test_another_area_sees_and_decides_nothing(tutor: Stage) -> None:
    elsewhere = tutor.players["investigator_haeundae"]
    what = seen(tutor, night.ACADEMY)
    with pytest.raises(CaseUnknown):
        reconstructing_page.accept(
            by=elsewhere.actor, now=tutor.now, seen=what, everybody_known=False, note=""
        )
    assert browser_of(elsewhere).get(f"/itineraries/{tutor.case_id}/").status_code == 404


def test_what_came_of_asking_again_stays_with_the_question_over_versions(tutor: Stage) -> None:
    key = bench(tutor).asked[0].key
    reconstructing_page.answer(
        by=tutor.by.actor,
        now=tutor.now,
        case_id=tutor.case_id,
        key=key,
        outcome=Outcome.CONFIRMED,
        note="학원에서 가르친다고 함",
    )
    rows = night.everything()
    rows.add(record_id="card:7:1", source="card", start_utc=night.at(1, 11.1), end_utc=night.at(1, 11.1), place_id=night.MART)  # fmt: skip
    night.traced(tutor.by, tutor.now, tutor.case_id, rows)
    again = bench(tutor)
    assert again.number == 2
    [one] = [asked for asked in again.asked if asked.key == key]
    assert one.answer is not None
    assert one.note == "학원에서 가르친다고 함"
    assert "학원".encode() not in bytes(Answer.objects.get().note)


def test_what_was_referred_is_the_legal_officers(tutor: Stage) -> None:
    key = bench(tutor).asked[0].key
    kwargs = {"now": tutor.now, "case_id": tutor.case_id, "key": key}
    reconstructing_page.answer(by=tutor.by.actor, outcome=Outcome.REFERRED, note="", **kwargs)
    with pytest.raises(Refused, match="legal officer"):
        reconstructing_page.answer(by=tutor.by.actor, outcome=Outcome.EXPLAINED, note="", **kwargs)
    legal = tutor.players["approver"].actor
    [row] = reconstructing_list.referrals(by=legal, now=tutor.now, language="ko")
    assert "Narae" in row.explanation or "나래" in row.explanation
    reconstructing_list.decide_referral(by=legal, decided="warned", **kwargs)
    with pytest.raises(Overtaken):
        reconstructing_list.decide_referral(by=legal, decided="reported", **kwargs)


def test_publishing_draws_from_accepted_stays_alone(tutor: Stage) -> None:
    assert not reconstructing_accepted.accepted_stays(
        by=tutor.by.actor, now=tutor.now, area="11", since=night.at(0, 0)
    )
    accept(tutor, seen(tutor, night.ACADEMY), known=True)
    [one] = reconstructing_accepted.accepted_stays(
        by=tutor.by.actor, now=tutor.now, area="11", since=night.at(0, 0)
    )
    assert (one.place_id, one.category, one.home) == (night.ACADEMY, "academy", False)
    assert one.everybody_known
    assert not reconstructing_accepted.accepted_stays(
        by=tutor.by.actor, now=tutor.now, area="26", since=night.at(0, 0)
    )


def test_a_made_up_decision_is_not_undone(tutor: Stage) -> None:
    there = bench(tutor)
    assert there.trace is not None
    with pytest.raises(Overtaken):
        reconstructing_page.undo(
            by=tutor.by.actor,
            now=tutor.now,
            case_id=tutor.case_id,
            revision=there.trace.revision,
            decision_id=uuid4(),
        )
