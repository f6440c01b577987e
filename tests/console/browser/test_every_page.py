"""Every page in a real browser, in both languages, at the desk and on a phone.

No violation of WCAG 2.2 A or AA (axe-core), none of the content policy, no request to another host, no
sideways scrolling at 390 px, and a heading that says what the title says.
"""

import os
from pathlib import Path

import pytest
from playwright.sync_api import Browser

from . import looking, routes
from .looking import DESK, PHONE, Watched
from .routes import PLAY, Route, Stage
from .theatre import Theatre

EVERY_ROLE = os.environ.get(
    "DONGSEON_EVERY_ROLE", ""
)  # set: every page as every role, the long way
PICTURES = os.environ.get("DONGSEON_PICTURES", "")  # a folder: leave a picture of every page there
IN_THE_PERSONS_LANGUAGE = "people/<uuid:person_id>/notice/"  # a letter, printed for them
THRESHOLDS = {  # pages between password and desk, and who stands before them
    "sign-in/code/": "at_code",
    "sign-in/enrol/": "newcomer",
    "sign-in/first-password/": "with_first_password",
}


def players_of(route: Route) -> list[str | None]:
    """Who opens a page here: nobody in particular, or the first of its roles."""
    if route.stage is Stage.PUBLIC:
        return [None]
    if not route.roles:
        return [THRESHOLDS.get(route.pattern, "night_watch")]
    every = [PLAY[role] for role in PLAY if role in route.roles]
    return list(every) if EVERY_ROLE else list(every[:1])


def pages_of() -> dict[str | None, list[Route]]:
    """Every page under whoever opens it: who keeps a browser open loads style and font once."""
    found: dict[str | None, list[Route]] = {}
    for route in routes.pages():
        for player in players_of(route):
            found.setdefault(player, []).append(route)
    return found


@pytest.fixture(autouse=True)
def axe() -> None:
    """axe-core is brought in by an editable install."""
    if not looking.AXE.is_file():
        pytest.skip("no axe-core: remove src/dongseon/look/static/vendor and run scripts/setup")


@pytest.mark.slow
@pytest.mark.parametrize("language", ["ko", "en"])
def test_every_page_is_fit_to_be_seen(browser: Browser, house: Theatre, language: str) -> None:
    faults: dict[str, list[str]] = {}
    for player, opened in pages_of().items():
        with looking.signed_in(browser, house, player, language=language) as watched:
            for route in opened:
                status = looking.open_page(watched, route.path(house.ids, language))
                if status is not None:
                    name = f"{route.pattern or 'home'} ({player}, {language})"
                    faults[name] = faults_at_both_widths(watched, name, status, language)
    assert faults
    assert not any(faults.values()), looking.said(faults)


@pytest.mark.slow
@pytest.mark.parametrize("language", ["ko", "en"])
def test_the_first_screen_of_every_role_is_fit_to_be_seen(
    browser: Browser, house: Theatre, language: str
) -> None:
    faults: dict[str, list[str]] = {}
    for player in PLAY.values():
        with looking.signed_in(browser, house, player, language=language) as watched:
            status = looking.open_page(watched, "/")
            assert status is not None
            name = f"first screen ({player}, {language})"
            faults[name] = faults_at_both_widths(watched, name, status, language)
    assert not any(faults.values()), looking.said(faults)


@pytest.mark.slow
def test_high_contrast_keeps_every_word_readable(browser: Browser, house: Theatre) -> None:
    faults: dict[str, list[str]] = {}
    for player, opened in pages_of().items():
        with looking.signed_in(browser, house, player, high_contrast=True) as watched:
            for route in opened:
                if looking.open_page(watched, route.path(house.ids, "ko")) is not None:
                    name = f"{route.pattern or 'home'} ({player}) in high contrast"
                    faults[name] = looking.unreachable(watched, rules=("color-contrast",))
                    keep_picture(watched, name)
    assert not any(faults.values()), looking.said(faults)


@pytest.mark.parametrize(
    ("player", "path", "status"),
    [("nurse", "/nothing/here/", 404), ("administrator", "/cases/", 403), (None, "/nothing/", 404)],
)
def test_refusals_are_pages_that_help(
    browser: Browser, house: Theatre, player: str | None, path: str, status: int
) -> None:
    with looking.signed_in(browser, house, player) as watched:
        assert looking.open_page(watched, path) == status
        watched.amiss.clear()  # the browser itself complains of the status
        keep_picture(watched, f"refused {status} ({player})")
        assert looking.faults_of(watched) == []
        watched.page.locator("main a.krds-btn").click()
        assert watched.page.url.startswith(house.address)


def faults_at_both_widths(watched: Watched, name: str, status: int, language: str) -> list[str]:
    """What is wrong with a page that was just opened: at the desk, and on a phone."""
    found = [] if status == 200 else [f"answers {status}"]
    lang = watched.page.evaluate("document.documentElement.lang")
    if lang != language and IN_THE_PERSONS_LANGUAGE not in name:
        found.append("speaks the other language")
    headings = watched.page.locator("h1").count()
    if headings != 1:
        found.append(f"{headings} headings of the first rank")
    found += looking.faults_of(watched)
    keep_picture(watched, name)
    watched.page.set_viewport_size({"width": PHONE[0], "height": PHONE[1]})
    found += looking.faults_of(watched)
    keep_picture(watched, f"{name} phone")
    watched.page.set_viewport_size({"width": DESK[0], "height": DESK[1]})
    return found


def keep_picture(watched: Watched, name: str) -> None:
    """Leave a picture of the page, if somebody asked for pictures."""
    if PICTURES:
        file = "".join(sign if sign.isalnum() else "-" for sign in name)
        watched.page.screenshot(path=Path(PICTURES) / f"{file}.png", full_page=True)
