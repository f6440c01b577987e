"""Every reason has its words in both languages."""

import re

import pytest

from dongseon.mandate import Reason, Refusal, wording

HANGUL = re.compile(r"[가-힣]")


@pytest.mark.parametrize("reason", Reason)
def test_every_reason_is_said_in_korean_and_in_english(reason: Reason) -> None:
    assert HANGUL.search(wording.korean(Refusal(reason)))
    assert wording.english(Refusal(reason)).isascii()


def test_where_and_what_was_found_are_said_too() -> None:
    refusal = Refusal(Reason.TOO_MANY, "question.tokens", "at most 200")
    assert wording.english(refusal) == "question.tokens: more than the cap (at most 200)"
    assert wording.korean(refusal) == "question.tokens: 한도를 넘습니다 (at most 200)"


def test_no_two_reasons_have_the_same_words() -> None:
    for language in (0, 1):
        words = [pair[language] for pair in wording.WORDS.values()]
        assert len(set(words)) == len(words)
