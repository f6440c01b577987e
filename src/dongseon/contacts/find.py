"""The door: one case and a bundle in, the ranked contacts out."""

from collections.abc import Mapping, Sequence
from datetime import datetime
from zoneinfo import ZoneInfo

import numpy as np

from dongseon.contacts import criteria as rules
from dongseon.contacts import crowd, presence, rides, visits, wording
from dongseon.contacts.criteria import Criteria
from dongseon.contacts.meetings import Meeting
from dongseon.contacts.types import Contact
from dongseon.contacts.visits import Visit
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

    itineraries: reconstructions of others, as far as there are any; whoever is not among them is
    judged by the rows that name a place, by the own log of the phone and by the register. Their
    steps may be a multiple of the case's. Deterministic. Method: docs/method/contacts.md.
    """
    asked, chosen = criteria or Criteria(), model or Model()
    grid = presence.grid_of(case, model=chosen)
    mine = presence.of_itinerary(case, step_s=grid.step_s)
    stays = visits.visits_of(mine, grid)
    found = _met(case, stays, evidence, grid, itineraries or {}, chosen, asked)
    found += _aboard(case, evidence, grid)
    contacts = [
        _contact(case, person_id, meeting, evidence.places, grid, asked)
        for person_id, meeting in found
        if meeting.probability >= asked.least_probability and meeting.minutes >= asked.least_minutes
    ]
    return tuple(sorted(contacts, key=_rank))


def _rank(contact: Contact) -> tuple[float, float, str, datetime, str]:
    return (
        -contact.risk,
        -contact.probability_15_min,
        contact.person_id,
        contact.start,
        contact.place_id,
    )


def _met(
    case: Itinerary,
    stays: Sequence[Visit],
    evidence: Evidence,
    grid: Grid,
    itineraries: Mapping[str, Itinerary],
    model: Model,
    asked: Criteria,
) -> list[tuple[str, Meeting]]:
    """Meetings at places, likely enough to be listed."""
    if not stays:
        return []
    others = crowd.crowd_of(case.person_id, stays, evidence, grid, itineraries, model=model)
    return crowd.meetings_of(others, stays, least=asked.least_probability)


def _aboard(case: Itinerary, evidence: Evidence, grid: Grid) -> list[tuple[str, Meeting]]:
    """Meetings aboard named vehicles."""
    records = evidence.records
    mine = rides.rides_of(records, rows_of(records, case.person_id), grid)
    rows = rides.riders(records, {vehicle for vehicle, _, _ in mine})
    found = []
    for code in np.unique(records.person.codes[rows]):
        person_id = records.person.labels[code]
        if person_id != case.person_id:
            theirs = rides.rides_of(records, rows_of(records, person_id), grid)
            found += [(person_id, m) for m in rides.shared(mine, theirs, step_s=grid.step_s)]
    return found


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
        round(met.lasting, 4),
        met.grounds,
    )


def _strength(start: datetime, end: datetime, asked: Criteria) -> float:
    """Infectiousness in the middle of a meeting; outside the window a tenth of it."""
    middle = start + (end - start) / 2
    strength = rules.infectiousness(middle, asked.reference())
    begin = asked.window_begin()
    if begin is not None and middle < begin:
        strength *= rules.BEFORE_WINDOW
    return strength


def _distance_class(met: Meeting, places: Places) -> str:
    if met.place < 0:
        return "same_vehicle"
    small = places.radius_m[met.place] <= ROOM_M and places.indoor[met.place] != 0
    return "same_room" if small else "same_site"


LEAST_LOG = 20  # connections or fixes, fewer are no log
NOWHERE = np.iinfo(np.int64).min  # signature of a row that says neither where nor near what


def worth_reconstructing(
    case: Itinerary, evidence: Evidence, *, most: int, model: Model | None = None
) -> tuple[str, ...]:
    """Persons with a log of their own who may have met the case, the likeliest first.

    Their logs (connections, fixes) say more than the rows that name a place; whom to read in full is
    guessed by the connections and fixes they share with the case's hours and ground.
    """
    if most <= 0:
        return ()
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
