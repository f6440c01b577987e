"""Orders, their history, their papers, objections to them, and houses to stay in."""

import uuid

from django.db import models
from django.db.models import F, Q
from django.db.models.functions import Left

from dongseon.console.isolation.rules import ENDLESS, Kind, Place, Reach, State

PROVINCE_CODE_LENGTH = 2  # a district's code begins with its province's
IN_FORCE = Q(state=State.IN_FORCE.value)


class Facility(models.Model):
    """A house for those who cannot stay apart at home."""

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    area = models.CharField(max_length=10)
    name = models.CharField(max_length=80)
    name_en = models.CharField(max_length=80)
    address = models.CharField(max_length=200)
    phone = models.CharField(max_length=20)
    rooms = models.PositiveSmallIntegerField()
    closed_at = models.DateTimeField(null=True)
    opened_at = models.DateTimeField()

    class Meta:
        constraints = (
            models.UniqueConstraint(fields=["area", "name"], name="facility_named_once"),
            models.CheckConstraint(condition=Q(rooms__gt=0), name="facility_has_rooms"),
        )


class Order(models.Model):
    """That somebody must stay apart: since when, until when, by which rule, and who looks after them."""

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    number = models.CharField(max_length=9, unique=True)
    person_id = models.UUIDField()
    area = models.CharField(max_length=10)  # who watches over it
    province = models.GeneratedField(
        expression=Left("area", PROVINCE_CODE_LENGTH),
        output_field=models.CharField(max_length=2),
        db_persist=True,
    )
    kind = models.CharField(max_length=12)
    state = models.CharField(max_length=12, default=State.IN_FORCE.value)
    contact_id = models.UUIDField(null=True)  # as which contact
    case_id = models.UUIDField(null=True)  # of whom; for the order of a case, that case
    became_case_id = models.UUIDField(null=True)  # the case that they turned out to be
    held_specimen_id = models.UUIDField(
        null=True
    )  # whose positive is tested again: no clock ends it
    # The period as decided. A rule that changes later changes none of it.
    rule_id = models.UUIDField()
    counted_from = models.DateField()
    starts_on = models.DateField()
    ends_on = models.DateField(null=True)  # last day
    asked_per_day = models.PositiveSmallIntegerField()
    place = models.CharField(max_length=10, default=Place.HOME.value)
    place_note = models.UUIDField(null=True)  # the address, sealed in the registry; None: their own
    address_verified_at = models.DateTimeField(null=True)
    facility = models.ForeignKey(Facility, null=True, on_delete=models.PROTECT, related_name="+")
    reach = models.CharField(max_length=6, default=Reach.CALL.value)
    proxy_id = models.UUIDField(null=True)  # the person who answers for them
    household = models.UUIDField(null=True)  # those with the same one report together
    officer_id = models.UUIDField(null=True)
    # What the lists are sorted and narrowed by; each follows from the reports and breaches.
    urgency = models.SmallIntegerField(default=0)
    last_heard_at = models.DateTimeField(null=True)
    missed_in_row = models.PositiveSmallIntegerField(default=0)
    symptomatic_since = models.DateField(null=True)
    issued_at = models.DateTimeField()
    issued_by = models.UUIDField(null=True)
    closed_at = models.DateTimeField(null=True)
    version = models.IntegerField(default=1)

    class Meta:
        constraints = (
            models.CheckConstraint(
                condition=Q(kind__in=[one.value for one in Kind]), name="order_kind"
            ),
            models.CheckConstraint(
                condition=Q(state__in=[one.value for one in State]), name="order_state"
            ),
            models.CheckConstraint(
                condition=Q(reach__in=[one.value for one in Reach]), name="order_reach"
            ),
            models.CheckConstraint(
                condition=Q(place__in=[one.value for one in Place]), name="order_place"
            ),
            models.CheckConstraint(
                condition=Q(ends_on__isnull=True, kind__in=[one.value for one in ENDLESS])
                | Q(
                    ends_on__isnull=False,  # an unknown would pass the check
                    ends_on__gte=F("starts_on"),
                    ends_on__gt=F("counted_from"),
                ),
                name="order_ends_after_it_begins",
            ),
            models.CheckConstraint(
                condition=(IN_FORCE & Q(closed_at__isnull=True))
                | (~IN_FORCE & Q(closed_at__isnull=False)),
                name="order_closed_at_a_time",
            ),
            models.CheckConstraint(
                condition=(Q(place=Place.FACILITY.value) & Q(facility__isnull=False))
                | (~Q(place=Place.FACILITY.value) & Q(facility__isnull=True)),
                name="order_in_a_facility",
            ),
            models.CheckConstraint(
                condition=~Q(reach=Reach.PROXY.value) | Q(proxy_id__isnull=False),
                name="order_proxy_is_somebody",
            ),
            models.UniqueConstraint(
                fields=["person_id"], condition=IN_FORCE, name="order_one_in_force_a_person"
            ),
            models.UniqueConstraint(
                fields=["contact_id"],
                condition=Q(contact_id__isnull=False) & ~Q(state=State.REVOKED.value),
                name="order_once_a_contact",
            ),
            models.UniqueConstraint(
                fields=["case_id"],
                condition=Q(kind=Kind.CASE.value) & ~Q(state=State.REVOKED.value),
                name="order_once_a_case",
            ),
            models.UniqueConstraint(
                fields=["held_specimen_id"],
                condition=IN_FORCE & Q(held_specimen_id__isnull=False),
                name="order_once_a_held_specimen",
            ),
        )
        indexes = (
            models.Index(
                fields=["officer_id", "-urgency", "number"],
                condition=IN_FORCE,
                name="order_of_officer",
            ),
            models.Index(
                fields=["area", "-urgency", "number"], condition=IN_FORCE, name="order_of_area"
            ),
            models.Index(
                fields=["province", "-urgency", "number"],
                condition=IN_FORCE,
                name="order_of_province",
            ),
            models.Index(
                fields=["-urgency", "number"], condition=IN_FORCE, name="order_of_country"
            ),
            models.Index(fields=["ends_on"], condition=IN_FORCE, name="order_ending"),
            models.Index(
                fields=["household"], condition=Q(household__isnull=False), name="order_household"
            ),
            models.Index(fields=["person_id"], name="order_person"),
            models.Index(
                fields=["case_id"], condition=Q(case_id__isnull=False), name="order_of_case"
            ),
            models.Index(
                fields=["closed_at"], condition=Q(closed_at__isnull=False), name="order_closed"
            ),
        )


class Line(models.Model):
    """One line of an order's history: what was decided or done, by whom, why. Added to, never changed."""

    seq = models.BigAutoField(primary_key=True)  # inside the house only
    order = models.ForeignKey(Order, on_delete=models.PROTECT, related_name="lines")
    at = models.DateTimeField()
    officer_id = models.UUIDField(null=True)
    role = models.CharField(max_length=40)
    act = models.CharField(max_length=24)
    reason = models.CharField(max_length=24, blank=True)
    rule_id = models.UUIDField(null=True)
    counted_from = models.DateField(null=True)
    ends_before = models.DateField(null=True)
    ends_after = models.DateField(null=True)
    about = models.CharField(max_length=60, blank=True)  # an id, an area: never a name
    note = models.UUIDField(null=True)  # a free text, sealed in the registry

    class Meta:
        indexes = (models.Index(fields=["order", "-seq"], name="line_of_order"),)


class Paper(models.Model):
    """A letter as it was written: whose words lie sealed, and by whose digest they are known again."""

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    order = models.ForeignKey(Order, on_delete=models.PROTECT, related_name="papers")
    template = models.CharField(max_length=40)  # with its edition
    language = models.CharField(max_length=2)
    words_note = models.UUIDField()
    digest = models.BinaryField(max_length=32)  # SHA-256 of the words
    written_at = models.DateTimeField()
    written_by = models.UUIDField(null=True)

    class Meta:
        indexes = (models.Index(fields=["order", "-written_at"], name="paper_of_order"),)


class Service(models.Model):
    """That a letter was served: when, how, and what came back."""

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    paper = models.ForeignKey(Paper, on_delete=models.PROTECT, related_name="services")
    way = models.CharField(max_length=16)  # message, handed_over, post, read_out
    at = models.DateTimeField()
    officer_id = models.UUIDField(null=True)
    message_id = models.UUIDField(null=True, unique=True)
    reference = models.CharField(max_length=40, blank=True)  # of registered post
    receipt = models.CharField(max_length=16, blank=True)  # by_person, by_other, refused, returned
    receipt_at = models.DateTimeField(null=True)
    receipt_entered_by = models.UUIDField(null=True)

    class Meta:
        constraints = (
            models.CheckConstraint(
                condition=Q(receipt="", receipt_at__isnull=True)
                | (~Q(receipt="") & Q(receipt_at__isnull=False)),
                name="service_receipt_has_a_time",
            ),
        )
        indexes = (models.Index(fields=["paper", "at"], name="service_of_paper"),)


class Offer(models.Model):
    """An offer that another area watch over somebody, and the answer."""

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    order = models.ForeignKey(Order, on_delete=models.PROTECT, related_name="offers")
    from_area = models.CharField(max_length=10)
    to_area = models.CharField(max_length=10)
    reason = models.CharField(max_length=24)
    state = models.CharField(max_length=10, default="offered")  # accepted, refused, withdrawn
    offered_at = models.DateTimeField()
    offered_by = models.UUIDField(null=True)
    answered_at = models.DateTimeField(null=True)
    answered_by = models.UUIDField(null=True)

    class Meta:
        constraints = (
            models.UniqueConstraint(
                fields=["order"], condition=Q(state="offered"), name="offer_one_open_an_order"
            ),
            models.CheckConstraint(
                condition=~Q(from_area=F("to_area")), name="offer_goes_elsewhere"
            ),
            models.CheckConstraint(
                condition=Q(state__in=["offered", "accepted", "refused", "withdrawn"]),
                name="offer_state",
            ),
        )
        indexes = (
            models.Index(
                fields=["to_area", "offered_at"], condition=Q(state="offered"), name="offer_open_to"
            ),
        )


class Complaint(models.Model):
    """An objection to an order, an extension or a decision about a breach; decided by somebody else."""

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    order = models.ForeignKey(Order, on_delete=models.PROTECT, related_name="complaints")
    breach = models.ForeignKey(
        "isolation.Breach", null=True, on_delete=models.PROTECT, related_name="+"
    )
    against_line = models.ForeignKey(Line, null=True, on_delete=models.PROTECT, related_name="+")
    against_by = models.UUIDField(null=True)  # the officer who decided what is objected to
    note = models.UUIDField()  # what the person says
    received_at = models.DateTimeField()
    entered_by = models.UUIDField(null=True)
    due_on = models.DateField()
    state = models.CharField(max_length=10, default="open")  # open, upheld, rejected, withdrawn
    decided_at = models.DateTimeField(null=True)
    decided_by = models.UUIDField(null=True)
    answer_note = models.UUIDField(null=True)

    class Meta:
        constraints = (
            models.CheckConstraint(
                condition=Q(state__in=["open", "upheld", "rejected", "withdrawn"]),
                name="complaint_state",
            ),
            models.CheckConstraint(
                condition=~Q(state__in=["upheld", "rejected"])
                | Q(decided_by__isnull=False, answer_note__isnull=False),
                name="complaint_is_answered",
            ),
            models.CheckConstraint(
                condition=Q(decided_by__isnull=True)
                | Q(against_by__isnull=True)
                | ~Q(decided_by=F("against_by"))
                | Q(state="withdrawn"),
                name="complaint_is_decided_by_another",
            ),
        )
        indexes = (
            models.Index(fields=["due_on", "id"], condition=Q(state="open"), name="complaint_open"),
        )
