"""Tables of care. Private to this context. People and cases are random identifiers here."""

import uuid

from django.contrib.postgres.fields import ArrayField
from django.db import models
from django.db.models import F, Q

from dongseon.console.care.rules import ACTIVE, EndReason, Outcome, Relation, StayState
from dongseon.console.care.triage import Place, Severity

AT_BED = [state.value for state in ACTIVE]


class Assessment(models.Model):
    """How ill somebody was found to be, by the rules of that day. Added to, never changed."""

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    case_id = models.UUIDField()
    person_id = models.UUIDField(db_index=True)
    at = models.DateTimeField()
    officer_id = models.UUIDField(null=True)
    findings = models.JSONField()  # answers and numbers of a form, no free text
    vitals = models.JSONField(null=True)
    severity = models.CharField(max_length=12)
    place = models.CharField(max_length=10)
    reasons = ArrayField(models.CharField(max_length=20))
    score = models.SmallIntegerField(null=True)
    points = models.JSONField(default=dict)
    signs_rule_id = models.UUIDField()  # the rows of policy that were followed
    without_rule_id = models.UUIDField()

    class Meta:
        constraints = (
            models.CheckConstraint(
                condition=Q(severity__in=[one.value for one in Severity]),
                name="assessment_severity",
            ),
            models.CheckConstraint(
                condition=Q(place__in=[one.value for one in Place]), name="assessment_place"
            ),
        )
        indexes = (models.Index(fields=["case_id", "-at"], name="assessment_of_case"),)


class House(models.Model):
    """A hospital, a community treatment centre, a house with national designated beds."""

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    name = models.CharField(max_length=60)
    kind = models.CharField(max_length=10)
    area = models.CharField(max_length=10)
    opened_at = models.DateTimeField()
    closed_at = models.DateTimeField(null=True)

    class Meta:
        constraints = (
            models.UniqueConstraint(fields=["area", "name", "kind"], name="house_once"),
            models.CheckConstraint(
                condition=Q(kind__in=[one.value for one in Place]), name="house_kind"
            ),
        )


class Bed(models.Model):
    """One bed for one person."""

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    house = models.ForeignKey(House, on_delete=models.PROTECT, related_name="beds")
    number = models.IntegerField()
    in_service = models.BooleanField(default=True)

    class Meta:
        constraints = (models.UniqueConstraint(fields=["house", "number"], name="bed_once"),)


class Stay(models.Model):
    """Somebody in a bed, or a bed that is kept for them."""

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    bed = models.ForeignKey(Bed, on_delete=models.PROTECT, related_name="stays")
    case_id = models.UUIDField()
    person_id = models.UUIDField(db_index=True)
    assessment = models.ForeignKey(Assessment, null=True, on_delete=models.PROTECT)
    state = models.CharField(max_length=10, default=StayState.RESERVED.value)
    reserved_at = models.DateTimeField()
    reserved_by = models.UUIDField(null=True)
    admitted_at = models.DateTimeField(null=True)
    ended_at = models.DateTimeField(null=True)
    end_reason = models.CharField(max_length=12, blank=True)

    class Meta:
        constraints = (
            models.UniqueConstraint(
                fields=["bed"], condition=Q(state__in=AT_BED), name="bed_holds_one"
            ),
            # in one bed, with at most one other kept for a transfer
            models.UniqueConstraint(
                fields=["case_id", "state"], condition=Q(state__in=AT_BED), name="stay_once_a_case"
            ),
            models.CheckConstraint(
                condition=Q(state__in=[one.value for one in StayState]), name="stay_state"
            ),
            models.CheckConstraint(
                condition=Q(end_reason__in=["", *(one.value for one in EndReason)]),
                name="stay_end_reason",
            ),
            models.CheckConstraint(
                condition=~Q(state=StayState.ADMITTED.value) | Q(admitted_at__isnull=False),
                name="stay_admitted_at_a_time",
            ),
            models.CheckConstraint(
                condition=Q(state__in=AT_BED, ended_at__isnull=True)
                | (~Q(state__in=AT_BED) & Q(ended_at__isnull=False)),
                name="stay_ended_at_a_time",
            ),
        )
        indexes = (
            models.Index(fields=["case_id", "-reserved_at"], name="stay_of_case"),
            models.Index(
                fields=["admitted_at"],
                condition=Q(state=StayState.ADMITTED.value),
                name="stay_admitted",
            ),
        )


class Reading(models.Model):
    """Vital signs at a bed, twice a day."""

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    case_id = models.UUIDField()
    person_id = models.UUIDField(db_index=True)
    at = models.DateTimeField()
    on = models.DateField()  # local day
    half = models.CharField(max_length=8)
    officer_id = models.UUIDField(null=True)
    temperature_c = models.FloatField()
    pulse_per_min = models.SmallIntegerField(null=True)
    systolic_mmhg = models.SmallIntegerField(null=True)
    breaths_per_min = models.SmallIntegerField(null=True)
    oxygen_percent = models.SmallIntegerField(null=True)
    consciousness = models.SmallIntegerField(default=0)
    antipyretic = models.BooleanField(default=False)
    dyspnoea = models.BooleanField(default=False)
    improving = models.BooleanField(default=False)

    class Meta:
        indexes = (
            models.Index(fields=["case_id", "-at"], name="reading_of_case"),
            models.Index(fields=["on", "half"], name="reading_of_half"),
        )


class Ending(models.Model):
    """How an illness ended, by the rule of that day. Undone by a further row, never changed otherwise."""

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    case_id = models.UUIDField()
    person_id = models.UUIDField(db_index=True)
    episode = models.SmallIntegerField(default=1)  # found positive again after release: the next
    outcome = models.CharField(max_length=10)
    on = models.DateField()  # local day
    at = models.DateTimeField()
    officer_id = models.UUIDField(null=True)
    way = models.CharField(max_length=10, blank=True)  # of a release
    rule_id = models.UUIDField(null=True)  # of policy
    facts = models.JSONField(default=dict)  # on which it rested: days, hours, tests
    undone_at = models.DateTimeField(null=True)
    undone_by = models.UUIDField(null=True)

    class Meta:
        constraints = (
            models.UniqueConstraint(
                fields=["case_id", "episode"],
                condition=Q(undone_at__isnull=True),
                name="ending_once",
            ),
            models.CheckConstraint(
                condition=Q(outcome__in=[one.value for one in Outcome]), name="ending_outcome"
            ),
            models.CheckConstraint(
                condition=~Q(outcome=Outcome.RELEASED.value)
                | Q(rule_id__isnull=False, way__in=["clinical", "test"]),
                name="release_follows_a_rule",
            ),
        )
        indexes = (models.Index(fields=["on", "outcome"], name="ending_on"),)


class HouseholdLink(models.Model):
    """Two people of one household. Each pair once, in one order."""

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    first_id = models.UUIDField()
    second_id = models.UUIDField(db_index=True)
    relation = models.CharField(max_length=10)
    linked_at = models.DateTimeField()
    linked_by = models.UUIDField(null=True)
    ended_at = models.DateTimeField(null=True)

    class Meta:
        constraints = (
            models.UniqueConstraint(
                fields=["first_id", "second_id"],
                condition=Q(ended_at__isnull=True),
                name="household_pair_once",
            ),
            models.CheckConstraint(
                condition=Q(first_id__lt=F("second_id")), name="household_pair_in_one_order"
            ),
            models.CheckConstraint(
                condition=Q(relation__in=[one.value for one in Relation]),
                name="household_relation",
            ),
        )
