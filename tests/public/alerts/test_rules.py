"""What may be sent when: the dated rules, and the floors that hold in an emergency too."""

from datetime import date, datetime, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from dongseon.errors import InvalidInput
from dongseon.public.alerts import rules
from dongseon.public.alerts.first_rows import FIRST_ROWS
from dongseon.public.alerts.rules import (
    Fault,
    Message,
    Refusal,
    Rule,
    Topic,
    may_override,
    refusals,
)

RULES = tuple(
    rules.read_rule(
        name=row.name,
        valid_from=date.fromisoformat(row.valid_from),
        value=row.value,
        decided_by=row.decided_by,
        source=row.source,
    )
    for row in FIRST_ROWS
)
moment = datetime.fromisoformat  # local, without a zone


def message(
    topic: Topic = Topic.MASS_INFECTION, at: str = "2021-04-02 12:00", text: str = "검사받으십시오"
) -> Message:
    return Message(topic, text, "Be tested", moment(at), moment(at) + timedelta(hours=6))


def told(found: Message, sent: tuple[Topic, ...] = ()) -> set[tuple[str, str]]:
    rule = rules.rule_on(RULES, found.sends_at.date())
    return {(each.rule, each.fault) for each in refusals(rule, found, sent)}


@pytest.mark.parametrize(
    ("day", "name"),
    [
        ("2020-05-09", "alerts-2020"),
        ("2021-03-31", "alerts-2020"),
        ("2021-04-01", "alerts-2021-04-01"),
        ("2021-04-07", "alerts-2021-04-07"),
    ],
)
def test_the_rule_of_a_day_is_the_last_that_has_begun(day: str, name: str) -> None:
    rule = rules.rule_on(RULES, date.fromisoformat(day))
    assert rule is not None
    assert rule.name == name


@pytest.mark.parametrize(
    "topic", sorted({Topic(each) for row in FIRST_ROWS for each in row.value["banned"]})
)
def test_from_april_2021_six_topics_are_banned_by_name(topic: Topic) -> None:
    assert told(message(topic)) == {("alerts-2021-04-01", "topic_banned")}


@pytest.mark.parametrize(
    "topic", [Topic.CONTACTS_UNKNOWN, Topic.MASS_INFECTION, Topic.STRICTER_MEASURE]
)
def test_three_topics_may_be_sent_under_every_rule(topic: Topic) -> None:
    for at in ("2020-03-01 12:00", "2021-04-02 12:00", "2021-05-02 12:00"):
        assert told(message(topic, at)) == set()


@pytest.mark.parametrize(
    ("clock", "quiet"),
    [("21:59", False), ("22:00", True), ("00:00", True), ("06:59", True), ("07:00", False)],
)
def test_nothing_is_sent_from_ten_to_seven(clock: str, quiet: bool) -> None:
    found = told(message(at=f"2021-04-02 {clock}"))
    assert (("alerts-2021-04-01", "quiet_hours") in found) is quiet


def test_before_april_2021_the_night_was_no_obstacle() -> None:
    assert told(message(Topic.PATHS, "2020-05-09 23:30")) == set()


def test_softened_a_week_later_numbers_go_once_a_day() -> None:
    counts = message(Topic.CASE_COUNTS, "2021-04-08 12:00")
    assert told(counts) == set()
    assert told(counts, (Topic.CASE_COUNTS,)) == {("alerts-2021-04-07", "once_a_day")}
    assert told(counts, (Topic.MASS_INFECTION,)) == set()


@pytest.mark.parametrize(
    ("found", "fault"),
    [
        (message(text="가" * 158), "too_long"),
        (message(text="확진자 연락처 010-1234-5678"), "names_somebody"),
        (message(text=" "), "no_translation"),
        (
            Message(Topic.PATHS, "가", "a", moment("2020-05-09 12:00"), moment("2020-05-13 12:00")),
            "expires_wrong",
        ),
    ],
)
def test_the_houses_floors_hold_whatever_the_rule(found: Message, fault: str) -> None:
    assert told(found) == {("house", fault)}
    assert not may_override(refusals(rules.rule_on(RULES, found.sends_at.date()), found, ()))


def test_no_rule_no_alert() -> None:
    assert refusals(None, message(), ()) == (Refusal(Fault.NO_RULE, "house"),)


@given(st.sets(st.sampled_from(Fault)))
def test_two_people_may_set_aside_the_dated_rule_and_nothing_else(faults: set[Fault]) -> None:
    found = [Refusal(fault, "x") for fault in faults]
    assert may_override(found) == (bool(faults) and faults <= rules.OVERRIDABLE)


@pytest.mark.parametrize(
    ("change", "said"),
    [
        ({"banned": ["gossip"]}, "'gossip' is not a valid Topic"),
        ({"banned": ["paths"], "once_a_day": ["paths"]}, "both banned and once a day"),
        ({"quiet_until": None}, "a beginning and an end"),
        ({"quiet_from": "25:00"}, "alert rule"),
        ({"more": 1}, "fields"),
    ],
)
def test_a_row_that_is_no_rule_is_refused(change: dict[str, object], said: str) -> None:
    row = FIRST_ROWS[1]
    with pytest.raises(InvalidInput, match=said):
        rules.read_rule(
            name="r",
            valid_from=date(2021, 5, 1),
            value=row.value | change,
            decided_by="x",
            source="y",
        )


def test_quiet_hours_within_a_day_are_read_too() -> None:
    siesta = Rule(
        "s",
        date(2020, 1, 1),
        frozenset(),
        frozenset(),
        moment("2020-01-01 13:00").time(),
        moment("2020-01-01 15:00").time(),
        "x",
        "y",
    )
    assert siesta.quiet(moment("2020-01-01 14:00").time())
    assert not siesta.quiet(moment("2020-01-01 15:00").time())
