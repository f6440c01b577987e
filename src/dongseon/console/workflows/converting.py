"""From contact to case and from suspicion to contact: both ways, and nothing of either is lost.

A contact who falls ill becomes a case of their own and stays a contact of the case that they met. A case
that turns out to be none, of somebody who met a case, goes on as the contact that they are.
"""

from datetime import date, datetime
from uuid import UUID

from django.db import transaction
from django.utils.translation import gettext as _

from dongseon.console.audit.types import Actor
from dongseon.console.cases import contacts, queries
from dongseon.console.cases.contacts import NewContact
from dongseon.console.cases.rules import Basis, Classification, Dates, State
from dongseon.console.cases.types import CaseUnknown, Origin, Refused
from dongseon.console.registry.types import Identity
from dongseon.console.workflows import case_page, following_up, reporting
from dongseon.console.workflows.reporting import Report


@transaction.atomic
def to_case(
    *,
    by: Actor,
    now: datetime,
    contact_id: UUID,
    classification: Classification,
    basis: Basis,
    onset_on: date | None,
) -> UUID:
    """A contact becomes a case; the contact stays, with its own history. The case's id.

    Somebody with an open case gets no second one: that one is classified. Raises CaseUnknown, Refused.
    """
    contact = queries.contact(contact_id, area=by.area)
    if contact is None:
        raise CaseUnknown(contact_id)
    for row in queries.cases_of_persons([contact.person_id], area=by.area):
        if row.state is State.OPEN:
            if row.classification is not classification:
                case_page.classify(
                    by=by,
                    now=now,
                    case_id=row.id,
                    seen=row.version,
                    classification=classification,
                    basis=basis,
                )
            return row.id
    today = reporting.local_day(now)
    report = Report(
        Identity(),  # the person is in the registry already
        contact.area,
        classification,
        basis,
        Dates(onset_on, None, today),
        person_id=contact.person_id,
    )
    [case_id] = following_up.report_cases(by=by, now=now, reports=[report], origin=Origin.DESK)
    return case_id


@transaction.atomic
def to_contact(
    *,
    by: Actor,
    now: datetime,
    case_id: UUID,
    met_id: UUID,
    relation: str,
    last_met_on: date | None,
) -> UUID:
    """A case that is none becomes a contact of the case that they met; its history stays. The contact's id.

    Whoever is known as that case's contact already stays so. Raises CaseUnknown, Refused.
    """
    row = queries.case(case_id, area=by.area).row
    met = queries.case(met_id, area=by.area).row
    if row.person_id == met.person_id:
        raise Refused(_("Nobody is a contact of themselves."))
    if row.classification is Classification.CONFIRMED:
        raise Refused(_("This case is confirmed: a contact is somebody who is not."))
    if row.classification is not Classification.NOT_A_CASE:
        case_page.classify(
            by=by,
            now=now,
            case_id=case_id,
            seen=row.version,
            classification=Classification.NOT_A_CASE,
            basis=Basis.PCR_NEGATIVE,
        )
    for known in queries.contacts(met_id):
        if known.person_id == row.person_id:
            return known.id
    new = NewContact(row.person_id, met_id, row.area, relation, last_met_on)
    [contact_id] = contacts.name_contacts(by=by, now=now, new=[new], origin=Origin.DESK)
    return contact_id
