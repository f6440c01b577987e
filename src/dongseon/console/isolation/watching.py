"""Reads of what stands beside an order: signals, objections, needs, houses, offers, absences."""

from collections.abc import Iterable
from datetime import date, datetime
from uuid import UUID

from django.db.models import Count, Q

from dongseon.console.isolation import breach_rules
from dongseon.console.isolation.models import (
    Absence,
    Breach,
    Complaint,
    Facility,
    Need,
    Offer,
    Order,
)
from dongseon.console.isolation.queries import MOST_SHOWN
from dongseon.console.isolation.rules import (
    State,
)
from dongseon.console.isolation.types import (
    AbsenceRow,
    BreachRow,
    ComplaintRow,
    ComplaintState,
    FacilityRow,
    Needed,
    NeedRow,
    NeedState,
    OfferRow,
    OrderUnknown,
    StepRow,
)


def needs(*, area: str, order_id: UUID | None = None) -> tuple[NeedRow, ...]:
    """What is needed: of one person all of it, else all that is open; the longest asked first."""
    found = Need.objects.select_related("order").filter(order__area__startswith=area)
    found = (
        found.filter(state__in=[NeedState.ASKED, NeedState.SENT])
        if order_id is None
        else found.filter(order=order_id)
    )
    return tuple(
        NeedRow(
            one.id,
            one.order_id,
            one.order.number,
            one.order.person_id,
            one.order.area,
            Needed(one.what),
            one.pieces,
            one.note,
            NeedState(one.state),
            one.asked_at,
            one.changed_at,
        )
        for one in found.order_by("asked_at", "id")[:MOST_SHOWN]
    )


def needs_waiting(area: str) -> tuple[int, datetime | None]:
    """How many needs are open, and since when the oldest is."""
    found = Need.objects.filter(
        order__area__startswith=area, state__in=[NeedState.ASKED, NeedState.SENT]
    ).order_by("asked_at")
    return found.count(), found.values_list("asked_at", flat=True).first()


# ── breaches ─────────────────────────────────────────────────────────────────────────────────


def breaches(*, area: str, lost: bool) -> tuple[BreachRow, ...]:
    """Signals that are not settled, of those who may have left or of those who are lost."""
    found = Breach.objects.select_related("order").filter(
        closed_at=None, lost=lost, order__area__startswith=area
    )
    return tuple(_breach(one) for one in found.order_by("received_at", "id")[:MOST_SHOWN])


def breaches_of(order_id: UUID) -> tuple[BreachRow, ...]:
    """All signals about somebody, the latest first."""
    found = Breach.objects.select_related("order").filter(order=order_id)
    return tuple(_breach(one) for one in found.order_by("-received_at", "id")[:MOST_SHOWN])


def breach(breach_id: UUID, *, area: str) -> BreachRow:
    """A signal. Raises OrderUnknown."""
    found = Breach.objects.select_related("order").filter(pk=breach_id).first()
    if found is None or not found.order.area.startswith(area):
        raise OrderUnknown(breach_id)
    return _breach(found)


def steps(breach_id: UUID) -> tuple[StepRow, ...]:
    """What was done about a signal, in order."""
    found = Breach.objects.get(pk=breach_id).steps.order_by("seq")[:MOST_SHOWN]
    return tuple(
        StepRow(one.at, one.officer_id, one.what, one.result, one.with_police, one.note)
        for one in found
    )


def breaches_waiting(area: str) -> tuple[int, datetime | None]:
    """How many signals are not settled, and since when the oldest is."""
    found = Breach.objects.filter(closed_at=None, order__area__startswith=area)
    found = found.order_by("received_at")
    return found.count(), found.values_list("received_at", flat=True).first()


def breach_counts(*, area: str) -> dict[str, int]:
    """Breaches that were decided, and lost signals, counted apart; what was unfounded is neither."""
    within = Q(order__area__startswith=area)
    left, state = Q(lost=False), breach_rules.State
    return Breach.objects.filter(within).aggregate(
        decided=Count("id", filter=left & Q(state=state.DECIDED)),
        open=Count("id", filter=left & Q(closed_at=None)),
        unfounded=Count("id", filter=left & Q(state=state.UNFOUNDED)),
        silent=Count("id", filter=Q(lost=True)),
        silent_open=Count("id", filter=Q(lost=True, closed_at=None)),
    )


def _breach(row: Breach) -> BreachRow:
    return BreachRow(
        row.id,
        row.order_id,
        row.order.number,
        row.order.person_id,
        row.order.area,
        breach_rules.Signal(row.signal),
        row.lost,
        row.signal_at,
        row.received_at,
        row.confidence,
        row.distance_m,
        row.error_m,
        breach_rules.State(row.state),
        row.outcome,
        row.statement_note,
        row.decided_at,
        row.decided_by,
        row.version,
    )


# ── objections ───────────────────────────────────────────────────────────────────────────────


def complaints(*, area: str, order_id: UUID | None = None) -> tuple[ComplaintRow, ...]:
    """Objections: of one person all of them, else all that wait for an answer."""
    found = Complaint.objects.select_related("order").filter(order__area__startswith=area)
    found = found.filter(state="open") if order_id is None else found.filter(order=order_id)
    return tuple(_complaint(one) for one in found.order_by("due_on", "id")[:MOST_SHOWN])


def complaint(complaint_id: UUID, *, area: str) -> ComplaintRow:
    """An objection. Raises OrderUnknown."""
    found = Complaint.objects.select_related("order").filter(pk=complaint_id).first()
    if found is None or not found.order.area.startswith(area):
        raise OrderUnknown(complaint_id)
    return _complaint(found)


def complaints_waiting(area: str) -> tuple[int, datetime | None]:
    """How many objections wait, and since when the oldest does."""
    found = Complaint.objects.filter(state="open", order__area__startswith=area)
    found = found.order_by("received_at")
    return found.count(), found.values_list("received_at", flat=True).first()


def _complaint(row: Complaint) -> ComplaintRow:
    return ComplaintRow(
        row.id,
        row.order_id,
        row.order.number,
        row.order.person_id,
        row.order.area,
        row.breach_id,
        row.against_by,
        row.note,
        row.received_at,
        row.due_on,
        ComplaintState(row.state),
        row.decided_at,
        row.decided_by,
        row.answer_note,
    )


# ── houses, offers, absences ─────────────────────────────────────────────────────────────────


def facilities(*, area: str) -> tuple[FacilityRow, ...]:
    """Houses, and how full they are."""
    rows = Facility.objects.filter(area__startswith=area).order_by("closed_at", "area", "name")
    taken = dict(
        Order.objects.filter(facility__in=rows.values("pk"), state=State.IN_FORCE)
        .values_list("facility")
        .annotate(people=Count("id"))
    )
    return tuple(_facility(row, taken.get(row.pk, 0)) for row in rows[:MOST_SHOWN])


def facility(facility_id: UUID) -> FacilityRow | None:
    """A house."""
    row = Facility.objects.filter(pk=facility_id).first()
    return None if row is None else _facility(row, 0)


def _facility(row: Facility, taken: int) -> FacilityRow:
    return FacilityRow(
        row.id,
        row.area,
        row.name,
        row.name_en,
        row.address,
        row.phone,
        row.rooms,
        taken,
        row.closed_at is not None,
    )


def offers_to(area: str) -> tuple[OfferRow, ...]:
    """People whom others want this area to watch over."""
    found = Offer.objects.filter(state="offered", to_area__startswith=area)
    return _offers(found.select_related("order").order_by("offered_at", "id")[:MOST_SHOWN])


def offers_from(area: str) -> tuple[OfferRow, ...]:
    """People whom this area wants others to watch over."""
    found = Offer.objects.filter(state="offered", from_area__startswith=area)
    return _offers(found.select_related("order").order_by("offered_at", "id")[:MOST_SHOWN])


def offers_waiting(area: str) -> tuple[int, datetime | None]:
    """How many wait for this area's answer, and since when."""
    found = Offer.objects.filter(state="offered", to_area__startswith=area).order_by("offered_at")
    return found.count(), found.values_list("offered_at", flat=True).first()


def _offers(rows: Iterable[Offer]) -> tuple[OfferRow, ...]:
    return tuple(
        OfferRow(
            one.id,
            one.order_id,
            one.order.number,
            one.order.person_id,
            one.from_area,
            one.to_area,
            one.reason,
            one.state,
            one.offered_at,
            one.offered_by,
        )
        for one in rows
    )


def absences(*, since: date) -> tuple[AbsenceRow, ...]:
    """Who is away, today or later."""
    found = Absence.objects.filter(to_on__gte=since).order_by("from_on", "id")
    return tuple(
        AbsenceRow(one.id, one.officer_id, one.deputy_id, one.from_on, one.to_on)
        for one in found[:MOST_SHOWN]
    )


def stands_in_for(officer_id: UUID, on: date) -> tuple[UUID, ...]:
    """Whose people an officer sees to on a day: their own, and those of whom they are the deputy."""
    away = Absence.objects.filter(deputy_id=officer_id, from_on__lte=on, to_on__gte=on)
    return (officer_id, *away.order_by("from_on").values_list("officer_id", flat=True))
