"""Reading care: how ill, in which bed, who is late with vital signs, how it ended."""

from collections.abc import Collection
from datetime import date, datetime
from uuid import UUID

from django.db.models import Count, Exists, Min, OuterRef, Q

from dongseon.console.care.models import (
    Assessment,
    Ending,
    House,
    HouseholdLink,
    Reading,
    Stay,
)
from dongseon.console.care.rules import ACTIVE, EndReason, Half, Outcome, Relation, StayState
from dongseon.console.care.triage import Place, Reason, Severity
from dongseon.console.care.types import (
    AssessmentRow,
    EndingRow,
    HouseRow,
    LinkRow,
    ReadingRow,
    StayRow,
)

MOST_SHOWN = 200


def assessments(case_id: UUID) -> tuple[AssessmentRow, ...]:
    """How ill somebody was found to be, the latest first. The caller has seen that the case may be seen."""
    found = Assessment.objects.filter(case_id=case_id).order_by("-at", "id")[:MOST_SHOWN]
    return tuple(_assessment(one) for one in found)


def latest_assessments(case_ids: Collection[UUID]) -> dict[UUID, AssessmentRow]:
    """Case → the latest finding."""
    found = Assessment.objects.filter(case_id__in=case_ids)
    newest = found.order_by("case_id", "-at", "id").distinct("case_id")
    return {one.case_id: _assessment(one) for one in newest}


def houses(*, area: str = "", closed: bool = False) -> tuple[HouseRow, ...]:
    """Houses of an area with their beds as they are now."""
    active = Q(beds__stays__state__in=ACTIVE)
    found = House.objects.filter(area__startswith=area).annotate(
        beds_in_service=Count("beds", filter=Q(beds__in_service=True), distinct=True),
        taken=Count("beds", filter=active, distinct=True),
    )
    if not closed:
        found = found.filter(closed_at=None)
    return tuple(
        HouseRow(
            one.pk,
            one.name,
            Place(one.kind),
            one.area,
            one.beds_in_service,
            one.taken,
            one.closed_at is not None,
        )
        for one in found.order_by("kind", "area", "name")
    )


def stays(case_id: UUID) -> tuple[StayRow, ...]:
    """The beds somebody had, the latest first."""
    found = Stay.objects.filter(case_id=case_id).select_related("bed__house")
    return tuple(_stay(one) for one in found.order_by("-reserved_at", "id")[:MOST_SHOWN])


def active_stays(case_ids: Collection[UUID]) -> dict[UUID, StayRow]:
    """Case → the bed that the person lies in, or else the one that is kept."""
    found = Stay.objects.filter(case_id__in=case_ids, state__in=ACTIVE).select_related("bed__house")
    return {one.case_id: _stay(one) for one in found.order_by("-state")}


def stays_in(house_id: UUID) -> tuple[StayRow, ...]:
    """Who is in a house or on the way to it, by bed."""
    found = Stay.objects.filter(bed__house=house_id, state__in=ACTIVE).select_related("bed__house")
    return tuple(_stay(one) for one in found.order_by("bed__number"))


def readings(case_id: UUID) -> tuple[ReadingRow, ...]:
    """Vital signs, the latest first."""
    found = Reading.objects.filter(case_id=case_id).order_by("-at", "id")[:MOST_SHOWN]
    return tuple(_reading(one) for one in found)


def late_with_signs(on: date, half: Half, *, before: datetime) -> tuple[StayRow, ...]:
    """Who lies in a bed since before a moment and has no vital signs of this half day."""
    taken = Reading.objects.filter(case_id=OuterRef("case_id"), on=on, half=half)
    found = Stay.objects.filter(state=StayState.ADMITTED, admitted_at__lt=before)
    late = found.exclude(Exists(taken)).select_related("bed__house")
    return tuple(_stay(one) for one in late.order_by("admitted_at", "id"))


def ending(case_id: UUID, *, episode: int = 1) -> EndingRow | None:
    """How an episode of an illness ended, if it has."""
    found = Ending.objects.filter(case_id=case_id, episode=episode, undone_at=None).first()
    return None if found is None else _ending(found)


def endings(case_id: UUID) -> tuple[EndingRow, ...]:
    """Every end that was written down, also those undone; the latest first."""
    found = Ending.objects.filter(case_id=case_id).order_by("-at", "id")
    return tuple(_ending(one) for one in found[:MOST_SHOWN])


def endings_of(case_ids: Collection[UUID]) -> dict[UUID, EndingRow]:
    """Case → how its latest episode that ended did."""
    found = Ending.objects.filter(case_id__in=case_ids, undone_at=None)
    return {one.case_id: _ending(one) for one in found.order_by("episode")}


def ended_until(day: date) -> dict[UUID, Outcome]:
    """Case → died, or else released, of all that ended until a local day."""
    found = Ending.objects.filter(on__lte=day, undone_at=None).order_by("-outcome")
    # «released» first, so that «died» stands where both are
    return {
        case_id: Outcome(outcome) for case_id, outcome in found.values_list("case_id", "outcome")
    }


def household(person_id: UUID) -> tuple[LinkRow, ...]:
    """Who belongs to the same household."""
    found = HouseholdLink.objects.filter(
        Q(first_id=person_id) | Q(second_id=person_id), ended_at=None
    )
    return tuple(
        LinkRow(
            one.pk,
            one.second_id if one.first_id == person_id else one.first_id,
            Relation(one.relation),
            one.linked_at,
        )
        for one in found.order_by("linked_at", "id")
    )


def reserved_waiting(case_ids: Collection[UUID] | None = None) -> tuple[int, datetime | None]:
    """How many beds are kept for people on the way, and since when the first is."""
    found = Stay.objects.filter(state=StayState.RESERVED)
    if case_ids is not None:
        found = found.filter(case_id__in=case_ids)
    told = found.aggregate(number=Count("id"), oldest=Min("reserved_at"))
    return told["number"], told["oldest"]


def _assessment(one: Assessment) -> AssessmentRow:
    return AssessmentRow(
        one.pk,
        one.case_id,
        one.at,
        one.officer_id,
        one.findings,
        one.vitals,
        Severity(one.severity),
        Place(one.place),
        tuple(Reason(reason) for reason in one.reasons),
        one.score,
        one.points,
        one.signs_rule_id,
        one.without_rule_id,
    )


def _stay(one: Stay) -> StayRow:
    return StayRow(
        one.pk,
        one.case_id,
        one.person_id,
        one.bed.house_id,
        one.bed.house.name,
        Place(one.bed.house.kind),
        one.bed.number,
        StayState(one.state),
        one.reserved_at,
        one.admitted_at,
        one.ended_at,
        EndReason(one.end_reason) if one.end_reason else None,
    )


def _reading(one: Reading) -> ReadingRow:
    return ReadingRow(
        one.at,
        one.on,
        Half(one.half),
        one.officer_id,
        one.temperature_c,
        one.pulse_per_min,
        one.systolic_mmhg,
        one.breaths_per_min,
        one.oxygen_percent,
        one.consciousness,
        one.antipyretic,
        one.dyspnoea,
        one.improving,
    )


def _ending(one: Ending) -> EndingRow:
    return EndingRow(
        one.pk,
        one.case_id,
        one.episode,
        Outcome(one.outcome),
        one.on,
        one.at,
        one.officer_id,
        one.way,
        one.rule_id,
        one.facts,
        one.undone_at,
    )
