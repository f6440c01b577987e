"""What holders hand over, as validated columns; every rejected row explained."""

from dongseon.records.bundle import read_bundle
from dongseon.records.columns import (
    EVENTS,
    SOURCES,
    Coded,
    Evidence,
    Period,
    Persons,
    Places,
    Records,
    Reject,
    Stations,
)

__all__ = [
    "EVENTS",
    "SOURCES",
    "Coded",
    "Evidence",
    "Period",
    "Persons",
    "Places",
    "Records",
    "Reject",
    "Stations",
    "read_bundle",
]
