"""Acts and looks are written down in their own transaction, and stay."""

from datetime import datetime
from uuid import uuid4

import pytest
from django.db import ProgrammingError, connection, transaction

from dongseon.console.audit import actions, queries
from dongseon.console.audit.actions import OutsideTransaction
from dongseon.console.audit.models import Entry
from dongseon.console.audit.queries import NotWrittenDown
from dongseon.console.audit.types import Actor, Subject

WHO = Actor(uuid4(), "investigator", "11")
PERSON = Subject("person", uuid4())


def test_an_act_outside_a_transaction_is_refused(db: None, now: datetime) -> None:
    connection.in_atomic_block, kept = False, connection.in_atomic_block
    try:
        with pytest.raises(OutsideTransaction, match="the transaction of the act"):
            actions.record(by=WHO, now=now, act="cases.open", subjects=[PERSON])
    finally:
        connection.in_atomic_block = kept


def test_a_look_opens_what_it_names_and_no_more(db: None, now: datetime) -> None:
    look = actions.look(by=WHO, now=now, act="registry.see", subjects=[PERSON], fields=["name"])
    queries.require(look, [PERSON], ["name"])
    with pytest.raises(NotWrittenDown, match="does not cover"):
        queries.require(look, [PERSON], ["phone"])
    with pytest.raises(NotWrittenDown, match="does not cover"):
        queries.require(look, [Subject("person", uuid4())], ["name"])


@pytest.mark.parametrize(
    "statement",
    ["UPDATE audit_entry SET why = ''", "DELETE FROM audit_entry", "TRUNCATE audit_entry"],
)
def test_the_application_cannot_change_what_is_written(
    db: None, now: datetime, statement: str
) -> None:
    actions.record(by=WHO, now=now, act="cases.open", subjects=[PERSON])
    with (
        pytest.raises(ProgrammingError, match="permission denied"),
        transaction.atomic(),
        connection.cursor() as cursor,
    ):
        cursor.execute(statement)
    assert Entry.objects.filter(subject_id=PERSON.id).count() == 1
