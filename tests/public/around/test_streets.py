"""Where an address lies, judged from its neighbours."""

import csv
import random
from pathlib import Path
from statistics import median

import pytest

from dongseon.look import plane
from dongseon.look.plane import Position
from dongseon.public.around import streets
from dongseon.public.around.streets import Known, Sureness
from dongseon.public.masks import stock

REAL = Path(__file__).parents[4] / "shared" / "data" / "clinics_masks" / "mask_store_info.csv"
GANGNAM = ("서울특별시", "강남구")
NUMBER_DEG = 10 / plane.METRES_PER_DEGREE  # a street number is ten metres


def street(*numbers: int, name: str = "선릉로") -> list[Known]:
    """Houses along a street that runs straight to the north."""
    return [
        Known(f"서울 강남구 {name} {number} (삼성동)", 37.5 + number * NUMBER_DEG, 127.05)
        for number in numbers
    ]


def located(address: str, *known: Known) -> streets.Estimate | None:
    return streets.locate(streets.streets_of(known), area=GANGNAM, address=address)


def test_a_house_between_two_others_stands_between_them() -> None:
    found = located("강남구 선릉로 110", *street(100, 120))
    assert found is not None
    assert found.lat_deg == pytest.approx(37.5 + 110 * NUMBER_DEG, abs=1e-6)
    assert (found.sureness, found.reach_m) == (Sureness.STREET, 130.0)


def test_a_house_beyond_the_last_known_one_may_be_as_far_off_as_its_number_says() -> None:
    found = located("강남구 선릉로 150", *street(100, 120))
    assert found is not None
    assert found.reach_m == 30 * streets.METRES_A_NUMBER + streets.SAME_HOUSE_M


def test_two_streets_of_one_name_are_not_mixed() -> None:
    elsewhere = Known("서울 강남구 선릉로 120", 37.9, 127.05)
    found = located("강남구 선릉로 105", *street(100), elsewhere)
    assert found is not None
    assert found.lat_deg == pytest.approx(37.5 + 100 * NUMBER_DEG, abs=1e-6)


def test_a_lot_lies_somewhere_in_its_neighbourhood() -> None:
    found = located("서울 강남구 삼성동(삼성2동) 8 강남구보건소", *street(100, 120, 140))
    assert found is not None
    assert found.sureness is Sureness.NEIGHBOURHOOD
    assert found.reach_m >= streets.LEAST_REACH_M


@pytest.mark.parametrize(
    ("address", "house"),
    [
        ("강서구 공항대로 260", ("공항대로", 260)),
        ("서울 강남구 일원로81 삼성서울병원", ("일원로", 81)),
        ("서울 강동구 진황도로 61길 53", ("진황도로61길", 53)),
        ("경기도 부천시 호현로 489번길 28", ("호현로489번길", 28)),
        ("경남 남해군 남해읍 화전로 169-2", ("화전로", 169)),
        ("서울 강동구 성내동 541-2", None),
        ("경북 상주시 냉림서성길", None),
    ],
)
def test_street_and_number_are_read_as_they_are_written(
    address: str, house: tuple[str, int] | None
) -> None:
    assert streets.house_of(address) == house


def test_a_numbered_part_counts_as_its_neighbourhood() -> None:
    assert streets.neighbourhoods_of("부산 사하구 신평2동 647-5") == ("신평동",)
    assert streets.neighbourhoods_of("전남 무안군 무안읍 성동리 712-1") == ("성동리", "무안읍")


def test_a_branch_that_nobody_knows_leaves_its_street_where_its_name_says() -> None:
    found = located("강남구 선릉로 110번길 4", *street(100, 120))
    assert found is not None
    assert found.lat_deg == pytest.approx(37.5 + 110 * NUMBER_DEG, abs=1e-6)
    assert found.reach_m == 130.0 + 40.0


def test_nothing_is_said_of_a_street_that_nobody_knows() -> None:
    assert located("강남구 없는로 1", *street(100, 120)) is None
    assert located("강남구 선릉로 9000", Known("서울 강남구 선릉로 1", 37.5, 127.0)) is None


@pytest.mark.skipif(not REAL.exists(), reason=f"the shops of 2020 are not at {REAL}")
def test_how_far_off_an_estimate_says_it_may_be_holds_for_nine_in_ten() -> None:
    """Every tenth of 25,000 real addresses is located by the others and held against where it is."""
    with REAL.open(encoding="utf-8-sig", newline="") as file:
        shops, _turned = stock.read_shops(csv.DictReader(file))
    known = [Known(shop.address, shop.lat_deg, shop.lon_deg) for shop in shops]
    random.Random(1).shuffle(known)  # noqa: S311 — which addresses are asked, no secret
    asked, others = known[:2_500], streets.streets_of(known[2_500:])
    off: dict[Sureness, list[tuple[float, float]]] = {sureness: [] for sureness in Sureness}
    for each in asked:
        area = streets.area_of(each.address)
        found = streets.locate(others, area=area, address=each.address) if area else None
        if found is not None:
            here = Position(found.lon_deg, found.lat_deg)
            away_m = plane.distance_m(here, Position(each.lon_deg, each.lat_deg))
            off[found.sureness].append((away_m, found.reach_m))
    for sureness in (Sureness.STREET, Sureness.NEIGHBOURHOOD):
        rows = off[sureness]
        assert sum(away <= reach for away, reach in rows) / len(rows) > 0.9
    assert len(off[Sureness.STREET]) > 0.6 * len(asked)
    assert median(away for away, _reach in off[Sureness.STREET]) < 60
