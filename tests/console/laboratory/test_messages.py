"""HL7 at the door: what each message does, what it is answered, and on which work list it lands.

Nothing is ever lost: whatever was posted lies sealed in a delivery, and what did not become a result waits.
"""

from collections.abc import Callable, Iterator
from contextlib import suppress
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest
from django.db import connection
from django.http import HttpResponse
from django.test import Client
from django.test.utils import CaptureQueriesContext
from hl7apy.parser import parse_message
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from tests.console import cast
from tests.console.laboratory import hl7, swabs

from dongseon.console.audit.types import HOUSE
from dongseon.console.cases.models import Case
from dongseon.console.isolation.models import Order
from dongseon.console.laboratory import codes, queries, sealing
from dongseon.console.laboratory.hl7 import reading, segments
from dongseon.console.laboratory.hl7.types import Rejected
from dongseon.console.laboratory.models import Delivery, Finding, Laboratory, Result
from dongseon.console.laboratory.rules import Outcome, Standing, State
from dongseon.console.laboratory.types import SpecimenRow
from dongseon.console.messages.models import Message
from dongseon.console.programs import actions as programs
from dongseon.console.programs.actions import Scope
from dongseon.console.programs.models import Program

SHARED = Path(__file__).parents[4] / "shared" / "data" / "messages" / "hl7v2"
OTHER_CODE = "100000000" + codes.check_digits("100000000")  # of no specimen


@dataclass(frozen=True, slots=True)
class Door:
    """A laboratory's token, and a specimen that lies in it."""

    token: str
    specimen: SpecimenRow

    def post(self, data: bytes) -> HttpResponse:
        """Post a message."""
        return Client().post(
            "/api/v1/results/hl7",
            data,
            content_type="application/hl7-v2",
            headers={"authorization": f"Bearer {self.token}"},
        )

    def after(self) -> SpecimenRow:
        """The specimen as it is now."""
        return queries.specimen(self.specimen.id, area="")


@pytest.fixture
def door(db: None, now: datetime) -> Door:
    cast.ensure_areas()
    ends_at = datetime.now(UTC) + timedelta(days=30)
    program_id, token = programs.issue(
        by=HOUSE,
        now=datetime.now(UTC),
        name="Seoul Institute",
        area=cast.SEOUL,
        scopes=[Scope.RESULTS],
        ends_at=ends_at,
    )
    laboratory_id = swabs.laboratory()
    Laboratory.objects.filter(pk=laboratory_id).update(program_id=program_id)
    swabs.kit(now)
    [specimen] = swabs.in_laboratory(now, swabs.swab(now))
    return Door(token, specimen)


def ack(answer: HttpResponse) -> str:
    """AA, AE or AR of an answer that is a good HL7 message itself."""
    parsed = parse_message(answer.content.decode(), find_groups=False)
    assert parsed.validate()
    return str(parsed.msa.msa_1.value)


def test_a_final_negative_stands_and_is_told(door: Door) -> None:
    answer = door.post(hl7.oru(door.specimen.code))
    assert (answer.status_code, ack(answer)) == (200, "AA")
    assert (door.after().state, door.after().outcome) == (State.VERIFIED, Outcome.NEGATIVE)
    assert Message.objects.get().text == "result_negative"


def test_the_same_message_twice_changes_nothing(door: Door) -> None:
    sent = hl7.oru(door.specimen.code, value=hl7.DETECTED)
    first, second = door.post(sent), door.post(sent)
    assert ack(first) == ack(second) == "AA"
    assert Result.objects.count() == Case.objects.count() == Message.objects.count() == 1
    assert Delivery.objects.get().repeats == 1


def test_the_same_result_under_another_number_changes_nothing(door: Door) -> None:
    for control in ("M1", "M2", "M3"):
        assert ack(door.post(hl7.oru(door.specimen.code, control=control))) == "AA"
    assert Result.objects.count() == Message.objects.count() == 1
    assert Delivery.objects.count() == 3


def test_a_correction_supersedes_and_takes_back(door: Door) -> None:
    door.post(hl7.oru(door.specimen.code, value=hl7.DETECTED))
    Message.objects.update(state="delivered", attempts=1)
    corrected = hl7.oru(
        door.specimen.code, status="C", control="M2", reported="20200506130000+0900"
    )
    assert ack(door.post(corrected)) == "AA"
    assert door.after().outcome is Outcome.NEGATIVE
    assert set(Message.objects.values_list("text", flat=True)) == {
        "result_positive", "result_corrected", "result_negative",
    }  # fmt: skip
    assert Case.objects.get().classification == "under_investigation"


def test_a_correction_before_its_original_holds(door: Door) -> None:
    correction = hl7.oru(
        door.specimen.code, status="C", value=hl7.NOT_DETECTED, reported="20200506130000+0900"
    )
    original = hl7.oru(door.specimen.code, value=hl7.DETECTED, control="M2")
    assert [ack(door.post(one)) for one in (correction, original)] == ["AA", "AA"]
    assert door.after().outcome is Outcome.NEGATIVE
    assert not Case.objects.exists()
    assert Message.objects.get().text == "result_negative"
    late = Result.objects.get(outcome="positive")  # kept all the same
    assert late.standing == Standing.SUPERSEDED


def test_a_correction_of_the_same_moment_holds_whichever_comes_first(door: Door) -> None:
    correction = hl7.oru(door.specimen.code, status="C")
    original = hl7.oru(door.specimen.code, value=hl7.DETECTED, control="M2")
    for sent in (correction, original):
        door.post(sent)
    assert door.after().outcome is Outcome.NEGATIVE


def test_a_report_taken_back_leaves_nothing_standing(door: Door) -> None:
    door.post(hl7.oru(door.specimen.code))
    Message.objects.update(state="delivered", attempts=1)
    assert ack(door.post(hl7.oru(door.specimen.code, status="W", value="", control="M2"))) == "AA"
    assert (door.after().state, door.after().outcome) == (State.RECEIVED, None)
    assert Message.objects.filter(text="result_corrected").exists()


def test_a_preliminary_report_waits_for_the_final_one(door: Door) -> None:
    door.post(hl7.oru(door.specimen.code, status="P"))
    assert door.after().state is State.TESTED
    assert not Message.objects.exists()
    door.post(hl7.oru(door.specimen.code, control="M2"))
    assert door.after().state is State.VERIFIED


def test_an_unclear_result_is_tested_again_then_asked_for_anew(door: Door) -> None:
    door.post(hl7.oru(door.specimen.code, value=hl7.INCONCLUSIVE))
    assert (door.after().state, door.after().again) == (State.RECEIVED, 1)
    assert not Message.objects.exists()
    again = hl7.oru(
        door.specimen.code, value=hl7.INCONCLUSIVE, control="M2", reported="20200506140000+0900"
    )
    door.post(again)
    assert door.after().state is State.VERIFIED
    assert Message.objects.get().text == "result_repeat"


def test_a_positive_of_an_unknown_kit_is_held_and_isolates_meanwhile(door: Door) -> None:
    answer = door.post(hl7.oru(door.specimen.code, value=hl7.DETECTED, kit="NOBODY^Nobody's^99KIT"))
    assert ack(answer) == "AA"
    assert door.after().state is State.HELD
    assert Result.objects.get().hold == "kit_unknown"
    assert Message.objects.get().text == "result_provisional"
    assert not Case.objects.exists()
    assert Order.objects.get().held_specimen_id == door.specimen.id
    door.post(
        hl7.oru(
            door.specimen.code, value=hl7.DETECTED, control="M2", reported="20200506150000+0900"
        )
    )
    assert Case.objects.exists()


def test_a_held_positive_that_is_negative_when_tested_again_lets_its_person_go(door: Door) -> None:
    door.post(hl7.oru(door.specimen.code, value=hl7.DETECTED, kit="NOBODY^Nobody's^99KIT"))
    assert Order.objects.get().state == "in_force"
    door.post(hl7.oru(door.specimen.code, control="M2", reported="20200506150000+0900"))
    assert Order.objects.get().state == "released"
    assert not Case.objects.exists()


def test_a_result_takes_few_statements(door: Door) -> None:
    """20,000 results a day come through here: whoever adds a look must see it."""
    with CaptureQueriesContext(connection) as asked:
        assert ack(door.post(hl7.oru(door.specimen.code))) == "AA"
    assert door.after().outcome is Outcome.NEGATIVE
    assert len(asked) <= 26, [one["sql"][:80] for one in asked]


@pytest.mark.parametrize(
    ("code", "authorised", "expires"),
    [("AG-1", False, "2020-12-31"), ("OLD-1", True, "2020-05-05")],
)
def test_a_kit_that_may_not_be_used_holds_its_results(
    door: Door, now: datetime, code: str, authorised: bool, expires: str
) -> None:
    swabs.kit(
        now, code=code, authorised=authorised, expires_on=datetime.fromisoformat(expires).date()
    )
    door.post(hl7.oru(door.specimen.code, kit=f"{code}^K^99KIT~{swabs.LOT}^^LOT"))
    assert door.after().state is State.HELD
    assert not Message.objects.exists()


def wrong(name: str) -> Callable[[str], bytes]:
    """A message with one thing wrong about it."""
    said: dict[str, Callable[[str], bytes]] = {
        "sex": lambda code: hl7.oru(code, name="김^하나", born="19800101", sex="M"),
        "birth date": lambda code: hl7.oru(code, name="김^하나", born="19800102"),
        "name": lambda code: hl7.oru(code, name="이^둘", born="19800101"),
        "no code": lambda code: hl7.oru(""),
        "their own code": lambda code: hl7.oru("LAB-77"),
        "code of nobody": lambda code: hl7.oru(OTHER_CODE),
        "no value": lambda code: hl7.oru(code, value=""),
        "unknown value": lambda code: hl7.oru(code, value="XYZ^perhaps^99L"),
        "no such time": lambda code: hl7.oru(code, reported="2020130699"),
        "another virus": lambda code: hl7.oru(code, test="80382-5^Flu A^LN"),
        "taken back": lambda code: hl7.oru(code, status="W", value=""),
    }
    return said[name]


@pytest.mark.parametrize(
    ("what", "answered", "reasons"),
    [
        ("sex", "AA", ["sex_differs"]),
        ("birth date", "AA", ["birth_date_differs"]),
        ("name", "AA", ["name_differs"]),
        ("no code", "AA", ["no_code"]),
        ("their own code", "AA", ["no_code"]),
        ("code of nobody", "AA", ["unknown_code"]),
        ("no value", "AE", ["no_outcome"]),
        ("unknown value", "AE", ["no_outcome"]),
        ("no such time", "AE", ["no_time"]),
        ("another virus", "AE", ["no_test"]),
        ("taken back", "AA", ["nothing_to_withdraw"]),
    ],
)
def test_what_cannot_be_taken_at_its_word_waits_with_its_reason(
    door: Door, now: datetime, what: str, answered: str, reasons: list[str]
) -> None:
    known = swabs.person(now, name="김하나", sex="female")
    [specimen] = swabs.in_laboratory(now, swabs.swab(now, person_id=known))
    answer = door.post(wrong(what)(specimen.code))
    assert (answer.status_code, ack(answer)) == (200, answered)
    finding = Finding.objects.get()
    assert (finding.state, finding.reasons) == ("waiting", reasons)
    assert not Result.objects.exists()
    assert not Message.objects.exists()


@pytest.mark.parametrize(
    ("data", "code"),
    [
        (b"", "AR"),
        (b"hello", "AR"),
        (b"MSH", "AR"),
        (b"MSH|^~\\&|", "AR"),
        (b"\x0b\x1c\r", "AR"),
        (b"\xff\xfe\x00\x01", "AR"),
        (hl7.oru(OTHER_CODE)[:60], "AR"),
        (hl7.oru(OTHER_CODE).split(b"OBR")[0], "AR"),
        (hl7.oru(OTHER_CODE).split(b"OBX")[0], "AE"),
        (hl7.oru(OTHER_CODE, control=""), "AR"),
        (hl7.oru(OTHER_CODE, version="9.9"), "AR"),
        (hl7.oru(OTHER_CODE, kind="ADT^A01"), "AR"),
        (hl7.oru(OTHER_CODE, kind="ORU^R30"), "AR"),
        (hl7.oru(OTHER_CODE, processing="T"), "AR"),
        (b"MSH|^~\\&" + b"|" * 5_000, "AR"),
        (b"MSH" + b"\r" * 50, "AR"),
        (hl7.oru(OTHER_CODE, name="<script>alert(1)</script>^'; DROP TABLE x;--"), "AA"),
        (hl7.oru("=cmd|' /C calc'!A0"), "AA"),
    ],
)
def test_hostile_and_truncated_messages_are_answered_and_kept(
    door: Door, data: bytes, code: str
) -> None:
    answer = door.post(data)
    assert answer.status_code == (400 if code == "AR" else 200)
    assert ack(answer) == code
    assert "script" not in answer.content.decode()
    kept = Delivery.objects.get()
    assert sealing.unseal(kept.pk, kept.received_at, kept.sealed).strip() == data.strip()
    assert Finding.objects.get().state == "waiting"


def test_what_is_kept_cannot_be_read_in_the_database(door: Door) -> None:
    door.post(hl7.oru(OTHER_CODE, name="김^하나", phone="01012345678"))
    for row in (*Delivery.objects.values(), *Finding.objects.values()):
        assert "하나".encode() not in bytes(row["sealed"])
        assert "12345678" not in str(row)


def test_another_laboratorys_specimen_is_not_its_to_speak_of(door: Door, now: datetime) -> None:
    elsewhere = swabs.laboratory(cast.BUSAN, code="BUSAN-IHE")
    Laboratory.objects.filter(pk=elsewhere).update(program_id=None)
    specimen = swabs.swab(now, area=cast.HAEUNDAE)
    door.post(hl7.oru(specimen.code))
    assert Finding.objects.get().reasons == ["other_laboratory"]


def test_a_token_for_cases_sends_no_results(door: Door) -> None:
    Program.objects.update(scopes=["cases:report"])
    assert door.post(hl7.oru(door.specimen.code)).status_code == 403


def test_a_batch_is_answered_message_by_message(door: Door, now: datetime) -> None:
    [other] = swabs.in_laboratory(now, swabs.swab(now))
    whole = (
        b"FHS|^~\\&|X\rBHS|^~\\&|X\r" + hl7.oru(door.specimen.code)
        + hl7.oru(other.code, control="M2") + b"BTS|2\rFTS|1\r"
    )  # fmt: skip
    answer = door.post(whole)
    assert answer.content.count(b"MSA|AA") == 2
    assert Result.objects.filter(standing="standing").count() == 2


def test_a_message_with_other_separators_is_read_as_well(door: Door) -> None:
    plain = hl7.oru(door.specimen.code).decode()
    other = plain.replace("^~\\&", "\x01~\\&").replace("^", "$").replace("\x01", "$")
    assert ack(door.post(other.encode())) == "AA"
    assert door.after().outcome is Outcome.NEGATIVE


def test_a_specimen_that_nobody_scanned_is_taken_as_arrived(door: Door, now: datetime) -> None:
    specimen = swabs.swab(now)
    door.post(hl7.oru(specimen.code))
    assert queries.specimen(specimen.id, area="").state is State.VERIFIED
    assert "unscanned" in {event.detail for event in queries.events(specimen.id)}


def shared() -> Iterator[Path]:
    """Messages of others, where they are."""
    return iter(sorted(SHARED.glob("*.hl7")))


@pytest.mark.skipif(not SHARED.is_dir(), reason="no ../shared/data/messages here")
def test_messages_of_other_systems_are_read_and_wait_for_a_person(door: Door) -> None:
    for count, path in enumerate(shared(), start=1):
        assert ack(door.post(path.read_bytes())) == "AA"
        assert Finding.objects.filter(state="waiting", reasons=["no_code"]).count() == count
    assert {
        one.outcome for one in reading.read(segments.split(path.read_bytes())[0]).observations
    } == {Outcome.NEGATIVE}


@settings(max_examples=60, deadline=None, suppress_health_check=list(HealthCheck))
@given(cut=st.integers(0, 400), put=st.binary(max_size=20))
def test_any_cut_and_any_insertion_is_read_or_rejected(cut: int, put: bytes) -> None:
    whole = hl7.oru(OTHER_CODE, name="김^하나")
    with suppress(Rejected):
        for text in segments.split(whole[:cut] + put + whole[cut:]):
            reading.read(text)


def test_a_code_finds_every_wrong_digit_and_every_exchange() -> None:
    for _time in range(50):
        code = codes.draw()
        assert codes.read(codes.write(code)) == code
        for place in range(len(code)):
            for digit in "0123456789":
                if digit != code[place]:
                    assert not codes.read(code[:place] + digit + code[place + 1 :])
            swapped = code[:place] + code[place : place + 2][::-1] + code[place + 2 :]
            assert swapped == code or not codes.read(swapped)
