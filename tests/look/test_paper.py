"""Letters and labels on paper: plain text stays plain, Korean is there to be read, nothing is cut off."""

import re
from dataclasses import replace
from importlib import resources
from io import BytesIO

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from pypdf import PdfReader

from dongseon.errors import InvalidInput
from dongseon.look import lettering, paper
from dongseon.look.paper import (
    A4_65,
    TUBE,
    Blanks,
    Facts,
    Heading,
    Label,
    Letter,
    Listed,
    Sheet,
    Signature,
    Words,
)

pytestmark = pytest.mark.skipif(
    not resources.files("dongseon.look").joinpath(*lettering.FONT_FOLDER).is_dir(),
    reason="the fonts were not brought in: run scripts/setup",
)

ORDER = Letter(
    language="ko",
    sender="가나시 보건소",
    title="자가격리 통지서",
    parts=(
        Facts((("성명", "홍길동"), ("격리 기간", "2020년 5월 2일부터 5월 15일까지"))),
        Heading("지켜야 할 사항"),
        Listed(("집 밖으로 나가지 않습니다.", "가족과 떨어져 지냅니다."), numbered=True),
        Words("궁금한 점은 담당자에게 물어보십시오."),
        Blanks("수령 확인", "위 통지서를 받았습니다.", ("성명", "서명")),
    ),
    signature=Signature("2020년 5월 2일", "가나시 보건소장", "(직인)"),
    legal_title="근거 법령",
    legal_basis=("감염병의 예방 및 관리에 관한 법률 제47조",),
    foot="문서 12",
)


def text_of(file: bytes) -> str:
    return "\n".join(page.extract_text() for page in PdfReader(BytesIO(file)).pages)


def pages_of(file: bytes) -> int:
    return len(PdfReader(BytesIO(file)).pages)


def saying(text: str) -> Letter:
    return replace(ORDER, parts=(Facts((("성명", text),)),))


def test_a_letter_can_be_read_in_korean() -> None:
    read = text_of(paper.letter(ORDER))
    for expected in (
        "자가격리 통지서",
        "홍길동",
        "근거 법령",
        "가나시 보건소장 (직인)",
        "수령 확인",
        "1 / 1",
    ):
        assert expected in read


def test_the_fonts_lie_inside() -> None:
    file = paper.letter(ORDER)
    assert file.count(b"/FontFile2") == 2
    assert re.search(rb"/BaseFont /[A-Z]+\+Pretendard-Regular", file)
    assert re.search(rb"/BaseFont /[A-Z]+\+Pretendard-Bold", file)


def test_the_file_says_its_title_and_language() -> None:
    read = PdfReader(BytesIO(paper.letter(ORDER)))
    assert read.metadata is not None
    assert read.metadata.title == "자가격리 통지서"
    assert str(read.root_object["/Lang"]) == "ko"


def test_the_same_letter_is_the_same_file() -> None:
    assert paper.letter(ORDER) == paper.letter(ORDER)


@pytest.mark.parametrize(
    "name",
    ["<b>Kim</b>", "&amp; &#65;", "<para>", '<img src="/etc/passwd"/>', "a < b > c", "</para>"],
)
def test_markup_in_a_name_is_printed_as_it_is_written(name: str) -> None:
    assert name in text_of(paper.letter(saying(name)))


def test_signs_that_turn_the_writing_round_are_dropped() -> None:
    assert paper.clean("Kim\u202e gnimoc\u0000\n\tson\u200b") == "Kim gnimoc son"


def test_letters_taken_apart_are_put_together() -> None:
    assert paper.clean("\u1112\u1161\u11ab") == "한"


def test_what_the_font_lacks_is_named_and_drawn_as_a_box() -> None:
    assert paper.unprintable("洪 Hong 洪") == ("洪",)
    assert "□ Hong" in text_of(paper.letter(saying("洪 Hong")))


@settings(deadline=None, max_examples=40)
@given(st.text(max_size=300))
def test_no_text_breaks_a_letter(text: str) -> None:
    assert paper.letter(saying(text)).startswith(b"%PDF")


def test_a_word_wider_than_the_page_goes_on_in_the_next_line() -> None:
    assert text_of(paper.letter(saying("가" * 500))).count("가") >= 500


def test_a_long_letter_goes_over_pages_and_each_says_which_it_is() -> None:
    many = replace(ORDER, parts=tuple(Words("문단입니다. " * 40) for _at in range(20)))
    file = paper.letter(many)
    total = pages_of(file)
    assert total > 1
    assert all(f"{at} / {total}" in text_of(file) for at in range(1, total + 1))


def test_a_fact_too_long_for_its_cell_is_refused() -> None:
    with pytest.raises(InvalidInput, match="value: 601 letters"):
        paper.letter(saying("가" * 601))


def test_a_watermark_lies_over_every_page() -> None:
    many = replace(ORDER, watermark="연습", parts=tuple(Words("문단. " * 99) for _at in range(20)))
    read = PdfReader(BytesIO(paper.letter(many))).pages
    assert all("연습" in page.extract_text() for page in read)


def test_a_label_on_a_roll_is_a_page() -> None:
    file = paper.labels([Label(f"A1B2-{at}", ("홍길동",)) for at in range(3)], TUBE)
    assert pages_of(file) == 3
    assert "홍길동" in text_of(file)


def test_labels_fill_a_sheet_before_the_next() -> None:
    assert pages_of(paper.labels([Label(f"A1-{at}", ("x",)) for at in range(65)], A4_65)) == 1
    assert pages_of(paper.labels([Label(f"A1-{at}", ("x",)) for at in range(66)], A4_65)) == 2


def test_a_label_can_carry_dots_instead_of_bars() -> None:
    assert pages_of(paper.labels([Label("A1B2", ("x",))], replace(TUBE, symbology="qr"))) == 1


@pytest.mark.parametrize("code", ["", "한글", "a\n", "A" * 41])
def test_a_code_that_no_scanner_reads_is_refused(code: str) -> None:
    with pytest.raises(InvalidInput, match="plain letters"):
        paper.labels([Label(code, ())], TUBE)


def test_bars_too_thin_to_read_are_refused() -> None:
    with pytest.raises(InvalidInput, match="too long for bars"):
        paper.labels([Label("ABCDEFGHIJKLMNOPQRST", ())], Sheet(1, 1, 20, 20))


def test_lines_that_leave_no_room_for_the_code_are_refused() -> None:
    with pytest.raises(InvalidInput, match="no room"):
        paper.labels([Label("A1", ("x",) * 6)], TUBE)


def test_no_labels_make_no_file() -> None:
    with pytest.raises(InvalidInput, match="labels: 0"):
        paper.labels([], TUBE)
