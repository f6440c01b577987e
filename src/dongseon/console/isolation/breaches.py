"""Signals that somebody may have left, and what is done about them: call, visit, hearing, decision."""

import uuid
from dataclasses import dataclass
from datetime import datetime
from uuid import UUID

from django.db.models import F
from django.utils.translation import gettext as _

from dongseon.console.audit import actions as audit
from dongseon.console.audit.types import Actor, Subject
from dongseon.console.isolation import breach_rules, following
from dongseon.console.isolation.breach_rules import Answer, Found, Outcome, Signal, State
from dongseon.console.isolation.models import Breach, Step
from dongseon.console.isolation.types import OrderUnknown, Overtaken, Refused
from dongseon.console.isolation.writing import in_force
from dongseon.errors import InvalidInput

SUBJECT = "breach"


@dataclass(frozen=True, slots=True)
class Noticed:
    """A signal, and how sure it is."""

    signal: Signal
    signal_at: datetime
    confidence: float | None = None  # 0 to 1
    distance_m: float | None = None  # from the place
    error_m: float | None = None  # of the position


def signal(*, by: Actor, now: datetime, order_id: UUID, key: str, noticed: Noticed) -> UUID:
    """Keep that somebody may have left, or was lost; the same key again changes nothing.

    A person has one open signal of a sort at a time: the first one is gone after.
    """
    order = in_force(by, order_id)
    if noticed.signal_at.tzinfo is None or noticed.signal_at > now:
        raise InvalidInput(_("the time of the signal has no zone, or lies in the future"))
    if noticed.confidence is not None and not 0 <= noticed.confidence <= 1:
        raise InvalidInput(_("confidence: lies between 0 and 1"))
    lost = noticed.signal in breach_rules.LOST
    same = Breach.objects.filter(order=order, closed_at=None, lost=lost).first()
    if same is not None:
        return same.pk
    new = Breach(
        id=uuid.uuid4(),
        key=key,
        order=order,
        signal=noticed.signal,
        lost=lost,
        signal_at=noticed.signal_at,
        received_at=now,
        confidence=noticed.confidence,
        distance_m=noticed.distance_m,
        error_m=noticed.error_m,
    )
    Breach.objects.bulk_create([new], ignore_conflicts=True)
    kept: UUID = Breach.objects.values_list("pk", flat=True).get(key=key)
    if kept == new.id:
        _step(by, now, new, "signalled", noticed.signal)
    return kept


def call(
    *,
    by: Actor,
    now: datetime,
    breach_id: UUID,
    seen: int,
    answer: Answer,
    note: UUID | None = None,
) -> None:
    """Keep what a call came to."""
    breach = _held(by, breach_id)
    after = breach_rules.state_after_call(answer, Signal(breach.signal))
    _move(by, now, breach, seen, after)
    _step(by, now, breach, "called", answer, note=note)


def send_visit(*, by: Actor, now: datetime, breach_id: UUID, seen: int, with_police: bool) -> None:
    """Have somebody go there; with the police only after a call that nobody answered, or unclear."""
    breach = _held(by, breach_id)
    if with_police and breach.state != State.CALLED:
        raise Refused(_("Call first: the police come along when nobody answers."))
    _move(by, now, breach, seen, State.VISITING)
    _step(by, now, breach, "sent", "", with_police=with_police)


def visit(
    *,
    by: Actor,
    now: datetime,
    breach_id: UUID,
    seen: int,
    found: Found,
    with_police: bool,
    note: UUID | None = None,
) -> None:
    """Keep what a visit came to."""
    breach = _held(by, breach_id)
    if breach.state != State.VISITING:
        raise Refused(_("Nobody was sent there yet."))
    _move(by, now, breach, seen, breach_rules.state_after_visit(found, Signal(breach.signal)))
    _step(by, now, breach, "visited", found, with_police=with_police, note=note)


def hear(*, by: Actor, now: datetime, breach_id: UUID, seen: int, statement: UUID) -> None:
    """Keep what the person says, before anything is decided."""
    breach = _held(by, breach_id)
    _move(by, now, breach, seen, State.HEARD, statement_note=statement)
    _step(by, now, breach, "heard", "", note=statement)


def decide(
    *,
    by: Actor,
    now: datetime,
    breach_id: UUID,
    seen: int,
    outcome: Outcome,
    consent: bool = False,
    note: UUID | None = None,
) -> None:
    """Decide what follows. A wristband needs the person's consent."""
    breach = _held(by, breach_id)
    if outcome is Outcome.WRISTBAND and not consent:
        raise Refused(
            _("A wristband needs the person's consent. Without it choose something else.")
        )
    _move(
        by,
        now,
        breach,
        seen,
        State.DECIDED,
        outcome=outcome,
        decided_at=now,
        decided_by=by.officer_id,
    )
    _step(by, now, breach, "decided", outcome, note=note)


def set_aside(*, by: Actor, now: datetime, breach_id: UUID, note: UUID | None = None) -> None:
    """Take back that there was a breach: a complaint was upheld, or the hearing showed it."""
    breach = _held(by, breach_id)
    _move(by, now, breach, breach.version, State.UNFOUNDED)
    _step(by, now, breach, "set_aside", "", note=note)


def _held(by: Actor, breach_id: UUID) -> Breach:
    breach = Breach.objects.select_related("order").filter(pk=breach_id).first()
    if breach is None or not breach.order.area.startswith(by.area):
        raise OrderUnknown(breach_id)
    return breach


def _move(
    by: Actor, now: datetime, breach: Breach, seen: int, target: State, **values: object
) -> None:
    if breach.state not in breach_rules.sources(target):
        raise Refused(_("That is not the next step for this signal."))
    over = target not in breach_rules.OPEN
    changed = Breach.objects.filter(
        pk=breach.pk, version=seen, state__in=breach_rules.sources(target)
    ).update(state=target, version=F("version") + 1, closed_at=now if over else None, **values)
    if not changed:
        raise Overtaken(breach.pk)


def _step(
    by: Actor,
    now: datetime,
    breach: Breach,
    what: str,
    result: str,
    *,
    with_police: bool = False,
    note: UUID | None = None,
) -> None:
    Step.objects.bulk_create(
        [
            Step(
                breach=breach,
                at=now,
                officer_id=by.officer_id,
                what=what,
                result=result,
                with_police=with_police,
                note=note,
            )
        ]
    )
    audit.record(
        by=by,
        now=now,
        act=f"isolation.breach_{what}",
        subjects=[Subject(SUBJECT, breach.pk), Subject("order", breach.order_id)],
        why=result,
    )
    following.recount(by=by, now=now, order_ids=[breach.order_id])
