"""Triage, beds, vital signs, the end of an illness, households. Whether a case may be touched is the caller's to see."""

import uuid
from dataclasses import asdict, dataclass
from datetime import date, datetime
from uuid import UUID

from django.db import IntegrityError, transaction
from django.utils.translation import gettext as _

from dongseon.console.audit import actions as audit
from dongseon.console.audit.types import Actor, Subject
from dongseon.console.care import rules, triage
from dongseon.console.care.models import (
    Assessment,
    Bed,
    Ending,
    House,
    HouseholdLink,
    Reading,
    Stay,
)
from dongseon.console.care.release import Check
from dongseon.console.care.rules import EndReason, Outcome, Relation, StayState
from dongseon.console.care.triage import Findings, Place, Triage, Vitals
from dongseon.console.care.types import Refused, Unknown
from dongseon.console.policy.kinds import VitalSigns, WithoutVitalSigns
from dongseon.console.policy.types import Rule

MOST_BEDS = 2000  # of one house; the largest centre of 2020 had some hundreds


@dataclass(frozen=True, slots=True)
class Signs:
    """Vital signs as they are taken at a bed."""

    temperature_c: float
    pulse_per_min: int | None = None
    systolic_mmhg: int | None = None
    breaths_per_min: int | None = None
    oxygen_percent: int | None = None
    consciousness: int = 0
    antipyretic: bool = False
    dyspnoea: bool = False
    improving: bool = False


def assess(
    *,
    by: Actor,
    now: datetime,
    case_id: UUID,
    person_id: UUID,
    findings: Findings,
    vitals: Vitals | None,
    signs: Rule[VitalSigns],
    without: Rule[WithoutVitalSigns],
) -> tuple[UUID, Triage]:
    """Find how ill somebody is, by the rules given; the rows that were followed stay with it."""
    found = triage.triage(findings, vitals, signs=signs.value, without=without.value)
    row = Assessment.objects.create(
        case_id=case_id,
        person_id=person_id,
        at=now,
        officer_id=by.officer_id,
        findings=asdict(findings) | {"risks": sorted(findings.risks)},
        vitals=None if vitals is None else asdict(vitals),
        severity=found.severity,
        place=found.place,
        reasons=list(found.reasons),
        score=found.score,
        points=dict(found.points),
        signs_rule_id=signs.id,
        without_rule_id=without.id,
    )
    _record(by, now, "assess", case_id, ["findings", "vitals"], found.severity)
    return row.pk, found


# ── beds ─────────────────────────────────────────────────────────────────────────────────────


def open_house(*, by: Actor, now: datetime, name: str, kind: Place, area: str, beds: int) -> UUID:
    """A house with so many beds. Raises Refused for an area that is not the officer's, or a double name."""
    _check_house(by, area, beds)
    house = House(id=uuid.uuid4(), name=name.strip(), kind=kind, area=area, opened_at=now)
    try:
        with transaction.atomic():
            house.save(force_insert=True)
    except IntegrityError:
        raise Refused(_("There is such a house in this area already.")) from None
    Bed.objects.bulk_create(Bed(house=house, number=number + 1) for number in range(beds))
    _record_house(by, now, "open_house", house.pk)
    return house.pk


def set_beds(*, by: Actor, now: datetime, house_id: UUID, beds: int) -> None:
    """How many beds are in service. Those in which somebody lies, or that are kept, stay."""
    house = _house(by, house_id)
    _check_house(by, house.area, beds)
    Bed.objects.bulk_create(
        (Bed(house=house, number=number + 1) for number in range(beds)), ignore_conflicts=True
    )
    house.beds.filter(number__lte=beds).update(in_service=True)
    house.beds.filter(number__gt=beds).exclude(stays__state__in=rules.ACTIVE).update(
        in_service=False
    )
    _record_house(by, now, "set_beds", house_id)


def close_house(*, by: Actor, now: datetime, house_id: UUID) -> None:
    """Take nobody in any more. Raises Refused while somebody lies there."""
    house = _house(by, house_id)
    if Stay.objects.filter(bed__house=house, state__in=rules.ACTIVE).exists():
        raise Refused(_("Somebody is there, or on the way: transfer them first."))
    if not House.objects.filter(pk=house_id, closed_at=None).update(closed_at=now):
        raise Refused(_("The house is closed already."))
    _record_house(by, now, "close_house", house_id)


def _house(by: Actor, house_id: UUID) -> House:
    house = House.objects.filter(pk=house_id, area__startswith=by.area).first()
    if house is None:
        raise Unknown(house_id)
    return house


def _check_house(by: Actor, area: str, beds: int) -> None:
    if not area.startswith(by.area):
        raise Refused(_("That area is not yours."))
    if not 0 < beds <= MOST_BEDS:
        raise Refused(_("A house has between 1 and 2,000 beds."))


def reserve(
    *,
    by: Actor,
    now: datetime,
    case_id: UUID,
    person_id: UUID,
    house_id: UUID,
    assessment_id: UUID | None,
) -> UUID:
    """Keep a free bed of a house for somebody. Two officers never get the same one.

    Raises Refused where no bed is free, or one is kept for this case already.
    """
    stay = Stay(
        id=uuid.uuid4(),
        case_id=case_id,
        person_id=person_id,
        assessment_id=assessment_id,
        reserved_at=now,
        reserved_by=by.officer_id,
    )
    if Stay.objects.filter(case_id=case_id, state=StayState.RESERVED).exists():
        raise Refused(_("A bed is kept for this person already."))
    free = Bed.objects.filter(house=house_id, house__closed_at=None, in_service=True).exclude(
        stays__state__in=rules.ACTIVE
    )
    # beds that another officer is just taking are stepped over
    bed = free.select_for_update(skip_locked=True, of=("self",)).order_by("number").first()
    if bed is None:
        raise Refused(_("No bed is free there any more: choose another house."))
    stay.bed = bed
    try:
        with transaction.atomic():
            stay.save(force_insert=True)
    except IntegrityError:
        raise Refused(_("Somebody else was quicker: choose again.")) from None
    _record(by, now, "reserve", case_id, ["bed"])
    return stay.pk


def admit(*, by: Actor, now: datetime, case_id: UUID) -> None:
    """The person has come to the bed kept for them; a bed that they had before is free again."""
    kept = Stay.objects.filter(case_id=case_id, state=StayState.RESERVED).first()
    if kept is None:
        raise Refused(_("No bed is kept for this person."))
    _end(case_id, StayState.ADMITTED, StayState.ENDED, EndReason.TRANSFERRED, now)
    if not Stay.objects.filter(pk=kept.pk, state=StayState.RESERVED).update(
        state=StayState.ADMITTED, admitted_at=now
    ):
        raise Refused(_("Somebody else was quicker: look again."))
    _record(by, now, "admit", case_id, ["bed"])


def cancel(*, by: Actor, now: datetime, case_id: UUID) -> None:
    """The person does not come: the bed is free again."""
    if not _end(case_id, StayState.RESERVED, StayState.CANCELLED, EndReason.NOT_COMING, now):
        raise Refused(_("No bed is kept for this person."))
    _record(by, now, "cancel", case_id, ["bed"])


def _end(
    case_id: UUID, state: StayState, target: StayState, reason: EndReason, now: datetime
) -> int:
    return Stay.objects.filter(case_id=case_id, state=state).update(
        state=target, ended_at=now, end_reason=reason
    )


# ── vital signs ──────────────────────────────────────────────────────────────────────────────


def take_signs(
    *, by: Actor, now: datetime, case_id: UUID, person_id: UUID, signs: Signs, local: datetime
) -> UUID:
    """Write vital signs down. `local` is the same moment as `now`, in the area's zone."""
    on, half = rules.half_of(local)
    row = Reading.objects.create(
        case_id=case_id,
        person_id=person_id,
        at=now,
        on=on,
        half=half,
        officer_id=by.officer_id,
        **asdict(signs),
    )
    _record(by, now, "take_signs", case_id, ["vitals"])
    return row.pk


# ── the end ──────────────────────────────────────────────────────────────────────────────────


def release(
    *,
    by: Actor,
    now: datetime,
    today: date,
    case_id: UUID,
    person_id: UUID,
    check: Check,
    rule_id: UUID,
    episode: int = 1,
) -> UUID:
    """End somebody's isolation by a way whose conditions are all met; the bed is free again."""
    if not check.open:
        raise Refused(_("Not every condition of the rule is met."))
    facts = {asked.condition.value: asked.needed for asked in check.conditions}
    return _finish(
        by,
        Ending(
            case_id=case_id,
            person_id=person_id,
            episode=episode,
            outcome=Outcome.RELEASED,
            on=today,
            at=now,
            way=check.way,
            rule_id=rule_id,
            facts=facts,
        ),
    )


def note_death(
    *,
    by: Actor,
    now: datetime,
    today: date,
    case_id: UUID,
    person_id: UUID,
    on: date,
    episode: int = 1,
) -> UUID:
    """Write down that somebody died, on a local day; the bed is free again."""
    if on > today:
        raise Refused(_("The day lies in the future."))
    row = Ending(
        case_id=case_id,
        person_id=person_id,
        episode=episode,
        outcome=Outcome.DIED,
        on=on,
        at=now,
    )
    return _finish(by, row)


def _finish(by: Actor, row: Ending) -> UUID:
    row.officer_id = by.officer_id
    try:
        with transaction.atomic():
            row.save(force_insert=True)
    except IntegrityError:
        raise Refused(_("The illness has ended already: look at the page again.")) from None
    reason = EndReason.DIED if row.outcome == Outcome.DIED else EndReason.RELEASED
    _end(row.case_id, StayState.ADMITTED, StayState.ENDED, reason, row.at)
    _end(row.case_id, StayState.RESERVED, StayState.CANCELLED, reason, row.at)
    _record(by, row.at, str(row.outcome), row.case_id, ["outcome"], row.way)
    return row.pk


def undo_ending(*, by: Actor, now: datetime, case_id: UUID, episode: int = 1) -> None:
    """It was a mistake: the row stays in the record, and counts no more."""
    changed = Ending.objects.filter(case_id=case_id, episode=episode, undone_at=None).update(
        undone_at=now, undone_by=by.officer_id
    )
    if changed:
        _record(by, now, "undo_ending", case_id, ["outcome"])


# ── households ───────────────────────────────────────────────────────────────────────────────


def link(*, by: Actor, now: datetime, person_id: UUID, other_id: UUID, relation: Relation) -> UUID:
    """Say that two people belong to one household. The same two again change nothing."""
    if person_id == other_id:
        raise Refused(_("That is the same person."))
    first, second = sorted((person_id, other_id))
    new = HouseholdLink(
        id=uuid.uuid4(),
        first_id=first,
        second_id=second,
        relation=relation,
        linked_at=now,
        linked_by=by.officer_id,
    )
    HouseholdLink.objects.bulk_create([new], ignore_conflicts=True)
    kept = HouseholdLink.objects.get(first_id=first, second_id=second, ended_at=None)
    if kept.pk == new.pk:
        subjects = [Subject("person", person_id), Subject("person", other_id)]
        audit.record(by=by, now=now, act="care.link", subjects=subjects, why=relation)
    return kept.pk


def unlink(*, by: Actor, now: datetime, link_id: UUID) -> None:
    """They do not belong to one household, or no longer."""
    found = HouseholdLink.objects.filter(pk=link_id, ended_at=None)
    persons = list(found.values_list("first_id", "second_id"))
    if not found.update(ended_at=now):
        raise Refused(_("That link has ended already."))
    subjects = [Subject("person", one) for one in persons[0]]
    audit.record(by=by, now=now, act="care.unlink", subjects=subjects)


def _record(
    by: Actor, now: datetime, act: str, case_id: UUID, fields: list[str], why: str = ""
) -> None:
    audit.record(
        by=by,
        now=now,
        act=f"care.{act}",
        subjects=[Subject("case", case_id)],
        fields=fields,
        case_id=case_id,
        why=why,
    )


def _record_house(by: Actor, now: datetime, act: str, house_id: UUID) -> None:
    audit.record(by=by, now=now, act=f"care.{act}", subjects=[Subject("house", house_id)])
