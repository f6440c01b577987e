"""From wishes to whereabouts: stays that do not overlap, with the trips between them.

A person starts the day at home and is home again before the next one starts (``earliest_s`` of the
shift), so a day can be laid without knowing its neighbours: what runs past midnight is the tail that the
next day takes over.
"""

import numpy as np

from dongseon.city import chance, draws, routine, travel, wishes
from dongseon.city.compiled import inner
from dongseon.city.draws import Keys
from dongseon.city.roster import (
    CLOSES_S,
    DAY_S,
    DRIVES,
    HOME,
    OPENS_S,
    SHIFT,
    WORK,
    Calls,
    Folk,
    Ground,
    Lines,
)
from dongseon.records.columns import Floats, Ints

STAYS = 64  # rows a laid day can have
RIDES = 64
HOME_GAP_S = 2400  # with more time than this between two stops people go home, if they can
AT_HOME_S = 1200  # and stay there so long at least
BEFORE_S = 2400  # a scenario's appointment frees so much time before itself
SPARE_S = 900  # home so long before the next day begins

PLACE, START, END, MODE = range(4)
FAR_S = 4 * DAY_S


@inner
def _call_in(calls: Calls, p: int, day: int, table: Ints) -> None:
    """Put a person's appointments of a day in the place of what they would have done then."""
    begin = day * DAY_S
    for row in range(calls.first[p], calls.first[p + 1]):
        start, end = calls.rows[row, 1] - begin, calls.rows[row, 2] - begin
        if 0 <= start < DAY_S:
            wishes.clear(table, start - BEFORE_S, end + 600)
    for row in range(calls.first[p], calls.first[p + 1]):  # none of them clears another
        start, end = calls.rows[row, 1] - begin, calls.rows[row, 2] - begin
        if 0 <= start < DAY_S:
            before = table[wishes.MOST, 0]
            wishes.add(table, calls.rows[row, 0], start, end, 0)
            if table[wishes.MOST, 0] > before:
                table[before, wishes.MODE] = calls.rows[row, 3]
                table[before, wishes.FIRM] = 1
    wishes.sort(table)


@inner
def _move(
    ground: Ground,
    lines: Lines,
    stays: Ints,
    rides: Ints,
    n: int,
    place: int,
    mode: int,
    leave: int,
    luck: float,
) -> int:
    """Leave the last stay at a second and go to a place: a new stay that begins on arrival; its start."""
    stays[n - 1, END] = leave
    ridden = rides[RIDES, 0]
    legs, arrival = travel.trip(
        ground, lines, mode, stays[n - 1, PLACE], place, leave, luck, rides, ridden
    )
    rides[RIDES, 0] = min(ridden + legs, RIDES - 2)
    stays[n, PLACE] = place
    stays[n, START] = arrival
    stays[n, END] = arrival
    stays[n, MODE] = mode
    return arrival


@inner
def _home_between(
    ground: Ground, lines: Lines, home: int, place: int, drives: int, free_s: int, start_s: int, stays: Ints,
    rides: Ints, n: int, luck: float,
) -> int:  # fmt: skip
    """Go home when there is time before the next wish; rows of stays afterwards."""
    here = stays[n - 1, PLACE]
    if here == home or start_s - free_s < HOME_GAP_S:
        return n
    mode, there = travel.choose_mode(ground, lines, here, home, free_s, drives, -1)
    _, back = travel.choose_mode(ground, lines, home, place, start_s, drives, -1)
    if free_s + there + AT_HOME_S + back > start_s:
        return n
    _move(ground, lines, stays, rides, n, home, mode, free_s, luck)
    return n + 1


@inner
def _wish_end(
    ground: Ground,
    lines: Lines,
    home: int,
    drives: int,
    wish: Ints,
    own: int,
    start: int,
    limit: int,
) -> int:
    """When a stay that begins at a second ends: its wish, closing time, and the way home in time."""
    place = wish[wishes.PLACE]
    end = start + wish[wishes.END] - wish[wishes.START] if wish[wishes.SLIDES] else wish[wishes.END]
    if place != own and wish[wishes.FIRM] == 0:
        end = min(end, ground.facts[place, CLOSES_S])
    if end > limit - 4 * 3600:
        _, back = travel.choose_mode(ground, lines, place, home, end, drives, -1)
        end = min(end, limit - back)
    return int(end)


@inner
def _linger(ground: Ground, home: int, own: int, wish: Ints, free: int, limit: int) -> int:
    """Until when someone stays who wishes to be where they are."""
    place = wish[wishes.PLACE]
    if place == home:
        return free
    end = min(max(free, wish[wishes.END]), limit - 4 * 3600)
    if place != own and wish[wishes.FIRM] == 0:
        end = min(end, ground.facts[place, CLOSES_S])
    return int(max(free, end))


@inner
def _next(
    ground: Ground, lines: Lines, folk: Folk, p: int, wish: Ints, luck: float, free: int, limit: int,
    stays: Ints, rides: Ints, n: int,
) -> tuple[int, int]:  # fmt: skip
    """Fulfil a wish if it can be: rows of stays and the second one is free again."""
    home, drives, own = folk[p, HOME], folk[p, DRIVES], folk[p, WORK]
    place, wanted_s = wish[wishes.PLACE], wish[wishes.START]
    before, ridden, was_free = n, rides[RIDES, 0], free
    n = _home_between(ground, lines, home, place, drives, free, wanted_s, stays, rides, n, luck)
    if n > before:
        free = stays[n - 1, START] + AT_HOME_S // 2
    here = stays[n - 1, PLACE]
    if here == place:
        return n, _linger(ground, home, own, wish, free, limit)
    mode, takes = travel.choose_mode(
        ground, lines, here, place, wanted_s, drives, wish[wishes.MODE]
    )
    leave = wanted_s - takes
    if here not in (home, own):
        leave = min(leave, ground.facts[here, CLOSES_S])
    leave = max(free, leave)
    if leave > wanted_s:  # later than meant: the last bus may be gone
        mode, _ = travel.choose_mode(ground, lines, here, place, leave, drives, wish[wishes.MODE])
    start = _move(ground, lines, stays, rides, n, place, mode, leave, luck)
    if place != own and wish[wishes.FIRM] == 0:
        start = max(start, ground.facts[place, OPENS_S])
    end = _wish_end(ground, lines, home, drives, wish, own, start, limit)
    if end - start < min(600, (wish[wishes.END] - wanted_s) // 2) or end <= start:
        rides[RIDES, 0] = ridden  # too late for it: as if it had not been wished
        return before, was_free
    stays[n, START], stays[n, END] = start, end
    return n + 1, end


@inner
def lay(
    ground: Ground, lines: Lines, folk: Folk, p: int, day: int, key: np.uint64, table: Ints,
    stays: Ints, rides: Ints,
) -> int:  # fmt: skip
    """Lay a day's wishes out in seconds of the local day; rows of stays, the first and last at home.

    The first stay begins and the last ends far away. Rides are counted in ``rides[RIDES, 0]``.
    """
    home = folk[p, HOME]
    free = draws.earliest_s(folk[p, SHIFT])
    limit = DAY_S + free - SPARE_S
    stays[0, PLACE], stays[0, START], stays[0, END], stays[0, MODE] = home, -FAR_S, FAR_S, 0
    rides[RIDES, 0] = 0
    n = 1
    for row in range(table[wishes.MOST, 0]):
        luck = chance.uniform(key, p, (day + 8) * 64 + row)
        n, free = _next(ground, lines, folk, p, table[row], luck, free, limit, stays, rides, n)
    here = stays[n - 1, PLACE]
    if here != home:
        luck = chance.uniform(key, p, (day + 8) * 64 + 63)
        mode, _ = travel.choose_mode(ground, lines, here, home, free, folk[p, DRIVES], -1)
        _move(ground, lines, stays, rides, n, home, mode, free, luck)
        n += 1
    stays[n - 1, END] = FAR_S
    return n


@inner
def plan(
    ground: Ground, lines: Lines, folk: Folk, calls: Calls, keys: Keys, errands: Floats, p: int, day: int,
    weekday: int, confined: bool, table: Ints, stays: Ints, rides: Ints,
) -> int:  # fmt: skip
    """A person's day from wishes to stays and rides; at home all day when confined."""
    table[wishes.MOST, 0] = 0
    if not confined:
        routine.wish(ground, folk, keys, errands, p, day, weekday, table)
        _call_in(calls, p, day, table)
    return lay(ground, lines, folk, p, day, keys.habit, table, stays, rides)
