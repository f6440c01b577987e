"""What the laboratory holds, and when it ends."""

from collections.abc import Collection
from datetime import datetime
from uuid import UUID

from django.db.models import Exists, OuterRef
from django.utils.translation import gettext_lazy as _

from dongseon.console.audit import actions as audit
from dongseon.console.audit.types import Actor, Subject
from dongseon.console.keeping import Holding, Keeper, Spared, Whose
from dongseon.console.laboratory import kits, sealing
from dongseon.console.laboratory.models import Delivery, Event, Finding, Result, Specimen
from dongseon.console.laboratory.rules import OPEN
from dongseon.console.laboratory.types import SUBJECT


def erase_specimens(
    *, by: Actor, now: datetime, before: datetime, spared: Whose, limit: int
) -> tuple[UUID, ...]:
    """Specimens taken before a time, with their custody and results. One that is still worked on stays."""
    old = Specimen.objects.filter(taken_at__lt=before).exclude(state__in=OPEN)
    free = old.exclude(Exists(Specimen.objects.filter(pool=OuterRef("pk")))).exclude(
        Exists(Specimen.objects.filter(replaces=OuterRef("pk")))
    )
    rows = dict(free.order_by("taken_at", "pk").values_list("pk", "person_id")[: limit * 2])
    stay = spared(frozenset(person_id for person_id in rows.values() if person_id))
    gone = tuple(one for one, person_id in rows.items() if person_id not in stay)[:limit]
    if gone:
        Result.objects.filter(specimen__in=gone).delete()
        Event.objects.filter(specimen__in=gone).delete()
        Finding.objects.filter(specimen__in=gone).update(specimen=None, state="dismissed")
        Specimen.objects.filter(pk__in=gone).delete()
        _record(by, now, "laboratory.erase", SUBJECT, gone)
    return gone


def erase_deliveries(
    *, by: Actor, now: datetime, before: datetime, spared: Whose, limit: int
) -> tuple[UUID, ...]:
    """What came in before a time, unless some of it still waits; a day's key with its last."""
    waiting = Finding.objects.filter(delivery=OuterRef("pk"), state="waiting")
    old = Delivery.objects.filter(received_at__lt=before).exclude(Exists(waiting))
    rows = dict(old.order_by("received_at", "pk").values_list("pk", "received_at")[:limit])
    held = _of_people_on_hold(rows, spared)
    gone = tuple(one for one in rows if one not in held)
    if gone:
        found = Finding.objects.filter(delivery__in=gone)
        Result.objects.filter(finding__in=found).update(finding=None)
        found.delete()
        Delivery.objects.filter(pk__in=gone).delete()
        for day in {kits.day_of(rows[one]) for one in gone}:
            _end_day(day, rows.values())
        _record(by, now, "laboratory.erase_deliveries", "delivery", gone)
    return gone


def _of_people_on_hold(rows: Collection[UUID], spared: Whose) -> frozenset[UUID]:
    """The deliveries that speak of somebody whose data must stay."""
    found = list(
        Finding.objects.filter(delivery__in=rows, specimen__person_id__isnull=False).values_list(
            "delivery_id", "specimen__person_id"
        )
    )
    stay = spared(frozenset(person_id for _delivery, person_id in found if person_id))
    return frozenset(delivery for delivery, person_id in found if person_id in stay)


def _end_day(day: object, moments: Collection[datetime]) -> None:
    one = next(moment for moment in moments if kits.day_of(moment) == day)
    first = one.astimezone(kits.ZONE).replace(hour=0, minute=0, second=0, microsecond=0)
    last = first.replace(hour=23, minute=59, second=59, microsecond=999_999)
    if not Delivery.objects.filter(received_at__range=(first, last)).exists():
        sealing.destroy(kits.day_of(one))


def works_on(person_ids: Collection[UUID]) -> frozenset[UUID]:
    """Those of these persons of whom a specimen is still on its way."""
    found = Specimen.objects.filter(person_id__in=person_ids, state__in=OPEN)
    return frozenset(one for one in found.values_list("person_id", flat=True) if one)


def needs(person_ids: Collection[UUID]) -> frozenset[UUID]:
    """Those of these persons of whom there is a specimen."""
    found = Specimen.objects.filter(person_id__in=person_ids)
    return frozenset(one for one in found.values_list("person_id", flat=True) if one)


def _record(by: Actor, now: datetime, act: str, kind: str, ids: Collection[UUID]) -> None:
    audit.record(by=by, now=now, act=act, subjects=[Subject(kind, one) for one in ids])


KEEPER = Keeper(
    holdings=(
        Holding(
            models=("laboratory.Specimen", "laboratory.Event", "laboratory.Result"),
            what=_("Specimens, their way and their results"),
            rule="retention.specimen",
            counted_from=_("the day the specimen was taken"),
            erase=erase_specimens,
            spared=Spared.IN_WORK,
        ),
        Holding(
            models=("laboratory.Delivery", "laboratory.Finding"),
            what=_("Messages and files of laboratories, as they came"),
            rule="retention.delivery",
            counted_from=_("the day they came in; what nobody could match yet stays"),
            erase=erase_deliveries,
            spared=Spared.NOBODY,
        ),
    ),
    works_on=works_on,
    needs=needs,
    not_personal={
        "laboratory.Laboratory": "laboratories",
        "laboratory.Kit": "products",
        "laboratory.KitStep": "products",
        "laboratory.Lot": "products",
        "laboratory.Box": "transport boxes",
        "laboratory.Layout": "names of columns",
    },
)
