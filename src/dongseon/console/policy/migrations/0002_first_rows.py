"""The rules that the console begins with."""

import uuid
from datetime import UTC, date, datetime

from django.db import migrations
from django.db.backends.base.schema import BaseDatabaseSchemaEditor
from django.db.migrations.state import StateApps

from dongseon.console.policy.first_rows import FIRST_ROWS

SPACE = uuid.UUID(
    "6f1a1c0e-8f2b-4a55-9c2e-5a5b1f6c2d10"
)  # ours: the first rows have the same ids everywhere
WRITTEN = datetime(2020, 1, 1, tzinfo=UTC)


def write(apps: StateApps, schema_editor: BaseDatabaseSchemaEditor) -> None:
    row = apps.get_model("policy", "Row")
    row.objects.bulk_create(
        row(
            id=uuid.uuid5(SPACE, f"{first.name} {first.valid_from}"),
            name=first.name,
            value=first.value,
            valid_from=date.fromisoformat(first.valid_from),
            source=first.source,
            decided_by=first.decided_by,
            entered_at=WRITTEN,
        )
        for first in FIRST_ROWS
    )


def take_back(apps: StateApps, schema_editor: BaseDatabaseSchemaEditor) -> None:
    apps.get_model("policy", "Row").objects.filter(proposed_by=None).delete()


class Migration(migrations.Migration):
    dependencies = [("policy", "0001_initial")]

    operations = [migrations.RunPython(write, take_back)]
