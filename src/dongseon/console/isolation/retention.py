"""What is kept of orders to stay apart, and when it ends."""

from collections.abc import Collection
from datetime import datetime
from uuid import UUID

from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from dongseon.console.audit import actions as audit
from dongseon.console.audit.types import Actor, Subject
from dongseon.console.isolation.models import (
    Breach,
    Complaint,
    Line,
    Need,
    Offer,
    Order,
    Paper,
    Question,
    Report,
    Service,
    Step,
)
from dongseon.console.isolation.rules import State
from dongseon.console.isolation.types import SUBJECT
from dongseon.console.keeping import Holding, Keeper, Spared, Whose


def erase(
    *, by: Actor, now: datetime, before: datetime, spared: Whose, limit: int
) -> tuple[UUID, ...]:
    """Orders that were over before a time, with all that belongs to them. Nobody with an open objection."""
    old = Order.objects.filter(closed_at__lt=before).exclude(complaints__state="open")
    rows = dict(old.order_by("closed_at", "pk").values_list("pk", "person_id"))
    stay = spared(frozenset(rows.values()))
    gone = tuple(one for one, person_id in rows.items() if person_id not in stay)[:limit]
    if gone:
        _remove(gone)
        audit.record(
            by=by,
            now=now,
            act="isolation.erase",
            subjects=[Subject(SUBJECT, order_id) for order_id in gone],
        )
    return gone


def _remove(order_ids: Collection[UUID]) -> None:
    Service.objects.filter(paper__order__in=order_ids).delete()
    Step.objects.filter(breach__order__in=order_ids).delete()
    for table in (Complaint, Paper, Question, Report, Breach, Need, Offer, Line):
        table.objects.filter(order__in=order_ids).delete()
    Order.objects.filter(pk__in=order_ids).delete()


def works_on(person_ids: Collection[UUID]) -> frozenset[UUID]:
    """Those of these persons who are under an order, or answer for somebody who is."""
    return _known(Q(state=State.IN_FORCE), person_ids)


def needs(person_ids: Collection[UUID]) -> frozenset[UUID]:
    """Those of these persons whom any order concerns."""
    return _known(Q(), person_ids)


def _known(which: Q, person_ids: Collection[UUID]) -> frozenset[UUID]:
    found = set(
        Order.objects.filter(which, person_id__in=person_ids).values_list("person_id", flat=True)
    )
    proxies = Order.objects.filter(which, proxy_id__in=person_ids).values_list(
        "proxy_id", flat=True
    )
    return frozenset(found.union(one for one in proxies if one is not None))


KEEPER = Keeper(
    holdings=(
        Holding(
            models=tuple(
                f"isolation.{name}"
                for name in (
                    "Order", "Line", "Paper", "Service", "Report", "Question", "Breach", "Step",
                    "Complaint", "Need", "Offer",
                )
            ),
            what=_("Orders to stay apart with their reports, letters, breaches and objections"),
            rule="retention.contact",
            counted_from=_("the day the order was over"),
            erase=erase,
            spared=Spared.NOBODY,
        ),
    ),
    works_on=works_on,
    needs=needs,
    not_personal={
        "isolation.Facility": "a house, and how many rooms it has",
        "isolation.Absence": "officers and days",
    },
)  # fmt: skip
