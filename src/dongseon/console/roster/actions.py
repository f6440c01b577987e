"""Every write about shifts, duties and open matters."""

from datetime import datetime
from enum import StrEnum
from uuid import UUID

from django.db import IntegrityError, transaction

from dongseon.console.access import people
from dongseon.console.audit import actions as audit
from dongseon.console.audit.types import Actor, Subject
from dongseon.console.roster.models import Duty, Handover, Matter, Shift


class Refusal(StrEnum):
    """Why something about shifts is refused."""

    NO_LENGTH = "no_length"  # the end is not after the beginning
    TAKEN = "taken"  # there is a shift, duty or hand-over like it already
    NOT_FOUND = "not_found"
    NOT_ON_DUTY = "not_on_duty"
    OUTSIDE_AREA = "outside_area"
    NOT_NEXT = "not_next"  # the other shift is of another area, or begins earlier
    ONESELF = "oneself"  # whoever gave it does not take it over


class Refused(Exception):
    """A rule about shifts speaks against it; `reason` says which."""

    def __init__(self, reason: Refusal) -> None:
        super().__init__(reason.value)
        self.reason = reason


def plan_shift(
    *, by: Actor, now: datetime, area: str, begins_at: datetime, ends_at: datetime
) -> UUID:
    """Plan a shift of an area. Raises Refused."""
    if ends_at <= begins_at:
        raise Refused(Refusal.NO_LENGTH)
    if not area.startswith(by.area):
        raise Refused(Refusal.OUTSIDE_AREA)
    try:
        with transaction.atomic():
            made = Shift.objects.create(area=area, begins_at=begins_at, ends_at=ends_at)
    except IntegrityError:
        raise Refused(Refusal.TAKEN) from None
    _record(by, now, "plan_shift", made.pk)
    return made.pk


def put_on_duty(*, by: Actor, now: datetime, shift_id: UUID, officer_id: UUID) -> None:
    """Put an officer on a shift. Raises Refused for who does not work here."""
    shift = _shift_of(by, shift_id)
    found = people.officer(officer_id)
    if found is None or not found.is_active:
        raise Refused(Refusal.NOT_FOUND)
    try:
        with transaction.atomic():
            Duty.objects.create(shift=shift, officer_id=officer_id)
    except IntegrityError:
        raise Refused(Refusal.TAKEN) from None
    _record(by, now, "put_on_duty", shift_id, Subject("officer", officer_id))


def take_off_duty(*, by: Actor, now: datetime, shift_id: UUID, officer_id: UUID) -> None:
    """Take an officer off a shift. Raises Refused."""
    _shift_of(by, shift_id)
    gone, _ = Duty.objects.filter(shift_id=shift_id, officer_id=officer_id).delete()
    if not gone:
        raise Refused(Refusal.NOT_FOUND)
    _record(by, now, "take_off_duty", shift_id, Subject("officer", officer_id))


def open_matter(
    *, by: Actor, now: datetime, kind: str, about_id: UUID, area: str, title: str
) -> UUID:
    """Leave something open for whoever is on duty. One of a kind about one thing is enough.

    `title` is a phrase of the catalogue (English id); never text that somebody typed.
    """
    known = Matter.objects.filter(kind=kind, about_id=about_id, closed_at__isnull=True).first()
    if known is not None:
        return known.pk
    shift = (
        Shift.objects.filter(area=area, begins_at__lte=now, ends_at__gt=now)
        .order_by("-begins_at")
        .first()
    )
    made = Matter.objects.create(
        kind=kind, about_id=about_id, area=area, title=title, shift=shift, opened_at=now
    )
    _record(by, now, "open_matter", made.pk, kind="matter", why=kind)
    return made.pk


def close_matter(*, by: Actor, now: datetime, kind: str, about_id: UUID) -> None:
    """It is done. Raises Refused if nothing of the kind is open."""
    found = Matter.objects.filter(kind=kind, about_id=about_id, closed_at__isnull=True)
    ids = list(found.values_list("id", flat=True))
    if not found.update(closed_at=now):
        raise Refused(Refusal.NOT_FOUND)
    _record(by, now, "close_matter", ids[0], kind="matter", why=kind)


def hand_over(*, by: Actor, now: datetime, shift_id: UUID, to_shift_id: UUID) -> UUID:
    """Give all that is open to the next shift. It stays with this one until it is taken. Raises Refused."""
    giver = _on_duty(by, shift_id)
    giving = _shift_of(by, shift_id)
    taking = Shift.objects.filter(pk=to_shift_id).first()
    if taking is None or taking.area != giving.area or taking.begins_at <= giving.begins_at:
        raise Refused(Refusal.NOT_NEXT)
    try:
        with transaction.atomic():
            made = Handover.objects.create(
                giving=giving, taking=taking, given_by=giver, given_at=now
            )
    except IntegrityError:
        raise Refused(Refusal.TAKEN) from None
    open_now = Matter.objects.filter(area=giving.area, closed_at__isnull=True)
    made.matters.set(open_now)
    _record(by, now, "hand_over", made.pk, kind="handover", why=f"{open_now.count()} open")
    return made.pk


def acknowledge(*, by: Actor, now: datetime, handover_id: UUID) -> None:
    """Take it over, as somebody of the next shift: the open matters are theirs from now on.

    Raises Refused for whoever gave it, and for who is not on that shift.
    """
    found = Handover.objects.filter(pk=handover_id, taken_at__isnull=True).first()
    if found is None:
        raise Refused(Refusal.NOT_FOUND)
    taker = _on_duty(by, found.taking_id)
    if taker == found.given_by:
        raise Refused(Refusal.ONESELF)
    changed = Handover.objects.filter(pk=handover_id, taken_at__isnull=True).update(
        taken_at=now, taken_by=taker
    )
    if not changed:
        raise Refused(Refusal.NOT_FOUND)
    late = Matter.objects.filter(area=found.giving.area, closed_at__isnull=True)
    late.update(shift=found.taking)  # with what was opened since it was given
    _record(by, now, "acknowledge", handover_id, kind="handover")


def _shift_of(by: Actor, shift_id: UUID) -> Shift:
    found = Shift.objects.filter(pk=shift_id).first()
    if found is None:
        raise Refused(Refusal.NOT_FOUND)
    if not found.area.startswith(by.area) and not by.area.startswith(found.area):
        raise Refused(Refusal.OUTSIDE_AREA)
    return found


def _on_duty(by: Actor, shift_id: UUID) -> UUID:
    """The officer, if they are on this shift."""
    if by.officer_id is None:
        raise Refused(Refusal.NOT_ON_DUTY)
    if not Duty.objects.filter(shift_id=shift_id, officer_id=by.officer_id).exists():
        raise Refused(Refusal.NOT_ON_DUTY)
    return by.officer_id


def _record(
    by: Actor, now: datetime, act: str, subject_id: UUID, *more: Subject, kind: str = "shift",
    why: str = "",
) -> None:  # fmt: skip
    subjects = [Subject(kind, subject_id), *more]
    audit.record(by=by, now=now, act=f"roster.{act}", subjects=subjects, why=why)
