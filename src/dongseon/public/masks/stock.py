"""What is known of a shop and its stock. Pure: times are arguments. Method: docs/method/masks.md."""

import math
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import datetime, timedelta
from enum import StrEnum

from dongseon.errors import InvalidInput

PHARMACY, POST_OFFICE, NONGHYUP = "01", "02", "03"  # FIELD §5; other kinds are kept as they come


class Remain(StrEnum):
    """How much is left, in the words of the Korean public-mask service."""

    PLENTY = "plenty"
    SOME = "some"
    FEW = "few"
    EMPTY = "empty"
    BREAK = "break"  # the sale is stopped; the shop has not quit


PLENTY_FROM, SOME_FROM, FEW_FROM = 100, 30, 2  # pieces (FIELD §5)


def label_of(pieces: int) -> Remain:
    """The word for a number of pieces."""
    if pieces >= PLENTY_FROM:
        return Remain.PLENTY
    if pieces >= SOME_FROM:
        return Remain.SOME
    return Remain.FEW if pieces >= FEW_FROM else Remain.EMPTY


@dataclass(frozen=True, slots=True)
class Shop:
    """A place that sells public masks."""

    code: str
    name: str
    address: str
    kind: str  # 01 pharmacy, 02 post office, 03 Nonghyup, or whatever else was handed over
    lat_deg: float
    lon_deg: float


@dataclass(frozen=True, slots=True)
class Stock:
    """The last that a shop's stock was reported to be."""

    code: str
    remain: Remain
    reported_at: datetime  # UTC, by our clock: when it was counted
    arrived_at: datetime | None  # UTC: when the day's masks reached the shop
    tickets_left: int | None  # None: sold without numbered tickets

    @property
    def buyable(self) -> Remain:
        """What somebody who comes now can buy: nothing where all tickets are given out."""
        if self.tickets_left == 0 and self.remain is not Remain.BREAK:
            return Remain.EMPTY
        return self.remain


class Freshness(StrEnum):
    """How far a figure can be relied on."""

    FRESH = "fresh"
    AGEING = "ageing"
    STALE = "stale"  # greyed: it may be wrong
    UNKNOWN = "unknown"  # not told any more; as a shop without a figure


FRESH_FOR = timedelta(minutes=10)  # the service renewed every 5 minutes, up to 10 (FIELD §5)
STALE_AFTER = timedelta(
    minutes=30
)  # "15 shown as plenty for half an hour" was a complaint (FIELD §5)
UNKNOWN_AFTER = timedelta(hours=12)  # yesterday's figure says nothing about today: assumption


def freshness(stock: Stock | None, now: datetime) -> Freshness:
    """How far a stock's figure can be relied on at ``now``."""
    if stock is None:
        return Freshness.UNKNOWN
    age = now - stock.reported_at
    if age > UNKNOWN_AFTER:
        return Freshness.UNKNOWN
    if age > STALE_AFTER:
        return Freshness.STALE
    return Freshness.FRESH if age <= FRESH_FOR else Freshness.AGEING


@dataclass(frozen=True, slots=True)
class Turned:
    """A row of a list of shops that could not be used."""

    row: int  # from 1, the heading not counted
    field: str
    value: str
    why: str


COLUMNS = ("addr", "code", "latitude", "longitude", "name", "type")  # the list's heading


def read_shops(rows: Iterable[Mapping[str, str]]) -> tuple[tuple[Shop, ...], tuple[Turned, ...]]:
    """The shops of a list, and the rows that are none. The later of two with one code is turned away."""
    shops: dict[str, Shop] = {}
    turned: list[Turned] = []
    for number, row in enumerate(rows, start=1):
        missing = [name for name in COLUMNS if row.get(name) is None]
        if missing:
            raise InvalidInput(f"list of shops, row {number}: no column {missing[0]}")
        found = _shop(row, number)
        if isinstance(found, Turned):
            turned.append(found)
        elif found.code in shops:
            turned.append(Turned(number, "code", found.code, "is in the list already"))
        else:
            shops[found.code] = found
    return tuple(shops.values()), tuple(turned)


def _shop(row: Mapping[str, str], number: int) -> Shop | Turned:
    text = {name: " ".join(row[name].split()).strip(" ,") for name in COLUMNS}
    for name in ("code", "name", "addr"):
        if not text[name]:
            return Turned(number, name, "", "is empty")
    position = []
    for name, least, most in (("latitude", 32.5, 39.0), ("longitude", 124.0, 132.5)):
        try:
            value = float(text[name])
        except ValueError:
            return Turned(number, name, text[name], "is no number")
        if not (math.isfinite(value) and least <= value <= most):
            return Turned(number, name, text[name], "does not lie in Korea")
        position.append(value)
    return Shop(
        code=text["code"],
        name=text["name"],
        address=text["addr"],
        kind=text["type"],
        lat_deg=position[0],
        lon_deg=position[1],
    )
