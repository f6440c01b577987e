"""A message to values: ORU^R01 of v2.5 and 2.5.1. Pure: nothing is looked up, and no clock is read.

Segments are read in their order, because laboratories nest their groups in more ways than the standard
draws. What cannot be read of one specimen is a fault of that specimen; what cannot be read at all raises
Rejected.
"""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field, replace
from datetime import date, datetime

from dongseon.console.laboratory import codes
from dongseon.console.laboratory.hl7 import segments
from dongseon.console.laboratory.hl7 import vocabulary as words
from dongseon.console.laboratory.hl7.segments import Line
from dongseon.console.laboratory.hl7.types import (
    Fault,
    Header,
    Message,
    Observation,
    Patient,
    Rejected,
)
from dongseon.console.laboratory.rules import Outcome

VERSIONS = frozenset({"2.5", "2.5.1"})
# HL7 table 0357
MISSING, TYPE_ERROR, NOT_FOUND = "101", "102", "103"
WRONG_TYPE, WRONG_EVENT, WRONG_PROCESSING, WRONG_VERSION = "200", "201", "202", "203"


@dataclass(slots=True)
class _Order:
    """Segments that belong to one order, while they are gathered."""

    pid: "Line | None"
    orc: "Line | None"
    obr: "Line"
    obx: "list[Line]" = field(default_factory=list)
    spm: "list[Line]" = field(default_factory=list)

    def take(self, line: "Line") -> None:
        """Gather a segment that says something of the order's specimen."""
        if line.name == "OBX":
            self.obx.append(line)
        elif line.name == "SPM":
            self.spm.append(line)


def read(text: str) -> Message:
    """One message. Raises Rejected."""
    header = segments.header_of(text)
    lines = segments.lines_of(text, header)
    msh = lines[0]
    _check_header(msh)
    orders = list(_orders(lines[1:]))
    if not orders:
        raise Rejected(segments.SEQUENCE, "OBR^1", "no_order")
    found = [
        observation for order in orders if (observation := _observation(order, header)) is not None
    ]
    return Message(
        header,
        tuple(
            replace(observation, place=place) for place, observation in enumerate(found, start=1)
        ),
    )


def _check_header(msh: Line) -> None:
    if not msh.part(10):
        raise Rejected(MISSING, "MSH^1^10", "no_control_id")
    if msh.part(9) != "ORU":
        raise Rejected(WRONG_TYPE, "MSH^1^9", "message_type")
    if msh.part(9, 2) != "R01":
        raise Rejected(WRONG_EVENT, "MSH^1^9", "event")
    if msh.part(12) not in VERSIONS:
        raise Rejected(WRONG_VERSION, "MSH^1^12", "version")
    if msh.part(11) != "P":
        raise Rejected(WRONG_PROCESSING, "MSH^1^11", "no_production_message")


def _orders(lines: Sequence[Line]) -> Iterator[_Order]:
    """Segments gathered by order. One that stands where no order is open belongs to none."""
    pid = orc = None
    order: _Order | None = None
    for line in lines:
        if line.name in ("PID", "ORC", "OBR") and order is not None:
            yield order
            order = None
        if line.name == "PID":
            pid, orc = line, None
        elif line.name == "ORC":
            orc = line
        elif line.name == "OBR":
            order, orc = _Order(pid, orc, line), None
        elif order is not None:
            order.take(line)
    if order is not None:
        yield order


def _observation(order: _Order, header: Header) -> Observation | None:
    """What an order says of its specimen; None where it says nothing yet."""
    tests = [line for line in order.obx if _is_test(line)]
    overall = [line for line in tests if line.part(3) in words.OVERALL] or tests
    statuses = {line.part(11) for line in overall}
    if overall and statuses and statuses <= words.NOT_YET:
        return None
    faults: list[Fault] = []
    if not overall:
        faults.append(Fault(NOT_FOUND, f"OBX^{order.obr.number}^3", "no_test_of_ours"))
    outcome = _outcome(overall, faults)
    reported_at = _reported_at(order, overall, header, faults)
    status = order.obr.part(25)
    kit, lot = _kit(overall)
    return Observation(
        place=0,
        codes=_codes(order),
        outcome=outcome,
        reported_at=reported_at,
        patient=_patient(order.pid),
        kit=kit,
        lot=lot,
        cycle_threshold=_cycles(order.obx),
        final=bool(overall) and statuses <= (words.FINAL | words.CORRECTED | words.NONE_TO_COME),
        corrects=bool(statuses & words.CORRECTED) or status == "C",
        withdrawn=bool(statuses) and statuses <= words.TAKEN_BACK,
        faults=tuple(faults),
    )


def _is_test(line: Line) -> bool:
    """Whether an observation is a result of this virus, and no question of the order form or another virus."""
    if line.part(29) == "QST" or line.part(3) in words.CYCLES:
        return False
    if line.part(3) in words.OVERALL | words.GENES:
        return True
    text = line.part(3, 2).casefold()
    coded = line.part(2) in ("CWE", "CE", "ST", "TX", "CNE")
    return coded and any(word in text for word in words.TEST_WORDS)


def _outcome(lines: Sequence[Line], faults: list[Fault]) -> Outcome | None:
    """One outcome out of one overall result, or out of several genes."""
    found: set[Outcome] = set()
    for line in lines:
        if line.part(11) in words.NONE_TO_COME:
            found.add(Outcome.INVALID)
            continue
        outcome = words.outcome_of(*[part for part in line.parts(5) if part])
        if outcome is None and line.part(11) not in words.TAKEN_BACK:
            word = "value_unknown" if line.part(5) or line.part(5, 2) else "no_value"
            code = NOT_FOUND if word == "value_unknown" else MISSING
            faults.append(Fault(code, line.place(5), word))
        elif outcome is not None:
            found.add(outcome)
    if any(fault.place.endswith("^5") for fault in faults):
        return None
    if len(found) == 1:
        return found.pop()
    if Outcome.INVALID in found:
        return Outcome.INVALID
    return Outcome.INCONCLUSIVE if found else None


def _reported_at(
    order: _Order, lines: Sequence[Line], header: Header, faults: list[Fault]
) -> datetime | None:
    """When the laboratory reached this: status change of the order, analysis, observation, the message."""
    said = [(order.obr, 22), *((line, 19) for line in lines), *((line, 14) for line in lines)]
    for line, position in said:
        try:
            found = segments.time_of(line.part(position))
        except ValueError:
            faults.append(Fault(TYPE_ERROR, line.place(position), "time"))
            return None
        if found is not None:
            return found
    if header.sent_at is None:
        faults.append(Fault(MISSING, order.obr.place(22), "no_time"))
    return header.sent_at


def _codes(order: _Order) -> tuple[str, ...]:
    """What might name the specimen: SPM-2, the placer's and filler's numbers. Ours first."""
    said = [
        component.split(line.separators[4])[0].strip()
        for line in order.spm
        for component in line.fields.get(2, [""])[0].split(line.separators[1])
    ]
    said += [order.obr.part(2), order.obr.part(3)]
    if order.orc is not None:
        said += [order.orc.part(2), order.orc.part(3)]
    said = list(dict.fromkeys(text for text in said if text))
    ours = [code for text in said if (code := codes.read(text))]
    return tuple(dict.fromkeys([*ours, *(text[:80] for text in said if not codes.read(text))]))


def _kit(lines: Sequence[Line]) -> tuple[str, str]:
    """Kit and lot of OBX-17: the lot is a repetition whose coding system is LOT."""
    kit = lot = ""
    for line in lines:
        for repetition in range(line.repetitions(17)):
            if line.part(17, 3, repetition).upper() == "LOT":
                lot = lot or line.part(17, 1, repetition)
            else:
                kit = kit or line.part(17, 1, repetition) or line.part(17, 2, repetition)
    return kit[:120], lot[:40]


def _cycles(lines: Sequence[Line]) -> float | None:
    found = []
    for line in lines:
        if line.part(3) in words.CYCLES:
            try:
                cycles = float(line.part(5))
            except ValueError:
                continue
            if 0 < cycles < 60:
                found.append(cycles)
    return min(found, default=None)


def _patient(pid: Line | None) -> Patient:
    if pid is None:
        return Patient()
    name = romanised = ""
    for repetition in range(pid.repetitions(5)):
        family, given = pid.part(5, 1, repetition), pid.part(5, 2, repetition)
        if any("가" <= sign <= "힣" for sign in family + given):
            name = name or family + given
        elif family or given:
            romanised = romanised or f"{family} {given}".strip()
    return Patient(
        name=name[:100],
        name_romanised=romanised[:100],
        birth_date=_day(pid.part(7)),
        sex=words.SEXES.get(pid.part(8).upper(), ""),
        phone=_phone(pid),
    )


def _phone(pid: Line) -> str:
    for repetition in range(pid.repetitions(13)):
        whole = "".join(sign for sign in pid.part(13, 1, repetition) if sign in "+0123456789")
        area, local = pid.part(13, 6, repetition), pid.part(13, 7, repetition)
        if len(whole) >= 9:
            return whole[:20]
        if local.isdigit():
            return f"{area}{local}"[:20]
    return ""


def _day(text: str) -> date | None:
    try:
        found = segments.time_of(text[:8])
    except ValueError:
        return None
    return None if found is None or len(text) < 8 else found.date()
