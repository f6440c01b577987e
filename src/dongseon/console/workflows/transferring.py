"""Taking a case over from another area, and with it all that is done about it."""

from datetime import datetime
from uuid import UUID

from dongseon.console.audit.types import Actor
from dongseon.console.cases import queries, transfers
from dongseon.console.workflows import investigating


def accept(*, by: Actor, now: datetime, transfer_id: UUID) -> None:
    """Take a case over. Raises as `transfers.accept`."""
    offered = {one.id: one.case_id for one in queries.offers_to(by.area)}
    transfers.accept(by=by, now=now, transfer_id=transfer_id)
    if transfer_id in offered:
        investigating.moved(by=by, now=now, case_id=offered[transfer_id])
