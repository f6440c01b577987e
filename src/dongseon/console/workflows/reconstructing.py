"""From what came in about a case to its itinerary: a job, and every result a version that is kept.

`due` is called whenever something came: a holder's answer, a statement, a sighting. The job opens what
is there, reconstructs, and keeps the result sealed in the box of the case. From the same inputs comes the
same version, so a job that runs twice changes nothing.
"""

import json
import time
from contextlib import suppress
from dataclasses import dataclass
from datetime import UTC, date, datetime
from datetime import time as dt_time
from functools import partial
from hashlib import sha256
from uuid import UUID

import numpy as np
import pyarrow as pa
from django.db import transaction
from procrastinate.contrib.django import app
from procrastinate.exceptions import AlreadyEnqueued

from dongseon import itinerary
from dongseon.console.audit.types import HOUSE, Actor, Look
from dongseon.console.cases import queries as cases
from dongseon.console.investigations import queries as investigations
from dongseon.console.investigations.rules import Step
from dongseon.console.investigations.types import Investigation
from dongseon.console.registry import boxes
from dongseon.console.tracing import actions, queries, replay, storing
from dongseon.console.tracing.actions import NewVersion
from dongseon.console.tracing.storing import Kept
from dongseon.console.tracing.types import Running
from dongseon.console.workflows import investigating, reconstructing_evidence
from dongseon.console.workflows.reconstructing_evidence import ZONE, Facts
from dongseon.errors import DongseonError, NotFound
from dongseon.itinerary.types import Itinerary
from dongseon.records.columns import Evidence

JOB = "workflows.reconstruct"
FACTS = "facts"


@dataclass(frozen=True, slots=True)
class Made:
    """A reconstruction, not yet kept."""

    itinerary: Itinerary
    evidence: Evidence
    seconds: float  # of processor time


def due(*, by: Actor, now: datetime, case_id: UUID) -> None:
    """Something came in about a case: it is reconstructed (again) as soon as a worker is free."""
    found = investigations.of_case(case_id)
    if found is None or found.erased_at is not None:
        return
    actions.ask(by=by, now=now, case_id=case_id, person_id=found.person_id)
    defer_once(JOB, lock=f"trace {case_id}", case_id=str(case_id))


def defer_once(job: str, *, lock: str, **arguments: str) -> None:
    """Put a job behind those of its lock, unless one waits there already."""
    with suppress(AlreadyEnqueued), transaction.atomic():
        app.configure_task(job, lock=lock, queueing_lock=lock).defer(**arguments)


def run(*, now: datetime, case_id: UUID) -> int | None:
    """Reconstruct a case from all that is there now. The number of the version; nothing if there is none.

    Reading and keeping are a transaction each; none is open while the work is done. What was asked for
    meanwhile, by somebody who found this job waiting, is seen at the end: then it is done again.
    """
    found = investigations.of_case(case_id)
    row = queries.trace(case_id)
    if found is None or found.erased_at is not None or row is None:
        return None
    number = _made(now, found, row.asked_at)
    again = queries.trace(case_id)
    if again is not None and again.asked_at != row.asked_at:
        defer_once(JOB, lock=f"trace {case_id}", case_id=str(case_id))
    return number


def _made(now: datetime, found: Investigation, asked_at: datetime) -> int | None:
    """The next version, or why there is none. It is not the last word if more was asked for since."""
    case_id = found.case_id
    try:
        with transaction.atomic():
            evidence = _evidence(found, _look(now, found, "tracing.reconstruct"))
    except NotFound:
        return None  # the box of the case ended while the job waited
    if evidence is None:
        _failed(now, case_id, Running.EMPTY, "no_record")
        return None
    try:
        made = reconstructed(evidence)
    except DongseonError as fault:
        _failed(now, case_id, Running.FAILED, type(fault).__name__)
        return None
    with transaction.atomic():
        look = _look(now, found, "tracing.compare")
        number = keep(by=HOUSE, now=now, case_id=case_id, made=made, look=look)
        actions.still_waits(by=HOUSE, now=now, case_id=case_id, since=asked_at)
        return number


def _look(now: datetime, found: Investigation, act: str) -> Look:
    return investigating.look_at(by=HOUSE, now=now, found=found, act=act)


def _failed(now: datetime, case_id: UUID, state: Running, fault: str) -> None:
    with transaction.atomic():
        actions.fail(by=HOUSE, now=now, case_id=case_id, state=state, fault=fault)


def reconstructed(evidence: Evidence) -> Made:
    """The itinerary of the one person of some evidence."""
    begun = time.process_time()
    found = itinerary.reconstruct(
        evidence.records,
        places=evidence.places,
        stations=evidence.stations,
        period=evidence.period,
        subject=itinerary.subject_of(evidence.persons, evidence.persons.person_id[0]),
    )
    return Made(found, evidence, time.process_time() - begun)


def keep(*, by: Actor, now: datetime, case_id: UUID, made: Made, look: Look) -> int:
    """Keep a reconstruction as the next version; the one that is there, if the inputs are the same."""
    told, evidence = made.itinerary, narrowed(made.evidence, made.itinerary)
    row = queries.trace(case_id)
    before: tuple[itinerary.Stay, ...] = ()
    if row is not None and row.version:
        before = kept(case_id, look).itinerary.stays
    changes = replay.changes(before, told.stays) if before else ()
    seal = partial(_sealed, by, now, case_id)
    inputs = inputs_of(made.evidence)
    number = actions.keep_version(
        by=by,
        now=now,
        case_id=case_id,
        new=NewVersion(
            inputs=inputs,
            seconds=round(made.seconds, 3),
            records=len(evidence.records),
            stays=len(told.stays),
            questions=len(told.discrepancies),
            sources=reconstructing_evidence.of_source(evidence.records.source.tolist()),
            view=seal(f"view {inputs}", storing.view_bytes(told, evidence, changes)),
            posterior=seal(
                f"posterior {inputs}", storing.posterior_bytes(told.posterior, made.evidence.places)
            ),
        ),
    )
    investigating.reached(by=by, now=now, case_id=case_id, step=Step.ITINERARY)
    return number


def kept(case_id: UUID, look: Look, number: int = 0) -> Kept:
    """A version as it was kept, the newest unless one is named. Raises TraceUnknown, NotFound if erased."""
    row = queries.version(case_id, number)
    return storing.view_of(boxes.unseal(case_id, f"view {row.inputs}", row.view, look))


def posterior_bytes_of(case_id: UUID, look: Look) -> bytes:
    """The chances of each minute of the newest version, opened."""
    row = queries.version(case_id)
    return boxes.unseal(case_id, f"posterior {row.inputs}", row.posterior, look)


def with_posterior(case_id: UUID, look: Look, evidence: Evidence, known: Itinerary) -> Itinerary:
    """A kept itinerary with the chances of each minute, over the places of some evidence."""
    data = posterior_bytes_of(case_id, look)
    return storing.with_posterior(known, storing.posterior_of(data, evidence.places))


def narrowed(evidence: Evidence, told: Itinerary) -> Evidence:
    """The evidence with no more places and stations than its records and the itinerary speak of."""
    named = set(evidence.records.place[evidence.records.place >= 0].tolist())
    position = evidence.places.position
    named |= {position[s.place_id] for s in told.stays if s.place_id}
    named |= {position[r.place_id] for s in told.stays for r in s.rivals if r.place_id in position}
    named |= {position[s.place_id] for s in told.stretches if s.place_id}
    named |= {
        position[place]
        for place in (evidence.persons.home_place_id[0], evidence.persons.work_place_id[0])
        if place in position
    }
    heard = np.unique(evidence.records.base_station[evidence.records.base_station >= 0])
    places = evidence.places.to_arrow().take(pa.array(sorted(named), pa.int64()))
    stations = evidence.stations.to_arrow().take(pa.array(heard.tolist(), pa.int64()))
    return reconstructing_evidence.over(evidence, places, stations)


def inputs_of(evidence: Evidence) -> str:
    """A digest of all that a reconstruction rests on."""
    whole = sha256()
    for table in (evidence.records, evidence.persons, evidence.places, evidence.stations):
        whole.update(storing.table_bytes(table.to_arrow()))
    whole.update(f"{evidence.period.start}{evidence.period.end}".encode())
    return whole.hexdigest()


def state_facts(
    *, by: Actor, now: datetime, case_id: UUID, home_place_id: str, work_place_id: str
) -> None:
    """Say where the person lives and works; the itinerary is made anew."""
    said = json.dumps({"home_place_id": home_place_id, "work_place_id": work_place_id})
    sealed = _sealed(by, now, case_id, FACTS, said.encode())
    actions.state_facts(by=by, now=now, case_id=case_id, facts=sealed)
    due(by=by, now=now, case_id=case_id)


def facts_of(found: Investigation, look: Look) -> Facts:
    """What is known of a person's regular places and dates."""
    row = queries.trace(found.case_id)
    said: dict[str, str] = {}
    if row is not None and row.facts:
        said = json.loads(boxes.unseal(found.case_id, FACTS, row.facts, look))
    dates = cases.case(found.case_id, area="").row.dates
    return Facts(
        said.get("home_place_id", ""),
        said.get("work_place_id", ""),
        noon(dates.onset_on),
        noon(dates.sampled_on),
    )


def noon(day: date | None) -> datetime | None:
    """Noon of a local day, where no hour is known."""
    if day is None:
        return None
    return datetime.combine(day, dt_time(12), tzinfo=ZONE).astimezone(UTC)


def _evidence(found: Investigation, look: Look) -> Evidence | None:
    rows = reconstructing_evidence.gathered(found.case_id, look)
    return reconstructing_evidence.evidence_of(
        rows, person_id=str(found.case_id), facts=facts_of(found, look)
    )


def _sealed(by: Actor, now: datetime, case_id: UUID, what: str, data: bytes) -> bytes:
    return investigating.sealed(by=by, now=now, case_id=case_id, what=what, data=data)
