"""What a real browser makes of the page: nothing runs, nothing loads, the style applies."""

import shutil
import subprocess
from pathlib import Path

import pytest

from dongseon.look import report

from . import casebook

MARK = "data-overtaken"
ATTACK = (
    f"<script>document.documentElement.setAttribute('{MARK}','1')</script>"
    f"<img src=x onerror=\"document.documentElement.setAttribute('{MARK}','1')\">"
    f"\"><svg onload=\"document.documentElement.setAttribute('{MARK}','1')\">"
)


@pytest.fixture(scope="module")
def browser() -> str:
    for name in ("chromium", "chromium-browser", "google-chrome"):
        found = shutil.which(name)
        if found:
            return found
    pytest.skip("no Chromium on the path: the page is not tried in a real browser")


def opened(browser: str, page: str, folder: Path) -> tuple[str, str]:
    """The page's DOM after it has been loaded, and what the browser complained about."""
    file = folder / "page.html"
    file.write_text(page, encoding="utf-8")
    done = subprocess.run(
        [
            browser, "--headless=new", "--no-sandbox", "--disable-gpu", "--disable-dev-shm-usage",
            "--enable-logging=stderr", f"--user-data-dir={folder / 'profile'}", "--dump-dom",
            file.as_uri(),
        ],
        capture_output=True, text=True, timeout=120, check=True,
    )  # fmt: skip
    return done.stdout, done.stderr


def report_about(name: str) -> str:
    """The report of somebody who was at a place of that name."""
    site = casebook.Site("X-1", name, name, 0, 0)
    case = casebook.itinerary([casebook.stay(site, 600, 700)])
    return report.render_report(
        itinerary=case, evidence=casebook.evidence([], sites=(site,)), contacts=(),
        base_map=None, person_id=case.person_id, generated_utc=casebook.NOW,
    )  # fmt: skip


def test_the_attack_works_where_nothing_guards_against_it(browser: str, tmp_path: Path) -> None:
    """Otherwise the next test would prove nothing."""
    dom, _ = opened(browser, f"<!doctype html><p>{ATTACK}</p>", tmp_path)
    assert f'{MARK}="1"' in dom


def test_a_hostile_name_runs_nothing_and_the_style_sheet_is_accepted(
    browser: str, tmp_path: Path
) -> None:
    dom, complaints = opened(browser, report_about(ATTACK), tmp_path)
    assert f'{MARK}="1"' not in dom.partition(">")[2].partition("<head>")[0]
    assert f'<html lang="ko" {MARK}' not in dom
    assert "&lt;script&gt;" in dom
    assert "Content Security Policy" not in complaints
    assert "Refused" not in complaints


def test_the_policy_stops_a_script_even_if_one_got_in(browser: str, tmp_path: Path) -> None:
    page = report_about("place").replace("</main>", f"{ATTACK}</main>", 1)
    dom, complaints = opened(browser, page, tmp_path)
    assert f'<html lang="ko" {MARK}' not in dom
    assert "Content Security Policy" in complaints
