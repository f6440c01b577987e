"""A record brought up to what a file or a program says now: only what is said, only where it differs."""

from collections.abc import Collection
from datetime import date, datetime
from uuid import UUID

from dongseon.console.audit import actions as audit
from dongseon.console.audit.types import Actor, Subject
from dongseon.console.cases import actions as cases
from dongseon.console.cases import contacts, queries
from dongseon.console.cases.rules import LIVING, Basis, Classification, Dates
from dongseon.console.cases.types import CaseUnknown
from dongseon.console.registry import actions as registry
from dongseon.console.registry import queries as people
from dongseon.console.registry.types import SUBJECT, Identity
from dongseon.console.workflows import following_up, reporting


def amend_case(
    *,
    by: Actor,
    now: datetime,
    case_id: UUID,
    identity: Identity,
    fields: Collection[str],
    dates: Dates,
    classification: Classification,
) -> bool:
    """Whether anything changed. A case that moved elsewhere, was deleted or merged is left alone."""
    try:
        row = queries.case(case_id, area=by.area).row
    except CaseUnknown:
        return False
    if row.state not in LIVING or not row.area.startswith(by.area):
        return False
    changed = amend_person(
        by=by, now=now, person_id=row.person_id, identity=identity, fields=fields
    )
    wanted = Dates(
        dates.onset_on or row.dates.onset_on,
        dates.sampled_on or row.dates.sampled_on,
        dates.reported_on or row.dates.reported_on,
    )
    seen = row.version
    if wanted != row.dates:
        cases.amend_dates(by=by, now=now, case_id=case_id, seen=seen, dates=wanted)
        changed, seen = True, seen + 1
    if classification != row.classification:
        today = reporting.local_day(now)
        cases.classify(
            by=by,
            now=now,
            case_id=case_id,
            seen=seen,
            classification=classification,
            basis=Basis.AS_REPORTED,
            definition_id=reporting.definition_on(today),
            decided_on=today,
        )
        if classification is Classification.CONFIRMED:
            following_up.amended(by=by, now=now, case_id=case_id, dates=wanted)
        changed = True
    return changed


def amend_contact(
    *,
    by: Actor,
    now: datetime,
    contact_id: UUID,
    identity: Identity,
    fields: Collection[str],
    relation: str,
    last_met_on: date | None,
) -> bool:
    """Whether anything changed."""
    row = queries.contact(contact_id, area=by.area)
    if row is None:
        return False
    changed = amend_person(
        by=by, now=now, person_id=row.person_id, identity=identity, fields=fields
    )
    if (relation or row.relation, last_met_on or row.last_met_on) == (
        row.relation,
        row.last_met_on,
    ):
        return changed
    contacts.amend_contact(
        by=by,
        now=now,
        contact_id=contact_id,
        relation=relation or row.relation,
        last_met_on=last_met_on or row.last_met_on,
    )
    return True


def amend_person(
    *,
    by: Actor,
    now: datetime,
    person_id: UUID,
    identity: Identity,
    fields: Collection[str],
    why: str = "",
) -> bool:
    """Set these fields of a person; whether any differed."""
    if not fields:
        return False
    look = audit.look(
        by=by,
        now=now,
        act="registry.compare",
        subjects=[Subject(SUBJECT, person_id)],
        fields=fields,
    )
    before = people.identities_of([person_id], look).get(person_id)
    person = people.persons([person_id]).get(person_id)
    if before is None or person is None or person.survivor_id is not None:
        return False
    different = [name for name in fields if getattr(before, name) != getattr(identity, name)]
    if not different:
        return False
    registry.amend(
        by=by,
        now=now,
        person_id=person_id,
        revision=person.revision,
        identity=identity,
        fields=different,
        why=why,
    )
    return True
