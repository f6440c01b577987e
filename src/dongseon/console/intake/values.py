"""One cell to one value: days, sexes, classifications as files write them. Pure; raises what is wrong."""

import re
import unicodedata
from datetime import date, datetime, timedelta
from zoneinfo import ZoneInfo

from django.utils.translation import gettext as _

from dongseon.console.intake.types import DayOrder

SEOUL = ZoneInfo("Asia/Seoul")
UNKNOWN = frozenset({"", "na", "n/a", "nan", "null", "none", "-", "--", ".", "?", "unknown", "없음", "모름", "미상", "불명", "해당없음"})  # fmt: skip
FIRST_EXCEL_DAY = date(1899, 12, 30)  # serial 0 of a workbook that counts from 1900
EXCEL_DAYS = range(20_000, 80_000)  # 1954 to 2119: smaller or larger numbers are no days of ours
SEXES = {
    "f": "female", "m": "male", "female": "female", "male": "male", "woman": "female", "man": "male",
    "여": "female", "남": "male", "여자": "female", "남자": "male", "여성": "female", "남성": "male",
    "other": "other", "기타": "other",
}  # fmt: skip
CLASSIFICATIONS = {
    "confirmed": "confirmed", "확진": "confirmed", "확진자": "confirmed", "확진환자": "confirmed",
    "양성": "confirmed", "positive": "confirmed",
    "suspected": "suspected", "suspect": "suspected", "probable": "suspected", "의사환자": "suspected",
    "의심": "suspected", "의심환자": "suspected",
    "underinvestigation": "under_investigation", "pui": "under_investigation",
    "조사대상": "under_investigation", "조사대상유증상자": "under_investigation", "조사중": "under_investigation",
    "notacase": "not_a_case", "notacasediscarded": "not_a_case", "discarded": "not_a_case",
    "negative": "not_a_case", "음성": "not_a_case", "해제": "not_a_case", "제외": "not_a_case",
}  # fmt: skip
_GODATA = re.compile(r"^LNG_REFERENCE_DATA_CATEGORY_(?:GENDER|CASE_CLASSIFICATION)_", re.IGNORECASE)
_YEAR_FIRST = re.compile(r"(\d{4})\s*[-/.년]\s*(\d{1,2})\s*[-/.월]\s*(\d{1,2})\s*[일.]?")
_YEAR_LAST = re.compile(r"(\d{1,2})[-/.](\d{1,2})[-/.](\d{4})")
_PACKED = re.compile(r"(\d{4})(\d{2})(\d{2})")
_CLOCK = re.compile(r"[T ]\s*\d{1,2}:\d{2}")
_OFFSET = re.compile(r"(?:Z|[+-]\d{2}:?\d{2})$")
_MIDNIGHT = re.compile(r"[T ]\s*0?0:00(?::00(?:\.0+)?)?\s*Z?$")
_SIGNS = re.compile(r"[\W_]+")


def tidy(text: str) -> str:
    """A cell as it is read: composed, single spaces; what stands for "unknown" becomes empty."""
    short = " ".join(unicodedata.normalize("NFC", text).split())
    return "" if short.casefold() in UNKNOWN else short


def day_of(text: str, order: DayOrder) -> date:
    """A local day. Raises ValueError with a sentence for the reader.

    A day with midnight UTC is meant as that day (programs write days so); any other time with an
    offset is brought to the local clock first.
    """
    head = text
    if _CLOCK.search(text):
        if _OFFSET.search(text) and not _MIDNIGHT.search(text):
            return _local_day(text)
        head = re.split(r"[T ]\s*\d{1,2}:\d{2}", text, maxsplit=1)[0]
    if found := _YEAR_FIRST.fullmatch(head.strip()) or _PACKED.fullmatch(head.strip()):
        return _day(int(found[1]), int(found[2]), int(found[3]))
    if found := _YEAR_LAST.fullmatch(head.strip()):
        first, second, year = int(found[1]), int(found[2]), int(found[3])
        if order is DayOrder.YEAR_FIRST:
            raise ValueError(_("could be day/month or month/day: choose which in the columns step"))
        day, month = (first, second) if order is DayOrder.DAY_FIRST else (second, first)
        return _day(year, month, day)
    if text.isascii() and text.isdigit() and int(text) in EXCEL_DAYS:
        return FIRST_EXCEL_DAY + timedelta(days=int(text))
    raise ValueError(_("is not a day such as 2020-03-01"))


def _local_day(text: str) -> date:
    try:
        return datetime.fromisoformat(text.replace(" ", "T", 1)).astimezone(SEOUL).date()
    except (ValueError, OverflowError):
        raise ValueError(_("is not a day such as 2020-03-01")) from None


def _day(year: int, month: int, day: int) -> date:
    try:
        return date(year, month, day)
    except ValueError:
        raise ValueError(_("does not exist in the calendar")) from None


def sex_of(text: str) -> str:
    """female, male, other. Raises ValueError."""
    found = SEXES.get(_GODATA.sub("", text).casefold())
    if found is None:
        raise ValueError(_("is no sex such as F, M, 여, 남"))
    return found


def classification_of(text: str) -> str:
    """One of ours. Raises ValueError."""
    found = CLASSIFICATIONS.get(_SIGNS.sub("", _GODATA.sub("", text)).casefold())
    if found is None:
        raise ValueError(_("is no classification such as confirmed, suspected, 확진, 의사환자"))
    return found
