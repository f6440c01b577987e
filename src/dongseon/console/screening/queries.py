"""Every read of screening that others may use. All narrow to the officer's area; none opens an identity."""

from collections.abc import Collection, Iterable, Mapping
from datetime import date, datetime, timedelta
from typing import Any
from uuid import UUID

from django.db.models import Count, Min, Q

from dongseon.console.screening import rules
from dongseon.console.screening.criteria import (
    Answered,
    ChestImage,
    Consciousness,
    Contact,
    Influenza,
    Symptom,
)
from dongseon.console.screening.hours import Span, Special, Timetable
from dongseon.console.screening.models import (
    PROVINCE_CODE_LENGTH,
    Answers,
    Booking,
    Cluster,
    Site,
    Visit,
)
from dongseon.console.screening.rules import (
    BookingReason,
    BookingState,
    Outcome,
    SiteKind,
    VisitState,
)
from dongseon.console.screening.types import (
    BookingRow,
    ClusterRow,
    Load,
    SiteRow,
    Unknown,
    VisitDetail,
    VisitRow,
)

HOUR = timedelta(hours=1)
MOST_SHOWN = 500  # bookings of one day of an area on one page


def covers(area: str, other: str) -> bool:
    """Whether an officer's area holds another."""
    return other.startswith(area)


def within(area: str) -> Q:
    """Visits of an area: of the whole country, a province, or a district."""
    if not area:
        return Q()
    return Q(province=area) if len(area) == PROVINCE_CODE_LENGTH else Q(area=area)


# ── sites ────────────────────────────────────────────────────────────────────────────────────


def sites(area: str, *, closed: bool = False) -> tuple[SiteRow, ...]:
    """The sites of an area, by name; those closed for good only if asked for."""
    found = Site.objects.filter(area__startswith=area).order_by("area", "name_ko")
    if not closed:
        found = found.filter(closed_at=None)
    return tuple(_to_site(site) for site in found.prefetch_related("hours", "special_days"))


def site(site_id: UUID, *, area: str) -> SiteRow:
    """A site. Raises Unknown, also for one of another area."""
    found = Site.objects.filter(pk=site_id).prefetch_related("hours", "special_days").first()
    if found is None or not covers(area, found.area):
        raise Unknown(site_id)
    return _to_site(found)


def site_of_wall(wall_key: UUID) -> SiteRow:
    """The site whose wall screen has this address. Raises Unknown."""
    found = Site.objects.filter(wall_key=wall_key, closed_at=None)
    for one in found.prefetch_related("hours", "special_days"):
        return _to_site(one)
    raise Unknown(wall_key)


def timetable_of(row: Site) -> Timetable:
    """When a site is open."""
    return Timetable(
        tuple(
            sorted(
                (Span(one.day, one.opens, one.closes) for one in row.hours.all()),
                key=lambda span: (span.day, span.opens),
            )
        ),
        tuple(
            sorted(
                (Special(one.on, one.opens, one.closes) for one in row.special_days.all()),
                key=lambda special: special.on,
            )
        ),
    )


def _to_site(row: Site) -> SiteRow:
    return SiteRow(
        row.id,
        row.name_ko,
        row.name_en,
        SiteKind(row.kind),
        row.area,
        row.address,
        row.phone,
        row.lanes,
        row.minutes,
        row.capacity,
        row.wall_key,
        row.closed_at,
        row.version,
        timetable_of(row),
    )


def loads(found: Collection[SiteRow], *, now: datetime, today: date) -> dict[UUID, Load]:
    """How full these sites are: two queries, however many they are."""
    ids = [one.id for one in found]
    present = Q(state__in=rules.PRESENT)
    counted = (
        Visit.objects.filter(Q(on=today) | present, site__in=ids)
        .values("site")
        .annotate(
            arrived=Count("id", filter=Q(state=VisitState.ARRIVED)),
            questioned=Count("id", filter=Q(state=VisitState.QUESTIONED)),
            swabbed=Count("id", filter=Q(state=VisitState.SWABBED)),
            today=Count("id", filter=Q(on=today)),
            done=Count("id", filter=Q(on=today, swabbed_at__isnull=False)),
            oldest=Min("arrived_at", filter=Q(state__in=rules.WAITING)),
            lately=Count("id", filter=Q(swabbed_at__gt=now - HOUR, swabbed_at__lte=now)),
        )
    )
    numbers: dict[UUID, Mapping[str, Any]] = {row["site"]: row for row in counted}
    return {one.id: _to_load(one, numbers.get(one.id)) for one in found}


def _to_load(site: SiteRow, row: Mapping[str, Any] | None) -> Load:
    if row is None:
        return Load(0, 0, 0, 0, 0, None, 0)
    pace = rules.pace_min(site.minutes, site.lanes, row["lately"])
    return Load(
        row["arrived"],
        row["questioned"],
        row["swabbed"],
        row["today"],
        row["done"],
        row["oldest"],
        rules.expected_wait_min(row["arrived"] + row["questioned"], site.lanes, pace),
    )


# ── visits ───────────────────────────────────────────────────────────────────────────────────


def queue(site_id: UUID) -> tuple[VisitRow, ...]:
    """Everybody who is at a site now, in the order of their coming. The caller may see the site."""
    found = Visit.objects.filter(site=site_id, state__in=rules.PRESENT)
    return tuple(to_visit(row) for row in found.order_by("on", "number"))


def visit(visit_id: UUID, *, area: str) -> VisitDetail:
    """A visit with its answers. Raises Unknown, also for one of another area."""
    found = Visit.objects.select_related("answers").filter(pk=visit_id).first()
    if found is None or not covers(area, found.area):
        raise Unknown(visit_id)
    answers = getattr(found, "answers", None)
    return VisitDetail(
        to_visit(found),
        None if answers is None else _to_answered(answers),
        None if answers is None else answers.answered_at,
        None if answers is None else answers.answered_by,
        None if answers is None else answers.note_id,
    )


def visit_of_specimen(specimen_id: UUID) -> VisitRow | None:
    """The visit at which a specimen was taken, if it was at a site."""
    found = Visit.objects.filter(specimen_id=specimen_id).first()
    return None if found is None else to_visit(found)


def onset_of_specimen(specimen_id: UUID) -> date | None:
    """The first day of symptoms that was told when a specimen was taken; None where none was."""
    told = Answers.objects.filter(visit__specimen_id=specimen_id)
    return told.values_list("onset_on", flat=True).first()


def visits_of_persons(person_ids: Collection[UUID], *, area: str) -> tuple[VisitRow, ...]:
    """The visits of these persons in an area, the latest first."""
    found = Visit.objects.filter(within(area), person_id__in=person_ids)
    return tuple(to_visit(row) for row in found.order_by("-arrived_at", "id")[:MOST_SHOWN])


def known_in(person_ids: Collection[UUID], *, area: str) -> frozenset[UUID]:
    """Those of these persons who came to a site of the area, or are booked or on a roster there."""
    came = Visit.objects.filter(within(area), person_id__in=person_ids)
    booked = Booking.objects.filter(area__startswith=area, person_id__in=person_ids)
    return frozenset(
        {*came.values_list("person_id", flat=True), *booked.values_list("person_id", flat=True)}
    )


def to_visit(row: Visit) -> VisitRow:
    """A row of the table as a value."""
    return VisitRow(
        row.id,
        row.site_id,
        row.area,
        row.on,
        row.number,
        row.person_id,
        row.anonymous,
        row.booking_id,
        row.group_id,
        row.round_id,
        VisitState(row.state),
        row.gone_reason,
        row.lane,
        row.called_at,
        row.arrived_at,
        row.questioned_at,
        row.swabbed_at,
        row.left_at,
        row.resulted_at,
        Outcome(row.outcome),
        row.specimen_id,
        row.ground,
        row.free,
        row.to_hospital,
        row.definition_id,
        row.testing_id,
        row.version,
    )


def _to_answered(row: Answers) -> Answered:
    return Answered(
        contact=Contact(row.contact),
        contact_on=row.contact_on,
        countries=tuple(row.countries),
        returned_on=row.returned_on,
        cluster_id=row.cluster_id,
        facility=row.facility,
        symptoms=tuple(Symptom(one) for one in row.symptoms),
        onset_on=row.onset_on,
        temperature_c=row.temperature_c,
        antipyretic=row.antipyretic,
        pulse_per_min=row.pulse_per_min,
        systolic_mmhg=row.systolic_mmhg,
        breaths_per_min=row.breaths_per_min,
        oxygen_percent=row.oxygen_percent,
        consciousness=Consciousness(row.consciousness),
        chest_image=ChestImage(row.chest_image),
        influenza=Influenza(row.influenza),
        doctors_opinion=row.doctors_opinion,
    )


# ── bookings, clusters, work that waits ──────────────────────────────────────────────────────


def bookings(area: str, *, on: date, site_id: UUID | None = None) -> tuple[BookingRow, ...]:
    """The bookings of a day: of a site (those for any site of its area too), or of the whole area."""
    found = Booking.objects.filter(area__startswith=area, on=on)
    if site_id is not None:
        found = found.filter(Q(site=site_id) | Q(site=None))
    return tuple(to_booking(row) for row in found.order_by("slot", "booked_at", "id")[:MOST_SHOWN])


def booking(booking_id: UUID, *, area: str) -> BookingRow:
    """A booking. Raises Unknown."""
    found = Booking.objects.filter(pk=booking_id, area__startswith=area).first()
    if found is None:
        raise Unknown(booking_id)
    return to_booking(found)


def open_bookings_of(person_ids: Collection[UUID], *, area: str) -> tuple[BookingRow, ...]:
    """What is booked for these persons and still to come."""
    found = Booking.objects.filter(
        person_id__in=person_ids, area__startswith=area, state=BookingState.OPEN
    )
    return tuple(to_booking(row) for row in found.order_by("on", "slot", "id"))


def to_booking(row: Booking) -> BookingRow:
    """A row of the table as a value."""
    return BookingRow(
        row.id,
        row.person_id,
        row.area,
        row.site_id,
        row.on,
        row.slot,
        BookingReason(row.reason),
        BookingState(row.state),
        row.booked_at,
    )


def clusters(*, closed: bool = False) -> tuple[ClusterRow, ...]:
    """The outbreaks that people are asked about, the latest first."""
    found = Cluster.objects.order_by("-exposed_to", "name_ko")
    return _to_clusters(found if closed else found.filter(closed_at=None))


def _to_clusters(rows: Iterable[Cluster]) -> tuple[ClusterRow, ...]:
    return tuple(
        ClusterRow(
            row.id, row.name_ko, row.name_en, row.exposed_from, row.exposed_to, row.closed_at
        )
        for row in rows
    )


def queue_waiting(area: str) -> tuple[int, datetime | None]:
    """How many wait for a swab in an area, and since when the first of them does."""
    found = Visit.objects.filter(area__startswith=area, state__in=rules.WAITING).aggregate(
        number=Count("id"), oldest=Min("arrived_at")
    )
    return found["number"], found["oldest"]


def bookings_waiting(area: str, today: date) -> tuple[int, datetime | None]:
    """How many are booked for today or did not come on their day, and since when the oldest is."""
    found = Booking.objects.filter(
        area__startswith=area, on__lte=today, state=BookingState.OPEN
    ).aggregate(number=Count("id"), oldest=Min("booked_at"))
    return found["number"], found["oldest"]
