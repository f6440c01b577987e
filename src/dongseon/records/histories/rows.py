"""Collects the rows, rejects and notices of one file, and makes the History of them."""

import json
import math
from collections import Counter
from collections.abc import Iterable, Mapping
from typing import Any, NamedTuple
from zoneinfo import ZoneInfo

import numpy as np
from numpy.typing import NDArray

from dongseon.errors import InvalidInput
from dongseon.records.columns import Reject, Texts
from dongseon.records.histories.types import FIX, FORMATS, History
from dongseon.records.histories.values import Clock, Raw, Unusable

ENCODER = json.JSONEncoder(ensure_ascii=False)
VALUE_LENGTH = 200  # characters of a rejected value that are shown


class Row(NamedTuple):
    """One position."""

    line: int
    start_us: int  # since 1970, UTC
    end_us: int
    lon_deg: float
    lat_deg: float
    accuracy_m: float = math.nan
    kind: int = FIX
    name: str = ""
    attributes: str = ""


class Rows:
    """What has been read of one file so far."""

    def __init__(self, file: str, local: ZoneInfo) -> None:
        self.file = file
        self.clock = Clock(local)
        self._rows: list[tuple[Any, ...]] = []  # Any: the fields of a Row
        self._rejects: list[Reject] = []
        self._ignored: Counter[str] = Counter()

    @property
    def taken(self) -> int:
        """Rows and rejects so far."""
        return len(self._rows) + len(self._rejects)

    def add(self, row: Row) -> None:
        """Take a row. Raises Unusable if it ends before it starts."""
        if row.end_us < row.start_us:
            shown = np.datetime64(row.end_us, "us")
            raise Unusable("end", f"{shown}Z", "ends before it starts")
        # as a plain tuple, which the garbage collector need not look at again and again
        self._rows.append(tuple(row))

    def reject(self, line: int, fault: Unusable) -> None:
        """Take a row that cannot be used."""
        value = "" if fault.value is None else well_formed(str(fault.value))
        if len(value) > VALUE_LENGTH:
            value = value[:VALUE_LENGTH] + "…"
        self._rejects.append(Reject(self.file, line, fault.column, value, fault.reason))

    def ignore(self, what: str, count: int = 1) -> None:
        """Count something that is no position, to be said in a notice."""
        self._ignored[what] += count

    def history(self, format_name: str) -> History:
        """The History of all that was taken. Raises InvalidInput if there was nothing."""
        if not self._rows and not self._rejects:
            found = "; ".join(self._notices()) or "no entries at all"
            raise InvalidInput(
                f"{self.file}: looks like {FORMATS[format_name]}, but holds no position ({found}); "
                "expected at least one position with a time"
            )
        columns = list(zip(*self._rows, strict=True)) or [()] * len(Row._fields)
        line, start, end, lon, lat, accuracy, kind, name, attributes = columns
        return History(
            file=self.file,
            format=format_name,
            line=np.array(line, dtype=np.int32),
            start=times(start),
            end=times(end),
            lon_deg=np.array(lon, dtype=np.float64),
            lat_deg=np.array(lat, dtype=np.float64),
            accuracy_m=np.array(accuracy, dtype=np.float64),
            kind=np.array(kind, dtype=np.int8),
            name=texts(name),
            attributes=texts(attributes),
            rejects=tuple(self._rejects),
            notices=self._notices(),
        )

    def _notices(self) -> tuple[str, ...]:
        said = [f"{what}: {count}" for what, count in self._ignored.items()]
        if self.clock.naive:
            said.append(
                f"time without an offset from UTC, read as local time of "
                f"{self.clock.local.key}: {self.clock.naive}"
            )
        return tuple(said)


def times(values_us: Iterable[int]) -> NDArray[np.datetime64]:
    """Microseconds since 1970 as times."""
    return np.array(list(values_us), dtype=np.int64).astype("datetime64[us]")


def texts(values: tuple[str, ...]) -> Texts:
    """Texts as an object column."""
    column = np.empty(len(values), dtype=np.object_)
    column[:] = [value if value.isascii() else well_formed(value) for value in values]
    return column


def well_formed(text: str) -> str:
    """A text that UTF-8 can hold: JSON escapes can spell half a character."""
    return text.encode("utf-8", "replace").decode("utf-8")


def attributes(fields: Mapping[str, Raw]) -> str:
    """Scalar fields as one JSON object; nested, empty and infinite ones are left out."""
    kept = {key: value for key, value in fields.items() if is_scalar(value)}
    return ENCODER.encode(kept) if kept else ""


def is_scalar(value: Raw) -> bool:
    """Whether a value is worth keeping as an attribute."""
    if isinstance(value, float):
        return math.isfinite(value)
    return isinstance(value, int) or (isinstance(value, str) and value != "")


def as_object(value: Raw) -> dict[str, Any]:
    """A JSON object, or an empty one if it is something else. Any: its values are unknown yet."""
    return value if isinstance(value, dict) else {}


def as_list(value: Raw) -> list[Any]:
    """A JSON array, or an empty one if it is something else. Any: its items are unknown yet."""
    return value if isinstance(value, list) else []
