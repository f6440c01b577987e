"""What has to be asked again: discrepancies in words, each with the records it rests on."""

from dataclasses import dataclass

from dongseon.itinerary.types import Discrepancy, Itinerary
from dongseon.look import findings, vocabulary
from dongseon.look.findings import Reader
from dongseon.look.markup import fit
from dongseon.records.columns import SOURCES


@dataclass(frozen=True, slots=True)
class RecordRow:
    """One record in words."""

    record_id: str
    source: str
    time: str
    place: str
    text: str


@dataclass(frozen=True, slots=True)
class Question:
    """Something to be asked again."""

    key: str  # Q1, Q2 … on page and time line
    kind: str
    time: str
    explanation: str
    statement: RecordRow | None
    records: tuple[RecordRow, ...]
    others: str  # the records not named, by source
    discrepancy: Discrepancy


def questions_of(reader: Reader, itinerary: Itinerary) -> tuple[Question, ...]:
    """The discrepancies, in time order."""
    ordered = sorted(itinerary.discrepancies, key=lambda d: (d.start, d.end, d.kind, d.statement))
    return tuple(_question(reader, i, d) for i, d in enumerate(ordered, start=1))


def _question(reader: Reader, number: int, discrepancy: Discrepancy) -> Question:
    words = reader.words
    said = discrepancy.explanation_ko if words.korean else discrepancy.explanation
    shown, others = findings.named_and_others(reader, discrepancy.records)
    statement = record_row(reader, discrepancy.statement) if discrepancy.statement else None
    return Question(
        key=f"Q{number}",
        kind=vocabulary.discrepancy(words, discrepancy.kind),
        time=words.until(discrepancy.start, discrepancy.end),
        explanation=fit(said, findings.TEXT),
        statement=statement,
        records=tuple(record_row(reader, record) for record in shown),
        others=findings.by_source(reader, others),
        discrepancy=discrepancy,
    )


def record_row(reader: Reader, record_id: str) -> RecordRow:
    """One record in words."""
    row = reader.rows.get(record_id)
    shown = fit(record_id, findings.NAME)
    if row is None:
        return RecordRow(shown, "", "", "", "")
    records, words = reader.evidence.records, reader.words
    start, end = findings.utc(records.start[row]), findings.utc(records.end[row])
    place = int(records.place[row])
    return RecordRow(
        record_id=shown,
        source=vocabulary.source(words, SOURCES[int(records.source[row])]),
        time=words.until(start, end) if end > start else words.day_and_clock(start),
        place=findings.place_name(reader, reader.evidence.places.place_id[place])
        if place >= 0
        else "",
        text=fit(str(records.text[row]), findings.TEXT),
    )
