"""Interviews, stays that were told, recordings and visits: written sealed, read against a look.

Whatever tells where somebody was has the case reconstructed anew.
"""

import json
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date, datetime
from uuid import UUID, uuid4

from django.utils.translation import gettext as _

from dongseon.console.audit.types import Actor, Look
from dongseon.console.investigations import actions, fieldwork, queries
from dongseon.console.investigations.fieldwork import Stay, Talk
from dongseon.console.investigations.rules import Step, TapeState, Ventilation
from dongseon.console.investigations.types import (
    Exposure,
    Interview,
    Investigation,
    Refused,
    SiteVisit,
    Tape,
)
from dongseon.console.workflows import investigating, reconstructing

Texts = Mapping[str, str]


@dataclass(frozen=True, slots=True)
class Told:
    """A stay that was told, opened."""

    stay: Exposure
    texts: Texts


@dataclass(frozen=True, slots=True)
class Watched:
    """A recording, opened."""

    tape: Tape
    texts: Texts


@dataclass(frozen=True, slots=True)
class Visited:
    """A visit, opened."""

    visit: SiteVisit
    texts: Texts


def begin(*, by: Actor, now: datetime, case_id: UUID, talk: Talk, texts: Texts) -> UUID:
    """Begin an interview; return its id."""
    queries.one(case_id, area=by.area)
    interview_id = uuid4()
    what = f"interview {interview_id}"
    return fieldwork.begin_interview(
        by=by,
        now=now,
        case_id=case_id,
        interview_id=interview_id,
        talk=talk,
        sealed=_sealed(by, now, case_id, what, texts),
    )


def save(
    *,
    by: Actor,
    now: datetime,
    interview_id: UUID,
    seen: int,
    talk: Talk,
    texts: Texts,
    finish: bool = False,
) -> None:
    """Write down what was said so far; `finish`: and that is all."""
    found, _was = queries.interview(interview_id, area=by.area)
    what = f"interview {interview_id}"
    fieldwork.save_interview(
        by=by,
        now=now,
        interview_id=interview_id,
        seen=seen,
        talk=talk,
        sealed=_sealed(by, now, found.case_id, what, texts),
    )
    if finish:
        fieldwork.finish_interview(by=by, now=now, interview_id=interview_id)
        actions.reach(by=by, now=now, case_id=found.case_id, step=Step.INTERVIEWED, at=now)


def read(*, by: Actor, now: datetime, interview_id: UUID) -> tuple[Investigation, Interview, Texts]:
    """An interview and what was said in it."""
    found, talk = queries.interview(interview_id, area=by.area)
    look = investigating.look_at(by=by, now=now, found=found, act="investigations.see_interview")
    what = f"interview {interview_id}"
    return found, talk, investigating.opened_texts(found.case_id, what, talk.sealed, look)


def tell(
    *,
    by: Actor,
    now: datetime,
    case_id: UUID,
    stay: Stay,
    texts: Texts,
    interview_id: UUID | None = None,
    corrects: UUID | None = None,
) -> UUID:
    """Write down a stay that was told. `texts`: place, place_id, number of the vehicle, seat, with whom."""
    queries.one(case_id, area=by.area)
    if stay.begins_at > now:
        raise Refused(_("From: this stay is still to come."))
    stay_id = uuid4()
    fieldwork.tell_stay(
        by=by,
        now=now,
        case_id=case_id,
        stay_id=stay_id,
        interview_id=interview_id,
        stay=stay,
        sealed=_sealed(by, now, case_id, f"exposure {stay_id}", texts),
        corrects=corrects,
    )
    reconstructing.due(by=by, now=now, case_id=case_id)
    return stay_id


def take_back(*, by: Actor, now: datetime, case_id: UUID, stay_id: UUID) -> None:
    """The person takes back a stay that they told."""
    queries.one(case_id, area=by.area)
    fieldwork.withdraw_stay(by=by, now=now, case_id=case_id, stay_id=stay_id)
    reconstructing.due(by=by, now=now, case_id=case_id)


def ask_for_tape(
    *,
    by: Actor,
    now: datetime,
    case_id: UUID,
    begins_at: datetime,
    ends_at: datetime,
    overwritten_at: datetime,
    texts: Texts,
) -> UUID:
    """A recording is to be watched. `texts`: place, place_id, keeper, phone of the keeper."""
    queries.one(case_id, area=by.area)
    tape_id = uuid4()
    return fieldwork.ask_for_tape(
        by=by,
        now=now,
        case_id=case_id,
        tape_id=tape_id,
        begins_at=begins_at,
        ends_at=ends_at,
        overwritten_at=overwritten_at,
        sealed=_sealed(by, now, case_id, f"tape {tape_id}", texts),
    )


def watch(*, by: Actor, now: datetime, tape_id: UUID) -> tuple[Investigation, Watched]:
    """A recording and what is known of it."""
    found, tape = queries.tape(tape_id, area=by.area)
    look = investigating.look_at(by=by, now=now, found=found, act="investigations.see_tape")
    what = f"tape {tape_id}"
    return found, Watched(tape, investigating.opened_texts(found.case_id, what, tape.sealed, look))


def settle(
    *,
    by: Actor,
    now: datetime,
    tape_id: UUID,
    seen: int,
    state: TapeState,
    said: str,
    sightings: tuple[tuple[datetime, datetime], ...] = (),
) -> None:
    """A recording was watched (with what was seen, and when the person was), is lost, or not needed."""
    found, watched = watch(by=by, now=now, tape_id=tape_id)
    listed = [{"from": begin.isoformat(), "to": end.isoformat()} for begin, end in sightings]
    texts = {**watched.texts, "seen": said, "sightings": json.dumps(listed) if listed else ""}
    fieldwork.settle_tape(
        by=by,
        now=now,
        tape_id=tape_id,
        seen=seen,
        state=state,
        sealed=_sealed(by, now, found.case_id, f"tape {tape_id}", texts),
    )
    if listed:
        reconstructing.due(by=by, now=now, case_id=found.case_id)


def write_visit(
    *,
    by: Actor,
    now: datetime,
    case_id: UUID,
    visited_at: datetime,
    has_floor_plan: bool,
    has_roster: bool,
    disinfected_on: date | None,
    ventilation: Ventilation,
    texts: Texts,
) -> UUID:
    """A place was visited. `texts`: place, floor plan, roster, wards and staff, remarks."""
    queries.one(case_id, area=by.area)
    visit_id = uuid4()
    return fieldwork.write_visit(
        by=by,
        now=now,
        case_id=case_id,
        visit_id=visit_id,
        visited_at=visited_at,
        has_floor_plan=has_floor_plan,
        has_roster=has_roster,
        disinfected_on=disinfected_on,
        ventilation=ventilation,
        sealed=_sealed(by, now, case_id, f"visit {visit_id}", texts),
    )


def stays_of(case_id: UUID, look: Look, *, corrected: bool = False) -> tuple[Told, ...]:
    """Stays that were told, opened."""
    return tuple(
        Told(one, investigating.opened_texts(case_id, f"exposure {one.id}", one.sealed, look))
        for one in queries.exposures_of(case_id, corrected=corrected)
    )


def tapes_of(case_id: UUID, look: Look) -> tuple[Watched, ...]:
    """Recordings of a case, opened."""
    return tuple(
        Watched(one, investigating.opened_texts(case_id, f"tape {one.id}", one.sealed, look))
        for one in queries.tapes_of(case_id)
    )


def visits_of(case_id: UUID, look: Look) -> tuple[Visited, ...]:
    """Visits of a case, opened."""
    return tuple(
        Visited(one, investigating.opened_texts(case_id, f"visit {one.id}", one.sealed, look))
        for one in queries.visits_of(case_id)
    )


def _sealed(by: Actor, now: datetime, case_id: UUID, what: str, texts: Texts) -> bytes:
    return investigating.sealed_texts(
        by=by,
        now=now,
        case_id=case_id,
        what=what,
        texts={name: text for name, text in texts.items() if text},
    )
