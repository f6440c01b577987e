"""A release takes two people; what the public site says to it is written down."""

import base64
import re
from datetime import UTC, datetime, timedelta
from uuid import UUID

import pytest
from django.db import IntegrityError, transaction
from tests.console.cast import Player, browser_of, cast

from dongseon.console.audit.models import Entry
from dongseon.console.publishing import actions, queries
from dongseon.console.publishing.models import Draft
from dongseon.console.publishing.rules import State
from dongseon.console.publishing.types import Overtaken, Refused
from dongseon.console.workflows import publishing, publishing_keys, publishing_out
from dongseon.disclosure import release as releases

NOW = datetime(2020, 11, 6, 3, 0, tzinfo=UTC)  # noon in Seoul
pytestmark = pytest.mark.django_db


@pytest.fixture
def players() -> dict[str, Player]:
    return cast("press", "epidemiologist", "investigator")


def drafted(by: Player, now: datetime = NOW, embargo: datetime | None = None) -> UUID:
    return publishing.draft(by=by.actor, now=now, embargo_until=embargo)


def test_who_drafted_it_may_not_approve_it(players: dict[str, Player]) -> None:
    draft_id = drafted(players["press"])
    with pytest.raises(Refused, match="Somebody else"):
        actions.approve(by=players["press"].actor, now=NOW, draft_id=draft_id, seen=1)
    assert queries.draft(draft_id).state is State.DRAFTED


def test_nor_does_the_database_take_it(players: dict[str, Player]) -> None:
    draft_id = drafted(players["press"])
    with pytest.raises(IntegrityError, match="draft_two_people"), transaction.atomic():
        Draft.objects.filter(pk=draft_id).update(
            state=State.APPROVED, approved_by=players["press"].officer_id
        )


def test_an_approved_release_goes_out_signed_and_once(players: dict[str, Player]) -> None:
    draft_id = drafted(players["press"])
    actions.approve(by=players["epidemiologist"].actor, now=NOW, draft_id=draft_id, seen=1)
    sent: list[tuple[bytes, bytes]] = []

    def send(document: bytes, signature: bytes) -> tuple[int, str]:
        sent.append((document, signature))
        return 200, "{}"

    assert publishing_out.run(now=NOW, send=send) == 1
    assert publishing_out.run(now=NOW, send=send) == 0
    ((document, signature),) = sent
    trusted = (base64.b64decode(publishing_keys.public_key()),)
    releases.verify(document, signature, trusted)
    assert releases.decode(document).sequence == 1
    assert queries.draft(draft_id).state is State.RELEASED


def test_before_its_embargo_ends_nothing_goes_out(players: dict[str, Player]) -> None:
    until = NOW + timedelta(hours=2)
    draft_id = drafted(players["press"], embargo=until)
    actions.approve(by=players["epidemiologist"].actor, now=NOW, draft_id=draft_id, seen=1)
    assert publishing_out.run(now=until - timedelta(seconds=1), send=lambda *_: (200, "")) == 0
    assert publishing_out.run(now=until, send=lambda *_: (200, "")) == 1


def test_where_nobody_answers_it_is_sent_again(players: dict[str, Player]) -> None:
    draft_id = drafted(players["press"])
    actions.approve(by=players["epidemiologist"].actor, now=NOW, draft_id=draft_id, seen=1)
    assert publishing_out.run(now=NOW, send=lambda *_: (503, "")) == 0
    assert queries.draft(draft_id).state is State.APPROVED
    assert publishing_out.run(now=NOW, send=lambda *_: (409, "old")) == 0
    row = queries.draft(draft_id)
    assert (row.state, row.answer) == (State.REFUSED, "409 old")


def test_two_drafts_of_the_same_number_cannot_both_go_out(players: dict[str, Player]) -> None:
    """The second was drafted from what was public before the first."""
    first = drafted(players["press"])
    actions.approve(by=players["epidemiologist"].actor, now=NOW, draft_id=first, seen=1)
    second = drafted(players["press"])
    with pytest.raises(Refused, match="make a new draft"):
        actions.approve(by=players["epidemiologist"].actor, now=NOW, draft_id=second, seen=1)


def test_of_two_who_decide_at_once_one_is_overtaken(players: dict[str, Player]) -> None:
    draft_id = drafted(players["press"])
    actions.drop(by=players["press"].actor, now=NOW, draft_id=draft_id, seen=1)
    with pytest.raises(Overtaken):
        actions.approve(by=players["epidemiologist"].actor, now=NOW, draft_id=draft_id, seen=1)


def test_the_press_officer_and_a_second_person_do_it_on_pages(players: dict[str, Player]) -> None:
    press, second = browser_of(players["press"]), browser_of(players["epidemiologist"])
    token = press.get("/publishing/").cookies.get("csrftoken")
    answer = press.post("/publishing/draft/", {"csrfmiddlewaretoken": token and token.value})
    assert answer.status_code == 302
    page = second.get(answer["Location"])
    assert page.status_code == 200
    assert "Not public" in page.content.decode() or "공개" in page.content.decode()
    assert re.search(r'name="seen" value="1"', page.content.decode())


def test_looking_at_a_draft_is_written_down(players: dict[str, Player]) -> None:
    draft_id = drafted(players["press"])
    browser_of(players["epidemiologist"]).get(f"/publishing/{draft_id}/")
    assert Entry.objects.filter(act="publishing.see_draft").count() == 1
    assert browser_of(players["investigator"]).get(f"/publishing/{draft_id}/").status_code == 403
