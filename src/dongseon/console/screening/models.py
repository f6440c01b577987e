"""Tables of screening. Private to this context; a person is known by a random identifier only."""

import uuid

from django.contrib.postgres.fields import ArrayField
from django.db import models
from django.db.models import F, Q
from django.db.models.functions import Left

from dongseon.console.screening.rules import (
    PRESENT,
    WAITING,
    BookingState,
    GroupKind,
    MemberRole,
    Outcome,
    SiteKind,
    VisitState,
)

PROVINCE_CODE_LENGTH = 2  # a district's code begins with its province's


class Site(models.Model):
    """A place where swabs are taken."""

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    name_ko = models.CharField(max_length=80)
    name_en = models.CharField(max_length=80)
    kind = models.CharField(max_length=20)
    area = models.CharField(max_length=10)
    address = models.CharField(max_length=200)
    phone = models.CharField(max_length=30, blank=True)
    lanes = models.SmallIntegerField()
    minutes = models.SmallIntegerField()  # that one person takes of one lane
    capacity = models.IntegerField()  # swabs a day
    wall_key = models.UUIDField(default=uuid.uuid4, unique=True)  # address of the wall screen
    opened_at = models.DateTimeField()
    closed_at = models.DateTimeField(null=True)  # for good
    version = models.IntegerField(default=1)  # compare-and-set: one more with each change

    class Meta:
        constraints = (
            models.CheckConstraint(
                condition=Q(kind__in=[kind.value for kind in SiteKind]), name="site_kind"
            ),
            models.CheckConstraint(
                condition=Q(lanes__gt=0, minutes__gt=0, capacity__gt=0), name="site_has_capacity"
            ),
            models.UniqueConstraint(fields=["area", "name_ko"], name="site_name_once_an_area"),
        )
        indexes = (models.Index(fields=["area"], name="site_area"),)


class Hours(models.Model):
    """When a site is open on a weekday, or on holidays (day 7)."""

    site = models.ForeignKey(Site, on_delete=models.CASCADE, related_name="hours")
    day = models.SmallIntegerField()
    opens = models.TimeField()
    closes = models.TimeField()

    class Meta:
        constraints = (
            models.CheckConstraint(condition=Q(opens__lt=F("closes")), name="hours_end_later"),
            models.CheckConstraint(condition=Q(day__gte=0, day__lte=7), name="hours_day"),
            models.UniqueConstraint(fields=["site", "day", "opens"], name="hours_once"),
        )


class SpecialDay(models.Model):
    """A day on which a site is open otherwise than usual, or not at all."""

    site = models.ForeignKey(Site, on_delete=models.CASCADE, related_name="special_days")
    on = models.DateField()
    opens = models.TimeField(null=True)
    closes = models.TimeField(null=True)

    class Meta:
        constraints = (
            models.CheckConstraint(
                condition=Q(opens__isnull=True, closes__isnull=True) | Q(opens__lt=F("closes")),
                name="special_day_ends_later",
            ),
            models.UniqueConstraint(fields=["site", "on"], name="special_day_once"),
        )


class Counter(models.Model):
    """The last number given out at a site on a day."""

    site = models.ForeignKey(Site, on_delete=models.PROTECT)
    on = models.DateField()
    last = models.IntegerField(default=0)

    class Meta:
        constraints = (models.UniqueConstraint(fields=["site", "on"], name="counter_once_a_day"),)


class Cluster(models.Model):
    """An outbreak that everybody who comes is asked about, from a day to a day."""

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    name_ko = models.CharField(max_length=80)
    name_en = models.CharField(max_length=80)
    area = models.CharField(max_length=10)  # of who added it
    exposed_from = models.DateField()
    exposed_to = models.DateField()
    opened_at = models.DateTimeField()
    closed_at = models.DateTimeField(null=True)

    class Meta:
        constraints = (
            models.CheckConstraint(
                condition=Q(exposed_from__lte=F("exposed_to")), name="cluster_ends_later"
            ),
            models.UniqueConstraint(
                fields=["name_ko"], condition=Q(closed_at__isnull=True), name="cluster_name_once"
            ),
        )


class Group(models.Model):
    """An institution whose people are tested by roster."""

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    name = models.CharField(max_length=80)  # of the institution
    kind = models.CharField(max_length=20)
    area = models.CharField(max_length=10)
    phone = models.CharField(max_length=30, blank=True)  # of the institution
    opened_at = models.DateTimeField()
    closed_at = models.DateTimeField(null=True)

    class Meta:
        constraints = (
            models.CheckConstraint(
                condition=Q(kind__in=[kind.value for kind in GroupKind]), name="group_kind"
            ),
            models.UniqueConstraint(fields=["area", "name"], name="group_name_once_an_area"),
        )
        indexes = (models.Index(fields=["area"], name="group_area"),)


class Member(models.Model):
    """Somebody on the roster of a group."""

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    group = models.ForeignKey(Group, on_delete=models.PROTECT, related_name="members")
    person_id = models.UUIDField(db_index=True)
    role = models.CharField(max_length=10)
    joined_at = models.DateTimeField()
    left_at = models.DateTimeField(null=True)

    class Meta:
        constraints = (
            models.CheckConstraint(
                condition=Q(role__in=[role.value for role in MemberRole]), name="member_role"
            ),
            models.UniqueConstraint(
                fields=["group", "person_id"],
                condition=Q(left_at__isnull=True),
                name="member_once_a_group",
            ),
        )


class Round(models.Model):
    """One time that everybody of a group is to be tested."""

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    group = models.ForeignKey(Group, on_delete=models.PROTECT, related_name="rounds")
    begins_on = models.DateField()
    ends_on = models.DateField()
    rule_id = models.UUIDField()  # of policy: how often such a group is tested
    opened_at = models.DateTimeField()

    class Meta:
        constraints = (
            models.CheckConstraint(
                condition=Q(begins_on__lte=F("ends_on")), name="round_ends_later"
            ),
            models.UniqueConstraint(fields=["group", "begins_on"], name="round_begins_once"),
        )


class Booking(models.Model):
    """A test that was arranged in advance."""

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    key = models.CharField(max_length=80, unique=True)  # whoever books says it, so that it is once
    person_id = models.UUIDField(db_index=True)
    area = models.CharField(max_length=10)
    site = models.ForeignKey(Site, null=True, on_delete=models.PROTECT)  # None: any of the area
    on = models.DateField()
    slot = models.TimeField(null=True)  # the hour; None: any
    reason = models.CharField(max_length=20)
    state = models.CharField(max_length=10, default=BookingState.OPEN.value)
    booked_at = models.DateTimeField()
    closed_at = models.DateTimeField(null=True)

    class Meta:
        constraints = (
            models.CheckConstraint(
                condition=Q(state__in=[state.value for state in BookingState]),
                name="booking_state",
            ),
        )
        indexes = (
            models.Index(fields=["area", "on", "slot", "id"], name="booking_of_day"),
            models.Index(
                fields=["on"], condition=Q(state=BookingState.OPEN.value), name="booking_open"
            ),
        )


class Visit(models.Model):
    """Somebody at a site, from arrival to exit, and when their result was there."""

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    site = models.ForeignKey(Site, on_delete=models.PROTECT)
    area = models.CharField(max_length=10)  # the site's
    province = models.GeneratedField(
        expression=Left("area", PROVINCE_CODE_LENGTH),
        output_field=models.CharField(max_length=2),
        db_persist=True,
    )
    on = models.DateField()  # local day
    number = models.IntegerField()  # called out; begins with 1 each day at each site
    person_id = models.UUIDField(db_index=True)
    anonymous = models.BooleanField(default=False)
    booking = models.OneToOneField(Booking, null=True, on_delete=models.PROTECT)
    group = models.ForeignKey(Group, null=True, on_delete=models.PROTECT)
    round = models.ForeignKey(Round, null=True, on_delete=models.PROTECT, related_name="visits")
    state = models.CharField(max_length=12, default=VisitState.ARRIVED.value)
    gone_reason = models.CharField(max_length=20, blank=True)
    lane = models.SmallIntegerField(null=True)  # to which they were called
    called_at = models.DateTimeField(null=True)
    arrived_at = models.DateTimeField()
    questioned_at = models.DateTimeField(null=True)
    swabbed_at = models.DateTimeField(null=True)
    left_at = models.DateTimeField(null=True)  # or went away
    resulted_at = models.DateTimeField(null=True)
    outcome = models.CharField(max_length=12, blank=True)
    specimen_id = models.UUIDField(null=True, unique=True)  # the laboratory's
    ground = models.CharField(max_length=20, blank=True)  # on which they are tested
    free = models.BooleanField(null=True)
    to_hospital = models.BooleanField(default=False)
    definition_id = models.UUIDField(null=True)  # rules of policy that the ground rests on
    testing_id = models.UUIDField(null=True)
    version = models.IntegerField(default=1)  # compare-and-set: one more with each change

    class Meta:
        constraints = (
            models.UniqueConstraint(fields=["site", "on", "number"], name="visit_number_once"),
            models.UniqueConstraint(
                fields=["person_id"],
                condition=Q(state__in=[state.value for state in PRESENT]),
                name="visit_one_at_a_time",
            ),
            models.UniqueConstraint(
                fields=["round", "person_id"],
                condition=Q(round__isnull=False) & ~Q(state=VisitState.GONE.value),
                name="visit_once_a_round",
            ),
            models.CheckConstraint(
                condition=Q(state__in=[state.value for state in VisitState]), name="visit_state"
            ),
            models.CheckConstraint(
                condition=Q(outcome__in=[one.value for one in Outcome]), name="visit_outcome"
            ),
            models.CheckConstraint(
                condition=~Q(state__in=[VisitState.QUESTIONED.value, VisitState.SWABBED.value])
                | ~Q(ground=""),
                name="visit_questioned_has_a_ground",
            ),
            models.CheckConstraint(
                condition=Q(swabbed_at__isnull=True) | Q(swabbed_at__gte=F("arrived_at")),
                name="visit_swabbed_after_arrival",
            ),
            models.CheckConstraint(
                condition=Q(left_at__isnull=True) | Q(left_at__gte=F("arrived_at")),
                name="visit_left_after_arrival",
            ),
        )
        # A million visits: each list reads no more rows than it shows.
        indexes = (
            models.Index(
                fields=["site", "on", "number"],
                condition=Q(state__in=[state.value for state in PRESENT]),
                name="visit_present",
            ),
            models.Index(
                fields=["area", "arrived_at"],
                condition=Q(state__in=[state.value for state in WAITING]),
                name="visit_waiting",
            ),
            models.Index(fields=["area", "arrived_at", "id"], name="visit_of_area"),
            models.Index(fields=["province", "arrived_at", "id"], name="visit_of_province"),
            models.Index(fields=["arrived_at", "id"], name="visit_of_country"),
            models.Index(fields=["site", "arrived_at", "id"], name="visit_of_site"),
            models.Index(fields=["site", "on"], name="visit_of_site_and_day"),
            # what is rare is found without reading past what is common
            models.Index(fields=["state", "arrived_at", "id"], name="visit_of_state"),
            models.Index(fields=["outcome", "arrived_at", "id"], name="visit_of_outcome"),
            models.Index(fields=["ground", "arrived_at", "id"], name="visit_of_ground"),
            models.Index(fields=["group", "on"], name="visit_of_group"),
        )


class Answers(models.Model):
    """What somebody answered and what was measured. Codes only: what names somebody is a sealed note."""

    visit = models.OneToOneField(
        Visit, primary_key=True, on_delete=models.CASCADE, related_name="answers"
    )
    contact = models.CharField(max_length=20, blank=True)  # of which kind, with a case
    contact_on = models.DateField(null=True)  # the last time
    countries = ArrayField(models.CharField(max_length=2), default=list)  # ISO 3166-1
    returned_on = models.DateField(null=True)
    cluster = models.ForeignKey(Cluster, null=True, on_delete=models.PROTECT)
    facility = models.CharField(max_length=20, blank=True)  # kind of group they live or work in
    symptoms = ArrayField(models.CharField(max_length=20), default=list)
    onset_on = models.DateField(null=True)
    temperature_c = models.DecimalField(max_digits=3, decimal_places=1, null=True)
    antipyretic = models.BooleanField(default=False)  # within 6 h before it was measured
    pulse_per_min = models.SmallIntegerField(null=True)
    systolic_mmhg = models.SmallIntegerField(null=True)
    breaths_per_min = models.SmallIntegerField(null=True)
    oxygen_percent = models.SmallIntegerField(null=True)
    consciousness = models.CharField(max_length=12, blank=True)
    chest_image = models.CharField(max_length=12, blank=True)
    influenza = models.CharField(max_length=12, blank=True)
    doctors_opinion = models.BooleanField(default=False)
    note_id = models.UUIDField(null=True)  # the registry's, sealed
    answered_at = models.DateTimeField()
    answered_by = models.UUIDField(null=True)
