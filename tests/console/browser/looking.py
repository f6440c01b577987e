"""A page as somebody sees it, and what is wrong with it."""

import json
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

from playwright.sync_api import Browser, BrowserContext, ConsoleMessage, Error, Page

from .theatre import Theatre

AXE = Path(__file__).resolve().parents[3] / "build" / "axe-core" / "axe.min.js"
TAGS = ("wcag2a", "wcag2aa", "wcag21a", "wcag21aa", "wcag22aa")
DESK, PHONE = (1280, 900), (390, 844)  # pixels


@dataclass
class Watched:
    """A page and all that was amiss while it was open."""

    page: Page
    amiss: list[str] = field(default_factory=list)
    # Not while axe-core is at work: it writes styles that the policy refuses
    listening: bool = True

    def note(self, fault: str) -> None:
        """Something is amiss."""
        if self.listening:
            self.amiss.append(fault)


@contextmanager
def signed_in(
    browser: Browser,
    house: Theatre,
    username: str | None,
    *,
    language: str = "ko",
    size: tuple[int, int] = DESK,
    script: bool = True,
    high_contrast: bool = False,
) -> Iterator[Watched]:
    """A browser of somebody; nobody's if no name is given."""
    context = browser.new_context(
        base_url=house.address,
        viewport={"width": size[0], "height": size[1]},
        locale="ko-KR" if language == "ko" else "en-GB",
        java_script_enabled=script,
        reduced_motion="reduce",
    )
    cookies = {
        "django_language": language,
        "console_contrast": "high" if high_contrast else "usual",
    }
    if username is not None:
        cookies["console_session"] = house.sessions[f"{username}.{language}"]
    context.add_cookies(
        [{"name": name, "value": value, "url": house.address} for name, value in cookies.items()]
    )
    try:
        yield watch(context, house)
    finally:
        context.close()


def watch(context: BrowserContext, house: Theatre) -> Watched:
    """A new page; complaints of the browser and requests to elsewhere are noted."""
    watched = Watched(context.new_page())
    page = watched.page

    def note_request(url: str) -> None:
        if not url.startswith((house.address, "data:")):
            watched.note(f"asks elsewhere: {url}")

    def note_words(said: ConsoleMessage) -> None:
        if said.type in ("error", "warning"):
            watched.note(f"console: {said.text}")

    page.on("request", lambda request: note_request(request.url))
    page.on("console", note_words)
    page.on("pageerror", lambda fault: watched.note(f"script fails: {fault}"))
    return watched


def open_page(watched: Watched, path: str) -> int | None:
    """Go there. The answer's status; nothing where a file comes instead of a page."""
    try:
        answer = watched.page.goto(path)
    except Error as fault:
        if "Download is starting" in fault.message:
            return None
        raise
    return None if answer is None else answer.status


def faults_of(watched: Watched) -> list[str]:
    """All that is wrong with the open page; what was amiss so far is told once."""
    amiss, watched.amiss = watched.amiss, []
    return [*amiss, *sideways(watched.page), *unreachable(watched)]


def unreachable(watched: Watched, *, rules: tuple[str, ...] = ()) -> list[str]:
    """What axe-core finds against WCAG 2.2 A and AA, or against these of its rules."""
    page = watched.page
    watched.listening = False
    if not page.evaluate("'axe' in window"):
        page.evaluate(AXE.read_text(encoding="utf-8"))
    found: dict[str, Any] = page.evaluate(
        """([type, values]) => axe.run(document, {
            runOnly: {type, values}, resultTypes: ['violations'], preload: false,
        })""",
        ["rule", list(rules)] if rules else ["tag", list(TAGS)],
    )
    watched.listening = True
    return [
        f"{violation['id']} ({violation['impact']}): {node['target']} {node['html'][:160]}"
        for violation in found["violations"]
        for node in violation["nodes"]
    ]


def sideways(page: Page) -> list[str]:
    """What makes the page wider than the screen."""
    wide: list[str] = page.evaluate(
        """() => {
            const width = document.documentElement.clientWidth;
            if (document.documentElement.scrollWidth <= width) return [];
            return [...document.querySelectorAll('body *')]
                .filter((e) => e.getBoundingClientRect().right > width + 1 && !e.closest('.krds-table-wrap, .tabs'))
                .slice(-3)
                .map((e) => e.outerHTML.slice(0, 120));
        }"""
    )
    return [f"wider than the screen: {piece}" for piece in wide or []]


def said(faults: dict[str, list[str]]) -> str:
    """Faults by page, to be read."""
    return json.dumps(
        {page: found for page, found in faults.items() if found}, indent=1, ensure_ascii=False
    )
