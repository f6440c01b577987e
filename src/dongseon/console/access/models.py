"""Officers, the areas of the country, and who holds which role where, from when to when."""

import uuid
from typing import ClassVar

from django.contrib.auth.models import AbstractBaseUser, BaseUserManager
from django.db import models
from django.db.models import F, Q


class Area(models.Model):
    """A province or a district. Codes are those of legal districts; a district's begins with its province's."""

    code = models.CharField(max_length=10, primary_key=True)
    name_ko = models.CharField(max_length=40)
    name_en = models.CharField(max_length=60)
    within = models.ForeignKey("self", null=True, on_delete=models.PROTECT, related_name="parts")


class Officer(AbstractBaseUser):
    """Somebody who works here."""

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    username = models.CharField(max_length=60, unique=True)
    name = models.CharField(max_length=60)
    language = models.CharField(max_length=2, default="ko")
    is_active = models.BooleanField(default=True)
    created_at = models.DateTimeField()

    objects = BaseUserManager["Officer"]()

    USERNAME_FIELD = "username"
    REQUIRED_FIELDS: ClassVar[list[str]] = []


class Assignment(models.Model):
    """A role that an officer holds for an area and a time."""

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    officer = models.ForeignKey(Officer, on_delete=models.PROTECT, related_name="assignments")
    role = models.CharField(max_length=40)
    area = models.ForeignKey(Area, null=True, on_delete=models.PROTECT)  # None: the whole country
    begins_at = models.DateTimeField()
    ends_at = models.DateTimeField(null=True)

    class Meta:
        constraints = (
            models.CheckConstraint(
                condition=Q(ends_at__isnull=True) | Q(ends_at__gt=F("begins_at")),
                name="assignment_ends_after_it_begins",
            ),
        )
