"""Tables of policy. Rows of rules are added and never changed; the database refuses anything else.

No row says until when it holds: it holds until the next row of its name begins. So rules cannot
overlap, and nothing of an old row changes when a new one comes.
"""

from django.db import models
from django.db.models import F, Q


class Row(models.Model):
    """A rule from a day on."""

    id = models.UUIDField(primary_key=True)
    name = models.CharField(max_length=40)
    value = models.JSONField()
    valid_from = models.DateField()
    edition = models.IntegerField(
        default=1
    )  # the highest holds: a row that never came into force, corrected
    source = models.CharField(max_length=400)
    decided_by = models.CharField(max_length=120)
    entered_at = models.DateTimeField()
    proposed_by = models.UUIDField(null=True)
    approved_by = models.UUIDField(null=True)

    class Meta:
        constraints = (
            models.UniqueConstraint(
                fields=["name", "valid_from", "edition"], name="rule_begins_once"
            ),
            models.CheckConstraint(condition=~Q(source=""), name="rule_has_a_source"),
            models.CheckConstraint(
                condition=Q(proposed_by__isnull=True, approved_by__isnull=True)
                | Q(proposed_by__isnull=False, approved_by__isnull=False)
                & ~Q(proposed_by=F("approved_by")),
                name="rule_is_of_two_people",
            ),
        )


class Proposal(models.Model):
    """A successor on its way: proposed by one, approved or refused by another."""

    id = models.UUIDField(primary_key=True)
    name = models.CharField(max_length=40)
    value = models.JSONField()
    valid_from = models.DateField()
    source = models.CharField(max_length=400)
    decided_by = models.CharField(max_length=120)
    proposed_at = models.DateTimeField()
    proposed_by = models.UUIDField()
    closed_at = models.DateTimeField(null=True)
    closed_by = models.UUIDField(null=True)
    row = models.OneToOneField(Row, null=True, on_delete=models.PROTECT)  # if it was approved

    class Meta:
        constraints = (
            models.UniqueConstraint(
                fields=["name"], condition=Q(closed_at__isnull=True), name="one_open_proposal"
            ),
            models.CheckConstraint(
                condition=Q(row__isnull=True) | ~Q(proposed_by=F("closed_by")),
                name="proposal_is_approved_by_another",
            ),
        )
