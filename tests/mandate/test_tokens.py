"""Tokens: unlike each other, for a time, under a cap, and telling nothing."""

import secrets
from collections.abc import Callable
from dataclasses import replace
from datetime import timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from dongseon import mandate as m
from dongseon.errors import InvalidInput
from dongseon.mandate import tokens

from .cast import NOW, PERSON, POLICY, PRESENCE, RESOLVE, judge


def phones(count: int) -> dict[m.Identifier, m.Kind]:
    return {
        m.Identifier(m.Scheme.PHONE, f"010{number:08}"): m.Kind.CONNECTION
        for number in range(count)
    }


def issue(
    subjects: dict[m.Identifier, m.Kind],
    mandate: m.Mandate = PRESENCE,
    policy: m.Policy = POLICY,
    draw: Callable[[int], bytes] = secrets.token_bytes,
) -> m.Issue:
    return m.issue(subjects, mandate, policy=policy, now=NOW, sensitive=False, draw=draw)


@given(st.integers(0, 60))
def test_everybody_gets_one_and_nobody_the_same(count: int) -> None:
    found = issue(phones(count)).tokens
    assert {token.subject for token in found} == set(phones(count))
    assert len({token.value for token in found}) == count


def test_two_mandates_about_one_person_have_nothing_in_common() -> None:
    again = replace(PRESENCE, mandate_id="9" * 32)
    first, second = issue(phones(20)).tokens, issue(phones(20), again).tokens
    assert not {token.value for token in first} & {token.value for token in second}


def test_a_token_is_drawn_and_not_derived() -> None:
    """Nothing of number, mandate or order is in it: it is the bytes that were drawn."""
    drawn: list[bytes] = []

    def draw(count: int) -> bytes:
        drawn.append(secrets.token_bytes(count))
        return drawn[-1]

    found = issue(phones(5), draw=draw).tokens
    assert all(len(value) == 16 for value in drawn)
    assert {"t_" + tokens.keys.encode(value) for value in drawn} == {t.value for t in found}


def test_the_order_of_tokens_tells_nothing_of_the_order_of_people() -> None:
    found = issue(phones(50)).tokens
    assert [token.value for token in found] == sorted(token.value for token in found)
    assert [token.subject for token in found] != list(phones(50))


def test_more_than_the_cap_is_refused_as_a_whole() -> None:
    policy = replace(POLICY, most_tokens=10)
    assert len(issue(phones(10), policy=policy).tokens) == 10
    refused = issue(phones(11), policy=policy)
    assert refused.tokens == ()
    assert [refusal.reason for refusal in refused.refusals] == [m.Reason.TOO_MANY]


def test_chance_that_repeats_itself_is_found_out() -> None:
    with pytest.raises(InvalidInput, match="the same bytes twice"):
        issue(phones(2), draw=bytes)


def test_tokens_are_for_the_question_who_was_present() -> None:
    with pytest.raises(InvalidInput, match="for the question who was present"):
        issue(phones(1), PERSON)


def test_a_token_is_resolved_by_a_second_mandate_until_it_expires() -> None:
    found = {token.value: token for token in issue(phones(3)).tokens}
    asked = sorted(found)[:2]
    question = m.ResolveQuestion(PRESENCE.mandate_id, tuple(asked))
    second = replace(RESOLVE, question=question)
    assert judge(second, issued_tokens=found).accepted
    assert m.resolve(question, found) == {value: found[value].subject for value in asked}
    later = NOW + timedelta(hours=72)
    again = replace(second, issued=later, not_before=later, expires=later + timedelta(hours=1))
    decision = judge(again, issued_tokens=found, now=later)
    assert {refusal.reason for refusal in decision.refusals} == {m.Reason.TOKEN_NOT_KNOWN}


def test_what_has_expired_is_to_be_forgotten() -> None:
    found = issue(phones(3)).tokens
    assert tokens.expired(found, NOW + timedelta(hours=71)) == ()
    assert set(tokens.expired(found, NOW + timedelta(hours=72))) == {t.value for t in found}
