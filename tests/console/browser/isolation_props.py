"""People under an order on the stage: one of each kind that a page of isolation can name."""

from collections.abc import Mapping
from datetime import UTC, datetime, timedelta
from decimal import Decimal
from uuid import UUID, uuid4

from django.db import transaction
from tests.console import cast as company
from tests.console.cast import Player

from dongseon.console.audit.types import HOUSE
from dongseon.console.cases import contacts
from dongseon.console.cases.contacts import NewContact
from dongseon.console.cases.types import Origin
from dongseon.console.isolation import breaches, following, handing, helping, queries, serving
from dongseon.console.isolation.breach_rules import Signal
from dongseon.console.isolation.breaches import Noticed
from dongseon.console.isolation.rules import Reason, Source, Symptom
from dongseon.console.isolation.types import Needed, Way
from dongseon.console.registry import actions as registry
from dongseon.console.registry.types import Identity
from dongseon.console.workflows import (
    confirming,
    isolating,
    isolating_breaches,
    isolating_daily,
    isolating_days,
)
from dongseon.console.workflows.isolating import Circumstances
from dongseon.console.workflows.isolating_days import Answer

HOSTILE = "<script>document.title='taken'</script>"
PEOPLE = (
    Identity(name="한가람", name_romanised="Han Garam", phones=("01055550001",), address="서울특별시 마포구 양화로 1"),
    Identity(name=HOSTILE, phones=("01055550002",)),
    Identity(name_romanised="Maria dos Santos Oliveira de Albuquerque e Silva", phones=("+5511912345678",), language="en", needs_interpreter=True),
    Identity(name="서다온", no_phone=True, safe_contact_only=True, safe_contact="화요일 오전, 직장으로"),
    Identity(name="한새봄", phones=("01055550001",), address="서울특별시 마포구 양화로 1"),
    Identity(name="기다림", phones=("01055550006",)),
)  # fmt: skip


def lay(players: Mapping[str, Player], now: datetime, case_id: UUID) -> dict[str, str]:
    """Put them there; the last one waits for an order."""
    by = players["investigator.ko"].actor
    officer = players["case_officer.ko"]
    ids = registry.enrol_many(by=by, now=now, identities=PEOPLE)
    met = now.date() - timedelta(days=3)
    new = [NewContact(one, case_id, company.MAPO, "household", met) for one in ids]
    found = contacts.name_contacts(by=by, now=now, new=new, origin=Origin.DESK)
    how = Circumstances(officer_id=officer.officer_id)
    orders = [
        isolating.order_contact(by=officer.actor, now=now, contact_id=one, how=how)
        for one in found[:-1]
    ]
    isolating_daily.begin_day(now=now)
    return {
        "contact_id": str(found[-1]),
        "order_id": str(orders[0]),
        **_days(officer, by, now, orders),
        **_office(players, now, orders),
    }


def _days(officer: Player, by: company.Actor, now: datetime, orders: list[UUID]) -> dict[str, str]:
    act = {"by": officer.actor, "now": now}
    number = queries.order(orders[4], area="").row.number
    isolating.join(by=officer.actor, now=now, order_id=orders[0], number=number)
    for at, symptoms in ((0, frozenset({Symptom.COUGH})), (2, frozenset())):
        answer = Answer(orders[at], f"prop:{at}", Decimal("37.8"), symptoms, "목이 조금 아픕니다.")
        isolating_days.report(**act, answers=[answer], source=Source.CALL, measured_at=now)
    noticed = Noticed(Signal.LEFT_PLACE, now - timedelta(minutes=12), 0.7, 300.0, 40.0)
    breach_id = breaches.signal(**act, order_id=orders[1], key="prop", noticed=noticed)
    lost = Noticed(Signal.PHONE_SILENT, now - timedelta(hours=3))
    breaches.signal(**act, order_id=orders[2], key="prop lost", noticed=lost)
    complaint = isolating_breaches.complain(
        **act,
        order_id=orders[0],
        words="저는 그 사람을 만난 적이 없습니다.\n<b>확인해 주십시오.</b>",
    )
    need = isolating.ask_for(
        **act, order_id=orders[0], what=Needed.MEDICINE, pieces=2, remark="혈압약"
    )
    paper = queries.papers(orders[0])[0]
    service = serving.serve(
        by=officer.actor, now=now, paper_id=paper.id, way=Way.POST, reference="1234-5678"
    )
    return {
        "breach_id": str(breach_id),
        "complaint_id": str(complaint),
        "need_id": str(need),
        "paper_id": str(paper.id),
        "service_id": str(service),
    }


def _office(players: Mapping[str, Player], now: datetime, orders: list[UUID]) -> dict[str, str]:
    officer, deputy = players["case_officer.ko"], players["case_officer.en"]
    facility = helping.open_facility(
        by=officer.actor, now=now, area=company.MAPO, name="마포 생활시설", name_en="Mapo residence",
        address="서울특별시 마포구 성산로 1", phone="02-0000-0000", rooms=30,
    )  # fmt: skip
    today = now.date()
    absence = following.note_absence(
        by=officer.actor, now=now, officer_id=officer.officer_id, deputy_id=deputy.officer_id,
        from_on=today - timedelta(days=1), to_on=today + timedelta(days=3),
    )  # fmt: skip
    offer = handing.offer(
        by=officer.actor, now=now, order_id=orders[3], to_area=company.HAEUNDAE,
        reason=Reason.MOVED_THERE,
    )  # fmt: skip
    return {"facility_id": str(facility), "absence_id": str(absence), "offer_id": str(offer)}


def verify_positive(order_id: str) -> None:
    """What a laboratory's verified positive of somebody under an order sets off; a program of its own."""
    person_id = queries.order(UUID(order_id), area="").row.person_id
    now = datetime.now(UTC)
    with transaction.atomic():
        confirming.confirmed(
            by=HOUSE, now=now, person_id=person_id, specimen_id=uuid4(), area=company.MAPO,
            sampled_on=now.date(),
        )  # fmt: skip
