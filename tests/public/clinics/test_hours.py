"""Opening hours as clinics write them: across midnight, weekends, holidays, and what nobody can understand."""

from datetime import datetime

import pytest
from hypothesis import given
from hypothesis import strategies as st

from dongseon.errors import InvalidInput
from dongseon.public.clinics import hours
from dongseon.public.clinics.hours import DAY, DayHours, DayKind, Hours, Span, State, door, read_day

OFF = hours.public_holidays((2019, 2020, 2021))
USUAL = Hours(read_day("09:00 ~ 18:00"), read_day("09:00 ~ 13:00"), read_day("미운영"))
NIGHTS = Hours(read_day("18:00 ~ 09:00"), read_day("18:00 ~ 09:00"), read_day("미운영"))
moment = datetime.fromisoformat  # local, without a zone
ALWAYS = Hours(*(read_day("00:00 ~ 24:00"),) * 3)


@pytest.mark.parametrize(
    ("text", "spans"),
    [
        ("09:00 ~ 18:00", (Span(540, 1080),)),
        ("9:0 ~ 18:0", (Span(540, 1080),)),
        ("00:00 ~ 24:00", (Span(0, DAY),)),
        ("0:0 ~ 24:0", (Span(0, DAY),)),
        ("18:00 ~ 09:00", (Span(1080, DAY + 540),)),
        ("09:18 ~ 00:00", (Span(558, DAY),)),
        ("13:00~17:00, 09:00~12:00", (Span(540, 720), Span(780, 1020))),
        ("미운영", ()),
        ("-", ()),
    ],
)
def test_hours_are_read_as_they_are_written(text: str, spans: tuple[Span, ...]) -> None:
    assert read_day(text) == DayHours(spans)


@pytest.mark.parametrize(
    "text", [": ~ :", "09:00 ~ 09:00", "00:00 ~ 00:00", "24:00 ~ 24:00", "25:00 ~ 26:00", "오전"]
)
def test_hours_that_say_nothing_stay_as_they_were_written(text: str) -> None:
    assert read_day(text) == DayHours((), unclear=text)


@given(st.integers(0, DAY - 1), st.integers(1, DAY))
def test_what_is_written_reads_the_same(start: int, length: int) -> None:
    end = start + length
    day = DayHours((Span(start, end if end <= DAY or end - DAY != start else end - 1),))
    assert read_day(hours.write_day(day)) == day


@pytest.mark.parametrize(
    ("at", "state"),
    [
        ("2020-05-06 08:59", State.CLOSED),  # Wednesday
        ("2020-05-06 09:00", State.OPEN),
        ("2020-05-06 17:59", State.OPEN),
        ("2020-05-06 18:00", State.CLOSED),
        ("2020-05-09 12:59", State.OPEN),  # Saturday
        ("2020-05-09 13:00", State.CLOSED),
        ("2020-05-10 10:00", State.CLOSED),  # Sunday
        ("2020-05-05 10:00", State.CLOSED),  # Children's Day, a Tuesday
        ("2020-08-17 10:00", State.CLOSED),  # a temporary holiday, a Monday
        ("2020-01-27 10:00", State.CLOSED),  # substitute for the lunar New Year, a Monday
        ("2020-08-15 10:00", State.CLOSED),  # Liberation Day, a Saturday
    ],
)
def test_weekdays_weekends_and_holidays_have_hours_of_their_own(at: str, state: State) -> None:
    assert door(USUAL, datetime.fromisoformat(at), OFF).state is state


def test_a_night_belongs_to_the_day_on_which_it_begins() -> None:
    saturday_night = moment("2020-05-10 03:00")  # the small hours of a closed Sunday
    assert door(NIGHTS, saturday_night, OFF).until == moment("2020-05-10 09:00")
    sunday_night = moment("2020-05-11 03:00")
    assert door(NIGHTS, sunday_night, OFF).opens_at == moment("2020-05-11 18:00")
    eve_of_a_holiday = moment("2020-05-05 08:59")
    assert door(NIGHTS, eve_of_a_holiday, OFF).state is State.OPEN


def test_midnight_is_no_end_where_the_next_day_begins_with_it() -> None:
    assert door(ALWAYS, moment("2020-05-06 12:00"), OFF) == hours.Door(State.OPEN)
    until_saturday = Hours(read_day("00:00 ~ 24:00"), read_day("00:00 ~ 12:00"), read_day("미운영"))
    assert door(until_saturday, moment("2020-05-08 23:00"), OFF).until == moment("2020-05-09 12:00")


def test_after_a_run_of_holidays_it_opens_on_the_first_day_of_work() -> None:
    eve = moment("2020-09-29 18:30")  # Chuseok 30 September to 2 October, then a weekend
    assert door(USUAL, eve, OFF).opens_at == moment("2020-10-05 09:00")


def test_a_clinic_that_never_opens_says_so() -> None:
    never = Hours(*(read_day("미운영"),) * 3)
    assert door(never, moment("2020-05-06 12:00"), OFF) == hours.Door(State.CLOSED)


def test_unclear_hours_never_send_anybody() -> None:
    unclear = Hours(*(read_day("09:00 ~ 09:00"),) * 3)
    assert door(unclear, moment("2020-05-06 12:00"), OFF).state is State.UNCLEAR


def test_a_single_day_off_goes_before_the_hours() -> None:
    shut = Hours(
        USUAL.weekday, USUAL.saturday, USUAL.sunday, hours.read_days_off("2020-05-06, 2020-05-07")
    )
    assert door(shut, moment("2020-05-06 12:00"), OFF).opens_at == moment("2020-05-08 09:00")
    with pytest.raises(InvalidInput, match="'tomorrow' is no day"):
        hours.read_days_off("tomorrow")


def test_a_holiday_on_a_saturday_has_the_hours_of_a_holiday() -> None:
    assert hours.kind_of(moment("2020-08-15 12:00").date(), OFF) is DayKind.SUNDAY
