"""The auditor reads the log, and is in it; everybody else is kept out."""

import re
from datetime import UTC, datetime
from uuid import uuid4

import pytest
from tests.console.cast import Player, browser_of, cast

from dongseon.console.access.models import Officer
from dongseon.console.audit import actions
from dongseon.console.audit.models import Entry
from dongseon.console.audit.types import Subject
from dongseon.console.desk.audit import showing

pytestmark = pytest.mark.django_db
NOW = datetime(2020, 5, 6, 3, tzinfo=UTC)
PERSON = Subject("person", uuid4())


@pytest.fixture
def house(db: None) -> dict[str, Player]:
    """An auditor, two investigators; one of them has looked at a person."""
    players = cast("auditor", "investigator", "investigator_haeundae")
    Officer.objects.update(language="en")
    actions.look(
        by=players["investigator"].actor, now=NOW, act="cases.see", subjects=[PERSON],
        fields=["name", "phone"], why="call back",
    )  # fmt: skip
    return players


def rows(page: str) -> list[str]:
    """The entries of a page."""
    found = re.search(r"<tbody>(.*)</tbody>", page, re.S)
    return re.findall(r"<tr>(.*?)</tr>", found[1], re.S) if found else []


def test_an_entry_says_who_in_which_role_what_about_whom_and_why(house: dict[str, Player]) -> None:
    page = browser_of(house["auditor"]).get(f"/log/?subject={PERSON.id}").content.decode()
    (row,) = rows(page)
    for part in ("2020-05-06 12:00", "김민서", "Investigator", "Mapo-gu", "Saw a case", "name, phone",
                 "Epidemiological investigation", "call back", str(PERSON.id)[:8]):  # fmt: skip
        assert part in row


@pytest.mark.parametrize(
    ("query", "found"),
    [
        ("officer=김민서", 1),
        ("officer=investigator_haeundae", 0),
        ("act=cases.", 1),
        ("act=cases.open", 0),
        ("kind=read", 1),
        ("kind=refused", 0),
        ("day=2020-05-06", 1),
        ("day=2020-05-05", 0),
        ("officer=investigator&act=cases.see&kind=read&day=2020-05-06", 1),
    ],
)
def test_filters_narrow_together(house: dict[str, Player], query: str, found: int) -> None:
    page = browser_of(house["auditor"]).get(f"/log/?{query}").content.decode()
    assert len(rows(page)) == found


def test_an_unknown_officer_is_said_and_nothing_is_shown(house: dict[str, Player]) -> None:
    page = browser_of(house["auditor"]).get("/log/?officer=nobody").content.decode()
    assert "There is no officer of this name." in page
    assert not rows(page)


def test_looking_at_the_log_is_in_the_log(house: dict[str, Player]) -> None:
    auditor = house["auditor"]
    browser_of(auditor).get(f"/log/?subject={PERSON.id}&kind=read")
    entry = Entry.objects.get(act="audit.search")
    assert (entry.officer_id, entry.subject_id, entry.why) == (
        auditor.officer_id, PERSON.id, "kind=read",
    )  # fmt: skip


def test_pages_lead_to_all_older_entries_once(house: dict[str, Player]) -> None:
    subject = Subject("case", uuid4())
    for number in range(showing.queries.PAGE + 7):
        actions.record(
            by=house["investigator"].actor, now=NOW, act=f"cases.n{number}", subjects=[subject]
        )
    browser, address, acts = browser_of(house["auditor"]), f"?subject={subject.id}&kind=write", []
    while address:
        page = browser.get(f"/log/{address}").content.decode()
        acts += re.findall(r"cases\.n(\d+)", "".join(rows(page)))
        following = re.search(r'rel="next" href="([^"]+)"', page)
        address = following[1].replace("&amp;", "&") if following else ""
    assert [int(act) for act in acts] == list(reversed(range(showing.queries.PAGE + 7)))


def test_a_made_up_place_in_the_log_shows_the_newest(house: dict[str, Player]) -> None:
    page = browser_of(house["auditor"]).get("/log/?kind=read&before=17").content.decode()
    assert rows(page)


def test_a_persons_page_shows_who_looked(house: dict[str, Player]) -> None:
    (line,) = showing.looks_at(PERSON).lines
    assert (line.who, line.fields, line.why) == ("김민서", "name, phone", "call back")


def test_others_are_kept_out(house: dict[str, Player]) -> None:
    assert browser_of(house["investigator"]).get("/log/").status_code == 403
