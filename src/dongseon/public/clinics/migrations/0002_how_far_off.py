"""How a clinic's position is known, and how far off it may be."""

from django.db import migrations, models
from django.db.models import Q


class Migration(migrations.Migration):
    """Additive: positions that are there count as an editor's."""

    dependencies = [("clinics", "0001_initial")]

    operations = [
        migrations.AddField(
            "clinic",
            "placed_by",
            models.CharField(blank=True, default="", editable=False, max_length=13),
            preserve_default=False,
        ),
        migrations.AddField("clinic", "off_m", models.FloatField(editable=False, null=True)),
        migrations.AlterField(
            "clinic",
            "placed_exactly",
            models.BooleanField(
                default=False,
                help_text="Off: it is only known about where.",
                verbose_name="exact position",
            ),
        ),
        migrations.AddConstraint(
            "clinic",
            models.CheckConstraint(
                condition=Q(placed_by="")
                | Q(
                    placed_by__in=["street", "neighbourhood", "district"],
                    off_m__gt=0,
                    lat_deg__isnull=False,
                ),
                name="clinic_says_how_far_off_it_may_be",
            ),
        ),
    ]
