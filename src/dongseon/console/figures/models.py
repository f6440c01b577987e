"""Tables of the daily report. The reports are only added to."""

import uuid

from django.db import models
from django.db.models import Q


class Report(models.Model):
    """A report as it was issued. A correction is a further edition; what was issued stays."""

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    day = models.DateField()
    edition = models.SmallIntegerField(default=1)
    tables = models.JSONField()
    issued_at = models.DateTimeField()
    issued_by = models.UUIDField(null=True)
    note = models.CharField(max_length=200, blank=True)  # of a correction: what was wrong

    class Meta:
        constraints = (
            models.UniqueConstraint(fields=["day", "edition"], name="report_once"),
            models.CheckConstraint(
                condition=Q(edition=1) | ~Q(note=""), name="correction_says_why"
            ),
        )


class Counted(models.Model):
    """Sex and age band of a confirmed case, counted once: so that no identity is opened each day."""

    case_id = models.UUIDField(primary_key=True)
    sex = models.CharField(max_length=8)
    band = models.CharField(max_length=8)
    counted_at = models.DateTimeField()
