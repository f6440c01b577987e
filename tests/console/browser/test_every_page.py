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

PICTURES = os.environ.get("DONGSEON_PICTURES", "")  # a folder: leave a picture of every page there
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
    return list(every) if os.environ.get("DONGSEON_EVERY_ROLE") else list(every[:1])


@pytest.mark.parametrize("language", ["ko", "en"])
def test_every_page_is_fit_to_be_seen(browser: Browser, house: Theatre, language: str) -> None:
    if not looking.AXE.is_file():
        pytest.skip(
            "axe-core was not brought in: remove src/dongseon/look/static/vendor, then scripts/setup"
        )
    faults: dict[str, list[str]] = {}
    for route in routes.pages():
        for player in players_of(route):
            with looking.signed_in(browser, house, player, language=language) as watched:
                status = looking.open_page(watched, route.path(house.ids))
                if status is None:
                    continue
                name = f"{route.pattern or 'home'} ({player}, {language})"
                faults[name] = faults_of_page(watched, status, language)
                keep_picture(watched, name)
                watched.page.set_viewport_size({"width": PHONE[0], "height": PHONE[1]})
                faults[name] += [f"phone: {fault}" for fault in looking.faults_of(watched)]
                keep_picture(watched, f"{name} phone")
                watched.page.set_viewport_size({"width": DESK[0], "height": DESK[1]})
    assert faults
    assert not any(faults.values()), looking.said(faults)


def faults_of_page(watched: Watched, status: int, language: str) -> list[str]:
    """What is wrong with a page that was just opened."""
    page = watched.page
    found = [] if status == 200 else [f"answers {status}"]
    if page.evaluate("document.documentElement.lang") != language:
        found.append("speaks the other language")
    headings = page.locator("h1").all_inner_texts()
    if len(headings) != 1:
        found.append(f"{len(headings)} headings of the first rank")
    return [*found, *looking.faults_of(watched)]


def keep_picture(watched: Watched, name: str) -> None:
    """Leave a picture of the page, if somebody asked for pictures."""
    if PICTURES:
        file = "".join(sign if sign.isalnum() else "-" for sign in name)
        watched.page.screenshot(path=Path(PICTURES) / f"{file}.png", full_page=True)
