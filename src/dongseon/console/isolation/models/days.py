"""The days under an order: questions, reports, breaches, needs, and who is away."""

import uuid

from django.contrib.postgres.fields import ArrayField
from django.db import models
from django.db.models import F, Q

from dongseon.console.isolation import breach_rules
from dongseon.console.isolation.models.orders import Order
from dongseon.console.isolation.rules import Slot, Source


class Report(models.Model):
    """How somebody is: a temperature, symptoms, when they were taken, how the report came."""

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    key = models.CharField(max_length=80, unique=True)  # the same report told twice is one
    order = models.ForeignKey(Order, on_delete=models.PROTECT, related_name="reports")
    on = models.DateField()  # in Seoul
    measured_at = models.DateTimeField()
    received_at = models.DateTimeField()
    temperature_c = models.DecimalField(max_digits=3, decimal_places=1, null=True)
    symptoms = ArrayField(models.CharField(max_length=12), default=list)
    symptomatic = models.BooleanField()
    definition_id = models.UUIDField()  # the case definition by which it is symptomatic or not
    source = models.CharField(max_length=6)
    told_by = models.UUIDField(null=True)  # a person who answered for them
    officer_id = models.UUIDField(null=True)
    note = models.UUIDField(null=True)

    class Meta:
        constraints = (
            models.CheckConstraint(
                condition=Q(temperature_c__isnull=True)
                | Q(temperature_c__gte=33, temperature_c__lte=43),
                name="report_temperature",
            ),
            models.CheckConstraint(
                condition=Q(source__in=[one.value for one in Source]), name="report_source"
            ),
        )
        indexes = (models.Index(fields=["order", "-measured_at"], name="report_of_order"),)


class Question(models.Model):
    """One of the day's questions to one person: due, answered, or missed."""

    id = models.BigAutoField(primary_key=True)  # inside the house only
    order = models.ForeignKey(Order, on_delete=models.PROTECT, related_name="questions")
    on = models.DateField()  # in Seoul
    slot = models.PositiveSmallIntegerField()
    due_at = models.DateTimeField()
    state = models.CharField(max_length=6, default=Slot.OPEN.value)
    report = models.ForeignKey(Report, null=True, on_delete=models.PROTECT, related_name="+")
    tries = models.PositiveSmallIntegerField(default=0)  # calls that nobody answered
    reminded = models.BooleanField(default=False)

    class Meta:
        constraints = (
            models.UniqueConstraint(fields=["order", "on", "slot"], name="question_once"),
            models.CheckConstraint(
                condition=Q(state__in=[one.value for one in Slot]), name="question_state"
            ),
        )
        indexes = (
            models.Index(
                fields=["due_at", "id"], condition=Q(state=Slot.OPEN.value), name="question_open"
            ),
            models.Index(
                fields=["on", "id"],
                condition=Q(state=Slot.OPEN.value, reminded=False),
                name="question_to_remind",
            ),
        )


class Absence(models.Model):
    """Days on which an officer is away, and who sees to their people."""

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    officer_id = models.UUIDField()
    deputy_id = models.UUIDField()
    from_on = models.DateField()
    to_on = models.DateField()
    entered_by = models.UUIDField(null=True)
    entered_at = models.DateTimeField()

    class Meta:
        constraints = (
            models.CheckConstraint(condition=Q(to_on__gte=F("from_on")), name="absence_has_days"),
            models.CheckConstraint(
                condition=~Q(officer_id=F("deputy_id")), name="absence_deputy_is_another"
            ),
            models.UniqueConstraint(fields=["officer_id", "from_on"], name="absence_once"),
        )
        indexes = (models.Index(fields=["deputy_id", "to_on"], name="absence_of_deputy"),)


class Breach(models.Model):
    """A signal that somebody may have left, or was lost; and what came of it."""

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    key = models.CharField(max_length=80, unique=True)  # the same signal told twice is one
    order = models.ForeignKey(Order, on_delete=models.PROTECT, related_name="breaches")
    signal = models.CharField(max_length=16)
    lost = models.BooleanField()  # a lost signal is no breach, and is counted apart
    signal_at = models.DateTimeField()  # when it was noticed
    received_at = models.DateTimeField()
    confidence = models.FloatField(null=True)  # 0 to 1, as whoever signals says
    distance_m = models.FloatField(null=True)
    error_m = models.FloatField(null=True)
    state = models.CharField(max_length=10, default=breach_rules.State.SIGNALLED.value)
    outcome = models.CharField(max_length=12, blank=True)
    statement_note = models.UUIDField(null=True)
    decided_at = models.DateTimeField(null=True)
    decided_by = models.UUIDField(null=True)
    closed_at = models.DateTimeField(null=True)
    version = models.IntegerField(default=1)

    class Meta:
        constraints = (
            models.CheckConstraint(
                condition=Q(signal__in=[one.value for one in breach_rules.Signal]),
                name="breach_signal",
            ),
            models.CheckConstraint(
                condition=Q(state__in=[one.value for one in breach_rules.State]),
                name="breach_state",
            ),
            models.CheckConstraint(
                condition=Q(confidence__isnull=True) | Q(confidence__gte=0, confidence__lte=1),
                name="breach_confidence",
            ),
            models.CheckConstraint(
                condition=~Q(state=breach_rules.State.DECIDED.value)
                | (Q(statement_note__isnull=False) & ~Q(outcome="")),
                name="breach_decided_after_hearing",
            ),
        )
        indexes = (
            models.Index(
                fields=["received_at", "id"],
                condition=Q(closed_at__isnull=True),
                name="breach_open",
            ),
            models.Index(fields=["order", "-received_at"], name="breach_of_order"),
        )


class Step(models.Model):
    """What was done about a breach. Added to, never changed."""

    seq = models.BigAutoField(primary_key=True)  # inside the house only
    breach = models.ForeignKey(Breach, on_delete=models.PROTECT, related_name="steps")
    at = models.DateTimeField()
    officer_id = models.UUIDField(null=True)
    what = models.CharField(max_length=12)  # signalled, called, visited, heard, decided, set_aside
    result = models.CharField(max_length=16, blank=True)
    with_police = models.BooleanField(default=False)
    note = models.UUIDField(null=True)

    class Meta:
        indexes = (models.Index(fields=["breach", "seq"], name="step_of_breach"),)


class Need(models.Model):
    """What somebody under an order needs: food, a medicine, a thermometer."""

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    order = models.ForeignKey(Order, on_delete=models.PROTECT, related_name="needs")
    what = models.CharField(max_length=12)
    pieces = models.PositiveSmallIntegerField(default=1)
    note = models.UUIDField(null=True)
    state = models.CharField(max_length=10, default="asked")  # asked, sent, delivered, cancelled
    asked_at = models.DateTimeField()
    asked_by = models.UUIDField(null=True)
    changed_at = models.DateTimeField()
    changed_by = models.UUIDField(null=True)

    class Meta:
        constraints = (
            models.CheckConstraint(
                condition=Q(state__in=["asked", "sent", "delivered", "cancelled"]),
                name="need_state",
            ),
            models.CheckConstraint(condition=Q(pieces__gte=1, pieces__lte=50), name="need_pieces"),
        )
        indexes = (
            models.Index(
                fields=["asked_at", "id"],
                condition=Q(state__in=["asked", "sent"]),
                name="need_open",
            ),
            models.Index(fields=["order"], name="need_of_order"),
        )
