"""Settings: how close people come at each kind of place, and what an investigator can find there.

A place of a setting is divided into sections (a desk island, a class, a table, a pew, one end of a
bus): a section shares breath, the whole room shares air.
"""

from dataclasses import dataclass

import numpy as np

from dongseon.errors import InvalidInput
from dongseon.records.columns import Bools, Bytes, Codes, Floats, Places


@dataclass(frozen=True, slots=True)
class Setting:
    """One kind of place. Rates are relative to an hour at home; all are assumptions unless said."""

    name: str
    categories: tuple[str, ...]  # of Places
    section: int  # persons who share one section
    fixed: bool  # the same section every day (a desk, a class), or a new one each day
    near: float  # rate within a section, home = 1
    air: float  # rate through the room's air, shared out over its sections, home = 1
    masked: float  # share of the time that those who wear masks wear them here
    named: float  # P(a contact of the same section is found), for an average investigation
    glimpsed: float  # P(a contact elsewhere in the room is found)
    listed: float  # P(a list of everybody present is got: register, roster, QR)


# fmt: off
SETTINGS = (
    # name, categories, section, fixed, near, air, masked, named, glimpsed, listed
    Setting("home", ("home",), 1_000, True, 1.0, 0.0, 0.0, 0.9, 0.9, 0.0),
    Setting("work", ("office", "factory"), 8, True, 3.3, 1.6, 0.7, 0.45, 0.02, 0.05),
    Setting("call centre", ("call_centre",), 110, True, 1.4, 1.1, 0.2, 0.5, 0.1, 0.5),
    Setting("warehouse", ("warehouse",), 40, True, 1.4, 1.1, 0.4, 0.3, 0.02, 0.3),
    Setting("school", ("school", "university", "kindergarten"), 25, True, 1.35, 0.6, 0.8, 0.5, 0.02, 0.1),
    Setting("academy", ("academy",), 12, True, 2.7, 1.8, 0.6, 0.6, 0.1, 0.2),
    Setting("worship", ("church", "temple"), 60, False, 4.8, 5.6, 0.5, 0.25, 0.05, 0.12),
    Setting("club", ("club",), 30, False, 4.4, 4.4, 0.1, 0.3, 0.05, 0.08),
    Setting("night life", ("bar", "karaoke", "pc_cafe"), 30, False, 4.4, 4.4, 0.1, 0.3, 0.05, 0.08),
    Setting("meal", ("restaurant", "cafe"), 4, False, 8.0, 2.7, 0.1, 0.5, 0.02, 0.02),
    Setting("exercise", ("gym", "sauna"), 12, False, 6.5, 4.0, 0.2, 0.3, 0.03, 0.05),
    Setting("care", ("hospital", "clinic", "senior_centre"), 8, True, 2.6, 1.2, 0.9, 0.3, 0.03, 0.1),
    Setting("vehicle", (), 8, False, 3.2, 2.0, 0.9, 0.02, 0.002, 0.0),
    Setting("outdoors", ("park", "station", "bus_stop"), 6, False, 0.5, 0.0, 0.6, 0.05, 0.0, 0.0),
    Setting("other", (), 5, False, 2.6, 1.2, 0.8, 0.1, 0.005, 0.0),
)
# fmt: on
SETTING_NAMES = tuple(setting.name for setting in SETTINGS)
HOME = SETTING_NAMES.index("home")
VEHICLE = SETTING_NAMES.index("vehicle")
OTHER = SETTING_NAMES.index("other")
VEHICLE_CAPACITY = 40.0  # persons; assumption
TAXI_CAPACITY = 4.0  # persons: all breathe the same air
UNKNOWN_CAPACITY = 15.0  # persons, of a place whose capacity nobody wrote down; assumption


@dataclass(frozen=True, slots=True, eq=False)
class Rooms:
    """What a kernel must know about each room: the world's places first, then the day's vehicles."""

    setting: Bytes  # (rooms,) index into SETTINGS
    sections: Codes  # (rooms,)


def setting_of_place(places: Places, settings: tuple[Setting, ...] = SETTINGS) -> Bytes:
    """Setting of each place: (places,). A category no setting names counts as ``other``."""
    of_category = {c: k for k, setting in enumerate(settings) for c in setting.categories}
    labels = [of_category.get(label, OTHER) for label in places.category.labels]
    codes = places.category.codes
    table = np.array([*labels, OTHER], dtype=np.int8)  # the last one serves code -1
    return table[codes]


def rooms(places: Places, settings: tuple[Setting, ...] = SETTINGS) -> Rooms:
    """Setting and number of sections of each place."""
    names = tuple(setting.name for setting in settings)
    if names != SETTING_NAMES:
        raise InvalidInput(f"settings: names {names} are not {SETTING_NAMES}")
    setting = setting_of_place(places, settings)
    capacity = np.nan_to_num(places.capacity, nan=UNKNOWN_CAPACITY)
    return Rooms(setting, _sections(capacity, setting, settings))


def with_vehicles(rooms: Rooms, taxi: Bools, settings: tuple[Setting, ...] = SETTINGS) -> Rooms:
    """The same rooms followed by a day's vehicles; ``taxi`` (vehicles,) marks the small ones."""
    setting = np.full(len(taxi), VEHICLE, dtype=np.int8)
    sections = _sections(np.where(taxi, TAXI_CAPACITY, VEHICLE_CAPACITY), setting, settings)
    return Rooms(
        np.concatenate([rooms.setting, setting]), np.concatenate([rooms.sections, sections])
    )


def _sections(capacity: Floats, setting: Bytes, settings: tuple[Setting, ...]) -> Codes:
    size = np.array([s.section for s in settings], dtype=np.float64)[setting]
    return np.maximum(1, np.rint(capacity / size)).astype(np.int32)
