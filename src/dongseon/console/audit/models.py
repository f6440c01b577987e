"""The log of acts and looks. Rows are added and never changed; the database refuses anything else."""

from django.contrib.postgres.fields import ArrayField
from django.db import models


class Entry(models.Model):
    """One act or one look."""

    seq = models.BigAutoField(primary_key=True)  # inside the house only: shown to nobody
    cluster = (
        models.BigIntegerField()
    )  # PostgreSQL's number of itself: restored copies have another
    transaction = models.BigIntegerField()  # PostgreSQL's, 64 bits, counted within the cluster
    at = models.DateTimeField()
    officer_id = models.UUIDField(null=True)
    role = models.CharField(max_length=40)
    area = models.CharField(max_length=10, blank=True)
    purpose = models.CharField(max_length=40, blank=True)  # as in access.roles
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
            models.Index(fields=["cluster", "transaction"], name="audit_of_transaction"),
            models.Index(fields=["act", "-seq"], name="audit_of_act"),
            models.Index(fields=["at"], name="audit_at"),
        )


class Leaf(models.Model):
    """An entry's place in the tree: given once, hourly, in the order of finished transactions."""

    number = models.BigIntegerField(primary_key=True)  # from 0, without gaps
    entry_seq = models.BigIntegerField(
        unique=True
    )  # no foreign key: a removed entry leaves it here
    hash = models.BinaryField(max_length=32)


class Node(models.Model):
    """A full subtree of more than one leaf, for proofs that a later tree extends an earlier one."""

    pk = models.CompositePrimaryKey("level", "index")
    level = models.SmallIntegerField()  # from 1
    index = models.BigIntegerField()
    hash = models.BinaryField(max_length=32)


class Head(models.Model):
    """The tree as it was signed at a moment."""

    number = models.BigIntegerField(primary_key=True)  # from 0, without gaps
    size = models.BigIntegerField()
    at = models.DateTimeField()
    cluster = models.BigIntegerField()
    below = models.BigIntegerField()  # all transactions of the cluster below this one are in
    note = models.TextField()  # the signed head, C2SP checkpoint
