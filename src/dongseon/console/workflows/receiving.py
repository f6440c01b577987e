"""What laboratories send: kept first, then read, matched, and made results; nothing of it is ever lost.

One transaction a message, with the results, texts and cases that come of it: what was answered was kept.
Reading is a part of it that can be undone: what cannot be read is kept all the same. A sender who got no
answer sends again, and what was kept and not answered is read then.
"""

import logging
from dataclasses import asdict, dataclass
from datetime import datetime
from hashlib import sha256
from uuid import UUID

from django.db import DatabaseError, transaction

from dongseon.console.audit.types import Actor
from dongseon.console.laboratory import actions, deliveries, kits, queries
from dongseon.console.laboratory.deliveries import Kept, NewFinding
from dongseon.console.laboratory.hl7 import answering, reading, segments
from dongseon.console.laboratory.hl7.types import (
    ACCEPTED,
    ERRED,
    REJECTED,
    Header,
    Observation,
    Rejected,
)
from dongseon.console.laboratory.rules import Outcome, Source, State, WithdrawReason
from dongseon.console.laboratory.sealing import Opened
from dongseon.console.laboratory.types import LaboratoryRow, Reading, SpecimenRow
from dongseon.console.registry import queries as people
from dongseon.console.workflows import matching, results
from dongseon.console.workflows.matching import Why

LOG = logging.getLogger("dongseon.console.receiving")
ON_THE_WAY = (State.TAKEN, State.SENT)


@dataclass(frozen=True, slots=True)
class Answer:
    """What is answered to a sender."""

    code: str  # AA, AE, AR: the worst of a batch
    text: str


def message(*, by: Actor, now: datetime, data: bytes) -> Answer:
    """Take in what a laboratory posted: one message, or a batch. Never raises for what was sent."""
    try:
        texts = segments.split(data)
    except Rejected as fault:
        return _refuse_whole(by, now, data, fault)
    answers = [_one(by, now, text) for text in texts]
    worst = max((answer.code for answer in answers), key=(ACCEPTED, ERRED, REJECTED).index)
    return Answer(worst, answering.batch([answer.text for answer in answers]))


def _one(by: Actor, now: datetime, text: str) -> Answer:
    """Keep one message, read it, answer it. The same message again gets the same answer."""
    header = segments.header_of(text)
    kept, fault = _take_in(by, now, text, header.control_id)
    if fault is not None:
        raise fault  # no answer: the sender tries again
    return Answer(
        kept.answer,
        answering.acknowledge(
            header, code=kept.answer, faults=kept.faults, answer_id=kept.id.hex, now=now
        ),
    )


@transaction.atomic
def _take_in(
    by: Actor, now: datetime, text: str, control_id: str
) -> tuple[Kept, DatabaseError | None]:
    """Keep a message, and read it unless that was done before; why the database would not have it read.

    Whoever sends the same at the same time waits here, and finds it answered.
    """
    kept = _keep(by, now, text.encode(), control_id)
    if kept.answer:
        return kept, None
    try:
        with transaction.atomic():
            return _read(by, now, kept, text), None
    except DatabaseError as fault:
        return kept, fault
    except Exception:
        LOG.exception("delivery %s", kept.id)  # what was sent is not in it
        return _give_to_a_person(by, now, kept, ERRED, "207|MSH^1|cannot_be_read"), None


@transaction.atomic
def _refuse_whole(by: Actor, now: datetime, data: bytes, fault: Rejected) -> Answer:
    kept = _keep(by, now, data, "")
    if not kept.answer:
        kept = _give_to_a_person(by, now, kept, REJECTED, str(fault.fault))
    text = answering.acknowledge(
        Header(), code=kept.answer, faults=kept.faults, answer_id=kept.id.hex, now=now
    )
    return Answer(kept.answer, text)


def _keep(by: Actor, now: datetime, data: bytes, control_id: str) -> Kept:
    [digest] = people.fingerprints([f"delivery|{sha256(data).hexdigest()}"])
    return deliveries.keep(
        by=by, now=now, source=Source.MESSAGE, data=data, digest=digest, control_id=control_id
    )


def _give_to_a_person(by: Actor, now: datetime, kept: Kept, code: str, fault: str) -> Kept:
    """What could not be read goes to the work list as it is."""
    laboratory = queries.laboratory_of_program(by.officer_id)
    deliveries.find(
        by=by,
        now=now,
        kept=kept,
        found=NewFinding(1, {}, (Why.UNREADABLE,), None, _area(by, laboratory)),
    )
    return deliveries.answer(kept=kept, code=code, faults=[fault])


def _read(by: Actor, now: datetime, kept: Kept, text: str) -> Kept:
    """Read a message that was kept just now."""
    laboratory = queries.laboratory_of_program(by.officer_id)
    try:
        said = reading.read(text)
    except Rejected as fault:
        found = NewFinding(1, {}, (Why.UNREADABLE,), None, _area(by, laboratory))
        deliveries.find(by=by, now=now, kept=kept, found=found)
        return deliveries.answer(kept=kept, code=REJECTED, faults=[str(fault.fault)])
    for observation in said.observations:
        take(
            by=by, now=now, kept=kept, laboratory=laboratory, said=observation,
            source=Source.MESSAGE,
        )  # fmt: skip
    faults = [str(fault) for one in said.observations for fault in one.faults]
    return deliveries.answer(kept=kept, code=ERRED if faults else ACCEPTED, faults=faults)


def take(
    *,
    by: Actor,
    now: datetime,
    kept: Kept,
    laboratory: LaboratoryRow | None,
    said: Observation,
    source: Source,
) -> bool:
    """One report becomes a result, or waits for a person. Whether it was matched."""
    specimen, reasons = matching.match(by=by, now=now, laboratory=laboratory, said=said)
    found = NewFinding(
        place=said.place,
        said=written(said),
        reasons=tuple(why.value for why in reasons),
        specimen_id=None if specimen is None else specimen.id,
        area=_area(by, laboratory),
    )
    finding_id = deliveries.find(by=by, now=now, kept=kept, found=found)
    if specimen is None or reasons:
        return False
    become(
        by=by, now=now, specimen=specimen, laboratory=laboratory, said=said, source=source,
        finding_id=finding_id,
    )  # fmt: skip
    return True


def become(
    *,
    by: Actor,
    now: datetime,
    specimen: SpecimenRow,
    laboratory: LaboratoryRow | None,
    said: Observation,
    source: Source,
    finding_id: UUID,
) -> None:
    """A report whose specimen is known, and locked, becomes a result, or takes one back."""
    if said.withdrawn:
        standing = queries.standing(specimen.id)
        if standing is not None:
            results.withdraw(
                by=by, now=now, result_id=standing.id, reason=WithdrawReason.SENT_WRONGLY,
                anywhere=True,
            )  # fmt: skip
        return
    if said.outcome is None or said.reported_at is None:
        raise ValueError("a report without outcome or time is for a person")
    if specimen.state in ON_THE_WAY and laboratory is not None:
        actions.arrive(by=by, now=now, specimen_id=specimen.id, laboratory_id=laboratory.id)
        specimen = queries.locked(specimen.id, area="")
    results.taken(
        by=by,
        now=now,
        specimen=specimen,
        reading=_reading(said, said.outcome, said.reported_at),
        source=source,
        final=said.final,
        finding_id=finding_id,
    )


def _reading(said: Observation, outcome: Outcome, reported_at: datetime) -> Reading:
    """A report in the laboratory's words, with the kit that it names."""
    kit = kits.named(said.kit, said.lot) if said.kit else None
    known = kit is not None and (kit.lot_id is not None or not said.lot)
    return Reading(
        outcome=outcome,
        reported_at=reported_at,
        kit_id=None if kit is None else kit.kit_id,
        lot_id=None if kit is None else kit.lot_id,
        kit_said="" if known else said.kit or said.lot,
        cycle_threshold=said.cycle_threshold,
        corrects=said.corrects,
        path=None if kit is None else kit.path,
    )


def written(said: Observation) -> Opened:
    """A report as it is sealed."""
    return asdict(said) | {
        "reported_at": said.reported_at and said.reported_at.isoformat(),
        "patient": asdict(said.patient)
        | {"birth_date": said.patient.birth_date and said.patient.birth_date.isoformat()},
        "faults": [asdict(fault) for fault in said.faults],
        "codes": list(said.codes),
    }


def _area(by: Actor, laboratory: LaboratoryRow | None) -> str:
    """Whose work it is to settle what cannot be matched."""
    return by.area if laboratory is None else laboratory.area
