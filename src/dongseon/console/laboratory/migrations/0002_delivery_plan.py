from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [("laboratory", "0001_initial")]

    operations = [
        migrations.AddField(model_name="delivery", name="plan", field=models.JSONField(null=True))
    ]
