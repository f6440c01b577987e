"""Times, lengths and shares as readers of each language write them."""

from datetime import timedelta
from zoneinfo import ZoneInfo

import pytest

from dongseon.itinerary.types import Moment
from dongseon.look import wording
from dongseon.look.wording import Language, Words

from . import casebook


def words(language: Language) -> Words:
    return Words(language, wording.translations(language), ZoneInfo("Asia/Seoul"))


@pytest.mark.parametrize(
    ("language", "full", "until"),
    [
        ("ko", "2020년 5월 2일(토) 14:03", "5월 2일(토) 14:03 – 5월 3일(일) 00:30"),
        ("en", "Sat 2 May 2020 14:03", "Sat 2 May 14:03 – Sun 3 May 00:30"),
    ],
)
def test_times_are_local_and_name_day_and_weekday(
    language: Language, full: str, until: str
) -> None:
    said = words(language)
    assert said.full(casebook.at(14 * 60 + 3)) == full
    assert said.until(casebook.at(14 * 60 + 3), casebook.at(1440 + 30)) == until


def test_two_times_of_one_minute_are_one_time() -> None:
    start = casebook.at(600)
    assert words("en").until(start, start + timedelta(seconds=40)) == "Sat 2 May 10:00"


def test_the_midnight_that_ends_a_day_is_24_00() -> None:
    assert words("en").until(casebook.at(600), casebook.at(1440)) == "Sat 2 May 10:00 – 24:00"


def test_an_interval_names_its_days_only_when_they_are_far_off() -> None:
    said = words("en")
    assert said.spread(casebook.moment(1440, 6)) == "23:54–00:06"
    far = Moment(casebook.at(0), casebook.at(1440), casebook.at(1440) + timedelta(minutes=5))
    assert said.spread(far) == "Sat 2 May 00:00–00:05"


@pytest.mark.parametrize(
    ("share", "text"), [(0, "0%"), (0.004, "<1%"), (0.5, "50%"), (0.996, ">99%"), (1, "100%")]
)
def test_a_share_is_never_rounded_to_certainty(share: float, text: str) -> None:
    assert words("ko").percent(share) == text


@pytest.mark.parametrize(
    ("minutes", "korean", "english"),
    [(0, "0분", "0 min"), (59.6, "1시간", "1 h"), (125, "2시간 5분", "2 h 5 min")],
)
def test_lengths_are_hours_and_minutes(minutes: float, korean: str, english: str) -> None:
    assert words("ko").lasting(minutes) == korean
    assert words("en").lasting(minutes) == english
