"""Key destroyed: nothing to read in database, dump, store of keys, jobs, sessions or log. By search.

Everything is written as it would be in earnest (the transaction is undone at the end, so the dump is
taken by COPY of every table instead of pg_dump, which another connection would do).
"""

import logging
import zlib
from datetime import date, datetime
from uuid import UUID, uuid4

import pytest
from django.db import connection
from psycopg import sql

from dongseon.console.audit import actions as audit
from dongseon.console.audit.types import HOUSE, Actor, Subject
from dongseon.console.registry import actions, endings, queries, vault
from dongseon.console.registry.search import terms
from dongseon.console.registry.types import FIELDS, SUBJECT, DataClass, Identity

WHO = Actor(uuid4(), "investigator", "11")
PLAIN = (
    "황금독수리",
    "Hwang Geumdoksuri",
    "01098765432",
    "1971-11-23",
    "비밀로 77",
    "쉼터 99",
    "부정맥 진단",
)
SECRET = Identity(
    name=PLAIN[0],
    name_romanised=PLAIN[1],
    phones=(PLAIN[2],),
    birth_date=date.fromisoformat(PLAIN[3]),
    address=PLAIN[4],
    hidden_address=PLAIN[5],
)


@pytest.fixture
def person(db: None, now: datetime, caplog: pytest.LogCaptureFixture) -> UUID:
    """Somebody taken up, looked at, amended, searched and noted: all that leaves traces."""
    caplog.set_level(logging.DEBUG)
    person_id = actions.enrol(by=WHO, now=now, identity=SECRET)
    actions.write_note(
        by=WHO, now=now, person_id=person_id, data_class=DataClass.HEALTH, text=PLAIN[6]
    )
    actions.amend(
        by=WHO,
        now=now,
        person_id=person_id,
        revision=1,
        identity=Identity(address="다른 길 1"),
        fields=["address"],
        why="moved",
    )
    look = audit.look(
        by=WHO, now=now, act="t", subjects=[Subject(SUBJECT, person_id)], fields=FIELDS
    )
    assert queries.identity_of(person_id, look).name == PLAIN[0]
    assert queries.find(text=PLAIN[0]) == queries.find(phone=PLAIN[2]) == (person_id,)
    return person_id


def everything(caplog: pytest.LogCaptureFixture) -> bytes:
    """Every table of the database, the store of keys, and all that was logged."""
    said = []
    with connection.cursor() as cursor:
        cursor.execute("SELECT tablename FROM pg_tables WHERE schemaname = 'public'")
        for (table,) in cursor.fetchall():
            with cursor.copy(sql.SQL("COPY {} TO STDOUT").format(sql.Identifier(table))) as stream:
                said += [bytes(block) for block in stream]
    said += [path.read_bytes() for path in vault.store().folder.iterdir()]
    said.append("\n".join(record.getMessage() for record in caplog.records).encode())
    return b"\n".join(said)


def forms_of(plain: str) -> list[bytes]:
    """How a text might lie about: as it is, in hexadecimal, escaped, in other encodings."""
    encoded = [plain.encode(), plain.encode("cp949"), plain.encode("utf-16-le")]
    escaped = plain.encode("unicode_escape")
    return [*encoded, *(one.hex().encode() for one in encoded), escaped, zlib.compress(encoded[0])]


def test_nothing_that_names_somebody_is_readable_even_while_they_are_there(
    person: UUID, caplog: pytest.LogCaptureFixture
) -> None:
    said = everything(caplog)
    assert str(person).encode() in said  # we do look in the right place
    assert not [plain for plain in PLAIN for form in forms_of(plain) if form in said]


def test_after_erasure_neither_key_nor_sealed_text_nor_blind_index_is_left(
    person: UUID, now: datetime, caplog: pytest.LogCaptureFixture
) -> None:
    store = vault.store()
    before = everything(caplog)
    key_ids = store.ids_of([person]).values()
    marks = ",".join("?" * len(key_ids))
    wrapped = store.connection().execute(
        f"SELECT wrapped FROM keys WHERE key_id IN ({marks})",  # noqa: S608  # marks
        [one.bytes for one in key_ids],
    )
    wrapped_keys = [row[0] for row in wrapped]
    blinded = terms.blinded(terms.terms_of(SECRET), store.files().index)
    assert len(wrapped_keys) == 4  # identity, contact, address, health
    assert all(str(one).encode() in before for one in blinded)
    endings.destroy(by=WHO, now=now, person_ids=[person], classes=tuple(DataClass), why="request 7")
    endings.finish(by=HOUSE, now=now)
    after = everything(caplog)
    assert not [one for one in wrapped_keys if one in after]
    assert not [one for one in blinded if str(one).encode() in after]
    assert not [plain for plain in PLAIN for form in forms_of(plain) if form in after]


def test_an_older_copy_of_everything_is_worth_nothing_without_the_key(
    person: UUID, now: datetime
) -> None:
    """A backup of the database from before the erasure holds texts that no key opens any more."""
    with connection.cursor() as cursor:
        cursor.execute("SELECT key_id, sealed FROM registry_version WHERE person_id = %s", [person])
        backup = cursor.fetchall()
    endings.destroy(by=WHO, now=now, person_ids=[person], classes=tuple(DataClass), why="t")
    endings.finish(by=HOUSE, now=now)
    assert len(backup) == 4
    assert vault.store().by_id([row[0] for row in backup]) == {}
