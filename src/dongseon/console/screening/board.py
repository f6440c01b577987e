"""Lists and clocks of visits: pages of a list that may hold a million, and how long things take."""

from collections.abc import Collection
from dataclasses import dataclass
from datetime import date, datetime, time, timedelta
from uuid import UUID

from django.db import connection
from django.db.models import Q

from dongseon.console.screening import rules
from dongseon.console.screening.hours import ZONE
from dongseon.console.screening.models import Visit
from dongseon.console.screening.queries import to_visit, within
from dongseon.console.screening.rules import Outcome, VisitState
from dongseon.console.screening.types import VisitRow

PAGE = 50  # visits a page


@dataclass(frozen=True, slots=True)
class Filters:
    """What a list of visits is narrowed to."""

    site_id: UUID | None = None
    group_id: UUID | None = None
    on: date | None = None
    states: tuple[VisitState, ...] = ()
    grounds: tuple[str, ...] = ()
    outcomes: tuple[Outcome, ...] = ()


@dataclass(frozen=True, slots=True)
class Place:
    """Where in the list a page begins: after, or before, a visit."""

    at: datetime | None = None
    id: UUID | None = None
    backwards: bool = False


@dataclass(frozen=True, slots=True)
class Visits:
    """One page of the list, the latest first."""

    rows: tuple[VisitRow, ...]
    next: Place | None
    previous: Place | None


@dataclass(frozen=True, slots=True)
class Clock:
    """How long something took, in minutes: half of all at most, nine in ten at most."""

    count: int
    median_min: float | None
    p90_min: float | None


@dataclass(frozen=True, slots=True)
class Day:
    """A day at a site, or at all sites of an area."""

    came: int
    swabbed: int
    gone: int
    free: int
    exit: Clock  # arrival → exit
    result: Clock  # arrival → result
    without_result: int  # swabbed, and no result yet
    oldest_at: datetime | None  # the swab that has waited longest for its result
    by_hour: tuple[tuple[int, int], ...]  # local hour, arrivals


def visits(area: str, *, filters: Filters, place: Place = Place(), size: int = PAGE) -> Visits:
    """One page of the visits of an area. Reads no more rows than it shows, in either direction."""
    found = Visit.objects.filter(within(area), _narrowed(filters))
    order = ("arrived_at", "id") if place.backwards else ("-arrived_at", "-id")
    if place.at is not None and place.id is not None:
        found = found.filter(_beyond(place.at, place.id, backwards=place.backwards))
    rows = [to_visit(row) for row in found.order_by(*order)[: size + 1]]
    more = len(rows) > size
    rows = rows[:size]
    if place.backwards:
        rows.reverse()
    return Visits(tuple(rows), *_neighbours(rows, place, more=more))


def _narrowed(filters: Filters) -> Q:
    exact = {"site": filters.site_id, "group": filters.group_id}
    found = Q(**{name: value for name, value in exact.items() if value is not None})
    several = {"state": filters.states, "ground": filters.grounds, "outcome": filters.outcomes}
    for name, values in several.items():
        if values:  # one value alone is an equality: an index then gives the order too
            found &= Q(**({name: values[0]} if len(values) == 1 else {f"{name}__in": values}))
    if filters.on is not None:  # as moments: the lists are ordered by these
        begin = datetime.combine(filters.on, time(), ZONE)
        found &= Q(arrived_at__gte=begin, arrived_at__lt=begin + timedelta(days=1))
    return found


def _beyond(at: datetime, visit_id: UUID, *, backwards: bool) -> Q:
    if backwards:
        return Q(arrived_at__gte=at) & (Q(arrived_at__gt=at) | Q(id__gt=visit_id))
    return Q(arrived_at__lte=at) & (Q(arrived_at__lt=at) | Q(id__lt=visit_id))


def _neighbours(
    rows: list[VisitRow], place: Place, *, more: bool
) -> tuple[Place | None, Place | None]:
    if not rows:
        return None, None
    first, last = rows[0], rows[-1]
    has_next = more or place.backwards
    has_previous = place.at is not None and (more or not place.backwards)
    return (
        Place(last.arrived_at, last.id) if has_next else None,
        Place(first.arrived_at, first.id, backwards=True) if has_previous else None,
    )


CLOCKS = """
    SELECT count(*), count(swabbed_at), count(*) FILTER (WHERE state = 'gone'),
           count(*) FILTER (WHERE free),
           count(*) FILTER (WHERE swabbed_at IS NOT NULL AND left_at IS NOT NULL),
           percentile_disc(0.5) WITHIN GROUP (ORDER BY left_at - arrived_at)
               FILTER (WHERE swabbed_at IS NOT NULL),
           percentile_disc(0.9) WITHIN GROUP (ORDER BY left_at - arrived_at)
               FILTER (WHERE swabbed_at IS NOT NULL),
           count(resulted_at),
           percentile_disc(0.5) WITHIN GROUP (ORDER BY resulted_at - arrived_at),
           percentile_disc(0.9) WITHIN GROUP (ORDER BY resulted_at - arrived_at),
           min(swabbed_at) FILTER (WHERE resulted_at IS NULL)
      FROM screening_visit WHERE "on" = %s AND {where}"""
HOURS = """
    SELECT extract(hour FROM arrived_at AT TIME ZONE 'Asia/Seoul')::int, count(*)
      FROM screening_visit WHERE "on" = %s AND {where} GROUP BY 1 ORDER BY 1"""


def day_of_site(site_id: UUID, on: date) -> Day:
    """The numbers of a day at a site. The caller may see the site."""
    return _day("site_id = %s", on, site_id)


def day_of_sites(site_ids: Collection[UUID], on: date) -> Day:
    """The numbers of a day at several sites together. The caller may see them."""
    return _day("site_id = ANY(%s)", on, list(site_ids))


def _day(where: str, on: date, value: UUID | list[UUID]) -> Day:
    with connection.cursor() as cursor:
        cursor.execute(CLOCKS.format(where=where), [on, value])
        row = cursor.fetchone()
        cursor.execute(HOURS.format(where=where), [on, value])
        hours = tuple((int(hour), int(count)) for hour, count in cursor.fetchall())
    return Day(
        came=row[0],
        swabbed=row[1],
        gone=row[2],
        free=row[3],
        exit=Clock(row[4], _minutes(row[5]), _minutes(row[6])),
        result=Clock(row[7], _minutes(row[8]), _minutes(row[9])),
        without_result=row[1] - row[7],
        oldest_at=row[10],
        by_hour=hours,
    )


def _minutes(interval: object) -> float | None:
    seconds = getattr(interval, "total_seconds", None)
    return None if seconds is None else float(seconds()) / rules.MINUTE_S
