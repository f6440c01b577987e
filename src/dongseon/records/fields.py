"""Columns of texts to columns of values: numbers, flags, times, ids; each fault with its reason."""

import json
import math
import re
import zoneinfo
from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass

import numpy as np

from dongseon.records import times
from dongseon.records.columns import Bools, Bytes, Codes, Floats, Texts, Times
from dongseon.records.faults import Faults
from dongseon.records.sheets import Sheet

YES = frozenset(("true", "t", "yes", "y", "1", "o", "예", "네", "참", "취소", "취소됨", "승인취소"))
NO = frozenset(("false", "f", "no", "n", "0", "x", "아니오", "아니요", "거짓", "정상", "승인"))

_CONTROL = re.compile(r"[\x00-\x1f\x7f\x80-\x9f]")
_MINUTE = re.compile(r"(\d{1,2}):(\d{2})(?::00)?", re.ASCII)

Report = Callable[[int, str, str], None]  # row, column, reason


@dataclass(frozen=True, slots=True)
class Bounds:
    """What a number may be."""

    low: float = -math.inf
    high: float = math.inf
    above: bool = False  # low itself is refused
    reason: str = "is out of range"


LON = Bounds(-180, 180, reason="is no longitude; expected -180 to 180")
LAT = Bounds(-90, 90, reason="is no latitude; expected -90 to 90")
NOT_NEGATIVE = Bounds(0, reason="is negative")
POSITIVE = Bounds(0, above=True, reason="is not positive")
TURN = Bounds(-360, 360, reason="is no direction; expected 0 to 360")
BEAM = Bounds(0, 360, above=True, reason="is no beam width; expected above 0 to 360")
SHARE = Bounds(0, 1, reason="is outside 0 to 1")


def factorise(texts: Sequence[str]) -> tuple[tuple[str, ...], Codes]:
    """The distinct texts in order of appearance, and each row's index into them."""
    distinct = tuple(dict.fromkeys(texts))
    index = {text: code for code, text in enumerate(distinct)}
    return distinct, np.fromiter(map(index.__getitem__, texts), np.int32, len(texts))


def need(sheet: Sheet, faults: Faults, name: str) -> None:
    """Reject the rows in which a required value is empty."""
    texts = sheet.texts(name)
    if "" not in texts:
        return
    for row, text in enumerate(texts):
        if not text:
            faults.reject(row, name, "is empty")


def numbers(sheet: Sheet, name: str, report: Report, bounds: Bounds) -> Floats:
    """A column of numbers, NaN where empty or at fault."""
    texts = sheet.texts(name)
    if not any(texts):
        return np.full(len(texts), np.nan)
    try:
        values = np.fromiter(map(float, texts), np.float64, len(texts))
        doubtful: Iterable[int] = np.flatnonzero(outside(values, bounds)).tolist()
        if any("_" in text for text in texts):
            doubtful = range(len(texts))
    except ValueError:
        values = np.full(len(texts), np.nan)
        doubtful = range(len(texts))
    if doubtful:
        values.flags.writeable = True
    for row in doubtful:
        values[row] = _number(texts[row], row, name, report, bounds)
    return values


def outside(values: Floats, bounds: Bounds) -> Bools:
    """Which numbers are not within the bounds, or not finite."""
    too_low = values <= bounds.low if bounds.above else values < bounds.low
    wrong: Bools = too_low | (values > bounds.high) | ~np.isfinite(values)
    return wrong


def _number(text: str, row: int, name: str, report: Report, bounds: Bounds) -> float:
    if not text:
        return math.nan
    reason = ""
    try:
        value = float("x" if "_" in text else text)  # 1_000 is Python, not data
    except ValueError:
        reason = "is not a number"
    else:
        if not math.isfinite(value):
            reason = "is not a finite number"
        elif outside(np.array([value]), bounds)[0]:
            reason = bounds.reason
    if not reason:
        return value
    report(row, name, reason)
    return math.nan


def moments(
    sheet: Sheet, name: str, report: Report, zone: zoneinfo.ZoneInfo, *, dates: bool = False
) -> Times:
    """A column of UTC times, NaT where empty or at fault."""
    values, reasons = times.parse_times(sheet.texts(name), zone, dates=dates)
    for row, reason in reasons.items():
        report(row, name, reason)
    return values


def flags(sheet: Sheet, name: str, report: Report) -> Bytes:
    """A column of yes (1), no (0) and nothing said (-1)."""
    return words(sheet, name, report, dict.fromkeys(YES, 1) | dict.fromkeys(NO, 0), "true or false")


def words(
    sheet: Sheet, name: str, report: Report, meaning: Mapping[str, int], expected: str
) -> Bytes:
    """A column of words with a meaning each, -1 where empty or at fault."""
    distinct, codes = factorise(sheet.texts(name))
    values = np.array([meaning.get(text.casefold(), -1) for text in distinct], dtype=np.int8)
    unknown = [text != "" and value < 0 for text, value in zip(distinct, values, strict=True)]
    tell(report, name, codes, [f"is not {expected}" if wrong else "" for wrong in unknown])
    found: Bytes = values[codes]
    return found


def tell(report: Report, name: str, codes: Codes, reasons: Sequence[str]) -> None:
    """Report the rows of a factorised column whose distinct text has a reason against it."""
    wrong = np.array([reason != "" for reason in reasons], dtype=np.bool_)
    for row in np.flatnonzero(wrong[codes]).tolist():
        report(row, name, reasons[codes[row]])


def minutes_of_day(sheet: Sheet, name: str, report: Report) -> Codes:
    """A column of HH:MM as minutes of the day, 24:00 as 0, -1 where empty or at fault."""
    texts = sheet.texts(name)
    values = np.full(len(texts), -1, dtype=np.int32)
    for row, text in enumerate(texts):
        if not text:
            continue
        match = _MINUTE.fullmatch(text)
        minute = int(match[1]) * 60 + int(match[2]) if match and int(match[2]) < 60 else 1441
        if minute > 1440:
            report(row, name, "is not a time of day HH:MM")
        else:
            values[row] = minute % 1440
    return values


def ids(sheet: Sheet, name: str, faults: Faults) -> tuple[tuple[str, ...], Codes]:
    """A column of ids: the distinct texts, and each row's index; what cannot be printed is rejected."""
    distinct, codes = factorise(sheet.texts(name))
    wrong = ["holds a control character" if _CONTROL.search(text) else "" for text in distinct]
    tell(faults.reject, name, codes, wrong)
    return distinct, codes


def extras_as_json(sheet: Sheet, names: Sequence[str]) -> Texts:
    """Each row's named cells as one JSON object, "" where all are empty."""
    encode = json.JSONEncoder(ensure_ascii=False).encode
    parts: list[list[str]] = []
    for name in names:
        key = encode(name) + ": "
        distinct, codes = factorise(sheet.columns[name])
        cells = [key + encode(text) if text else "" for text in distinct]
        parts.append([cells[code] for code in codes.tolist()])
    merged = np.full(len(sheet), "", dtype=np.object_)
    if parts:
        joined = [", ".join(filter(None, cells)) for cells in zip(*parts, strict=True)]
        merged[:] = [f"{{{cells}}}" if cells else "" for cells in joined]
    return merged
