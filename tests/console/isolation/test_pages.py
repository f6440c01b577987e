"""The pages of isolation: each opens, shows nobody else's people, and takes names for text."""

import re
from collections.abc import Mapping
from datetime import UTC, datetime
from io import BytesIO
from uuid import UUID, uuid4

import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.urls import reverse
from pypdf import PdfReader
from tests.console import cast
from tests.console.browser import isolation_props
from tests.console.cast import Player
from tests.console.isolation.people import DAY, case_by

from dongseon.console.audit.models import Entry
from dongseon.console.desk.isolation.urls import urlpatterns
from dongseon.console.isolation import lists, queries, watching
from dongseon.console.isolation.lists import Asked
from dongseon.console.isolation.rules import Act, Reach
from dongseon.console.isolation.types import NeedState, Receipt, View, Way

pytestmark = pytest.mark.django_db
Props = Mapping[str, str]
MOST_QUERIES = 40  # of the morning list, for any number of people


@pytest.fixture
def players() -> dict[str, Player]:
    """Two officers and an investigator, as the browser's stage names them."""
    there = cast.cast("investigator", "case_officer", "case_officer_haeundae")
    return {
        "investigator.ko": there["investigator"],
        "case_officer.ko": there["case_officer"],
        "case_officer.en": cast.hire("deputy", role=cast.Role.CASE_OFFICER, area=cast.MAPO),
        "elsewhere": there["case_officer_haeundae"],
    }


@pytest.fixture
def props(players: dict[str, Player]) -> Props:
    """What there is to see; pages read the clock, so it happens now."""
    now = datetime.now(UTC)
    case_id = case_by(players["investigator.ko"], now)
    return {**isolation_props.lay(players, now, case_id), "case_id": str(case_id)}


@pytest.fixture
def browser(players: dict[str, Player], props: Props) -> Client:
    """The officer's."""
    return cast.browser_of(players["case_officer.ko"], language="en")


def pages(props: Props) -> dict[str, str]:
    """Name of a route → its path with what there is, as far as it is a page."""
    found = {}
    for route in urlpatterns:
        names = re.findall(r"<\w+:(\w+)>", str(route.pattern))
        if route.name and all(name in props for name in names):
            found[route.name] = reverse(
                f"isolation:{route.name}", kwargs={name: props[name] for name in names}
            )
    return found


def text_of(browser: Client, path: str) -> str:
    answer = browser.get(path)
    assert answer.status_code == 200, path
    return answer.content.decode()


def post(browser: Client, path: str, **given: object) -> str:
    """Send a form; where it leads. A refused one is an error with its page."""
    answer = browser.post(path, given)
    assert answer.status_code == 302, answer.content.decode()
    return answer.headers["Location"]


def test_every_page_opens_and_takes_names_for_text(browser: Client, props: Props) -> None:
    opened = 0
    for name, path in pages(props).items():
        answer = browser.get(path)
        assert answer.status_code in (200, 405), name
        opened += answer.status_code == 200
        assert b"<script>document.title" not in answer.content, name
    assert opened >= 25


def test_an_officer_of_another_area_sees_nobody(
    players: dict[str, Player], browser: Client, props: Props
) -> None:
    """But whoever is offered to them: that page shows who it is."""
    other = cast.browser_of(players["elsewhere"], language="en")
    for name, path in pages(props).items():
        answer = other.get(path)
        if any(key in path for key in (props["order_id"], props["breach_id"], props["paper_id"], props["complaint_id"], props["contact_id"])):  # fmt: skip
            assert answer.status_code in (404, 405), name
        elif name != "offers":
            assert "한가람" not in answer.content.decode(), name
            assert "서다온" not in answer.content.decode(), name
    for path in (
        "call",
        "extend",
        "release",
        "take-back",
        "object",
        "no-answer",
        "part",
        "address",
    ):
        assert other.post(f"/isolation/{props['order_id']}/{path}/", {}).status_code == 404, path
    for path in ("called", "send", "visited", "heard", "decided"):
        given = {"seen": 1, "answer": "no_answer", "found": "at_place", "statement": "x", "outcome": "warned", "why": "x"}  # fmt: skip
        path = f"/isolation/breaches/{props['breach_id']}/{path}/"
        assert other.post(path, given).status_code == 404, path
    assert other.get(f"/isolation/{uuid4()}/").status_code == 404


def test_the_morning_list_names_people_and_writes_it_down(browser: Client, props: Props) -> None:
    page = text_of(browser, "/isolation/?list=all")
    assert "한가람" in page
    person_id = queries.order(UUID(props["order_id"]), area="").row.person_id
    assert Entry.objects.filter(subject_id=person_id, act="isolation.list").exists()


@pytest.mark.parametrize("wanted", ["한가람", "garam han", "01055550001"])
def test_somebody_is_found_by_name_and_phone_and_the_address_tells_no_name(
    browser: Client, wanted: str
) -> None:
    address = post(browser, "/isolation/", q=wanted)
    assert "55550001" not in address
    assert "%ED" not in address
    assert "한가람" in text_of(browser, address)


def test_a_household_is_asked_in_one_call(browser: Client, props: Props) -> None:
    order_id = UUID(props["order_id"])
    page = text_of(browser, f"/isolation/{order_id}/call/")
    nonce = re.search(r'name="nonce" value="([^"]+)"', page)[1]
    household = queries.household_of(queries.order(order_id, area="").row)
    assert len(household) == 2
    given: dict[str, object] = {"nonce": nonce}
    for row in household:
        given |= {f"{row.number}-temperature_c": "36.6", f"{row.number}-none": "on"}
    before = {row.id: len(queries.reports(row.id)) for row in household}
    for _twice in range(2):  # a double click
        assert post(browser, f"/isolation/{order_id}/call/", **given) == "/isolation/"
    assert all(len(queries.reports(row.id)) == before[row.id] + 1 for row in household)


def test_silence_is_not_health(browser: Client, props: Props) -> None:
    order_id = UUID(props["order_id"])
    number = queries.order(order_id, area="").row.number
    path = f"/isolation/{order_id}/call/"
    for given in ({}, {f"{number}-temperature_c": "36.6"}):
        answer = browser.post(path, {"nonce": "n", **given})
        assert answer.status_code == 200
        assert "say" in answer.content.decode()


def test_the_letter_is_a_pdf_in_both_languages_and_names_nobody_in_its_file_name(
    browser: Client, props: Props
) -> None:
    texts = {}
    for paper in queries.papers(UUID(props["order_id"])):
        answer = browser.get(f"/isolation/letters/{paper.id}.pdf")
        assert answer["Content-Type"] == "application/pdf"
        assert answer["Cache-Control"] == "no-store"
        assert "han" not in answer["Content-Disposition"].lower()
        pdf = PdfReader(BytesIO(answer.content))
        texts[paper.language] = "\n".join(page.extract_text() for page in pdf.pages)
    assert "자가격리 통지서" in texts["ko"]
    assert "한가람" in texts["ko"]
    assert "서울특별시 마포구 양화로 1" in texts["ko"]
    assert "Quarantine notice" in texts["en"]
    assert "Han Garam" in texts["en"]
    assert "14" in texts["en"]


def test_a_service_keeps_time_way_and_receipt_and_the_receipt_once(
    browser: Client, props: Props
) -> None:
    order_id = props["order_id"]
    path = f"/isolation/{order_id}/services/{props['service_id']}/receipt/"
    post(browser, path, receipt="by_other")
    post(browser, path, receipt="by_person")
    services = {
        str(one.id): one for paper in queries.papers(UUID(order_id)) for one in paper.services
    }
    kept = services[props["service_id"]]
    assert (kept.way, kept.receipt, kept.reference) == (Way.POST, Receipt.BY_OTHER, "1234-5678")
    post(browser, f"/isolation/{order_id}/letters/{props['paper_id']}/serve/", way="post")
    page = text_of(browser, f"/isolation/{order_id}/")
    assert "write it down" in page


def test_needs_houses_and_proxies_are_kept(browser: Client, props: Props) -> None:
    order_id = UUID(props["order_id"])
    post(browser, f"/isolation/needs/{props['need_id']}/delivered/")
    [need] = watching.needs(area="", order_id=order_id)
    assert need.state is NeedState.DELIVERED
    seen = queries.order(order_id, area="").row.version
    post(
        browser, f"/isolation/{order_id}/reach/", seen=seen, reach="proxy",
        proxy_name="한어른", proxy_phone="01077778888",
    )  # fmt: skip
    row = queries.order(order_id, area="").row
    assert row.reach is Reach.PROXY
    post(
        browser, f"/isolation/{order_id}/place/", seen=row.version,
        facility=props["facility_id"], reason="no_room_of_own",
    )  # fmt: skip
    page = text_of(browser, f"/isolation/{order_id}/")
    assert "마포 생활시설" in page
    assert "한어른" in page
    assert browser.post(f"/isolation/needs/{props['need_id']}/eaten/").status_code == 404


def test_another_area_takes_over_with_the_order(
    players: dict[str, Player], browser: Client, props: Props
) -> None:
    other = cast.browser_of(players["elsewhere"], language="en")
    assert "서다온" in text_of(other, "/isolation/hand-overs/")
    post(other, f"/isolation/hand-overs/{props['offer_id']}/accept/")
    [load] = lists.loads(area=cast.HAEUNDAE)
    assert (load.officer_id, load.people) == (None, 1)
    [row] = lists.page(
        Asked(View.ALL, cast.HAEUNDAE, None), now=datetime.now(UTC), unheard=DAY, size=5
    ).rows
    assert row.officer_id is None
    history = [line.act for line in queries.history(row.id)]
    assert history[:2] == [Act.TAKEN_OVER, Act.OFFERED]
    assert len(queries.papers(row.id)) == 2
    assert "Somebody" not in text_of(other, f"/isolation/{row.id}/")
    assert browser.get(f"/isolation/{row.id}/").status_code == 404


def test_many_are_given_to_another_officer_at_once(
    players: dict[str, Player], browser: Client, props: Props
) -> None:
    deputy = players["case_officer.en"].officer_id
    given = {
        "from_officer": players["case_officer.ko"].officer_id,
        "to_officer": deputy,
        "most": 2,
        "reason": "workload",
    }
    post(browser, "/isolation/workload/", **given)
    page = text_of(browser, f"/isolation/?list=all&whose={deputy}")
    assert page.count("/call/") == 2


def test_whoever_stands_in_finds_the_people_on_their_own_list(
    players: dict[str, Player], props: Props
) -> None:
    deputy = cast.browser_of(players["case_officer.en"], language="en")
    page = text_of(deputy, "/isolation/?list=all")
    assert "한가람" in page
    assert "stand in" in page


def test_an_order_is_issued_on_its_page(browser: Client, props: Props) -> None:
    path = f"/isolation/contacts/{props['contact_id']}/"
    assert "기다림" in text_of(browser, "/isolation/waiting/")
    address = post(browser, path, reach="call")
    assert "기다림" in text_of(browser, address)
    assert "기다림" not in text_of(browser, "/isolation/waiting/")
    again = browser.post(path, {"reach": "call"})
    assert "under an order already" in again.content.decode()


def test_a_list_costs_the_same_for_one_and_for_many(browser: Client, props: Props) -> None:
    with CaptureQueriesContext(connection) as captured:
        text_of(browser, "/isolation/?list=all")
    assert len(captured) <= MOST_QUERIES
