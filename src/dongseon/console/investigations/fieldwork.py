"""What is learnt by talking and looking: interviews, stays that were told, recordings, visits. Texts come sealed."""

from dataclasses import dataclass
from datetime import date, datetime
from uuid import UUID

from django.db.models import F
from django.utils.translation import gettext as _

from dongseon.console.audit.types import Actor
from dongseon.console.investigations import actions
from dongseon.console.investigations.models import Exposure, Interview, SiteVisit, Tape
from dongseon.console.investigations.rules import (
    Distance,
    Mask,
    Respondent,
    TapeState,
    Vehicle,
    Ventilation,
)
from dongseon.console.investigations.types import Overtaken, Refused


@dataclass(frozen=True, slots=True)
class Talk:
    """What an interview begins with, and what was read out so far."""

    respondent: Respondent
    language: str
    interpreter: bool
    duty: bool = False
    penalty: bool = False
    use: bool = False
    correction: bool = False


@dataclass(frozen=True, slots=True)
class Stay:
    """A stay as it was told."""

    begins_at: datetime
    ends_at: datetime
    vehicle: Vehicle
    mask: Mask
    distance: Distance
    ventilation: Ventilation
    symptomatic: bool | None
    people: int | None


def begin_interview(
    *, by: Actor, now: datetime, case_id: UUID, interview_id: UUID, talk: Talk, sealed: bytes
) -> UUID:
    """Begin to talk."""
    row = Interview.objects.create(
        id=interview_id,
        investigation=actions.held(case_id),
        officer_id=by.officer_id,
        respondent=talk.respondent,
        language=talk.language,
        interpreter=talk.interpreter,
        sealed=sealed,
        begun_at=now,
        changed_at=now,
        **_stamps(talk, now, None),
    )
    actions.record(by, now, "begin_interview", case_id)
    return row.pk


def save_interview(
    *, by: Actor, now: datetime, interview_id: UUID, seen: int, talk: Talk, sealed: bytes
) -> None:
    """Write down what was said so far. Raises Overtaken if somebody else wrote meanwhile."""
    row = Interview.objects.select_related("investigation").get(pk=interview_id)
    if row.finished_at is not None:
        raise Refused(_("This interview is finished: begin another one to correct it."))
    written = Interview.objects.filter(pk=interview_id, version=seen, finished_at=None).update(
        respondent=talk.respondent,
        language=talk.language,
        interpreter=talk.interpreter,
        sealed=sealed,
        version=F("version") + 1,
        changed_at=now,
        **_stamps(talk, now, row),
    )
    if not written:
        raise Overtaken(_("Somebody else wrote in this interview meanwhile: look again."))
    actions.record(by, now, "save_interview", row.investigation.case_id)


def finish_interview(*, by: Actor, now: datetime, interview_id: UUID) -> None:
    """End a talk. Raises Refused while something was not read out or offered."""
    row = Interview.objects.select_related("investigation").get(pk=interview_id)
    said = (row.duty_read_at, row.penalty_read_at, row.use_read_at, row.correction_offered_at)
    if None in said:
        raise Refused(
            _(
                "Read out duty, penalty and use, and offer to correct what was said, before you finish."
            )
        )
    done = Interview.objects.filter(pk=interview_id, finished_at=None).update(
        finished_at=now, version=F("version") + 1
    )
    if done:
        actions.record(by, now, "finish_interview", row.investigation.case_id)


def tell_stay(
    *,
    by: Actor,
    now: datetime,
    case_id: UUID,
    stay_id: UUID,
    interview_id: UUID | None,
    stay: Stay,
    sealed: bytes,
    corrects: UUID | None = None,
) -> UUID:
    """Write down a stay that was told; with `corrects`, in place of one told before, which is kept."""
    if stay.ends_at <= stay.begins_at:
        raise Refused(_("To: the stay ends after it begins."))
    row = Exposure.objects.create(
        id=stay_id,
        investigation=actions.held(case_id),
        interview_id=interview_id,
        begins_at=stay.begins_at,
        ends_at=stay.ends_at,
        vehicle=stay.vehicle,
        mask=stay.mask,
        distance=stay.distance,
        ventilation=stay.ventilation,
        symptomatic=stay.symptomatic,
        people=stay.people,
        sealed=sealed,
        told_at=now,
        told_to=by.officer_id,
    )
    if corrects is not None:
        done = Exposure.objects.filter(
            pk=corrects, investigation__case_id=case_id, corrected_by=None, withdrawn_at=None
        ).update(corrected_by=row.pk)
        if not done:
            raise Overtaken(_("This stay was corrected or withdrawn meanwhile: look again."))
    actions.record(by, now, "correct_stay" if corrects else "tell_stay", case_id)
    return row.pk


def withdraw_stay(*, by: Actor, now: datetime, case_id: UUID, stay_id: UUID) -> None:
    """The person takes back what they told. It is kept, and counts no more."""
    done = Exposure.objects.filter(
        pk=stay_id, investigation__case_id=case_id, corrected_by=None, withdrawn_at=None
    ).update(withdrawn_at=now)
    if not done:
        raise Overtaken(_("This stay was corrected or withdrawn meanwhile: look again."))
    actions.record(by, now, "withdraw_stay", case_id)


def ask_for_tape(
    *,
    by: Actor,
    now: datetime,
    case_id: UUID,
    tape_id: UUID,
    begins_at: datetime,
    ends_at: datetime,
    overwritten_at: datetime,
    sealed: bytes,
) -> UUID:
    """A recording is to be watched before it is overwritten."""
    if ends_at <= begins_at:
        raise Refused(_("To: the recording ends after it begins."))
    row = actions.held(case_id)
    Tape.objects.create(
        id=tape_id,
        investigation=row,
        area=row.area,
        begins_at=begins_at,
        ends_at=ends_at,
        overwritten_at=overwritten_at,
        sealed=sealed,
        asked_at=now,
    )
    actions.record(by, now, "ask_for_tape", case_id)
    return tape_id


def settle_tape(
    *, by: Actor, now: datetime, tape_id: UUID, seen: int, state: TapeState, sealed: bytes
) -> None:
    """A recording was watched, is lost, or is needed no more. Raises Overtaken."""
    done = Tape.objects.filter(pk=tape_id, version=seen).update(
        state=state,
        sealed=sealed,
        viewer_id=by.officer_id if state is TapeState.WATCHED else None,
        watched_at=now if state is TapeState.WATCHED else None,
        version=F("version") + 1,
    )
    if not done:
        raise Overtaken(_("Somebody else dealt with this recording meanwhile: look again."))
    case_id = Tape.objects.values_list("investigation__case_id", flat=True).get(pk=tape_id)
    actions.record(by, now, "settle_tape", case_id, why=state)


def write_visit(
    *,
    by: Actor,
    now: datetime,
    case_id: UUID,
    visit_id: UUID,
    visited_at: datetime,
    has_floor_plan: bool,
    has_roster: bool,
    disinfected_on: date | None,
    ventilation: Ventilation,
    sealed: bytes,
) -> UUID:
    """Write down what was found at a place."""
    SiteVisit.objects.create(
        id=visit_id,
        investigation=actions.held(case_id),
        visited_at=visited_at,
        officer_id=by.officer_id,
        has_floor_plan=has_floor_plan,
        has_roster=has_roster,
        disinfected_on=disinfected_on,
        ventilation=ventilation,
        sealed=sealed,
        written_at=now,
    )
    actions.record(by, now, "write_visit", case_id)
    return visit_id


def _stamps(talk: Talk, now: datetime, row: Interview | None) -> dict[str, datetime | None]:
    """When each was read out: the first time counts, and what is unticked was not."""
    said = {
        "duty_read_at": talk.duty,
        "penalty_read_at": talk.penalty,
        "use_read_at": talk.use,
        "correction_offered_at": talk.correction,
    }
    return {
        name: ((getattr(row, name) if row else None) or now) if done else None
        for name, done in said.items()
    }
