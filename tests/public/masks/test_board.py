"""The board and its four answers, read by a client that knows FIELD §5 and nothing else."""

import json
import math
from datetime import UTC, datetime, timedelta
from typing import Any
from urllib.parse import urlencode

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from dongseon.errors import InvalidInput
from dongseon.public.masks import answers, nearby
from dongseon.public.masks.board import Board
from dongseon.public.masks.stock import Remain, Shop, Stock

NOON = datetime(2020, 3, 15, 3, 0, tzinfo=UTC)
SHOPS = (
    Shop("11", "가약국", "서울특별시 용산구 장문로 66-1 (보광동)", "01", 37.5260, 126.9969),
    Shop("12", "나우체국", "서울특별시 용산구 보광로 46 (보광동)", "02", 37.5283, 126.9992),
    Shop("13", "다마트", "서울특별시 용산구 한강대로 1 (한강로동)", "99", 37.5300, 126.9700),
    Shop("14", '라 "약국"', "세종특별자치시 한누리대로 1 (나성동)", "03", 36.4870, 127.2580),
)
STOCKS = (
    Stock("11", Remain.PLENTY, NOON - timedelta(minutes=4), NOON - timedelta(hours=3), None),
    Stock("12", Remain.BREAK, NOON - timedelta(hours=1), None, None),
    Stock("14", Remain.PLENTY, NOON, NOON, 0),
)


def board() -> Board:
    return Board(SHOPS, STOCKS, NOON)


def asked(what: str, **fields: object) -> dict[str, Any]:
    found = answers.answer(board(), f"{answers.ROOT}{what}/json", urlencode(fields))
    answered: dict[str, Any] = json.loads(found.body)
    return answered


def old_client(store: dict[str, Any]) -> str:
    """How an app of March 2020 words a store; written from the field notes alone."""
    try:
        label = {
            "plenty": "100+",
            "some": "30-99",
            "few": "2-29",
            "empty": "0-1",
            "break": "paused",
        }[store["remain_stat"]]
        counted = datetime.strptime(store["created_at"], "%Y/%m/%d %H:%M:%S").time()  # noqa: DTZ007 — local, as the service has it
    except (KeyError, TypeError):
        return f"{store['name']}: no figure"
    kind = {"01": "pharmacy", "02": "post office", "03": "Nonghyup"}.get(store["type"], "shop")
    return f"{store['name']} ({kind}): {label} at {counted:%H:%M}"


def test_an_old_client_reads_the_shops_around_it_nearest_first() -> None:
    found = asked("storesByGeo", lat=37.526, lng=126.997, m=500)
    assert found["count"] == 2
    assert [old_client(store) for store in found["stores"]] == [
        "가약국 (pharmacy): 100+ at 11:56",
        "나우체국 (post office): paused at 11:00",
    ]


def test_a_store_has_the_fields_of_the_service_and_no_other() -> None:
    (store,) = asked("storesByGeo", lat=37.526, lng=126.997, m=50)["stores"]
    assert store == {
        "addr": "서울특별시 용산구 장문로 66-1 (보광동)",
        "code": "11",
        "created_at": "2020/03/15 11:56:00",
        "lat": 37.526,
        "lng": 126.9969,
        "name": "가약국",
        "remain_stat": "plenty",
        "stock_at": "2020/03/15 09:00:00",
        "type": "01",
    }


def test_a_shop_without_a_figure_and_an_unknown_kind_are_there_all_the_same() -> None:
    found = asked("storesByAddr", address="서울 용산구")
    assert [old_client(store) for store in found["stores"]][-1] == "다마트: no figure"
    assert found["stores"][-1]["created_at"] is None
    assert found["stores"][-1]["type"] == "99"


def test_all_tickets_given_out_reads_as_sold_out() -> None:
    (store,) = asked("storesByAddr", address="세종시 나성동")["stores"]
    assert (store["remain_stat"], store["name"]) == ("empty", '라 "약국"')


def test_an_address_is_found_by_its_neighbourhood_in_brackets() -> None:
    found = asked("storesByAddr", address="서울특별시 용산구 보광동")
    assert found["address"] == "서울특별시 용산구 보광동"
    assert [store["code"] for store in found["stores"]] == ["11", "12"]


@pytest.mark.parametrize(
    ("address", "said"),
    [("", "does not begin"), ("용산구", "does not begin"), ("서울특별시", "names no district")],
)
def test_an_address_must_name_province_and_district(address: str, said: str) -> None:
    with pytest.raises(InvalidInput, match=said):
        asked("storesByAddr", address=address)


def test_lists_come_in_pages_and_sales_only_of_shops_with_a_figure() -> None:
    stores = asked("stores", page=2, perPage=3)
    assert (stores["totalPages"], stores["totalCount"], stores["page"], stores["count"]) == (
        2,
        4,
        2,
        1,
    )
    assert set(stores["storeInfos"][0]) == {"code", "name", "addr", "type", "lat", "lng"}
    sales = asked("sales", perPage=5000)
    assert [sale["code"] for sale in sales["sales"]] == ["11", "12", "14"]
    assert set(sales["sales"][0]) == {"code", "stock_at", "remain_stat", "created_at"}
    assert sales["sales"][1]["stock_at"] is None
    assert asked("sales", page=9)["sales"] == []


@pytest.mark.parametrize(
    "fields",
    [
        {},
        {"lat": "x", "lng": 1},
        {"lat": "nan", "lng": 1},
        {"lat": 91, "lng": 1},
        {"lat": 37, "lng": 127, "m": -1},
    ],
)
def test_a_question_that_cannot_be_answered_says_which_field(fields: dict[str, object]) -> None:
    with pytest.raises(InvalidInput, match=r"is no number|out of range"):
        asked("storesByGeo", **fields)


def test_a_figure_of_yesterday_is_no_figure() -> None:
    kept = board()
    later = NOON + timedelta(hours=12)
    assert kept.forget_old(later) == 2
    assert kept.forget_old(later) == 0
    found = json.loads(answers.answer(kept, f"{answers.ROOT}sales/json", "").body)
    assert [sale["code"] for sale in found["sales"]] == ["14"]


def test_a_change_shows_at_once() -> None:
    kept = board()
    assert (
        kept.apply(
            [
                Stock("13", Remain.FEW, NOON, None, None),
                Stock("nobody's", Remain.FEW, NOON, None, None),
            ],
            NOON,
        )
        == 1
    )
    assert b'"code":"13","created_at":"2020/03/15 12:00:00"' in kept.full[2]


@settings(max_examples=60)
@given(
    st.integers(0, 2**32 - 1),
    st.floats(33.0, 38.5),
    st.floats(125.0, 130.9),
    st.floats(0.0, 5_000.0),
)
def test_the_grid_finds_what_looking_at_all_shops_finds(
    seed: int, lat: float, lon: float, radius_m: float
) -> None:
    rng = np.random.default_rng(seed)
    lats, lons = lat + rng.normal(0, 0.03, 300), lon + rng.normal(0, 0.03, 300)
    found, far_m, total = nearby.within(
        nearby.grid_of(lats, lons), lat_deg=lat, lon_deg=lon, radius_m=radius_m, most=1_000
    )
    east = (lons - lon) * nearby.METRES_PER_DEGREE * math.cos(math.radians(lat))
    away = np.hypot(east, (lats - lat) * nearby.METRES_PER_DEGREE)
    expected = np.flatnonzero(away <= radius_m)
    assert total == expected.size
    assert set(found.tolist()) == set(expected.tolist())
    assert np.all(np.diff(far_m) >= 0)


def test_an_empty_list_of_shops_is_searched_too() -> None:
    empty = Board((), (), NOON)
    assert empty.near(lat_deg=37.5, lon_deg=127.0, radius_m=5_000, most=10).total == 0
