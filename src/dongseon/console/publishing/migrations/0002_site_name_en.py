"""A place's name in English, for readers of English."""

from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [("publishing", "0001_initial")]

    operations = [
        migrations.AddField(
            model_name="site",
            name="name_en",
            field=models.CharField(blank=True, default="", max_length=200),
            preserve_default=False,
        ),
    ]
