"""What a person wants to do on one day: work, school, outings with others, worship, errands.

Every draw belongs to a person, team, circle or household and a day, so that those who meet draw the same
place and time without being looked up.
"""

from dongseon.city import chance, draws, outings, seek, wishes
from dongseon.city.compiled import inner
from dongseon.city.draws import HOUR_S, MORNING_S, SATURDAY, Keys
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
    CLOSES_S,
    DAY_S,
    FIRST_ROOM,
    GYM,
    HOME,
    OCCUPATION,
    OPENS_S,
    ROOMS,
    SHIFT,
    WORK,
    Folk,
    Ground,
)
from dongseon.records.columns import Floats, Ints

LUNCH_OUT = 0.68  # of those who work where there is no canteen, else a fifth of it (assumption)

_RESTAURANT, _CAFE = KIND["restaurant"], KIND["cafe"]
_NO_CANTEEN = (NUMBER["office"], NUMBER["call_centre"], NUMBER["clinic"])
_WAREHOUSE = NUMBER["warehouse"]

uniform = chance.uniform


@inner
def work_hours(
    ground: Ground, folk: Folk, keys: Keys, p: int, day: int, weekday: int
) -> tuple[int, int]:
    """Begin and end of a worker's shift, seconds of the local day; (0, 0) = off."""
    shift, place = folk[p, SHIFT], folk[p, WORK]
    habit = uniform(keys.habit, p, 0)
    late = uniform(keys.person, p, draws.slot(day, 0))
    if shift == WEEKDAYS:
        if weekday >= SATURDAY:
            return 0, 0
        begin = int(8.0 * HOUR_S + int(habit * 4) * 1800 + (late - 0.6) * 900)
        return begin, begin + int(
            (9.0 + 2.2 * uniform(keys.person, p, draws.slot(day, 1)) ** 3) * HOUR_S
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
    if uniform(keys.person, p, draws.slot(day, 2)) > share:
        return
    party = 2 * work + int(uniform(keys.person, p, draws.slot(day, 3)) * 2)
    at = int(11.6 * HOUR_S + uniform(keys.team, party, draws.slot(day, 0)) * 3600)
    place = seek.open_venue(
        ground, _RESTAURANT, work, 170.0, at, keys.team, party, draws.slot(day, 1)
    )
    end = at + 1500 + int(uniform(keys.team, party, draws.slot(day, 2)) * 1200)
    wishes.add(table, place, at, end, 1)
    if place >= 0 and uniform(keys.team, party, draws.slot(day, 3)) < 0.3:
        cafe = seek.open_venue(
            ground, _CAFE, place, 90.0, end + 120, keys.team, party, draws.slot(day, 4)
        )
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
        early = int(uniform(keys.person, p, draws.slot(day, 11)) * 600)
        free += int(uniform(keys.person, p, draws.slot(day, 12)) * 900)
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
    place = seek.open_venue(
        ground, _RESTAURANT, morning, 200.0, at, keys.person, p, draws.slot(day, 4)
    )
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
def _errands(
    ground: Ground, keys: Keys, p: int, day: int, weekday: int, home: int, walk: int, after_s: int,
    errands: Floats, table: Ints,
) -> None:  # fmt: skip
    """Each errand of one's walk of life by its own chance, mostly at a favourite place."""
    column = 3 if weekday >= SATURDAY else 2
    for row in range(len(errands)):
        if int(errands[row, 0]) != walk:
            continue
        if uniform(keys.person, p, draws.slot(day, 16 + row)) >= errands[row, column]:
            continue
        kind = int(errands[row, 1])
        luck = uniform(keys.person, p, draws.slot(day, 70 + row))
        at = int(errands[row, 4] + luck * (errands[row, 5] - errands[row, 4]))
        at = max(at, after_s + 600)
        length = errands[row, 6] + uniform(keys.habit, p, 1000 + day * 64 + row) * (
            errands[row, 7] - errands[row, 6]
        )
        favourite = uniform(keys.venue, p, draws.slot(day, row))
        number = 1 + int(favourite * 4) if favourite < 0.75 else 100 + draws.slot(day, row)
        place = seek.open_venue(
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
        outings.worship(folk, keys, p, day, weekday, table)
        if not outings.with_others(ground, folk, keys, p, day, weekday, busy, table):
            _gym(folk, keys, p, day, busy, table)
    if folk[p, AGE] >= 7 and busy <= 23 * HOUR_S:
        walk = _walk_of_life(folk, p, busy)
        _errands(ground, keys, p, day, weekday, folk[p, HOME], walk, busy, errands, table)
    wishes.sort(table)


@inner
def _gym(folk: Folk, keys: Keys, p: int, day: int, busy: int, table: Ints) -> None:
    """Members go to their gym nearly every other day."""
    if folk[p, GYM] >= 0 and uniform(keys.person, p, draws.slot(day, 10)) < 0.45:
        at = max(busy + 900, int((17.5 + 3 * uniform(keys.habit, p, 2)) * HOUR_S))
        wishes.add(table, folk[p, GYM], at, at + 4200, 1)
