"""The compiled loops of itineraries and contacts, loaded before the first case needs them.

A process loads a loop from the disk when it is first called, half a second of work for all of them; after an update
it compiles them, which takes minutes. So a worker has two made-up people meet soon after it has started.
"""

import threading
from datetime import UTC, datetime, timedelta

import pyarrow as pa

from dongseon import contacts, itinerary, records
from dongseon.contacts import Contact
from dongseon.records.columns import Evidence, Period, Places, Stations

FIRST = datetime(2020, 2, 2, 15, tzinfo=UTC)  # midnight in Seoul
DAYS = 3
SETTLED_S = 15.0  # s; a console that is started and soon stopped loads nothing in vain
CASE, OTHER = "case", "other"
SITES = {  # id → category, longitude, latitude
    "home": ("home", 126.900, 37.550),
    "office": ("office", 126.930, 37.562),
    "cafe": ("cafe", 126.929, 37.560),
    "neighbour": ("home", 126.901, 37.551),
}
SECTORS = {"s-home": (126.9005, 37.5503), "s-office": (126.9298, 37.5618)}
Line = tuple[str, str, datetime, str | None, str | None]  # person, source, time, place, sector


def begin() -> None:
    """Load everything in a thread beside the first jobs, once it is plain that this worker is here to stay."""
    timer = threading.Timer(SETTLED_S, warm)
    timer.daemon = True
    timer.start()


def warm() -> tuple[Contact, ...]:
    """Reconstruct a made-up case and find whom it met."""
    evidence = _evidence()
    found = itinerary.reconstruct(
        evidence.records,
        places=evidence.places,
        stations=evidence.stations,
        period=evidence.period,
        subject=itinerary.Subject(CASE, "home", ""),
    )
    return contacts.find_contacts(found, evidence)


def _evidence() -> Evidence:
    """Two phones, home by night and at one office by day, and two codes at the door of a café."""
    places, stations = _places(), _stations()
    lines = [*_days(CASE), *_days(OTHER)]
    columns = list(zip(*lines, strict=True))
    table = pa.table(
        {
            "person_id": pa.array(columns[0], pa.string()),
            "source": pa.array(columns[1], pa.string()),
            "start_utc": pa.array(columns[2], pa.timestamp("us", tz="UTC")),
            "place_id": pa.array(columns[3], pa.string()),
            "base_station_id": pa.array(columns[4], pa.string()),
        }
    )
    return Evidence(
        persons=records.persons_from_arrow(pa.table({"person_id": [CASE]})),
        places=places,
        stations=stations,
        records=records.records_from_arrow(table, places, stations),
        period=Period(FIRST, FIRST + timedelta(days=DAYS), "Asia/Seoul"),
        rejects=(),
        notices=(),
        duplicates=0,
        outside_period=0,
    )


def _days(person: str) -> list[Line]:
    """Three days of a phone that is heard twice an hour, and a code at noon."""
    lines: list[Line] = []
    for step in range(DAYS * 48):
        moment = FIRST + timedelta(minutes=30 * step)
        at_work = 18 <= step % 48 < 36
        lines.append((person, "base_station", moment, None, "s-office" if at_work else "s-home"))
    lines += [
        (person, "check_in", FIRST + timedelta(days=day, hours=12), "cafe", None)
        for day in range(DAYS)
    ]
    return lines


def _places() -> Places:
    return records.places_from_arrow(
        pa.table(
            {
                "place_id": list(SITES),
                "name": list(SITES),
                "category": [category for category, _, _ in SITES.values()],
                "lon_deg": [lon for _, lon, _ in SITES.values()],
                "lat_deg": [lat for _, _, lat in SITES.values()],
                "radius_m": [15.0] * len(SITES),
            }
        )
    )


def _stations() -> Stations:
    return records.stations_from_arrow(
        pa.table(
            {
                "base_station_id": list(SECTORS),
                "lon_deg": [lon for lon, _ in SECTORS.values()],
                "lat_deg": [lat for _, lat in SECTORS.values()],
                "range_m": [600.0] * len(SECTORS),
            }
        )
    )
