"""The line list: one page of cases, sorted and narrowed, at the same cost for ten rows and ten million.

A page begins behind a row, not at a number of rows, so the last page costs what the first does. Up to
`EXACT_UP_TO` rows are counted; beyond that the database's own estimate is given, and said to be one.
"""

import json
from collections.abc import Collection, Iterator, Mapping
from datetime import date, datetime, timedelta
from uuid import UUID

from django.contrib.postgres.fields import ArrayField
from django.db.models import BooleanField, F, Func, Q, QuerySet, UUIDField, Value
from django.db.models import Count as CountOf
from django.db.models.functions import Coalesce
from django.db.models.lookups import GreaterThan, LessThan

from dongseon.console.cases.models import NO_DAY, Case
from dongseon.console.cases.queries import to_row, within
from dongseon.console.cases.rules import Classification, State
from dongseon.console.cases.types import CaseRow, Count, Filters, Page, Place, Sort

Counted = Mapping[date, Mapping[Classification, int]]  # day: how many of each
EXACT_UP_TO = 10_000  # rows: counting them costs the database a few ms
ROWS_AT_ONCE = 2_000  # of a streamed list

_KEYS = {
    Sort.REPORTED: F("reported_on"),
    Sort.ONSET: Coalesce("onset_on", NO_DAY),
    Sort.SAMPLED: Coalesce("sampled_on", NO_DAY),
    Sort.NUMBER: F("number"),
}


def line_list(*, area: str, filters: Filters, sort: Sort, place: Place, size: int) -> Page:
    """One page of the cases in an officer's area."""
    found = narrowed(area=area, filters=filters)
    ascending = (sort is Sort.NUMBER) != place.backwards
    order = ("key", "id") if ascending else ("-key", "-id")
    page = found.annotate(key=_KEYS[sort])
    if place.id is not None:
        page = page.filter(_beyond(sort, place, place.id, ascending=ascending))
    got = list(page.order_by(*order)[: size + 1])
    more, rows = len(got) > size, got[:size]
    if place.backwards:
        rows.reverse()
    after, before = (place.id is not None, more) if place.backwards else (more, bool(place.id))
    return Page(
        rows=tuple(to_row(row) for row in rows),
        count=count(found),
        next=_place(sort, rows[-1], backwards=False) if rows and after else None,
        previous=_place(sort, rows[0], backwards=True) if rows and before else None,
    )


def every_row(*, area: str, filters: Filters, sort: Sort) -> Iterator[CaseRow]:
    """All rows of a list, in its order, read from the database in pieces."""
    place: Place | None = Place()
    while place is not None:
        rows, place = rows_behind(
            area=area, filters=filters, sort=sort, place=place, size=ROWS_AT_ONCE
        )
        yield from rows


def rows_behind(
    *, area: str, filters: Filters, sort: Sort, place: Place, size: int
) -> tuple[tuple[CaseRow, ...], Place | None]:
    """The next rows of a list behind a place, and the place behind them; None where it ends."""
    found = narrowed(area=area, filters=filters).annotate(key=_KEYS[sort])
    ascending = sort is Sort.NUMBER
    if place.id is not None:
        found = found.filter(_beyond(sort, place, place.id, ascending=ascending))
    rows = list(found.order_by(*(("key", "id") if ascending else ("-key", "-id")))[:size])
    behind = _place(sort, rows[-1], backwards=False) if len(rows) == size else None
    return tuple(to_row(row) for row in rows), behind


def narrowed(*, area: str, filters: Filters) -> QuerySet[Case]:
    """The cases that an officer's area and the filters leave."""
    found = Case.objects.filter(within(area), within(filters.area), state__in=filters.states)
    if filters.classifications:
        found = found.filter(classification__in=filters.classifications)
    if filters.number:
        found = found.filter(number=filters.number)
    if filters.person_ids is not None:
        found = found.filter(_is_one_of(filters.person_ids))
    return _with_onset(found, filters).filter(
        _between("reported_on", filters.reported_from, filters.reported_to)
    )


def count(found: QuerySet[Case]) -> Count:
    """How many rows: exactly while they are few, else as the database's statistics have it."""
    plain = found.order_by()
    exact = plain[: EXACT_UP_TO + 1].count()
    if exact <= EXACT_UP_TO:
        return Count(exact, exact=True)
    plan = json.loads(plain.explain(format="json"))
    return Count(max(EXACT_UP_TO, int(plan[0]["Plan"]["Plan Rows"])), exact=False)


def _with_onset(found: QuerySet[Case], filters: Filters) -> QuerySet[Case]:
    """Cases whose onset is known to lie between two days, asked as the index of onsets has it."""
    if filters.onset_from is None and filters.onset_to is None:
        return found
    first = filters.onset_from or date.min + timedelta(days=1)  # the first day stands for unknown
    return found.annotate(onset=_KEYS[Sort.ONSET]).filter(
        _between("onset", first, filters.onset_to)
    )


def _between(field: str, first: date | None, last: date | None) -> Q:
    bounds = Q()
    if first is not None:
        bounds &= Q((f"{field}__gte", first))
    if last is not None:
        bounds &= Q((f"{field}__lte", last))
    return bounds


def _is_one_of(person_ids: Collection[UUID]) -> Func:
    """One array and not thousands of parameters."""
    ids = Value(list(person_ids), output_field=ArrayField(UUIDField()))
    return Func(
        F("person_id"),
        ids,
        template="%(expressions)s)",
        arg_joiner=" = ANY(",
        output_field=BooleanField(),
    )


def _beyond(sort: Sort, place: Place, after: UUID, *, ascending: bool) -> LessThan | GreaterThan:
    """Rows behind a place, as one comparison of rows: the index is entered exactly there."""
    key = place.value if sort is Sort.NUMBER else date.fromisoformat(place.value)
    here = Func(_KEYS[sort], F("id"), function="ROW", output_field=BooleanField())
    there = Func(Value(key), Value(after), function="ROW", output_field=BooleanField())
    return GreaterThan(here, there) if ascending else LessThan(here, there)


def _place(sort: Sort, row: Case, *, backwards: bool) -> Place:
    value = {
        Sort.REPORTED: row.reported_on,
        Sort.ONSET: row.onset_on or date.min,
        Sort.SAMPLED: row.sampled_on or date.min,
        Sort.NUMBER: row.number,
    }[sort]
    return Place(str(value), row.id, backwards)


def waiting(area: str, classification: Classification) -> tuple[int, datetime | None]:
    """How many open cases stand at this classification, and when the earliest reported one was opened."""
    found = narrowed(
        area=area, filters=Filters(classifications=(classification,), states=(State.OPEN,))
    )
    first = found.order_by("reported_on", "id").values_list("opened_at", flat=True).first()
    return count(found).rows, first


def by_day(*, area: str, first: date, last: date) -> Counted:
    """Cases by the day they were reported on, both ends included, and what they are taken to be."""
    found = narrowed(area=area, filters=Filters(reported_from=first, reported_to=last))
    counted = found.values_list("reported_on", "classification").annotate(number=CountOf("id"))
    days: dict[date, dict[Classification, int]] = {}
    for day, classification, number in counted.order_by("reported_on", "classification"):
        days.setdefault(day, {})[Classification(classification)] = number
    return days


def changed_since(
    *, area: str, since: datetime, after: UUID | None, size: int
) -> tuple[CaseRow, ...]:
    """Cases of any state changed at or after a moment, the longest ago first; beyond one of them."""
    found = Case.objects.filter(within(area), changed_at__gte=since)
    if after is not None:
        here = Func(F("changed_at"), F("id"), function="ROW", output_field=BooleanField())
        there = Func(Value(since), Value(after), function="ROW", output_field=BooleanField())
        found = found.filter(GreaterThan(here, there))
    return tuple(to_row(row) for row in found.order_by("changed_at", "id")[:size])
