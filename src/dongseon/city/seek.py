"""How people find a venue: they look around a point, nearby more often than far, large more than small."""

import math

import numpy as np

from dongseon.city import chance
from dongseon.city.compiled import inner
from dongseon.city.roster import CLOSES_S, OPENS_S, Ground

uniform = chance.uniform


@inner
def square_at(ground: Ground, x_m: float, y_m: float) -> int:
    """Square of the venue grid that holds a point, or the nearest one of the grid."""
    side, columns, rows = ground.grid[0], int(ground.grid[3]), int(ground.grid[4])
    column = min(max(int((x_m - ground.grid[1]) / side), 0), columns - 1)
    row = min(max(int((y_m - ground.grid[2]) / side), 0), rows - 1)
    return column * rows + row


@inner
def _look(
    ground: Ground,
    kind: int,
    x_m: float,
    y_m: float,
    reach_m: float,
    key: np.uint64,
    a: int,
    b: int,
) -> int:
    """A square with venues of a kind, found by looking some way in some direction; -1 = none."""
    reach = -reach_m * math.log(1.0 - uniform(key, a, b))
    angle = 2.0 * math.pi * uniform(key, a, b + 1)
    square = square_at(ground, x_m + reach * math.cos(angle), y_m + reach * math.sin(angle))
    return int(ground.venue_nearest[kind, square])


@inner
def venue(
    ground: Ground,
    kind: int,
    x_m: float,
    y_m: float,
    reach_m: float,
    key: np.uint64,
    a: int,
    b: int,
) -> int:
    """A venue of a kind near a point; reach is the mean distance looked. -1 = there is none.

    Of two squares looked at, the one with more to offer is likelier (a gravity model by squares). The
    draw belongs to (key, a, b): who asks again with the same three numbers goes there again.
    """
    one = _look(ground, kind, x_m, y_m, reach_m, key, a, 8 * b)
    other = _look(ground, kind, x_m, y_m, reach_m, key, a, 8 * b + 2)
    if one < 0:
        return -1
    pull_one = ground.venue_sum[ground.venue_first[kind, one + 1] - 1]
    pull_other = ground.venue_sum[ground.venue_first[kind, other + 1] - 1]
    if uniform(key, a, 8 * b + 4) * (pull_one + pull_other) >= pull_one:
        one = other
    low, high = ground.venue_first[kind, one], ground.venue_first[kind, one + 1]
    return int(
        ground.venue_place[
            chance.pick_between(ground.venue_sum, low, high, uniform(key, a, 8 * b + 5))
        ]
    )


@inner
def open_venue(
    ground: Ground, kind: int, near: int, reach_m: float, at_s: int, key: np.uint64, a: int, b: int
) -> int:
    """A venue near a place that is open at a second of the day; -1 when two tries find none."""
    for attempt in range(2):
        place = venue(
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
