"""A long form is not lost to the clock: typing keeps the session, and its end is announced."""

from playwright.sync_api import Browser

from . import looking
from .theatre import Theatre

AFTER_A_MINUTE_MS, THIRTEEN_MINUTES_MS = 61_000, 781_000


def test_typing_tells_the_server_that_somebody_is_there(browser: Browser, house: Theatre) -> None:
    with looking.signed_in(browser, house, "nurse") as watched:
        page = watched.page
        page.clock.install()
        page.goto("/cases/new/")
        page.clock.fast_forward(AFTER_A_MINUTE_MS)
        with page.expect_response("**/stay/") as heard:
            page.locator("main form input[name=name]").press_sequentially("김")
        assert heard.value.status == 204


def test_the_end_of_the_session_is_announced_two_minutes_before(
    browser: Browser, house: Theatre
) -> None:
    with looking.signed_in(browser, house, "nurse", language="en") as watched:
        page = watched.page
        page.clock.install()
        page.goto("/cases/new/")
        page.clock.fast_forward(AFTER_A_MINUTE_MS)
        assert page.locator("#notices .notice").count() == 0
        page.clock.fast_forward(THIRTEEN_MINUTES_MS)
        assert "signed out in two minutes" in page.locator("#notices .notice").inner_text()
        assert watched.amiss == []
