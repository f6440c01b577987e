"""The days under an order: a report, and the test that follows symptoms; a call that nobody answered."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from decimal import Decimal
from uuid import UUID

from django.db import transaction

from dongseon.console.audit.types import Actor
from dongseon.console.isolation import actions, following, queries, rules
from dongseon.console.isolation.following import Told
from dongseon.console.isolation.rules import Kind, Source, Symptom
from dongseon.console.policy import queries as policy
from dongseon.console.policy.kinds import CASE_DEFINITION
from dongseon.console.registry.types import DataClass
from dongseon.console.screening import actions as screening
from dongseon.console.workflows import isolating, isolating_messages


@dataclass(frozen=True, slots=True)
class Answer:
    """What one person of a household said."""

    order_id: UUID
    key: str
    temperature_c: Decimal | None
    symptoms: frozenset[Symptom]
    remark: str = ""
    told_by: UUID | None = None


@transaction.atomic
def report(
    *, by: Actor, now: datetime, answers: Sequence[Answer], source: Source, measured_at: datetime
) -> tuple[UUID, ...]:
    """Keep what a household said in one call; whoever has symptoms is booked for a test.

    Returns the orders for which a test was booked. Raises InvalidInput, OrderUnknown; all or none.
    """
    definition = policy.rule(CASE_DEFINITION, rules.local_day(now))
    booked = []
    for answer in answers:
        person_id = queries.order(answer.order_id, area=by.area).row.person_id
        actions.report(
            by=by,
            now=now,
            order_id=answer.order_id,
            key=answer.key,
            told=Told(
                measured_at,
                answer.temperature_c,
                answer.symptoms,
                source,
                answer.told_by,
                isolating.note(by, now, person_id, answer.remark, DataClass.HEALTH),
            ),
            definition_id=definition.id,
            fever_c=definition.value.fever_c,
        )
        if rules.is_symptomatic(answer.temperature_c, answer.symptoms, definition.value.fever_c):
            booked += [answer.order_id] * (book_test(by=by, now=now, order_id=answer.order_id))
    return tuple(booked)


def book_test(*, by: Actor, now: datetime, order_id: UUID) -> bool:
    """Book a test for somebody with symptoms, once an illness; whether there is one now.

    A case needs none: it is known to be one.
    """
    row = queries.order(order_id, area=by.area).row
    if row.kind is Kind.CASE or row.symptomatic_since is None:
        return False
    on = rules.local_day(now)
    if now.astimezone(rules.HERE).hour >= rules.LAST_HOUR:
        on += timedelta(days=1)  # the sites of the day close: the next morning
    booking_id = screening.book(
        by=by,
        now=now,
        person_id=row.person_id,
        area=row.area,
        reason="symptoms",
        on=on,
        key=f"isolation:{order_id}:{row.symptomatic_since}",
    )
    actions.note_booking(by=by, now=now, order_id=order_id, booking_id=booking_id)
    isolating_messages.tell_test(by=by, now=now, order_id=order_id, booking_id=booking_id, on=on)
    return True


@transaction.atomic
def nobody_answered(*, by: Actor, now: datetime, order_ids: Sequence[UUID]) -> None:
    """Keep that a household was called and nobody answered."""
    for order_id in order_ids:
        following.note_try(by=by, now=now, order_id=order_id)
