"""What a visit to each kind of place usually leaves behind. Every share is an assumption, see docs.

The obliged kinds follow the electronic entry list of June 2020 (clubs, bars, karaoke, group exercise,
large academies, logistics centres) widened to restaurants, cafes and places of worship later that year.
"""

from dataclasses import dataclass

import numpy as np

from dongseon.city.types import World
from dongseon.records.columns import Codes, Floats, read_only

ON_ARRIVAL, ON_LEAVING = 0, 1


@dataclass(frozen=True, slots=True)
class Habit:
    """Traces of a visit to one category of place."""

    category: str
    korean: str  # how a Korean says where they were
    public: bool  # strangers meet there
    card: float  # share of visits paid by card there and then
    pays: int  # ON_ARRIVAL or ON_LEAVING
    price_won: float  # median of an approval
    check_in: float  # share of visits with a QR or call check-in, 0 = not obliged
    cctv: float  # share of visits an investigator finds on a camera
    forgotten: float  # share of hour-long visits not told about the same day
    crowded: bool = False  # strangers linger close together: telcos are asked who was around


HABITS = (
    Habit("home", "집", False, 0.0, ON_LEAVING, 0.0, 0.0, 0.0, 0.01),
    Habit("market", "시장", True, 0.45, ON_LEAVING, 24_000.0, 0.0, 0.04, 0.08),
    Habit("supermarket", "마트", True, 0.88, ON_LEAVING, 38_000.0, 0.0, 0.12, 0.08),
    Habit("cinema", "영화관", True, 0.80, ON_ARRIVAL, 13_000.0, 0.75, 0.15, 0.04, True),
    Habit("club", "클럽", True, 0.60, ON_ARRIVAL, 45_000.0, 0.80, 0.20, 0.06, True),
    Habit("sauna", "찜질방", True, 0.70, ON_ARRIVAL, 9_000.0, 0.70, 0.10, 0.05, True),
    Habit("gym", "헬스장", True, 0.02, ON_ARRIVAL, 60_000.0, 0.80, 0.12, 0.04, True),
    Habit("pc_cafe", "피시방", True, 0.55, ON_LEAVING, 6_000.0, 0.80, 0.15, 0.06, True),
    Habit("karaoke", "노래방", True, 0.70, ON_LEAVING, 18_000.0, 0.75, 0.12, 0.06, True),
    Habit("bar", "술집", True, 0.75, ON_LEAVING, 52_000.0, 0.70, 0.12, 0.06, True),
    Habit("pharmacy", "약국", True, 0.80, ON_LEAVING, 7_500.0, 0.0, 0.10, 0.12),
    Habit("clinic", "의원", True, 0.85, ON_LEAVING, 6_500.0, 0.30, 0.12, 0.05),
    Habit("academy", "학원", True, 0.01, ON_ARRIVAL, 250_000.0, 0.60, 0.10, 0.02, True),
    Habit("salon", "미용실", True, 0.80, ON_LEAVING, 25_000.0, 0.35, 0.08, 0.04),
    Habit("cafe", "카페", True, 0.82, ON_ARRIVAL, 7_800.0, 0.60, 0.12, 0.08),
    Habit("restaurant", "식당", True, 0.72, ON_LEAVING, 16_000.0, 0.60, 0.12, 0.07),
    Habit("convenience", "편의점", True, 0.80, ON_LEAVING, 6_200.0, 0.0, 0.15, 0.18),
    Habit("shop", "가게", True, 0.66, ON_LEAVING, 22_000.0, 0.0, 0.08, 0.12),
    Habit("church", "교회", True, 0.0, ON_ARRIVAL, 0.0, 0.55, 0.08, 0.03, True),
    Habit("temple", "절", True, 0.0, ON_ARRIVAL, 0.0, 0.30, 0.04, 0.04, True),
    Habit("senior_centre", "경로당", True, 0.0, ON_ARRIVAL, 0.0, 0.20, 0.03, 0.04, True),
    Habit("kindergarten", "어린이집", True, 0.0, ON_ARRIVAL, 0.0, 0.20, 0.08, 0.02),
    Habit("park", "공원", True, 0.0, ON_ARRIVAL, 0.0, 0.0, 0.02, 0.10),
    Habit("school", "학교", True, 0.0, ON_ARRIVAL, 0.0, 0.0, 0.08, 0.01),
    Habit("university", "대학교", True, 0.05, ON_LEAVING, 6_000.0, 0.25, 0.08, 0.02),
    Habit("hospital", "병원", True, 0.75, ON_LEAVING, 15_000.0, 0.85, 0.20, 0.03),
    Habit("office", "사무실", True, 0.0, ON_ARRIVAL, 0.0, 0.0, 0.05, 0.01),
    Habit("call_centre", "콜센터", True, 0.0, ON_ARRIVAL, 0.0, 0.0, 0.08, 0.01),
    Habit("factory", "공장", True, 0.0, ON_ARRIVAL, 0.0, 0.0, 0.05, 0.01),
    Habit("warehouse", "물류센터", True, 0.0, ON_ARRIVAL, 0.0, 0.60, 0.08, 0.01),
    Habit("station", "역", True, 0.0, ON_ARRIVAL, 0.0, 0.0, 0.10, 0.30),
    Habit("bus_stop", "버스 정류장", True, 0.0, ON_ARRIVAL, 0.0, 0.0, 0.02, 0.40),
)
OTHER = Habit("other", "다른 곳", True, 0.30, ON_LEAVING, 12_000.0, 0.0, 0.05, 0.10)
_BY_CATEGORY = {habit.category: habit for habit in HABITS}


def habit_of(category: str) -> Habit:
    """The habit of a category, OTHER for one that the table lacks."""
    return _BY_CATEGORY.get(category, OTHER)


@dataclass(frozen=True, slots=True, eq=False)
class PlaceHabits:
    """The table above, one row a place of a world."""

    public: Codes  # (places,) 1 or 0
    crowded: Codes  # (places,) 1 or 0
    card: Floats  # (places,)
    pays: Codes  # (places,)
    price_won: Floats  # (places,)
    check_in: Floats  # (places,)
    cctv: Floats  # (places,)
    forgotten: Floats  # (places,)

    def __post_init__(self) -> None:
        for codes in (self.public, self.crowded, self.pays):
            read_only(codes)
        for column in (self.card, self.price_won, self.check_in, self.cctv, self.forgotten):
            read_only(column)


def place_habits(world: World) -> PlaceHabits:
    """The habits of each place of the world, by its category."""
    category = world.places.category
    habits = [habit_of(label) for label in category.labels] + [OTHER]

    def of(values: list[float]) -> Floats:
        return np.array(values, dtype=np.float64)[category.codes]

    return PlaceHabits(
        public=of([h.public for h in habits]).astype(np.int32),
        crowded=of([h.crowded for h in habits]).astype(np.int32),
        card=of([h.card for h in habits]),
        pays=of([h.pays for h in habits]).astype(np.int32),
        price_won=of([h.price_won for h in habits]),
        check_in=of([h.check_in for h in habits]),
        cctv=of([h.cctv for h in habits]),
        forgotten=of([h.forgotten for h in habits]),
    )
