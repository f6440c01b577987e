"""Tables of programs. A token is shown once, when it is given out; only its digest is kept."""

import uuid

from django.contrib.postgres.fields import ArrayField
from django.db import models
from django.db.models import F, Q


class Program(models.Model):
    """A program that may call, with one token."""

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    name = models.CharField(max_length=60)  # of the office or laboratory, no person
    area = models.CharField(max_length=10, blank=True)  # "" for the whole country
    scopes = ArrayField(models.CharField(max_length=20))
    digest = models.CharField(max_length=64, unique=True)  # SHA-256 of the token, hex
    issued_at = models.DateTimeField()
    issued_by = models.UUIDField(null=True)
    confirmed_at = models.DateTimeField(null=True)  # until then the token opens nothing
    confirmed_by = models.UUIDField(null=True)  # empty where one person is enough
    ends_at = models.DateTimeField()
    revoked_at = models.DateTimeField(null=True)
    revoked_by = models.UUIDField(null=True)

    class Meta:
        constraints = (
            models.CheckConstraint(
                condition=Q(ends_at__gt=F("issued_at")), name="token_ends_after_it_begins"
            ),
            models.CheckConstraint(
                condition=Q(confirmed_by__isnull=True) | ~Q(confirmed_by=F("issued_by")),
                name="token_is_confirmed_by_another",
            ),
        )


class Minute(models.Model):
    """How often a program called in a minute."""

    program = models.ForeignKey(Program, on_delete=models.CASCADE)
    minute = models.DateTimeField()
    calls = models.IntegerField(default=1)

    class Meta:
        constraints = (
            models.UniqueConstraint(fields=["program", "minute"], name="minute_of_program_is_one"),
        )
