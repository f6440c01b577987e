"""What is public now. Every page, feed and file reads through here."""

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date, datetime

from django.core.paginator import Page, Paginator
from django.db.models import QuerySet

from dongseon.disclosure import wire
from dongseon.disclosure.release import Place, Release, Withdrawn
from dongseon.public.releases.actions import local_day
from dongseon.public.releases.models import Current, Listing, Received, Tombstone


@dataclass(frozen=True, slots=True)
class Wanted:
    """Which places are asked for. Empty: all."""

    district: str = ""
    kind: str = ""
    day: date | None = None
    cleaned: str = ""


@dataclass(frozen=True, slots=True)
class Listed:
    """A place on the list, and when it came and changed."""

    place: Place
    appeared_at: datetime
    changed_at: datetime


def figures() -> Release | None:
    """The public release, without places; None before the first."""
    current = Current.objects.first()
    if current is None:
        return None
    return wire.read(Release, current.figures | {"places": [], "withdrawn": []})


def received() -> tuple[int, str, datetime] | None:
    """Number, digest and time of the public release; None before the first."""
    found = Received.objects.order_by("-sequence").first()
    return None if found is None else (found.sequence, found.digest, found.received_at)


def places(now: datetime, wanted: Wanted | None = None) -> tuple[Listed, ...]:
    """The places on the list at a time, in the list's order."""
    return tuple(listed(row) for row in rows_of(now, wanted or Wanted()).order_by("position"))


def page(now: datetime, wanted: Wanted, *, number: str | None, size: int) -> "Page[Listed]":
    """One page of the list; the nearest where that number is none. Only its places are read."""
    rows = rows_of(now, wanted).order_by("position")
    paginator = Paginator(rows, size)
    there = paginator.get_page(number)
    found = [listed(row) for row in there.object_list]
    return Page(found, there.number, paginator)  # type: ignore[arg-type]  # it counts rows, the page holds values


def place(now: datetime, listing_id: str) -> Listed | None:
    """One place, if it is on the list at a time."""
    row = rows_of(now, Wanted()).filter(listing_id=listing_id).first()
    return None if row is None else listed(row)


def districts(now: datetime) -> tuple[str, ...]:
    """Codes of the districts that have places, in order."""
    rows = rows_of(now, Wanted()).order_by("district")
    return tuple(rows.values_list("district", flat=True).distinct())


def count(now: datetime, wanted: Wanted | None = None) -> int:
    """How many places there are."""
    return rows_of(now, wanted or Wanted()).count()


def rows_of(now: datetime, wanted: Wanted) -> "QuerySet[Listing]":
    """The rows that are asked for and not over."""
    rows = Listing.objects.filter(last_day__gte=local_day(now))
    if wanted.district:
        rows = rows.filter(district__startswith=wanted.district)
    if wanted.kind:
        rows = rows.filter(kind=wanted.kind)
    if wanted.day is not None:
        rows = rows.filter(day=wanted.day)
    if wanted.cleaned:
        rows = rows.filter(cleaned=wanted.cleaned)
    return rows


def withdrawn(now: datetime) -> tuple[Withdrawn, ...]:
    """What was taken back, as long as somebody may remember it."""
    rows = Tombstone.objects.filter(last_day__gte=local_day(now)).order_by("-on", "listing_id")
    return tuple(Withdrawn(row.listing_id, row.on, row.last_day) for row in rows)


def listed(row: Listing) -> Listed:
    """A row as a value."""
    return Listed(wire.read(Place, row.place), row.appeared_at, row.changed_at)


def kinds(now: datetime) -> Iterator[str]:
    """The kinds of place on the list."""
    rows = rows_of(now, Wanted()).order_by("kind").values_list("kind", flat=True)
    yield from rows.distinct()
