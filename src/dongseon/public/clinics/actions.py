"""What changes clinics: a list taken over, a clinic's own word about its queue."""

import hashlib
import secrets
from collections.abc import Sequence
from datetime import datetime
from uuid import UUID

from django.db import transaction

from dongseon.public.around.streets import Estimate
from dongseon.public.clinics import hours
from dongseon.public.clinics.models import Clinic
from dongseon.public.clinics.reading import Listed

LISTED = (
    "phone", "weekday", "saturday", "sunday", "checked_on", "lat_deg", "lon_deg", "placed_by", "off_m"
)  # fmt: skip
MOST_WAITING = 10_000  # people; more is a typing error


def take_over(*, now: datetime, listed: Sequence[Listed]) -> int:
    """Take a list over: new clinics are added, known ones get its hours and phone. How many are listed.

    What an editor has set (position, note, reservation, English) stays; a position that a list gave is renewed.
    """
    with transaction.atomic():
        known = {
            (clinic.name, clinic.address, clinic.kind): clinic
            for clinic in Clinic.objects.select_for_update()
        }
        new = []
        for each in {(e.name, e.address, str(e.kind)): e for e in listed}.values():
            clinic = known.get((each.name, each.address, str(each.kind)))
            if clinic is None:
                new.append(_new(each, now))
                continue
            _set_listed(clinic, each, now)
            clinic.save(update_fields=LISTED)
        Clinic.objects.bulk_create(new)
    return len(listed)


def _new(each: Listed, now: datetime) -> Clinic:
    clinic = Clinic(
        name=each.name,
        kind=each.kind,
        province=each.province,
        district=each.district,
        address=each.address,
    )
    _place(clinic, each.place)
    _set_listed(clinic, each, now)
    return clinic


def _set_listed(clinic: Clinic, each: Listed, now: datetime) -> None:
    clinic.phone = each.phone or each.phone_text
    clinic.weekday = hours.write_day(each.hours.weekday)
    clinic.saturday = hours.write_day(each.hours.saturday)
    clinic.sunday = hours.write_day(each.hours.sunday)
    clinic.checked_on = now.date()
    if clinic.placed_by:
        _place(clinic, each.place)


def _place(clinic: Clinic, place: Estimate | None) -> None:
    """Put a clinic where its list's address says."""
    clinic.lat_deg, clinic.lon_deg = (place.lat_deg, place.lon_deg) if place else (None, None)
    clinic.placed_by = place.sureness if place else ""
    clinic.off_m = place.reach_m if place else None


def let_report(*, clinic_id: UUID) -> str:
    """Let a clinic report its queue. The token, which is shown once; an earlier one ends."""
    token = secrets.token_urlsafe(32)
    Clinic.objects.filter(pk=clinic_id).update(token_hash=hashed(token))
    return token


def hashed(token: str) -> bytes:
    """What is kept of a token."""
    return hashlib.sha256(token.encode()).digest()


def say_waiting(*, now: datetime, token: str, people: int) -> bool:
    """Keep what a clinic says about its queue; False for a token that is nobody's."""
    return bool(
        Clinic.objects.filter(token_hash=hashed(token), shown=True).update(
            waiting_people=people, waiting_said_at=now
        )
    )
