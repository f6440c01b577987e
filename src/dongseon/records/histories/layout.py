"""Which of a record's named fields is the latitude, which the time, and so on.

Serves every format whose records are flat: CSV rows, JSON objects and the properties of GeoJSON.
"""

import re
from collections.abc import Sequence
from dataclasses import dataclass
from functools import lru_cache

from dongseon.records.histories import rows, values
from dongseon.records.histories.types import ACTIVITY_START, FIX, KINDS, VISIT

# Names as writers spell them, reduced to small letters and digits; the first that is there counts.
LAT = ("lat", "latitude", "latdeg", "latitudedeg", "latitudens", "위도")
LON = ("lon", "lng", "long", "longitude", "londeg", "longitudedeg", "longitudeew", "경도")
LAT_E7 = ("latitudee7", "late7")
LON_E7 = ("longitudee7", "lnge7", "lone7")
BEGIN = ("starttime", "startat", "startedat", "start", "arrived", "arrival", "begin", "from")
END = ("endtime", "endat", "endedat", "end", "departed", "departure", "to", "until")
AT = (
    *("at", "timestamp", "time", "datetime", "when", "recordedat", "utctime", "timeutc", "tst"),
    *("timestampms", "unixtime", "timelong", "createdat", "시각", "일시", "측정일시", "시간"),
    *("date", *BEGIN),
)
DAY = ("date", "일자", "날짜")
ACCURACY = ("accuracym", "accuracy", "acc", "precision", "accuracymeters", "hacc", "정확도")
# iOS writes a negative one for a position that is not valid (CLLocation.horizontalAccuracy).
IOS_ACCURACY = ("horizontalaccuracy",)
NAME = ("name", "placename", "장소", "장소명")
TYPE = ("kind", "type", "activitytype")
PERSON = ("personid", "phone", "userid", "uid", "user")
NONE = -1

TIME_OF_DAY = re.compile(r"\d{1,2}:\d{2}(:\d{2}(\.\d+)?)?(Z|[+-]\d{2}:?\d{2})?|\d{6}", re.ASCII)
SIX_DIGITS = re.compile(r"(\d\d)(\d\d)(\d\d)", re.ASCII)


@dataclass(frozen=True, slots=True)
class Layout:
    """For each role the index of its field, NONE if there is none."""

    keys: tuple[str, ...]
    lat: int
    lon: int
    e7: bool  # positions are integers of 10⁻⁷°
    start: int
    end: int
    day: int  # of a date that stands apart from the time of day
    accuracy: int
    ios_accuracy: int
    name: int
    type: int
    rest: tuple[int, ...]  # fields without a role: attributes

    @property
    def located(self) -> bool:
        """Whether there are fields for the position."""
        return self.lat != NONE and self.lon != NONE

    @property
    def timed(self) -> bool:
        """Whether there is a field for the time."""
        return self.start != NONE


def reduced(key: str) -> str:
    """A field's name in small letters and digits alone."""
    return re.sub(r"[\W_]", "", key.lower())


@lru_cache(maxsize=256)
def of_keys(keys: tuple[str, ...]) -> Layout:
    """The layout of records with these field names."""
    names = [reduced(key) for key in keys]

    def first(spellings: Sequence[str]) -> int:
        return next((names.index(name) for name in spellings if name in names), NONE)

    e7 = first(LAT) == NONE and first(LAT_E7) != NONE
    end = first(END)
    start = first((*BEGIN, *AT) if end != NONE else AT)
    day = first(DAY)
    roles = {
        "lat": first(LAT_E7 if e7 else LAT),
        "lon": first(LON_E7 if e7 else LON),
        "start": start,
        "end": end,
        "day": NONE if day == start else day,
        "accuracy": first(ACCURACY),
        "ios_accuracy": first(IOS_ACCURACY),
        "name": first(NAME),
        "type": first(TYPE),
    }
    taken = set(roles.values())
    rest = tuple(index for index in range(len(keys)) if index not in taken)
    return Layout(keys=keys, e7=e7, rest=rest, **roles)


def row_of(
    layout: Layout, fields: Sequence[values.Raw], *, line: int, clock: values.Clock
) -> rows.Row:
    """The row of a flat record. Raises Unusable."""
    lon, lat = position_of(layout, fields)
    return timed_row(layout, fields, (lon, lat), line=line, clock=clock)


def position_of(layout: Layout, fields: Sequence[values.Raw]) -> tuple[float, float]:
    """Longitude and latitude of a flat record. Raises Unusable."""
    if not layout.located:
        raise values.Unusable("lat, lon", None, "no position")
    lat_key, lon_key = layout.keys[layout.lat], layout.keys[layout.lon]
    lat_value, lon_value = fields[layout.lat], fields[layout.lon]
    if layout.e7:
        lat = values.e7_degrees(lat_value, lat_key, 90.0)
        return values.position(values.e7_degrees(lon_value, lon_key, 180.0), lat)
    lat = values.degrees(lat_value, lat_key)
    return values.position(values.degrees(lon_value, lon_key), lat)


def timed_row(
    layout: Layout,
    fields: Sequence[values.Raw],
    lon_lat: tuple[float, float],
    *,
    line: int,
    clock: values.Clock,
) -> rows.Row:
    """The row of a position whose other fields are these. Raises Unusable."""
    start_us = start_of(layout, fields, clock)
    end_value = fields[layout.end] if layout.end != NONE else None
    has_end = end_value not in (None, "")
    kind = kind_of(layout, fields, has_end=has_end)
    extra = {layout.keys[index]: fields[index] for index in layout.rest}
    end_us = start_us
    if has_end and kind == VISIT:
        end_us = clock.instant_us(end_value, layout.keys[layout.end])
    elif has_end:
        extra[layout.keys[layout.end]] = end_value
    name = fields[layout.name] if layout.name != NONE else ""
    return rows.Row(
        line=line,
        start_us=start_us,
        end_us=end_us,
        lon_deg=lon_lat[0],
        lat_deg=lon_lat[1],
        accuracy_m=accuracy_of(layout, fields),
        kind=kind,
        name=name if isinstance(name, str) else "",
        attributes=rows.attributes(extra),
    )


def start_of(layout: Layout, fields: Sequence[values.Raw], clock: values.Clock) -> int:
    """Microseconds of the time, put together if date and time of day stand apart."""
    if not layout.timed:
        raise values.Unusable("time", None, "no time")
    value = fields[layout.start]
    key = layout.keys[layout.start]
    if layout.day != NONE and isinstance(value, str) and TIME_OF_DAY.fullmatch(value.strip()):
        day = SIX_DIGITS.fullmatch(str(fields[layout.day]).strip())
        hours = SIX_DIGITS.fullmatch(value.strip())
        date = "20{}-{}-{}".format(*day.groups()) if day else str(fields[layout.day]).strip()
        clock_time = "{}:{}:{}".format(*hours.groups()) if hours else value.strip()
        return clock.instant_us(f"{date} {clock_time}", key)
    return clock.instant_us(value, key)


def kind_of(layout: Layout, fields: Sequence[values.Raw], *, has_end: bool) -> int:
    """What a record is, by its type field, or by its having an end."""
    stated = str(fields[layout.type]).strip().lower() if layout.type != NONE else ""
    if stated in KINDS:  # as our own gps.csv says it
        return KINDS.index(stated)
    if stated.startswith("activity"):
        return ACTIVITY_START  # one position and two times: where the journey began
    return VISIT if has_end or "visit" in stated else FIX


def accuracy_of(layout: Layout, fields: Sequence[values.Raw]) -> float:
    """Radius of 68 % in metres. Raises Unusable for a position iOS says is not valid."""
    if layout.ios_accuracy != NONE:
        key = layout.keys[layout.ios_accuracy]
        value = fields[layout.ios_accuracy]
        if isinstance(value, int | float) and value < 0:
            raise values.Unusable(key, value, "negative: the phone says the position is not valid")
        return values.accuracy_m(value, key)
    if layout.accuracy != NONE:
        return values.accuracy_m(fields[layout.accuracy], layout.keys[layout.accuracy])
    return float("nan")
