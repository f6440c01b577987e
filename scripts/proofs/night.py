"""The night: a positive test, two officers sign in two browsers, the itinerary, who was there, contacts accepted."""

import argparse
import base64
import json
import shutil
import subprocess
import sys
import time
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from django_otp.oath import totp
from playwright.sync_api import Browser, Page, sync_playwright

CHROMIUM = ("chromium", "chromium-browser", "google-chrome")
FLAGS = ("--no-sandbox", "--disable-gpu", "--disable-dev-shm-usage", "--lang=ko-KR")
WHO = "이 사람이 누구인지 알아야 연락하여 격리와 검사를 안내할 수 있음"
UNDECLARED = "tutor"  # the scenario whose first case keeps a workplace back
MOST_STAYS = 4  # that are asked about, of those the questions speak of
MOST_ACCEPTED = 3  # by the one key; the rest is the same
NECESSITY = "면담에서 말한 동선만으로는 접촉자를 찾을 수 없어 위치와 결제 기록을 확인하여야 함"
WAIT_S = 240.0  # s for holders and worker, on a busy machine
SOURCES = 2  # that the itinerary must rest on at least: what was told, and somebody's records
LANGUAGES = ("ko", "en")  # as officers of the demonstration begin, and the other one
SCREENS = {"desk": (1280, 900), "tablet": (1024, 768), "upright": (820, 1180)}  # pixels
ONCE = 35.0  # s until a code of the second factor is certainly another one


@dataclass(frozen=True, slots=True)
class Night:
    """A demonstration that is being served."""

    scenario: str
    url: str
    case_id: str
    password: str
    totp: str


def main() -> int:
    """Serve the scenario, play the night, print how long each step took."""
    asked = argparse.ArgumentParser(description=__doc__)
    asked.add_argument("--scenario", default="tutor")
    asked.add_argument("--out", type=Path, default=Path("night-out"))
    asked.add_argument("--port", type=int, default=8640)
    asked.add_argument(
        "--said", type=Path, help="Of a demonstration that runs already: what it said."
    )
    asked.add_argument(
        "--pictures", type=Path, help="A folder: leave a picture of each step there."
    )
    told = asked.parse_args()
    if told.said:
        said = json.loads(told.said.read_text(encoding="utf-8"))
        return play(read(said, told.scenario), told.pictures)
    words = ["demo", "--scenario", told.scenario, "--out", str(told.out), "--port", str(told.port)]
    with subprocess.Popen(
        [sys.executable, "-m", "dongseon", *words, "--json"], stdout=subprocess.PIPE, text=True
    ) as served:
        line = served.stdout.readline() if served.stdout else "{}"
        try:
            return play(read(json.loads(line), told.scenario), told.pictures)
        finally:
            served.terminate()


def read(said: dict[str, Any], scenario: str) -> Night:
    """What the demonstration says of itself."""
    console = said["console"]
    return Night(
        scenario=scenario,
        url=console["url"].rstrip("/"),
        case_id=console["night"],
        password=console["password"],
        totp=console["totp_secret"],
    )


def play(night: Night, pictures: Path | None) -> int:
    """The whole path, each step timed; one JSON object."""
    program = next((path for name in CHROMIUM if (path := shutil.which(name))), None)
    if program is None:
        sys.stderr.write("no Chromium on the path: the night cannot be played\n")
        return 2
    took: dict[str, float] = {}
    with sync_playwright() as play_:
        browser = play_.chromium.launch(executable_path=program, args=list(FLAGS))
        investigator = signed_in(browser, night, "investigator")
        time.sleep(ONCE)  # one code lets in once
        approver = signed_in(browser, night, "approver")
        found: list[str] = []
        steps = (
            *until_itinerary(investigator, approver, night),
            *from_questions(investigator, approver, night, found),
        )
        for number, (name, step) in enumerate(steps):
            page = approver if "approve" in name else investigator
            took[name] = timed(step, name, page)
            if pictures is not None:
                pictures.mkdir(parents=True, exist_ok=True)
                page.screenshot(path=pictures / f"{number:02}-{name}.png", full_page=True)
        accepted = investigator.locator("main tbody tr.decided").count()
        if pictures is not None:
            looked_at(investigator, night, pictures)
        browser.close()
    machine = ("records_in_s", "itinerary_s", "areas_in_s", "ranked_s")
    told = took | {
        "approved_to_itinerary_s": round(took["records_in_s"] + took["itinerary_s"], 2),
        "machine_s": round(sum(took[name] for name in machine), 2),
        "ask_again": found,
        "contacts_accepted": accepted,
    }
    sys.stdout.write(json.dumps(told, ensure_ascii=False) + "\n")
    return 0 if accepted else 1


def timed(step: Callable[[], object], name: str, page: Page) -> float:
    """Seconds of a step; what stands on the page where it fails."""
    begun = time.perf_counter()
    try:
        step()
    except Exception:
        said = page.inner_text("main")[:3000]
        sys.stderr.write(f"{name} failed on {page.url}:\n{said}\n")
        raise
    took = round(time.perf_counter() - begun, 2)
    sys.stderr.write(f"{name} {took}\n")
    return took


Steps = tuple[tuple[str, Callable[[], object]], ...]


def until_itinerary(investigator: Page, approver: Page, night: Night) -> Steps:
    """From the positive to the itinerary on the screen."""
    return (
        ("investigator_key_s", lambda: make_key(investigator, night, "city-health")),
        ("approver_key_s", lambda: make_key(approver, night, "city-police")),
        ("request_drafted_s", lambda: state_necessity(investigator, night)),
        ("request_signed_s", lambda: sign(investigator, night, "to-sign")),
        ("request_approved_s", lambda: sign(approver, night, "to-approve")),
        ("records_in_s", lambda: records_in(investigator, night)),
        ("itinerary_s", lambda: itinerary(investigator, night)),
    )


def from_questions(investigator: Page, approver: Page, night: Night, found: list[str]) -> Steps:
    """From what does not fit to the contacts accepted. `found`: what is to be asked again, filled in."""
    return (
        ("flagged_s", lambda: found.extend(questions(investigator, night))),
        ("areas_drafted_s", lambda: ask_areas(investigator, night, found)),
        ("areas_signed_s", lambda: sign(investigator, night, "to-sign")),
        ("areas_approved_s", lambda: sign(approver, night, "to-approve")),
        ("areas_in_s", lambda: records_in(investigator, night)),
        ("ranked_s", lambda: ranked(investigator, night)),
        ("names_drafted_s", lambda: ask_names(investigator, night)),
        ("names_signed_s", lambda: sign(investigator, night, "to-sign")),
        ("names_approved_s", lambda: sign(approver, night, "to-approve")),
        ("names_in_s", lambda: records_in(investigator, night)),
        ("contacts_accepted_s", lambda: accept(investigator, night)),
    )


def looked_at(page: Page, night: Night, pictures: Path) -> None:
    """A picture of the pages of the case at the end, on a desk and on a tablet, in both languages."""
    pages = {
        "workbench": f"/itineraries/{night.case_id}/",
        "contacts": f"/contacts/{night.case_id}/",
        "there": f"/contacts/{night.case_id}/there/",
        "several": f"/contacts/{night.case_id}/there/accept/",
        "chain": "/chains/",
    }
    for language in LANGUAGES:
        for name, (width, height) in SCREENS.items():
            page.set_viewport_size({"width": width, "height": height})
            for what, address in pages.items():
                page.goto(f"{night.url}{address}")
                page.screenshot(path=pictures / f"{what}-{language}-{name}.png", full_page=True)
        width, height = SCREENS["desk"]  # elsewhere the menu has the button
        page.set_viewport_size({"width": width, "height": height})
        page.click("form[action$='language/'] button")  # the other one


def signed_in(browser: Browser, night: Night, username: str) -> Page:
    """A browser of its own, in which somebody has signed in as everybody does."""
    page = browser.new_context(locale="ko-KR", viewport={"width": 1280, "height": 900}).new_page()
    page.goto(f"{night.url}/")
    page.fill("input[name=username]", username)
    page.fill("input[name=password]", night.password)
    page.click("main button[type=submit]")
    page.fill("input[autocomplete=one-time-code]", code_now(night.totp))
    page.click("main button[type=submit]")
    page.wait_for_url(f"{night.url}/")
    return page


def code_now(secret: str) -> str:
    """The code of the second factor that is good now (RFC 6238)."""
    return f"{totp(base64.b32decode(secret + '=' * (-len(secret) % 8))):06d}"


def make_key(page: Page, night: Night, organisation: str) -> None:
    """A key that this browser alone has."""
    page.goto(f"{night.url}/requests/my-key/")
    page.select_option("select[name=organisation]", organisation)
    page.click("form[data-makes-key] button[type=submit]")
    page.wait_for_selector("[data-here=yes]:visible")


def state_necessity(page: Page, night: Night) -> None:
    """Why records are needed; the requests are drafted."""
    page.goto(f"{night.url}/investigations/{night.case_id}/ask/")
    page.fill("textarea[name=necessity]", NECESSITY)
    page.click("main form button[type=submit]")
    page.wait_for_url("**/requests/to-sign/")


def sign(page: Page, night: Night, where: str) -> None:
    """Sign all that waits."""
    page.goto(f"{night.url}/requests/{where}/")
    page.click("#signing button[type=submit]")
    page.wait_for_selector(".empty")


def records_in(page: Page, night: Night) -> None:
    """Until every holder has answered."""
    until = time.monotonic() + WAIT_S
    while time.monotonic() < until:
        page.goto(f"{night.url}/requests/?state=open")
        if page.locator("main table tbody tr").count() == 0:
            return
        time.sleep(0.3)
    raise TimeoutError(page.locator("main").inner_text())


def itinerary(page: Page, night: Night) -> None:
    """Until the itinerary of all that came stands on the workbench."""
    until = time.monotonic() + WAIT_S
    while time.monotonic() < until:
        page.goto(f"{night.url}/itineraries/{night.case_id}/")
        under_way = page.locator(".bench-state p .badge.warning").count()
        if page.locator(".bench-state .source.in").count() >= SOURCES and not under_way:
            return
        time.sleep(0.3)
    raise TimeoutError(page.locator(".bench-state").inner_text())


def questions(page: Page, night: Night) -> list[str]:
    """What the workbench says is to be asked again. Raises RuntimeError where the tutor's statement fits, on day 0."""
    said = page.locator("ol.questions p.said").all_inner_texts()
    if not said and night.scenario == UNDECLARED:
        raise RuntimeError("nothing was flagged on day 0")
    return [text.strip() for text in said][:10]


def ask_areas(page: Page, night: Night, found: list[str]) -> None:
    """Who was at the places that the questions speak of; where all fits, at the latest one outside the home."""
    page.goto(f"{night.url}/contacts/{night.case_id}/there/ask/")
    boxes = page.locator("input[name=keys]")
    labels = [
        boxes.nth(n).evaluate("box => box.closest('label, div').innerText")
        for n in range(boxes.count())
    ]
    spoken = [n for n, label in enumerate(labels) if any(place_in(label) in one for one in found)]
    for n in (spoken or [0])[:MOST_STAYS]:
        boxes.nth(n).check(force=True)
    for box in page.locator("input[name=holder_ids]").all():
        box.check(force=True)
    draft(page, NECESSITY)


def place_in(label: str) -> str:
    """The place in the words of a stay: time · place · percent."""
    return label.split(" · ")[1].strip() if label.count(" · ") >= 1 else "\0"


def ask_names(page: Page, night: Night) -> None:
    """Who those are who are likely enough: the page has chosen them."""
    page.goto(f"{night.url}/contacts/{night.case_id}/there/identities/")
    draft(page, WHO)


def draft(page: Page, why: str) -> None:
    """State why, choose who approves, draft."""
    page.fill("textarea[name=necessity]", why)
    for name in ("approver", "location_approver"):
        choice = page.locator(f"select[name={name}]")
        choice.select_option(index=choice.locator("option").count() - 1)
    page.click("main form button[type=submit].primary")
    page.wait_for_url("**/requests/to-sign/")


def ranked(page: Page, night: Night) -> None:
    """Until those who were there are on the list, and somebody is likely enough to be asked for."""
    address = f"{night.url}/contacts/{night.case_id}/there/"
    wait_for(page, address, f"a[href$='/{night.case_id}/there/identities/']")


def accept(page: Page, night: Night) -> None:
    """Until somebody is named; then accept with the one key."""
    there = f"{night.url}/contacts/{night.case_id}/there/"
    wait_for(page, there, "form[data-key=a]")
    for _ in range(MOST_ACCEPTED):
        row = page.locator("main tbody tr:has(form[data-key=a])").first
        if row.count() == 0:
            return
        page.goto(f"{there}#{row.get_attribute('id')}")
        with page.expect_navigation():
            page.keyboard.press("a")


def wait_for(page: Page, address: str, what: str) -> None:
    """Load a page until something is on it."""
    until = time.monotonic() + WAIT_S
    while time.monotonic() < until:
        page.goto(address)
        if page.locator(what).count():
            return
        time.sleep(0.3)
    raise TimeoutError(page.locator("main").inner_text()[:2000])


if __name__ == "__main__":
    sys.exit(main())
