"""Alerts, the dated rules about them, and the log of who did what with them. The log can only grow."""

import uuid

from django.conf import settings
from django.db import models
from django.db.models import F, Q
from django.utils.translation import gettext_lazy as _

from dongseon.public.alerts.rules import Grade, Topic

TOPICS = (
    (Topic.CONTACTS_UNKNOWN.value, _("Contacts who cannot be found in another way")),
    (Topic.MASS_INFECTION.value, _("Mass infection")),
    (Topic.STRICTER_MEASURE.value, _("A measure stricter than the central one")),
    (Topic.CASE_COUNTS.value, _("Numbers of cases")),
    (Topic.NO_NEW_CASES.value, _("No new cases")),
    (Topic.PATHS.value, _("Places where cases have been")),
    (Topic.MEASURES.value, _("What the office is doing")),
    (Topic.HYGIENE.value, _("Rules of conduct")),
    (Topic.PROMOTION.value, _("Promotion")),
)
GRADES = (
    (Grade.EXTREME.value, _("Critical disaster text (60 dB, cannot be switched off)")),
    (Grade.SEVERE.value, _("Emergency disaster text (40 dB)")),
    (Grade.ADVISORY.value, _("Safety guidance text (as a usual text)")),
)


class Act(models.TextChoices):
    """What an alert does."""

    ALERT = "alert", _("Alert")
    UPDATE = "update", _("Update")
    CANCEL = "cancel", _("All clear")


class State(models.TextChoices):
    """Where an alert stands."""

    DRAFT = "draft", _("Draft")
    SUBMITTED = "submitted", _("Waits for the second person")
    APPROVED = "approved", _("Approved, will be sent")
    SENT = "sent", _("Sent")
    WITHDRAWN = "withdrawn", _("Withdrawn")


class RuleRow(models.Model):
    """A rule about alerts, from a day on. Rows are added, never changed."""

    name = models.CharField(max_length=60, unique=True)
    valid_from = models.DateField(unique=True)
    value = models.JSONField()
    decided_by = models.CharField(max_length=200)
    source = models.CharField(max_length=500)

    class Meta:
        constraints = [
            models.CheckConstraint(
                condition=~Q(source="") & ~Q(decided_by=""), name="alert_rule_has_a_source"
            )
        ]

    def __str__(self) -> str:
        return self.name


class Alert(models.Model):
    """One alert in both languages."""

    id = models.UUIDField(primary_key=True, default=uuid.uuid4)
    number = models.BigIntegerField(unique=True)  # as phones' centres number them
    act = models.CharField(max_length=6, choices=Act, default=Act.ALERT)
    refers = models.ForeignKey("self", models.PROTECT, null=True, blank=True, related_name="later")
    topic = models.CharField(_("what it is about"), max_length=20, choices=TOPICS)
    grade = models.CharField(_("how loud"), max_length=8, choices=GRADES)
    exercise = models.BooleanField(_("exercise"), default=False)
    headline_ko = models.CharField(_("headline in Korean"), max_length=100)
    headline_en = models.CharField(_("headline in English"), max_length=160)
    text_ko = models.TextField(_("text in Korean"), max_length=400)
    text_en = models.TextField(_("text in English"), max_length=1_000)
    instruction_ko = models.TextField(_("what to do, in Korean"), max_length=1_000, blank=True)
    instruction_en = models.TextField(_("what to do, in English"), max_length=1_000, blank=True)
    areas = models.JSONField(_("districts"))  # codes
    sends_at = models.DateTimeField(_("to be sent at"))
    expires_at = models.DateTimeField(_("holds until"))
    state = models.CharField(max_length=9, choices=State, default=State.DRAFT)
    version = models.PositiveIntegerField(default=1)
    written_by = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, related_name="+")
    approved_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.PROTECT, null=True, related_name="+"
    )
    rule = models.ForeignKey(RuleRow, models.PROTECT, null=True, related_name="+")
    override_asked_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.PROTECT, null=True, related_name="+"
    )
    override_reason = models.CharField(max_length=500, blank=True)
    sent_at = models.DateTimeField(null=True)

    class Meta:
        permissions = [("approve_alert", "Can approve alerts that somebody else wrote")]
        constraints = [
            models.CheckConstraint(
                condition=Q(approved_by=None) | ~Q(approved_by=F("written_by")),
                name="alert_is_of_two_people",
            ),
            models.CheckConstraint(
                condition=Q(approved_by=None)
                | Q(override_asked_by=None)
                | ~Q(approved_by=F("override_asked_by")),
                name="override_is_of_two_people",
            ),
            models.CheckConstraint(
                condition=(Q(override_asked_by=None) & Q(override_reason=""))
                | (Q(override_asked_by__isnull=False) & ~Q(override_reason="")),
                name="override_has_a_reason",
            ),
            models.CheckConstraint(
                condition=~Q(state__in=["approved", "sent"])
                | Q(approved_by__isnull=False, rule__isnull=False),
                name="alert_goes_out_approved_and_under_a_rule",
            ),
            models.CheckConstraint(
                condition=Q(state="sent", sent_at__isnull=False)
                | (~Q(state="sent") & Q(sent_at=None)),
                name="alert_sent_has_its_time",
            ),
            models.CheckConstraint(
                condition=Q(expires_at__gt=F("sends_at")), name="alert_expires_after_it_is_sent"
            ),
            models.CheckConstraint(
                condition=Q(act="alert", refers=None) | (~Q(act="alert") & Q(refers__isnull=False)),
                name="alert_refers_where_it_must",
            ),
        ]
        indexes = [models.Index(fields=["state", "sends_at"], name="alerts_due")]

    def __str__(self) -> str:
        return f"{self.number} {self.headline_ko}"


class Event(models.Model):
    """What somebody did with an alert. The database refuses changes and removals."""

    alert = models.ForeignKey(Alert, models.PROTECT, related_name="events")
    at = models.DateTimeField()
    by = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, null=True, related_name="+")
    act = models.CharField(max_length=20)
    faults = models.JSONField(default=list)  # [rule, fault] that spoke against it
    why = models.CharField(max_length=500, blank=True)

    class Meta:
        indexes = [models.Index(fields=["alert", "at"], name="alerts_events")]

    def __str__(self) -> str:
        return f"{self.act} {self.alert_id}"
