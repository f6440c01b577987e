"""A person's page: closed until a reason is given, closed for other areas, and it says who looked."""

from datetime import date, datetime
from uuid import UUID, uuid4

import pytest
from django.test import Client
from tests.console.cast import Player, browser_of, cast

from dongseon.console.audit.models import Entry
from dongseon.console.audit.types import HOUSE
from dongseon.console.cases.models import Case
from dongseon.console.registry import actions, endings, queries
from dongseon.console.registry.types import Identity

MINSU = Identity(
    name="김민수",
    birth_date=date(1985, 3, 2),
    phones=("01012345678",),
    address="종로 1",
    hidden_address="쉼터 3",
    safe_contact_only=True,
    safe_contact="점심시간에만",
)


@pytest.fixture
def players(db: None) -> dict[str, Player]:
    """Those of the cast who meet here."""
    return cast("investigator", "investigator_haeundae", "nurse", "auditor", "administrator")


@pytest.fixture
def person(players: dict[str, Player], now: datetime) -> UUID:
    """Somebody with an open case in Mapo."""
    person_id = actions.enrol(by=players["investigator"].actor, now=now, identity=MINSU)
    Case.objects.create(
        number="AAAA22229",
        person_id=person_id,
        area="11440",
        classification="confirmed",
        reported_on=now.date(),
        origin="desk",
        opened_at=now,
        changed_at=now,
    )
    return person_id


def browser(player: Player) -> Client:
    """A browser in English."""
    return browser_of(player, language="en")


def test_the_page_says_nothing_of_who_it_is_until_a_reason_is_given(
    players: dict[str, Player], person: UUID
) -> None:
    client = browser(players["investigator"])
    closed = client.get(f"/people/{person}/")
    assert closed.status_code == 200
    for plain in ("김민수", "01012345678", "종로", "1985"):
        assert plain not in closed.content.decode()
    opened = client.post(
        f"/people/{person}/open/", {"reason": "interview", "csrfmiddlewaretoken": token(client)}
    )
    assert "김민수" in opened.content.decode()
    assert "쉼터 3" in opened.content.decode()
    entry = Entry.objects.get(act="people.open", subject_id=person)
    assert (entry.why, entry.officer_id) == ("interview", players["investigator"].officer_id)


def token(client: Client) -> str:
    """The token of the last page."""
    return client.cookies["csrftoken"].value


def test_without_a_reason_nothing_opens(players: dict[str, Player], person: UUID) -> None:
    client = browser(players["investigator"])
    client.get(f"/people/{person}/")
    for said in ({}, {"reason": "other"}, {"reason": "curiosity"}):
        answer = client.post(
            f"/people/{person}/open/", {**said, "csrfmiddlewaretoken": token(client)}
        )
        assert "김민수" not in answer.content.decode()
    assert not Entry.objects.filter(act="people.open").exists()


def test_a_hidden_address_is_shown_to_few(players: dict[str, Player], person: UUID) -> None:
    client = browser(players["nurse"])
    client.get(f"/people/{person}/")
    answer = client.post(
        f"/people/{person}/open/", {"reason": "identify", "csrfmiddlewaretoken": token(client)}
    )
    assert "종로 1" in answer.content.decode()
    assert "쉼터" not in answer.content.decode()


@pytest.mark.parametrize("path", ["", "amend/", "notice/"])
def test_another_area_finds_nobody_there(
    players: dict[str, Player], person: UUID, path: str
) -> None:
    client = browser(players["investigator_haeundae"])
    theirs, nobody = client.get(f"/people/{person}/{path}"), client.get(f"/people/{uuid4()}/{path}")
    assert theirs.status_code == nobody.status_code == 404
    assert client.get("/people/1/").status_code == 404


def test_the_administrator_opens_no_person(players: dict[str, Player], person: UUID) -> None:
    assert browser(players["administrator"]).get(f"/people/{person}/").status_code == 403


def test_the_auditor_sees_who_looked_and_never_who_it_is(
    players: dict[str, Player], person: UUID
) -> None:
    investigator, auditor = browser(players["investigator"]), browser(players["auditor"])
    investigator.get(f"/people/{person}/")
    investigator.post(
        f"/people/{person}/open/",
        {"reason": "other", "words": "call back", "csrfmiddlewaretoken": token(investigator)},
    )
    page = auditor.get(f"/people/{person}/").content.decode()
    assert players["investigator"].name in page
    assert "Another reason: call back" in page
    assert "김민수" not in page
    answer = auditor.post(
        f"/people/{person}/open/", {"reason": "identify", "csrfmiddlewaretoken": token(auditor)}
    )
    assert answer.status_code == 403


def test_a_change_is_compared_with_what_was_seen(
    players: dict[str, Player], person: UUID, now: datetime
) -> None:
    client = browser(players["investigator"])
    page = client.get(f"/people/{person}/amend/")
    form = page.context["form"]
    said = {name: value for name, value in form.initial.items() if name in form.fields}
    said = {name: value for name, value in said.items() if value not in (None, False, "")}
    said |= {"phones": "02-123-4567", "why": "moved", "csrfmiddlewaretoken": token(client)}
    assert client.post(f"/people/{person}/amend/", said).status_code == 302
    assert queries.find(phone="021234567") == (person,)
    opened = client.post(
        f"/people/{person}/open/", {"reason": "identify", "csrfmiddlewaretoken": token(client)}
    )
    assert "Earlier states" in opened.content.decode()
    assert "01012345678" in opened.content.decode()  # as it was before
    again = client.post(f"/people/{person}/amend/", said)
    assert "somebody else changed this person" in again.content.decode()


def test_a_resident_number_is_refused_with_the_reason(
    players: dict[str, Player], person: UUID
) -> None:
    client = browser(players["investigator"])
    client.get(f"/people/{person}/amend/")
    said = {
        "revision": 1,
        "name": "김민수",
        "language": "ko",
        "why": "x",
        "address": "850302-1234567",
    }
    answer = client.post(f"/people/{person}/amend/", {**said, "csrfmiddlewaretoken": token(client)})
    assert "holds a resident registration number" in answer.content.decode()


def test_the_notice_is_in_the_persons_language_and_names_roles_not_officers(
    players: dict[str, Player], person: UUID
) -> None:
    page = browser(players["investigator"]).get(f"/people/{person}/notice/").content.decode()
    assert "김민수" in page
    assert "1095" in page
    assert Entry.objects.filter(act="people.notice", subject_id=person).exists()


def test_a_hold_stops_erasure_at_request_and_lifting_it_lets_it_go_on(
    players: dict[str, Player], person: UUID, now: datetime
) -> None:
    client = browser(players["auditor"])
    client.get(f"/people/{person}/")
    pages = f"/people/{person}/"

    def send(path: str, **said: str) -> None:
        answer = client.post(pages + path, {**said, "csrfmiddlewaretoken": token(client)})
        assert answer.status_code == 302

    send("erase/", why="request 7")  # an open case concerns them
    Case.objects.filter(person_id=person).update(state="closed")
    send("hold/", reference="2020Hun-Ma1028")
    send("erase/", why="request 7")
    assert queries.persons([person])[person].destroyed_at is None
    [hold] = queries.holds_of(person)
    send(f"holds/{hold.id}/lift/", why="decided")
    send("erase/", why="request 7")
    assert queries.persons([person])[person].destroyed_at is not None
    endings.finish(by=HOUSE, now=now)
    page = client.get(pages).content.decode()
    assert "This person was erased" in page
    assert "request 7" in page
