"""Breaches and objections: texts are sealed with their person; what is upheld is undone."""

from datetime import date, datetime, timedelta
from uuid import UUID

import holidays
from django.db import transaction
from django.utils.translation import gettext as _

from dongseon.console.audit.types import Actor
from dongseon.console.isolation import (
    actions,
    breaches,
    complaints,
    queries,
    rules,
    watching,
)
from dongseon.console.isolation.breach_rules import Answer, Found, Outcome
from dongseon.console.isolation.breach_rules import State as BreachState
from dongseon.console.isolation.letters import Letters
from dongseon.console.isolation.rules import Act, Reason, State
from dongseon.console.isolation.types import Refused
from dongseon.console.workflows import (
    isolating,
    isolating_daily,
    isolating_letters,
    isolating_messages,
)
from dongseon.console.workflows.isolating_letters import More

UPHELD = ("이의를 받아들입니다.", "Your objection is upheld.")
REJECTED = ("이의를 받아들이지 않습니다.", "Your objection is not upheld.")


@transaction.atomic
def call(
    *, by: Actor, now: datetime, breach_id: UUID, seen: int, answer: Answer, said: str
) -> None:
    """Keep what a call came to, in the person's words if there are any."""
    breaches.call(
        by=by,
        now=now,
        breach_id=breach_id,
        seen=seen,
        answer=answer,
        note=_note(by, now, breach_id, said),
    )


@transaction.atomic
def visit(
    *,
    by: Actor,
    now: datetime,
    breach_id: UUID,
    seen: int,
    found: Found,
    with_police: bool,
    said: str,
) -> None:
    """Keep what a visit came to."""
    breaches.visit(
        by=by,
        now=now,
        breach_id=breach_id,
        seen=seen,
        found=found,
        with_police=with_police,
        note=_note(by, now, breach_id, said),
    )


@transaction.atomic
def hear(*, by: Actor, now: datetime, breach_id: UUID, seen: int, statement: str) -> None:
    """Record the person's statement. Raises Refused for an empty one: silence is written down as words."""
    note = _note(by, now, breach_id, statement)
    if note is None:
        raise Refused(_("Write down what the person says, or that they say nothing."))
    breaches.hear(by=by, now=now, breach_id=breach_id, seen=seen, statement=note)


@transaction.atomic
def decide(
    *,
    by: Actor,
    now: datetime,
    breach_id: UUID,
    seen: int,
    outcome: Outcome,
    consent: bool,
    why: str,
) -> None:
    """Decide what follows a breach."""
    breaches.decide(
        by=by,
        now=now,
        breach_id=breach_id,
        seen=seen,
        outcome=outcome,
        consent=consent,
        note=_note(by, now, breach_id, why),
    )


@transaction.atomic
def complain(
    *,
    by: Actor,
    now: datetime,
    order_id: UUID,
    words: str,
    breach_id: UUID | None = None,
) -> UUID:
    """Take down an objection; it is to be answered within the working days of the dated rule."""
    person_id = queries.order(order_id, area=by.area).row.person_id
    note = isolating.note(by, now, person_id, words)
    if note is None:
        raise Refused(_("Write down what the person objects to."))
    days = isolating_daily.watch_on(now).complaint_days
    return complaints.complain(
        by=by,
        now=now,
        order_id=order_id,
        note=note,
        due_on=after_working_days(rules.local_day(now), days),
        breach_id=breach_id,
    )


@transaction.atomic
def answer(*, by: Actor, now: datetime, complaint_id: UUID, upheld: bool, grounds: str) -> None:
    """Answer an objection. What is upheld against is undone: breach, extension or order."""
    row = watching.complaint(complaint_id, area=by.area)
    note = isolating.note(by, now, row.person_id, grounds)
    if note is None:
        raise Refused(_("An answer needs grounds."))
    complaints.answer(by=by, now=now, complaint_id=complaint_id, upheld=upheld, answer_note=note)
    if upheld:
        _undo(by, now, row.order_id, row.breach_id, note)
    isolating_letters.write(
        by=by,
        now=now,
        order_id=row.order_id,
        letter=Letters.ANSWER,
        more=More(answer=UPHELD if upheld else REJECTED, grounds=grounds.strip()[:500]),
    )
    isolating_messages.tell_answered(
        by=by, now=now, order_id=row.order_id, complaint_id=complaint_id
    )


def _undo(by: Actor, now: datetime, order_id: UUID, breach_id: UUID | None, note: UUID) -> None:
    if breach_id is not None:
        if watching.breach(breach_id, area=by.area).state is BreachState.DECIDED:
            breaches.set_aside(by=by, now=now, breach_id=breach_id, note=note)
        return
    row = queries.order(order_id, area=by.area).row
    if row.state is not State.IN_FORCE:
        return
    last = next(one for one in queries.history(order_id) if one.act in (Act.ISSUED, Act.EXTENDED))
    if last.act == Act.EXTENDED:
        actions.undo_extension(by=by, now=now, order_id=order_id, note=note)
    else:
        actions.revoke(
            by=by,
            now=now,
            order_id=order_id,
            seen=None,
            reason=Reason.COMPLAINT_UPHELD,
            note=note,
        )
        isolating_messages.tell_released(by=by, now=now, order_id=order_id)


def after_working_days(day: date, count: int) -> date:
    """The day so many working days later: weekends and Korea's public holidays do not count."""
    closed = holidays.country_holidays("KR")
    while count > 0:
        day += timedelta(days=1)
        count -= day.weekday() < 5 and day not in closed
    return day


def is_holiday(day: date) -> str:
    """The name of the public holiday; empty on any other day."""
    return str(holidays.country_holidays("KR", language="ko").get(day) or "")


def _note(by: Actor, now: datetime, breach_id: UUID, text: str) -> UUID | None:
    person_id = watching.breach(breach_id, area=by.area).person_id
    return isolating.note(by, now, person_id, text)
