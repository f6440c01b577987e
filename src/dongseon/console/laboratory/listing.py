"""Lists of specimens: what waits, and all of them; at the same cost for ten rows and ten million.

A page begins behind a row, not at a number of rows. What waits is found through partial indexes that
hold nothing else; the list of all is only ever read along an index that is in its order.
"""

from datetime import datetime
from uuid import UUID

from django.db.models import BooleanField, Count, F, Func, Min, Q, QuerySet, Value
from django.db.models.lookups import GreaterThan, LessThan

from dongseon.console.laboratory.models import TO_BE_TAKEN_AGAIN, Laboratory, Specimen
from dongseon.console.laboratory.queries import to_rows, within
from dongseon.console.laboratory.rules import State
from dongseon.console.laboratory.types import Count as Counted
from dongseon.console.laboratory.types import Filters, Page, Place, Side, Work

EXACT_UP_TO = 10_000  # rows: counting them costs the database a few ms
STATE_OF = {
    Work.TO_SEND: State.TAKEN,
    Work.ON_THE_WAY: State.SENT,
    Work.TO_TEST: State.RECEIVED,
    Work.TO_VERIFY: State.TESTED,
    Work.HELD: State.HELD,
}
AT_SITE = frozenset(
    {Work.TO_SEND, Work.AGAIN}
)  # done where specimens are taken; the rest in laboratories


def work(*, area: str, kind: Work, side: Side, place: Place, size: int) -> Page:
    """One page of what waits, the oldest first."""
    return _page(_waiting(area, kind, side), place, size, key="since", newest_first=False)


def every(*, area: str, filters: Filters, place: Place, size: int) -> Page:
    """One page of all specimens, the latest taken first."""
    found = Specimen.objects.filter(within(area, filters.side))
    if filters.outcome is not None:
        found = found.filter(outcome=filters.outcome)
    if filters.laboratory_id is not None:
        where = Laboratory.objects.filter(pk=filters.laboratory_id).values_list("area", flat=True)
        found = found.filter(lab_area=where.first() or "", laboratory=filters.laboratory_id)
    return _page(found, place, size, key="taken_at", newest_first=True)


def count(*, area: str, kind: Work, side: Side) -> Counted:
    """How many wait, counted up to `EXACT_UP_TO`."""
    rows = _waiting(area, kind, side).order_by()[: EXACT_UP_TO + 1].count()
    return Counted(min(rows, EXACT_UP_TO), exact=rows <= EXACT_UP_TO)


def waiting(area: str, kind: Work) -> tuple[int, datetime | None]:
    """How many wait for whoever does this work in an area, and since when the oldest does."""
    side = Side.SITE if kind in AT_SITE else Side.LABORATORY
    found = _waiting(area, kind, side).aggregate(number=Count("id"), oldest=Min("since"))
    return found["number"], found["oldest"]


def _waiting(area: str, kind: Work, side: Side) -> QuerySet[Specimen]:
    if kind is Work.AGAIN:
        return Specimen.objects.filter(TO_BE_TAKEN_AGAIN, area__startswith=area)
    near = "area" if side is Side.SITE or kind in AT_SITE else "lab_area"
    narrowed = Q((f"{near}__startswith", area)) if area else Q()
    return Specimen.objects.filter(narrowed, state=STATE_OF[kind])


def _page(
    found: QuerySet[Specimen], place: Place, size: int, *, key: str, newest_first: bool
) -> Page:
    ascending = newest_first == place.backwards
    order = (key, "id") if ascending else (f"-{key}", "-id")
    if place.at is not None and place.id is not None:
        found = found.filter(_beyond(key, place.at, place.id, ascending=ascending))
    got = list(found.order_by(*order)[: size + 1])
    more, rows = len(got) > size, got[:size]
    if place.backwards:
        rows.reverse()
    begun = place.id is not None
    after, before = (begun, more) if place.backwards else (more, begun)
    return Page(
        rows=to_rows(rows),
        next=_place(rows[-1], key, backwards=False) if rows and after else None,
        previous=_place(rows[0], key, backwards=True) if rows and before else None,
    )


def _beyond(key: str, at: datetime, after: UUID, *, ascending: bool) -> LessThan | GreaterThan:
    """Rows behind a place, as one comparison of rows: the index is entered exactly there."""
    here = Func(F(key), F("id"), function="ROW", output_field=BooleanField())
    there = Func(Value(at), Value(after), function="ROW", output_field=BooleanField())
    return GreaterThan(here, there) if ascending else LessThan(here, there)


def _place(row: Specimen, key: str, *, backwards: bool) -> Place:
    return Place(getattr(row, key), row.pk, backwards)
