"""The door: one case and a bundle in, the ranked contacts out."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime, timedelta
from zoneinfo import ZoneInfo

import numpy as np

from dongseon.contacts import criteria as rules
from dongseon.contacts import household, meetings, presence, rides, wording
from dongseon.contacts.criteria import Criteria
from dongseon.contacts.meetings import Meeting
from dongseon.contacts.presence import Whereabouts
from dongseon.contacts.rides import Ride
from dongseon.contacts.types import Contact
from dongseon.itinerary.observations import Grid
from dongseon.itinerary.parameters import Model
from dongseon.itinerary.subject import rows_of
from dongseon.itinerary.types import Itinerary
from dongseon.records.columns import BASE_STATION, GPS, Bools, Evidence, Ints, Places

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
    is not among them is judged by the rows that name a place and by the register's home. Their steps
    may be a multiple of the case's. Deterministic. Method: docs/method/contacts.md.
    """
    asked, chosen = criteria or Criteria(), model or Model()
    grid = presence.grid_of(case, model=chosen)
    search = _search(case, evidence, grid, itineraries or {}, chosen)
    contacts = [
        _contact(case, person_id, meeting, evidence.places, grid, asked)
        for person_id, rows in search.others
        for meeting in _meetings(search, evidence, person_id, rows)
        if meeting.probability >= asked.least_probability and meeting.minutes >= asked.least_minutes
    ]
    return tuple(sorted(contacts, key=lambda c: (-c.risk, c.person_id, c.start)))


@dataclass(frozen=True, slots=True, eq=False)
class Search:
    """What is looked for: the case's whereabouts and rides, and who might share them."""

    grid: Grid
    model: Model
    mine: Whereabouts
    my_rides: list[Ride]
    known: Mapping[str, Itinerary]
    residents: Mapping[str, int]  # of places where the case was, not reconstructed
    others: list[tuple[str, Ints]]  # who may have met the case, and their rows


def _search(
    case: Itinerary, evidence: Evidence, grid: Grid, known: Mapping[str, Itinerary], model: Model
) -> Search:
    """Pass over everybody whose rows and home rule a meeting out, all at once."""
    records = evidence.records
    mine = presence.of_itinerary(case, step_s=grid.step_s)
    my_rides = rides.rides_of(records, rows_of(records, case.person_id), grid)
    living = household.residents(evidence.persons, evidence.places, set(mine))
    residents = {p: home for p, home in living.items() if p not in known and p != case.person_id}
    rows = np.flatnonzero(presence.naming(records, np.arange(len(records)))).astype(np.int64)
    near = presence.near(records, rows, grid, mine, model=model)
    hinted = np.zeros(len(records.person.labels), dtype=np.bool_)
    hinted[records.person.codes[rows[near]]] = True
    hinted[records.person.codes[rides.riders(records, {v for v, _, _ in my_rides})]] = True
    for code, label in enumerate(records.person.labels):
        hinted[code] |= label in known or label in residents
    others = _others(evidence, case.person_id, hinted)
    silent = residents.keys() - {person_id for person_id, _ in others}
    others += [(person_id, np.empty(0, np.int64)) for person_id in sorted(silent)]
    return Search(grid, model, mine, my_rides, known, residents, others)


def _meetings(search: Search, evidence: Evidence, person_id: str, rows: Ints) -> list[Meeting]:
    """What one other person's evidence says of meeting the case."""
    records, places, grid = evidence.records, evidence.places, search.grid
    if person_id in search.known:
        theirs = presence.of_itinerary(
            search.known[person_id], step_s=grid.step_s, only=search.mine
        )
    elif person_id in search.residents:
        theirs = presence.of_rows(records, rows, places, grid, model=search.model)
        theirs = household.with_nights(theirs, search.residents[person_id], grid)
    else:
        theirs = presence.of_rows(records, rows, places, grid, model=search.model, only=search.mine)
    met = meetings.between(search.mine, theirs, step_s=grid.step_s)
    if search.my_rides:
        aboard = rides.rides_of(records, rows, grid)
        met += rides.shared(search.my_rides, aboard, step_s=grid.step_s)
    return met


def worth_reconstructing(
    case: Itinerary, evidence: Evidence, *, most: int, model: Model | None = None
) -> tuple[str, ...]:
    """Persons with a log of their own who may have met the case, the likeliest first.

    Their logs (connections, fixes) say more than the rows that name a place; whom to read in full is
    guessed by the connections and fixes they share with the case's hours and ground.
    """
    grid = presence.grid_of(case, model=model or Model())
    records = evidence.records
    persons = len(records.person.labels)
    logged = np.isin(records.source, (BASE_STATION, GPS))
    counts = np.bincount(records.person.codes[logged], minlength=persons)
    own = np.unique(_signature(evidence, rows_of(records, case.person_id), grid))
    own = own[own != NOWHERE]
    long = np.flatnonzero(counts[records.person.codes] >= LEAST_LOG).astype(np.int64)
    signature = _signature(evidence, long, grid)
    shared = np.isin(signature, own)
    person, key = records.person.codes[long[shared]], np.searchsorted(own, signature[shared])
    pairs = np.unique(person.astype(np.int64) * len(own) + key)
    common = np.bincount(pairs // max(1, len(own)), minlength=persons)
    ranked = sorted(
        (-int(common[code]), records.person.labels[code])
        for code in np.flatnonzero(counts >= LEAST_LOG)
    )
    return tuple(person_id for _, person_id in ranked if person_id != case.person_id)[:most]


LEAST_LOG = 20  # connections or fixes, fewer are no log
NOWHERE = np.iinfo(np.int64).min  # signature of a row that says neither where nor near what


def _signature(evidence: Evidence, rows: Ints, grid: Grid) -> Ints:
    """Hour and ground of every row: which square of about 500 m in which hour, NOWHERE if unknown."""
    records, places, stations = evidence.records, evidence.places, evidence.stations
    lon, lat = records.lon_deg[rows].copy(), records.lat_deg[rows].copy()
    place, station = records.place[rows], records.base_station[rows]
    named, served = place >= 0, station >= 0
    lon[named], lat[named] = places.lon_deg[place[named]], places.lat_deg[place[named]]
    lon[served], lat[served] = stations.lon_deg[station[served]], stations.lat_deg[station[served]]
    there = np.isfinite(lon)
    hour = grid.step(records.start[rows]).astype(np.int64) * grid.step_s // 3600
    column = np.round(np.where(there, lon, 0.0) * 200).astype(np.int64)  # 0.005 deg: about 450 m
    row = np.round(np.where(there, lat, 0.0) * 200).astype(np.int64)
    return np.where(there, (hour * 100_003 + column) * 100_003 + row, NOWHERE)


def _others(evidence: Evidence, case_id: str, wanted: Bools) -> list[tuple[str, Ints]]:
    """Rows of everybody wanted but the case, in the order of person ids. wanted: (labels,)."""
    person = evidence.records.person
    rows = np.flatnonzero(wanted[person.codes]).astype(np.int64)
    rows = rows[np.argsort(person.codes[rows], kind="stable")]
    edges = np.searchsorted(person.codes[rows], np.arange(len(person.labels) + 1))
    return sorted(
        (person.labels[code], rows[edges[code] : edges[code + 1]])
        for code in np.flatnonzero(wanted)
        if person.labels[code] != case_id and edges[code + 1] > edges[code]
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
