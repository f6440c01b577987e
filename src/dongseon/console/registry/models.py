"""Tables of the registry. What names somebody is in them only sealed, or as an HMAC."""

from django.contrib.postgres.fields import ArrayField
from django.contrib.postgres.indexes import GinIndex
from django.db import models
from django.db.models import F, Q


class Person(models.Model):
    """Somebody. The row stays when their keys are destroyed: other rooms know the identifier."""

    id = models.UUIDField(primary_key=True)
    revision = models.IntegerField(default=1)
    enrolled_at = models.DateTimeField()
    survivor = models.ForeignKey("self", null=True, on_delete=models.PROTECT, related_name="merged")
    destroyed_at = models.DateTimeField(null=True)

    class Meta:
        constraints = (
            models.CheckConstraint(
                condition=Q(survivor__isnull=True) | ~Q(survivor=F("id")),
                name="person_is_not_merged_into_themselves",
            ),
        )


class Version(models.Model):
    """What was known of a person under one kind of data, from one amendment to the next. Sealed."""

    id = models.BigAutoField(primary_key=True)  # inside the house only
    person = models.ForeignKey(Person, on_delete=models.PROTECT, related_name="versions")
    data_class = models.CharField(max_length=10)
    version = models.IntegerField()
    key_id = models.UUIDField()
    sealed = models.BinaryField()
    at = models.DateTimeField()
    by_officer_id = models.UUIDField(null=True)
    current = models.BooleanField(default=True)

    class Meta:
        constraints = (
            models.UniqueConstraint(
                fields=["person", "data_class", "version"], name="version_of_person_is_one"
            ),
            models.UniqueConstraint(
                fields=["person", "data_class"],
                condition=Q(current=True),
                name="current_version_is_one",
            ),
        )
        indexes = (models.Index(fields=["key_id"], name="version_by_key"),)


class BlindIndex(models.Model):
    """HMACs of a person's search terms. Left out of dumps; made anew from what still opens."""

    person = models.OneToOneField(Person, primary_key=True, on_delete=models.PROTECT)
    terms = ArrayField(models.BigIntegerField())

    class Meta:
        indexes = (GinIndex(fields=["terms"], name="blind_index"),)


class Note(models.Model):
    """A free text about a person, sealed. Rows are added; a correction is another note."""

    id = models.UUIDField(primary_key=True)
    person = models.ForeignKey(Person, on_delete=models.PROTECT, related_name="notes")
    data_class = models.CharField(max_length=10)
    key_id = models.UUIDField()
    sealed = models.BinaryField()
    at = models.DateTimeField()
    by_officer_id = models.UUIDField(null=True)

    class Meta:
        indexes = (
            models.Index(fields=["person", "data_class", "at"], name="note_of_person"),
            models.Index(fields=["key_id"], name="note_by_key"),
        )


class Hold(models.Model):
    """A legal hold: while it is open nothing of the person is destroyed."""

    id = models.UUIDField(primary_key=True)
    person = models.ForeignKey(Person, on_delete=models.PROTECT, related_name="holds")
    reference = models.CharField(max_length=60)  # of the complaint or court case, no name
    placed_at = models.DateTimeField()
    placed_by = models.UUIDField(null=True)
    lifted_at = models.DateTimeField(null=True)
    lifted_by = models.UUIDField(null=True)

    class Meta:
        constraints = (
            models.CheckConstraint(
                condition=Q(lifted_at__isnull=True) | Q(lifted_at__gte=F("placed_at")),
                name="hold_is_lifted_after_it_is_placed",
            ),
        )


class Ending(models.Model):
    """That a person's keys for one kind of data are to be destroyed; done when the store says so."""

    id = models.UUIDField(primary_key=True)
    person = models.ForeignKey(Person, on_delete=models.PROTECT, related_name="endings")
    data_class = models.CharField(max_length=10)
    key_id = models.UUIDField()
    decided_at = models.DateTimeField()
    why = models.CharField(max_length=60)  # the rule of policy, or the request's number
    rows = models.IntegerField()  # sealed rows removed from the database
    key_destroyed_at = models.DateTimeField(null=True)

    class Meta:
        constraints = (models.UniqueConstraint(fields=["key_id"], name="key_ends_once"),)
        indexes = (
            models.Index(
                fields=["decided_at"],
                condition=Q(key_destroyed_at__isnull=True),
                name="ending_to_be_done",
            ),
        )


class Box(models.Model):
    """A key of one file's own: what another context keeps of a person, sealed, for as long as that file lasts.

    A box ends alone (its file was closed long enough ago) or with its person; its key's `Ending` says when.
    """

    id = models.UUIDField(primary_key=True)  # the file's: a case, say
    person = models.ForeignKey(Person, on_delete=models.PROTECT, related_name="boxes")
    data_class = models.CharField(max_length=10)
    key_id = models.UUIDField(unique=True)
    opened_at = models.DateTimeField()
