"""Three stories of people at home, told in a browser as the officers live them."""

import os
import re
from datetime import UTC, datetime, timedelta
from io import BytesIO
from pathlib import Path

from playwright.sync_api import Browser, Page
from pypdf import PdfReader

from dongseon.running import postgres
from dongseon.running.postgres import Server

from . import looking, theatre
from .theatre import Theatre

PICTURES = os.environ.get("DONGSEON_PICTURES")


def press(page: Page, name: str) -> None:
    """Press a button of the page's main part."""
    page.locator("main").get_by_role("button", name=name, exact=True).first.click()
    page.wait_for_load_state()


def follow(page: Page, name: str) -> None:
    """Follow a link of the page's main part."""
    page.locator("main").get_by_role("link", name=name, exact=True).first.click()
    page.wait_for_load_state()


def tick(page: Page, name: str) -> None:
    """Tick a box, by its words: the box itself lies under them."""
    page.locator("main label").get_by_text(name, exact=True).first.click()


def keep(page: Page, name: str) -> None:
    """Leave a picture, if somebody asked for pictures."""
    if PICTURES:
        page.screenshot(path=Path(PICTURES) / f"story {name}.png", full_page=True)


def number_of(page: Page) -> str:
    """The number of the order whose page is open."""
    return page.locator("h1 .nowrap").inner_text()


def letter_text(page: Page, language: str) -> str:
    """The text of the latest letter in a language, as its PDF has it."""
    section = page.locator("section.letter").filter(has_text=language).first
    address = section.get_by_role("link", name=re.compile("PDF")).get_attribute("href")
    assert address is not None
    body = page.context.request.get(f"{page.url.split('/isolation')[0]}{address}").body()
    if PICTURES:
        (Path(PICTURES) / f"letter {language}.pdf").write_bytes(body)
    return "\n".join(found.extract_text() for found in PdfReader(BytesIO(body)).pages)


def open_order(page: Page, name: str) -> None:
    """Find somebody on the morning list by name, and open their page."""
    page.goto("/isolation/")
    page.locator("#id_q").fill(name)
    press(page, "Show")
    page.get_by_role("link", name=name).first.click()
    page.wait_for_load_state()


def issue(page: Page, name: str) -> None:
    """Issue the order that waits for somebody."""
    page.goto("/isolation/waiting/")
    row = page.locator("tr").filter(has_text=name).first
    row.get_by_role("link", name=re.compile("^(Quarantine|Isolation)")).click()
    page.wait_for_load_state()
    press(page, "Issue the order")


def test_named_ordered_asked_ill_tested_and_a_case_with_its_link(
    browser: Browser, house: Theatre
) -> None:
    """A contact is named, put under quarantine, asked every day, falls ill, is tested, becomes a case."""
    with looking.signed_in(browser, house, "case_officer", language="en") as watched:
        page = watched.page
        issue(page, "기다림")
        number = number_of(page)
        korean, english = letter_text(page, "Korean"), letter_text(page, "English")
        assert "자가격리 통지서" in korean
        assert "기다림" in korean
        assert number in korean
        assert "Quarantine notice" in english
        assert "your quarantine ends at midnight after day" in english
        keep(page, "1 ordered")
        section = page.locator("section.letter").filter(has_text="Korean").first
        section.locator("details[id^=serve] summary").click()
        section.get_by_label("Receipt").last.select_option("by_person")
        section.locator("details[id^=serve] button").click()
        page.wait_for_load_state()
        assert "handed over" in section.inner_text()
        assert "received by the person" in section.inner_text()

        follow(page, "Call")
        keep(page, "2 call")
        page.get_by_label("Temperature").fill("36.5")
        tick(page, "No symptoms")
        press(page, "Save")
        open_order(page, "기다림")
        assert "36.5 °C" in page.locator("main").inner_text()

        follow(page, "Call")
        page.get_by_label("Temperature").fill("38.2")
        tick(page, "Cough")
        press(page, "Save")
        assert "a test is booked" in page.locator("body").inner_text()
        assert "Test booked" in page.locator(".timeline").inner_text()
        keep(page, "3 symptoms")
        person = page.url
        verify_positive(person.rstrip("/").split("/")[-1])
        page.reload()
        assert "Tested positive" in page.locator("main").inner_text()
        follow(page, "Order isolation")
        press(page, "Issue the order")
        assert number_of(page) != number
        isolation = page.locator("main").inner_text()
        assert "Isolation: case" in isolation
        assert "This person's case" in isolation
        page.get_by_role("link", name=number).click()  # the quarantine that gave way
        page.wait_for_load_state()
        before = page.locator("main").inner_text()
        assert "Gave way to isolation" in before
        assert "Tested positive: is a case now" in before
        assert "The case they met" in before
        keep(page, "3 became a case")
        assert watched.amiss == []


def verify_positive(order_id: str) -> None:
    """A laboratory verifies a positive of somebody under an order, beside the browser."""
    home = os.environ["DONGSEON_CONSOLE_DATA"]
    address = Server(Path(home) / "database").url(postgres.APPLICATION, theatre.CLONE)
    program = (
        "import django; django.setup(); from tests.console.browser import isolation_props; "
        f"isolation_props.verify_positive({order_id!r})"
    )
    theatre.run({"DATABASE_URL": address}, "-c", program)


def test_missed_lost_visited_explained_closed(browser: Browser, house: Theatre) -> None:
    """Nobody answers; the signal is lost; somebody goes there; the phone was broken; it is closed."""
    with looking.signed_in(browser, house, "case_officer", language="en") as watched:
        page = watched.page
        open_order(page, "한새봄")
        follow(page, "Call")
        press(page, "Nobody answered")
        open_order(page, "한새봄")
        follow(page, "Note a signal")
        page.get_by_label("What was noticed").select_option("calls_missed")
        page.get_by_label("How many minutes ago").fill("300")
        press(page, "Note it")
        row = page.locator("tr").filter(has_text="한새봄")
        assert "5 hours ago" in row.inner_text()
        row.get_by_role("link").first.click()
        page.wait_for_load_state()
        assert "no breach" in page.locator("main").inner_text()
        page.get_by_label("What the call came to").select_option("no_answer")
        press(page, "Save the call")
        tick(page, "Together with the police")
        press(page, "Send")
        keep(page, "4 visiting")
        page.get_by_label("What the visit came to").select_option("explained")
        page.get_by_label("What the person says").fill("전화기가 고장 났습니다.")
        press(page, "Save the visit")
        done = page.locator("main").inner_text()
        assert "Explained" in done
        assert "전화기가 고장 났습니다." in done
        assert page.locator("main form").count() == 0  # nothing is left to do
        page.goto("/isolation/breaches/")
        assert "한새봄" not in page.locator("main").inner_text()
        assert watched.amiss == []


def test_extended_objected_decided(browser: Browser, house: Theatre) -> None:
    """Met again at home: extended by a decision; the person objects; somebody else answers."""
    today = datetime.now(UTC).date()
    with looking.signed_in(browser, house, "case_officer", language="en") as watched:
        page = watched.page
        open_order(page, "Maria dos Santos")
        before = page.locator("main").inner_text()
        follow(page, "Extend")
        page.get_by_label("New last contact").fill((today - timedelta(days=9)).isoformat())
        press(page, "Extend")
        assert "does not end later" in page.locator("main").inner_text()
        page.get_by_label("New last contact").fill(today.isoformat())
        press(page, "Extend")
        after = page.locator("main").inner_text()
        assert before != after
        assert "Extended" in page.locator(".timeline").inner_text()
        assert "Notice of extension" in letter_text(page, "English")
        follow(page, "The person objects")
        page.get_by_label("What the person says").fill("We have separate rooms.")
        press(page, "Take it down")
        keep(page, "5 objected")
        page.goto("/isolation/objections/")
        row = page.locator("tr").filter(has_text="Maria dos Santos")
        assert "somebody else answers" in row.inner_text()
    with looking.signed_in(browser, house, "investigator", language="en") as watched:
        page = watched.page
        page.goto("/isolation/objections/")
        row = page.locator("tr").filter(has_text="Maria dos Santos")
        row.get_by_role("link", name=re.compile("^Answer")).click()
        page.wait_for_load_state()
        assert "We have separate rooms." in page.locator("main").inner_text()
        tick(page, "Upheld")
        page.get_by_label("Grounds").fill("They do have separate rooms.")
        press(page, "Answer")
        open_order(page, "Maria dos Santos")
        assert "Extension undone" in page.locator(".timeline").inner_text()
        assert "Your objection is upheld." in letter_text(page, "English")
        keep(page, "6 answered")
