"""What may be asked, by the dated rule: every allowed request passes, and one step more does not."""

from dataclasses import replace
from datetime import UTC, date, datetime, timedelta
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from dongseon import mandate as m
from dongseon.errors import InvalidInput
from dongseon.mandate import policy as policies
from dongseon.records import categories

from . import cast
from .cast import (
    ALERT,
    ALICE,
    BASIS,
    CARDS,
    DANA,
    DAY,
    EUN,
    KNOWN_TOKEN,
    NIGHT,
    NOW,
    ONSET,
    PAYMENTS,
    PERSON,
    PRESENCE,
    RESOLVE,
    TELCO,
    TOKEN,
    WINDOW,
    judge,
    reasons,
)

HOUR = timedelta(hours=1)
SOURCE = replace(
    PERSON,
    purpose=m.Purpose.FIND_SOURCE,
    basis=replace(
        BASIS,
        direction=m.Direction.SOURCE,
        justification="No link to a known case after two interviews.",
    ),
)
PHONE = (m.Identifier(m.Scheme.PHONE, "01012345678"),)


def person(window: m.Window, basis: m.Basis | None = BASIS, **changes: Any) -> m.Mandate:
    return replace(PERSON, question=m.PersonQuestion(PHONE, window), basis=basis, **changes)


# ── what passes ───────────────────────────────────────────────────────────────────────────────


def test_one_person_s_connections() -> None:
    decision = judge(PERSON)
    assert decision.accepted
    assert decision.mandate == PERSON
    assert decision.requester is not None
    assert decision.approver is not None
    assert (decision.requester.officer_id, decision.approver.officer_id) == (
        ALICE.officer_id,
        cast.BORA.officer_id,
    )


def test_one_person_s_payments_need_no_police() -> None:
    assert judge(PAYMENTS, holder=CARDS).accepted


def test_who_was_there_and_a_text_to_them() -> None:
    assert judge(PRESENCE).accepted
    assert judge(ALERT).accepted


def test_whose_token_it_was() -> None:
    assert judge(RESOLVE, issued_tokens={TOKEN: KNOWN_TOKEN}).accepted


def test_where_the_case_was_infected() -> None:
    window = m.Window(NOW - 15 * DAY, NOW - 3 * DAY)
    request = replace(SOURCE, question=m.PersonQuestion(PHONE, window))
    assert judge(request).accepted


def test_a_decision_names_the_body_it_is_about() -> None:
    body = cast.sign(PERSON)
    assert judge(body).digest == judge(body).digest != judge(cast.sign(PAYMENTS)).digest
    assert judge(b"noise").digest != judge(b"other noise").digest


def test_a_time_without_a_zone_cannot_be_judged_by() -> None:
    with pytest.raises(InvalidInput, match="has no zone"):
        judge(PERSON, now=datetime(2020, 5, 9, 12))  # noqa: DTZ001  # what is refused


# ── the window ────────────────────────────────────────────────────────────────────────────────


def test_two_days_before_onset_are_whole_local_days() -> None:
    """Onset on 7 May: from 5 May 00:00 in Seoul, which is 4 May 15:00 in UTC."""
    allowed = m.allowed_window(BASIS, cast.POLICY, NOW)
    assert allowed == m.Window(datetime(2020, 5, 4, 15, tzinfo=UTC), NOW)


def test_until_isolation() -> None:
    basis = replace(BASIS, isolated_at=NOW - 5 * HOUR)
    allowed = m.allowed_window(basis, cast.POLICY, NOW)
    assert allowed is not None
    assert allowed.end == NOW - 5 * HOUR
    assert judge(person(allowed, basis)).accepted


def test_isolation_to_come_does_not_open_the_future() -> None:
    basis = replace(BASIS, isolated_at=NOW + 5 * HOUR)
    assert m.allowed_window(basis, cast.POLICY, NOW) == m.allowed_window(BASIS, cast.POLICY, NOW)


def test_who_was_isolated_before_the_window_began_has_none() -> None:
    basis = replace(BASIS, isolated_at=NOW - 9 * DAY)
    assert m.allowed_window(basis, cast.POLICY, NOW) is None
    assert reasons(judge(person(WINDOW, basis))) == ["window_too_wide"]


def test_a_source_window_ends_with_the_day_of_onset() -> None:
    assert SOURCE.basis is not None
    allowed = m.allowed_window(SOURCE.basis, cast.POLICY, NOW)
    assert allowed == m.Window(
        datetime(2020, 4, 22, 15, tzinfo=UTC), datetime(2020, 5, 7, 15, tzinfo=UTC)
    )
    assert reasons(judge(SOURCE)) == ["window_too_wide"]  # its window is the forward one


def test_a_source_window_needs_its_own_justification() -> None:
    assert SOURCE.basis is not None
    window = m.Window(NOW - 10 * DAY, NOW - 3 * DAY)
    bare = replace(
        SOURCE,
        question=m.PersonQuestion(PHONE, window),
        basis=replace(SOURCE.basis, justification="why not"),
    )
    assert reasons(judge(bare)) == ["source_not_justified"]


@given(
    days=st.integers(0, 40),
    direction=st.sampled_from(m.Direction),
    isolated_h=st.none() | st.integers(0, 400),
    begin_h=st.integers(-500, 10),
    length_h=st.integers(1, 500),
)
def test_no_accepted_window_is_wider_than_the_rule(
    days: int, direction: m.Direction, isolated_h: int | None, begin_h: int, length_h: int
) -> None:
    """Whatever the dates: from at most 2 (source: 14) days before the day, never beyond the request."""
    basis = m.Basis(
        m.Reference.SAMPLING,
        ONSET - days * DAY,
        None if isolated_h is None else NOW - isolated_h * HOUR,
        direction,
        "x" * 30 if direction is m.Direction.SOURCE else "",
    )
    begin = NOW + begin_h * HOUR
    window = m.Window(begin, begin + length_h * HOUR)
    forward = direction is m.Direction.FORWARD
    purpose = m.Purpose.FIND_CONTACTS if forward else m.Purpose.FIND_SOURCE
    if judge(person(window, basis, purpose=purpose)).accepted:
        reference = datetime(2020, 5, 6, 15, tzinfo=UTC) - days * DAY  # 7 May 00:00 in Seoul
        assert window.begin >= reference - (2 if forward else 14) * DAY
        assert window.end <= PERSON.issued
        assert basis.isolated_at is None or not forward or window.end <= basis.isolated_at
        assert forward or window.end <= reference + DAY


@given(st.integers(0, 6 * 24), st.integers(1, 6 * 24))
def test_every_window_inside_the_allowed_one_is_accepted(begin_h: int, length_h: int) -> None:
    allowed = m.allowed_window(BASIS, cast.POLICY, PERSON.issued)
    assert allowed is not None
    begin = min(allowed.begin + begin_h * HOUR, allowed.end - timedelta(seconds=1))
    window = m.Window(begin, min(begin + length_h * HOUR, allowed.end))
    assert judge(person(window)).accepted


def test_everything_but_tokens_needs_a_basis() -> None:
    assert reasons(judge(replace(PERSON, basis=None))) == ["field_invalid"]
    known = {TOKEN: KNOWN_TOKEN}
    with_basis = replace(RESOLVE, basis=BASIS)
    assert reasons(judge(with_basis, issued_tokens=known)) == ["field_invalid"]


# ── the dated rule ────────────────────────────────────────────────────────────────────────────


def test_the_rule_of_the_day_of_issue_counts() -> None:
    """One day before onset until 2 April 2020, two days from 3 April 2020 on."""
    for issued_day, days in ((2, 1), (3, 2)):
        issued = datetime(2020, 4, issued_day, 5, tzinfo=UTC)
        basis = replace(BASIS, reference_day=date(2020, 4, 1))
        window = m.Window(datetime(2020, 3, 31, 15, tzinfo=UTC) - days * DAY, issued)
        request = person(window, basis, issued=issued, not_before=issued, expires=issued + HOUR)
        wider = person(
            replace(window, begin=window.begin - timedelta(seconds=1)),
            basis,
            issued=issued,
            not_before=issued,
            expires=issued + HOUR,
        )
        keys = cast.KEYS
        early = {key: replace(e, not_before=issued - DAY) for key, e in keys.enrolments.items()}
        keys = replace(keys, enrolments=early)
        assert judge(request, now=issued, keys=keys).accepted
        assert reasons(judge(wider, now=issued, keys=keys)) == ["window_too_wide"]


def test_the_day_is_the_local_one() -> None:
    """2 April, 15:00 in UTC is 3 April in Seoul."""
    assert policies.local_day(datetime(2020, 4, 2, 15, tzinfo=UTC)) == date(2020, 4, 3)
    assert policies.local_day(datetime(2020, 4, 2, 14, 59, tzinfo=UTC)) == date(2020, 4, 2)


def test_before_the_first_rule_nothing_may_be_asked() -> None:
    assert m.policy_on(date(2020, 1, 31)) is None
    later = (replace(cast.POLICY, since=date(2020, 6, 1)),)
    assert reasons(judge(PERSON, policies=later)) == ["no_policy"]


def test_the_rows_are_in_order_and_each_has_its_source() -> None:
    days = [row.since for row in m.POLICIES]
    assert days == sorted(set(days))
    assert all(row.source for row in m.POLICIES)
    assert m.policy_on(date(2030, 1, 1)) == m.POLICIES[-1]


# ── holder, article, purpose, numbers ─────────────────────────────────────────────────────────


def test_a_holder_answers_for_what_it_keeps() -> None:
    both = m.Holder("card-b", frozenset({m.Kind.APPROVAL, m.Kind.TAP}))
    assert judge(PAYMENTS, holder=both).accepted
    neither = m.Holder("card-b", frozenset({m.Kind.CHECK_IN}))
    assert reasons(judge(PAYMENTS, holder=neither)) == ["kind_not_kept"]


@pytest.mark.parametrize(
    ("article", "kinds", "accepted"),
    [
        (m.Article.LOCATION, (m.Kind.CONNECTION,), True),
        (m.Article.PERSONAL_DATA, (m.Kind.CONNECTION,), False),
        (m.Article.PERSONAL_DATA, (m.Kind.CHECK_IN,), True),
        (m.Article.LOCATION, (m.Kind.CHECK_IN,), False),
        (m.Article.LOCATION, (m.Kind.CONNECTION, m.Kind.CHECK_IN), False),
    ],
)
def test_location_and_the_rest_have_an_article_each(
    article: m.Article, kinds: tuple[m.Kind, ...], accepted: bool
) -> None:
    holder = replace(TELCO, kinds=frozenset(m.Kind))
    decision = judge(replace(PERSON, article=article, kinds=kinds), holder=holder)
    assert decision.accepted is accepted
    assert accepted or set(reasons(decision)) == {"article_does_not_cover"}


@pytest.mark.parametrize("purpose", m.Purpose)
def test_each_question_has_purposes_of_its_own(purpose: m.Purpose) -> None:
    fits = {
        m.Purpose.FIND_CONTACTS: {"person", "presence"},
        m.Purpose.CHECK_STATEMENT: {"person"},
        m.Purpose.IDENTIFY_CONTACT: {"resolve"},
        m.Purpose.WARN_THOSE_PRESENT: {"alert"},
    }
    questions = {"person": PERSON, "presence": PRESENCE, "resolve": RESOLVE, "alert": ALERT}
    passed = {
        name
        for name, request in questions.items()
        if judge(replace(request, purpose=purpose), issued_tokens={TOKEN: KNOWN_TOKEN}).accepted
    }
    assert passed == fits.get(purpose, set())


def test_the_necessity_is_stated() -> None:
    assert reasons(judge(replace(PERSON, necessity="urgent"))) == ["necessity_not_stated"]


def test_a_number_serves_a_kind_that_is_asked_for() -> None:
    card = m.Identifier(m.Scheme.CARD, "4000-1")
    question = m.PersonQuestion((*PHONE, card), WINDOW)
    assert reasons(judge(replace(PERSON, question=question))) == ["identifiers_do_not_fit"]
    question = m.PersonQuestion((card,), WINDOW)
    assert reasons(judge(replace(PERSON, question=question))) == ["identifiers_do_not_fit"] * 2


# ── places ────────────────────────────────────────────────────────────────────────────────────


def at(*areas: m.Area, least_stay_min: int = 30, **changes: Any) -> m.Mandate:
    return replace(PRESENCE, question=m.PresenceQuestion(areas, least_stay_min), **changes)


@pytest.mark.parametrize(
    "category", ["church", "clinic", "union_office", "press_office", "unheard_of"]
)
def test_a_sensitive_place_needs_the_centre_and_for_location_the_central_police(
    category: str,
) -> None:
    area = m.Area(("S1",), category, NIGHT)
    assert reasons(judge(at(area))) == ["central_must_approve"]
    decision = judge(at(area, approver=DANA.signatory))
    assert decision.accepted
    assert decision.sensitive
    assert reasons(judge(at(area, approver=EUN.signatory))) == ["police_must_approve"]


def test_payments_at_a_sensitive_place_need_the_central_health_agency() -> None:
    area = m.Area(("p-hall",), "church", NIGHT)
    request = replace(PAYMENTS, question=m.PresenceQuestion((area,), 0))
    assert reasons(judge(request, holder=CARDS)) == ["central_must_approve"] * 2
    assert judge(replace(request, approver=EUN.signatory), holder=CARDS).accepted


def test_a_text_to_a_congregation_needs_the_centre_too() -> None:
    assert isinstance(ALERT.question, m.AlertQuestion)
    area = m.Area(("S1",), "church", NIGHT)
    request = replace(ALERT, question=replace(ALERT.question, areas=(area,)))
    assert reasons(judge(request)) == ["central_must_approve"]


def test_every_category_of_our_registers_is_ordinary_or_sensitive() -> None:
    """A kind of place that is added there must be judged here."""
    assert not policies.ORDINARY & policies.SENSITIVE
    assert set(categories.KINDS) <= policies.ORDINARY | policies.SENSITIVE


def test_one_stay_has_a_day_and_all_of_them_four() -> None:
    day = m.Window(NIGHT.begin, NIGHT.begin + DAY)
    longer = replace(day, end=day.end + timedelta(seconds=1))
    assert judge(at(m.Area(("S1",), "club", day))).accepted
    assert reasons(judge(at(m.Area(("S1",), "club", longer)))) == ["window_too_wide"]
    days = tuple(m.Area((f"S{n}",), "club", day) for n in range(4))
    assert judge(at(*days)).accepted
    assert reasons(judge(at(*days, m.Area(("S9",), "club", NIGHT)))) == ["window_too_wide"]


def test_stays_and_places_are_counted() -> None:
    brief = m.Window(NIGHT.begin, NIGHT.begin + HOUR)
    areas = tuple(m.Area((f"S{n}",), "club", brief) for n in range(41))
    assert judge(at(*areas[:40])).accepted
    assert reasons(judge(at(*areas))) == ["too_many"]


def test_the_least_stay_is_for_what_has_a_length() -> None:
    assert judge(at(m.Area(("S1",), "club", NIGHT), least_stay_min=5)).accepted
    assert reasons(judge(at(m.Area(("S1",), "club", NIGHT), least_stay_min=4))) == [
        "stay_too_short"
    ]
    payments = replace(PAYMENTS, question=m.PresenceQuestion((m.Area(("p-1",), "club", NIGHT),), 0))
    assert judge(payments, holder=CARDS).accepted


def test_a_place_is_asked_about_in_the_case_s_window_only() -> None:
    before = m.Window(NIGHT.begin - 3 * DAY, NIGHT.end - 3 * DAY)
    assert reasons(judge(at(m.Area(("S1",), "club", before)))) == ["window_too_wide"]
