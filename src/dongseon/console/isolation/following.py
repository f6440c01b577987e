"""The day's questions and their answers: asked of everybody once, told once, missed if nobody answers."""

import uuid
from collections.abc import Collection
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from decimal import Decimal
from typing import Any
from uuid import UUID

from django.db import connection
from django.db.models import F
from django.utils.translation import gettext as _

from dongseon.console.audit import actions as audit
from dongseon.console.audit.types import Actor, Subject
from dongseon.console.isolation import rules
from dongseon.console.isolation.models import Absence, Breach, Order, Question, Report
from dongseon.console.isolation.rules import Reach, Slot, Source, State, Symptom
from dongseon.console.isolation.types import SUBJECT, OrderUnknown, Refused

AT_ONCE = 5_000  # questions that become missed by one statement


@dataclass(frozen=True, slots=True)
class Told:
    """What somebody tells of how they are."""

    measured_at: datetime  # with the zone of wherever the phone says it is
    temperature_c: Decimal | None
    symptoms: frozenset[Symptom]
    source: Source
    told_by: UUID | None = None  # who answered for them
    note: UUID | None = None


def report(
    *,
    by: Actor,
    now: datetime,
    order_id: UUID,
    key: str,
    told: Told,
    definition_id: UUID,
    fever_c: float,
) -> UUID:
    """Keep how somebody under an order is; the id of the report. The same key again changes nothing.

    This is the one door for reports: calls come through it, and so will the app. A report of somebody
    whose order is over is kept as well: calls are allowed at any time. Raises OrderUnknown for an order
    elsewhere, InvalidInput for a temperature or a time that cannot be, Refused for a key used before
    for somebody else.
    """
    order = Order.objects.select_for_update(no_key=True).filter(pk=order_id).first()
    if order is None or not order.area.startswith(by.area):
        raise OrderUnknown(order_id)
    measured_at = rules.check_measured(told.measured_at, now)
    rules.check_temperature(told.temperature_c)
    symptomatic = rules.is_symptomatic(told.temperature_c, told.symptoms, fever_c)
    new = Report(
        id=uuid.uuid4(),
        key=key,
        order=order,
        on=rules.local_day(measured_at),
        measured_at=measured_at,
        received_at=now,
        temperature_c=told.temperature_c,
        symptoms=sorted(told.symptoms),
        symptomatic=symptomatic,
        definition_id=definition_id,
        source=told.source,
        told_by=told.told_by,
        officer_id=by.officer_id,
        note=told.note,
    )
    Report.objects.bulk_create([new], ignore_conflicts=True)
    kept_id, kept_order = Report.objects.values_list("pk", "order").get(key=key)
    if kept_order != order_id:
        raise Refused(_("This report was told of somebody else before."))
    if kept_id == new.id:
        _answer(order, new)
        audit.record(
            by=by,
            now=now,
            act="isolation.report",
            subjects=[Subject(SUBJECT, order_id)],
            fields=["temperature_c", "symptoms"],
        )
    return kept_id


def _answer(order: Order, told: Report) -> None:
    """What a report does to the day's questions and to where somebody stands in the lists."""
    slot = rules.slot_of(told.measured_at, order.asked_per_day)
    Question.objects.filter(order=order, on=told.on, slot__lte=slot, state=Slot.OPEN).update(
        state=Slot.DONE, report=told
    )
    if order.last_heard_at is not None and told.measured_at < order.last_heard_at:
        return  # an older report that came late says nothing of today
    since = order.symptomatic_since
    if told.symptomatic:
        since = since or told.on
    elif since is not None and since < told.on:
        since = None
    Order.objects.filter(pk=order.pk).update(
        last_heard_at=told.measured_at,
        missed_in_row=0,
        symptomatic_since=since,
        urgency=rules.urgency(
            open_breach=_open_breach(order) or order.became_case_id is not None,
            symptomatic=since is not None,
            missed_in_row=0,
        ),
    )


def _open_breach(order: Order) -> bool:
    return Breach.objects.filter(order=order, closed_at=None, lost=False).exists()


def note_try(*, by: Actor, now: datetime, order_id: UUID) -> None:
    """Keep that somebody called and nobody answered. The question stays open until its time is over."""
    today = rules.local_day(now)
    order = Order.objects.filter(pk=order_id, area__startswith=by.area).first()
    if order is None:
        raise OrderUnknown(order_id)
    Question.objects.filter(order=order, on=today, state=Slot.OPEN, due_at__lte=now).update(
        tries=F("tries") + 1
    )
    audit.record(by=by, now=now, act="isolation.no_answer", subjects=[Subject(SUBJECT, order_id)])


_ASK = """
INSERT INTO isolation_question ("order_id", "on", slot, due_at, state, tries, reminded)
SELECT o.id, %(day)s, s.slot, s.due_at, 'open', 0, false
FROM isolation_order o JOIN unnest(%(asked)s::int[], %(slots)s::int[], %(due)s::timestamptz[])
     AS s(asked, slot, due_at) ON s.asked = o.asked_per_day
WHERE o.state = 'in_force' AND o.starts_on <= %(day)s
  AND (o.ends_on IS NULL OR o.ends_on >= %(day)s OR o.became_case_id IS NOT NULL)
ON CONFLICT ("order_id", "on", slot) DO NOTHING
"""


def ask(*, by: Actor, now: datetime, day: date, order_id: UUID | None = None) -> int:
    """Make the day's questions for everybody under an order (or for one); how many are new.

    Called twice, or by two workers, or again after one died: each question is there once.
    """
    times = sorted(
        set(Order.objects.filter(state=State.IN_FORCE).values_list("asked_per_day", flat=True))
    )
    slots = [
        (asked, slot, hour)
        for asked in times
        for slot, hour in enumerate(rules.due_hours(asked), start=1)
    ]
    told: dict[str, Any] = {  # Any: whatever psycopg can say to the database
        "day": day,
        "asked": [asked for asked, _slot, _hour in slots],
        "slots": [slot for _asked, slot, _hour in slots],
        "due": [rules.due_at(day, hour) for _asked, _slot, hour in slots],
    }
    statement = _ASK
    if order_id is not None:
        statement = _ASK.replace("WHERE ", "WHERE o.id = %(order)s AND ")
        told["order"] = order_id
    with connection.cursor() as cursor:
        cursor.execute(statement, told)
        made = int(cursor.rowcount)
    audit.record(by=by, now=now, act="isolation.ask", subjects=[], fields=[str(made)])
    return made


def note_missed(*, by: Actor, now: datetime, grace: timedelta) -> tuple[UUID, ...]:
    """Count questions whose time is over as missed, some at once; whose they were."""
    late = (
        Question.objects.select_for_update(skip_locked=True)
        .filter(state=Slot.OPEN, due_at__lte=now - grace)
        .order_by("due_at", "id")[:AT_ONCE]
    )
    rows = [(row.pk, row.order_id) for row in late]
    if not rows:
        return ()
    Question.objects.filter(pk__in=[pk for pk, _order in rows]).update(state=Slot.MISSED)
    counts: dict[UUID, int] = {}
    for _pk, order_id in rows:
        counts[order_id] = counts.get(order_id, 0) + 1
    for count in set(counts.values()):
        ids = [order_id for order_id, missed in counts.items() if missed == count]
        theirs = Order.objects.filter(pk__in=ids)
        theirs.update(missed_in_row=F("missed_in_row") + count)
        theirs.filter(urgency=0).update(urgency=1)
    audit.record(
        by=by,
        now=now,
        act="isolation.miss",
        subjects=[Subject(SUBJECT, order_id) for order_id in counts],
    )
    return tuple(counts)


@dataclass(frozen=True, slots=True)
class Reminded:
    """Somebody to be reminded of the day's questions."""

    order_id: UUID
    person_id: UUID  # or who answers for them
    area: str
    on: date


def to_remind(*, by: Actor, now: datetime, limit: int) -> tuple[Reminded, ...]:
    """Take people whose first question of today waits and whom nobody reminded yet.

    Marked inside the transaction that sends: whoever dies with them has sent nothing.
    """
    today = rules.local_day(now)
    rows = list(
        Question.objects.select_for_update(skip_locked=True, of=("self",))
        .filter(on=today, state=Slot.OPEN, reminded=False, slot=1, due_at__lte=now)
        .exclude(order__reach=Reach.VISIT)  # has no phone
        .select_related("order")
        .order_by("id")[:limit]
    )
    if not rows:
        return ()
    Question.objects.filter(pk__in=[row.pk for row in rows]).update(reminded=True)
    audit.record(
        by=by,
        now=now,
        act="isolation.remind",
        subjects=[Subject(SUBJECT, row.order_id) for row in rows],
    )
    return tuple(
        Reminded(row.order_id, row.order.proxy_id or row.order.person_id, row.order.area, row.on)
        for row in rows
    )


# ── officers who are away ────────────────────────────────────────────────────────────────────


def note_absence(
    *,
    by: Actor,
    now: datetime,
    officer_id: UUID,
    deputy_id: UUID,
    from_on: date,
    to_on: date,
) -> UUID:
    """Say that an officer is away, and who sees to their people meanwhile."""
    if officer_id == deputy_id or to_on < from_on:
        raise Refused(_("Choose somebody else for at least one day."))
    row, _made = Absence.objects.update_or_create(
        officer_id=officer_id,
        from_on=from_on,
        defaults={
            "deputy_id": deputy_id,
            "to_on": to_on,
            "entered_by": by.officer_id,
            "entered_at": now,
        },
    )
    audit.record(by=by, now=now, act="isolation.absence", subjects=[Subject("officer", officer_id)])
    return row.pk


def end_absence(*, by: Actor, now: datetime, absence_id: UUID) -> None:
    """Say that an officer is back, or was never away."""
    for row in Absence.objects.filter(pk=absence_id):
        row.delete()
        audit.record(
            by=by, now=now, act="isolation.back", subjects=[Subject("officer", row.officer_id)]
        )


def recount(*, by: Actor, now: datetime, order_ids: Collection[UUID]) -> None:
    """Where people stand in the lists, after a breach began or ended."""
    for order in Order.objects.filter(pk__in=order_ids):
        Order.objects.filter(pk=order.pk).update(
            urgency=rules.urgency(
                open_breach=_open_breach(order) or order.became_case_id is not None,
                symptomatic=order.symptomatic_since is not None,
                missed_in_row=order.missed_in_row,
            )
        )
    audit.record(
        by=by,
        now=now,
        act="isolation.recount",
        subjects=[Subject(SUBJECT, order_id) for order_id in order_ids],
    )
