"""Words, dates and numbers in the reader's language and the area's zone.

Message ids are English; the Korean catalogue is compiled into the package by the build.
"""

from dataclasses import dataclass
from datetime import datetime, timedelta
from gettext import GNUTranslations, NullTranslations
from importlib import resources
from typing import Literal, TypeAlias
from zoneinfo import ZoneInfo

from dongseon.errors import DongseonError
from dongseon.itinerary.types import Moment

Language: TypeAlias = Literal["ko", "en"]
LANGUAGES: tuple[Language, ...] = ("ko", "en")

HALF_A_DAY = timedelta(hours=12)
_WEEKDAYS = {"ko": "월화수목금토일", "en": ("Mon", "Tue", "Wed", "Thu", "Fri", "Sat", "Sun")}
_MONTHS = ("Jan", "Feb", "Mar", "Apr", "May", "Jun", "Jul", "Aug", "Sep", "Oct", "Nov", "Dec")


def translations(language: Language) -> NullTranslations:
    """The catalogue of a language. Raises DongseonError when the build left it out."""
    if language == "en":
        return NullTranslations()
    compiled = resources.files("dongseon.look").joinpath(
        "locale", language, "LC_MESSAGES", "dongseon.mo"
    )
    try:
        with compiled.open("rb") as readable:
            return GNUTranslations(readable)
    except FileNotFoundError:
        raise DongseonError(
            f"the translation {language}/LC_MESSAGES/dongseon.mo is missing from the installation: "
            "the build compiles it, so install again with `pip install .`"
        ) from None


@dataclass(frozen=True, slots=True, eq=False)
class Words:
    """One language's words, and its way of writing times in one zone."""

    language: Language
    catalogue: NullTranslations
    zone: ZoneInfo

    @property
    def korean(self) -> bool:
        """Whether this is Korean."""
        return self.language == "ko"

    def gettext(self, message: str) -> str:
        """The message in this language."""
        return self.catalogue.gettext(message)

    def ngettext(self, one: str, many: str, n: int) -> str:
        """The message for a number of things, with ``%(num)s`` filled in."""
        return self.catalogue.ngettext(one, many, n) % {"num": self.number(n)}

    def number(self, value: float) -> str:
        """A count or a quantity, with thousands apart."""
        return f"{value:,.0f}"

    def percent(self, share: float) -> str:
        """A probability in whole percent; never 0 % or 100 % unless it is exactly that."""
        whole = round(share * 100)
        if whole >= 100 and share < 1:
            return ">99%"
        return "<1%" if whole <= 0 < share else f"{whole}%"

    def local(self, moment: datetime) -> datetime:
        """The moment on the area's clocks."""
        return moment.astimezone(self.zone)

    def day(self, moment: datetime) -> str:
        """``5월 6일(수)`` or ``Wed 6 May``."""
        at = self.local(moment)
        weekday = _WEEKDAYS[self.language][at.weekday()]
        if self.korean:
            return f"{at.month}월 {at.day}일({weekday})"
        return f"{weekday} {at.day} {_MONTHS[at.month - 1]}"

    def clock(self, moment: datetime) -> str:
        """``14:03``."""
        return f"{self.local(moment):%H:%M}"

    def day_and_clock(self, moment: datetime) -> str:
        """``5월 6일(수) 14:03`` or ``Wed 6 May 14:03``."""
        return f"{self.day(moment)} {self.clock(moment)}"

    def full(self, moment: datetime) -> str:
        """With the year: ``2020년 5월 6일(수) 14:03`` or ``Wed 6 May 2020 14:03``."""
        at = self.local(moment)
        if self.korean:
            return f"{at.year}년 {self.day_and_clock(moment)}"
        return f"{self.day(moment)} {at.year} {self.clock(moment)}"

    def until(self, start: datetime, end: datetime) -> str:
        """A stretch of time; the second day is named only when it is another one."""
        if end - start < timedelta(minutes=1) and self.clock(start) == self.clock(end):
            return self.day_and_clock(start)
        same_day = self.local(start).date() == self.local(end).date()
        last = self.clock(end) if same_day else self.day_and_clock(end)
        last = "24:00" if self.ends_day(end, start) else last
        return f"{self.day_and_clock(start)} – {last}"

    def ends_day(self, moment: datetime, day_of: datetime) -> bool:
        """Whether a moment is the midnight at which the day of another one ends."""
        at = self.local(moment)
        next_day = at.date() == self.local(day_of).date() + timedelta(days=1)
        return next_day and (at.hour, at.minute) == (0, 0)

    def spread(self, moment: Moment) -> str:
        """The interval of a moment: ``13:58–14:10``; days are named only when they are far off."""
        ends = (moment.earliest, moment.latest)
        return "–".join(
            self.clock(end) if abs(end - moment.likely) < HALF_A_DAY else self.day_and_clock(end)
            for end in ends
        )

    def lasting(self, minutes: float) -> str:
        """A length of time: ``2 h 05 min`` or ``2시간 5분``."""
        hours, rest = divmod(round(minutes), 60)
        if self.korean:
            parts = [f"{hours:,}시간" if hours else "", f"{rest}분" if rest or not hours else ""]
        else:
            parts = [f"{hours:,} h" if hours else "", f"{rest} min" if rest or not hours else ""]
        return " ".join(part for part in parts if part)
