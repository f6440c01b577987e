"""The pages of a screening site as a nurse uses them, and as somebody else tries to."""

import re
from collections.abc import Iterator
from datetime import UTC, datetime, time
from uuid import UUID, uuid4

import pytest
from django.test import Client
from django.utils import translation
from tests.console.cast import HAEUNDAE, MAPO, browser_of, hire
from tests.console.screening.window import send

from dongseon.console.access.roles import Role
from dongseon.console.audit.models import Entry
from dongseon.console.audit.types import Actor
from dongseon.console.laboratory import queries as laboratory
from dongseon.console.laboratory.rules import Reason
from dongseon.console.registry import actions as registry
from dongseon.console.registry.models import Person
from dongseon.console.registry.types import Identity
from dongseon.console.screening import places, queries
from dongseon.console.screening.hours import DAYS, Span
from dongseon.console.screening.models import Visit
from dongseon.console.screening.places import Place
from dongseon.console.screening.rules import SiteKind, VisitState
from dongseon.console.workflows import reporting

BY = Actor(uuid4(), "nurse", MAPO, "testing")
ALWAYS = tuple(Span(day, time(0), time(23, 59)) for day in DAYS)
HOSTILE = "<script>alert(1)</script>"


@pytest.fixture(autouse=True)
def _english() -> Iterator[None]:
    with translation.override("en"):
        yield


@pytest.fixture
def nurse(db: None) -> Client:
    """A nurse of Mapo at the window, reading English."""
    return browser_of(hire("nurse", role=Role.NURSE, area=MAPO), language="en")


@pytest.fixture
def site(db: None) -> UUID:
    """A site in Mapo that is always open."""
    place = Place(
        name_ko="마포 드라이브스루", name_en="Mapo drive-through", kind=SiteKind.DRIVE_THROUGH,
        area=MAPO, address="월드컵로 212", phone="02-3153-9000", lanes=2, minutes=10, capacity=100,
    )  # fmt: skip
    return places.open_site(by=BY, now=datetime.now(UTC), place=place, spans=ALWAYS)


def register(browser: Client, site_id: UUID, **given: object) -> str:
    """Register somebody with a name."""
    said = {
        "name": "김가상", "birth_date": "19800102", "sex": "male", "phone": "010-1234-5678",
        "language": "ko",
    } | given  # fmt: skip
    return send(browser, f"/screening/sites/{site_id}/register/", **said)


def last() -> Visit:
    """The visit registered last."""
    found = Visit.objects.order_by("-arrived_at").first()
    assert found
    return found


def test_from_the_window_to_the_exit(nurse: Client, site: UUID) -> None:
    assert "Number 1" in register(nurse, site)
    visit = last()
    here = f"/screening/visits/{visit.pk}/"
    said = send(
        nurse, f"{here}questions/", temperature_c="37.9", symptoms=["cough", "fever"],
        contact="household", contact_on="", seen=1,
    )  # fmt: skip
    assert "Suspected: symptoms after contact with a case" in said
    assert "Free of charge" in said
    send(nurse, f"{here}swab/", form_at=here, seen=2)
    visit.refresh_from_db()
    assert visit.state == VisitState.SWABBED
    assert visit.specimen_id is not None
    specimen = laboratory.specimen(visit.specimen_id, area=MAPO)
    assert (specimen.person_id, specimen.visit_id) == (visit.person_id, visit.pk)
    assert (specimen.reason, specimen.symptoms) == (Reason.SYMPTOMS, True)
    sheet = nurse.get(f"{here}sheet.pdf")
    assert sheet["Content-Type"] == "application/pdf"
    assert sheet.content.startswith(b"%PDF")
    send(nurse, f"{here}leave/", form_at=here, seen=3)
    visit.refresh_from_db()
    assert visit.state == VisitState.LEFT


def test_a_second_click_takes_no_second_swab(nurse: Client, site: UUID) -> None:
    register(nurse, site)
    visit = last()
    here = f"/screening/visits/{visit.pk}/"
    send(nurse, f"{here}questions/", temperature_c="36.5", seen=1)
    send(nurse, f"{here}swab/", form_at=here, seen=2)
    send(nurse, f"{here}swab/", form_at=here, seen=2)
    assert len(laboratory.of_visits([visit.pk])) == 1


def test_somebody_like_them_is_asked_about_and_chosen(nurse: Client, site: UUID) -> None:
    known = registry.enrol(
        by=BY,
        now=datetime.now(UTC),
        identity=Identity(
            name="김가상",
            birth_date=datetime(1980, 1, 2, tzinfo=UTC).date(),
            phones=("01099990000",),
        ),
    )
    page = register(nurse, site)
    assert "Somebody like this is here already" in page
    assert "phone …0000" in page
    assert "01099990000" not in page
    assert not Visit.objects.exists()
    assert Entry.objects.filter(act="screening.look_up", subject_id=known).exists()
    register(nurse, site, person=str(known))
    assert last().person_id == known
    page = nurse.get(f"/screening/visits/{last().pk}/").content.decode()
    assert "01012345678, 01099990000" in page  # the number they gave today is called first


def test_an_identifier_in_the_form_opens_nobody_else(nurse: Client, site: UUID) -> None:
    somebody = registry.enrol(
        by=BY, now=datetime.now(UTC), identity=Identity(name="박다른", phones=("01055556666",))
    )
    register(nurse, site, person=str(somebody))
    assert last().person_id != somebody


def test_a_name_alone_or_a_phone_alone_shows_nobody(nurse: Client, site: UUID) -> None:
    registry.enrol(
        by=BY,
        now=datetime.now(UTC),
        identity=Identity(name="김가상", phones=("01012345678",), birth_date=None),
    )
    page = register(nurse, site, name="이둘째", birth_date="19900505")
    assert "Somebody like this" not in page


def test_who_comes_as_somebody_else_is_taken_up_anew(nurse: Client, site: UUID) -> None:
    register(nurse, site)
    first = last()
    page = register(nurse, site)
    assert "Somebody like this" in page
    register(nurse, site, person="new")
    assert last().person_id != first.person_id


def test_a_minor_without_phone_comes_with_a_guardian(nurse: Client, site: UUID) -> None:
    page = register(
        nurse, site, name="김아이", birth_date="20150303", phone="", no_phone="on",
        guardian_name="김가상", guardian_phone="01012345678",
    )  # fmt: skip
    assert "김가상, 01012345678" in page


def test_what_is_missing_is_named(nurse: Client, site: UUID) -> None:
    page = register(nurse, site, phone="", birth_date="19801340")
    assert "Give a phone number, or say that there is none." in page
    assert "Please check what is marked below" in page
    assert not Person.objects.exists()


def test_a_resident_number_is_refused_and_not_repeated(nurse: Client, site: UUID) -> None:
    page = register(nurse, site, address="800101-1234567 서울")
    assert "resident registration number" in page
    assert not Person.objects.exists()


def test_without_a_name_no_name_is_kept(nurse: Client, site: UUID) -> None:
    send(nurse, f"/screening/sites/{site}/register/phone/", phone="01077778888", language="en")
    visit = last()
    assert visit.anonymous
    page = nurse.get(f"/screening/visits/{visit.pk}/").content.decode()
    assert "Not asked: registered with a phone number alone" in page


def test_the_queue_and_the_wall_name_nobody(nurse: Client, site: UUID) -> None:
    register(nurse, site, name=HOSTILE)
    row = queries.site(site, area=MAPO)
    for path in (f"/screening/sites/{site}/", f"/screening/wall/{row.wall_key}/"):
        page = nurse.get(path).content.decode()
        assert "script>alert" not in page
        assert "김가상" not in page
    assert "&lt;script&gt;" in nurse.get(f"/screening/visits/{last().pk}/").content.decode()


def test_the_wall_needs_nobody_signed_in_and_its_old_address_goes_dark(
    nurse: Client, site: UUID
) -> None:
    register(nurse, site)
    old = queries.site(site, area=MAPO).wall_key
    wall = Client()
    page = wall.get(f"/screening/wall/{old}/").content.decode()
    assert "<li>1</li>" in page
    assert '<noscript><meta http-equiv="refresh"' in page
    part = wall.get(f"/screening/wall/{old}/", headers={"hx-request": "true"}).content.decode()
    assert "<html" not in part
    there = f"/screening/sites/{site}/settings/"
    send(nurse, f"/screening/sites/{site}/wall/renew/", form_at=there)
    assert wall.get(f"/screening/wall/{old}/").status_code == 404
    assert wall.get(f"/screening/wall/{site}/").status_code == 404


def test_the_next_is_called_to_a_lane(nurse: Client, site: UUID) -> None:
    register(nurse, site)
    visit = last()
    send(nurse, f"/screening/visits/{visit.pk}/questions/", temperature_c="36.5", seen=1)
    page = send(nurse, f"/screening/sites/{site}/call/2/", form_at=f"/screening/sites/{site}/")
    assert "Number 1 is called to lane 2." in page
    page = send(nurse, f"/screening/sites/{site}/call/2/", form_at=f"/screening/sites/{site}/")
    assert "Nobody is ready for the swab." in page


def test_a_nurse_elsewhere_finds_nothing(nurse: Client, site: UUID) -> None:
    register(nurse, site)
    visit = last()
    other = browser_of(hire("other", role=Role.NURSE, area=HAEUNDAE), language="en")
    for path in (
        f"/screening/sites/{site}/", f"/screening/sites/{site}/register/",
        f"/screening/sites/{site}/settings/", f"/screening/sites/{site}/bookings/",
        f"/screening/visits/{visit.pk}/", f"/screening/visits/{visit.pk}/questions/",
        f"/screening/visits/{visit.pk}/sheet.pdf",
    ):  # fmt: skip
        assert other.get(path).status_code == 404, path
    assert "Mapo drive-through" not in other.get("/screening/").content.decode()


def test_a_day_in_the_future_is_refused_by_field(nurse: Client, site: UUID) -> None:
    register(nurse, site)
    page = send(
        nurse, f"/screening/visits/{last().pk}/questions/", temperature_c="36.5", seen=1,
        contact="other", contact_on="20991231",
    )  # fmt: skip
    assert "Last contact: This day lies in the future." in page
    assert last().state == VisitState.ARRIVED


def test_a_remark_is_sealed(nurse: Client, site: UUID) -> None:
    register(nurse, site)
    page = send(
        nurse, f"/screening/visits/{last().pk}/questions/", temperature_c="36.5", seen=1,
        note="이웃 김철수와 함께 옴",
    )  # fmt: skip
    assert "이웃 김철수와 함께 옴" in page
    assert "김철수" not in str(Visit.objects.values().get())


def test_a_booking_is_kept_at_the_window(nurse: Client, site: UUID) -> None:
    there = f"/screening/sites/{site}/bookings/new/"
    today = reporting.local_day(datetime.now(UTC)).isoformat()
    page = send(
        nurse, there, name="박예약", birth_date="19700707", phone="01022223333", language="ko",
        on=today, slot="", reason="symptoms", key=str(uuid4()),
    )  # fmt: skip
    assert "박예약" in page
    found = re.search(r"/arrive/([0-9a-f-]{36})/", page)
    assert found
    send(nurse, f"/screening/sites/{site}/arrive/{found[1]}/",
         form_at=f"/screening/sites/{site}/bookings/")  # fmt: skip
    assert str(last().booking_id) == found[1]


def test_hours_that_cannot_be_read_are_named(nurse: Client, site: UUID) -> None:
    there = f"/screening/sites/{site}/settings/"
    given = {
        "name_ko": "마포", "name_en": "Mapo", "kind": "walk_in", "area": MAPO, "address": "1",
        "lanes": 1, "capacity": 50, "seen": 1,
    }  # fmt: skip
    assert "Write hours as" in send(nurse, there, **given, day_0="from nine")
    assert "Two of the hours of one day overlap." in send(
        nurse, there, **given, day_0="09:00-13:00, 12:00-18:00"
    )
    send(nurse, there, **given, day_0="09:00-12:00, 13:00-18:00")
    row = queries.site(site, area=MAPO)
    assert [(span.day, span.opens.hour) for span in row.timetable.spans] == [(0, 9), (0, 13)]
    assert row.minutes == 30


def test_no_page_costs_more_queries_with_a_longer_queue(
    nurse: Client, site: UUID, django_assert_max_num_queries: object
) -> None:
    for number in range(12):
        register(nurse, site, name=f"사람{number}", birth_date=f"1970010{number % 9 + 1}",
                 phone=f"0101000{number:04d}")  # fmt: skip
    assert callable(django_assert_max_num_queries)
    with django_assert_max_num_queries(20):
        nurse.get(f"/screening/sites/{site}/")
    with django_assert_max_num_queries(20):
        nurse.get("/screening/")
