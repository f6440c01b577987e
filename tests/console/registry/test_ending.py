"""A destroyed key ends every copy: database, blind index, notes, an older store, an older database."""

from datetime import date, datetime, timedelta
from uuid import UUID, uuid4

import pytest

from dongseon.console.audit import actions as audit
from dongseon.console.audit.types import HOUSE, Actor, Look, Subject
from dongseon.console.registry import actions, endings, queries, vault
from dongseon.console.registry.actions import Overtaken
from dongseon.console.registry.endings import Held
from dongseon.console.registry.keys.sealing import DoesNotOpen
from dongseon.console.registry.models import BlindIndex, Ending, Note, Person, Version
from dongseon.console.registry.types import FIELDS, SUBJECT, DataClass, Identity
from dongseon.errors import InvalidInput, NotFound

WHO = Actor(uuid4(), "investigator", "11")
MINSU = Identity(
    name="김민수", birth_date=date(1985, 3, 2), phones=("01012345678",), address="종로 1"
)


@pytest.fixture
def person(db: None, now: datetime) -> UUID:
    """Somebody with two notes."""
    person_id = actions.enrol(by=WHO, now=now, identity=MINSU)
    for kind, text in ((DataClass.HEALTH, "기침"), (DataClass.LOCATION, "종로 카페")):
        actions.write_note(by=WHO, now=now, person_id=person_id, data_class=kind, text=text)
    return person_id


def look(now: datetime, person_id: UUID) -> Look:
    """A look at everything of a person."""
    fields = (*FIELDS, *DataClass)
    return audit.look(
        by=WHO, now=now, act="t", subjects=[Subject(SUBJECT, person_id)], fields=fields
    )


def destroy(now: datetime, person_id: UUID, *classes: DataClass) -> None:
    """Destroy and finish, as after a commit."""
    endings.destroy(
        by=WHO, now=now, person_ids=[person_id], classes=classes or tuple(DataClass), why="t"
    )
    endings.finish(by=HOUSE, now=now)


def test_who_was_erased_is_nowhere(person: UUID, now: datetime) -> None:
    sealed = [(row.key_id, bytes(row.sealed)) for row in Version.objects.filter(person=person)]
    destroy(now, person)
    assert not Version.objects.filter(person=person).exists()
    assert not Note.objects.filter(person=person).exists()
    assert not BlindIndex.objects.filter(person=person).exists()
    assert queries.find(phone="01012345678") == queries.find(text="김민수") == ()
    assert vault.store().by_id([key_id for key_id, _ in sealed]) == {}
    with pytest.raises(NotFound, match="erased"):
        queries.identity_of(person, look(now, person))
    assert queries.persons([person])[person].destroyed_at == now


def test_one_kind_of_data_ends_before_the_others(person: UUID, now: datetime) -> None:
    destroy(now, person, DataClass.LOCATION)
    assert queries.identity_of(person, look(now, person)) == MINSU
    assert [note.text for note in queries.notes_of(person, look(now, person))] == ["기침"]
    again = actions.write_note(
        by=WHO, now=now, person_id=person, data_class=DataClass.LOCATION, text="부산역"
    )
    assert queries.notes([again], look(now, person))[again].text == "부산역"


def test_the_index_forgets_a_kind_with_it(person: UUID, now: datetime) -> None:
    destroy(now, person, DataClass.CONTACT)
    assert queries.find(phone="01012345678") == ()
    assert queries.find(text="김민수") == (person,)


def test_a_legal_hold_stops_it_until_it_is_lifted(person: UUID, now: datetime) -> None:
    held = endings.hold(by=WHO, now=now, person_id=person, reference="2020Hun-Ma1028")
    assert queries.persons([person])[person].held
    with pytest.raises(Held, match="legal hold"):
        destroy(now, person)
    endings.lift(by=WHO, now=now, hold_id=held, why="decided")
    destroy(now, person)
    with pytest.raises(InvalidInput, match="hold"):
        endings.lift(by=WHO, now=now, hold_id=held, why="again")


def test_a_hold_on_one_holds_everybody_merged_with_them(person: UUID, now: datetime) -> None:
    other = actions.enrol(by=WHO, now=now, identity=MINSU)
    actions.merge(by=WHO, now=now, person_id=other, survivor_id=person, why="t")
    endings.hold(by=WHO, now=now, person_id=other, reference="1")
    with pytest.raises(Held):  # the class says all
        destroy(now, person)


def test_what_was_merged_ends_with_the_survivor(person: UUID, now: datetime) -> None:
    other = actions.enrol(by=WHO, now=now, identity=MINSU)
    actions.merge(by=WHO, now=now, person_id=other, survivor_id=person, why="t")
    destroy(now, person)
    assert not Version.objects.filter(person=other).exists()
    assert queries.persons([other])[other].destroyed_at == now


def test_nothing_is_written_about_somebody_who_is_being_erased(person: UUID, now: datetime) -> None:
    endings.destroy(by=WHO, now=now, person_ids=[person], classes=[DataClass.HEALTH], why="t")
    with pytest.raises(Overtaken, match="erased"):
        actions.write_note(by=WHO, now=now, person_id=person, data_class=DataClass.HEALTH, text="x")
    endings.finish(by=HOUSE, now=now)
    actions.write_note(by=WHO, now=now, person_id=person, data_class=DataClass.HEALTH, text="x")


def test_an_erasure_cut_off_after_the_commit_is_finished_later(person: UUID, now: datetime) -> None:
    endings.destroy(by=WHO, now=now, person_ids=[person], classes=tuple(DataClass), why="t")
    keys = list(Ending.objects.filter(person=person).values_list("key_id", flat=True))
    assert set(Ending.objects.filter(person=person).values_list("key_destroyed_at", flat=True)) == {
        None
    }
    assert vault.store().by_id(keys)
    later = now + timedelta(hours=1)
    assert endings.finish(by=HOUSE, now=later) == len(keys) == 5
    assert endings.finish(by=HOUSE, now=later) == 0
    assert {one.key_destroyed_at for one in queries.endings_of(person)} == {later}


def test_a_restored_database_loses_again_what_was_destroyed(person: UUID, now: datetime) -> None:
    versions = list(Version.objects.filter(person=person).values())
    notes = list(Note.objects.filter(person=person).values())
    destroy(now, person)
    Ending.objects.filter(person=person).delete()  # as the dump of yesterday has it
    Person.objects.filter(pk=person).update(destroyed_at=None)
    Version.objects.bulk_create(Version(**values) for values in versions)
    Note.objects.bulk_create(Note(**values) for values in notes)
    with pytest.raises(DoesNotOpen, match="is missing"):
        queries.identity_of(person, look(now, person))
    endings.replay(by=HOUSE, now=now)
    assert not Version.objects.filter(person=person).exists()
    assert queries.persons([person])[person].destroyed_at == now
    assert len(queries.endings_of(person)) == 5


def test_the_index_that_no_dump_holds_is_made_anew(person: UUID, now: datetime) -> None:
    BlindIndex.objects.all().delete()
    assert queries.find(text="김민수") == ()
    endings.replay(by=HOUSE, now=now)
    assert queries.find(text="김민수", birth_date=date(1985, 3, 2)) == (person,)


def test_keys_that_a_failed_transaction_left_are_swept(person: UUID, now: datetime) -> None:
    endings.sweep(by=HOUSE, now=now + timedelta(hours=1))  # of tests before: keys do not roll back
    lost = uuid4()
    vault.store().make([(lost, DataClass.IDENTITY)], now=now)
    assert endings.sweep(by=HOUSE, now=now + timedelta(hours=1)) == 0
    endings.sweep(by=HOUSE, now=now + timedelta(days=2))
    assert vault.store().of([lost], DataClass.IDENTITY) == {}
    assert queries.identity_of(person, look(now, person)) == MINSU
