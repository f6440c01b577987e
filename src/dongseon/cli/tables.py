"""An itinerary, its discrepancies and its contacts as tables for a terminal."""

from collections.abc import Iterator, Sequence
from datetime import datetime
from zoneinfo import ZoneInfo

from rich.table import Table

from dongseon.cli import terminal
from dongseon.contacts.types import Contact
from dongseon.itinerary.types import Discrepancy, Gap, Itinerary, Stay, Trip
from dongseon.records.columns import Places

MOST_CONTACTS = 10
MOST_RIVALS = 1


def itinerary_table(itinerary: Itinerary, places: Places) -> Table:
    """Stays, trips and gaps in order of time; a gap is a line of its own, never a blank."""
    zone = ZoneInfo(itinerary.period.timezone)
    return terminal.table(
        f"Where {terminal.plain(itinerary.person_id)} was",
        ("when", "where", "sure", "by", "or else"),
        itinerary_rows(itinerary, places, zone),
    )


def itinerary_rows(
    itinerary: Itinerary, places: Places, zone: ZoneInfo
) -> Iterator[tuple[str, ...]]:
    """One row a stay, trip or gap; ``by`` is the number of records that support a stay."""
    parts: list[Stay | Trip | Gap] = [*itinerary.stays, *itinerary.trips, *itinerary.gaps]
    for part in sorted(parts, key=start_of):
        if isinstance(part, Stay):
            yield (
                span(part.arrived.likely, part.left.likely, zone),
                place_text(part.place_id, places),
                f"{part.probability:.0%}",
                str(len(part.evidence)),
                rivals_text(part, places),
            )
        else:
            text = f"on the way: {part.mode}" if isinstance(part, Trip) else "no evidence"
            yield (span(part.start, part.end, zone), text, "", "", "")


def start_of(part: Stay | Trip | Gap) -> datetime:
    """When a part of the itinerary begins."""
    return part.arrived.likely if isinstance(part, Stay) else part.start


def discrepancy_table(found: Sequence[Discrepancy], timezone: str) -> Table:
    """What does not fit together and is to be asked again."""
    zone = ZoneInfo(timezone)
    return terminal.table(
        "To be asked again",
        ("when", "what does not fit"),
        ((span(d.start, d.end, zone), d.explanation) for d in found),
    )


def contact_table(contacts: Sequence[Contact], places: Places, timezone: str) -> Table:
    """The contacts at the greatest risk."""
    zone = ZoneInfo(timezone)
    title = "Contacts"
    if len(contacts) > MOST_CONTACTS:
        title = f"Contacts: the first {MOST_CONTACTS} of {len(contacts)}"
    return terminal.table(
        title,
        ("person", "where", "when", "minutes", "met"),
        (
            (
                contact.person_id,
                place_text(contact.place_id, places) if contact.place_id else contact.setting,
                span(contact.start, contact.end, zone),
                f"{contact.minutes:.0f} ({contact.minutes_low:.0f}–{contact.minutes_high:.0f})",
                f"{contact.probability:.0%}",
            )
            for contact in contacts[:MOST_CONTACTS]
        ),
    )


def place_text(place_id: str | None, places: Places) -> str:
    """A place by its name and category; an anonymous spot as such."""
    if place_id is None:
        return "a place in no list"
    row = places.position.get(place_id, -1)
    if row < 0:
        return place_id
    return f"{places.name[row] or place_id} ({places.category[row]})"


def rivals_text(stay: Stay, places: Places) -> str:
    """The best rivals of a stay."""
    return ", ".join(
        f"{place_text(rival.place_id, places)} {rival.probability:.0%}"
        for rival in stay.rivals[:MOST_RIVALS]
    )


def span(start: datetime, end: datetime, zone: ZoneInfo) -> str:
    """Local begin and end, to the minute; the end names its day only if it is another one."""
    begin, until = start.astimezone(zone), end.astimezone(zone)
    same_day = begin.date() == until.date()
    return (
        f"{begin:%a %d %b %H:%M}–{until:%H:%M}"
        if same_day
        else f"{begin:%a %d %b %H:%M}–{until:%a %H:%M}"
    )
