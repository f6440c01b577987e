"""The 17 provinces and 247 districts of 2020, with the codes of legal districts.

Derived from the outlines in `look/data/korea_districts.geojson.gz` (their source: NOTICE). A province's
code is the first two digits of its districts'; districts of a city bear the city's name first.
"""

import csv
from pathlib import Path

from django.db import migrations
from django.db.backends.base.schema import BaseDatabaseSchemaEditor
from django.db.migrations.state import StateApps

AREAS = Path(__file__).parent.parent / "data" / "areas.csv"


def load(apps: StateApps, editor: BaseDatabaseSchemaEditor) -> None:
    """Add all of them; provinces come before their districts in the file's order."""
    area = apps.get_model("access", "Area")
    with AREAS.open(encoding="utf-8", newline="") as lines:
        rows = list(csv.DictReader(lines))
    area.objects.bulk_create(
        area(
            code=row["code"],
            name_ko=row["name_ko"],
            name_en=row["name_en"],
            within_id=row["within"] or None,
        )
        for row in rows
    )


class Migration(migrations.Migration):
    dependencies = [("access", "0002_authenticator")]

    operations = [migrations.RunPython(load, migrations.RunPython.noop)]
