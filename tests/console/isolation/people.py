"""People of the stories: a case, whom it met, and who watches over them."""

from datetime import date, datetime, timedelta
from uuid import UUID

from tests.console.cast import HAEUNDAE, MAPO, Player

from dongseon.console.cases import contacts
from dongseon.console.cases.contacts import NewContact
from dongseon.console.cases.rules import Basis, Classification, Dates
from dongseon.console.cases.types import Origin
from dongseon.console.isolation import queries
from dongseon.console.isolation.types import OrderRow
from dongseon.console.registry import actions as registry
from dongseon.console.registry.types import Identity
from dongseon.console.workflows import isolating, reporting
from dongseon.console.workflows.isolating import Circumstances
from dongseon.console.workflows.reporting import Report

MET = date(2020, 5, 4)
WHO = Identity(
    name="한가람",
    name_romanised="Han Garam",
    phones=("01012345678",),
    birth_date=date(1990, 5, 6),
    address="서울특별시 마포구 양화로 1",
)


def case_by(player: Player, now: datetime, *, name: str = "김민준", area: str = MAPO) -> UUID:
    """A confirmed case."""
    report = Report(
        identity=Identity(name=name, phones=("01099998888",)),
        area=area,
        classification=Classification.CONFIRMED,
        basis=Basis.PCR_POSITIVE,
        dates=Dates(None, None, now.date()),
    )
    return reporting.report_cases(by=player.actor, now=now, reports=[report], origin=Origin.DESK)[0]


def contact_by(
    player: Player,
    now: datetime,
    *,
    case_id: UUID,
    identity: Identity = WHO,
    met: date | None = MET,
    area: str = MAPO,
) -> UUID:
    """Somebody who met a case."""
    person_id = registry.enrol(by=player.actor, now=now, identity=identity)
    new = NewContact(person_id, case_id, area, "household", met)
    return contacts.name_contacts(by=player.actor, now=now, new=[new], origin=Origin.DESK)[0]


def order_by(
    player: Player, now: datetime, *, identity: Identity = WHO, met: date = MET, area: str = MAPO
) -> UUID:
    """Somebody under quarantine."""
    case_id = case_by(player, now, area=area)
    contact_id = contact_by(player, now, case_id=case_id, identity=identity, met=met, area=area)
    return isolating.order_contact(
        by=player.actor,
        now=now,
        contact_id=contact_id,
        how=Circumstances(officer_id=player.officer_id),
    )


def row_of(order_id: UUID) -> OrderRow:
    """The order as it is now."""
    return queries.order(order_id, area="").row


ELSEWHERE = HAEUNDAE
DAY = timedelta(days=1)
