"""A mandate as JSON: read as it was written, and every fault named at once."""

from dataclasses import replace
from datetime import UTC, date, datetime, timedelta
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from dongseon import mandate as m
from dongseon.mandate import canonical, content

from .cast import ALERT, ALICE, BORA, NOW, PAYMENTS, PERSON, PRESENCE, RESOLVE, judge

IDS = st.from_regex(r"[0-9a-f]{32}", fullmatch=True)
NAMES = st.from_regex(r"[A-Za-z0-9][A-Za-z0-9._:@-]{0,79}", fullmatch=True)
PLACES = st.from_regex(r"[A-Za-z0-9가-힣][A-Za-z0-9가-힣 ._:#@()-]{0,79}", fullmatch=True)
TIMES = st.integers(0, 4_000_000_000).map(lambda s: datetime.fromtimestamp(s, UTC))
PROSE = st.text("abc äöü 가나다.,!?-\U0001f637", max_size=80).map(str.strip)


@st.composite
def windows(draw: st.DrawFn) -> m.Window:
    begin = draw(TIMES)
    return m.Window(begin, begin + timedelta(seconds=draw(st.integers(1, 10**6))))


AREAS = st.lists(
    st.builds(
        m.Area,
        place_ids=st.lists(PLACES, min_size=1, max_size=4, unique=True).map(tuple),
        category=st.sampled_from(["", "club", "church"]),
        window=windows(),
    ),
    min_size=1,
    max_size=3,
    unique=True,
).map(tuple)
PHONES = st.from_regex(r"\+?[0-9]{8,15}", fullmatch=True)
CARDS = st.from_regex(r"[A-Za-z0-9][A-Za-z0-9-]{2,39}", fullmatch=True)
IDENTIFIERS = st.builds(m.Identifier, st.just(m.Scheme.PHONE), PHONES) | st.builds(
    m.Identifier, st.sampled_from([m.Scheme.CARD, m.Scheme.TRANSIT_CARD]), CARDS
)
TOKENS = st.from_regex(r"t_[A-Za-z0-9_-]{22}", fullmatch=True)
MINUTES = st.integers(0, 1440)
QUESTIONS = (
    st.builds(
        m.PersonQuestion,
        identifiers=st.lists(IDENTIFIERS, min_size=1, max_size=4, unique=True).map(tuple),
        window=windows(),
    )
    | st.builds(m.PresenceQuestion, areas=AREAS, least_stay_min=MINUTES)
    | st.builds(
        m.ResolveQuestion,
        of_mandate=IDS,
        tokens=st.lists(TOKENS, min_size=1, max_size=5, unique=True).map(tuple),
    )
    | st.builds(
        m.AlertQuestion,
        areas=AREAS,
        least_stay_min=MINUTES,
        text_ko=PROSE.filter(bool),
        text_en=PROSE.filter(bool),
    )
)
BASES = st.none() | st.builds(
    m.Basis,
    reference=st.sampled_from(m.Reference),
    reference_day=st.dates(date(1970, 1, 1), date(2100, 1, 1)),
    isolated_at=st.none() | TIMES,
    direction=st.sampled_from(m.Direction),
    justification=PROSE,
)
SIGNATORIES = st.builds(m.Signatory, NAMES, st.sampled_from([ALICE.key_id, BORA.key_id]))
MANDATES = st.builds(
    m.Mandate,
    mandate_id=IDS,
    holder_id=NAMES,
    case_id=NAMES,
    article=st.sampled_from(m.Article),
    purpose=st.sampled_from(m.Purpose),
    necessity=PROSE,
    kinds=st.lists(st.sampled_from(m.Kind), min_size=1, unique=True).map(tuple),
    question=QUESTIONS,
    basis=BASES,
    requester=SIGNATORIES,
    approver=SIGNATORIES,
    issued=TIMES,
    not_before=TIMES,
    expires=TIMES,
)


@given(MANDATES)
def test_a_mandate_is_read_as_it_was_written(mandate: m.Mandate) -> None:
    payload = m.write(mandate)
    assert content.read(canonical.read_json(payload)) == (mandate, ())
    assert canonical.is_canonical(payload, canonical.read_json(payload))


@given(MANDATES)
def test_any_mandate_at_all_is_judged(mandate: m.Mandate) -> None:
    """Signed or not, sensible or not: a decision, never an unforeseen error."""
    body = m.seal(
        m.write(mandate), [(ALICE.key_id, bytes(64)), (BORA.key_id, bytes(64))], m.Type.MANDATE
    )
    assert not judge(body).accepted


@pytest.mark.parametrize("request_", [PERSON, PRESENCE, PAYMENTS, ALERT, RESOLVE])
def test_every_question_survives_the_way(request_: m.Mandate) -> None:
    assert content.read(canonical.read_json(m.write(request_))) == (request_, ())


def faults(value: dict[str, Any]) -> list[tuple[str, str]]:
    mandate, found = content.read(value)
    assert mandate is None
    return [(fault.reason.value, fault.where) for fault in found]


def changed(mandate: m.Mandate = PERSON, **changes: Any) -> dict[str, Any]:
    value = canonical.read_json(m.write(mandate))
    assert isinstance(value, dict)
    return value | changes


def test_all_faults_are_named_at_once() -> None:
    value = changed(holder=7, purpose="curiosity", kinds=[], issued="soon", extra=1)
    del value["case_id"]
    assert faults(value) == [
        ("field_missing", "case_id"),
        ("field_unknown", "extra"),
        ("field_invalid", "holder"),
        ("field_invalid", "purpose"),
        ("field_invalid", "kinds"),
        ("field_invalid", "issued"),
    ]


@pytest.mark.parametrize("field", sorted(canonical.read_json(m.write(PERSON)).keys() - {"schema"}))
def test_every_field_is_needed_and_has_a_type(field: str) -> None:
    value = changed()
    del value[field]
    assert ("field_missing", field) in faults(value)
    for wrong in (5, True, [[]], {"a": {}}):
        assert faults(changed(**{field: wrong}))


def test_a_field_deep_inside_is_named_by_its_way() -> None:
    question = changed(PRESENCE)["question"]
    question["areas"][0]["window"]["to"] = "never"
    assert ("field_invalid", "question.areas[0].window.to") in faults(
        changed(PRESENCE, question=question)
    )


def test_nothing_comes_twice_in_a_list() -> None:
    assert faults(changed(kinds=["connection", "connection"])) == [("field_invalid", "kinds")]
    question = changed()["question"]
    question["identifiers"] *= 2
    assert faults(changed(question=question)) == [("field_invalid", "question.identifiers")]


def test_an_empty_alert_is_none() -> None:
    question = changed(ALERT)["question"] | {"text_en": ""}
    assert faults(changed(ALERT, question=question)) == [("field_invalid", "question.text_en")]


def test_a_question_of_an_unknown_sort() -> None:
    assert faults(changed(question={"ask": "everything"})) == [("field_invalid", "question.ask")]
    assert faults(changed(question=[])) == [("field_invalid", "question")]


def test_true_is_no_number_of_minutes() -> None:
    question = changed(PRESENCE)["question"] | {"least_stay_min": True}
    assert faults(changed(PRESENCE, question=question)) == [
        ("field_invalid", "question.least_stay_min")
    ]


def test_a_name_that_an_attacker_chose_is_not_repeated_as_it_is() -> None:
    """It may end on a terminal or in a log."""
    ((_, where),) = faults(changed(**{"\x1b[2J" + "x" * 500: 1}))
    assert where.isprintable()
    assert len(where) < 80


def test_fractions_of_a_second_are_left_out() -> None:
    later = replace(PERSON, issued=NOW + timedelta(microseconds=5))
    assert m.write(later) == m.write(replace(PERSON, issued=NOW))
