"""Onset and sampling sort a district's list and a province's through indexes of their own."""

import datetime

import django.db.models.functions.comparison
from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [
        ("cases", "0002_confirmation"),
    ]

    operations = [
        migrations.AddIndex(
            model_name="case",
            index=models.Index(
                models.F("province"),
                django.db.models.functions.comparison.Coalesce(
                    "onset_on",
                    models.Value(datetime.date(1, 1, 1), output_field=models.DateField()),
                ),
                models.F("id"),
                name="case_province_onset",
            ),
        ),
        migrations.AddIndex(
            model_name="case",
            index=models.Index(
                models.F("area"),
                django.db.models.functions.comparison.Coalesce(
                    "onset_on",
                    models.Value(datetime.date(1, 1, 1), output_field=models.DateField()),
                ),
                models.F("id"),
                name="case_area_onset",
            ),
        ),
        migrations.AddIndex(
            model_name="case",
            index=models.Index(
                models.F("province"),
                django.db.models.functions.comparison.Coalesce(
                    "sampled_on",
                    models.Value(datetime.date(1, 1, 1), output_field=models.DateField()),
                ),
                models.F("id"),
                name="case_province_sampled",
            ),
        ),
        migrations.AddIndex(
            model_name="case",
            index=models.Index(
                models.F("area"),
                django.db.models.functions.comparison.Coalesce(
                    "sampled_on",
                    models.Value(datetime.date(1, 1, 1), output_field=models.DateField()),
                ),
                models.F("id"),
                name="case_area_sampled",
            ),
        ),
    ]
