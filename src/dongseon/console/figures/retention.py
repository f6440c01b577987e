"""What is kept of figures: numbers of people, and of each case its sex and age band."""

from collections.abc import Collection
from datetime import datetime
from uuid import UUID

from django.utils.translation import gettext_lazy as _

from dongseon.console.audit import actions as audit
from dongseon.console.audit.types import Actor, Subject
from dongseon.console.figures.models import Counted
from dongseon.console.keeping import Holding, Keeper, Spared, Whose


def erase_counted(
    *, by: Actor, now: datetime, before: datetime, spared: Whose, limit: int
) -> tuple[UUID, ...]:
    """Sex and age band of cases counted before a time: the reports that they went into stay."""
    old = Counted.objects.filter(counted_at__lt=before).order_by("counted_at", "pk")
    gone = tuple(old.values_list("pk", flat=True)[:limit])
    if gone:
        Counted.objects.filter(pk__in=gone).delete()
        _record(by, now, gone)
    return gone


def _record(by: Actor, now: datetime, ids: Collection[UUID]) -> None:
    subjects = [Subject("case", one) for one in ids]
    audit.record(by=by, now=now, act="figures.erase", subjects=subjects)


KEEPER = Keeper(
    holdings=(
        Holding(
            models=("figures.Counted",),
            what=_("Sex and age band of each confirmed case"),
            rule="retention.case",
            counted_from=_("the day it was counted"),
            erase=erase_counted,
            spared=Spared.NOBODY,
        ),
    ),
    not_personal={"figures.Report": "sums over the country and its provinces"},
)
