"""A data request: stated, signed by two in their browsers, sent, answered; and everything against it."""

from datetime import date, timedelta

import pyarrow as pa
import pytest
from django.db import IntegrityError, transaction
from tests.console.investigations import telco
from tests.console.investigations.conftest import (
    Stage,
    approved,
    browser_signs,
    draft,
    enrol,
    sign,
)
from tests.console.investigations.telco import Telco
from tests.mandate import cast as signers

from dongseon import mandate
from dongseon.console.audit.types import HOUSE
from dongseon.console.cases import actions as cases
from dongseon.console.cases.rules import CloseReason
from dongseon.console.investigations import asked, asking, queries, signing_keys
from dongseon.console.investigations.models import DataRequest, Signature, Slice
from dongseon.console.investigations.rules import RefuseReason, RequestState, Signer, Step
from dongseon.console.investigations.types import Overtaken, Refused, RequestUnknown
from dongseon.console.messages.models import Message
from dongseon.console.workflows import gathering, informing, investigating, pursuing, requesting
from dongseon.console.workflows import requesting_signed as signed
from dongseon.mandate import Article, Purpose

SOON = timedelta(seconds=1)


def state_of(request_id: object) -> RequestState:
    return asked.one(request_id, area="").state  # type: ignore[arg-type]


# ── signing ──────────────────────────────────────────────────────────────────────────────────


def test_two_officers_sign_and_the_holder_answers_into_the_case(
    signing: Stage, holder: Telco
) -> None:
    request_id = approved(signing)
    assert pursuing.pursue(now=signing.now, request_id=request_id, client=holder.client) is None
    [one] = queries.slices_of(signing.case_id)
    found = queries.of_case(signing.case_id)
    assert found is not None
    look = investigating.look_at(by=HOUSE, now=signing.now, found=found, act="x")
    [opened] = gathering.opened(signing.case_id, look, question="person")
    rows = pa.ipc.open_stream(opened.data).read_all()
    assert one.rows == len(rows) > 0
    assert set(rows["number"].to_pylist()) == {"01012345678"}
    assert state_of(request_id) is RequestState.ANSWERED
    assert {Step.REQUESTED, Step.APPROVED, Step.SLICES} <= set(queries.steps_of(signing.case_id))


def test_the_window_is_the_dated_rules(signing: Stage) -> None:
    request = asked.one(draft(signing), area="")
    assert request.policy_since == date(2020, 4, 3)
    assert request.window_begins is not None
    assert request.window_begins.astimezone(requesting.mandate.policy.KOREA).date() == date(
        2020, 5, 2
    )
    assert request.window_ends == signing.now


def test_a_source_window_needs_its_own_justification(signing: Stage) -> None:
    with pytest.raises(Refused, match="justification"):
        draft(signing, purpose=Purpose.FIND_SOURCE)


def test_nothing_is_asked_without_a_stated_necessity(signing: Stage) -> None:
    with pytest.raises(Refused, match="necessity"):
        draft(signing, necessity="급함")


def test_location_is_approved_under_the_police_alone(signing: Stage) -> None:
    key_id = enrol(signing.by("national_investigator"), signing.now)
    with pytest.raises(Refused, match="approve"):
        draft(signing, approver_keys={Article.LOCATION: key_id})


def test_whoever_requested_does_not_approve(signing: Stage) -> None:
    request_id = draft(signing)
    sign(signing, "investigator", request_id, Signer.REQUESTER)
    signature = browser_signs(signing, "investigator", request_id, Signer.APPROVER)
    with pytest.raises(Refused, match="somebody else"):
        signed.signed(
            by=signing.by().actor,
            now=signing.now,
            request_id=request_id,
            signer=Signer.APPROVER,
            signature=signature,
        )


def test_the_database_itself_wants_two_people(signing: Stage) -> None:
    request_id = draft(signing)
    with pytest.raises(IntegrityError, match="request_by_two_people"), transaction.atomic():
        DataRequest.objects.filter(pk=request_id).update(approver_id=signing.by().officer_id)


def test_a_signature_of_another_key_is_refused(signing: Stage) -> None:
    request_id = draft(signing)
    forged = mandate.keys.encode(signers.private_key(99).sign(b"anything"))
    with pytest.raises(Refused, match="signature"):
        signed.signed(
            by=signing.by().actor,
            now=signing.now,
            request_id=request_id,
            signer=Signer.REQUESTER,
            signature=forged,
        )
    assert not Signature.objects.filter(request=request_id).exists()


def test_a_revoked_key_signs_nothing_and_what_it_requested_is_not_approved(signing: Stage) -> None:
    request_id = draft(signing)
    sign(signing, "investigator", request_id, Signer.REQUESTER)
    request = asked.one(request_id, area="")
    signing_keys.revoke(
        by=signing.by("administrator").actor,
        now=signing.now,
        key_id=request.requester_key,
        why="lost",
    )
    with pytest.raises(Refused, match="revoked"):
        sign(signing, "approver", request_id, Signer.APPROVER)
    with pytest.raises(Refused, match="key"):
        draft(signing)


def test_a_key_revoked_after_approval_sends_nothing(signing: Stage, holder: Telco) -> None:
    request_id = approved(signing)
    signing_keys.revoke(
        by=HOUSE,
        now=signing.now,
        key_id=asked.one(request_id, area="").approver_key,
        why="lost",
    )
    pursuing.pursue(now=signing.now + SOON, request_id=request_id, client=holder.client)
    request = asked.one(request_id, area="")
    assert (request.state, request.reason) == (RequestState.REJECTED, "key_revoked")
    assert holder.calls == []


def test_an_expired_key_signs_nothing(signing: Stage) -> None:
    late = signing.now + timedelta(days=366)
    with pytest.raises(Refused, match="key"):
        draft(signing, now=late)


def test_a_request_is_signed_once_by_each(signing: Stage) -> None:
    request_id = approved(signing)
    with pytest.raises(Overtaken, match="else"):
        sign(signing, "approver", request_id, Signer.APPROVER)


def test_an_approver_refuses_with_a_reason(signing: Stage) -> None:
    request_id = draft(signing)
    sign(signing, "investigator", request_id, Signer.REQUESTER)
    signed.refused(
        by=signing.by("approver").actor,
        now=signing.now,
        request_id=request_id,
        reason=RefuseReason.INTERVIEW_FIRST,
    )
    request = asked.one(request_id, area="")
    assert (request.state, request.reason) == (RequestState.REFUSED, "interview_first")


def test_another_areas_investigator_finds_nothing(signing: Stage) -> None:
    request_id = draft(signing)
    other = signing.by("investigator_haeundae").actor
    with pytest.raises(RequestUnknown):
        signed.withdrawn(by=other, now=signing.now, request_id=request_id)
    with pytest.raises(queries.InvestigationUnknown):
        requesting.ground(by=other, now=signing.now, case_id=signing.case_id)


# ── a holder that is not as it should be ─────────────────────────────────────────────────────


@pytest.mark.parametrize(
    ("fault", "problem"),
    [
        (telco.down, "down"),
        (telco.slow, "slow"),
        (telco.garbage, "http 200"),
        (telco.busy, "http 503"),
    ],
)
def test_a_fault_is_noted_and_tried_again(
    signing: Stage, holder: Telco, fault: telco.Fault, problem: str
) -> None:
    request_id = approved(signing)
    holder.faults = [fault]
    again = pursuing.pursue(now=signing.now, request_id=request_id, client=holder.client)
    request = asked.one(request_id, area="")
    assert again is not None
    assert (request.problem, request.tries, request.next_try_at) == (problem, 1, again)
    assert pursuing.pursue(now=again, request_id=request_id, client=holder.client) is None
    assert state_of(request_id) is RequestState.ANSWERED
    assert Slice.objects.count() == 1


def test_an_answer_lost_on_the_way_is_fetched_and_not_asked_twice(
    signing: Stage, holder: Telco
) -> None:
    """The holder accepted, its word was lost: the same request again is known there, and answered once."""
    request_id = approved(signing)

    def lost(request: object) -> object:
        holder.faults.insert(0, telco.fine)
        holder._handle(request)  # type: ignore[arg-type]  # it arrives, its answer does not
        return telco.slow(request)  # type: ignore[arg-type]

    holder.faults = [telco.fine, telco.fine, lost]  # type: ignore[list-item]
    again = pursuing.pursue(now=signing.now, request_id=request_id, client=holder.client)
    assert again is not None
    assert pursuing.pursue(now=again, request_id=request_id, client=holder.client) is None
    assert state_of(request_id) is RequestState.ANSWERED
    assert Slice.objects.count() == 1


def test_a_slow_answer_is_asked_after_until_it_is_there(signing: Stage, holder: Telco) -> None:
    holder.answering = False
    request_id = approved(signing)
    at = pursuing.pursue(now=signing.now, request_id=request_id, client=holder.client)
    for _poll in range(3):
        assert at is not None
        assert state_of(request_id) is RequestState.SENT
        at = pursuing.pursue(now=at, request_id=request_id, client=holder.client)
    holder.work()
    assert at is not None
    assert pursuing.pursue(now=at, request_id=request_id, client=holder.client) is None
    assert Slice.objects.count() == 1


def test_an_answer_that_is_not_the_receipts_is_not_kept(signing: Stage, holder: Telco) -> None:
    request_id = approved(signing)
    holder.faults = [telco.fine] * 4 + [telco.garbage]
    assert pursuing.pursue(now=signing.now, request_id=request_id, client=holder.client)
    assert asked.one(request_id, area="").problem == "answer: not the bytes of the receipt"
    assert not Slice.objects.exists()


def test_an_answer_that_comes_twice_is_kept_once(signing: Stage, holder: Telco) -> None:
    request_id = approved(signing)
    pursuing.pursue(now=signing.now, request_id=request_id, client=holder.client)
    DataRequest.objects.filter(pk=request_id).update(state="sent", next_try_at=signing.now)
    pursuing.pursue(now=signing.now, request_id=request_id, client=holder.client)
    assert Slice.objects.count() == 1


def test_a_worker_that_died_in_the_midst_is_followed_by_another(
    signing: Stage, holder: Telco
) -> None:
    request_id = approved(signing)
    with transaction.atomic():
        assert (
            pursuing.claim(now=signing.now, request_id=request_id) is not None
        )  # and then: nothing
    assert pursuing.pursue(now=signing.now, request_id=request_id, client=holder.client) is None
    assert holder.calls == []  # it is the dead worker's, for some minutes
    later = signing.now + pursuing.LEASE
    assert request_id in asked.due(later)
    assert pursuing.pursue(now=later, request_id=request_id, client=holder.client) is None
    assert state_of(request_id) is RequestState.ANSWERED


def test_two_workers_do_not_send_the_same(signing: Stage) -> None:
    request = asked.one(approved(signing), area="")
    until = signing.now + pursuing.LEASE
    assert asking.take(by=HOUSE, now=signing.now, request=request, until=until)
    assert not asking.take(by=HOUSE, now=signing.now, request=request, until=until)


def close_case(stage: Stage) -> None:
    cases.close(
        by=stage.by().actor,
        now=stage.now,
        case_id=stage.case_id,
        seen=1,
        reason=next(iter(CloseReason)),
    )


def test_nothing_is_kept_of_a_case_that_was_closed_meanwhile(signing: Stage, holder: Telco) -> None:
    holder.answering = False
    request_id = approved(signing)
    at = pursuing.pursue(now=signing.now, request_id=request_id, client=holder.client)
    close_case(signing)
    holder.work()
    assert at is not None
    assert pursuing.pursue(now=at, request_id=request_id, client=holder.client) is None
    request = asked.one(request_id, area="")
    assert (request.state, request.reason) == (RequestState.WITHDRAWN, "case_closed")
    assert not Slice.objects.exists()


def test_a_request_without_an_answer_ends_with_its_time(signing: Stage, holder: Telco) -> None:
    request_id = approved(signing)
    waiting_id = draft(signing)
    late = signing.now + timedelta(hours=73)
    pursuing.pursue(now=late, request_id=request_id, client=holder.client)
    assert state_of(request_id) is RequestState.EXPIRED
    assert pursuing.end_overdue(now=late) == 1
    assert state_of(waiting_id) is RequestState.EXPIRED
    assert holder.calls == []


def test_a_holders_refusal_is_final_and_said(signing: Stage, holder: Telco) -> None:
    request_id = approved(signing)
    holder.clock.go_on(days=5)
    pursuing.pursue(now=signing.now, request_id=request_id, client=holder.client)
    request = asked.one(request_id, area="")
    assert (request.state, request.reason) == (RequestState.REJECTED, "expired")


# ── everybody is told ────────────────────────────────────────────────────────────────────────


def test_the_person_is_told_on_the_day_of_the_rule_and_once(signing: Stage, holder: Telco) -> None:
    request_id = approved(signing)
    pursuing.pursue(now=signing.now, request_id=request_id, client=holder.client)
    [notice] = asked.notices_of([signing.person_id])
    assert notice.due_on == date(2020, 5, 7)
    assert informing.tell_due(now=signing.now) == 0
    tomorrow = signing.now + timedelta(days=1)
    assert informing.tell_due(now=tomorrow) == 1
    assert informing.tell_due(now=tomorrow) == 0
    assert Message.objects.filter(person_id=signing.person_id, text="data_requested").count() == 1


def test_the_public_figure_counts_people_by_month_and_source(signing: Stage, holder: Telco) -> None:
    for _again in range(2):
        request_id = approved(signing)
        pursuing.pursue(now=signing.now, request_id=request_id, client=holder.client)
    [row] = asked.people_by_month()
    assert (row.month, row.holder_id, row.people) == (date(2020, 5, 1), telco.NAME, 1)
