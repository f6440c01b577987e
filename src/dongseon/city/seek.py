"""How people find a venue: they look around a point, nearby more often than far, large more than small."""

import math

import numpy as np

from dongseon.city import chance
from dongseon.city.compiled import inner
from dongseon.city.roster import Ground

uniform = chance.uniform


@inner
def square_at(ground: Ground, x_m: float, y_m: float) -> int:
    """Square of the venue grid that holds a point, or the nearest one of the grid."""
    side, columns, rows = ground.grid[0], int(ground.grid[3]), int(ground.grid[4])
    column = min(max(int((x_m - ground.grid[1]) / side), 0), columns - 1)
    row = min(max(int((y_m - ground.grid[2]) / side), 0), rows - 1)
    return column * rows + row


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

    The draw belongs to (key, a, b): who asks again with the same three numbers goes there again.
    """
    reach = -reach_m * math.log(1.0 - uniform(key, a, 4 * b))
    angle = 2.0 * math.pi * uniform(key, a, 4 * b + 1)
    square = square_at(ground, x_m + reach * math.cos(angle), y_m + reach * math.sin(angle))
    square = ground.venue_nearest[kind, square]
    if square < 0:
        return -1
    low, high = ground.venue_first[kind, square], ground.venue_first[kind, square + 1]
    row = chance.pick_between(ground.venue_sum, low, high, uniform(key, a, 4 * b + 2))
    return int(ground.venue_place[row])
