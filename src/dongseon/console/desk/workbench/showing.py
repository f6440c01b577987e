"""From an itinerary to what the workbench shows: pictures, rows of words, what changed.

Maps, time lines and their words are those of `look`; here they get the officers' decisions.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import datetime
from functools import cache
from uuid import UUID
from zoneinfo import ZoneInfo

from django.utils.safestring import SafeString

from dongseon.console.tracing.types import Act, Changed, Difference, ShownStay, Struck
from dongseon.console.workflows.reconstructing_page import Asked, Workbench
from dongseon.itinerary.types import Itinerary, Stay
from dongseon.look import findings, journey, questions, vocabulary, wording
from dongseon.look.basemap import Ground
from dongseon.look.findings import Reader, Site, SourceRow, StayRow
from dongseon.look.markup import Element, fit, render
from dongseon.look.questions import Question
from dongseon.look.wording import Language, Words

MOST_DAYS = 31
MAP_SIZE = (520.0, 440.0)  # units of the map: half a screen
MOST_RECORDS = 12  # of a stay that are named on the page
TIMEZONE = ZoneInfo("Asia/Seoul")


@dataclass(frozen=True, slots=True)
class StayLine:
    """A stay as a row of the table."""

    row: StayRow
    shown: ShownStay
    records: tuple[questions.RecordRow, ...]
    rivals: tuple[tuple[str, str], ...]  # where else, in the page's language, and its probability
    last_of_day: bool

    @property
    def act(self) -> Act | None:
        """What an officer did with it."""
        return self.shown.act


@dataclass(frozen=True, slots=True)
class AskLine:
    """A question to be asked again, in words."""

    question: Question
    asked: Asked


@dataclass(frozen=True, slots=True)
class ChangeLine:
    """What a version tells otherwise than the one before."""

    difference: Difference
    place: str
    time: str
    before: str
    after: str


@dataclass(frozen=True, slots=True)
class StruckLine:
    """A rejected stay."""

    struck: Struck
    place: str
    time: str


@dataclass(frozen=True, slots=True)
class DayLine:
    """One day of the time line."""

    name: str
    picture: SafeString | None


@dataclass(frozen=True, slots=True)
class Screen:
    """Everything the workbench shows, in one language."""

    words: Words
    lines: tuple[tuple[str, tuple[StayLine, ...]], ...]  # under the day they begin on
    asked: tuple[AskLine, ...]
    open_questions: int
    maps: tuple[SafeString, ...]
    sites: tuple[Site, ...]
    days: tuple[DayLine, ...]
    earlier_days: int
    sources: tuple[SourceRow, ...]
    changes: tuple[ChangeLine, ...]
    struck: tuple[StruckLine, ...]
    gaps: tuple[tuple[str, str], ...]
    trips: tuple[tuple[str, str, str], ...]
    rejects: int


@cache
def ground() -> Ground:
    """The outlines of Korea's districts: read once a process."""
    return journey.ground_for(None)


def words_of(language: str) -> Words:
    """The words of a page's language."""
    known: Language = "ko" if language == "ko" else "en"
    return Words(known, wording.translations(known), TIMEZONE)


def screen(bench: Workbench, language: str) -> Screen | None:
    """What the workbench shows; nothing where there is no itinerary."""
    kept = bench.kept
    if kept is None:
        return None
    words = words_of(language)
    told = replace(kept.itinerary, stays=tuple(map(as_stay, bench.told.stays)))
    reader = findings.reader_of(kept.evidence, told.person_id, words)
    rows = findings.stay_rows(reader, told)
    sites, _ = findings.sites_of(reader, told.stays)
    asked = questions.questions_of(reader, told)
    days, earlier = _days(reader, told, rows, asked, bench.told.stays)
    return Screen(
        words=words,
        lines=_lines(reader, rows, bench.told.stays),
        asked=tuple(map(AskLine, asked, bench.asked)),
        open_questions=sum(one.answer is None for one in bench.asked),
        maps=tuple(
            _safe(one)
            for one in journey.map_pictures(
                reader, told, sites, ground(), link="#place-", size=MAP_SIZE
            )
        ),
        sites=sites,
        days=days,
        earlier_days=earlier,
        sources=findings.source_rows(reader, told.person_id),
        changes=tuple(_change(reader, one) for one in kept.changes),
        struck=tuple(_struck(reader, one) for one in bench.told.struck),
        gaps=tuple(
            (words.until(g.start, g.end), words.lasting((g.end - g.start).total_seconds() / 60))
            for g in told.gaps
        ),
        trips=tuple(
            (
                words.until(t.start, t.end),
                words.lasting((t.end - t.start).total_seconds() / 60),
                vocabulary.mode(words, t.mode),
            )
            for t in told.trips
        ),
        rejects=len(kept.evidence.rejects),
    )


def as_stay(shown: ShownStay) -> Stay:
    """A shown stay in the form that pictures take."""
    return Stay(
        shown.place_id,
        shown.lon_deg,
        shown.lat_deg,
        shown.category,
        shown.arrived,
        shown.left,
        shown.probability,
        shown.evidence,
        shown.rivals,
    )


def record_rows(reader: Reader, stay: ShownStay) -> tuple[questions.RecordRow, ...]:
    """The most telling records of a stay, in words."""
    named, _ = findings.telling(reader, stay.evidence, MOST_RECORDS)
    return tuple(questions.record_row(reader, record) for record in named)


def _lines(
    reader: Reader, rows: Sequence[StayRow], shown: Sequence[ShownStay]
) -> tuple[tuple[str, tuple[StayLine, ...]], ...]:
    grouped: dict[str, list[StayLine]] = {}
    for i, (row, stay) in enumerate(zip(rows, shown, strict=True)):
        line = StayLine(
            row,
            stay,
            record_rows(reader, stay),
            rivals=tuple(
                (findings.label_of(name, korean=reader.words.korean), share)
                for name, share in row.rivals
            ),
            last_of_day=i == len(rows) - 1,
        )
        grouped.setdefault(row.day, []).append(line)
    return tuple((day, tuple(lines)) for day, lines in grouped.items())


def _days(
    reader: Reader,
    told: Itinerary,
    rows: Sequence[StayRow],
    asked: Sequence[Question],
    shown: Sequence[ShownStay],
) -> tuple[tuple[DayLine, ...], int]:
    timeline = journey.timeline_of(reader, told, rows, asked)
    blocks = tuple(
        replace(block, link=f"#stay-{stay.key}")
        for block, stay in zip(timeline.blocks, shown, strict=True)
    )
    found, earlier = journey.day_rows(reader, replace(timeline, blocks=blocks), MOST_DAYS)
    return (
        tuple(DayLine(day.name, _safe(day.picture) if day.picture else None) for day in found),
        earlier,
    )


def _change(reader: Reader, changed: Changed) -> ChangeLine:
    words = reader.words
    before, after = (
        _valued(words, changed.difference, text) for text in (changed.before, changed.after)
    )
    return ChangeLine(
        changed.difference,
        findings.place_name(reader, changed.place_id),
        words.until(changed.start, changed.end),
        before,
        after,
    )


def _valued(words: Words, difference: Difference, text: str) -> str:
    if not text:
        return ""
    if difference is Difference.MOVED:
        start, _, end = text.partition("/")
        return words.until(datetime.fromisoformat(start), datetime.fromisoformat(end))
    return words.percent(float(text))


def _struck(reader: Reader, struck: Struck) -> StruckLine:
    claim = struck.claim
    return StruckLine(
        struck,
        findings.place_name(reader, claim.place_id),
        reader.words.until(claim.start, claim.end),
    )


def _safe(picture: Element) -> SafeString:
    return SafeString(str(render(picture)))


def place_names(bench: Workbench, language: str) -> Mapping[str, str]:
    """Names of the places of a version, for choosing."""
    if bench.kept is None:
        return {}
    places = bench.kept.evidence.places
    korean = language == "ko"
    return {
        place_id: fit(findings.label_of(places.name[row] or place_id, korean=korean))
        for row, place_id in enumerate(places.place_id)
    }


def officers_of(bench: Workbench) -> set[UUID]:
    """Everybody who decided something on this screen."""
    deciding = [one.officer_id for one in bench.decisions]
    deciding += [one.answer.officer_id for one in bench.asked if one.answer]
    return {officer for officer in deciding if officer is not None}
