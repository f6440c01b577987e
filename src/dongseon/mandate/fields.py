"""Reading fields: each checked on its own, and all faults named at once.

A reader goes on after a fault with a value of the right type, so that one answer names everything
that is wrong. What it returned is used only if there was no fault.
"""

import re
import unicodedata
from collections.abc import Callable
from dataclasses import dataclass, field
from datetime import UTC, date, datetime
from enum import StrEnum
from typing import TypeVar

from dongseon.mandate.canonical import Json
from dongseon.mandate.reasons import Reason, Refusal

Choice = TypeVar("Choice", bound=StrEnum)
Item = TypeVar("Item")

MOST_TEXT = 600  # characters of a free text
MOST_ITEMS = 512  # of a list; the policy's caps are lower, except for tokens
RANDOM_ID = re.compile(r"[0-9a-f]{32}")  # 128 bits
DIGEST = re.compile(r"[0-9a-f]{64}")  # SHA-256
NAME = re.compile(r"[A-Za-z0-9][A-Za-z0-9._:@-]{0,79}")  # ids of officers, organisations, cases
PLACE_ID = re.compile(r"[A-Za-z0-9가-힣][A-Za-z0-9가-힣 ._:#@()-]{0,79}")
CATEGORY = re.compile(r"(?:[a-z][a-z_]{0,39})?")
TIME = "%Y-%m-%dT%H:%M:%SZ"
EPOCH = datetime(1970, 1, 1, tzinfo=UTC)
SEEN = ("L", "N", "P", "S")  # Unicode categories of what one sees: no controls, no marks, no spaces
BLANK_LETTERS = frozenset("\u115f\u1160\u2800\u3164\uffa0")  # letters and signs that show nothing


@dataclass(slots=True)
class Faults:
    """The faults found so far. It grows while one body is read, and nowhere else."""

    found: list[Refusal] = field(default_factory=list)

    def add(self, reason: Reason, where: str, detail: str = "") -> None:
        """Note a fault."""
        self.found.append(Refusal(reason, where, detail))


@dataclass(frozen=True, slots=True)
class Fields:
    """An object to be read, and where it stands in the whole."""

    value: dict[str, Json]
    where: str  # with a dot at its end, or empty
    faults: Faults

    def only(self, *names: str) -> None:
        """No other fields than these, and all of them."""
        for name in names:
            if name not in self.value:
                self.faults.add(Reason.FIELD_MISSING, self.where + name)
        for name in sorted(set(self.value) - set(names))[:10]:
            self.faults.add(
                Reason.FIELD_UNKNOWN, self.where + name[:40].encode("unicode_escape").decode()
            )

    def text(self, name: str, pattern: re.Pattern[str]) -> str:
        """A short text that fits the pattern as a whole."""
        value = self.value.get(name, "")
        if isinstance(value, str) and pattern.fullmatch(value):
            return value
        return self._wrong(name, "not of the form " + pattern.pattern, "")

    def prose(self, name: str) -> str:
        """A free text: what one sees is all that is there. May be empty."""
        value = self.value.get(name, "")
        if not isinstance(value, str) or len(value) > MOST_TEXT:
            return self._wrong(name, f"not a text of at most {MOST_TEXT} characters", "")
        if not unicodedata.is_normalized("NFC", value) or value != value.strip():
            return self._wrong(name, "not in normal form (NFC), or space around it", "")
        hidden = [c for c in value if not is_seen(c)]
        if hidden:
            return self._wrong(name, f"has U+{ord(hidden[0]):04X}, which one does not see", "")
        return value

    def choice(self, name: str, among: type[Choice]) -> Choice:
        """One of the words of an enumeration."""
        first = next(iter(among))
        value = self.value.get(name, "")
        if isinstance(value, str) and value in set(among):
            return among(value)
        return self._wrong(name, "none of " + ", ".join(among), first)

    def number(self, name: str, least: int, most: int) -> int:
        """An integer from `least` to `most`. True and False are none."""
        value = self.value.get(name)
        if isinstance(value, int) and not isinstance(value, bool) and least <= value <= most:
            return value
        return self._wrong(name, f"not an integer from {least} to {most}", least)

    def moment(self, name: str) -> datetime:
        """A time in UTC to the second, written in one way."""
        value = self.value.get(name, "")
        found = _parsed(value, TIME)
        if found is not None and found.strftime(TIME) == value and found.year >= 1970:
            return found
        return self._wrong(name, "not a time such as 2020-05-09T12:00:00Z", EPOCH)

    def moment_or_none(self, name: str) -> datetime | None:
        """A time, or null."""
        return None if self.value.get(name, "") is None else self.moment(name)

    def day(self, name: str) -> date:
        """A local day."""
        value = self.value.get(name, "")
        found = _parsed(value, "%Y-%m-%d")
        if found is not None and found.strftime("%Y-%m-%d") == value and found.year >= 1970:
            return found.date()
        return self._wrong(name, "not a day such as 2020-05-09", EPOCH.date())

    def items(self, name: str, read: Callable[[Json, str], Item]) -> tuple[Item, ...]:
        """A list that is not empty and has nothing twice."""
        value = self.value.get(name)
        if not isinstance(value, list) or not 0 < len(value) <= MOST_ITEMS:
            return self._wrong(name, f"not a list of 1 to {MOST_ITEMS}", ())
        found = tuple(read(item, f"{self.where}{name}[{n}]") for n, item in enumerate(value))
        if len(set(found)) < len(found):
            return self._wrong(name, "something comes twice", ())
        return found

    def part(self, name: str) -> "Fields":
        """An object in this object."""
        return fields_of(self.value.get(name), f"{self.where}{name}", self.faults)

    def _wrong(self, name: str, why: str, instead: Item) -> Item:
        if name in self.value:  # if it is not there, `only` has said so
            self.faults.add(Reason.FIELD_INVALID, self.where + name, why)
        return instead


def fields_of(value: Json, where: str, faults: Faults) -> Fields:
    """The fields of what should be an object."""
    if isinstance(value, dict):
        return Fields(value, where + "." if where else "", faults)
    faults.add(Reason.FIELD_INVALID, where, "not an object")
    return Fields({}, where + ".", Faults())  # its fields are missing: said with one word


def texts(pattern: re.Pattern[str], faults: Faults) -> Callable[[Json, str], str]:
    """How to read each item of a list of short texts."""

    def read(value: Json, where: str) -> str:
        if isinstance(value, str) and pattern.fullmatch(value):
            return value
        faults.add(Reason.FIELD_INVALID, where, "not of the form " + pattern.pattern)
        return where  # so that two faults are not two equal items

    return read


def words(among: type[Choice], faults: Faults) -> Callable[[Json, str], Choice]:
    """How to read each item of a list of words of an enumeration."""

    def read(value: Json, where: str) -> Choice:
        if isinstance(value, str) and value in set(among):
            return among(value)
        faults.add(Reason.FIELD_INVALID, where, "none of " + ", ".join(among))
        return next(iter(among))

    return read


def is_seen(character: str) -> bool:
    """Whether a character shows on paper what it is; the plain space does too."""
    if character == " ":
        return True
    return unicodedata.category(character).startswith(SEEN) and character not in BLANK_LETTERS


def write_moment(moment: datetime) -> str:
    """A time as it stands in a mandate. Whole seconds."""
    return moment.astimezone(UTC).strftime(TIME)


def _parsed(value: Json, form: str) -> datetime | None:
    if not isinstance(value, str):
        return None
    try:
        return datetime.strptime(value, form).replace(tzinfo=UTC)
    except ValueError:
        return None
