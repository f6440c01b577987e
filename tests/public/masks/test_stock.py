"""What is known of shops and stock: read, worded, aged."""

from datetime import UTC, datetime, timedelta

import pytest

from dongseon.errors import InvalidInput
from dongseon.public.masks import stock
from dongseon.public.masks.stock import Freshness, Remain, Stock, freshness, label_of

NOON = datetime(2020, 3, 15, 3, 0, tzinfo=UTC)
ROW = {
    "addr": "서울특별시 용산구  장문로  66-1 (보광동),",
    "code": "11837551",
    "latitude": "37.5260123",
    "longitude": "126.9969499",
    "name": "동광약국",
    "type": "01",
}


@pytest.mark.parametrize(
    ("pieces", "word"),
    [
        (0, "empty"),
        (1, "empty"),
        (2, "few"),
        (29, "few"),
        (30, "some"),
        (99, "some"),
        (100, "plenty"),
    ],
)
def test_the_words_begin_and_end_where_the_service_says(pieces: int, word: str) -> None:
    assert label_of(pieces) == word


@pytest.mark.parametrize(
    ("age", "found"),
    [
        (timedelta(minutes=10), Freshness.FRESH),
        (timedelta(minutes=10, seconds=1), Freshness.AGEING),
        (timedelta(minutes=30), Freshness.AGEING),
        (timedelta(minutes=30, seconds=1), Freshness.STALE),
        (timedelta(hours=12), Freshness.STALE),
        (timedelta(hours=12, seconds=1), Freshness.UNKNOWN),
    ],
)
def test_a_figure_greys_with_its_age(age: timedelta, found: Freshness) -> None:
    assert freshness(Stock("1", Remain.SOME, NOON - age, None, None), NOON) is found


def test_nothing_can_be_bought_where_all_tickets_are_given_out() -> None:
    assert Stock("1", Remain.PLENTY, NOON, None, 0).buyable is Remain.EMPTY
    assert Stock("1", Remain.PLENTY, NOON, None, 3).buyable is Remain.PLENTY
    assert Stock("1", Remain.BREAK, NOON, None, 0).buyable is Remain.BREAK


def test_a_shop_is_read_with_a_tidied_address() -> None:
    (shop,), turned = stock.read_shops([ROW])
    assert (shop.address, turned) == ("서울특별시 용산구 장문로 66-1 (보광동)", ())


@pytest.mark.parametrize(
    ("change", "why"),
    [
        ({"latitude": ""}, "is no number"),
        ({"latitude": "nan"}, "does not lie in Korea"),
        ({"longitude": "12.5"}, "does not lie in Korea"),
        ({"code": " "}, "is empty"),
    ],
)
def test_a_row_that_is_no_shop_is_turned_away_with_its_reason(
    change: dict[str, str], why: str
) -> None:
    shops, (turned,) = stock.read_shops([ROW | change])
    assert (shops, turned.row, turned.why) == ((), 1, why)


def test_the_second_row_with_a_code_is_turned_away() -> None:
    shops, (turned,) = stock.read_shops([ROW, ROW | {"name": "다른약국"}])
    assert ([shop.name for shop in shops], turned.why) == (["동광약국"], "is in the list already")


def test_a_list_without_a_column_is_refused() -> None:
    with pytest.raises(InvalidInput, match="row 1: no column addr"):
        stock.read_shops([{key: value for key, value in ROW.items() if key != "addr"}])
