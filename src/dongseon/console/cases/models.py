"""Tables of cases, contacts, and what was decided about them. Private to this context.

A case knows its person by a random identifier. The table of changes is only added to; retention
removes what belongs to an erased case (`running/rights.py`).
"""

import uuid
from datetime import date

from django.contrib.postgres.fields import ArrayField
from django.db import models
from django.db.models import F, Q
from django.db.models.functions import Coalesce, Left

from dongseon.console.cases.rules import Classification, State, TransferState

PROVINCE_CODE_LENGTH = 2  # a district's code begins with its province's
NO_DAY = models.Value(date.min, output_field=models.DateField())  # sorts an unknown day last


def _one_of(values: type[Classification] | type[State] | type[TransferState]) -> list[str]:
    return [value.value for value in values]


class Case(models.Model):
    """One course of illness, or the suspicion of one."""

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    number = models.CharField(max_length=9, unique=True)
    person_id = models.UUIDField()
    area = models.CharField(max_length=10)  # whose case it is
    province = models.GeneratedField(
        expression=Left("area", PROVINCE_CODE_LENGTH),
        output_field=models.CharField(max_length=2),
        db_persist=True,
    )
    classification = models.CharField(max_length=20)
    state = models.CharField(max_length=8, default=State.OPEN.value)
    state_before = models.CharField(max_length=8, blank=True)  # of a deleted or merged one
    onset_on = models.DateField(null=True)
    sampled_on = models.DateField(null=True)
    reported_on = models.DateField()
    origin = models.CharField(max_length=10)  # desk, import, program
    merged_into = models.ForeignKey("self", null=True, on_delete=models.PROTECT)
    version = models.IntegerField(default=1)  # compare-and-set: one more with each change
    opened_at = models.DateTimeField()
    changed_at = models.DateTimeField()

    class Meta:
        constraints = (
            models.CheckConstraint(
                condition=Q(classification__in=_one_of(Classification)), name="case_classification"
            ),
            models.CheckConstraint(condition=Q(state__in=_one_of(State)), name="case_state"),
            models.CheckConstraint(
                condition=Q(state=State.MERGED.value, merged_into__isnull=False)
                | (~Q(state=State.MERGED.value) & Q(merged_into__isnull=True)),
                name="case_merged_into_another",
            ),
            models.CheckConstraint(
                condition=Q(merged_into__isnull=True) | ~Q(merged_into=F("id")),
                name="case_not_merged_into_itself",
            ),
        )
        # The line list is sorted by one of three days or by number, newest first, and reads no more
        # rows than it shows: one index a sort, and one for each width of area that an officer has.
        indexes = (
            models.Index(fields=["reported_on", "id"], name="case_reported"),
            models.Index(fields=["province", "reported_on", "id"], name="case_province_reported"),
            models.Index(fields=["area", "reported_on", "id"], name="case_area_reported"),
            models.Index(
                fields=["classification", "state", "reported_on", "id"], name="case_class_reported"
            ),
            models.Index(Coalesce("onset_on", NO_DAY), "id", name="case_onset"),
            models.Index(
                "province", Coalesce("onset_on", NO_DAY), "id", name="case_province_onset"
            ),
            models.Index("area", Coalesce("onset_on", NO_DAY), "id", name="case_area_onset"),
            models.Index(Coalesce("sampled_on", NO_DAY), "id", name="case_sampled"),
            models.Index(
                "province", Coalesce("sampled_on", NO_DAY), "id", name="case_province_sampled"
            ),
            models.Index("area", Coalesce("sampled_on", NO_DAY), "id", name="case_area_sampled"),
            models.Index(fields=["person_id"], name="case_person"),
            models.Index(fields=["changed_at", "id"], name="case_changed"),
        )


class Contact(models.Model):
    """A person known to have met a case."""

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    number = models.CharField(max_length=9, unique=True)
    person_id = models.UUIDField(db_index=True)
    case = models.ForeignKey(Case, on_delete=models.PROTECT, related_name="contacts")
    area = models.CharField(max_length=10)
    relation = models.CharField(max_length=20)
    last_met_on = models.DateField(null=True)
    state = models.CharField(max_length=8, default=State.OPEN.value)
    state_before = models.CharField(max_length=8, blank=True)
    origin = models.CharField(max_length=10)
    version = models.IntegerField(default=1)
    opened_at = models.DateTimeField()
    changed_at = models.DateTimeField()

    class Meta:
        constraints = (
            models.UniqueConstraint(
                fields=["case", "person_id"],
                condition=Q(state__in=[State.OPEN.value, State.CLOSED.value]),
                name="contact_once_a_case",
            ),
        )
        indexes = (models.Index(fields=["area", "last_met_on", "id"], name="contact_area_met"),)


class Handle(models.Model):
    """How others name a record of ours, unreadably: a file's or a laboratory's own identifier.

    The key is a keyed hash made by the registry. What was last read under it is kept as a keyed hash
    too, so that the same row given twice changes nothing.
    """

    key = models.BinaryField(max_length=32, primary_key=True)
    record_id = models.UUIDField(db_index=True)  # a case or a contact
    content = models.BinaryField(max_length=32)


class Change(models.Model):
    """One field of one record, before and after. Added to, never changed."""

    seq = models.BigAutoField(primary_key=True)  # inside the house only
    record_id = models.UUIDField()  # a case or a contact
    at = models.DateTimeField()
    officer_id = models.UUIDField(null=True)
    role = models.CharField(max_length=40)
    area = models.CharField(max_length=10, blank=True)  # the officer's
    act = models.CharField(max_length=40)
    field = models.CharField(max_length=40, blank=True)
    before = models.CharField(max_length=60, blank=True)
    after = models.CharField(max_length=60, blank=True)
    reason = models.CharField(max_length=30, blank=True)

    class Meta:
        indexes = (models.Index(fields=["record_id", "-seq"], name="change_of_record"),)


class Decision(models.Model):
    """A classification that somebody decided, by the definition in force then. Added to, never changed."""

    seq = models.BigAutoField(primary_key=True)  # inside the house only
    case = models.ForeignKey(Case, on_delete=models.PROTECT, related_name="decisions")
    at = models.DateTimeField()
    officer_id = models.UUIDField(null=True)
    role = models.CharField(max_length=40)
    classification = models.CharField(max_length=20)
    basis = models.CharField(max_length=30)
    definition_id = models.UUIDField(null=True)  # the rule of policy in force on that day
    decided_on = models.DateField()  # local day

    class Meta:
        indexes = (models.Index(fields=["case", "-seq"], name="decision_of_case"),)


class Transfer(models.Model):
    """An offer that another area take a case, and the answer."""

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    case = models.ForeignKey(Case, on_delete=models.PROTECT, related_name="transfers")
    from_area = models.CharField(max_length=10)
    to_area = models.CharField(max_length=10)
    reason = models.CharField(max_length=30)
    state = models.CharField(max_length=10, default=TransferState.OFFERED.value)
    offered_at = models.DateTimeField()
    offered_by = models.UUIDField(null=True)
    answered_at = models.DateTimeField(null=True)
    answered_by = models.UUIDField(null=True)
    answer_reason = models.CharField(max_length=30, blank=True)

    class Meta:
        constraints = (
            models.UniqueConstraint(
                fields=["case"],
                condition=Q(state=TransferState.OFFERED.value),
                name="transfer_one_offer_a_case",
            ),
            models.CheckConstraint(
                condition=~Q(from_area=F("to_area")), name="transfer_goes_elsewhere"
            ),
            models.CheckConstraint(
                condition=Q(state__in=_one_of(TransferState)), name="transfer_state"
            ),
        )
        indexes = (
            models.Index(
                fields=["to_area", "offered_at"],
                condition=Q(state=TransferState.OFFERED.value),
                name="transfer_open_to",
            ),
        )


class Pair(models.Model):
    """Two cases that may be of one person: why, and what was decided. Each pair once, in one order."""

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    first = models.ForeignKey(Case, on_delete=models.PROTECT, related_name="pairs_as_first")
    second = models.ForeignKey(Case, on_delete=models.PROTECT, related_name="pairs_as_second")
    area = models.CharField(max_length=10)  # of the first
    other_area = models.CharField(max_length=10)  # of the second
    reasons = ArrayField(models.CharField(max_length=30))
    weight = models.SmallIntegerField()
    state = models.CharField(max_length=10, default="open")  # open, merged, distinct
    found_at = models.DateTimeField()
    answered_at = models.DateTimeField(null=True)
    answered_by = models.UUIDField(null=True)

    class Meta:
        constraints = (
            models.UniqueConstraint(fields=["first", "second"], name="pair_once"),
            models.CheckConstraint(condition=Q(first__lt=F("second")), name="pair_in_one_order"),
        )
        indexes = (
            models.Index(fields=["area", "-weight"], condition=Q(state="open"), name="pair_open"),
            models.Index(fields=["other_area"], condition=Q(state="open"), name="pair_open_other"),
        )


class Merge(models.Model):
    """One record taken into another, with what both held before, so that it can be undone."""

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    kept = models.ForeignKey(Case, on_delete=models.PROTECT, related_name="merges_as_kept")
    absorbed = models.ForeignKey(Case, on_delete=models.PROTECT, related_name="merges_as_absorbed")
    kept_before = models.JSONField()  # the fields of the kept case that changed: no identity
    kept_after = models.JSONField()
    person_fields = ArrayField(models.CharField(max_length=30), default=list)  # names of fields
    contacts_moved = ArrayField(models.UUIDField(), default=list)
    contacts_set_aside = ArrayField(models.UUIDField(), default=list)
    at = models.DateTimeField()
    by = models.UUIDField(null=True)
    undone_at = models.DateTimeField(null=True)
    undone_by = models.UUIDField(null=True)

    class Meta:
        constraints = (
            models.UniqueConstraint(
                fields=["absorbed"],
                condition=Q(undone_at__isnull=True),
                name="merge_once",
            ),
        )


class Confirmation(models.Model):
    """A verified positive of a case: the first, one more of the same episode, or found again after release.

    Somebody found positive again after release is no new case and no new person: it is the next episode
    of the same case. Added to; retention removes what belongs to an erased case.
    """

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    case = models.ForeignKey(Case, on_delete=models.PROTECT, related_name="confirmations")
    episode = models.SmallIntegerField()  # from 1
    kind = models.CharField(max_length=12)  # first, further, redetection
    specimen_id = models.UUIDField(unique=True)  # one positive confirms once
    sampled_on = models.DateField()
    at = models.DateTimeField()
    withdrawn_at = models.DateTimeField(null=True)  # the result should never have been

    class Meta:
        constraints = (
            models.UniqueConstraint(
                fields=["case", "episode"],
                condition=~Q(kind="further"),
                name="episode_begins_once",
            ),
            models.CheckConstraint(
                condition=Q(kind="first", episode=1)
                | Q(kind="redetection", episode__gt=1)
                | Q(kind="further"),
                name="confirmation_kind",
            ),
        )
