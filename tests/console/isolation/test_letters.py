"""Letters: every edition in both languages, never changed once served, the same words years later."""

import hashlib
from datetime import date, datetime
from uuid import UUID

import pytest
from tests.console.cast import Player
from tests.console.isolation.people import order_by

from dongseon.console.isolation import letters, queries
from dongseon.console.isolation.letters import CURRENT, TEMPLATES, Letters
from dongseon.console.isolation.models import Paper
from dongseon.console.registry import actions as registry
from dongseon.console.registry import queries as people
from dongseon.console.registry.types import Identity
from dongseon.console.workflows import isolating_letters
from dongseon.errors import InvalidInput

# What was served stays as it was: a changed text is a new edition, never a new digest here.
SERVED = {
    "contact-1": "d2fa351c79cbaf81",
    "entrant-1": "c9b03f8194683311",
    "case-1": "c7ea4ba524dfcb0d",
    "provisional-1": "35d6ced908d6bb20",
    "extension-1": "7413ce94902e4d7d",
    "release-1": "036164b1f180a57f",
    "answer-1": "a267c8d77f9ce68a",
}
VALUES = {
    "name": "한가람", "dated": "2020년 5월 6일", "office": "마포구 보건소", "number": "BKRM-TXWP-H",
    "days": "14", "asked_per_day": "3",
}  # fmt: skip


@pytest.mark.parametrize("template", TEMPLATES)
def test_a_text_that_was_served_is_never_changed(template: str) -> None:
    said = repr(sorted((key, repr(text)) for key, text in TEMPLATES[template].items()))
    assert hashlib.sha256(said.encode()).hexdigest()[:16] == SERVED[template]


@pytest.mark.parametrize("template", TEMPLATES)
@pytest.mark.parametrize("language", letters.LANGUAGES)
def test_every_letter_can_be_written_in_both_languages(template: str, language: str) -> None:
    letter = letters.written(template, language, VALUES)
    assert letter.title
    assert "{" not in repr(letter)


def test_every_kind_of_letter_has_a_current_edition() -> None:
    assert set(CURRENT) == set(Letters)
    assert set(CURRENT.values()) <= set(TEMPLATES)


def test_a_letter_without_a_value_is_refused() -> None:
    with pytest.raises(InvalidInput, match="contact-1: days"):
        letters.written("contact-1", "ko", {key: text for key, text in VALUES.items() if key != "days"})  # fmt: skip
    with pytest.raises(InvalidInput, match="no letter"):
        letters.written("contact-0", "ko", VALUES)


def test_the_digest_knows_every_letter_of_the_values() -> None:
    one = letters.digest("contact-1", "ko", VALUES)
    assert one == letters.digest("contact-1", "ko", dict(reversed(VALUES.items())))
    assert one != letters.digest("contact-1", "en", VALUES)
    assert one != letters.digest("contact-1", "ko", VALUES | {"days": "15"})


def test_days_are_written_as_the_language_writes_them() -> None:
    assert letters.day(date(2020, 5, 6), "ko") == "2020년 5월 6일(수)"
    assert letters.day(date(2020, 5, 6), "en") == "Wednesday, 6 May 2020"


@pytest.mark.django_db
def test_a_letter_stays_as_it_was_served_when_the_name_is_put_right(
    officer: Player, now: datetime
) -> None:
    order_id = order_by(officer, now)
    before = printed(officer, now, order_id)
    person_id = queries.order(order_id, area="").row.person_id
    registry.amend(
        by=officer.actor, now=now, person_id=person_id,
        revision=people.persons([person_id])[person_id].revision,
        identity=Identity(name="한가람이", phones=("01012345678",)), fields=["name"],
    )  # fmt: skip
    assert printed(officer, now, order_id) == before


def printed(officer: Player, now: datetime, order_id: UUID) -> bytes:
    paper = next(one for one in queries.papers(order_id) if one.language == "ko")
    return isolating_letters.pdf(by=officer.actor, now=now, paper_id=paper.id)[0]


@pytest.mark.django_db
def test_a_letter_whose_words_were_changed_behind_our_back_is_not_printed(
    officer: Player, now: datetime
) -> None:
    order_id = order_by(officer, now)
    Paper.objects.filter(order=order_id).update(digest=b"0" * 32)
    with pytest.raises(RuntimeError, match="not those that were served"):
        printed(officer, now, order_id)
