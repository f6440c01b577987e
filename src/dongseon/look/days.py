"""The time line: one picture a day, the claimed stays above, a lane for each source below."""

import math
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from zoneinfo import ZoneInfo

import numpy as np

from dongseon.look import labels
from dongseon.look.markup import Element, element, fit, picture
from dongseon.records.columns import SOURCES, Bools, Period, Records

WIDTH = 1000.0  # units of the drawing
LEFT = 78.0  # room for the lanes' names
RIGHT = 10.0
AXIS = 16.0
BAND = 28.0  # the claimed stays
LANE = 14.0
SIZE = 11.0  # of texts
NAME_ROOM = 40.0  # a name cut shorter than that says nothing

# Sources whose records are an instant with a place: shown wide enough to be seen.
ANCHORS = ("card", "transit", "check_in", "cctv", "interview")


@dataclass(frozen=True, slots=True)
class Day:
    """A local day within the period."""

    start: datetime  # UTC, local midnight
    end: datetime  # UTC, the next local midnight

    @property
    def minutes(self) -> int:
        """1,440, or an hour more or less when the clocks change."""
        return round((self.end - self.start).total_seconds() / 60)


@dataclass(frozen=True, slots=True)
class Block:
    """A claimed stay, as the time line shows it."""

    start: datetime  # UTC, likely arrival
    end: datetime  # UTC, likely departure
    start_low: datetime
    start_high: datetime
    end_low: datetime
    end_high: datetime
    number: str
    name: str
    certain: str  # its probability in words
    probability: float
    tone: str
    title: str
    link: str = ""  # where the block leads


@dataclass(frozen=True, slots=True)
class Mark:
    """A stretch of another kind: a gap, a trip or something to be asked again."""

    start: datetime  # UTC
    end: datetime  # UTC
    text: str  # shown where there is room
    title: str


@dataclass(frozen=True, slots=True, eq=False)
class Lane:
    """Which minutes of the period one source has records for."""

    source: str
    name: str
    minutes: Bools  # (minutes of the days shown,)


@dataclass(frozen=True, slots=True)
class Timeline:
    """All that the time line shows, in one language."""

    days: tuple[Day, ...]
    blocks: tuple[Block, ...]
    trips: tuple[Mark, ...]
    gaps: tuple[Mark, ...]
    questions: tuple[Mark, ...]
    lanes: tuple[Lane, ...]
    stays_name: str  # the name of the first lane


def days_of(period: Period) -> tuple[Day, ...]:
    """The local days a period touches."""
    zone = ZoneInfo(period.timezone)
    date = period.start.astimezone(zone).date()
    last = (period.end - timedelta(microseconds=1)).astimezone(zone).date()
    days = []
    while date <= last:
        midnights = [
            datetime.combine(d, datetime.min.time(), tzinfo=zone).astimezone(UTC)
            for d in (date, date + timedelta(days=1))
        ]
        days.append(Day(midnights[0], midnights[1]))
        date += timedelta(days=1)
    return tuple(days)


def observed_minutes(records: Records, person_id: str, days: Sequence[Day]) -> dict[str, Bools]:
    """For each source with records of a person: the minutes (of all days in a row) it has seen.

    However many records there are, no more than one bit a minute is kept.
    """
    total = round((days[-1].end - days[0].start).total_seconds() / 60)
    origin = np.datetime64(days[0].start.replace(tzinfo=None), "us")
    mine = _rows_of(records, person_id)
    first = (records.start[mine] - origin) // np.timedelta64(60, "s")
    last = (records.end[mine] - origin) // np.timedelta64(60, "s")
    source = records.source[mine]
    seen = {}
    for code, name in enumerate(SOURCES):
        of = (source == code) & (last >= 0) & (first < total)
        if of.any():
            change = np.zeros(total + 1, dtype=np.int64)
            np.add.at(change, np.clip(first[of], 0, total - 1), 1)
            np.add.at(change, np.clip(last[of] + 1, 1, total), -1)
            seen[name] = np.cumsum(change[:-1]) > 0
    return seen


def _rows_of(records: Records, person_id: str) -> Bools:
    """Which rows are about a person."""
    if person_id not in records.person.labels:
        return np.zeros(len(records), dtype=np.bool_)
    return np.asarray(records.person.codes == records.person.labels.index(person_id))


def draw_day(timeline: Timeline, day: Day, *, name: str, description: str, key: str) -> Element:
    """One day's picture. ``key`` makes its hatching's id distinct on the page."""
    lanes_top = AXIS + BAND + 11
    height = lanes_top + LANE * len(timeline.lanes) + 4
    scale = (WIDTH - LEFT - RIGHT) / day.minutes
    drawing = _Drawing(day, scale, lanes_top, height, f"hatch-{key}")
    parts = [
        _hatching(drawing.hatch),
        *_axis(drawing),
        *_gaps(timeline.gaps, drawing),
        *_lanes(timeline, drawing),
        *_trips(timeline.trips, drawing),
        *_blocks(timeline.blocks, drawing),
        *_questions(timeline.questions, drawing),
        element("text", timeline.stays_name, class_="lane-name", x=LEFT - 8, y=AXIS + BAND / 2 + 4),
    ]
    role = "group" if any(block.link for block in timeline.blocks) else "img"
    return picture(
        *parts,
        width=WIDTH,
        height=height,
        name=name,
        description=description,
        kind="day",
        role=role,
    )


def has_something(timeline: Timeline, day: Day) -> bool:
    """Whether a day has a stay, a question or a record."""
    first = _minute_of(timeline, day)
    spans = [(b.start, b.end) for b in timeline.blocks]
    spans += [(q.start, q.end) for q in timeline.questions]
    return any(start < day.end and end > day.start for start, end in spans) or any(
        lane.minutes[first : first + day.minutes].any() for lane in timeline.lanes
    )


def _minute_of(timeline: Timeline, day: Day) -> int:
    """A day's first minute among the minutes of all days."""
    return round((day.start - timeline.days[0].start).total_seconds() / 60)


@dataclass(frozen=True, slots=True)
class _Drawing:
    """One day's measures."""

    day: Day
    scale: float  # units per minute
    lanes_top: float
    height: float
    hatch: str  # id of the pattern

    def x(self, moment: datetime) -> float:
        minutes = (moment - self.day.start).total_seconds() / 60
        return LEFT + min(max(minutes, 0.0), float(self.day.minutes)) * self.scale

    def meets(self, start: datetime, end: datetime) -> bool:
        return start < self.day.end and end > self.day.start


def _hatching(key: str) -> Element:
    stroke = element("path", d="M0 6L6 0", class_="hatch-line")
    ground = element("rect", width=6, height=6, class_="hatch-ground")
    pattern = element(
        "pattern", ground, stroke, id=key, width=6, height=6, patternUnits="userSpaceOnUse"
    )
    return element("defs", pattern)


def _axis(drawing: _Drawing) -> Iterable[Element]:
    for hour in range(0, drawing.day.minutes // 60 + 1, 3):
        x = LEFT + hour * 60 * drawing.scale
        yield element("path", class_="grid", d=f"M{x:.1f} {AXIS - 3:g}V{drawing.height:.1f}")
        if hour * 60 < drawing.day.minutes:
            yield element("text", f"{hour:02d}", class_="hour", x=x + 3, y=AXIS - 5)


def _gaps(gaps: Sequence[Mark], drawing: _Drawing) -> Iterable[Element]:
    for gap in gaps:
        if drawing.meets(gap.start, gap.end):
            left, right = drawing.x(gap.start), drawing.x(gap.end)
            shape = element(
                "rect", element("title", gap.title), class_="gap", fill=f"url(#{drawing.hatch})",
                x=left, y=AXIS, width=right - left, height=drawing.height - AXIS,
            )  # fmt: skip
            yield shape
            if labels.text_width(gap.text, SIZE) + 8 < right - left:
                middle = (left + right) / 2
                yield element("text", gap.text, class_="gap-name", x=middle, y=AXIS + BAND / 2 + 4)


def _lanes(timeline: Timeline, drawing: _Drawing) -> Iterable[Element]:
    first_minute = _minute_of(timeline, drawing.day)
    for row, lane in enumerate(timeline.lanes):
        y = drawing.lanes_top + LANE * row
        yield element("text", lane.name, class_="lane-name", x=LEFT - 8, y=y + LANE - 3)
        yield element(
            "path", class_="lane-line", d=f"M{LEFT:g} {y + LANE - 1:.1f}H{WIDTH - RIGHT:g}"
        )
        minutes = lane.minutes[first_minute : first_minute + drawing.day.minutes]
        path = _run_path(minutes, drawing, y=y + 2, least=4.0 if lane.source in ANCHORS else 1.0)
        if path:
            yield element("path", class_=f"seen {lane.source.replace('_', '-')}", d=path)


def _run_path(minutes: Bools, drawing: _Drawing, *, y: float, least: float) -> str:
    """The seen minutes as rectangles of one path; runs that would touch on the drawing are joined."""
    edges = np.flatnonzero(np.diff(np.concatenate(([0], minutes.astype(np.int8), [0]))))
    room = math.ceil(0.6 / drawing.scale)
    pieces: list[list[int]] = []
    for start, end in edges.reshape(-1, 2).tolist():
        if pieces and start - pieces[-1][1] <= room:
            pieces[-1][1] = end
        else:
            pieces.append([start, end])
    high = LANE - 5
    return "".join(
        f"M{LEFT + start * drawing.scale:.1f} {y:g}"
        f"h{max((end - start) * drawing.scale, least):.1f}v{high:g}"
        f"H{LEFT + start * drawing.scale:.1f}z"
        for start, end in pieces
    )


def _trips(trips: Sequence[Mark], drawing: _Drawing) -> Iterable[Element]:
    y = AXIS + BAND / 2
    for trip in trips:
        if drawing.meets(trip.start, trip.end):
            path = f"M{drawing.x(trip.start):.1f} {y:g}H{drawing.x(trip.end):.1f}"
            yield element("path", element("title", trip.title), class_="trip", d=path)


def _blocks(blocks: Sequence[Block], drawing: _Drawing) -> Iterable[Element]:
    for block in blocks:
        if drawing.meets(block.start, block.end):
            group = element("g", *_block(block, drawing), class_=f"block {block.tone}")
            yield (
                element("a", element("title", block.title), group, href=block.link)
                if block.link
                else group
            )


def _block(block: Block, drawing: _Drawing) -> list[Element]:
    left = drawing.x(block.start)
    right = max(drawing.x(block.end), left + 3)
    parts = [
        element("title", block.title),
        element("rect", class_="paper", x=left, y=AXIS, width=right - left, height=BAND, rx=3),
        element(
            "rect", class_="claim", fill_opacity=round(0.12 + 0.5 * block.probability, 2),
            x=left, y=AXIS, width=right - left, height=BAND, rx=3,
        ),
        *_whisker(block.start_low, block.start_high, drawing, below=2.5),
        *_whisker(block.end_low, block.end_high, drawing, below=6.5),
    ]  # fmt: skip
    text = _fitting(block, right - left - 8)
    if text:
        middle = (left + right) / 2
        parts.append(element("text", text, x=middle, y=AXIS + BAND / 2 + 4))
    return parts


def _whisker(
    low: datetime, high: datetime, drawing: _Drawing, *, below: float
) -> Iterable[Element]:
    """The interval of an arrival or a departure, so far below the block."""
    left, right = drawing.x(low), drawing.x(high)
    if right - left >= 2:
        y = AXIS + BAND + below
        path = f"M{left:.1f} {y - 2:g}v4m0 -2H{right:.1f}m0 -2v4"
        yield element("path", class_="whisker", d=path)


def _fitting(block: Block, room: float) -> str:
    """As much of number, name and probability as there is room for."""
    if not block.name:
        return _number(block, room)
    rest = labels.text_width(f"{block.number}  {block.certain}", SIZE)
    name = labels.shortened(fit(block.name), size=SIZE, most=room - rest)
    if labels.text_width(name, SIZE) >= min(NAME_ROOM, labels.text_width(block.name, SIZE)):
        return f"{block.number} {name} {block.certain}"
    return _number(block, room)


def _number(block: Block, room: float) -> str:
    """Number and probability, or the number alone, or nothing."""
    for text in (f"{block.number} · {block.certain}", block.number):
        if labels.text_width(text, SIZE) <= room:
            return text
    return ""


def _questions(questions: Sequence[Mark], drawing: _Drawing) -> Iterable[Element]:
    for question in questions:
        if drawing.meets(question.start, question.end):
            left = drawing.x(question.start)
            right = max(drawing.x(question.end), left + 4)
            path = f"M{left:.1f} {AXIS - 1:g}H{right:.1f}"
            width = labels.text_width(question.text, SIZE) + 6
            at = min(left, WIDTH - RIGHT - width)
            plate = element("rect", class_="flag", x=at, y=AXIS - 15, width=width, height=14, rx=3)
            words = element("text", question.text, x=at + width / 2, y=AXIS - 4)
            title = element("title", question.title)
            line = element("path", class_="asked", d=path)
            yield element("g", title, line, plate, words, class_="question")
