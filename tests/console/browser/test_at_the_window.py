"""A nurse's way through a screening site in a real browser, counted: speed is the point of it.

`scripts/prove window` times the pages on the way as well; a test must not depend on the machine's mood.
"""

import os
import re
from collections.abc import Iterable
from dataclasses import dataclass, field
from pathlib import Path

from playwright.sync_api import Browser, Page

from . import looking
from .theatre import Theatre

MOST_INTERACTIONS = 12  # of a walk-in's registration, from the first screen to the number
LOADS = 5  # of each page that is timed, of which the best counts
TICKS_A_S = os.sysconf("SC_CLK_TCK")


@dataclass
class Hand:
    """What a nurse's hand does, counted; and where it has been."""

    page: Page
    interactions: int = 0
    seen: list[str] = field(default_factory=list)

    def click(self, name: str, role: str = "link") -> None:
        """One click."""
        self.interactions += 1
        self.page.locator("body").get_by_role(role, name=name, exact=True).first.click()  # type: ignore[arg-type]
        self.page.wait_for_load_state()
        self.seen.append(self.page.url)

    def write(self, label: str, text: str) -> None:
        """One field."""
        self.interactions += 1
        self.page.get_by_label(label).first.fill(text)

    def tick(self, label: str) -> None:
        """One tick: the label is what a finger hits."""
        self.interactions += 1
        self.page.locator("label").get_by_text(label, exact=True).click()

    def choose(self, label: str, value: str) -> None:
        """One choice."""
        self.interactions += 1
        self.page.get_by_label(label).first.select_option(value)


def tell_times(page: Page, urls: Iterable[str], server: int) -> None:
    """Print how long the server takes for each page: the best of several loads, and processor time of all."""
    for url in dict.fromkeys(urls):
        took_ms = []
        before_s = processor_s(server)
        for _ in range(LOADS):
            answer = page.goto(url)
            assert answer is not None
            timing = answer.request.timing
            took_ms.append(timing["responseStart"] - max(0.0, timing["requestStart"]))
        cpu_ms = (processor_s(server) - before_s) * 1000 / LOADS
        name = re.sub(r"[0-9a-f-]{36}", "…", url)
        print(f"server: {min(took_ms):.0f} ms, {cpu_ms:.0f} ms of processor: {name}")  # noqa: T201


def processor_s(process: int) -> float:
    """Processor time of a process and its children until now."""
    children = Path(f"/proc/{process}/task/{process}/children").read_text().split()
    told = (Path(f"/proc/{each}/stat").read_text() for each in (process, *children))
    fields = (each.rpartition(")")[2].split() for each in told)  # of proc(5), from the state on
    return sum(int(each[11]) + int(each[12]) for each in fields) / TICKS_A_S


def test_a_walk_in_is_registered_with_at_most_twelve_interactions(
    browser: Browser, house: Theatre
) -> None:
    with looking.signed_in(browser, house, "nurse", language="en") as watched:
        hand = Hand(watched.page)
        watched.page.goto("/")
        hand.click("Screening")
        hand.click("Register")
        hand.write("Name", "표은가람")
        hand.write("Birth date", "19751130")
        hand.choose("Sex", "female")
        hand.write("Phone", "010-2468-1357")
        hand.click("Register and give a number", "button")
        assert re.fullmatch(r"Number \d+", watched.page.locator("h1").inner_text())
        print(f"registration: {hand.interactions} interactions")  # noqa: T201  # the figure to show
        assert hand.interactions <= MOST_INTERACTIONS

        hand.click("Ask the questions")
        hand.write("Temperature (°C)", "37.8")
        hand.tick("Lives with a case")
        hand.tick("Cough")
        hand.click("Save the answers", "button")
        assert "Suspected" in watched.page.locator("main").inner_text()
        hand.click("Swab taken", "button")
        assert watched.page.get_by_role("link", name="Print the sheet").is_visible()
        hand.click("Has left", "button")
        assert "has left" in watched.page.locator("#notices").inner_text()
        print(f"arrival to exit: {hand.interactions} interactions")  # noqa: T201
        if os.environ.get("DONGSEON_TIMED"):
            tell_times(watched.page, hand.seen, house.server)
        assert watched.amiss == []


def test_the_queue_renews_itself_and_nobody_is_signed_in_for_ever_by_it(
    browser: Browser, house: Theatre
) -> None:
    with looking.signed_in(browser, house, "nurse", language="en") as watched:
        page = watched.page
        page.clock.install()
        page.goto(f"/screening/sites/{house.ids['site_id']}/")
        with page.expect_request(f"**/screening/sites/{house.ids['site_id']}/") as asked:
            page.clock.fast_forward(10_500)
        assert asked.value.headers["hx-request"] == "true"
        assert asked.value.headers["x-unattended"] == "yes"
        assert watched.amiss == []


def test_the_wall_renews_itself_with_script_and_without(browser: Browser, house: Theatre) -> None:
    there = f"/screening/wall/{house.ids['wall_key']}/"
    with looking.signed_in(browser, house, None) as watched:
        page = watched.page
        page.clock.install()
        page.goto(there)
        with page.expect_request(f"**{there}"):
            page.clock.fast_forward(10_500)
        assert watched.amiss == []
    with looking.signed_in(browser, house, None, script=False) as watched:
        watched.page.goto(there)
        assert watched.page.locator("meta[http-equiv=refresh]").get_attribute("content") == "15"
        assert "표은가람" not in watched.page.content()


def test_a_walk_in_without_script(browser: Browser, house: Theatre) -> None:
    with looking.signed_in(browser, house, "nurse", language="en", script=False) as watched:
        page = watched.page
        page.goto(f"/screening/sites/{house.ids['site_id']}/register/")
        page.get_by_label("Name").first.fill("피노아")
        page.get_by_label("Birth date").fill("20010911")
        page.get_by_label("Phone").first.fill("01013572468")
        page.get_by_role("button", name="Register and give a number").click()
        assert re.fullmatch(r"Number \d+", page.locator("h1").inner_text())
