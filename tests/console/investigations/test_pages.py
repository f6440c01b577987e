"""The pages of investigations and requests: what an officer does there, and what somebody else cannot."""

from datetime import UTC, datetime, timedelta
from uuid import UUID, uuid4

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.http import HttpResponse
from django.test import Client
from django.urls import reverse
from tests.console import cast as company
from tests.console.cast import browser_of
from tests.console.investigations import conftest as stage_of
from tests.console.investigations.conftest import NECESSITY, Stage
from tests.mandate import cast as signers

from dongseon.console.audit.models import Entry
from dongseon.console.audit.types import HOUSE
from dongseon.console.cases import queries as cases
from dongseon.console.cases.rules import Basis, Classification, Dates
from dongseon.console.cases.types import Origin
from dongseon.console.investigations import asked, queries, signing_keys
from dongseon.console.investigations.models import Exposure, Interview, SigningKey, SiteVisit, Tape
from dongseon.console.investigations.rules import RequestState, Signer, Step
from dongseon.console.registry.types import Identity
from dongseon.console.workflows import informing, investigating, reporting
from dongseon.console.workflows.reporting import Report
from dongseon.mandate import keys

HOSTILE = "<script>document.title='taken'</script>"
READ_OUT = {"duty": "on", "penalty": "on", "use": "on", "correction": "on"}


@pytest.fixture
def today(db: None, directory: None) -> Stage:
    """A case confirmed today, with investigator and approver who have keys: pages live now."""
    now = datetime.now(UTC)
    players = company.cast()
    day = reporting.local_day(now)
    [case_id] = reporting.report_cases(
        by=players["investigator"].actor,
        now=now,
        reports=[
            Report(
                identity=Identity(name=HOSTILE, phones=("01012345678",)),
                area=company.MAPO,
                classification=Classification.CONFIRMED,
                basis=Basis.PCR_POSITIVE,
                dates=Dates(reported_on=day, onset_on=day - timedelta(days=2)),
            )
        ],
        origin=Origin.DESK,
    )
    investigating.opened(by=HOUSE, now=now, case_id=case_id)
    stage = Stage(players, case_id, cases.case(case_id, area="").row.person_id, now)
    for username in ("investigator", "approver"):
        stage_of.enrol(stage.by(username), now - timedelta(seconds=5))
    return stage


def post(stage: Stage, username: str, route: str, *ids: UUID, **fields: object) -> HttpResponse:
    return browser_of(stage.by(username)).post(reverse(route, args=ids), fields)


def get(stage: Stage, username: str, route: str, *ids: UUID) -> str:
    answer = browser_of(stage.by(username), language="en").get(reverse(route, args=ids))
    assert answer.status_code == 200, answer.status_code
    return answer.content.decode()


def minutes(stage: Stage, before: int) -> str:
    local = (stage.now - timedelta(minutes=before)).astimezone(reporting.ZONE)
    return local.strftime("%Y-%m-%dT%H:%M")


STAY = {
    "place": "마포 카페",
    "vehicle": "taxi",
    "vehicle_number": "서울 31바 1234",
    "seat": "뒷좌석",
    "mask": "no",
    "distance": "near",
    "ventilation": "poor",
    "people": "3",
}


def drafted(stage: Stage) -> UUID:
    key = signing_keys.of_officer(stage.by("approver").officer_id)[0].key_id
    answer = post(
        stage,
        "investigator",
        "investigations:ask",
        stage.case_id,
        kinds="connection",
        holders="telco-a",
        purpose="find_contacts",
        necessity=NECESSITY,
        location_approver=key,
    )
    assert answer.status_code == 302, answer.content.decode()[-3000:]
    return asked.of_case(stage.case_id)[0].id


def test_an_interview_is_finished_when_everything_was_read_out(today: Stage) -> None:
    answer = post(
        today,
        "investigator",
        "investigations:begin_interview",
        today.case_id,
        respondent="self",
        language="ko",
        symptoms="기침, 3일 전부터",
    )
    row = Interview.objects.get()
    assert answer["Location"] == reverse("investigations:interview", args=[row.pk])
    assert "기침".encode() not in bytes(row.sealed)
    said = {"respondent": "self", "language": "ko", "seen": "1", "finish": "yes"}
    refused = post(today, "investigator", "investigations:interview", row.pk, **said)
    assert refused.status_code == 200
    assert Interview.objects.get().finished_at is None
    post(today, "investigator", "investigations:interview", row.pk, **said, **READ_OUT)
    assert Interview.objects.get().finished_at is not None
    assert Step.INTERVIEWED in queries.steps_of(today.case_id)


def test_two_who_write_in_one_interview_do_not_overwrite_each_other(today: Stage) -> None:
    post(today, "investigator", "investigations:begin_interview", today.case_id,
         respondent="self", language="ko")  # fmt: skip
    row = Interview.objects.get()
    said = {"respondent": "self", "language": "ko", "seen": "1"}
    assert (
        post(today, "investigator", "investigations:interview", row.pk, **said).status_code == 302
    )
    late = post(
        today, "national_investigator", "investigations:interview", row.pk, **said, notes="x"
    )
    assert late.status_code == 200
    assert Interview.objects.get().version == 2


def test_a_stay_is_told_corrected_and_withdrawn_and_nothing_is_lost(today: Stage) -> None:
    times = {"begins_at": minutes(today, 300), "ends_at": minutes(today, 240)}
    post(today, "investigator", "investigations:stay", today.case_id, **times, **STAY)
    [first] = Exposure.objects.all()
    assert "카페".encode() not in bytes(first.sealed)
    post(today, "investigator", "investigations:stay", today.case_id, **times, **STAY,
         corrects=first.pk, statement="한 시간 전이었어요")  # fmt: skip
    [second] = queries.exposures_of(today.case_id)
    assert second.id != first.pk
    post(today, "investigator", "investigations:withdraw_stay", today.case_id, second.id)
    assert queries.exposures_of(today.case_id) == ()
    assert Exposure.objects.count() == 2
    assert "마포 카페" not in get(today, "investigator", "investigations:case", today.case_id)


def test_a_stay_that_ends_before_it_begins_is_said(today: Stage) -> None:
    answer = post(today, "investigator", "investigations:stay", today.case_id, **STAY,
                  begins_at=minutes(today, 10), ends_at=minutes(today, 60))  # fmt: skip
    assert answer.status_code == 200
    assert not Exposure.objects.exists()


def test_a_recording_is_watched_once_and_what_was_seen_is_sealed(today: Stage) -> None:
    post(today, "investigator", "investigations:ask_for_tape", today.case_id,
         place="카페 입구", keeper="점주", phone="02-300-1234", begins_at=minutes(today, 300),
         ends_at=minutes(today, 200), overwritten_at=minutes(today, -1000))  # fmt: skip
    [tape] = Tape.objects.all()
    assert str(tape.pk) in get(today, "investigator", "investigations:tapes")
    seen = {"seen": "1", "state": "watched", "said": "마스크 없이 두 사람과",
            "from_at": minutes(today, 290), "to_at": minutes(today, 250)}  # fmt: skip
    post(today, "investigator", "investigations:tape", tape.pk, **seen)
    again = post(today, "investigator", "investigations:tape", tape.pk, **seen)
    assert again.status_code == 200
    tape.refresh_from_db()
    assert tape.viewer_id == today.by().officer_id
    assert "마스크 없이" in get(today, "investigator", "investigations:case", today.case_id)


def test_a_visit_is_written_down(today: Stage) -> None:
    post(today, "investigator", "investigations:visit", today.case_id, place="콜센터 11층",
         visited_at=minutes(today, 30), has_floor_plan="on", floor_plan="창가 8열",
         has_roster="on", roster="216명, 관리팀", ventilation="poor", disinfected_on="2020-05-06")  # fmt: skip
    assert SiteVisit.objects.get().has_roster
    assert "콜센터 11층" in get(today, "investigator", "investigations:case", today.case_id)


def test_a_number_is_added_checked_and_removed(today: Stage) -> None:
    for value, count in (("4000-1234-5678-9010", 1), ("4000-1234-5678-9010", 1), ("x", 1)):
        post(today, "investigator", "investigations:add_number", today.case_id,
             scheme="card", number=value)  # fmt: skip
        assert len(queries.identifiers_of(today.case_id)) == count
    [one] = queries.identifiers_of(today.case_id)
    post(today, "investigator", "investigations:drop_number", today.case_id, one.id)
    assert queries.identifiers_of(today.case_id) == ()


def test_names_are_text_and_never_script(today: Stage) -> None:
    page = get(today, "investigator", "investigations:case", today.case_id)
    assert HOSTILE not in page
    assert "&lt;script&gt;" in page


@pytest.mark.parametrize(
    "route", ["case", "ask", "begin_interview", "stay", "ask_for_tape", "visit"]
)
def test_another_areas_investigator_finds_no_page(today: Stage, route: str) -> None:
    other = browser_of(today.by("investigator_haeundae"))
    answer = other.get(reverse(f"investigations:{route}", args=[today.case_id]))
    assert answer.status_code == 404
    assert Entry.objects.filter(act="access.refuse", subject_id=today.case_id).exists()


def test_two_officers_sign_on_their_pages(today: Stage) -> None:
    request_id = drafted(today)
    for username, route, signer in (
        ("investigator", "requests:to_sign", Signer.REQUESTER),
        ("approver", "requests:to_approve", Signer.APPROVER),
    ):
        assert "01012345678" in get(today, username, route)
        signature = stage_of.browser_signs(today, username, request_id, signer)
        post(today, username, route, **{f"signature.{request_id}": signature})
    assert asked.one(request_id, area="").state is RequestState.APPROVED


def test_a_request_is_signed_by_nobody_else_whatever_is_posted(today: Stage) -> None:
    request_id = drafted(today)
    signature = stage_of.browser_signs(today, "investigator", request_id, Signer.REQUESTER)
    forms = {f"signature.{request_id}": signature}
    post(today, "national_investigator", "requests:to_sign", **forms)
    assert asked.one(request_id, area="").state is RequestState.DRAFTED
    assert (
        post(today, "investigator", "requests:to_sign", **{"signature.nonsense": "x"}).status_code
        == 404
    )
    assert post(today, "investigator_haeundae", "requests:to_sign", **forms).status_code == 404


def test_an_approver_refuses_with_a_reason(today: Stage) -> None:
    request_id = drafted(today)
    signature = stage_of.browser_signs(today, "investigator", request_id, Signer.REQUESTER)
    post(today, "investigator", "requests:to_sign", **{f"signature.{request_id}": signature})
    post(today, "approver", "requests:refuse", request_id, reason="nonsense")
    assert asked.one(request_id, area="").state is RequestState.REQUESTED
    post(today, "approver", "requests:refuse", request_id, reason="too_wide")
    assert asked.one(request_id, area="").state is RequestState.REFUSED
    assert "Wider than needed" in get(today, "investigator", "requests:board")


def test_a_key_is_enrolled_by_its_organisations_word_alone(today: Stage) -> None:
    player = today.by("national_investigator")
    public = signers.private_key(41).public_key().public_bytes_raw()
    post(today, "national_investigator", "requests:my_key",
         organisation="kdca", public_key=keys.encode(public))  # fmt: skip
    key_id = keys.key_id_of(public)
    row = SigningKey.objects.get(pk=key_id)
    assert (row.officer_id, row.enrolled_at) == (player.officer_id, None)
    browser = browser_of(today.by("administrator"))
    statement = browser.get(reverse("requests:statement", args=[key_id])).content
    for signer, enrolled in (("seoul", False), ("kdca", True)):
        word = signers.signed_by(signer, statement, stage_of.mandate.Type.ENROLMENT)
        browser.post(
            reverse("requests:word", args=[key_id]),
            {"word": SimpleUploadedFile("word.json", word)},
        )
        assert bool(SigningKey.objects.get(pk=key_id).enrolled_at) is enrolled
    post(today, "national_investigator", "requests:end_my_key", key=key_id, why="lost")
    assert SigningKey.objects.get(pk=key_id).revoked_at is not None


def test_nobody_ends_somebody_elses_key(today: Stage) -> None:
    key_id = signing_keys.of_officer(today.by("approver").officer_id)[0].key_id
    answer = post(today, "investigator", "requests:end_my_key", key=key_id, why="lost")
    assert answer.status_code == 404
    assert SigningKey.objects.get(pk=key_id).revoked_at is None


def test_the_person_sees_what_was_asked_and_objects(today: Stage) -> None:
    request_id = drafted(today)
    request = asked.one(request_id, area="")
    stage_of.requesting_signed.asking.DataRequest.objects.filter(pk=request_id).update(
        state="sent", sent_at=today.now
    )
    informing.owed(now=today.now, request=request, person_id=today.person_id)
    page = get(today, "investigator", "requests:seen", today.person_id)
    assert "통신사 telco-a" in page
    assert "Art. 76-2 (2)" in page
    post(today, "investigator", "requests:object", today.person_id,
         about=request_id, text="그날은 집에 있었습니다")  # fmt: skip
    [objection] = asked.open_objections()
    assert "그날은 집에 있었습니다" in get(today, "auditor", "requests:objections")
    post(today, "auditor", "requests:answer", objection.id, text="기록을 정정하였습니다.")
    assert asked.open_objections() == ()
    assert "기록을 정정하였습니다." in get(today, "investigator", "requests:seen", today.person_id)


def test_what_was_seen_is_not_shown_for_another_areas_person(today: Stage) -> None:
    other = browser_of(today.by("investigator_haeundae"))
    assert other.get(reverse("requests:seen", args=[today.person_id])).status_code == 404


def test_small_counts_are_not_told_in_the_public_figure(today: Stage) -> None:
    request_id = drafted(today)
    stage_of.requesting_signed.asking.DataRequest.objects.filter(pk=request_id).update(
        state="sent", sent_at=today.now
    )
    informing.owed(now=today.now, request=asked.one(request_id, area=""), person_id=today.person_id)
    assert "fewer than 5" in get(today, "press", "requests:figures")
    file = browser_of(today.by("press")).get(reverse("requests:figures_csv")).content.decode()
    assert "telco-a,<5" in file


def test_the_clock_tells_machine_from_people(today: Stage) -> None:
    for step, after in ((Step.REQUESTED, 10), (Step.APPROVED, 14), (Step.SLICES, 16)):
        investigating.reached(
            by=HOUSE, now=today.now, case_id=today.case_id, step=step,
            at=today.now + timedelta(minutes=after),
        )  # fmt: skip
    page = get(today, "epidemiologist", "investigations:clock")
    assert "14 minutes" in page
    file = browser_of(today.by("epidemiologist")).get(reverse("investigations:clock_export"))
    assert ",840," in file.content.decode()


def test_a_case_that_nobody_investigates_is_begun(today: Stage, now: datetime) -> None:
    case_id = stage_of.confirmed(today.by(), now, phone="01099998888")
    assert "Nobody has begun" in get(today, "investigator", "investigations:case", case_id)
    post(today, "investigator", "investigations:begin", case_id)
    assert queries.of_case(case_id) is not None


def test_nobody_is_found_by_a_made_up_identifier(today: Stage) -> None:
    browser: Client = browser_of(today.by())
    assert browser.get(reverse("investigations:case", args=[uuid4()])).status_code == 404
