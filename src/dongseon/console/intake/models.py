"""Tables of files that come in and go out. What a file holds is in them only sealed, under a key of its own."""

import uuid

from django.db import models
from django.db.models import Q

from dongseon.console.intake.types import ExportState, Form, Kind, State


class Import(models.Model):
    """One file that somebody brought, from its upload until its rows are records."""

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    kind = models.CharField(max_length=10)
    state = models.CharField(max_length=10, default=State.UPLOADED.value)
    officer_id = models.UUIDField()  # whose it is: nobody else sees it
    role = models.CharField(max_length=40)
    area = models.CharField(max_length=10, blank=True)
    purpose = models.CharField(max_length=40, blank=True)
    uploaded_at = models.DateTimeField()
    finished_at = models.DateTimeField(null=True)
    sealed_name = models.BinaryField()  # a file's name may name somebody
    sealed_file = models.BinaryField(null=True)  # None once it is done: erased
    sealed_faults = models.BinaryField(null=True)
    mapping = models.JSONField(default=dict)
    rows = models.IntegerField(default=0)
    rows_done = models.IntegerField(default=0)  # where a killed job goes on
    created = models.IntegerField(default=0)
    changed = models.IntegerField(default=0)
    unchanged = models.IntegerField(default=0)
    rejected = models.IntegerField(default=0)

    class Meta:
        constraints = (
            models.CheckConstraint(
                condition=Q(state__in=[state.value for state in State]), name="import_state"
            ),
            models.CheckConstraint(
                condition=Q(kind__in=[kind.value for kind in Kind]), name="import_kind"
            ),
            models.CheckConstraint(
                condition=~Q(state="done") | Q(sealed_file__isnull=True),
                name="import_done_holds_no_file",
            ),
        )
        indexes = (models.Index(fields=["officer_id", "-uploaded_at"], name="import_of_officer"),)


class SavedMapping(models.Model):
    """How files with these columns were understood last: offered again for the next of them."""

    kind = models.CharField(max_length=10)
    area = models.CharField(max_length=10, blank=True)
    signature = models.CharField(max_length=64)  # SHA-256 of the columns' names
    mapping = models.JSONField()
    saved_at = models.DateTimeField()

    class Meta:
        constraints = (
            models.UniqueConstraint(
                fields=["kind", "area", "signature"], name="mapping_of_columns_is_one"
            ),
        )


class Export(models.Model):
    """A list that somebody takes out and that is too long to wait for: made piece by piece, then fetched."""

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    state = models.CharField(max_length=10, default=ExportState.RUNNING.value)
    officer_id = models.UUIDField()  # whose it is: nobody else sees it
    role = models.CharField(max_length=40)
    area = models.CharField(max_length=10, blank=True)
    purpose = models.CharField(max_length=40, blank=True)
    form = models.CharField(max_length=4)
    columns = models.JSONField()
    header = models.JSONField()  # what the columns are called in the file
    # Filters and order; never what was searched for, which names somebody
    wanted = models.JSONField()
    begun_at = models.DateTimeField()
    finished_at = models.DateTimeField(null=True)
    rows = models.IntegerField()  # about so many, when it began
    rows_done = models.IntegerField(default=0)
    pieces = models.IntegerField(default=0)
    behind_value = models.CharField(max_length=20, blank=True)  # where a killed job goes on
    behind_id = models.UUIDField(null=True)

    class Meta:
        constraints = (
            models.CheckConstraint(
                condition=Q(state__in=[state.value for state in ExportState]), name="export_state"
            ),
            models.CheckConstraint(
                condition=Q(form__in=[form.value for form in Form]), name="export_form"
            ),
            models.CheckConstraint(
                condition=Q(state="running", finished_at__isnull=True)
                | (~Q(state="running") & Q(finished_at__isnull=False)),
                name="export_finished_at_a_time",
            ),
            models.UniqueConstraint(
                fields=["officer_id"], condition=Q(state="running"), name="export_one_at_a_time"
            ),
        )
        indexes = (
            models.Index(fields=["officer_id", "-begun_at"], name="export_of_officer"),
            models.Index(fields=["begun_at"], name="export_begun"),
        )


class Piece(models.Model):
    """Some rows of an export, sealed with its key."""

    export = models.ForeignKey(Export, on_delete=models.PROTECT, related_name="+")
    number = models.IntegerField()
    sealed = models.BinaryField()

    class Meta:
        constraints = (
            models.UniqueConstraint(fields=["export", "number"], name="piece_numbered_once"),
        )
