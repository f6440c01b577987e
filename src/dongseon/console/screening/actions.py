"""The verbs of a visit, from booking to exit. Each checks its rule, sets by compare-and-set, and is logged."""

import uuid
from dataclasses import dataclass
from datetime import date, datetime, time
from uuid import UUID

from django.db import IntegrityError, transaction
from django.db.models import F
from django.utils.translation import gettext as _

from dongseon.console.audit import actions as audit
from dongseon.console.audit.types import Actor, Subject
from dongseon.console.screening import hours, rules
from dongseon.console.screening.criteria import Answered, Judged
from dongseon.console.screening.models import Answers, Booking, Counter, Site, Visit
from dongseon.console.screening.queries import covers, timetable_of
from dongseon.console.screening.rules import (
    BookingReason,
    BookingState,
    GoneReason,
    Outcome,
    VisitState,
)
from dongseon.console.screening.types import Overtaken, Refused, Unknown


@dataclass(frozen=True, slots=True)
class Arrival:
    """Who comes to a site, and as what."""

    site_id: UUID
    person_id: UUID
    on: date  # local day
    anonymous: bool = False
    booking_id: UUID | None = None
    group_id: UUID | None = None
    round_id: UUID | None = None


@dataclass(frozen=True, slots=True)
class Rested:
    """The rules that a ground rests on."""

    definition_id: UUID
    testing_id: UUID


# ── bookings ─────────────────────────────────────────────────────────────────────────────────


def book(
    *,
    by: Actor,
    now: datetime,
    person_id: UUID,
    area: str,
    reason: str,
    on: date,
    key: str,
    site_id: UUID | None = None,
    slot: time | None = None,
) -> UUID:
    """Arrange a test for somebody; the same key books once. Raises Refused, Unknown, ValueError.

    Without a site the person may come to any of the area. `reason` is a rules.BookingReason.
    """
    before = Booking.objects.filter(key=key).values_list("id", flat=True).first()
    if before is not None:
        return before
    if site_id is not None:
        _check_place(_site(by, site_id), on, slot)
    booking_id = uuid.uuid4()
    Booking.objects.bulk_create(
        [
            Booking(
                id=booking_id,
                key=key,
                person_id=person_id,
                area=area,
                site_id=site_id,
                on=on,
                slot=slot,
                reason=BookingReason(reason).value,
                booked_at=now,
            )
        ],
        ignore_conflicts=True,
    )
    made = Booking.objects.values_list("id", flat=True).get(key=key)
    if made == booking_id:
        _record(by, now, "screening.book", "booking", booking_id, why=str(reason))
    return made


def _check_place(site: Site, on: date, slot: time | None) -> None:
    """Raise Refused for a day on which the site is closed, or an hour that is full."""
    Site.objects.select_for_update().get(pk=site.pk)  # two who book the last place wait in line
    open_hours = hours.slots_on(timetable_of(site), on)
    if not open_hours:
        raise Refused(_("The site is closed on that day: choose another."))
    booked = Booking.objects.filter(site=site, on=on, state=BookingState.OPEN)
    if booked.count() >= site.capacity:
        raise Refused(_("The site is fully booked on that day: choose another."))
    if slot is None:
        return
    if slot not in open_hours:
        raise Refused(_("The site is closed at that hour: choose another."))
    if booked.filter(slot=slot).count() >= rules.per_hour(site.lanes, site.minutes):
        raise Refused(_("That hour is fully booked: choose another."))


def cancel_booking(*, by: Actor, now: datetime, booking_id: UUID) -> None:
    """Take a booking back. Raises Unknown, Overtaken."""
    _close_booking(by, now, booking_id, BookingState.CANCELLED)


def miss_booking(*, by: Actor, now: datetime, today: date, booking_id: UUID) -> None:
    """Say that somebody did not come, after the day. Raises Unknown, Refused, Overtaken."""
    if Booking.objects.filter(pk=booking_id, on__gte=today).exists():
        raise Refused(_("The day of this booking is not over yet."))
    _close_booking(by, now, booking_id, BookingState.MISSED)


def _close_booking(by: Actor, now: datetime, booking_id: UUID, state: BookingState) -> None:
    booking = Booking.objects.filter(pk=booking_id).first()
    if booking is None or not covers(by.area, booking.area):
        raise Unknown(booking_id)
    closed = Booking.objects.filter(pk=booking_id, state=BookingState.OPEN).update(
        state=state, closed_at=now
    )
    if not closed:
        raise Overtaken(booking_id)
    _record(by, now, f"screening.booking_{state}", "booking", booking_id)


# ── a visit ──────────────────────────────────────────────────────────────────────────────────


def register(*, by: Actor, now: datetime, arrival: Arrival) -> UUID:
    """Somebody has arrived: they get the next number of the day. Raises Unknown, Refused."""
    site = _site(by, arrival.site_id)
    present = Visit.objects.filter(person_id=arrival.person_id, state__in=rules.PRESENT)
    if present.exists():
        raise Refused(_("This person is registered already and has not left yet."))
    if arrival.booking_id is not None:
        _keep_booking(by, now, arrival.booking_id, arrival.person_id)
    visit = Visit(
        id=uuid.uuid4(),
        site=site,
        area=site.area,
        on=arrival.on,
        number=_next_number(site.pk, arrival.on),
        person_id=arrival.person_id,
        anonymous=arrival.anonymous,
        booking_id=arrival.booking_id,
        group_id=arrival.group_id,
        round_id=arrival.round_id,
        arrived_at=now,
    )
    try:
        with transaction.atomic():
            Visit.objects.bulk_create([visit])
    except IntegrityError:  # somebody else was quicker
        raise Refused(_("This person is registered already and has not left yet.")) from None
    _record(by, now, "screening.register", "visit", visit.pk)
    return visit.pk


def _keep_booking(by: Actor, now: datetime, booking_id: UUID, person_id: UUID) -> None:
    kept = Booking.objects.filter(
        pk=booking_id, person_id=person_id, state=BookingState.OPEN, area__startswith=by.area
    ).update(state=BookingState.KEPT, closed_at=now)
    if not kept:
        raise Refused(_("This booking was used or cancelled meanwhile."))


def _next_number(site_id: UUID, on: date) -> int:
    """The next number; whoever else asks at the same site waits until this transaction ends."""
    Counter.objects.bulk_create([Counter(site_id=site_id, on=on)], ignore_conflicts=True)
    Counter.objects.filter(site=site_id, on=on).update(last=F("last") + 1)
    return int(Counter.objects.values_list("last", flat=True).get(site=site_id, on=on))


def call(*, by: Actor, now: datetime, visit_id: UUID, lane: int) -> None:
    """Call a number to a lane: it stands on the wall. Raises Unknown, Refused."""
    visit = _visit(by, visit_id)
    if not 1 <= lane <= visit.site.lanes:
        raise Refused(_("This site has no such lane."))
    called = Visit.objects.filter(pk=visit_id, state__in=rules.PRESENT).update(
        lane=lane, called_at=now
    )
    if not called:
        raise Refused(_("This person has left already."))
    _record(by, now, "screening.call", "visit", visit_id)


def answer(
    *,
    by: Actor,
    now: datetime,
    visit_id: UUID,
    seen: int,
    answered: Answered,
    judged: Judged,
    rested: Rested,
    note_id: UUID | None = None,
) -> None:
    """Keep answers and what follows from them; before the swab they may be put right.

    Raises Unknown, Refused, Overtaken.
    """
    visit = _visit(by, visit_id)
    if visit.state not in (VisitState.ARRIVED, VisitState.QUESTIONED):
        raise Refused(_("The swab was taken already: the answers stay as they were."))
    _set(
        visit,
        seen,
        state=VisitState.QUESTIONED,
        questioned_at=visit.questioned_at or now,
        ground=judged.ground,
        free=judged.free,
        to_hospital=judged.to_hospital,
        definition_id=rested.definition_id,
        testing_id=rested.testing_id,
    )
    kept = {name: getattr(answered, name) for name in ANSWERS} | {
        "countries": list(answered.countries),
        "symptoms": [symptom.value for symptom in answered.symptoms],
        "answered_at": now,
        "answered_by": by.officer_id,
    }
    if note_id is not None:
        kept["note_id"] = note_id
    Answers.objects.update_or_create(visit=visit, defaults=kept)
    _record(by, now, "screening.answer", "visit", visit_id, fields=sorted(kept))


ANSWERS = (
    "contact", "contact_on", "returned_on", "cluster_id", "facility", "onset_on", "temperature_c",
    "antipyretic", "pulse_per_min", "systolic_mmhg", "breaths_per_min", "oxygen_percent",
    "consciousness", "chest_image", "influenza", "doctors_opinion",
)  # fmt: skip


def swab(*, by: Actor, now: datetime, visit_id: UUID, seen: int, specimen_id: UUID) -> None:
    """The swab is taken, and the laboratory knows the specimen. Raises Unknown, Refused, Overtaken."""
    visit = _visit(by, visit_id)
    if visit.state != VisitState.QUESTIONED:
        raise Refused(_("Ask the questions first; a swab is taken once."))
    _set(visit, seen, state=VisitState.SWABBED, swabbed_at=now, specimen_id=specimen_id)
    _record(by, now, "screening.swab", "visit", visit_id)


def leave(*, by: Actor, now: datetime, visit_id: UUID, seen: int) -> None:
    """The person leaves with the instructions. Raises Unknown, Refused, Overtaken."""
    visit = _visit(by, visit_id)
    if visit.state != VisitState.SWABBED:
        raise Refused(_("Only who was swabbed leaves so."))
    _set(visit, seen, state=VisitState.LEFT, left_at=now)
    _record(by, now, "screening.leave", "visit", visit_id)


def give_up(*, by: Actor, now: datetime, visit_id: UUID, seen: int, reason: GoneReason) -> None:
    """The person went without a swab. Raises Unknown, Refused, Overtaken."""
    visit = _visit(by, visit_id)
    if visit.state not in rules.sources(VisitState.GONE):
        raise Refused(_("The swab was taken already."))
    _set(visit, seen, state=VisitState.GONE, left_at=now, gone_reason=reason)
    _record(by, now, "screening.give_up", "visit", visit_id, why=reason)


def resulted(*, by: Actor, now: datetime, specimen_id: UUID, outcome: str) -> UUID | None:
    """The result of a specimen is verified, or was corrected. Returns the visit, if it is one of ours.

    The clock from arrival to result stops at the first verification. The same outcome again changes
    nothing. Called by the laboratory's workflow, which has looked at areas.
    """
    value = Outcome(outcome)
    seen = Visit.objects.only("outcome", "resulted_at")
    visit = seen.filter(specimen_id=specimen_id).first()
    if visit is None:
        return None
    if visit.outcome == value:
        return visit.pk
    Visit.objects.filter(pk=visit.pk).update(
        outcome=value, resulted_at=visit.resulted_at or now, version=F("version") + 1
    )
    _record(by, now, "screening.resulted", "visit", visit.pk, fields=["outcome"])
    return visit.pk


# ── what every verb is made of ───────────────────────────────────────────────────────────────


def _site(by: Actor, site_id: UUID) -> Site:
    site = Site.objects.filter(pk=site_id).first()
    if site is None or not covers(by.area, site.area):
        raise Unknown(site_id)
    if site.closed_at is not None:
        raise Refused(_("This site was closed for good."))
    return site


def _visit(by: Actor, visit_id: UUID) -> Visit:
    visit = Visit.objects.select_related("site").filter(pk=visit_id).first()
    if visit is None or not covers(by.area, visit.area):
        raise Unknown(visit_id)
    return visit


def _set(visit: Visit, seen: int, **values: object) -> None:
    """Set fields if the visit still is what was seen. Raises Overtaken."""
    changed = Visit.objects.filter(pk=visit.pk, version=seen, state=visit.state).update(
        **values, version=F("version") + 1
    )
    if not changed:
        raise Overtaken(visit.pk)


def _record(
    by: Actor,
    now: datetime,
    act: str,
    kind: str,
    subject_id: UUID,
    *,
    fields: "list[str] | tuple[str, ...]" = (),
    why: str = "",
) -> None:
    audit.record(
        by=by, now=now, act=act, subjects=[Subject(kind, subject_id)], fields=fields, why=why
    )
