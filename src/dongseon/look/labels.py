"""Where texts go on a drawing so that none lies on another."""

import unicodedata
from collections.abc import Iterable
from dataclasses import dataclass, field

from dongseon.look.plane import XY

WIDE_EM = 1.0  # Hangul, Chinese: a square
NARROW_EM = 0.58  # Latin letters and digits, on average


@dataclass(frozen=True, slots=True)
class Area:
    """A rectangle on the drawing."""

    left: float
    top: float
    right: float
    bottom: float

    def meets(self, other: "Area") -> bool:
        """Whether the two overlap."""
        across = self.left < other.right and other.left < self.right
        return across and self.top < other.bottom and other.top < self.bottom

    def within(self, width: float, height: float) -> bool:
        """Whether all of it lies on a drawing of that size."""
        return self.left >= 0 and self.top >= 0 and self.right <= width and self.bottom <= height


def text_width(text: str, size: float) -> float:
    """How wide a text is at a font size, near enough to keep labels apart."""
    wide = sum(1 for letter in text if unicodedata.east_asian_width(letter) in "WF")
    return size * (wide * WIDE_EM + (len(text) - wide) * NARROW_EM)


def shortened(text: str, *, size: float, most: float) -> str:
    """A text cut with an ellipsis so that it is no wider than ``most``; "" when no letter fits."""
    if text_width(text, size) <= most:
        return text
    cut = text
    while cut and text_width(cut, size) + size > most:
        cut = cut[:-1]
    return f"{cut.rstrip()}…" if cut else ""


@dataclass(slots=True)
class Board:
    """A drawing's free room. What is placed first keeps its place."""

    width: float
    height: float
    taken: list[Area] = field(default_factory=list)

    def free(self, area: Area) -> bool:
        """Whether an area is on the drawing and nothing is there yet."""
        return area.within(self.width, self.height) and not any(area.meets(t) for t in self.taken)

    def take(self, area: Area) -> None:
        """Reserve an area."""
        self.taken.append(area)

    def place(self, areas: Iterable[Area]) -> Area | None:
        """Reserve the first of several areas that is free; None when none is."""
        for area in areas:
            if self.free(area):
                self.take(area)
                return area
        return None


def around(at: XY, *, width: float, height: float, away: float) -> list[Area]:
    """Areas for a text beside a point: right, left, above, below, then the corners."""
    x, y = at
    across, down = width / 2, height / 2
    diagonal = away * 0.7
    middles = [
        (x + away + across, y),
        (x - away - across, y),
        (x, y - away - down),
        (x, y + away + down),
        (x + diagonal + across, y - diagonal - down),
        (x + diagonal + across, y + diagonal + down),
        (x - diagonal - across, y - diagonal - down),
        (x - diagonal - across, y + diagonal + down),
    ]
    return [centred(middle, width=width, height=height) for middle in middles]


def centred(at: XY, *, width: float, height: float) -> Area:
    """The area of a given size around its middle."""
    return Area(at[0] - width / 2, at[1] - height / 2, at[0] + width / 2, at[1] + height / 2)


def nearby(at: XY, *, size: float, step: float, rounds: int) -> list[Area]:
    """Squares around a point, ever farther out: where a marker may stand when its spot is taken."""
    squares = [centred(at, width=size, height=size)]
    for ring in range(1, rounds + 1):
        reach = ring * step
        for dx, dy in ((1, 0), (0, -1), (-1, 0), (0, 1), (0.7, -0.7), (-0.7, -0.7), (-0.7, 0.7), (0.7, 0.7)):  # fmt: skip
            middle = (at[0] + dx * reach, at[1] + dy * reach)
            squares.append(centred(middle, width=size, height=size))
    return squares
