"""The pages of cases: found, read, decided; nobody else's; stored markup stays text; queries bounded."""

from datetime import date, datetime
from urllib.parse import parse_qs, urlsplit
from uuid import UUID, uuid4

import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from tests.console import cast
from tests.console.cast import Player

from dongseon.console.audit.models import Entry
from dongseon.console.cases import queries
from dongseon.console.cases.rules import Basis, Classification, Dates
from dongseon.console.cases.types import Origin
from dongseon.console.registry.types import Identity
from dongseon.console.workflows import reporting
from dongseon.console.workflows.reporting import Report

MOST_QUERIES = 30  # of the line list, for any number of rows


def case_of(player: Player, now: datetime, name: str = "김민준", *, area: str = "11440") -> UUID:
    report = Report(
        identity=Identity(name=name, phones=("010-1234-5678",), birth_date=date(1990, 5, 6)),
        area=area,
        classification=Classification.SUSPECTED,
        basis=Basis.SYMPTOMS_AND_CONTACT,
        dates=Dates(date(2020, 5, 4), None, date(2020, 5, 6)),
    )
    return reporting.report_cases(by=player.actor, now=now, reports=[report], origin=Origin.DESK)[0]


@pytest.fixture
def mapo(db: None) -> Player:
    """Who investigates in Mapo."""
    return cast.cast("investigator")["investigator"]


@pytest.fixture
def browser(mapo: Player) -> Client:
    """Their browser."""
    return cast.browser_of(mapo, language="en")


def text_of(browser: Client, address: str) -> str:
    answer = browser.get(address)
    assert answer.status_code == 200
    return answer.content.decode()


def post(browser: Client, address: str, **given: object) -> str:
    """Send a form; where it leads."""
    return browser.post(address, given).headers["Location"]


def test_a_case_is_found_by_name_in_any_order_phone_birth_date_and_number(
    browser: Client, mapo: Player, now: datetime
) -> None:
    case_id = case_of(mapo, now)
    case_of(mapo, now, "이서연")
    number = queries.case(case_id, area="11440").row.number
    for wanted in ("김민준", "Minjun Kim", "kim min-jun", "010 1234 5678", "1990-05-06", number):
        address = post(browser, "/cases/", q=wanted)
        page = text_of(browser, address)
        assert "김민준" in page, wanted
    assert "이서연" not in text_of(browser, post(browser, "/cases/", q="Minjun Kim"))


def test_an_address_tells_no_name_and_dies_with_its_session(
    browser: Client, mapo: Player, now: datetime
) -> None:
    case_of(mapo, now)
    address = post(browser, "/cases/", q="김민준", c="suspected", sort="onset")
    query = parse_qs(urlsplit(address).query)
    assert query["c"] == ["suspected"]
    assert "김" not in address
    assert "%EA%B9%80" not in address
    other = cast.browser_of(mapo, language="en")
    assert "The search in this address is over" in text_of(other, address)


def test_every_name_on_the_list_is_in_the_log(browser: Client, mapo: Player, now: datetime) -> None:
    person_id = queries.case(case_of(mapo, now), area="").row.person_id
    text_of(browser, "/cases/")
    entry = Entry.objects.filter(subject_id=person_id, act="cases.list").get()
    assert entry.officer_id == mapo.officer_id
    assert "name" in entry.fields


def test_who_is_elsewhere_finds_nothing_and_opens_nothing(mapo: Player, now: datetime) -> None:
    case_id = case_of(mapo, now)
    other = cast.cast("investigator_haeundae")["investigator_haeundae"]
    browser = cast.browser_of(other, language="en")
    assert "김민준" not in text_of(browser, "/cases/")
    assert "No case fits" in text_of(browser, post(browser, "/cases/", q="김민준"))
    for path in ("", "dates/", "transfer/"):
        assert browser.get(f"/cases/{case_id}/{path}").status_code == 404
    for path in ("classify/", "close/", "delete/", "restore/", "reopen/"):
        given = {
            "seen": 1, "reason": "recovered", "classification": "confirmed", "basis": "pcr_positive",
        } | ({"reason": "entered_twice"} if path == "delete/" else {})  # fmt: skip
        if path == "restore/":
            given["reason"] = "needed_again"
        assert browser.post(f"/cases/{case_id}/{path}", given).status_code == 404, path
    assert browser.get(f"/cases/{uuid4()}/").status_code == 404


def test_the_epidemiologist_sees_cases_and_no_names(mapo: Player, now: datetime) -> None:
    case_id = case_of(mapo, now)
    browser = cast.browser_of(cast.cast("epidemiologist")["epidemiologist"], language="en")
    for address in ("/cases/", f"/cases/{case_id}/", post(browser, "/cases/", q="김민준")):
        page = text_of(browser, address)
        assert "김민준</" not in page
        assert "1234-5678" not in page
    assert "No case fits" in text_of(browser, post(browser, "/cases/", q="이서연"))


def test_a_decision_is_made_on_the_page_and_told_in_its_history(
    browser: Client, mapo: Player, now: datetime
) -> None:
    case_id = case_of(mapo, now)
    where = post(
        browser, f"/cases/{case_id}/classify/", seen=1, classification="confirmed", basis="pcr_positive"
    )  # fmt: skip
    page = text_of(browser, where)
    assert "Confirmed" in page
    assert "Positive PCR" in page
    assert mapo.name in page
    text_of(browser, post(browser, f"/cases/{case_id}/close/", seen=1, reason="recovered"))
    assert queries.case(case_id, area="").row.state == "open", "seen too long ago"


def test_odd_days_are_asked_and_then_saved_as_they_are(
    browser: Client, mapo: Player, now: datetime
) -> None:
    case_id = case_of(mapo, now)
    given = {
        "onset_on": "2020-05-05",
        "sampled_on": "2020-05-07",
        "reported_on": "2020-05-06",
        "seen": 1,
    }
    asked = browser.post(f"/cases/{case_id}/dates/", given)
    assert "The sample was taken after the report." in asked.content.decode()
    assert queries.case(case_id, area="").row.dates.sampled_on is None
    post(browser, f"/cases/{case_id}/dates/", **given, sure="yes")
    assert queries.case(case_id, area="").row.dates.sampled_on == date(2020, 5, 7)


def test_markup_in_a_name_stays_text(browser: Client, mapo: Player, now: datetime) -> None:
    case_id = case_of(mapo, now, "<script>alert(1)</script>")
    for address in ("/cases/", f"/cases/{case_id}/"):
        page = text_of(browser, address)
        assert "<script>alert" not in page
        assert "&lt;script&gt;alert" in page


def test_a_new_case_is_opened_on_its_page(browser: Client, mapo: Player) -> None:
    given = {
        "name": "박서준", "phone": "010-2222-3333", "sex": "male", "area": "11440",
        "classification": "confirmed", "basis": "pcr_positive", "reported_on": "2020-05-06",
    }  # fmt: skip
    page = text_of(browser, post(browser, "/cases/new/", **given))
    assert "박서준" in page
    refused = browser.post("/cases/new/", given | {"basis": "doctors_opinion"}).content.decode()
    assert "cannot rest on that" in refused
    refused = browser.post("/cases/new/", given | {"name": "박서준 900506-1234567"})
    assert "resident registration number" in refused.content.decode()


def test_a_transfer_is_offered_seen_and_taken_over(
    browser: Client, mapo: Player, now: datetime
) -> None:
    case_id = case_of(mapo, now)
    other = cast.cast("investigator_haeundae")["investigator_haeundae"]
    theirs = cast.browser_of(other, language="en")
    post(browser, f"/cases/{case_id}/transfer/", to_area="26350", reason="lives_there")
    page = text_of(theirs, "/cases/transfers/")
    assert "Take over" in page
    assert text_of(theirs, f"/cases/{case_id}/")
    [offer] = queries.offers_to("26350")
    assert browser.post(f"/cases/transfers/{offer.id}/accept/").status_code == 404
    post(theirs, f"/cases/transfers/{offer.id}/accept/")
    assert browser.get(f"/cases/{case_id}/").status_code == 404
    assert text_of(theirs, f"/cases/{case_id}/")


def test_the_list_costs_the_same_number_of_queries_for_one_row_as_for_many(
    browser: Client, mapo: Player, now: datetime
) -> None:
    case_of(mapo, now)
    with CaptureQueriesContext(connection) as few:
        text_of(browser, "/cases/")
    for _case in range(12):
        case_of(mapo, now)
    with CaptureQueriesContext(connection) as many:
        text_of(browser, "/cases/")
    assert len(many) == len(few) <= MOST_QUERIES
