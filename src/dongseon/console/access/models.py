"""Officers, the areas of the country, and who holds which role where, from when to when."""

import uuid
from typing import ClassVar

from django.conf import settings
from django.contrib.auth.models import AbstractBaseUser, BaseUserManager
from django.db import models
from django.db.models import F, Q
from django.utils.crypto import salted_hmac
from django_otp.plugins.otp_totp.models import TOTPDevice


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
    first_password_until = models.DateTimeField(null=True)  # set by somebody else: to be changed
    generation = models.PositiveIntegerField(default=0)  # sessions of an earlier one have ended

    objects = BaseUserManager["Officer"]()

    USERNAME_FIELD = "username"
    REQUIRED_FIELDS: ClassVar[list[str]] = []


class Assignment(models.Model):
    """A role that an officer holds for an area, a purpose and a time, once it is confirmed."""

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    officer = models.ForeignKey(Officer, on_delete=models.PROTECT, related_name="assignments")
    role = models.CharField(max_length=40)
    purpose = models.CharField(max_length=40)
    area = models.ForeignKey(Area, null=True, on_delete=models.PROTECT)  # None: the whole country
    begins_at = models.DateTimeField()
    ends_at = models.DateTimeField(null=True)
    proposed_by = models.ForeignKey(
        Officer, null=True, on_delete=models.PROTECT, related_name="+"
    )  # None: the house itself, from the command line
    confirmed_by = models.ForeignKey(
        Officer, null=True, on_delete=models.PROTECT, related_name="+"
    )  # None: nobody was needed, or not yet
    confirmed_at = models.DateTimeField(null=True)  # it holds from here on

    class Meta:
        constraints = (
            models.CheckConstraint(
                condition=Q(ends_at__isnull=True) | Q(ends_at__gte=F("begins_at")),
                name="assignment_ends_not_before_it_begins",
            ),
            models.CheckConstraint(
                condition=Q(proposed_by__isnull=True) | ~Q(proposed_by=F("officer")),
                name="nobody_assigns_themselves",
            ),
            models.CheckConstraint(
                condition=Q(confirmed_by__isnull=True)
                | (~Q(confirmed_by=F("officer")) & ~Q(confirmed_by=F("proposed_by"))),
                name="assignment_is_confirmed_by_another",
            ),
        )
        indexes = (models.Index(fields=["officer", "begins_at"], name="assignment_of_officer"),)


class FactorReset(models.Model):
    """Somebody's second factor is to be taken away, because they lost it; two people agree."""

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    officer = models.ForeignKey(Officer, on_delete=models.PROTECT, related_name="+")
    proposed_by = models.ForeignKey(Officer, on_delete=models.PROTECT, related_name="+")
    proposed_at = models.DateTimeField()
    confirmed_by = models.ForeignKey(Officer, null=True, on_delete=models.PROTECT, related_name="+")
    confirmed_at = models.DateTimeField(null=True)

    class Meta:
        constraints = (
            models.CheckConstraint(
                condition=~Q(proposed_by=F("officer")), name="nobody_resets_themselves"
            ),
            models.CheckConstraint(
                condition=Q(confirmed_by__isnull=True)
                | (~Q(confirmed_by=F("officer")) & ~Q(confirmed_by=F("proposed_by"))),
                name="reset_is_confirmed_by_another",
            ),
            models.UniqueConstraint(
                fields=["officer"],
                condition=Q(confirmed_at__isnull=True),
                name="one_open_reset_an_officer",
            ),
        )


class RecoveryCode(models.Model):
    """A code that stands in for the second factor once. Only its digest is kept."""

    officer = models.ForeignKey(Officer, on_delete=models.CASCADE, related_name="+")
    digest = models.CharField(max_length=64)  # SHA-256, hex
    used_at = models.DateTimeField(null=True)

    class Meta:
        constraints = (
            models.UniqueConstraint(fields=["officer", "digest"], name="recovery_code_once"),
        )


class Authenticator(TOTPDevice):
    """The app on an officer's phone. What the database holds is no key: a secret file goes into it."""

    class Meta:
        proxy = True

    @property
    def bin_key(self) -> bytes:
        """The shared key, 20 bytes: of the stored chance and the secret that backups do not hold."""
        digest = salted_hmac(
            "dongseon.authenticator", self.key, secret=settings.SECRET_KEY, algorithm="sha256"
        )
        return digest.digest()[:20]
