"""Contact, suspected, case: both ways, and nothing of either is lost."""

from datetime import date, datetime
from uuid import UUID

import pytest
from tests.console.cast import HAEUNDAE, MAPO, Player, cast

from dongseon.console.audit.types import HOUSE
from dongseon.console.cases import contacts, queries
from dongseon.console.cases.contacts import NewContact
from dongseon.console.cases.rules import Basis, Classification, Dates
from dongseon.console.cases.types import CaseUnknown, Origin, Refused
from dongseon.console.registry import actions as registry
from dongseon.console.registry.types import Identity
from dongseon.console.workflows import converting, reporting
from dongseon.console.workflows.reporting import Report

pytestmark = pytest.mark.django_db
MET = date(2020, 5, 1)


@pytest.fixture
def kim(db: None) -> Player:
    """An investigator in Mapo."""
    return cast("investigator")["investigator"]


def case(now: datetime, classification: Classification, basis: Basis, area: str = MAPO) -> UUID:
    """A case of somebody new."""
    report = Report(
        Identity(name="김하나"), area, classification, basis, Dates(None, now.date(), now.date())
    )
    [case_id] = reporting.report_cases(by=HOUSE, now=now, reports=[report], origin=Origin.DESK)
    return case_id


def confirmed(now: datetime, area: str = MAPO) -> UUID:
    """A confirmed case."""
    return case(now, Classification.CONFIRMED, Basis.PCR_POSITIVE, area)


def contact(now: datetime, case_id: UUID) -> UUID:
    """Somebody whom it met."""
    person_id = registry.enrol(by=HOUSE, now=now, identity=Identity(name="박둘"))
    new = NewContact(person_id, case_id, MAPO, "household", MET)
    [contact_id] = contacts.name_contacts(by=HOUSE, now=now, new=[new], origin=Origin.DESK)
    return contact_id


def fell_ill(by: Player, now: datetime, contact_id: UUID) -> UUID:
    """The contact is suspected now."""
    return converting.to_case(
        by=by.actor, now=now, contact_id=contact_id, classification=Classification.SUSPECTED,
        basis=Basis.SYMPTOMS_AND_CONTACT, onset_on=MET,
    )  # fmt: skip


def test_a_contact_who_falls_ill_is_a_case_and_stays_a_contact(now: datetime, kim: Player) -> None:
    index = confirmed(now)
    contact_id = contact(now, index)
    case_id = fell_ill(kim, now, contact_id)
    row = queries.case(case_id, area=MAPO).row
    kept = queries.contact(contact_id, area=MAPO)
    assert kept is not None
    assert row.person_id == kept.person_id
    assert row.dates.onset_on == MET
    assert [one.act for one in queries.history(contact_id)] == ["named"]


def test_twice_is_one_case_and_a_second_look_classifies_it(now: datetime, kim: Player) -> None:
    contact_id = contact(now, confirmed(now))
    case_id = fell_ill(kim, now, contact_id)
    assert fell_ill(kim, now, contact_id) == case_id
    again = converting.to_case(
        by=kim.actor, now=now, contact_id=contact_id, classification=Classification.CONFIRMED,
        basis=Basis.PCR_POSITIVE, onset_on=None,
    )  # fmt: skip
    assert again == case_id
    assert [one.classification for one in queries.decisions(case_id)] == [
        Classification.CONFIRMED, Classification.SUSPECTED,
    ]  # fmt: skip


def test_a_suspicion_that_is_none_goes_on_as_a_contact(now: datetime, kim: Player) -> None:
    index = confirmed(now)
    suspect = case(now, Classification.SUSPECTED, Basis.SYMPTOMS_AND_CONTACT)
    for _time in range(2):
        contact_id = converting.to_contact(
            by=kim.actor, now=now, case_id=suspect, met_id=index, relation="work", last_met_on=MET
        )
    [known] = queries.contacts(index)
    assert known.id == contact_id
    row = queries.case(suspect, area=MAPO).row
    assert row.classification is Classification.NOT_A_CASE
    assert len(queries.decisions(suspect)) == 2


def test_there_and_back_again_keeps_everything(now: datetime, kim: Player) -> None:
    index = confirmed(now)
    contact_id = contact(now, index)
    case_id = fell_ill(kim, now, contact_id)
    back = converting.to_contact(
        by=kim.actor, now=now, case_id=case_id, met_id=index, relation="household", last_met_on=MET
    )
    assert back == contact_id
    assert fell_ill(kim, now, contact_id) == case_id
    assert len(queries.decisions(case_id)) == 3


def test_a_confirmed_case_is_no_contact_and_nobody_their_own(now: datetime, kim: Player) -> None:
    index, other = confirmed(now), confirmed(now)
    for met in (index, other):
        with pytest.raises(Refused, match=r"confirmed|themselves"):
            converting.to_contact(
                by=kim.actor, now=now, case_id=index, met_id=met, relation="", last_met_on=None
            )


def test_elsewhere_is_unknown(now: datetime, kim: Player) -> None:
    far = confirmed(now, HAEUNDAE)
    with pytest.raises(CaseUnknown, match=str(far)):
        converting.to_contact(
            by=kim.actor, now=now, case_id=far, met_id=far, relation="", last_met_on=None
        )
    with pytest.raises(CaseUnknown, match=str(far)):
        fell_ill(kim, now, far)
