"""What a city's life leaves behind: one function a source, one person's rows never moved by another's."""

from dongseon.city.sensors.air import Radio, radio
from dongseon.city.sensors.cards import Approvals, approvals
from dongseon.city.sensors.cctv import Sightings, sightings
from dongseon.city.sensors.entry import CheckIns, check_ins
from dongseon.city.sensors.gps import Fixes, fixes
from dongseon.city.sensors.telco import Connections, connections
from dongseon.city.sensors.transit import Taps, taps
from dongseon.city.sensors.ways import Track, track

__all__ = [
    "Approvals",
    "CheckIns",
    "Connections",
    "Fixes",
    "Radio",
    "Sightings",
    "Taps",
    "Track",
    "approvals",
    "check_ins",
    "connections",
    "fixes",
    "radio",
    "sightings",
    "taps",
    "track",
]
