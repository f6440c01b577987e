"""The night: a positive test, two officers sign in two browsers, holders answer, the itinerary stands there."""

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
NECESSITY = "면담에서 말한 동선만으로는 접촉자를 찾을 수 없어 위치와 결제 기록을 확인하여야 함"
WAIT_S = 240.0  # s for holders and worker, on a busy machine
SOURCES = 2  # that the itinerary must rest on at least: what was told, and somebody's records
ONCE = 35.0  # s until a code of the second factor is certainly another one


@dataclass(frozen=True, slots=True)
class Night:
    """A demonstration that is being served."""

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
        return play(read(json.loads(told.said.read_text(encoding="utf-8"))), told.pictures)
    words = ["demo", "--scenario", told.scenario, "--out", str(told.out), "--port", str(told.port)]
    with subprocess.Popen(
        [sys.executable, "-m", "dongseon", *words, "--json"], stdout=subprocess.PIPE, text=True
    ) as served:
        line = served.stdout.readline() if served.stdout else "{}"
        try:
            return play(read(json.loads(line)), told.pictures)
        finally:
            served.terminate()


def read(said: dict[str, Any]) -> Night:
    """What the demonstration says of itself."""
    console = said["console"]
    return Night(
        console["url"].rstrip("/"), console["night"], console["password"], console["totp_secret"]
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
        steps: tuple[tuple[str, Callable[[], object]], ...] = (
            ("investigator_key_s", lambda: make_key(investigator, night, "city-health")),
            ("approver_key_s", lambda: make_key(approver, night, "city-police")),
            ("request_drafted_s", lambda: state_necessity(investigator, night)),
            ("request_signed_s", lambda: sign(investigator, night, "to-sign")),
            ("request_approved_s", lambda: sign(approver, night, "to-approve")),
            ("records_in_s", lambda: records_in(investigator, night)),
            ("itinerary_s", lambda: itinerary(investigator, night)),
        )
        for number, (name, step) in enumerate(steps):
            begun = time.perf_counter()
            step()
            took[name] = round(time.perf_counter() - begun, 2)
            if pictures is not None:
                pictures.mkdir(parents=True, exist_ok=True)
                page = approver if "approve" in name else investigator
                page.screenshot(path=pictures / f"{number}-{name}.png", full_page=True)
        found = questions(investigator)
        browser.close()
    machine = took["records_in_s"] + took["itinerary_s"]
    sys.stdout.write(
        json.dumps(took | {"approved_to_itinerary_s": round(machine, 2), "ask_again": found},
                   ensure_ascii=False) + "\n"
    )  # fmt: skip
    return 0


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


def questions(page: Page) -> list[str]:
    """What the workbench says is to be asked again."""
    said = page.locator("ol.questions p.said").all_inner_texts()
    return [text.strip() for text in said][:10]


if __name__ == "__main__":
    sys.exit(main())
