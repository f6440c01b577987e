"""The page of clinics, its data, and the queues that clinics tell."""

import json
from datetime import UTC, datetime, timedelta

import pytest
from django.core.exceptions import ValidationError
from django.test import Client

from dongseon.public.around import asking
from dongseon.public.clinics import actions, practising, reading
from dongseon.public.clinics.models import Clinic

NOW = datetime.now(UTC)
AREAS = "서울,강남구,강남구보건소\n서울,도봉구,도봉구보건소\n".encode()
DETAILS = (
    "강남구보건소,서울 강남구 삼성동 8,00:00 ~ 24:00,00:00 ~ 24:00,00:00 ~ 24:00,02-3423-5555\n"
    "도봉구보건소,서울 도봉구 쌍문동 565,미운영,미운영,미운영,02-2091-4483\n"
).encode()


@pytest.fixture
def listed(db: None) -> None:
    found = reading.read_pair(
        areas=AREAS, details=DETAILS, atlas=asking.atlas(), drive_through=False
    )
    actions.take_over(now=NOW, listed=found.clinics)


def page(query: str = "", language: str = "en") -> str:
    answer = Client().get(f"/{language}/clinics/{query}")
    assert answer.status_code == 200
    assert not answer.cookies
    return answer.content.decode()


@pytest.mark.usefixtures("listed")
def test_the_nearest_stands_first() -> None:
    north, south = page("?place=도봉구"), page("?place=gangnam")
    assert north.index("도봉구보건소") < north.index("강남구보건소")
    assert south.index("강남구보건소") < south.index("도봉구보건소")
    assert "in this district" in south


@pytest.mark.usefixtures("listed")
def test_the_page_says_how_far_off_a_distance_may_be() -> None:
    assert 'class="ring' not in page("?place=gangnam")  # a whole district would lie in it
    Clinic.objects.filter(name="도봉구보건소").update(placed_by="street", off_m=300.0)
    assert "give or take 300 m" in page("?place=gangnam")
    Clinic.objects.filter(name="도봉구보건소").update(placed_by="neighbourhood", off_m=90_000.0)
    assert "within 1" in page("?place=gangnam")
    assert 'class="ring' in page("?place=gangnam")
    told = Client().get("/clinics.json").json()["clinics"]
    assert {(each["position"], each["position_off_by_m"] > 0) for each in told} == {
        ("district", True),
        ("neighbourhood", True),
    }


@pytest.mark.usefixtures("listed")
def test_a_position_that_an_editor_set_stays() -> None:
    clinic = Clinic.objects.get(name="강남구보건소")
    clinic.lat_deg, clinic.lon_deg = 37.516, 127.042
    clinic.clean()
    clinic.save(update_fields=["lat_deg", "lon_deg", "placed_by", "off_m"])
    found = reading.read_pair(
        areas=AREAS, details=DETAILS, atlas=asking.atlas(), drive_through=False
    )
    actions.take_over(now=NOW, listed=found.clinics)
    clinic.refresh_from_db()
    assert (clinic.lat_deg, clinic.placed_by, clinic.off_m) == (37.516, "", None)


@pytest.mark.usefixtures("listed")
def test_an_address_without_its_district_is_shown_with_it() -> None:
    Clinic.objects.filter(name="도봉구보건소").update(address="방학로 565")
    assert "서울 도봉구 방학로 565" in page("?place=gangnam")


@pytest.mark.usefixtures("listed")
def test_open_now_shows_the_open_ones_alone() -> None:
    found = page("?open=1")
    assert "강남구보건소" in found
    assert "도봉구보건소" not in found
    assert "Round the clock" in found


@pytest.mark.usefixtures("listed")
def test_a_name_finds_its_clinic_and_nonsense_says_so() -> None:
    assert "도봉구보건소" not in page("?place=강남구보건소")
    assert "We know no place" in page("?place=qqqq")
    assert "&lt;script&gt;" in page("?place=<script>")


@pytest.mark.usefixtures("listed")
def test_taking_a_list_over_again_changes_hours_and_keeps_what_an_editor_set() -> None:
    clinic = Clinic.objects.get(name="강남구보건소")
    clinic.note, clinic.name_en = "후문으로 오십시오.", "Gangnam health centre"
    clinic.save(update_fields=["note", "name_en"])
    later = DETAILS.replace(b"00:00 ~ 24:00", b"09:00 ~ 18:00")
    found = reading.read_pair(areas=AREAS, details=later, atlas=asking.atlas(), drive_through=False)
    actions.take_over(now=NOW, listed=found.clinics)
    clinic.refresh_from_db()
    assert (clinic.weekday, clinic.note, Clinic.objects.count()) == (
        "09:00 ~ 18:00",
        "후문으로 오십시오.",
        2,
    )
    assert "Gangnam health centre" in page()


@pytest.mark.usefixtures("listed")
def test_a_queue_is_told_by_token_and_forgotten_after_an_hour() -> None:
    clinic = Clinic.objects.get(name="강남구보건소")
    token = actions.let_report(clinic_id=clinic.pk)

    def tell(people: object, token: str) -> int:
        return (
            Client()
            .put(
                "/clinics/v1/waiting",
                json.dumps({"people": people}),
                content_type="application/json",
                headers={"Authorization": f"Bearer {token}"},
            )
            .status_code
        )

    assert tell(7, "guess") == 401
    assert tell(-1, token) == tell(True, token) == tell("7", token) == 400
    assert tell(7, token) == 200
    assert "7 people waiting" in page()
    Clinic.objects.update(waiting_said_at=NOW - timedelta(minutes=61))
    assert "people waiting" not in page()


@pytest.mark.usefixtures("listed")
def test_all_clinics_are_open_data() -> None:
    told = Client().get("/clinics.json").json()
    assert told["count"] == 2
    assert told["clinics"][0]["hours"]["weekday"] in ("00:00 ~ 24:00", "")


def test_an_editor_cannot_write_hours_that_nobody_understands(db: None) -> None:
    clinic = Clinic(
        name="a", kind="walk_in", province="서울", district="중구", address="b", weekday="아침"
    )
    with pytest.raises(ValidationError, match="아침"):
        clinic.clean()


def test_the_practice_clinics_are_there_in_both_languages(db: None) -> None:
    assert practising.main({}, NOW)["clinics"] == Clinic.objects.count() > 30
    assert practising.main({}, NOW)["clinics"] == 0
    assert 'lang="ko"' in page(language="ko")
