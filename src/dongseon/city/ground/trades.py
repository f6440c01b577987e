"""What kinds of places a Korean-like city has, how many, how large and when open.

Densities are per 10,000 residents, rounded from national totals of Statistics Korea's census of
establishments around 2019 (51.7 million residents) where one is known by heart; the others, and every
capacity, are assumptions. Opening hours are assumptions about common practice.
"""

from dataclasses import dataclass

H = 60  # minutes of an hour


@dataclass(frozen=True, slots=True)
class Trade:
    """One category of venue."""

    category: str
    per_10k: float  # venues per 10,000 residents
    least: int  # a city has at least so many
    capacity: tuple[int, int]  # persons, range
    staff: tuple[int, int]  # jobs, range
    opens: tuple[int, ...]  # minute of the day, one is drawn
    closes: tuple[int, ...]  # minute of the day, may be after midnight
    floors: tuple[float, float, float, float]  # liking for floor 1, 2, 3-4, 5 and above
    centre: float  # how much more common in the main centre than elsewhere
    radius_m: float  # of the extent


TRADES = (
    # category, per 10k, least, capacity, staff, opens, closes, floors, centre, radius
    Trade("market", 0.25, 1, (250, 600), (30, 60), (8 * H,), (20 * H,), (1, 0, 0, 0), 1.0, 45.0),
    Trade(
        "supermarket",
        5.0,
        2,
        (90, 260),
        (4, 10),
        (9 * H,),
        (22 * H, 23 * H),
        (1, 0.1, 0, 0),
        1.0,
        20.0,
    ),
    Trade("cinema", 0.1, 1, (180, 400), (8, 14), (9 * H,), (25 * H,), (0, 0.1, 0.5, 1), 3.0, 25.0),
    Trade(
        "club",
        0.3,
        5,
        (60, 350),
        (6, 12),
        (21 * H, 22 * H),
        (29 * H,),
        (1, 0.4, 0, 0.1),
        6.0,
        14.0,
    ),
    Trade("sauna", 1.2, 1, (80, 250), (3, 6), (6 * H,), (24 * H,), (0.2, 0.5, 1, 1), 1.0, 18.0),
    Trade("gym", 4.0, 2, (50, 120), (2, 5), (6 * H,), (23 * H,), (0, 0.6, 1, 1), 1.2, 14.0),
    Trade("pc_cafe", 2.6, 2, (60, 150), (2, 4), (0,), (24 * H,), (0, 1, 1, 0.5), 1.3, 14.0),
    Trade(
        "karaoke",
        6.0,
        4,
        (24, 70),
        (1, 2),
        (13 * H, 14 * H),
        (27 * H,),
        (0.1, 0.6, 1, 1),
        2.0,
        11.0,
    ),
    Trade(
        "bar",
        20.0,
        8,
        (30, 90),
        (2, 4),
        (17 * H, 18 * H),
        (26 * H, 27 * H),
        (1, 0.8, 0.3, 0.1),
        2.5,
        9.0,
    ),
    Trade(
        "pharmacy", 4.5, 3, (10, 20), (2, 3), (9 * H,), (19 * H, 20 * H), (1, 0.05, 0, 0), 1.2, 7.0
    ),
    Trade(
        "clinic", 11.0, 6, (15, 35), (4, 8), (9 * H,), (18 * H, 19 * H), (0.1, 1, 1, 0.5), 1.4, 10.0
    ),
    Trade("academy", 18.0, 8, (30, 90), (2, 6), (13 * H,), (22 * H,), (0, 0.6, 1, 0.7), 1.0, 11.0),
    Trade(
        "salon", 22.0, 8, (12, 26), (1, 4), (10 * H,), (20 * H, 21 * H), (1, 0.8, 0.2, 0), 1.1, 6.0
    ),
    Trade(
        "cafe",
        26.0,
        8,
        (28, 90),
        (2, 4),
        (8 * H, 9 * H),
        (22 * H, 23 * H),
        (1, 0.4, 0.05, 0.02),
        1.6,
        8.0,
    ),
    Trade(
        "restaurant",
        125.0,
        40,
        (24, 90),
        (2, 6),
        (11 * H, 10 * H),
        (22 * H, 23 * H),
        (1, 0.45, 0.05, 0.03),
        1.4,
        8.0,
    ),
    Trade("convenience", 13.0, 4, (12, 28), (3, 4), (0,), (24 * H,), (1, 0, 0, 0), 1.0, 6.0),
    Trade(
        "shop", 55.0, 20, (12, 40), (1, 3), (10 * H,), (20 * H, 21 * H), (1, 0.3, 0.02, 0), 1.4, 8.0
    ),
    Trade("church", 10.5, 3, (90, 320), (1, 3), (5 * H,), (22 * H,), (0.3, 0.6, 1, 0.4), 1.0, 16.0),
    Trade("temple", 1.0, 1, (80, 250), (1, 2), (5 * H,), (20 * H,), (1, 0, 0, 0), 0.5, 20.0),
    Trade("senior_centre", 12.0, 4, (30, 60), (0, 1), (9 * H,), (18 * H,), (1, 0, 0, 0), 0.8, 8.0),
    Trade(
        "kindergarten",
        10.0,
        4,
        (60, 110),
        (5, 10),
        (7 * H + 30,),
        (19 * H + 30,),
        (1, 0.1, 0, 0),
        0.9,
        12.0,
    ),
)

CATEGORIES = (
    "home",
    *(trade.category for trade in TRADES),
    "park",
    "school",
    "university",
    "hospital",
    "office",
    "call_centre",
    "factory",
    "warehouse",
    "station",
    "bus_stop",
)
NUMBER = {category: code for code, category in enumerate(CATEGORIES)}
OUTDOOR = frozenset({"park", "bus_stop"})


def wanted(trade: Trade, people: int) -> int:
    """How many venues of a trade a city of this size has."""
    return max(trade.least, round(trade.per_10k * people / 10_000))
