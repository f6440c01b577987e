"""What a person wants to do on one day: work, school, outings with others, worship, errands.

Every draw belongs to a person, team, circle or household and a day, so that those who meet draw the same
place and time without being looked up.
"""

from typing import NamedTuple

import numpy as np

from dongseon.city import chance, seek, wishes
from dongseon.city.compiled import inner
from dongseon.city.errands import CHILD, FREE, OLD, TEEN, WORKING
from dongseon.city.ground.trades import NUMBER
from dongseon.city.ground.venues import KIND
from dongseon.city.population import (
    EARLY,
    INFANT,
    LATE,
    NIGHT,
    PRESCHOOL,
    PUPIL,
    STUDENT,
    WEEKDAYS,
    WORKER,
)
from dongseon.city.roster import (
    ACADEMY,
    AGE,
    CATEGORY,
    CIRCLE,
    CLOSES_S,
    DAY_S,
    FIRST_ROOM,
    GYM,
    HOME,
    HOST,
    HOST_AGE,
    HOUSEHOLD,
    OCCUPATION,
    OPENS_S,
    ROOMS,
    SHIFT,
    WORK,
    WORSHIP,
    Folk,
    Ground,
)
from dongseon.records.columns import Floats, Ints

HOUR_S = 3600
FRIDAY, SATURDAY, SUNDAY = 4, 5, 6
WEDNESDAY = 2
MORNING_S = 6 * HOUR_S  # nobody but night workers sets out earlier
NOON_S = 12 * HOUR_S  # night workers sleep until then
SLOTS = 128  # draws a day
LUNCH_OUT = 0.68  # of those who work where there is no canteen, else a fifth of it (assumption)

_RESTAURANT, _BAR, _KARAOKE, _CLUB = KIND["restaurant"], KIND["bar"], KIND["karaoke"], KIND["club"]
_CAFE, _PARK, _PC_CAFE = KIND["cafe"], KIND["park"], KIND["pc_cafe"]
_NO_CANTEEN = (NUMBER["office"], NUMBER["call_centre"], NUMBER["clinic"])
_WAREHOUSE = NUMBER["warehouse"]
_FAMILY = np.array(
    [KIND[k] for k in ("restaurant", "park", "supermarket", "market", "shop", "cinema", "cafe")]
)
_FAMILY_SUM = np.cumsum(np.array([0.36, 0.18, 0.14, 0.07, 0.11, 0.03, 0.11]))  # assumption

uniform = chance.uniform


class Keys(NamedTuple):
    """Keys of the schedule's sources of chance."""

    person: np.uint64
    habit: np.uint64
    household: np.uint64
    circle: np.uint64
    team: np.uint64
    venue: np.uint64


def keys_of(seed: int) -> Keys:
    """The keys of one seed."""
    return Keys(*(chance.key(seed, "schedule", name) for name in Keys._fields))


@inner
def _slot(day: int, number: int) -> int:
    return (day + 8) * SLOTS + number


@inner
def earliest_s(shift: int) -> int:
    """Second of the day before which a person of this shift does not set out."""
    return NOON_S if shift == NIGHT else MORNING_S


@inner
def _open_venue(
    ground: Ground, kind: int, near: int, reach_m: float, at_s: int, key: np.uint64, a: int, b: int
) -> int:
    """A venue near a place that is open at a second of the day; -1 when two tries find none."""
    for attempt in range(2):
        place = seek.venue(
            ground,
            kind,
            ground.xy_m[near, 0],
            ground.xy_m[near, 1],
            reach_m,
            key,
            a,
            2 * b + attempt,
        )
        if (
            place >= 0
            and ground.facts[place, OPENS_S] <= at_s
            and at_s + 300 < ground.facts[place, CLOSES_S]
        ):
            return place
    return -1


@inner
def work_hours(
    ground: Ground, folk: Folk, keys: Keys, p: int, day: int, weekday: int
) -> tuple[int, int]:
    """Begin and end of a worker's shift, seconds of the local day; (0, 0) = off."""
    shift, place = folk[p, SHIFT], folk[p, WORK]
    habit = uniform(keys.habit, p, 0)
    late = uniform(keys.person, p, _slot(day, 0))
    if shift == WEEKDAYS:
        if weekday >= SATURDAY:
            return 0, 0
        begin = int(8.0 * HOUR_S + int(habit * 4) * 1800 + (late - 0.6) * 900)
        return begin, begin + int(
            (9.0 + 2.2 * uniform(keys.person, p, _slot(day, 1)) ** 3) * HOUR_S
        )
    if (weekday + int(habit * 7)) % 7 >= 5:
        return 0, 0
    if shift == NIGHT:
        return 22 * HOUR_S, 31 * HOUR_S
    opens, closes = ground.facts[place, OPENS_S], ground.facts[place, CLOSES_S]
    if closes - opens >= DAY_S:
        opens, closes = 7 * HOUR_S, 22 * HOUR_S + 1800
    if ground.facts[place, CATEGORY] == _WAREHOUSE and shift == LATE:
        return 17 * HOUR_S, 26 * HOUR_S
    length = int(8.5 * HOUR_S)
    begin, end = max(MORNING_S + 900, opens - 1200), closes + 900
    if shift == EARLY:
        return begin, min(end, begin + length)
    return max(begin, end - length), end


@inner
def _lunch(ground: Ground, folk: Folk, keys: Keys, p: int, day: int, table: Ints) -> None:
    """Lunch out with one of two parties of the room, and a coffee afterwards for some."""
    work = folk[p, WORK]
    share = LUNCH_OUT if ground.facts[work, CATEGORY] in _NO_CANTEEN else LUNCH_OUT / 5
    if uniform(keys.person, p, _slot(day, 2)) > share:
        return
    party = 2 * work + int(uniform(keys.person, p, _slot(day, 3)) * 2)
    at = int(11.6 * HOUR_S + uniform(keys.team, party, _slot(day, 0)) * 3600)
    place = _open_venue(ground, _RESTAURANT, work, 170.0, at, keys.team, party, _slot(day, 1))
    end = at + 1500 + int(uniform(keys.team, party, _slot(day, 2)) * 1200)
    wishes.add(table, place, at, end, 1)
    if place >= 0 and uniform(keys.team, party, _slot(day, 3)) < 0.3:
        cafe = _open_venue(ground, _CAFE, place, 90.0, end + 120, keys.team, party, _slot(day, 4))
        wishes.add(table, cafe, end + 120, end + 900, 1)


@inner
def _working_day(
    ground: Ground, folk: Folk, keys: Keys, p: int, day: int, weekday: int, table: Ints
) -> int:
    """A worker's shift with lunch; returns its end, 0 on a day off."""
    begin, end = work_hours(ground, folk, keys, p, day, weekday)
    if end == 0:
        return 0
    work = folk[p, WORK]
    before = table[wishes.MOST, 0]
    if begin < 11 * HOUR_S and end > 14 * HOUR_S and folk[p, SHIFT] == WEEKDAYS:
        _lunch(ground, folk, keys, p, day, table)
    lunches = table[wishes.MOST, 0]
    if lunches == before:
        wishes.add(table, work, begin, end, 0)
    else:
        wishes.add(table, work, begin, table[before, wishes.START] - 120, 0)
        wishes.add(table, work, table[lunches - 1, wishes.END] + 120, end, 0)
    return end


@inner
def _school_day(
    ground: Ground, folk: Folk, keys: Keys, p: int, day: int, weekday: int, table: Ints
) -> int:
    """A pupil's classes and private academy; returns when they are free, 0 on a day off."""
    age = folk[p, AGE]
    free, begin = 0, 8 * HOUR_S + 2400
    if weekday < SATURDAY:
        free = int((13.4 + 0.35 * (age - 7)) * HOUR_S) if age < 13 else int(15.75 * HOUR_S)
        if age >= 16:
            begin, free = 8 * HOUR_S + 600, int(16.9 * HOUR_S)
        early = int(uniform(keys.person, p, _slot(day, 11)) * 600)
        free += int(uniform(keys.person, p, _slot(day, 12)) * 900)
        wishes.add(table, folk[p, WORK], begin - early, free, 0)
    share = 0.62 if weekday < SATURDAY else 0.22
    if folk[p, ACADEMY] >= 0 and uniform(keys.habit, p, 8 + weekday) < share:
        at = int((15.2 if age < 13 else 17.3 if age < 16 else 18.2) * HOUR_S)
        at += int(uniform(keys.habit, p, 1) * 4) * 900
        length = 2 * HOUR_S if age < 13 else 3 * HOUR_S
        end = min(at + length, ground.facts[folk[p, ACADEMY], CLOSES_S])
        wishes.add(table, folk[p, ACADEMY], at, end, 0)
        free = end
    return free


@inner
def _lecture_day(
    ground: Ground, folk: Folk, keys: Keys, p: int, day: int, weekday: int, table: Ints
) -> int:
    """A student's two lectures and lunch between; returns when they are free, 0 on a day off."""
    if weekday >= SATURDAY or uniform(keys.habit, p, 8 + weekday) < 0.2 or folk[p, WORK] < 0:
        return 0
    first, rooms = ground.facts[folk[p, WORK], FIRST_ROOM], ground.facts[folk[p, WORK], ROOMS]
    morning = first + int(uniform(keys.habit, p, 20 + weekday) * rooms)
    noon = first + int(uniform(keys.habit, p, 30 + weekday) * rooms)
    wishes.add(table, morning, 10 * HOUR_S, 12 * HOUR_S, 0)
    at = 12 * HOUR_S + 300
    place = _open_venue(ground, _RESTAURANT, morning, 200.0, at, keys.person, p, _slot(day, 4))
    wishes.add(table, place, at, at + 2400, 1)
    wishes.add(table, noon, int(13.5 * HOUR_S), int(15.5 * HOUR_S), 0)
    return int(15.5 * HOUR_S)


@inner
def _care_day(folk: Folk, keys: Keys, p: int, weekday: int, table: Ints) -> int:
    """A small child's day in daycare."""
    if weekday >= SATURDAY or folk[p, WORK] < 0:
        return 0
    end = int((15.5 + 3.0 * uniform(keys.habit, p, 0)) * HOUR_S)
    wishes.add(table, folk[p, WORK], 9 * HOUR_S, end, 0)
    return end


@inner
def _worship(folk: Folk, keys: Keys, p: int, day: int, weekday: int, table: Ints) -> None:
    """Sunday service (two hours with lunch for some) and Wednesday evening."""
    if folk[p, WORSHIP] < 0:
        return
    house = folk[p, HOUSEHOLD]
    luck = uniform(keys.person, p, _slot(day, 5))
    if weekday == SUNDAY and luck < 0.85:
        hour = 11 if uniform(keys.household, house, 0) < 0.7 else 9
        stays = 4500 if uniform(keys.person, p, _slot(day, 6)) < 0.6 else 7800
        wishes.add(table, folk[p, WORSHIP], hour * HOUR_S, hour * HOUR_S + stays, 0)
    if weekday == WEDNESDAY and luck < 0.18 and folk[p, AGE] >= 14:
        wishes.add(table, folk[p, WORSHIP], int(19.5 * HOUR_S), int(20.7 * HOUR_S), 0)


@inner
def _evening_out(
    ground: Ground, key: np.uint64, who: int, day: int, near: int, at: int, young: bool, table: Ints
) -> None:
    """Dinner, then a bar, then a noraebang, then a club: each round for fewer (the Korean 'cha')."""
    reach = 450.0
    place = _open_venue(ground, _RESTAURANT, near, reach, at, key, who, _slot(day, 10))
    if place < 0:
        return
    end = at + 4200 + int(uniform(key, who, _slot(day, 11)) * 2700)
    wishes.add(table, place, at, end, 1)
    rounds = uniform(key, who, _slot(day, 12))
    if rounds > 0.55:
        return
    bar = _open_venue(ground, _BAR, place, 150.0, end + 600, key, who, _slot(day, 13))
    bar_end = end + 600 + 4200 + int(uniform(key, who, _slot(day, 14)) * 3600)
    wishes.add(table, bar, end + 600, bar_end, 1)
    if rounds < 0.17:
        sing = _open_venue(ground, _KARAOKE, place, 180.0, bar_end + 600, key, who, _slot(day, 15))
        wishes.add(table, sing, bar_end + 600, bar_end + 5100, 1)
    if young and 0.17 <= rounds < 0.35:
        club = _open_venue(ground, _CLUB, place, 500.0, bar_end + 900, key, who, _slot(day, 16))
        until = int((26.0 + 2.2 * uniform(key, who, _slot(day, 17))) * HOUR_S)
        wishes.add(table, club, bar_end + 900, until, 1)


@inner
def _team_dinner(
    ground: Ground, folk: Folk, keys: Keys, p: int, day: int, weekday: int, table: Ints
) -> bool:
    """Dinner with the people of the room (hoesik); true when there is one."""
    work = folk[p, WORK]
    share = 0.055 if weekday == FRIDAY else 0.03
    if uniform(keys.team, work, _slot(day, 8)) > share or folk[p, SHIFT] != WEEKDAYS:
        return False
    if uniform(keys.person, p, _slot(day, 7)) > 0.75:
        return False
    at = int(18.6 * HOUR_S + uniform(keys.team, work, _slot(day, 9)) * 1800)
    wishes.clear(table, at - 900, at + 3 * HOUR_S)
    _evening_out(ground, keys.team, work, day, work, at, False, table)
    return True


@inner
def _circle_out(
    ground: Ground, folk: Folk, keys: Keys, p: int, day: int, weekday: int, table: Ints
) -> bool:
    """An outing with friends, by their age; true when there is one."""
    circle = folk[p, CIRCLE]
    if circle < 0:
        return False
    share = 0.22 if weekday >= SATURDAY else 0.15 if weekday == FRIDAY else 0.06
    if uniform(keys.circle, circle, _slot(day, 0)) > share:
        return False
    if uniform(keys.person, p, _slot(day, 8)) > 0.75:
        return False
    age, host = folk[p, HOST_AGE], folk[p, HOST]
    luck = uniform(keys.circle, circle, _slot(day, 1))
    if age < 19:
        _play(ground, keys.circle, circle, day, weekday, host, luck, table)
    elif age >= 62:
        at = int((11.5 + luck) * HOUR_S)
        place = _open_venue(
            ground, _RESTAURANT, host, 500.0, at, keys.circle, circle, _slot(day, 2)
        )
        wishes.add(table, place, at, at + 4500, 1)
        kind = _CAFE if luck < 0.5 else _PARK
        then = _open_venue(ground, kind, host, 400.0, at + 5100, keys.circle, circle, _slot(day, 3))
        wishes.add(table, then, at + 5100, at + 9000, 1)
    elif luck < 0.12:
        wishes.add(table, host, 18 * HOUR_S + 1800, int((21.0 + 9 * luck) * HOUR_S), 0)
    else:
        young = age < 36 and weekday in (FRIDAY, SATURDAY)
        at = int((18.3 + 1.4 * luck) * HOUR_S)
        _evening_out(ground, keys.circle, circle, day, host, at, young, table)
    return True


@inner
def _play(
    ground: Ground,
    key: np.uint64,
    who: int,
    day: int,
    weekday: int,
    near: int,
    luck: float,
    table: Ints,
) -> None:
    """Teenagers: PC bang, noraebang or cafe."""
    at = int((13.5 if weekday >= SATURDAY else 16.3) * HOUR_S + luck * 3600)
    kind = _PC_CAFE if luck < 0.4 else _KARAOKE if luck < 0.7 else _CAFE
    place = _open_venue(ground, kind, near, 500.0, at, key, who, _slot(day, 2))
    wishes.add(table, place, at, at + 5400, 1)


@inner
def _family_out(
    ground: Ground, folk: Folk, keys: Keys, p: int, day: int, weekday: int, table: Ints
) -> None:
    """The household goes out together: one or two stops at weekends, dinner on a few weekdays."""
    house, home = folk[p, HOUSEHOLD], folk[p, HOME]
    share = 0.40 if weekday >= SATURDAY else 0.04
    if uniform(keys.household, house, _slot(day, 0)) > share:
        return
    if folk[p, AGE] >= 13 and uniform(keys.person, p, _slot(day, 9)) > 0.62:
        return
    luck = uniform(keys.household, house, _slot(day, 1))
    at = int((11.0 + 6.0 * luck if weekday >= SATURDAY else 18.7) * HOUR_S)
    kind = _FAMILY[chance.pick(_FAMILY_SUM, uniform(keys.household, house, _slot(day, 2)))]
    if weekday < SATURDAY:
        kind = _RESTAURANT
    place = _open_venue(ground, kind, home, 700.0, at, keys.household, house, _slot(day, 3))
    length = 2400 + int(uniform(keys.household, house, _slot(day, 4)) * 3000)
    wishes.add(table, place, at, at + length, 1)
    if weekday >= SATURDAY and place >= 0 and luck < 0.45:
        then = at + length + 900
        kind = _FAMILY[chance.pick(_FAMILY_SUM, uniform(keys.household, house, _slot(day, 5)))]
        next_place = _open_venue(
            ground, kind, place, 350.0, then, keys.household, house, _slot(day, 6)
        )
        wishes.add(table, next_place, then, then + length, 1)


@inner
def _errands(
    ground: Ground, keys: Keys, p: int, day: int, weekday: int, home: int, walk: int, after_s: int,
    errands: Floats, table: Ints,
) -> None:  # fmt: skip
    """Each errand of one's walk of life by its own chance, mostly at a favourite place."""
    column = 3 if weekday >= SATURDAY else 2
    for row in range(len(errands)):
        if int(errands[row, 0]) != walk:
            continue
        if uniform(keys.person, p, _slot(day, 16 + row)) >= errands[row, column]:
            continue
        kind = int(errands[row, 1])
        luck = uniform(keys.person, p, _slot(day, 70 + row))
        at = int(errands[row, 4] + luck * (errands[row, 5] - errands[row, 4]))
        at = max(at, after_s + 600)
        length = errands[row, 6] + uniform(keys.habit, p, 1000 + day * 64 + row) * (
            errands[row, 7] - errands[row, 6]
        )
        favourite = uniform(keys.venue, p, _slot(day, row))
        number = 1 + int(favourite * 4) if favourite < 0.75 else 100 + _slot(day, row)
        place = _open_venue(
            ground, kind, home, errands[row, 8], at, keys.venue, p, kind * 8192 + number
        )
        wishes.add(table, place, at, at + int(length), 1)


@inner
def _walk_of_life(folk: Folk, p: int, busy_until_s: int) -> int:
    age = folk[p, AGE]
    if age < 13:
        return CHILD
    if age < 19:
        return TEEN
    if busy_until_s > 0:
        return WORKING
    return OLD if age >= 65 else FREE


@inner
def _duty(
    ground: Ground, folk: Folk, keys: Keys, p: int, day: int, weekday: int, table: Ints
) -> int:
    """Work, school, lectures or daycare; returns when it ends, 0 on a day off."""
    occupation = folk[p, OCCUPATION]
    if occupation == WORKER:
        return _working_day(ground, folk, keys, p, day, weekday, table)
    if occupation == PUPIL:
        return _school_day(ground, folk, keys, p, day, weekday, table)
    if occupation == STUDENT:
        return _lecture_day(ground, folk, keys, p, day, weekday, table)
    if occupation in (INFANT, PRESCHOOL):
        return _care_day(folk, keys, p, weekday, table)
    return 0


@inner
def wish(
    ground: Ground,
    folk: Folk,
    keys: Keys,
    errands: Floats,
    p: int,
    day: int,
    weekday: int,
    table: Ints,
) -> None:
    """Fill the table with what person p wants to do on a day, in order of time."""
    table[wishes.MOST, 0] = 0
    busy = _duty(ground, folk, keys, p, day, weekday, table)
    if folk[p, SHIFT] == NIGHT:
        busy = 0  # the afternoon before the night is free
    if busy <= 20 * HOUR_S:
        _worship(folk, keys, p, day, weekday, table)
        if not _with_others(ground, folk, keys, p, day, weekday, busy, table):
            _gym(folk, keys, p, day, busy, table)
    if folk[p, AGE] >= 7 and busy <= 23 * HOUR_S:
        walk = _walk_of_life(folk, p, busy)
        _errands(ground, keys, p, day, weekday, folk[p, HOME], walk, busy, errands, table)
    wishes.sort(table)


@inner
def _with_others(
    ground: Ground, folk: Folk, keys: Keys, p: int, day: int, weekday: int, busy: int, table: Ints
) -> bool:
    """Out with colleagues, friends or family, one of them at most; true when there is one."""
    works = busy > 0 and folk[p, OCCUPATION] == WORKER
    if works and _team_dinner(ground, folk, keys, p, day, weekday, table):
        return True
    if folk[p, SHIFT] != NIGHT and _circle_out(ground, folk, keys, p, day, weekday, table):
        return True
    _family_out(ground, folk, keys, p, day, weekday, table)
    return False


@inner
def _gym(folk: Folk, keys: Keys, p: int, day: int, busy: int, table: Ints) -> None:
    """Members go to their gym nearly every other day."""
    if folk[p, GYM] >= 0 and uniform(keys.person, p, _slot(day, 10)) < 0.45:
        at = max(busy + 900, int((17.5 + 3 * uniform(keys.habit, p, 2)) * HOUR_S))
        wishes.add(table, folk[p, GYM], at, at + 4200, 1)
