"""What follows a case elsewhere: to another area, to its contacts, to the end of its clock."""

from datetime import timedelta

from tests.console import cast as company
from tests.console.investigations.conftest import Stage, draft

from dongseon.console.audit.types import HOUSE
from dongseon.console.cases import transfers
from dongseon.console.cases.rules import TransferReason
from dongseon.console.investigations import asked, queries
from dongseon.console.investigations.rules import Step
from dongseon.console.workflows import investigating, investigating_outcomes, transferring


def test_a_case_takes_its_investigation_and_its_requests_along(signing: Stage) -> None:
    request_id = draft(signing)
    transfer = transfers.offer(
        by=signing.by().actor,
        now=signing.now,
        case_id=signing.case_id,
        to_area=company.HAEUNDAE,
        reason=TransferReason.LIVES_THERE,
    )
    other = signing.by("investigator_haeundae").actor
    transferring.accept(by=other, now=signing.now, transfer_id=transfer)
    assert queries.one(signing.case_id, area=company.HAEUNDAE).area == company.HAEUNDAE
    assert asked.one(request_id, area=company.HAEUNDAE).area == company.HAEUNDAE


def test_the_clock_does_not_end_while_contacts_wait(stage: Stage) -> None:
    investigating.reached(by=HOUSE, now=stage.now, case_id=stage.case_id, step=Step.CONTACTS)
    later = stage.now + timedelta(hours=1)
    investigating_outcomes.note(now=later)
    assert Step.NOTIFIED not in queries.steps_of(stage.case_id)
    assert investigating_outcomes.note(now=later) == 0
