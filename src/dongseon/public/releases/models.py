"""What the console has released, as far as it may be seen now. Nothing of an earlier release is kept."""

from django.db import models
from django.db.models import Q


class Received(models.Model):
    """That a release was taken in: its number and digest, not its content."""

    sequence = models.BigIntegerField(primary_key=True)
    digest = models.CharField(max_length=64)  # SHA-256 of the signed document
    made_at = models.DateTimeField()
    received_at = models.DateTimeField()

    class Meta:
        constraints = [
            models.CheckConstraint(condition=Q(sequence__gt=0), name="received_sequence_positive")
        ]


class Current(models.Model):
    """The release that is public: its figures. One row."""

    id = models.SmallIntegerField(primary_key=True, default=1)
    received = models.OneToOneField(Received, on_delete=models.PROTECT)
    figures = models.JSONField()  # the release without its places

    class Meta:
        constraints = [models.CheckConstraint(condition=Q(id=1), name="current_is_one")]


class Listing(models.Model):
    """One line of the public list of places."""

    listing_id = models.CharField(max_length=64, primary_key=True)
    position = models.IntegerField()  # in the order of the list
    day = models.DateField()
    last_day = models.DateField(db_index=True)
    district = models.CharField(max_length=10)
    kind = models.CharField(max_length=40)
    cleaned = models.CharField(max_length=10)
    place = models.JSONField()  # as it came
    appeared_at = models.DateTimeField()
    changed_at = models.DateTimeField()


class Tombstone(models.Model):
    """A place that is no longer told: its identifier alone."""

    listing_id = models.CharField(max_length=64, primary_key=True)
    on = models.DateField()
    last_day = models.DateField(db_index=True)
