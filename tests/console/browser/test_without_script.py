"""The console in a browser that runs no script: everything still works."""

from playwright.sync_api import Browser

from . import looking
from .theatre import Theatre


def test_language_and_contrast_are_switched_and_stay(browser: Browser, house: Theatre) -> None:
    with looking.signed_in(browser, house, None, script=False) as watched:
        page = watched.page
        page.goto("/help/")
        page.get_by_role("button", name="English").click()
        assert page.locator("html").get_attribute("lang") == "en"
        page.get_by_role("button", name="High contrast").click()
        assert page.locator("html").get_attribute("data-krds-mode") == "high-contrast"
        page.goto("/sign-in/")
        assert page.locator("html").get_attribute("lang") == "en"
        assert page.locator("html").get_attribute("data-krds-mode") == "high-contrast"


def test_an_officers_language_goes_with_them(browser: Browser, house: Theatre) -> None:
    with looking.signed_in(browser, house, "press", script=False) as watched:
        watched.page.goto("/")
        watched.page.get_by_role("button", name="English").click()
        watched.page.context.clear_cookies(name="django_language")  # another machine
        watched.page.goto("/")
        assert watched.page.locator("html").get_attribute("lang") == "en"
        watched.page.get_by_role("button", name="한국어").click()


def test_roles_are_switched(browser: Browser, house: Theatre) -> None:
    with looking.signed_in(browser, house, "night_watch", language="en", script=False) as watched:
        page = watched.page
        page.goto("/")
        before = page.locator(".who .role-tag").inner_text()
        page.locator("details.who > summary").click()
        page.locator(".who-card form button").first.click()
        assert page.locator(".who .role-tag").inner_text() != before


def test_a_case_is_opened_and_found_again(browser: Browser, house: Theatre) -> None:
    with looking.signed_in(browser, house, "nurse", language="en", script=False) as watched:
        page = watched.page
        page.goto("/cases/new/")
        page.get_by_label("Name", exact=True).fill("표한결")
        page.get_by_label("Classification").select_option("confirmed")
        page.get_by_label("On what it rests").select_option("pcr_positive")
        page.locator("main button[type=submit]").last.click()
        assert "표한결" in page.locator("h1").inner_text()
        number = page.locator("h1 .nowrap").inner_text()
        page.goto("/cases/")
        page.locator("input[name=q]").fill("표한결")
        page.locator("input[name=q]").press("Enter")
        assert page.get_by_role("link", name=number).is_visible()


def test_the_menu_opens_on_a_phone(browser: Browser, house: Theatre) -> None:
    with looking.signed_in(
        browser, house, "nurse", size=looking.PHONE, script=False, language="en"
    ) as watched:
        page = watched.page
        page.goto("/")
        assert not page.locator("#menu").is_visible()
        page.get_by_role("link", name="Menu").click()
        assert page.locator("#menu").is_visible()
        page.get_by_role("link", name="Close the menu").click()
        assert not page.locator("#menu").is_visible()
