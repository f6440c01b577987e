"""Whose specimen a report speaks of: by our code if nothing contradicts it; otherwise a person decides.

A report is never given to somebody by likeness alone: likeness makes suggestions, with their reasons.
"""

from collections.abc import Collection, Iterator
from dataclasses import dataclass
from datetime import datetime, timedelta
from enum import StrEnum
from uuid import UUID

from dongseon.console.audit import actions as audit
from dongseon.console.audit.types import Actor, Subject
from dongseon.console.laboratory import codes, queries
from dongseon.console.laboratory.hl7.types import Observation, Patient
from dongseon.console.laboratory.rules import State
from dongseon.console.laboratory.types import LaboratoryRow, SpecimenRow
from dongseon.console.registry import queries as people
from dongseon.console.registry.types import SUBJECT, Identity, Sex
from dongseon.console.workflows import likeness
from dongseon.errors import InvalidInput

COMPARED = ("name", "name_romanised", "other_names", "birth_date", "sex", "phones")
RECENT = timedelta(days=30)  # a specimen taken longer ago is suggested to nobody: assumption
MOST_ALIKE = 50  # persons by one look-up: more bear a common name, and say nothing
MOST_SUGGESTED = 10


class Why(StrEnum):
    """Why a report waits for a person, and why a specimen is suggested for it."""

    NO_CODE = "no_code"  # it names no code of ours
    UNKNOWN_CODE = "unknown_code"
    OTHER_LABORATORY = "other_laboratory"  # the specimen was sent elsewhere
    NAME_DIFFERS = "name_differs"
    BIRTH_DATE_DIFFERS = "birth_date_differs"
    SEX_DIFFERS = "sex_differs"
    SET_ASIDE = "set_aside"  # the specimen was good for no result
    NO_OUTCOME = "no_outcome"
    NO_TIME = "no_time"
    NO_TEST = "no_test"
    NOTHING_TO_WITHDRAW = "nothing_to_withdraw"
    UNREADABLE = "unreadable"
    CODE_FITS = "code_fits"
    CODE_NEARLY_FITS = "code_nearly_fits"  # one digit, or two neighbours exchanged
    WAITS_FOR_RESULT = "waits_for_result"


CODE_POINTS = {Why.CODE_FITS: 6, Why.CODE_NEARLY_FITS: 3, Why.WAITS_FOR_RESULT: 1}


@dataclass(frozen=True, slots=True)
class Suggestion:
    """A specimen that a report may speak of, why, and who that is as far as it may be seen."""

    specimen: SpecimenRow
    identity: Identity | None
    reasons: tuple[str, ...]
    points: int


def match(
    *, by: Actor, now: datetime, laboratory: LaboratoryRow | None, said: Observation
) -> tuple[SpecimenRow | None, tuple[Why, ...]]:
    """The specimen that a report names, and everything that keeps it from being taken at its word.

    The specimen is held until the transaction ends: what is decided of it next is decided as it was seen.
    """
    reasons = _reasons_in_itself(said)
    ours = [code for code in said.codes if codes.read(code)]
    found = queries.locked_of_codes(ours)
    specimen = next((found[code] for code in ours if code in found), None)
    if specimen is None:
        return None, (*reasons, Why.UNKNOWN_CODE if ours else Why.NO_CODE)
    if not _may_speak(by, laboratory, specimen):
        reasons.append(Why.OTHER_LABORATORY)
    if specimen.state is State.VOID:
        reasons.append(Why.SET_ASIDE)
    if said.withdrawn and specimen.outcome is None:
        reasons.append(Why.NOTHING_TO_WITHDRAW)
    reasons += _contradictions(by, now, said.patient, specimen)
    return specimen, tuple(reasons)


def _reasons_in_itself(said: Observation) -> list[Why]:
    found = {
        Why.NO_TEST: any(fault.word == "no_test_of_ours" for fault in said.faults),
        Why.NO_OUTCOME: said.outcome is None and not said.withdrawn,
        Why.NO_TIME: said.reported_at is None,
    }
    if found[Why.NO_TEST]:
        found[Why.NO_OUTCOME] = False
    return [why for why, holds in found.items() if holds]


def _may_speak(by: Actor, laboratory: LaboratoryRow | None, specimen: SpecimenRow) -> bool:
    """Whether the sender tests this specimen: it was sent there, or to nobody yet and lies in its area."""
    if specimen.laboratory_id is not None and laboratory is not None:
        return specimen.laboratory_id == laboratory.id
    return specimen.area.startswith(by.area) or (
        bool(specimen.lab_area) and specimen.lab_area.startswith(by.area)
    )


def _contradictions(
    by: Actor, now: datetime, patient: Patient, specimen: SpecimenRow
) -> Iterator[Why]:
    """What a report says of its person that the registry says otherwise. Nothing said contradicts nothing."""
    if specimen.person_id is None or patient == Patient():
        return
    known = _identities(by, now, [specimen.person_id], "laboratory.compare").get(specimen.person_id)
    if known is None:
        return
    said = identity_of(patient)
    named = (said.name or said.name_romanised) and (known.name or known.name_romanised)
    if named and not likeness.same_name(said, known):
        yield Why.NAME_DIFFERS
    if said.birth_date and known.birth_date and said.birth_date != known.birth_date:
        yield Why.BIRTH_DATE_DIFFERS
    if said.sex and known.sex and said.sex != known.sex:
        yield Why.SEX_DIFFERS


def suggest(*, by: Actor, now: datetime, said: Observation) -> tuple[Suggestion, ...]:
    """Specimens that a report may speak of, the likeliest first; each look is in the log."""
    rows = {row.id: row for row in _candidates(now, said)}
    mine = [row for row in rows.values() if _within(by, row)]
    persons = {row.person_id for row in mine if row.person_id}
    known = _identities(by, now, persons, "laboratory.suggest") if persons else {}
    ours = {code for code in said.codes if codes.read(code)}
    near = set(near_codes(said.codes))
    wanted = identity_of(said.patient)
    found = []
    for row in mine:
        identity = known.get(row.person_id) if row.person_id else None
        alike = likeness.reasons(wanted, identity) if identity else ()
        whys = [
            *([Why.CODE_FITS] if row.code in ours else []),
            *([Why.CODE_NEARLY_FITS] if row.code in near else []),
            *(
                [Why.WAITS_FOR_RESULT]
                if row.outcome is None and row.state is not State.VOID
                else []
            ),
        ]
        points = likeness.weight(alike) + sum(CODE_POINTS[why] for why in whys)
        reasons = (*(why.value for why in whys), *(reason.value for reason in alike))
        found.append(Suggestion(row, identity, reasons, points))
    found.sort(key=lambda one: (-one.points, one.specimen.taken_at, one.specimen.code))
    return tuple(found[:MOST_SUGGESTED])


def _within(by: Actor, row: SpecimenRow) -> bool:
    return row.area.startswith(by.area) or bool(row.lab_area and row.lab_area.startswith(by.area))


def _candidates(now: datetime, said: Observation) -> Iterator[SpecimenRow]:
    wanted = {code for code in said.codes if codes.read(code)} | set(near_codes(said.codes))
    yield from queries.of_codes(wanted).values()
    persons: set[UUID] = set()
    for hits in _look_ups(identity_of(said.patient)):
        if len(hits) <= MOST_ALIKE:
            persons.update(hits)
    if persons:
        yield from queries.of_persons(people.everybody_in(persons), since=now - RECENT)


def _look_ups(identity: Identity) -> Iterator[tuple[UUID, ...]]:
    limit = MOST_ALIKE + 1
    for phone in identity.phones:
        try:
            yield people.find(phone=phone, limit=limit)
        except InvalidInput:
            continue
    born = identity.birth_date
    days = [day for day in (born, likeness.swapped(born) if born else None) if day]
    for name in filter(None, (identity.name, identity.name_romanised)):
        yield people.find(text=name, limit=limit)
        for day in days:
            yield people.find(text=name, birth_date=day, limit=limit)


def near_codes(said: Collection[str]) -> Iterator[str]:
    """Codes that somebody may have meant: one digit otherwise, or two neighbours exchanged."""
    for text in said:
        digits = "".join(sign for sign in text if sign.isdigit())
        if len(digits) != codes.LENGTH or codes.read(digits):
            continue
        for place, digit in enumerate(digits):
            for other in "0123456789":
                if other != digit and (
                    code := codes.read(digits[:place] + other + digits[place + 1 :])
                ):
                    yield code
            swapped = digits[:place] + digits[place : place + 2][::-1] + digits[place + 2 :]
            if swapped != digits and (code := codes.read(swapped)):
                yield code


def identity_of(patient: Patient) -> Identity:
    """Who a report speaks of, in the registry's words."""
    return Identity(
        name=patient.name,
        name_romanised=patient.name_romanised,
        birth_date=patient.birth_date,
        sex=Sex(patient.sex),
        phones=(patient.phone,) if patient.phone else (),
    )


def _identities(
    by: Actor, now: datetime, person_ids: Collection[UUID], act: str
) -> dict[UUID, Identity]:
    subjects = [Subject(SUBJECT, one) for one in person_ids]
    look = audit.look(by=by, now=now, act=act, subjects=subjects, fields=COMPARED)
    return people.identities_of(person_ids, look)
