"""Who met whom: the fast search against the plain definition."""

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from dongseon.city import encounters
from dongseon.city.encounters import Presence
from dongseon.city.exposure import Rooms

PEOPLE = 8
ROOMS = Rooms(np.array([0, 1, 8], dtype=np.int8), np.array([1, 3, 2], dtype=np.int32))
FIXED = np.array([True, True] + [False] * 12)
ALONE = np.full(PEOPLE, -1, dtype=np.int32)
NEVER = np.full(PEOPLE, 10**9, dtype=np.int64)

stay = st.tuples(
    st.integers(0, PEOPLE - 1), st.integers(0, 2), st.integers(0, 40), st.integers(1, 30)
)


def a_day(stays) -> Presence:
    rows = np.array(sorted(stays), dtype=np.int64).reshape(-1, 4)
    return Presence(
        rows[:, 0].astype(np.int32), rows[:, 1].astype(np.int32), rows[:, 2],
        rows[:, 2] + rows[:, 3], np.empty(0, dtype=bool),
    )  # fmt: skip


def met(day, asked, until_s=NEVER, parties=(ALONE,), date=3):
    mask = np.zeros(PEOPLE, dtype=bool)
    mask[list(asked)] = True
    return encounters.meetings(
        day, ROOMS, asked=mask, until_s=until_s, fixed=FIXED, parties=parties, seed=5, date=date
    )


def rows_of(found):
    return sorted(
        zip(
            found.case.tolist(), found.other.tolist(), found.room.tolist(),
            found.start_s.tolist(), found.end_s.tolist(), found.near.tolist(), strict=True,
        )
    )  # fmt: skip


def plainly(day, asked, until_s=NEVER):
    """The definition: every pair of stays of two persons in one room that overlap."""
    out = []
    for i in range(len(day.person)):
        for j in range(len(day.person)):
            me, they = day.person[i], day.person[j]
            if me not in asked or me == they or day.room[i] != day.room[j]:
                continue
            start = max(day.start_s[i], day.start_s[j])
            end = min(day.end_s[i], day.end_s[j], until_s[me], until_s[they])
            if end > start:
                out.append((int(me), int(they), int(day.room[i]), int(start), int(end)))
    return sorted(out)


@given(st.lists(stay, max_size=40), st.sets(st.integers(0, PEOPLE - 1)))
def test_the_search_finds_what_the_definition_finds(stays, asked):
    day = a_day(stays)
    assert [row[:5] for row in rows_of(met(day, asked))] == plainly(day, asked)


@given(st.lists(stay, max_size=40))
def test_a_person_taken_out_meets_nobody_afterwards(stays):
    day = a_day(stays)
    until_s = NEVER.copy()
    until_s[2] = 20
    found = rows_of(met(day, range(PEOPLE), until_s))
    assert [row[:5] for row in found] == plainly(day, range(PEOPLE), until_s)


@given(st.lists(stay, max_size=40))
def test_asking_in_blocks_gives_the_same_meetings(stays):
    day = a_day(stays)
    whole = rows_of(met(day, range(PEOPLE)))
    parts = rows_of(met(day, range(3))) + rows_of(met(day, range(3, PEOPLE)))
    assert sorted(parts) == whole


@given(st.lists(stay, max_size=40))
def test_a_meeting_is_near_for_both_or_for_neither(stays):
    found = rows_of(met(a_day(stays), range(PEOPLE)))
    mirrored = sorted((other, case, *rest) for case, other, *rest in found)
    assert mirrored == found


def test_desks_are_kept_from_day_to_day_and_seats_are_not():
    everybody = a_day([(p, room, 0, 10) for p in range(PEOPLE) for room in (1, 2)])
    seats = {
        room: {
            tuple(
                row[5]
                for row in rows_of(met(everybody, range(PEOPLE), date=date))
                if row[2] == room
            )
            for date in range(6)
        }
        for room in (1, 2)
    }
    assert len(seats[1]) == 1
    assert len(seats[2]) > 1


def test_friends_sit_together_where_seats_are_free():
    everybody = a_day([(p, room, 0, 10) for p in range(PEOPLE) for room in (1, 2)])
    circle = ALONE.copy()
    circle[[0, 7]] = 4
    together = [
        {
            row[5]
            for row in rows_of(met(everybody, [0], parties=(circle,), date=d))
            if row[1] == 7 and row[2] == 2
        }
        for d in range(8)
    ]
    assert together == [{True}] * 8


def test_a_day_without_anybody_asked_has_no_meetings():
    assert len(met(a_day([(0, 0, 0, 5), (1, 0, 0, 5)]), [])) == 0


@pytest.mark.parametrize("rooms", [1, 5])
def test_rows_are_put_in_the_order_of_their_rooms(rooms):
    room = np.array([k * 7 % rooms for k in range(20)], dtype=np.int32)
    order, offsets = encounters.by_room(room, rooms)
    assert order.tolist() == np.argsort(room, kind="stable").tolist()
    assert np.diff(offsets).tolist() == np.bincount(room, minlength=rooms).tolist()
