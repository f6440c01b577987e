"""Messages as officers see them, and the page of all texts."""

from datetime import datetime
from uuid import UUID

import pytest
from django.test import Client
from tests.console.cast import HAEUNDAE, MAPO, browser_of, cast

from dongseon.console.audit.models import Entry
from dongseon.console.audit.types import HOUSE
from dongseon.console.messages import actions, queries, texts
from dongseon.console.messages.gateways.outbox import Outbox
from dongseon.console.messages.rules import State
from dongseon.console.registry import actions as registry
from dongseon.console.registry.types import Identity
from dongseon.console.workflows import handing_over

pytestmark = pytest.mark.django_db
PHONE = "01012345678"


def sent(now: datetime, area: str = MAPO) -> UUID:
    """A negative result, in the outbox of a console without a carrier."""
    identity = Identity(name="<i>김하나</i>", phones=(PHONE,))
    person_id = registry.enrol(by=HOUSE, now=now, identity=identity)
    message_id = actions.send(
        by=HOUSE, now=now, person_id=person_id, text="result_negative", key=f"r-{area}",
        values={"sampled_on": "2020-05-05"}, area=area,
    )  # fmt: skip
    handing_over.run(clock=lambda: now, gateway=Outbox())
    return message_id


@pytest.fixture
def browser(db: None) -> Client:
    """The browser of a nurse in Mapo."""
    return browser_of(cast("nurse")["nurse"], language="en")


def token(browser: Client) -> dict[str, str]:
    """The header that a form of the page would send."""
    return {"x-csrftoken": str(browser.get("/messages/").context["csrf_token"])}


def test_without_a_carrier_people_send_by_hand(now: datetime, browser: Client) -> None:
    message_id = sent(now)
    listed = browser.get("/messages/?s=unsent").content.decode()
    assert "&lt;i&gt;김하나" in listed
    assert "No carrier is connected" in listed
    page = browser.get(f"/messages/{message_id}/").content.decode()
    assert PHONE in page
    assert "음성입니다" in page
    browser.post(f"/messages/{message_id}/settle/", {"how": "sent_by_hand"}, headers=token(browser))
    assert queries.message(message_id, area=MAPO).state is State.SETTLED
    assert Entry.objects.filter(act="messages.see", fields__contains=["phones"]).exists()


def test_a_message_elsewhere_cannot_be_touched(now: datetime, browser: Client) -> None:
    message_id = sent(now, HAEUNDAE)
    assert browser.get(f"/messages/{message_id}/").status_code == 404
    for act in ("settle", "again", "take-back"):
        said = {"how": "not_needed", "reason": "wrong_person"}
        answer = browser.post(f"/messages/{message_id}/{act}/", said, headers=token(browser))
        assert answer.status_code == 404, act
    assert queries.message(message_id, area=HAEUNDAE).state is State.UNSENT


def test_what_somebody_may_have_read_is_followed_by_a_correction(
    now: datetime, browser: Client
) -> None:
    message_id = sent(now)
    for _click in range(2):
        browser.post(
            f"/messages/{message_id}/take-back/", {"reason": "wrong_person"}, headers=token(browser)
        )
    correction = queries.by_key(f"withdrawn:{message_id}")
    assert correction is not None
    assert correction.corrects == message_id
    assert "sent by mistake" in texts.written(correction.text, correction.values, "en")


def test_all_texts_stand_on_one_page(browser: Client) -> None:
    page = browser.get("/messages/texts/").content.decode()
    for name in texts.TEXTS:
        for language in ("ko", "en"):
            assert texts.example(name, language)[:20] in page, (name, language)


@pytest.mark.parametrize("name", texts.TEXTS)
def test_every_text_is_whole_in_both_languages(name: str) -> None:
    text = texts.TEXTS[name]
    for template in (text.ko, text.en):
        assert sorted(set(texts.places(template))) == sorted(text.values), name
    assert texts.size_bytes(texts.example(name, "ko")) <= texts.LONG_BYTES
