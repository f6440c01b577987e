"""Two officers sign in their own browsers, an organisation enrols their keys, a real holder answers.

The keys are made by WebCrypto in two contexts that share nothing, as on two machines.
"""

import os
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

import pytest
from playwright.sync_api import Browser, Page
from tests.holder import live, makers
from tests.holder.live import Live
from tests.mandate import cast as signers

from dongseon.mandate import Type, keys
from dongseon.running import postgres
from dongseon.running.postgres import Server

from . import looking, theatre
from .looking import Watched
from .theatre import Theatre

DATA = Path(os.environ["DONGSEON_CONSOLE_DATA"])
NECESSITY = "면담만으로는 접촉자를 찾을 수 없어 기지국 기록을 확인하여야 함"
PURSUE = """
import django; django.setup()
from datetime import UTC, datetime
from dongseon.console.investigations import asked
from dongseon.console.workflows import pursuing
for request_id in asked.due(datetime.now(UTC)):
    pursuing.pursue(now=datetime.now(UTC), request_id=request_id)
"""


@dataclass
class Desks:
    """Two officers and who enrols their keys."""

    investigator: Watched
    approver: Watched
    administrator: Watched


@pytest.fixture(scope="module")
def holder(tmp_path_factory: pytest.TempPathFactory, house: Theatre) -> Iterator[Live]:
    """A telco as a process of its own; the console is told where it is."""
    folder = tmp_path_factory.mktemp("signing")
    one = Live(
        makers.make_lake(folder, live.MOVED), makers.make_data(folder / "data"), live.free_port()
    )
    one.start()
    public = keys.encode(signers.private_key(77).public_key().public_bytes_raw())
    before = (DATA / "holders.toml").read_text(encoding="utf-8")
    (DATA / "holders.toml").write_text(
        f'[telco-a]\nname = "통신사 가"\nurl = "http://127.0.0.1:{one.port}"\n'
        f'kinds = ["connection"]\nkey = "{public}"\n',
        encoding="utf-8",
    )
    yield one
    (DATA / "holders.toml").write_text(before, encoding="utf-8")
    one.stop()


@pytest.fixture
def desks(browser: Browser, house: Theatre) -> Iterator[Desks]:
    """Three browsers that share nothing."""
    with (
        looking.signed_in(browser, house, "investigator") as investigator,
        looking.signed_in(browser, house, "approver") as approver,
        looking.signed_in(browser, house, "administrator") as administrator,
    ):
        yield Desks(investigator, approver, administrator)


def make_key(page: Page, organisation: str) -> str:
    """A key made in this browser; its id."""
    page.goto("/requests/my-key/")
    known = set(
        page.locator("[data-key-here]").evaluate_all("all => all.map(e => e.dataset.keyHere)")
    )
    page.select_option("select[name=organisation]", organisation)
    page.click("form[data-makes-key] button[type=submit]")
    page.wait_for_selector("[data-here=yes]:visible")
    made = set(
        page.locator("[data-key-here]").evaluate_all("all => all.map(e => e.dataset.keyHere)")
    )
    [key_id] = made - known
    return str(key_id)


def enrol(page: Page, key_id: str, organisation: str) -> None:
    """The organisation signs away from the console; an administrator brings its word."""
    page.goto("/requests/keys/")
    statement = page.request.get(f"/requests/keys/{key_id}/statement/").body()
    word = signers.signed_by(organisation, statement, Type.ENROLMENT)
    form = page.locator(f"form[action$='{key_id}/word/']")
    form.locator("input[type=file]").set_input_files(
        {"name": "word.json", "mimeType": "application/json", "buffer": word}
    )
    with page.expect_navigation():
        form.locator("button[type=submit]").click()


def sign(page: Page, where: str) -> None:
    """Sign those that this browser's key is named in: of all that are ticked, only the last."""
    page.goto(f"/requests/{where}/")
    boxes = page.locator("input[data-payload]")
    for box in boxes.all()[:-1]:
        page.locator(f"label[for='{box.get_attribute('id')}']").click()  # the box lies under it
    assert [box.is_checked() for box in boxes.all()] == [False] * (boxes.count() - 1) + [True]
    with page.expect_navigation():
        page.click("#signing button[type=submit]")


@pytest.mark.slow
def test_two_officers_sign_in_two_browsers_and_a_holder_answers(
    desks: Desks, house: Theatre, holder: Live
) -> None:
    investigator, approver = desks.investigator.page, desks.approver.page
    enrol(desks.administrator.page, make_key(investigator, "seoul"), "seoul")
    approver_key = make_key(approver, "seoul-police")
    enrol(desks.administrator.page, approver_key, "seoul-police")

    investigator.goto(f"/investigations/{house.ids['case_id']}/ask/")
    investigator.select_option("select[name=location_approver]", approver_key)
    investigator.fill("textarea[name=necessity]", NECESSITY)
    investigator.click("main form button[type=submit]")
    investigator.wait_for_url("**/requests/to-sign/")
    sign(investigator, "to-sign")
    sign(approver, "to-approve")

    server = Server(DATA / "database")
    told = {"DATABASE_URL": server.url(postgres.APPLICATION, theatre.CLONE)}
    theatre.run(told, "-c", PURSUE)
    investigator.goto(f"/investigations/{house.ids['case_id']}/")
    assert investigator.locator(".badge.success").count() >= 1
    assert desks.investigator.amiss == desks.approver.amiss == []


@pytest.mark.slow
def test_the_private_key_cannot_be_taken_out_of_the_browser(desks: Desks) -> None:
    page = desks.investigator.page
    make_key(page, "seoul")
    refused = page.evaluate(
        """async () => {
          const asked = indexedDB.open("dongseon-signing", 1);
          await new Promise((done) => { asked.onsuccess = done; });
          const all = asked.result.transaction("keys").objectStore("keys").getAll();
          await new Promise((done) => { all.onsuccess = done; });
          const key = all.result[0].privateKey;
          try { await crypto.subtle.exportKey("pkcs8", key); return "exported"; }
          catch (fault) { return `${key.extractable} ${fault.name}`; }
        }"""
    )
    assert refused == "false InvalidAccessError"


@pytest.mark.slow
def test_a_browser_without_the_key_says_so_and_sends_nothing(desks: Desks) -> None:
    page = desks.investigator.page
    page.goto("/requests/to-sign/")
    waiting = page.locator("input[data-payload]").count()
    page.click("#signing button[type=submit]")
    page.wait_for_selector("[data-said=absent]:visible")
    page.reload()
    assert page.locator("input[data-payload]").count() == waiting
    assert waiting
