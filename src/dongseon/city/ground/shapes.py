"""Shapes for the map: districts, streets, buildings, water, parks and stations."""

import numpy as np

from dongseon.city.ground import blocks as land
from dongseon.city.ground import names
from dongseon.city.ground.blocks import Blocks
from dongseon.city.ground.buildings import Buildings
from dongseon.city.ground.island import Island
from dongseon.city.ground.transit import Network
from dongseon.city.types import Shape
from dongseon.records.columns import Floats


def _ring(x: Floats, y: Floats) -> tuple[Floats, Floats]:
    return np.append(x, x[0]), np.append(y, y[0])


def draw(
    seed: int,
    island: Island,
    blocks: Blocks,
    buildings: Buildings,
    network: Network,
    districts: tuple[tuple[str, str], ...],
) -> tuple[Shape, ...]:
    """Everything the map shows, in the order it is painted."""
    out = [Shape("land", *names.CITY, island.coast_x_m, island.coast_y_m)]
    out += [
        Shape("park", "", "", *_ring(blocks.x_m[row], blocks.y_m[row]))
        for row in np.flatnonzero(blocks.use == land.PARK)
    ]
    out += [
        Shape("building", "", "", *_ring(buildings.x_m[b], buildings.y_m[b]))
        for b in range(len(buildings.use))
    ]
    return tuple(out)
