"""Times in every shape real holders write; the fast reader agrees with the plain one."""

import datetime as dt
import zoneinfo

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from dongseon.records import times

SEOUL = zoneinfo.ZoneInfo("Asia/Seoul")
BERLIN = zoneinfo.ZoneInfo("Europe/Berlin")
ZONES = (
    "Asia/Seoul",
    "Europe/Berlin",
    "America/New_York",
    "Australia/Lord_Howe",
    "Asia/Kathmandu",
    "UTC",
)


def one(text: str, zone: zoneinfo.ZoneInfo = SEOUL, *, dates: bool = False) -> dt.datetime | str:
    """The moment in one text, or the reason why there is none."""
    moments, reasons = times.parse_times((text,), zone, dates=dates)
    return reasons[0] if reasons else times.to_datetime(moments[0])


def utc(text: str) -> dt.datetime:
    """A moment written in UTC."""
    return dt.datetime.fromisoformat(text).replace(tzinfo=dt.UTC)


@pytest.mark.parametrize(
    "text",
    [
        "2020-03-02T09:30:00",
        "2020-03-02 09:30:00",
        "2020-03-02T09:30",
        "2020-03-02 09:30",
        "2020/03/02 09:30:00",
        "2020/3/2 9:30",
        "2020.03.02 09:30",
        "2020-03-02T09:30:00.000",
        "2020-03-02T09:30:00,000000000",
        "2020-03-02T09:30:00+09:00",
        "2020-03-02T00:30:00Z",
        "2020-03-02 00:30:00z",
        "2020-03-02T00:30:00+00:00",
        "2020-03-01T19:30:00-05:00",
        "2020-03-02T09:30:00+0900",
        "2020-03-02T09:30:00+09",
        "2020-03-02T09:30:00 +09:00",
        "20200302T093000",
        "20200302093000",
        "20200302 0930",
        "202003020930",
        "20200302T003000Z",
        "2020-03-02 오전 9:30",
        "2020-03-02 오전 9:30:00",
        "2020-03-02 9:30 AM",
        "2020-03-02  09:30:00",
    ],
)
def test_one_moment_has_many_spellings(text: str) -> None:
    assert one(text) == utc("2020-03-02T00:30:00")


@pytest.mark.parametrize(
    ("text", "moment"),
    [
        ("2020-03-02 오후 12:05", "2020-03-02T03:05:00"),
        ("2020-03-02 오전 12:05", "2020-03-01T15:05:00"),
        ("2020-03-02 11:05 PM", "2020-03-02T14:05:00"),
        ("2020-03-02T09:30:00.25", "2020-03-02T00:30:00.250000"),
        ("2020-03-02T09:30:00.1234567", "2020-03-02T00:30:00.123456"),
        ("2020-02-29T23:59:59", "2020-02-29T14:59:59"),
        ("2100-12-31T23:59:59", "2100-12-31T14:59:59"),
        ("1970-01-01T00:00:00", "1969-12-31T15:00:00"),
    ],
)
def test_halves_fractions_and_edges(text: str, moment: str) -> None:
    assert one(text) == utc(moment)


@pytest.mark.parametrize(
    "text",
    [
        "2020-03/02 09:30", "2020-3 09:30", "2020-003-02", "2020-3-2T", "2020-03-02X09:30:00",
        "2020-03-02T09-30-00", "2020:03:02T09:30:00", "２０２０-03-02T09:30:00", "202032T0930",
        "2020-03-02T09:30:00+9", "2020-03-02T9:3", "T09:30", "x" * 25, "x" * 20, "-020-03-02T09:30:00",
    ],
)  # fmt: skip
def test_what_is_no_time_is_said_to_be_none(text: str) -> None:
    assert one(text) == "is not a time such as 2020-03-01T09:30:00"


@pytest.mark.parametrize(
    ("text", "reason"),
    [
        ("2020-03-02T09:30:00+15:01", "is no real time: offset +15:01 from UTC"),
        ("2020-03-02T09:30:00-09:60", "is no real time: offset -09:60 from UTC"),
        ("2020-03-02T24:00", "is no real time: hour 24; write 00:00 of the next day"),
        ("2020-03-02 0:30 PM", "is no real time: hour 0 with PM"),
        ("1969-12-31T23:59:59", "year 1969 is outside 1970 to 2100"),
        ("2101-01-01T00:00:00", "year 2101 is outside 1970 to 2100"),
        ("2021-02-29T00:00:00", "is no real time: day is out of range for month"),
        ("2021-00-10T00:00:00", "is no real time: month must be in 1..12"),
        ("2021-01-00T00:00:00", "is no real time: day is out of range for month"),
        ("2021-01-01", "has a date and no time of day"),
    ],
)
def test_a_time_that_cannot_be_says_why(text: str, reason: str) -> None:
    assert one(text) == reason


def test_a_date_stands_for_its_first_moment_where_dates_are_welcome() -> None:
    assert one("2020-03-02", dates=True) == utc("2020-03-01T15:00:00")
    assert one("20200302", dates=True) == utc("2020-03-01T15:00:00")
    assert times.is_date(" 2020-03-02 ")
    assert not times.is_date("2020-03-02T00:00")


def test_an_empty_text_is_no_time_and_no_fault() -> None:
    moments, reasons = times.parse_times(("", "  "), SEOUL)
    assert np.isnat(moments).all()
    assert reasons == {}


def test_an_hour_that_clocks_skip_does_not_exist() -> None:
    assert one("2020-03-29T02:30:00", BERLIN) == "does not exist: clocks in Europe/Berlin skip it"
    assert one("2020-03-29T01:59:59", BERLIN) == utc("2020-03-29T00:59:59")
    assert one("2020-03-29T03:00:00", BERLIN) == utc("2020-03-29T01:00:00")


def test_of_an_hour_that_comes_twice_the_first_counts() -> None:
    assert one("2020-10-25T02:30:00", BERLIN) == utc("2020-10-25T00:30:00")
    assert one("2020-10-25T02:30:00+01:00", BERLIN) == utc("2020-10-25T01:30:00")
    assert one("2020-10-25T03:00:00", BERLIN) == utc("2020-10-25T02:00:00")


MOMENTS = st.datetimes(dt.datetime(1971, 1, 1), dt.datetime(2099, 12, 31))  # noqa: DTZ001 - local


@given(
    st.lists(MOMENTS, max_size=20),
    st.sampled_from(ZONES),
    st.sampled_from(("seconds", "microseconds")),
)
def test_local_times_agree_with_the_standard_library(
    local: list[dt.datetime], name: str, precision: str
) -> None:
    zone = zoneinfo.ZoneInfo(name)
    texts = tuple(moment.isoformat(timespec=precision) for moment in local)
    moments, reasons = times.parse_times(texts, zone)
    for row, text in enumerate(texts):
        aware = dt.datetime.fromisoformat(text).replace(tzinfo=zone)
        exists = aware.astimezone(dt.UTC).astimezone(zone).replace(tzinfo=None) == aware.replace(
            tzinfo=None
        )
        assert exists == (row not in reasons)
        if exists:
            assert times.to_datetime(moments[row]) == aware.astimezone(dt.UTC)


@given(MOMENTS, st.integers(-14 * 60, 14 * 60), st.sampled_from("T "), st.sampled_from("-/"))
def test_the_fast_reader_agrees_with_the_plain_one(
    moment: dt.datetime, offset_min: int, between: str, separator: str
) -> None:
    offset = dt.timezone(dt.timedelta(minutes=offset_min))
    text = moment.replace(microsecond=0, tzinfo=offset).isoformat(between)
    text = text[:10].replace("-", separator) + text[10:]
    plain = f"{text[:19]}.0{text[19:]}"  # a fraction sends it the slow way
    assert one(text) == one(plain)


@given(st.lists(st.text("0123456789-/:T Z+.", max_size=26), max_size=10))
def test_any_text_is_a_time_empty_or_has_a_reason(texts: list[str]) -> None:
    moments, reasons = times.parse_times(texts, BERLIN)
    for row, text in enumerate(texts):
        assert (row in reasons) == (bool(text.strip()) and bool(np.isnat(moments[row])))


@given(
    st.lists(st.integers(86_400_000_000, 4 * 10**15) | st.none(), max_size=20),
    st.sampled_from((*ZONES, "Africa/Monrovia")),
)
def test_written_times_read_back_the_same(microseconds: list[int | None], name: str) -> None:
    zone = zoneinfo.ZoneInfo(name)
    column = np.array(
        [np.datetime64("NaT") if us is None else np.datetime64(us, "us") for us in microseconds],
        dtype="datetime64[us]",
    )
    texts = times.format_times(column, zone)
    back, reasons = times.parse_times(texts, SEOUL)
    assert reasons == {}
    assert np.array_equal(back, column, equal_nan=True)


def test_written_times_carry_the_offset_of_their_zone() -> None:
    column = np.array(["2020-03-02T00:30:00", "NaT"], dtype="datetime64[us]")
    assert times.format_times(column, SEOUL) == ["2020-03-02T09:30:00+09:00", ""]
    new_york = zoneinfo.ZoneInfo("America/New_York")
    assert times.format_times(column, new_york)[0] == "2020-03-01T19:30:00-05:00"
