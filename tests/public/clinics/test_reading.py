"""Lists of clinics as they are handed over, and what is said about them."""

import csv
from collections import Counter
from pathlib import Path

import pytest

from dongseon.errors import InvalidInput
from dongseon.public.around import asking, districts, streets
from dongseon.public.around.streets import Known, Streets, Sureness
from dongseon.public.clinics import reading
from dongseon.public.clinics.reading import Kind
from dongseon.public.masks import stock

REAL = Path(__file__).parents[4] / "shared" / "data" / "clinics_masks"
AREAS = "\ufeff서울,강남구,강남구보건소\n경북,남구,포항시남구보건소\n"
DETAILS = (
    "\ufeff강남구보건소,서울 강남구 삼성동 8,09:00 ~ 20:00,9:0 ~ 18:0,미운영,02-3423-5555\n"
    "포항시남구보건소,경북 포항시 남구 인덕동 161-1,09:00 ~ 09:00,미운영,미운영,054-270-4000/4001\n"
)


def read(
    areas: str = AREAS,
    details: str = DETAILS,
    encoding: str = "utf-8",
    known: Streets = streets.NONE,
) -> reading.Read:
    return reading.read_pair(
        areas=areas.encode(encoding),
        details=details.encode(encoding),
        atlas=asking.atlas(),
        drive_through=False,
        known=known,
    )


def test_a_list_without_heading_and_with_a_byte_order_mark_is_read() -> None:
    first, second = read().clinics
    assert (first.name, first.kind, first.phone) == ("강남구보건소", Kind.WALK_IN, "02-3423-5555")
    assert [each.place.sureness for each in (first, second) if each.place] == ["district"] * 2
    middle = districts.place(
        asking.atlas(), province="경북", district="남구", address="포항시 남구"
    )
    assert middle is not None
    assert second.place is not None
    assert (second.place.lat_deg, second.place.reach_m) == (middle.lat_deg, middle.reach_m)


def test_a_clinic_is_placed_by_what_is_known_of_its_neighbours() -> None:
    shops = [
        Known("서울특별시 강남구 봉은사로 1 (삼성동)", 37.51, 127.05),
        Known("서울 강남구 테헤란로 5 (삼성동)", 37.512, 127.052),
        Known("서울 강남구 어딘가로 9 (삼성동)", 37.511, 127.051),
    ]
    first = read(known=streets.streets_of(shops)).clinics[0].place
    assert first is not None
    assert (first.sureness, first.lat_deg, first.lon_deg) == ("neighbourhood", 37.511, 127.051)


def test_a_neighbour_outside_of_the_district_is_not_believed() -> None:
    strange = [Known("서울 강남구 봉은사로 1 (삼성동)", 35.1, 129.0)] * 3
    place = read(known=streets.streets_of(strange)).clinics[0].place
    assert place is not None
    assert place.sureness == "district"


def test_what_is_odd_is_said() -> None:
    said = [(remark.name, remark.what, remark.said) for remark in read().remarks]
    assert said == [
        ("포항시남구보건소", "hours_unclear", "09:00 ~ 09:00"),
        ("포항시남구보건소", "phone_unclear", "054-270-4000/4001"),
    ]


def test_a_clinic_in_no_district_we_know_is_not_placed() -> None:
    lost = read(AREAS.replace("경북,남구", "경북,없는군"))
    assert next(remark.what for remark in lost.remarks if remark.row == 2) == "not_placed"
    assert lost.clinics[1].place is None


def test_the_same_list_in_the_older_encoding_reads_the_same() -> None:
    old = read(AREAS.lstrip("\ufeff"), DETAILS.lstrip("\ufeff"), "cp949")
    assert old.clinics == read().clinics


@pytest.mark.parametrize(
    ("areas", "details", "said"),
    [
        (AREAS, DETAILS.splitlines()[0], "areas has 2 rows and details 1"),
        ("서울,강남구\n", DETAILS, "areas, row 1: 2 columns instead of 3"),
    ],
)
def test_files_that_do_not_belong_together_are_refused(areas: str, details: str, said: str) -> None:
    with pytest.raises(InvalidInput, match=said):
        read(areas, details)


@pytest.mark.skipif(not REAL.exists(), reason=f"the lists of 2020 are not at {REAL}")
def test_the_lists_of_2020_are_read_whole() -> None:
    counts, placed = {}, {}
    with (REAL / "mask_store_info.csv").open(encoding="utf-8-sig", newline="") as file:
        shops, _turned = stock.read_shops(csv.DictReader(file))
    known = streets.streets_of(Known(each.address, each.lat_deg, each.lon_deg) for each in shops)
    for name, areas, details, drive in (
        ("clinics", "선별진료소_수정.csv", "선별진료소_정보_수정.csv", False),
        ("drive-through", "선별진료소(승차검진).csv", "선별진료소(승차검진)_정보.csv", True),
    ):
        found = reading.read_pair(
            areas=(REAL / areas).read_bytes(),
            details=(REAL / details).read_bytes(),
            atlas=asking.atlas(),
            drive_through=drive,
            known=known,
        )
        counts[name] = (len(found.clinics), Counter(remark.what for remark in found.remarks))
        placed[name] = Counter(each.place.sureness for each in found.clinics if each.place)
    assert counts["clinics"] == (615, {"hours_unclear": 76, "phone_unclear": 24, "never_open": 1})
    assert counts["drive-through"] == (49, {})
    assert placed["clinics"][Sureness.STREET] > 300
    assert placed["clinics"][Sureness.DISTRICT] < 80


def test_districts_are_found_by_what_people_type() -> None:
    atlas = asking.atlas()

    def names(typed: str) -> list[str]:
        return [each.name_ko for each in districts.search(atlas, typed)]

    assert names("강남") == ["강남구"]
    assert names("gangnam") == ["강남구"]
    assert names("서울 강서구") == ["강서구"]
    assert names("강서구") == ["강서구", "강서구"]
    assert names("수원시")[0] == "수원시"
    assert names("강") == names("없는곳") == []


def test_a_position_is_taken_to_the_kilometre_only() -> None:
    origin = asking.asked({"near": "37.498765,127.027612"}).origin
    assert origin is not None
    assert (origin.lat_deg, origin.lon_deg, origin.district) == (37.5, 127.03, None)
    for bad in ("37.5", "x,y", "nan,127", "12,127", "37.5,127,1"):
        assert asking.asked({"near": bad}).origin is None
