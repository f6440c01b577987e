"""Outings with others: dinners of a team, rounds with friends, a family's weekend, worship.

Place and time are drawn with the key of those who meet, so that nobody needs to be looked up.
"""

import numpy as np

from dongseon.city import chance, draws, seek, wishes
from dongseon.city.compiled import inner
from dongseon.city.draws import FRIDAY, HOUR_S, SATURDAY, SUNDAY, WEDNESDAY, Keys
from dongseon.city.ground.venues import KIND
from dongseon.city.population import NIGHT, WEEKDAYS, WORKER
from dongseon.city.roster import (
    AGE,
    CIRCLE,
    HOME,
    HOST,
    HOST_AGE,
    HOUSEHOLD,
    OCCUPATION,
    SHIFT,
    WORK,
    WORSHIP,
    Folk,
    Ground,
)
from dongseon.records.columns import Ints

_RESTAURANT, _BAR, _KARAOKE, _CLUB = KIND["restaurant"], KIND["bar"], KIND["karaoke"], KIND["club"]
_CAFE, _PARK, _PC_CAFE = KIND["cafe"], KIND["park"], KIND["pc_cafe"]
_FAMILY = np.array(
    [KIND[k] for k in ("restaurant", "park", "supermarket", "market", "shop", "cinema", "cafe")]
)
_FAMILY_SUM = np.cumsum(np.array([0.36, 0.18, 0.14, 0.07, 0.11, 0.03, 0.11]))  # assumption

uniform = chance.uniform


@inner
def worship(folk: Folk, keys: Keys, p: int, day: int, weekday: int, table: Ints) -> None:
    """Sunday service (two hours with lunch for some) and Wednesday evening."""
    if folk[p, WORSHIP] < 0:
        return
    house = folk[p, HOUSEHOLD]
    luck = uniform(keys.person, p, draws.slot(day, 5))
    if weekday == SUNDAY and luck < 0.85:
        hour = 11 if uniform(keys.household, house, 0) < 0.7 else 9
        stays = 4500 if uniform(keys.person, p, draws.slot(day, 6)) < 0.6 else 7800
        wishes.add(table, folk[p, WORSHIP], hour * HOUR_S, hour * HOUR_S + stays, 0)
    if weekday == WEDNESDAY and luck < 0.18 and folk[p, AGE] >= 14:
        wishes.add(table, folk[p, WORSHIP], int(19.5 * HOUR_S), int(20.7 * HOUR_S), 0)


@inner
def _evening_out(
    ground: Ground, key: np.uint64, who: int, day: int, near: int, at: int, young: bool, table: Ints
) -> None:
    """Dinner, then a bar, then a noraebang, then a club: each round for fewer (the Korean 'cha')."""
    reach = 450.0
    place = seek.open_venue(ground, _RESTAURANT, near, reach, at, key, who, draws.slot(day, 10))
    if place < 0:
        return
    end = at + 4200 + int(uniform(key, who, draws.slot(day, 11)) * 2700)
    wishes.add(table, place, at, end, 1)
    rounds = uniform(key, who, draws.slot(day, 12))
    if rounds > 0.55:
        return
    bar = seek.open_venue(ground, _BAR, place, 150.0, end + 600, key, who, draws.slot(day, 13))
    bar_end = end + 600 + 4200 + int(uniform(key, who, draws.slot(day, 14)) * 3600)
    wishes.add(table, bar, end + 600, bar_end, 1)
    if rounds < 0.17:
        sing = seek.open_venue(
            ground, _KARAOKE, place, 180.0, bar_end + 600, key, who, draws.slot(day, 15)
        )
        wishes.add(table, sing, bar_end + 600, bar_end + 5100, 1)
    if young and 0.17 <= rounds < 0.35:
        club = seek.open_venue(
            ground, _CLUB, place, 500.0, bar_end + 900, key, who, draws.slot(day, 16)
        )
        until = int((26.0 + 2.2 * uniform(key, who, draws.slot(day, 17))) * HOUR_S)
        wishes.add(table, club, bar_end + 900, until, 1)


@inner
def _team_dinner(
    ground: Ground, folk: Folk, keys: Keys, p: int, day: int, weekday: int, table: Ints
) -> bool:
    """Dinner with the people of the room (hoesik); true when there is one."""
    work = folk[p, WORK]
    share = 0.055 if weekday == FRIDAY else 0.03
    if uniform(keys.team, work, draws.slot(day, 8)) > share or folk[p, SHIFT] != WEEKDAYS:
        return False
    if uniform(keys.person, p, draws.slot(day, 7)) > 0.75:
        return False
    at = int(18.6 * HOUR_S + uniform(keys.team, work, draws.slot(day, 9)) * 1800)
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
    if uniform(keys.circle, circle, draws.slot(day, 0)) > share:
        return False
    if uniform(keys.person, p, draws.slot(day, 8)) > 0.75:
        return False
    age, host = folk[p, HOST_AGE], folk[p, HOST]
    luck = uniform(keys.circle, circle, draws.slot(day, 1))
    if age < 19:
        _play(ground, keys.circle, circle, day, weekday, host, luck, table)
    elif age >= 62:
        at = int((11.5 + luck) * HOUR_S)
        place = seek.open_venue(
            ground, _RESTAURANT, host, 500.0, at, keys.circle, circle, draws.slot(day, 2)
        )
        wishes.add(table, place, at, at + 4500, 1)
        kind = _CAFE if luck < 0.5 else _PARK
        then = seek.open_venue(
            ground, kind, host, 400.0, at + 5100, keys.circle, circle, draws.slot(day, 3)
        )
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
    place = seek.open_venue(ground, kind, near, 500.0, at, key, who, draws.slot(day, 2))
    wishes.add(table, place, at, at + 5400, 1)


@inner
def _family_out(
    ground: Ground, folk: Folk, keys: Keys, p: int, day: int, weekday: int, table: Ints
) -> None:
    """The household goes out together: one or two stops at weekends, dinner on a few weekdays."""
    house, home = folk[p, HOUSEHOLD], folk[p, HOME]
    share = 0.40 if weekday >= SATURDAY else 0.04
    if uniform(keys.household, house, draws.slot(day, 0)) > share:
        return
    if folk[p, AGE] >= 13 and uniform(keys.person, p, draws.slot(day, 9)) > 0.62:
        return
    luck = uniform(keys.household, house, draws.slot(day, 1))
    at = int((11.0 + 6.0 * luck if weekday >= SATURDAY else 18.7) * HOUR_S)
    kind = _FAMILY[chance.pick(_FAMILY_SUM, uniform(keys.household, house, draws.slot(day, 2)))]
    if weekday < SATURDAY:
        kind = _RESTAURANT
    place = seek.open_venue(
        ground, kind, home, 700.0, at, keys.household, house, draws.slot(day, 3)
    )
    length = 2400 + int(uniform(keys.household, house, draws.slot(day, 4)) * 3000)
    wishes.add(table, place, at, at + length, 1)
    if weekday >= SATURDAY and place >= 0 and luck < 0.45:
        then = at + length + 900
        kind = _FAMILY[chance.pick(_FAMILY_SUM, uniform(keys.household, house, draws.slot(day, 5)))]
        next_place = seek.open_venue(
            ground, kind, place, 350.0, then, keys.household, house, draws.slot(day, 6)
        )
        wishes.add(table, next_place, then, then + length, 1)


@inner
def with_others(
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
