"""One value of a history file at a time: instants, degrees, accuracies; or the reason why not."""

import math
import re
from datetime import UTC, datetime
from typing import TypeAlias
from zoneinfo import ZoneInfo

from dongseon.errors import InvalidInput

# A value as csv, json or XML hands it over; what it really is, is found out here.
Raw: TypeAlias = object

EPOCH = datetime(1970, 1, 1, tzinfo=UTC)
FIRST_YEAR = 1980  # GPS time begins on 6 January 1980 (IS-GPS-200); no fix is older
LAST_YEAR = 2099  # assumption: beyond it a clock was wrong
FIRST_S = 315_964_800  # 1980-01-06T00:00:00Z
LAST_S = 4_102_444_800  # 2100-01-01T00:00:00Z
UNITS = ((1, 1e6), (1_000, 1e3), (1_000_000, 1.0), (1_000_000_000, 1e-3))  # per second, in µs
E7 = 1e7  # units of Google's integer coordinates in one degree
WRAP = 2**32  # Google has exported negative E7 integers as unsigned 32-bit ones

NUMBER = re.compile(r"[+-]?(\d+(\.\d*)?|\.\d+)([eE][+-]?\d+)?")
DATE = re.compile(r"\d{4}([-/.]\d{1,2}){0,2}|\d{8}")
LOOSE_TIME = re.compile(
    r"(\d{4})[-/.](\d{1,2})[-/.](\d{1,2})[T ] *"
    r"(\d{1,2}):(\d{2})(?::(\d{2})(?:[.,](\d+))?)?"
    r" *(Z|UTC|GMT|[+-]\d{2}(?::?\d{2})?)?",
    re.ASCII | re.IGNORECASE,
)
HEMISPHERES = {"N": 1.0, "S": -1.0, "E": 1.0, "W": -1.0}


class Unusable(Exception):
    """A value that cannot be used: the row is rejected and the file read on."""

    def __init__(self, column: str, value: Raw, reason: str) -> None:
        super().__init__(reason)
        self.column = column
        self.value = value
        self.reason = reason


def zone(timezone: str) -> ZoneInfo:
    """The zone of an IANA name. Raises InvalidInput."""
    try:
        return ZoneInfo(timezone)
    except (KeyError, ValueError, OSError):
        raise InvalidInput(f"timezone {timezone!r} is not an IANA name like Asia/Seoul") from None


class Clock:
    """Reads instants, and counts those that were given without an offset from UTC."""

    def __init__(self, local: ZoneInfo) -> None:
        self.local = local
        self.naive = 0

    def instant_us(self, value: Raw, column: str) -> int:
        """Microseconds since 1970 (UTC) of an ISO 8601 text or a Unix time in s, ms, µs or ns.

        A time without an offset is local time. Raises Unusable.
        """
        if isinstance(value, str):
            text = value.strip()
            if text[4:5] == "-" and len(text) > 15:
                try:
                    return self._since_epoch_us(datetime.fromisoformat(text), value, column)
                except ValueError:
                    pass  # an unusual spelling: the loose reading decides
            if NUMBER.fullmatch(text) and not DATE.fullmatch(text):
                return unix_us(float(text), value, column)
            return self._since_epoch_us(loose_time(text, value, column), value, column)
        if isinstance(value, int | float) and not isinstance(value, bool):
            return unix_us(as_float(value), value, column)
        raise Unusable(column, value, "no time")

    def _since_epoch_us(self, moment: datetime, value: Raw, column: str) -> int:
        if not FIRST_YEAR <= moment.year <= LAST_YEAR:
            raise Unusable(column, value, f"the year {moment.year} is not from 1980 to 2099")
        if moment.tzinfo is None:
            self.naive += 1
            moment = moment.replace(tzinfo=self.local)
        since = moment - EPOCH
        return (since.days * 86_400 + since.seconds) * 1_000_000 + since.microseconds


def loose_time(text: str, value: Raw, column: str) -> datetime:
    """A time with slashes, dots, blanks or a zone's name in it. Raises Unusable."""
    if not text:
        raise Unusable(column, value, "no time")
    if DATE.fullmatch(text):
        raise Unusable(column, value, "a date without a time of day")
    match = LOOSE_TIME.fullmatch(text)
    if match is None:
        raise Unusable(column, value, "not a time; expected ISO 8601 or Unix time")
    year, month, day, hour, minute, second, fraction, offset = match.groups()
    spelled = f"{year}-{month:0>2}-{day:0>2}T{hour:0>2}:{minute}:{second or '00'}"
    spelled += f".{(fraction or '0')[:6]:0<6}"
    spelled += {None: "", "Z": "Z", "UTC": "Z", "GMT": "Z"}.get(
        offset and offset.upper(), offset or ""
    )
    try:
        return datetime.fromisoformat(spelled)
    except ValueError as fault:
        raise Unusable(column, value, f"no such time: {fault}") from None


def unix_us(number: float, value: Raw, column: str) -> int:
    """Microseconds of a Unix time whose unit shows in its size: the ranges do not overlap."""
    for per_second, unit_us in UNITS:
        if FIRST_S * per_second <= number < LAST_S * per_second:
            return round(number * unit_us)
    raise Unusable(column, value, "not a Unix time from 1980 to 2099 in s, ms, µs or ns")


def as_float(number: float) -> float:
    """A number as a float; one too large for it becomes infinite."""
    try:
        return float(number)
    except OverflowError:
        return math.inf


def plain_number(text: str) -> float | None:
    """The number of a text spelled as most are; None leaves it to the careful reading."""
    try:
        found = float(text)
    except ValueError:
        return None
    return found if math.isfinite(found) and "_" not in text else None


def number(value: Raw, column: str) -> float:
    """A finite number, with decimal point or decimal comma. Raises Unusable."""
    plain = plain_number(value) if isinstance(value, str) else None
    if plain is not None:
        return plain
    if isinstance(value, int | float) and not isinstance(value, bool):
        found = as_float(value)
    elif isinstance(value, str) and NUMBER.fullmatch(spelled := value.strip().replace(",", ".")):
        found = float(spelled)
    else:
        raise Unusable(column, value, "missing" if value in (None, "") else "not a number")
    if not math.isfinite(found):
        raise Unusable(column, value, "not a finite number")
    return found


def degrees(value: Raw, column: str) -> float:
    """Degrees, as a number or a text like ``37,5665``, ``126.97°`` or ``52.5200N``."""
    if not isinstance(value, str):
        return number(value, column)
    plain = plain_number(value)
    if plain is not None:
        return plain
    text = value.strip().upper().replace("°", "")
    sign = 1.0
    if text[-1:] in HEMISPHERES:
        sign, text = HEMISPHERES[text[-1]], text[:-1]
    elif text[:1] in HEMISPHERES:
        sign, text = HEMISPHERES[text[0]], text[1:]
    try:
        return sign * number(text, column)
    except Unusable as fault:
        raise Unusable(column, value, fault.reason) from None


def e7_degrees(value: Raw, column: str, limit_deg: float) -> float:
    """Degrees of Google's integers of 10⁻⁷°, the unsigned overflow of negative ones undone."""
    units = number(value, column)
    if units > limit_deg * E7:
        units -= WRAP
    # dividing rounds correctly where multiplying by 1e-7 does not: 52.52, not 52.519999999999996
    return units / E7


def position(lon_deg: float, lat_deg: float) -> tuple[float, float]:
    """The position if there is such a place on earth. Raises Unusable."""
    if not -90.0 <= lat_deg <= 90.0:
        swapped = abs(lon_deg) <= 90.0 and abs(lat_deg) <= 180.0
        hint = "; latitude and longitude may be swapped" if swapped else ""
        raise Unusable("lat", lat_deg, f"latitude beyond 90°{hint}")
    if not -180.0 <= lon_deg <= 180.0:
        raise Unusable("lon", lon_deg, "longitude beyond 180°")
    if lon_deg == 0.0 and lat_deg == 0.0:
        raise Unusable("lat", lat_deg, "0°, 0° is what a device writes that has no fix")
    return lon_deg, lat_deg


def lat_lon_text(value: Raw, column: str) -> tuple[float, float]:
    """Longitude and latitude of ``geo:37.5,127.0`` or ``37.5°, 127.0°``. Raises Unusable."""
    if not isinstance(value, str) or not value:
        raise Unusable(column, value, "no position")
    parts = value.removeprefix("geo:").partition(";")[0].split(",")
    if len(parts) not in (2, 3):  # RFC 5870 allows an altitude
        raise Unusable(column, value, "not a latitude and a longitude")
    return position(degrees(parts[1], column), degrees(parts[0], column))


def accuracy_m(value: Raw, column: str) -> float:
    """Radius of 68 % in metres; NaN for none, and for zero or less, which devices write for none."""
    if value is None or value == "":
        return math.nan
    radius_m = number(value, column)
    return radius_m if radius_m > 0.0 else math.nan
