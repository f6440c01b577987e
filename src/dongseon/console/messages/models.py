"""Tables of messages. Private to this context.

A message knows its person by a random identifier, and its text by name: no phone and no name is here.
"""

import uuid

from django.db import models
from django.db.models import Q

from dongseon.console.messages.rules import State, Why

OPEN = [State.WAITING.value, State.UNSENT.value]


class Message(models.Model):
    """One thing to tell one person, once."""

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)  # the carrier's too
    key = models.CharField(max_length=120, unique=True)  # what it tells of: so it is told once
    person_id = models.UUIDField()
    area = models.CharField(max_length=10, blank=True)  # whose work it is if it cannot go by itself
    text = models.CharField(max_length=40)
    values = models.JSONField(default=dict)  # days, hours, places: nothing that names anybody
    language = models.CharField(max_length=2, blank=True)  # "": the person's own
    corrects = models.ForeignKey("self", null=True, on_delete=models.PROTECT, related_name="+")
    state = models.CharField(max_length=10, default=State.WAITING.value)
    why = models.CharField(max_length=20, blank=True)  # it cannot go by itself, or was taken back
    attempts = models.SmallIntegerField(default=0)
    neutral = models.BooleanField(default=False)  # it went without saying what it is about
    reference = models.CharField(max_length=65, blank=True)  # the carrier's own name for it
    made_at = models.DateTimeField()
    due_at = models.DateTimeField()  # not before; after a failed try, when to try again
    handed_at = models.DateTimeField(null=True)
    ended_at = models.DateTimeField(null=True)  # received, settled or stopped
    settled_by = models.UUIDField(null=True)
    settling = models.CharField(max_length=20, blank=True)

    class Meta:
        constraints = (
            models.CheckConstraint(
                condition=Q(state__in=[state.value for state in State]), name="message_state"
            ),
            models.CheckConstraint(
                condition=Q(why__in=["", *(why.value for why in Why)])
                | Q(state=State.STOPPED.value),
                name="message_why",
            ),
            models.CheckConstraint(
                condition=~Q(state=State.HANDED.value) | Q(handed_at__isnull=False),
                name="message_handed_at_a_time",
            ),
        )
        indexes = (
            models.Index(
                fields=["due_at", "id"],
                condition=Q(state=State.WAITING.value),
                name="message_due",
            ),
            models.Index(
                fields=["area", "made_at", "id"],
                condition=Q(state=State.UNSENT.value),
                name="message_unsent",
            ),
            models.Index(
                fields=["reference"],
                condition=~Q(reference=""),
                name="message_reference",
            ),
            models.Index(fields=["person_id", "-made_at"], name="message_of_person"),
            models.Index(fields=["made_at", "id"], name="message_made"),
            models.Index(fields=["area", "made_at", "id"], name="message_of_area"),
        )


class Step(models.Model):
    """What happened to a message: tries, answers, receipts. Added to, never changed."""

    seq = models.BigAutoField(primary_key=True)  # inside the house only
    message = models.ForeignKey(Message, on_delete=models.PROTECT, related_name="steps")
    at = models.DateTimeField()
    what = models.CharField(max_length=20)
    gateway = models.CharField(max_length=10, blank=True)
    officer_id = models.UUIDField(null=True)

    class Meta:
        indexes = (models.Index(fields=["message", "seq"], name="step_of_message"),)
