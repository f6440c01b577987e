"""What begins for every confirmed case, however it came: by the laboratory, the desk, a file, a program."""

from datetime import datetime
from uuid import UUID

from dongseon.console.audit.types import Actor
from dongseon.console.workflows import investigating, isolating


def confirmed(
    *, by: Actor, now: datetime, case_id: UUID, verified_at: datetime | None = None
) -> None:
    """Begin all of it; a second time changes nothing. `verified_at`: when a result was verified."""
    investigating.opened(by=by, now=now, case_id=case_id, positive_at=verified_at)
    isolating.follows_case(by=by, now=now, case_id=case_id)
