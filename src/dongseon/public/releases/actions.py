"""Taking in a release, and forgetting what is over."""

import hashlib
from collections.abc import Sequence
from datetime import date, datetime, timedelta
from zoneinfo import ZoneInfo

from django.conf import settings
from django.db import connection, transaction

from dongseon.disclosure import release as releases
from dongseon.disclosure import wire
from dongseon.disclosure.release import Release
from dongseon.disclosure.rules import FLOOR_KEEP_DAYS
from dongseon.errors import DongseonError
from dongseon.public.front import turning
from dongseon.public.releases.models import Current, Listing, Received, Tombstone

ONE_AT_A_TIME = 0x72656C  # the advisory lock of releases: "rel"
AHEAD = timedelta(minutes=10)  # that the console's clock may be before ours


class OutOfTurn(DongseonError):
    """A release that is not newer than what is public."""


def receive(document: bytes, signature: bytes, *, trusted: Sequence[bytes], now: datetime) -> int:
    """Make a release public. Returns its number; the same release again changes nothing.

    Raises Unsigned, InvalidInput or OutOfTurn; then nothing changes.
    """
    releases.verify(document, signature, trusted)
    release = releases.decode(document)
    if release.made_at > now + AHEAD:
        raise OutOfTurn(f"release {release.sequence}: made in the future")
    digest = hashlib.sha256(document).hexdigest()
    with transaction.atomic():
        with connection.cursor() as cursor:
            cursor.execute("SELECT pg_advisory_xact_lock(%s)", [ONE_AT_A_TIME])
        newest = Received.objects.order_by("-sequence").first()
        if newest is not None and newest.sequence >= release.sequence:
            if (newest.sequence, newest.digest) == (release.sequence, digest):
                return release.sequence
            raise OutOfTurn(f"release {release.sequence}: {newest.sequence} is public already")
        received = Received.objects.create(
            sequence=release.sequence, digest=digest, made_at=release.made_at, received_at=now
        )
        show(release, received, now)
        transaction.on_commit(turning.advance)
    return release.sequence


def show(release: Release, received: Received, now: datetime) -> None:
    """Put a release in place of the one before."""
    figures = wire.write(release)
    del figures["places"], figures["withdrawn"]
    Current.objects.update_or_create(pk=1, defaults={"received": received, "figures": figures})
    before = {row.pk: row for row in Listing.objects.all()}
    today = local_day(now)
    rows = []
    for position, place in enumerate(release.places):
        if not today <= place.last_day <= place.day + timedelta(days=FLOOR_KEEP_DAYS):
            continue  # nothing past its last day, whatever a release says
        told = wire.write(place)
        old = before.get(place.listing_id)
        rows.append(
            Listing(
                listing_id=place.listing_id,
                position=position,
                day=place.day,
                last_day=place.last_day,
                district=place.district,
                kind=place.kind,
                cleaned=str(place.cleaned),
                place=told,
                appeared_at=now if old is None else old.appeared_at,
                changed_at=now if old is None or old.place != told else old.changed_at,
            )
        )
    Listing.objects.all().delete()
    Listing.objects.bulk_create(rows)
    Tombstone.objects.all().delete()
    Tombstone.objects.bulk_create(
        Tombstone(listing_id=each.listing_id, on=each.on, last_day=each.last_day)
        for each in release.withdrawn
        if each.last_day >= today
    )


def forget(*, now: datetime) -> int:
    """Erase listings and tombstones whose last day is over. Returns how many went."""
    today = local_day(now)
    with transaction.atomic():
        gone, _ = Listing.objects.filter(last_day__lt=today).delete()
        stones, _ = Tombstone.objects.filter(last_day__lt=today).delete()
        if gone or stones:
            transaction.on_commit(turning.advance)
    return gone + stones


def local_day(now: datetime) -> date:
    """The day of a time where the site is."""
    return now.astimezone(ZoneInfo(settings.TIME_ZONE)).date()
