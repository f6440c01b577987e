"""What screening holds, and when it ends."""

from collections.abc import Collection
from datetime import datetime
from uuid import UUID

from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from dongseon.console.audit import actions as audit
from dongseon.console.audit.types import Actor, Subject
from dongseon.console.keeping import Holding, Keeper, Spared, Whose
from dongseon.console.screening.models import Booking, Member, Visit
from dongseon.console.screening.rules import PRESENT, BookingState

RULE = "retention.screening"


def erase_visits(
    *, by: Actor, now: datetime, before: datetime, spared: Whose, limit: int
) -> tuple[UUID, ...]:
    """Visits that ended before a time, with their answers."""
    old = Visit.objects.filter(arrived_at__lt=before).exclude(state__in=PRESENT)
    rows = dict(old.order_by("arrived_at", "pk").values_list("pk", "person_id"))
    stay = spared(frozenset(rows.values()))
    gone = tuple(one for one, person_id in rows.items() if person_id not in stay)[:limit]
    Visit.objects.filter(pk__in=gone).delete()
    _record(by, now, "screening.erase_visits", "visit", gone)
    return gone


def erase_bookings(
    *, by: Actor, now: datetime, before: datetime, spared: Whose, limit: int
) -> tuple[UUID, ...]:
    """Bookings of days before a time that no visit is of."""
    old = Booking.objects.filter(on__lt=before.date(), visit=None)
    rows = dict(old.order_by("on", "pk").values_list("pk", "person_id"))
    stay = spared(frozenset(rows.values()))
    gone = tuple(one for one, person_id in rows.items() if person_id not in stay)[:limit]
    Booking.objects.filter(pk__in=gone).delete()
    _record(by, now, "screening.erase_bookings", "booking", gone)
    return gone


def erase_members(
    *, by: Actor, now: datetime, before: datetime, spared: Whose, limit: int
) -> tuple[UUID, ...]:
    """Who left a roster before a time."""
    old = Member.objects.filter(left_at__lt=before)
    rows = dict(old.order_by("left_at", "pk").values_list("pk", "person_id"))
    stay = spared(frozenset(rows.values()))
    gone = tuple(one for one, person_id in rows.items() if person_id not in stay)[:limit]
    Member.objects.filter(pk__in=gone).delete()
    _record(by, now, "screening.erase_members", "member", gone)
    return gone


def works_on(person_ids: Collection[UUID]) -> frozenset[UUID]:
    """Those of these persons who are at a site, or booked for one."""
    present = Visit.objects.filter(person_id__in=person_ids).filter(
        Q(state__in=PRESENT) | Q(specimen_id__isnull=False, resulted_at=None)
    )
    booked = Booking.objects.filter(person_id__in=person_ids, state=BookingState.OPEN)
    return frozenset(
        {*present.values_list("person_id", flat=True), *booked.values_list("person_id", flat=True)}
    )


def needs(person_ids: Collection[UUID]) -> frozenset[UUID]:
    """Those of these persons whom any visit, booking or roster names."""
    return frozenset().union(
        *(
            table.objects.filter(person_id__in=person_ids).values_list("person_id", flat=True)
            for table in (Visit, Booking, Member)
        )
    )


def _record(by: Actor, now: datetime, act: str, kind: str, ids: Collection[UUID]) -> None:
    if ids:
        audit.record(by=by, now=now, act=act, subjects=[Subject(kind, one) for one in ids])


KEEPER = Keeper(
    holdings=(
        Holding(
            models=("screening.Visit", "screening.Answers"),
            what=_("Visits to screening sites, and what was answered there"),
            rule=RULE,
            counted_from=_("the day of the visit"),
            erase=erase_visits,
            spared=Spared.NOBODY,
        ),
        Holding(
            models=("screening.Booking",),
            what=_("Bookings of tests that nobody came for"),
            rule=RULE,
            counted_from=_("the day that was booked"),
            erase=erase_bookings,
            spared=Spared.NOBODY,
        ),
        Holding(
            models=("screening.Member",),
            what=_("Who was on the roster of a group"),
            rule=RULE,
            counted_from=_("the day they were taken off it"),
            erase=erase_members,
            spared=Spared.NOBODY,
        ),
    ),
    works_on=works_on,
    needs=needs,
    not_personal={
        "screening.Site": "public places",
        "screening.Hours": "of public places",
        "screening.SpecialDay": "of public places",
        "screening.Counter": "numbers of a day",
        "screening.Cluster": "an outbreak's name and days",
        "screening.Group": "an institution",
        "screening.Round": "days",
    },
)
