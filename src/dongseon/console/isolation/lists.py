"""The lists of an officer's day: who is to be called, who did not answer, who has symptoms.

A page begins behind a row (its urgency and number), so that the last page costs what the first does.
"""

from collections.abc import Collection
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from uuid import UUID

from django.db.models import Count, Exists, OuterRef, Q, QuerySet, Subquery

from dongseon.console.isolation import rules
from dongseon.console.isolation.models import Breach, Order, Question
from dongseon.console.isolation.models.orders import PROVINCE_CODE_LENGTH
from dongseon.console.isolation.queries import to_row
from dongseon.console.isolation.rules import Slot, State
from dongseon.console.isolation.types import Load, OrderRow, View


@dataclass(frozen=True, slots=True)
class Asked:
    """Which list is wanted: whose people, which of them, from where on."""

    view: View
    area: str
    officers: tuple[UUID, ...] | None  # None: everybody's; empty: those who have none yet
    after: str = ""  # a place that `Page.next` gave
    person_ids: tuple[UUID, ...] | None = None  # hits of a search
    number: str = ""


@dataclass(frozen=True, slots=True)
class Page:
    """Some people, the most urgent first."""

    rows: tuple[OrderRow, ...]
    next: str


def page(asked: Asked, *, now: datetime, unheard: timedelta, size: int) -> Page:
    """One page of a list."""
    found = _viewed(asked, asked.view, now, unheard)
    if asked.number:
        found = found.filter(number=asked.number)
    if asked.person_ids is not None:
        found = found.filter(person_id__in=asked.person_ids)
    urgency, _sign, number = asked.after.partition("~")
    if urgency.isdigit():
        behind = Q(urgency__lt=int(urgency)) | Q(urgency=int(urgency), number__gt=number)
        found = found.filter(behind, urgency__lte=int(urgency))
    got = list(found.order_by("-urgency", "number")[: size + 1])
    rows = got[:size]
    more = f"{rows[-1].urgency}~{rows[-1].number}" if len(got) > size else ""
    return Page(tuple(to_row(one) for one in rows), more)


def counts(asked: Asked, *, now: datetime, unheard: timedelta) -> dict[View, int]:
    """How many stand in each list: one pass over the people, one over what is due."""
    today = rules.local_day(now)
    found = _whose(asked).aggregate(
        missed=Count("id", filter=Q(missed_in_row__gt=0)),
        unheard=Count("id", filter=_unheard(now, unheard)),
        symptomatic=Count("id", filter=Q(symptomatic_since__isnull=False)),
        ending=Count("id", filter=Q(ends_on=today)),
        all=Count("id"),
    )
    due = _viewed(asked, View.DUE, now, unheard).count()
    return {View.DUE: due, **{View(name): number for name, number in found.items()}}


def within(area: str) -> Q:
    """Orders of an area: of the whole country, a province, or a district."""
    if not area:
        return Q()
    if len(area) == PROVINCE_CODE_LENGTH:
        return Q(province=area)
    return Q(area=area)


def _whose(asked: Asked) -> "QuerySet[Order]":
    found = Order.objects.filter(within(asked.area), state=State.IN_FORCE)
    if asked.officers is None:
        return found
    if not asked.officers:
        return found.filter(officer_id=None)
    return found.filter(officer_id__in=asked.officers)


def _viewed(asked: Asked, view: View, now: datetime, unheard: timedelta) -> "QuerySet[Order]":
    found = _whose(asked)
    match view:
        case View.DUE:
            return _due(found, now, few=asked.officers is not None)
        case View.MISSED:
            return found.filter(missed_in_row__gt=0)
        case View.UNHEARD:
            return found.filter(_unheard(now, unheard))
        case View.SYMPTOMATIC:
            return found.filter(symptomatic_since__isnull=False)
        case View.ENDING:
            return found.filter(ends_on=rules.local_day(now))
        case View.ALL:
            return found


def _due(found: "QuerySet[Order]", now: datetime, *, few: bool) -> "QuerySet[Order]":
    """Those of whom a question is open now. few: they are one officer's, and not a whole area's.

    Few are looked up one by one, and not joined: just after the day's questions were made the database has no
    statistics of them and would read everybody's for every officer (60,000 people: 1.6 s a list, not .06 s).
    """
    its = Question.objects.filter(order=OuterRef("pk"), on=rules.local_day(now))
    still = Q(state=Slot.OPEN, due_at__lte=now)
    if not few:
        return found.filter(Exists(its.filter(still)))
    open_now = its.values("order").annotate(open=Count("pk", filter=still)).values("open")
    return found.alias(due=Subquery(open_now)).filter(due__gt=0)


def _unheard(now: datetime, unheard: timedelta) -> Q:
    before = now - unheard
    return Q(last_heard_at__lt=before) | Q(last_heard_at=None, issued_at__lt=before)


def due_waiting(
    officers: Collection[UUID], *, area: str, now: datetime
) -> tuple[int, datetime | None]:
    """How many of these officers' people are to be called now, and since when the first is."""
    found = Question.objects.filter(
        within_order(area),
        order__officer_id__in=officers,
        order__state=State.IN_FORCE,
        on=rules.local_day(now),
        state=Slot.OPEN,
        due_at__lte=now,
    )
    first = found.order_by("due_at").values_list("due_at", flat=True).first()
    return found.values("order").distinct().count(), first


def within_order(area: str) -> Q:
    """Rows of orders of an area."""
    return Q(order__area__startswith=area) if area else Q()


def unassigned(area: str) -> tuple[int, datetime | None]:
    """How many people nobody watches over yet, and since when."""
    found = Order.objects.filter(within(area), state=State.IN_FORCE, officer_id=None)
    return found.count(), found.order_by("issued_at").values_list("issued_at", flat=True).first()


def loads(*, area: str) -> tuple[Load, ...]:
    """How many people each officer watches over, the most first; nobody's as one of them."""
    open_breach = Exists(Breach.objects.filter(order=OuterRef("pk"), closed_at=None))
    found = (
        Order.objects.filter(within(area), state=State.IN_FORCE)
        .values("officer_id")
        .annotate(
            people=Count("id"),
            symptomatic=Count("id", filter=Q(symptomatic_since__isnull=False)),
            missed=Count("id", filter=Q(missed_in_row__gt=0)),
            signals=Count("id", filter=Q(open_breach)),
        )
        .order_by("-people", "officer_id")
    )
    return tuple(
        Load(one["officer_id"], one["people"], one["symptomatic"], one["missed"], one["signals"])
        for one in found
    )


def lost_contact(*, missed: int, limit: int) -> tuple[tuple[UUID, datetime | None], ...]:
    """People who missed so many questions in a row and about whom no signal is open yet."""
    noticed = Breach.objects.filter(order=OuterRef("pk"), lost=True, closed_at=None)
    found = Order.objects.filter(state=State.IN_FORCE, missed_in_row__gte=missed).exclude(
        Exists(noticed)
    )
    return tuple(found.order_by("id").values_list("pk", "last_heard_at")[:limit])


def day_counts(*, area: str, on: date) -> dict[str, int]:
    """How many questions of a day were asked, answered and missed."""
    found = Question.objects.filter(within_order(area), on=on).aggregate(
        asked=Count("id"),
        done=Count("id", filter=Q(state=Slot.DONE)),
        missed=Count("id", filter=Q(state=Slot.MISSED)),
    )
    return dict(found)
