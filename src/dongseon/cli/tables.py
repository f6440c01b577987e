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
MOST_RIVALS = 2


def itinerary_table(itinerary: Itinerary, places: Places) -> Table:
    """Stays, trips and gaps in order of time; a gap is a line of its own, never a blank."""
    zone = ZoneInfo(itinerary.period.timezone)
    return terminal.table(
        f"Where {terminal.plain(itinerary.person_id)} was",
        ("from", "to", "where", "sure", "records", "or else"),
        itinerary_rows(itinerary, places, zone),
    )


def itinerary_rows(
    itinerary: Itinerary, places: Places, zone: ZoneInfo
) -> Iterator[tuple[str, ...]]:
    """One row a stay, trip or gap."""
    parts: list[Stay | Trip | Gap] = [*itinerary.stays, *itinerary.trips, *itinerary.gaps]
    for part in sorted(parts, key=start_of):
        if isinstance(part, Stay):
            yield (
                *clocks(part.arrived.likely, part.left.likely, zone),
                place_text(part.place_id, places),
                f"{part.probability:.0%}",
                str(len(part.evidence)),
                rivals_text(part, places),
            )
        else:
            text = f"on the way: {part.mode}" if isinstance(part, Trip) else "no evidence"
            yield (*clocks(part.start, part.end, zone), text, "", "", "")


def start_of(part: Stay | Trip | Gap) -> datetime:
    """When a part of the itinerary begins."""
    return part.arrived.likely if isinstance(part, Stay) else part.start


def discrepancy_table(found: Sequence[Discrepancy], timezone: str) -> Table:
    """What does not fit together and is to be asked again."""
    zone = ZoneInfo(timezone)
    return terminal.table(
        "To be asked again",
        ("from", "to", "what does not fit"),
        ((*clocks(d.start, d.end, zone), d.explanation) for d in found),
    )


def contact_table(contacts: Sequence[Contact], places: Places, timezone: str) -> Table:
    """The contacts at the greatest risk."""
    zone = ZoneInfo(timezone)
    title = "Contacts"
    if len(contacts) > MOST_CONTACTS:
        title = f"Contacts: the first {MOST_CONTACTS} of {len(contacts)}"
    return terminal.table(
        title,
        ("person", "where", "from", "minutes", "met", "tier"),
        (
            (
                contact.person_id,
                place_text(contact.place_id, places) if contact.place_id else contact.setting,
                clock(contact.start, zone),
                f"{contact.minutes:.0f} ({contact.minutes_low:.0f}–{contact.minutes_high:.0f})",
                f"{contact.probability:.0%}",
                contact.tier,
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


def clocks(start: datetime, end: datetime, zone: ZoneInfo) -> tuple[str, str]:
    """Local begin and end; the end names its day only if it is another one."""
    same_day = start.astimezone(zone).date() == end.astimezone(zone).date()
    return clock(start, zone), f"{end.astimezone(zone):%H:%M}" if same_day else clock(end, zone)


def clock(time: datetime, zone: ZoneInfo) -> str:
    """Local day and time, to the minute."""
    return time.astimezone(zone).strftime("%a %d %b %H:%M")
