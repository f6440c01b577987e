"""What the page of masks shows of the shops around a place. Pure."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import datetime

from dongseon.public.masks.board import Board
from dongseon.public.masks.stock import Freshness, Remain, Shop, Stock, freshness

MOST_SHOWN = 60  # shops on one page: the nearest ones
AVAILABLE = frozenset({Remain.PLENTY, Remain.SOME, Remain.FEW})


@dataclass(frozen=True, slots=True)
class Row:
    """One shop on the page."""

    number: int  # on the map, from 1
    shop: Shop
    stock: Stock | None  # None: nothing that could be relied on is known
    freshness: Freshness
    far_m: float | None

    @property
    def remain(self) -> Remain | None:
        """What somebody who comes now can buy; None where nobody knows."""
        return self.stock.buyable if self.stock else None

    @property
    def greyed(self) -> bool:
        """Whether the figure may well be wrong by now."""
        return self.freshness in (Freshness.STALE, Freshness.UNKNOWN)


def around(
    board: Board, *, lat_deg: float, lon_deg: float, radius_m: float, only: bool, now: datetime
) -> tuple[tuple[Row, ...], int]:
    """The shops around a position, nearest first, and how many there are."""
    found = board.near(lat_deg=lat_deg, lon_deg=lon_deg, radius_m=radius_m, most=5 * MOST_SHOWN)
    rows = _rows(board, zip(found.shops, found.far_m, strict=True), now, only=only)
    return rows, found.total


def listed(board: Board, numbers: Sequence[int], *, only: bool, now: datetime) -> tuple[Row, ...]:
    """Shops of an address, those that have masks first."""
    rows = _rows(board, ((number, None) for number in numbers), now, only=only)
    order = {remain: at for at, remain in enumerate(Remain)}
    ranked = sorted(
        rows, key=lambda row: (row.greyed, order[row.remain] if row.remain else len(order))
    )
    return tuple(
        Row(at, row.shop, row.stock, row.freshness, None) for at, row in enumerate(ranked, start=1)
    )


def _rows(
    board: Board, found: Iterable[tuple[int, float | None]], now: datetime, *, only: bool
) -> tuple[Row, ...]:
    rows: list[Row] = []
    for number, far_m in found:
        stock = board.stocks[number]
        fresh = freshness(stock, now)
        if fresh is Freshness.UNKNOWN:
            stock = None
        if only and (stock is None or stock.buyable not in AVAILABLE):
            continue
        rows.append(Row(len(rows) + 1, board.shops[number], stock, fresh, far_m))
        if len(rows) == MOST_SHOWN:
            break
    return tuple(rows)
