"""A day's wishes: a small table that a kernel fills and the layout reads.

A wish is (place, start, end, slides, mode): seconds of the local day; a sliding wish keeps its length
when it must begin later, another keeps its end; mode -1 = as the person likes.
"""

import numpy as np

from dongseon.city.compiled import inner
from dongseon.records.columns import Ints

MOST = 24  # wishes of one day
PLACE, START, END, SLIDES, MODE, FIRM = range(6)


def empty() -> Ints:
    """A table without wishes; the number of wishes stands in the last row."""
    return np.zeros((MOST + 1, 6), dtype=np.int64)


@inner
def add(wishes: Ints, place: int, start_s: int, end_s: int, slides: int) -> None:
    """Wish for a stay, unless there is no such place or no time."""
    n = wishes[MOST, 0]
    if place < 0 or end_s <= start_s or n >= MOST:
        return
    wishes[n, PLACE] = place
    wishes[n, START] = start_s
    wishes[n, END] = end_s
    wishes[n, SLIDES] = slides
    wishes[n, MODE] = -1
    wishes[n, FIRM] = 0
    wishes[MOST, 0] = n + 1


@inner
def clear(wishes: Ints, from_s: int, until_s: int) -> None:
    """Free a stretch of the day: cut what reaches into it, drop what lies in it."""
    kept = 0
    for row in range(wishes[MOST, 0]):
        start, end = wishes[row, START], wishes[row, END]
        if start < until_s and end > from_s:
            if start < from_s:
                end = from_s
            elif wishes[row, SLIDES] == 0 and end > until_s:
                start = until_s
            else:
                continue
            if end - start < 900:
                continue
        for column in range(6):
            wishes[kept, column] = wishes[row, column]
        wishes[kept, START] = start
        wishes[kept, END] = end
        kept += 1
    wishes[MOST, 0] = kept


@inner
def sort(wishes: Ints) -> None:
    """Order by start (insertion sort by exchange: a handful of rows, stable)."""
    for row in range(1, wishes[MOST, 0]):
        at = row
        while at > 0 and wishes[at - 1, START] > wishes[at, START]:
            for column in range(6):
                held = wishes[at, column]
                wishes[at, column] = wishes[at - 1, column]
                wishes[at - 1, column] = held
            at -= 1
