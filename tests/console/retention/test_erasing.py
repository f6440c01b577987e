"""What is due is erased on its day and not before, holds stop it, and a signed report proves it."""

from collections import Counter
from dataclasses import replace
from datetime import datetime, timedelta
from uuid import UUID, uuid4

import pytest
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey
from django.apps import apps
from django.db import ProgrammingError, connection, transaction

from dongseon.console.audit.types import HOUSE, Actor
from dongseon.console.cases.models import Case, Contact
from dongseon.console.keeping import Keeper
from dongseon.console.policy import kinds
from dongseon.console.registry import actions as registry
from dongseon.console.registry import endings, queries
from dongseon.console.registry import retention as people
from dongseon.console.registry.models import Note
from dongseon.console.registry.types import DataClass, Identity
from dongseon.console.retention import queries as reports
from dongseon.console.retention import reporting
from dongseon.console.retention.types import Line
from dongseon.console.workflows import erasure
from dongseon.errors import InvalidInput

WHO = Actor(uuid4(), "investigator", "11")
MINSU = Identity(name="김민수", phones=("01012345678",))


def enrol(now: datetime) -> UUID:
    """Somebody with a text about where they were."""
    person_id = registry.enrol(by=WHO, now=now, identity=MINSU)
    registry.write_note(
        by=WHO, now=now, person_id=person_id, data_class=DataClass.LOCATION, text="종로 카페"
    )
    return person_id


def case_of(person_id: UUID, at: datetime, *, state: str = "closed") -> UUID:
    """A case as the register keeps it."""
    return Case.objects.create(
        number=uuid4().hex[:9],
        person_id=person_id,
        area="11440",
        classification="confirmed",
        state=state,
        reported_on=at.date(),
        origin="desk",
        opened_at=at,
        changed_at=at,
    ).pk


def run(now: datetime, days: float = 0.0) -> dict[str, int]:
    """The daily run so many days later: rule → how many were erased, of all that follow it."""
    later = now + timedelta(days=days)
    ran = erasure.run(by=HOUSE, now=later, today=later.date())
    while endings.finish(by=HOUSE, now=later):
        pass
    counts: Counter[str] = Counter()
    for line in ran.lines:
        counts[line.rule] += line.count
    return counts


def is_erased(person_id: UUID) -> bool:
    """Whether nothing of somebody opens any more."""
    return queries.persons([person_id])[person_id].destroyed_at is not None


@pytest.mark.parametrize(("days", "gone"), [(29.9, False), (30.1, True)])
def test_a_person_in_no_file_ends_on_the_day_of_the_rule(
    db: None, now: datetime, days: float, gone: bool
) -> None:
    person_id = enrol(now)
    run(now, days)
    assert is_erased(person_id) is gone


def test_a_person_stays_while_a_file_needs_them_and_goes_with_it(db: None, now: datetime) -> None:
    person_id = enrol(now)
    case_of(person_id, now)
    run(now, 1_094)
    assert not is_erased(person_id)
    said = run(now, 1_096)
    assert said["retention.case"] == said["retention.person"] == 1
    assert is_erased(person_id)
    assert not Case.objects.exists()


def test_an_open_case_is_kept_however_old(db: None, now: datetime) -> None:
    person_id = enrol(now)
    case_of(person_id, now, state="open")
    run(now, 5_000)
    assert not is_erased(person_id)
    assert Note.objects.filter(person=person_id).exists()


def test_where_somebody_was_ends_before_who_they_are(db: None, now: datetime) -> None:
    person_id = enrol(now)
    case_of(person_id, now)
    assert run(now, 27)["retention.location"] == 0
    assert run(now, 29)["retention.location"] == 1
    assert not Note.objects.filter(person=person_id).exists()
    assert not is_erased(person_id)


def test_a_contact_who_did_not_fall_ill_ends_before_the_case(db: None, now: datetime) -> None:
    ill, well = enrol(now), enrol(now)
    case_id = case_of(ill, now)
    Contact.objects.create(
        number="C1",
        person_id=well,
        case_id=case_id,
        area="11440",
        relation="work",
        state="closed",
        origin="desk",
        opened_at=now,
        changed_at=now,
    )
    run(now, 91)
    assert is_erased(well)
    assert not is_erased(ill)


def test_a_legal_hold_stops_every_erasure_until_it_is_lifted(db: None, now: datetime) -> None:
    person_id = enrol(now)
    case_of(person_id, now)
    held = endings.hold(by=WHO, now=now, person_id=person_id, reference="2020Hun-Ma1028")
    assert set(run(now, 5_000).values()) == {0}
    assert Case.objects.filter(person_id=person_id).exists()
    endings.lift(by=WHO, now=now, hold_id=held, why="decided")
    run(now, 5_000)
    assert is_erased(person_id)


def test_who_was_merged_into_somebody_needed_is_kept_with_them(db: None, now: datetime) -> None:
    older, survivor = enrol(now), enrol(now)
    registry.merge(by=WHO, now=now, person_id=older, survivor_id=survivor, why="t")
    case_of(older, now, state="open")
    run(now, 5_000)
    assert not is_erased(older)
    assert not is_erased(survivor)


def test_the_report_says_what_by_which_rule_and_digests_it(db: None, now: datetime) -> None:
    person_id = enrol(now)
    later = now + timedelta(days=31)
    ran = erasure.run(by=HOUSE, now=later, today=later.date())
    report = reports.report(ran.report_id)
    assert report.good
    line = next(line for line in report.lines if line.rule == "retention.person")
    assert (line.count, line.days) == (1, 30)
    assert line.digest == reporting.digest_of([person_id])
    assert "김민수" not in report.text
    assert str(person_id) not in report.text


def test_a_report_that_was_changed_does_not_hold(now: datetime) -> None:
    key = Ed25519PrivateKey.generate()
    line = Line(("a.B",), "retention.case", uuid4(), 30, now, 3, reporting.digest_of([uuid4()]))
    text = reporting.sign([line], report_id=uuid4(), at=now, key=key)
    assert reporting.check(text, key=key.public_key()) == (line,)
    for changed in (text.replace('"count": 3', '"count": 2'), text[:-40], "{}", ""):
        with pytest.raises(InvalidInput, match="does not hold"):
            reporting.check(changed, key=key.public_key())
    with pytest.raises(InvalidInput, match="does not hold"):
        reporting.check(text, key=Ed25519PrivateKey.generate().public_key())


@pytest.mark.parametrize(
    "statement", ["UPDATE retention_report SET erased = 0", "DELETE FROM retention_report"]
)
def test_the_database_refuses_to_change_a_report(db: None, statement: str) -> None:
    with (
        pytest.raises(ProgrammingError, match="permission denied"),
        transaction.atomic(),
        connection.cursor() as cursor,
    ):
        cursor.execute(statement)


def test_a_holding_that_fails_keeps_the_others_from_nothing(db: None, now: datetime) -> None:
    """Each holding has a transaction of its own: what was erased before a fault stays erased."""
    person_id = enrol(now)

    def fail(**said: object) -> tuple[UUID, ...]:
        raise RuntimeError("the disk")

    broken = Keeper(holdings=(replace(people.KEEPER.holdings[0], erase=fail),))
    later = now + timedelta(days=31)
    with pytest.raises(ExceptionGroup, match="erasure"):
        erasure.run(by=HOUSE, now=later, today=later.date(), keepers=(broken, people.KEEPER))
    assert is_erased(person_id)


def test_every_table_is_declared_as_held_or_as_not_personal() -> None:
    declared = [
        model
        for keeper in erasure.KEEPERS
        for model in [*keeper.not_personal, *(m for h in keeper.holdings for m in h.models)]
    ]
    ours = {
        model._meta.label  # Django's public name for it
        for model in apps.get_models()
        if model.__module__.startswith("dongseon.console.")
    }
    assert ours - set(declared) == set()
    assert set(declared) - ours == set()


def test_every_holding_names_a_rule_of_policy_or_ends_with_something_else() -> None:
    for holding in erasure.kept():
        assert (holding.rule in kinds.KINDS) or (holding.rule == "" and holding.erase is None)
