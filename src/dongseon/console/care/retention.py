"""What is kept of care, and when it ends."""

from collections.abc import Collection
from datetime import datetime
from uuid import UUID

from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from dongseon.console.audit import actions as audit
from dongseon.console.audit.types import Actor, Subject
from dongseon.console.care.models import Assessment, Ending, HouseholdLink, Reading, Stay
from dongseon.console.care.rules import ACTIVE
from dongseon.console.keeping import Holding, Keeper, Spared, Whose

# table → when its row was written
WRITTEN = ((Assessment, "at"), (Stay, "reserved_at"), (Reading, "at"), (Ending, "at"))


def erase_care(
    *, by: Actor, now: datetime, before: datetime, spared: Whose, limit: int
) -> tuple[UUID, ...]:
    """All about a case of which nothing was written since a time, and whose person is in no bed."""
    old: dict[UUID, UUID] = {}
    for table, field in WRITTEN:
        found = table.objects.filter(**{f"{field}__lt": before})
        old |= dict(found.values_list("case_id", "person_id").distinct()[: 4 * limit])
    new = set(
        Stay.objects.filter(case_id__in=old, state__in=ACTIVE).values_list("case_id", flat=True)
    )
    for table, field in WRITTEN:
        since = table.objects.filter(case_id__in=old, **{f"{field}__gte": before})
        new |= set(since.values_list("case_id", flat=True))
    stay = spared(frozenset(old.values()))
    gone = tuple(sorted(c for c, whose in old.items() if c not in new and whose not in stay))[
        :limit
    ]
    if gone:
        for table in (Stay, Assessment, Reading, Ending):
            table.objects.filter(case_id__in=gone).delete()
        audit.record(
            by=by, now=now, act="care.erase", subjects=[Subject("case", one) for one in gone]
        )
    return gone


def erase_links(
    *, by: Actor, now: datetime, before: datetime, spared: Whose, limit: int
) -> tuple[UUID, ...]:
    """Links of households made before a time."""
    rows = list(
        HouseholdLink.objects.filter(linked_at__lt=before)
        .order_by("linked_at", "pk")
        .values_list("pk", "first_id", "second_id")[: 2 * limit]
    )
    stay = spared(frozenset(one for _pk, *both in rows for one in both))
    gone = tuple(pk for pk, first, second in rows if not {first, second} & stay)[:limit]
    if gone:
        HouseholdLink.objects.filter(pk__in=gone).delete()
        audit.record(
            by=by, now=now, act="care.erase_links", subjects=[Subject("link", one) for one in gone]
        )
    return gone


def works_on(person_ids: Collection[UUID]) -> frozenset[UUID]:
    """Those of these persons who lie in a bed, or for whom one is kept."""
    found = Stay.objects.filter(person_id__in=person_ids, state__in=ACTIVE)
    return frozenset(found.values_list("person_id", flat=True))


def needs(person_ids: Collection[UUID]) -> frozenset[UUID]:
    """Those of these persons of whom anything is kept here."""
    found: set[UUID] = set()
    for table, _field in WRITTEN:
        rows = table.objects.filter(person_id__in=person_ids)
        found |= set(rows.values_list("person_id", flat=True))
    links = HouseholdLink.objects.filter(
        Q(first_id__in=person_ids) | Q(second_id__in=person_ids)
    ).values_list("first_id", "second_id")
    return frozenset(found | {one for both in links for one in both} & set(person_ids))


KEEPER = Keeper(
    holdings=(
        Holding(
            models=("care.Assessment", "care.Stay", "care.Reading", "care.Ending"),
            what=_("Severity, beds, vital signs, how an illness ended"),
            rule="retention.case",
            counted_from=_("the day of the last entry"),
            erase=erase_care,
            spared=Spared.NOBODY,
        ),
        Holding(
            models=("care.HouseholdLink",),
            what=_("Who lives in one household with whom"),
            rule="retention.case",
            counted_from=_("the day it was written down"),
            erase=erase_links,
            spared=Spared.IN_WORK,
        ),
    ),
    works_on=works_on,
    needs=needs,
    not_personal={"care.House": "a house and its name", "care.Bed": "a number in a house"},
)
