"""The naive reader: believes every record, and the last one until the next.

The reading that an investigator's spreadsheet gives, and the least that a method must beat.
"""

from datetime import UTC

import numpy as np

from dongseon.itinerary.subject import rows_of
from dongseon.records.columns import BASE_STATION, GPS, INTERVIEW, Codes, Evidence, Floats

HOLDS_MIN = 60  # minutes for which a record is believed after its end; assumption


def read(evidence: Evidence, person_id: str) -> tuple[Codes, Floats]:
    """Claimed place and probability (always 1) for every minute: the place nearest the last record."""
    period = evidence.period
    size = int(np.ceil((period.end - period.start).total_seconds() / 60))
    claimed = np.full(size, -1, np.int32)
    rows = rows_of(evidence.records, person_id)
    records, places, stations = evidence.records, evidence.places, evidence.stations
    zero = np.datetime64(period.start.astimezone(UTC).replace(tzinfo=None), "us")
    told_last = np.argsort(records.source[rows] != INTERVIEW, kind="stable")
    for row in rows[told_last]:
        place = int(records.place[row])
        if records.source[row] == GPS:
            place = _nearest(
                places.lon_deg, places.lat_deg, records.lon_deg[row], records.lat_deg[row]
            )
        elif records.source[row] == BASE_STATION:
            mast = int(records.base_station[row])
            place = _nearest(
                places.lon_deg, places.lat_deg, stations.lon_deg[mast], stations.lat_deg[mast]
            )
        first = int((records.start[row] - zero) / np.timedelta64(1, "m"))
        last = int((records.end[row] - zero) / np.timedelta64(1, "m")) + 1
        holds = 0 if records.source[row] == INTERVIEW else HOLDS_MIN
        claimed[max(first, 0) : max(last + holds, 0)] = place
    return claimed, np.ones(size)


def _nearest(lon_deg: Floats, lat_deg: Floats, lon: float, lat: float) -> int:
    shrink = np.cos(np.radians(lat))
    return int(np.argmin(((lon_deg - lon) * shrink) ** 2 + (lat_deg - lat) ** 2))
