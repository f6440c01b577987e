"""A simulated city: the truth of where people were, and the evidence that it leaves behind.

``simulate`` does all of it. ``build_world``, ``populate`` and ``day_visits`` give the parts: what stands
still, who lives there, and where everybody is on one day.
"""

from dongseon.city.map import map_geojson
from dongseon.city.population import populate
from dongseon.city.simulate import Simulated, live, simulate
from dongseon.city.types import (
    Appointments,
    Clock,
    Epidemic,
    Population,
    Rides,
    Visits,
    World,
)
from dongseon.city.visits import day_visits
from dongseon.city.world import build_world

__all__ = [
    "Appointments",
    "Clock",
    "Epidemic",
    "Population",
    "Rides",
    "Simulated",
    "Visits",
    "World",
    "build_world",
    "day_visits",
    "live",
    "map_geojson",
    "populate",
    "simulate",
]
