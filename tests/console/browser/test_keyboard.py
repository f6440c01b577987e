"""The console without a mouse: one way through each page, always seen, never a trap."""

import pytest
from playwright.sync_api import Browser, Page

from . import looking
from .theatre import Theatre

MOST_STOPS = 60  # of Tab, more than the pages tried here have before their lists
STOP = """() => {
    const at = document.activeElement;
    const style = getComputedStyle(at);
    const box = at.getBoundingClientRect();
    const label = at.closest('.krds-form-check')?.querySelector('label');
    const ring = label ? getComputedStyle(label) : style;
    return {
        what: at.tagName === 'BODY' ? '' : at.outerHTML.slice(0, 100),
        ring: ring.outlineStyle !== 'none' && parseFloat(ring.outlineWidth) >= 2,
        seen: box.width > 0 && box.bottom > 0 && box.right > 0,
        order: [...document.querySelectorAll('*')].indexOf(at),
    };
}"""


def stops(page: Page) -> list[dict[str, object]]:
    """Where Tab stops, from the top of the page, until it comes round or has gone far enough."""
    found: list[dict[str, object]] = []
    for _ in range(MOST_STOPS):
        page.keyboard.press("Tab")
        stop: dict[str, object] = page.evaluate(STOP)
        if not stop["what"] or (found and stop["order"] == found[0]["order"]):
            break
        found.append(stop)
    return found


@pytest.mark.parametrize(
    ("player", "path"), [(None, "/sign-in/"), ("nurse", "/"), ("nurse", "/cases/new/")]
)
def test_tab_goes_through_the_page_in_reading_order_and_is_always_seen(
    browser: Browser, house: Theatre, player: str | None, path: str
) -> None:
    with looking.signed_in(browser, house, player) as watched:
        watched.page.goto(path)
        watched.page.evaluate("document.activeElement.blur()")
        way = stops(watched.page)
        assert len(way) > 4
        assert [stop["what"] for stop in way if not stop["ring"] or not stop["seen"]] == []
        order = [stop["order"] for stop in way]
        assert order == sorted(order, key=lambda place: int(str(place)))


def test_the_first_tab_offers_to_skip_to_the_content(browser: Browser, house: Theatre) -> None:
    with looking.signed_in(browser, house, "nurse") as watched:
        page = watched.page
        page.goto("/")
        page.keyboard.press("Tab")
        assert page.evaluate("document.activeElement.className") == "skip"
        page.keyboard.press("Enter")
        assert page.evaluate("document.activeElement.id") == "main"


def test_escape_closes_the_open_menu_and_gives_the_focus_back(
    browser: Browser, house: Theatre
) -> None:
    with looking.signed_in(browser, house, "night_watch") as watched:
        page = watched.page
        page.goto("/")
        page.locator("details.who > summary").focus()
        page.keyboard.press("Enter")
        assert page.locator(".who-card").is_visible()
        page.keyboard.press("Escape")
        assert not page.locator(".who-card").is_visible()
        assert page.evaluate("document.activeElement.tagName") == "SUMMARY"


def test_after_a_refused_form_the_focus_is_on_what_is_wrong(
    browser: Browser, house: Theatre
) -> None:
    with looking.signed_in(browser, house, None) as watched:
        page = watched.page
        page.goto("/sign-in/")
        page.locator("main button[type=submit]").click()
        page.wait_for_load_state()
        assert page.evaluate("document.activeElement.className") == "error-summary"
        page.locator(".error-summary a").first.press("Enter")
        assert page.evaluate("document.activeElement.id") == "id_username"
        described = page.locator("#id_username").get_attribute("aria-describedby") or ""
        assert page.locator(f"#{described.split()[-1]}").inner_text() != ""
