"""Every read of one order and what belongs to it. All narrow to the officer's area; none opens an identity."""

from collections.abc import Collection
from datetime import date
from uuid import UUID

from django.db.models import Q

from dongseon.console.isolation.models import (
    Line,
    Offer,
    Order,
    Paper,
    Question,
    Report,
    Service,
)
from dongseon.console.isolation.rules import (
    Kind,
    Period,
    Place,
    Reach,
    Source,
    State,
    Symptom,
)
from dongseon.console.isolation.types import (
    LineRow,
    OrderDetail,
    OrderRow,
    OrderUnknown,
    PaperRow,
    QuestionRow,
    Receipt,
    ReportRow,
    ServiceRow,
    Way,
)

MOST_SHOWN = 200  # of anything on one page


def to_row(order: Order) -> OrderRow:
    """A row of the table as a value."""
    return OrderRow(
        id=order.id,
        number=order.number,
        person_id=order.person_id,
        area=order.area,
        kind=Kind(order.kind),
        state=State(order.state),
        period=Period(order.counted_from, order.starts_on, order.ends_on),
        place=Place(order.place),
        reach=Reach(order.reach),
        proxy_id=order.proxy_id,
        household=order.household,
        officer_id=order.officer_id,
        urgency=order.urgency,
        last_heard_at=order.last_heard_at,
        missed_in_row=order.missed_in_row,
        symptomatic_since=order.symptomatic_since,
        asked_per_day=order.asked_per_day,
        version=order.version,
    )


def order(order_id: UUID, *, area: str) -> OrderDetail:
    """An order. Raises OrderUnknown, also for one of another area; whoever is offered it sees it too."""
    found = Order.objects.filter(pk=order_id).first()
    if found is None or not _seen(found, area):
        raise OrderUnknown(order_id)
    return OrderDetail(
        row=to_row(found),
        contact_id=found.contact_id,
        case_id=found.case_id,
        became_case_id=found.became_case_id,
        held_specimen_id=found.held_specimen_id,
        rule_id=found.rule_id,
        place_note=found.place_note,
        address_verified_at=found.address_verified_at,
        facility_id=found.facility_id,
        issued_at=found.issued_at,
        issued_by=found.issued_by,
        closed_at=found.closed_at,
    )


def _seen(found: Order, area: str) -> bool:
    return (
        found.area.startswith(area)
        or Offer.objects.filter(order=found, state="offered", to_area__startswith=area).exists()
    )


def order_of_number(number: str, *, area: str) -> OrderRow | None:
    """The order of a number, if it lies in the area."""
    found = Order.objects.filter(number=number, area__startswith=area).first()
    return None if found is None else to_row(found)


def order_of_person(person_id: UUID) -> OrderRow | None:
    """The order somebody is under now, wherever. The caller shows nothing of it but that it is there."""
    found = Order.objects.filter(person_id=person_id, state=State.IN_FORCE).first()
    return None if found is None else to_row(found)


def orders_of_person(person_id: UUID, *, area: str) -> tuple[OrderRow, ...]:
    """All orders that somebody was ever under, as far as they lie in the area; the latest first."""
    found = Order.objects.filter(person_id=person_id, area__startswith=area)
    return tuple(to_row(one) for one in found.order_by("-issued_at", "id")[:MOST_SHOWN])


def household_of(row: OrderRow) -> tuple[OrderRow, ...]:
    """Those who report together with somebody, themselves first."""
    if row.household is None:
        return (row,)
    others = Order.objects.filter(
        household=row.household, state=State.IN_FORCE, area__startswith=row.area
    ).exclude(pk=row.id)
    return (row, *(to_row(one) for one in others.order_by("number")[:20]))


def ordered(contact_ids: Collection[UUID]) -> frozenset[UUID]:
    """Those of these contacts as whom somebody was put under an order."""
    found = Order.objects.filter(contact_id__in=contact_ids).exclude(state=State.REVOKED)
    return frozenset(one for one in found.values_list("contact_id", flat=True) if one)


def under_order(person_ids: Collection[UUID]) -> frozenset[UUID]:
    """Those of these persons who are under an order now."""
    found = Order.objects.filter(person_id__in=person_ids, state=State.IN_FORCE)
    return frozenset(found.values_list("person_id", flat=True))


def isolated(case_ids: Collection[UUID]) -> frozenset[UUID]:
    """Those of these cases for which an order of isolation was issued."""
    found = Order.objects.filter(case_id__in=case_ids, kind=Kind.CASE).exclude(state=State.REVOKED)
    return frozenset(one for one in found.values_list("case_id", flat=True) if one)


# ── what belongs to an order; the caller has seen that it may be seen ────────────────────────


def history(order_id: UUID) -> tuple[LineRow, ...]:
    """What was decided and done, the latest first."""
    found = Line.objects.filter(order=order_id).order_by("-seq")[:MOST_SHOWN]
    return tuple(
        LineRow(
            one.seq,
            one.at,
            one.officer_id,
            one.role,
            one.act,
            one.reason,
            one.rule_id,
            one.counted_from,
            one.ends_before,
            one.ends_after,
            one.about,
            one.note,
        )
        for one in found
    )


def papers(order_id: UUID) -> tuple[PaperRow, ...]:
    """The letters, the latest first, and how each was served."""
    found = Paper.objects.filter(order=order_id).prefetch_related("services")
    return tuple(
        _paper(one) for one in found.order_by("-written_at", "-language", "id")[:MOST_SHOWN]
    )


def paper(paper_id: UUID, *, area: str) -> PaperRow:
    """A letter. Raises OrderUnknown."""
    found = Paper.objects.select_related("order").filter(pk=paper_id).first()
    if found is None or not _seen(found.order, area):
        raise OrderUnknown(paper_id)
    return _paper(found)


def _paper(row: Paper) -> PaperRow:
    services = sorted(row.services.all(), key=lambda one: (one.at, str(one.pk)))
    return PaperRow(
        row.id,
        row.order_id,
        row.template,
        row.language,
        row.words_note,
        bytes(row.digest),
        row.written_at,
        row.written_by,
        tuple(_service(one) for one in services),
    )


def _service(row: Service) -> ServiceRow:
    return ServiceRow(
        row.id,
        Way(row.way),
        row.at,
        row.officer_id,
        row.message_id,
        row.reference,
        Receipt(row.receipt) if row.receipt else None,
        row.receipt_at,
    )


def reports(order_id: UUID) -> tuple[ReportRow, ...]:
    """How somebody was, the latest first."""
    found = Report.objects.filter(order=order_id).order_by("-measured_at", "id")[:MOST_SHOWN]
    return tuple(_report(one) for one in found)


def latest_reports(order_ids: Collection[UUID]) -> dict[UUID, ReportRow]:
    """Order → its latest report."""
    found = (
        Report.objects.filter(order__in=order_ids)
        .order_by("order", "-measured_at")
        .distinct("order")
    )
    return {one.order_id: _report(one) for one in found}


def _report(row: Report) -> ReportRow:
    return ReportRow(
        row.id,
        row.on,
        row.measured_at,
        row.received_at,
        row.temperature_c,
        tuple(Symptom(one) for one in row.symptoms),
        row.symptomatic,
        Source(row.source),
        row.told_by,
        row.officer_id,
        row.note,
    )


def questions(order_ids: Collection[UUID], on: date) -> dict[UUID, tuple[QuestionRow, ...]]:
    """Order → the questions of a day, in their order."""
    found: dict[UUID, list[QuestionRow]] = {}
    rows = Question.objects.filter(order__in=order_ids, on=on).order_by("order", "slot")
    for row in rows:
        found.setdefault(row.order_id, []).append(
            QuestionRow(row.order_id, row.on, row.slot, row.due_at, row.state, row.tries)
        )
    return {order_id: tuple(slots) for order_id, slots in found.items()}


def known_in(person_ids: Collection[UUID], *, area: str) -> bool:
    """Whether any order of the area concerns one of these persons, or they answer for somebody."""
    concerned = Q(person_id__in=person_ids) | Q(proxy_id__in=person_ids)
    return Order.objects.filter(concerned, area__startswith=area).exists()
