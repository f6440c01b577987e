"""Trips: how a person gets from one place to another, when they arrive, and which vehicle they share."""

import math

from dongseon.city import chance
from dongseon.city.compiled import inner
from dongseon.city.roster import (
    CARS,
    CHANGE,
    DAY_S,
    END_CALL,
    FIRST_CALL,
    FIRST_S,
    FLEET,
    HEADWAY_S,
    LEG_1,
    WAY_S,
    Ground,
    Lines,
)
from dongseon.city.types import BUS, CAR, SUBWAY, WALK
from dongseon.records.columns import Ints

uniform = chance.uniform

WALK_M_PER_S = 1.25  # 4.5 km/h, adults in cities
DETOUR = 1.25  # way along streets over the straight line (assumption; 1.2 to 1.4 in grid cities)
CAR_M_PER_S = 7.0  # 25 km/h; Seoul's mean in 2019 was 23.9 km/h
CAR_EXTRA_S = 240  # parking and getting there (assumption)
NEAR_M = 700.0  # nobody takes a vehicle for less (assumption)
PATIENCE_S = 1800  # who would walk longer than this and has no line takes a taxi (assumption)
RIDE = 7  # columns of a ride: board place, alight place, board, alight, line, vehicle, reserved
NO_WAY = 1 << 30


@inner
def straight_m(ground: Ground, a: int, b: int) -> float:
    """Distance between two places as the crow flies."""
    return math.hypot(ground.xy_m[a, 0] - ground.xy_m[b, 0], ground.xy_m[a, 1] - ground.xy_m[b, 1])


@inner
def walk_s(ground: Ground, a: int, b: int) -> int:
    """Walking time between two places; a minute at least, for stairs and doors."""
    floors = 60
    return floors + int(straight_m(ground, a, b) * DETOUR / WALK_M_PER_S)


@inner
def transit_s(ground: Ground, lines: Lines, kind: int, a: int, b: int) -> int:
    """Expected time from a to b by one mode of transit (0 bus, 1 subway), a whole first wait included."""
    board, alight = lines.near_stop[kind, a], lines.near_stop[kind, b]
    if board < 0 or alight < 0 or board == alight or lines.ways[board, alight, WAY_S] < 0:
        return NO_WAY
    access = walk_s(ground, a, lines.stop_place[board])
    egress = walk_s(ground, lines.stop_place[alight], b)
    wait = lines.facts[lines.ways[board, alight, LEG_1], HEADWAY_S]
    return int(access + wait + lines.ways[board, alight, WAY_S] + egress)


@inner
def choose_mode(
    ground: Ground, lines: Lines, a: int, b: int, at_s: int, drives: int, wanted: int
) -> tuple[int, int]:
    """Mode and longest expected time of a trip that starts at a second of the local day."""
    on_foot = walk_s(ground, a, b)
    by_car = CAR_EXTRA_S + int(straight_m(ground, a, b) * DETOUR / CAR_M_PER_S * 1.25)
    if wanted == CAR or (drives > 0 and straight_m(ground, a, b) > NEAR_M):
        return CAR, by_car
    best, mode = on_foot, WALK
    clock = at_s % DAY_S
    runs = clock >= 5 * 3600 + 1200 and clock < 22 * 3600 + 1800
    if straight_m(ground, a, b) > NEAR_M and runs:
        for kind in range(2):
            time = transit_s(ground, lines, kind, a, b)
            if time < best:
                best, mode = time, BUS if kind == 0 else SUBWAY
    if mode == WALK and on_foot > PATIENCE_S:
        return CAR, by_car
    return mode, best


@inner
def _board(lines: Lines, line: int, a: int, b: int, at_s: int, luck: float) -> tuple[int, int, int]:
    """Next departure of a line from stop a towards b: boarding, alighting, vehicle number."""
    call_a, call_b = -1, -1
    for call in range(lines.facts[line, FIRST_CALL], lines.facts[line, END_CALL]):
        if lines.calls[call, 0] == a:
            call_a = call
        if lines.calls[call, 0] == b:
            call_b = call
    last = lines.facts[line, END_CALL] - 1
    onward = call_b > call_a
    offset = lines.calls[call_a, 1]
    if not onward:
        offset = lines.calls[last, 1] - offset
    headway = lines.facts[line, HEADWAY_S]
    phase = (line * 97 + (0 if onward else headway // 2)) % headway
    origin = (at_s // DAY_S) * DAY_S + lines.facts[line, FIRST_S] + phase + offset
    number = max(0, -((origin - at_s) // headway))
    board = origin + number * headway
    ride = abs(lines.calls[call_b, 1] - lines.calls[call_a, 1])
    turn = (number * 2 + (0 if onward else 1)) % (2 * lines.facts[line, FLEET])
    vehicle = (
        turn * 10 + int(luck * lines.facts[line, CARS]) + 1
        if lines.facts[line, CARS] > 1
        else turn + 1
    )
    return int(board), int(board + ride), int(vehicle)


@inner
def ride(
    ground: Ground,
    lines: Lines,
    mode: int,
    a: int,
    b: int,
    leave_s: int,
    luck: float,
    rides: Ints,
    row: int,
) -> tuple[int, int]:
    """Take transit from a to b, leaving at a second: legs written to rides from a row on; how many, arrival."""
    kind = 0 if mode == BUS else 1
    board, alight = lines.near_stop[kind, a], lines.near_stop[kind, b]
    change = lines.ways[board, alight, CHANGE]
    at = leave_s + walk_s(ground, a, lines.stop_place[board])
    legs = 1 if change < 0 else 2
    for leg in range(legs):
        start = board if leg == 0 else change
        end = alight if leg == legs - 1 else change
        line = lines.ways[board, alight, LEG_1 + leg]
        on, off, vehicle = _board(lines, line, start, end, at, luck)
        rides[row + leg, 0] = lines.stop_place[start]
        rides[row + leg, 1] = lines.stop_place[end]
        rides[row + leg, 2] = on
        rides[row + leg, 3] = off
        rides[row + leg, 4] = line
        rides[row + leg, 5] = vehicle
        at = off + 90
    return legs, at - 90 + walk_s(ground, lines.stop_place[alight], b)


@inner
def trip(
    ground: Ground,
    lines: Lines,
    mode: int,
    a: int,
    b: int,
    leave_s: int,
    luck: float,
    rides: Ints,
    row: int,
) -> tuple[int, int]:
    """Go from a to b by a mode: number of transit legs (in rides) and the second of arrival."""
    if mode in (BUS, SUBWAY):
        return ride(ground, lines, mode, a, b, leave_s, luck, rides, row)
    if mode == CAR:
        length = straight_m(ground, a, b) * DETOUR
        return 0, leave_s + CAR_EXTRA_S + int(length / CAR_M_PER_S * (1.0 + 0.25 * luck))
    return 0, leave_s + int(walk_s(ground, a, b) * (0.92 + 0.16 * luck))
