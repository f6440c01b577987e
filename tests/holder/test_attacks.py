"""Attacks on an open holder that forged paper alone does not make: races, clocks, keys stolen and revoked."""

from concurrent.futures import ThreadPoolExecutor
from dataclasses import replace

import pytest
from tests.mandate import cast
from tests.mandate.cast import PERSON, PRESENCE, RESOLVE, sign

from dongseon import mandate as m
from dongseon.errors import NotFound

from .makers import CASE, Kept
from .test_service import ask, digest, log_of


def test_the_same_request_from_eight_hands_at_once_is_accepted_once(kept: Kept) -> None:
    body = sign(PERSON)
    with ThreadPoolExecutor(8) as hands:
        found = list(hands.map(kept.service.submit, [body] * 8))
    reasons = [[r.reason.value for r in one.decision.refusals] for one in found]
    assert sorted(reasons) == [[]] + [["replayed"]] * 7
    assert [entry["what"] for entry in log_of(kept)].count("accepted") == 1
    assert kept.service.answer_next() == PERSON.mandate_id
    assert kept.service.answer_next() == ""


def test_one_id_over_two_requests_at_once_is_accepted_once(kept: Kept) -> None:
    other = replace(PRESENCE, mandate_id=PERSON.mandate_id)
    with ThreadPoolExecutor(2) as hands:
        found = list(hands.map(kept.service.submit, [sign(PERSON), sign(other)]))
    assert sum(one.decision.accepted for one in found) == 1


def test_an_answer_that_lies_ready_is_withheld_once_a_key_under_it_is_revoked(kept: Kept) -> None:
    """A thief who asked in time must not fetch after the theft was told."""
    body = sign(PERSON)
    ask(kept, PERSON)
    sent = [entry["what"] for entry in log_of(kept)].count("sent")
    assert kept.service.admit("revocation", cast.revocation_body(cast.BORA, kept.clock.now)).ok
    with pytest.raises(NotFound, match="was revoked"):
        kept.service.hand_out(PERSON.mandate_id, digest(body))
    assert [entry["what"] for entry in log_of(kept)].count("sent") == sent


def test_a_clock_set_back_makes_no_old_request_new(kept: Kept) -> None:
    body = sign(PERSON)
    ask(kept, PERSON)
    kept.clock.go_on(hours=73)
    kept.service.erase_what_is_over()
    kept.clock.go_on(hours=-73)
    again = kept.service.submit(body)
    assert [r.reason.value for r in again.decision.refusals] == ["replayed"]
    kept.service = kept.again().service
    assert not kept.service.submit(body).decision.accepted


def test_a_token_that_was_forgotten_stays_so_when_the_clock_is_set_back(kept: Kept) -> None:
    _, area = ask(kept, PRESENCE)
    kept.clock.go_on(hours=73)
    kept.service.erase_what_is_over()
    kept.clock.go_on(hours=-73)
    question = m.ResolveQuestion(PRESENCE.mandate_id, (area["token"][0].as_py(),))
    decision = kept.service.submit(sign(replace(RESOLVE, question=question))).decision
    assert [r.reason.value for r in decision.refusals] == ["token_not_known"]


def test_one_phone_in_two_spellings_brings_no_row_twice(kept: Kept) -> None:
    spellings = (CASE, "+82" + CASE[1:])
    identifiers = tuple(m.Identifier(m.Scheme.PHONE, spelling) for spelling in spellings)
    question = m.PersonQuestion(identifiers, cast.WINDOW)
    _, twice = ask(kept, replace(PERSON, question=question))
    _, once = ask(kept, replace(PERSON, mandate_id="e" * 32))
    assert twice.equals(once)
    assert len(once) == 3


def test_the_digest_of_another_s_request_fetches_nothing(kept: Kept) -> None:
    """Two officers of one city: each fetches what is their own."""
    mine, theirs = PERSON, replace(PRESENCE, approver=PERSON.approver)
    ask(kept, mine)
    ask(kept, theirs)
    for asked, shown in ((mine, theirs), (theirs, mine)):
        with pytest.raises(NotFound, match="there is no such request"):
            kept.service.hand_out(asked.mandate_id, digest(sign(shown)))
