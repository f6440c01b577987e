"""The segments of a delivery: decoded, parted into messages, taken apart by hl7apy. Pure."""

import re
from dataclasses import dataclass
from datetime import datetime, timedelta, timezone
from zoneinfo import ZoneInfo

from hl7apy.core import Segment
from hl7apy.parser import parse_message

from dongseon.console.laboratory.hl7.types import Header, Rejected

SEOUL = ZoneInfo("Asia/Seoul")  # of times that name no zone
MOST_BYTES = 512 * 2**10  # of one delivery: a batch of some two hundred results. Assumption
MOST_SEGMENTS = 5_000
MOST_MESSAGES = 200  # of one batch
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
    """The segments, taken apart by hl7apy."""
    try:
        parsed = parse_message(text, find_groups=False)
        segments = [child for child in parsed.children if isinstance(child, Segment)]
        numbers: dict[str, int] = {}
        lines = []
        for segment in segments:
            numbers[segment.name] = numbers.get(segment.name, 0) + 1
            fields: dict[int, list[str]] = {}
            for child in segment.children:
                position = str(child.name).rpartition("_")[2]
                if position.isdigit():
                    fields.setdefault(int(position), []).append(child.to_er7())
            lines.append(Line(str(segment.name), numbers[segment.name], fields, header.separators))
    except Rejected:
        raise
    except Exception:  # noqa: BLE001  # hl7apy raises whatever a broken message makes it meet
        raise Rejected(SEQUENCE, "MSH^1", "cannot_be_read") from None
    if not lines or lines[0].name != "MSH":
        raise Rejected(SEQUENCE, "MSH^1", "no_header")
    return lines
