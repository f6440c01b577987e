"""Who met whom: the overlaps of some persons' presence with everybody else's, one day at a time.

Only the presence of the persons asked about is scanned; the day is sorted by room once. What is found
does not depend on how the persons are split into blocks: each meeting belongs to its own case.
"""

from dataclasses import dataclass

import numpy as np

from dongseon.city import chance
from dongseon.city.compiled import compiled
from dongseon.city.exposure import Rooms
from dongseon.city.types import TAXI, Rides, Visits
from dongseon.records.columns import Bools, Codes, Ints


@dataclass(frozen=True, slots=True, eq=False)
class Presence:
    """A day's presence in rooms: visits to places, then rides in vehicles."""

    person: Codes  # (v,)
    room: Codes  # (v,) a place, or the number of places + a vehicle of the day
    start_s: Ints  # (v,)
    end_s: Ints  # (v,) exclusive
    taxi: Bools  # (vehicles,) of the day: a taxi, not a bus or a train's car


@dataclass(frozen=True, slots=True, eq=False)
class Meetings:
    """Overlaps in one room, sorted by case, then time, then the other. Row = overlap."""

    case: Codes  # (m,) the person asked about
    other: Codes  # (m,)
    room: Codes  # (m,)
    start_s: Ints  # (m,)
    end_s: Ints  # (m,) exclusive
    near: Bools  # (m,) in the same section of the room

    def __len__(self) -> int:
        return len(self.case)


def presence(visits: Visits, rides: Rides, places: int) -> Presence:
    """Visits and rides of one day as presence in rooms."""
    carriage = rides.line.astype(np.int64) << 32 | rides.vehicle.astype(np.int64)
    names, vehicle = np.unique(carriage, return_inverse=True)
    return Presence(
        person=np.concatenate([visits.person, rides.person]),
        room=np.concatenate([visits.place, vehicle.astype(np.int32) + np.int32(places)]),
        start_s=np.concatenate([visits.start_s, rides.board_s]).astype(np.int64),
        end_s=np.concatenate([visits.end_s, rides.alight_s]).astype(np.int64),
        taxi=names >> 32 == TAXI,
    )


def meetings(
    day: Presence,
    rooms: Rooms,
    *,
    asked: Bools,
    until_s: Ints,
    fixed: Bools,
    parties: tuple[Codes, ...],
    seed: int,
    date: int,
) -> Meetings:
    """All overlaps of the persons asked about with anybody.

    ``asked`` (population,); ``until_s`` (population,) when a person is taken out of the city's life;
    ``fixed`` (settings,) whether sections are kept from day to day; ``parties``, each (population,):
    those who share a number (-1 = none) sit together wherever seats are free; ``date`` day number.
    """
    order, offsets = by_room(day.room, len(rooms.setting))
    rows = np.flatnonzero(asked[day.person])
    rows = rows[np.lexsort((day.start_s[rows], day.person[rows]))]
    count = _count(rows, order, offsets, day.person, day.room, day.start_s, day.end_s, until_s)
    ends = np.cumsum(count)
    total = int(ends[-1]) if len(ends) else 0
    mine, theirs = np.empty(total, np.int64), np.empty(total, np.int64)
    near = np.empty(total, np.bool_)
    _fill(
        mine, theirs, near, ends - count, rows, order, offsets,
        day.person, day.room, day.start_s, day.end_s, until_s,
        rooms.sections, fixed[rooms.setting], chance.key(seed, "section"), date,
    )  # fmt: skip
    case, other = day.person[mine], day.person[theirs]
    free = ~fixed[rooms.setting[day.room[mine]]]
    for party in parties:
        near |= free & (party[case] == party[other]) & (party[case] >= 0)
    return Meetings(
        case=case,
        other=other,
        room=day.room[mine],
        start_s=np.maximum(day.start_s[mine], day.start_s[theirs]),
        end_s=np.minimum(
            np.minimum(day.end_s[mine], day.end_s[theirs]),
            np.minimum(until_s[case], until_s[other]),
        ),
        near=near,
    )


@compiled
def by_room(room: Codes, rooms: int) -> tuple[Ints, Ints]:
    """Rows in the order of rooms (stable), and where each room begins: (v,), (rooms + 1,)."""
    offsets = np.zeros(rooms + 1, np.int64)
    for row in range(len(room)):
        offsets[room[row] + 1] += 1
    for k in range(rooms):
        offsets[k + 1] += offsets[k]
    place = offsets[:-1].copy()
    order = np.empty(len(room), np.int64)
    for row in range(len(room)):
        order[place[room[row]]] = row
        place[room[row]] += 1
    return order, offsets


@compiled
def _overlap(
    mine: int, theirs: int, person: Codes, start_s: Ints, end_s: Ints, until_s: Ints
) -> bool:
    me, they = person[mine], person[theirs]
    if me == they:
        return False
    start = max(start_s[mine], start_s[theirs])
    end = min(min(end_s[mine], end_s[theirs]), min(until_s[me], until_s[they]))
    return bool(end > start)


@compiled
def _count(
    rows: Ints,
    order: Ints,
    offsets: Ints,
    person: Codes,
    room: Codes,
    start_s: Ints,
    end_s: Ints,
    until_s: Ints,
) -> Ints:
    found = np.zeros(len(rows), np.int64)
    for k in range(len(rows)):
        here = room[rows[k]]
        for slot in range(offsets[here], offsets[here + 1]):
            if _overlap(rows[k], order[slot], person, start_s, end_s, until_s):
                found[k] += 1
    return found


@compiled
def section(key: np.uint64, person: int, room: int, sections: int, date: int) -> int:
    """The section of a room a person is in: a matter of chance, kept for the date given."""
    return chance.integer(key, person, room * 4096 + date, sections)


@compiled
def _fill(
    mine: Ints,
    theirs: Ints,
    near: Bools,
    begin: Ints,
    rows: Ints,
    order: Ints,
    offsets: Ints,
    person: Codes,
    room: Codes,
    start_s: Ints,
    end_s: Ints,
    until_s: Ints,
    sections: Codes,
    fixed: Bools,
    key: np.uint64,
    date: int,
) -> None:
    for k in range(len(rows)):
        here = room[rows[k]]
        day = 0 if fixed[here] else date + 1
        seat = section(key, person[rows[k]], here, sections[here], day)
        at = begin[k]
        for slot in range(offsets[here], offsets[here + 1]):
            row = order[slot]
            if _overlap(rows[k], row, person, start_s, end_s, until_s):
                mine[at] = rows[k]
                theirs[at] = row
                near[at] = seat == section(key, person[row], here, sections[here], day)
                at += 1
