"""From a verified positive to a case: one case, once, or the next episode of one; a call, an investigation.

A person is held while this is decided, so that two positives of one person that arrive at once become
one case; that one specimen confirms once is the database's to keep.
"""

from collections.abc import Collection
from datetime import date, datetime
from uuid import UUID

from django.db import transaction

from dongseon.console.audit.types import HOUSE, Actor
from dongseon.console.cases import actions as cases
from dongseon.console.cases import confirmations, queries
from dongseon.console.cases.actions import NewCase
from dongseon.console.cases.confirmations import Kind
from dongseon.console.cases.rules import Basis, Classification, Dates, State
from dongseon.console.cases.types import CaseRow, Origin
from dongseon.console.registry import actions as registry
from dongseon.console.registry import queries as people
from dongseon.console.registry.types import DataClass
from dongseon.console.screening import queries as screening
from dongseon.console.workflows import following_up, reporting, telling


@transaction.atomic
def confirmed(
    *,
    by: Actor,
    now: datetime,
    person_id: UUID,
    specimen_id: UUID,
    area: str,
    sampled_on: date,
    key: str = "",
    origin: Origin = Origin.PROGRAM,
) -> UUID:
    """All that follows a verified positive; the case's id. The same specimen again changes nothing.

    ``key`` names the result that is told (by default the specimen). A call task is opened with the
    first positive of an episode; a further one of the same episode is only noted.
    """
    [survivor] = people.survivors_of([person_id])
    registry.claim([survivor], kinds=[DataClass.IDENTITY])
    known = confirmations.stand_again(by=by, now=now, specimen_id=specimen_id)
    everybody = people.everybody_in([survivor])
    case = _case_of(everybody, known)
    if case is None:
        dates = Dates(
            screening.onset_of_specimen(specimen_id), sampled_on, reporting.local_day(now)
        )
        [case_id] = _open(by, now, survivor, area, dates, origin)
        released = False
    else:
        case_id = case.id
        released = case.state is State.CLOSED and case.classification is Classification.CONFIRMED
        _take_up(by, now, case)
    if known is None:
        row = confirmations.confirm(
            by=by, now=now, case_id=case_id, specimen_id=specimen_id, sampled_on=sampled_on,
            released=released,
        )  # fmt: skip
        if row.kind is Kind.FURTHER:
            return case_id
    telling.positive(
        by=by,
        now=now,
        person_id=person_id,
        area=area,
        sampled_on=sampled_on,
        key=key or str(specimen_id),
        case_id=case_id,
    )
    following_up.confirmed(by=by, now=now, case_id=case_id, verified_at=now)
    return case_id


def taken_back(*, by: Actor, now: datetime, specimen_id: UUID) -> UUID | None:
    """A positive that should never have been. A case that rests on no other is to be looked at again.

    It goes back to being under investigation, with its history; what a person decides then is theirs.
    Returns that case.
    """
    case_id = confirmations.withdraw(by=by, now=now, specimen_id=specimen_id)
    if case_id is None:
        return None
    row = queries.case(case_id, area="").row
    if row.classification is Classification.CONFIRMED and row.state is State.OPEN:
        _classify(
            _acting(by, row.area),
            now,
            row,
            Classification.UNDER_INVESTIGATION,
            Basis.ENTERED_WRONGLY,
        )
    return case_id


def _case_of(everybody: Collection[UUID], known: UUID | None) -> CaseRow | None:
    """The case that a positive of these (one human being) belongs to: an open one before a closed one."""
    found = queries.cases_of_persons(everybody, area="")
    if known is not None:
        return next((row for row in found if row.id == known), None)
    ranked = sorted(
        found,
        key=lambda row: (
            row.state is State.OPEN,
            row.classification is Classification.CONFIRMED,
            row.changed_at,
        ),
    )
    return ranked[-1] if ranked else None


def _open(
    by: Actor, now: datetime, person_id: UUID, area: str, dates: Dates, origin: Origin
) -> tuple[UUID, ...]:
    today = reporting.local_day(now)
    new = NewCase(
        person_id=person_id,
        area=area,
        classification=Classification.CONFIRMED,
        basis=Basis.PCR_POSITIVE,
        definition_id=reporting.definition_on(today),
        dates=dates,
        decided_on=today,
    )
    return cases.open_cases(by=_acting(by, area), now=now, new=[new], origin=origin)


def _take_up(by: Actor, now: datetime, row: CaseRow) -> None:
    """Bring a case that is there to being open and confirmed."""
    actor, seen = _acting(by, row.area), row.version
    if row.state is State.CLOSED:
        cases.reopen(by=actor, now=now, case_id=row.id, seen=seen)
    if row.classification is not Classification.CONFIRMED:
        _classify(
            actor, now, queries.case(row.id, area="").row, Classification.CONFIRMED,
            Basis.PCR_POSITIVE,
        )  # fmt: skip


def _classify(
    by: Actor, now: datetime, row: CaseRow, classification: Classification, basis: Basis
) -> None:
    today = reporting.local_day(now)
    cases.classify(
        by=by,
        now=now,
        case_id=row.id,
        seen=row.version,
        classification=classification,
        basis=basis,
        definition_id=reporting.definition_on(today),
        decided_on=today,
    )


def _acting(by: Actor, area: str) -> Actor:
    """Who acts on a case: whoever verified, or the house where the case lies outside their area."""
    return by if area.startswith(by.area) else HOUSE
