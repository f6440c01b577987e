"""The log of acts and looks. Rows are added and never changed; the database refuses anything else."""

from django.contrib.postgres.fields import ArrayField
from django.db import models


class Entry(models.Model):
    """One act or one look."""

    seq = models.BigAutoField(primary_key=True)  # inside the house only: shown to nobody
    transaction = models.BigIntegerField()  # PostgreSQL's, 64 bits
    at = models.DateTimeField()
    officer_id = models.UUIDField(null=True)
    role = models.CharField(max_length=40)
    area = models.CharField(max_length=10, blank=True)
    kind = models.CharField(max_length=8)
    act = models.CharField(max_length=60)  # context.verb, as in the code
    subject_kind = models.CharField(max_length=30)
    subject_id = models.UUIDField(null=True)
    case_id = models.UUIDField(null=True)
    fields = ArrayField(models.CharField(max_length=40), default=list)
    why = models.CharField(max_length=400, blank=True)

    class Meta:
        indexes = (
            models.Index(fields=["subject_id", "-seq"], name="audit_of_subject"),
            models.Index(fields=["officer_id", "-seq"], name="audit_of_officer"),
            models.Index(fields=["case_id", "-seq"], name="audit_of_case"),
            models.Index(fields=["transaction"], name="audit_of_transaction"),
        )
