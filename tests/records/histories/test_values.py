"""Single values: times, degrees and accuracies as applications spell them."""

import math
from datetime import UTC, datetime, timedelta, timezone
from zoneinfo import ZoneInfo

import pytest
from hypothesis import given
from hypothesis import strategies as st

from dongseon.errors import InvalidInput
from dongseon.records.histories import values

SEOUL = ZoneInfo("Asia/Seoul")
NOON_US = 1_718_452_800_000_000  # 2024-06-15T12:00:00Z


def instant(value: values.Raw) -> int:
    """The microseconds of a time in Seoul."""
    return values.Clock(SEOUL).instant_us(value, "time")


@pytest.mark.parametrize(
    "spelling",
    [
        "2024-06-15T12:00:00Z",
        "2024-06-15T12:00:00.000Z",
        "2024-06-15T12:00:00.000000000Z",
        " 2024-06-15T12:00:00z ",
        "2024-06-15T12:00Z",
        "2024-06-15 12:00:00 UTC",
        "2024-06-15 12:00:00 GMT",
        "2024-06-15T21:00:00+09:00",
        "2024-06-15T21:00:00+0900",
        "2024-06-15 21:00:00 +0900",
        "2024-06-15 21:00:00 +09",
        "2024/06/15 21:00:00",
        "2024.6.15 21:00",
        "2024-06-15T21:00:00",
        "2024-06-15 21:00:00,000",
        "2024-06-15T04:00:00-08:00",
        "1718452800",
        "1718452800.0",
        "1718452800000",
        "1718452800000000",
        "1718452800000000000",
        "1.7184528e9",
        1_718_452_800,
        1_718_452_800.0,
        1_718_452_800_000,
        1_718_452_800_000_000,
    ],
)
def test_one_moment_in_many_spellings(spelling: values.Raw) -> None:
    assert instant(spelling) == NOON_US


@pytest.mark.parametrize(
    ("value", "reason"),
    [
        (None, "no time"),
        ("", "no time"),
        ("  ", "no time"),
        (True, "no time"),
        ([], "no time"),
        ("2024-06-15", "a date without a time of day"),
        ("20240615", "a date without a time of day"),
        ("2024-06", "a date without a time of day"),
        ("2024", "a date without a time of day"),
        ("15.06.2024 12:00", "not a time"),
        ("yesterday", "not a time"),
        ("2024-06-15T24:00:00Z", "no such time"),
        ("2024-02-30T12:00:00Z", "no such time"),
        ("2024-06-15T12:00:60Z", "no such time"),
        ("2024-06-15T12:00:00+99:00", "no such time"),
        ("0001-01-01T00:00:00+14:00", "the year 1 is not"),
        ("9999-12-31T23:59:59Z", "the year 9999 is not"),
        ("1970-01-01T00:00:00Z", "the year 1970 is not"),
        (0, "not a Unix time"),
        (-1_718_452_800, "not a Unix time"),
        ("-5", "not a Unix time"),
        (10**400, "not a Unix time"),
        (math.nan, "not a Unix time"),
        (math.inf, "not a Unix time"),
        ("1e309", "not a Unix time"),
    ],
)
def test_what_is_no_time_says_why(value: values.Raw, reason: str) -> None:
    with pytest.raises(values.Unusable, match=reason) as fault:
        instant(value)
    assert fault.value.column == "time"
    assert fault.value.value is value


def test_times_without_an_offset_are_local_and_counted() -> None:
    clock = values.Clock(ZoneInfo("America/New_York"))
    summer = clock.instant_us("2024-06-15T08:00:00", "time")
    winter = clock.instant_us("2024-01-15T07:00:00", "time")
    clock.instant_us("2024-01-15T07:00:00Z", "time")
    assert summer == NOON_US
    assert winter == int(datetime(2024, 1, 15, 12, tzinfo=UTC).timestamp()) * 1_000_000
    assert clock.naive == 2


@given(
    st.integers(values.FIRST_S + 86_400, values.LAST_S - 172_800),
    st.integers(0, 999_999),
    st.integers(-14 * 60, 14 * 60),
)
def test_every_iso_time_is_read_to_the_microsecond(
    second: int, microsecond: int, offset_min: int
) -> None:
    zone = timezone(timedelta(minutes=offset_min))
    moment = datetime.fromtimestamp(second, zone).replace(microsecond=microsecond)
    assert instant(moment.isoformat()) == second * 1_000_000 + microsecond


@given(st.integers(values.FIRST_S, values.LAST_S - 1), st.sampled_from([1, 1_000, 1_000_000]))
def test_the_unit_of_a_unix_time_shows_in_its_size(second: int, per_second: int) -> None:
    assert instant(second * per_second) == second * 1_000_000
    assert instant(str(second * per_second)) == second * 1_000_000


def test_unix_times_reach_from_the_first_gps_second_to_the_end_of_2099() -> None:
    assert instant(values.FIRST_S) == int(datetime(1980, 1, 6, tzinfo=UTC).timestamp()) * 1_000_000
    assert instant(values.LAST_S - 1) == instant("2099-12-31T23:59:59Z")
    for beyond in (values.FIRST_S - 1, values.LAST_S):
        with pytest.raises(values.Unusable, match="not a Unix time"):
            instant(beyond)


@pytest.mark.parametrize("name", ["Seoul", "", "../../etc/passwd", "/etc/passwd", "Asia"])
def test_an_unknown_zone_is_refused(name: str) -> None:
    with pytest.raises(InvalidInput, match="is not an IANA name"):
        values.zone(name)


@pytest.mark.parametrize(
    ("value", "expected"),
    [
        (37.5665, 37.5665),
        (37, 37.0),
        ("37.5665", 37.5665),
        (" 37,5665 ", 37.5665),
        ("37.5665°", 37.5665),
        ("37.5665N", 37.5665),
        ("37.5665 s", -37.5665),
        ("N 37.5665", 37.5665),
        ("W126.9", -126.9),
        ("126.9780E", 126.978),
        ("-3.57e0", -3.57),
    ],
)
def test_degrees_in_many_spellings(value: values.Raw, expected: float) -> None:
    assert values.degrees(value, "lat") == expected


@pytest.mark.parametrize(
    ("value", "reason"),
    [
        (None, "missing"),
        ("", "missing"),
        ("N", "missing"),
        ("north", "not a number"),
        (True, "not a number"),
        ({"deg": 3}, "not a number"),
        ("3_7", "not a number"),
        ("NaN", "not a number"),
        ("inf", "not a number"),
        ("1e309", "not a finite number"),
        (math.nan, "not a finite number"),
        (10**400, "not a finite number"),
    ],
)
def test_what_is_no_angle_says_why(value: values.Raw, reason: str) -> None:
    with pytest.raises(values.Unusable, match=reason) as fault:
        values.degrees(value, "lat")
    assert fault.value.value is value


@pytest.mark.parametrize(
    ("value", "limit_deg", "expected"),
    [
        (375_665_000, 90.0, 37.5665),
        ("375665000", 90.0, 37.5665),
        (-1_193_393_903, 180.0, -119.3393903),
        (4_294_967_296 - 1_193_393_903, 180.0, -119.3393903),
        (4_294_967_296 - 337_000_000, 90.0, -33.7),
        (1_800_000_000, 180.0, 180.0),
        (900_000_000, 90.0, 90.0),
    ],
)
def test_integer_coordinates_wrapped_to_unsigned_are_unwrapped(
    value: values.Raw, limit_deg: float, expected: float
) -> None:
    assert values.e7_degrees(value, "lat", limit_deg) == expected


@pytest.mark.parametrize(
    ("lon", "lat", "reason"),
    [
        (37.5665, 126.978, "latitude beyond 90°; latitude and longitude may be swapped"),
        (90.0, -180.0, "latitude beyond 90°; latitude and longitude may be swapped"),
        (90.0, 180.5, "latitude beyond 90°$"),
        (90.5, 100.0, "latitude beyond 90°$"),
        (0.0, -90.5, "latitude beyond 90°; latitude and longitude may be swapped"),
        (-180.5, 0.0, "longitude beyond 180°"),
        (126.978, 91.0, "latitude beyond 90°$"),
        (181.0, 37.0, "longitude beyond 180°"),
        (0.0, 0.0, "a device writes that has no fix"),
    ],
)
def test_a_position_that_is_not_on_earth_is_refused(lon: float, lat: float, reason: str) -> None:
    with pytest.raises(values.Unusable, match=reason):
        values.position(lon, lat)


@pytest.mark.parametrize(
    ("lon", "lat"), [(180.0, 90.0), (-180.0, -90.0), (0.0, 37.5), (127.0, 0.0)]
)
def test_the_edges_of_the_earth_are_on_it(lon: float, lat: float) -> None:
    assert values.position(lon, lat) == (lon, lat)


@pytest.mark.parametrize(
    "text",
    ["geo:37.5,127.0", "geo:37.5,127.0,30", "geo:37.5,127.0;u=12", "37.5°, 127.0°", "37.5, 127.0"],
)
def test_a_latitude_and_a_longitude_in_one_text(text: str) -> None:
    assert values.lat_lon_text(text, "point") == (127.0, 37.5)


@pytest.mark.parametrize("text", [None, "", 3, "37.5", "geo:37.5", "37.5°", "a, b"])
def test_what_is_no_pair_of_angles_is_refused(text: values.Raw) -> None:
    with pytest.raises(values.Unusable, match=r"no position|not a"):
        values.lat_lon_text(text, "point")


@pytest.mark.parametrize("value", [None, "", 0, -1, "0", -0.5])
def test_an_accuracy_of_nothing_is_unknown(value: values.Raw) -> None:
    assert math.isnan(values.accuracy_m(value, "accuracy"))
