"""Every write about itineraries: versions kept, officers' decisions, what came of asking again."""

from collections.abc import Collection
from dataclasses import dataclass
from datetime import datetime
from uuid import UUID, uuid4

from django.db.models import F
from django.utils.translation import gettext as _

from dongseon.console.audit import actions as audit
from dongseon.console.audit.types import Actor, Subject
from dongseon.console.tracing.models import (
    Answer,
    Candidate,
    Decision,
    Exposure,
    Search,
    Trace,
    Version,
)
from dongseon.console.tracing.types import (
    Act,
    Outcome,
    Overtaken,
    Refused,
    Running,
    TraceUnknown,
)

SUBJECT = "case"
EMPTY = b""


@dataclass(frozen=True, slots=True)
class NewVersion:
    """A reconstruction that was made, sealed."""

    inputs: str  # SHA-256 of what went in
    seconds: float
    records: int
    stays: int
    questions: int
    sources: tuple[str, ...]
    view: bytes
    posterior: bytes


def ask(*, by: Actor, now: datetime, case_id: UUID, person_id: UUID) -> None:
    """Say that a case is to be reconstructed (again)."""
    Trace.objects.get_or_create(
        pk=case_id,
        defaults={"person_id": person_id, "asked_at": now, "changed_at": now},
    )
    Trace.objects.filter(pk=case_id).update(
        state=Running.WAITING, asked_at=now, person_id=person_id
    )
    _tell(by, now, "ask", case_id)


def state_facts(*, by: Actor, now: datetime, case_id: UUID, facts: bytes) -> None:
    """Keep what is known of the person's home and work place, sealed."""
    if not Trace.objects.filter(pk=case_id).update(facts=facts, changed_at=now):
        raise TraceUnknown(case_id)
    _tell(by, now, "state_facts", case_id, fields=["location"])


def keep_version(*, by: Actor, now: datetime, case_id: UUID, new: NewVersion) -> int:
    """Keep a reconstruction; its number. One from the same inputs is there once, however often it is made."""
    trace = Trace.objects.select_for_update().filter(pk=case_id).first()
    if trace is None:
        raise TraceUnknown(case_id)
    known = trace.versions.filter(inputs=new.inputs).values_list("number", flat=True).first()
    if known is None:
        known = trace.version + 1
        Version.objects.create(
            trace=trace,
            number=known,
            inputs=new.inputs,
            made_at=now,
            seconds=new.seconds,
            records=new.records,
            stays=new.stays,
            questions=new.questions,
            sources=list(new.sources),
            view=new.view,
            posterior=new.posterior,
        )
        _tell(by, now, "keep_version", case_id, fields=["location"])
    Trace.objects.filter(pk=case_id).update(
        state=Running.DONE, fault="", version=max(known, trace.version), changed_at=now
    )
    return known


def still_waits(*, by: Actor, now: datetime, case_id: UUID, since: datetime) -> None:
    """Say so where a case was asked for again since: what was made then does not rest on all that is there."""
    later = Trace.objects.filter(pk=case_id, asked_at__gt=since)
    if later.update(state=Running.WAITING, changed_at=now):
        _tell(by, now, "ask", case_id)


def fail(*, by: Actor, now: datetime, case_id: UUID, state: Running, fault: str) -> None:
    """Say that there is nothing to reconstruct from, or that it could not be done."""
    Trace.objects.filter(pk=case_id).update(state=state, fault=fault[:60], changed_at=now)
    _tell(by, now, "fail", case_id, why=fault)


def decide(
    *,
    by: Actor,
    now: datetime,
    case_id: UUID,
    decision_id: UUID,
    revision: int,
    version: int,
    act: Act,
    body: bytes,
) -> UUID:
    """Decide about a stay. `revision` is that of the page: who was overtaken decides again."""
    _step(case_id, revision, now)
    Decision.objects.create(
        id=decision_id,
        trace_id=case_id,
        seq=revision + 1,
        version=version,
        act=act,
        body=body,
        at=now,
        officer_id=by.officer_id,
    )
    _tell(by, now, f"decide_{act.value}", case_id, fields=["location"])
    return decision_id


def undo(*, by: Actor, now: datetime, case_id: UUID, revision: int, decision_id: UUID) -> None:
    """Take a decision back; it stays in the history."""
    _step(case_id, revision, now)
    undone = Decision.objects.filter(
        pk=decision_id, trace_id=case_id, undone_at__isnull=True
    ).update(undone_at=now, undone_by=by.officer_id)
    if not undone:
        raise Overtaken(decision_id)
    _tell(by, now, "undo", case_id)


def answer(
    *,
    by: Actor,
    now: datetime,
    case_id: UUID,
    key: str,
    outcome: Outcome,
    note: bytes,
) -> None:
    """Write down what came of asking again. What was referred to the legal officer stays with them."""
    there = Answer.objects.select_for_update().filter(trace_id=case_id, key=key).first()
    if there is not None and there.outcome == Outcome.REFERRED:
        raise Refused(_("This was referred to the legal officer, who decides about it."))
    values = {"outcome": outcome, "note": note, "at": now, "officer_id": by.officer_id}
    if there is None:
        Answer.objects.create(id=uuid4(), trace_id=case_id, key=key, **values)
    else:
        Answer.objects.filter(pk=there.pk).update(**values)
    _tell(by, now, f"answer_{outcome.value}", case_id)


def decide_referral(*, by: Actor, now: datetime, case_id: UUID, key: str, decided: str) -> None:
    """What the legal officer decides about a statement that was referred to them. Once."""
    changed = Answer.objects.filter(
        trace_id=case_id, key=key, outcome=Outcome.REFERRED, referral=""
    ).update(referral=decided, referral_at=now, referral_by=by.officer_id)
    if not changed:
        raise Overtaken(case_id)
    _tell(by, now, "decide_referral", case_id, why=decided)


def erase(*, by: Actor, now: datetime, case_ids: Collection[UUID]) -> None:
    """Remove all that says where these cases were, and who may have been there."""
    traces = Trace.objects.filter(pk__in=case_ids)
    for table in (Version, Decision, Answer, Search, Candidate):
        table.objects.filter(trace__in=traces).delete()
    Exposure.objects.filter(case_id__in=case_ids).update(body=EMPTY)
    gone = list(traces.values_list("pk", flat=True))
    traces.delete()
    for case_id in gone:
        _tell(by, now, "erase", case_id, why="retention.location")


def _step(case_id: UUID, revision: int, now: datetime) -> None:
    """One decision more, if nobody decided since the page was made."""
    stepped = Trace.objects.filter(pk=case_id, revision=revision).update(
        revision=F("revision") + 1, changed_at=now
    )
    if stepped:
        return
    if Trace.objects.filter(pk=case_id).exists():
        raise Overtaken(case_id)
    raise TraceUnknown(case_id)


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
        subjects=[Subject(SUBJECT, case_id)],
        fields=fields,
        case_id=case_id,
        why=why,
    )
