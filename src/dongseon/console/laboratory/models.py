"""Tables of the laboratory. Private to this context.

A specimen knows its person by a random identifier. Millions of them are done with: the indexes of the
work lists are partial, so that each holds what still waits and no more.
"""

import uuid

from django.contrib.postgres.fields import ArrayField
from django.db import models
from django.db.models import F, Q
from django.db.models.functions import Left

from dongseon.console.laboratory.rules import (
    MOST_IN_POOL,
    OPEN,
    Decision,
    Outcome,
    Standing,
    State,
)

PROVINCE_CODE_LENGTH = 2  # a district's code begins with its province's
UNCLEAR = (Outcome.INVALID.value, Outcome.INCONCLUSIVE.value)
NOTABLE = Q(outcome__in=sorted([Outcome.POSITIVE.value, *UNCLEAR]))  # few among millions
TO_BE_TAKEN_AGAIN = Q(replaced=False, pool_of=0) & (
    Q(state=State.VOID.value) | Q(state=State.VERIFIED.value, outcome__in=UNCLEAR)
)


class Laboratory(models.Model):
    """Where specimens are tested."""

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    code = models.CharField(max_length=40, unique=True)  # as its messages name it (MSH-4)
    name_ko = models.CharField(max_length=80)
    name_en = models.CharField(max_length=80)
    area = models.CharField(max_length=10)  # where it stands
    program_id = models.UUIDField(null=True, unique=True)  # whose token is its own
    closed = models.BooleanField(default=False)


class Kit(models.Model):
    """A test kit on the emergency-use path."""

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    code = models.CharField(max_length=60, unique=True)  # as messages and files name it
    name = models.CharField(max_length=120)
    maker = models.CharField(max_length=120)
    state = models.CharField(max_length=10, default=Decision.APPLIED.value)
    authorised_on = models.DateField(null=True)
    withdrawn_on = models.DateField(null=True)

    class Meta:
        constraints = (
            models.CheckConstraint(
                condition=Q(state__in=[one.value for one in Decision]), name="kit_state"
            ),
            models.CheckConstraint(
                condition=~Q(state__in=[Decision.AUTHORISED.value, Decision.WITHDRAWN.value])
                | Q(authorised_on__isnull=False),
                name="kit_authorised_has_its_day",
            ),
            models.CheckConstraint(
                condition=Q(withdrawn_on__isnull=True) | Q(withdrawn_on__gte=F("authorised_on")),
                name="kit_withdrawn_after_authorised",
            ),
        )


class KitStep(models.Model):
    """One step of a kit's path: an application, an evaluation, a decision. Added to, never changed."""

    seq = models.BigAutoField(primary_key=True)  # inside the house only
    kit = models.ForeignKey(Kit, on_delete=models.PROTECT, related_name="steps")
    step = models.CharField(max_length=10)  # a Decision
    on = models.DateField()
    reference = models.CharField(max_length=80, blank=True)  # of the document
    sensitivity = models.FloatField(null=True)  # share, of the evaluation
    specificity = models.FloatField(null=True)
    specimens = models.IntegerField(null=True)  # evaluated with so many
    officer_id = models.UUIDField(null=True)
    at = models.DateTimeField()


class Lot(models.Model):
    """One lot of a kit."""

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    kit = models.ForeignKey(Kit, on_delete=models.PROTECT, related_name="lots")
    number = models.CharField(max_length=40)
    expires_on = models.DateField()

    class Meta:
        constraints = (models.UniqueConstraint(fields=["kit", "number"], name="lot_of_kit_is_one"),)


class Box(models.Model):
    """A transport box from a site to a laboratory."""

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    code = models.CharField(max_length=11, unique=True)
    area = models.CharField(max_length=10)  # where it was packed
    laboratory = models.ForeignKey(Laboratory, on_delete=models.PROTECT)
    lab_area = models.CharField(max_length=10)  # of the laboratory
    sent_at = models.DateTimeField()
    sent_by = models.UUIDField(null=True)
    packed = models.IntegerField()  # specimens that went in
    received_at = models.DateTimeField(null=True)
    received_by = models.UUIDField(null=True)
    temperature_c = models.FloatField(null=True)  # on arrival

    class Meta:
        indexes = (
            models.Index(
                fields=["lab_area", "sent_at"], condition=Q(received_at=None), name="box_to_lab"
            ),
        )


class Specimen(models.Model):
    """A swab, or a pool of several."""

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    code = models.CharField(max_length=11, unique=True)
    key = models.CharField(max_length=120, unique=True, null=True)  # taken once, whoever asks twice
    person_id = models.UUIDField(null=True)  # a pool has none
    area = models.CharField(max_length=10)  # where it was taken
    province = models.GeneratedField(
        expression=Left("area", PROVINCE_CODE_LENGTH),
        output_field=models.CharField(max_length=2),
        db_persist=True,
    )
    lab_area = models.CharField(
        max_length=10, blank=True
    )  # of the laboratory; "" while at the site
    lab_province = models.GeneratedField(
        expression=Left("lab_area", PROVINCE_CODE_LENGTH),
        output_field=models.CharField(max_length=2),
        db_persist=True,
    )
    laboratory = models.ForeignKey(Laboratory, null=True, on_delete=models.PROTECT)
    site_id = models.UUIDField(null=True)
    visit_id = models.UUIDField(null=True)
    material = models.CharField(max_length=20)
    reason = models.CharField(max_length=20)
    symptoms = models.BooleanField()
    state = models.CharField(max_length=10)
    outcome = models.CharField(max_length=12, blank=True)  # of the result that stands
    again = models.SmallIntegerField(default=0)  # how often it went back to be tested
    replaced = models.BooleanField(default=False)  # a new one was taken, or none is needed
    box = models.ForeignKey(Box, null=True, on_delete=models.PROTECT)
    pool = models.ForeignKey("self", null=True, on_delete=models.PROTECT, related_name="members")
    pool_place = models.SmallIntegerField(null=True)  # 1 to 10: a pool can hold no more
    pool_of = models.SmallIntegerField(default=0)  # how many; 0: no pool
    replaces = models.ForeignKey("self", null=True, on_delete=models.PROTECT, related_name="+")
    version = models.IntegerField(default=1)  # compare-and-set: one more with each change
    taken_at = models.DateTimeField()
    since = models.DateTimeField()  # when it came to where it stands
    verified_at = models.DateTimeField(null=True)  # when its first result was verified

    class Meta:
        constraints = (
            models.CheckConstraint(
                condition=Q(state__in=[one.value for one in State]), name="specimen_state"
            ),
            models.CheckConstraint(
                condition=Q(outcome__in=["", *(one.value for one in Outcome)]),
                name="specimen_outcome",
            ),
            models.CheckConstraint(
                condition=Q(pool_of=0, person_id__isnull=False)
                | Q(pool_of__range=(2, MOST_IN_POOL), person_id__isnull=True),
                name="specimen_of_a_person_or_a_pool",
            ),
            models.CheckConstraint(
                condition=Q(pool__isnull=True, pool_place__isnull=True)
                | Q(
                    pool__isnull=False,
                    pool_place__range=(1, MOST_IN_POOL),
                    reason="surveillance",
                    symptoms=False,
                ),
                name="pool_without_symptoms_only",
            ),
            models.UniqueConstraint(fields=["pool", "pool_place"], name="pool_place_once"),
            models.UniqueConstraint(fields=["replaces"], name="specimen_replaced_once"),
        )
        indexes = (
            # Work that waits, by who has to do it; a few thousand rows of millions.
            models.Index(
                fields=["state", "lab_area", "since", "id"],
                condition=Q(state__in=sorted(one.value for one in OPEN)),
                name="specimen_open_at_lab",
            ),
            models.Index(
                fields=["state", "area", "since", "id"],
                condition=Q(state__in=sorted(one.value for one in OPEN)),
                name="specimen_open_at_site",
            ),
            models.Index(
                fields=["area", "since", "id"], condition=TO_BE_TAKEN_AGAIN, name="specimen_again"
            ),
            # The list of all, newest first: one for each width of area, from either side.
            models.Index(fields=["taken_at", "id"], name="specimen_taken"),
            models.Index(fields=["province", "taken_at", "id"], name="specimen_prov_taken"),
            models.Index(fields=["area", "taken_at", "id"], name="specimen_area_taken"),
            models.Index(fields=["lab_province", "taken_at", "id"], name="specimen_labprov_taken"),
            models.Index(fields=["lab_area", "taken_at", "id"], name="specimen_labarea_taken"),
            models.Index(
                fields=["outcome", "taken_at", "id"], condition=NOTABLE, name="specimen_notable"
            ),
            models.Index(
                fields=["outcome", "area", "taken_at", "id"], condition=NOTABLE,
                name="specimen_notable_area",
            ),
            models.Index(
                fields=["verified_at"], include=["taken_at", "area", "lab_area"],
                condition=Q(verified_at__isnull=False), name="specimen_turned_around",
            ),
            models.Index(fields=["person_id", "taken_at"], name="specimen_person"),
        )  # fmt: skip


class Event(models.Model):
    """One link of the chain of custody. Added to, never changed."""

    seq = models.BigAutoField(primary_key=True)  # inside the house only
    specimen = models.ForeignKey(Specimen, on_delete=models.PROTECT, related_name="events")
    at = models.DateTimeField()
    act = models.CharField(max_length=20)
    officer_id = models.UUIDField(null=True)  # or the program that sent it
    role = models.CharField(max_length=40)
    place = models.CharField(max_length=80, blank=True)  # a laboratory's code
    detail = models.CharField(max_length=40, blank=True)  # of the vocabulary: a reason, an outcome

    class Meta:
        indexes = (models.Index(fields=["specimen", "seq"], name="event_of_specimen"),)


class Delivery(models.Model):
    """What a laboratory sent, as it came: a message or a file. Its bytes are sealed."""

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    sender_id = models.UUIDField()  # the program, or the officer who brought the file
    area = models.CharField(max_length=10, blank=True)
    source = models.CharField(max_length=10)
    digest = models.BinaryField(max_length=32)  # keyed hash: the same bytes again are known again
    control_id = models.CharField(max_length=199, blank=True)  # the sender's own number of it
    received_at = models.DateTimeField()
    sealed = models.BinaryField()
    answer = models.CharField(max_length=2)  # AA, AE, AR
    faults = models.JSONField(default=list)  # codes and places, never what was sent
    repeats = models.IntegerField(default=0)  # how often it came again
    plan = models.JSONField(null=True)  # of a file whose rows a job reads: columns, and for whom

    class Meta:
        constraints = (
            models.UniqueConstraint(fields=["sender_id", "digest"], name="delivery_once"),
        )
        indexes = (models.Index(fields=["received_at"], name="delivery_received"),)


class Layout(models.Model):
    """How files with these columns were understood last: offered again for the next of them."""

    area = models.CharField(max_length=10, blank=True)
    signature = models.CharField(max_length=64)  # SHA-256 of the columns' names
    columns = models.JSONField()  # our field → the file's column
    saved_at = models.DateTimeField()

    class Meta:
        constraints = (
            models.UniqueConstraint(fields=["area", "signature"], name="layout_of_columns_is_one"),
        )


class Finding(models.Model):
    """One result inside a delivery, and what became of it."""

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    delivery = models.ForeignKey(Delivery, on_delete=models.PROTECT, related_name="findings")
    place = models.IntegerField()  # its number in the delivery, from 1
    area = models.CharField(max_length=10, blank=True)  # whose work it is to settle it
    received_at = models.DateTimeField()
    sealed = models.BinaryField()  # who and what it says
    state = models.CharField(max_length=10)  # matched, waiting, settled, dismissed
    reasons = ArrayField(models.CharField(max_length=30), default=list)  # why it waits
    specimen = models.ForeignKey(Specimen, null=True, on_delete=models.PROTECT)
    settled_at = models.DateTimeField(null=True)
    settled_by = models.UUIDField(null=True)

    class Meta:
        constraints = (
            models.UniqueConstraint(fields=["delivery", "place"], name="finding_once"),
            models.CheckConstraint(
                condition=Q(state__in=["matched", "waiting", "settled", "dismissed"]),
                name="finding_state",
            ),
            models.CheckConstraint(
                condition=~Q(state__in=["matched", "settled"]) | Q(specimen__isnull=False),
                name="finding_matched_to_a_specimen",
            ),
        )
        indexes = (
            models.Index(
                fields=["area", "received_at", "id"],
                condition=Q(state="waiting"),
                name="finding_waiting",
            ),
        )


class Result(models.Model):
    """What a test of a specimen said. Rows are added; where one stands is all that changes."""

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    specimen = models.ForeignKey(Specimen, on_delete=models.PROTECT, related_name="results")
    outcome = models.CharField(max_length=12)
    standing = models.CharField(max_length=10)
    source = models.CharField(max_length=10)
    finding = models.ForeignKey(Finding, null=True, on_delete=models.PROTECT, related_name="+")
    kit = models.ForeignKey(Kit, null=True, on_delete=models.PROTECT)
    lot = models.ForeignKey(Lot, null=True, on_delete=models.PROTECT)
    kit_said = models.CharField(
        max_length=60, blank=True
    )  # what was named, where nobody here knows it
    hold = models.CharField(max_length=20, blank=True)
    cycle_threshold = models.FloatField(null=True)  # cycles, of the lowest gene
    corrects = models.BooleanField(default=False)
    reported_at = models.DateTimeField()  # when the laboratory says it reached this
    rule_id = models.UUIDField(null=True)  # the rule of policy in force then
    entered_at = models.DateTimeField()
    entered_by = models.UUIDField(null=True)
    verified_at = models.DateTimeField(null=True)
    verified_by = models.UUIDField(null=True)
    ended_at = models.DateTimeField(null=True)  # refused, superseded, withdrawn
    reason = models.CharField(max_length=20, blank=True)

    class Meta:
        constraints = (
            models.UniqueConstraint(
                fields=["specimen"],
                condition=Q(standing=Standing.STANDING.value),
                name="result_one_stands",
            ),
            models.UniqueConstraint(
                fields=["specimen"],
                condition=Q(standing=Standing.ENTERED.value),
                name="result_one_waits",
            ),
            models.CheckConstraint(
                condition=Q(outcome__in=[one.value for one in Outcome]), name="result_outcome"
            ),
            models.CheckConstraint(
                condition=Q(standing__in=[one.value for one in Standing]), name="result_standing"
            ),
            models.CheckConstraint(
                condition=~Q(standing=Standing.HELD.value) | ~Q(hold=""), name="result_held_why"
            ),
            models.CheckConstraint(
                condition=~Q(standing=Standing.STANDING.value) | Q(hold=""),
                name="result_held_does_not_stand",
            ),
            # By hand or by file somebody else must have looked at it. A program's word is its laboratory's.
            models.CheckConstraint(
                condition=Q(verified_by__isnull=True)
                | ~Q(source__in=["hand", "file"])
                | ~Q(verified_by=F("entered_by")),
                name="result_verified_by_another",
            ),
        )
        indexes = (models.Index(fields=["specimen", "-entered_at"], name="result_of_specimen"),)
