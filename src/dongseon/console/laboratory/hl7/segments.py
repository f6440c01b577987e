"""The segments of a delivery: decoded, parted into messages, taken apart by hl7apy. Pure."""

import re
from dataclasses import dataclass
from datetime import datetime, timedelta, timezone
from functools import lru_cache
from zoneinfo import ZoneInfo

from hl7apy.core import Segment
from hl7apy.exceptions import HL7apyException
from hl7apy.parser import get_message_info

from dongseon.console.laboratory.hl7.types import Header, Rejected

SEOUL = ZoneInfo("Asia/Seoul")  # of times that name no zone
MOST_BYTES = 512 * 2**10  # of one delivery: a batch of some two hundred results. Assumption
MOST_SEGMENTS = 5_000
MOST_MESSAGES = 200  # of one batch
DRAWN = ("2.5", "2.5.1")  # versions whose segments are looked up; others are refused afterwards
WRAPPERS = ("FHS", "BHS", "BTS", "FTS")
SEQUENCE, INTERNAL = "100", "207"  # of HL7 table 0357
_TIME = re.compile(r"(\d{4})(\d{2})?(\d{2})?(\d{2})?(\d{2})?(\d{2})?(?:\.\d{1,4})?([+-]\d{4})?")


@dataclass(frozen=True, slots=True)
class Line:
    """One segment: its name, its number among those of its name, and its fields as they stand."""

    name: str
    number: int
    fields: dict[int, list[str]]
    separators: str

    def parts(self, position: int, repetition: int = 0) -> list[str]:
        """The components of a field, unescaped."""
        found = self.fields.get(position, [])
        if len(found) <= repetition:
            return []
        return [self._plain(part) for part in found[repetition].split(self.separators[1])]

    def part(self, position: int, component: int = 1, repetition: int = 0) -> str:
        """One component, its first subcomponent; empty where there is none."""
        parts = self.fields.get(position, [])
        if len(parts) <= repetition:
            return ""
        components = parts[repetition].split(self.separators[1])
        if len(components) < component:
            return ""
        return self._plain(components[component - 1].split(self.separators[4])[0])

    def repetitions(self, position: int) -> int:
        """How often a field is there."""
        return len(self.fields.get(position, []))

    def place(self, position: int) -> str:
        """Where a field stands, as ERR-2 names it."""
        return f"{self.name}^{self.number}^{position}"

    def _plain(self, text: str) -> str:
        escape = self.separators[3]
        signs = dict(zip("FSRET", self.separators, strict=True))
        mark = re.escape(escape)
        pattern = re.compile(rf"{mark}([FSRTE]){mark}")
        return pattern.sub(lambda found: signs[found[1]], text).strip()


def split(data: bytes) -> tuple[str, ...]:
    """The messages of a delivery: one, or those of a batch. Raises Rejected."""
    if len(data) > MOST_BYTES:
        raise Rejected(INTERNAL, "MSH^1", "too_large")
    text = _decoded(data).strip("\x0b\x1c\r\n\t ")
    lines = [line.strip("\x0b\x1c ") for line in re.split(r"\r\n|\r|\n", text)]
    lines = [line for line in lines if line and not line.startswith(WRAPPERS)]
    if not lines or not lines[0].startswith("MSH"):
        raise Rejected(SEQUENCE, "MSH^1", "no_header")
    if len(lines) > MOST_SEGMENTS:
        raise Rejected(INTERNAL, "MSH^1", "too_many_segments")
    messages: list[list[str]] = []
    for line in lines:
        if line.startswith("MSH"):
            messages.append([])
        messages[-1].append(line)
    if len(messages) > MOST_MESSAGES:
        raise Rejected(INTERNAL, "MSH^1", "too_many_messages")
    return tuple("\r".join(message) for message in messages)


def header_of(text: str) -> Header:
    """What the first segment says, as far as it can be read; empty where it cannot."""
    first = text.split("\r", 1)[0]
    if not first.startswith("MSH") or len(first) < len("MSH|^~\\&"):
        return Header()
    mark = first[3]
    signs = first[4:].split(mark, 1)[0]
    separators = (mark + signs)[:5]
    if len(separators) < 5 or len(set(separators)) < 5 or any(one.isalnum() for one in separators):
        return Header()
    cells = ["MSH", mark, *first.split(mark)[1:]]

    def cell(position: int) -> str:
        text = cells[position] if len(cells) > position else ""
        return text.split(separators[1])[0].strip()[:199]

    try:
        sent_at = time_of(cell(7))
    except ValueError:
        sent_at = None
    return Header(separators, cell(3), cell(4), cell(5), cell(10), sent_at)


def time_of(text: str) -> datetime | None:
    """A time of HL7; None where there is none. Raises ValueError for one that cannot be."""
    if not text or text == '""':
        return None
    found = _TIME.fullmatch(text)
    if found is None:
        raise ValueError(text)
    year, month, day, hour, minute, second = (
        int(part) if part else None for part in found.groups()[:6]
    )
    zone: ZoneInfo | timezone = SEOUL
    if offset := found[7]:
        sign = -1 if offset[0] == "-" else 1
        zone = timezone(sign * timedelta(hours=int(offset[1:3]), minutes=int(offset[3:5])))
    return datetime(
        year or 1, month or 1, day or 1, hour or 0, minute or 0, second or 0, tzinfo=zone
    )


def _decoded(data: bytes) -> str:
    for encoding in ("utf-8-sig", "cp949"):
        try:
            text = data.decode(encoding)
        except UnicodeDecodeError:
            continue
        if "\0" in text:
            break
        return text
    raise Rejected(INTERNAL, "MSH^1^18", "encoding")


def lines_of(text: str, header: Header) -> list[Line]:
    """The segments and their fields, as hl7apy takes them apart. Raises Rejected.

    No further than fields: what hl7apy makes of each component, an object, nobody here looks at, and it is
    half the work of a result. A test holds this to hl7apy's own reading.
    """
    try:
        signs, _structure, version = get_message_info(text)
    except Exception:  # noqa: BLE001  # hl7apy raises whatever a broken message makes it meet
        raise Rejected(SEQUENCE, "MSH^1", "cannot_be_read") from None
    numbers: dict[str, int] = {}
    lines = []
    for written in text.split("\r"):
        if not written.strip():
            continue
        name, fields = _fields_of(written.strip(), signs["FIELD"], signs["REPETITION"])
        if not _is_segment(name, version or ""):
            raise Rejected(SEQUENCE, "MSH^1", "cannot_be_read")
        numbers[name] = numbers.get(name, 0) + 1
        lines.append(Line(name, numbers[name], fields, header.separators))
    if not lines or lines[0].name != "MSH":
        raise Rejected(SEQUENCE, "MSH^1", "no_header")
    return lines


def _fields_of(written: str, mark: str, again: str) -> tuple[str, dict[int, list[str]]]:
    """A segment's name, and the repetitions of each field that says something."""
    said, *cells = written.split(mark)
    name = said.upper()
    if name == "MSH":
        # Its first field is the mark itself, its second the other signs, never repeated
        head = {1: [mark], 2: cells[:1]}
        rest = enumerate(cells[1:], start=3)
    else:
        head, rest = {}, enumerate(cells, start=1)
    return name, head | {place: cell.split(again) for place, cell in rest if cell.strip()}


@lru_cache(maxsize=1_000)
def _is_segment(name: str, version: str) -> bool:
    """Whether the standard has a segment of this name, or leaves it to the sender (Z…)."""
    try:
        Segment(name, version=version if version in DRAWN else DRAWN[-1])
    except HL7apyException:
        return False
    return True
