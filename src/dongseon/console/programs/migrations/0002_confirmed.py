"""A token that shows cases takes two people. Those given out before were good, and stay so."""

from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [("programs", "0001_initial")]

    operations = [
        migrations.AddField(
            model_name="program",
            name="confirmed_at",
            field=models.DateTimeField(null=True),
        ),
        migrations.AddField(
            model_name="program",
            name="confirmed_by",
            field=models.UUIDField(null=True),
        ),
        migrations.RunSQL(
            "UPDATE programs_program SET confirmed_at = issued_at", migrations.RunSQL.noop
        ),
        migrations.AddConstraint(
            model_name="program",
            constraint=models.CheckConstraint(
                condition=models.Q(("confirmed_by__isnull", True))
                | ~models.Q(("confirmed_by", models.F("issued_by"))),
                name="token_is_confirmed_by_another",
            ),
        ),
    ]
