"""Screening in a demonstration: sites with people at every step, bookings, an outbreak, a care home."""

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date, datetime, time, timedelta
from decimal import Decimal
from uuid import UUID

from django.db import transaction

from dongseon.console.audit.types import Actor
from dongseon.console.registry.types import Identity, Sex
from dongseon.console.screening import actions, groups, places, queries
from dongseon.console.screening.criteria import Answered, Contact, Symptom
from dongseon.console.screening.hours import DAYS, HOLIDAY, Span
from dongseon.console.screening.places import Place
from dongseon.console.screening.rules import GroupKind, MemberRole, SiteKind
from dongseon.console.workflows import screening, screening_groups, screening_visit
from dongseon.console.workflows.reporting import local_day
from dongseon.console.workflows.screening import Comer

FAMILY, GIVEN = (
    "강고구권나노도류문민",
    ("다온", "라온", "새론", "아람", "은솔", "지한", "하람", "해솔"),
)
COMERS = 18
STEP = timedelta(minutes=4)  # between two arrivals
SICK = Answered(
    contact=Contact.HOUSEHOLD,
    symptoms=(Symptom.COUGH, Symptom.FEVER),
    temperature_c=Decimal("37.9"),
)
WELL = Answered(temperature_c=Decimal("36.5"))


@dataclass(frozen=True, slots=True)
class Filled:
    """What others of the demonstration go on with."""

    site_id: UUID
    wall_key: UUID
    visit_ids: tuple[UUID, ...]  # the first has left, the last has just come
    group_id: UUID


def fill(*, now: datetime, nurse: Actor, investigator: Actor) -> Filled:
    """Fill two sites of the nurse's area through the actions that nurses use."""
    with transaction.atomic():
        site_id = _sites(nurse, now)
        today = local_day(now)
        places.open_cluster(
            by=investigator,
            now=now,
            name_ko="서교동 노래연습장",
            name_en="Karaoke in Seogyo-dong",
            exposed_from=today - timedelta(days=9),
            exposed_to=today - timedelta(days=5),
        )
        visits = tuple(_visit(nurse, now, site_id, number) for number in range(COMERS))
        _bookings(nurse, now, site_id)
        wall_key = queries.site(site_id, area=nurse.area).wall_key
        return Filled(site_id, wall_key, visits, _group(nurse, now))


def _sites(by: Actor, now: datetime) -> UUID:
    daily = tuple(Span(day, time(9), time(18)) for day in DAYS if day < HOLIDAY)
    split = tuple(
        span
        for day in range(5)  # Monday to Friday
        for span in (Span(day, time(9), time(12)), Span(day, time(13), time(18)))
    )
    drive = Place(
        name_ko="마포 드라이브스루 선별진료소",
        name_en="Mapo drive-through",
        kind=SiteKind.DRIVE_THROUGH,
        area=by.area,
        address="서울특별시 마포구 월드컵로 212",
        phone="02-0000-2100",
        lanes=3,
        minutes=10,
        capacity=180,
    )
    centre = Place(
        name_ko="마포구 보건소 선별진료소",
        name_en="Mapo public health centre",
        kind=SiteKind.WALK_IN,
        area=by.area,
        address="서울특별시 마포구 월드컵로 212 보건소 앞",
        phone="02-0000-2200",
        lanes=2,
        minutes=30,
        capacity=40,
    )
    places.open_site(by=by, now=now, place=centre, spans=split)
    return places.open_site(by=by, now=now, place=drive, spans=daily)


def _person(number: int) -> Identity:
    return Identity(
        name=f"{FAMILY[number % len(FAMILY)]}{GIVEN[number % len(GIVEN)]}",
        sex=(Sex.FEMALE, Sex.MALE)[number % 2],
        birth_date=date(1951 + 3 * number % 50, 1 + number % 12, 1 + number),
        phones=(f"0100000{4000 + number}",),
        language="en" if number % 7 == 6 else "ko",
    )


def _visit(by: Actor, now: datetime, site_id: UUID, number: int) -> UUID:
    """The first have left, the last have just come."""
    came = now - STEP * (COMERS - number)
    visit_id = screening.register(by=by, now=came, site_id=site_id, comer=Comer(_person(number)))
    for act, minutes in _steps(by, visit_id, number):
        act(came + timedelta(minutes=minutes))
    return visit_id


def _steps(by: Actor, visit_id: UUID, number: int) -> "Iterator[tuple[_Step, int]]":
    if number < COMERS - 4:
        yield _Step("answer", by, visit_id, seen=1, sick=number % 3 == 0), 3
    if number < COMERS - 8:
        yield _Step("swab", by, visit_id, seen=2), 7
    if number < COMERS - 10:
        yield _Step("leave", by, visit_id, seen=3), 10


@dataclass(frozen=True, slots=True)
class _Step:
    """One step of a visit, at a time."""

    name: str
    by: Actor
    visit_id: UUID
    seen: int
    sick: bool = False

    def __call__(self, at: datetime) -> None:
        if self.name == "answer":
            answered = SICK if self.sick else WELL
            screening_visit.answer(
                by=self.by, now=at, visit_id=self.visit_id, seen=self.seen, answered=answered
            )
        elif self.name == "swab":
            screening_visit.swab(by=self.by, now=at, visit_id=self.visit_id, seen=self.seen)
        else:
            actions.leave(by=self.by, now=at, visit_id=self.visit_id, seen=self.seen)


def _bookings(by: Actor, now: datetime, site_id: UUID) -> None:
    site = queries.site(site_id, area=by.area)
    tomorrow = local_day(now) + timedelta(days=1)
    for number in range(3):
        screening.book(
            by=by,
            now=now,
            comer=Comer(_person(COMERS + number)),
            site_id=site.id,
            on=tomorrow,
            slot=time(10 + number),
            reason="symptoms",
            key=f"practice {number}",
        )


def _group(by: Actor, now: datetime) -> UUID:
    group_id = groups.open_group(
        by=by,
        now=now,
        name="성산 은빛요양원",
        kind=GroupKind.CARE_HOME,
        area=by.area,
        phone="02-0000-3300",
    )
    for number in range(6):
        role = MemberRole.STAFF if number < 2 else MemberRole.RESIDENT
        comer = Comer(_person(COMERS + 3 + number))
        screening_groups.add(by=by, now=now, group_id=group_id, comer=comer, role=role)
    screening_groups.begin_round(by=by, now=now, group_id=group_id)
    return group_id
