"""What the pages of the laboratory show beyond their own tables: who, which officers, which deliveries."""

from collections.abc import Collection
from dataclasses import dataclass
from datetime import date, datetime
from uuid import UUID

from dongseon.console.access import queries as access
from dongseon.console.access.roles import Role
from dongseon.console.audit import actions as audit
from dongseon.console.audit.types import Actor, Subject
from dongseon.console.laboratory import inbox, queries
from dongseon.console.laboratory.deliveries import FINDING
from dongseon.console.laboratory.hl7.types import Observation, Patient
from dongseon.console.laboratory.rules import Outcome
from dongseon.console.laboratory.sealing import Opened
from dongseon.console.laboratory.types import (
    SUBJECT,
    DeliveryRow,
    EventRow,
    FindingRow,
    LaboratoryRow,
    ResultRow,
    SpecimenRow,
)
from dongseon.console.programs import queries as programs
from dongseon.console.registry import queries as people
from dongseon.console.registry import types as persons
from dongseon.console.registry.types import Identity
from dongseon.console.workflows import matching
from dongseon.console.workflows.matching import Suggestion

SHOWN = ("name", "name_romanised", "birth_date", "sex")
NAMELESS = frozenset({Role.EPIDEMIOLOGIST.value})


@dataclass(frozen=True, slots=True)
class SpecimenPage:
    """A specimen with all that stands on its page."""

    specimen: SpecimenRow
    identity: Identity | None
    events: tuple[EventRow, ...]
    results: tuple[ResultRow, ...]
    members: tuple[SpecimenRow, ...]
    pool: SpecimenRow | None
    replaces: SpecimenRow | None
    laboratory: LaboratoryRow | None
    officers: dict[UUID, str]


@dataclass(frozen=True, slots=True)
class FindingPage:
    """A report that waits, what it says, and whose it may be."""

    finding: FindingRow
    delivery: DeliveryRow
    said: Observation | None  # None: it could not be read
    raw: str
    suggestions: tuple[Suggestion, ...]
    sender: str


def show(*, by: Actor, now: datetime, specimen_id: UUID) -> SpecimenPage:
    """The page of a specimen; who it is of is in the log. Raises SpecimenUnknown."""
    row = queries.specimen(specimen_id, area=by.area)
    events, results = queries.events(specimen_id), queries.results(specimen_id)
    acted = {one.officer_id for one in events} | {
        officer for one in results for officer in (one.entered_by, one.verified_by)
    }
    known = queries.specimens([one for one in (row.pool_id, row.replaces_id) if one])
    laboratories = {one.id: one for one in queries.laboratories(closed=True)}
    return SpecimenPage(
        specimen=row,
        identity=_identity(by, now, row),
        events=events,
        results=results,
        members=queries.members(specimen_id) if row.pool_of else (),
        pool=known.get(row.pool_id) if row.pool_id else None,
        replaces=known.get(row.replaces_id) if row.replaces_id else None,
        laboratory=laboratories.get(row.laboratory_id) if row.laboratory_id else None,
        officers=names({one for one in acted if one is not None}),
    )


def label(*, by: Actor, now: datetime, specimen_id: UUID) -> tuple[SpecimenRow, Identity | None]:
    """What is printed on a specimen's label. Raises SpecimenUnknown."""
    row = queries.specimen(specimen_id, area=by.area)
    return row, _identity(by, now, row, act="laboratory.label")


def finding(*, by: Actor, now: datetime, finding_id: UUID) -> FindingPage:
    """A report opened, with suggestions. Raises SpecimenUnknown, NotFound once it was erased."""
    row = inbox.finding(finding_id, area=by.area)
    look = audit.look(
        by=by,
        now=now,
        act="laboratory.open",
        subjects=[Subject(FINDING, finding_id)],
        fields=["said"],
    )
    said, raw = inbox.opened(finding_id, look)
    observation = read_back(said) if said else None
    delivery = inbox.delivery_of(finding_id)
    waits = observation is not None and row.state == "waiting"
    return FindingPage(
        finding=row,
        delivery=delivery,
        said=observation,
        raw=raw,
        suggestions=matching.suggest(by=by, now=now, said=observation)
        if waits and observation is not None
        else (),
        sender=names([delivery.sender_id]).get(delivery.sender_id, ""),
    )


def names(ids: Collection[UUID]) -> dict[UUID, str]:
    """What officers and programs are called."""
    return access.names_of(ids) | programs.names_of(ids)


def read_back(said: Opened) -> Observation:
    """A report out of what was sealed of it."""
    patient = said["patient"]
    born = patient["birth_date"]
    return Observation(
        place=said["place"],
        codes=tuple(said["codes"]),
        outcome=Outcome(said["outcome"]) if said["outcome"] else None,
        reported_at=datetime.fromisoformat(said["reported_at"]) if said["reported_at"] else None,
        patient=Patient(
            name=patient["name"],
            name_romanised=patient["name_romanised"],
            birth_date=date.fromisoformat(born) if born else None,
            sex=patient["sex"],
            phone=patient["phone"],
        ),
        kit=said["kit"],
        lot=said["lot"],
        cycle_threshold=said["cycle_threshold"],
        final=said["final"],
        corrects=said["corrects"],
        withdrawn=said["withdrawn"],
    )


def _identity(
    by: Actor, now: datetime, row: SpecimenRow, act: str = "laboratory.see"
) -> Identity | None:
    """Who a specimen is of. The look is in the log, also where nobody is named."""
    fields = () if row.person_id is None or by.role in NAMELESS else SHOWN
    subjects = [Subject(SUBJECT, row.id)]
    if row.person_id is not None and fields:
        subjects.append(Subject(persons.SUBJECT, row.person_id))
    look = audit.look(by=by, now=now, act=act, subjects=subjects, fields=fields)
    if row.person_id is None or not fields:
        return None
    return people.identities_of([row.person_id], look).get(row.person_id)
