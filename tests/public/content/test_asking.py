"""Questions from the public: what is stopped, what is blotted out, and that nothing is public unanswered."""

import time
from datetime import UTC, datetime, timedelta

import pytest
from django.core import signing
from django.db import DatabaseError, transaction
from django.test import Client
from hypothesis import given
from hypothesis import strategies as st

from dongseon.public import private
from dongseon.public.content import actions, asking, views
from dongseon.public.content.asking import Verdict
from dongseon.public.content.models import Asking, Question
from dongseon.public.private import Kind

NOW = datetime(2020, 5, 6, 3, 0, tzinfo=UTC)
GOOD = "아이와 함께 선별진료소에 가도 됩니까?"


def judged(text: str, seconds: float = 30, trap: str = "") -> asking.Judged:
    return asking.judge(text, seconds=seconds, trap=trap)


@pytest.mark.parametrize(
    ("text", "verdict"),
    [
        (GOOD, "taken"),
        ("Is the test free for tourists?", "taken"),
        ("열이 37.5도입니다. 1339에 전화하면 되나요?", "taken"),
        ("3.5단계는 언제부터입니까? (5.6.부터?)", "taken"),
        ("짧다", "too_short"),
        ("가" * 9 + "나" * 992, "too_long"),
        ("<script>alert(1)</script> 검사는 어디서 받나요?", "markup"),
        ("＜script＞alert(1)＜/script＞ 전각 문자로 씁니다", "markup"),
        ("<img src=x onerror=alert(1)> 질문 있습니다", "markup"),
        ("javascript:alert(document.cookie) 질문입니다", "markup"),
        ("자세한 내용은 https://bad.example/x 에서 보세요", "markup"),
        ("여기로 오세요 bad-site.xyz 지금 바로", "markup"),
        ("[url=bad]여기를 누르세요[/url] 질문입니다", "markup"),
        ("최고의 카.지.노 지금 가입하세요 질문 아님", "advertising"),
        ("급전 대출 상담 받아 드립니다 연락 주세요", "advertising"),
        ("ㅋㅋㅋㅋㅋㅋㅋㅋㅋㅋㅋㅋㅋㅋ 검사 어디서 받나요", "advertising"),
        ("010-1234-5678 홍길동 900101-1234567", "only_private"),
    ],
)
def test_what_becomes_of_a_question(text: str, verdict: str) -> None:
    assert judged(text).verdict == verdict


def test_robots_are_told_from_people() -> None:
    assert judged(GOOD, seconds=1).verdict is Verdict.ROBOT
    assert judged(GOOD, trap="http://x").verdict is Verdict.ROBOT
    assert judged(GOOD, seconds=4 * 3600).verdict is Verdict.EXPIRED


@pytest.mark.parametrize(
    ("text", "kind", "secret"),
    [
        ("제 번호는 010-1234-5678입니다 연락 주세요", Kind.MOBILE, "1234"),
        ("제 번호는 ０１０ １２３４ ５６７８ 입니다 연락 주세요", Kind.MOBILE, "1234"),
        ("call me at +82 10 1234 5678 please, thanks", Kind.MOBILE, "1234"),
        ("주민번호 900101-1234567 로 조회해 주세요", Kind.RESIDENT_NUMBER, "900101"),
        ("메일은 hong.gil@example.co.kr 입니다 답 주세요", Kind.E_MAIL, "hong"),
        ("카드 1234-5678-9012-3456 내역이 맞나요 확인 부탁", Kind.CARD, "9012"),
        ("여권 M12345678 로 입국했습니다 격리해야 하나요", Kind.PASSPORT, "12345678"),
        ("가온아파트 101동 1203호에 사는데 소독했나요", Kind.HOME, "1203"),
        ("저는 홍길동입니다. 검사 결과가 언제 나오나요", Kind.NAME, "홍길동"),
        ("My name is John Miller and I arrived on Monday", Kind.NAME, "Miller"),
        ("계좌 110-123-456789 로 지원금을 받나요 궁금합니다", Kind.ACCOUNT, "456789"),
    ],
)
def test_what_leads_to_a_person_is_blotted_out(text: str, kind: Kind, secret: str) -> None:
    found = judged(text)
    assert (found.verdict, kind in found.masked) == (Verdict.TAKEN, True)
    assert secret not in found.text
    assert private.MASK in found.text


@pytest.mark.parametrize(
    "text",
    [
        "보건소 02-3423-5555로 전화하면 됩니까?",
        "2020-05-06에 검사받았습니다. 결과는요?",
        "확진자 1명이 나왔다는데 사실입니까?",
        "저는 외국인입니다. 검사가 무료입니까?",
    ],
)
def test_what_leads_to_no_person_stays(text: str) -> None:
    assert judged(text).text == text


@given(st.text(max_size=300))
def test_masking_twice_is_masking_once(text: str) -> None:
    once, _kinds = private.masked(text)
    assert private.masked(once)[0] == once


def ask(text: str = GOOD, *, at: datetime = NOW, address: str = "10.0.0.1") -> Verdict:
    return actions.ask(now=at, address=address, language="ko", text=text, seconds=30, trap="")


def test_nothing_is_kept_of_a_question_that_is_refused(db: None) -> None:
    assert ask("<b>굵게</b> 질문합니다 여러분") is Verdict.MARKUP
    assert not Question.objects.exists()
    assert not Asking.objects.exists()


def test_what_is_kept_is_masked_and_not_public(db: None) -> None:
    ask("제 번호는 010-1234-5678입니다. 결과는 언제 나오나요?")
    kept = Question.objects.get()
    assert (kept.live, kept.question, kept.masked) == (False, "", ["mobile"])
    assert "1234" not in kept.asked
    for language in ("ko", "en"):
        assert "결과는 언제" not in Client().get(f"/{language}/questions/").content.decode()
        assert "결과는 언제" not in Client().get(f"/{language}/search/?q=결과는").content.decode()


def test_one_address_asks_three_times_in_ten_minutes(db: None) -> None:
    said = [ask(f"{GOOD} {number}번째 질문입니다") for number in range(4)]
    assert said == [Verdict.TAKEN] * 3 + [Verdict.TOO_MANY]
    assert ask("다른 곳에서 드리는 질문입니다", address="10.0.0.2") is Verdict.TAKEN
    assert ask("조금 뒤에 드리는 질문입니다", at=NOW + timedelta(minutes=10)) is Verdict.TAKEN


def test_the_same_question_waits_once(db: None) -> None:
    assert ask() is Verdict.TAKEN
    assert ask(f"  {GOOD.replace(' ', '  ')}!", address="10.0.0.9") is Verdict.REPEATED


def test_an_address_is_kept_as_nothing_that_leads_back_and_for_a_day(db: None) -> None:
    ask()
    kept = Asking.objects.get()
    assert b"10.0.0.1" not in bytes(kept.who)
    assert actions.key_of("10.0.0.1", NOW) != actions.key_of("10.0.0.1", NOW + timedelta(days=1))
    assert actions.forget(now=NOW + timedelta(days=1, seconds=1)) == 1


def test_the_database_refuses_a_public_question_without_an_answer(db: None) -> None:
    ask()
    with (
        pytest.raises(DatabaseError, match="question_is_public_with_its_answer"),
        transaction.atomic(),
    ):
        Question.objects.update(live=True)


def post(text: str, *, ago: float = 30, **more: str) -> tuple[int, str]:
    stamp = signing.dumps(int(time.time() - ago), salt=views.STAMP)
    answer = Client().post("/en/questions/ask/", {"text": text, "stamp": stamp} | more)
    return answer.status_code, answer.content.decode()


def test_the_form_takes_a_question_and_says_what_happens_next(db: None) -> None:
    assert post("Is the test free for tourists?")[0] == 302
    assert (
        "appears here once it is answered"
        in Client().get("/en/questions/ask/?sent=1").content.decode()
    )


def test_the_form_gives_the_text_back_with_its_fault(db: None) -> None:
    status, page = post("<b>bold</b> question & more of it")
    assert status == 422
    assert "&lt;b&gt;bold&lt;/b&gt; question" in page
    assert "Web addresses and code cannot be sent" in page


@pytest.mark.parametrize("more", [{"stamp": "forged"}, {"homepage": "x"}])
def test_a_forged_stamp_and_a_filled_trap_are_robots(db: None, more: dict[str, str]) -> None:
    assert post("Is the test free for tourists?", **more)[0] == 422
    assert not Question.objects.exists()


def test_nobody_gets_a_cookie_for_asking(db: None) -> None:
    answer = Client().get("/ko/questions/ask/")
    assert not answer.cookies
    assert "no-store" in answer.headers["Cache-Control"]
