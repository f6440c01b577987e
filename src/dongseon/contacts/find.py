"""The door: one case and a bundle in, the ranked contacts out."""

from collections.abc import Mapping
from datetime import datetime, timedelta
from zoneinfo import ZoneInfo

import numpy as np

from dongseon.contacts import criteria as rules
from dongseon.contacts import meetings, presence, rides, wording
from dongseon.contacts.criteria import Criteria
from dongseon.contacts.meetings import Meeting
from dongseon.contacts.types import Contact
from dongseon.itinerary.observations import Grid
from dongseon.itinerary.parameters import Model
from dongseon.itinerary.subject import rows_of
from dongseon.itinerary.types import Itinerary
from dongseon.records.columns import BASE_STATION, GPS, Evidence, Ints, Places

ROOM_M = 30.0  # m, an indoor place no larger than this counts as one room; assumption


def find_contacts(
    case: Itinerary,
    evidence: Evidence,
    *,
    criteria: Criteria | None = None,
    itineraries: Mapping[str, Itinerary] | None = None,
    model: Model | None = None,
) -> tuple[Contact, ...]:
    """Everybody in the bundle who may have shared a place and time with the case, by risk.

    itineraries: reconstructions of others (the more the better: see ``worth_reconstructing``); whoever
    is not among them is judged by the rows that name a place. Deterministic. Method:
    docs/method/contacts.md.
    """
    asked, chosen = criteria or Criteria(), model or Model()
    known = itineraries or {}
    grid = presence.grid_of(case, model=chosen)
    mine = presence.of_itinerary(case)
    my_rides = rides.rides_of(evidence.records, rows_of(evidence.records, case.person_id), grid)
    contacts: list[Contact] = []
    for person_id, rows in _others(evidence, case.person_id):
        theirs = (
            presence.of_itinerary(known[person_id])
            if person_id in known
            else presence.of_rows(evidence.records, rows, evidence.places, grid, model=chosen)
        )
        met = meetings.between(mine, theirs, step_s=grid.step_s)
        if my_rides:
            aboard = rides.rides_of(evidence.records, rows, grid)
            met += rides.shared(my_rides, aboard, step_s=grid.step_s)
        contacts.extend(
            _contact(case, person_id, meeting, evidence.places, grid, asked)
            for meeting in met
            if meeting.probability >= asked.least_probability
            and meeting.minutes >= asked.least_minutes
        )
    return tuple(sorted(contacts, key=lambda c: (-c.risk, c.person_id, c.start)))


def worth_reconstructing(
    case: Itinerary, evidence: Evidence, *, most: int, model: Model | None = None
) -> tuple[str, ...]:
    """Persons with a log of their own who may have met the case, the likeliest first.

    Their logs (connections, fixes) say more than the rows that name a place; whom to read in full is
    guessed by the connections and fixes they share with the case's hours and ground.
    """
    chosen = model or Model()
    grid = presence.grid_of(case, model=chosen)
    own = _signature(evidence, rows_of(evidence.records, case.person_id), grid)
    scores = []
    for person_id, rows in _others(evidence, case.person_id):
        logged = np.isin(evidence.records.source[rows], (BASE_STATION, GPS)).sum()
        if logged < LEAST_LOG:
            continue
        common = len(np.intersect1d(own, _signature(evidence, rows, grid)))
        scores.append((-common, person_id))
    return tuple(person_id for _, person_id in sorted(scores)[:most])


LEAST_LOG = 20  # connections or fixes, fewer are no log


def _signature(evidence: Evidence, rows: Ints, grid: Grid) -> Ints:
    """Hour and ground of every row: which square of about 500 m in which hour."""
    records, places, stations = evidence.records, evidence.places, evidence.stations
    lon, lat = records.lon_deg[rows].copy(), records.lat_deg[rows].copy()
    place, station = records.place[rows], records.base_station[rows]
    named, served = place >= 0, station >= 0
    lon[named], lat[named] = places.lon_deg[place[named]], places.lat_deg[place[named]]
    lon[served], lat[served] = stations.lon_deg[station[served]], stations.lat_deg[station[served]]
    there = np.isfinite(lon)
    hour = grid.step(records.start[rows])[there] * grid.step_s // 3600
    column = np.round(lon[there] * 200).astype(np.int64)  # 0.005 deg: about 450 m at 35 degrees
    row = np.round(lat[there] * 200).astype(np.int64)
    return np.unique((hour * 100_003 + column) * 100_003 + row)


def _others(evidence: Evidence, case_id: str) -> list[tuple[str, Ints]]:
    """Rows of everybody but the case, in the order of person ids."""
    codes = evidence.records.person.codes
    order = np.argsort(codes, kind="stable").astype(np.int64)
    edges = np.searchsorted(codes[order], np.arange(len(evidence.records.person.labels) + 1))
    return sorted(
        (label, order[edges[code] : edges[code + 1]])
        for code, label in enumerate(evidence.records.person.labels)
        if label != case_id and edges[code + 1] > edges[code]
    )


def _contact(
    case: Itinerary, person_id: str, met: Meeting, places: Places, grid: Grid, asked: Criteria
) -> Contact:
    start, end = grid.time(met.first), grid.time(met.last)
    distance = _distance_class(met, places)
    strength = _strength(start, end, asked)
    setting = "vehicle" if met.place < 0 else places.category[met.place]
    day = start.astimezone(ZoneInfo(case.period.timezone)).date()
    reason, reason_ko = wording.reason(met, places, start, end, case.period.timezone, strength)
    return Contact(
        person_id,
        "" if met.place < 0 else places.place_id[met.place],
        start,
        end,
        round(met.minutes, 1),
        round(met.minutes_low, 1),
        round(met.minutes_high, 1),
        round(met.probability, 4),
        distance,
        setting,
        round(strength, 4),
        rules.risk(met.probability, met.minutes, strength, distance, asked.dose_per_min),
        rules.tier(day, met.minutes, distance),
        reason,
        reason_ko,
    )


def _strength(start: datetime, end: datetime, asked: Criteria) -> float:
    """Infectiousness in the middle of a meeting; outside the window a tenth of it."""
    middle = start + (end - start) / 2
    strength = rules.infectiousness(middle, asked.reference())
    if asked.onset is not None and middle < asked.onset - timedelta(days=asked.days_before_onset):
        strength *= 0.1
    return strength


def _distance_class(met: Meeting, places: Places) -> str:
    if met.place < 0:
        return "same_vehicle"
    small = places.radius_m[met.place] <= ROOM_M and places.indoor[met.place] != 0
    return "same_room" if small else "same_site"
