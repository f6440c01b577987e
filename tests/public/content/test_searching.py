"""Search: Korean with its endings, English, both languages, hostile words."""

from datetime import date

import pytest
from hypothesis import given
from hypothesis import strategies as st

from dongseon.public.content.searching import Document, search

MASKS = Document(
    "page",
    "ko",
    "공적 마스크 구매 안내",
    "마스크를 요일별로 구매합니다. 약국, 우체국.",
    "/ko/a/",
    date(2020, 5, 1),
)
CLINICS = Document("clinic", "ko", "강남구보건소", "선별진료소 운영시간", "/ko/b/", None)
ENGLISH = Document(
    "page",
    "en",
    "Masks by weekday",
    "Which weekday for which year of birth",
    "/en/a/",
    date(2020, 5, 2),
)
NEWS = Document("page", "ko", "소식", "마스크 착용을 부탁드립니다", "/ko/c/", date(2020, 5, 3))
ALL = (CLINICS, NEWS, ENGLISH, MASKS)


def found(query: str, language: str = "ko") -> list[str]:
    return [hit.document.address for hit in search(ALL, query, language=language)]


@pytest.mark.parametrize(
    ("query", "expected"),
    [
        ("마스크", ["/ko/a/", "/ko/c/"]),
        ("마스크 약국", ["/ko/a/"]),
        ("MASKS", ["/en/a/"]),
        ("ｍａｓｋｓ", ["/en/a/"]),
        ("선별진료소를", ["/ko/b/"]),
        ("강남보건소", ["/ko/b/"]),
        ("없는말", []),
        ("", []),
        ("   ", []),
        ("%' OR 1=1 --", []),
    ],
)
def test_a_query_finds_what_holds_all_its_words(query: str, expected: list[str]) -> None:
    assert found(query) == expected


def test_the_readers_language_comes_first() -> None:
    korean = Document("page", "ko", "weekday", "", "/ko/w/", None)
    english = Document("page", "en", "weekday", "", "/en/w/", None)
    for language, first in (("ko", "/ko/w/"), ("en", "/en/w/")):
        assert search((korean, english), "weekday", language=language)[0].document.address == first


def test_a_snippet_shows_where_the_word_stands() -> None:
    long = Document(
        "page", "ko", "t", "가나다 " * 100 + "약국에서 삽니다 " + "라마바 " * 100, "/x/", None
    )
    (hit,) = search((long,), "약국", language="ko")
    assert "약국에서" in hit.snippet
    assert hit.snippet.startswith("…")
    assert len(hit.snippet) <= 162


@given(st.text(max_size=200))
def test_no_query_breaks_it(query: str) -> None:
    assert len(found(query)) <= len(ALL)
