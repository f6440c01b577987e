"""The shops and their stock as one process shows them: every shop's JSON is written when its stock changes.

A question then only finds shops and joins what is written. One thread applies changes; readers need no
lock, since replacing a list's element is one step.
"""

import json
from collections import OrderedDict
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from zoneinfo import ZoneInfo

import numpy as np

from dongseon.public.masks import addresses, nearby
from dongseon.public.masks.stock import Freshness, Shop, Stock, freshness

SEOUL = ZoneInfo("Asia/Seoul")
TIME = "%Y/%m/%d %H:%M:%S"  # the service's own form, local time (FIELD §5)
MOST_ADDRESSES = 4_000  # asked addresses whose shops are remembered


@dataclass(frozen=True, slots=True)
class Near:
    """What a search around a position found."""

    shops: tuple[int, ...]  # nearest first
    far_m: tuple[float, ...]
    total: int  # in the circle, of which the nearest are given


class Board:
    """Shops by number, in the order of their codes; what is written of each."""

    def __init__(self, shops: Sequence[Shop], stocks: Iterable[Stock], now: datetime) -> None:
        self.shops = tuple(sorted(shops, key=lambda shop: shop.code))
        self.number_of = {shop.code: number for number, shop in enumerate(self.shops)}
        self.stocks: list[Stock | None] = [None] * len(self.shops)
        self._told: list[bool] = [False] * len(self.shops)  # whether the stock is still told
        self._grid = nearby.grid_of(
            np.array([shop.lat_deg for shop in self.shops], dtype=np.float64),
            np.array([shop.lon_deg for shop in self.shops], dtype=np.float64),
        )
        self._index = addresses.index_of([shop.address for shop in self.shops])
        self._asked: OrderedDict[str, tuple[int, ...]] = OrderedDict()
        self._shapes = [_shape(shop) for shop in self.shops]
        self.info = [_info(shop) for shop in self.shops]  # as /stores gives it
        self.full = [_full(shape, None) for shape in self._shapes]  # as /storesByGeo gives it
        self.sale: dict[int, bytes] = {}  # as /sales gives it: shops with a figure alone
        self.apply(stocks, now)

    def apply(self, stocks: Iterable[Stock], now: datetime) -> int:
        """Take stocks over; how many of them belong to a shop that is known."""
        taken = 0
        for stock in stocks:
            number = self.number_of.get(stock.code)
            if number is None:
                continue
            self.stocks[number] = stock
            self._write(number, stock, told=freshness(stock, now) is not Freshness.UNKNOWN)
            taken += 1
        return taken

    def forget_old(self, now: datetime) -> int:
        """Stop telling what is too old to tell; how many figures that were."""
        old = [
            number
            for number, told in enumerate(self._told)
            if told and freshness(self.stocks[number], now) is Freshness.UNKNOWN
        ]
        for number in old:
            stock = self.stocks[number]
            if stock is not None:
                self._write(number, stock, told=False)
        return len(old)

    def _write(self, number: int, stock: Stock, *, told: bool) -> None:
        self._told[number] = told
        self.full[number] = _full(self._shapes[number], stock if told else None)
        if told:
            self.sale[number] = _sale(stock)
        else:
            self.sale.pop(number, None)

    def near(self, *, lat_deg: float, lon_deg: float, radius_m: float, most: int) -> Near:
        """The shops within a radius, nearest first, at most so many."""
        found, far_m, total = nearby.within(
            self._grid, lat_deg=lat_deg, lon_deg=lon_deg, radius_m=radius_m, most=most
        )
        return Near(tuple(found.tolist()), tuple(far_m.tolist()), total)

    def at_address(self, address: str) -> tuple[int, ...]:
        """The shops of an address, by code. Raises InvalidInput for one that names no district."""
        known = self._asked.get(address)
        if known is None:
            known = addresses.find(self._index, address)
            self._asked[address] = known
            if len(self._asked) > MOST_ADDRESSES:
                self._asked.popitem(last=False)
        return known


@dataclass(frozen=True, slots=True)
class _Shape:
    """A shop's JSON around its stock, written once."""

    address_code: bytes
    position_name: bytes
    kind: bytes


def _json(value: object) -> bytes:
    return json.dumps(value, ensure_ascii=False, separators=(",", ":")).encode()


def _shape(shop: Shop) -> _Shape:
    return _Shape(
        b'{"addr":%b,"code":%b' % (_json(shop.address), _json(shop.code)),
        b'"lat":%b,"lng":%b,"name":%b'
        % (_json(shop.lat_deg), _json(shop.lon_deg), _json(shop.name)),
        b'"type":%b}' % _json(shop.kind),
    )


def _full(shape: _Shape, stock: Stock | None) -> bytes:
    return b'%b,"created_at":%b,%b,"remain_stat":%b,"stock_at":%b,%b' % (
        shape.address_code,
        _time(stock.reported_at if stock else None),
        shape.position_name,
        _json(stock.buyable) if stock else b"null",
        _time(stock.arrived_at if stock else None),
        shape.kind,
    )


def _sale(stock: Stock) -> bytes:
    return b'{"code":%b,"created_at":%b,"remain_stat":%b,"stock_at":%b}' % (
        _json(stock.code),
        _time(stock.reported_at),
        _json(stock.buyable),
        _time(stock.arrived_at),
    )


def _info(shop: Shop) -> bytes:
    info: Mapping[str, object] = {
        "addr": shop.address,
        "code": shop.code,
        "lat": shop.lat_deg,
        "lng": shop.lon_deg,
        "name": shop.name,
        "type": shop.kind,
    }
    return _json(info)


def _time(moment: datetime | None) -> bytes:
    return _json(moment.astimezone(SEOUL).strftime(TIME)) if moment else b"null"
