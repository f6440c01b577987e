"""Cells as files write them: days in every form, never guessed; words for sexes and classifications."""

from collections.abc import Iterator
from datetime import date

import pytest
from django.utils import translation
from hypothesis import given
from hypothesis import strategies as st

from dongseon.console.intake import values
from dongseon.console.intake.types import DayOrder

DAY = date(2020, 3, 1)
FORMS = (
    "2020-03-01", "2020.3.1", "2020/03/01", "20200301", "2020년 3월 1일", "2020. 3. 1.",
    "2020-03-01 09:30:00", "2020-03-01T00:00:00.000Z", "43891",
)  # fmt: skip


@pytest.fixture(autouse=True)
def _english() -> Iterator[None]:
    """Reasons are sentences: read them in one language."""
    with translation.override("en"):
        yield


@pytest.mark.parametrize("text", FORMS)
def test_a_day_is_read_in_the_forms_that_files_have(text: str) -> None:
    assert values.day_of(text, DayOrder.YEAR_FIRST) == DAY


def test_a_time_in_another_zone_is_a_local_day() -> None:
    """A peer's days moved by one when a server's zone changed."""
    assert values.day_of("2020-02-29T18:00:00Z", DayOrder.YEAR_FIRST) == DAY
    assert values.day_of("2020-03-01T00:00:00Z", DayOrder.YEAR_FIRST) == DAY


def test_day_and_month_are_never_guessed() -> None:
    assert values.day_of("01/03/2020", DayOrder.DAY_FIRST) == DAY
    assert values.day_of("03/01/2020", DayOrder.MONTH_FIRST) == DAY
    with pytest.raises(ValueError, match="choose which"):
        values.day_of("01/03/2020", DayOrder.YEAR_FIRST)


@pytest.mark.parametrize(
    "text", ["2020-02-30", "2020-13-01", "soon", "1", "99999999", "²⁰²⁰-03-01"]
)
def test_what_is_no_day_is_refused(text: str) -> None:
    with pytest.raises(ValueError, match=r"is not a day|does not exist"):
        values.day_of(text, DayOrder.YEAR_FIRST)


@given(st.dates(date(1900, 1, 1), date(2100, 1, 1)))
def test_every_day_comes_back(day: date) -> None:
    for form in ("%Y-%m-%d", "%Y%m%d", "%Y.%m.%d"):
        assert values.day_of(day.strftime(form), DayOrder.YEAR_FIRST) == day


def day_or_reason(text: str) -> date | str:
    try:
        return values.day_of(values.tidy(text), DayOrder.DAY_FIRST)
    except ValueError as fault:
        return str(fault)


@given(st.text(max_size=40))
def test_any_text_is_a_day_or_a_reason(text: str) -> None:
    assert day_or_reason(text)


def test_words_for_sex_and_classification_are_known_in_both_languages() -> None:
    assert {values.sex_of(text) for text in ("여", "F", "Female")} == {"female"}
    assert {values.classification_of(text) for text in ("확진", "Confirmed", "양성")} == {
        "confirmed"
    }
    with pytest.raises(ValueError, match="is no sex"):
        values.sex_of("?")


def test_what_stands_for_unknown_is_empty() -> None:
    assert {values.tidy(text) for text in ("", " NA ", "모름", "-", "N/A")} == {""}
