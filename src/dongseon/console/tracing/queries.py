"""Every read of tracing that others may use. What is sealed is handed on sealed: workflows open it."""

from collections.abc import Collection
from datetime import datetime
from uuid import UUID

from django.db.models import Count, OuterRef, Q, Subquery

from dongseon.console.tracing.models import Answer, Decision, Place, Trace, Version
from dongseon.console.tracing.types import (
    Act,
    AnswerRow,
    DecisionRow,
    Outcome,
    Running,
    Site,
    TraceRow,
    TraceUnknown,
    VersionRow,
)

MOST_LISTED = 2_000  # cases of one list, the latest changed first


def trace(case_id: UUID) -> TraceRow | None:
    """Where the reconstruction of a case stands; nothing if none was asked for."""
    row = Trace.objects.filter(pk=case_id).first()
    return None if row is None else _trace(row)


def traces(case_ids: Collection[UUID]) -> dict[UUID, TraceRow]:
    """Where the reconstructions of these cases stand."""
    return {row.pk: _trace(row) for row in Trace.objects.filter(pk__in=case_ids)}


def persons_traced() -> dict[UUID, UUID]:
    """Case → person, of all cases that have or wait for an itinerary."""
    return dict(Trace.objects.values_list("case_id", "person_id"))


def counts() -> dict[UUID, tuple[Running, int, datetime, int, int]]:
    """State, version, last change, questions and answers of every case that has or waits for an itinerary."""
    newest = Version.objects.filter(trace=OuterRef("pk"), number=OuterRef("version"))
    rows = Trace.objects.annotate(
        asked=Subquery(newest.values("questions")), answered=Count("answers")
    )
    return {
        row.pk: (Running(row.state), row.version, row.changed_at, row.asked or 0, row.answered)
        for row in rows.order_by("-changed_at")[:MOST_LISTED]
    }


def with_decisions(*, since: datetime) -> tuple[UUID, ...]:
    """Cases with a decision about a stay that holds, changed since a time."""
    rows = Trace.objects.filter(
        version__gt=0, changed_at__gte=since, decisions__undone_at__isnull=True
    ).filter(decisions__isnull=False)
    return tuple(rows.order_by("pk").values_list("pk", flat=True).distinct())


def with_versions() -> tuple[UUID, ...]:
    """Cases that have an itinerary."""
    return tuple(Trace.objects.filter(version__gt=0).order_by("pk").values_list("pk", flat=True))


def version(case_id: UUID, number: int = 0) -> VersionRow:
    """One version of a case's itinerary, the newest unless one is named. Raises TraceUnknown."""
    rows = Version.objects.filter(trace=case_id).order_by("-number")
    row = (rows.filter(number=number) if number else rows).first()
    if row is None:
        raise TraceUnknown(case_id)
    return VersionRow(
        row.number,
        row.inputs,
        row.made_at,
        row.seconds,
        row.records,
        row.stays,
        row.questions,
        tuple(row.sources),
        bytes(row.view),
        bytes(row.posterior),
    )


def versions(case_id: UUID) -> tuple[tuple[int, datetime, int, int], ...]:
    """Number, time, records and questions of every version, the newest first."""
    rows = Version.objects.filter(trace=case_id).order_by("-number")
    return tuple(rows.values_list("number", "made_at", "records", "questions"))


def decisions(case_id: UUID) -> tuple[DecisionRow, ...]:
    """Every decision about a case's stays, the first first."""
    return tuple(
        DecisionRow(
            row.pk,
            row.seq,
            row.version,
            Act(row.act),
            bytes(row.body),
            row.at,
            row.officer_id,
            row.undone_at,
            row.undone_by,
        )
        for row in Decision.objects.filter(trace=case_id).order_by("seq")
    )


def answers(case_id: UUID) -> dict[str, AnswerRow]:
    """What came of asking again, by the question's key."""
    rows = Answer.objects.filter(trace=case_id)
    return {
        row.key: AnswerRow(
            row.key, Outcome(row.outcome), bytes(row.note), row.at, row.officer_id, row.referral
        )
        for row in rows
    }


def referred() -> tuple[tuple[UUID, str, datetime], ...]:
    """Case, question and time of what waits for the legal officer, the oldest first."""
    rows = Answer.objects.filter(outcome=Outcome.REFERRED, referral="").order_by("at")
    return tuple(rows.values_list("trace_id", "key", "at"))


def place(place_id: str) -> Site | None:
    """A place of the gazetteer."""
    row = Place.objects.filter(pk=place_id).first()
    return None if row is None else _site(row)


def places(place_ids: Collection[str]) -> dict[str, Site]:
    """Those of these places that the gazetteer has."""
    return {row.pk: _site(row) for row in Place.objects.filter(pk__in=place_ids)}


def places_named(text: str, *, limit: int = 20) -> tuple[Site, ...]:
    """Places whose name or id holds a text, by name."""
    rows = Place.objects.filter(Q(name__icontains=text) | Q(place_id=text))
    return tuple(_site(row) for row in rows.order_by("name", "place_id")[:limit])


def _site(row: Place) -> Site:
    return Site(
        row.place_id,
        row.name,
        row.category,
        row.lon_deg,
        row.lat_deg,
        row.radius_m,
        row.indoor,
        row.capacity,
    )


def _trace(row: Trace) -> TraceRow:
    return TraceRow(
        row.case_id,
        row.person_id,
        Running(row.state),
        row.fault,
        row.version,
        row.revision,
        bytes(row.facts),
        row.asked_at,
        row.changed_at,
    )
