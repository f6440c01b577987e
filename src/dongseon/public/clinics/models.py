"""Screening clinics as editors keep them. Hours are text in the form that lists have, checked when written."""

import uuid
from collections.abc import Mapping

from django.core.exceptions import ValidationError
from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _
from wagtail.admin.panels import FieldPanel, FieldRowPanel, MultiFieldPanel

from dongseon.errors import InvalidInput
from dongseon.public.around.streets import Sureness
from dongseon.public.clinics import hours
from dongseon.public.clinics.reading import Kind

KINDS = (
    (Kind.DRIVE_THROUGH.value, _("Drive-through")),
    (Kind.WALK_IN.value, _("Walk-in")),
    (Kind.HOSPITAL.value, _("Hospital")),
)


def hours_text(text: str) -> None:
    """Refuse hours that cannot be understood."""
    if hours.read_day(text).unclear:
        raise ValidationError(
            _("“%(text)s”: write 09:00 ~ 18:00, several with a comma, or 미운영 for closed."),
            params={"text": text},
        )


class Clinic(models.Model):
    """A place where people are tested."""

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    name = models.CharField(_("name"), max_length=200)
    name_en = models.CharField(_("name in English"), max_length=200, blank=True)
    kind = models.CharField(_("kind"), max_length=13, choices=KINDS)
    province = models.CharField(_("province"), max_length=20)
    district = models.CharField(_("district"), max_length=30)
    address = models.CharField(_("address"), max_length=300)
    phone = models.CharField(_("phone"), max_length=60, blank=True)
    weekday = models.CharField(_("weekdays"), max_length=60, blank=True)
    saturday = models.CharField(_("Saturdays"), max_length=60, blank=True)
    sunday = models.CharField(_("Sundays and holidays"), max_length=60, blank=True)
    closed_on = models.CharField(
        _("closed on"),
        max_length=200,
        blank=True,
        help_text=_("Single days on which it is closed besides, as 2020-05-05, with commas."),
    )
    lat_deg = models.FloatField(_("latitude"), null=True, blank=True)
    lon_deg = models.FloatField(_("longitude"), null=True, blank=True)
    placed_exactly = models.BooleanField(
        _("exact position"), default=False, help_text=_("Off: it is only known about where.")
    )
    placed_by = models.CharField(max_length=13, blank=True, editable=False)  # "": an editor
    off_m = models.FloatField(null=True, editable=False)  # how far off it may be, m
    reservation_url = models.URLField(_("reservation"), blank=True)
    languages = models.CharField(_("languages spoken"), max_length=100, blank=True)
    note = models.CharField(_("note"), max_length=300, blank=True)
    note_en = models.CharField(_("note in English"), max_length=300, blank=True)
    waiting_people = models.PositiveIntegerField(_("people waiting"), null=True, blank=True)
    waiting_said_at = models.DateTimeField(null=True, blank=True, editable=False)
    token_hash = models.BinaryField(max_length=32, null=True, unique=True, editable=False)
    checked_on = models.DateField(_("last checked on"), null=True, blank=True)
    shown = models.BooleanField(_("shown to readers"), default=True)

    panels = [
        MultiFieldPanel([FieldPanel("name"), FieldPanel("name_en"), FieldPanel("kind")]),
        MultiFieldPanel(
            [
                FieldPanel("weekday"),
                FieldPanel("saturday"),
                FieldPanel("sunday"),
                FieldPanel("closed_on"),
            ],
            heading=_("Hours"),
        ),
        MultiFieldPanel(
            [
                FieldRowPanel([FieldPanel("province"), FieldPanel("district")]),
                FieldPanel("address"),
                FieldRowPanel([FieldPanel("lat_deg"), FieldPanel("lon_deg")]),
                FieldPanel("placed_exactly"),
            ],
            heading=_("Place"),
        ),
        FieldPanel("phone"),
        FieldPanel("reservation_url"),
        FieldPanel("languages"),
        FieldPanel("note"),
        FieldPanel("note_en"),
        FieldPanel("checked_on"),
        FieldPanel("shown"),
    ]

    class Meta:
        verbose_name = _("screening clinic")
        verbose_name_plural = _("screening clinics")
        constraints = [
            models.UniqueConstraint("name", "address", "kind", name="clinic_is_listed_once"),
            models.CheckConstraint(
                condition=Q(lat_deg=None, lon_deg=None, placed_exactly=False)
                | Q(lat_deg__range=(32.5, 39.0), lon_deg__range=(124.0, 132.5)),
                name="clinic_lies_in_korea",
            ),
            models.CheckConstraint(
                condition=Q(placed_by="")
                | Q(placed_by__in=list(Sureness), off_m__gt=0, lat_deg__isnull=False),
                name="clinic_says_how_far_off_it_may_be",
            ),
        ]

    def __str__(self) -> str:
        return self.name

    def clean(self) -> None:
        """Refuse days that are none, and hours that cannot be understood unless they were imported so."""
        try:
            hours.read_days_off(self.closed_on)
        except InvalidInput as error:
            raise ValidationError({"closed_on": str(error)}) from None
        kept = (
            Clinic.objects.filter(pk=self.pk)
            .values("weekday", "saturday", "sunday", "lat_deg", "lon_deg")
            .first()
        )
        if kept is not None and (self.placed_exactly or self._moved_from(kept)):
            self.placed_by, self.off_m = "", None  # an editor's word: lists leave it alone
        for name in ("weekday", "saturday", "sunday"):
            if kept is None or kept[name] != getattr(self, name):
                hours_text(getattr(self, name))

    def _moved_from(self, kept: Mapping[str, object]) -> bool:
        return (self.lat_deg, self.lon_deg) != (kept["lat_deg"], kept["lon_deg"])
