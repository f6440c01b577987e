"""The workbench without a mouse: from the question to an accepted stay, a contact and a link; pictures of it all."""

import os
from pathlib import Path

import pytest
from playwright.sync_api import Browser, Page

from . import looking
from .theatre import Theatre

PICTURES = os.environ.get("DONGSEON_PICTURES", "")
TABLET = (820, 1180)  # pixels
WHERE = {
    "workbench": "/itineraries/{case_id}/",
    "stay": "/itineraries/{case_id}/stays/{key}/",
    "there": "/contacts/{case_id}/there/",
    "contacts": "/contacts/{case_id}/",
    "chains": "/chains/?since=2020-01-01",
}


def here(page: Page) -> str:
    """The row that the keys are on."""
    found: str = page.evaluate("document.querySelector('tr.here')?.id ?? ''")
    return found


@pytest.mark.parametrize("language", ["ko", "en"])
@pytest.mark.parametrize("size", [looking.DESK, TABLET, looking.PHONE], ids=["desk", "tablet", "phone"])  # fmt: skip
def test_every_page_of_an_itinerary_is_sound(
    browser: Browser, house: Theatre, language: str, size: tuple[int, int]
) -> None:
    faults = {}
    with looking.signed_in(browser, house, "investigator", language=language, size=size) as watched:
        for name, path in WHERE.items():
            status = looking.open_page(watched, path.format(**house.ids))
            faults[name] = [] if status == 200 else [f"answers {status}"]
            faults[name] += looking.faults_of(watched)
            if PICTURES:
                file = Path(PICTURES) / f"itinerary-{name}-{language}-{size[0]}.png"
                watched.page.screenshot(path=str(file), full_page=True)
    assert not any(faults.values()), looking.said(faults)


def test_a_hostile_reason_is_a_text_and_nothing_else(browser: Browser, house: Theatre) -> None:
    with looking.signed_in(browser, house, "investigator") as watched:
        watched.page.goto(WHERE["workbench"].format(**house.ids))
        assert watched.page.locator("text=<b onclick").count() >= 1
        assert watched.page.locator("main b[onclick]").count() == 0


def test_the_whole_path_goes_by_keyboard(browser: Browser, house: Theatre) -> None:
    """j to a stay, a accepts it, the page that follows goes on from there, z takes it back."""
    with looking.signed_in(browser, house, "investigator", language="en") as watched:
        page = watched.page
        page.goto(WHERE["workbench"].format(**house.ids))
        page.keyboard.press("j")
        first = here(page)
        assert first.startswith("stay-v1-")
        page.keyboard.press("j")
        page.keyboard.press("k")
        assert here(page) == first
        with page.expect_navigation():
            page.keyboard.press("a")
        assert "Saved." in page.locator(".notice").first.inner_text()
        accepted = here(page)
        assert accepted.startswith("stay-d")
        with page.expect_navigation():
            page.keyboard.press("z")
        assert here(page) == first
        with page.expect_navigation():
            page.keyboard.press("c")
        assert "/stays/" in page.url
        assert looking.faults_of(watched) == []


def test_one_key_makes_somebody_a_contact(browser: Browser, house: Theatre) -> None:
    with looking.signed_in(browser, house, "investigator", language="en") as watched:
        page = watched.page
        page.goto(WHERE["there"].format(**house.ids))
        page.keyboard.press("j")
        assert here(page).startswith("row-")
        with page.expect_navigation():
            page.keyboard.press("a")
        assert "Is a contact now" in page.locator(".notice").first.inner_text()
        page.goto(WHERE["contacts"].format(**house.ids))
        assert page.locator("tbody tr").count() >= 1


def test_typing_a_reason_is_no_key(browser: Browser, house: Theatre) -> None:
    with looking.signed_in(browser, house, "investigator", language="en") as watched:
        page = watched.page
        page.goto(f"/itineraries/{house.ids['case_id']}/stays/{house.ids['key']}/?q=")
        page.locator("#place-search").fill("")
        page.locator("#place-search").press_sequentially("ajax")
        assert page.locator("#place-search").input_value() == "ajax"


def test_the_interview_lies_beside_the_workbench_and_nobody_loses_their_place(
    browser: Browser, house: Theatre
) -> None:
    with looking.signed_in(browser, house, "investigator", language="en") as watched:
        page = watched.page
        page.goto(WHERE["workbench"].format(**house.ids))
        where = page.url
        page.locator(".bench-talk > summary").focus()
        page.keyboard.press("Enter")
        page.wait_for_selector(".beside #talk")
        assert looking.faults_of(watched) == []
        if PICTURES:
            page.screenshot(path=str(Path(PICTURES) / "itinerary-beside-en-1280.png"))
        for name in ("duty", "penalty", "use", "correction"):
            page.check(f".beside input[name={name}]", force=True)
        page.locator(".beside button[type=submit]").first.click()
        page.wait_for_selector(".beside button[name=finish]")
        assert page.url == where
        assert page.locator(".bench-days").is_visible()
