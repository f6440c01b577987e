"""The four questions of the Korean public-mask service, answered in its own shape (FIELD §5)."""

import json
import math
from collections.abc import Mapping
from dataclasses import dataclass
from types import MappingProxyType
from urllib.parse import parse_qsl

from dongseon.errors import InvalidInput
from dongseon.public.masks.board import Board

ROOT = "/corona19-masks/v1/"  # the service's own path, so that an app changes the host alone
DEFAULT_RADIUS_M, LARGEST_RADIUS_M = 1_000, 5_000
MOST_NEAR = 100  # shops in one answer by position: the nearest ones
MOST_AT_ADDRESS = 1_000
LEAST_A_PAGE, MOST_A_PAGE = 1, 5_000  # apps ask for 500 to 5,000
DEFAULT_A_PAGE = 500
LONGEST_ADDRESS = 100


@dataclass(frozen=True, slots=True)
class Answered:
    """An answer in JSON."""

    body: bytes
    total: int  # how many there are, of which some are given


def near(board: Board, asked: Mapping[str, str]) -> Answered:
    """``storesByGeo``: shops around lat, lng within m metres, nearest first."""
    lat_deg = _number(asked, "lat", least=-90, most=90)
    lon_deg = _number(asked, "lng", least=-180, most=180)
    radius_m = _number(asked, "m", least=0, most=math.inf, default=DEFAULT_RADIUS_M)
    found = board.near(
        lat_deg=lat_deg,
        lon_deg=lon_deg,
        radius_m=min(radius_m, LARGEST_RADIUS_M),
        most=MOST_NEAR,
    )
    full = board.full
    rows = b",".join([full[number] for number in found.shops])
    return Answered(b'{"count":%d,"stores":[%b]}' % (len(found.shops), rows), found.total)


def at_address(board: Board, asked: Mapping[str, str]) -> Answered:
    """``storesByAddr``: the shops of a district, neighbourhood or street."""
    address = asked.get("address", "").strip()
    if len(address) > LONGEST_ADDRESS:
        raise InvalidInput(f"address: longer than {LONGEST_ADDRESS} letters")
    found = board.at_address(address)
    rows = b",".join([board.full[number] for number in found[:MOST_AT_ADDRESS]])
    return Answered(
        b'{"address":%b,"count":%d,"stores":[%b]}'
        % (
            json.dumps(address, ensure_ascii=False).encode(),
            min(len(found), MOST_AT_ADDRESS),
            rows,
        ),
        len(found),
    )


def stores(board: Board, asked: Mapping[str, str]) -> Answered:
    """``stores``: all shops, a page at a time."""
    return _paged(asked, name=b"storeInfos", rows=board.info)


def sales(board: Board, asked: Mapping[str, str]) -> Answered:
    """``sales``: the stock of every shop that has a figure, a page at a time."""
    known = board.sale
    return _paged(
        asked, name=b"sales", rows=[row for number in sorted(known) if (row := known.get(number))]
    )


QUESTIONS = MappingProxyType(
    {
        f"{ROOT}storesByGeo/json": near,
        f"{ROOT}storesByAddr/json": at_address,
        f"{ROOT}stores/json": stores,
        f"{ROOT}sales/json": sales,
    }
)


def answer(board: Board, path: str, query: str) -> Answered:
    """The answer to one question; ``path`` is one of QUESTIONS. Raises InvalidInput naming the field."""
    try:
        asked = dict(parse_qsl(query, max_num_fields=20, errors="strict"))
    except (ValueError, UnicodeDecodeError):
        raise InvalidInput("the question cannot be read: too many fields, or not UTF-8") from None
    return QUESTIONS[path](board, asked)


def _paged(asked: Mapping[str, str], *, name: bytes, rows: list[bytes]) -> Answered:
    per_page = int(
        _number(asked, "perPage", least=-math.inf, most=math.inf, default=DEFAULT_A_PAGE)
    )
    per_page = min(max(per_page, LEAST_A_PAGE), MOST_A_PAGE)
    pages = max(-(-len(rows) // per_page), 1)
    page = int(_number(asked, "page", least=1, most=1e9, default=1))
    given = rows[(page - 1) * per_page : page * per_page]
    return Answered(
        b'{"totalPages":%d,"totalCount":%d,"page":%d,"count":%d,"%b":[%b]}'
        % (pages, len(rows), page, len(given), name, b",".join(given)),
        len(rows),
    )


def _number(
    asked: Mapping[str, str], name: str, *, least: float, most: float, default: float | None = None
) -> float:
    text = asked.get(name, "")
    if not text and default is not None:
        return default
    try:
        value = float(text)
    except ValueError:
        raise InvalidInput(f"{name}={text[:40]!r} is no number") from None
    if not math.isfinite(value) or not least <= value <= most:
        raise InvalidInput(f"{name}={text[:40]!r} is out of range")
    return value
