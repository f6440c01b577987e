"""Who was confirmed until a day, for the daily report: identifiers and areas, no identity."""

from collections.abc import Collection
from dataclasses import dataclass
from datetime import date
from uuid import UUID

from django.db.models import Min

from dongseon.console.cases.models import Contact, Decision
from dongseon.console.cases.rules import LIVING, Classification


@dataclass(frozen=True, slots=True)
class Tallied:
    """A confirmed case."""

    case_id: UUID
    person_id: UUID
    area: str
    confirmed_on: date  # local day of the first decision that confirmed it


def confirmed_until(day: date) -> tuple[Tallied, ...]:
    """Living cases that are confirmed and were so before a local day began; each person once."""
    first = (
        Decision.objects.filter(
            classification=Classification.CONFIRMED,
            case__classification=Classification.CONFIRMED,
            case__state__in=LIVING,
        )
        .values("case_id", "case__person_id", "case__area")
        .annotate(first=Min("decided_on"))
        .filter(first__lt=day)
        .order_by("first", "case_id")
    )
    rows = (
        Tallied(one["case_id"], one["case__person_id"], one["case__area"], one["first"])
        for one in first
    )
    return tuple({row.person_id: row for row in sorted(rows, key=_late_first)}.values())


def _late_first(row: Tallied) -> tuple[int, UUID]:
    return -row.confirmed_on.toordinal(), row.case_id


def contacts_among(person_ids: Collection[UUID]) -> frozenset[UUID]:
    """Those of these persons who are known contacts of a case."""
    found = Contact.objects.filter(person_id__in=person_ids, state__in=LIVING)
    return frozenset(found.values_list("person_id", flat=True).distinct())
