"""Questions from the public: what is stopped, what is blotted out, and that nothing is public unanswered."""

import time
from datetime import UTC, datetime, timedelta

import pytest
from django.core import signing
from django.db import DatabaseError, transaction
from django.test import Client, RequestFactory, override_settings
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
        ("계좌번호 110123456789 로 지원금을 받나요 궁금합니다", Kind.ACCOUNT, "123456"),
        ("주민번호 9 0 0 1 0 1 - 1 2 3 4 5 6 7 로 조회해 주세요", Kind.RESIDENT_NUMBER, "9 0 0 1"),
        ("주민번호 900101 - 1234567 로 조회해 주세요", Kind.RESIDENT_NUMBER, "1234567"),
        ("연락처 010 - 1234 - 5678 로 알려 주십시오", Kind.MOBILE, "5678"),
        ("연락처 0 1 0 1 2 3 4 5 6 7 8 로 알려 주십시오", Kind.MOBILE, "5 6 7 8"),
        ("연락처 공일공 일이삼사 오육칠팔 로 알려 주십시오", Kind.MOBILE, "오육칠팔"),
        ("연락처 o1o-1234-5678 로 알려 주십시오", Kind.MOBILE, "5678"),
        ("Reach me at +1 415 555 2671 after the quarantine", Kind.MOBILE, "555"),
        ("카톡 아이디는 hong_1234 입니다 답을 주십시오", Kind.ACCOUNT, "hong_1234"),
        ("메일은 hong골뱅이example점com 입니다 답 주세요", Kind.E_MAIL, "example"),
        ("앞집 차 12가 3456 이 격리 중에 나갔습니다 신고합니다", Kind.PLATE, "3456"),
        ("카드 3782 822463 10005 내역이 맞나요 확인 부탁", Kind.CARD, "822463"),
        ("여권 M123A4567 로 입국했습니다 격리해야 하나요", Kind.PASSPORT, "123A4567"),
        ("옆집 김철수 씨가 격리 중에 나갔습니다 신고합니다", Kind.NAME, "김철수"),
        ("어제 김철수환자와 같은 식당에 있었습니다", Kind.NAME, "김철수"),
        ("박영희님이 확진되었다고 들었는데 맞습니까", Kind.NAME, "박영희"),
        ("최민 씨와 만났는데 검사를 받아야 합니까", Kind.NAME, "최민"),
        ("I met Mr. Brown at the office, must I be tested", Kind.NAME, "Brown"),
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
        "강남구 확진자 동선은 어디에서 볼 수 있습니까?",
        "담당자님께 여쭙니다. 이용자분들은 어디로 갑니까?",
        "지원금 1,230,000원은 언제 지급됩니까? 2020년 5월 6일에 신청했습니다.",
        "날씨가 추운데 3월 2020명 검사가 사실입니까?",
        "질병관리본부 1339와 다산콜 120 중 어디로 전화합니까?",
        "이동한 군인도 격리 대상입니까? 방문자 씨름대회는요?",
        "The call centre is +82 2 120 from abroad, is that right?",
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


@pytest.mark.parametrize(
    ("addresses", "households"),
    [
        (("2001:db8:1:2::1", "2001:db8:1:2:ffff::9", "[2001:db8:1:2::7]:443"), 1),
        (("203.0.113.7", "::ffff:203.0.113.7", "203.0.113.7:51000"), 1),
        (("2001:db8:1:2::1", "2001:db8:1:3::1", "203.0.113.8", "203.0.113.7"), 4),
        (("", "unknown", "x, y", "_hidden"), 1),
    ],
)
def test_a_household_cannot_ask_more_by_changing_its_address(
    addresses: tuple[str, ...], households: int
) -> None:
    """An IPv6 line has 2**64 addresses; counted one by one, no limit would hold."""
    assert len({actions.network_of(address) for address in addresses}) == households


def test_another_sites_page_cannot_ask_in_a_readers_name(db: None) -> None:
    stamp = signing.dumps(int(time.time()) - 60, salt=views.STAMP)
    answer = Client().post(
        "/ko/questions/ask/",
        {"text": GOOD, "stamp": stamp},
        headers={"Sec-Fetch-Site": "cross-site"},
    )
    assert answer.status_code == 422
    assert not Question.objects.exists()


def test_a_forwarded_address_counts_only_behind_the_proxy_that_wrote_it() -> None:
    """A browser may write the header too: the last word alone is our proxy's."""
    request = RequestFactory().get(
        "/", headers={"X-Forwarded-For": "198.51.100.1, 203.0.113.7"}, REMOTE_ADDR="127.0.0.1"
    )
    assert views._address(request) == "127.0.0.1"
    with override_settings(OVER_TLS=True):
        assert views._address(request) == "203.0.113.7"
