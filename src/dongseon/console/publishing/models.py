"""Tables of publishing. Which case is behind a listing is known here alone, and never leaves."""

import uuid

from django.db import models
from django.db.models import F, Q

from dongseon.console.publishing.rules import State, Told
from dongseon.disclosure.types import Cleaned, Keeper


class Site(models.Model):
    """A place as the public would name it, and whether its owner was told."""

    place_id = models.CharField(max_length=80, primary_key=True)
    name = models.CharField(max_length=200, blank=True)
    name_en = models.CharField(max_length=200, blank=True)
    address = models.CharField(max_length=300, blank=True)
    part = models.CharField(max_length=100, blank=True)
    kind = models.CharField(max_length=60)
    district = models.CharField(max_length=10)
    lon_deg = models.FloatField(null=True)
    lat_deg = models.FloatField(null=True)
    radius_m = models.PositiveIntegerField(default=20)
    keeper = models.CharField(max_length=10, default=Keeper.LOCAL.value)
    crowd = models.PositiveIntegerField(default=0)
    open_to_many = models.BooleanField(default=True)
    cleaned = models.CharField(max_length=10, default=Cleaned.UNKNOWN.value)
    told = models.CharField(max_length=10, blank=True)
    told_at = models.DateTimeField(null=True)
    withheld = models.BooleanField(default=False)
    first_seen_at = models.DateTimeField()
    version = models.IntegerField(default=1)

    class Meta:
        constraints = (
            models.CheckConstraint(
                condition=Q(told__in=["", *(one.value for one in Told)]), name="site_told_known"
            ),
            models.CheckConstraint(
                condition=Q(told="", told_at=None) | (~Q(told="") & Q(told_at__isnull=False)),
                name="site_told_when",
            ),
            models.CheckConstraint(
                condition=Q(cleaned__in=[one.value for one in Cleaned]), name="site_cleaned"
            ),
        )
        indexes = (models.Index(fields=["district", "told"], name="site_waiting"),)


class Draft(models.Model):
    """One release, from its draft to the public site's answer."""

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    sequence = models.BigIntegerField()
    state = models.CharField(max_length=10, default=State.DRAFTED.value)
    as_of = models.DateField()
    document = models.BinaryField()
    checked = models.JSONField()
    drafted_at = models.DateTimeField()
    drafted_by = models.UUIDField(null=True)
    approved_at = models.DateTimeField(null=True)
    approved_by = models.UUIDField(null=True)
    embargo_until = models.DateTimeField(null=True)
    released_at = models.DateTimeField(null=True)
    answer = models.CharField(max_length=200, blank=True)
    version = models.IntegerField(default=1)

    class Meta:
        constraints = (
            models.CheckConstraint(
                condition=Q(state__in=[one.value for one in State]), name="draft_state"
            ),
            models.CheckConstraint(
                condition=Q(approved_by__isnull=True) | ~Q(approved_by=F("drafted_by")),
                name="draft_two_people",
            ),
            models.CheckConstraint(
                condition=~Q(state__in=[State.APPROVED.value, State.RELEASED.value])
                | Q(approved_by__isnull=False),
                name="draft_approved_before_released",
            ),
            models.UniqueConstraint(
                fields=["sequence"],
                condition=Q(state__in=[State.APPROVED.value, State.RELEASED.value]),
                name="draft_one_of_a_sequence",
            ),
        )
        indexes = (models.Index(fields=["state", "drafted_at"], name="draft_state_when"),)


class Behind(models.Model):
    """A case behind a draft's listing. What was public once is remembered: attackers remember it, too."""

    draft = models.ForeignKey(Draft, on_delete=models.CASCADE, related_name="behind")
    listing_id = models.CharField(max_length=64)
    case_id = models.UUIDField(db_index=True)

    class Meta:
        constraints = (
            models.UniqueConstraint(fields=["draft", "listing_id", "case_id"], name="behind_once"),
        )


class Memory(models.Model):
    """What a cross-table showed last, and whom it counted: its rows are refreshed in batches."""

    name = models.CharField(max_length=40, primary_key=True)
    columns = models.JSONField()
    rows = models.JSONField()
    members = models.JSONField()


class Note(models.Model):
    """A correction that readers are told of, in both languages."""

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    on = models.DateField()
    ko = models.CharField(max_length=500)
    en = models.CharField(max_length=500)
    written_by = models.UUIDField(null=True)
    written_at = models.DateTimeField()
