"""CAP documents, checked by somebody else's validator."""

from dataclasses import replace
from datetime import UTC, datetime, timedelta, timezone
from xml.etree import ElementTree as ET

import pytest
from capvalidator import Validator

from dongseon.errors import InvalidInput
from dongseon.public.alerts import cap
from dongseon.public.alerts.cap import Act, Area, Document, Reference, Text
from dongseon.public.alerts.rules import Grade

SEOUL = timezone(timedelta(hours=9))
NOON = datetime(2020, 5, 9, 12, 0, tzinfo=SEOUL)
KO = Text(
    "ko-KR",
    "감염병",
    "검사 안내 <긴급>",
    "“○○상가” 방문자 & 동행자",
    "집에 머무십시오",
    "동선시",
    "서울특별시 강남구",
)
EN = Text(
    "en-US",
    "Infectious disease",
    "Be tested",
    "If you were there",
    "",
    "Dongseon",
    "Gangnam-gu, Seoul",
)
DOCUMENT = Document(
    identifier="KR-example.org-1",
    sender="alerts@example.org",
    sent_at=NOON,
    act=Act.ALERT,
    exercise=False,
    grade=Grade.SEVERE,
    effective_at=NOON,
    expires_at=NOON + timedelta(hours=12),
    areas=(Area("11680", "서울특별시 강남구", "Gangnam-gu, Seoul"),),
    texts=(KO, EN),
    references=(),
    web="https://example.org/ko/alerts/1/",
    contact="1339",
)
BEFORE = Reference("alerts@example.org", "KR-example.org-0", NOON - timedelta(hours=1))


@pytest.mark.parametrize("grade", list(Grade))
@pytest.mark.parametrize("exercise", [False, True])
@pytest.mark.parametrize("act", list(Act))
def test_every_kind_of_document_follows_the_schema(act: Act, exercise: bool, grade: Grade) -> None:
    references = () if act is Act.ALERT else (BEFORE,)
    text = cap.written(
        replace(DOCUMENT, act=act, exercise=exercise, grade=grade, references=references)
    )
    assert Validator(text).schema() == (True, "CAP alert follows the CAP v1.2 schema.")


def test_it_says_both_languages_and_the_districts_code() -> None:
    root = ET.fromstring(cap.written(DOCUMENT))  # noqa: S314 — our own document
    names = {"c": cap.NAMESPACE}
    assert [each.text for each in root.findall("c:info/c:language", names)] == ["ko-KR", "en-US"]
    assert [each.text for each in root.findall("c:info/c:area/c:geocode/c:value", names)] == [
        "11680"
    ] * 2
    assert root.findtext("c:sent", "", names) == "2020-05-09T12:00:00+09:00"
    assert root.findtext("c:info/c:description", "", names) == KO.description


def test_a_time_in_utc_is_written_as_cap_wants_it() -> None:
    assert cap.moment(datetime(2020, 5, 9, 3, 0, 0, 5, tzinfo=UTC)) == "2020-05-09T03:00:00-00:00"
    with pytest.raises(InvalidInput, match="without its zone"):
        cap.moment(NOON.replace(tzinfo=None))


@pytest.mark.parametrize(
    ("change", "said"),
    [
        ({"identifier": "a b"}, "identifier='a b'"),
        ({"sender": ""}, "sender=''"),
        ({"act": Act.CANCEL}, "Cancel without a reference"),
        ({"areas": ()}, "no area"),
        ({"expires_at": NOON}, "expires before"),
    ],
)
def test_what_cap_cannot_carry_is_refused(change: dict[str, object], said: str) -> None:
    with pytest.raises(InvalidInput, match=said):
        cap.written(replace(DOCUMENT, **change))
