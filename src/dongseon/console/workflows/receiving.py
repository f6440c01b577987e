"""What laboratories send: kept first, then read, matched, and made results; nothing of it is ever lost.

Keeping is a transaction of its own: what was answered was kept, and what was kept and not answered is
read when the sender, who got no answer, sends it again. Reading is one transaction a message, with the
results, messages and cases that come of it.
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
from dongseon.console.laboratory.rules import Source, State, WithdrawReason
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
    data = text.encode()
    header = segments.header_of(text)
    kept = _keep(by, now, data, header.control_id)
    if not kept.answer:
        try:
            kept = _read(by, now, kept.id, text)
        except DatabaseError:
            raise  # no answer: the sender tries again
        except Exception:
            LOG.exception("delivery %s", kept.id)  # what was sent is not in it
            kept = _give_to_a_person(by, now, kept.id, ERRED, "207|MSH^1|cannot_be_read")
    return Answer(
        kept.answer,
        answering.acknowledge(
            header, code=kept.answer, faults=kept.faults, answer_id=kept.id.hex, now=now
        ),
    )


def _refuse_whole(by: Actor, now: datetime, data: bytes, fault: Rejected) -> Answer:
    kept = _keep(by, now, data, "")
    if not kept.answer:
        kept = _give_to_a_person(by, now, kept.id, REJECTED, str(fault.fault))
    text = answering.acknowledge(
        Header(), code=kept.answer, faults=kept.faults, answer_id=kept.id.hex, now=now
    )
    return Answer(kept.answer, text)


@transaction.atomic
def _keep(by: Actor, now: datetime, data: bytes, control_id: str) -> Kept:
    [digest] = people.fingerprints([f"delivery|{sha256(data).hexdigest()}"])
    return deliveries.keep(
        by=by, now=now, source=Source.MESSAGE, data=data, digest=digest, control_id=control_id
    )


@transaction.atomic
def _give_to_a_person(by: Actor, now: datetime, delivery_id: UUID, code: str, fault: str) -> Kept:
    """What could not be read goes to the work list as it is."""
    kept = deliveries.claim(delivery_id)
    if kept.answer:
        return kept
    laboratory = queries.laboratory_of_program(by.officer_id)
    deliveries.find(
        by=by,
        now=now,
        kept=kept,
        found=NewFinding(1, {}, (Why.UNREADABLE,), None, _area(by, laboratory)),
    )
    return deliveries.answer(kept=kept, code=code, faults=[fault])


@transaction.atomic
def _read(by: Actor, now: datetime, delivery_id: UUID, text: str) -> Kept:
    """Read a message that was kept; whoever sends it at the same time waits here and finds it answered."""
    kept = deliveries.claim(delivery_id)
    if kept.answer:
        return kept
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
    """A report whose specimen is known becomes a result, or takes one back."""
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
    kit_id, lot_id = kits.named(said.kit, said.lot) if said.kit else (None, None)
    results.reported(
        by=by,
        now=now,
        specimen_id=specimen.id,
        reading=Reading(
            outcome=said.outcome,
            reported_at=said.reported_at,
            kit_id=kit_id,
            lot_id=lot_id,
            kit_said="" if kit_id and (lot_id or not said.lot) else said.kit or said.lot,
            cycle_threshold=said.cycle_threshold,
            corrects=said.corrects,
        ),
        source=source,
        final=said.final,
        finding_id=finding_id,
        anywhere=True,
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
