"""When a site is open: weekdays, holidays, days of its own; how long one waits."""

from datetime import UTC, date, datetime, time

import pytest
from hypothesis import given
from hypothesis import strategies as st

from dongseon.console.desk.screening.forms import spans_of
from dongseon.console.screening import hours, rules
from dongseon.console.screening.hours import HOLIDAY, Span, Special, Timetable
from dongseon.console.screening.rules import MOVES, VisitState

WEEK = Timetable(
    (
        *(span for day in range(5) for span in (Span(day, time(9), time(12)), Span(day, time(13), time(18)))),
        Span(HOLIDAY, time(10), time(14)),
    ),
    (Special(date(2020, 5, 6), time(9), time(11)), Special(date(2020, 5, 7), None, None)),
)  # fmt: skip


@pytest.mark.parametrize(
    ("at", "open_now"),
    [
        ("2020-05-04T09:00+09:00", True),  # Monday
        ("2020-05-04T12:30+09:00", False),  # the break
        ("2020-05-04T17:59+09:00", True),
        ("2020-05-04T18:00+09:00", False),
        ("2020-05-05T09:30+09:00", False),  # Children's Day: hours of a holiday
        ("2020-05-05T10:30+09:00", True),
        ("2020-05-06T10:00+09:00", True),  # a day of its own
        ("2020-05-06T14:00+09:00", False),
        ("2020-05-07T10:00+09:00", False),  # closed
        ("2020-05-09T10:00+09:00", False),  # Saturday
    ],
)
def test_open_is_what_the_day_says(at: str, open_now: bool) -> None:
    assert hours.is_open(WEEK, datetime.fromisoformat(at)) is open_now


def test_the_day_is_the_one_on_the_wall_and_not_in_utc() -> None:
    assert hours.is_open(WEEK, datetime(2020, 5, 4, 0, 30, tzinfo=UTC))  # 9:30 in Seoul
    assert not hours.is_open(WEEK, datetime(2020, 5, 3, 10, 30, tzinfo=UTC))


def test_the_next_opening_skips_what_is_closed() -> None:
    shut = datetime.fromisoformat("2020-05-06T11:30+09:00")
    found = hours.next_opening(WEEK, shut)
    assert found == datetime.fromisoformat("2020-05-08T09:00+09:00")
    assert hours.next_opening(Timetable((), ()), shut) is None


def test_hours_are_booked_while_the_site_is_open() -> None:
    assert hours.slots_on(WEEK, date(2020, 5, 4)) == tuple(
        time(hour) for hour in (9, 10, 11, 13, 14, 15, 16, 17)
    )
    assert hours.slots_on(WEEK, date(2020, 5, 7)) == ()


def test_two_hours_of_one_day_that_meet_are_found() -> None:
    assert not hours.overlap(WEEK.spans)
    assert hours.overlap((Span(0, time(9), time(13)), Span(0, time(12), time(18))))


@pytest.mark.parametrize("text", ["from nine", "18:00-09:00", "09:00-25:00", "9-18"])
def test_hours_that_cannot_be_are_refused(text: str) -> None:
    with pytest.raises(ValueError, match=r"."):
        spans_of(text)


@given(st.integers(0, 500), st.integers(1, 20), st.floats(1, 60))
def test_more_before_one_is_never_a_shorter_wait_and_more_lanes_never_a_longer(
    ahead: int, lanes: int, minutes: float
) -> None:
    wait = rules.expected_wait_min(ahead, lanes, minutes)
    assert wait >= 0
    assert rules.expected_wait_min(ahead + 1, lanes, minutes) >= wait
    assert rules.expected_wait_min(ahead, lanes + 1, minutes) <= wait


def test_few_swabs_say_nothing_of_the_pace() -> None:
    assert rules.pace_min(10, 3, 4) == 10
    assert rules.pace_min(10, 3, 30) == 6


def test_nobody_comes_back_into_the_queue() -> None:
    for over in (VisitState.LEFT, VisitState.GONE):
        assert MOVES[over] == frozenset()
    assert rules.sources(VisitState.SWABBED) == [VisitState.QUESTIONED]


def test_a_share_of_nothing_is_none() -> None:
    assert rules.share(0, 0) is None
    assert rules.share(1, 4) == 0.25
