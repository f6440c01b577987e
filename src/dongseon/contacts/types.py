"""What the contact search says."""

from dataclasses import dataclass
from datetime import datetime


@dataclass(frozen=True, slots=True)
class Contact:
    """One person who may have shared one place and time with the case."""

    person_id: str
    place_id: str  # "" for a shared vehicle that is no listed place
    start: datetime  # UTC, likely begin of the overlap
    end: datetime  # UTC, likely end
    minutes: float  # expected minutes together, given that they met
    minutes_low: float  # 5 % quantile
    minutes_high: float  # 95 % quantile
    probability: float  # of at least one shared minute
    distance_class: str  # same_room, same_site, same_vehicle
    setting: str  # category of the place
    infectiousness: float  # of the case at that time, 1 = at its peak
    risk: float  # probability x infectiousness x dose; ranks the list
    tier: str  # by the dated rule: close, casual, contact
    reason: str  # one English sentence
    reason_ko: str  # the same in Korean
    probability_15_min: float = 0.0  # of at least fifteen shared minutes
    grounds: str = ""  # what says so: itinerary, rows, log, register, vehicle
