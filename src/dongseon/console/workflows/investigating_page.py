"""The page of an investigation: who it is about, what was said, what was asked, what is in and what is late."""

from dataclasses import dataclass
from datetime import datetime
from uuid import UUID

from dongseon.console.access import queries as access
from dongseon.console.audit import actions as audit
from dongseon.console.audit.types import Actor, Look, Subject
from dongseon.console.cases import queries as cases
from dongseon.console.cases.types import CaseRow
from dongseon.console.investigations import asked, queries
from dongseon.console.investigations.types import (
    CASE,
    Interview,
    Investigation,
    Request,
    Row,
    Slice,
)
from dongseon.console.registry import queries as registry
from dongseon.console.registry.types import SUBJECT, Identity
from dongseon.console.workflows import (
    investigating,
    investigating_clock,
    investigating_talks,
    requesting,
)
from dongseon.console.workflows.investigating_clock import Clock
from dongseon.console.workflows.investigating_talks import Told, Visited, Watched

FIELDS = ("name", "name_romanised", "phones", "language", "needs_interpreter", "guardian_id",
          "safe_contact_only", "safe_contact")  # fmt: skip


@dataclass(frozen=True, slots=True)
class Number:
    """A number of the person's that was added here."""

    id: UUID
    scheme: str
    value: str


@dataclass(frozen=True, slots=True)
class Head:
    """What stands on top of every page of an investigation."""

    found: Investigation
    case: CaseRow
    identity: Identity | None
    look: Look


@dataclass(frozen=True, slots=True)
class Page:
    """An investigation with everything that is known so far."""

    head: Head
    clock: Clock
    numbers: tuple[Number, ...]
    requests: tuple[Request, ...]
    slices: dict[UUID, Slice]  # by request
    interviews: tuple[Interview, ...]
    stays: tuple[Told, ...]
    tapes: tuple[Watched, ...]
    visits: tuple[Visited, ...]
    officers: dict[UUID, str]


def head(*, by: Actor, now: datetime, case_id: UUID) -> Head:
    """Whom it is about. Raises InvestigationUnknown."""
    found = queries.one(case_id, area=by.area)
    look = audit.look(
        by=by,
        now=now,
        act="investigations.see",
        subjects=[Subject(SUBJECT, found.person_id), Subject(CASE, case_id)],
        fields=[*FIELDS, investigating.BOX],
        case_id=case_id,
    )
    identity = registry.identities_of([found.person_id], look).get(found.person_id)
    return Head(found, cases.case(case_id, area="").row, identity, look)


def show(*, by: Actor, now: datetime, case_id: UUID) -> Page:
    """The whole page. Raises InvestigationUnknown."""
    top = head(by=by, now=now, case_id=case_id)
    erased = top.found.erased_at is not None
    interviews, requests = queries.interviews_of(case_id), asked.of_case(case_id)
    tapes = () if erased else investigating_talks.tapes_of(case_id, top.look)
    visits = () if erased else investigating_talks.visits_of(case_id, top.look)
    concerned = {one.officer_id for one in interviews} | {one.requester_id for one in requests}
    concerned |= {one.tape.viewer_id for one in tapes} | {one.visit.officer_id for one in visits}
    return Page(
        head=top,
        clock=investigating_clock.of_case(case_id, top.found),
        numbers=tuple(
            Number(
                one.id, one.scheme, requesting.number_in(one.sealed, case_id, one.scheme, top.look)
            )
            for one in queries.identifiers_of(case_id)
        ),
        requests=requests,
        slices={one.request_id: one for one in queries.slices_of(case_id)},
        interviews=interviews,
        stays=() if erased else investigating_talks.stays_of(case_id, top.look),
        tapes=tapes,
        visits=visits,
        officers=access.names_of({one for one in concerned if one is not None}),
    )


def listed(
    *, by: Actor, now: datetime, waiting: bool, before: tuple[datetime, UUID] | None
) -> tuple[tuple[Row, CaseRow | None, str], ...]:
    """Investigations of an area, the latest first, with the case's number and the person's name."""
    rows = queries.page(area=by.area, waiting=waiting, before=before)
    ids = [row.investigation.case_id for row in rows]
    known = cases.cases(ids, area="")
    people = {row.investigation.person_id for row in rows}
    look = audit.look(
        by=by,
        now=now,
        act="investigations.list",
        subjects=[Subject(SUBJECT, one) for one in people],
        fields=["name", "name_romanised"],
    )
    named = registry.identities_of(people, look) if people else {}
    return tuple(
        (row, known.get(row.investigation.case_id), _name(named.get(row.investigation.person_id)))
        for row in rows
    )


def _name(identity: Identity | None) -> str:
    return (identity.name or identity.name_romanised) if identity else ""
