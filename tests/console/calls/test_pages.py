"""The list of calls and one call, as officers see them: in their area, once, every look in the log."""

from datetime import datetime, timedelta
from typing import Any
from uuid import UUID

import pytest
from django.test import Client
from tests.console.cast import HAEUNDAE, MAPO, browser_of, cast

from dongseon.console.audit.models import Entry
from dongseon.console.audit.types import HOUSE
from dongseon.console.calls import queries
from dongseon.console.calls.rules import Kind, State
from dongseon.console.messages import queries as messages
from dongseon.console.registry import actions as registry
from dongseon.console.registry.types import Identity
from dongseon.console.workflows import telling

pytestmark = pytest.mark.django_db
PHONE = "01012345678"


def told(now: datetime, area: str = MAPO, **known: Any) -> UUID:
    """A call about a positive result."""
    identity = Identity(name="<b>김하나</b>", phones=(PHONE,), **known)
    person_id = registry.enrol(by=HOUSE, now=now, identity=identity)
    return telling.positive(
        by=HOUSE, now=now, person_id=person_id, area=area, sampled_on=now.date(), key=f"s-{area}"
    )


@pytest.fixture
def browser(db: None) -> Client:
    """The browser of an investigator in Mapo."""
    return browser_of(cast("investigator")["investigator"], language="en")


def test_the_list_shows_the_own_area_and_writes_down_whom(now: datetime, browser: Client) -> None:
    told(now)
    elsewhere = told(now, HAEUNDAE)
    page = browser.get("/calls/").content.decode()
    assert "&lt;b&gt;김하나" in page
    assert PHONE not in page
    assert str(elsewhere) not in page
    assert Entry.objects.filter(act="calls.list", subject_kind="person").count() == 1
    assert "No open call" in browser.get("/calls/?kind=interview").content.decode()


def test_reached_means_that_the_message_goes(now: datetime, browser: Client) -> None:
    call = told(now)
    page = browser.get(f"/calls/{call}/").content.decode()
    assert PHONE in page
    assert "I am calling now" in page
    browser.post(f"/calls/{call}/take/", headers=form(browser, call))
    answer = browser.post(
        f"/calls/{call}/tried/", {"outcome": "reached"}, headers=form(browser, call)
    )
    assert answer.headers["Location"] == "/calls/"
    assert queries.call(call, area=MAPO).state is State.DONE
    message = messages.by_key(f"result:s-{MAPO}")
    assert message is not None
    assert message.due_at < datetime.now(message.due_at.tzinfo) + timedelta(seconds=1)


def test_a_wrong_number_leads_to_the_next_step(now: datetime, browser: Client) -> None:
    call = told(now)
    answer = browser.post(
        f"/calls/{call}/tried/", {"outcome": "wrong_number"}, headers=form(browser, call)
    )
    [step] = queries.open_calls(area=MAPO, now=now)
    assert step.kind is Kind.FIND_NUMBER
    assert answer.headers["Location"] == f"/calls/{step.id}/"


def test_a_double_click_is_one_attempt(now: datetime, browser: Client) -> None:
    call = told(now)
    for _click in range(2):
        browser.post(f"/calls/{call}/tried/", {"outcome": "reached"}, headers=form(browser, call))
    assert len(queries.attempts(call)) == 1


def test_a_call_elsewhere_cannot_be_touched(now: datetime, browser: Client) -> None:
    here, call = told(now), told(now, HAEUNDAE)
    assert browser.get(f"/calls/{call}/").status_code == 404
    for act in ("take", "tried", "withdraw"):
        said = {"outcome": "reached", "reason": "wrong_result"}
        answer = browser.post(f"/calls/{call}/{act}/", said, headers=form(browser, here))
        assert answer.status_code == 404, act
    assert queries.call(call, area=HAEUNDAE).state is State.OPEN


def test_the_safe_way_stands_above_everything(now: datetime, browser: Client) -> None:
    call = told(now, safe_contact_only=True, safe_contact="화요일 오전")
    assert "화요일 오전" in browser.get(f"/calls/{call}/").content.decode()


def form(browser: Client, call: UUID) -> dict[str, str]:
    """The header that a form of the page would send."""
    page = browser.get(f"/calls/{call}/")
    return {"x-csrftoken": str(page.context["csrf_token"])}
