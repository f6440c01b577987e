"""Shifts, duties, open matters, hand-overs. No personal data: a matter is an identifier and a phrase."""

import uuid

from django.db import models
from django.db.models import F, Q


class Shift(models.Model):
    """A stretch of hours for which a team is responsible for an area."""

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    area = models.CharField(max_length=10, blank=True)  # code; "" for the whole country
    begins_at = models.DateTimeField()
    ends_at = models.DateTimeField()

    class Meta:
        constraints = (
            models.CheckConstraint(
                condition=Q(ends_at__gt=F("begins_at")), name="shift_has_length"
            ),
            models.UniqueConstraint(fields=["area", "begins_at"], name="shift_begins_once"),
        )


class Duty(models.Model):
    """An officer on a shift."""

    shift = models.ForeignKey(Shift, on_delete=models.PROTECT, related_name="duties")
    officer_id = models.UUIDField()

    class Meta:
        constraints = (
            models.UniqueConstraint(fields=["shift", "officer_id"], name="on_duty_once"),
        )


class Matter(models.Model):
    """Something that somebody must still do: a result to tell, a call to return, a bed to find."""

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    kind = models.CharField(max_length=60)  # context.matter, as in the code
    about_id = models.UUIDField()  # the case, person or request it is about
    area = models.CharField(max_length=10, blank=True)
    title = models.CharField(max_length=120)  # a phrase of the catalogue, never typed text
    shift = models.ForeignKey(Shift, null=True, on_delete=models.PROTECT, related_name="+")
    opened_at = models.DateTimeField()
    closed_at = models.DateTimeField(null=True)

    class Meta:
        constraints = (
            models.UniqueConstraint(
                fields=["kind", "about_id"],
                condition=Q(closed_at__isnull=True),
                name="one_open_matter_of_a_kind",
            ),
        )
        indexes = (
            models.Index(
                fields=["area", "opened_at"],
                condition=Q(closed_at__isnull=True),
                name="open_matters_of_area",
            ),
        )


class Handover(models.Model):
    """What one shift gives to the next. The matters pass when somebody of the next has taken them."""

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    giving = models.ForeignKey(Shift, on_delete=models.PROTECT, related_name="+")
    taking = models.ForeignKey(Shift, on_delete=models.PROTECT, related_name="+")
    given_by = models.UUIDField()
    given_at = models.DateTimeField()
    taken_by = models.UUIDField(null=True)
    taken_at = models.DateTimeField(null=True)
    matters = models.ManyToManyField(Matter, related_name="+")

    class Meta:
        constraints = (
            models.CheckConstraint(
                condition=~Q(giving=F("taking")), name="handed_to_another_shift"
            ),
            models.CheckConstraint(
                condition=Q(taken_by__isnull=True) | ~Q(taken_by=F("given_by")),
                name="taken_by_another",
            ),
            models.UniqueConstraint(
                fields=["giving"], condition=Q(taken_at__isnull=True), name="one_open_handover"
            ),
        )
