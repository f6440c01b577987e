"""The rule of a day is one row; a successor takes two people and changes nothing that was decided."""

from dataclasses import asdict
from datetime import date, datetime
from typing import Any
from uuid import UUID, uuid4

import pytest
from django.db import IntegrityError, ProgrammingError, connection, transaction
from django.utils import translation
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from dongseon.console.audit.types import Actor
from dongseon.console.policy import actions, kinds, queries
from dongseon.console.policy.actions import Refused
from dongseon.console.policy.first_rows import FIRST_ROWS
from dongseon.console.policy.kinds import KINDS, Quarantine
from dongseon.console.policy.models import Row
from dongseon.errors import InvalidInput, NotFound

ONE, OTHER = Actor(uuid4(), "epidemiologist", ""), Actor(uuid4(), "approver", "")
TODAY = date(2020, 5, 6)


@pytest.fixture(autouse=True)
def english() -> Any:
    """Refusals are read in English here."""
    with translation.override("en"):
        yield


def propose(now: datetime, **changes: Any) -> UUID:
    """A proposal of a shorter quarantine, by the first officer."""
    said: dict[str, Any] = {
        "by": ONE,
        "now": now,
        "today": TODAY,
        "name": "quarantine",
        "value": {"days": 10, "asked_per_day": 3},
        "valid_from": date(2020, 6, 1),
        "source": "a test",
        "decided_by": "nobody",
    }
    return actions.propose(**(said | changes))


@pytest.mark.parametrize(
    ("day", "days_needed"),
    [(date(2020, 6, 24), 0), (date(2020, 6, 25), 10), (date(2021, 1, 1), 10)],
)
def test_release_changed_on_the_25th_of_june(db: None, day: date, days_needed: int) -> None:
    assert queries.rule(kinds.RELEASE, day).value.symptomatic_days == days_needed


def test_contacts_were_of_two_tiers_until_the_3rd_of_february(db: None) -> None:
    assert queries.rule(kinds.CONTACTS, date(2020, 2, 3)).value.tiers == ("close", "casual")
    assert queries.rule(kinds.CONTACTS, date(2020, 2, 4)).value.tiers == ("contact",)


def test_no_rule_holds_before_the_first(db: None) -> None:
    with pytest.raises(NotFound, match=r"release: no rule holds on 2019-12-31"):
        queries.rule(kinds.RELEASE, date(2019, 12, 31))


@given(day=st.dates(date(2020, 3, 2), date(2023, 1, 1)))
@settings(
    max_examples=25, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture]
)
def test_exactly_one_rule_of_each_kind_holds_on_any_day(db: None, day: date) -> None:
    for kind in KINDS.values():
        holding = [
            rule
            for rule in queries.history(kind)
            if rule.valid_from <= day and (rule.valid_to is None or day < rule.valid_to)
        ]
        assert holding == [queries.rule(kind, day)]


def test_a_successor_holds_from_its_day_and_the_old_row_stays_as_it_was(
    db: None, now: datetime
) -> None:
    decided_under = queries.rule(kinds.QUARANTINE, TODAY)
    new = actions.approve(by=OTHER, now=now, today=TODAY, proposal_id=propose(now))
    assert queries.rule(kinds.QUARANTINE, date(2020, 5, 31)).id == decided_under.id
    assert queries.rule(kinds.QUARANTINE, date(2020, 6, 1)).id == new
    then = queries.rule_of(decided_under.id)
    assert then.value == decided_under.value == Quarantine(14, 3)
    assert then.valid_to == date(2020, 6, 1)


def test_a_rule_that_has_not_begun_can_be_corrected_for_its_day(db: None, now: datetime) -> None:
    wrong = actions.approve(by=OTHER, now=now, today=TODAY, proposal_id=propose(now))
    again = propose(now, value={"days": 12, "asked_per_day": 3})
    right = actions.approve(by=OTHER, now=now, today=TODAY, proposal_id=again)
    assert queries.rule(kinds.QUARANTINE, date(2020, 6, 1)).id == right
    assert queries.rule_of(wrong).value.days == 10


def test_who_proposed_a_rule_cannot_approve_it(db: None, now: datetime) -> None:
    with pytest.raises(Refused, match="cannot approve"), transaction.atomic():
        actions.approve(by=ONE, now=now, today=TODAY, proposal_id=propose(now))
    with pytest.raises(IntegrityError, match="rule_is_of_two_people"), transaction.atomic():
        Row.objects.create(
            id=uuid4(),
            name="quarantine",
            value={},
            valid_from=TODAY,
            source="x",
            decided_by="x",
            entered_at=now,
            proposed_by=ONE.officer_id,
            approved_by=ONE.officer_id,
        )


def test_the_second_who_decides_on_a_proposal_is_refused(db: None, now: datetime) -> None:
    proposal = propose(now)
    actions.refuse(by=OTHER, now=now, proposal_id=proposal, why="wrong day")
    with pytest.raises(Refused, match="somebody else has decided"):
        actions.approve(by=OTHER, now=now, today=TODAY, proposal_id=proposal)


@pytest.mark.parametrize(
    ("changes", "words"),
    [
        ({"valid_from": TODAY}, "tomorrow at the earliest"),
        ({"source": " "}, "source"),
        ({"name": "curfew"}, "no kind of rule"),
        ({"value": {"days": 10}}, "asked_per_day: is missing"),
        ({"value": {"days": "10", "asked_per_day": 3}}, "days: expected int"),
        ({"value": {"days": True, "asked_per_day": 3}}, "days: expected int"),
        ({"value": {"days": -1, "asked_per_day": 3}}, "days: is below 0"),
        ({"value": [14]}, "is no object"),
    ],
)
def test_what_cannot_be_a_rule_is_refused_with_its_field(
    db: None, now: datetime, changes: dict[str, Any], words: str
) -> None:
    with pytest.raises(InvalidInput, match=words):
        propose(now, **changes)


def test_two_proposals_for_one_rule_do_not_wait_at_once(db: None, now: datetime) -> None:
    propose(now)
    with pytest.raises(Refused, match="waits already"):
        propose(now)


@pytest.mark.parametrize(
    "statement", ["UPDATE policy_row SET value = '{}'", "DELETE FROM policy_row"]
)
def test_the_database_refuses_to_edit_a_rule(db: None, statement: str) -> None:
    with (
        pytest.raises(ProgrammingError, match="permission denied"),
        transaction.atomic(),
        connection.cursor() as cursor,
    ):
        cursor.execute(statement)


@pytest.mark.parametrize("first", FIRST_ROWS, ids=lambda first: f"{first.name} {first.valid_from}")
def test_every_first_row_fits_its_form_and_names_its_source(first: Any) -> None:
    value = kinds.read(first.name, first.value)
    assert kinds.read(first.name, kinds.write(value)) == value
    assert asdict(value).keys() == first.value.keys()
    assert len(first.source) > 20
