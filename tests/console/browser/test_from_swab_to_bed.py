"""One person from a drive-through to a bed and home again, in a real browser, by five roles.

A nurse registers, asks, swabs and prints; the laboratory's system posts its message; the person is
called and gets the message; triage finds class and bed; after days without fever they are released; the
auditor reads back what everybody did. The one thing that a browser cannot do is let four days pass: the
first reading at the bed is moved back in the database.
"""

import os
import re
import urllib.request
from collections.abc import Iterator
from contextlib import contextmanager
from datetime import datetime, timedelta
from pathlib import Path
from zoneinfo import ZoneInfo

import psycopg
import pytest
from playwright.sync_api import Browser, Page
from tests.console.laboratory import hl7

from dongseon.running import postgres
from dongseon.running.postgres import Server

from . import looking, theatre
from .theatre import Theatre

NAME, PHONE = "표단비", "01086427531"
HERE = ZoneInfo("Asia/Seoul")
PICTURES = os.environ.get("DONGSEON_PICTURES", "")
BENCH = """
import django; django.setup()
from datetime import UTC, datetime, timedelta
from django.db import transaction
from tests.console import cast
from tests.console.laboratory import swabs
from dongseon.console.audit.types import HOUSE
from dongseon.console.programs import actions as programs
from dongseon.console.laboratory.models import Laboratory
now = datetime.now(UTC)
with transaction.atomic():
    laboratory_id = swabs.laboratory()
    swabs.kit(now)
    program_id, token = programs.issue(
        by=HOUSE, now=now, name="Seoul Institute", area=cast.SEOUL,
        scopes=[programs.Scope.RESULTS], ends_at=now + timedelta(days=30),
    )
    Laboratory.objects.filter(pk=laboratory_id).update(program_id=program_id)
print(token)
"""


def database() -> tuple[Server, str]:
    """The database of the theatre."""
    server = Server(Path(os.environ["DONGSEON_CONSOLE_DATA"]) / "database")
    return server, server.url(postgres.APPLICATION, theatre.CLONE)


@pytest.fixture
def token(house: Theatre) -> str:
    """A laboratory with a kit that may be used, and the token of its system."""
    _server, url = database()
    told = {name: os.environ[name] for name in ("DONGSEON_CONSOLE_DATA", "DONGSEON_CONSOLE_TLS", "DJANGO_SETTINGS_MODULE")}  # fmt: skip
    return theatre.run({**told, "DATABASE_URL": url}, "-c", BENCH).split()[-1]


def post(house: Theatre, token: str, message: bytes) -> str:
    """What the laboratory's system posts, and the answer."""
    request = urllib.request.Request(  # noqa: S310  # our own loopback
        f"{house.address}/api/v1/results/hl7",
        data=message,
        headers={"authorization": f"Bearer {token}", "content-type": "application/hl7-v2"},
    )
    with urllib.request.urlopen(request, timeout=30) as answer:  # noqa: S310
        return str(answer.read().decode())


@contextmanager
def acting(browser: Browser, house: Theatre, role: str) -> Iterator[Page]:
    """A browser of somebody; at its end nothing may have been amiss."""
    with looking.signed_in(browser, house, role, language="en") as watched:
        yield watched.page
        if PICTURES:
            watched.page.screenshot(path=Path(PICTURES) / f"journey-{role}.png", full_page=True)
        assert watched.amiss == []


def press(page: Page, name: str) -> None:
    """Press a button of the page itself."""
    page.locator("main").get_by_role("button", name=name, exact=True).first.click()
    page.wait_for_load_state()


def follow(page: Page, name: str) -> None:
    """Follow a link of the page itself."""
    page.locator("main").get_by_role("link", name=name, exact=True).first.click()
    page.wait_for_load_state()


def pdf(page: Page, name: str) -> None:
    """A link that leads to a file for paper."""
    there = page.locator("main").get_by_role("link", name=name, exact=True).get_attribute("href")
    assert there
    answer = page.request.get(there)
    assert answer.body().startswith(b"%PDF"), name


@pytest.mark.slow
def test_from_the_drive_through_to_a_bed_and_home(
    browser: Browser, house: Theatre, token: str
) -> None:
    code, specimen, person_id = swab(browser, house)
    answer = post(
        house, token, hl7.oru(code, value=hl7.DETECTED, control="JOURNEY", reported=_now())
    )
    assert "|AA|" in answer, answer
    assert "|AA|" in post(
        house, token, hl7.oru(code, value=hl7.DETECTED, control="JOURNEY", reported=_now())
    )
    look(browser, house, specimen)
    call(browser, house)
    case_id = triage(browser, house)
    _four_days_pass(case_id)
    release(browser, house, case_id)
    audit(browser, house, person_id, case_id)


def swab(browser: Browser, house: Theatre) -> tuple[str, str, str]:
    """The nurse at the drive-through. Returns the specimen's code and page, and the person."""
    with acting(browser, house, "nurse") as page:
        page.goto(f"/screening/sites/{house.ids['site_id']}/register/")
        page.get_by_label("Name").first.fill(NAME)
        page.get_by_label("Birth date").fill("19900817")
        page.get_by_label("Phone").first.fill(PHONE)
        press(page, "Register and give a number")
        follow(page, "Ask the questions")
        page.get_by_label("Temperature (°C)").fill("38.1")
        page.locator("label").get_by_text("Lives with a case", exact=True).click()
        page.locator("label").get_by_text("Cough", exact=True).click()
        onset = datetime.now(HERE).date() - timedelta(days=12)
        page.get_by_label("First day of symptoms").fill(onset.isoformat())
        press(page, "Save the answers")
        press(page, "Swab taken")
        pdf(page, "Print the label")
        pdf(page, "Print the sheet")
        tube = page.locator("dd a.mono")
        code, there = tube.inner_text(), tube.get_attribute("href") or ""
        person = page.get_by_role("link", name="The person's page: change, and who looked")
        found = re.search(r"/people/([0-9a-f-]{36})/", person.get_attribute("href") or "")
        assert found
        press(page, "Has left")
        return code.replace(" ", ""), there, found[1]


def look(browser: Browser, house: Theatre, specimen: str) -> None:
    """The laboratory sees the specimen with its result, and the way it took."""
    with acting(browser, house, "laboratory") as page:
        page.goto(specimen)
        assert "Positive" in page.locator("main").inner_text()


def call(browser: Browser, house: Theatre) -> None:
    """The health centre calls first; the message follows the call."""
    with acting(browser, house, "investigator") as page:
        page.goto("/calls/")
        row = page.locator("tr", has_text=NAME)
        assert row.count() == 1, "one call, though the message came twice"
        row.get_by_role("link", name="Open the call").click()
        press(page, "I am calling now")
        page.locator("form[action$='/tried/'] button").first.click()
        page.wait_for_load_state()
        assert page.locator("#notices .notice.error").count() == 0
        page.goto("/messages/")
        assert page.locator("main tr", has_text=NAME).count() >= 1


def triage(browser: Browser, house: Theatre) -> str:
    """Class and bed, the first reading at the bed. Returns the case."""
    with acting(browser, house, "triage") as page:
        page.goto("/care/beds/new/")
        page.get_by_label("Name", exact=True).fill("서울 생활치료센터")
        page.get_by_label("Kind").first.select_option(index=0)
        page.get_by_label("Area").select_option("11")
        page.get_by_label("Beds", exact=True).fill("5")
        page.locator("main form button[type=submit]").last.click()
        page.wait_for_load_state()
        page.goto("/care/")
        page.locator("tr", has_text=NAME).get_by_role("link").first.click()
        page.wait_for_load_state()
        case_id = page.url.rstrip("/").rsplit("/", 1)[-1]
        for label, value in (("Pulse", "88"), ("Systolic blood pressure", "118"), ("Breaths", "14"), ("Temperature", "37.2")):  # fmt: skip
            page.locator("#triage").get_by_label(label).fill(value)
        press(page, "Find class and place")
        press(page, "Keep a bed")
        press(page, "The person has come")
        reading(page)
        return case_id


def reading(page: Page) -> None:
    """Vital signs of somebody who gets better."""
    page.locator("#signs summary").click()
    page.locator("#signs").get_by_label("Temperature").fill("36.5")
    page.locator("#signs label").get_by_text("Symptoms are better or gone", exact=True).click()
    page.locator("#signs").get_by_role("button", name="Save").click()
    page.wait_for_load_state()
    assert page.locator("#signs tbody tr").count() >= 1


def _four_days_pass(case_id: str) -> None:
    """The reading at the bed becomes one of four days ago."""
    _server, url = database()
    with psycopg.connect(url) as passing:
        moved = passing.execute(
            'UPDATE care_reading SET at = at - interval \'4 days\', "on" = "on" - 4 WHERE case_id = %s',
            [case_id],
        )
        assert moved.rowcount == 1


def release(browser: Browser, house: Theatre, case_id: str) -> None:
    """A second reading without fever, and the rule of the day lets the person go."""
    with acting(browser, house, "triage") as page:
        page.goto(f"/care/{case_id}/")
        reading(page)
        press(page, "Release")
        assert "The illness has ended" in page.locator("main").inner_text()


def audit(browser: Browser, house: Theatre, person_id: str, case_id: str) -> None:
    """Who did what, read back."""
    with acting(browser, house, "auditor") as page:
        page.goto(f"/log/?subject={person_id}")
        said = page.locator("main").inner_text()
        assert NAME not in said
        for name in ("오지은", "김민서", "윤서진"):  # nurse, investigator, triage
            assert name in said, name
        page.goto(f"/log/?subject={case_id}")
        assert page.locator("main tbody tr").count() >= 3


def _now() -> str:
    return datetime.now(HERE).strftime("%Y%m%d%H%M%S%z")
