"""Errands: the table of what people of each walk of life do beside work and school, and how often."""

import numpy as np

from dongseon.city.ground.venues import KIND
from dongseon.records.columns import Floats

WALKS = ("child", "teen", "working", "free", "old")
CHILD, TEEN, WORKING, FREE, OLD = range(len(WALKS))

# Walk of life, kind of venue, chance on a weekday, chance on Saturday or Sunday, hours between which
# it begins, minutes it lasts, mean distance looked from home (m). Chances are assumptions, set so that
# residents make 4 to 6 visits a day, home and very short stops included (household travel surveys, which
# miss the short ones, count 2.6 trips a day; Korea 2016).
_TABLE: tuple[tuple[str, str, float, float, float, float, int, int, float], ...] = (
    ("child", "park", 0.434, 0.54, 15.0, 17.5, 30, 90, 250),
    ("child", "convenience", 0.186, 0.18, 14.0, 18.0, 5, 12, 200),
    ("child", "clinic", 0.02, 0.01, 15.5, 17.5, 15, 35, 600),
    ("teen", "convenience", 0.388, 0.36, 16.0, 21.5, 5, 15, 250),
    ("teen", "pc_cafe", 0.109, 0.27, 16.5, 19.0, 60, 150, 600),
    ("teen", "karaoke", 0.031, 0.09, 16.5, 19.0, 40, 80, 600),
    ("teen", "cafe", 0.0775, 0.216, 16.0, 20.0, 30, 90, 500),
    ("teen", "shop", 0.0775, 0.18, 15.5, 19.0, 10, 40, 600),
    ("teen", "restaurant", 0.0775, 0.144, 17.0, 19.0, 25, 50, 500),
    ("working", "convenience", 0.341, 0.36, 17.5, 22.5, 4, 10, 200),
    ("working", "supermarket", 0.217, 0.252, 18.5, 21.0, 15, 40, 500),
    ("working", "restaurant", 0.155, 0.18, 18.0, 20.0, 35, 80, 600),
    ("working", "shop", 0.109, 0.126, 18.0, 19.8, 10, 35, 600),
    ("working", "cafe", 0.0775, 0.09, 18.5, 20.5, 25, 70, 500),
    ("working", "bar", 0.0465, 0.072, 20.0, 22.0, 60, 130, 700),
    ("working", "pharmacy", 0.031, 0.036, 17.8, 18.6, 5, 10, 400),
    ("working", "clinic", 0.015, 0.02, 17.0, 17.8, 15, 35, 500),
    ("working", "salon", 0.031, 0.036, 18.3, 19.3, 35, 80, 500),
    ("working", "park", 0.124, 0.144, 20.0, 21.5, 25, 60, 300),
    ("working", "pc_cafe", 0.031, 0.054, 19.5, 22.0, 60, 180, 600),
    ("free", "supermarket", 0.434, 0.396, 10.0, 20.0, 20, 50, 500),
    ("free", "convenience", 0.341, 0.396, 10.0, 22.0, 4, 12, 200),
    ("free", "market", 0.093, 0.108, 10.0, 17.0, 25, 60, 900),
    ("free", "shop", 0.217, 0.288, 11.0, 19.0, 12, 50, 700),
    ("free", "cafe", 0.248, 0.324, 10.5, 19.5, 30, 100, 600),
    ("free", "restaurant", 0.217, 0.288, 11.6, 19.0, 35, 75, 700),
    ("free", "clinic", 0.05, 0.02, 9.5, 17.0, 15, 40, 600),
    ("free", "pharmacy", 0.062, 0.054, 10.0, 18.0, 5, 12, 500),
    ("free", "hospital", 0.012, 0.004, 9.0, 15.5, 40, 120, 2500),
    ("free", "salon", 0.062, 0.09, 10.5, 18.0, 40, 110, 500),
    ("free", "park", 0.279, 0.396, 9.5, 20.5, 25, 80, 400),
    ("free", "cinema", 0.0124, 0.054, 12.0, 20.0, 120, 150, 3000),
    ("free", "sauna", 0.0186, 0.036, 9.0, 19.0, 80, 160, 900),
    ("free", "pc_cafe", 0.0465, 0.054, 13.0, 21.0, 70, 200, 600),
    ("free", "karaoke", 0.0155, 0.027, 15.0, 20.5, 50, 90, 700),
    ("old", "senior_centre", 0.22, 0.108, 10.0, 14.5, 80, 200, 400),
    ("old", "park", 0.465, 0.54, 8.0, 17.0, 30, 90, 350),
    ("old", "market", 0.217, 0.18, 9.5, 15.5, 25, 60, 900),
    ("old", "supermarket", 0.31, 0.288, 9.8, 18.0, 15, 40, 450),
    ("old", "clinic", 0.1, 0.03, 9.2, 16.5, 20, 45, 600),
    ("old", "pharmacy", 0.109, 0.054, 9.8, 17.0, 5, 12, 450),
    ("old", "hospital", 0.025, 0.004, 9.0, 14.5, 50, 140, 2500),
    ("old", "restaurant", 0.139, 0.18, 11.5, 13.0, 35, 70, 600),
    ("old", "cafe", 0.0775, 0.09, 10.0, 16.0, 30, 70, 500),
    ("old", "sauna", 0.0465, 0.054, 7.5, 15.0, 80, 150, 900),
    ("old", "convenience", 0.155, 0.18, 9.0, 20.0, 4, 10, 200),
)


def errand_table() -> Floats:
    """The table for kernels, (errands, 9): walk, kind, two chances, two seconds, two durations, reach."""
    return np.array(
        [
            (WALKS.index(walk), KIND[kind], week, end, a * 3600, b * 3600, c * 60, d * 60, reach)
            for walk, kind, week, end, a, b, c, d, reach in _TABLE
        ]
    )
