"""Whoever became a contact is called: within the hours that the rule for contacts leaves."""

from datetime import datetime, timedelta
from uuid import UUID

from dongseon.console.audit.types import Actor
from dongseon.console.calls import actions as calls
from dongseon.console.calls.rules import Kind
from dongseon.console.cases.types import CaseRow
from dongseon.console.investigations.rules import Step
from dongseon.console.workflows import investigating

WITHIN = timedelta(hours=4)  # from naming a contact to the call; assumption


def notify(*, by: Actor, now: datetime, case: CaseRow, contact_id: UUID, person_id: UUID) -> UUID:
    """A call to tell a contact, once; and the clock of the case says that contacts are named."""
    investigating.reached(by=by, now=now, case_id=case.id, step=Step.CONTACTS)
    return calls.open_task(
        by=by,
        now=now,
        kind=Kind.CONTACT_NOTICE,
        person_id=person_id,
        area=case.area,
        due_at=now + WITHIN,
        key=f"contact {contact_id}",
        case_id=case.id,
    )
