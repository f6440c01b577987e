"""What programs do with cases: report, correct, follow. The program is the actor in the audit."""

import json
from collections.abc import Collection
from dataclasses import dataclass
from datetime import datetime
from uuid import UUID

from django.db import transaction

from dongseon.console.access import queries as access
from dongseon.console.audit.types import Actor
from dongseon.console.cases import contacts, listing, queries
from dongseon.console.cases.contacts import Handled
from dongseon.console.cases.rules import Basis, Classification, Dates
from dongseon.console.cases.types import CaseRow, Origin
from dongseon.console.registry import queries as people
from dongseon.console.registry.types import Identity
from dongseon.console.workflows import amending, following_up, line_list
from dongseon.console.workflows.reporting import Report
from dongseon.errors import InvalidInput

IDENTITY = ("name", "name_romanised", "birth_date", "sex", "phones")


@dataclass(frozen=True, slots=True)
class Reported:
    """What became of a report."""

    case_id: UUID
    outcome: str  # created, changed, unchanged


@transaction.atomic
def report(
    *,
    by: Actor,
    now: datetime,
    reference: str,
    identity: Identity,
    area: str,
    classification: Classification,
    dates: Dates,
) -> Reported:
    """Open a case, or correct the one that this program gave this reference. Raises InvalidInput."""
    if access.area(area) is None or not area.startswith(by.area):
        raise InvalidInput("area: is none that this token is for")
    said = json.dumps([str(identity), area, classification, str(dates)])
    key, content = people.fingerprints([f"program|{by.officer_id}|{reference}", said])
    known = queries.handled([key]).get(key)
    if known is not None and known[1] == content:
        return Reported(known[0], "unchanged")
    if known is None:
        new = Report(identity, area, classification, Basis.AS_REPORTED, dates)
        [case_id] = following_up.report_cases(by=by, now=now, reports=[new], origin=Origin.PROGRAM)
        changed, outcome = True, "created"
    else:
        case_id, outcome = known[0], "changed"
        given = [name for name in (*IDENTITY, "address") if getattr(identity, name)]
        changed = amending.amend_case(
            by=by,
            now=now,
            case_id=case_id,
            identity=identity,
            fields=given,
            dates=dates,
            classification=classification,
        )
    contacts.remember(by=by, now=now, handles=[Handled(key, case_id, content)])
    return Reported(case_id, outcome if changed else "unchanged")


def changed_since(
    *, by: Actor, now: datetime, since: datetime, after: UUID | None, size: int, named: bool
) -> tuple[tuple[CaseRow, ...], dict[UUID, Identity]]:
    """Cases changed at or after a moment, the longest ago first; and who they are, if that is asked."""
    rows = listing.changed_since(area=by.area, since=since, after=after, size=size)
    return rows, _named(by, now, rows, named=named)


def one(*, by: Actor, now: datetime, case_id: UUID, named: bool) -> tuple[CaseRow, Identity | None]:
    """A case of the token's area. Raises CaseUnknown."""
    row = queries.case(case_id, area=by.area).row
    return row, _named(by, now, [row], named=named).get(row.person_id)


def _named(
    by: Actor, now: datetime, rows: Collection[CaseRow], *, named: bool
) -> dict[UUID, Identity]:
    persons = [row.person_id for row in rows]
    return line_list.identities(by, now, persons, IDENTITY if named else (), act="cases.fetch")
