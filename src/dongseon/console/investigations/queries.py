"""Reading investigations: lists, what belongs to one case, slices as they lie sealed."""

from collections.abc import Collection
from datetime import datetime
from uuid import UUID

from django.db.models import Count, Q, QuerySet

from dongseon.console.investigations import types
from dongseon.console.investigations.models import (
    Exposure,
    Identifier,
    Interview,
    Investigation,
    Milestone,
    SiteVisit,
    Slice,
    Tape,
)
from dongseon.console.investigations.rules import (
    OPEN,
    Distance,
    Mask,
    Respondent,
    Step,
    TapeState,
    Vehicle,
    Ventilation,
)
from dongseon.console.investigations.types import InvestigationUnknown
from dongseon.mandate import Kind

PAGE = 50
MOST_TAPES = 200  # of a work list; more say "and others"


def of_case(case_id: UUID) -> types.Investigation | None:
    """The investigation of a case; nothing if there is none."""
    row = Investigation.objects.filter(case_id=case_id).first()
    return None if row is None else _investigation(row)


def one(case_id: UUID, *, area: str) -> types.Investigation:
    """The investigation of a case in an area. Raises InvestigationUnknown."""
    found = of_case(case_id)
    if found is None or not found.area.startswith(area):
        raise InvestigationUnknown(case_id)
    return found


def page(
    *, area: str, waiting: bool, before: tuple[datetime, UUID] | None, size: int = PAGE
) -> tuple[types.Row, ...]:
    """Investigations, the newest first. `waiting`: only those for which no slice is in."""
    rows = Investigation.objects.filter(area__startswith=area)
    if before is not None:
        rows = rows.filter(Q(opened_at__lt=before[0]) | Q(opened_at=before[0], pk__lt=before[1]))
    if waiting:
        rows = rows.filter(slices=None, erased_at=None)
    rows = rows.order_by("-opened_at", "-pk")[:size]
    found = list(rows)
    counted = _counts([row.pk for row in found])
    return tuple(
        types.Row(_investigation(row), *counted.get(row.pk, (0, 0, 0, None, None))) for row in found
    )


def _counts(
    ids: Collection[UUID],
) -> dict[UUID, tuple[int, int, int, Step | None, datetime | None]]:
    rows = Investigation.objects.filter(pk__in=ids).annotate(
        talks=Count("interviews", distinct=True),
        asked=Count("requests", filter=Q(requests__state__in=sorted(OPEN)), distinct=True),
        came=Count("slices", distinct=True),
    )
    last: dict[UUID, tuple[Step, datetime]] = {}
    for point in Milestone.objects.filter(investigation__in=ids).order_by("at", "pk"):
        last[point.investigation_id] = Step(point.step), point.at
    return {
        row.pk: (row.talks, row.asked, row.came, *last.get(row.pk, (None, None))) for row in rows
    }


def waiting(area: str) -> tuple[int, datetime | None]:
    """Investigations about which nobody was asked yet: how many, and since when the oldest waits."""
    rows = Investigation.objects.filter(area__startswith=area, interviews=None, erased_at=None)
    oldest = rows.order_by("opened_at").values_list("opened_at", flat=True).first()
    return rows.count(), oldest


def steps_of(case_id: UUID) -> dict[Step, datetime]:
    """The clock of a case: what was reached, and when."""
    rows = Milestone.objects.filter(investigation__case_id=case_id)
    return {Step(row.step): row.at for row in rows}


def clocks(
    *, area: str, begin: datetime, end: datetime, limit: int
) -> tuple[tuple[types.Investigation, dict[Step, datetime]], ...]:
    """Investigations opened in a stretch of time, the latest first, each with its clock."""
    found = list(
        Investigation.objects.filter(
            area__startswith=area, opened_at__gte=begin, opened_at__lt=end
        ).order_by("-opened_at", "-pk")[:limit]
    )
    steps: dict[UUID, dict[Step, datetime]] = {row.pk: {} for row in found}
    for point in Milestone.objects.filter(investigation__in=steps):
        steps[point.investigation_id][Step(point.step)] = point.at
    return tuple((_investigation(row), steps[row.pk]) for row in found)


def lacking(step: Step, *, after: Step, limit: int) -> tuple[types.Investigation, ...]:
    """Investigations that came to one step and not yet to another, the oldest first."""
    rows = Investigation.objects.filter(erased_at=None, milestones__step=after)
    there = Milestone.objects.filter(step=step).values("investigation_id")
    found = rows.exclude(pk__in=there).order_by("opened_at", "pk")[:limit]
    return tuple(_investigation(row) for row in found)


def slices_of(case_id: UUID, *, question: str = "") -> tuple[types.Slice, ...]:
    """All answers about a case, or those to one kind of question, the earliest first, sealed.

    `workflows.gathering.opened` opens them.
    """
    rows = Slice.objects.filter(investigation__case_id=case_id).select_related("investigation")
    rows = rows.filter(question=question) if question else rows
    return tuple(
        types.Slice(
            row.pk,
            row.request_id,
            case_id,
            row.investigation.person_id,
            row.holder_id,
            row.question,
            tuple(Kind(kind) for kind in row.kinds),
            row.rows,
            row.sha256,
            row.received_at,
            None if row.sealed is None else bytes(row.sealed),
        )
        for row in rows.order_by("received_at", "pk")
    )


def identifiers_of(case_id: UUID) -> tuple[types.Identifier, ...]:
    """Numbers that were added to a case, sealed."""
    rows = Identifier.objects.filter(investigation__case_id=case_id).order_by("added_at", "pk")
    return tuple(types.Identifier(row.pk, row.scheme, bytes(row.sealed)) for row in rows)


def interviews_of(case_id: UUID) -> tuple[types.Interview, ...]:
    """All talks about a case, the latest first."""
    rows = Interview.objects.filter(investigation__case_id=case_id).order_by("-begun_at", "pk")
    return tuple(_interview(row) for row in rows)


def interview(interview_id: UUID, *, area: str) -> tuple[types.Investigation, types.Interview]:
    """One talk and its investigation. Raises InvestigationUnknown."""
    row = Interview.objects.filter(pk=interview_id).select_related("investigation").first()
    if row is None or not row.investigation.area.startswith(area):
        raise InvestigationUnknown(interview_id)
    return _investigation(row.investigation), _interview(row)


def exposures_of(case_id: UUID, *, corrected: bool = False) -> tuple[types.Exposure, ...]:
    """Stays that were told, in their order; with `corrected` also those that were corrected or withdrawn."""
    rows = Exposure.objects.filter(investigation__case_id=case_id)
    if not corrected:
        rows = rows.filter(corrected_by=None, withdrawn_at=None)
    return tuple(_exposure(row) for row in rows.order_by("begins_at", "pk"))


def tapes_of(case_id: UUID) -> tuple[types.Tape, ...]:
    """Recordings to be watched for a case, the nearest deadline first."""
    return _tapes(Tape.objects.filter(investigation__case_id=case_id))


def open_tapes(area: str) -> tuple[types.Tape, ...]:
    """All recordings that wait in an area, the nearest deadline first."""
    return _tapes(Tape.objects.filter(area__startswith=area, state=TapeState.OPEN))


def tapes_waiting(area: str) -> tuple[int, datetime | None]:
    """How many recordings wait, and since when the oldest does."""
    rows = Tape.objects.filter(area__startswith=area, state=TapeState.OPEN)
    return rows.count(), rows.order_by("asked_at").values_list("asked_at", flat=True).first()


def tape(tape_id: UUID, *, area: str) -> tuple[types.Investigation, types.Tape]:
    """One recording. Raises InvestigationUnknown."""
    row = Tape.objects.filter(pk=tape_id).select_related("investigation").first()
    if row is None or not row.investigation.area.startswith(area):
        raise InvestigationUnknown(tape_id)
    return _investigation(row.investigation), _tape(row)


def visits_of(case_id: UUID) -> tuple[types.SiteVisit, ...]:
    """Visits to places of a case, the latest first."""
    rows = SiteVisit.objects.filter(investigation__case_id=case_id).order_by("-visited_at", "pk")
    return tuple(
        types.SiteVisit(
            row.pk,
            row.visited_at,
            row.officer_id,
            row.has_floor_plan,
            row.has_roster,
            row.disinfected_on,
            Ventilation(row.ventilation),
            bytes(row.sealed),
        )
        for row in rows
    )


def kept(limit: int) -> tuple[types.Investigation, ...]:
    """Investigations of which something is still kept sealed, the oldest first."""
    rows = Investigation.objects.filter(erased_at=None).order_by("opened_at", "pk")[:limit]
    return tuple(_investigation(row) for row in rows)


def of_person(person_ids: Collection[UUID]) -> tuple[types.Investigation, ...]:
    """All investigations about these persons, the latest first."""
    rows = Investigation.objects.filter(person_id__in=person_ids).order_by("-opened_at", "pk")
    return tuple(_investigation(row) for row in rows)


def _tapes(rows: "QuerySet[Tape]") -> tuple[types.Tape, ...]:
    ordered = rows.select_related("investigation").order_by("overwritten_at", "pk")[:MOST_TAPES]
    return tuple(_tape(row) for row in ordered)


def _investigation(row: Investigation) -> types.Investigation:
    return types.Investigation(
        row.pk, row.case_id, row.person_id, row.area, row.opened_at, row.opened_by, row.erased_at
    )


def _interview(row: Interview) -> types.Interview:
    return types.Interview(
        row.pk,
        row.officer_id,
        Respondent(row.respondent),
        row.language,
        row.interpreter,
        row.duty_read_at,
        row.penalty_read_at,
        row.use_read_at,
        row.correction_offered_at,
        bytes(row.sealed),
        row.version,
        row.begun_at,
        row.changed_at,
        row.finished_at,
    )


def _exposure(row: Exposure) -> types.Exposure:
    return types.Exposure(
        row.pk,
        row.interview_id,
        row.begins_at,
        row.ends_at,
        Vehicle(row.vehicle),
        Mask(row.mask),
        Distance(row.distance),
        Ventilation(row.ventilation),
        row.symptomatic,
        row.people,
        bytes(row.sealed),
        row.told_at,
        row.corrected_by_id,
        row.withdrawn_at,
    )


def _tape(row: Tape) -> types.Tape:
    return types.Tape(
        row.pk,
        row.investigation.case_id,
        row.begins_at,
        row.ends_at,
        row.overwritten_at,
        TapeState(row.state),
        bytes(row.sealed),
        row.viewer_id,
        row.watched_at,
        row.version,
    )
