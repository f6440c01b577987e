"""The line list: every row once, whatever the sort; nobody else's; counted and bounded."""

from datetime import date, datetime, timedelta
from uuid import UUID, uuid4

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from dongseon.console.cases import listing, numbers
from dongseon.console.cases.models import Case
from dongseon.console.cases.rules import Classification, State
from dongseon.console.cases.types import Filters, Place, Sort

FIRST = date(2020, 3, 1)


@pytest.fixture
def hundred(db: None, now: datetime) -> list[Case]:
    """A hundred cases in three districts of two provinces; a third without an onset."""
    return Case.objects.bulk_create(
        Case(
            number=numbers.draw(),
            person_id=uuid4(),
            area=("11440", "11110", "26110")[row % 3],
            classification=list(Classification)[row % 4],
            state=State.DELETED if row % 10 == 9 else State.OPEN,
            reported_on=FIRST + timedelta(days=row // 8),
            onset_on=None if row % 3 == 0 else FIRST + timedelta(days=row // 5),
            origin="desk",
            opened_at=now,
            changed_at=now,
        )
        for row in range(100)
    )


def walked(area: str, filters: Filters, sort: Sort, *, size: int = 7) -> list[UUID]:
    """All ids of a list, page after page; each page is checked against the way back."""
    seen: list[UUID] = []
    place: Place | None = Place()
    while place is not None:
        page = listing.line_list(area=area, filters=filters, sort=sort, place=place, size=size)
        if page.previous is not None:
            back = listing.line_list(
                area=area, filters=filters, sort=sort, place=page.previous, size=size
            )
            assert [row.id for row in back.rows] == seen[-size:]
        seen += [row.id for row in page.rows]
        place = page.next
    return seen


@pytest.mark.parametrize("sort", list(Sort))
@pytest.mark.parametrize("area", ["", "11", "26110"])
def test_every_row_comes_once_in_order(hundred: list[Case], sort: Sort, area: str) -> None:
    seen = walked(area, Filters(), sort)
    mine = {case.id for case in hundred if case.area.startswith(area) and case.state == "open"}
    assert len(seen) == len(set(seen))
    assert set(seen) == mine
    streamed = listing.every_row(area=area, filters=Filters(), sort=sort)
    assert [row.id for row in streamed] == seen


def test_filters_never_widen_the_officers_area(hundred: list[Case]) -> None:
    assert walked("26", Filters(area="11"), Sort.REPORTED) == []
    here = sum(case.area == "11440" and case.state == "open" for case in hundred)
    assert len(walked("", Filters(area="11440"), Sort.REPORTED)) == here > 0


def test_filters_narrow(hundred: list[Case]) -> None:
    person = hundred[4].person_id
    page = listing.line_list(
        area="",
        filters=Filters(
            classifications=(Classification(hundred[4].classification),),
            person_ids=(person, uuid4()),
            reported_from=FIRST,
            reported_to=FIRST + timedelta(days=30),
            onset_from=FIRST,
            onset_to=FIRST,
        ),
        sort=Sort.ONSET,
        place=Place(),
        size=50,
    )
    assert [row.id for row in page.rows] == [hundred[4].id]
    assert page.count == listing.Count(1, exact=True)


def test_a_page_costs_two_queries(hundred: list[Case]) -> None:
    with CaptureQueriesContext(
        connection,
    ) as asked:
        listing.line_list(area="11", filters=Filters(), sort=Sort.ONSET, place=Place(), size=50)
    assert len(asked) == 2


def test_an_unknown_onset_lies_before_no_day(hundred: list[Case]) -> None:
    seen = walked("", Filters(onset_to=date(2030, 1, 1)), Sort.REPORTED)
    known = {case.id for case in hundred if case.onset_on and case.state == "open"}
    assert set(seen) == known
