"""Tables of calls. Private to this context. A call knows its person by a random identifier."""

import uuid

from django.db import models
from django.db.models import Q

from dongseon.console.calls.rules import Kind, Outcome, State


class Task(models.Model):
    """A call that somebody must make."""

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    key = models.CharField(max_length=120, unique=True)  # what it is about: so it is opened once
    kind = models.CharField(max_length=20)
    person_id = models.UUIDField()
    area = models.CharField(max_length=10, blank=True)
    case_id = models.UUIDField(null=True)
    state = models.CharField(max_length=10, default=State.OPEN.value)
    opened_at = models.DateTimeField()
    due_at = models.DateTimeField()  # the clock: later than this is late
    call_at = models.DateTimeField()  # not before: after an attempt in vain, when to call again
    attempts = models.SmallIntegerField(default=0)  # in vain
    taken_by = models.UUIDField(null=True)  # who has the telephone in hand
    taken_at = models.DateTimeField(null=True)
    ended_at = models.DateTimeField(null=True)
    follows = models.OneToOneField("self", null=True, on_delete=models.PROTECT, related_name="next")

    class Meta:
        constraints = (
            models.CheckConstraint(
                condition=Q(state__in=[state.value for state in State]), name="call_state"
            ),
            models.CheckConstraint(
                condition=Q(kind__in=[kind.value for kind in Kind]), name="call_kind"
            ),
            models.CheckConstraint(
                condition=Q(state=State.OPEN.value, ended_at__isnull=True)
                | (~Q(state=State.OPEN.value) & Q(ended_at__isnull=False)),
                name="call_ended_at_a_time",
            ),
        )
        indexes = (
            models.Index(
                fields=["area", "due_at", "id"],
                condition=Q(state=State.OPEN.value),
                name="call_open",
            ),
            models.Index(
                fields=["due_at", "id"], condition=Q(state=State.OPEN.value), name="call_open_all"
            ),
            models.Index(fields=["person_id", "-opened_at"], name="call_of_person"),
            models.Index(fields=["state", "ended_at", "id"], name="call_ended"),
        )


class Attempt(models.Model):
    """One try. Added to, never changed."""

    seq = models.BigAutoField(primary_key=True)  # inside the house only
    task = models.ForeignKey(Task, on_delete=models.PROTECT, related_name="tries")
    at = models.DateTimeField()
    officer_id = models.UUIDField(null=True)
    outcome = models.CharField(max_length=20)
    rule_id = models.UUIDField()  # of policy: by which it led to what it led to

    class Meta:
        constraints = (
            models.CheckConstraint(
                condition=Q(outcome__in=[outcome.value for outcome in Outcome]),
                name="attempt_outcome",
            ),
        )
        indexes = (models.Index(fields=["task", "seq"], name="attempt_of_call"),)
