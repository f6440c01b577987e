"""What begins for every confirmed case, however it came: by the laboratory, the desk, a file, a program."""

from collections.abc import Sequence
from datetime import datetime, timedelta
from uuid import UUID

from dongseon.console.audit.types import Actor
from dongseon.console.cases import queries as cases
from dongseon.console.cases.rules import Classification, Dates
from dongseon.console.cases.types import Origin
from dongseon.console.workflows import investigating, isolating, reporting, telling
from dongseon.console.workflows.reporting import Report

# A case whose latest day lies further back is history: it was seen to where it was found. Assumption; as
# long as a quarantine lasts.
FRESH = timedelta(days=14)


def confirmed(
    *, by: Actor, now: datetime, case_id: UUID, verified_at: datetime | None = None
) -> None:
    """Begin all of it; a second time changes nothing. `verified_at`: when a result was verified."""
    investigating.opened(by=by, now=now, case_id=case_id, positive_at=verified_at)
    isolating.follows_case(by=by, now=now, case_id=case_id)


def report_cases(
    *, by: Actor, now: datetime, reports: Sequence[Report], origin: Origin
) -> tuple[UUID, ...]:
    """Open cases on somebody's word, in this order, and begin what must be done about the new ones.

    Raises as `reporting.report_cases`.
    """
    ids = reporting.report_cases(by=by, now=now, reports=reports, origin=origin)
    for case_id, one in zip(ids, reports, strict=True):
        if one.classification is Classification.CONFIRMED and _is_fresh(one.dates, now):
            by_word(by=by, now=now, case_id=case_id)
    return ids


def by_word(*, by: Actor, now: datetime, case_id: UUID) -> None:
    """Somebody's word confirmed a case, and no result of ours: all of it, and a call.

    No message: whether they know already only the call can tell. A second time changes nothing.
    """
    confirmed(by=by, now=now, case_id=case_id)
    row = cases.case(case_id, area="").row
    telling.by_telephone(by=by, now=now, person_id=row.person_id, area=row.area, case_id=case_id)


def amended(*, by: Actor, now: datetime, case_id: UUID, dates: Dates) -> None:
    """A file or a program says of a case that is here already that it is confirmed."""
    if _is_fresh(dates, now):
        by_word(by=by, now=now, case_id=case_id)


def _is_fresh(dates: Dates, now: datetime) -> bool:
    """Whether anything is still to be done about it."""
    days = [day for day in (dates.onset_on, dates.sampled_on, dates.reported_on) if day]
    return bool(days) and reporting.local_day(now) - max(days) <= FRESH
