"""A person is taken up, seen against a look, amended and found; the tables hold nothing to read."""

from dataclasses import replace
from datetime import date, datetime
from uuid import UUID, uuid4

import pytest
from django.db import connection
from django.utils import translation

from dongseon.console.audit import actions as audit
from dongseon.console.audit.queries import NotWrittenDown
from dongseon.console.audit.types import Actor, Look, Subject
from dongseon.console.registry import actions, queries
from dongseon.console.registry.actions import Overtaken
from dongseon.console.registry.keys.sealing import DoesNotOpen
from dongseon.console.registry.models import Version
from dongseon.console.registry.types import FIELDS, SUBJECT, DataClass, Identity, Sex
from dongseon.errors import InvalidInput

WHO = Actor(uuid4(), "investigator", "11")
MINSU = Identity(
    name="김민수",
    name_romanised="Kim Minsu",
    sex=Sex.MALE,
    birth_date=date(1985, 3, 2),
    phones=("010-1234-5678",),
    address="서울특별시 종로구 세종대로 1",
    hidden_address="쉼터 3",
)


def look(now: datetime, *person_ids: UUID, fields: tuple[str, ...] = FIELDS) -> Look:
    """A look at these persons."""
    subjects = [Subject(SUBJECT, one) for one in person_ids]
    return audit.look(by=WHO, now=now, act="registry.see", subjects=subjects, fields=fields)


def test_who_is_taken_up_is_seen_as_they_were_written(db: None, now: datetime) -> None:
    person_id = actions.enrol(by=WHO, now=now, identity=MINSU)
    seen = queries.identity_of(person_id, look(now, person_id))
    assert seen == replace(MINSU, phones=("01012345678",))


def test_nothing_opens_without_a_look_that_names_person_and_field(db: None, now: datetime) -> None:
    person_id = actions.enrol(by=WHO, now=now, identity=MINSU)
    with pytest.raises(NotWrittenDown, match="does not cover"):
        queries.identity_of(person_id, look(now, uuid4()))
    seen = queries.identity_of(person_id, look(now, person_id, fields=("name", "address")))
    assert seen == Identity(name=MINSU.name, address=MINSU.address)  # the hidden one not asked for


def test_the_tables_hold_nothing_to_read(db: None, now: datetime) -> None:
    actions.enrol(by=WHO, now=now, identity=MINSU)
    with connection.cursor() as cursor:
        for table in ("person", "version", "blindindex", "note"):
            cursor.execute(f"SELECT row_to_json(t)::text FROM registry_{table} t")  # noqa: S608  # our own tables
            rows = "".join(row[0] for row in cursor.fetchall())
            for plain in ("김민수", "Minsu", "12345678", "1985", "세종대로", "쉼터"):
                assert plain not in rows
                assert plain.encode().hex() not in rows


def test_a_row_that_was_swapped_with_sql_does_not_open(db: None, now: datetime) -> None:
    mine, other = actions.enrol_many(by=WHO, now=now, identities=[MINSU, replace(MINSU, name="이")])
    stolen = Version.objects.get(person_id=other, data_class=DataClass.IDENTITY)
    Version.objects.filter(person_id=mine, data_class=DataClass.IDENTITY).update(
        sealed=stolen.sealed, key_id=stolen.key_id
    )
    with pytest.raises(DoesNotOpen, match="sealed for another place"):
        queries.identity_of(mine, look(now, mine))


def test_amending_keeps_the_rest_and_refuses_who_saw_an_older_state(
    db: None, now: datetime
) -> None:
    person_id = actions.enrol(by=WHO, now=now, identity=MINSU)
    changed = Identity(phones=("02-123-4567",))
    actions.amend(
        by=WHO, now=now, person_id=person_id, revision=1, identity=changed, fields=["phones"]
    )
    seen = queries.identity_of(person_id, look(now, person_id))
    assert seen == replace(MINSU, phones=("021234567",))
    assert queries.find(phone="02 123 4567") == (person_id,)
    assert queries.find(phone="010-1234-5678") == ()
    with pytest.raises(Overtaken, match="somebody else changed"):
        actions.amend(
            by=WHO, now=now, person_id=person_id, revision=1, identity=changed, fields=["phones"]
        )


@pytest.mark.parametrize("text", ["김민수", "민수", "Min-soo Kim", "gim min su", "kim minsu"])
def test_somebody_is_found_by_any_writing_of_their_name(db: None, now: datetime, text: str) -> None:
    other = replace(MINSU, name="이영희", name_romanised="")
    mine, _ = actions.enrol_many(by=WHO, now=now, identities=[MINSU, other])
    assert queries.find(text=text) == (mine,)
    assert queries.find(text=text, birth_date=date(1985, 3, 2), phone="+82 10 1234 5678") == (mine,)
    assert queries.find(text=text, birth_date=date(1985, 3, 3)) == ()


def test_a_merged_person_is_found_as_their_survivor(db: None, now: datetime) -> None:
    first, second = actions.enrol_many(by=WHO, now=now, identities=[MINSU, MINSU])
    actions.merge(by=WHO, now=now, person_id=first, survivor_id=second, why="one phone")
    assert queries.find(text="김민수") == (second,)
    with pytest.raises(Overtaken, match="merged or erased"):
        actions.merge(by=WHO, now=now, person_id=first, survivor_id=second, why="again")


def test_a_note_opens_to_a_look_at_its_kind_of_data(db: None, now: datetime) -> None:
    person_id = actions.enrol(by=WHO, now=now, identity=MINSU)
    note_id = actions.write_note(
        by=WHO, now=now, person_id=person_id, data_class=DataClass.HEALTH, text="기침 3일"
    )
    seen = queries.notes([note_id], look(now, person_id, fields=("health",)))
    assert seen[note_id].text == "기침 3일"
    with pytest.raises(NotWrittenDown, match="does not cover"):
        queries.notes([note_id], look(now, person_id, fields=("location",)))


@pytest.mark.parametrize(
    ("identity", "words"),
    [
        (Identity(), "give a name"),
        (Identity(name="김", no_phone=True, phones=("01012345678",)), "no phone"),
        (Identity(name="김", phones=("12",)), "no phone number"),
        (Identity(name="김", birth_date=date(2090, 1, 1)), "birth date"),
        (Identity(name="김", safe_contact_only=True), "safe contact"),
        (Identity(name="김", address="850302-1234567"), "resident registration number"),
        (Identity(name="김", address="불법 체류"), "immigration status"),
    ],
)
def test_what_cannot_be_stored_is_refused_and_not_repeated(
    db: None, now: datetime, identity: Identity, words: str
) -> None:
    with translation.override("en"), pytest.raises(InvalidInput, match=words) as refused:
        actions.enrol(by=WHO, now=now, identity=identity)
    assert "1234567" not in str(refused.value)
