"""The words of a mandate: complete in both languages, so that who reads them knows what is signed."""

from dataclasses import replace
from datetime import timedelta
from typing import Any

import pytest
from hypothesis import given

from dongseon import mandate as m
from dongseon.mandate.summary import ENGLISH, KOREAN, Words, summarise

from .cast import ALERT, BASIS, NECESSITY, PAYMENTS, PERSON, PRESENCE, RESOLVE, TOKEN
from .test_content import MANDATES

ALL = (PERSON, PRESENCE, PAYMENTS, ALERT, RESOLVE)


def test_the_request_of_the_night_in_english() -> None:
    assert dict(summarise(PERSON, ENGLISH)) == {
        "holder": "telco-a",
        "case": "case-7",
        "article": "Infectious Disease Control and Prevention Act, Art. 76-2 (2): location",
        "purpose": "to find contacts",
        "necessity": NECESSITY,
        "records": "connections to base stations",
        "asked": "01012345678; 2020-05-05 00:00:00 to 2020-05-09 11:00:00",
        "window counted from": "onset 2020-05-07, not isolated, forward: contacts",
        "requester": "officer-1",
        "approver": "officer-2",
        "valid": "2020-05-09 11:50:00 to 2020-05-10 00:00:00",
    }


def test_the_same_in_korean() -> None:
    said = dict(summarise(PRESENCE, KOREAN))
    assert said["대상"] == (
        "S1, S2 (club), 2020-05-05 20:00:00부터 2020-05-06 02:00:00까지; 최소 체류 30분"
    )
    assert said["기간 산정 근거"] == "증상 발현일 2020-05-07, 격리 전, 접촉자 조사"


def test_a_text_and_every_token_are_read_before_they_are_signed() -> None:
    assert "검사를 받으십시오." in dict(summarise(ALERT, KOREAN))["대상"]
    assert "Please get tested." in dict(summarise(ALERT, KOREAN))["대상"]
    assert TOKEN in dict(summarise(RESOLVE, ENGLISH))["asked"]


def test_a_justification_and_an_isolation_are_said() -> None:
    basis = replace(
        BASIS,
        direction=m.Direction.SOURCE,
        justification="No known link.",
        isolated_at=PERSON.issued - timedelta(hours=2),
    )
    said = dict(summarise(replace(PERSON, basis=basis), ENGLISH))["window counted from"]
    assert said == "onset 2020-05-07, 2020-05-09 09:50:00, back: the source, No known link."


@pytest.mark.parametrize("words", [KOREAN, ENGLISH])
@given(one=MANDATES)
def test_every_mandate_can_be_read_and_nothing_of_what_it_asks_is_left_out(
    words: Words, one: m.Mandate
) -> None:
    said = " ".join(text for _, text in summarise(one, words))
    question = one.question
    asked = [one.case_id, one.holder_id, one.necessity]
    if isinstance(question, m.PersonQuestion):
        asked += [identifier.value for identifier in question.identifiers]
    elif isinstance(question, m.ResolveQuestion):
        asked += [question.of_mandate, *question.tokens]
    else:
        asked += [place_id for area in question.areas for place_id in area.place_ids]
    assert all(value in said for value in asked)


@pytest.mark.parametrize(
    "field",
    ["holder_id", "case_id", "article", "purpose", "necessity", "kinds", "question", "basis",
     "requester", "approver", "not_before", "expires"],
)  # fmt: skip
def test_a_change_of_any_field_shows(field: str) -> None:
    """Two mandates that read alike are alike, but for their id, keys and the time of issue."""
    changed: dict[str, Any] = {
        "holder_id": "telco-b", "case_id": "case-8", "article": m.Article.PERSONAL_DATA,
        "purpose": m.Purpose.CHECK_STATEMENT, "necessity": "Another reason.",
        "kinds": (m.Kind.CHECK_IN,), "question": PRESENCE.question, "basis": None,
        "requester": m.Signatory("officer-9", PERSON.requester.key_id),
        "approver": m.Signatory("officer-9", PERSON.approver.key_id),
        "not_before": PERSON.not_before + timedelta(seconds=1),
        "expires": PERSON.expires + timedelta(seconds=1),
    }  # fmt: skip
    other = replace(PERSON, **{field: changed[field]})
    for words in (KOREAN, ENGLISH):
        assert summarise(other, words) != summarise(PERSON, words)
