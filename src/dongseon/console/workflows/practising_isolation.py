"""People under an order for a demonstration, through the same acts as in earnest."""

from datetime import date, datetime, timedelta
from decimal import Decimal
from uuid import UUID

from django.db import transaction

from dongseon.console.audit.types import Actor
from dongseon.console.cases import queries as cases
from dongseon.console.isolation import breaches, helping, rules
from dongseon.console.isolation.breach_rules import Answer as Answered
from dongseon.console.isolation.breach_rules import Signal
from dongseon.console.isolation.breaches import Noticed
from dongseon.console.isolation.rules import Source, Symptom
from dongseon.console.isolation.types import Needed, Refused
from dongseon.console.workflows import (
    isolating,
    isolating_breaches,
    isolating_daily,
    isolating_days,
)
from dongseon.console.workflows.isolating import Circumstances
from dongseon.console.workflows.isolating_days import Answer
from dongseon.errors import InvalidInput

MOST = 12  # people under an order: enough to fill the lists, quick to make


def fill(*, officer: Actor, investigator: Actor, now: datetime) -> int:
    """Put some contacts of the officer's area under quarantine and let some days of theirs happen."""
    orders = _orders(officer, now)
    with transaction.atomic():
        helping.open_facility(
            by=officer,
            now=now,
            area=officer.area,
            name="마포 임시생활시설",
            name_en="Mapo temporary residence",
            address="서울특별시 마포구 성산로 1",
            phone="02-0000-0000",
            rooms=20,
        )
        isolating_daily.begin_day(now=now)
        for at, order_id in enumerate(orders):
            _live(officer, now, order_id, at)
        if orders:
            isolating_breaches.complain(
                by=investigator, now=now, order_id=orders[-1], words="그날은 만나지 않았습니다."
            )
    return len(orders)


def _orders(officer: Actor, now: datetime) -> list[UUID]:
    """Contacts put under quarantine; whoever met the case long ago is taken to have met it lately."""
    made: list[UUID] = []
    recent = rules.local_day(now) - timedelta(days=3)
    for contact in cases.open_contacts(area=officer.area, met_since=date.min):
        if len(made) == MOST:
            break
        met = max(contact.last_met_on or recent, recent)
        try:
            with transaction.atomic():
                order_id = isolating.order_contact(
                    by=officer,
                    now=now,
                    contact_id=contact.id,
                    how=Circumstances(officer_id=officer.officer_id),
                    last_met_on=min(met, rules.local_day(now)),
                )
        except (Refused, InvalidInput):
            continue  # somebody who is a contact of two cases is under one order
        made.append(order_id)
    return made


def _live(officer: Actor, now: datetime, order_id: UUID, at: int) -> None:
    """What happened to one of them: a report, symptoms, a need, a signal, or nothing yet."""
    feverish = at == 1
    if at % 3:
        isolating_days.report(
            by=officer,
            now=now,
            answers=[
                Answer(
                    order_id,
                    f"practice:{order_id}",
                    Decimal("37.9") if feverish else Decimal("36.5"),
                    frozenset({Symptom.COUGH}) if feverish else frozenset(),
                )
            ],
            source=Source.CALL,
            measured_at=now,
        )
    if at == 2:
        isolating.ask_for(
            by=officer, now=now, order_id=order_id, what=Needed.FOOD, pieces=1, remark=""
        )
    if at in (3, 6):
        breach_id = breaches.signal(
            by=officer,
            now=now,
            order_id=order_id,
            key=f"practice:{order_id}",
            noticed=Noticed(
                Signal.LEFT_PLACE if at == 3 else Signal.PHONE_SILENT,
                now - timedelta(minutes=25),
                0.8 if at == 3 else None,
                420 if at == 3 else None,
                35 if at == 3 else None,
            ),
        )
        if at == 6:
            isolating_breaches.call(
                by=officer, now=now, breach_id=breach_id, seen=1, answer=Answered.NO_ANSWER, said=""
            )
