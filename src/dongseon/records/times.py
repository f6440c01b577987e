"""Texts to UTC: ISO 8601 with or without an offset, and the forms real holders write.

A time without an offset is local. One in the hour that is skipped when clocks go forward does not
exist and is refused; one in the hour that comes twice when they go back is read as the first.
"""

import datetime as dt
import re
import zoneinfo
from collections.abc import Sequence

import numpy as np
from numpy.typing import NDArray

from dongseon.records.columns import Bools, Ints, Times

FIRST_YEAR, LAST_YEAR = 1970, 2100  # outside: a broken clock. Assumption
WIDEST_OFFSET_MIN = 15 * 60  # UTC+14:00 is the widest in use (IANA tz)

_MINUTE_US = 60_000_000
_HOUR_US = 60 * _MINUTE_US
_NO_OFFSET = np.iinfo(np.int64).min
_NOT_A_TIME = "is not a time such as 2020-03-01T09:30:00"
_DATE = r"(?P<year>\d{4})(?P<sep>[-/.]?)(?P<month>\d{1,2})(?P=sep)(?P<day>\d{1,2})"
_CLOCK = (
    r"(?:[T ] ?|(?<=\d{8}))(?P<half>오전|오후|AM|PM)? ?(?P<hour>\d{1,2}):?(?P<minute>\d{2})"
    r"(?::?(?P<second>\d{2})(?:[.,](?P<fraction>\d{1,9}))?)?(?: ?(?P<half_after>AM|PM))?"
)
_OFFSET = r" ?(?P<offset>Z|[+-]\d{2}(?::?\d{2})?)"
_TIME = re.compile(f"{_DATE}(?:{_CLOCK}(?:{_OFFSET})?)?", re.IGNORECASE | re.ASCII)
_ONLY_DATE = re.compile(_DATE, re.ASCII)


def is_date(text: str) -> bool:
    """Whether the text is a date without a time of day."""
    return _ONLY_DATE.fullmatch(text.strip()) is not None


def to_datetime(moment: np.datetime64) -> dt.datetime:
    """One UTC moment of a Times column as an aware datetime."""
    microseconds = int(moment.astype("datetime64[us]").astype(np.int64))
    return dt.datetime(1970, 1, 1, tzinfo=dt.UTC) + dt.timedelta(microseconds=microseconds)


def parse_times(
    texts: Sequence[str], zone: zoneinfo.ZoneInfo, *, dates: bool = False
) -> tuple[Times, dict[int, str]]:
    """UTC moments of n texts, NaT where a text is empty or bad, and the reason for each bad row.

    ``dates`` lets a bare date stand for its first moment; otherwise a time of day is needed.
    """
    local_us, offset_min, parsed = _parse_fixed_width(texts)
    reasons: dict[int, str] = {}
    for row in np.flatnonzero(~parsed).tolist():
        text = texts[row].strip()
        if not text:
            continue
        try:
            moment = _read(text, dates=dates)
        except ValueError as error:
            reasons[row] = str(error)
            continue
        local_us[row], offset_min[row] = _split_offset(moment)
        parsed[row] = True
    utc_us, missing = _to_utc(local_us, offset_min, parsed, zone)
    reasons.update((int(row), f"does not exist: clocks in {zone.key} skip it") for row in missing)
    utc = utc_us.astype("datetime64[us]")
    utc[~parsed] = np.datetime64("NaT")
    utc[missing] = np.datetime64("NaT")
    return utc, reasons


def format_times(moments: Times, zone: zoneinfo.ZoneInfo) -> list[str]:
    """UTC moments on the zone's clock with their offset, "" for NaT; ``parse_times`` reads them back."""
    utc_us = moments.astype("datetime64[us]").astype(np.int64)
    known = ~np.isnat(moments)
    hours, hour_of = np.unique(utc_us[known] // _HOUR_US, return_inverse=True)
    offsets_min = np.array([_offset_at_min(int(hour), zone) for hour in hours], dtype=np.int64)
    tails = [_offset_text(offset) for offset in offsets_min.tolist()]
    local_us = utc_us[known] + offsets_min[hour_of] * _MINUTE_US
    clocks = np.datetime_as_string(local_us.astype("datetime64[us]")).tolist()
    texts = np.full(len(moments), "", dtype=np.object_)
    texts[known] = [
        clock.removesuffix(".000000") + tails[hour]
        for clock, hour in zip(clocks, hour_of.tolist(), strict=True)
    ]
    return texts.tolist()


def _offset_at_min(hour: int, zone: zoneinfo.ZoneInfo) -> int:
    """Minutes east of UTC in an hour since 1970; clocks change within no hour of UTC but at its begin.

    Where they changed at another minute, or stood off by seconds, the text keeps the moment all the
    same: it carries the offset that it was made with.
    """
    moment = dt.datetime(1970, 1, 1, tzinfo=dt.UTC) + dt.timedelta(hours=hour)
    offset = moment.astimezone(zone).utcoffset() or dt.timedelta()
    return offset // dt.timedelta(minutes=1)


def _offset_text(minutes: int) -> str:
    sign = "-" if minutes < 0 else "+"
    return f"{sign}{abs(minutes) // 60:02d}:{abs(minutes) % 60:02d}"


def _parse_fixed_width(texts: Sequence[str]) -> tuple[Ints, Ints, Bools]:
    """The common shapes at once: ``YYYY-MM-DD?HH:MM:SS`` alone, with Z or with ±HH:MM."""
    n = len(texts)
    local_us = np.zeros(n, dtype=np.int64)
    offset_min = np.full(n, _NO_OFFSET, dtype=np.int64)
    parsed = np.zeros(n, dtype=np.bool_)
    lengths = np.fromiter(map(len, texts), dtype=np.int64, count=n)
    for length in (19, 20, 25):
        rows = np.flatnonzero(lengths == length)
        if len(rows) == 0:
            continue
        chars = np.array([texts[row] for row in rows.tolist()], dtype=f"U{length}")
        codes = chars.view(np.uint32).reshape(len(rows), length).astype(np.int64)
        moments, fits = _local_us(codes)
        shifts, fits_too = _offset_min(codes[:, 19:])
        good = fits & fits_too
        local_us[rows[good]] = moments[good]
        offset_min[rows[good]] = shifts[good]
        parsed[rows[good]] = True
    return local_us, offset_min, parsed


def _number(codes: Ints, begin: int, end: int) -> tuple[Ints, Bools]:
    digits = codes[:, begin:end] - ord("0")
    powers = 10 ** np.arange(end - begin - 1, -1, -1, dtype=np.int64)
    value: Ints = digits @ powers
    return value, np.all((digits >= 0) & (digits <= 9), axis=1)


def _local_us(codes: Ints) -> tuple[Ints, Bools]:
    """Microseconds since 1970 on the local clock, and which rows have the shape and are real."""
    year, year_fits = _number(codes, 0, 4)
    month, month_fits = _number(codes, 5, 7)
    day, day_fits = _number(codes, 8, 10)
    hour, hour_fits = _number(codes, 11, 13)
    minute, minute_fits = _number(codes, 14, 16)
    second, second_fits = _number(codes, 17, 19)
    fits = year_fits & month_fits & day_fits & hour_fits & minute_fits & second_fits
    fits &= np.isin(codes[:, 4], (ord("-"), ord("/"))) & (codes[:, 7] == codes[:, 4])
    fits &= np.isin(codes[:, 10], (ord("T"), ord(" ")))
    fits &= (codes[:, 13] == ord(":")) & (codes[:, 16] == ord(":"))
    fits &= (year >= FIRST_YEAR) & (year <= LAST_YEAR) & (month >= 1) & (month <= 12) & (day >= 1)
    fits &= (hour <= 23) & (minute <= 59) & (second <= 59)
    months = np.where(fits, (year - 1970) * 12 + month - 1, 0)
    first_day = months.astype("datetime64[M]").astype("datetime64[D]").astype(np.int64)
    next_first = (months + 1).astype("datetime64[M]").astype("datetime64[D]").astype(np.int64)
    fits &= first_day + day <= next_first
    seconds = (first_day + day - 1) * 86_400 + hour * 3_600 + minute * 60 + second
    return seconds * 1_000_000, fits


def _offset_min(tail: Ints) -> tuple[Ints, Bools]:
    """Minutes east of UTC of what follows the seconds: nothing, Z or ±HH:MM."""
    n, width = tail.shape
    if width == 0:
        return np.full(n, _NO_OFFSET, dtype=np.int64), np.ones(n, dtype=np.bool_)
    if width == 1:
        return np.zeros(n, dtype=np.int64), tail[:, 0] == ord("Z")
    hour, hour_fits = _number(tail, 1, 3)
    minute, minute_fits = _number(tail, 4, 6)
    east = tail[:, 0] == ord("+")
    fits = hour_fits & minute_fits & (east | (tail[:, 0] == ord("-"))) & (tail[:, 3] == ord(":"))
    fits &= (minute <= 59) & (hour * 60 + minute <= WIDEST_OFFSET_MIN)
    return np.where(east, 1, -1) * (hour * 60 + minute), fits


def _read(text: str, *, dates: bool) -> dt.datetime:
    """One time in any accepted form, aware if it has an offset. Raises ValueError with the reason."""
    match = _TIME.fullmatch(" ".join(text.split()))
    if match is None or (match["sep"] == "" and len(match["month"] + match["day"]) != 4):
        raise ValueError(_NOT_A_TIME)
    if match["hour"] is None and not dates:
        raise ValueError("has a date and no time of day")
    year = int(match["year"])
    if not FIRST_YEAR <= year <= LAST_YEAR:
        raise ValueError(f"year {year} is outside {FIRST_YEAR} to {LAST_YEAR}")
    fraction = (match["fraction"] or "").ljust(6, "0")[:6]
    try:
        return dt.datetime(
            year,
            int(match["month"]),
            int(match["day"]),
            _hour(match),
            int(match["minute"] or 0),
            int(match["second"] or 0),
            int(fraction),
            tzinfo=_offset(match["offset"]),
        )
    except ValueError as error:
        raise ValueError(f"is no real time: {error}") from None


def _hour(match: re.Match[str]) -> int:
    """Hour of the day, 0 to 23, with morning and afternoon taken in."""
    hour = int(match["hour"] or 0)
    half = (match["half"] or match["half_after"] or "").upper()
    if hour == 24:
        raise ValueError("hour 24; write 00:00 of the next day")
    if not half:
        return hour
    if not 1 <= hour <= 12:
        raise ValueError(f"hour {hour} with {half}")
    return hour % 12 + (12 if half in ("PM", "오후") else 0)


def _offset(text: str | None) -> dt.timezone | None:
    if text is None:
        return None
    if text in "Zz":
        return dt.UTC
    digits = text[1:].replace(":", "")
    hours, minutes = int(digits[:2]), int(digits[2:] or 0)
    if minutes > 59 or hours * 60 + minutes > WIDEST_OFFSET_MIN:
        raise ValueError(f"offset {text} from UTC")
    shift = dt.timedelta(hours=hours, minutes=minutes)
    return dt.timezone(-shift if text[0] == "-" else shift)


def _split_offset(moment: dt.datetime) -> tuple[int, int]:
    offset = moment.utcoffset()
    minutes = _NO_OFFSET if offset is None else int(offset / dt.timedelta(minutes=1))
    since = moment.replace(tzinfo=None) - dt.datetime(1970, 1, 1)  # noqa: DTZ001 - the local clock
    return since // dt.timedelta(microseconds=1), minutes


def _to_utc(
    local_us: Ints, offset_min: Ints, parsed: Bools, zone: zoneinfo.ZoneInfo
) -> tuple[Ints, NDArray[np.intp]]:
    """UTC microseconds, and the rows whose local time the zone's clocks skip."""
    local = parsed & (offset_min == _NO_OFFSET)
    utc_us = local_us - np.where(offset_min == _NO_OFFSET, 0, offset_min) * _MINUTE_US
    rows = np.flatnonzero(local)
    offset_us, exists = _zone_offset_us(local_us[rows], zone)
    utc_us[rows] -= offset_us
    return utc_us, rows[~exists]


def _zone_offset_us(local_us: Ints, zone: zoneinfo.ZoneInfo) -> tuple[Ints, Bools]:
    """The zone's offset at each local time (first reading where two fit), and whether it exists.

    Whole days at once: only the days on which the clocks change are looked at time by time.
    """
    days, day_of = np.unique(local_us // 86_400_000_000, return_inverse=True)
    day_offset = np.zeros(len(days), dtype=np.int64)
    steady = np.zeros(len(days), dtype=np.bool_)
    for i, day in enumerate(days):
        midnight = dt.datetime(1970, 1, 1) + dt.timedelta(days=int(day))  # noqa: DTZ001 - local clock
        first, again = _folds(midnight, zone)
        next_first, _ = _folds(midnight + dt.timedelta(days=1), zone)
        day_offset[i] = first
        steady[i] = first == again == next_first
    offset_us = day_offset[day_of]
    exists = np.ones(len(local_us), dtype=np.bool_)
    for row in np.flatnonzero(~steady[day_of]):
        moment = dt.datetime(1970, 1, 1) + dt.timedelta(microseconds=int(local_us[row]))  # noqa: DTZ001
        first, again = _folds(moment, zone)
        offset_us[row] = first
        exists[row] = again <= first  # PEP 495: in a gap the second reading has the larger offset
    return offset_us, exists


def _folds(moment: dt.datetime, zone: zoneinfo.ZoneInfo) -> tuple[int, int]:
    """Offsets in microseconds of the two readings of a local time (PEP 495)."""
    offsets = (moment.replace(tzinfo=zone, fold=fold).utcoffset() for fold in (0, 1))
    first, again = (
        (offset or dt.timedelta()) // dt.timedelta(microseconds=1) for offset in offsets
    )
    return first, again
