"""A press officer's day in a real browser: write, be looked over, schedule, correct, expire.

Both faces serve in earnest on a copy of the database; the clock is moved by moving what was scheduled.
"""

import os
import shutil
import socket
import subprocess
import sys
import time
import urllib.error
import urllib.request
from collections.abc import Iterator, Mapping
from contextlib import ExitStack, contextmanager
from dataclasses import dataclass
from datetime import datetime, timedelta
from pathlib import Path
from urllib.parse import quote
from zoneinfo import ZoneInfo

import psycopg
import pytest
from psycopg import sql

from dongseon.public.running import databases
from dongseon.running import postgres
from dongseon.running.postgres import Server

sync_api = pytest.importorskip("playwright.sync_api", reason="install dongseon[test] for browsers")

ROOT = Path(__file__).resolve().parents[3]
CLONE = "press"
SEOUL = ZoneInfo("Asia/Seoul")
PASSWORD = "practice-practice"  # noqa: S105 — of made-up accounts in a test
FLAGS = ("--no-sandbox", "--disable-gpu", "--disable-dev-shm-usage", "--lang=ko-KR")
BROWSER = next(
    (p for n in ("chromium", "chromium-browser", "google-chrome") if (p := shutil.which(n))), None
)
APPROVING = "[data-workflow-action-name=approve]:not([data-workflow-action-modal-url])"
FILL = "import django; django.setup(); from datetime import *; from dongseon.public.content import practising; practising.main({'password': '%s'}, datetime.now(UTC))"
DUE = "import django; django.setup(); from datetime import *; from dongseon.public import due; due.once(datetime.now(UTC))"

pytestmark = [
    pytest.mark.slow,
    pytest.mark.skipif(
        BROWSER is None, reason="no Chromium on the path (apt-get install chromium)"
    ),
]


@dataclass(frozen=True, slots=True)
class Office:
    """Both faces, and the database behind them."""

    readers: str
    editors: str
    environment: Mapping[str, str]

    def come_to_its_hour(self, page_id: int) -> None:
        """Move the hour at which an approved page goes live into the past, and do what is due."""
        with psycopg.connect(self.environment["DATABASE_URL"], autocommit=True) as connection:
            moved = connection.execute(
                "UPDATE wagtailcore_revision SET approved_go_live_at = now() - interval '1 second', "
                "content = jsonb_set(content, '{go_live_at}', to_jsonb(now() - interval '1 second')) "
                "WHERE object_id = %s::text AND approved_go_live_at > now()",
                [page_id],
            )
            assert moved.rowcount == 1, "nothing was scheduled"
        run(self.environment, DUE)

    def expire(self, page_id: int) -> None:
        """Move the hour at which a page goes into the past, and let the clock's process do what is due."""
        with psycopg.connect(self.environment["DATABASE_URL"], autocommit=True) as connection:
            connection.execute(
                "UPDATE wagtailcore_page SET expire_at = now() - interval '1 second' WHERE id = %s",
                [page_id],
            )
        run(self.environment, DUE)

    def read(self, path: str) -> tuple[int, str]:
        """What a reader gets."""
        try:
            with urllib.request.urlopen(f"{self.readers}{path}", timeout=20) as answer:  # noqa: S310 — loopback
                return answer.status, answer.read().decode()
        except urllib.error.HTTPError as error:
            return error.code, ""


@pytest.fixture
def office(django_db_setup: None) -> Iterator[Office]:
    from django.db import connections

    connections.close_all()  # nobody may be in a database that is copied
    server = Server(Path(os.environ["DONGSEON_PUBLIC_DATA"]) / "database", databases.DATABASE)
    copied(server)
    environment = {
        **os.environ,
        "DATABASE_URL": server.url(postgres.APPLICATION, CLONE),
        "DONGSEON_PUBLIC_SECOND_FACTOR": "off",
    }
    run(environment, FILL % PASSWORD)
    with ExitStack() as closing:
        faces = {
            face: closing.enter_context(serving(environment | {"DONGSEON_PUBLIC_FACE": face}))
            for face in ("readers", "editors")
        }
        yield Office(faces["readers"], faces["editors"], environment)
    dropped(server)


def copied(server: Server) -> None:
    dropped(server)
    with psycopg.connect(server.url(postgres.SUPERUSER, "postgres"), autocommit=True) as maker:
        maker.execute(
            sql.SQL("CREATE DATABASE {} TEMPLATE {} OWNER {}").format(
                *map(sql.Identifier, (CLONE, databases.DATABASE, postgres.OWNER))
            )
        )


def dropped(server: Server) -> None:
    with psycopg.connect(server.url(postgres.SUPERUSER, "postgres"), autocommit=True) as maker:
        maker.execute(
            sql.SQL("DROP DATABASE IF EXISTS {} WITH (FORCE)").format(sql.Identifier(CLONE))
        )


def run(environment: Mapping[str, str], program: str) -> None:
    done = subprocess.run(
        [sys.executable, "-c", program],
        env=dict(environment),
        cwd=ROOT,
        capture_output=True,
        text=True,
        check=False,
    )
    assert done.returncode == 0, done.stderr[-3000:]


@contextmanager
def serving(environment: Mapping[str, str]) -> Iterator[str]:
    with socket.socket() as tried:
        tried.bind(("127.0.0.1", 0))
        port = int(tried.getsockname()[1])
    words = [
        sys.executable,
        "-m",
        "dongseon.public.running",
        "serving",
        "--address=127.0.0.1",
        f"--port={port}",
        "--processes=1",
    ]
    with subprocess.Popen(words, env=dict(environment), cwd=ROOT) as process:
        try:
            awaited(f"http://127.0.0.1:{port}/readyz", process)
            yield f"http://127.0.0.1:{port}"
        finally:
            process.terminate()
            process.wait(30)


def awaited(address: str, process: "subprocess.Popen[bytes]") -> None:
    until = time.monotonic() + 120
    while time.monotonic() < until:
        assert process.poll() is None, "the server ended at once"
        try:
            urllib.request.urlopen(address, timeout=5).close()  # noqa: S310 — loopback
        except OSError:
            time.sleep(0.2)
        else:
            return
    raise TimeoutError(address)


class Desk:
    """One editor's browser."""

    def __init__(self, page: "sync_api.Page", office: Office, name: str) -> None:
        self.page, self.office = page, office
        page.set_default_timeout(60_000)
        self.go("/cms/login/")
        page.fill("input[name=username]", name)
        page.fill("input[name=password]", PASSWORD)
        page.click("main button[type=submit], form button[type=submit]")
        page.wait_for_url("**/cms/")

    def go(self, path: str) -> None:
        self.page.goto(f"{self.office.editors}{path}")

    def press(self, name: str, value: str | None = None) -> None:
        """Press one of the editor's buttons, shown or in its menu of more actions."""
        chosen = f"button[name={name}]" + (f"[value={value}]" if value else "")
        self.send("s => { const b = document.querySelector(s); b.form.requestSubmit(b); }", chosen)

    def schedule(self, **moments: str) -> None:
        """Write into the fields of the editor's dialog for times."""
        for name, moment in moments.items():
            self.page.wait_for_selector(f"[name={name}]", state="attached")
            self.page.eval_on_selector(
                f"[name={name}]", "(field, at) => { field.value = at; }", moment
            )

    def send(self, how: str, what: str) -> None:
        """Send the editor's form, and wait for the page that says what came of it."""
        self.page.evaluate("() => { document.documentElement.dataset.before = ''; }")
        self.page.evaluate(how, what)
        said = self.page.wait_for_selector("html:not([data-before]) .messages li", state="attached")
        assert said is not None
        assert "success" in str(said.get_attribute("class")), said.inner_text()

    def offered(self, name: str) -> bool:
        return (
            self.page.query_selector(f"button[name={name}], [data-workflow-action-name={name}]")
            is not None
        )

    def approve(self, path: str) -> None:
        self.go(path)
        self.send("s => document.querySelector(s).click()", APPROVING)


def index_of(office: Office) -> int:
    query = "SELECT p.id FROM wagtailcore_page p JOIN wagtailcore_locale l ON l.id = p.locale_id WHERE p.slug = 'news' AND l.language_code = 'ko'"
    with psycopg.connect(office.environment["DATABASE_URL"]) as connection:
        row = connection.execute(query).fetchone()
    assert row is not None
    return int(row[0])


def test_a_press_officers_day(office: Office) -> None:
    with sync_api.sync_playwright() as play:
        browser = play.chromium.launch(executable_path=BROWSER, args=list(FLAGS))
        press = Desk(browser.new_context().new_page(), office, "press")
        second = Desk(browser.new_context().new_page(), office, "second")
        the_day(office, press, second)
        browser.close()


def the_day(office: Office, press: Desk, second: Desk) -> None:
    # morning: a draft, with the hour at which it goes live and the hour at which it goes
    press.go(f"/cms/pages/add/content/newspage/{index_of(office)}/")
    press.page.fill("[name=title]", "오후 브리핑")
    press.page.fill("[name=summary]", "오후 두 시에 발표합니다.")
    press.page.eval_on_selector("[name=slug]", "field => { field.value = '오후-브리핑'; }")
    press.schedule(go_live_at=hours_from_now(5), expire_at=hours_from_now(48))
    assert not press.offered("action-publish")
    press.press("action-submit")
    page_id, slug = newest(office)
    edit, shown = f"/cms/pages/{page_id}/edit/", f"/ko/news/{quote(slug)}/"
    assert office.read(shown)[0] == 404

    # noon: the writer cannot approve, the second pair of eyes can
    press.go(edit)
    assert not press.offered("approve")
    second.approve(edit)
    assert office.read(shown)[0] == 404  # approved, and waiting for its hour
    office.come_to_its_hour(page_id)
    status, page = office.read(shown)
    assert (status, "오후 두 시에" in page) == (200, True)
    assert "This page is not available in English yet." in page

    # afternoon: a correction, looked over as well
    press.go(edit)
    press.page.fill("[name=summary]", "오후 세 시에 발표합니다.")
    press.schedule(go_live_at="", expire_at=hours_from_now(48))
    press.press("action-submit")
    assert "오후 두 시에" in office.read(shown)[1]
    second.approve(edit)
    assert "오후 세 시에" in office.read(shown)[1]

    # evening: its hour is over
    office.expire(page_id)
    assert office.read(shown)[0] == 404

    # the list of languages tells what is to be translated tomorrow
    press.go("/cms/languages/")
    assert "오후 브리핑" in press.page.content()


def hours_from_now(hours: int) -> str:
    """A moment in the form that the editor's fields have, Seoul's time."""
    return (datetime.now(SEOUL) + timedelta(hours=hours)).strftime("%Y-%m-%d %H:%M")


def newest(office: Office) -> tuple[int, str]:
    """The page that was made last: its number and the end of its address."""
    with psycopg.connect(office.environment["DATABASE_URL"]) as connection:
        row = connection.execute(
            "SELECT id, slug FROM wagtailcore_page ORDER BY id DESC LIMIT 1"
        ).fetchone()
    assert row is not None
    return int(row[0]), str(row[1])
