"""From arrival to exit: who may, in which order, once; bookings; the clock to the result."""

from collections.abc import Iterator
from datetime import date, datetime, time, timedelta
from decimal import Decimal
from uuid import UUID, uuid4

import pytest
from django.db import connection, transaction
from django.utils import translation

from dongseon.console.audit.models import Entry
from dongseon.console.audit.types import Actor
from dongseon.console.screening import actions, places, queries
from dongseon.console.screening.actions import Arrival, Rested
from dongseon.console.screening.criteria import Answered, Ground, Judged, Symptom
from dongseon.console.screening.hours import HOLIDAY, Span
from dongseon.console.screening.models import Visit
from dongseon.console.screening.places import Place
from dongseon.console.screening.rules import GoneReason, Outcome, SiteKind, VisitState
from dongseon.console.screening.types import Overtaken, Refused, Unknown

MAPO = Actor(uuid4(), "nurse", "11440", "testing")
BUSAN = Actor(uuid4(), "nurse", "26350", "testing")
TODAY = date(2020, 5, 6)  # a Wednesday
DAILY = tuple(Span(day, time(9), time(18)) for day in range(HOLIDAY + 1))
FREE = Judged(Ground.SUSPECTED, free=True, to_hospital=False, poolable=False)
RESTED = Rested(uuid4(), uuid4())


@pytest.fixture(autouse=True)
def _english() -> Iterator[None]:
    """Refusals are sentences: read them in one language."""
    with translation.override("en"):
        yield


def site(now: datetime, *, lanes: int = 2, capacity: int = 100, name: str = "마포") -> UUID:
    """A drive-through site in Mapo, open every day from 9 to 18."""
    place = Place(
        name_ko=name,
        name_en="Mapo",
        kind=SiteKind.DRIVE_THROUGH,
        area="11440",
        address="월드컵로 212",
        phone="02-3153-9000",
        lanes=lanes,
        minutes=10,
        capacity=capacity,
    )
    return places.open_site(by=MAPO, now=now, place=place, spans=DAILY)


def arrived(now: datetime, site_id: UUID, *, person_id: UUID | None = None) -> UUID:
    """Somebody who has just registered."""
    arrival = Arrival(site_id, person_id or uuid4(), TODAY)
    return actions.register(by=MAPO, now=now, arrival=arrival)


def answer(now: datetime, visit_id: UUID, *, seen: int = 1) -> None:
    """Somebody with a cough."""
    actions.answer(
        by=MAPO,
        now=now,
        visit_id=visit_id,
        seen=seen,
        answered=Answered(symptoms=(Symptom.COUGH,), temperature_c=Decimal("37.9")),
        judged=FREE,
        rested=RESTED,
    )


def state_of(visit_id: UUID) -> VisitState:
    """Where somebody is."""
    return queries.visit(visit_id, area="11440").row.state


def test_from_arrival_to_exit(db: None, now: datetime) -> None:
    visit_id = arrived(now, site(now))
    minutes = [now + timedelta(minutes=step) for step in (3, 8, 10)]
    answer(minutes[0], visit_id)
    specimen_id = uuid4()
    actions.swab(by=MAPO, now=minutes[1], visit_id=visit_id, seen=2, specimen_id=specimen_id)
    actions.leave(by=MAPO, now=minutes[2], visit_id=visit_id, seen=3)
    row = queries.visit(visit_id, area="11440").row
    assert (row.state, row.number, row.specimen_id) == (VisitState.LEFT, 1, specimen_id)
    assert (row.questioned_at, row.swabbed_at, row.left_at) == tuple(minutes)
    acts = Entry.objects.filter(subject_id=visit_id).order_by("seq").values_list("act", flat=True)
    assert list(acts) == [f"screening.{act}" for act in ("register", "answer", "swab", "leave")]


def test_steps_are_not_skipped_and_not_done_twice(db: None, now: datetime) -> None:
    visit_id = arrived(now, site(now))
    with pytest.raises(Refused, match="questions first"):
        actions.swab(by=MAPO, now=now, visit_id=visit_id, seen=1, specimen_id=uuid4())
    with pytest.raises(Refused, match="Only who was swabbed"):
        actions.leave(by=MAPO, now=now, visit_id=visit_id, seen=1)
    answer(now, visit_id)
    actions.swab(by=MAPO, now=now, visit_id=visit_id, seen=2, specimen_id=uuid4())
    with pytest.raises(Refused, match="taken once"):
        actions.swab(by=MAPO, now=now, visit_id=visit_id, seen=3, specimen_id=uuid4())
    with pytest.raises(Refused, match="answers stay"):
        answer(now, visit_id, seen=3)
    with pytest.raises(Refused, match="taken already"):
        actions.give_up(by=MAPO, now=now, visit_id=visit_id, seen=3, reason=GoneReason.DID_NOT_WAIT)


def test_of_two_nurses_the_second_is_told(db: None, now: datetime) -> None:
    visit_id = arrived(now, site(now))
    answer(now, visit_id)
    with pytest.raises(Overtaken, match=str(visit_id)):
        answer(now, visit_id, seen=1)
    assert Entry.objects.filter(subject_id=visit_id, act="screening.answer").count() == 1


def test_another_area_knows_nothing_of_it(db: None, now: datetime) -> None:
    site_id = site(now)
    visit_id = arrived(now, site_id)
    with pytest.raises(Unknown, match=str(visit_id)):
        queries.visit(visit_id, area=BUSAN.area)
    with pytest.raises(Unknown, match=str(visit_id)):
        actions.call(by=BUSAN, now=now, visit_id=visit_id, lane=1)
    with pytest.raises(Unknown, match=str(site_id)):
        actions.register(by=BUSAN, now=now, arrival=Arrival(site_id, uuid4(), TODAY))
    assert queries.visits_of_persons([uuid4()], area=BUSAN.area) == ()


def test_nobody_is_registered_twice_at_a_time(db: None, now: datetime) -> None:
    site_id, person_id = site(now), uuid4()
    first = arrived(now, site_id, person_id=person_id)
    with pytest.raises(Refused, match="registered already"):
        arrived(now, site_id, person_id=person_id)
    with pytest.raises(Refused, match="registered already"):
        arrived(now, site(now, name="서교"), person_id=person_id)
    actions.give_up(by=MAPO, now=now, visit_id=first, seen=1, reason=GoneReason.NOT_NEEDED)
    assert state_of(arrived(now, site_id, person_id=person_id)) == VisitState.ARRIVED


def test_numbers_begin_with_one_each_day_and_are_given_once(db: None, now: datetime) -> None:
    site_id = site(now)
    found = [arrived(now, site_id) for _ in range(3)]
    tomorrow = Arrival(site_id, uuid4(), TODAY + timedelta(days=1))
    found.append(actions.register(by=MAPO, now=now + timedelta(days=1), arrival=tomorrow))
    assert [Visit.objects.get(pk=one).number for one in found] == [1, 2, 3, 1]


@pytest.mark.parametrize("lane", [0, 3])
def test_nobody_is_called_to_a_lane_that_is_not_there(db: None, now: datetime, lane: int) -> None:
    visit_id = arrived(now, site(now, lanes=2))
    with pytest.raises(Refused, match="no such lane"):
        actions.call(by=MAPO, now=now, visit_id=visit_id, lane=lane)


def test_the_wait_follows_the_pace_of_the_last_hour(db: None, now: datetime) -> None:
    site_id = site(now, lanes=1)
    row = queries.site(site_id, area="11440")
    for _ in range(6):
        visit_id = arrived(now, site_id)
        answer(now, visit_id)
        actions.swab(by=MAPO, now=now, visit_id=visit_id, seen=2, specimen_id=uuid4())
    for _ in range(4):
        arrived(now, site_id)
    load = queries.loads([row], now=now + timedelta(minutes=1), today=TODAY)[site_id]
    assert (load.arrived, load.swabbed, load.today, load.done_today) == (4, 6, 10, 6)
    assert load.wait_min == 40  # four of ten minutes each: six an hour, as measured
    assert load.oldest_at == now


def test_a_result_stops_the_clock_once_and_a_correction_is_kept(db: None, now: datetime) -> None:
    visit_id = arrived(now, site(now))
    answer(now, visit_id)
    specimen_id = uuid4()
    actions.swab(by=MAPO, now=now, visit_id=visit_id, seen=2, specimen_id=specimen_id)
    first, second = now + timedelta(hours=6), now + timedelta(hours=9)
    for at, outcome in ((first, "negative"), (second, "negative"), (second, "positive")):
        assert (
            actions.resulted(by=MAPO, now=at, specimen_id=specimen_id, outcome=outcome) == visit_id
        )
    row = queries.visit(visit_id, area="11440").row
    assert (row.resulted_at, row.outcome) == (first, Outcome.POSITIVE)
    assert Entry.objects.filter(act="screening.resulted").count() == 2
    assert actions.resulted(by=MAPO, now=now, specimen_id=uuid4(), outcome="negative") is None


def test_the_database_refuses_what_slips_by(db: None, now: datetime) -> None:
    visit_id = arrived(now, site(now))
    for wrong in ("state = 'lost'", "outcome = 'maybe'", "state = 'questioned'"):
        with (
            pytest.raises(Exception, match="violates check constraint"),
            transaction.atomic(),
            connection.cursor() as cursor,
        ):
            cursor.execute(
                f"UPDATE screening_visit SET {wrong} WHERE id = %s",  # noqa: S608  # our own
                [visit_id],
            )


# ── bookings ─────────────────────────────────────────────────────────────────────────────────


def book(now: datetime, *, key: str, site_id: UUID | None = None, slot: time | None = None,
         on: date = TODAY, person_id: UUID | None = None) -> UUID:  # fmt: skip
    """A test for somebody with symptoms."""
    return actions.book(
        by=MAPO, now=now, person_id=person_id or uuid4(), area="11440", reason="symptoms", on=on,
        key=key, site_id=site_id, slot=slot,
    )  # fmt: skip


def test_the_same_key_books_once(db: None, now: datetime) -> None:
    assert book(now, key="follow-up 1") == book(now, key="follow-up 1")
    assert Entry.objects.filter(act="screening.book").count() == 1
    assert queries.bookings_waiting("11440", TODAY) == (1, now)
    assert queries.bookings_waiting("26", TODAY) == (0, None)


def test_a_reason_that_is_none_is_refused(db: None, now: datetime) -> None:
    with pytest.raises(ValueError, match="curiosity"):
        actions.book(
            by=MAPO, now=now, person_id=uuid4(), area="11440", reason="curiosity", on=TODAY, key="1"
        )


def test_a_full_hour_a_full_day_and_a_closed_hour_are_refused(db: None, now: datetime) -> None:
    site_id = site(now, lanes=1, capacity=8)
    for one in range(6):  # ten minutes each
        book(now, key=f"ten {one}", site_id=site_id, slot=time(10))
    with pytest.raises(Refused, match="hour is fully booked"):
        book(now, key="seventh", site_id=site_id, slot=time(10))
    with pytest.raises(Refused, match="closed at that hour"):
        book(now, key="night", site_id=site_id, slot=time(22))
    for one in range(2):
        book(now, key=f"eleven {one}", site_id=site_id, slot=time(11))
    with pytest.raises(Refused, match="fully booked on that day"):
        book(now, key="ninth", site_id=site_id, slot=time(12))
    places.set_special_day(
        by=MAPO, now=now, site_id=site_id, on=date(2020, 5, 7), opens=None, closes=None
    )
    with pytest.raises(Refused, match="closed on that day"):
        book(now, key="closed", site_id=site_id, on=date(2020, 5, 7))


def test_who_is_booked_comes_once(db: None, now: datetime) -> None:
    site_id, person_id = site(now), uuid4()
    booking_id = book(now, key="1", site_id=site_id, person_id=person_id)
    arrival = Arrival(site_id, person_id, TODAY, booking_id=booking_id)
    visit_id = actions.register(by=MAPO, now=now, arrival=arrival)
    assert queries.bookings_waiting("11440", TODAY) == (0, None)
    actions.give_up(by=MAPO, now=now, visit_id=visit_id, seen=1, reason=GoneReason.REFUSED)
    with pytest.raises(Refused, match="used or cancelled"):
        actions.register(by=MAPO, now=now, arrival=arrival)


def test_somebody_else_does_not_come_on_it(db: None, now: datetime) -> None:
    site_id = site(now)
    booking_id = book(now, key="1", site_id=site_id)
    with pytest.raises(Refused, match="used or cancelled"):
        actions.register(
            by=MAPO, now=now, arrival=Arrival(site_id, uuid4(), TODAY, booking_id=booking_id)
        )


def test_a_booking_is_missed_only_after_its_day(db: None, now: datetime) -> None:
    booking_id = book(now, key="1")
    with pytest.raises(Refused, match="not over"):
        actions.miss_booking(by=MAPO, now=now, today=TODAY, booking_id=booking_id)
    with pytest.raises(Unknown, match=str(booking_id)):
        actions.cancel_booking(by=BUSAN, now=now, booking_id=booking_id)
    actions.cancel_booking(by=MAPO, now=now, booking_id=booking_id)
    with pytest.raises(Overtaken, match=str(booking_id)):
        actions.cancel_booking(by=MAPO, now=now, booking_id=booking_id)
