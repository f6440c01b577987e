"""The results of a trace as files: the contract of `dongseon trace`.

Times carry the offset of the area's zone. JSON keeps every value as it is; a CSV cell that a
spreadsheet would run is made harmless.
"""

import csv
import io
import json
import math
from collections.abc import Iterable, Sequence
from datetime import datetime
from typing import Any, TypeAlias
from zoneinfo import ZoneInfo

from dongseon import records
from dongseon.contacts.types import Contact
from dongseon.itinerary.types import Itinerary, Moment, Stay

Json: TypeAlias = dict[str, Any]  # whatever JSON can hold

MINUTES = ("from", "to", "place_id", "probability")
CONTACTS = (
    "person_id",
    "place_id",
    "from",
    "to",
    "minutes",
    "minutes_low",
    "minutes_high",
    "probability",
    "infectiousness",
    "risk",
    "tier",
    "reason",
    "probability_15_min",
)


def itinerary_document(itinerary: Itinerary) -> Json:
    """`itinerary.json`: stays, trips, gaps and discrepancies of one person."""
    zone = ZoneInfo(itinerary.period.timezone)
    return {
        "person_id": itinerary.person_id,
        "period": span(itinerary.period.start, itinerary.period.end, zone),
        "stays": [stay_document(stay, zone) for stay in itinerary.stays],
        "trips": [span(t.start, t.end, zone) | {"mode": t.mode} for t in itinerary.trips],
        "gaps": [span(gap.start, gap.end, zone) for gap in itinerary.gaps],
        "discrepancies": [
            {
                "kind": found.kind,
                **span(found.start, found.end, zone),
                "statement": found.statement,
                "records": list(found.records),
                "explanation": found.explanation,
                "explanation_ko": found.explanation_ko,
            }
            for found in itinerary.discrepancies
        ],
    }


def stay_document(stay: Stay, zone: ZoneInfo) -> Json:
    """One stay with its evidence and its rivals."""
    return {
        "place_id": stay.place_id,
        "lon": degrees(stay.lon_deg),
        "lat": degrees(stay.lat_deg),
        "category": stay.category,
        "arrived": moment_document(stay.arrived, zone),
        "left": moment_document(stay.left, zone),
        "probability": rounded(stay.probability),
        "evidence": list(stay.evidence),
        "rivals": [
            {"place_id": rival.place_id, "probability": rounded(rival.probability)}
            for rival in stay.rivals
        ],
    }


def moment_document(moment: Moment, zone: ZoneInfo) -> Json:
    """A time with its interval."""
    return {
        "earliest": local(moment.earliest, zone),
        "likely": local(moment.likely, zone),
        "latest": local(moment.latest, zone),
    }


def minutes_csv(itinerary: Itinerary) -> bytes:
    """`minutes.csv`: the whole period, cut where the most probable place changes."""
    zone = ZoneInfo(itinerary.period.timezone)
    return csv_file(
        MINUTES,
        (
            (
                local(stretch.start, zone),
                local(stretch.end, zone),
                stretch.place_id or "",
                f"{stretch.probability:.4f}",
            )
            for stretch in itinerary.stretches
        ),
    )


def contacts_csv(contacts: Sequence[Contact], timezone: str) -> bytes:
    """`contacts.csv`: one row a contact, the greatest risk first."""
    zone = ZoneInfo(timezone)
    return csv_file(
        CONTACTS,
        (
            (
                contact.person_id,
                contact.place_id,
                local(contact.start, zone),
                local(contact.end, zone),
                f"{contact.minutes:.1f}",
                f"{contact.minutes_low:.1f}",
                f"{contact.minutes_high:.1f}",
                f"{contact.probability:.4f}",
                f"{contact.infectiousness:.4f}",
                f"{contact.risk:.6f}",
                contact.tier,
                contact.reason,
                f"{contact.probability_15_min:.4f}",
            )
            for contact in contacts
        ),
    )


def csv_file(header: Sequence[str], rows: Iterable[Sequence[str]]) -> bytes:
    """A CSV file (RFC 4180, UTF-8) whose cells no spreadsheet runs."""
    text = io.StringIO(newline="")
    writer = csv.writer(text)
    writer.writerow(header)
    writer.writerows([records.safe_cell(cell) for cell in row] for row in rows)
    return encoded(text.getvalue())


def json_file(document: Json) -> bytes:
    """A JSON file for people and machines: indented, Korean as it is written."""
    return encoded(json.dumps(document, ensure_ascii=False, indent=2, allow_nan=False) + "\n")


def encoded(text: str) -> bytes:
    """UTF-8. Half a surrogate pair, which a JSON history may hold, becomes a question mark."""
    return text.encode("utf-8", "replace")


def span(start: datetime, end: datetime, zone: ZoneInfo) -> Json:
    """A stretch of time."""
    return {"from": local(start, zone), "to": local(end, zone)}


def local(time: datetime, zone: ZoneInfo) -> str:
    """ISO 8601 with the zone's offset, to the second."""
    return time.astimezone(zone).isoformat(timespec="seconds")


def degrees(value: float) -> float | None:
    """Degrees to a tenth of a metre; JSON has no NaN."""
    return round(value, 6) if math.isfinite(value) else None


def rounded(probability: float) -> float:
    """A probability to four digits: more would claim more than is known."""
    return round(float(probability), 4)
