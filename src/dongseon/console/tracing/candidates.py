"""Who may have been there: found, asked for, accepted as contacts, rejected, or warned by a text."""

from collections.abc import Collection
from dataclasses import dataclass
from datetime import datetime
from uuid import UUID

from django.db import connection
from django.db.models import F
from django.utils.translation import gettext as _

from dongseon.console.audit import actions as audit
from dongseon.console.audit.types import Actor, Subject
from dongseon.console.tracing.models import Candidate, Exposure, Search, Trace
from dongseon.console.tracing.types import (
    CandidateRow,
    CandidateState,
    Overtaken,
    Refused,
    RejectReason,
    TraceUnknown,
)

# One statement for thousands of rows: made one by one, they cost as much as the search itself.
LIST = """
    INSERT INTO tracing_candidate (id, trace_id, key, origin, state, probability, risk, minutes, reason, version)
    SELECT gen_random_uuid(), %s, one.key, one.origin, %s, one.probability, one.risk, one.minutes, '', 1
    FROM unnest(%s::text[], %s::text[], %s::float8[], %s::float8[], %s::float8[])
        AS one(key, origin, probability, risk, minutes)
    ON CONFLICT (trace_id, key) DO UPDATE
    SET probability = excluded.probability, risk = excluded.risk, minutes = excluded.minutes
"""
DROP = """
    DELETE FROM tracing_candidate AS old
    WHERE old.trace_id = %s AND old.state = %s AND old.person_id IS NULL
      AND NOT EXISTS (SELECT FROM unnest(%s::text[]) AS one(key) WHERE one.key = old.key)
"""
UNDECIDED = (CandidateState.OPEN, CandidateState.ASKED, CandidateState.ALERT)


@dataclass(frozen=True, slots=True)
class Found:
    """Somebody whom a search found, without where and when."""

    key: str
    origin: str  # holder, case, list
    probability: float
    risk: float
    minutes: float


@dataclass(frozen=True, slots=True)
class NewExposure:
    """How a contact met the case, in Go.Data's words; where and when is sealed."""

    contact_id: UUID
    certainty: str
    exposure_type: str
    frequency: str
    duration: str
    relationship: str
    distance: str
    masks: str
    ventilation: str
    symptoms: str
    tier: str
    rule_id: UUID | None
    body: bytes


def keep_search(
    *,
    by: Actor,
    now: datetime,
    case_id: UUID,
    version: int,
    rule_id: UUID | None,
    search_id: UUID,
    body: bytes,
    found: Collection[Found],
) -> None:
    """Keep what a search found. Who was decided upon stays so; those not found any more are no candidates."""
    trace = Trace.objects.select_for_update().filter(pk=case_id).first()
    if trace is None:
        raise TraceUnknown(case_id)
    Search.objects.filter(trace=trace).delete()
    Search.objects.create(
        id=search_id, trace=trace, version=version, at=now, rule_id=rule_id, body=body
    )
    columns = ("key", "origin", "probability", "risk", "minutes")
    listed = [[getattr(one, column) for one in found] for column in columns]
    with connection.cursor() as cursor:
        cursor.execute(DROP, [case_id, CandidateState.OPEN.value, listed[0]])
        cursor.execute(LIST, [case_id, CandidateState.OPEN.value, *listed])
    _tell(by, now, "search", case_id, fields=["location"])


def accept(
    *,
    by: Actor,
    now: datetime,
    candidate_id: UUID,
    seen: int,
    contact_id: UUID,
    exposure: NewExposure,
) -> None:
    """This is a contact; how they met is kept with it."""
    case_id = _move(candidate_id, seen, now, by, state=CandidateState.ACCEPTED, contact=contact_id)
    expose(by=by, now=now, case_id=case_id, exposure=exposure)
    _tell(by, now, "accept_candidate", case_id)


def expose(*, by: Actor, now: datetime, case_id: UUID, exposure: NewExposure) -> None:
    """Keep how a contact met the case; what was kept before is replaced."""
    values = {
        "case_id": case_id,
        "certainty": exposure.certainty,
        "exposure_type": exposure.exposure_type,
        "frequency": exposure.frequency,
        "duration": exposure.duration,
        "relationship": exposure.relationship,
        "distance": exposure.distance,
        "masks": exposure.masks,
        "ventilation": exposure.ventilation,
        "symptoms": exposure.symptoms,
        "tier": exposure.tier,
        "rule_id": exposure.rule_id,
        "body": exposure.body,
        "at": now,
        "officer_id": by.officer_id,
    }
    Exposure.objects.update_or_create(pk=exposure.contact_id, defaults=values)
    _tell(by, now, "expose", case_id, fields=["location"])


def reject(
    *, by: Actor, now: datetime, candidate_id: UUID, seen: int, reason: RejectReason
) -> None:
    """This is no contact."""
    case_id = _move(candidate_id, seen, now, by, state=CandidateState.REJECTED, reason=reason)
    _tell(by, now, "reject_candidate", case_id, why=reason)


def reopen(*, by: Actor, now: datetime, candidate_id: UUID, seen: int) -> None:
    """A rejection is taken back."""
    changed = Candidate.objects.filter(
        pk=candidate_id, version=seen, state=CandidateState.REJECTED
    ).update(state=CandidateState.OPEN, reason="", version=F("version") + 1)
    if not changed:
        raise Overtaken(candidate_id)
    _tell(by, now, "reopen_candidate", _case_of(candidate_id))


def mark(
    *,
    by: Actor,
    now: datetime,
    case_id: UUID,
    candidate_ids: Collection[UUID],
    state: CandidateState,
) -> None:
    """Their identity was asked for, or a text instead. Those decided upon meanwhile stay as they are."""
    Candidate.objects.filter(
        trace=case_id, pk__in=candidate_ids, state__in=UNDECIDED, person_id__isnull=True
    ).update(state=state, decided_at=now, decided_by=by.officer_id, version=F("version") + 1)
    _tell(by, now, f"mark_{state.value}", case_id)


def identify(*, by: Actor, now: datetime, case_id: UUID, key: str, person_id: UUID) -> bool:
    """A holder said who it is. False if that was known."""
    changed = Candidate.objects.filter(
        trace=case_id, key=key, person_id__isnull=True, state__in=UNDECIDED
    ).update(person_id=person_id, state=CandidateState.OPEN, version=F("version") + 1)
    if changed:
        _tell(by, now, "identify_candidate", case_id)
    return bool(changed)


def waits(case_id: UUID, key: str) -> bool:
    """Whether it is not known yet who this candidate is, and somebody may want to."""
    return Candidate.objects.filter(
        trace=case_id, key=key, person_id__isnull=True, state__in=UNDECIDED
    ).exists()


def one(candidate_id: UUID) -> CandidateRow:
    """One candidate. Raises TraceUnknown."""
    row = Candidate.objects.filter(pk=candidate_id).first()
    if row is None:
        raise TraceUnknown(candidate_id)
    return to_row(row)


def of_case(case_id: UUID) -> tuple[CandidateRow, ...]:
    """The candidates of a case, the greatest risk first."""
    rows = Candidate.objects.filter(trace=case_id).order_by("-risk", "-probability", "key")
    return tuple(map(to_row, rows))


def newest_search(case_id: UUID) -> tuple[UUID, int, datetime, UUID | None, bytes] | None:
    """The newest search of a case: its id, the version it stands on, when, the rule, and its sealed body."""
    row = Search.objects.filter(trace=case_id, newest=True).first()
    return None if row is None else (row.pk, row.version, row.at, row.rule_id, bytes(row.body))


def exposures(contact_ids: Collection[UUID]) -> dict[UUID, dict[str, str]]:
    """How these contacts met their case; where and when stays sealed."""
    names = ("certainty", "exposure_type", "frequency", "duration", "relationship", "distance",
             "masks", "ventilation", "symptoms", "tier")  # fmt: skip
    rows = Exposure.objects.filter(pk__in=contact_ids)
    return {row.pk: {name: str(getattr(row, name)) for name in names} for row in rows}


def exposure_bodies(case_id: UUID) -> dict[UUID, bytes]:
    """Where and when each contact met the case, sealed."""
    rows = Exposure.objects.filter(case_id=case_id)
    return {row.pk: bytes(row.body) for row in rows if row.body}


def to_row(row: Candidate) -> CandidateRow:
    """A row as a value."""
    return CandidateRow(
        row.pk,
        row.trace_id,
        row.key,
        row.origin,
        CandidateState(row.state),
        row.probability,
        row.risk,
        row.minutes,
        row.person_id,
        row.contact_id,
        row.reason,
        row.decided_at,
        row.decided_by,
        row.version,
    )


def _move(
    candidate_id: UUID,
    seen: int,
    now: datetime,
    by: Actor,
    *,
    state: CandidateState,
    contact: UUID | None = None,
    reason: str = "",
) -> UUID:
    """Decide if nobody did meanwhile; the case."""
    changed = Candidate.objects.filter(pk=candidate_id, version=seen, state__in=UNDECIDED).update(
        state=state,
        contact_id=contact,
        reason=reason,
        decided_at=now,
        decided_by=by.officer_id,
        version=F("version") + 1,
    )
    if not changed:
        there = Candidate.objects.filter(pk=candidate_id).first()
        if there is not None and there.version == seen:
            raise Refused(_("This was decided already."))
        raise Overtaken(candidate_id)
    return _case_of(candidate_id)


def _case_of(candidate_id: UUID) -> UUID:
    found: UUID = Candidate.objects.values_list("trace_id", flat=True).get(pk=candidate_id)
    return found


def _tell(
    by: Actor,
    now: datetime,
    act: str,
    case_id: UUID,
    *,
    fields: Collection[str] = (),
    why: str = "",
) -> None:
    audit.record(
        by=by,
        now=now,
        act=f"tracing.{act}",
        subjects=[Subject("case", case_id)],
        fields=fields,
        case_id=case_id,
        why=why,
    )
